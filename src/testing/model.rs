//! A book in plain data: flat maps, no indexes, quadratic and obvious.
//!
//! Written from the contract alone; it shares the value types with the crate and nothing of what
//! stores are made of. A store is compared with it, step by step.
//!
//! ```
//! # use contacts_core::testing::model::{Model, Request};
//! # use contacts_core::{Cause, ChangeSetId, Timestamp};
//! let mut model = Model::default();
//! let nothing = Request::new(ChangeSetId::from_u128(1), Timestamp::EPOCH, Cause::Update);
//! assert!(model.commit(&nothing).is_err());
//! ```

mod draft;
pub mod json_filter;
mod known;
mod op;
mod parts;
mod problems;
mod request;
mod view;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use draft::{Draft, universe};
pub use known::Known;
pub use op::Op;
use parts::changed;
pub use request::{Edit, Need, Problem, Request};
pub use view::{Asked, Entry, Happened, Universe, View};

use crate::change::{Definition, Found};
use crate::contact::{Contact, MatchKey};
use crate::field::{ExtendedField, FieldKey};
use crate::id::{ContactId, SegmentId};
use crate::label::{Label, LabelKey};
use crate::query::{Facet, Value};
use crate::record::{Record, RecordId, Revision, Sequence, Slot, Stored};
use crate::segment::Segment;
use crate::time::Timestamp;

/// A book as it should be.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// In the order in which the book got them.
    contacts: Vec<(ContactId, Place)>,
    labels: Vec<(LabelKey, Option<Arc<Stored<Label>>>)>,
    fields: Vec<(FieldKey, Option<Arc<Stored<ExtendedField>>>)>,
    segments: Vec<(SegmentId, Option<Arc<Stored<Segment>>>)>,
    journal: Vec<(Request, Vec<Happened>)>,
}

#[derive(Clone, Debug)]
enum Place {
    Live(Arc<Stored<Contact>>),
    /// Merged into this one, which may have been merged away since.
    Merged(ContactId),
    Deleted,
}

impl Model {
    /// The number of the last commit.
    pub fn head(&self) -> Sequence {
        Sequence::new(self.journal.len() as u64)
    }

    /// Commits a request; its number in the book, that of the first time if it is a retry.
    ///
    /// # Errors
    ///
    /// Every [`Problem`] that there is; the book stays as it was. A store names one of them.
    pub fn commit(&mut self, request: &Request) -> Result<Sequence, Vec<Problem>> {
        if let Some(at) = self.journal.iter().position(|(known, _)| known.id == request.id) {
            return match self.journal[at].0 == *request {
                true => Ok(Sequence::new(at as u64 + 1)),
                false => Err(vec![Problem::KeyReuse]),
            };
        }
        let problems = self.problems(request);
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut events = Vec::new();
        let edits = effective(request);
        for edit in edits.iter().filter(|edit| matches!(edit.records()[0], RecordId::Label(_))) {
            events.push(self.define_label(edit, request.at));
        }
        for edit in edits.iter().filter(|edit| matches!(edit.records()[0], RecordId::Field(_))) {
            events.push(self.define_field(edit, request.at));
        }
        for edit in edits.iter().filter(|edit| matches!(edit.records()[0], RecordId::Segment(_))) {
            events.push(self.define_segment(edit, request.at));
        }
        for edit in edits {
            self.write_contact(edit, request.at, &mut events);
        }
        self.journal.push((request.clone(), events));
        Ok(self.head())
    }

