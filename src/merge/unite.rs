//! What the default policy does with two contacts.

use std::collections::HashSet;
use std::hash::Hash;

use smallvec::SmallVec;

use super::field::is_passed_on;
use super::properties;
use super::refusal::Refusal;
use crate::contact::{
    Channels, Consent, Contact, ContactInfo, Entry, MAX_ENTRIES, MAX_LABELS, MatchKey, Tagged,
};
use crate::field::{FieldKey, FieldValue};
use crate::id::{EntryId, derived};

/// Beyond so many comparisons a list of keys is united by hashing.
const COMPARISONS: usize = 1_024;

/// The content of `target` joined with that of the sources, in order, by the default policy: the
/// pure heart of a merge, without the checks of identities that [`plan`](super::plan) makes.
///
/// # Errors
///
/// Every [`Refusal::OverLimit`] that there is; nothing is cut.
pub fn join<'a>(
    target: &Contact,
    sources: impl IntoIterator<Item = &'a Contact>,
) -> Result<Contact, Vec<Refusal>> {
    let sources: SmallVec<[&Contact; 8]> = sources.into_iter().collect();
    read_ahead(&sources);
    let joined = Contact {
        info: join_info(target, &sources),
        origin: target.origin.clone(),
        last_activity: target.last_activity.clone(),
        consents: join_consents(target, &sources),
        standing: target.standing.clone(),
        visitors: join_set(target, &sources, |contact| &contact.visitors),
        preserved: properties::unite(
            target.preserved.as_ref(),
            sources.iter().map(|source| source.preserved.as_ref()),
        ),
    };
    let over = over_limits(&joined.info);
    if over.is_empty() { Ok(joined) } else { Err(over) }
}

/// Reads a little of every list of every source, all at once: what lies in no cache yet is fetched
/// side by side, instead of list after list when its turn comes. Worth a twentieth of a merge in a
/// book of 100,000 (`benches/merge.rs`).
fn read_ahead(sources: &[&Contact]) {
    let tag = |source: &&Contact| {
        let info = &source.info;
        let email = info.emails.as_slice().last().map_or(0, |entry| entry.tag as usize);
        let phone = info.phones.as_slice().last().map_or(0, |entry| entry.tag as usize);
        let address = info.addresses.last().map_or(0, |entry| entry.tag as usize);
        let label = info.labels.last().map_or(0, |key| key.as_str().len());
        let field = info.fields.last().map_or(0, |(key, _)| key.as_str().len());
        email + phone + address + label + field
    };
    std::hint::black_box(sources.iter().map(tag).sum::<usize>());
}

fn join_info(target: &Contact, sources: &[&Contact]) -> ContactInfo {
    let assigned = |contact: &&Contact| !contact.info.assignees.is_empty();
    let assignees = std::iter::once(&target).chain(sources).find(|contact| assigned(contact));
    ContactInfo {
        first: filled(target, sources, |info| &info.first),
        last: filled(target, sources, |info| &info.last),
        company: filled(target, sources, |info| &info.company),
        job_title: filled(target, sources, |info| &info.job_title),
        birthdate: filled(target, sources, |info| &info.birthdate),
        locale: filled(target, sources, |info| &info.locale),
        picture: filled(target, sources, |info| &info.picture),
        emails: join_channels(target, sources, |info| &info.emails),
        phones: join_channels(target, sources, |info| &info.phones),
        addresses: join_entries(target, sources, |info| &info.addresses),
        labels: join_set(target, sources, |contact| &contact.info.labels),
        fields: join_fields(target, sources),
        locations: join_set(target, sources, |contact| &contact.info.locations),
        assignees: assignees.map_or_else(Vec::new, |contact| contact.info.assignees.clone()),
    }
}

/// The target's value, else that of the first source that has one.
fn filled<T: Clone>(
    target: &Contact,
    sources: &[&Contact],
    value: impl Fn(&ContactInfo) -> &Option<T>,
) -> Option<T> {
    let own = value(&target.info).as_ref();
    own.or_else(|| sources.iter().find_map(|source| value(&source.info).as_ref())).cloned()
}

/// INVARIANT (consent never loosens): per address, the most restrictive.
fn join_consents(target: &Contact, sources: &[&Contact]) -> Vec<(MatchKey, Consent)> {
    let mut consents = target.consents.clone();
    for (key, consent) in sources.iter().flat_map(|source| &source.consents) {
        match consents.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => *known = known.join(*consent),
            None => consents.push((key.clone(), *consent)),
        }
    }
    consents
}

