//! Which contacts meet a query, and what can be wrong with that.

use std::sync::Arc;

use super::Flaw;
use super::book::Book;
use crate::contact::Contact;
use crate::label::LabelKey;
use crate::query::{
    Comparison, Condition, ContactField, ContactQuery, Datum, Filter, Search, Test, Value, words,
};
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
        let row = Row { book, at, contact, flaw };
        if row.meets(&filter) && query.search().is_none_or(|search| row.is_found(search)) {
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
    flaw: Flaw,
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
            Filter::Not(filter) => match &**filter {
                Filter::And(parts) if self.flaw == Flaw::NegatesParts => {
                    parts.iter().all(|part| !self.meets(part))
                }
                filter => !self.meets(filter),
            },
        }
    }

    fn passes(&self, test: &Test) -> bool {
        match (test.field(), test.condition()) {
            (ContactField::Labels, Condition::OneOf(keys)) => {
                keys.iter().any(|key| self.labelled(key))
            }
            (ContactField::Labels, Condition::HasAll(keys)) => match self.flaw {
                Flaw::TakesSomeForAll => keys.iter().any(|key| self.labelled(key)),
                _ => keys.iter().all(|key| self.labelled(key)),
            },
            (field, condition) => self.passes_as_it_is(field, condition),
        }
    }

    /// A test that no index answers, or the flaw's idea of it.
    fn passes_as_it_is(&self, field: &ContactField, condition: &Condition) -> bool {
        let changed = match (self.flaw, condition) {
            (Flaw::ComparesInclusively, Condition::Compare(comparison, value)) => {
                let inclusive = match comparison {
                    Comparison::Below | Comparison::AtMost => Comparison::AtMost,
                    Comparison::Above | Comparison::AtLeast => Comparison::AtLeast,
                };
                Condition::Compare(inclusive, value.clone())
            }
            (Flaw::TakesSomeForAll, Condition::HasAll(values)) => Condition::OneOf(values.clone()),
            _ => condition.clone(),
        };
        let any = |is: &dyn Fn(&str) -> bool| {
            field.any(self.contact, &mut |datum| matches!(datum, Datum::Text(text) if is(text)))
        };
        let passes = Test::new(field.clone(), changed).matches(self.contact);
        match (self.flaw, condition) {
            (Flaw::PassesOverWholePrefixes, Condition::StartsWith(prefix)) => any(&|text| {
                let text = text.to_lowercase();
                text.starts_with(prefix.as_str()) && text.len() > prefix.len()
            }),
            (Flaw::MindsCaseOfPrefixes, Condition::StartsWith(prefix)) => {
                any(&|text| text.starts_with(prefix.as_str()))
            }
            (Flaw::SkipsMissingForOther, Condition::Other(_)) => {
                passes && field.any(self.contact, &mut |_| true)
            }
            (Flaw::TakesOtherForNone, Condition::Other(values)) => {
                !field.any(self.contact, &mut |datum| values.contains(&datum.to_value()))
            }
            (Flaw::FoldsEquality, Condition::OneOf(values)) => {
                let folded = |value: &Value| match value {
                    Value::Text(value) => any(&|text| text.to_lowercase() == value.to_lowercase()),
                    _ => false,
                };
                passes || values.iter().any(folded)
            }
            _ => passes,
        }
    }

    fn is_found(&self, search: &Search) -> bool {
        let contact = match self.flaw {
            Flaw::SearchesFirstWords => self.book.firsts.get(&self.at).unwrap_or(self.contact),
            _ => self.contact,
        };
        match (self.flaw, search.terms(), search.exact_text()) {
            (Flaw::SearchesWholeWords, Some(terms), _) => {
                let mut open: Vec<_> = terms.iter().collect();
                words::of_contact(contact, &mut |word| open.retain(|term| *term != word));
                open.is_empty()
            }
            (Flaw::MindsCaseOfSearches, _, Some(text)) if text.contains('@') => {
                contact.info().emails().iter().any(|entry| entry.value.as_str() == text)
            }
            _ => search.matches(contact),
        }
    }

    fn labelled(&self, key: &Value) -> bool {
        let Value::Text(key) = key else { return false };
        let Ok(key) = key.parse::<LabelKey>() else { return false };
        self.book.members.get(&key).is_some_and(|members| members.contains(&self.at))
    }
}
