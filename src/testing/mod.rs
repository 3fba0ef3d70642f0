//! For tests: contacts that collide, the laws of merging, and merges that break them; a plain model
//! of a book; the promises of a store as functions, stores that fail on purpose and stores that
//! break a promise on purpose; a simulator of clients that get in each other's way; and what fuzz
//! targets check.
//!
//! Behind the feature `testing`. Property tests and fuzz targets call the same functions.

pub mod broken;
pub mod build;
pub mod choices;
mod dice;
mod each;
pub mod fault;
pub mod fuzzing;
pub mod generate;
pub mod laws;
pub mod model;
pub mod mutants;
#[cfg(feature = "vcard")]
mod reading;
pub mod simulator;
pub mod suite;

pub use dice::Dice;

pub use crate::store_tests;