/// INVARIANT (one primary): the target's stays; a target without any takes that of the first
/// source with one.
fn join_channels<T: Tagged>(
    target: &Contact,
    sources: &[&Contact],
    list: impl Fn(&ContactInfo) -> &Channels<T>,
) -> Channels<T> {
    let entries = join_entries(target, sources, |info| list(info).as_slice());
    let primary = list(&target.info).primary();
    let primary =
        primary.or_else(|| sources.iter().find_map(|source| list(&source.info).primary()));
    let own = list(&target.info).as_slice();
    let place = primary.and_then(|primary| {
        // The target's entries stand first, as they were, even two that are the same.
        let kept = own.iter().position(|entry| std::ptr::eq(entry, primary));
        kept.or_else(|| entries.iter().position(|entry| entry.same(primary)))
    });
    Channels::new(entries, place.unwrap_or(0))
}

/// The target's entries, then those of the sources that nothing before them is the same as.
fn join_entries<T: Tagged>(
    target: &Contact,
    sources: &[&Contact],
    list: impl Fn(&ContactInfo) -> &[Entry<T>],
) -> Vec<Entry<T>> {
    let own = list(&target.info);
    let mut new: SmallVec<[&Entry<T>; 8]> = SmallVec::new();
    for entry in sources.iter().flat_map(|source| list(&source.info)) {
        if !own.iter().chain(new.iter().copied()).any(|known| known.same(entry)) {
            new.push(entry);
        }
    }
    let mut entries = Vec::with_capacity(own.len() + new.len());
    entries.extend_from_slice(own);
    for entry in new {
        let id = free_id(entry.id, &entries);
        entries.push(Entry { id, tag: entry.tag, value: entry.value.clone() });
    }
    entries
}

/// The entry's own id; if the list has it already, one that is derived from it.
fn free_id<T: Tagged>(id: EntryId, entries: &[Entry<T>]) -> EntryId {
    let taken = |id: EntryId| entries.iter().any(|entry| entry.id == id);
    if !taken(id) {
        return id;
    }
    (1..)
        .map(|salt| EntryId::new(derived(*id.as_uuid(), salt)))
        .find(|id| !taken(*id))
        .expect("a list has fewer entries than there are salts")
}

/// The target's items, then those of the sources that are not among them, each once.
fn join_set<T: Clone + Eq + Hash>(
    target: &Contact,
    sources: &[&Contact],
    list: impl Fn(&Contact) -> &Vec<T>,
) -> Vec<T> {
    let own = list(target);
    let count: usize = sources.iter().map(|source| list(source).len()).sum();
    let mut new: SmallVec<[&T; 8]> = SmallVec::new();
    if (own.len() + count) * count <= COMPARISONS {
        for item in sources.iter().flat_map(|source| list(source)) {
            if !own.contains(item) && !new.contains(&item) {
                new.push(item);
            }
        }
    } else {
        let mut known: HashSet<&T> = own.iter().collect();
        new.extend(
            sources.iter().flat_map(|source| list(source)).filter(|item| known.insert(item)),
        );
    }
    let mut items = Vec::with_capacity(own.len() + new.len());
    items.extend_from_slice(own);
    items.extend(new.into_iter().cloned());
    items
}

/// Values that belong to another service are its own: they are not copied.
fn join_fields(target: &Contact, sources: &[&Contact]) -> Vec<(FieldKey, FieldValue)> {
    let own = &target.info.fields;
    let mut new: SmallVec<[&(FieldKey, FieldValue); 8]> = SmallVec::new();
    for field in sources.iter().flat_map(|source| &source.info.fields) {
        let (key, _) = field;
        // Most keys differ in length or at their end: seen without reading them.
        let same = |known: &FieldKey| {
            let (known, key) = (known.as_str().as_bytes(), key.as_str().as_bytes());
            known.len() == key.len() && known.last() == key.last() && known == key
        };
        let known = own.iter().chain(new.iter().copied()).any(|(known, _)| same(known));
        if !known && is_passed_on(key) {
            new.push(field);
        }
    }
    let mut fields = Vec::with_capacity(own.len() + new.len());
    fields.extend_from_slice(own);
    fields.extend(new.into_iter().cloned());
    fields
}

fn over_limits(info: &ContactInfo) -> Vec<Refusal> {
    let counts = [
        ("info.emails", info.emails.len(), MAX_ENTRIES),
        ("info.phones", info.phones.len(), MAX_ENTRIES),
        ("info.addresses", info.addresses.len(), MAX_ENTRIES),
        ("info.locations", info.locations.len(), MAX_ENTRIES),
        ("info.labelKeys", info.labels.len(), MAX_LABELS),
    ];
    let over = counts.into_iter().filter(|(_, count, max)| count > max);
    over.map(|(field, count, max)| Refusal::OverLimit { field, count, max }).collect()
}
