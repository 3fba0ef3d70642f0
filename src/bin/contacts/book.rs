//! Books made of files.

use std::path::PathBuf;
use std::process::ExitCode;

use contacts_core::book::Quotas;
use contacts_core::interop::ImportOptions;
use contacts_core::{ContactBook, CountryCode, MemoryStore};

use crate::Failure;
use crate::columns;
use crate::format::Format;
use crate::input::{self, Input};
use crate::progress::Stop;

/// A book in memory, and the files that it was read from.
pub(crate) struct Files {
    pub(crate) book: ContactBook<MemoryStore>,
    pub(crate) input: Input,
}

impl Files {
    /// Reads files into one book.
    ///
    /// # Errors
    ///
    /// As for [`input::read`], and [`Failure::Usage`] if standard input is named twice.
    pub(crate) fn read(
        paths: &[PathBuf],
        format: Option<Format>,
        country: Option<CountryCode>,
        stop: &Stop,
    ) -> Result<Self, Failure> {
        input::stdin_once(paths)?;
        // Every label and column of the files has room.
        let quotas = Quotas { labels: usize::MAX, fields: usize::MAX, ..Quotas::default() };
        let book = ContactBook::new(MemoryStore::new()).with_quotas(quotas);
        let options = country.map(|country| ImportOptions::default().with_country(country));
        let input = input::read(&book, paths, format, &options.unwrap_or_default(), stop)?;
        Ok(Self { book, input })
    }

    /// As [`read`](Self::read), and further columns of tables become extended fields.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read).
    pub(crate) fn read_with_columns(
        paths: &[PathBuf],
        format: Option<Format>,
        country: Option<CountryCode>,
        stop: &Stop,
    ) -> Result<Self, Failure> {
        let files = Self::read(paths, format, country, stop)?;
        columns::define(&files.book, &files.input.plans, stop)?;
        Ok(files)
    }

    /// The exit code of a command that has done its work; tells of records that are missing.
    pub(crate) fn exit_code(&self) -> ExitCode {
        let Input { origins, rejected, problems, .. } = &self.input;
        let told = match rejected.len() {
            0 if origins.is_empty() && !problems.is_empty() => "no record could be read".to_owned(),
            0 => return ExitCode::SUCCESS,
            1 => "1 record could not be read and is left out".to_owned(),
            many => format!("{many} records could not be read and are left out"),
        };
        eprintln!("contacts: {told} (`contacts dedupe --preview` says why)");
        ExitCode::from(3)
    }
}
