//! How a table is read.

use super::UnknownColumns;
use crate::interop::Charset;

/// What a caller knows of a table, and what it may hold.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Options {
    /// What separates the cells; found out if `None`.
    pub delimiter: Option<u8>,
    /// The charset, if it is not UTF-8; found out if `None`.
    pub charset: Option<Charset>,
    /// Whether the first row names the columns.
    pub header: Header,
    /// What an apostrophe before a formula means.
    pub cells: Cells,
    /// What becomes of columns whose names are not known; as [`Plan::new`](super::Plan::new) says
    /// if `None`.
    pub unknown: Option<UnknownColumns>,
    /// Ceilings.
    pub limits: Limits,
}

/// Whether the first row of a table names its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Header {
    /// If a cell is a known name and none an e-mail address or a number.
    #[default]
    Detect,
    /// It does.
    Present,
    /// It does not: columns are known by their place.
    Absent,
}

/// What becomes of cells that a spreadsheet would take for a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Cells {
    /// Nothing: text is text.
    Plain,
    /// Written with an apostrophe before them, which reading takes off; see [`guard`](super::guard).
    /// What is written so is read as the same.
    #[default]
    Spreadsheet,
}

/// Ceilings for a table; a row over one of them is skipped and the next one read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a row; 1 MiB.
    pub row: usize,
    /// Cells of a row; 512.
    pub columns: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { row: 1024 * 1024, columns: 512 }
    }
}

impl Options {
    /// With a delimiter that is known.
    #[must_use]
    pub fn with_delimiter(self, delimiter: u8) -> Self {
        Self { delimiter: Some(delimiter), ..self }
    }

    /// With a charset that is known. What is UTF-8 is read as that all the same.
    #[must_use]
    pub fn with_charset(self, charset: Charset) -> Self {
        Self { charset: Some(charset), ..self }
    }

    /// With what is known of the first row.
    #[must_use]
    pub fn with_header(self, header: Header) -> Self {
        Self { header, ..self }
    }

    /// With what an apostrophe before a formula means.
    #[must_use]
    pub fn with_cells(self, cells: Cells) -> Self {
        Self { cells, ..self }
    }

    /// With what becomes of columns whose names are not known.
    #[must_use]
    pub fn with_unknown(self, unknown: UnknownColumns) -> Self {
        Self { unknown: Some(unknown), ..self }
    }

    /// With other ceilings.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }
}
