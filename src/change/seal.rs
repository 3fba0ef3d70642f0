use std::sync::Arc;

use super::StoreError;
use super::{
    ChangeSet, Changed, Commit, CommitRecord, ContactEdit, DefinitionEdit, Event, EventKind,
    Expect, Guard, Origination,
};
use crate::contact::{Contact, MatchKey};
use crate::field::{DataType, FieldKey, FieldName, FieldValue, system_field, system_field_named};
use crate::id::{ChangeSetId, ContactId, SegmentId};
use crate::label::{LabelKey, LabelName, is_system_label, system_label_named};
use crate::record::{Record, RecordId, Revision, Sequence, Stored};

/// What a store answers while it holds the lock of a book: the state just before the commit.
pub trait Ground {
    /// The number of the last commit.
    fn head(&self) -> Sequence;
    /// The commit of a change set with this id.
    fn committed(&self, id: ChangeSetId) -> Option<Arc<CommitRecord>>;
    /// What stands at a contact id.
    fn contact(&self, id: ContactId) -> Found;
    /// What stands at a label key.
    fn label(&self, key: &LabelKey) -> Found;
    /// The live label of this name.
    fn label_named(&self, name: &LabelName) -> Option<LabelKey>;
    /// How many live labels there are.
    fn label_count(&self) -> usize;
    /// What stands at a field key.
    fn field(&self, key: &FieldKey) -> Found;
    /// The type of a live field.
    fn field_type(&self, key: &FieldKey) -> Option<DataType>;
    /// The live field of this name.
    fn field_named(&self, name: &FieldName) -> Option<FieldKey>;
    /// How many live fields there are.
    fn field_count(&self) -> usize;
    /// What stands at a segment id.
    fn segment(&self, id: &SegmentId) -> Found;
    /// How many live segments there are.
    fn segment_count(&self) -> usize;
    /// The live contacts that hold this key.
    fn holders(&self, key: &MatchKey) -> Vec<ContactId>;
}

/// What stands at an id or key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing, now or ever before.
    Unused,
    /// A live record at this revision.
    Live(Revision),
    /// It was merged away.
    Redirect {
        /// Where to.
        to: ContactId,
    },
    /// It was deleted.
    Deleted,
}

/// A definition, live or gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Definition<T: Record> {
    /// It is there.
    Live(Arc<Stored<T>>),
    /// It was deleted; its key is not used again.
    Deleted,
}

impl<T: Record> Definition<T> {
    /// The definition, if it is live.
    pub fn live(self) -> Option<Arc<Stored<T>>> {
        match self {
            Self::Live(definition) => Some(definition),
            Self::Deleted => None,
        }
    }
}

/// What [`ChangeSet::seal`] decided.
#[derive(Clone, Debug)]
pub enum Sealed {
    /// Carry out [`ChangeSet::writes`] and keep this record, in one step.
    New(Arc<CommitRecord>),
    /// The change set was committed before: write nothing, answer with this.
    Again(Arc<CommitRecord>),
}

/// A commit that was refused. Nothing was changed, unless the store says that it does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommitError {
    /// Somebody changed a record first. Read again, decide again.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// A live contact holds a key that was required to be free.
    #[error("contact {holder} holds the same {}", describe(.key))]
    Taken {
        /// The key.
        key: MatchKey,
        /// The contact.
        holder: ContactId,
    },
    /// A contact would have a label that does not exist.
    #[error("there is no label `{0}`")]
    UnknownLabel(LabelKey),
    /// A contact would have a value of a field that does not exist, or is of another type.
    #[error("there is no extended field `{key}` of type {}", .data_type.as_str())]
    UnknownField {
        /// The field.
        key: FieldKey,
        /// The type of the value.
        data_type: DataType,
    },
    /// Two labels of one book may not share a name.
    #[error("label name `{name}` is taken by `{key}`")]
    LabelNameTaken {
        /// The name.
        name: LabelName,
        /// Who has it.
        key: LabelKey,
    },
    /// Two extended fields of one book may not share a name.
    #[error("extended field name `{name}` is taken by `{key}`")]
    FieldNameTaken {
        /// The name.
        name: FieldName,
        /// Who has it.
        key: FieldKey,
    },
    /// A definition that every book has, or its name, is created, renamed or deleted.
    #[error("{0} belongs to the platform and is in every book as it is")]
    SystemDefinition(RecordId),
    /// There would be more labels than the change set allows.
    #[error("the book has {count} of at most {max} labels")]
    TooManyLabels {
        /// How many there are.
        count: usize,
        /// How many there may be.
        max: usize,
    },
    /// There would be more extended fields than the change set allows.
    #[error("the book has {count} of at most {max} extended fields")]
    TooManyFields {
        /// How many there are.
        count: usize,
        /// How many there may be.
        max: usize,
    },
    /// There would be more segments than the change set allows.
    #[error("the book has {count} of at most {max} segments")]
    TooManySegments {
        /// How many there are.
        count: usize,
        /// How many there may be.
        max: usize,
    },
    /// Another change set with the same id was committed before.
    #[error("change set {0} was committed before with other content")]
    KeyReuse(ChangeSetId),
    /// The change set has no edit.
    #[error("the change set has no edit")]
    Empty,
    /// The store failed; see [`StoreError::is_retryable`].
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A record that is not what an edit or a guard expects.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{record} was expected {}, but {}", self::expected(.expected), self::found(.found))]
pub struct Conflict {
    /// The record.
    pub record: RecordId,
    /// What was expected.
    pub expected: Expect,
    /// What is there.
    pub found: Found,
}

