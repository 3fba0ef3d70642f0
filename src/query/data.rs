//! What contacts hold in their fields.

use super::field::ContactField;
use super::value::Datum;
use crate::contact::{Contact, E164, MemberStatus, PhoneNumber, PostalAddress, Street};
use crate::field::FieldValue;
use crate::record::Stored;
use crate::text::Text;

impl ContactField {
    /// Whether `is` holds for a value that a contact has; asked in order, until it does.
    #[inline]
    pub fn any(&self, contact: &Stored<Contact>, is: &mut dyn FnMut(Datum<'_>) -> bool) -> bool {
        match self.single(contact) {
            Single::Value(value) => value.is_some_and(is),
            Single::Other => self.any_other(contact, is),
        }
    }

    /// The text of a field that has one at most, where it stands as such in the contact: the inner
    /// `None` if there is none, the outer one for other fields.
    #[inline]
    pub(crate) fn text<'c>(&self, contact: &'c Contact) -> Option<Option<&'c str>> {
        let info = contact.info();
        Some(match self {
            Self::FirstName => info.first_name(),
            Self::LastName => info.last_name(),
            Self::Company => info.company(),
            Self::JobTitle => info.job_title(),
            Self::PrimaryEmail => info.emails().primary().map(|entry| entry.value.normal()),
            Self::PrimaryPhone => info.phones().primary().map(|entry| entry.value.as_str()),
            Self::Locale => info.locale().map(|tag| tag.as_str()),
            _ => return None,
        })
    }

    /// The value of a field that has one at most, where it stands as such in the contact.
    #[inline]
    pub(crate) fn single<'c>(&self, contact: &'c Stored<Contact>) -> Single<'c> {
        let info = contact.info();
        Single::Value(match self {
            Self::Id => Some(Datum::Id(*contact.id().as_uuid())),
            Self::Created => Some(Datum::Time(contact.created())),
            Self::Updated => Some(Datum::Time(contact.updated())),
            Self::LastActivity => Some(Datum::Time(contact.last_activity().activity_date)),
            Self::Birthdate => info.birthdate().map(Datum::Day),
            Self::Extended(key, _) => info.field(key).map(Datum::from),
            _ => match self.text(contact) {
                Some(text) => text.map(Datum::Text),
                None => return Single::Other,
            },
        })
    }

    /// Reads where the field stands, and no more: what is read for many contacts in a row comes
    /// from memory at the same time, so that it is near when each of them is looked at.
    #[inline]
    pub(crate) fn touch(&self, contact: &Stored<Contact>) -> usize {
        let info = contact.info();
        match self {
            Self::FirstName => usize::from(info.first.is_some()),
            Self::LastName | Self::FullName | Self::LastNameFirst => {
                usize::from(info.last.is_some())
            }
            Self::Company => usize::from(info.company.is_some()),
            Self::JobTitle => usize::from(info.job_title.is_some()),
            Self::Emails | Self::PrimaryEmail | Self::EmailSubscription => {
                info.emails.as_slice().first().map_or(0, |entry| entry.value.as_str().len())
            }
            Self::Phones | Self::PrimaryPhone | Self::E164s | Self::PrimaryE164 => {
                info.phones.as_slice().first().map_or(0, |entry| entry.value.as_str().len())
            }
            Self::Streets | Self::Cities | Self::Subdivisions | Self::Countries => {
                info.addresses.first().map_or(0, |entry| usize::from(entry.value.city.is_some()))
            }
            Self::Labels => info.labels.first().map_or(0, |key| key.as_str().len()),
            Self::Extended(..) => info.fields.first().map_or(0, |(key, _)| key.as_str().len()),
            _ => usize::from(contact.id.as_uuid().is_nil()),
        }
    }

    /// As [`any`](Self::any), of a field that is not [`single`](Self::single).
    pub(crate) fn any_other(
        &self,
        contact: &Stored<Contact>,
        is: &mut dyn FnMut(Datum<'_>) -> bool,
    ) -> bool {
        let info = contact.info();
        let (email, phone) = (|| info.emails().primary(), || info.phones().primary());
        let mut text = |text: Option<&str>| text.is_some_and(|text| is(Datum::Text(text)));
        match self {
            Self::EmailSubscription => {
                text(email().map(|_| contact.email_consent().subscription.as_str()))
            }
            Self::EmailDeliverability => {
                text(email().map(|_| contact.email_consent().deliverability.as_str()))
            }
            Self::PrimaryE164 => phone().is_some_and(|entry| e164(&entry.value, is)),
            Self::PhoneCountry => {
                let country = phone().and_then(|entry| entry.value.country());
                text(country.as_ref().map(|country| country.as_str()))
            }
            Self::PhoneSubscription => {
                text(phone().map(|_| contact.phone_consent().subscription.as_str()))
            }
            Self::Emails => info.emails().iter().any(|entry| text(Some(entry.value.normal()))),
            Self::Phones => info.phones().iter().any(|entry| text(Some(entry.value.as_str()))),
            Self::E164s => info.phones().iter().any(|entry| e164(&entry.value, is)),
            Self::Streets => info.addresses().iter().any(|entry| street(&entry.value, is)),
            Self::Cities => {
                let mut addresses = info.addresses().iter();
                addresses.any(|entry| text(entry.value.city.as_ref().map(Text::as_str)))
            }
            Self::Subdivisions => {
                let mut addresses = info.addresses().iter();
                addresses.any(|entry| text(entry.value.subdivision.as_ref().map(Text::as_str)))
            }
            Self::Countries => {
                let mut addresses = info.addresses().iter();
                addresses.any(|entry| text(entry.value.country.as_ref().map(|it| it.as_str())))
            }
            Self::Labels => info.labels().iter().any(|key| text(Some(key.as_str()))),
            Self::Locations => info.locations().iter().any(|id| is(Datum::Id(*id.as_uuid()))),
            Self::Assignees => info.assignees().iter().any(|id| is(Datum::Id(*id.as_uuid()))),
            Self::MemberStatus => text(member_status(contact)),
            // Each form is there where the name has the part that it begins with, as on the wire.
            Self::FullName => {
                let name = info.first_name().and_then(|_| info.full_name());
                text(name.as_deref())
            }
            Self::LastNameFirst => {
                let name = info.last_name().and_then(|_| info.last_name_first());
                text(name.as_deref())
            }
            Self::Id
            | Self::Created
            | Self::Updated
            | Self::LastActivity
            | Self::PrimaryEmail
            | Self::PrimaryPhone
            | Self::FirstName
            | Self::LastName
            | Self::Company
            | Self::JobTitle
            | Self::Birthdate
            | Self::Locale
            | Self::Extended(..) => match self.single(contact) {
                Single::Value(value) => value.is_some_and(is),
                Single::Other => false,
            },
        }
    }
}

