//! The people of the query bench, and every bare structure over them.

use std::sync::{Arc, OnceLock};

use super::bitmaps::Bitmaps;
use super::facets::Column;
use super::fixture;
use super::people::Record;
use super::rng::Rng;
use super::sorted::Sorted;
use super::tokens::Tokens;

/// A label that one of twenty has.
pub(crate) const CUSTOMERS: &str = "custom.customers";
/// A label that one of ten has.
pub(crate) const SUBSCRIBERS: &str = "custom.subscribers";

/// How an e-mail address of one of forty begins.
pub(crate) const PREFIX: &str = "ad";
/// Two job titles out of ten.
pub(crate) const TITLES: [&str; 2] = ["Owner", "Teacher"];
/// How the city of an address of one of five begins.
pub(crate) const CITY: &str = "s";
/// Cities that are not meant.
pub(crate) const CITIES: [&str; 2] = ["Springfield", "Fresno"];
/// Two words that one of a thousand has both of.
pub(crate) const WORDS: [&str; 2] = ["ada", "evergreen"];

/// Records that are only read, and what is built over them when it is first asked for.
#[derive(Debug)]
pub(crate) struct Crowd {
    pub(crate) records: Vec<Arc<Record>>,
    by_last_name: OnceLock<Sorted>,
    bitmaps: OnceLock<Bitmaps>,
    column: OnceLock<Column>,
    tokens: OnceLock<Tokens>,
}

impl Crowd {
    pub(crate) fn new(n: usize) -> Self {
        Self {
            // Copied one by one, a record lies next to its texts, as in a book that grew.
            records: people(n).iter().cloned().map(Arc::new).collect(),
            by_last_name: OnceLock::new(),
            bitmaps: OnceLock::new(),
            column: OnceLock::new(),
            tokens: OnceLock::new(),
        }
    }

    pub(crate) fn by_last_name(&self) -> &Sorted {
        self.by_last_name.get_or_init(|| Sorted::new(&self.records, |record| &record.last_name))
    }

    pub(crate) fn bitmaps(&self) -> &Bitmaps {
        self.bitmaps.get_or_init(|| Bitmaps::new(&self.records))
    }

    pub(crate) fn column(&self) -> &Column {
        self.column.get_or_init(|| Column::new(&self.records))
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        self.tokens.get_or_init(|| Tokens::new(&self.records))
    }

    /// Shared records of some slots.
    pub(crate) fn at(&self, slots: impl IntoIterator<Item = u32>) -> Vec<Arc<Record>> {
        slots.into_iter().map(|slot| Arc::clone(&self.records[slot as usize])).collect()
    }
}

/// `n` records of different people in random order. Beside what the generator gives them some have
/// [`CUSTOMERS`], some [`SUBSCRIBERS`], some both.
pub(crate) fn people(n: usize) -> Vec<Record> {
    let (mut records, _) = fixture::population(n, 0);
    let mut rng = Rng::new(5);
    for record in &mut records {
        for (label, percent) in [(CUSTOMERS, 5), (SUBSCRIBERS, 10)] {
            if rng.chance(percent) {
                record.labels.push(label.to_owned());
            }
        }
    }
    records
}