fn expected(expect: &Expect) -> String {
    match expect {
        Expect::Absent => "to be unused".into(),
        Expect::At(revision) => format!("at revision {revision}"),
    }
}

fn found(found: &Found) -> String {
    match found {
        Found::Unused => "does not exist".into(),
        Found::Live(revision) => format!("is at revision {revision}"),
        Found::Redirect { to } => format!("was merged into {to}"),
        Found::Deleted => "was deleted".into(),
    }
}

fn describe(key: &MatchKey) -> String {
    match key {
        MatchKey::Email(email) => format!("e-mail address `{email}`"),
        MatchKey::Phone(phone) => format!("phone number `{phone}`"),
        MatchKey::Digits(digits) | MatchKey::National(digits) => format!("phone number `{digits}`"),
        MatchKey::Member(member) => format!("membership {member}"),
        MatchKey::Visitor(visitor) => format!("visitor {visitor}"),
        MatchKey::Uid(uid) => format!("identity `{uid}`"),
    }
}

impl ChangeSet {
    /// Checks everything that the change set expects against `ground`, and makes the record of
    /// the commit: its number and its events. Pure; every store calls it under its lock.
    ///
    /// # Errors
    ///
    /// Every variant of [`CommitError`] except [`Store`](CommitError::Store).
    pub fn seal(&self, ground: &impl Ground) -> Result<Sealed, CommitError> {
        let fingerprint = self.fingerprint();
        if let Some(record) = ground.committed(self.id) {
            return match record.fingerprint == fingerprint {
                true => Ok(Sealed::Again(record)),
                false => Err(CommitError::KeyReuse(self.id)),
            };
        }
        if self.is_empty() {
            return Err(CommitError::Empty);
        }
        self.check_definitions(ground)?;
        self.check_contacts(ground)?;
        self.check_guards(ground)?;
        Ok(Sealed::New(Arc::new(CommitRecord {
            id: self.id,
            fingerprint,
            sequence: ground.head().next(),
            at: self.at,
            cause: self.cause,
            audit: self.audit.clone(),
            events: self.events(),
        })))
    }

    /// The commit that a new record stands for, sharing the contacts, labels, fields and segments
    /// that were put.
    pub fn commit(&self, record: Arc<CommitRecord>) -> Commit {
        let states = self.contacts.values().filter_map(|edit| match edit {
            ContactEdit::Put { after, .. } => Some(Arc::clone(after)),
            ContactEdit::Remove { .. } => None,
        });
        let labels = self.labels.values().filter_map(DefinitionEdit::after).cloned();
        let fields = self.fields.values().filter_map(DefinitionEdit::after).cloned();
        let segments = self.segments.values().filter_map(DefinitionEdit::after).cloned();
        Commit::new(record, states.collect())
            .with_definitions(labels.collect(), fields.collect())
            .with_segments(segments.collect())
    }

