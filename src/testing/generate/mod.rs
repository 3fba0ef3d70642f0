//! Contacts that collide.
//!
//! Large random data never collide and prove nothing: here are three e-mail keys with two to four
//! spellings each, a few phones in several spellings, two or three values of every single field,
//! four labels, and entry ids of which some name different entries in different contacts.
//!
//! A contact is read from a few bytes ([`Dice`]), so that it is made quickly, shrinks towards the
//! empty one, and a fuzz target can make the same contacts.
//!
//! ```
//! # use contacts_core::testing::generate::{Dice, Entries, contact_from};
//! let plain = contact_from(&mut Dice::new(&[]), Entries::Distinct);
//! assert_eq!(plain.info().first_name(), Some("Mia")); // a contact has a name, if nothing else
//! ```

mod dice;
mod filter;
mod people;
mod plans;
mod pools;
mod queries;
mod sizes;

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::{Strategy, any};

pub use dice::Dice;
pub use filter::{asked_from, field_type, json_filter_from};
pub use people::{person, person_fields, person_from, person_id, person_labels, time};
pub use plans::{Call, Group, call, group, group_from, policy, policy_from, rule};
pub use queries::{
    contact_fields, field_from, fields_from, filter, filter_from, query, query_from, search,
    search_from, sort, sort_from, test_from, window_from,
};
pub use sizes::sized;

use crate::contact::{
    Activity, ActivityType, AddressTag, Channels, Consent, Contact, ContactInfo,
    DeliverabilityStatus, EmailTag, Entry, MemberInfo, Origin, OriginKind, PhoneTag, Standing,
    SubscriptionStatus, Tagged,
};
use crate::field::{ExtendedField, FieldKey};
use crate::id::{ContactId, EntryId, MemberId, VisitorId};
use crate::label::{Label, LabelKey};
use crate::record::{Revision, Stored};
use crate::time::Timestamp;
use pools::POOLS;

/// Bytes that one contact takes at most.
const BYTES: usize = 96;

/// Whether the lists of a contact may hold two entries that count as the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entries {
    /// Each list has every key once.
    Distinct,
    /// A list may have a key twice: a person stored it twice, or in two spellings. A merge leaves
    /// that alone in the target and takes only the first from a source.
    Repeated,
}

/// A contact whose lists have every key once.
///
/// Laws that count entries hold for these; see [`repetitive_contact`] for the others.
pub fn contact() -> impl Strategy<Value = Contact> + Clone {
    vec(any::<u8>(), BYTES)
        .prop_map(|bytes| contact_from(&mut Dice::new(&bytes), Entries::Distinct))
}

/// A contact whose lists may have a key twice.
pub fn repetitive_contact() -> impl Strategy<Value = Contact> + Clone {
    vec(any::<u8>(), BYTES)
        .prop_map(|bytes| contact_from(&mut Dice::new(&bytes), Entries::Repeated))
}

/// From `min` to `max` contacts whose lists have every key once.
pub fn contacts(min: usize, max: usize) -> impl Strategy<Value = Vec<Contact>> + Clone {
    vec(contact(), min..=max)
}

/// A contact of this id, at one of a few revisions, last changed at one of a few times.
pub fn stored(id: ContactId) -> impl Strategy<Value = Arc<Stored<Contact>>> + Clone {
    vec(any::<u8>(), BYTES + 8).prop_map(move |bytes| stored_from(&mut Dice::new(&bytes), id))
}

/// The labels that generated contacts have, as a book has to define them.
pub fn labels() -> Vec<(LabelKey, Label)> {
    pools::labels()
}

/// The extended fields that generated contacts have, as a book has to define them.
pub fn fields() -> Vec<(FieldKey, ExtendedField)> {
    pools::fields()
}

/// Nothing: what a merge neither takes from nor adds to. No store holds such a contact, since it
/// has neither name nor e-mail nor phone.
pub fn empty() -> Contact {
    Contact {
        info: ContactInfo::default(),
        origin: Origin::new(OriginKind::OTHER),
        last_activity: Activity::new(ActivityType::GENERAL, Timestamp::EPOCH),
        consents: Vec::new(),
        standing: Standing::default(),
        visitors: Vec::new(),
        preserved: None,
    }
}

/// The contact that these bytes make.
pub fn contact_from(dice: &mut Dice<'_>, entries: Entries) -> Contact {
    let mut info = info_from(dice, entries);
    if info.identifiable().is_err() {
        info.first = Some(POOLS.firsts[0].clone());
    }
    let mut contact = Contact { info, ..empty() };
    contact.origin = Origin::new(dice.one_of(&[OriginKind::ADMIN, OriginKind::IMPORT]).clone());
    contact.last_activity.activity_date = some_time(dice);
    for _ in 0..dice.up_to(2) {
        let key = dice.one_of(&POOLS.consent_keys).clone();
        contact.set_consent(key, consent_from(dice));
    }
    contact.visitors = some_of(dice, &[1, 2, 3].map(VisitorId::from_u128));
    let mut properties = Vec::new();
    for position in 0..dice.up_to(4) {
        let mut property = dice.one_of(&POOLS.properties).clone();
        property.position = position as u32 * 2;
        properties.push(property);
    }
    contact.with_properties(properties)
}