    /// What a store should answer.
    pub fn view(&self, universe: &Universe, seen: Sequence) -> View {
        let ids = |contacts: &[Arc<Stored<Contact>>]| {
            contacts.iter().map(|contact| *contact.id()).collect::<Vec<_>>()
        };
        let holding = |key: &MatchKey| ids(&self.select(|contact| holds(contact, key)));
        let found = universe.questions().into_iter().map(|asked| {
            let found = ids(&self.listed(|contact| meets(contact, &asked)));
            let count = found.len();
            (asked, found, Some(count))
        });
        let contacts = self.listed(|_| true);
        let labels = live(&self.labels);
        let fields = live(&self.fields);
        let named = |name| labels.iter().find(|label| label.name == name).map(|l| l.id().clone());
        let field_named =
            |name| fields.iter().find(|field| field.name == name).map(|f| f.id().clone());
        let seen = usize::try_from(seen.get()).unwrap_or(usize::MAX);
        View {
            slot: universe.contacts.iter().map(|id| (*id, self.slot(*id))).collect(),
            slots: universe.contacts.iter().map(|id| (*id, self.slot(*id))).collect(),
            count: contacts.len(),
            facet: vec![labels_of(&contacts)],
            contacts,
            matching: universe.keys.iter().map(|key| (key.clone(), holding(key))).collect(),
            found: found.collect(),
            label: (universe.labels.iter())
                .map(|key| (key.clone(), definition(&self.labels, key)))
                .collect(),
            label_named: (universe.label_names.iter())
                .map(|name| (name.clone(), named(name.clone())))
                .collect(),
            field: (universe.fields.iter())
                .map(|key| (key.clone(), definition(&self.fields, key)))
                .collect(),
            field_named: (universe.field_names.iter())
                .map(|name| (name.clone(), field_named(name.clone())))
                .collect(),
            journal: (seen.min(self.journal.len())..self.journal.len())
                .map(|at| self.entry(at))
                .collect(),
            labels,
            fields,
            segment: (universe.segments.iter())
                .map(|id| (*id, definition(&self.segments, id)))
                .collect(),
            segments: live(&self.segments),
        }
    }

    /// What the store should answer to a commit with this number: the journal's entry with the
    /// present states.
    pub fn answer(&self, sequence: Sequence) -> Option<Entry> {
        let at = usize::try_from(sequence.get().checked_sub(1)?).ok()?;
        (at < self.journal.len()).then(|| self.entry(at))
    }

    fn entry(&self, at: usize) -> Entry {
        let (request, events) = &self.journal[at];
        let put = events
            .iter()
            .filter(|event| matches!(event.what, "contact created" | "contact updated"));
        let mut states: Vec<_> = put
            .filter_map(|event| match &event.record {
                RecordId::Contact(id) => self.live(*id).cloned(),
                _ => None,
            })
            .collect();
        states.sort_by_key(|state| *state.id());
        let labels = events.iter().filter_map(|event| match &event.record {
            RecordId::Label(key) => Some(key),
            _ => None,
        });
        let fields = events.iter().filter_map(|event| match &event.record {
            RecordId::Field(key) => Some(key),
            _ => None,
        });
        let segments = events.iter().filter_map(|event| match &event.record {
            RecordId::Segment(id) => Some(id),
            _ => None,
        });
        Entry {
            sequence: Sequence::new(at as u64 + 1),
            id: request.id,
            at: request.at,
            cause: request.cause,
            audit: request.audit.clone(),
            events: events.clone(),
            states,
            labels: labels.filter_map(|key| live_one(&self.labels, key)).collect(),
            fields: fields.filter_map(|key| live_one(&self.fields, key)).collect(),
            segments: segments.filter_map(|id| live_one(&self.segments, id)).collect(),
        }
    }

    fn place(&self, id: ContactId) -> Option<&Place> {
        self.contacts.iter().find(|(known, _)| *known == id).map(|(_, place)| place)
    }

    fn live(&self, id: ContactId) -> Option<&Arc<Stored<Contact>>> {
        match self.place(id) {
            Some(Place::Live(contact)) => Some(contact),
            _ => None,
        }
    }

    /// Oldest first: in the order in which the book got them.
    fn select(&self, meets: impl Fn(&Contact) -> bool) -> Vec<Arc<Stored<Contact>>> {
        let ids = self.contacts.iter().map(|(id, _)| *id);
        ids.filter_map(|id| self.live(id)).filter(|contact| meets(contact)).cloned().collect()
    }

    /// The same, by creation.
    fn listed(&self, meets: impl Fn(&Contact) -> bool) -> Vec<Arc<Stored<Contact>>> {
        let mut listed = self.select(meets);
        listed.sort_by_key(|contact| (contact.created(), *contact.id()));
        listed
    }

    /// Follows to the end: the model keeps chains as they came.
    fn resolve(&self, mut id: ContactId) -> ContactId {
        while let Some(Place::Merged(into)) = self.place(id) {
            id = *into;
        }
        id
    }

    fn slot(&self, id: ContactId) -> Option<Slot> {
        Some(match self.place(id)? {
            Place::Live(contact) => Slot::Contact(Arc::clone(contact)),
            Place::Merged(into) => Slot::Redirect { to: self.resolve(*into) },
            Place::Deleted => Slot::Deleted,
        })
    }

