//! Files, read record by record into a book.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use contacts_core::interop::{
    self, Found, ImportOptions, Imported, Problem, RecordOptions, Records, Skipped, csv,
};
use contacts_core::{Caller, ContactBook, ContactId, Store};

use crate::Failure;
use crate::format::{Format, Target};
use crate::progress::{Counted, Progress, Stop};

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
    /// The format of each file.
    pub(crate) formats: Vec<Format>,
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

impl Input {
    /// The format of all files, if they have one.
    pub(crate) fn format(&self) -> Option<Format> {
        let first = *self.formats.first()?;
        self.formats.iter().all(|format| *format == first).then_some(first)
    }
}

/// A file that is read record by record.
pub(crate) type Reading = Records<Counted<Box<dyn BufRead>>>;

/// Reads files into a book, each record a contact of its own.
///
/// # Errors
///
/// [`Failure::File`] if one cannot be read, [`Failure::Usage`] if a table has no columns that are
/// known, [`Failure::Interrupted`], [`Failure::Book`].
pub(crate) fn read<S: Store>(
    book: &ContactBook<S>,
    paths: &[PathBuf],
    format: Option<Format>,
    options: &ImportOptions,
    stop: &Stop,
) -> Result<Input, Failure> {
    let mut input = Input {
        formats: Vec::new(),
        files: paths.iter().map(|path| shown(path)).collect(),
        origins: Vec::new(),
        rejected: Vec::new(),
        problems: Vec::new(),
        plans: Vec::new(),
        delimiter: b',',
        header: Vec::new(),
    };
    let mut options = RecordOptions::default().with_import(options.clone());
    options.format = format.map(Format::known);
    // Further columns are looked at when all rows are there: see `columns`.
    options.csv = options.csv.with_unknown(csv::UnknownColumns::Foreign);
    // All files are opened before anything is done.
    let sources = paths.iter().map(|path| open(path)).collect::<Result<Vec<_>, Failure>>()?;
    let progress = Progress::of("reading", paths.iter().map(|path| size(path)).sum());
    for (file, (source, path)) in sources.into_iter().zip(paths).enumerate() {
        let name = shown(path);
        let records = begin(path, progress.reading(source), &options);
        let records = records.map_err(Failure::file(&name))?;
        input.formats.push(Format::of(records.format()));
        if let Some(table) = records.table() {
            identifies(table.plan, &name)?;
            if input.plans.is_empty() {
                input.delimiter = table.delimiter;
                input.header = table.header.to_vec();
            }
            input.plans.push(table.plan.clone());
        }
        let mut sink = Sink { book, file, input: &mut input, stop };
        for found in records {
            match found.map_err(Failure::file(&name))? {
                Found::Record(record) => sink.take(record)?,
                Found::Skipped(skipped) => sink.reject(skipped),
                Found::Outside(problem) => sink.input.problems.push((file, problem)),
            }
        }
    }
    Ok(input)
}

/// The records of a file. Its format is told by what it begins with, else by its name.
///
/// # Errors
///
/// It cannot be read.
pub(crate) fn begin<R: BufRead>(
    path: &Path,
    mut reader: R,
    options: &RecordOptions,
) -> io::Result<Records<R>> {
    let mut options = options.clone();
    let format = options.format.or(interop::Format::of(reader.fill_buf()?));
    options.format = match (format, Target::of(path)) {
        // Nothing in it tells that it is a table.
        (Some(interop::Format::Csv), Some(Target::Vcard(_))) if options.format.is_none() => {
            Some(interop::Format::Vcard)
        }
        (format, _) => format,
    };
    Records::open(reader, &options)
}

/// # Errors
///
/// [`Failure::Usage`] if no row of the table can make a contact; an empty file has none.
pub(crate) fn identifies(plan: &csv::Plan, name: &str) -> Result<(), Failure> {
    match plan.identifies() || plan.columns().len() == 0 {
        true => Ok(()),
        false => Err(Failure::Usage(format!(
            "{name}: no column is called like a name, an e-mail address or a phone number; the \
             first row has to say what the columns are"
        ))),
    }
}

pub(crate) fn shown(path: &Path) -> String {
    if is_stdin(path) { "standard input".into() } else { path.display().to_string() }
}

pub(crate) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-") || path == Path::new("/dev/stdin")
}

pub(crate) fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |data| data.len())
}

/// # Errors
///
/// [`Failure::File`].
pub(crate) fn open(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(Failure::file(shown(path)))?;
    Ok(Box::new(BufReader::with_capacity(64 * 1024, file)))
}

/// # Errors
///
/// [`Failure::Usage`] if standard input is named twice.
pub(crate) fn stdin_once(paths: &[PathBuf]) -> Result<(), Failure> {
    match paths.iter().filter(|path| is_stdin(path)).count() {
        0 | 1 => Ok(()),
        _ => Err(Failure::Usage("standard input can be read only once".into())),
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
    fn take(&mut self, mut record: Imported) -> Result<(), Failure> {
        self.stop.check()?;
        let problems = std::mem::take(&mut record.problems);
        self.input.problems.extend(problems.into_iter().map(|p| (self.file, p)));
        let uid = record.uid.as_ref().map(|uid| uid.to_string());
        let (file, line, last_line) = (self.file, record.first_line, record.last_line);
        let raw = std::mem::take(&mut record.raw);
        match self.book.with(Caller::Host).import(record) {
            Ok(contact) => {
                let id = *contact.id();
                self.input.origins.push(Origin { id, file, line, uid });
            }
            // A group that has no name, for example.
            Err(contacts_core::Error::Invalid(_)) => {
                let problem = Problem::new(
                    contacts_core::interop::Severity::Error,
                    "record.invalid",
                    line,
                    uid.as_deref().unwrap_or_default(),
                );
                let raw = Some(raw);
                self.reject(Skipped { first_line: line, last_line, problem, raw });
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn reject(&mut self, skipped: Skipped) {
        let Skipped { first_line, last_line, problem, raw } = skipped;
        let file = self.file;
        self.input.rejected.push(Rejected { file, first_line, last_line, problem, raw });
    }
}
