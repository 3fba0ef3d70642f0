//! What is found in a table.

use crate::interop::{Problem, Skipped};

/// Something found in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A row.
    Row(Row),
    /// A row that never ends or is over one of the [`Limits`](super::Limits).
    Skipped(Skipped),
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file on which it begins, from 1.
    pub line: u32,
    /// Its cells: as many as the header has columns, or more.
    pub cells: Vec<String>,
    /// The bytes of cells that lost something when they became text, by their columns.
    pub bytes: Vec<(usize, Vec<u8>)>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Its bytes with the line end, for a file of rejects. Of a UTF-16 file they are those in
    /// UTF-8.
    pub raw: Vec<u8>,
}
