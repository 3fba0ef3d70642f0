//! The store that the simulated clients see: a [`MemoryStore`] behind a door at which calls fail,
//! replies are lost, and others are let in between.

use std::sync::Arc;

use uuid::Uuid;

use super::turn;
use super::world::{Fault, World};
use crate::query::{ContactField, Facet, Page, Window};
use crate::store::{ContactStore, LabelStore, MediaStore};
use crate::{
    ChangeSet, ChangeSetId, Commit, CommitError, ContactId, ContactQuery, Definition, Environment,
    ExtendedField, FieldKey, FieldName, Label, LabelKey, LabelName, MatchKey, MediaId, MemoryStore,
    Segment, SegmentId, Sequence, Slot, Store, StoreError, Stored, Timestamp,
};

/// A handle on the store of a world.
#[derive(Clone, Debug)]
pub(super) struct Door(pub(super) Arc<World>);

/// The clock and the ids of a world.
#[derive(Clone, Debug)]
pub(super) struct Outside(pub(super) Arc<World>);

impl Door {
    /// Perhaps fails; reads; and perhaps lets others in before the answer arrives.
    fn read<T>(
        &self,
        read: impl FnOnce(&MemoryStore) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.0.state().read_fails() {
            return Err(unavailable());
        }
        let answer = read(&self.0.store);
        self.let_in();
        answer
    }

    /// Perhaps lets another client do something.
    fn let_in(&self) {
        if self.0.state().lets_in() {
            turn::take(&self.0);
        }
    }
}

fn unavailable() -> StoreError {
    StoreError::Unavailable("simulated".into())
}

#[deny(clippy::missing_trait_methods)]
impl ContactStore for Door {
    fn slot(&self, id: ContactId) -> Result<Option<Slot>, StoreError> {
        let mut slots = [self.read(|store| store.slot(id))?];
        self.0.state().broken.slots(&[id], &mut slots);
        let [slot] = slots;
        Ok(slot)
    }

    fn slots(&self, ids: &[ContactId]) -> Result<Vec<Option<Slot>>, StoreError> {
        let mut slots = self.read(|store| store.slots(ids))?;
        self.0.state().broken.slots(ids, &mut slots);
        Ok(slots)
    }

    fn matching(&self, keys: &[MatchKey]) -> Result<Vec<Vec<ContactId>>, StoreError> {
        let mut matching = self.read(|store| store.matching(keys))?;
        self.0.state().broken.matching(keys, &mut matching);
        Ok(matching)
    }

    fn page(&self, query: &ContactQuery, window: &Window) -> Result<Page, StoreError> {
        let mut page = self.read(|store| store.page(query, window))?;
        self.0.state().broken.page(query, &mut page.contacts);
        Ok(page)
    }

    fn facets(
        &self,
        query: &ContactQuery,
        fields: &[ContactField],
    ) -> Result<Vec<Facet>, StoreError> {
        self.read(|store| store.facets(query, fields))
    }
}

#[deny(clippy::missing_trait_methods)]
impl LabelStore for Door {
    fn label(&self, key: &LabelKey) -> Result<Option<Definition<Label>>, StoreError> {
        self.read(|store| store.label(key))
    }

    fn label_named(&self, name: &LabelName) -> Result<Option<Arc<Stored<Label>>>, StoreError> {
        self.read(|store| store.label_named(name))
    }

    fn labels(&self) -> Result<Vec<Arc<Stored<Label>>>, StoreError> {
        self.read(LabelStore::labels)
    }

    fn field(&self, key: &FieldKey) -> Result<Option<Definition<ExtendedField>>, StoreError> {
        self.read(|store| store.field(key))
    }

    fn field_named(
        &self,
        name: &FieldName,
    ) -> Result<Option<Arc<Stored<ExtendedField>>>, StoreError> {
        self.read(|store| store.field_named(name))
    }

    fn fields(&self) -> Result<Vec<Arc<Stored<ExtendedField>>>, StoreError> {
        self.read(LabelStore::fields)
    }

    fn segment(&self, id: &SegmentId) -> Result<Option<Definition<Segment>>, StoreError> {
        self.read(|store| store.segment(id))
    }

    fn segments(&self) -> Result<Vec<Arc<Stored<Segment>>>, StoreError> {
        self.read(LabelStore::segments)
    }
}

#[deny(clippy::missing_trait_methods)]
impl MediaStore for Door {
    fn put_media(&self, id: MediaId, bytes: &[u8]) -> Result<(), StoreError> {
        self.read(|store| store.put_media(id, bytes))
    }

    fn media(&self, id: MediaId) -> Result<Option<Arc<[u8]>>, StoreError> {
        self.read(|store| store.media(id))
    }
}

#[deny(clippy::missing_trait_methods)]
impl Store for Door {
    fn commit(&self, changes: &ChangeSet) -> Result<Commit, CommitError> {
        self.let_in();
        let fault = self.0.state().commit_fault();
        match fault {
            Fault::Unavailable => return Err(unavailable().into()),
            Fault::LostRequest => return Err(StoreError::Unknown("simulated".into()).into()),
            Fault::None | Fault::LostReply => {}
        }
        let mut broken = std::mem::take(&mut self.0.state().broken);
        let answer = broken.commit(&self.0.store, changes);
        {
            let mut state = self.0.state();
            state.broken = broken;
            if let Ok((changes, commit)) = &answer.made {
                let result = state.committed(changes, commit);
                state.blame(result);
            }
        }
        self.let_in();
        match fault {
            Fault::LostReply => Err(StoreError::Unknown("simulated".into()).into()),
            _ => answer.told,
        }
    }

    fn commits_after(
        &self,
        seen: Option<Sequence>,
        limit: usize,
    ) -> Result<Vec<Commit>, StoreError> {
        let mut commits = self.read(|store| store.commits_after(seen, limit))?;
        self.0.state().broken.commits(&mut commits);
        Ok(commits)
    }

    fn committed(&self, id: ChangeSetId) -> Result<Option<Commit>, StoreError> {
        let committed = self.read(|store| store.committed(id))?;
        Ok(committed.filter(|_| !self.0.state().broken.forgets_requests()))
    }
}

impl Environment for Outside {
    fn now(&self) -> Timestamp {
        let mut state = self.0.state();
        let now = Timestamp::from_micros(state.now);
        if let Some(running) = state.running.last_mut().filter(|r| r.clock.last() != Some(&now)) {
            running.clock.push(now);
        }
        now
    }

    fn new_id(&self) -> Uuid {
        let mut state = self.0.state();
        state.id += 1;
        Uuid::from_u128(state.broken.id(state.id))
    }
}
