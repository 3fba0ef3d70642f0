//! Rows, one after the other.

use std::io::{self, BufRead};

use crate::interop::charset;
use crate::interop::lines::{LineEnd, Lines};
use crate::interop::{Problem, Severity, Skipped};

use super::split::Splitter;
use super::{Cells, Header, Item, Options, Row, header, sniff, unguard};

/// Reads the rows of a file; holds one row at a time.
///
/// Rows without any text are left out. Ends after the first error of the source.
#[derive(Debug)]
pub struct Table<R> {
    lines: Lines<R>,
    options: Options,
    delimiter: u8,
    header: Option<Vec<String>>,
    header_raw: Vec<u8>,
    /// How many cells a row should have.
    width: Option<usize>,
    problems: Vec<Problem>,
    /// Whether the file as a whole is known not to be UTF-8, so that its rows need not say so.
    foreign: bool,
    /// What was read to look for a header and is none.
    waiting: Option<Item>,
    ended: bool,
}

impl<R: BufRead> Table<R> {
    /// Finds out how the file is written, and reads its header.
    ///
    /// # Errors
    /// The source cannot be read.
    pub fn open(reader: R, options: &Options) -> io::Result<Self> {
        let lines = Lines::new(reader)?;
        let (first, rest) = lines.ends().split(lines.head());
        let declared = sniff::declared(first);
        let text = if declared.is_some() { rest } else { lines.head() };
        let sniffed = || sniff::delimiter(text, lines.ends());
        let delimiter = options.delimiter.or(declared).unwrap_or_else(sniffed);
        let problems: Vec<Problem> =
            foreign_charset(lines.head(), lines.ends()).into_iter().collect();
        let foreign = !problems.is_empty();
        let mut table = Self {
            lines,
            options: options.clone(),
            delimiter,
            header: None,
            header_raw: Vec::new(),
            width: None,
            problems,
            foreign,
            waiting: None,
            ended: false,
        };
        if declared.is_some() {
            table.lines.read(&mut table.header_raw, usize::MAX)?;
        }
        table.read_header()?;
        Ok(table)
    }

    /// What separates the cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The names of the columns as written, if there is a header.
    pub fn header(&self) -> Option<&[String]> {
        self.header.as_deref()
    }

    /// How many cells a row should have; 0 in a file without rows.
    pub(super) fn width(&self) -> usize {
        self.width.unwrap_or(0)
    }

    /// The cells of the first row of a file without a header.
    pub(super) fn first_cells(&self) -> Vec<Vec<String>> {
        match &self.waiting {
            Some(Item::Row(row)) => vec![row.cells.clone()],
            _ => Vec::new(),
        }
    }

    /// The bytes before the first row, to begin a file of rejects with.
    pub fn header_raw(&self) -> &[u8] {
        &self.header_raw
    }

