//! What a client asks for, in plain words: a change set that can be looked into.

use std::sync::Arc;

use crate::change::{Audit, Cause, ChangeSet, CommitError, Conflict};
use crate::contact::{Contact, MatchKey};
use crate::field::{ExtendedField, FieldKey, FieldName};
use crate::id::{ChangeSetId, ContactId, SegmentId};
use crate::label::{Label, LabelKey, LabelName};
use crate::record::{RecordId, Revision, Stored};
use crate::segment::Segment;
use crate::time::Timestamp;

/// A change set as the [`Model`](super::Model) reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Its identity.
    pub id: ChangeSetId,
    /// When it was made.
    pub at: Timestamp,
    /// Why.
    pub cause: Cause,
    /// By whom.
    pub audit: Audit,
    /// What must still be true.
    pub needs: Vec<Need>,
    edits: Vec<Edit>,
}

/// One edit.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Edit {
    Create { id: ContactId, contact: Box<Contact> },
    Update { before: Arc<Stored<Contact>>, after: Box<Contact> },
    Delete { before: Arc<Stored<Contact>> },
    Merge { target: Arc<Stored<Contact>>, after: Box<Contact>, sources: Vec<Arc<Stored<Contact>>> },
    CreateLabel { key: LabelKey, label: Label },
    UpdateLabel { before: Arc<Stored<Label>>, label: Label },
    DeleteLabel { before: Arc<Stored<Label>> },
    CreateField { key: FieldKey, field: ExtendedField },
    RenameField { before: Arc<Stored<ExtendedField>>, name: FieldName },
    DeleteField { before: Arc<Stored<ExtendedField>> },
    CreateSegment { id: SegmentId, segment: Segment },
    UpdateSegment { before: Arc<Stored<Segment>>, segment: Segment },
    DeleteSegment { before: Arc<Stored<Segment>> },
}

/// One guard.
#[derive(Clone, Debug, PartialEq)]
pub enum Need {
    /// The record is live and at this revision.
    At(RecordId, Revision),
    /// No other live contact holds this.
    Free(MatchKey),
    /// At most so many labels afterwards.
    LabelRoom(usize),
    /// At most so many fields afterwards.
    FieldRoom(usize),
    /// At most so many segments afterwards.
    SegmentRoom(usize),
}

/// A reason why a request cannot be committed. There may be several; a store names one.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "as the variants of `CommitError`")]
pub enum Problem {
    Conflict(Conflict),
    Taken(MatchKey),
    UnknownLabel(LabelKey),
    UnknownField(FieldKey),
    LabelNameTaken(LabelName),
    FieldNameTaken(FieldName),
    TooManyLabels,
    TooManyFields,
    TooManySegments,
    SystemDefinition(RecordId),
    KeyReuse,
    Empty,
}

impl Request {
    /// A request without edits.
    pub fn new(id: ChangeSetId, at: Timestamp, cause: Cause) -> Self {
        let (audit, needs, edits) = (Audit::default(), Vec::new(), Vec::new());
        Self { id, at, cause, audit, needs, edits }
    }

    /// Adds an edit; `false` if one of its records has an edit already.
    pub fn push(&mut self, edit: Edit) -> bool {
        let records = edit.records();
        let twice = (records.iter().enumerate())
            .any(|(at, record)| records[..at].contains(record) || self.edited(record));
        if !twice {
            self.edits.push(edit);
        }
        !twice
    }

