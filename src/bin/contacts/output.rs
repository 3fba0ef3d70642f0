//! What is written into files.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use contacts_core::interop::{csv, vcard};
use contacts_core::{Caller, ContactBook, ContactQuery, LabelKey, LabelName, Store};

use crate::Failure;
use crate::input::{Format, Input};
use crate::place;
use crate::progress::{Progress, Stop};

/// Writes the contacts of a book in the order in which they were read.
///
/// # Errors
///
/// [`Failure::File`] naming `path`, [`Failure::Interrupted`], [`Failure::Book`].
pub(crate) fn contacts<S: Store>(
    book: &ContactBook<S>,
    input: &Input,
    path: &str,
    out: &mut dyn Write,
    stop: &Stop,
) -> Result<(), Failure> {
    let labels = labels(book)?;
    let label = |key: &LabelKey| labels.get(key).cloned();
    match input.format {
        Format::Vcard => {
            let progress = Progress::of("writing", input.origins.len() as u64);
            let references = book.with(Caller::Host).references()?;
            let options = vcard::ExportOptions::default();
            each(book, stop, |contact| {
                let card = vcard::export(contact, None, &references, &options)
                    .map_err(contacts_core::Error::from)?;
                progress.step(1);
                vcard::write_card(&mut &mut *out, card.version, &card.properties)
                    .map_err(Failure::file(path))
            })
        }
        Format::Csv => {
            let mut sheet = csv::Sheet::new(&input.plans);
            each(book, stop, |contact| {
                sheet.fit(contact, label);
                Ok(())
            })?;
            let layout = csv::Layout::default().with_delimiter(input.delimiter);
            let mut writer = csv::Writer::new(out, &layout).map_err(Failure::file(path))?;
            writer.write_row(sheet.header()).map_err(Failure::file(path))?;
            each(book, stop, |contact| {
                writer.write_row(sheet.row(contact, label)).map_err(Failure::file(path))
            })?;
            writer.finish().map(drop).map_err(Failure::file(path))
        }
    }
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

/// Writes the contacts of a book into a file or to standard output.
///
/// # Errors
///
/// As for [`contacts`]; then a file is as it was. A closed pipe is none.
pub(crate) fn result<S: Store>(
    book: &ContactBook<S>,
    input: &Input,
    path: &Path,
    stop: &Stop,
) -> Result<(), Failure> {
    let shown = path.display().to_string();
    if !place::is_stdout(path) {
        return place::replace(path, stop, |out| contacts(book, input, &shown, out, stop));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    match contacts(book, input, "standard output", &mut out, stop) {
        Ok(()) => unless_closed(out.flush()),
        Err(Failure::File { error, .. }) => unless_closed(Err(error)),
        Err(failure) => Err(failure),
    }
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
    stop: &Stop,
    mut show: impl FnMut(&contacts_core::Contact) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for contact in book.with(Caller::Host).contacts(&ContactQuery::all())? {
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
        assert!(matches!(each(&book, &stop, |_| Ok(())), Err(Failure::Interrupted)));
    }

    #[test]
    fn a_closed_pipe_is_no_failure() {
        assert!(unless_closed(Err(io::ErrorKind::BrokenPipe.into())).is_ok());
        assert!(unless_closed(Err(io::ErrorKind::StorageFull.into())).is_err());
    }
}
