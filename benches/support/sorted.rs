//! An order that is kept: an ordered set of folded sort keys, and nothing around it.

use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Unbounded};
use std::sync::Arc;

use roaring::RoaringBitmap;
use smol_str::SmolStr;
use uuid::Uuid;

use super::people::Record;

/// Records in the order of a text, whatever its case; ties by id, records without it last.
#[derive(Debug)]
pub(crate) struct Sorted {
    slots: BTreeMap<Key, u32>,
}

/// Where a record stands in the order: what a cursor holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    absent: bool,
    text: SmolStr,
    id: Uuid,
}

impl Key {
    pub(crate) fn new(text: &str, id: Uuid) -> Self {
        Self { absent: text.is_empty(), text: text.to_lowercase().into(), id }
    }
}

impl Sorted {
    /// The order of `records` by a text of theirs.
    pub(crate) fn new(records: &[Arc<Record>], text: impl Fn(&Record) -> &str) -> Self {
        let keyed = records.iter().zip(0..);
        Self {
            slots: keyed.map(|(record, slot)| (Key::new(text(record), record.id), slot)).collect(),
        }
    }

    /// The slots that come after a place, or all of them, in order.
    pub(crate) fn after(&self, place: Option<&Key>) -> impl Iterator<Item = u32> {
        let from = place.map_or(Unbounded, Excluded);
        self.slots.range((from, Unbounded)).map(|(_, slot)| *slot)
    }

    /// Those of them that a filter keeps: a walk with a test, good where it keeps many.
    pub(crate) fn kept_after<'a>(
        &'a self,
        place: Option<&'a Key>,
        filter: &'a RoaringBitmap,
    ) -> impl Iterator<Item = u32> + 'a {
        self.after(place).filter(|slot| filter.contains(*slot))
    }

    /// Every `step`th place, from the first.
    pub(crate) fn places(&self, step: usize) -> impl Iterator<Item = &Key> {
        self.slots.keys().step_by(step)
    }
}
