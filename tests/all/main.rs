//! Every test that uses the crate from outside, in one binary.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod book;
mod broken;
#[cfg(feature = "cli")]
mod cli;
mod corpora;
mod faults;
mod laws;
mod layers;
mod merging;
#[cfg(feature = "phone")]
mod phones;
mod rules;
mod scanning;
mod simulator;
mod stores;
