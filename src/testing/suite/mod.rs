//! The promises of a store, one function each.
//!
//! Who writes a store says how to open it, and gets every promise as a test of its own with
//! [`store_tests!`](crate::testing::store_tests), or one report with [`run`]:
//!
//! ```
//! use contacts_core::testing::suite::{Shelf, promise};
//! use contacts_core::{BookId, MemoryStore, Store};
//!
//! #[derive(Default)]
//! struct MyShelf(MemoryStore);
//!
//! impl Shelf for MyShelf {
//!     fn book(&self, id: BookId) -> Box<dyn Store> {
//!         Box::new(self.0.book(id))
//!     }
//!
//!     fn reopen(self: Box<Self>) -> Option<Box<dyn Shelf>> {
//!         None
//!     }
//! }
//!
//! contacts_core::testing::store_tests!(my_store, MyShelf::default, not_durable);
//!
//! let kept = promise("a_redirect_is_one_hop_after_every_merge").unwrap();
//! assert_eq!(kept.broken_by(&MyShelf::default), None);
//! ```
//!
//! A function panics if the promise is broken, and says which (`INV-…` and law numbers) and what
//! was seen. Functions of [`Needs::Reopening`] check what outlives the process; a store that is
//! not made for that says so (`store_tests!(my_store, MyShelf::new, not_durable)`), and its tests
//! are listed as ignored, never as passed.
#![expect(clippy::missing_panics_doc, reason = "a test panics where the promise is broken")]

mod atomic;
mod books;
mod cast;
mod client;
mod definitions;
mod fidelity;
mod finding;
mod history;
mod journal;
mod merging;
mod querying;
mod random;
mod readers;
mod records;
mod reopening;
mod retries;
mod scanning;
mod segments;
mod threads;

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use self::atomic::*;
pub use self::books::*;
pub use self::definitions::*;
pub use self::fidelity::*;
pub use self::finding::*;
pub use self::history::*;
pub use self::journal::*;
pub use self::merging::*;
pub use self::querying::*;
pub use self::random::*;
pub use self::readers::*;
pub use self::records::*;
pub use self::reopening::*;
pub use self::retries::*;
pub use self::scanning::*;
pub use self::segments::*;
pub use self::threads::*;
use crate::id::BookId;
use crate::store::{MemoryStore, Store};

/// What is tested: something that opens empty shelves.
///
/// A function that makes a [`Shelf`] is one.
pub trait Subject: Sync {
    /// A shelf without a written book. Called often; shelves know nothing of each other.
    fn open(&self) -> Box<dyn Shelf>;
}

/// Where the books of a store stand: a database, a directory, a value.
pub trait Shelf: Send + Sync {
    /// A handle on a book. Every call gives another, independent handle; a book that was never
    /// written is empty.
    fn book(&self, id: BookId) -> Box<dyn Store>;

    /// The same books after the process died and was started again; `None` if nothing is kept.
    fn reopen(self: Box<Self>) -> Option<Box<dyn Shelf>>;
}

impl<F, S> Subject for F
where
    F: Fn() -> S + Sync,
    S: Shelf + 'static,
{
    fn open(&self) -> Box<dyn Shelf> {
        Box::new(self())
    }
}

impl Shelf for MemoryStore {
    fn book(&self, id: BookId) -> Box<dyn Store> {
        Box::new(Self::book(self, id))
    }

    fn reopen(self: Box<Self>) -> Option<Box<dyn Shelf>> {
        None
    }
}

impl Shelf for Box<dyn Shelf> {
    fn book(&self, id: BookId) -> Box<dyn Store> {
        (**self).book(id)
    }

    fn reopen(self: Box<Self>) -> Option<Box<dyn Shelf>> {
        (*self).reopen()
    }
}

/// A promise and the function that checks it.
#[derive(Clone, Copy, Debug)]
pub struct Promise {
    /// The name of the function.
    pub name: &'static str,
    /// Panics if the promise is broken.
    pub check: fn(&dyn Subject),
    /// What a subject must offer.
    pub needs: Needs,
}

/// What a subject must offer for a promise to be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing more than a store.
    Nothing,
    /// That it can be reopened.
    Reopening,
}

/// Every promise.
pub const ALL: &[Promise] = crate::store_tests!(@list);

/// The promise of this name.
pub fn promise(name: &str) -> Option<&'static Promise> {
    ALL.iter().find(|promise| promise.name == name)
}

impl Promise {
    /// What was seen instead, if the promise is broken.
    pub fn broken_by(&self, subject: &dyn Subject) -> Option<String> {
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.check)(subject)));
        outcome.err().map(|panic| message(&*panic))
    }
}

/// What a panic said.
pub(super) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic").to_owned()
}

/// What became of every promise.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Kept.
    pub kept: Vec<&'static str>,
    /// Broken, and what was seen.
    pub broken: Vec<(&'static str, String)>,
    /// Not checked, since the subject cannot be reopened.
    pub skipped: Vec<&'static str>,
}

/// Checks every promise.
pub fn run(subject: &dyn Subject) -> Report {
    let durable = subject.open().reopen().is_some();
    let mut report = Report::default();
    for promise in ALL {
        if promise.needs == Needs::Reopening && !durable {
            report.skipped.push(promise.name);
        } else {
            match promise.broken_by(subject) {
                None => report.kept.push(promise.name),
                Some(seen) => report.broken.push((promise.name, seen)),
            }
        }
    }
    report
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kept, broken, skipped } = self;
        let (kept, count) = (kept.len(), skipped.len());
        write!(f, "{kept} promises kept, {} broken, {count} skipped", broken.len())?;
        broken.iter().try_for_each(|(name, seen)| write!(f, "\nbroken: {name}: {seen}"))?;
        skipped.iter().try_for_each(|name| write!(f, "\nskipped: {name}"))
    }
}
