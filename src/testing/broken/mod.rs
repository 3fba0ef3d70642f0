//! Stores that break a promise on purpose, to see that the [suite](super::suite) notices.
//!
//! Every promise is there because somebody could break it: each function of the suite is needed
//! for at least one store of [`ALL`], and each store of [`ALL`] is caught by the functions that
//! stand beside it. Numbers `B-…` are those of the reliability specification, `K-…` and,
//! about queries, `Q-…` are further ones that keep the suite honest.

mod alter;
mod book;
mod commit;
mod facet;
mod find;
mod flaw;
mod ground;
mod handle;
mod page;
mod table;

pub use flaw::Flaw;
pub use table::{ALL, NOT_HERE};

use self::handle::Flawed;
use super::suite::Subject;

/// A broken store.
#[derive(Clone, Copy, Debug)]
pub struct Broken {
    /// Its number.
    pub number: &'static str,
    /// What it does.
    pub what: &'static str,
    /// What is wrong inside.
    pub flaw: Flaw,
    /// The functions of the suite that catch it.
    pub caught_by: &'static [&'static str],
}

impl Broken {
    /// The store.
    pub fn subject(&self) -> Box<dyn Subject> {
        flawed(self.flaw)
    }
}

/// A plain store with this flaw; with [`Flaw::None`] a correct one, which can be reopened.
pub fn flawed(flaw: Flaw) -> Box<dyn Subject> {
    Box::new(Flawed { flaw, shared: Default::default() })
}
