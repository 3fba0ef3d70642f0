//! Files of records, whatever their format.

use std::fmt;
use std::io::{self, BufRead, Chain, Cursor, Read};

#[cfg(feature = "csv")]
use super::csv;
#[cfg(feature = "jscontact")]
use super::jscontact;
use super::{Found, ImportOptions, Problem, jsonl};
#[cfg(feature = "vcard")]
use super::{jcard, vcard};

/// How many bytes of a file tell its format.
const HEAD: usize = 16 * 1024;

/// How a file of records is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// vCard 2.1, 3.0 or 4.0.
    #[cfg(feature = "vcard")]
    Vcard,
    /// jCard.
    #[cfg(feature = "vcard")]
    Jcard,
    /// JSContact.
    #[cfg(feature = "jscontact")]
    Jscontact,
    /// Comma separated values, and their relatives.
    #[cfg(feature = "csv")]
    Csv,
    /// Contacts of this crate, one JSON document a line; see [`jsonl`].
    Jsonl,
}

/// What a caller knows of a file, and what it wants of it.
#[derive(Clone, Debug, Default)]
pub struct RecordOptions {
    /// The format; found out if `None`.
    pub format: Option<Format>,
    /// What becomes of its values.
    pub import: ImportOptions,
    /// How it is read if it is a table.
    #[cfg(feature = "csv")]
    pub csv: csv::Options,
}

impl RecordOptions {
    /// With a format that is known.
    #[must_use]
    pub fn with_format(self, format: Format) -> Self {
        Self { format: Some(format), ..self }
    }

    /// With what becomes of values.
    #[must_use]
    pub fn with_import(self, import: ImportOptions) -> Self {
        Self { import, ..self }
    }

    /// With what is known of a table.
    #[cfg(feature = "csv")]
    #[must_use]
    pub fn with_csv(self, csv: csv::Options) -> Self {
        Self { csv, ..self }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            #[cfg(feature = "vcard")]
            Self::Vcard => "vCard",
            #[cfg(feature = "vcard")]
            Self::Jcard => "jCard",
            #[cfg(feature = "jscontact")]
            Self::Jscontact => "JSContact",
            #[cfg(feature = "csv")]
            Self::Csv => "CSV",
            Self::Jsonl => "JSON lines",
        })
    }
}

impl Format {
    /// The format of a file that begins with these bytes; what nothing else is known by is a table.
    /// `None` if the format is not compiled in.
    pub fn of(head: &[u8]) -> Option<Self> {
        let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head);
        // Of UTF-16 what is ASCII.
        let text: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
        let text = text.trim_ascii_start();
        let begins = |line: &[u8]| {
            let line: Vec<u8> = line.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
            let from = line.len().saturating_sub(BEGIN.len());
            line[from..].eq_ignore_ascii_case(BEGIN)
        };
        let bare: Vec<u8> =
            text.iter().copied().filter(|b| !b.is_ascii_whitespace()).take(16).collect();
        let keys = if text.starts_with(b"{") { keys(text) } else { Vec::new() };
        let has = |name: &str| keys.iter().any(|key| key == name);
        if has("info") {
            return Some(Self::Jsonl);
        }
        #[cfg(feature = "jscontact")]
        if has("@type") || has("uid") || bare.starts_with(b"[{") || bare == b"[]" {
            return Some(Self::Jscontact);
        }
        let is_card = |bare: &[u8]| bare.to_ascii_lowercase().starts_with(b"[\"vcard\"");
        #[cfg(feature = "vcard")]
        if is_card(&bare) || bare.strip_prefix(b"[").is_some_and(is_card) {
            return Some(Self::Jcard);
        }
        #[cfg(feature = "vcard")]
        if text.split(|byte| matches!(byte, b'\n' | b'\r')).any(begins) {
            return Some(Self::Vcard);
        }
        #[cfg(not(feature = "vcard"))]
        let _ = (begins, is_card, bare);
        #[cfg(feature = "csv")]
        return Some(Self::Csv);
        #[cfg(not(feature = "csv"))]
        None
    }
}

/// What begins a card.
const BEGIN: &[u8] = b"BEGIN:VCARD";

/// The names of the members of the first object, as far as they can be seen.
fn keys(text: &[u8]) -> Vec<String> {
    let mut keys = Vec::new();
    let (mut depth, mut escaped, mut begin) = (0_u32, false, None);
    let mut is_name = false;
    for (at, byte) in text.iter().enumerate() {
        match (begin, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(from), b'"') => {
                if depth == 1 && is_name {
                    keys.push(String::from_utf8_lossy(&text[from..at]).into_owned());
                }
                begin = None;
            }
            (Some(_), _) => {}
            (None, b'"') => begin = Some(at + 1),
            (None, b'{' | b'[') => {
                depth += 1;
                is_name = true;
            }
            (None, b'}' | b']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            (None, b':') if depth == 1 => is_name = false,
            (None, b',') if depth == 1 => is_name = true,
            (None, _) => {}
        }
    }
    keys
}

/// The records of a file, in order; holds one at a time.
///
/// Its format is recognised by what it begins with, unless it is given.
///
/// ```
/// use contacts_core::interop::{Found, RecordOptions, Records};
///
/// let file = "Name;E-mail\nAda Lovelace;ada@x.example\n";
/// let mut records = Records::open(file.as_bytes(), &RecordOptions::default())?;
/// # #[cfg(feature = "csv")]
/// assert_eq!(records.format().to_string(), "CSV");
/// # #[cfg(feature = "csv")]
/// assert!(matches!(records.next().transpose()?, Some(Found::Record(_))));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// Ends after the first error of the source.
#[derive(Debug)]
pub struct Records<R> {
    format: Format,
    /// What is wrong with the file as a whole, to be told first.
    problems: std::vec::IntoIter<Problem>,
    inner: Inner<Whole<R>>,
}

