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
use crate::record::{Revision, Stored};
use crate::text::Text;
use crate::time::Timestamp;
use crate::wire::MAX_EXACT;

/// # Errors
///
/// A custom error if the revision is beyond 2^53.
impl Serialize for Stored<Contact> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { id, revision, created, updated, value } = self;
        let info = value.info();
        let primary_email = info.emails().primary().map(|entry| {
            let Consent { subscription, deliverability } = value.email_consent();
            PrimaryEmail {
                email: &entry.value,
                subscription_status: subscription,
                deliverability_status: deliverability,
            }
        });
        let primary_phone = info.phones().primary().map(|entry| {
            let Consent { subscription, deliverability } = value.phone_consent();
            let number = entry.value.as_str();
            PrimaryPhone {
                phone: number,
                country_code: entry.value.country(),
                e164_phone: entry.value.e164().map(Shown),
                formatted_phone: number,
                subscription_status: subscription,
                deliverability_status: deliverability,
            }
        });
        let primary_info = PrimaryInfo {
            email: primary_email.as_ref().map(|primary| primary.email),
            phone: primary_phone.as_ref().map(|primary| primary.phone),
        };
        let is_reachable = primary_info.email.is_some() || primary_info.phone.is_some();
        ContactOut {
            id,
            revision: *revision,
            source: value.origin(),
            created_date: *created,
            updated_date: *updated,
            last_activity: activity(value.last_activity()),
            primary_info: is_reachable.then_some(primary_info),
            primary_email,
            primary_phone,
            info: InfoOut::of(value),
            member_info: value.standing().member.as_deref(),
            segments: some_items(&value.standing().segments),
        }
        .serialize(serializer)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ContactOut<'a> {
    id: &'a ContactId,
    #[serde(serialize_with = "exact")]
    revision: Revision,
    source: &'a Origin,
    created_date: Timestamp,
    updated_date: Timestamp,
    last_activity: ActivityOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_info: Option<PrimaryInfo<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_email: Option<PrimaryEmail<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_phone: Option<PrimaryPhone<'a>>,
    info: InfoOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member_info: Option<&'a MemberInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    segments: Option<Items<&'a [uuid::Uuid]>>,
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
