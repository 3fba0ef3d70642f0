//! The labels and extended fields of records, found in the book or made.

use std::collections::{HashMap, HashSet};

use super::policy::ImportPolicy;
use crate::book::{Error, Session};
use crate::change::Definition;
use crate::contact::{Contact, MAX_LABELS};
use crate::field::{
    ExtendedField, FieldKey, FieldName, FieldValue, system_field, system_field_named,
};
use crate::id::EntryId;
use crate::interop::{Imported, ImportedField, Problem, Severity, tie, tied};
use crate::invalid::Invalid;
use crate::label::{LabelKey, LabelName, system_label_named};
use crate::record::Stored;
use crate::store::Store;

/// What the book has of what records name, as it was last seen.
#[derive(Debug, Default)]
pub(in crate::book) struct Names {
    labels: HashMap<LabelName, Option<LabelKey>>,
    fields: HashMap<FieldKey, Option<(FieldKey, ExtendedField)>>,
    /// Labels that may still be made; `None`: records give no labels.
    room: Option<usize>,
    /// Whether fields may be made.
    fields_open: bool,
    /// Whether it fails if there is no room.
    strict: bool,
    pub(super) labels_made: u64,
    pub(super) fields_made: u64,
}

/// Whether what the book lacks is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::book) enum Make {
    No,
    Yes,
}

/// A record as a contact of the book.
#[derive(Clone, Debug)]
pub(in crate::book) struct Source {
    pub(in crate::book) contact: Contact,
    pub(super) problems: Vec<Problem>,
    /// Whether there is something that could be made.
    pub(super) incomplete: bool,
    pub(super) labels_left_out: u64,
    /// Labels and fields that are on no line of the record.
    loose: (Vec<LabelKey>, Vec<FieldKey>),
    /// Whether one of them is missing and could be made.
    pub(super) lacks: bool,
}

impl Source {
    /// What a contact has to hold that says all of the record: labels and fields that stand on its
    /// lines are said by the lines.
    pub(super) fn said(&self) -> Contact {
        let (labels, fields) = &self.loose;
        let mut said = self.contact.clone();
        said.info.labels.clone_from(labels);
        said.info.fields.retain(|(key, _)| fields.contains(key));
        said
    }
}

impl Names {
    pub(super) fn new(policy: &ImportPolicy) -> Self {
        Self { room: policy.labels, fields_open: policy.fields, ..Self::default() }
    }

    /// Everything that records name is made.
    pub(in crate::book) fn all() -> Self {
        Self { room: Some(usize::MAX), fields_open: true, strict: true, ..Self::default() }
    }

    /// Forgets what was seen: somebody changed it.
    pub(super) fn forget(&mut self) {
        self.labels.clear();
        self.fields.clear();
    }

    /// The contact that a record is, with the labels and fields of the book.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the record does not fit, those of finding and making labels and fields.
    pub(in crate::book) fn source<S: Store>(
        &mut self,
        session: &Session<'_, S>,
        record: &Imported,
        add: &[LabelName],
        make: Make,
    ) -> Result<Source, Error> {
        let mut source = Labelled::default();
        let tied = tied(&record.properties);
        self.labels(session, record, add, make, &tied.0, &mut source)?;
        self.fields(session, record, make, &tied.1, &mut source)?;
        let Labelled { keys, names, fields, problems, incomplete, left_out, loose, lacks } = source;
        let mut properties = record.properties.clone();
        tie(&mut properties, |name| names.get(name), |key| fields.get(key));
        let values = record.fields.iter().filter_map(|field| fields.get(field.key.as_str()));
        let values: Vec<(FieldKey, FieldValue)> = values.fold(Vec::new(), |mut all, field| {
            if !all.iter().any(|(key, _)| *key == field.0) {
                all.push(field.clone());
            }
            all
        });
        let whole = Imported { patch: record.patch.clone(), properties, ..Imported::default() };
        let entry_id = || EntryId::new(session.new_id());
        let contact = whole.into_contact(keys, values, session.now(), entry_id);
        let contact = contact.map_err(Error::Invalid)?;
        Ok(Source { contact, problems, incomplete, labels_left_out: left_out, loose, lacks })
    }

