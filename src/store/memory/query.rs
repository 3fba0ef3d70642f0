//! Answering queries.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::state::State;
use crate::contact::Contact;
use crate::query::{ContactField, ContactQuery, Facet, Page, Start, Value, Window};
use crate::record::Stored;

impl State {
    /// A part of the contacts that meet a query, in its order.
    pub(super) fn page(&self, query: &ContactQuery, window: &Window) -> Page {
        let mut found: Vec<&Arc<Stored<Contact>>> =
            self.contacts().filter(|contact| query.matches(contact)).collect();
        let total = window.total.then_some(found.len());
        let sort = query.sort();
        found.sort_by(|a, b| sort.compare(&sort.position(a), &sort.position(b)));
        let start = match &window.start {
            Start::First => 0,
            Start::Offset(offset) => *offset,
            Start::After(position) => found
                .partition_point(|contact| sort.compare(&sort.position(contact), position).is_le()),
        };
        let contacts = found.into_iter().skip(start).take(window.limit).map(Arc::clone).collect();
        Page { contacts, total }
    }

    /// How many contacts that meet a query have each value of the fields.
    pub(super) fn facets(&self, query: &ContactQuery, fields: &[ContactField]) -> Vec<Facet> {
        let facet = |field: &ContactField| {
            let (mut counts, mut missing) = (BTreeMap::<Value, usize>::new(), 0);
            for contact in self.contacts().filter(|contact| query.matches(contact)) {
                let mut values = Vec::new();
                field.any(contact, &mut |datum| {
                    values.push(datum.to_value());
                    false
                });
                values.sort_unstable();
                values.dedup();
                missing += usize::from(values.is_empty());
                values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
            }
            Facet { counts: counts.into_iter().collect(), missing }
        };
        fields.iter().map(facet).collect()
    }
}
