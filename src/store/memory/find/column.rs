//! The values of a field, row by row.

use foldhash::HashMap;
use roaring::RoaringBitmap;
use smallvec::SmallVec;

use super::values::values;
use crate::contact::Contact;
use crate::query::{ContactField, Facet, Value};
use crate::record::Stored;

/// Of each row the values that it has, as numbers: to count many rows by many values.
#[derive(Debug, Default)]
pub(super) struct Column {
    /// The values by number; some may belong to no row any more.
    values: Vec<Value>,
    numbers: HashMap<Value, u32>,
    rows: Vec<SmallVec<[u32; 4]>>,
}

impl Column {
    /// The column of what is there.
    pub(super) fn new<'a>(
        field: &ContactField,
        contacts: impl Iterator<Item = (u32, &'a Stored<Contact>)>,
    ) -> Self {
        let mut column = Self::default();
        contacts.for_each(|(row, contact)| column.change(field, row, Some(contact)));
        column
    }

    /// A row holds this now.
    pub(super) fn change(
        &mut self,
        field: &ContactField,
        row: u32,
        after: Option<&Stored<Contact>>,
    ) {
        let row = row as usize;
        if self.rows.len() <= row {
            self.rows.resize(row + 1, SmallVec::new());
        }
        let values = after.map_or_else(Vec::new, |contact| values(field, contact));
        self.rows[row] = values.into_iter().map(|value| self.number(value)).collect();
    }

    fn number(&mut self, value: Value) -> u32 {
        if let Some(number) = self.numbers.get(&value) {
            return *number;
        }
        let number = u32::try_from(self.values.len()).expect("there are fewer values than rows");
        self.values.push(value.clone());
        self.numbers.insert(value, number);
        number
    }

    /// How many of these rows have each value.
    pub(super) fn count(&self, rows: &RoaringBitmap) -> Facet {
        let mut counts = vec![0; self.values.len()];
        let mut missing = 0;
        for row in rows {
            let numbers = &self.rows[row as usize];
            missing += usize::from(numbers.is_empty());
            for number in numbers {
                counts[*number as usize] += 1;
            }
        }
        let counted = self.values.iter().cloned().zip(counts).filter(|(_, count)| *count > 0);
        let mut counts: Vec<(Value, usize)> = counted.collect();
        counts.sort_unstable();
        Facet { counts, missing }
    }
}
