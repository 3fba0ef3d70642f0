//! Indexes that are made when they are first needed, and kept right from then on.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use foldhash::HashMap;
use roaring::RoaringBitmap;

use super::column::Column;
use super::ordered::Ordered;
use super::values::Values;
use super::words::Words;
use crate::contact::Contact;
use crate::field::FieldKey;
use crate::query::ContactField;
use crate::record::Stored;

/// From so many rows on that changed unseen, a writer brings the indexes up to date itself.
const MAX_STALE: usize = 4_096;

/// An index that a query wants to use.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Needed {
    /// The rows in the order of a field.
    Ordered(ContactField),
    /// The rows by the values of a field.
    Values(ContactField),
    /// The values of a field by rows.
    Column(ContactField),
    /// The rows by words.
    Words,
    /// Which rows are live.
    Live,
}

/// The indexes of a book that queries have asked for so far.
///
/// A writer only notes which rows changed and what they held; the next query brings the indexes up
/// to date. So a book that nobody queries pays nothing, and a field that nobody asks for has no
/// index.
#[derive(Debug, Default)]
pub(in crate::store::memory) struct Indexes {
    made: RwLock<Made>,
    /// Rows that changed since, with what they held before; a row may come several times, and the
    /// first time counts.
    stale: Vec<(u32, Option<Arc<Stored<Contact>>>)>,
}

/// The indexes that were made.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) ordered: HashMap<ContactField, Ordered>,
    pub(super) values: HashMap<ContactField, Values>,
    pub(super) columns: HashMap<ContactField, Column>,
    pub(super) words: Option<Words>,
    pub(super) live: Option<RoaringBitmap>,
    /// How many of the stale rows are worked in.
    seen: usize,
}

impl Indexes {
    /// A row holds something else now than before.
    #[inline]
    pub(in crate::store::memory) fn note(
        &mut self,
        row: u32,
        before: Option<Arc<Stored<Contact>>>,
    ) {
        let made = self.made.get_mut().unwrap_or_else(PoisonError::into_inner);
        if made.is_empty() {
            return;
        }
        self.stale.push((row, before));
    }

    /// Brings the indexes up to date if much has changed: called by writers, so that what they
    /// note does not grow without bound.
    #[inline]
    pub(in crate::store::memory) fn settle<'a>(
        &mut self,
        contact: impl Fn(u32) -> Option<&'a Stored<Contact>>,
    ) {
        if self.stale.len() < MAX_STALE {
            return;
        }
        let made = self.made.get_mut().unwrap_or_else(PoisonError::into_inner);
        made.catch_up(&self.stale, contact);
        self.stale.clear();
        made.seen = 0;
    }

    /// A field is gone, and with it all its values.
    pub(in crate::store::memory) fn forget_field(&mut self, key: &FieldKey) {
        let made = self.made.get_mut().unwrap_or_else(PoisonError::into_inner);
        let other = |field: &ContactField| !matches!(field, ContactField::Extended(known, _) if known == key);
        made.ordered.retain(|field, _| other(field));
        made.values.retain(|field, _| other(field));
        made.columns.retain(|field, _| other(field));
    }

    /// A label is gone, also from every contact that had it.
    pub(in crate::store::memory) fn forget_label(&mut self) {
        let made = self.made.get_mut().unwrap_or_else(PoisonError::into_inner);
        made.columns.remove(&ContactField::Labels);
    }

    /// The indexes up to date, with those that are needed.
    pub(super) fn with<'a, C: Iterator<Item = (u32, &'a Stored<Contact>)>>(
        &self,
        needed: &[Needed],
        contact: impl Fn(u32) -> Option<&'a Stored<Contact>>,
        contacts: impl Fn() -> C,
    ) -> RwLockReadGuard<'_, Made> {
        loop {
            if let Ok(made) = self.made.read()
                && made.seen == self.stale.len()
                && needed.iter().all(|needed| made.has(needed))
            {
                return made;
            }
            // INVARIANT (whole): indexes that a panic left half-made are made anew.
            let mut made = self.made.write().unwrap_or_else(|poisoned| {
                self.made.clear_poison();
                let mut made = poisoned.into_inner();
                *made = Made { seen: self.stale.len(), ..Made::default() };
                made
            });
            made.catch_up(&self.stale, &contact);
            for needed in needed {
                if !made.has(needed) {
                    made.make(needed, contacts());
                }
            }
        }
    }
}

impl Made {
    fn is_empty(&self) -> bool {
        let Self { ordered, values, columns, words, live, seen: _ } = self;
        let no_field = ordered.is_empty() && values.is_empty() && columns.is_empty();
        no_field && words.is_none() && live.is_none()
    }

    fn has(&self, needed: &Needed) -> bool {
        match needed {
            Needed::Ordered(field) => self.ordered.contains_key(field),
            Needed::Values(field) => self.values.contains_key(field),
            Needed::Column(field) => self.columns.contains_key(field),
            Needed::Words => self.words.is_some(),
            Needed::Live => self.live.is_some(),
        }
    }

    fn make<'a>(
        &mut self,
        needed: &Needed,
        contacts: impl Iterator<Item = (u32, &'a Stored<Contact>)>,
    ) {
        match needed {
            Needed::Ordered(field) => {
                self.ordered.insert(field.clone(), Ordered::new(field, contacts));
            }
            Needed::Values(field) => {
                self.values.insert(field.clone(), Values::new(field, contacts));
            }
            Needed::Column(field) => {
                self.columns.insert(field.clone(), Column::new(field, contacts));
            }
            Needed::Words => self.words = Some(Words::new(contacts)),
            Needed::Live => self.live = Some(contacts.map(|(row, _)| row).collect()),
        }
    }

    /// Works in the rows that changed.
    fn catch_up<'a>(
        &mut self,
        stale: &[(u32, Option<Arc<Stored<Contact>>>)],
        contact: impl Fn(u32) -> Option<&'a Stored<Contact>>,
    ) {
        let new = &stale[self.seen..];
        self.seen = stale.len();
        let mut done = RoaringBitmap::new();
        for (row, before) in new {
            if new.len() > 1 && !done.insert(*row) {
                continue;
            }
            let (row, before, after) = (*row, before.as_deref(), contact(*row));
            for (field, index) in &mut self.ordered {
                index.change(field, row, before, after);
            }
            for (field, index) in &mut self.values {
                index.change(field, row, before, after);
            }
            for (field, column) in &mut self.columns {
                column.change(field, row, after);
            }
            if let Some(words) = &mut self.words {
                words.change(row, before, after);
            }
            if let Some(live) = &mut self.live {
                match after {
                    Some(_) => live.insert(row),
                    None => live.remove(row),
                };
            }
        }
    }
}
