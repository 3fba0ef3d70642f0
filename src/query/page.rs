//! Parts of an answer.

use std::sync::Arc;

use super::sort::SortKey;
use super::value::Value;
use crate::contact::Contact;
use crate::id::ContactId;
use crate::record::Stored;

/// How many contacts a page has if nobody says.
pub const DEFAULT_PAGE: usize = 50;
/// How many contacts a page has at most.
pub const MAX_PAGE: usize = 1_000;
/// How many contacts may be skipped at most; what lies deeper is reached by cursors.
pub const MAX_OFFSET: usize = 1_000_000;

/// Where a contact stands in an order. A page goes on after a position, even if the contact that
/// stood there is gone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// By what it is sorted; `None` if it has no value.
    pub key: Option<SortKey>,
    /// Its id, for ties.
    pub id: ContactId,
}

/// Where a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Start {
    /// At the beginning.
    #[default]
    First,
    /// After so many contacts. The cost grows with their number.
    Offset(usize),
    /// After this position: what was there before and stays is neither skipped nor repeated,
    /// whatever is written in the meantime to contacts elsewhere.
    After(Position),
}

/// Which part of an answer is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// Where it begins.
    pub start: Start,
    /// How many contacts at most.
    pub limit: usize,
    /// Whether all that meet the query are counted, too.
    pub total: bool,
}

impl Window {
    /// The first so many.
    pub fn first(limit: usize) -> Self {
        Self { start: Start::First, limit, total: false }
    }

    /// All of them.
    pub fn all() -> Self {
        Self::first(usize::MAX)
    }

    /// None of them: only how many there are.
    pub fn count() -> Self {
        Self { start: Start::First, limit: 0, total: true }
    }

    /// So many after a position.
    pub fn after(position: Position, limit: usize) -> Self {
        Self { start: Start::After(position), limit, total: false }
    }

    /// So many after the first `offset`.
    pub fn offset(offset: usize, limit: usize) -> Self {
        Self { start: Start::Offset(offset), limit, total: false }
    }

    /// The same, with the total.
    #[must_use]
    pub fn with_total(self) -> Self {
        Self { total: true, ..self }
    }
}

/// A part of an answer, all of it from one state of the book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The contacts, in order.
    pub contacts: Vec<Arc<Stored<Contact>>>,
    /// How many meet the query, if that was asked for.
    pub total: Option<usize>,
}

/// How many contacts have each value of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facet {
    /// Each value that a contact has, ascending, with the number of contacts that have it.
    pub counts: Vec<(Value, usize)>,
    /// How many have no value.
    pub missing: usize,
}
