//! A plain book whose writes can be wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Flaw;
use super::alter::altered;
use crate::change::{ChangeSet, Commit, CommitRecord, Definition, EventKind, Write};
use crate::contact::{Contact, MatchKey, MediaId};
use crate::field::{ExtendedField, FieldName};
use crate::id::{ChangeSetId, ContactId};
use crate::label::{Label, LabelKey, LabelName};
use crate::record::{Record, RecordId, Revision, Sequence, Slot, Stored};
use crate::segment::Segment;

/// One book. Contacts stand in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    pub(super) places: Vec<(ContactId, Place)>,
    pub(super) at: BTreeMap<ContactId, usize>,
    pub(super) keys: BTreeMap<MatchKey, BTreeSet<usize>>,
    pub(super) members: BTreeMap<LabelKey, BTreeSet<usize>>,
    pub(super) labels: Definitions<Label>,
    pub(super) fields: Definitions<ExtendedField>,
    pub(super) segments: Definitions<Segment>,
    pub(super) media: BTreeMap<MediaId, Arc<[u8]>>,
    names: BTreeMap<String, LabelKey>,
    pub(super) journal: Vec<Arc<CommitRecord>>,
    pub(super) done: BTreeMap<ChangeSetId, Arc<CommitRecord>>,
    pub(super) head: u64,
    /// Contacts as they were created.
    pub(super) firsts: BTreeMap<usize, Arc<Stored<Contact>>>,
    /// Contacts that are gone, as they were.
    pub(super) ghosts: Vec<Arc<Stored<Contact>>>,
}

#[derive(Clone, Debug)]
pub(super) enum Place {
    Live(Arc<Stored<Contact>>),
    Merged(ContactId),
    Deleted,
}

/// Labels, fields or segments in the order in which they came; `None` for a deleted one.
#[derive(Clone, Debug)]
pub(super) struct Definitions<T: Record>(Vec<Known<T>>);

type Known<T> = (<T as Record>::Id, Option<Arc<Stored<T>>>);

impl<T: Record> Default for Definitions<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Record> Definitions<T> {
    pub(super) fn get(&self, key: &T::Id) -> Option<Definition<T>> {
        let (_, known) = self.0.iter().find(|(known, _)| known == key)?;
        Some(known.clone().map_or(Definition::Deleted, Definition::Live))
    }

    pub(super) fn live(&self) -> impl Iterator<Item = &Arc<Stored<T>>> {
        self.0.iter().filter_map(|(_, definition)| definition.as_ref())
    }

    fn put(&mut self, key: &T::Id, definition: Option<Arc<Stored<T>>>) {
        match self.0.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => *known = definition,
            None => self.0.push((key.clone(), definition)),
        }
    }
}

impl Book {
    pub(super) fn place(&self, id: ContactId) -> Option<&Place> {
        self.at.get(&id).map(|at| &self.places[*at].1)
    }

    pub(super) fn live_at(&self, at: usize) -> Option<&Arc<Stored<Contact>>> {
        match self.places.get(at) {
            Some((_, Place::Live(contact))) => Some(contact),
            _ => None,
        }
    }

    pub(super) fn slot(&self, id: ContactId, flaw: Flaw) -> Option<Slot> {
        Some(match self.place(id)? {
            Place::Live(contact) => Slot::Contact(Arc::clone(contact)),
            Place::Merged(to) if flaw == Flaw::FollowsRedirects => match self.place(*to) {
                Some(Place::Live(contact)) => Slot::Contact(Arc::clone(contact)),
                _ => Slot::Redirect { to: *to },
            },
            Place::Merged(to) => Slot::Redirect { to: *to },
            Place::Deleted => Slot::Deleted,
        })
    }

    pub(super) fn holders(&self, key: &MatchKey) -> Vec<ContactId> {
        let at = self.keys.get(key).into_iter().flatten();
        at.map(|at| self.places[*at].0).collect()
    }

    pub(super) fn label_named(&self, name: &LabelName, flaw: Flaw) -> Option<Arc<Stored<Label>>> {
        if flaw == Flaw::FoldsNames {
            let folded = name.as_str().to_lowercase();
            let mut live = self.labels.live();
            return live.find(|label| label.name.as_str().to_lowercase() == folded).cloned();
        }
        self.labels.get(self.names.get(name.as_str())?)?.live()
    }

    pub(super) fn field_named(&self, name: &FieldName) -> Option<Arc<Stored<ExtendedField>>> {
        self.fields.live().find(|field| field.name == *name).cloned()
    }

