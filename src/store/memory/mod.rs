//! The reference store: a book in memory.

mod find;
mod index;
mod postings;
mod redirects;
mod state;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub use self::find::{Arranged, Explanation, Used};
use self::state::State;
use super::{ContactStore, LabelStore, MediaStore, Store};
use crate::change::{ChangeSet, Commit, CommitError, Definition, Ground, Sealed, StoreError};
use crate::contact::{MatchKey, MediaId};
use crate::field::{ExtendedField, FieldKey, FieldName};
use crate::id::{BookId, ChangeSetId, ContactId, SegmentId};
use crate::label::{Label, LabelKey, LabelName};
use crate::query::{ContactField, ContactQuery, Facet, Page, Window};
use crate::record::{Sequence, Slot, Stored};
use crate::segment::Segment;

/// A store in memory, the specification of what a store does.
///
/// Indexed by id, e-mail address, phone number, membership, visitor and label, and by every other
/// field from the first query on that asks for it: that one takes as long as it takes to go
/// through all contacts. Readers get shared contacts, never copies, and do not block each other but
/// for the moment in which such an index is made or brought up to date. A clone is another handle on the same book;
/// [`book`](Self::book) is a handle on another book beside it.
///
/// ```
/// # use contacts_core::{BookId, MemoryStore};
/// let store = MemoryStore::new();
/// let other_tenant = store.book(BookId::from_u128(2));
/// ```
#[derive(Clone)]
pub struct MemoryStore {
    books: Arc<Mutex<HashMap<BookId, Arc<RwLock<State>>>>>,
    book: Arc<RwLock<State>>,
}

impl MemoryStore {
    /// An empty store, opened at its first book (of the id 0).
    pub fn new() -> Self {
        let book = Arc::<RwLock<State>>::default();
        let books = HashMap::from([(BookId::from_u128(0), Arc::clone(&book))]);
        Self { books: Arc::new(Mutex::new(books)), book }
    }

    /// The same store, opened at another book; an unknown one is empty.
    #[must_use]
    pub fn book(&self, id: BookId) -> Self {
        let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        let book = Arc::clone(books.entry(id).or_default());
        Self { books: Arc::clone(&self.books), book }
    }

    /// How [`page`](ContactStore::page) answers a query: the indexes that it uses, what it checks
    /// one by one, and how it brings that into order.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if a writer has damaged the book.
    pub fn explain(
        &self,
        query: &ContactQuery,
        window: &Window,
    ) -> Result<Explanation, StoreError> {
        Ok(self.read()?.explain(query, window))
    }

    #[inline]
    fn read(&self) -> Result<RwLockReadGuard<'_, State>, StoreError> {
        self.book.read().map_err(|_| damaged())
    }

    fn write(&self) -> Result<RwLockWriteGuard<'_, State>, StoreError> {
        self.book.write().map_err(|_| damaged())
    }
}

/// A writer panicked: what it left may be half a commit.
fn damaged() -> StoreError {
    StoreError::Corrupt("a commit was interrupted".into())
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

/// Numbers, not contents.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("MemoryStore");
        if let Ok(state) = self.book.try_read() {
            debug.field("head", &state.head()).field("contacts", &state.len());
        }
        debug.finish_non_exhaustive()
    }
}

#[deny(clippy::missing_trait_methods)]
impl ContactStore for MemoryStore {
    #[inline]
    fn slot(&self, id: ContactId) -> Result<Option<Slot>, StoreError> {
        let state = self.read()?;
        match state.live(id) {
            Some(contact) => Ok(Some(Slot::Contact(Arc::clone(contact)))),
            None => Ok(state.gone(id)),
        }
    }

    fn slots(&self, ids: &[ContactId]) -> Result<Vec<Option<Slot>>, StoreError> {
        let state = self.read()?;
        Ok(ids.iter().map(|id| state.slot(*id)).collect())
    }

    fn matching(&self, keys: &[MatchKey]) -> Result<Vec<Vec<ContactId>>, StoreError> {
        let state = self.read()?;
        Ok(keys.iter().map(|key| state.holders(key)).collect())
    }

    fn page(&self, query: &ContactQuery, window: &Window) -> Result<Page, StoreError> {
        Ok(self.read()?.page(query, window))
    }

    fn facets(
        &self,
        query: &ContactQuery,
        fields: &[ContactField],
    ) -> Result<Vec<Facet>, StoreError> {
        Ok(self.read()?.facets(query, fields))
    }
}

#[deny(clippy::missing_trait_methods)]
impl LabelStore for MemoryStore {
    fn label(&self, key: &LabelKey) -> Result<Option<Definition<Label>>, StoreError> {
        Ok(self.read()?.labels.get(key))
    }

    fn label_named(&self, name: &LabelName) -> Result<Option<Arc<Stored<Label>>>, StoreError> {
        Ok(self.read()?.labels.named(name.as_str()))
    }

    fn labels(&self) -> Result<Vec<Arc<Stored<Label>>>, StoreError> {
        Ok(self.read()?.labels.live().cloned().collect())
    }

    fn field(&self, key: &FieldKey) -> Result<Option<Definition<ExtendedField>>, StoreError> {
        Ok(self.read()?.fields.get(key))
    }

    fn field_named(
        &self,
        name: &FieldName,
    ) -> Result<Option<Arc<Stored<ExtendedField>>>, StoreError> {
        Ok(self.read()?.fields.named(name.as_str()))
    }

    fn fields(&self) -> Result<Vec<Arc<Stored<ExtendedField>>>, StoreError> {
        Ok(self.read()?.fields.live().cloned().collect())
    }

    fn segment(&self, id: &SegmentId) -> Result<Option<Definition<Segment>>, StoreError> {
        Ok(self.read()?.segments.get(id))
    }

    fn segments(&self) -> Result<Vec<Arc<Stored<Segment>>>, StoreError> {
        Ok(self.read()?.segments.live().cloned().collect())
    }
}

#[deny(clippy::missing_trait_methods)]
impl MediaStore for MemoryStore {
    fn put_media(&self, id: MediaId, bytes: &[u8]) -> Result<(), StoreError> {
        if !self.read()?.media.contains_key(&id) {
            self.write()?.media.entry(id).or_insert_with(|| bytes.into());
        }
        Ok(())
    }

    fn media(&self, id: MediaId) -> Result<Option<Arc<[u8]>>, StoreError> {
        Ok(self.read()?.media.get(&id).cloned())
    }
}

#[deny(clippy::missing_trait_methods)]
impl Store for MemoryStore {
    fn commit(&self, changes: &ChangeSet) -> Result<Commit, CommitError> {
        let mut state = self.write()?;
        match changes.seal(&*state)? {
            Sealed::Again(record) => Ok(state.attach(&record)),
            Sealed::New(record) => {
                state.check_room(changes.len())?;
                changes.writes().for_each(|write| state.apply(write));
                state.keep(Arc::clone(&record));
                drop(state);
                Ok(changes.commit(record))
            }
        }
    }

    fn commits_after(
        &self,
        seen: Option<Sequence>,
        limit: usize,
    ) -> Result<Vec<Commit>, StoreError> {
        let state = self.read()?;
        let records = state.journal_after(seen.unwrap_or(Sequence::START));
        Ok(records.iter().take(limit).map(|record| state.attach(record)).collect())
    }

    fn committed(&self, id: ChangeSetId) -> Result<Option<Commit>, StoreError> {
        let state = self.read()?;
        Ok(Ground::committed(&*state, id).map(|record| state.attach(&record)))
    }
}
