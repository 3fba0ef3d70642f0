//! Rows by the values of a field that has few.

use foldhash::HashMap;
use roaring::RoaringBitmap;

use crate::contact::Contact;
use crate::query::{ContactField, Value};
use crate::record::Stored;

/// The rows of live contacts that have each value of a field: of codes, statuses and ids.
#[derive(Debug, Default)]
pub(super) struct Values {
    rows: HashMap<Value, RoaringBitmap>,
}

/// The values of a contact, each once.
pub(super) fn values(field: &ContactField, contact: &Stored<Contact>) -> Vec<Value> {
    let mut values = Vec::new();
    field.any(contact, &mut |datum| {
        values.push(datum.to_value());
        false
    });
    if values.len() > 1 {
        values.sort_unstable();
        values.dedup();
    }
    values
}

impl Values {
    /// The index of what is there.
    pub(super) fn new<'a>(
        field: &ContactField,
        contacts: impl Iterator<Item = (u32, &'a Stored<Contact>)>,
    ) -> Self {
        let mut index = Self::default();
        for (row, contact) in contacts {
            index.change(field, row, None, Some(contact));
        }
        index
    }

    /// A row holds something else now.
    pub(super) fn change(
        &mut self,
        field: &ContactField,
        row: u32,
        before: Option<&Stored<Contact>>,
        after: Option<&Stored<Contact>>,
    ) {
        let of = |contact: Option<&Stored<Contact>>| {
            contact.map_or_else(Vec::new, |contact| values(field, contact))
        };
        let (old, new) = (of(before), of(after));
        for value in old.iter().filter(|value| !new.contains(value)) {
            if let Some(rows) = self.rows.get_mut(value) {
                rows.remove(row);
                if rows.is_empty() {
                    self.rows.remove(value);
                }
            }
        }
        for value in new {
            self.rows.entry(value).or_default().insert(row);
        }
    }

    /// The rows that have a value.
    pub(super) fn get(&self, value: &Value) -> Option<&RoaringBitmap> {
        self.rows.get(value)
    }

    /// All values with their rows.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Value, &RoaringBitmap)> {
        self.rows.iter()
    }
}