/// The value of a field that has one at most.
pub(crate) enum Single<'c> {
    /// It stands in the contact, or there is none.
    Value(Option<Datum<'c>>),
    /// The field has several values, or they are made when they are asked for.
    Other,
}

fn e164(number: &PhoneNumber, is: &mut dyn FnMut(Datum<'_>) -> bool) -> bool {
    number.e164().is_some_and(|e164| is(Datum::Text(e164.write(&mut [0; E164::MAX]))))
}

/// The texts of a street: its line; or its name, its number, and both, as they are written on the
/// envelope in one country or another.
fn street(address: &PostalAddress, is: &mut dyn FnMut(Datum<'_>) -> bool) -> bool {
    match &address.street {
        None => false,
        Some(Street::Line(line)) => is(Datum::Text(line.as_str())),
        Some(Street::Parts { number, name, apt: _ }) => {
            let mut one = |text: &str| is(Datum::Text(text));
            match (number, name) {
                (None, None) => false,
                (Some(only), None) => one(only.as_str()),
                (None, Some(only)) => one(only.as_str()),
                (Some(number), Some(name)) => {
                    one(name.as_str())
                        || one(number.as_str())
                        || one(&format!("{name} {number}"))
                        || one(&format!("{number} {name}"))
                }
            }
        }
    }
}

/// The membership's status in the words of the extended field; without a membership, the field.
fn member_status(contact: &Contact) -> Option<&str> {
    let Some(member) = &contact.standing().member else {
        let value = contact.info().fields().iter();
        let mut value = value.filter(|(key, _)| key.as_str() == "members.membershipStatus");
        return match value.next() {
            Some((_, FieldValue::Text(text))) => Some(text.as_str()),
            _ => None,
        };
    };
    Some(match member.status? {
        MemberStatus::Active => "APPROVED",
        MemberStatus::Blocked => "DENIED",
        MemberStatus::Pending => "PENDING",
        MemberStatus::Offline => "OFFLINE_ONLY",
        MemberStatus::Deleted => "INACTIVE",
    })
}
