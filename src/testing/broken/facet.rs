//! Facets, and what can be wrong with them.

use std::collections::BTreeMap;

use super::Flaw;
use super::book::Book;
use super::find::found;
use crate::query::{ContactField, ContactQuery, Facet, Value};

/// How many contacts that meet a query have each value of a field.
pub(super) fn facet(book: &Book, query: &ContactQuery, field: &ContactField, flaw: Flaw) -> Facet {
    let (mut counts, mut missing) = (BTreeMap::<Value, usize>::new(), 0);
    let mut all = match flaw {
        Flaw::TalliesEverybody => found(book, &ContactQuery::all(), flaw),
        _ => found(book, query, flaw),
    };
    if flaw == Flaw::TalliesDeleted {
        all.extend(book.ghosts.iter().filter(|ghost| query.matches(ghost)).cloned());
    }
    for contact in all {
        let mut values = Vec::new();
        field.any(&contact, &mut |datum| {
            values.push(datum.to_value());
            false
        });
        missing += usize::from(values.is_empty() && flaw != Flaw::ForgetsMissing);
        values.sort_unstable();
        if flaw != Flaw::TalliesTwice {
            values.dedup();
        }
        values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
    }
    Facet { counts: counts.into_iter().collect(), missing }
}
