//! Pages, and what can be wrong with them.

use std::cmp::Reverse;
use std::sync::Arc;

use super::Flaw;
use super::book::Book;
use crate::contact::Contact;
use crate::id::ContactId;
use crate::query::ContactQuery;
use crate::record::Stored;
use crate::store::StoreError;

/// The contacts that meet a query, after a contact.
pub(super) fn page(
    book: &Book,
    query: &ContactQuery,
    after: Option<ContactId>,
    limit: usize,
    flaw: Flaw,
) -> Result<Vec<Arc<Stored<Contact>>>, StoreError> {
    let from = match after.map(|id| book.at.get(&id).copied()) {
        None => 0,
        Some(None) if flaw == Flaw::AcceptsAnyCursor => 0,
        Some(None) => return Err(StoreError::UnknownCursor),
        Some(Some(at)) if flaw == Flaw::RepeatsCursor => at,
        Some(Some(at)) if flaw == Flaw::ForgetsPlaces && book.live_at(at).is_none() => {
            return Err(StoreError::UnknownCursor);
        }
        Some(Some(at)) => at + 1,
    };
    let limit = match flaw {
        Flaw::ReturnsOneMore => limit.saturating_add(1),
        _ => limit,
    };
    if flaw == Flaw::BreaksTiesByChance {
        let mut all = found(book, query, 0, flaw);
        all.sort_by_key(|contact| (contact.created(), Reverse(*contact.id())));
        let place = |id| all.iter().position(|contact| *contact.id() == id);
        let skip = after.and_then(place).map_or(0, |at| at + 1);
        return Ok(all.into_iter().skip(skip).take(limit).collect());
    }
    if flaw == Flaw::LimitsFirst {
        let some = found(book, &ContactQuery::all(), from, flaw).into_iter().take(limit);
        return Ok(some.filter(|contact| query.matches(contact)).collect());
    }
    Ok(found(book, query, from, flaw).into_iter().take(limit).collect())
}

fn found(book: &Book, query: &ContactQuery, from: usize, flaw: Flaw) -> Vec<Arc<Stored<Contact>>> {
    let holders = |key| book.keys.get(key).into_iter().flatten().copied();
    let members = |label| book.members.get(label).into_iter().flatten().copied();
    let mut places: Vec<usize> = match (query.key(), query.label()) {
        (None, None) => (0..book.places.len()).collect(),
        (Some(key), None) => holders(key).collect(),
        (None, Some(label)) => members(label).collect(),
        (Some(_), Some(label)) if flaw == Flaw::IgnoresKeys => members(label).collect(),
        (Some(key), Some(label)) => {
            let members: Vec<usize> = members(label).collect();
            holders(key).filter(|at| members.contains(at)).collect()
        }
    };
    if flaw == Flaw::LosesRowsOfTwo && query.key().is_some() && query.label().is_some() {
        places.pop();
    }
    let live = places.into_iter().filter(|at| *at >= from).filter_map(|at| book.live_at(at));
    let joined = |contact: &&Arc<Stored<Contact>>| {
        flaw != Flaw::JoinsAddresses || !contact.info().emails().is_empty()
    };
    live.filter(joined).cloned().collect()
}
