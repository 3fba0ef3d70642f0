//! Books that are kept in a file.

use std::collections::HashSet;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use contacts_core::book::Quotas;
use contacts_core::interop::ImportOptions;
use contacts_core::wire::WholeContact;
use contacts_core::{
    Cause, ChangeSet, ChangeSetId, ContactBook, ContactQuery, ExtendedField, FieldKey, Label,
    LabelKey, LabelStore, MediaStore, MemoryStore, Store, Timestamp, Uuid,
};

use crate::Failure;
use crate::format::{Format, Target};
use crate::input;
use crate::output::{self, Tables, Told};
use crate::progress::Stop;

/// A book, and the file that it is kept in.
pub(crate) struct Kept {
    pub(crate) book: ContactBook<MemoryStore>,
    path: Option<PathBuf>,
    target: Target,
}

/// The name of a book that is kept nowhere.
const MEMORY: &str = "memory:";
/// What may stand before the name of a file.
const FILE: &str = "file:";

impl Kept {
    /// The book in a store: `memory:`, or a file, which need not be there yet.
    ///
    /// # Errors
    ///
    /// [`Failure::File`], [`Failure::Usage`] if the file holds anything that would be lost,
    /// [`Failure::Book`], [`Failure::Interrupted`].
    pub(crate) fn open(name: Option<&str>, quotas: Quotas, stop: &Stop) -> Result<Self, Failure> {
        let book = ContactBook::new(MemoryStore::new()).with_quotas(quotas);
        let name = name.unwrap_or(MEMORY);
        if name == MEMORY {
            return Ok(Self { book, path: None, target: Target::Jsonl });
        }
        let path = PathBuf::from(name.strip_prefix(FILE).unwrap_or(name));
        let named = Target::of(&path).unwrap_or(Target::Jsonl);
        let mut kept = Self { book, path: Some(path.clone()), target: named };
        if path.exists() {
            kept.load(&path, stop)?;
        }
        match kept.target {
            Target::Csv(_) => Err(Failure::Usage(format!(
                "{}: a table cannot hold all of a book; keep it in a .jsonl or .vcf file",
                path.display()
            ))),
            _ => Ok(kept),
        }
    }

    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    fn load(&mut self, path: &Path, stop: &Stop) -> Result<(), Failure> {
        let shown = path.display().to_string();
        let mut source = input::open(path)?;
        let head = source.fill_buf().map_err(Failure::file(shown.as_str()))?;
        if head.is_empty() {
            return Ok(());
        }
        if contacts_core::interop::Format::of(head) == Some(contacts_core::interop::Format::Jsonl) {
            self.target = Target::Jsonl;
            return load_lines(&self.book, source, &shown, stop);
        }
        let options = ImportOptions::default();
        let paths = [path.to_owned()];
        let input = input::read(&self.book, &paths, None, &options, stop)?;
        self.target = input.format().map_or(Target::Jsonl, Format::target);
        match input.rejected.first() {
            None => Ok(()),
            Some(first) => Err(Failure::Usage(format!(
                "{shown}: {}; it would be lost: mend it, or take it out",
                first.problem
            ))),
        }
    }

    /// Writes the book into its file.
    ///
    /// # Errors
    ///
    /// [`Failure::File`], [`Failure::Interrupted`]; then the file is as it was.
    pub(crate) fn save(&self, stop: &Stop) -> Result<Told, Failure> {
        let Some(path) = &self.path else { return Ok(Told::default()) };
        let mut told = Told::default();
        output::into_file(path, stop, |out, shown| {
            let all = ContactQuery::all();
            let tables = Tables::default();
            told = output::contacts(&self.book, &all, self.target, &tables, shown, out, stop)?;
            Ok(())
        })?;
        Ok(told)
    }
}

/// Takes contacts over with their ids.
fn load_lines(
    book: &ContactBook<MemoryStore>,
    source: impl BufRead,
    shown: &str,
    stop: &Stop,
) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    for (number, line) in source.lines().enumerate() {
        stop.check()?;
        let line = line.map_err(Failure::file(shown))?;
        let line = line.trim_start_matches('\u{feff}');
        if line.trim().is_empty() {
            continue;
        }
        let wrong = |why: String| Failure::Usage(format!("{shown}: line {}: {why}", number + 1));
        let whole: WholeContact =
            serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
        if !seen.insert(*whole.contact.id()) {
            return Err(wrong(format!("contact {} is there twice", whole.contact.id())));
        }
        load(book, whole)?;
    }
    Ok(())
}

fn load(book: &ContactBook<MemoryStore>, whole: WholeContact) -> Result<(), Failure> {
    let WholeContact { contact, labels, fields, media } = whole;
    let store = book.store();
    let failed = |error| Failure::Book(contacts_core::Error::Store(error));
    let mut changes = changes(contact.created());
    let once = "a contact names each label and field once";
    for (key, name) in labels {
        if store.label(&key).map_err(failed)?.is_none() && !is_system_label(&key) {
            changes.create_label(key, Label::new(name)).expect(once);
        }
    }
    for (key, field) in fields {
        if store.field(&key).map_err(failed)?.is_none() && !is_system_field(&key) {
            changes.create_field(key, field).expect(once);
        }
    }
    for (id, bytes) in media {
        store.put_media(id, &bytes).map_err(failed)?;
    }
    changes.create(*contact.id(), contact.value().clone()).expect("one contact");
    store.commit(&changes).map_err(contacts_core::Error::from)?;
    Ok(())
}

fn changes(at: Timestamp) -> ChangeSet {
    ChangeSet::new(ChangeSetId::new(Uuid::now_v7()), at, Cause::Import)
}

fn is_system_label(key: &LabelKey) -> bool {
    contacts_core::is_system_label(key)
}

fn is_system_field(key: &FieldKey) -> bool {
    contacts_core::Stored::<ExtendedField>::system(key).is_some()
}
