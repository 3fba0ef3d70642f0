//! Bitmaps of slots by label, and an ordered map of e-mail addresses.

use std::collections::BTreeMap;
use std::ops::Bound::{Included, Unbounded};
use std::sync::Arc;

use roaring::RoaringBitmap;
use smallvec::SmallVec;
use smol_str::SmolStr;

use super::people::Record;
use super::slot_store::{Map, entry, normalise};

/// Slots by label and by e-mail address; a slot is a record's place in the list.
#[derive(Debug, Default)]
pub(crate) struct Bitmaps {
    labels: Map<SmolStr, RoaringBitmap>,
    emails: BTreeMap<SmolStr, SmallVec<[u32; 2]>>,
    empty: RoaringBitmap,
}

impl Bitmaps {
    pub(crate) fn new(records: &[Arc<Record>]) -> Self {
        let mut bitmaps = Self::default();
        let mut key = String::new();
        for (record, slot) in records.iter().zip(0..) {
            for label in &record.labels {
                entry(&mut bitmaps.labels, label).insert(slot);
            }
            for email in &record.emails {
                normalise(&mut key, &email.address);
                let slots = bitmaps.emails.entry(SmolStr::new(&key)).or_default();
                if !slots.contains(&slot) {
                    slots.push(slot);
                }
            }
        }
        bitmaps
    }

    /// The slots that have a label.
    pub(crate) fn label(&self, label: &str) -> &RoaringBitmap {
        self.labels.get(label).unwrap_or(&self.empty)
    }

    /// Every label and the slots that have it.
    pub(crate) fn labels(&self) -> impl Iterator<Item = (&str, &RoaringBitmap)> {
        self.labels.iter().map(|(label, slots)| (label.as_str(), slots))
    }

    /// The slots that have the label, and an e-mail address that begins with a lower-case prefix.
    pub(crate) fn label_and_email(&self, label: &str, prefix: &str) -> RoaringBitmap {
        let labelled = self.label(label);
        let from = self.emails.range::<str, _>((Included(prefix), Unbounded));
        let hits = from.take_while(|(address, _)| address.starts_with(prefix));
        let slots = hits.flat_map(|(_, slots)| slots.iter().copied());
        slots.filter(|slot| labelled.contains(*slot)).collect()
    }
}
