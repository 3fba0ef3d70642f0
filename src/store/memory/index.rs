//! Finding slots by e-mail address, phone number and label.

use std::collections::hash_map::Entry;
use std::hash::Hash;

use foldhash::HashMap;
use roaring::RoaringBitmap;
use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::contact::{Contact, ContactInfo, E164, EmailAddress, MatchKey, PhoneNumber};
use crate::label::LabelKey;

/// Slots that share a key, in no order: nearly always one.
type Posting = SmallVec<[u32; 2]>;

/// Which slots hold a key, and which have a label.
#[derive(Debug, Default)]
pub(super) struct Index {
    emails: HashMap<SmolStr, Posting>,
    phones: HashMap<E164, Posting>,
    digits: HashMap<SmolStr, Posting>,
    national: HashMap<SmolStr, Posting>,
    identities: HashMap<MatchKey, Posting>,
    labels: HashMap<LabelKey, RoaringBitmap>,
}

impl Index {
    /// The slots that hold a key, in order.
    pub(super) fn holders(&self, key: &MatchKey) -> Posting {
        let posting = match key {
            MatchKey::Email(email) => self.emails.get(email),
            MatchKey::Phone(phone) => self.phones.get(phone),
            MatchKey::Digits(digits) => self.digits.get(digits),
            MatchKey::National(digits) => self.national.get(digits),
            MatchKey::Member(_) | MatchKey::Visitor(_) => self.identities.get(key),
        };
        let mut slots = posting.cloned().unwrap_or_default();
        slots.sort_unstable();
        slots
    }

    /// The slots that have a label.
    pub(super) fn labelled(&self, key: &LabelKey) -> Option<&RoaringBitmap> {
        self.labels.get(key)
    }

    /// Forgets a label; the slots that had it.
    pub(super) fn remove_label(&mut self, key: &LabelKey) -> RoaringBitmap {
        self.labels.remove(key).unwrap_or_default()
    }

    /// Enters what `after` has and `before` had not, and takes out the reverse.
    pub(super) fn change(&mut self, slot: u32, before: Option<&Contact>, after: Option<&Contact>) {
        let (old, new) = both(before, after, |info| info.emails.as_slice());
        let shared = shared_prefix(old, new, |a, b| a.value == b.value);
        for entry in &new[shared..] {
            self.add_email(slot, &entry.value);
        }
        for entry in &old[shared..] {
            if !new.iter().any(|kept| kept.value.same(&entry.value)) {
                remove(&mut self.emails, &entry.value.normal_key(), slot);
            }
        }

        let (old, new) = both(before, after, |info| info.phones.as_slice());
        let shared = shared_prefix(old, new, |a, b| a.value == b.value);
        for entry in &new[shared..] {
            self.add_phone(slot, &entry.value);
        }
        for entry in &old[shared..] {
            for key in entry.value.match_keys() {
                if !new.iter().any(|kept| kept.value.match_keys().any(|kept| kept == key)) {
                    self.remove_phone(slot, &key);
                }
            }
        }

        self.change_identities(slot, before, after);

        let (old, new) = both(before, after, |info| info.labels.as_slice());
        let shared = shared_prefix(old, new, |a, b| a == b);
        for key in &old[shared..] {
            // What comes back is entered again below.
            if let Some(slots) = self.labels.get_mut(key) {
                slots.remove(slot);
            }
        }
        for key in &new[shared..] {
            match self.labels.get_mut(key) {
                Some(slots) => slots.insert(slot),
                None => self.labels.entry(key.clone()).or_default().insert(slot),
            };
        }
    }

    /// Enters and takes out identities of the host's: most contacts have none.
    fn change_identities(&mut self, slot: u32, before: Option<&Contact>, after: Option<&Contact>) {
        let of = |contact: Option<&Contact>| {
            contact.map_or_else(Vec::new, |contact| contact.identities().collect())
        };
        let (old, new) = (of(before), of(after));
        for key in &old {
            if !new.contains(key) {
                remove(&mut self.identities, key, slot);
            }
        }
        for key in new {
            add(&mut self.identities, key, slot);
        }
    }

    fn add_email(&mut self, slot: u32, address: &EmailAddress) {
        add(&mut self.emails, address.normal_key(), slot);
    }

    fn add_phone(&mut self, slot: u32, number: &PhoneNumber) {
        for key in number.match_keys() {
            match key {
                MatchKey::Phone(phone) => add(&mut self.phones, phone, slot),
                MatchKey::Digits(digits) => add(&mut self.digits, digits, slot),
                MatchKey::National(digits) => add(&mut self.national, digits, slot),
                MatchKey::Email(_) | MatchKey::Member(_) | MatchKey::Visitor(_) => {}
            }
        }
    }

    fn remove_phone(&mut self, slot: u32, key: &MatchKey) {
        match key {
            MatchKey::Phone(phone) => remove(&mut self.phones, phone, slot),
            MatchKey::Digits(digits) => remove(&mut self.digits, digits, slot),
            MatchKey::National(digits) => remove(&mut self.national, digits, slot),
            MatchKey::Email(_) | MatchKey::Member(_) | MatchKey::Visitor(_) => {}
        }
    }
}

/// A list of both contacts; empty for one that is not there.
fn both<'a, T>(
    before: Option<&'a Contact>,
    after: Option<&'a Contact>,
    list: impl Fn(&'a ContactInfo) -> &'a [T],
) -> (&'a [T], &'a [T]) {
    let of = |contact: Option<&'a Contact>| contact.map_or(&[][..], |contact| list(&contact.info));
    (of(before), of(after))
}

fn shared_prefix<T>(old: &[T], new: &[T], same: impl Fn(&T, &T) -> bool) -> usize {
    old.iter().zip(new).take_while(|(old, new)| same(old, new)).count()
}

fn add<K: Hash + Eq>(postings: &mut HashMap<K, Posting>, key: K, slot: u32) {
    let posting = postings.entry(key).or_default();
    if !posting.contains(&slot) {
        posting.push(slot);
    }
}

fn remove<K: Hash + Eq + Clone>(postings: &mut HashMap<K, Posting>, key: &K, slot: u32) {
    let Entry::Occupied(mut posting) = postings.entry(key.clone()) else { return };
    posting.get_mut().retain(|known| *known != slot);
    if posting.get().is_empty() {
        posting.remove();
    }
}
