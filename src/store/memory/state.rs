//! One book in memory.

use std::sync::Arc;

use foldhash::HashMap;
use indexmap::IndexMap;
use roaring::RoaringBitmap;

use super::find::Indexes;
use super::index::Index;
use super::postings::Rows;
use super::redirects::Redirects;
use crate::change::{
    Commit, CommitRecord, Definition, EventKind, Found, Ground, StoreError, Write,
};
use crate::contact::{Contact, MatchKey, MediaId};
use crate::field::{DataType, ExtendedField, FieldKey, FieldName};
use crate::id::{ChangeSetId, ContactId, SegmentId};
use crate::label::{Label, LabelKey, LabelName};
use crate::record::{Record, Sequence, Slot, Stored};
use crate::segment::Segment;

/// A book: what stands at each id, the indexes over it, and the journal.
///
/// Contacts are numbered by rows in the order in which the book got them; a row is kept when its
/// contact goes. A live contact is shared between its place (found by id) and its row (found by
/// index), so that either way leads straight to it.
#[derive(Debug, Default)]
pub(super) struct State {
    places: HashMap<ContactId, Place>,
    rows: Vec<Row>,
    live: usize,
    redirects: Redirects,
    index: Index,
    found_by: Indexes,
    pub(super) labels: Definitions<Label>,
    pub(super) fields: Definitions<ExtendedField>,
    pub(super) segments: Definitions<Segment>,
    pub(super) media: HashMap<MediaId, Arc<[u8]>>,
    journal: Vec<Arc<CommitRecord>>,
    committed: HashMap<ChangeSetId, Sequence>,
}

#[derive(Debug)]
enum Place {
    Live(u32, Arc<Stored<Contact>>),
    Merged(u32),
    Deleted(u32),
}

#[derive(Debug)]
enum Row {
    Live(Arc<Stored<Contact>>),
    Gone(ContactId),
}

impl Place {
    fn row(&self) -> u32 {
        match self {
            Self::Live(row, _) | Self::Merged(row) | Self::Deleted(row) => *row,
        }
    }
}

impl Row {
    fn live(&self) -> Option<&Arc<Stored<Contact>>> {
        match self {
            Self::Live(contact) => Some(contact),
            Self::Gone(_) => None,
        }
    }

    fn into_live(self) -> Option<Arc<Stored<Contact>>> {
        match self {
            Self::Live(contact) => Some(contact),
            Self::Gone(_) => None,
        }
    }

