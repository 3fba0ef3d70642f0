//! A contact with what a record says in place of what it said.

use std::collections::HashSet;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::contact::{
    Channels, Contact, ContactInfo, EmailAddress, EmailTag, Entry, PhoneNumber, PhoneTag,
    PostalAddress, Property, Tagged,
};
use crate::field::{FieldKey, FieldValue, system_field};
use crate::merge::{is_single, same_line, unite_lines};
use crate::time::Timestamp;

/// Lines that identify a card: those of the contact stay.
const IDENTITY: &str = "UID";
/// When a record was written.
const REVISION: [&str; 2] = ["REV", "updated"];

/// `target` with what `source` says; what it does not mention stays. Lists are united, the entries
/// of the source first; nothing of them is taken away.
///
/// Done again it changes nothing, also after the contact was filled up in between: that is what
/// makes a second import of a file change nothing.
pub(super) fn update(target: &Contact, source: &Contact) -> Contact {
    let (own, new) = (&target.info, &source.info);
    let info = ContactInfo {
        first: either(&new.first, &own.first),
        last: either(&new.last, &own.last),
        company: either(&new.company, &own.company),
        job_title: either(&new.job_title, &own.job_title),
        birthdate: either(&new.birthdate, &own.birthdate),
        locale: either(&new.locale, &own.locale),
        picture: either(&new.picture, &own.picture),
        emails: emails(target, &new.emails),
        phones: channels(&own.phones, &new.phones, phone),
        addresses: entries(&own.addresses, &new.addresses, address),
        labels: union(&own.labels, &new.labels),
        fields: fields(&own.fields, &new.fields),
        locations: own.locations.clone(),
        assignees: own.assignees.clone(),
    };
    Contact { info, preserved: lines(target, source), ..target.clone() }
}

/// Whether the record that `source` was made of is older than the one that `target` came from, as
/// far as both say when they were written.
pub(super) fn is_older(target: &Contact, source: &Contact) -> bool {
    match (written(target), written(source)) {
        (Some(known), Some(new)) => new < known,
        _ => false,
    }
}

fn written(contact: &Contact) -> Option<Timestamp> {
    let says = |line: &&Property| REVISION.iter().any(|name| line.name.eq_ignore_ascii_case(name));
    contact.properties().iter().find(says).and_then(|line| moment(line.value.trim()))
}

/// A time in the basic or the extended form; without an offset it is UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let (date, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let digits = |text: &str| text.replace(['-', ':'], "");
    let date = digits(date);
    let offset = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (time, offset) = time.split_at(offset);
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let time = format!("{:0<6}", digits(time));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if date.len() != 8 || time.len() != 6 || ![&*date, &*time, fraction].into_iter().all(plain) {
        return None;
    }
    let offset = match (offset.get(..1), digits(offset.get(1..).unwrap_or_default())) {
        (Some(sign @ ("+" | "-")), hours) if plain(&hours) && matches!(hours.len(), 2 | 4) => {
            let hours = format!("{hours:0<4}");
            format!("{sign}{}:{}", &hours[..2], &hours[2..])
        }
        _ => "Z".to_owned(),
    };
    let fraction = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
    let ([y, m, d], [h, min, s]) =
        ([&date[..4], &date[4..6], &date[6..]], [&time[..2], &time[2..4], &time[4..]]);
    format!("{y}-{m}-{d}T{h}:{min}:{s}{fraction}{offset}").parse().ok()
}

fn either<T: Clone>(new: &Option<T>, own: &Option<T>) -> Option<T> {
    new.as_ref().or(own.as_ref()).cloned()
}

/// INVARIANT (the primary e-mail address of a member is changed elsewhere).
fn emails(target: &Contact, new: &Channels<EmailAddress>) -> Channels<EmailAddress> {
    let own = &target.info.emails;
    let united = channels(own, new, email);
    let Some(primary) = own.primary().filter(|_| target.standing.is_member()) else {
        return united;
    };
    let mut entries = united.entries;
    let at = entries.iter().position(|entry| entry.id == primary.id).unwrap_or(0);
    if let Some(entry) = entries.get_mut(at) {
        entry.value = primary.value.clone();
    }
    Channels::new(entries, at)
}

fn channels<T: Tagged>(
    own: &Channels<T>,
    new: &Channels<T>,
    take: impl Fn(&Entry<T>, &Entry<T>) -> Entry<T>,
) -> Channels<T> {
    // The entries of the record stand first, in its order.
    let primary = if new.is_empty() { own.primary_at() } else { new.primary_at() };
    Channels::new(entries(own.as_slice(), new.as_slice(), take), primary)
}

/// The entries of the record, those that are there with their ids, then the others of the contact.
fn entries<T: Tagged>(
    own: &[Entry<T>],
    new: &[Entry<T>],
    take: impl Fn(&Entry<T>, &Entry<T>) -> Entry<T>,
) -> Vec<Entry<T>> {
    let mut left: Vec<Option<&Entry<T>>> = own.iter().map(Some).collect();
    let mut find = |fits: &dyn Fn(&Entry<T>) -> bool| {
        left.iter_mut().find(|entry| entry.is_some_and(fits)).and_then(Option::take)
    };
    // Those that are written alike first: a number may be the same as two that differ.
    let alike: Vec<Option<&Entry<T>>> = new
        .iter()
        .map(|entry| find(&|known| known.value == entry.value && known.same(entry)))
        .collect();
    let known: Vec<Option<&Entry<T>>> = (new.iter().zip(alike))
        .map(|(entry, alike)| alike.or_else(|| find(&|known| known.same(entry))))
        .collect();
    let first = new.iter().zip(known).map(|(entry, known)| match known {
        Some(known) => take(known, entry),
        None => entry.clone(),
    });
    let mut united: Vec<Entry<T>> = first.collect();
    united.extend(left.into_iter().flatten().cloned());
    united
}

