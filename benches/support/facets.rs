//! How many of some records have each label, in three ways.

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::bitmaps::Bitmaps;
use super::people::Record;
use super::scan::scan;
use super::slot_store::Map;

/// By intersecting the bitmap of every label with that of the filter.
pub(crate) fn by_bitmap<'a>(bitmaps: &'a Bitmaps, filter: &RoaringBitmap) -> Vec<(&'a str, u64)> {
    let counted = bitmaps.labels().map(|(label, slots)| (label, slots.intersection_len(filter)));
    counted.filter(|(_, count)| *count > 0).collect()
}

/// The labels of every slot by number, one slot after the other.
#[derive(Debug)]
pub(crate) struct Column {
    names: Vec<String>,
    /// Where the labels of a slot begin; those of the last one end with the list.
    begins: Vec<u32>,
    labels: Vec<u16>,
}

impl Column {
    pub(crate) fn new(records: &[Arc<Record>]) -> Self {
        let mut numbers: Map<&str, u16> = Map::default();
        let mut column = Self { names: Vec::new(), begins: vec![0], labels: Vec::new() };
        for record in records {
            for label in &record.labels {
                let number = *numbers.entry(label).or_insert_with(|| {
                    column.names.push(label.clone());
                    u16::try_from(column.names.len() - 1).expect("a bench has few labels")
                });
                column.labels.push(number);
            }
            let end = u32::try_from(column.labels.len()).expect("a record has few labels");
            column.begins.push(end);
        }
        column
    }

    /// By walking over the labels of the slots of the filter.
    pub(crate) fn count(&self, filter: &RoaringBitmap) -> Vec<(&str, u64)> {
        let mut counts = vec![0; self.names.len()];
        for slot in filter {
            let slot = slot as usize;
            let (begin, end) = (self.begins[slot] as usize, self.begins[slot + 1] as usize);
            for &number in &self.labels[begin..end] {
                counts[usize::from(number)] += 1;
            }
        }
        let counted = self.names.iter().map(String::as_str).zip(counts);
        counted.filter(|(_, count)| *count > 0).collect()
    }
}

/// By looking at every record and counting in a map by name.
pub(crate) fn by_string_map<'a>(
    records: &'a [Arc<Record>],
    keep: impl Fn(&Record) -> bool + 'a,
) -> Map<&'a str, u64> {
    let mut counts = Map::default();
    for label in scan(records, keep).flat_map(|record| &record.labels) {
        *counts.entry(label.as_str()).or_default() += 1;
    }
    counts
}