    fn found(&self, record: &RecordId) -> Found {
        match record {
            RecordId::Contact(id) => match self.slot(*id) {
                None => Found::Unused,
                Some(Slot::Contact(contact)) => Found::Live(contact.revision()),
                Some(Slot::Redirect { to }) => Found::Redirect { to },
                Some(Slot::Deleted) => Found::Deleted,
            },
            RecordId::Label(key) => found_definition(definition(&self.labels, key)),
            RecordId::Field(key) => found_definition(definition(&self.fields, key)),
            RecordId::Segment(id) => found_definition(definition(&self.segments, id)),
        }
    }

    /// Every id that was ever used, and where it leads: itself, or what it was merged into.
    pub fn resolved(&self) -> BTreeMap<ContactId, ContactId> {
        self.contacts.iter().map(|(id, _)| (*id, self.resolve(*id))).collect()
    }
}

/// The edits that change something.
fn effective(request: &Request) -> Vec<&Edit> {
    let changes = |edit: &&Edit| match edit {
        Edit::Update { before, after } => !changed(before, after).is_empty(),
        Edit::UpdateLabel { before, label } => before.value() != label,
        Edit::RenameField { before, name } => before.name != *name,
        Edit::UpdateSegment { before, segment } => before.value() != segment,
        _ => true,
    };
    request.edits().iter().filter(changes).collect()
}

fn first<T: Record>(id: T::Id, at: Timestamp, value: T) -> Arc<Stored<T>> {
    Arc::new(Stored::restored(id, Revision::new(1), at, at, value))
}

fn next<T: Record>(before: &Stored<T>, at: Timestamp, value: T) -> Arc<Stored<T>> {
    let revision = Revision::new(before.revision().get() + 1);
    let updated = if at > before.updated() { at } else { before.updated() };
    Arc::new(Stored::restored(before.id().clone(), revision, before.created(), updated, value))
}

fn happened(what: &'static str, record: RecordId, revision: u64) -> Happened {
    let (others, changed, by_merge) = (Vec::new(), Vec::new(), false);
    Happened { what, record, revision, others, changed, by_merge }
}

type Definitions<T> = [(<T as Record>::Id, Option<Arc<Stored<T>>>)];

fn live<T: Record>(definitions: &Definitions<T>) -> Vec<Arc<Stored<T>>> {
    definitions.iter().filter_map(|(_, definition)| definition.clone()).collect()
}

fn definition<T: Record>(definitions: &Definitions<T>, key: &T::Id) -> Option<Definition<T>> {
    let (_, known) = definitions.iter().find(|(known, _)| known == key)?;
    Some(known.clone().map_or(Definition::Deleted, Definition::Live))
}

fn live_one<T: Record>(definitions: &Definitions<T>, key: &T::Id) -> Option<Arc<Stored<T>>> {
    definition(definitions, key).and_then(Definition::live)
}

fn found_definition<T: Record>(definition: Option<Definition<T>>) -> Found {
    match definition {
        None => Found::Unused,
        Some(Definition::Live(definition)) => Found::Live(definition.revision()),
        Some(Definition::Deleted) => Found::Deleted,
    }
}

fn put<T: Record>(
    definitions: &mut Definitions<T>,
    key: &T::Id,
    definition: Option<Arc<Stored<T>>>,
) {
    if let Some((_, known)) = definitions.iter_mut().find(|(known, _)| known == key) {
        *known = definition;
    }
}

fn holds(contact: &Contact, key: &MatchKey) -> bool {
    contact.match_keys().any(|known| known == *key)
}

fn meets(contact: &Contact, asked: &Asked) -> bool {
    asked.label.as_ref().is_none_or(|label| contact.info().labels().contains(label))
        && asked.key.as_ref().is_none_or(|key| holds(contact, key))
}

/// How many have each label.
fn labels_of(contacts: &[Arc<Stored<Contact>>]) -> Facet {
    let mut counts = BTreeMap::new();
    for label in contacts.iter().flat_map(|contact| contact.info().labels()) {
        *counts.entry(Value::from(label.clone())).or_insert(0) += 1;
    }
    let missing = contacts.iter().filter(|contact| contact.info().labels().is_empty()).count();
    Facet { counts: counts.into_iter().collect(), missing }
}
