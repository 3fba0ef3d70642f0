//! A memory store written by hand: slots and four indexes, nothing general about it.
//!
//! Records sit in numbered slots behind an `Arc`, so that a read is a look-up and a count. Outside an
//! id, inside a `u32` slot. A merge moves records when nobody holds a snapshot of them, and re-points
//! the postings of a source to the target instead of removing and inserting.

use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use hashbrown::hash_map::{Entry, EntryRef};
use roaring::RoaringBitmap;
use smallvec::SmallVec;
use smol_str::SmolStr;
use uuid::Uuid;

use super::bare;
use super::people::{Email, Phone, Record};

/// Nearly every e-mail and phone belongs to one contact.
type Posting = SmallVec<[u32; 2]>;
pub(crate) type Map<K, V> = HashMap<K, V, RandomState>;

#[derive(Debug, Default)]
pub(crate) struct SlotStore {
    slots: Vec<Option<Arc<Record>>>,
    /// Slots that a merge left empty.
    free: Vec<u32>,
    by_id: Map<Uuid, u32>,
    by_email: Map<SmolStr, Posting>,
    by_phone: Map<SmolStr, Posting>,
    by_label: Map<SmolStr, RoaringBitmap>,
    /// From the id of a merged-away record to its target.
    redirects: Map<Uuid, Uuid>,
    events: Vec<Merged>,
    /// Where keys are normalised, so that a look-up does not allocate.
    key: String,
}

/// What a merge leaves for whoever follows the store.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Merged {
    pub(crate) target: Uuid,
    pub(crate) revision: u64,
    pub(crate) sources: SmallVec<[Uuid; 4]>,
}

/// Why a write was refused; nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The id is in use, or was.
    Taken(Uuid),
    /// No record has the id.
    Missing(Uuid),
    /// The id stands twice in one merge.
    Repeated(Uuid),
}

impl SlotStore {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A snapshot; that of the target for a record that was merged away.
    pub(crate) fn get(&self, id: &Uuid) -> Option<Arc<Record>> {
        match self.by_id.get(id) {
            Some(&slot) => self.slots[slot as usize].clone(),
            None => self.get_redirected(id),
        }
    }

    #[cold]
    fn get_redirected(&self, id: &Uuid) -> Option<Arc<Record>> {
        let mut id = self.redirects.get(id)?;
        while let Some(next) = self.redirects.get(id) {
            id = next;
        }
        self.slots[*self.by_id.get(id)? as usize].clone()
    }

