use std::sync::Arc;

use serde::Serialize;
use smol_str::SmolStr;

use super::Changed;
use crate::contact::Contact;
use crate::field::{ExtendedField, FieldKey};
use crate::id::{ChangeSetId, ContactId, EventId, SegmentId, derived};
use crate::label::{Label, LabelKey};
use crate::record::{RecordId, Revision, Sequence, Stored};
use crate::segment::Segment;
use crate::time::Timestamp;

/// What a change set became: its number in the book and its events.
///
/// Cheap to clone. It holds ids, revisions and names of fields, no personal values; the contacts
/// ([`state`](Self::state)), labels, fields and segments that it put are shared beside it.
#[derive(Clone, Debug)]
pub struct Commit {
    record: Arc<CommitRecord>,
    states: Vec<Arc<Stored<Contact>>>,
    labels: Vec<Arc<Stored<Label>>>,
    fields: Vec<Arc<Stored<ExtendedField>>>,
    segments: Vec<Arc<Stored<Segment>>>,
}

impl Commit {
    /// A commit, with the contacts of its events that are live.
    ///
    /// For stores: from [`seal`](super::ChangeSet::seal) the after-states, from the journal the
    /// present states.
    pub fn new(record: Arc<CommitRecord>, states: Vec<Arc<Stored<Contact>>>) -> Self {
        Self { record, states, labels: Vec::new(), fields: Vec::new(), segments: Vec::new() }
    }

    /// The same, with the labels and fields of its events that are live.
    #[must_use]
    pub fn with_definitions(
        self,
        labels: Vec<Arc<Stored<Label>>>,
        fields: Vec<Arc<Stored<ExtendedField>>>,
    ) -> Self {
        Self { labels, fields, ..self }
    }

    /// The same, with the segments of its events that are live.
    #[must_use]
    pub fn with_segments(self, segments: Vec<Arc<Stored<Segment>>>) -> Self {
        Self { segments, ..self }
    }

    /// What the journal keeps of it.
    pub fn record(&self) -> &Arc<CommitRecord> {
        &self.record
    }

    /// The contact that an event put, if it is live: as it was right after this commit when the
    /// commit was just made, as it was at the time of reading when the commit was read later (its
    /// revision tells).
    pub fn state(&self, id: ContactId) -> Option<&Arc<Stored<Contact>>> {
        self.states.iter().find(|state| state.id == id)
    }

    /// The label that an event put, if it is live; as new as a [`state`](Self::state) is.
    pub fn label(&self, key: &LabelKey) -> Option<&Arc<Stored<Label>>> {
        self.labels.iter().find(|label| label.id == *key)
    }

    /// The extended field that an event put, if it is live; as new as a [`state`](Self::state) is.
    pub fn field(&self, key: &FieldKey) -> Option<&Arc<Stored<ExtendedField>>> {
        self.fields.iter().find(|field| field.id == *key)
    }

    /// The segment that an event put, if it is live; as new as a [`state`](Self::state) is.
    pub fn segment(&self, id: &SegmentId) -> Option<&Arc<Stored<Segment>>> {
        self.segments.iter().find(|segment| segment.id == *id)
    }

    /// All states of contacts that there are.
    pub fn states(&self) -> &[Arc<Stored<Contact>>] {
        &self.states
    }
}

impl std::ops::Deref for Commit {
    type Target = CommitRecord;

    fn deref(&self) -> &CommitRecord {
        &self.record
    }
}

/// What the journal of a book keeps of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitRecord {
    pub(super) id: ChangeSetId,
    pub(super) fingerprint: u64,
    pub(super) sequence: Sequence,
    pub(super) at: Timestamp,
    pub(super) cause: Cause,
    pub(super) audit: Audit,
    pub(super) events: Vec<Event>,
}

impl CommitRecord {
    /// What a store read back from where it keeps its journal.
    pub fn restored(
        (id, fingerprint): (ChangeSetId, u64),
        sequence: Sequence,
        at: Timestamp,
        (cause, audit): (Cause, Audit),
        events: Vec<Event>,
    ) -> Self {
        Self { id, fingerprint, sequence, at, cause, audit, events }
    }

