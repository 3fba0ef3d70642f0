//! Mistakes with lists: what is the same, what comes where, ids, limits.

use std::collections::HashSet;

use super::{instead, then};
use crate::contact::{
    Channels, Contact, EmailTag, Entry, MAX_ENTRIES, MAX_LABELS, PhoneNumber, Tagged,
};
use crate::id::{EntryId, derived};
use crate::merge::Refusal;
use crate::testing::laws::{REAL, view};

type Merged = Result<Contact, Vec<Refusal>>;

/// The entries before, and those of the source that are not the same as one before.
fn united<T: Tagged>(
    before: &[Entry<T>],
    source: &[Entry<T>],
    same: impl Fn(&Entry<T>, &Entry<T>) -> bool,
) -> Vec<Entry<T>> {
    let mut list = before.to_vec();
    for entry in source {
        if !list.iter().any(|known| same(known, entry)) {
            list.push(entry.clone());
        }
    }
    list
}

fn emails_by(
    target: &Contact,
    sources: &[&Contact],
    same: impl Fn(&Entry<crate::EmailAddress>, &Entry<crate::EmailAddress>) -> bool,
) -> Merged {
    instead(target, sources, |merged, before, source| {
        let (ours, theirs) = (before.info.emails.as_slice(), source.info.emails.as_slice());
        merged.info.emails.entries = united(ours, theirs, &same);
    })
}

pub(super) fn emails_raw(target: &Contact, sources: &[&Contact]) -> Merged {
    emails_by(target, sources, |a, b| a.value == b.value)
}

pub(super) fn emails_with_tag(target: &Contact, sources: &[&Contact]) -> Merged {
    emails_by(target, sources, |a, b| a.same(b) && a.tag == b.tag)
}

pub(super) fn spelling_replaced(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        for entry in &mut merged.info.emails.entries {
            if let Some(theirs) = source.info.emails.iter().find(|other| other.same(entry)) {
                entry.value = theirs.value.clone();
            }
        }
    })
}

pub(super) fn better_tag(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        for entry in &mut merged.info.emails.entries {
            let same = source.info.emails.iter().find(|other| other.same(entry));
            if let (EmailTag::Untagged, Some(theirs)) = (entry.tag, same) {
                entry.tag = theirs.tag;
            }
        }
    })
}

pub(super) fn source_first(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        merged.info.labels.sort_by_key(|key| !source.info.labels.contains(key));
    })
}

pub(super) fn sorted(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, _| merged.info.labels.sort())
}

pub(super) fn primary_of_source(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        let Some(primary) = source.info.emails.primary() else { return };
        let entries = merged.info.emails.entries.clone();
        let place = entries.iter().position(|entry| entry.same(primary)).unwrap_or(0);
        merged.info.emails = Channels::new(entries, place);
    })
}

pub(super) fn first_is_primary(target: &Contact, sources: &[&Contact]) -> Merged {
    instead(target, sources, |merged, before, _| {
        if before.info.phones.is_empty() {
            merged.info.phones = Channels::new(merged.info.phones.entries.clone(), 0);
        }
    })
}

fn phones_by(
    target: &Contact,
    sources: &[&Contact],
    same: impl Fn(&PhoneNumber, &PhoneNumber) -> bool,
) -> Merged {
    instead(target, sources, |merged, before, source| {
        let (ours, theirs) = (before.info.phones.as_slice(), source.info.phones.as_slice());
        let list = united(ours, theirs, |a, b| same(&a.value, &b.value));
        merged.info.phones = Channels::new(list, view::primary_place(&merged.info.phones));
    })
}

pub(super) fn phones_by_tail(target: &Contact, sources: &[&Contact]) -> Merged {
    let tail = |phone: &PhoneNumber| phone.digits().chars().rev().take(7).collect::<String>();
    phones_by(target, sources, |a, b| tail(a) == tail(b))
}

pub(super) fn phones_alike(target: &Contact, sources: &[&Contact]) -> Merged {
    phones_by(target, sources, |a, b| {
        let (digits_a, digits_b) = (a.digits(), b.digits());
        let differing = digits_a.chars().zip(digits_b.chars()).filter(|(a, b)| a != b).count();
        a.same(b) || (digits_a.len() == digits_b.len() && differing <= 1)
    })
}

