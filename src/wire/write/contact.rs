//! A stored contact.

use serde::ser::Error;
use serde::{Serialize, Serializer};

use super::info::InfoOut;
use super::{Items, Shown, some_items};
use crate::contact::{
    Activity, ActivityType, Consent, Contact, CountryCode, DeliverabilityStatus, E164,
    EmailAddress, Icon, MemberInfo, Origin, SubscriptionStatus,
};
use crate::id::ContactId;
use crate::query::{Part, Projection};
use crate::record::{Revision, Stored};
use crate::text::Text;
use crate::time::Timestamp;
use crate::wire::MAX_EXACT;

/// # Errors
///
/// A custom error if the revision is beyond 2^53.
impl Serialize for Stored<Contact> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ContactOut::of(self, Projection::full()).serialize(serializer)
    }
}

/// A stored contact, of which only some parts are shown.
///
/// `info` is there if a part of it is asked for, though the contact may have nothing there.
///
/// ```
/// # use contacts_core::{*, query::Projection, wire::Projected};
/// # let book = ContactBook::new(MemoryStore::new());
/// # let session = book.with(Caller::Host);
/// # let ada = ContactPatch::new().with_name("Ada", "")?.with_company(Some("ACME".parse()?));
/// # let ada = session.create(ada)?;
/// let json = serde_json::to_value(Projected(&ada, &Projection::basic()))?;
/// assert_eq!(json["info"], serde_json::json!({"name": {"first": "Ada"}}));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Projected<'a>(pub &'a Stored<Contact>, pub &'a Projection);

/// # Errors
///
/// As the whole contact.
impl Serialize for Projected<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ContactOut::of(self.0, *self.1).serialize(serializer)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ContactOut<'a> {
    id: &'a ContactId,
    #[serde(serialize_with = "exact")]
    revision: Revision,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a Origin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_activity: Option<ActivityOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_info: Option<PrimaryInfo<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_email: Option<PrimaryEmail<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_phone: Option<PrimaryPhone<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    info: Option<InfoOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member_info: Option<&'a MemberInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    segments: Option<Items<&'a [uuid::Uuid]>>,
}

impl<'a> ContactOut<'a> {
    fn of(contact: &'a Stored<Contact>, projection: Projection) -> Self {
        let Stored { id, revision, created, updated, value } = contact;
        let shows = |part| projection.shows(part);
        let (email, phone) = match shows(Part::PrimaryInfo) {
            true => (primary_email(value), primary_phone(value)),
            false => (None, None),
        };
        let primary_info = PrimaryInfo {
            email: email.as_ref().map(|primary| primary.email),
            phone: phone.as_ref().map(|primary| primary.phone),
        };
        let is_reachable = primary_info.email.is_some() || primary_info.phone.is_some();
        let standing = projection.is_full().then(|| value.standing());
        Self {
            id,
            revision: *revision,
            source: shows(Part::Source).then(|| value.origin()),
            created_date: shows(Part::Created).then_some(*created),
            updated_date: shows(Part::Updated).then_some(*updated),
            last_activity: shows(Part::LastActivity).then(|| activity(value.last_activity())),
            primary_info: is_reachable.then_some(primary_info),
            primary_email: email,
            primary_phone: phone,
            info: projection.shows_info().then(|| InfoOut::of(value, projection)),
            member_info: standing.and_then(|standing| standing.member.as_deref()),
            segments: standing.and_then(|standing| some_items(&standing.segments)),
        }
    }
}

fn primary_email(contact: &Contact) -> Option<PrimaryEmail<'_>> {
    let entry = contact.info().emails().primary()?;
    let Consent { subscription, deliverability } = contact.email_consent();
    Some(PrimaryEmail {
        email: &entry.value,
        subscription_status: subscription,
        deliverability_status: deliverability,
    })
}

fn primary_phone(contact: &Contact) -> Option<PrimaryPhone<'_>> {
    let entry = contact.info().phones().primary()?;
    let Consent { subscription, deliverability } = contact.phone_consent();
    let number = entry.value.as_str();
    Some(PrimaryPhone {
        phone: number,
        country_code: entry.value.country(),
        e164_phone: entry.value.e164().map(Shown),
        formatted_phone: number,
        subscription_status: subscription,
        deliverability_status: deliverability,
    })
}

#[derive(Serialize)]
struct PrimaryInfo<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a EmailAddress>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PrimaryEmail<'a> {
    email: &'a EmailAddress,
    subscription_status: SubscriptionStatus,
    deliverability_status: DeliverabilityStatus,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PrimaryPhone<'a> {
    phone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    country_code: Option<CountryCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e164_phone: Option<Shown<E164>>,
    formatted_phone: &'a str,
    subscription_status: SubscriptionStatus,
    deliverability_status: DeliverabilityStatus,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ActivityOut<'a> {
    activity_date: Timestamp,
    activity_type: &'a ActivityType,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a Text<1000>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a Icon>,
}

fn activity(activity: &Activity) -> ActivityOut<'_> {
    let Activity { activity_date, activity_type, detail } = activity;
    let detail = detail.as_deref();
    ActivityOut {
        activity_date: *activity_date,
        activity_type,
        date: detail.and_then(|detail| detail.date),
        description: detail.and_then(|detail| detail.description.as_ref()),
        icon: detail.and_then(|detail| detail.icon.as_ref()),
    }
}

fn exact<S: Serializer>(revision: &Revision, serializer: S) -> Result<S::Ok, S::Error> {
    match revision.get() {
        number @ ..=MAX_EXACT => serializer.serialize_u64(number),
        number => Err(S::Error::custom(format_args!("revision {number} is beyond 2^53"))),
    }
}
