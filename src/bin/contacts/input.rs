//! Files, read record by record into a book.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use contacts_core::interop::{ImportOptions, Imported, Problem, Skipped, csv, vcard};
use contacts_core::{Caller, ContactBook, ContactId, Store};
use serde::Serialize;

use crate::Failure;
use crate::progress::{Progress, Stop};

/// How an address book is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// vCard 3.0 or 4.0
    Vcard,
    /// Comma separated values with a header
    Csv,
}

impl Format {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Vcard => "vCard",
            Self::Csv => "CSV",
        }
    }
}

/// Where a record came from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) id: ContactId,
    /// The place of its file among those given.
    pub(crate) file: usize,
    pub(crate) line: u32,
    pub(crate) uid: Option<String>,
}

/// A record that was not taken.
#[derive(Clone, Debug)]
pub(crate) struct Rejected {
    pub(crate) file: usize,
    pub(crate) first_line: u32,
    pub(crate) last_line: u32,
    pub(crate) problem: Problem,
    pub(crate) raw: Option<Vec<u8>>,
}

/// What was read.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) format: Format,
    pub(crate) files: Vec<String>,
    /// The records in the book, in the order of the files.
    pub(crate) origins: Vec<Origin>,
    pub(crate) rejected: Vec<Rejected>,
    /// What is wrong with records that were taken, and with what stands between records.
    pub(crate) problems: Vec<(usize, Problem)>,
    /// The columns of each table.
    pub(crate) plans: Vec<csv::Plan>,
    /// What separates the cells of the first table.
    pub(crate) delimiter: u8,
    /// The header of the first table as it stood.
    pub(crate) header: Vec<u8>,
}

/// Reads files of one format into a book.
///
/// # Errors
///
/// [`Failure::File`] if one cannot be read, [`Failure::Usage`] if they are of different formats or
/// a table has no columns that are known, [`Failure::Interrupted`], [`Failure::Book`].
pub(crate) fn read<S: Store>(
    book: &ContactBook<S>,
    paths: &[PathBuf],
    format: Option<Format>,
    options: &ImportOptions,
    stop: &Stop,
) -> Result<Input, Failure> {
    let mut sources = Vec::new();
    for path in paths {
        sources.push((shown(path), open(path)?));
    }
    let format = agree(&mut sources, paths, format)?;
    let mut input = Input {
        format,
        files: sources.iter().map(|(name, _)| name.clone()).collect(),
        origins: Vec::new(),
        rejected: Vec::new(),
        problems: Vec::new(),
        plans: Vec::new(),
        delimiter: b',',
        header: Vec::new(),
    };
    let size = |path: &PathBuf| std::fs::metadata(path).map_or(0, |data| data.len());
    let progress = Progress::of("reading", paths.iter().map(size).sum());
    for (file, (name, reader)) in sources.into_iter().enumerate() {
        let mut sink = Sink { book, file, input: &mut input, stop };
        let reader = progress.reading(reader);
        match format {
            Format::Vcard => cards(reader, &name, options, &mut sink)?,
            Format::Csv => table(reader, &name, options, &mut sink)?,
        }
    }
    Ok(input)
}

fn shown(path: &Path) -> String {
    if path == Path::new("-") { "standard input".into() } else { path.display().to_string() }
}

fn open(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(Failure::file(shown(path)))?;
    Ok(Box::new(BufReader::with_capacity(64 * 1024, file)))
}

/// The one format of all files.
fn agree(
    sources: &mut [(String, Box<dyn BufRead>)],
    paths: &[PathBuf],
    format: Option<Format>,
) -> Result<Format, Failure> {
    if let Some(format) = format {
        return Ok(format);
    }
    let mut found: Option<(Format, &str)> = None;
    for ((name, reader), path) in sources.iter_mut().zip(paths) {
        let head = reader.fill_buf().map_err(Failure::file(name.as_str()))?;
        let format = detect(head, path);
        match found {
            None => found = Some((format, name)),
            Some((known, _)) if known == format => {}
            Some((known, first)) => {
                return Err(Failure::Usage(format!(
                    "{first} is {} but {name} is {}: give files of one format, or --format",
                    known.name(),
                    format.name()
                )));
            }
        }
    }
    found.map(|(format, _)| format).ok_or_else(|| Failure::Usage("no file is given".into()))
}

