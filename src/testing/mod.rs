//! For tests: contacts that collide, the laws of merging, and merges that break them; a simulator
//! of clients that get in each other's way, and what fuzz targets check.
//!
//! Behind the feature `testing`. Property tests and fuzz targets call the same functions.

pub mod build;
pub mod choices;
pub mod generate;
pub mod laws;
pub mod mutants;
pub mod simulator;
