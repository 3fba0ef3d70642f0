//! Tables as they are written: RFC 4180, with CRLF and quotes where they are needed.

use std::io::{self, Write};

use super::{Cells, Dialect, guard, sniff};

/// How a table is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What separates the cells; a comma.
    pub delimiter: u8,
    /// What becomes of cells that a spreadsheet would take for a formula; they are guarded.
    pub cells: Cells,
    /// Whether a byte order mark begins the file, without which some programs do not see that it
    /// is UTF-8; it does not.
    pub mark: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Self { delimiter: b',', cells: Cells::default(), mark: false }
    }
}

impl Layout {
    /// With another delimiter.
    #[must_use]
    pub fn with_delimiter(self, delimiter: u8) -> Self {
        Self { delimiter, ..self }
    }

    /// With formulas guarded or not.
    #[must_use]
    pub fn with_cells(self, cells: Cells) -> Self {
        Self { cells, ..self }
    }

    /// As the program of a dialect wants it: with a byte order mark for Outlook.
    pub fn of(dialect: Dialect) -> Self {
        Self { mark: dialect == Dialect::Outlook, ..Self::default() }
    }

    /// With a byte order mark.
    #[must_use]
    pub fn with_mark(self) -> Self {
        Self { mark: true, ..self }
    }
}

/// Writes a table row by row, the header first.
///
/// ```
/// use contacts_core::interop::csv::{Layout, Writer};
///
/// let mut table = Writer::new(Vec::new(), &Layout::default())?;
/// table.write_row(["Name", "Note"])?;
/// table.write_row(["Ada", "=1+1, \"two\""])?;
/// assert_eq!(table.finish()?, b"Name,Note\r\nAda,\"'=1+1, \"\"two\"\"\"\r\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Writer<W: Write> {
    inner: csv::Writer<W>,
    cells: Cells,
    begun: bool,
}

impl<W: Write> Writer<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(mut out: W, layout: &Layout) -> io::Result<Self> {
        let Layout { delimiter, cells, mark } = *layout;
        if mark {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let inner = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(out);
        Ok(Self { inner, cells, begun: false })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write_row(
        &mut self,
        cells: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> io::Result<()> {
        let mut cells = cells.into_iter().peekable();
        if !std::mem::replace(&mut self.begun, true)
            && cells.peek().is_some_and(|cell| sniff::may_declare(cell.as_ref()))
        {
            // Only a declaration before it keeps it from being taken for one.
            self.inner.write_record(["sep=", ""])?;
        }
        for cell in cells {
            match self.cells {
                Cells::Plain => self.inner.write_field(cell.as_ref())?,
                Cells::Spreadsheet => self.inner.write_field(guard(cell.as_ref()).as_bytes())?,
            }
        }
        Ok(self.inner.write_record(None::<&[u8]>)?)
    }

    /// Writes what is still held back, and gives the output back.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(self) -> io::Result<W> {
        self.inner.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}
