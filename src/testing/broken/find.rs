//! Which contacts meet a query, and what can be wrong with that.

use std::sync::Arc;

use super::Flaw;
use super::book::Book;
use crate::contact::Contact;
use crate::label::LabelKey;
use crate::query::{Condition, ContactField, ContactQuery, Filter, Test, Value};
use crate::record::Stored;

/// The contacts that meet a query, in the order in which they came.
///
/// Labels and keys are looked up in the indexes of the book, whatever stands in the contacts.
pub(super) fn found(book: &Book, query: &ContactQuery, flaw: Flaw) -> Vec<Arc<Stored<Contact>>> {
    let filter = match (query.filter(), flaw) {
        (Filter::And(parts), Flaw::IgnoresKeys) if parts.len() > 1 => {
            let parts = parts.iter().filter(|part| !matches!(part, Filter::Holds(_)));
            Filter::And(parts.cloned().collect())
        }
        (filter, _) => filter.clone(),
    };
    let mut all = Vec::new();
    for at in 0..book.places.len() {
        let Some(contact) = book.live_at(at) else { continue };
        let row = Row { book, at, contact };
        let search = query.search();
        if row.meets(&filter) && search.is_none_or(|search| search.matches(contact)) {
            all.push(Arc::clone(contact));
        }
    }
    match flaw {
        Flaw::JoinsAddresses => all.retain(|contact| !contact.info().emails().is_empty()),
        Flaw::LosesRowsOfTwo if indexed(query.filter()) > 1 => drop(all.pop()),
        _ => {}
    }
    all
}

/// How many conditions of a filter that must all hold are answered by an index.
fn indexed(filter: &Filter) -> usize {
    match filter {
        Filter::And(parts) => parts.iter().map(indexed).sum(),
        Filter::Holds(_) => 1,
        Filter::Test(test) => usize::from(*test.field() == ContactField::Labels),
        Filter::Or(_) | Filter::Not(_) => 0,
    }
}

/// A contact where it stands.
struct Row<'a> {
    book: &'a Book,
    at: usize,
    contact: &'a Arc<Stored<Contact>>,
}

impl Row<'_> {
    fn meets(&self, filter: &Filter) -> bool {
        match filter {
            Filter::Test(test) => self.passes(test),
            Filter::Holds(key) => {
                self.book.keys.get(key).is_some_and(|holders| holders.contains(&self.at))
            }
            Filter::And(parts) => parts.iter().all(|part| self.meets(part)),
            Filter::Or(parts) => parts.iter().any(|part| self.meets(part)),
            Filter::Not(filter) => !self.meets(filter),
        }
    }

    fn passes(&self, test: &Test) -> bool {
        match (test.field(), test.condition()) {
            (ContactField::Labels, Condition::OneOf(keys)) => {
                keys.iter().any(|key| self.labelled(key))
            }
            (ContactField::Labels, Condition::HasAll(keys)) => {
                keys.iter().all(|key| self.labelled(key))
            }
            _ => test.matches(self.contact),
        }
    }

    fn labelled(&self, key: &Value) -> bool {
        let Value::Text(key) = key else { return false };
        let Ok(key) = key.parse::<LabelKey>() else { return false };
        self.book.members.get(&key).is_some_and(|members| members.contains(&self.at))
    }
}
