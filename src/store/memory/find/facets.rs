//! Counting rows by the values of a field.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use super::indexes::{Made, Needed};
use super::values::values;
use crate::query::{ContactField, Facet, FieldKind, Value};
use crate::store::memory::state::State;

/// The index that a facet of a field uses: where values are few, they have numbers.
pub(super) fn needed(field: &ContactField) -> Option<Needed> {
    match (field, field.kind()) {
        (ContactField::Id, _) => None,
        (_, FieldKind::Label | FieldKind::Status | FieldKind::Code | FieldKind::Id) => {
            Some(Needed::Column(field.clone()))
        }
        _ => None,
    }
}

/// How many of the rows have each value of a field.
pub(super) fn count(
    state: &State,
    made: &Made,
    rows: &RoaringBitmap,
    field: &ContactField,
) -> Facet {
    if let Some(column) = made.columns.get(field) {
        return column.count(rows);
    }
    let (mut counts, mut missing) = (BTreeMap::<Value, usize>::new(), 0);
    for contact in rows.iter().filter_map(|row| state.contact_at(row)) {
        let values = values(field, contact);
        missing += usize::from(values.is_empty());
        values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
    }
    Facet { counts: counts.into_iter().collect(), missing }
}
