//! What the crate is measured against, and how.
//!
//! The references (all but `ours`, `finding` and `upkeep`) are plain structs and hand-written code that use nothing of the crate, so that a
//! ratio says what the crate's own types, checks and indexes cost. They are product code: tested by
//! `tests/bench_support.rs`, and neither crippled nor doing less than their description.
#![allow(dead_code, reason = "each bench and the tests use their own part of it")]

pub(crate) mod bare;
pub(crate) mod bitmaps;
pub(crate) mod cards;
pub(crate) mod count;
pub(crate) mod crowd;
pub(crate) mod facets;
pub(crate) mod finding;
pub(crate) mod fixture;
pub(crate) mod measure;
pub(crate) mod ours;
pub(crate) mod pages;
pub(crate) mod people;
pub(crate) mod ratio;
pub(crate) mod report;
pub(crate) mod rng;
pub(crate) mod scan;
pub(crate) mod slot_store;
pub(crate) mod sorted;
pub(crate) mod tables;
pub(crate) mod tokens;
pub(crate) mod top_k;
pub(crate) mod upkeep;
pub(crate) mod words;
pub(crate) mod world;
