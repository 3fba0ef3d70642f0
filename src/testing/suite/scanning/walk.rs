//! Walks from page to page while the book changes.

use std::collections::BTreeMap;

use super::book::ScannedBook;
use super::script::Step;
use crate::id::ContactId;
use crate::query::{ContactQuery, Position, Start, Window};
use crate::testing::Dice;
use crate::testing::generate::{self, query_from};
use crate::testing::suite::client::number;

/// Walks through a query in pages, with writes between them; who stays in the query and at their
/// place all the while must come exactly once, and nobody out of order.
pub(super) fn walk(book: &mut ScannedBook, dice: &mut Dice) -> Result<(), String> {
    let bytes: Vec<u8> = (0..64).map(|_| dice.small(u8::MAX)).collect();
    let query = query_from(&mut generate::Dice::new(&bytes));
    let limit = 1 + dice.below(4);
    let mut steady = standing(book, &query);
    let mut start = Start::First;
    let mut seen: Vec<(Position, ContactId)> = Vec::new();
    let broken = |what: String| {
        format!("INV-28: walking in pages of {limit} through {query:?} while others write: {what}")
    };
    loop {
        let page = book.page(&query, &Window { start, limit, total: false });
        let Some(last) = page.last() else { break };
        start = Start::After(query.sort().position(last));
        seen.extend(page.iter().map(|c| (query.sort().position(c), *c.id())));
        if seen.len() > 1_000 {
            return Err(broken("pages never end".to_owned()));
        }
        if seen.len() > 200 {
            // Whoever is created further on would be walked to for ever.
            continue;
        }
        for _ in 0..dice.below(4) {
            let mut bytes: Vec<u8> = (0..88).map(|_| dice.small(u8::MAX)).collect();
            // Not only creations at the end of the walk.
            bytes[0] = 8 + bytes[0] % 24;
            book.take(&Step::Write(bytes))?;
            let now = standing(book, &query);
            steady.retain(|id, place| now.get(id) == Some(place));
        }
    }
    for pair in seen.windows(2) {
        if query.sort().compare(&pair[0].0, &pair[1].0).is_ge() {
            let [one, other] = [pair[0].1, pair[1].1].map(number);
            return Err(broken(format!("{one} comes before {other}")));
        }
    }
    for (id, place) in steady {
        let times = seen.iter().filter(|(_, known)| *known == id).count();
        if times != 1 {
            return Err(broken(format!("{} at {place:?} comes {times} times", number(id))));
        }
    }
    Ok(())
}

/// Who meets a query, and where.
fn standing(book: &mut ScannedBook, query: &ContactQuery) -> BTreeMap<ContactId, Position> {
    let meeting = book.live().iter().filter(|contact| query.matches(contact));
    meeting.map(|contact| (*contact.id(), query.sort().position(contact))).collect()
}
