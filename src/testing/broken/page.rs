//! Pages, and what can be wrong with them.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use super::Flaw;
use super::book::Book;
use super::find::found;
use crate::contact::Contact;
use crate::query::{ContactQuery, Datum, Order, Page, Sort, SortKey, Start, Window};
use crate::record::Stored;

/// A part of the contacts that meet a query.
pub(super) fn page(book: &Book, query: &ContactQuery, window: &Window, flaw: Flaw) -> Page {
    let all = ordered(book, query, flaw);
    let total = window.total.then(|| match flaw {
        Flaw::CountsDeleted if query.is_all() => book.places.len(),
        Flaw::CountsWindow => part(&all, query, window, flaw).len(),
        _ => all.len(),
    });
    if flaw == Flaw::LimitsFirst {
        let some = ordered(book, &ContactQuery::all().sorted(query.sort().clone()), flaw);
        let some = part(&some, query, window, flaw).iter();
        let contacts = some.filter(|contact| query.matches(contact)).cloned().collect();
        return Page { contacts, total };
    }
    Page { contacts: part(&all, query, window, flaw).to_vec(), total }
}

/// All contacts that meet a query, in its order.
pub(super) fn ordered(book: &Book, query: &ContactQuery, flaw: Flaw) -> Vec<Arc<Stored<Contact>>> {
    let mut all = found(book, query, flaw);
    if flaw == Flaw::DropsMissing {
        all.retain(|contact| query.sort().key(contact).is_some());
    }
    sort_by(&mut all, query.sort(), flaw);
    all
}

fn sort_by(all: &mut [Arc<Stored<Contact>>], sort: &Sort, flaw: Flaw) {
    let descending = sort.order() == Order::Descending;
    all.sort_by(|a, b| {
        let (keys, ids) = ((key(sort, a, flaw), key(sort, b, flaw)), (a.id(), b.id()));
        let by_key = match (&keys.0, &keys.1) {
            (Some(_), None) | (None, Some(_)) if flaw == Flaw::SortsMissingFirst => {
                keys.0.is_some().cmp(&keys.1.is_some())
            }
            (a, b) => sort.compare_keys(a.as_ref(), b.as_ref()),
        };
        by_key.then_with(|| match flaw {
            Flaw::BreaksTiesByChance => Reverse(ids.0).cmp(&Reverse(ids.1)),
            Flaw::BreaksTiesByRow => Ordering::Equal,
            Flaw::ReversesTies if descending => ids.1.cmp(ids.0),
            _ => ids.0.cmp(ids.1),
        })
    });
}

/// By what a contact is sorted, or the flaw's idea of it.
fn key(sort: &Sort, contact: &Stored<Contact>, flaw: Flaw) -> Option<SortKey> {
    let mut key = sort.key(contact);
    if let Flaw::SortsWholeTexts | Flaw::MindsCaseOfOrder = flaw {
        sort.field().any(contact, &mut |datum| {
            match datum {
                Datum::Text(text) if flaw == Flaw::SortsWholeTexts => {
                    key = Some(SortKey::Text(text.to_lowercase().into()));
                }
                Datum::Text(text) => key = Some(SortKey::Text(text.into())),
                _ => {}
            }
            true
        });
    }
    key
}

/// What a window shows of them.
pub(super) fn part<'a>(
    all: &'a [Arc<Stored<Contact>>],
    query: &ContactQuery,
    window: &Window,
    flaw: Flaw,
) -> &'a [Arc<Stored<Contact>>] {
    let sort = query.sort();
    let skip = match &window.start {
        Start::First => 0,
        Start::Offset(offset) => *offset,
        Start::After(position) => {
            let place = all.iter().position(|contact| *contact.id() == position.id);
            match (flaw, place) {
                (Flaw::BreaksTiesByChance, Some(at)) => at + 1,
                (Flaw::ForgetsPlaces, None) => all.len(),
                (Flaw::FindsMoved, Some(at)) => at + 1,
                (Flaw::SkipsTies, _) => {
                    let seen = |contact: &Arc<Stored<Contact>>| {
                        sort.compare_keys(sort.key(contact).as_ref(), position.key.as_ref()).is_le()
                    };
                    all.iter().take_while(|contact| seen(contact)).count()
                }
                _ => {
                    let seen = |contact: &Arc<Stored<Contact>>| {
                        let ordering = sort.compare(&sort.position(contact), position);
                        ordering == Ordering::Less
                            || ordering == Ordering::Equal && flaw != Flaw::RepeatsCursor
                    };
                    all.iter().take_while(|contact| seen(contact)).count()
                }
            }
        }
    };
    let limit = match flaw {
        Flaw::ReturnsOneMore => window.limit.saturating_add(1),
        _ => window.limit,
    };
    let rest = all.get(skip..).unwrap_or_default();
    &rest[..limit.min(rest.len())]
}