    fn check_definitions(&self, ground: &impl Ground) -> Result<(), CommitError> {
        for (key, edit) in &self.labels {
            let named = edit.after().is_some_and(|label| system_label_named(&label.name).is_some());
            if named || is_system_label(key) {
                return Err(CommitError::SystemDefinition(RecordId::Label(key.clone())));
            }
            check(RecordId::Label(key.clone()), edit.expect(), ground.label(key))?;
            let DefinitionEdit::Put { after, .. } = edit else { continue };
            let named_here = self.labels.iter().find(|(other, edit)| {
                *other != key && edit.after().is_some_and(|other| other.name == after.name)
            });
            let named_there = ground.label_named(&after.name).filter(|other| {
                // A label that is renamed or deleted here gives up its name.
                other != key && !self.labels.contains_key(other)
            });
            if let Some(key) = named_there.or(named_here.map(|(key, _)| key.clone())) {
                return Err(CommitError::LabelNameTaken { name: after.name.clone(), key });
            }
        }
        for (key, edit) in &self.fields {
            let named = edit.after().is_some_and(|field| system_field_named(&field.name).is_some());
            if named || system_field(key).is_some() {
                return Err(CommitError::SystemDefinition(RecordId::Field(key.clone())));
            }
            check(RecordId::Field(key.clone()), edit.expect(), ground.field(key))?;
            let DefinitionEdit::Put { after, .. } = edit else { continue };
            let named_here = self.fields.iter().find(|(other, edit)| {
                *other != key && edit.after().is_some_and(|other| other.name == after.name)
            });
            let named_there = (ground.field_named(&after.name))
                .filter(|other| other != key && !self.fields.contains_key(other));
            if let Some(key) = named_there.or(named_here.map(|(key, _)| key.clone())) {
                return Err(CommitError::FieldNameTaken { name: after.name.clone(), key });
            }
        }
        for (id, edit) in &self.segments {
            check(RecordId::Segment(*id), edit.expect(), ground.segment(id))?;
        }
        Ok(())
    }

    fn check_contacts(&self, ground: &impl Ground) -> Result<(), CommitError> {
        for (id, edit) in &self.contacts {
            match edit {
                ContactEdit::Put { expect, after, .. } => {
                    check_contact(*id, *expect, ground)?;
                    self.check_used(after, ground)?;
                }
                ContactEdit::Remove { at, .. } => check_contact(*id, Expect::At(*at), ground)?,
            }
        }
        Ok(())
    }

    /// INVARIANT (labels and fields exist): checked for all that a contact has, not only for what
    /// is new, since deleting a label leaves the revisions of its contacts as they are.
    fn check_used(&self, contact: &Contact, ground: &impl Ground) -> Result<(), CommitError> {
        for key in contact.info.labels() {
            let live = match self.labels.get(key) {
                Some(edit) => edit.after().is_some(),
                None => matches!(ground.label(key), Found::Live(_)) || is_system_label(key),
            };
            if !live {
                return Err(CommitError::UnknownLabel(key.clone()));
            }
        }
        for (key, value) in contact.info.fields() {
            let defined = match self.fields.get(key) {
                Some(edit) => edit.after().map(|field| field.data_type),
                None => ground
                    .field_type(key)
                    .or_else(|| system_field(key).map(|field| field.data_type)),
            };
            if defined != Some(FieldValue::data_type(value)) {
                let data_type = value.data_type();
                return Err(CommitError::UnknownField { key: key.clone(), data_type });
            }
        }
        Ok(())
    }

    fn check_guards(&self, ground: &impl Ground) -> Result<(), CommitError> {
        for guard in &self.guards {
            match guard {
                Guard::At(record, revision) => {
                    let found = match record {
                        RecordId::Contact(id) => ground.contact(*id),
                        RecordId::Label(key) => ground.label(key),
                        RecordId::Field(key) => ground.field(key),
                        RecordId::Segment(id) => ground.segment(id),
                    };
                    check(record.clone(), Expect::At(*revision), found)?;
                }
                Guard::Free(key) => {
                    let mut holders = ground.holders(key).into_iter();
                    if let Some(holder) = holders.find(|id| !self.contacts.contains_key(id)) {
                        return Err(CommitError::Taken { key: key.clone(), holder });
                    }
                }
                Guard::LabelRoom { max } => {
                    let count = ground.label_count();
                    if balance(count, self.labels.values()) > *max {
                        return Err(CommitError::TooManyLabels { count, max: *max });
                    }
                }
                Guard::FieldRoom { max } => {
                    let count = ground.field_count();
                    if balance(count, self.fields.values()) > *max {
                        return Err(CommitError::TooManyFields { count, max: *max });
                    }
                }
                Guard::SegmentRoom { max } => {
                    let count = ground.segment_count();
                    if balance(count, self.segments.values()) > *max {
                        return Err(CommitError::TooManySegments { count, max: *max });
                    }
                }
            }
        }
        Ok(())
    }

