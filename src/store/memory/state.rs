//! One book in memory.

use std::sync::Arc;

use foldhash::HashMap;
use indexmap::IndexMap;

use super::index::Index;
use super::redirects::Redirects;
use crate::change::{
    Commit, CommitRecord, Definition, EventKind, Found, Ground, StoreError, Write,
};
use crate::contact::{Contact, MatchKey};
use crate::field::{DataType, ExtendedField, FieldKey, FieldName};
use crate::id::{ChangeSetId, ContactId};
use crate::label::{Label, LabelKey, LabelName};
use crate::query::ContactQuery;
use crate::record::{Record, Sequence, Slot, Stored};

/// A book: what stands at each id, the indexes over it, and the journal.
///
/// Contacts are numbered by slots in the order in which the book got them; a slot is kept when
/// its contact goes.
#[derive(Debug, Default)]
pub(super) struct State {
    places: HashMap<ContactId, u32>,
    slots: Vec<Place>,
    live: usize,
    redirects: Redirects,
    index: Index,
    pub(super) labels: Definitions<Label>,
    pub(super) fields: Definitions<ExtendedField>,
    journal: Vec<Arc<CommitRecord>>,
    committed: HashMap<ChangeSetId, Sequence>,
}

#[derive(Debug)]
enum Place {
    Live(Arc<Stored<Contact>>),
    Merged(ContactId),
    Deleted(ContactId),
}

impl Place {
    fn live(&self) -> Option<&Arc<Stored<Contact>>> {
        match self {
            Self::Live(contact) => Some(contact),
            Self::Merged(_) | Self::Deleted(_) => None,
        }
    }

    fn id(&self) -> ContactId {
        match self {
            Self::Live(contact) => contact.id,
            Self::Merged(id) | Self::Deleted(id) => *id,
        }
    }
}

impl State {
    /// How many live contacts there are.
    pub(super) fn len(&self) -> usize {
        self.live
    }

    /// What stands at an id.
    pub(super) fn slot(&self, id: ContactId) -> Option<Slot> {
        let slot = *self.places.get(&id)?;
        Some(match &self.slots[slot as usize] {
            Place::Live(contact) => Slot::Contact(Arc::clone(contact)),
            Place::Merged(_) => Slot::Redirect { to: self.target(slot) },
            Place::Deleted(_) => Slot::Deleted,
        })
    }

    /// The live contacts that meet a query, in order, from the one that comes after `after`.
    pub(super) fn select<'a>(
        &'a self,
        query: &'a ContactQuery,
        after: Option<ContactId>,
    ) -> Result<Box<dyn Iterator<Item = &'a Arc<Stored<Contact>>> + 'a>, StoreError> {
        let from = match after {
            None => 0,
            Some(id) => *self.places.get(&id).ok_or(StoreError::UnknownCursor)? + 1,
        };
        let live = |slot: u32| self.slots[slot as usize].live();
        Ok(match (&query.key, &query.label) {
            (Some(key), label) => {
                let slots = self.index.holders(key).into_iter().filter(move |slot| *slot >= from);
                let labelled = move |contact: &&Arc<Stored<Contact>>| {
                    label.as_ref().is_none_or(|label| contact.info.has_label(label))
                };
                Box::new(slots.filter_map(live).filter(labelled))
            }
            (None, Some(label)) => match self.index.labelled(label) {
                Some(slots) => Box::new(slots.range(from..).filter_map(live)),
                None => Box::new(std::iter::empty()),
            },
            (None, None) => Box::new(self.slots[from as usize..].iter().filter_map(Place::live)),
        })
    }

    /// A commit with the present states of its records that are live.
    pub(super) fn attach(&self, record: &Arc<CommitRecord>) -> Commit {
        let mut states: Vec<Arc<Stored<Contact>>> = Vec::new();
        let (mut labels, mut fields) = (Vec::new(), Vec::new());
        for event in record.events() {
            match &event.kind {
                EventKind::ContactCreated(id) | EventKind::ContactUpdated { id, .. } => {
                    if let Some(Slot::Contact(contact)) = self.slot(*id) {
                        states.push(contact);
                    }
                }
                EventKind::LabelCreated(key) | EventKind::LabelUpdated(key) => {
                    labels.extend(self.labels.get(key).and_then(|label| label.live()));
                }
                EventKind::FieldCreated(key) | EventKind::FieldUpdated(key) => {
                    fields.extend(self.fields.get(key).and_then(|field| field.live()));
                }
                _ => {}
            }
        }
        Commit::new(Arc::clone(record), states).with_definitions(labels, fields)
    }

    /// The journal after this commit.
    pub(super) fn journal_after(&self, seen: Sequence) -> &[Arc<CommitRecord>] {
        let seen = usize::try_from(seen.get()).unwrap_or(usize::MAX);
        self.journal.get(seen..).unwrap_or_default()
    }

    /// Enters a commit into the journal.
    pub(super) fn keep(&mut self, record: Arc<CommitRecord>) {
        self.committed.insert(record.id(), record.sequence());
        self.journal.push(record);
    }

    /// Carries out one edit.
    pub(super) fn apply(&mut self, write: Write<'_>) {
        match write {
            Write::PutContact(contact) => self.put(contact),
            Write::RemoveContact { id, into } => self.remove(id, into),
            Write::PutLabel(label) => self.labels.put(label, label.name.as_str()),
            Write::RemoveLabel(key) => {
                self.labels.remove(key, |label| label.name.as_str());
                for slot in self.index.remove_label(key) {
                    if let Place::Live(contact) = &mut self.slots[slot as usize] {
                        Arc::make_mut(contact).value.info.labels.retain(|label| label != key);
                    }
                }
            }
            Write::PutField(field) => self.fields.put(field, field.name.as_str()),
            Write::RemoveField(key) => {
                self.fields.remove(key, |field| field.name.as_str());
                for place in &mut self.slots {
                    if let Place::Live(contact) = place
                        && contact.info.field(key).is_some()
                    {
                        Arc::make_mut(contact).value.info.set_field(key, None);
                    }
                }
            }
        }
    }

    fn put(&mut self, contact: &Arc<Stored<Contact>>) {
        let after = Place::Live(Arc::clone(contact));
        match self.places.get(&contact.id) {
            Some(slot) => {
                let before = std::mem::replace(&mut self.slots[*slot as usize], after);
                let before = before.live().map(|before| before.value());
                self.index.change(*slot, before, Some(contact));
            }
            None => {
                let slot = u32::try_from(self.slots.len()).expect("fewer than 2^32 contacts");
                self.places.insert(contact.id, slot);
                self.slots.push(after);
                self.live += 1;
                self.index.change(slot, None, Some(contact));
            }
        }
    }

    fn remove(&mut self, id: ContactId, into: Option<ContactId>) {
        let Some(slot) = self.places.get(&id).copied() else { return };
        let target = into.and_then(|into| self.places.get(&into).copied());
        let after = if target.is_some() { Place::Merged(id) } else { Place::Deleted(id) };
        let before = std::mem::replace(&mut self.slots[slot as usize], after);
        if let Some(before) = before.live() {
            self.live -= 1;
            self.index.change(slot, Some(before.value()), None);
        }
        if let Some(target) = target {
            self.redirects.redirect(slot, target);
        }
    }

    fn target(&self, source: u32) -> ContactId {
        let target = self.redirects.target(source).expect("a merged-away slot redirects");
        self.slots[target as usize].id()
    }
}

