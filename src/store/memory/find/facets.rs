//! Counting rows by the values of a field.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use super::indexes::{Made, Needed};
use super::values::values;
use crate::query::{ContactField, Facet, FieldKind, Value};
use crate::store::memory::state::State;

/// What it costs to look at a contact, in containers of two bitmaps that are intersected.
const LOOK: u64 = 1;
/// How many rows a container of a bitmap covers.
const CONTAINER: u64 = 1 << 16;

/// The index that a facet of a field uses.
pub(super) fn needed(field: &ContactField) -> Option<Needed> {
    match (field, field.kind()) {
        (ContactField::Labels | ContactField::Id, _) => None,
        (_, FieldKind::Status | FieldKind::Code | FieldKind::Id) => {
            Some(Needed::Values(field.clone()))
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
    if *field == ContactField::Labels {
        let labels = state.all_labels();
        let labels = labels.map(|(key, labelled)| (Value::from(key.as_str()), labelled));
        return by_bitmaps(state, rows, field, labels.collect());
    }
    match made.values.get(field) {
        Some(index) => {
            let values = index.iter().map(|(value, having)| (value.clone(), having));
            by_bitmaps(state, rows, field, values.collect())
        }
        None => by_looking(state, rows, field),
    }
}

/// By intersecting the rows with those of each value, unless it is less to look at each contact.
fn by_bitmaps(
    state: &State,
    rows: &RoaringBitmap,
    field: &ContactField,
    values: Vec<(Value, &RoaringBitmap)>,
) -> Facet {
    let containers = state.len() as u64 / CONTAINER + 1;
    if rows.len() * LOOK < values.len() as u64 * containers {
        return by_looking(state, rows, field);
    }
    let mut any = RoaringBitmap::new();
    let mut counts = Vec::new();
    for (value, having) in values {
        let count = having.intersection_len(rows);
        if count > 0 {
            counts.push((value, usize::try_from(count).unwrap_or(usize::MAX)));
        }
        any |= having;
    }
    counts.sort_unstable();
    let missing = rows.len() - any.intersection_len(rows);
    Facet { counts, missing: usize::try_from(missing).unwrap_or(usize::MAX) }
}

/// By looking at each contact.
fn by_looking(state: &State, rows: &RoaringBitmap, field: &ContactField) -> Facet {
    let (mut counts, mut missing) = (BTreeMap::<Value, usize>::new(), 0);
    for contact in rows.iter().filter_map(|row| state.contact_at(row)) {
        let values = values(field, contact);
        missing += usize::from(values.is_empty());
        values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
    }
    Facet { counts: counts.into_iter().collect(), missing }
}
