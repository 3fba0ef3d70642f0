//! What can be asked of a contact: a closed table of fields.

use std::fmt;

use crate::field::{DataType, FieldKey, system_field};

/// A field of contacts that can be filtered by, sorted by or counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContactField {
    /// `id`
    Id,
    /// `createdDate`
    Created,
    /// `updatedDate`
    Updated,
    /// `lastActivity.activityDate`
    LastActivity,
    /// `primaryInfo.email`
    PrimaryEmail,
    /// `primaryEmail.subscriptionStatus`
    EmailSubscription,
    /// `primaryEmail.deliverabilityStatus`
    EmailDeliverability,
    /// `primaryInfo.phone`, as written
    PrimaryPhone,
    /// `primaryPhone.e164Phone`
    PrimaryE164,
    /// `primaryPhone.countryCode`
    PhoneCountry,
    /// `primaryPhone.subscriptionStatus`
    PhoneSubscription,
    /// `info.name.first`
    FirstName,
    /// `info.name.last`
    LastName,
    /// `info.emails.email`
    Emails,
    /// `info.phones.phone`, as written
    Phones,
    /// `info.phones.e164Phone`
    E164s,
    /// `info.addresses.street`: an address line, or name and number of a street
    Streets,
    /// `info.addresses.city`
    Cities,
    /// `info.addresses.subdivision`
    Subdivisions,
    /// `info.addresses.country`
    Countries,
    /// `info.company`
    Company,
    /// `info.jobTitle`
    JobTitle,
    /// `info.birthdate`
    Birthdate,
    /// `info.locale`
    Locale,
    /// `info.labelKeys`
    Labels,
    /// `info.locations`
    Locations,
    /// `info.assignedUserIds`
    Assignees,
    /// `info.extendedFields.members.membershipStatus`: that of the membership, else the field
    MemberStatus,
    /// `info.extendedFields.contacts.displayByFirstName`
    FullName,
    /// `info.extendedFields.contacts.displayByLastName`
    LastNameFirst,
    /// `info.extendedFields.<key>`: any other extended field, of this type
    Extended(FieldKey, DataType),
}

/// What kind of values a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// Identities.
    Id,
    /// Points in time.
    Time,
    /// Calendar days.
    Day,
    /// Numbers.
    Number,
    /// Texts, equal exactly.
    Text,
    /// E-mail addresses, equal in lower case.
    Email,
    /// Codes: languages, countries, subdivisions.
    Code,
    /// Statuses: one of the names that [`ContactField::statuses`] lists.
    Status,
    /// Keys of labels.
    Label,
}

/// Which operators a field has in the filter language of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operators {
    /// `$eq $ne $in $exists`
    Id,
    /// Those of `Id`, and `$startsWith`
    Text,
    /// `$eq $ne $gt $gte $lt $lte`
    Compare,
    /// `$eq $ne $in $nin`
    Status,
    /// `$hasSome $hasAll`, and `$isEmpty`, which is ours
    Set,
    /// `$eq $ne $in $startsWith`: extended fields of text
    ExtendedText,
    /// `$exists`
    Exists,
    /// `$eq $ne`
    Equal,
    /// `$eq`
    OnlyEqual,
    /// `$eq $ne $in`: keys of labels and extended fields
    Key,
    /// None.
    None,
}

impl Operators {
    /// Their names.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["$eq", "$ne", "$in", "$exists"],
            Self::Text => &["$eq", "$ne", "$in", "$exists", "$startsWith"],
            Self::Compare => &["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"],
            Self::Status => &["$eq", "$ne", "$in", "$nin"],
            Self::Set => &["$hasSome", "$hasAll", "$isEmpty"],
            Self::ExtendedText => &["$eq", "$ne", "$in", "$startsWith"],
            Self::Exists => &["$exists"],
            Self::Equal => &["$eq", "$ne"],
            Self::OnlyEqual => &["$eq"],
            Self::Key => &["$eq", "$ne", "$in"],
            Self::None => &[],
        }
    }
}