/// The format by what stands at the begin of a file, else by its name.
fn detect(head: &[u8], path: &Path) -> Format {
    let text: Vec<u8> = head.iter().take(4096).copied().filter(|byte| *byte != 0).collect();
    let text = String::from_utf8_lossy(&text).to_ascii_uppercase();
    let begins = text.lines().any(|line| line.replace(' ', "").ends_with("BEGIN:VCARD"));
    let named = |names: &[&str]| {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        names.iter().any(|name| extension == *name)
    };
    match () {
        () if begins || named(&["vcf", "vcard"]) => Format::Vcard,
        () => Format::Csv,
    }
}

/// Takes records into the book.
struct Sink<'a, S> {
    book: &'a ContactBook<S>,
    file: usize,
    input: &'a mut Input,
    stop: &'a Stop,
}

impl<S: Store> Sink<'_, S> {
    fn take(&mut self, line: u32, record: Result<Imported, Skipped>) -> Result<(), Failure> {
        self.stop.check()?;
        match record {
            Err(skipped) => self.reject(skipped),
            Ok(mut record) => {
                let problems = std::mem::take(&mut record.problems);
                self.input.problems.extend(problems.into_iter().map(|p| (self.file, p)));
                let uid = record.uid.as_ref().map(|uid| uid.to_string());
                let contact = self.book.with(Caller::Host).import(record)?;
                let id = *contact.id();
                self.input.origins.push(Origin { id, file: self.file, line, uid });
            }
        }
        Ok(())
    }

    fn reject(&mut self, skipped: Skipped) {
        let Skipped { first_line, last_line, problem, raw } = skipped;
        let file = self.file;
        self.input.rejected.push(Rejected { file, first_line, last_line, problem, raw });
    }
}

fn cards<S: Store>(
    reader: impl BufRead,
    name: &str,
    options: &ImportOptions,
    sink: &mut Sink<'_, S>,
) -> Result<(), Failure> {
    for item in vcard::Cards::new(reader).map_err(Failure::file(name))? {
        match item.map_err(Failure::file(name))? {
            vcard::Item::Card(card) => {
                let line = card.first_line;
                sink.take(line, vcard::import(card, options))?;
            }
            vcard::Item::Skipped(skipped) => sink.reject(skipped),
            vcard::Item::Outside(problem) => sink.input.problems.push((sink.file, problem)),
        }
    }
    Ok(())
}

fn table<S: Store>(
    reader: impl BufRead,
    name: &str,
    options: &ImportOptions,
    sink: &mut Sink<'_, S>,
) -> Result<(), Failure> {
    let table = csv::Table::open(reader, &csv::Options::default()).map_err(Failure::file(name))?;
    let plan = table.header().and_then(csv::Plan::of).ok_or_else(|| {
        Failure::Usage(format!(
            "{name}: no column is called like a name, an e-mail address or a phone number; the \
             first row has to say what the columns are"
        ))
    })?;
    if sink.input.plans.is_empty() {
        sink.input.delimiter = table.delimiter();
        sink.input.header = table.header_raw().to_vec();
    }
    sink.input.problems.extend(table.problems().iter().map(|p| (sink.file, p.clone())));
    for item in table {
        match item.map_err(Failure::file(name))? {
            csv::Item::Row(row) => {
                let line = row.line;
                sink.take(line, plan.import(row, options))?;
            }
            csv::Item::Skipped(skipped) => sink.reject(skipped),
        }
    }
    sink.input.plans.push(plan);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_told_by_content_then_by_name() {
        for (head, path, format) in [
            ("\u{feff}begin : vcard\r\nX", "a.csv", Format::Vcard),
            ("Name,Email\n", "a", Format::Csv),
            ("", "a.VCF", Format::Vcard),
            ("--x\nBEGIN:VCARD\n", "-", Format::Vcard),
        ] {
            assert_eq!(detect(head.as_bytes(), Path::new(path)), format, "{head} {path}");
        }
        let utf_16: Vec<u8> = "BEGIN:VCARD\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(detect(&utf_16, Path::new("a")), Format::Vcard);
    }
}
