//! Domain events: what a commit tells other systems.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::change::{Commit, CommitRecord, Event, EventKind, Origination};
use crate::contact::Contact;
use crate::field::ExtendedField;
use crate::id::{ContactId, EventId};
use crate::label::Label;
use crate::record::{RecordId, Stored};
use crate::time::Timestamp;

/// The domain events of a commit, in order: what a host sends to whoever listens. The platform has
/// none of segments.
///
/// Of a commit that was just made, the entities are as it left them. Of one that was read from the
/// journal they are as they were when it was read, which the revision tells, and are missing where
/// they are gone.
///
/// ```
/// # use contacts_core::*;
/// use contacts_core::{store::Store, wire::domain_events};
///
/// let book = ContactBook::new(MemoryStore::new());
/// book.with(Caller::Host).create(ContactPatch::new().with_name("Ada", "Lovelace")?)?;
/// for commit in book.store().commits_after(None, 100)? {
///     for event in domain_events(&commit) {
///         assert_eq!(event.event_type(), "wix.contacts.v4.contact_created");
///         let json = serde_json::to_value(&event)?;
///         assert_eq!(json["createdEvent"]["entity"]["info"]["name"]["first"], "Ada");
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn domain_events(commit: &Commit) -> impl ExactSizeIterator<Item = DomainEvent> {
    let events = commit.events().iter().enumerate().filter_map(|(index, event)| {
        let (record, names) = (Arc::clone(commit.record()), names(&event.kind)?);
        Some(DomainEvent { record, index, names, entity: entity(commit, event) })
    });
    events.collect::<Vec<_>>().into_iter()
}

/// Something that happened, in the envelope of the platform: serialise it to send it.
///
/// Made by [`domain_events`]. Cheap to clone.
#[derive(Clone, Debug)]
pub struct DomainEvent {
    record: Arc<CommitRecord>,
    /// INVARIANT: a place in the events of `record`.
    index: usize,
    names: Names,
    entity: Option<Entity>,
}

/// Event type, name of the entity, slug.
type Names = (&'static str, &'static str, &'static str);

/// The record that an event is about, as far as the commit has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Entity {
    /// A contact.
    Contact(Arc<Stored<Contact>>),
    /// A label.
    Label(Arc<Stored<Label>>),
    /// An extended field.
    ExtendedField(Arc<Stored<ExtendedField>>),
}

impl DomainEvent {
    /// Its identity, for dropping repeats: the same however often the commit is read.
    pub fn id(&self) -> EventId {
        self.record.event_id(self.index)
    }

    /// What happened, as the journal keeps it.
    pub fn event(&self) -> &Event {
        &self.record.events()[self.index]
    }

    /// The type by which events are subscribed to, such as `wix.contacts.v4.contact_created`.
    ///
    /// Extended fields are spelled `extended-field` here, and `extended_field` in
    /// [`entity_fqdn`](Self::entity_fqdn).
    pub fn event_type(&self) -> &'static str {
        self.names.0
    }

    /// What kind of record it is about, such as `wix.contacts.v4.contact`.
    pub fn entity_fqdn(&self) -> &'static str {
        self.names.1
    }

    /// What happened, in a word: `created`, `updated`, `deleted` or `merged`.
    pub fn slug(&self) -> &'static str {
        self.names.2
    }

    /// The record that it is about; of a merge, the target.
    pub fn record(&self) -> RecordId {
        self.event().record()
    }

    /// The record as the commit has it; nothing for one that was deleted.
    pub fn entity(&self) -> Option<&Entity> {
        self.entity.as_ref()
    }

    /// When it happened.
    pub fn time(&self) -> Timestamp {
        self.record.at()
    }

    /// What it comes from, if it was not asked for by itself: `merge`, for the update of the
    /// target and the deletion of each source.
    pub fn originated_from(&self) -> Option<Origination> {
        match &self.event().kind {
            EventKind::ContactUpdated { originated_from, .. } => *originated_from,
            EventKind::ContactDeleted { merged_into, .. } => {
                merged_into.map(|_| Origination::Merge)
            }
            _ => None,
        }
    }

    /// A number that grows with every event of one record; numbers of different records are not
    /// comparable.
    pub fn entity_event_sequence(&self) -> u128 {
        // INVARIANT (one edit per record): a commit has one event of a record, or, of the target
        // of a merge, two: merged, then updated.
        let second = matches!(
            self.event().kind,
            EventKind::ContactUpdated { originated_from: Some(Origination::Merge), .. }
        );
        u128::from(self.record.sequence().get()) * 2 + u128::from(second)
    }
}