    /// The change set that was committed.
    pub fn id(&self) -> ChangeSetId {
        self.id
    }

    /// The fingerprint of that change set.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Its number in the book.
    pub fn sequence(&self) -> Sequence {
        self.sequence
    }

    /// When the change set was made.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Why.
    pub fn cause(&self) -> Cause {
        self.cause
    }

    /// By whom.
    pub fn audit(&self) -> &Audit {
        &self.audit
    }

    /// What happened, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The identity of the event at this place, for dropping repeats.
    pub fn event_id(&self, index: usize) -> EventId {
        EventId::new(derived(*self.id.as_uuid(), index as u64))
    }
}

/// Why something was committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cause {
    /// A contact, label, field or segment was created.
    Create,
    /// A contact was edited, a label or field renamed, a segment redefined.
    Update,
    /// A contact, label, field or segment was deleted.
    Delete,
    /// A contact was labelled or unlabelled.
    Label,
    /// Contacts were merged.
    Merge,
    /// A visitor submitted something.
    Submit,
    /// A file was imported.
    Import,
    /// The host said something of a person: membership, subscription, delivery.
    Host,
    /// A bulk job deleted contacts.
    BulkDelete,
    /// A bulk job edited contacts.
    BulkUpdate,
    /// A bulk job labelled or unlabelled contacts.
    BulkLabel,
}

/// Who did it, and whether the check of permissions was lifted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Audit {
    /// The caller, such as `app 3f0c…`; absent if the store was used directly.
    pub caller: Option<SmolStr>,
    /// The reason that was given for lifting the check.
    pub elevated: Option<SmolStr>,
    /// A digest of the request, if it was made under an id of the caller's.
    pub request: Option<u64>,
}

/// Something that happened to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// The record's revision: after the change, or the last one of a deleted record.
    pub revision: Revision,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// A contact was created.
    ContactCreated(ContactId),
    /// A contact was changed.
    ContactUpdated {
        /// The contact.
        id: ContactId,
        /// What changed.
        changed: Changed,
        /// What it comes from, if it was not asked for by itself.
        originated_from: Option<Origination>,
    },
    /// A contact was deleted.
    ContactDeleted {
        /// The contact.
        id: ContactId,
        /// The target, if it was merged away; then this is no deletion of a person.
        merged_into: Option<ContactId>,
    },
    /// Contacts were merged.
    ContactsMerged {
        /// The one that stays.
        target: ContactId,
        /// Those that were folded in, in the order of the call.
        sources: Vec<ContactId>,
    },
    /// A label was created.
    LabelCreated(LabelKey),
    /// A label was renamed.
    LabelUpdated(LabelKey),
    /// A label was deleted, also from every contact that had it.
    LabelDeleted(LabelKey),
    /// An extended field was created.
    FieldCreated(FieldKey),
    /// An extended field was renamed.
    FieldUpdated(FieldKey),
    /// An extended field was deleted, also its values.
    FieldDeleted(FieldKey),
    /// A segment was created.
    SegmentCreated(SegmentId),
    /// A segment was renamed, or its query was changed.
    SegmentUpdated(SegmentId),
    /// A segment was deleted; its members stay.
    SegmentDeleted(SegmentId),
}

/// What an event comes from, if it was not asked for by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Origination {
    /// A merge.
    Merge,
}

impl Event {
    /// The record that it is about; of a merge, the target.
    pub fn record(&self) -> RecordId {
        match &self.kind {
            EventKind::ContactCreated(id)
            | EventKind::ContactUpdated { id, .. }
            | EventKind::ContactDeleted { id, .. }
            | EventKind::ContactsMerged { target: id, .. } => RecordId::Contact(*id),
            EventKind::LabelCreated(key)
            | EventKind::LabelUpdated(key)
            | EventKind::LabelDeleted(key) => RecordId::Label(key.clone()),
            EventKind::FieldCreated(key)
            | EventKind::FieldUpdated(key)
            | EventKind::FieldDeleted(key) => RecordId::Field(key.clone()),
            EventKind::SegmentCreated(id)
            | EventKind::SegmentUpdated(id)
            | EventKind::SegmentDeleted(id) => RecordId::Segment(*id),
        }
    }
}
