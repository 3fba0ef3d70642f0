//! The primary e-mail and phone with their statuses.

use crate::contact::{Consent, Contact, EmailAddress, MatchKey, PhoneNumber};
use crate::contact::{DeliverabilityStatus, SubscriptionStatus};
use crate::invalid::Rule;
use crate::wire::json::Json;
use crate::wire::members::{Members, raw, text, word};
use crate::wire::place::Place;

/// Statuses, and whose they are, if that is said.
pub(super) struct Statuses<T> {
    channel: Option<T>,
    consent: Consent,
}

pub(super) fn email(json: Json, at: &Place<'_>) -> Option<Statuses<EmailAddress>> {
    let mut members = Members::of(json, at)?;
    let channel = members.mentioned("email", text).flatten();
    Some(Statuses { channel, consent: consent(&mut members) })
}

pub(super) fn phone(json: Json, at: &Place<'_>) -> Option<Statuses<PhoneNumber>> {
    let mut members = Members::of(json, at)?;
    let country = members.text("countryCode");
    let channel = members
        .mentioned("phone", |json, at| at.accept(PhoneNumber::new(&raw(json, at)?, country)));
    members.derived("e164Phone");
    members.derived("formattedPhone");
    Some(Statuses { channel: channel.flatten(), consent: consent(&mut members) })
}

/// `primaryInfo`, which is made anew.
pub(super) fn primary_info(json: Json, at: &Place<'_>) -> Option<()> {
    let mut members = Members::of(json, at)?;
    members.derived("email");
    members.derived("phone");
    Some(())
}

fn consent(members: &mut Members<'_>) -> Consent {
    Consent {
        subscription: members.with("subscriptionStatus", word).unwrap_or_default(),
        deliverability: members.with("deliverabilityStatus", word).unwrap_or_default(),
    }
}

/// Gives the contact the statuses of its primary e-mail address: what `primaryEmail` and the
/// extended fields say, the more restrictive of both.
pub(super) fn set_email(
    contact: &mut Contact,
    statuses: Option<Statuses<EmailAddress>>,
    field: Consent,
    at: &Place<'_>,
) {
    let primary = contact.info().emails().primary().map(|entry| entry.value.match_key());
    if let Some(Statuses { channel, consent }) = statuses {
        let key = channel.map(|address| address.match_key()).or_else(|| primary.clone());
        set(contact, key, consent, at);
    }
    if field != Consent::default() {
        set(contact, primary, contact.email_consent().join(field), at);
    }
}

/// Gives the contact the statuses of its primary phone number.
pub(super) fn set_phone(contact: &mut Contact, statuses: Statuses<PhoneNumber>, at: &Place<'_>) {
    let Statuses { channel, mut consent } = statuses;
    let primary = contact.info().phones().primary().map(|entry| &entry.value);
    let meant = match (&channel, primary) {
        // The country may be said at the entry alone.
        (Some(said), Some(primary)) if said.as_str() == primary.as_str() => Some(primary),
        (Some(said), _) => Some(said),
        (None, primary) => primary,
    };
    if meant.is_some_and(|number| number.e164().is_none()) {
        // That no status can exist is made anew.
        if consent.subscription == SubscriptionStatus::NoSubscriptionStatus {
            consent.subscription = SubscriptionStatus::default();
        }
        if consent.deliverability == DeliverabilityStatus::NoPhoneDeliverabilityStatus {
            consent.deliverability = DeliverabilityStatus::default();
        }
    }
    let key = meant.map(PhoneNumber::match_key);
    set(contact, key, consent, at);
}

fn set(contact: &mut Contact, key: Option<MatchKey>, consent: Consent, at: &Place<'_>) {
    match key {
        _ if consent == Consent::default() => {}
        Some(key) => contact.set_consent(key, consent),
        None => at.refuse_as(Rule::Required, "", "an address or number that has the statuses"),
    }
}
