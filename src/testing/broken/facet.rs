//! Facets, and what can be wrong with them.

use std::collections::BTreeMap;

use super::Flaw;
use super::book::Book;
use super::find::found;
use crate::query::{ContactField, ContactQuery, Facet, Value};

/// How many contacts that meet a query have each value of a field.
pub(super) fn facet(book: &Book, query: &ContactQuery, field: &ContactField, flaw: Flaw) -> Facet {
    let (mut counts, mut missing) = (BTreeMap::<Value, usize>::new(), 0);
    for contact in found(book, query, flaw) {
        let mut values = Vec::new();
        field.any(&contact, &mut |datum| {
            values.push(datum.to_value());
            false
        });
        missing += usize::from(values.is_empty());
        values.sort_unstable();
        values.dedup();
        values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
    }
    Facet { counts: counts.into_iter().collect(), missing }
}
