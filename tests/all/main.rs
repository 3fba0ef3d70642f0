//! Every test that uses the crate from outside, in one binary.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod book;
#[cfg(feature = "cli")]
mod cli;
mod laws;
mod layers;
mod merging;
mod rules;