    /// What is wrong with the file as a whole or with its header.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    fn read_header(&mut self) -> io::Result<()> {
        let row = match self.read()? {
            Some(Item::Row(row)) => row,
            other => {
                self.waiting = other;
                return Ok(());
            }
        };
        self.width = Some(row.cells.len());
        let present = match self.options.header {
            Header::Detect => header::is_header(&row.cells),
            Header::Present => true,
            Header::Absent => false,
        };
        if present {
            self.problems.extend(row.problems);
            self.header_raw.extend(row.raw);
            self.header = Some(row.cells);
        } else {
            self.waiting = Some(Item::Row(row));
        }
        Ok(())
    }

    /// The next row that has any text.
    fn read(&mut self) -> io::Result<Option<Item>> {
        loop {
            let mut raw = Vec::new();
            let mut splitter = Splitter::new(self.delimiter, self.options.limits.columns);
            let mut lines: Option<(u32, u32)> = None;
            let fault = loop {
                let (start, room) = (raw.len(), self.options.limits.row - raw.len());
                let Some(line) = self.lines.read(&mut raw, room)? else {
                    break lines.map(|_| "csv.open_quote");
                };
                lines = Some((lines.map_or(line.number, |(first, _)| first), line.number));
                let (content, _) = self.lines.ends().split(&raw[start..]);
                let end = &raw[start + content.len()..];
                let complete = splitter.line(content, end);
                if line.cut {
                    break Some(if complete { "csv.too_large" } else { "csv.open_quote" });
                }
                if complete {
                    break None;
                }
            };
            let Some(lines) = lines else {
                return Ok(None);
            };
            if let Some(item) = self.item(splitter, raw, lines, fault) {
                return Ok(Some(item));
            }
        }
    }

    fn item(
        &self,
        splitter: Splitter,
        raw: Vec<u8>,
        (line, last_line): (u32, u32),
        fault: Option<&'static str>,
    ) -> Option<Item> {
        let many = splitter.columns() > self.options.limits.columns;
        if let Some(code) = fault.or(many.then_some("csv.too_many_columns")) {
            let shown = String::from_utf8_lossy(&raw[..raw.len().min(400)]).into_owned();
            let problem = Problem::new(Severity::Error, code, line, &shown);
            let raw = (raw.len() < self.options.limits.row).then_some(raw);
            return Some(Item::Skipped(Skipped { first_line: line, last_line, problem, raw }));
        }
        let mut row = Row { line, cells: Vec::new(), problems: Vec::new(), raw };
        for (column, bytes) in splitter.into_cells().into_iter().enumerate() {
            let cell = self.cell(&bytes, column, &mut row);
            row.cells.push(cell);
        }
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        self.fit(&mut row);
        Some(Item::Row(row))
    }

    fn cell(&self, bytes: &[u8], column: usize, row: &mut Row) -> String {
        let decoded = charset::decode(bytes, None);
        let (mut text, controls) = charset::without_controls(decoded.text, true);
        let mut warn = |code| {
            let name = self.header.as_ref().and_then(|header| header.get(column));
            let problem = Problem::new(Severity::Warning, code, row.line, &text);
            let problem = if let Some(name) = name { problem.about(name) } else { problem };
            row.problems.push(problem);
        };
        if decoded.guessed && !self.foreign {
            warn("text.charset");
        }
        if controls {
            warn("text.control");
        }
        if text.contains(char::REPLACEMENT_CHARACTER) {
            warn("text.replaced");
        }
        if self.options.cells == Cells::Spreadsheet {
            text = unguard(&text).to_owned();
        }
        text
    }

    /// Gives a row at least as many cells as the table has columns.
    fn fit(&self, row: &mut Row) {
        let Some(width) = self.width else { return };
        while row.cells.len() > width && row.cells.last().is_some_and(String::is_empty) {
            row.cells.pop();
        }
        let (code, shown) = match row.cells.get(width) {
            Some(extra) => ("csv.long_row", extra.as_str()),
            None if row.cells.len() < width => ("csv.short_row", row.cells[0].as_str()),
            None => return,
        };
        row.problems.push(Problem::new(Severity::Warning, code, row.line, shown));
        row.cells.resize(width.max(row.cells.len()), String::new());
    }
}

impl<R: BufRead> Iterator for Table<R> {
    type Item = io::Result<Item>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(item) = self.waiting.take() {
            return Some(Ok(item));
        }
        if self.ended {
            return None;
        }
        let item = self.read();
        self.ended = !matches!(item, Ok(Some(_)));
        item.transpose()
    }
}

/// Says that the file is not UTF-8, if one in a hundred of its first lines is not.
fn foreign_charset(head: &[u8], ends: LineEnd) -> Option<Problem> {
    let (mut rest, mut number) = (head, 0);
    let mut bad: Vec<(u32, &[u8])> = Vec::new();
    while !rest.is_empty() {
        let line;
        (line, rest) = ends.split(rest);
        number += 1;
        // The last line may be cut in the middle of a character.
        if std::str::from_utf8(line).is_err_and(|e| e.error_len().is_some() || !rest.is_empty()) {
            bad.push((number, line));
        }
    }
    let &(line, text) = bad.first()?;
    let many = bad.len() as u64 * 100 >= u64::from(number);
    let shown = || charset::decode(&text[..text.len().min(400)], None).text;
    many.then(|| Problem::new(Severity::Warning, "text.charset", line, &shown()))
}