fn email(own: &Entry<EmailAddress>, new: &Entry<EmailAddress>) -> Entry<EmailAddress> {
    let tag = if new.tag == EmailTag::Untagged { own.tag } else { new.tag };
    Entry { id: own.id, tag, value: new.value.clone() }
}

/// A number with an international form says more than the same one without.
fn phone(own: &Entry<PhoneNumber>, new: &Entry<PhoneNumber>) -> Entry<PhoneNumber> {
    let tag = if new.tag == PhoneTag::Untagged { own.tag } else { new.tag };
    let value = match (own.value.e164(), new.value.e164()) {
        (Some(_), None) => &own.value,
        _ => &new.value,
    };
    Entry { id: own.id, tag, value: value.clone() }
}

/// Addresses that are the same differ at most in what is derived of them.
fn address(own: &Entry<PostalAddress>, _: &Entry<PostalAddress>) -> Entry<PostalAddress> {
    own.clone()
}

fn union<T: Clone + PartialEq>(own: &[T], new: &[T]) -> Vec<T> {
    let mut united = own.to_vec();
    united.extend(new.iter().filter(|item| !own.contains(item)).cloned());
    united
}

/// Values that belong to another service are its own.
fn fields(
    own: &[(FieldKey, FieldValue)],
    new: &[(FieldKey, FieldValue)],
) -> Vec<(FieldKey, FieldValue)> {
    let mut united = own.to_vec();
    for (key, value) in new {
        if system_field(key).is_some_and(|field| !field.writable) {
            continue;
        }
        match united.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => *known = value.clone(),
            None => united.push((key.clone(), value.clone())),
        }
    }
    united
}

/// The lines of the record, and those of the contact that they do not replace: another line of the
/// same name is replaced, unless it stands for an entry of a list or a label, which stays.
fn lines(target: &Contact, source: &Contact) -> Option<Arc<Vec<Property>>> {
    let (own, new) = (target.properties(), source.properties());
    let is_identity = |line: &Property| line.name.eq_ignore_ascii_case(IDENTITY);
    let identified = own.iter().any(is_identity);
    let new: Vec<&Property> =
        new.iter().filter(|line| !(identified && is_identity(line))).collect();
    let missing: Vec<&&Property> =
        new.iter().filter(|line| !own.iter().any(|known| same_line(known, line))).collect();
    if missing.is_empty() {
        return target.preserved.clone();
    }
    let replaced: HashSet<SmolStr> = missing.iter().map(|line| folded(&line.name)).collect();
    let stands_for = |line: &Property| match &line.anchor {
        Some(anchor) => ["emails", "phones", "addresses", "labels"]
            .into_iter()
            .any(|list| anchor.field.starts_with(list)),
        None => false,
    };
    let same_entry = |line: &Property| {
        missing.iter().any(|new| new.anchor.is_some() && new.anchor == line.anchor)
    };
    let is_replaced = |line: &Property| {
        replaced.contains(&folded(&line.name))
            && (is_single(line) || !stands_for(line) || same_entry(line))
            && !(identified && is_identity(line))
    };
    let groups: HashSet<SmolStr> = (own.iter().filter(|line| is_replaced(line)))
        .filter_map(|line| line.group.as_deref().map(folded))
        .collect();
    let goes_along = |line: &Property| {
        let in_group = line.group.as_deref().is_some_and(|group| groups.contains(&folded(group)));
        in_group && line.anchor.is_none() && folded(&line.name).starts_with("X-AB")
    };
    let kept: Vec<Property> =
        own.iter().filter(|line| !is_replaced(line) && !goes_along(line)).cloned().collect();
    // What identifies a card is not passed on by a merge, but taken from the record here.
    let taken = new.iter().filter(|line| {
        let passed_on = !is_single(line)
            || ["UID", "REV", "PRODID", "VERSION"]
                .iter()
                .all(|name| !line.name.eq_ignore_ascii_case(name));
        !passed_on && !kept.iter().any(|known| same_line(known, line))
    });
    let mut kept = kept.clone();
    kept.extend(taken.map(|line| (*line).clone()));
    let new: Arc<Vec<Property>> = Arc::new(new.into_iter().cloned().collect());
    unite_lines(Some(&Arc::new(kept)), std::iter::once(Some(&new)))
}

fn folded(text: &str) -> SmolStr {
    text.chars().map(|char| char.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_both_forms() {
        for text in [
            "20240102T030405Z",
            "2024-01-02T03:04:05Z",
            "2024-01-02 03:04:05",
            "20240102T050405+0200",
            "2024-01-02T05:04:05+02:00",
            "20240102T050405+02",
        ] {
            assert_eq!(moment(text), "2024-01-02T03:04:05Z".parse().ok(), "{text}");
        }
        assert_eq!(moment("20240102"), "2024-01-02T00:00:00Z".parse().ok());
        for text in ["", "yesterday", "2024", "20240102Tx", "20241302", "2024-01-02T03:04:05+é"] {
            assert_eq!(moment(text).is_some(), text.ends_with('é'), "{text}");
        }
    }
}