/// # Errors
///
/// Those of serialising the entity.
impl Serialize for DomainEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entity = self.entity();
        let body = match &self.event().kind {
            EventKind::ContactCreated(_)
            | EventKind::LabelCreated(_)
            | EventKind::FieldCreated(_)
            | EventKind::SegmentCreated(_) => BodyOut::Created { entity },
            EventKind::ContactUpdated { .. }
            | EventKind::LabelUpdated(_)
            | EventKind::FieldUpdated(_)
            | EventKind::SegmentUpdated(_) => BodyOut::Updated { current_entity: entity },
            EventKind::ContactDeleted { .. }
            | EventKind::LabelDeleted(_)
            | EventKind::FieldDeleted(_)
            | EventKind::SegmentDeleted(_) => BodyOut::Deleted {},
            EventKind::ContactsMerged { target, sources } => BodyOut::Action {
                body: MergedOut {
                    target_contact_id: target,
                    source_contact_ids: sources,
                    target_contact: entity,
                },
            },
        };
        EventOut {
            id: self.id(),
            entity_fqdn: self.entity_fqdn(),
            slug: self.slug(),
            entity_id: match self.record() {
                RecordId::Contact(id) => id.to_string(),
                RecordId::Label(key) => key.to_string(),
                RecordId::Field(key) => key.to_string(),
                RecordId::Segment(id) => id.to_string(),
            },
            event_time: self.time(),
            triggered_by_anonymize_request: false,
            originated_from: self.originated_from(),
            entity_event_sequence: self.entity_event_sequence().to_string(),
            body,
        }
        .serialize(serializer)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EventOut<'a> {
    id: EventId,
    entity_fqdn: &'static str,
    slug: &'static str,
    entity_id: String,
    event_time: Timestamp,
    /// A book does not anonymize yet.
    triggered_by_anonymize_request: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    originated_from: Option<Origination>,
    entity_event_sequence: String,
    #[serde(flatten)]
    body: BodyOut<'a>,
}

#[derive(Serialize)]
enum BodyOut<'a> {
    #[serde(rename = "createdEvent")]
    Created {
        #[serde(skip_serializing_if = "Option::is_none")]
        entity: Option<&'a Entity>,
    },
    #[serde(rename = "updatedEvent", rename_all = "camelCase")]
    Updated {
        #[serde(skip_serializing_if = "Option::is_none")]
        current_entity: Option<&'a Entity>,
    },
    #[serde(rename = "deletedEvent")]
    Deleted {},
    #[serde(rename = "actionEvent")]
    Action { body: MergedOut<'a> },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MergedOut<'a> {
    target_contact_id: &'a ContactId,
    source_contact_ids: &'a [ContactId],
    #[serde(skip_serializing_if = "Option::is_none")]
    target_contact: Option<&'a Entity>,
}

fn entity(commit: &Commit, event: &Event) -> Option<Entity> {
    match event.record() {
        RecordId::Contact(id) => commit.state(id).cloned().map(Entity::Contact),
        RecordId::Label(key) => commit.label(&key).cloned().map(Entity::Label),
        RecordId::Field(key) => commit.field(&key).cloned().map(Entity::ExtendedField),
        RecordId::Segment(_) => None,
    }
}

/// How an event is told; `None` if it is not.
fn names(kind: &EventKind) -> Option<Names> {
    const CONTACT: &str = "wix.contacts.v4.contact";
    const LABEL: &str = "wix.contacts.v4.label";
    const FIELD: &str = "wix.contacts.v4.extended_field";
    Some(match kind {
        EventKind::ContactCreated(_) => ("wix.contacts.v4.contact_created", CONTACT, "created"),
        EventKind::ContactUpdated { .. } => ("wix.contacts.v4.contact_updated", CONTACT, "updated"),
        EventKind::ContactDeleted { .. } => ("wix.contacts.v4.contact_deleted", CONTACT, "deleted"),
        EventKind::ContactsMerged { .. } => ("wix.contacts.v4.contact_merged", CONTACT, "merged"),
        EventKind::LabelCreated(_) => ("wix.contacts.v4.label_created", LABEL, "created"),
        EventKind::LabelUpdated(_) => ("wix.contacts.v4.label_updated", LABEL, "updated"),
        EventKind::LabelDeleted(_) => ("wix.contacts.v4.label_deleted", LABEL, "deleted"),
        EventKind::FieldCreated(_) => ("wix.contacts.v4.extended-field_created", FIELD, "created"),
        EventKind::FieldUpdated(_) => ("wix.contacts.v4.extended-field_updated", FIELD, "updated"),
        EventKind::FieldDeleted(_) => ("wix.contacts.v4.extended-field_deleted", FIELD, "deleted"),
        EventKind::SegmentCreated(_)
        | EventKind::SegmentUpdated(_)
        | EventKind::SegmentDeleted(_) => return None,
    })
}