    fn id(&self) -> ContactId {
        match self {
            Self::Live(contact) => contact.id,
            Self::Gone(id) => *id,
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
        let live = self.live(id).map(|contact| Slot::Contact(Arc::clone(contact)));
        live.or_else(|| self.gone(id))
    }

    /// The live contact at an id: the common case.
    #[inline]
    pub(super) fn live(&self, id: ContactId) -> Option<&Arc<Stored<Contact>>> {
        match self.places.get(&id) {
            Some(Place::Live(_, contact)) => Some(contact),
            _ => None,
        }
    }

    /// What stands at an id where no live contact is.
    #[cold]
    pub(super) fn gone(&self, id: ContactId) -> Option<Slot> {
        match self.places.get(&id)? {
            Place::Live(..) => None,
            Place::Merged(row) => Some(Slot::Redirect { to: self.target(*row) }),
            Place::Deleted(_) => Some(Slot::Deleted),
        }
    }

    /// The live contacts with their rows, in order.
    pub(super) fn contacts(&self) -> impl Iterator<Item = (u32, &Arc<Stored<Contact>>)> {
        let rows = (0u32..).zip(&self.rows);
        rows.filter_map(|(row, contact)| Some((row, contact.live()?)))
    }

    /// The live contact of a row.
    pub(super) fn contact_at(&self, row: u32) -> Option<&Arc<Stored<Contact>>> {
        self.rows[row as usize].live()
    }

    /// The row of a live contact.
    pub(super) fn row_of(&self, id: ContactId) -> Option<u32> {
        match self.places.get(&id)? {
            Place::Live(row, _) => Some(*row),
            Place::Merged(_) | Place::Deleted(_) => None,
        }
    }

    /// The rows that hold a key.
    pub(super) fn holding(&self, key: &MatchKey) -> Rows {
        self.index.holders(key)
    }

    /// How many rows hold a key.
    pub(super) fn holding_count(&self, key: &MatchKey) -> u64 {
        self.index.holder_count(key) as u64
    }

    /// The rows that have a label.
    pub(super) fn labelled(&self, label: &str) -> Option<&RoaringBitmap> {
        self.index.labelled(label)
    }

    /// All labels that contacts have, with their rows.
    pub(super) fn all_labels(&self) -> impl Iterator<Item = (&LabelKey, &RoaringBitmap)> {
        self.index.labels()
    }

    /// The indexes that queries have asked for.
    pub(super) fn found_by(&self) -> &Indexes {
        &self.found_by
    }

    /// A commit with the present states of its records that are live.
    pub(super) fn attach(&self, record: &Arc<CommitRecord>) -> Commit {
        let mut states: Vec<Arc<Stored<Contact>>> = Vec::new();
        let (mut labels, mut fields, mut segments) = (Vec::new(), Vec::new(), Vec::new());
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
                EventKind::SegmentCreated(id) | EventKind::SegmentUpdated(id) => {
                    segments.extend(self.segments.get(id).and_then(|segment| segment.live()));
                }
                _ => {}
            }
        }
        Commit::new(Arc::clone(record), states)
            .with_definitions(labels, fields)
            .with_segments(segments)
    }

    /// The journal after this commit.
    pub(super) fn journal_after(&self, seen: Sequence) -> &[Arc<CommitRecord>] {
        let seen = usize::try_from(seen.get()).unwrap_or(usize::MAX);
        self.journal.get(seen..).unwrap_or_default()
    }

    /// Whether so many more rows can be numbered.
    pub(super) fn check_room(&self, more: usize) -> Result<(), StoreError> {
        match u32::try_from(self.rows.len().saturating_add(more)) {
            Ok(_) => Ok(()),
            Err(_) => Err(StoreError::Unsupported("more than 2^32 contacts in a book")),
        }
    }

    /// Enters a commit into the journal.
    pub(super) fn keep(&mut self, record: Arc<CommitRecord>) {
        let rows = &self.rows;
        self.found_by.settle(|row| rows[row as usize].live().map(|contact| &**contact));
        self.committed.insert(record.id(), record.sequence());
        self.journal.push(record);
    }

    /// Carries out one edit.
    pub(super) fn apply(&mut self, write: Write<'_>) {
        match write {
            Write::PutContact(contact) => self.put(contact),
            Write::RemoveContact { id, into } => self.remove(id, into),
            Write::PutLabel(label) => self.labels.put_named(label, label.name.as_str()),
            Write::RemoveLabel(key) => {
                self.labels.remove_named(key, |label| label.name.as_str());
                self.found_by.forget_label();
                for row in self.index.remove_label(key) {
                    self.edit(row, |contact| contact.info.labels.retain(|label| label != key));
                }
            }
            Write::PutField(field) => self.fields.put_named(field, field.name.as_str()),
            Write::RemoveField(key) => {
                self.fields.remove_named(key, |field| field.name.as_str());
                self.found_by.forget_field(key);
                for row in 0..self.rows.len() {
                    let live = self.rows[row].live();
                    if live.is_some_and(|contact| contact.info.field(key).is_some()) {
                        let row = u32::try_from(row)
                            .expect("a commit is refused before there are more rows");
                        self.edit(row, |contact| contact.info.set_field(key, None));
                    }
                }
            }
            Write::PutSegment(segment) => self.segments.put(segment),
            Write::RemoveSegment(id) => drop(self.segments.remove(id)),
        }
    }

    /// Edits a contact where it stands; its revision stays.
    fn edit(&mut self, row: u32, edit: impl FnOnce(&mut Contact)) {
        let Row::Live(contact) = &mut self.rows[row as usize] else { return };
        let id = contact.id;
        // The place lets go of it, so that it is copied only if a reader holds it.
        self.places.insert(id, Place::Deleted(row));
        edit(&mut Arc::make_mut(contact).value);
        self.places.insert(id, Place::Live(row, Arc::clone(contact)));
    }

    fn put(&mut self, contact: &Arc<Stored<Contact>>) {
        match self.places.get_mut(&contact.id) {
            Some(place) => {
                let row = place.row();
                *place = Place::Live(row, Arc::clone(contact));
                let after = Row::Live(Arc::clone(contact));
                let before = std::mem::replace(&mut self.rows[row as usize], after).into_live();
                self.index.change(row, before.as_deref().map(Stored::value), Some(contact));
                self.found_by.note(row, before);
            }
            None => {
                let row = u32::try_from(self.rows.len())
                    .expect("a commit is refused before there are more rows");
                self.places.insert(contact.id, Place::Live(row, Arc::clone(contact)));
                self.rows.push(Row::Live(Arc::clone(contact)));
                self.live += 1;
                self.index.change(row, None, Some(contact));
                self.found_by.note(row, None);
            }
        }
    }

    fn remove(&mut self, id: ContactId, into: Option<ContactId>) {
        let target = into.and_then(|into| self.places.get(&into)).map(Place::row);
        let Some(place) = self.places.get_mut(&id) else { return };
        let row = place.row();
        *place = if target.is_some() { Place::Merged(row) } else { Place::Deleted(row) };
        let before = std::mem::replace(&mut self.rows[row as usize], Row::Gone(id));
        if let Some(before) = before.into_live() {
            self.live -= 1;
            self.index.change(row, Some(before.value()), None);
            self.found_by.note(row, Some(before));
        }
        if let Some(target) = target {
            self.redirects.redirect(row, target);
        }
    }

    fn target(&self, source: u32) -> ContactId {
        let target = self.redirects.target(source).expect("a merged-away contact redirects");
        self.rows[target as usize].id()
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
        match self.places.get(&id) {
            None => Found::Unused,
            Some(Place::Live(_, contact)) => Found::Live(contact.revision),
            Some(Place::Merged(row)) => Found::Redirect { to: self.target(*row) },
            Some(Place::Deleted(_)) => Found::Deleted,
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

    fn segment(&self, id: &SegmentId) -> Found {
        self.segments.found(id)
    }

    fn segment_count(&self) -> usize {
        self.segments.live().count()
    }

    fn holders(&self, key: &MatchKey) -> Vec<ContactId> {
        let rows = self.index.holders(key);
        rows.iter().map(|row| self.rows[*row as usize].id()).collect()
    }
}

/// Labels, fields or segments: in the order in which the book got them, `None` where one was
/// deleted. Names of segments are not looked up.
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

    fn put(&mut self, definition: &Arc<Stored<T>>) {
        self.by_key.insert(definition.id.clone(), Some(Arc::clone(definition)));
    }

    fn put_named(&mut self, definition: &Arc<Stored<T>>, name: &str) {
        let key = &definition.id;
        self.names.retain(|_, known| known != key);
        self.names.insert(name.to_owned(), key.clone());
        self.put(definition);
    }

    fn remove(&mut self, key: &T::Id) -> Option<Arc<Stored<T>>> {
        self.by_key.get_mut(key)?.take()
    }

    fn remove_named(&mut self, key: &T::Id, name: impl Fn(&T) -> &str) {
        if let Some(definition) = self.remove(key)
            && self.names.get(name(&definition)) == Some(key)
        {
            self.names.remove(name(&definition));
        }
    }
}
