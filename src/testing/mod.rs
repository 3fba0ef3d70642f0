//! For tests: contacts that collide, the laws of merging, and merges that break them.
//!
//! Behind the feature `testing`. Property tests and fuzz targets call the same functions.

pub mod build;
pub mod generate;
pub mod laws;
pub mod mutants;
