//! All integration tests, in one binary.

mod broken;
mod faults;
mod stores;