/// The head that was looked at, and the rest.
type Whole<R> = Chain<Cursor<Vec<u8>>, R>;

#[derive(Debug)]
enum Inner<R> {
    #[cfg(feature = "vcard")]
    Vcard(Box<vcard::Reader<R>>),
    #[cfg(feature = "vcard")]
    Jcard(Box<jcard::Reader<R>>),
    #[cfg(feature = "jscontact")]
    Jscontact(Box<jscontact::Reader<R>>),
    #[cfg(feature = "csv")]
    Csv(Box<csv::Reader<R>>),
    Jsonl(jsonl::Reader<R>),
}

impl<R: BufRead> Records<R> {
    /// Finds out how a file is written.
    ///
    /// # Errors
    /// The file cannot be read; [`io::ErrorKind::Unsupported`] if its format is not compiled in.
    pub fn open(mut reader: R, options: &RecordOptions) -> io::Result<Self> {
        let mut head = Vec::new();
        reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let format = options.format.or_else(|| Format::of(&head));
        let format = format.ok_or(io::ErrorKind::Unsupported)?;
        let whole = Cursor::new(head).chain(reader);
        #[cfg_attr(not(feature = "csv"), expect(unused_mut, reason = "tables alone have some"))]
        let mut problems = Vec::new();
        let inner = match format {
            #[cfg(feature = "vcard")]
            Format::Vcard => Inner::Vcard(Box::new(vcard::Reader::new(whole, &options.import)?)),
            #[cfg(feature = "vcard")]
            Format::Jcard => Inner::Jcard(Box::new(jcard::read(whole, &options.import)?)),
            #[cfg(feature = "jscontact")]
            Format::Jscontact => {
                Inner::Jscontact(Box::new(jscontact::read(whole, &options.import)?))
            }
            #[cfg(feature = "csv")]
            Format::Csv => {
                let table = csv::read(whole, &options.csv, &options.import)?;
                problems.extend(table.problems().iter().cloned());
                Inner::Csv(Box::new(table))
            }
            Format::Jsonl => Inner::Jsonl(jsonl::Reader::new(whole)?),
        };
        Ok(Self { format, problems: problems.into_iter(), inner })
    }

    /// How the file is written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The table, if it is one: its columns, and what they hold.
    #[cfg(feature = "csv")]
    pub fn table(&self) -> Option<TableForm<'_>> {
        match &self.inner {
            Inner::Csv(table) => Some(TableForm {
                plan: table.plan(),
                delimiter: table.delimiter(),
                header: table.header_raw(),
            }),
            _ => None,
        }
    }

    /// Reads the rows that follow by another plan, if it is a table.
    #[cfg(feature = "csv")]
    pub fn set_plan(&mut self, plan: csv::Plan) {
        if let Inner::Csv(table) = &mut self.inner {
            table.set_plan(plan);
        }
    }
}

/// How a table is written.
#[cfg(feature = "csv")]
#[derive(Clone, Copy, Debug)]
pub struct TableForm<'a> {
    /// What its columns hold.
    pub plan: &'a csv::Plan,
    /// What separates the cells.
    pub delimiter: u8,
    /// The bytes before the first row, to begin a file of rejects with.
    pub header: &'a [u8],
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = io::Result<Found>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(problem) = self.problems.next() {
            return Some(Ok(Found::Outside(problem)));
        }
        match &mut self.inner {
            #[cfg(feature = "vcard")]
            Inner::Vcard(cards) => cards.next(),
            #[cfg(feature = "vcard")]
            Inner::Jcard(cards) => cards.next(),
            #[cfg(feature = "jscontact")]
            Inner::Jscontact(cards) => cards.next(),
            #[cfg(feature = "csv")]
            Inner::Csv(table) => table.next(),
            Inner::Jsonl(lines) => lines.next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_outer_object() {
        let text = br#"{"a\"}": {"b": [1, "c"]}, "d" : "e", "f":["g"], "h"#;
        assert_eq!(keys(text), ["a\\\"}", "d", "f"]);
    }

    #[cfg(all(feature = "vcard", feature = "csv"))]
    #[test]
    fn the_format_is_told_by_what_a_file_begins_with() {
        for (head, format) in [
            ("\u{feff}begin : vcard\r\nX", Format::Vcard),
            ("Name,Email\n", Format::Csv),
            ("", Format::Csv),
            ("--x\nBEGIN:VCARD\n", Format::Vcard),
            (" [ [ \"vcard\", [[\"fn\"", Format::Jcard),
            ("[\"vCard\",[]]", Format::Jcard),
            ("{\"id\": \"x\", \"revision\": 1, \"info\": {\"name\"", Format::Jsonl),
        ] {
            assert_eq!(Format::of(head.as_bytes()), Some(format), "{head}");
        }
        let utf_16: Vec<u8> = "BEGIN:VCARD\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Format::of(&utf_16), Some(Format::Vcard));
    }

    #[cfg(feature = "vcard")]
    #[test]
    fn the_head_is_read_again() {
        let text = "BEGIN:VCARD\nFN:Ada\nEND:VCARD\n".repeat(2_000);
        let records = Records::open(text.as_bytes(), &RecordOptions::default()).unwrap();
        assert_eq!(records.filter(|found| matches!(found, Ok(Found::Record(_)))).count(), 2_000);
    }
}
