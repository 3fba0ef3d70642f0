//! Finding rows by e-mail address, phone number, identity and label.

use foldhash::HashMap;
use roaring::RoaringBitmap;
use smol_str::SmolStr;

use super::postings::{Postings, Rows};
use crate::contact::{Contact, ContactInfo, E164, EmailAddress, MatchKey, PhoneNumber};
use crate::label::LabelKey;

/// Which rows hold a key, and which have a label.
#[derive(Debug, Default)]
pub(super) struct Index {
    emails: Postings<SmolStr>,
    phones: Postings<E164>,
    digits: Postings<SmolStr>,
    national: Postings<SmolStr>,
    identities: Postings<MatchKey>,
    labels: HashMap<LabelKey, RoaringBitmap>,
}

impl Index {
    /// The rows that hold a key, in order.
    pub(super) fn holders(&self, key: &MatchKey) -> Rows {
        let mut rows = self.posting(key).cloned().unwrap_or_default();
        rows.sort_unstable();
        rows
    }

    /// How many rows hold a key.
    pub(super) fn holder_count(&self, key: &MatchKey) -> usize {
        self.posting(key).map_or(0, |rows| rows.len())
    }

    fn posting(&self, key: &MatchKey) -> Option<&Rows> {
        match key {
            MatchKey::Email(email) => self.emails.get(email),
            MatchKey::Phone(phone) => self.phones.get(phone),
            MatchKey::Digits(digits) => self.digits.get(digits),
            MatchKey::National(digits) => self.national.get(digits),
            MatchKey::Member(_) | MatchKey::Visitor(_) | MatchKey::Uid(_) => {
                self.identities.get(key)
            }
        }
    }

    /// The rows that have a label.
    pub(super) fn labelled(&self, key: &str) -> Option<&RoaringBitmap> {
        self.labels.get(key)
    }

    /// All labels that a row has or had, with their rows.
    pub(super) fn labels(&self) -> impl Iterator<Item = (&LabelKey, &RoaringBitmap)> {
        self.labels.iter()
    }

    /// Forgets a label; the rows that had it.
    pub(super) fn remove_label(&mut self, key: &LabelKey) -> RoaringBitmap {
        self.labels.remove(key).unwrap_or_default()
    }

    /// Enters what `after` has and `before` had not, and takes out the reverse.
    ///
    /// What both begin with is not touched, so a merge touches only what it appends.
    pub(super) fn change(&mut self, row: u32, before: Option<&Contact>, after: Option<&Contact>) {
        let (old, new) = differing(before, after, |info| info.emails.as_slice());
        for entry in new {
            self.emails.add(entry.value.normal_text(), row);
        }
        let kept = |address: &EmailAddress| {
            after.is_some_and(|after| after.info.emails.iter().any(|kept| kept.value.same(address)))
        };
        for entry in old.iter().filter(|entry| !kept(&entry.value)) {
            self.emails.remove(entry.value.normal_text(), row);
        }

        let (old, new) = differing(before, after, |info| info.phones.as_slice());
        for entry in new {
            self.add_phone(row, &entry.value);
        }
        for entry in old {
            self.remove_phone(row, &entry.value, after);
        }

        let (old, new) = differing(before, after, |info| info.labels.as_slice());
        for key in old {
            // What only moved is entered again below.
            if let Some(rows) = self.labels.get_mut(key) {
                rows.remove(row);
            }
        }
        for key in new {
            match self.labels.get_mut(key) {
                Some(rows) => rows.insert(row),
                None => self.labels.entry(key.clone()).or_default().insert(row),
            };
        }

        self.change_identities(row, before, after);
    }

    /// Most contacts have no identity of the host's.
    fn change_identities(&mut self, row: u32, before: Option<&Contact>, after: Option<&Contact>) {
        let of = |contact: Option<&Contact>| -> Vec<MatchKey> {
            contact.map_or_else(Vec::new, |contact| contact.identities().collect())
        };
        let (old, new) = (of(before), of(after));
        for key in old.iter().filter(|key| !new.contains(key)) {
            self.identities.remove(key, row);
        }
        for key in new {
            self.identities.add(&key, row);
        }
    }

    fn add_phone(&mut self, row: u32, number: &PhoneNumber) {
        if let Some(e164) = number.e164() {
            self.phones.add(&e164, row);
        }
        if let Some(digits) = number.written_digits() {
            self.digits_of(number).add(digits, row);
        }
    }

    /// Takes out the keys of a number that the contact has under no other one.
    fn remove_phone(&mut self, row: u32, number: &PhoneNumber, after: Option<&Contact>) {
        let other = |key: &MatchKey| {
            after.is_some_and(|after| {
                let mut phones = after.info.phones.iter();
                phones.any(|phone| phone.value.match_keys().any(|kept| kept == *key))
            })
        };
        for key in number.match_keys().filter(|key| !other(key)) {
            match key {
                MatchKey::Phone(e164) => self.phones.remove(&e164, row),
                MatchKey::Digits(digits) => self.digits.remove(&digits, row),
                MatchKey::National(digits) => self.national.remove(&digits, row),
                MatchKey::Email(_)
                | MatchKey::Member(_)
                | MatchKey::Visitor(_)
                | MatchKey::Uid(_) => {}
            }
        }
    }

    /// Where the digits of a number stand: those of a number that has an international form are
    /// apart.
    fn digits_of(&mut self, number: &PhoneNumber) -> &mut Postings<SmolStr> {
        match number.e164() {
            Some(_) => &mut self.national,
            None => &mut self.digits,
        }
    }
}

/// A list of both contacts without what both begin with; empty for one that is not there.
fn differing<'a, T: PartialEq>(
    before: Option<&'a Contact>,
    after: Option<&'a Contact>,
    list: impl Fn(&'a ContactInfo) -> &'a [T],
) -> (&'a [T], &'a [T]) {
    let of = |contact: Option<&'a Contact>| contact.map_or(&[][..], |contact| list(&contact.info));
    let (before, after) = (of(before), of(after));
    let shared = before.iter().zip(after).take_while(|(before, after)| before == after).count();
    (&before[shared..], &after[shared..])
}
