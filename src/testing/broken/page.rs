//! Pages, and what can be wrong with them.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use super::Flaw;
use super::book::Book;
use super::find::found;
use crate::contact::Contact;
use crate::query::{ContactQuery, Page, Start, Window};
use crate::record::Stored;

/// A part of the contacts that meet a query.
pub(super) fn page(book: &Book, query: &ContactQuery, window: &Window, flaw: Flaw) -> Page {
    let all = ordered(book, query, flaw);
    let total = window.total.then(|| match flaw {
        Flaw::CountsDeleted if query.is_all() => book.places.len(),
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
    let sort = query.sort();
    all.sort_by(|a, b| {
        let (a, b) = (sort.position(a), sort.position(b));
        sort.compare_keys(a.key.as_ref(), b.key.as_ref()).then_with(|| match flaw {
            Flaw::BreaksTiesByChance => Reverse(a.id).cmp(&Reverse(b.id)),
            _ => a.id.cmp(&b.id),
        })
    });
    all
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