    fn labels<'r, S: Store>(
        &mut self,
        session: &Session<'_, S>,
        record: &'r Imported,
        add: &'r [LabelName],
        make: Make,
        tied: &HashSet<&str>,
        source: &mut Labelled<'r>,
    ) -> Result<(), Error> {
        let named = record.labels.iter().filter(|_| self.room.is_some()).map(|name| (name, false));
        let named: Vec<(&LabelName, bool)> =
            named.chain(add.iter().map(|name| (name, true))).collect();
        for (name, added) in named {
            let open = self.room.is_some_and(|room| room > 0);
            let is_tied = !added && tied.contains(name.as_str());
            let key = match self.label(session, name)? {
                // Every contact gets those of the run, so they are needed at once.
                None if added => self.make_label(session, name, added)?,
                None if open && make == Make::Yes => self.make_label(session, name, added)?,
                None => {
                    source.incomplete |= open;
                    source.lacks |= open && !is_tied;
                    None
                }
                found => found,
            };
            if !is_tied {
                source.loose.0.extend(key.clone());
            }
            match key {
                Some(key) if source.keys.len() < MAX_LABELS => {
                    if !added {
                        source.names.insert(name.as_str(), name.clone());
                    }
                    if !source.keys.contains(&key) {
                        source.keys.push(key);
                    }
                }
                _ => {
                    source.left_out += 1;
                    let problem = Problem::new(
                        Severity::Warning,
                        "label.limit",
                        record.first_line,
                        name.as_str(),
                    );
                    source.problems.push(problem);
                }
            }
        }
        Ok(())
    }

    /// The label of this name, if there is one.
    fn label<S: Store>(
        &mut self,
        session: &Session<'_, S>,
        name: &LabelName,
    ) -> Result<Option<LabelKey>, Error> {
        if let Some(known) = self.labels.get(name) {
            return Ok(known.clone());
        }
        let key = match system_label_named(name) {
            Some(key) => Some(key),
            None => session.store().label_named(name)?.map(|label| label.id().clone()),
        };
        self.labels.insert(name.clone(), key.clone());
        Ok(key)
    }

    /// Makes a label, if the book has room.
    pub(super) fn make_label<S: Store>(
        &mut self,
        session: &Session<'_, S>,
        name: &LabelName,
        added: bool,
    ) -> Result<Option<LabelKey>, Error> {
        let key = match session.find_or_create_label(name.clone()) {
            Ok(found) => {
                if found.is_new {
                    self.labels_made += 1;
                    if !added {
                        self.room = self.room.map(|room| room.saturating_sub(1));
                    }
                }
                Some(found.label.id().clone())
            }
            Err(Error::LabelsQuotaReached { .. }) if !added && !self.strict => {
                self.room = self.room.map(|_| 0);
                None
            }
            Err(error) => return Err(error),
        };
        self.labels.insert(name.clone(), key.clone());
        Ok(key)
    }

    /// The key of the label of a group, made if the book has room for it: there are not so many
    /// groups that they need a cap.
    pub(super) fn need_label<S: Store>(
        &mut self,
        session: &Session<'_, S>,
        name: &LabelName,
    ) -> Result<Option<LabelKey>, Error> {
        match self.label(session, name)? {
            None if self.room.is_some() => self.make_label(session, name, false),
            found => Ok(found),
        }
    }

    fn fields<'r, S: Store>(
        &mut self,
        session: &Session<'_, S>,
        record: &'r Imported,
        make: Make,
        tied: &HashSet<&str>,
        source: &mut Labelled<'r>,
    ) -> Result<(), Error> {
        for wanted in &record.fields {
            let is_tied = tied.contains(wanted.key.as_str());
            let found = match self.field(session, wanted)? {
                None if self.fields_open && make == Make::No => {
                    source.incomplete = true;
                    source.lacks |= !is_tied;
                    continue;
                }
                None if self.fields_open => self.make_field(session, wanted)?,
                found => found,
            };
            let warn = |severity, code| {
                let shown = wanted.value.to_string();
                Problem::new(severity, code, record.first_line, &shown).about(wanted.name.as_str())
            };
            let Some((key, field)) = found else {
                source.problems.push(warn(Severity::Warning, "field.no_room"));
                continue;
            };
            if system_field(&key).is_some_and(|field| !field.writable) {
                source.problems.push(warn(Severity::Info, "field.read_only"));
                continue;
            }
            match as_type(&wanted.value, &field) {
                Some(value) => {
                    if !is_tied {
                        source.loose.1.push(key.clone());
                    }
                    source.fields.insert(wanted.key.as_str(), (key, value));
                }
                None => source.problems.push(warn(Severity::Warning, "field.other_type")),
            }
        }
        Ok(())
    }

    /// The field of this key, else of this name, if there is one.
    fn field<S: Store>(
        &mut self,
        session: &Session<'_, S>,
        wanted: &ImportedField,
    ) -> Result<Option<(FieldKey, ExtendedField)>, Error> {
        if let Some(known) = self.fields.get(&wanted.key) {
            return Ok(known.clone());
        }
        let found = self.find_field(session, &wanted.key, &wanted.name)?;
        self.fields.insert(wanted.key.clone(), found.clone());
        Ok(found)
    }

    fn find_field<S: Store>(
        &self,
        session: &Session<'_, S>,
        key: &FieldKey,
        name: &FieldName,
    ) -> Result<Option<(FieldKey, ExtendedField)>, Error> {
        let of = |field: &Stored<ExtendedField>| (field.id().clone(), field.value().clone());
        let system = |key: &FieldKey| Stored::<ExtendedField>::system(key).map(|field| of(&field));
        if let Some(field) = system(key) {
            return Ok(Some(field));
        }
        if let Some(field) = session.store().field(key)?.and_then(Definition::live) {
            return Ok(Some(of(&field)));
        }
        if let Some(field) = system_field_named(name).and_then(|key| system(&key)) {
            return Ok(Some(field));
        }
        Ok(session.store().field_named(name)?.map(|field| of(&field)))
    }

    fn make_field<S: Store>(
        &mut self,
        session: &Session<'_, S>,
        wanted: &ImportedField,
    ) -> Result<Option<(FieldKey, ExtendedField)>, Error> {
        let made = session.find_or_create_field(wanted.name.clone(), wanted.value.data_type());
        let found = match made {
            Ok(found) => {
                self.fields_made += u64::from(found.is_new);
                Some((found.field.id().clone(), found.field.value().clone()))
            }
            // Nothing else can be made in this run.
            Err(Error::FieldsQuotaExceeded { .. }) if !self.strict => {
                self.fields_open = false;
                None
            }
            Err(error) => return Err(error),
        };
        self.fields.insert(wanted.key.clone(), found.clone());
        Ok(found)
    }
}

/// What was found and made for one record.
#[derive(Debug, Default)]
struct Labelled<'r> {
    keys: Vec<LabelKey>,
    names: HashMap<&'r str, LabelName>,
    fields: HashMap<&'r str, (FieldKey, FieldValue)>,
    problems: Vec<Problem>,
    incomplete: bool,
    left_out: u64,
    loose: (Vec<LabelKey>, Vec<FieldKey>),
    lacks: bool,
}

/// The value as the field holds it.
fn as_type(value: &FieldValue, field: &ExtendedField) -> Option<FieldValue> {
    if value.data_type() == field.data_type {
        return Some(value.clone());
    }
    let read: Result<Option<FieldValue>, Invalid> = field.data_type.read(&value.to_string());
    read.ok().flatten()
}
