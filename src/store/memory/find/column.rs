//! The values of a field, row by row.

use std::ops::Range;

use foldhash::HashMap;
use roaring::RoaringBitmap;

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
    /// Where the numbers of each row stand in `entries`: its begin and how many.
    rows: Vec<(u32, u32)>,
    /// The numbers of the rows, close together, and those that belong to no row any more.
    entries: Vec<u32>,
    /// How many belong to no row any more.
    dead: usize,
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
            self.rows.resize(row + 1, (0, 0));
        }
        let values = after.map_or_else(Vec::new, |contact| values(field, contact));
        self.dead += self.span(row).len();
        let begin = self.entries.len();
        for value in values {
            let number = self.number(value);
            self.entries.push(number);
        }
        self.rows[row] = (place(begin), place(self.entries.len() - begin));
        if self.dead > self.entries.len() / 2 + 1_024 {
            self.close_up();
        }
    }

    /// Leaves out what belongs to no row any more.
    fn close_up(&mut self) {
        let mut entries = Vec::with_capacity(self.entries.len() - self.dead);
        for row in 0..self.rows.len() {
            let begin = entries.len();
            entries.extend_from_slice(&self.entries[self.span(row)]);
            self.rows[row] = (place(begin), place(entries.len() - begin));
        }
        (self.entries, self.dead) = (entries, 0);
    }

    fn span(&self, row: usize) -> Range<usize> {
        let (begin, count) = self.rows[row];
        begin as usize..begin as usize + count as usize
    }

    fn number(&mut self, value: Value) -> u32 {
        if let Some(number) = self.numbers.get(&value) {
            return *number;
        }
        let number = place(self.values.len());
        self.values.push(value.clone());
        self.numbers.insert(value, number);
        number
    }

    /// How many of these rows have each value.
    pub(super) fn count(&self, rows: &RoaringBitmap) -> Facet {
        let mut counts = vec![0_u32; self.values.len()];
        let mut missing = 0;
        for row in rows {
            let numbers = &self.entries[self.span(row as usize)];
            missing += usize::from(numbers.is_empty());
            for number in numbers {
                counts[*number as usize] += 1;
            }
        }
        let counted = self.values.iter().zip(counts).filter(|(_, count)| *count > 0);
        let mut counts: Vec<(Value, usize)> =
            counted.map(|(value, count)| (value.clone(), count as usize)).collect();
        counts.sort_unstable();
        Facet { counts, missing }
    }
}

/// A place in a list that has no more of them than there are rows and a few values of each.
fn place(number: usize) -> u32 {
    u32::try_from(number).expect("rows have few values, and there are less than 2^32 in all")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_behind_is_closed_up() {
        let mut column = Column {
            values: ["a", "b", "c"].map(Value::from).into(),
            rows: vec![(0, 2), (5, 1), (0, 0)],
            entries: vec![1, 2, 9, 9, 9, 0],
            dead: 3,
            ..Column::default()
        };
        let before = column.count(&RoaringBitmap::from_iter(0..3));
        column.close_up();
        assert_eq!(column.entries, [1, 2, 0]);
        assert_eq!(column.count(&RoaringBitmap::from_iter(0..3)), before);
        assert_eq!(before.missing, 1);
    }
}