    pub(crate) fn insert(&mut self, record: Record) -> Result<(), Refused> {
        let id = record.id;
        if self.redirects.contains_key(&id) {
            return Err(Refused::Taken(id));
        }
        let Entry::Vacant(vacant) = self.by_id.entry(id) else {
            return Err(Refused::Taken(id));
        };
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            u32::try_from(self.slots.len() - 1).expect("a slot store holds fewer than 2^32 records")
        });
        vacant.insert(slot);
        for email in &record.emails {
            email_key(&mut self.key, email);
            post(entry(&mut self.by_email, &self.key), slot);
        }
        for phone in &record.phones {
            phone_key(&mut self.key, phone);
            post(entry(&mut self.by_phone, &self.key), slot);
        }
        for label in &record.labels {
            entry(&mut self.by_label, label).insert(slot);
        }
        self.slots[slot as usize] = Some(Arc::new(record));
        Ok(())
    }

    /// Folds the sources into the target and leaves redirects in their place.
    pub(crate) fn merge(&mut self, target: &Uuid, sources: &[Uuid]) -> Result<(), Refused> {
        let (to, from) = self.resolve(target, sources)?;
        let mut kept = self.slots[to as usize].take().expect("by_id points to filled slots");
        let record = Arc::make_mut(&mut kept);
        for (&source, &slot) in sources.iter().zip(&from) {
            let gone = self.slots[slot as usize].take().expect("by_id points to filled slots");
            let gone = Arc::unwrap_or_clone(gone);
            self.repoint(&gone, slot, to);
            self.by_id.remove(&source);
            self.redirects.insert(source, *target);
            self.free.push(slot);
            bare::absorb(record, gone);
        }
        record.revision += 1;
        self.events.push(Merged {
            target: *target,
            revision: record.revision,
            sources: SmallVec::from_slice(sources),
        });
        self.slots[to as usize] = Some(kept);
        Ok(())
    }

    /// Looks everything up before anything is changed.
    fn resolve(
        &self,
        target: &Uuid,
        sources: &[Uuid],
    ) -> Result<(u32, SmallVec<[u32; 8]>), Refused> {
        let slot = |id: &Uuid| self.by_id.get(id).copied().ok_or(Refused::Missing(*id));
        let to = slot(target)?;
        let mut from = SmallVec::new();
        for id in sources {
            let found = slot(id)?;
            if found == to || from.contains(&found) {
                return Err(Refused::Repeated(*id));
            }
            from.push(found);
        }
        Ok((to, from))
    }

    /// Every key of a source leads to the target afterwards, even that of a phone which the target
    /// holds in another form: postings change their slot in place.
    fn repoint(&mut self, source: &Record, from: u32, to: u32) {
        for email in &source.emails {
            email_key(&mut self.key, email);
            if let Some(posting) = self.by_email.get_mut(self.key.as_str()) {
                replace(posting, from, to);
            }
        }
        for phone in &source.phones {
            phone_key(&mut self.key, phone);
            if let Some(posting) = self.by_phone.get_mut(self.key.as_str()) {
                replace(posting, from, to);
            }
        }
        for label in &source.labels {
            if let Some(bitmap) = self.by_label.get_mut(label.as_str()) {
                bitmap.remove(from);
                bitmap.insert(to);
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(crate) fn events(&self) -> &[Merged] {
        &self.events
    }

    /// Whose e-mail this is, in whatever spelling.
    pub(crate) fn with_email(&self, address: &str) -> impl Iterator<Item = &Arc<Record>> {
        let mut key = String::new();
        normalise(&mut key, address);
        self.records(self.by_email.get(key.as_str()).map_or(&[], |posting| posting.as_slice()))
    }

    /// Whose phone this is.
    pub(crate) fn with_phone(&self, phone: &Phone) -> impl Iterator<Item = &Arc<Record>> {
        let mut key = String::new();
        phone_key(&mut key, phone);
        self.records(self.by_phone.get(key.as_str()).map_or(&[], |posting| posting.as_slice()))
    }

    /// Who bears the label.
    pub(crate) fn with_label(&self, label: &str) -> impl Iterator<Item = &Arc<Record>> {
        let slots = self.by_label.get(label).into_iter().flatten();
        slots.filter_map(|slot| self.slots[slot as usize].as_ref())
    }

    fn records<'a>(&'a self, slots: &'a [u32]) -> impl Iterator<Item = &'a Arc<Record>> {
        slots.iter().filter_map(|&slot| self.slots[slot as usize].as_ref())
    }
}

/// What is under `key`; makes the owned key only where it is new.
pub(crate) fn entry<'a, V: Default>(map: &'a mut Map<SmolStr, V>, key: &str) -> &'a mut V {
    match map.entry_ref(key) {
        EntryRef::Occupied(entry) => entry.into_mut(),
        EntryRef::Vacant(entry) => entry.insert_with_key(SmolStr::new(key), V::default()),
    }
}

fn post(posting: &mut Posting, slot: u32) {
    if !posting.contains(&slot) {
        posting.push(slot);
    }
}

/// Puts `to` where `from` stood; each stands once.
fn replace(posting: &mut Posting, from: u32, to: u32) {
    let Some(at) = posting.iter().position(|&slot| slot == from) else { return };
    if posting.contains(&to) {
        posting.swap_remove(at);
    } else {
        posting[at] = to;
    }
}

fn email_key(key: &mut String, email: &Email) {
    normalise(key, &email.address);
}

pub(crate) fn normalise(key: &mut String, address: &str) {
    key.clear();
    key.push_str(address.trim());
    key.make_ascii_lowercase();
}

/// `+` and the E.164 digits, else the digits as written.
fn phone_key(key: &mut String, phone: &Phone) {
    key.clear();
    let Some(mut rest) = phone.e164 else {
        key.extend(bare::digits(&phone.number).map(char::from));
        return;
    };
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    key.push('+');
    key.push_str(std::str::from_utf8(&digits[at..]).expect("digits are ASCII"));
}
