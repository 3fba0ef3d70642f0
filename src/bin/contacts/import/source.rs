//! Several files as one.

use std::cell::RefCell;
use std::io::{self, BufRead};
use std::path::PathBuf;
use std::rc::Rc;

use contacts_core::interop::{Found, RecordOptions};

use crate::Failure;
use crate::input;
use crate::progress::Progress;
use crate::reading::Reading;

/// Files that are read one after the other.
pub(super) struct Source<'a> {
    files: Vec<(PathBuf, Box<dyn BufRead>)>,
    options: RecordOptions,
    reading: &'a Reading,
    seen: Rc<RefCell<Seen>>,
}

/// What is known of the files that were begun.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The number of the first record of each file, and the header of its table.
    begun: Vec<(u64, Option<Vec<u8>>)>,
    /// Why a file could not be begun.
    pub(super) failure: Option<Failure>,
}

impl Seen {
    /// The file that is read.
    pub(super) fn current(&self) -> usize {
        self.begun.len().saturating_sub(1)
    }

    /// The file of a record.
    pub(super) fn file_of(&self, index: u64) -> usize {
        self.begun.partition_point(|(first, _)| *first <= index).saturating_sub(1)
    }

    /// The header of a table, which is written once.
    pub(super) fn header(&mut self, file: usize) -> Option<Vec<u8>> {
        self.begun.get_mut(file)?.1.take()
    }
}

impl<'a> Source<'a> {
    /// # Errors
    ///
    /// [`Failure::File`] if one cannot be opened.
    pub(super) fn open(
        paths: &[PathBuf],
        options: RecordOptions,
        reading: &'a Reading,
    ) -> Result<Self, Failure> {
        let open = |path: &PathBuf| Ok((path.clone(), input::open(path)?));
        let files = paths.iter().map(open).collect::<Result<Vec<_>, Failure>>()?;
        Ok(Self { files, options, reading, seen: Rc::default() })
    }

    pub(super) fn seen(&self) -> Rc<RefCell<Seen>> {
        Rc::clone(&self.seen)
    }

    /// The records of all files. If one cannot be begun, they end, and `seen` says why.
    pub(super) fn reading(
        self,
        progress: &Progress,
    ) -> impl Iterator<Item = io::Result<Found>> + use<'a, '_> {
        let Self { files, options, reading, seen } = self;
        let mut files = files.into_iter();
        let mut current: Option<input::Reading> = None;
        let mut count = 0;
        std::iter::from_fn(move || {
            loop {
                if let Some(found) = current.as_mut().and_then(Iterator::next) {
                    let is_record = !matches!(found, Ok(Found::Outside(_)));
                    count += u64::from(is_record);
                    return Some(found);
                }
                let (path, file) = files.next()?;
                let name = input::shown(&path);
                let mut records = match input::begin(&path, progress.reading(file), &options) {
                    Ok(records) => records,
                    Err(error) => {
                        seen.borrow_mut().begun.push((count, None));
                        return Some(Err(error));
                    }
                };
                let planned = reading.plan(&mut records, &name);
                let header = records.table().map(|table| table.header.to_vec());
                seen.borrow_mut().begun.push((count, header));
                if let Err(failure) = planned {
                    seen.borrow_mut().failure = Some(failure);
                    return None;
                }
                current = Some(records);
            }
        })
    }
}