impl Ground for State {
    fn head(&self) -> Sequence {
        Sequence::new(self.journal.len() as u64)
    }

    fn committed(&self, id: ChangeSetId) -> Option<Arc<CommitRecord>> {
        let sequence = self.committed.get(&id)?;
        self.journal_after(Sequence::new(sequence.get() - 1)).first().cloned()
    }

    fn contact(&self, id: ContactId) -> Found {
        let Some(slot) = self.places.get(&id).copied() else { return Found::Unused };
        match &self.slots[slot as usize] {
            Place::Live(contact) => Found::Live(contact.revision),
            Place::Merged(_) => Found::Redirect { to: self.target(slot) },
            Place::Deleted(_) => Found::Deleted,
        }
    }

    fn label(&self, key: &LabelKey) -> Found {
        self.labels.found(key)
    }

    fn label_named(&self, name: &LabelName) -> Option<LabelKey> {
        self.labels.named(name.as_str()).map(|label| label.id.clone())
    }

    fn label_count(&self) -> usize {
        self.labels.names.len()
    }

    fn field(&self, key: &FieldKey) -> Found {
        self.fields.found(key)
    }

    fn field_type(&self, key: &FieldKey) -> Option<DataType> {
        self.fields.by_key.get(key)?.as_ref().map(|field| field.data_type)
    }

    fn field_named(&self, name: &FieldName) -> Option<FieldKey> {
        self.fields.named(name.as_str()).map(|field| field.id.clone())
    }

    fn field_count(&self) -> usize {
        self.fields.names.len()
    }

    fn holders(&self, key: &MatchKey) -> Vec<ContactId> {
        let slots = self.index.holders(key);
        slots.iter().map(|slot| self.slots[*slot as usize].id()).collect()
    }
}

/// Labels or fields: in the order in which the book got them, `None` where one was deleted.
#[derive(Debug)]
pub(super) struct Definitions<T: Record> {
    by_key: IndexMap<T::Id, Option<Arc<Stored<T>>>, foldhash::fast::RandomState>,
    names: HashMap<String, T::Id>,
}

impl<T: Record> Default for Definitions<T> {
    fn default() -> Self {
        Self { by_key: IndexMap::default(), names: HashMap::default() }
    }
}

impl<T: Record> Definitions<T> {
    pub(super) fn get(&self, key: &T::Id) -> Option<Definition<T>> {
        Some(match self.by_key.get(key)? {
            Some(definition) => Definition::Live(Arc::clone(definition)),
            None => Definition::Deleted,
        })
    }

    pub(super) fn named(&self, name: &str) -> Option<Arc<Stored<T>>> {
        self.by_key.get(self.names.get(name)?)?.clone()
    }

    pub(super) fn live(&self) -> impl Iterator<Item = &Arc<Stored<T>>> {
        self.by_key.values().flatten()
    }

    fn found(&self, key: &T::Id) -> Found {
        match self.by_key.get(key) {
            None => Found::Unused,
            Some(None) => Found::Deleted,
            Some(Some(definition)) => Found::Live(definition.revision),
        }
    }

    fn put(&mut self, definition: &Arc<Stored<T>>, name: &str) {
        let key = &definition.id;
        self.names.retain(|_, known| known != key);
        self.names.insert(name.to_owned(), key.clone());
        self.by_key.insert(key.clone(), Some(Arc::clone(definition)));
    }

    fn remove(&mut self, key: &T::Id, name: impl Fn(&T) -> &str) {
        if let Some(place) = self.by_key.get_mut(key)
            && let Some(definition) = place.take()
            && self.names.get(name(&definition)) == Some(key)
        {
            self.names.remove(name(&definition));
        }
    }
}
