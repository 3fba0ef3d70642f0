//! What is written into files.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use contacts_core::interop::{Problem, References, csv, jcard, jscontact, jsonl, vcard};
use contacts_core::{
    Caller, Contact, ContactBook, ContactQuery, LabelKey, LabelName, Property, Store, Stored,
};

use crate::Failure;
use crate::format::Target;
use crate::input::Input;
use crate::neutral;
use crate::place;
use crate::progress::{Progress, Stop};

/// How a table is written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tables {
    /// Those whose columns it has, if it has none of a product.
    pub(crate) plans: Vec<csv::Plan>,
    pub(crate) layout: csv::Layout,
    /// Whether columns are known by their place alone.
    pub(crate) headless: bool,
}

/// Writes contacts one by one.
pub(crate) struct Contacts<'w> {
    path: String,
    kind: Kind<'w>,
    /// What could not be said, and how often.
    pub(crate) told: Told,
}

enum Kind<'w> {
    Cards(&'w mut dyn Write, vcard::ExportOptions),
    Jcard(jcard::Writer<&'w mut dyn Write>),
    Jscontact(jscontact::Writer<&'w mut dyn Write>),
    Table(Box<csv::Writer<&'w mut dyn Write>>, Sheet),
    Lines(&'w mut dyn Write),
    Neutral(&'w mut dyn Write),
}

/// What a format could not say: the kind of problem, and how often.
#[derive(Debug, Default)]
pub(crate) struct Told(BTreeMap<(String, &'static str), u64>);

impl Told {
    pub(crate) fn add(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            let subject = problem.subject.as_deref().unwrap_or_default().to_owned();
            *self.0.entry((subject, problem.message())).or_default() += 1;
        }
    }

    /// Says it, a line a kind.
    pub(crate) fn show(&self, out: &mut dyn Write) -> io::Result<()> {
        for ((subject, message), count) in &self.0 {
            let subject: String = subject.escape_debug().collect();
            let colon = if subject.is_empty() { "" } else { ": " };
            writeln!(out, "contacts: {subject}{colon}{message} ({count} times)")?;
        }
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A table that contacts are written into; it has to be shown all of them before.
pub(crate) enum Sheet {
    Product(Box<csv::Sheet>),
    /// Our own, which holds everything.
    Full(csv::FullSheet),
}

impl Sheet {
    pub(crate) fn fit(&mut self, contact: &Contact, references: &dyn References) {
        match self {
            Self::Product(sheet) => sheet.fit(contact, references),
            Self::Full(sheet) => sheet.fit(contact, references),
        }
    }

    fn header(&self) -> Vec<String> {
        match self {
            Self::Product(sheet) => sheet.header(),
            Self::Full(sheet) => sheet.header(),
        }
    }

    fn row(
        &self,
        contact: &Stored<Contact>,
        references: &dyn References,
        problems: &mut Vec<Problem>,
    ) -> Vec<String> {
        match self {
            Self::Product(sheet) => sheet.row(contact, references, problems),
            Self::Full(sheet) => {
                sheet.row(contact, Some((*contact.id(), contact.revision())), references)
            }
        }
    }
}

/// The sheet that contacts are written into, if they are written into one.
pub(crate) fn sheet(target: Target, tables: &Tables) -> Option<Sheet> {
    let dialect = match target {
        Target::Csv(Some(csv::Dialect::Full)) => return Some(Sheet::Full(csv::FullSheet::new())),
        Target::Csv(dialect) => dialect,
        _ => return None,
    };
    let product = match dialect {
        Some(dialect) => csv::Sheet::of(dialect),
        None if tables.plans.is_empty() => csv::Sheet::of(csv::Dialect::Google),
        None => csv::Sheet::new(&tables.plans),
    };
    Some(Sheet::Product(Box::new(product)))
}

impl<'w> Contacts<'w> {
    /// Begins a file.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] naming `path`.
    pub(crate) fn begin(
        out: &'w mut dyn Write,
        path: &str,
        target: Target,
        sheet: Option<Sheet>,
        tables: &Tables,
    ) -> Result<Self, Failure> {
        let kind = match (target, sheet) {
            (Target::Csv(_), Some(sheet)) => {
                let writer = csv::Writer::new(out, &tables.layout);
                let mut writer = writer.map_err(Failure::file(path))?;
                if !tables.headless {
                    writer.write_row(sheet.header()).map_err(Failure::file(path))?;
                }
                Kind::Table(Box::new(writer), sheet)
            }
            (Target::Vcard(version), _) => {
                let options = vcard::ExportOptions { version };
                Kind::Cards(out, options)
            }
            (Target::Jcard, _) => Kind::Jcard(jcard::Writer::new(out)),
            (Target::Jscontact, _) => Kind::Jscontact(jscontact::Writer::new(out)),
            (Target::DebugJsonl, _) => Kind::Neutral(out),
            (Target::Jsonl | Target::Csv(_), _) => Kind::Lines(out),
        };
        Ok(Self { path: path.to_owned(), kind, told: Told::default() })
    }

    /// Writes a contact. `place` is where it stood among the records that are written.
    ///
    /// # Errors
    ///
    /// [`Failure::File`], [`Failure::Book`] if media cannot be read.
    pub(crate) fn write(
        &mut self,
        contact: &Arc<Stored<Contact>>,
        references: &dyn References,
        place: &neutral::Place,
    ) -> Result<(), Failure> {
        let store = |error| Failure::Book(contacts_core::Error::Store(error));
        let id = Some(*contact.id()).filter(|_| !place.is_loose);
        let written = match &mut self.kind {
            Kind::Cards(out, options) => {
                let card = vcard::export(contact, id, references, options).map_err(store)?;
                self.told.add(card.problems);
                vcard::write_card(out, card.version, &card.properties)
            }
            Kind::Jcard(writer) => {
                let options = vcard::ExportOptions::default();
                let card = jcard::export(contact, id, references, &options).map_err(store)?;
                self.told.add(card.problems);
                writer.write(card.version, &card.properties)
            }
            Kind::Jscontact(writer) => {
                let mut card = jscontact::export(contact, id, references).map_err(store)?;
                self.told.add(std::mem::take(&mut card.problems));
                writer.write(&card)
            }
            Kind::Table(writer, sheet) => {
                let mut problems = Vec::new();
                let row = sheet.row(contact, references, &mut problems);
                self.told.add(problems);
                writer.write_row(row)
            }
            Kind::Lines(out) => {
                let whole = jsonl::whole(contact, references).map_err(store)?;
                line(out, &whole)
            }
            Kind::Neutral(out) => {
                let record = neutral::record(contact, references, place).map_err(store)?;
                line(out, &record)
            }
        };
        written.map_err(Failure::file(self.path.as_str()))
    }

    /// Writes a record as it stood.
    ///
    /// # Errors
    ///
    /// [`Failure::File`].
    pub(crate) fn write_raw(&mut self, raw: &[u8]) -> Result<(), Failure> {
        let out = match &mut self.kind {
            Kind::Cards(out, _) | Kind::Lines(out) | Kind::Neutral(out) => out,
            Kind::Table(..) | Kind::Jcard(_) | Kind::Jscontact(_) => return Ok(()),
        };
        let mut write = || {
            out.write_all(raw)?;
            if raw.ends_with(b"\n") { Ok(()) } else { out.write_all(b"\r\n") }
        };
        write().map_err(Failure::file(self.path.as_str()))
    }

    /// Shows what a card says that makes no contact.
    ///
    /// # Errors
    ///
    /// [`Failure::File`].
    pub(crate) fn write_other(
        &mut self,
        lines: &[Property],
        place: &neutral::Place,
    ) -> Result<(), Failure> {
        let Kind::Neutral(out) = &mut self.kind else { return Ok(()) };
        let other = neutral::other(lines, place);
        let other = other.map_err(|error| Failure::Book(contacts_core::Error::Store(error)))?;
        line(out, &other).map_err(Failure::file(self.path.as_str()))
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// [`Failure::File`].
    pub(crate) fn finish(self) -> Result<Told, Failure> {
        let ended = match self.kind {
            Kind::Table(writer, _) => writer.finish().map(drop),
            Kind::Jcard(writer) => writer.finish().map(drop),
            Kind::Jscontact(writer) => writer.finish().map(drop),
            Kind::Cards(..) | Kind::Lines(_) | Kind::Neutral(_) => Ok(()),
        };
        ended.map_err(Failure::file(self.path))?;
        Ok(self.told)
    }
}

fn line(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Writes the contacts of a book that a query asks for, in the order in which they were made.
///
/// # Errors
///
/// [`Failure::File`] naming `path`, [`Failure::Interrupted`], [`Failure::Book`].
pub(crate) fn contacts<S: Store>(
    book: &ContactBook<S>,
    query: &ContactQuery,
    target: Target,
    tables: &Tables,
    path: &str,
    out: &mut dyn Write,
    stop: &Stop,
) -> Result<Told, Failure> {
    let references = book.with(Caller::Host).references()?;
    let mut sheet = sheet(target, tables);
    if let Some(sheet) = &mut sheet {
        each(book, query, stop, |contact| {
            sheet.fit(contact, &references);
            Ok(())
        })?;
    }
    let mut writer = Contacts::begin(out, path, target, sheet, tables)?;
    let count = book.with(Caller::Host).count(query)?;
    let progress = Progress::of("writing", count as u64);
    let mut place = neutral::Place::default();
    each(book, query, stop, |contact| {
        progress.step(1);
        writer.write(contact, &references, &place)?;
        place.next();
        Ok(())
    })?;
    writer.finish()
}

/// Whoever closes the pipe has seen enough.
///
/// # Errors
///
/// [`Failure::File`] for every other error.
pub(crate) fn unless_closed(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::File { path: "standard output".into(), error })
        }
        _ => Ok(()),
    }
}

/// Writes into a file, or to standard output.
///
/// # Errors
///
/// As `write`; then a file is as it was. A closed pipe is none.
pub(crate) fn into_file(
    path: &Path,
    stop: &Stop,
    write: impl FnOnce(&mut dyn Write, &str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if !place::is_stdout(path) {
        let shown = path.display().to_string();
        return place::replace(path, stop, |out| write(out, &shown));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out, "standard output") {
        Ok(()) => unless_closed(out.flush()),
        Err(Failure::File { path, error }) if path == "standard output" => {
            unless_closed(Err(error))
        }
        Err(failure) => Err(failure),
    }
}

/// How the contacts of these files are written: as `to` says, else as they came, else as the name of
/// the file says.
///
/// # Errors
///
/// [`Failure::Usage`] if they came in several formats and nothing says which one it shall be.
pub(crate) fn target(input: &Input, to: Option<Target>, path: &Path) -> Result<Target, Failure> {
    let came = || input.format().map(crate::format::Format::target);
    to.or_else(came).or_else(|| Target::of(path)).ok_or_else(|| {
        let pairs = input.files.iter().zip(&input.formats);
        let (first, format) = pairs.clone().next().map_or(("", ""), |(f, k)| (f, k.name()));
        let other = pairs.into_iter().find(|(_, kind)| kind.name() != format);
        let (name, kind) = other.map_or(("", ""), |(f, k)| (f, k.name()));
        Failure::Usage(format!(
            "{first} is {format} but {name} is {kind}: say with --to how the result is written"
        ))
    })
}

/// Writes the contacts of a book as they came, or as `to` says.
///
/// # Errors
///
/// As for [`contacts`] and [`target`]; then a file is as it was. A closed pipe is none.
pub(crate) fn result<S: Store>(
    book: &ContactBook<S>,
    input: &Input,
    to: Option<Target>,
    path: &Path,
    stop: &Stop,
) -> Result<(), Failure> {
    let target = target(input, to, path)?;
    let layout = csv::Layout::default().with_delimiter(input.delimiter);
    let headless = input.plans.len() == 1 && input.header.is_empty();
    let tables = Tables { plans: input.plans.clone(), layout, headless };
    let all = ContactQuery::all();
    let mut told = Told::default();
    into_file(path, stop, |out, shown| {
        told = contacts(book, &all, target, &tables, shown, out, stop)?;
        Ok(())
    })?;
    // Standard error is the last place to tell anything.
    let _ = told.show(&mut io::stderr());
    Ok(())
}

/// Writes the bytes of the records that were not taken, under the header of their table.
///
/// # Errors
///
/// [`Failure::File`] naming `path`.
pub(crate) fn rejects(input: &Input, path: &str, out: &mut dyn Write) -> Result<(), Failure> {
    let mut write = || -> io::Result<()> {
        out.write_all(&input.header)?;
        for rejected in &input.rejected {
            let raw = rejected.raw.as_deref().unwrap_or_default();
            out.write_all(raw)?;
            if !raw.is_empty() && !raw.ends_with(b"\n") {
                out.write_all(b"\n")?;
            }
        }
        Ok(())
    };
    write().map_err(Failure::file(path))
}

/// The names of the labels of a book.
pub(crate) fn labels<S: Store>(
    book: &ContactBook<S>,
) -> Result<HashMap<LabelKey, LabelName>, Failure> {
    let labels = book.with(Caller::Host).labels()?;
    Ok(labels.iter().map(|label| (label.id().clone(), label.name.clone())).collect())
}

fn each<S: Store>(
    book: &ContactBook<S>,
    query: &ContactQuery,
    stop: &Stop,
    mut show: impl FnMut(&Arc<Stored<Contact>>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for contact in book.with(Caller::Host).contacts(query)? {
        stop.check()?;
        let contact = contact?;
        show(&contact)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_run_writes_nothing() {
        let book = ContactBook::new(contacts_core::MemoryStore::new());
        let patch = contacts_core::ContactPatch::new().with_name("Ada", "").unwrap();
        book.with(Caller::Host).create(patch).unwrap();
        let stop = Stop::default();
        stop.press();
        let all = ContactQuery::all();
        assert!(matches!(each(&book, &all, &stop, |_| Ok(())), Err(Failure::Interrupted)));
    }

    #[test]
    fn a_closed_pipe_is_no_failure() {
        assert!(unless_closed(Err(io::ErrorKind::BrokenPipe.into())).is_ok());
        assert!(unless_closed(Err(io::ErrorKind::StorageFull.into())).is_err());
    }
}
