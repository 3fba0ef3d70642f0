//! What the default policy does with two contacts.

use std::collections::HashSet;
use std::hash::Hash;

use super::properties;
use super::refusal::Refusal;
use crate::contact::{Channels, Contact, ContactInfo, Entry, MAX_ENTRIES, MAX_LABELS, Tagged};
use crate::field::{FieldKey, FieldValue, system_field};
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
    mut target: Contact,
    sources: impl IntoIterator<Item = &'a Contact>,
) -> Result<Contact, Vec<Refusal>> {
    for source in sources {
        unite(&mut target, source);
    }
    let over = over_limits(&target.info);
    if over.is_empty() { Ok(target) } else { Err(over) }
}

fn unite(target: &mut Contact, source: &Contact) {
    let Contact { info, origin: _, last_activity: _, consents, standing: _, visitors, preserved } =
        source;
    unite_info(&mut target.info, info);
    // INVARIANT (consent never loosens): per address, the most restrictive.
    for (key, consent) in consents {
        let known = target.consents.iter_mut().find(|(known, _)| known == key);
        match known {
            Some((_, known)) => *known = known.join(*consent),
            None => target.consents.push((key.clone(), *consent)),
        }
    }
    unite_set(&mut target.visitors, visitors);
    if preserved.is_some() {
        properties::unite(&mut target.preserved, source.properties());
    }
}

fn unite_info(target: &mut ContactInfo, source: &ContactInfo) {
    let ContactInfo {
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
        labels,
        fields,
        locations,
        assignees,
    } = source;
    fill(&mut target.first, first);
    fill(&mut target.last, last);
    fill(&mut target.company, company);
    fill(&mut target.job_title, job_title);
    fill(&mut target.birthdate, birthdate);
    fill(&mut target.locale, locale);
    fill(&mut target.picture, picture);
    unite_channels(&mut target.emails, emails);
    unite_channels(&mut target.phones, phones);
    unite_entries(&mut target.addresses, addresses);
    unite_set(&mut target.labels, labels);
    unite_fields(&mut target.fields, fields);
    unite_set(&mut target.locations, locations);
    if target.assignees.is_empty() {
        target.assignees.clone_from(assignees);
    }
}

fn fill<T: Clone>(place: &mut Option<T>, value: &Option<T>) {
    if place.is_none() && value.is_some() {
        place.clone_from(value);
    }
}

/// INVARIANT (one primary): the target's stays; a target without any takes the source's.
fn unite_channels<T: Tagged>(target: &mut Channels<T>, source: &Channels<T>) {
    if !target.is_empty() {
        unite_entries(&mut target.entries, source.as_slice());
    } else if let Some(primary) = source.primary() {
        let mut entries = Vec::with_capacity(source.len());
        unite_entries(&mut entries, source.as_slice());
        let place = entries.iter().position(|entry| entry.same(primary)).unwrap_or(0);
        *target = Channels::new(entries, place);
    }
}

fn unite_entries<T: Tagged>(target: &mut Vec<Entry<T>>, source: &[Entry<T>]) {
    for entry in source {
        if target.iter().any(|known| known.same(entry)) {
            continue;
        }
        let id = free_id(entry.id, target);
        target.push(Entry { id, tag: entry.tag, value: entry.value.clone() });
    }
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

fn unite_set<T: Clone + Eq + Hash>(target: &mut Vec<T>, source: &[T]) {
    if target.len() * source.len() <= COMPARISONS {
        for item in source {
            if !target.contains(item) {
                target.push(item.clone());
            }
        }
        return;
    }
    let missing: Vec<T> = {
        let mut known: HashSet<&T> = target.iter().collect();
        source.iter().filter(|item| known.insert(item)).cloned().collect()
    };
    target.extend(missing);
}

/// Values that belong to another service are its own: they are not copied.
fn unite_fields(target: &mut Vec<(FieldKey, FieldValue)>, source: &[(FieldKey, FieldValue)]) {
    for (key, value) in source {
        let known = target.iter().any(|(known, _)| known == key);
        if !known && (is_custom(key) || system_field(key).is_none_or(|field| field.writable)) {
            target.push((key.clone(), value.clone()));
        }
    }
}

fn is_custom(key: &FieldKey) -> bool {
    key.as_str().starts_with("custom.")
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
