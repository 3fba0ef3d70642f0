//! The laws of merging, as functions.
//!
//! Each law of a merge of contents takes the merge as an argument ([`Join`]), so that it can be
//! checked on [`merge::join`](crate::merge::join) and be shown to catch a wrong one
//! ([`mutants`](crate::testing::mutants)). Names begin with the law's id; the algebra they add up
//! to is a *left regular band with unit*, whose order-free part is a join semilattice.
//!
//! ```
//! # use contacts_core::testing::{generate, laws};
//! let nothing = generate::empty();
//! laws::content::a8_unit(laws::REAL, &nothing)?;
//! # Ok::<(), laws::Broken>(())
//! ```
//!
//! # What is read more narrowly than it sounds
//!
//! - *Content* is what a merge may pass on: not the origin, last activity and standing of a
//!   contact, not the values of other services, not the single-valued lines of its card. Those
//!   are the target's, whatever the sources hold.
//! - New ids (of entries) and names (of groups of lines) are given only when the source's own is
//!   taken (rule R7). Such a choice cannot be associative: of `a = [x₅]`, `b = [x₁]`, `c = [y₁]`,
//!   where `x` and `y` are entries and numbers their ids, `(a ▷ b) ▷ c` is `[x₅, y₁]`, while in
//!   `b ▷ c` the entry `y` had to give up its id. So ids are compared exactly unless one id names
//!   two different entries among the contacts at hand; groups up to a renaming.
//! - The date of creation is no lattice field here: it is the target's (rule R5 of the contract).

#![expect(
    clippy::missing_errors_doc,
    reason = "a law says what holds; its error says that it does not"
)]

pub mod content;
pub mod order;
pub mod plan;
pub mod rules;
pub mod same;
pub mod trace;
pub mod view;

mod registry;

pub use registry::{Case, LAWS, Law};

use crate::contact::Contact;
use crate::merge::Refusal;

/// A merge of contents: the target, and the sources in order.
pub type Join = fn(&Contact, &[&Contact]) -> Result<Contact, Vec<Refusal>>;

/// The merge of this crate.
pub const REAL: Join = |target, sources| crate::merge::join(target, sources.iter().copied());

/// A law that does not hold, and for what.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{law} is broken: {detail}")]
pub struct Broken {
    /// The law.
    pub law: &'static str,
    /// What was found instead of what.
    pub detail: String,
}

/// Whether a law holds for the values at hand.
pub type Holds = Result<(), Broken>;

/// A law is broken unless this is so.
fn ensure(law: &'static str, holds: bool, detail: impl FnOnce() -> String) -> Holds {
    if holds { Ok(()) } else { Err(Broken { law, detail: detail() }) }
}

/// A law is broken if two contacts differ.
fn equal(law: &'static str, left: &Contact, right: &Contact, leniency: view::Leniency) -> Holds {
    match view::difference(left, right, leniency) {
        None => Ok(()),
        Some(detail) => Err(Broken { law, detail }),
    }
}

/// The merge of contacts that are far below all limits; a law is broken if it is refused.
fn joined(
    law: &'static str,
    join: Join,
    target: &Contact,
    sources: &[&Contact],
) -> Result<Contact, Broken> {
    join(target, sources).map_err(|refusals| Broken {
        law,
        detail: format!("the merge was refused although it is below all limits: {refusals:?}"),
    })
}
