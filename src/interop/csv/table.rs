//! Rows, one after the other.

use std::io::{self, BufRead, Cursor, Read};

use crate::interop::lines::{LineEnd, Lines};
use crate::interop::{Charset, Problem, Severity, Skipped, charset};

use super::split::Splitter;
use super::{Cells, Header, Item, Options, Row, header, sniff, unguard};

/// How much of a file tells its charset.
const SAMPLE: u64 = 1024 * 1024;

/// Reads the rows of a file; holds one row at a time.
///
/// Rows without any text are left out. Ends after the first error of the source.
#[derive(Debug)]
pub struct Table<R> {
    lines: Lines<io::Chain<Cursor<Vec<u8>>, R>>,
    splitter: Splitter,
    options: Options,
    delimiter: u8,
    header: Option<Vec<String>>,
    header_raw: Vec<u8>,
    /// How many cells a row should have.
    width: Option<usize>,
    problems: Vec<Problem>,
    charset: Whole,
    /// What was read to look for a header and is none.
    waiting: Option<Item>,
    ended: bool,
}

/// How a file that is not all UTF-8 is read.
#[derive(Clone, Copy, Debug)]
enum Whole {
    /// It is UTF-8, but for some cells that are in another charset.
    Utf8(Charset),
    /// It is in this charset, so that its rows need not say so.
    Other(Charset),
}

