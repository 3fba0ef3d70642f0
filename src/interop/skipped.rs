//! Records that were not read.

use crate::interop::Problem;

/// A record that was left out, and why.
///
/// The record after it is read as if this one were not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The line on which it begins, from 1.
    pub first_line: u32,
    /// The line on which it ends.
    pub last_line: u32,
    /// Why it was left out.
    pub problem: Problem,
    /// Its bytes, for a file of rejects; `None` if it was too large to hold.
    pub raw: Option<Vec<u8>>,
}