/// A path of the wire, the field it names, and what the platform allows there.
struct Row(&'static str, ContactField, Operators, bool);

/// The prefix of paths of extended fields.
const EXTENDED: &str = "info.extendedFields.";

static ROWS: [Row; 32] = {
    use ContactField as F;
    use Operators as O;
    [
        Row("id", F::Id, O::Id, false),
        Row("createdDate", F::Created, O::Compare, true),
        Row("updatedDate", F::Updated, O::Compare, false),
        Row("lastActivity.activityDate", F::LastActivity, O::Compare, true),
        Row("primaryInfo.email", F::PrimaryEmail, O::Text, true),
        Row("primaryInfo.phone", F::PrimaryPhone, O::Text, false),
        Row("primaryEmail.email", F::PrimaryEmail, O::Text, true),
        Row("primaryEmail.subscriptionStatus", F::EmailSubscription, O::Status, false),
        Row("primaryEmail.deliverabilityStatus", F::EmailDeliverability, O::Status, false),
        Row("primaryPhone.phone", F::PrimaryPhone, O::Text, false),
        Row("primaryPhone.e164Phone", F::PrimaryE164, O::Text, false),
        // The number as written, as on the wire.
        Row("primaryPhone.formattedPhone", F::PrimaryPhone, O::Text, true),
        Row("primaryPhone.countryCode", F::PhoneCountry, O::Text, true),
        Row("primaryPhone.subscriptionStatus", F::PhoneSubscription, O::Status, false),
        Row("info.name.first", F::FirstName, O::Text, true),
        Row("info.name.last", F::LastName, O::Text, true),
        Row("info.emails.email", F::Emails, O::Text, false),
        Row("info.phones.phone", F::Phones, O::Text, false),
        Row("info.phones.e164Phone", F::E164s, O::Text, false),
        Row("info.addresses.street", F::Streets, O::Text, false),
        Row("info.addresses.city", F::Cities, O::Text, false),
        Row("info.addresses.subdivision", F::Subdivisions, O::Id, false),
        Row("info.addresses.country", F::Countries, O::Id, false),
        Row("info.company", F::Company, O::Text, true),
        Row("info.jobTitle", F::JobTitle, O::Text, true),
        Row("info.birthdate", F::Birthdate, O::Compare, true),
        Row("info.locale", F::Locale, O::Id, false),
        Row("info.labelKeys", F::Labels, O::Set, false),
        Row("info.locations", F::Locations, O::Set, false),
        Row("info.assignedUserIds", F::Assignees, O::Set, false),
        Row("info.extendedFields.members.membershipStatus", F::MemberStatus, O::Status, false),
        Row("info.extendedFields.contacts.displayByFirstName", F::FullName, O::Exists, true),
    ]
};

impl ContactField {
    /// The field at a path of the wire; `data_type` tells the types of the book's own extended
    /// fields.
    pub fn at(path: &str, data_type: impl Fn(&FieldKey) -> Option<DataType>) -> Option<Self> {
        if let Some(Row(_, field, ..)) = ROWS.iter().find(|row| row.0 == path) {
            return Some(field.clone());
        }
        let key = path.strip_prefix(EXTENDED)?;
        Some(match key {
            "contacts.displayByLastName" => Self::LastNameFirst,
            "emailSubscriptions.subscriptionStatus" => Self::EmailSubscription,
            "emailSubscriptions.deliverabilityStatus" => Self::EmailDeliverability,
            _ => {
                let key = key.parse().ok()?;
                let system = system_field(&key).map(|field| field.data_type);
                let data_type = system.or_else(|| data_type(&key))?;
                Self::Extended(key, data_type)
            }
        })
    }

    /// The paths of the wire, but for those of extended fields.
    pub fn paths() -> impl Iterator<Item = &'static str> {
        ROWS.iter().map(|row| row.0)
    }

    /// Its path on the wire.
    pub fn path(&self) -> std::borrow::Cow<'static, str> {
        match self {
            Self::Extended(key, _) => format!("{EXTENDED}{key}").into(),
            Self::LastNameFirst => "info.extendedFields.contacts.displayByLastName".into(),
            _ => {
                let row = ROWS.iter().find(|row| row.1 == *self);
                row.expect("every other field has a row").0.into()
            }
        }
    }

    /// The operators that the platform allows.
    pub fn operators(&self) -> Operators {
        match self {
            Self::LastNameFirst => Operators::Exists,
            Self::Extended(key, data_type) => match (key.as_str(), data_type) {
                ("emailSubscriptions.effectiveEmail", _) => Operators::Exists,
                ("invoices.vatId", _) => Operators::None,
                ("members.mobile", _) => Operators::Equal,
                (_, DataType::Number | DataType::Date) => Operators::Compare,
                // Of the platform's texts only the currency is left.
                _ if system_field(key).is_some() => Operators::Compare,
                _ => Operators::ExtendedText,
            },
            _ => {
                let row = ROWS.iter().find(|row| row.1 == *self);
                row.expect("every other field has a row").2
            }
        }
    }

    /// Whether the platform sorts by the field at this path, which is one of its own.
    pub fn is_sortable_at(&self, path: &str) -> bool {
        match self {
            Self::LastNameFirst => true,
            Self::Extended(key, _) => !matches!(key.as_str(), "invoices.vatId" | "members.mobile"),
            _ => ROWS.iter().any(|row| row.0 == path && row.3),
        }
    }

    /// The kind of its values.
    pub fn kind(&self) -> FieldKind {
        match self {
            Self::Id | Self::Locations | Self::Assignees => FieldKind::Id,
            Self::Created | Self::Updated | Self::LastActivity => FieldKind::Time,
            Self::Birthdate => FieldKind::Day,
            Self::PrimaryEmail | Self::Emails => FieldKind::Email,
            Self::Labels => FieldKind::Label,
            Self::EmailSubscription
            | Self::EmailDeliverability
            | Self::PhoneSubscription
            | Self::MemberStatus => FieldKind::Status,
            Self::Locale | Self::Countries | Self::Subdivisions | Self::PhoneCountry => {
                FieldKind::Code
            }
            Self::PrimaryPhone
            | Self::PrimaryE164
            | Self::FirstName
            | Self::LastName
            | Self::Phones
            | Self::E164s
            | Self::Streets
            | Self::Cities
            | Self::Company
            | Self::JobTitle
            | Self::FullName
            | Self::LastNameFirst => FieldKind::Text,
            Self::Extended(_, data_type) => match data_type {
                DataType::Text | DataType::Url => FieldKind::Text,
                DataType::Number => FieldKind::Number,
                DataType::Date => FieldKind::Day,
            },
        }
    }

    /// Whether a contact can have several values of it.
    pub fn has_many(&self) -> bool {
        matches!(
            self,
            Self::Emails
                | Self::Phones
                | Self::E164s
                | Self::Streets
                | Self::Cities
                | Self::Subdivisions
                | Self::Countries
                | Self::Labels
                | Self::Locations
                | Self::Assignees
        )
    }

    /// The names of its statuses, if it is one.
    pub fn statuses(&self) -> &'static [&'static str] {
        match self {
            Self::EmailSubscription | Self::PhoneSubscription => {
                &["NO_SUBSCRIPTION_STATUS", "NOT_SET", "SUBSCRIBED", "PENDING", "UNSUBSCRIBED"]
            }
            Self::EmailDeliverability => &[
                "NO_PHONE_DELIVERABILITY_STATUS",
                "NOT_SET",
                "VALID",
                "INACTIVE",
                "BOUNCED",
                "SPAM_COMPLAINT",
            ],
            Self::MemberStatus => &["APPROVED", "DENIED", "PENDING", "INACTIVE", "OFFLINE_ONLY"],
            _ => &[],
        }
    }
}

impl fmt::Display for ContactField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_fields_and_back() {
        for path in ContactField::paths() {
            let field = ContactField::at(path, |_| None).unwrap();
            assert_eq!(ContactField::at(&field.path(), |_| None), Some(field), "{path}");
        }
        let types = |_: &FieldKey| Some(DataType::Number);
        let field = ContactField::at("info.extendedFields.custom.shoe.size", types).unwrap();
        assert_eq!(field.path(), "info.extendedFields.custom.shoe.size");
        assert_eq!(field.kind(), FieldKind::Number);
        assert_eq!(ContactField::at("info.extendedFields.custom.x", |_| None), None);
        assert_eq!(ContactField::at("info.emails.items.email", |_| None), None);
    }
}
