//! A store that fails on purpose.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::Dice;
use crate::change::{ChangeSet, Commit, CommitError, Definition};
use crate::contact::{MatchKey, MediaId};
use crate::field::{ExtendedField, FieldKey, FieldName};
use crate::id::{ChangeSetId, ContactId, SegmentId};
use crate::label::{Label, LabelKey, LabelName};
use crate::query::{ContactField, ContactQuery, Facet, Page, Window};
use crate::record::{Sequence, Slot, Stored};
use crate::segment::Segment;
use crate::store::{ContactStore, LabelStore, MediaStore, Store, StoreError};

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It fails before anything was sent: [`StoreError::Unavailable`], nothing was done.
    NotSent,
    /// The commit is carried out and its answer is lost: [`StoreError::Unknown`]. A read that
    /// loses its answer has simply failed.
    ReplyLost,
}

/// Which calls fail.
///
/// ```
/// # use contacts_core::testing::fault::{Fault, FaultStore, Faults};
/// # use contacts_core::*;
/// # let mut changes = ChangeSet::new(ChangeSetId::from_u128(1), Timestamp::EPOCH, Cause::Create);
/// # changes.create_label("custom.vip".parse()?, Label::new("VIP".parse()?))?;
/// let store = FaultStore::new(MemoryStore::new(), Faults::commits([Some(Fault::ReplyLost)]));
/// assert!(store.commit(&changes).unwrap_err().to_string().contains("did not say"));
/// assert_eq!(store.commit(&changes)?.sequence(), Sequence::new(1)); // the first commit, again
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Faults {
    commits: VecDeque<Option<Fault>>,
    reads: VecDeque<Option<Fault>>,
    chance: Option<(Dice, u32)>,
}

impl Faults {
    /// No call fails.
    pub fn none() -> Self {
        Self::default()
    }

    /// The commits go like this, one after the other; those that follow do not fail.
    pub fn commits(script: impl IntoIterator<Item = Option<Fault>>) -> Self {
        Self { commits: script.into_iter().collect(), ..Self::default() }
    }

    /// The reads go like this, one after the other; those that follow do not fail.
    #[must_use]
    pub fn with_reads(self, script: impl IntoIterator<Item = Option<Fault>>) -> Self {
        Self { reads: script.into_iter().collect(), ..self }
    }

    /// So many of 100 calls fail, which ones depends on the seed.
    pub fn seeded(seed: u64, percent: u32) -> Self {
        Self { chance: Some((Dice::new(seed), percent)), ..Self::default() }
    }

    fn next(&mut self, call: Call) -> Option<Fault> {
        let script = match call {
            Call::Commit => &mut self.commits,
            Call::Read => &mut self.reads,
        };
        if let Some(fault) = script.pop_front() {
            return fault;
        }
        let (dice, percent) = self.chance.as_mut()?;
        let fault = if dice.chance(50) { Fault::NotSent } else { Fault::ReplyLost };
        dice.chance(*percent).then_some(fault)
    }
}

#[derive(Clone, Copy)]
enum Call {
    Commit,
    Read,
}

/// A store whose calls fail as [`Faults`] say; the state behind it is never touched by a fault.
///
/// The law for whoever uses a store: after a failed commit the state is the old or the new one,
/// never a third, and committing the same change set again gives exactly one effect.
///
/// A clone is another handle: it shares the store and the faults.
#[derive(Clone, Debug)]
pub struct FaultStore<S> {
    inner: S,
    faults: Arc<Mutex<Faults>>,
}

impl<S> FaultStore<S> {
    /// `inner`, with these faults.
    pub fn new(inner: S, faults: Faults) -> Self {
        Self { inner, faults: Arc::new(Mutex::new(faults)) }
    }

    /// The store behind it, where no call fails.
    pub fn inner(&self) -> &S {
        &self.inner
    }

    /// From now on the calls go like this.
    pub fn set(&self, faults: Faults) {
        *self.faults.lock().unwrap_or_else(PoisonError::into_inner) = faults;
    }

    fn next(&self, call: Call) -> Option<Fault> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).next(call)
    }

    fn read<T>(&self, read: impl FnOnce(&S) -> Result<T, StoreError>) -> Result<T, StoreError> {
        match self.next(Call::Read) {
            None => read(&self.inner),
            Some(_) => Err(StoreError::Unavailable("a fault on purpose".into())),
        }
    }
}

#[deny(clippy::missing_trait_methods)]
impl<S: Store> ContactStore for FaultStore<S> {
    fn slot(&self, id: ContactId) -> Result<Option<Slot>, StoreError> {
        self.read(|store| store.slot(id))
    }

    fn slots(&self, ids: &[ContactId]) -> Result<Vec<Option<Slot>>, StoreError> {
        self.read(|store| store.slots(ids))
    }

    fn matching(&self, keys: &[MatchKey]) -> Result<Vec<Vec<ContactId>>, StoreError> {
        self.read(|store| store.matching(keys))
    }

    fn page(&self, query: &ContactQuery, window: &Window) -> Result<Page, StoreError> {
        self.read(|store| store.page(query, window))
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
impl<S: Store> LabelStore for FaultStore<S> {
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
impl<S: Store> MediaStore for FaultStore<S> {
    fn put_media(&self, id: MediaId, bytes: &[u8]) -> Result<(), StoreError> {
        self.read(|store| store.put_media(id, bytes))
    }

    fn media(&self, id: MediaId) -> Result<Option<Arc<[u8]>>, StoreError> {
        self.read(|store| store.media(id))
    }
}

#[deny(clippy::missing_trait_methods)]
impl<S: Store> Store for FaultStore<S> {
    fn commit(&self, changes: &ChangeSet) -> Result<Commit, CommitError> {
        match self.next(Call::Commit) {
            None => self.inner.commit(changes),
            Some(Fault::NotSent) => {
                Err(StoreError::Unavailable("a fault on purpose".into()).into())
            }
            // Whether it was committed or refused, the answer is lost.
            Some(Fault::ReplyLost) => {
                drop(self.inner.commit(changes));
                Err(StoreError::Unknown("a fault on purpose".into()).into())
            }
        }
    }

    fn commits_after(
        &self,
        seen: Option<Sequence>,
        limit: usize,
    ) -> Result<Vec<Commit>, StoreError> {
        self.read(|store| store.commits_after(seen, limit))
    }

    fn committed(&self, id: ChangeSetId) -> Result<Option<Commit>, StoreError> {
        self.read(|store| store.committed(id))
    }
}
