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

mod op;
mod request;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use op::{Draft, Known, Op, universe};
pub use request::{Edit, Need, Problem, Request};
pub use view::{Entry, Happened, Universe, View};

use crate::change::{Conflict, Definition, Expect, Found};
use crate::contact::{Contact, MatchKey};
use crate::field::{ExtendedField, FieldKey, system_field};
use crate::id::ContactId;
use crate::label::{Label, LabelKey, is_system_label};
use crate::query::ContactQuery;
use crate::record::{Record, RecordId, Revision, Sequence, Slot, Stored};
use crate::time::Timestamp;

/// A book as it should be.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// In the order in which the book got them.
    contacts: Vec<(ContactId, Place)>,
    labels: Vec<(LabelKey, Option<Arc<Stored<Label>>>)>,
    fields: Vec<(FieldKey, Option<Arc<Stored<ExtendedField>>>)>,
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
        let found = universe.queries().into_iter().map(|query| {
            let found = ids(&self.select(|contact| meets(contact, &query)));
            let count = found.len();
            (query, found, count)
        });
        let contacts = self.select(|_| true);
        let labels = live(&self.labels);
        let fields = live(&self.fields);
        let named = |name| labels.iter().find(|label| label.name == name).map(|l| l.id().clone());
        let field_named =
            |name| fields.iter().find(|field| field.name == name).map(|f| f.id().clone());
        let seen = usize::try_from(seen.get()).unwrap_or(usize::MAX);
        View {
            slots: universe.contacts.iter().map(|id| (*id, self.slot(*id))).collect(),
            count: contacts.len(),
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
        Entry {
            sequence: Sequence::new(at as u64 + 1),
            id: request.id,
            at: request.at,
            cause: request.cause,
            audit: request.audit.clone(),
            events: events.clone(),
            states,
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

    fn select(&self, meets: impl Fn(&Contact) -> bool) -> Vec<Arc<Stored<Contact>>> {
        let ids = self.contacts.iter().map(|(id, _)| *id);
        ids.filter_map(|id| self.live(id)).filter(|contact| meets(contact)).cloned().collect()
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
        }
    }

    fn problems(&self, request: &Request) -> Vec<Problem> {
        let edits = effective(request);
        if edits.is_empty() {
            return vec![Problem::Empty];
        }
        let mut problems = Vec::new();
        let mut expect = |record: RecordId, expected: Expect| {
            let found = self.found(&record);
            let met = match expected {
                Expect::Absent => found == Found::Unused,
                Expect::At(revision) => found == Found::Live(revision),
            };
            if !met {
                problems.push(Problem::Conflict(Conflict { record, expected, found }));
            }
        };
        for edit in &edits {
            let records = edit.records();
            match edit {
                Edit::Create { .. } | Edit::CreateLabel { .. } | Edit::CreateField { .. } => {
                    expect(records[0].clone(), Expect::Absent);
                }
                Edit::Update { before, .. } | Edit::Delete { before } => {
                    expect(records[0].clone(), Expect::At(before.revision()));
                }
                Edit::Merge { target, sources, .. } => {
                    for contact in std::iter::once(target).chain(sources) {
                        let record = RecordId::Contact(*contact.id());
                        expect(record, Expect::At(contact.revision()));
                    }
                }
                Edit::UpdateLabel { before, .. } | Edit::DeleteLabel { before } => {
                    expect(records[0].clone(), Expect::At(before.revision()));
                }
                Edit::RenameField { before, .. } | Edit::DeleteField { before } => {
                    expect(records[0].clone(), Expect::At(before.revision()));
                }
            }
        }
        for need in &request.needs {
            if let Need::At(record, revision) = need {
                expect(record.clone(), Expect::At(*revision));
            }
        }
        self.name_problems(&edits, &mut problems);
        self.use_problems(&edits, &mut problems);
        self.need_problems(request, &edits, &mut problems);
        problems
    }

    /// Labels and fields as they would be, whether or not the edits of them meet what they expect.
    fn labels_after(&self, edits: &[&Edit]) -> Vec<(LabelKey, Label)> {
        let mut after: Vec<_> =
            live(&self.labels).iter().map(|l| (l.id().clone(), l.value().clone())).collect();
        for edit in edits {
            if let RecordId::Label(key) = &edit.records()[0] {
                after.retain(|(known, _)| known != key);
                if let Edit::CreateLabel { label, .. } | Edit::UpdateLabel { label, .. } = edit {
                    after.push((key.clone(), label.clone()));
                }
            }
        }
        after
    }

    fn fields_after(&self, edits: &[&Edit]) -> Vec<(FieldKey, ExtendedField)> {
        let mut after: Vec<_> =
            live(&self.fields).iter().map(|f| (f.id().clone(), f.value().clone())).collect();
        for edit in edits {
            if let RecordId::Field(key) = &edit.records()[0] {
                after.retain(|(known, _)| known != key);
                match edit {
                    Edit::CreateField { field, .. } => after.push((key.clone(), field.clone())),
                    Edit::RenameField { before, name } => {
                        let data_type = before.data_type;
                        after.push((key.clone(), ExtendedField { name: name.clone(), data_type }));
                    }
                    _ => {}
                }
            }
        }
        after
    }

    fn name_problems(&self, edits: &[&Edit], problems: &mut Vec<Problem>) {
        let labels = self.labels_after(edits);
        for (at, (_, label)) in labels.iter().enumerate() {
            if labels[..at].iter().any(|(_, other)| other.name == label.name) {
                problems.push(Problem::LabelNameTaken(label.name.clone()));
            }
        }
        let fields = self.fields_after(edits);
        for (at, (_, field)) in fields.iter().enumerate() {
            if fields[..at].iter().any(|(_, other)| other.name == field.name) {
                problems.push(Problem::FieldNameTaken(field.name.clone()));
            }
        }
    }

    fn use_problems(&self, edits: &[&Edit], problems: &mut Vec<Problem>) {
        let (labels, fields) = (self.labels_after(edits), self.fields_after(edits));
        for contact in edits.iter().filter_map(|edit| edit.contact_after()) {
            for key in contact.info().labels() {
                if !labels.iter().any(|(known, _)| known == key) && !is_system_label(key) {
                    problems.push(Problem::UnknownLabel(key.clone()));
                }
            }
            for (key, value) in contact.info().fields() {
                let own = fields.iter().find(|(known, _)| known == key);
                let data_type = own
                    .map(|(_, field)| field.data_type)
                    .or_else(|| system_field(key).map(|field| field.data_type));
                if data_type != Some(value.data_type()) {
                    problems.push(Problem::UnknownField(key.clone()));
                }
            }
        }
    }

    fn need_problems(&self, request: &Request, edits: &[&Edit], problems: &mut Vec<Problem>) {
        let edited: Vec<RecordId> = edits.iter().flat_map(|edit| edit.records()).collect();
        for need in &request.needs {
            match need {
                Need::At(..) => {}
                Need::Free(key) => {
                    let holders = self.select(|contact| holds(contact, key));
                    let other =
                        |c: &Arc<Stored<Contact>>| !edited.contains(&RecordId::Contact(*c.id()));
                    if holders.iter().any(other) {
                        problems.push(Problem::Taken(key.clone()));
                    }
                }
                Need::LabelRoom(max) if self.labels_after(edits).len() > *max => {
                    problems.push(Problem::TooManyLabels);
                }
                Need::FieldRoom(max) if self.fields_after(edits).len() > *max => {
                    problems.push(Problem::TooManyFields);
                }
                Need::LabelRoom(_) | Need::FieldRoom(_) => {}
            }
        }
    }

    fn define_label(&mut self, edit: &Edit, at: Timestamp) -> Happened {
        match edit {
            Edit::CreateLabel { key, label } => {
                self.labels.push((key.clone(), Some(first(key.clone(), at, label.clone()))));
                happened("label created", RecordId::Label(key.clone()), 1)
            }
            Edit::UpdateLabel { before, label } => {
                let after = next(before, at, label.clone());
                let revision = after.revision().get();
                put(&mut self.labels, before.id(), Some(after));
                happened("label updated", RecordId::Label(before.id().clone()), revision)
            }
            Edit::DeleteLabel { before } => {
                put(&mut self.labels, before.id(), None);
                self.strip(|contact| contact.info.labels.retain(|key| key != before.id()));
                let revision = before.revision().get();
                happened("label deleted", RecordId::Label(before.id().clone()), revision)
            }
            _ => unreachable!("only edits of labels come here"),
        }
    }

    fn define_field(&mut self, edit: &Edit, at: Timestamp) -> Happened {
        match edit {
            Edit::CreateField { key, field } => {
                self.fields.push((key.clone(), Some(first(key.clone(), at, field.clone()))));
                happened("field created", RecordId::Field(key.clone()), 1)
            }
            Edit::RenameField { before, name } => {
                let field = ExtendedField { name: name.clone(), data_type: before.data_type };
                let after = next(before, at, field);
                let revision = after.revision().get();
                put(&mut self.fields, before.id(), Some(after));
                happened("field updated", RecordId::Field(before.id().clone()), revision)
            }
            Edit::DeleteField { before } => {
                put(&mut self.fields, before.id(), None);
                self.strip(|contact| contact.info.fields.retain(|(key, _)| key != before.id()));
                let revision = before.revision().get();
                happened("field deleted", RecordId::Field(before.id().clone()), revision)
            }
            _ => unreachable!("only edits of fields come here"),
        }
    }

    /// Changes what live contacts hold; revisions stay.
    fn strip(&mut self, change: impl Fn(&mut Contact)) {
        for (_, place) in &mut self.contacts {
            if let Place::Live(contact) = place {
                let mut value = contact.value().clone();
                change(&mut value);
                *contact = Arc::new(Stored::restored(
                    *contact.id(),
                    contact.revision(),
                    contact.created(),
                    contact.updated(),
                    value,
                ));
            }
        }
    }

    fn write_contact(&mut self, edit: &Edit, at: Timestamp, events: &mut Vec<Happened>) {
        match edit {
            Edit::Create { id, contact } => {
                let contact = first(*id, at, (**contact).clone());
                self.contacts.push((*id, Place::Live(contact)));
                events.push(happened("contact created", RecordId::Contact(*id), 1));
            }
            Edit::Update { before, after } => {
                events.push(self.replace(before, after, at, false));
            }
            Edit::Delete { before } => {
                self.set(*before.id(), Place::Deleted);
                let record = RecordId::Contact(*before.id());
                events.push(happened("contact deleted", record, before.revision().get()));
            }
            Edit::Merge { target, after, sources } => {
                let updated = self.replace(target, after, at, true);
                let others = sources.iter().map(|source| *source.id()).collect();
                events.push(Happened {
                    what: "contacts merged",
                    others,
                    changed: Vec::new(),
                    ..updated.clone()
                });
                events.push(updated);
                for source in sources {
                    self.set(*source.id(), Place::Merged(*target.id()));
                    let record = RecordId::Contact(*source.id());
                    events.push(Happened {
                        others: vec![*target.id()],
                        by_merge: true,
                        ..happened("contact deleted", record, source.revision().get())
                    });
                }
            }
            _ => {}
        }
    }

    fn replace(
        &mut self,
        before: &Stored<Contact>,
        after: &Contact,
        at: Timestamp,
        by_merge: bool,
    ) -> Happened {
        let changed = changed(before, after);
        let after = next(before, at, after.clone());
        let event =
            happened("contact updated", RecordId::Contact(*before.id()), after.revision().get());
        self.set(*before.id(), Place::Live(after));
        Happened { changed, by_merge, ..event }
    }

    fn set(&mut self, id: ContactId, place: Place) {
        if let Some((_, known)) = self.contacts.iter_mut().find(|(known, _)| *known == id) {
            *known = place;
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

fn meets(contact: &Contact, query: &ContactQuery) -> bool {
    query.label().is_none_or(|label| contact.info().labels().contains(label))
        && query.key().is_none_or(|key| holds(contact, key))
}

/// The parts of a contact, by name, as text: what is written the same is the same.
fn parts(contact: &Contact) -> [(&'static str, String); 19] {
    fn text(part: &impl std::fmt::Debug) -> String {
        format!("{part:?}")
    }
    let (info, standing) = (contact.info(), contact.standing());
    [
        ("info.name.first", text(&info.first_name())),
        ("info.name.last", text(&info.last_name())),
        ("info.company", text(&info.company())),
        ("info.jobTitle", text(&info.job_title())),
        ("info.birthdate", text(&info.birthdate())),
        ("info.locale", text(&info.locale())),
        ("info.picture", text(&info.picture())),
        ("info.emails", text(info.emails())),
        ("info.phones", text(info.phones())),
        ("info.addresses", text(&info.addresses())),
        ("info.labelKeys", text(&info.labels())),
        ("info.extendedFields", text(&info.fields())),
        ("info.locations", text(&info.locations())),
        ("info.assignedUserIds", text(&info.assignees())),
        ("lastActivity", text(contact.last_activity())),
        ("subscriptions", text(&contact.consents())),
        (
            "memberInfo",
            text(&(&standing.member, standing.owner_or_contributor, standing.billing_subscription)),
        ),
        ("segments", text(&standing.segments)),
        ("properties", text(&contact.properties())),
    ]
}

fn changed(before: &Contact, after: &Contact) -> Vec<&'static str> {
    let differ = parts(before).into_iter().zip(parts(after)).filter(|(old, new)| old.1 != new.1);
    differ.map(|((name, _), _)| name).collect()
}