pub(super) fn phones_without_e164(target: &Contact, sources: &[&Contact]) -> Merged {
    instead(target, sources, |merged, before, _| {
        let before = before.info.phones.len();
        let entries = merged.info.phones.entries.iter().enumerate();
        let kept = entries.filter(|(at, entry)| *at < before || entry.value.e164().is_some());
        let kept = kept.map(|(_, entry)| entry.clone()).collect();
        merged.info.phones = Channels::new(kept, view::primary_place(&merged.info.phones));
    })
}

pub(super) fn addresses_without_tag(target: &Contact, sources: &[&Contact]) -> Merged {
    instead(target, sources, |merged, before, source| {
        let (ours, theirs) = (&before.info.addresses, &source.info.addresses);
        merged.info.addresses = united(ours, theirs, |a, b| a.value.same(&b.value));
    })
}

pub(super) fn locations_again(target: &Contact, sources: &[&Contact]) -> Merged {
    instead(target, sources, |merged, before, source| {
        merged.info.locations.clone_from(&before.info.locations);
        merged.info.locations.extend(&source.info.locations);
    })
}

pub(super) fn new_ids(target: &Contact, sources: &[&Contact]) -> Merged {
    instead(target, sources, |merged, before, _| {
        for entry in merged.info.emails.entries.iter_mut().skip(before.info.emails.len()) {
            entry.id = EntryId::new(derived(*entry.id.as_uuid(), 1));
        }
    })
}

pub(super) fn ids_twice(target: &Contact, sources: &[&Contact]) -> Merged {
    emails_by(target, sources, Entry::same)
}

pub(super) fn labels_lost(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, _| merged.info.labels.clone_from(&target.info.labels))
}

pub(super) fn visitors_forgotten(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, _| merged.visitors.clone_from(&target.visitors))
}

pub(super) fn labels_reversed(target: &Contact, sources: &[&Contact]) -> Merged {
    instead(target, sources, |merged, before, _| {
        merged.info.labels[before.info.labels.len()..].reverse();
    })
}

pub(super) fn labels_hashed(target: &Contact, sources: &[&Contact]) -> Merged {
    instead(target, sources, |merged, before, _| {
        let appended: HashSet<_> = merged.info.labels.drain(before.info.labels.len()..).collect();
        merged.info.labels.extend(appended);
    })
}

pub(super) fn groups_mixed(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        let mut lines = merged.properties().to_vec();
        for line in &mut lines {
            let own = source.properties().iter().find(|own| {
                (&own.name, &own.params, &own.value) == (&line.name, &line.params, &line.value)
            });
            if let Some(own) = own {
                line.group.clone_from(&own.group);
            }
        }
        *merged = merged.clone().with_properties(lines);
    })
}

pub(super) fn over_limit_cut(target: &Contact, sources: &[&Contact]) -> Merged {
    let within = |source: &Contact| {
        let mut source = source.clone();
        let keys = view::keys(target);
        let room = |path: &str, max: usize| {
            max.saturating_sub(keys.iter().filter(|(known, _)| *known == path).count())
        };
        let (emails, labels) =
            (room("info.emails", MAX_ENTRIES), room("info.labelKeys", MAX_LABELS));
        source.info.emails.entries.retain(|entry| !holds(target, entry));
        source.info.emails.entries.truncate(emails);
        source.info.labels.retain(|key| !target.info.labels.contains(key));
        source.info.labels.truncate(labels);
        source
    };
    let cut: Vec<Contact> = sources.iter().map(|source| within(source)).collect();
    REAL(target, &cut.iter().collect::<Vec<_>>())
}

fn holds(contact: &Contact, entry: &Entry<crate::EmailAddress>) -> bool {
    contact.info.emails.iter().any(|known| known.same(entry))
}

pub(super) fn limit_before(target: &Contact, sources: &[&Contact]) -> Merged {
    let merged = REAL(target, sources)?;
    let lists = std::iter::once(target).chain(sources.iter().copied());
    let count = lists.map(|contact| contact.info.emails.len()).sum();
    match count > MAX_ENTRIES {
        true => Err(vec![Refusal::OverLimit { field: "info.emails", count, max: MAX_ENTRIES }]),
        false => Ok(merged),
    }
}