    /// The edits, in order.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The change set of this request.
    ///
    /// # Panics
    ///
    /// If the change set refuses an edit of a record that has none yet.
    pub fn changes(&self) -> ChangeSet {
        let mut changes =
            ChangeSet::new(self.id, self.at, self.cause).with_audit(self.audit.clone());
        for edit in &self.edits {
            let added = match edit.clone() {
                Edit::Create { id, contact } => changes.create(id, *contact),
                Edit::Update { before, after } => changes.update(&before, *after).map(drop),
                Edit::Delete { before } => changes.delete(&before),
                Edit::Merge { target, after, sources } => changes.merge(&target, *after, &sources),
                Edit::CreateLabel { key, label } => changes.create_label(key, label),
                Edit::UpdateLabel { before, label } => {
                    changes.update_label(&before, label).map(drop)
                }
                Edit::DeleteLabel { before } => changes.delete_label(&before),
                Edit::CreateField { key, field } => changes.create_field(key, field),
                Edit::RenameField { before, name } => changes.update_field(&before, name).map(drop),
                Edit::DeleteField { before } => changes.delete_field(&before),
                Edit::CreateSegment { id, segment } => changes.create_segment(id, segment),
                Edit::UpdateSegment { before, segment } => {
                    changes.update_segment(&before, segment).map(drop)
                }
                Edit::DeleteSegment { before } => changes.delete_segment(&before),
            };
            added.expect("push keeps one edit per record");
        }
        for need in &self.needs {
            match need.clone() {
                Need::At(record, revision) => changes.require(record, revision),
                Need::Free(key) => changes.require_free(key),
                Need::LabelRoom(max) => changes.require_label_room(max),
                Need::FieldRoom(max) => changes.require_field_room(max),
                Need::SegmentRoom(max) => changes.require_segment_room(max),
            }
        }
        changes
    }

    fn edited(&self, record: &RecordId) -> bool {
        self.edits.iter().any(|edit| edit.records().contains(record))
    }
}

impl Edit {
    /// The records that it edits.
    pub(super) fn records(&self) -> Vec<RecordId> {
        match self {
            Self::Create { id, .. } => vec![RecordId::Contact(*id)],
            Self::Update { before, .. } | Self::Delete { before } => {
                vec![RecordId::Contact(*before.id())]
            }
            Self::Merge { target, sources, .. } => std::iter::once(target)
                .chain(sources)
                .map(|contact| RecordId::Contact(*contact.id()))
                .collect(),
            Self::CreateLabel { key, .. } => vec![RecordId::Label(key.clone())],
            Self::UpdateLabel { before, .. } | Self::DeleteLabel { before } => {
                vec![RecordId::Label(before.id().clone())]
            }
            Self::CreateField { key, .. } => vec![RecordId::Field(key.clone())],
            Self::RenameField { before, .. } | Self::DeleteField { before } => {
                vec![RecordId::Field(before.id().clone())]
            }
            Self::CreateSegment { id, .. } => vec![RecordId::Segment(*id)],
            Self::UpdateSegment { before, .. } | Self::DeleteSegment { before } => {
                vec![RecordId::Segment(*before.id())]
            }
        }
    }

    /// What a contact holds after it, if it puts one.
    pub(super) fn contact_after(&self) -> Option<&Contact> {
        match self {
            Self::Create { contact: after, .. }
            | Self::Update { after, .. }
            | Self::Merge { after, .. } => Some(after),
            _ => None,
        }
    }
}

impl Problem {
    /// What a store said; `None` if the store itself failed.
    pub fn of(error: &CommitError) -> Option<Self> {
        Some(match error.clone() {
            CommitError::Conflict(conflict) => Self::Conflict(conflict),
            CommitError::Taken { key, .. } => Self::Taken(key),
            CommitError::UnknownLabel(key) => Self::UnknownLabel(key),
            CommitError::UnknownField { key, .. } => Self::UnknownField(key),
            CommitError::LabelNameTaken { name, .. } => Self::LabelNameTaken(name),
            CommitError::FieldNameTaken { name, .. } => Self::FieldNameTaken(name),
            CommitError::TooManyLabels { .. } => Self::TooManyLabels,
            CommitError::TooManyFields { .. } => Self::TooManyFields,
            CommitError::TooManySegments { .. } => Self::TooManySegments,
            CommitError::SystemDefinition(record) => Self::SystemDefinition(record),
            CommitError::KeyReuse(_) => Self::KeyReuse,
            CommitError::Empty => Self::Empty,
            CommitError::Store(_) => return None,
        })
    }
}
