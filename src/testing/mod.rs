//! For tests: a plain model of a book, the promises of a store as functions, stores that fail on
//! purpose and stores that break a promise on purpose.

pub mod broken;
mod dice;
mod each;
pub mod fault;
pub mod model;
pub mod suite;

pub use dice::Dice;

pub use crate::store_tests;