/// The stored contact that these bytes make, at this id. One in eight is protected.
pub fn stored_from(dice: &mut Dice<'_>, id: ContactId) -> Arc<Stored<Contact>> {
    let created = some_time(dice);
    let updated = created.max(some_time(dice));
    let revision = Revision::new(1 + dice.up_to(2) as u64);
    let standing = match dice.up_to(23) {
        21 => Standing {
            member: Some(Box::new(MemberInfo::new(MemberId::from_u128(1)))),
            ..<_>::default()
        },
        22 => Standing { owner_or_contributor: true, ..Standing::default() },
        23 => Standing { billing_subscription: true, ..Standing::default() },
        _ => Standing::default(),
    };
    let value = Contact { standing, ..contact_from(dice, Entries::Distinct) };
    Arc::new(Stored::restored(id, revision, created, updated, value))
}

fn info_from(dice: &mut Dice<'_>, entries: Entries) -> ContactInfo {
    let first = dice.maybe(&POOLS.firsts);
    let last = dice.maybe(&POOLS.lasts);
    let company = dice.maybe(&POOLS.companies);
    let job_title = dice.maybe(&POOLS.titles);
    let birthdate = dice.maybe(&POOLS.birthdates);
    let locale = dice.maybe(&POOLS.locales);
    let picture = dice.maybe(&POOLS.pictures).map(Box::new);
    // One contact in four takes its entry ids from a pool so small that they collide with others'.
    let ids = if dice.once_in(4) { Ids::Shared } else { Ids::Own };
    let emails = entries_from(dice, &POOLS.emails, &EMAIL_TAGS, (entries, ids));
    let emails = Channels::new(emails, dice.up_to(2));
    let phones = entries_from(dice, &POOLS.phones, &PHONE_TAGS, (entries, ids));
    let phones = Channels::new(phones, dice.up_to(2));
    let addresses = entries_from(dice, &POOLS.addresses, &ADDRESS_TAGS, (entries, ids));
    let mut fields = Vec::new();
    for (key, values) in &POOLS.fields {
        fields.extend(dice.maybe(values).map(|value| (key.clone(), value)));
    }
    ContactInfo {
        first,
        last,
        company,
        job_title,
        birthdate,
        locale,
        picture,
        emails,
        phones,
        addresses,
        labels: some_of(dice, &POOLS.labels),
        fields,
        locations: some_of(dice, &POOLS.locations),
        assignees: dice.maybe(&POOLS.assignees).unwrap_or_default(),
    }
}

const EMAIL_TAGS: [EmailTag; 3] = [EmailTag::Untagged, EmailTag::Home, EmailTag::Work];
const PHONE_TAGS: [PhoneTag; 3] = [PhoneTag::Untagged, PhoneTag::Mobile, PhoneTag::Work];
const ADDRESS_TAGS: [AddressTag; 2] = [AddressTag::Home, AddressTag::Work];

/// Where the ids of entries come from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ids {
    /// Each value and tag has its own.
    Own,
    /// One of five, whatever the value.
    Shared,
}

fn entries_from<T: Tagged>(
    dice: &mut Dice<'_>,
    values: &[T],
    tags: &[T::Tag],
    (entries, ids): (Entries, Ids),
) -> Vec<Entry<T>> {
    let mut list: Vec<Entry<T>> = Vec::new();
    for _ in 0..dice.up_to(3) {
        let (value, tag) = (dice.up_to(values.len() as u8 - 1), dice.up_to(tags.len() as u8 - 1));
        let id = match ids {
            Ids::Own => 100 + 10 * value as u128 + tag as u128,
            Ids::Shared => 1 + dice.up_to(4) as u128,
        };
        let entry = Entry { id: unused(id, &list), tag: tags[tag], value: values[value].clone() };
        if entries == Entries::Repeated || !list.iter().any(|known| known.same(&entry)) {
            list.push(entry);
        }
    }
    list
}

/// This id, or the next one that the list does not have: ids are unique within a list.
fn unused<T: Tagged>(id: u128, list: &[Entry<T>]) -> EntryId {
    let taken = |id: &EntryId| list.iter().any(|entry| entry.id == *id);
    let mut ids = (id..).step_by(if id < 100 { 1 } else { 1_000 }).map(EntryId::from_u128);
    ids.find(|id| !taken(id)).expect("a list has fewer entries than there are ids")
}

/// Some of the items, each at most once, in an order of their own.
fn some_of<T: Clone + PartialEq>(dice: &mut Dice<'_>, items: &[T]) -> Vec<T> {
    let mut some: Vec<T> = Vec::new();
    for _ in 0..dice.up_to(3) {
        let item = dice.one_of(items);
        if !some.contains(item) {
            some.push(item.clone());
        }
    }
    some
}

fn some_time(dice: &mut Dice<'_>) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000 + 1_000_000 * dice.up_to(3) as i64)
}

fn consent_from(dice: &mut Dice<'_>) -> Consent {
    use DeliverabilityStatus::{Bounced, Inactive, NotSet, SpamComplaint, Valid};
    use SubscriptionStatus::{Pending, Subscribed, Unsubscribed};
    Consent {
        subscription: *dice.one_of(&[
            SubscriptionStatus::NotSet,
            Subscribed,
            Pending,
            Unsubscribed,
        ]),
        deliverability: *dice.one_of(&[NotSet, Valid, Inactive, Bounced, SpamComplaint]),
    }
}