impl<R: BufRead> Table<R> {
    /// Finds out how the file is written, and reads its header.
    ///
    /// # Errors
    /// The source cannot be read.
    pub fn open(mut reader: R, options: &Options) -> io::Result<Self> {
        let mut sample = Vec::new();
        reader.by_ref().take(SAMPLE).read_to_end(&mut sample)?;
        let ended = (sample.len() as u64) < SAMPLE;
        let (charset, problem) = charset_of(&sample, ended, options.charset);
        let lines = Lines::new(Cursor::new(sample).chain(reader))?;
        let (first, rest) = lines.ends().split(lines.head());
        let declared = sniff::declared(first);
        let text = if declared.is_some() { rest } else { lines.head() };
        let sniffed = || sniff::delimiter(text, lines.ends());
        let delimiter = options.delimiter.or(declared).unwrap_or_else(sniffed);
        let mut table = Self {
            lines,
            splitter: Splitter::new(delimiter, options.limits.columns),
            options: options.clone(),
            delimiter,
            header: None,
            header_raw: Vec::new(),
            width: None,
            problems: problem.into_iter().collect(),
            charset,
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
            self.splitter.clear();
            let mut lines: Option<(u32, u32)> = None;
            let fault = loop {
                let (start, room) = (raw.len(), self.options.limits.row - raw.len());
                let Some(line) = self.lines.read(&mut raw, room)? else {
                    break lines.map(|_| "csv.open_quote");
                };
                lines = Some((lines.map_or(line.number, |(first, _)| first), line.number));
                let (content, _) = self.lines.ends().split(&raw[start..]);
                let end = &raw[start + content.len()..];
                let complete = self.splitter.line(content, end);
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
            if let Some(item) = self.item(raw, lines, fault) {
                return Ok(Some(item));
            }
        }
    }

    fn item(
        &self,
        raw: Vec<u8>,
        (line, last_line): (u32, u32),
        fault: Option<&'static str>,
    ) -> Option<Item> {
        let many = self.splitter.columns() > self.options.limits.columns;
        if let Some(code) = fault.or(many.then_some("csv.too_many_columns")) {
            let shown = String::from_utf8_lossy(&raw[..raw.len().min(400)]).into_owned();
            let problem = Problem::new(Severity::Error, code, line, &shown);
            let raw = (raw.len() < self.options.limits.row).then_some(raw);
            return Some(Item::Skipped(Skipped { first_line: line, last_line, problem, raw }));
        }
        let cells = self.splitter.cells();
        let mut row = Row {
            line,
            cells: Vec::with_capacity(cells.len().max(self.width.unwrap_or(0))),
            bytes: Vec::new(),
            problems: Vec::new(),
            raw,
        };
        match self.clean() {
            Some(text) => row.cells.extend(cells.map(|cell| self.bare(&text[cell]).to_owned())),
            None => {
                for (column, cell) in cells.enumerate() {
                    let cell = self.cell(&self.splitter.text()[cell], column, &mut row);
                    row.cells.push(cell);
                }
            }
        }
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        self.fit(&mut row);
        Some(Item::Row(row))
    }

    /// The text of a row as it stands, if nothing in it has to be looked at more closely.
    fn clean(&self) -> Option<&str> {
        let bytes = self.splitter.text();
        // Control characters, and what begins those of two bytes and the one of lost characters.
        let odd = |byte: u8| {
            (byte < b' ' && !matches!(byte, b'\t' | b'\r' | b'\n'))
                || matches!(byte, 0x7f | 0xc2 | 0xef)
        };
        if bytes.iter().any(|byte| odd(*byte)) {
            return None;
        }
        match self.charset {
            Whole::Other(charset) if !charset.is_single_byte() && !bytes.is_ascii() => None,
            _ => {
                // A character of two cells is none.
                let text = std::str::from_utf8(bytes).ok()?;
                let whole = |cell: std::ops::Range<usize>| text.is_char_boundary(cell.end);
                self.splitter.cells().all(whole).then_some(text)
            }
        }
    }

    /// The cell without the guard of a formula, where there are such.
    fn bare<'c>(&self, cell: &'c str) -> &'c str {
        match self.options.cells {
            Cells::Plain => cell,
            Cells::Spreadsheet => unguard(cell),
        }
    }

    fn cell(&self, bytes: &[u8], column: usize, row: &mut Row) -> String {
        let (decoded, stray) = self.decode(bytes);
        let (text, controls) = charset::without_controls(decoded, true);
        let mut warn = |code| {
            let name = self.header.as_ref().and_then(|header| header.get(column));
            let problem = Problem::new(Severity::Warning, code, row.line, &text);
            let problem = if let Some(name) = name { problem.about(name) } else { problem };
            row.problems.push(problem);
        };
        if stray {
            warn("text.charset");
        }
        if controls {
            warn("text.control");
        }
        let replaced = text.contains(char::REPLACEMENT_CHARACTER);
        if replaced {
            warn("text.replaced");
        }
        if controls || replaced {
            row.bytes.push((column, bytes.to_vec()));
        }
        self.bare(&text).to_owned()
    }

    /// The text of a cell, and whether it is in another charset than the rest of the file.
    fn decode(&self, bytes: &[u8]) -> (String, bool) {
        match (self.charset, std::str::from_utf8(bytes)) {
            // Letters of two bytes may happen to look like UTF-8.
            (Whole::Other(charset), _) if !charset.is_single_byte() => {
                (charset.decode(bytes), false)
            }
            (_, Ok(text)) => (text.to_owned(), false),
            (Whole::Other(charset), Err(_)) => (charset.decode(bytes), false),
            (Whole::Utf8(charset), Err(_)) => (charset.decode(bytes), true),
        }
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

/// How a file that begins like this is read, and what has to be said of it. It is not UTF-8 if one
/// in a hundred of its lines is not.
fn charset_of(sample: &[u8], ended: bool, chosen: Option<Charset>) -> (Whole, Option<Problem>) {
    let stray = Whole::Utf8(chosen.unwrap_or(Charset::WINDOWS_1252));
    // UTF-16 will be UTF-8 when it comes to rows.
    let head = &sample[..sample.len().min(512)];
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    let utf16 = matches!(sample, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) || zeros * 4 > head.len();
    if sample.starts_with(b"\xef\xbb\xbf") || utf16 {
        return (stray, None);
    }
    match std::str::from_utf8(sample) {
        Ok(_) => return (stray, None),
        // The last character may be cut.
        Err(error) if error.error_len().is_none() && !ended => return (stray, None),
        Err(_) => {}
    }
    let ends = LineEnd::of(sample);
    let (mut rest, mut number) = (sample, 0);
    let mut bad: Vec<(u32, &[u8])> = Vec::new();
    while !rest.is_empty() {
        let line;
        (line, rest) = ends.split(rest);
        number += 1;
        let cut = rest.is_empty() && !ended;
        if std::str::from_utf8(line).is_err_and(|e| e.error_len().is_some() || !cut) {
            bad.push((number, line));
        }
    }
    let Some(&(line, text)) = bad.first().filter(|_| bad.len() as u64 * 100 >= u64::from(number))
    else {
        return (stray, None);
    };
    if let Some(chosen) = chosen {
        return (Whole::Other(chosen), None);
    }
    let charset = Charset::guess(bad.iter().map(|(_, line)| *line));
    let shown = charset.decode(&text[..text.len().min(400)]);
    let problem = Problem::new(Severity::Warning, "text.charset", line, &shown);
    (Whole::Other(charset), Some(problem.about(charset.to_string())))
}