    /// A commit with the present states of what it put.
    pub(super) fn attach(&self, record: &Arc<CommitRecord>, flaw: Flaw) -> Commit {
        let ids = record.events().iter().filter_map(|event| match &event.kind {
            EventKind::ContactCreated(id) | EventKind::ContactUpdated { id, .. } => Some(*id),
            _ => None,
        });
        let follow = match flaw {
            Flaw::AttachesEverything => Flaw::FollowsRedirects,
            _ => Flaw::None,
        };
        let slots = ids.filter_map(|id| self.slot(id, follow));
        let states = slots.filter_map(|slot| slot.contact().cloned()).collect();
        let commit = Commit::new(Arc::clone(record), states);
        if flaw == Flaw::AttachesNoDefinitions {
            return commit;
        }
        let (mut labels, mut fields, mut segments) = (Vec::new(), Vec::new(), Vec::new());
        for event in record.events() {
            match event.record() {
                RecordId::Label(key) => {
                    labels.extend(self.labels.get(&key).and_then(Definition::live));
                }
                RecordId::Field(key) => {
                    fields.extend(self.fields.get(&key).and_then(Definition::live));
                }
                RecordId::Segment(id) => {
                    segments.extend(self.segments.get(&id).and_then(Definition::live));
                }
                RecordId::Contact(_) => {}
            }
        }
        commit.with_definitions(labels, fields).with_segments(segments)
    }

    pub(super) fn keep(&mut self, record: &Arc<CommitRecord>) {
        self.head = self.head.max(record.sequence().get());
        self.done.insert(record.id(), Arc::clone(record));
        let after = self.journal.iter().take_while(|known| known.sequence() <= record.sequence());
        let at =
            if self.head == record.sequence().get() { self.journal.len() } else { after.count() };
        self.journal.insert(at, Arc::clone(record));
    }

    pub(super) fn next(&self) -> Sequence {
        Sequence::new(self.head).next()
    }

    /// Carries out a change set, or what the flaw leaves of it.
    pub(super) fn apply(&mut self, changes: &ChangeSet, flaw: Flaw) {
        let mut writes: Vec<Write<'_>> = changes.writes().collect();
        match flaw {
            Flaw::DropsTheLast if writes.len() > 1 => drop(writes.pop()),
            Flaw::LimitsBatches => writes.truncate(65_535),
            Flaw::LeavesSourcesAlive => {
                writes.retain(|write| !matches!(write, Write::RemoveContact { into: Some(_), .. }));
            }
            _ => {}
        }
        writes.iter().for_each(|write| self.write(write, changes, flaw));
    }

    pub(super) fn write(&mut self, write: &Write<'_>, changes: &ChangeSet, flaw: Flaw) {
        match write {
            Write::PutContact(contact) => self.put(contact, changes, flaw),
            Write::RemoveContact { id, into } => self.remove(*id, *into, flaw),
            Write::PutLabel(label) => self.put_label(label, flaw),
            Write::RemoveLabel(key) => self.remove_label(key, flaw),
            Write::PutField(field) => self.fields.put(field.id(), Some(Arc::clone(field))),
            Write::RemoveField(key) => {
                self.fields.put(key, None);
                if flaw != Flaw::KeepsValues {
                    self.strip(false, |contact| {
                        contact.info.fields.retain(|(known, _)| known != *key);
                    });
                }
            }
            Write::PutSegment(segment) => self.put_segment(segment, flaw),
            Write::RemoveSegment(id) => self.segments.put(id, None),
        }
    }

    fn put(&mut self, contact: &Arc<Stored<Contact>>, changes: &ChangeSet, flaw: Flaw) {
        let at = *self.at.entry(contact.id).or_insert_with(|| {
            self.places.push((contact.id, Place::Deleted));
            self.places.len() - 1
        });
        let before = self.live_at(at).cloned();
        if flaw == Flaw::SkipsEqualPuts && before.as_ref().is_some_and(|b| b.value == contact.value)
        {
            return;
        }
        let after = altered(contact, before.is_some(), changes.at(), flaw);
        if let Some(before) = &before {
            self.unindex(at, before, flaw == Flaw::KeepsOldAddresses, flaw == Flaw::KeepsOldLabels);
        }
        let target = |write: Write<'_>| matches!(write, Write::RemoveContact { into: Some(to), .. } if to == contact.id);
        if flaw != Flaw::IndexesNoMerge || !changes.writes().any(target) {
            for key in after.match_keys() {
                if !(matches!(key, MatchKey::National(_)) && flaw == Flaw::IndexesNoNational) {
                    self.keys.entry(key).or_default().insert(at);
                }
            }
        }
        if !(before.is_some() && flaw == Flaw::IndexesLabelsOnce) {
            for key in after.info.labels() {
                self.members.entry(key.clone()).or_default().insert(at);
            }
        }
        self.firsts.entry(at).or_insert_with(|| Arc::clone(&after));
        self.places[at].1 = Place::Live(after);
    }

