//! How a query is answered, for people.

use std::cell::RefCell;
use std::fmt;

/// How a query is answered: which indexes narrow it, what is checked one by one, and how it is
/// brought into order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// How many live contacts there are.
    pub contacts: usize,
    /// The indexes that are used, in order.
    pub used: Vec<Used>,
    /// How many contacts are left then; all of them without an index.
    pub candidates: usize,
    /// Whether each of them is checked against the query.
    pub checked: bool,
    /// How they are brought into order.
    pub arranged: Arranged,
}

/// An index that is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// What is looked up.
    pub what: String,
    /// How many contacts are found there.
    pub contacts: usize,
}

/// How contacts are brought into order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arranged {
    /// An index of the order is walked until the page is full.
    #[default]
    Walked,
    /// All candidates are looked at; no more are kept than the page needs.
    Best,
}

/// For people, a line each:
///
/// ```text
/// 2000 contacts
/// info.labelKeys in (`custom.vip`): 2 by index
/// 2 are checked one by one
/// all are looked at, the first of the order are kept
/// ```
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { contacts, used, candidates, checked, arranged } = self;
        writeln!(f, "{contacts} contacts")?;
        for Used { what, contacts } in used {
            writeln!(f, "{what}: {contacts} by index")?;
        }
        match checked {
            true => writeln!(f, "{candidates} are checked one by one")?,
            false => writeln!(f, "{candidates} need no check")?,
        }
        f.write_str(match arranged {
            Arranged::Walked => "in order by index, until the page is full",
            Arranged::Best => "all are looked at, the first of the order are kept",
        })
    }
}

/// What is noted on the way, if somebody wants to know.
#[derive(Debug)]
pub(super) struct Notes(Option<RefCell<Vec<Used>>>);

impl Notes {
    /// Nobody wants to know.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// An empty page of notes.
    pub(super) fn new() -> Self {
        Self(Some(RefCell::default()))
    }

    /// An index was used.
    pub(super) fn used(&self, what: impl FnOnce() -> String, contacts: u64) {
        if let Some(notes) = &self.0 {
            let contacts = usize::try_from(contacts).unwrap_or(usize::MAX);
            notes.borrow_mut().push(Used { what: what(), contacts });
        }
    }

    pub(super) fn into_used(self) -> Vec<Used> {
        self.0.map(RefCell::into_inner).unwrap_or_default()
    }
}
