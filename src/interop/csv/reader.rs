//! Tables of contacts, record by record.

use std::io::{self, BufRead};

use crate::interop::{Found, ImportOptions, Problem};

use super::{Dialect, Item, Options, Plan, Table};

/// Finds out how a table is written and what its columns hold; its rows follow one by one.
///
/// ```
/// use contacts_core::interop::{Found, ImportOptions, csv};
///
/// let text = "Name;E-mail\nAda Lovelace;ada@x.example\n";
/// let mut table =
///     csv::read(text.as_bytes(), &csv::Options::default(), &ImportOptions::default())?;
/// let Some(Found::Record(ada)) = table.next().transpose()? else { panic!() };
/// assert_eq!(ada.first_line, 2);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// The source cannot be read.
pub fn read<R: BufRead>(
    source: R,
    options: &Options,
    import: &ImportOptions,
) -> io::Result<Reader<R>> {
    let table = Table::open(source, options)?;
    let plan = match table.header() {
        Some(header) => Plan::new(header, options.unknown),
        None => Plan::by_cells(table.width(), &table.first_cells()),
    };
    Ok(Reader { table, plan, import: import.clone() })
}

/// The records of a table; holds one row at a time.
///
/// Ends after the first error of the source.
#[derive(Debug)]
pub struct Reader<R> {
    table: Table<R>,
    plan: Plan,
    import: ImportOptions,
}

impl<R: BufRead> Reader<R> {
    /// What the columns hold.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Reads the rows that follow by another plan.
    pub fn set_plan(&mut self, plan: Plan) {
        self.plan = plan;
    }

    /// Whose columns they are.
    pub fn dialect(&self) -> Dialect {
        self.plan.dialect()
    }

    /// What separates the cells.
    pub fn delimiter(&self) -> u8 {
        self.table.delimiter()
    }

    /// The names of the columns as written, if there is a header.
    pub fn header(&self) -> Option<&[String]> {
        self.table.header()
    }

    /// The bytes before the first row, to begin a file of rejects with.
    pub fn header_raw(&self) -> &[u8] {
        self.table.header_raw()
    }

    /// What is wrong with the file as a whole or with its header.
    pub fn problems(&self) -> &[Problem] {
        self.table.problems()
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = io::Result<Found>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.table.next()?.map(|item| match item {
            Item::Row(row) => match self.plan.import(row, &self.import) {
                Ok(record) => Found::Record(record),
                Err(skipped) => Found::Skipped(skipped),
            },
            Item::Skipped(skipped) => Found::Skipped(skipped),
        }))
    }
}