    fn unindex(&mut self, at: usize, contact: &Contact, keep_keys: bool, keep_labels: bool) {
        for key in contact.match_keys().filter(|_| !keep_keys) {
            self.keys.entry(key).or_default().remove(&at);
        }
        for key in contact.info.labels().iter().filter(|_| !keep_labels) {
            self.members.entry(key.clone()).or_default().remove(&at);
        }
    }

    fn remove(&mut self, id: ContactId, into: Option<ContactId>, flaw: Flaw) {
        let Some(at) = self.at.get(&id).copied() else { return };
        let before = self.live_at(at).cloned();
        if let Some(before) = &before {
            self.unindex(at, before, flaw == Flaw::FindsDeleted, false);
            self.ghosts.push(Arc::clone(before));
        }
        for (_, place) in &mut self.places {
            let Place::Merged(to) = place else { continue };
            match into {
                Some(into) if *to == id && flaw != Flaw::KeepsChains => *to = into,
                Some(into) if *to == into && flaw == Flaw::ForgetsOlderRedirects => {
                    *place = Place::Deleted;
                }
                None if *to == id && flaw == Flaw::DropsRedirectsWithTarget => {
                    *place = Place::Deleted;
                }
                _ => {}
            }
        }
        self.places[at].1 = match into {
            Some(into) if flaw != Flaw::WritesNoRedirect => Place::Merged(into),
            _ => Place::Deleted,
        };
        if let (Flaw::TouchesSharers, Some(_), Some(before)) = (flaw, into, before) {
            let shares = |contact: &Contact| {
                contact.match_keys().any(|key| before.match_keys().any(|k| k == key))
            };
            for (_, place) in &mut self.places {
                if let Place::Live(contact) = place
                    && shares(contact)
                {
                    let contact = Arc::make_mut(contact);
                    contact.revision = contact.revision.next();
                }
            }
        }
    }

    fn put_label(&mut self, label: &Arc<Stored<Label>>, flaw: Flaw) {
        let before = self.labels.get(label.id()).and_then(Definition::live);
        let name = label.name.as_str().to_owned();
        if flaw == Flaw::SwapsNamesBadly {
            self.names.insert(name, label.id().clone());
            if let Some(before) = &before {
                self.names.remove(before.name.as_str());
            }
        } else {
            self.names.retain(|_, known| known != label.id());
            self.names.insert(name, label.id().clone());
        }
        if before.is_some() && flaw == Flaw::LosesMembersOnRename {
            self.members.remove(label.id());
        }
        self.labels.put(label.id(), Some(Arc::clone(label)));
    }

    fn put_segment(&mut self, segment: &Arc<Stored<Segment>>, flaw: Flaw) {
        let mut kept = Arc::clone(segment);
        let before = self.segments.get(segment.id()).and_then(Definition::live);
        if let (Flaw::KeepsFirstQueries, Some(before)) = (flaw, before) {
            Arc::make_mut(&mut kept).value.query = before.value.query.clone();
        }
        let same = |other: &&Arc<Stored<Segment>>| {
            other.name == segment.name && other.id() != segment.id()
        };
        let other = self.segments.live().find(same).map(|other| *other.id());
        if let (Flaw::JoinsSegments, Some(other)) = (flaw, other) {
            self.segments.put(&other, None);
        }
        self.segments.put(segment.id(), Some(kept));
    }

    fn remove_label(&mut self, key: &LabelKey, flaw: Flaw) {
        self.names.retain(|_, known| known != key);
        self.labels.put(key, None);
        if flaw != Flaw::KeepsDeletedLabels {
            self.members.remove(key);
            let raise = flaw == Flaw::RaisesOnLabelDeletion;
            self.strip(raise, |contact| contact.info.labels.retain(|known| known != key));
        }
    }

    fn strip(&mut self, raise: bool, change: impl Fn(&mut Contact)) {
        for (_, place) in &mut self.places {
            if let Place::Live(contact) = place {
                let mut value = contact.value.clone();
                change(&mut value);
                if value != contact.value {
                    let contact = Arc::make_mut(contact);
                    contact.value = value;
                    contact.revision = match raise {
                        true => contact.revision.next(),
                        false => Revision::new(contact.revision.get()),
                    };
                }
            }
        }
    }
}
