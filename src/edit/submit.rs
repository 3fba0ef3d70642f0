//! Appending a visitor's submission to a contact that is there.

use super::patch::ContactPatch;
use crate::contact::{ContactInfo, Entry, MAX_ENTRIES, MAX_LABELS, Tagged};

/// The part of `patch` (applied to nothing: `submitted`) that adds to `info`: empty single values
/// are filled, filled ones stay; new entries and labels are appended, nothing is removed, the
/// existing primary entry stays. What would go over a limit is left out.
pub(crate) fn append(info: &ContactInfo, submitted: &ContactInfo) -> ContactInfo {
    let mut info = info.clone();
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
        assignees: _, // INVARIANT (visitors assign nobody): not theirs to say.
    } = submitted;
    fill(&mut info.first, first);
    fill(&mut info.last, last);
    fill(&mut info.company, company);
    fill(&mut info.job_title, job_title);
    fill(&mut info.birthdate, birthdate);
    fill(&mut info.locale, locale);
    fill(&mut info.picture, picture);
    extend(&mut info.emails.entries, emails.as_slice());
    extend(&mut info.phones.entries, phones.as_slice());
    extend(&mut info.addresses, addresses);
    extend_unique(&mut info.labels, labels, MAX_LABELS);
    extend_unique(&mut info.locations, locations, MAX_ENTRIES);
    for (key, value) in fields {
        if info.field(key).is_none() {
            info.fields.push((key.clone(), value.clone()));
        }
    }
    info
}

fn fill<T: Clone>(place: &mut Option<T>, value: &Option<T>) {
    if place.is_none() {
        place.clone_from(value);
    }
}

fn extend<T: Tagged>(entries: &mut Vec<Entry<T>>, new: &[Entry<T>]) {
    for entry in new {
        if entries.len() < MAX_ENTRIES && !entries.iter().any(|known| known.same(entry)) {
            entries.push(entry.clone());
        }
    }
}

fn extend_unique<T: Clone + Eq>(items: &mut Vec<T>, new: &[T], max: usize) {
    for item in new {
        if items.len() < max && !items.contains(item) {
            items.push(item.clone());
        }
    }
}

impl ContactPatch {
    /// Whether a name, an e-mail or a phone is given.
    pub(crate) fn identifies(&self) -> bool {
        let named = |name: &Option<Option<_>>| matches!(name, Some(Some(_)));
        let listed = |count: usize| count > 0;
        named(&self.first)
            || named(&self.last)
            || listed(self.emails.as_ref().map_or(0, Vec::len))
            || listed(self.phones.as_ref().map_or(0, Vec::len))
    }
}