    fn events(&self) -> Vec<Event> {
        let mut events = Vec::with_capacity(self.len() + 1);
        use EventKind::{
            FieldCreated, FieldDeleted, FieldUpdated, LabelCreated, LabelDeleted, LabelUpdated,
            SegmentCreated, SegmentDeleted, SegmentUpdated,
        };
        let labels: [fn(_) -> _; 3] = [LabelCreated, LabelUpdated, LabelDeleted];
        let fields: [fn(_) -> _; 3] = [FieldCreated, FieldUpdated, FieldDeleted];
        let segments: [fn(_) -> _; 3] = [SegmentCreated, SegmentUpdated, SegmentDeleted];
        events.extend(self.labels.iter().map(|(key, edit)| edit.event(key, labels)));
        events.extend(self.fields.iter().map(|(key, edit)| edit.event(key, fields)));
        events.extend(self.segments.iter().map(|(id, edit)| edit.event(id, segments)));
        for (id, edit) in &self.contacts {
            match edit {
                ContactEdit::Put { expect, after, changed, merged, digest: _ } => {
                    let revision = after.revision;
                    if !merged.is_empty() {
                        let sources = merged.to_vec();
                        let kind = EventKind::ContactsMerged { target: *id, sources };
                        events.push(Event { kind, revision });
                    }
                    events.push(Event {
                        kind: put(*id, *expect, *changed, merged.is_empty()),
                        revision,
                    });
                }
                ContactEdit::Remove { at, into } => {
                    let kind = EventKind::ContactDeleted { id: *id, merged_into: *into };
                    events.push(Event { kind, revision: *at });
                }
            }
        }
        events
    }
}

fn put(id: ContactId, expect: Expect, changed: Changed, alone: bool) -> EventKind {
    match expect {
        Expect::Absent => EventKind::ContactCreated(id),
        Expect::At(_) => {
            let originated_from = (!alone).then_some(Origination::Merge);
            EventKind::ContactUpdated { id, changed, originated_from }
        }
    }
}

impl<T: Record> DefinitionEdit<T> {
    fn expect(&self) -> Expect {
        match self {
            Self::Put { expect, .. } => *expect,
            Self::Remove { at } => Expect::At(*at),
        }
    }

    fn after(&self) -> Option<&Arc<Stored<T>>> {
        match self {
            Self::Put { after, .. } => Some(after),
            Self::Remove { .. } => None,
        }
    }

    /// What happens, of `[created, updated, deleted]`.
    fn event(&self, id: &T::Id, kinds: [fn(T::Id) -> EventKind; 3]) -> Event {
        let [created, updated, deleted] = kinds;
        let (kind, revision) = match self {
            Self::Put { expect: Expect::Absent, after } => (created, after.revision),
            Self::Put { expect: Expect::At(_), after } => (updated, after.revision),
            Self::Remove { at } => (deleted, *at),
        };
        Event { kind: kind(id.clone()), revision }
    }
}

/// How many definitions there are after these edits.
fn balance<'a, T: Record + 'a>(
    count: usize,
    edits: impl Iterator<Item = &'a DefinitionEdit<T>>,
) -> usize {
    edits.fold(count, |count, edit| match edit {
        DefinitionEdit::Put { expect: Expect::Absent, .. } => count + 1,
        DefinitionEdit::Put { .. } => count,
        DefinitionEdit::Remove { .. } => count.saturating_sub(1),
    })
}

fn check_contact(id: ContactId, expected: Expect, ground: &impl Ground) -> Result<(), Conflict> {
    let found = ground.contact(id);
    match (expected, found) {
        (Expect::Absent, Found::Unused) => Ok(()),
        (Expect::At(expected), Found::Live(revision)) if revision == expected => Ok(()),
        _ => Err(Conflict { record: RecordId::Contact(id), expected, found }),
    }
}

fn check(record: RecordId, expected: Expect, found: Found) -> Result<(), Conflict> {
    match (expected, found) {
        (Expect::Absent, Found::Unused) => Ok(()),
        (Expect::At(expected), Found::Live(revision)) if revision == expected => Ok(()),
        _ => Err(Conflict { record, expected, found }),
    }
}
