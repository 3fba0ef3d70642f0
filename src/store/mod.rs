//! What a store is.
//!
//! A store keeps one book: its contacts, labels, extended fields, segments, redirects and journal. It can
//! read and [`commit`](Store::commit), and holds no rule of the domain: what may be committed is
//! decided by [`ChangeSet::seal`], which every store calls while it holds the lock of the book.
//!
//! # What every store promises
//!
//! 1. A commit carries out all edits or none, in one durable step.
//! 2. Each edit says what it expects ([`Expect`](crate::Expect)) and is checked against the state
//!    just before; guards are checked for what was only read.
//! 3. There is at most one edit per record.
//! 4. Labels and fields that an edit uses exist at the commit.
//! 5. A redirect comes with the put of its target, re-points what pointed to the redirected id,
//!    so that every redirect is one hop, and stays when the target is deleted.
//! 6. Events come from [`ChangeSet::seal`] and are written in the same step.
//! 7. Committing a change set again returns the first [`Commit`]; its id with other content is
//!    refused.
//! 8. Keys and names of labels and fields, and ids of segments, are unique in the book.
//!
//! And of reading: each call sees exactly one state of the book, at least as new as the last
//! commit that was answered before the call began.
//!
//! [`MemoryStore`] is the specification in code; `contacts_core::testing::store_tests!` checks
//! all of this on any store.

mod memory;
mod wrap;

use std::fmt::Debug;
use std::sync::Arc;

pub use memory::{Arranged, Explanation, MemoryStore, Used};
pub use wrap::ReadOnly;

pub use crate::change::StoreError;
use crate::change::{ChangeSet, Commit, CommitError, Definition};
use crate::contact::{MatchKey, MediaId};
use crate::field::{ExtendedField, FieldKey, FieldName};
use crate::id::{ChangeSetId, ContactId, SegmentId};
use crate::label::{Label, LabelKey, LabelName};
use crate::query::{ContactField, ContactQuery, Facet, Page, Window};
use crate::record::{Sequence, Slot, Stored};
use crate::segment::Segment;

/// Reading contacts.
pub trait ContactStore: Debug + Send + Sync {
    /// What stands at an id; `None` if it was never used.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn slot(&self, id: ContactId) -> Result<Option<Slot>, StoreError>;

    /// What stands at each id, in the order of the ids; `None` where the id was never used.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn slots(&self, ids: &[ContactId]) -> Result<Vec<Option<Slot>>, StoreError>;

    /// The live contacts that hold each key, in the order of the keys; oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn matching(&self, keys: &[MatchKey]) -> Result<Vec<Vec<ContactId>>, StoreError>;

    /// A part of the live contacts that meet a query, in its order: those for which
    /// [`ContactQuery::matches`] holds, and no other.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn page(&self, query: &ContactQuery, window: &Window) -> Result<Page, StoreError>;

    /// How many live contacts meet a query, by the values of each of these fields, in their order.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn facets(
        &self,
        query: &ContactQuery,
        fields: &[ContactField],
    ) -> Result<Vec<Facet>, StoreError>;
}

/// Reading what contacts are described and gathered with: labels, extended fields and segments.
///
/// The definitions that every book has ([`SYSTEM_LABELS`](crate::SYSTEM_LABELS),
/// [`SYSTEM_FIELDS`](crate::SYSTEM_FIELDS)) are not in a store.
pub trait LabelStore: Debug + Send + Sync {
    /// What stands at a label key; `None` where it was never used.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn label(&self, key: &LabelKey) -> Result<Option<Definition<Label>>, StoreError>;

    /// The live label of exactly this name.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn label_named(&self, name: &LabelName) -> Result<Option<Arc<Stored<Label>>>, StoreError>;

    /// All live labels, in the order in which the book got them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn labels(&self) -> Result<Vec<Arc<Stored<Label>>>, StoreError>;

    /// What stands at a field key; `None` where it was never used.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn field(&self, key: &FieldKey) -> Result<Option<Definition<ExtendedField>>, StoreError>;

    /// The live field of exactly this name.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn field_named(
        &self,
        name: &FieldName,
    ) -> Result<Option<Arc<Stored<ExtendedField>>>, StoreError>;

    /// All live fields, in the order in which the book got them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn fields(&self) -> Result<Vec<Arc<Stored<ExtendedField>>>, StoreError>;

    /// What stands at a segment id; `None` where it was never used.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn segment(&self, id: &SegmentId) -> Result<Option<Definition<Segment>>, StoreError>;

    /// All live segments, in the order in which the book got them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn segments(&self) -> Result<Vec<Arc<Stored<Segment>>>, StoreError>;
}

/// Pictures, sounds and keys: held once by their content, beside the contacts that refer to them
/// ([`Property::media`](crate::Property)).
///
/// What is put is kept as durably as a commit. It is no part of a commit: put it first, then commit
/// what refers to it. Nothing takes it out again yet.
pub trait MediaStore: Debug + Send + Sync {
    /// Keeps bytes under their id; nothing happens if they are there.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails; putting the same again is safe.
    fn put_media(&self, id: MediaId, bytes: &[u8]) -> Result<(), StoreError>;

    /// The bytes of this id; `None` if they were never put into this book.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn media(&self, id: MediaId) -> Result<Option<Arc<[u8]>>, StoreError>;
}

/// A book: reading and committing. See the [module](self) for its promises.
///
/// One value serves all traits: two independent stores could not keep the existence of a label and
/// its use together.
pub trait Store: ContactStore + LabelStore + MediaStore {
    /// Commits a change set: the only write there is.
    ///
    /// # Errors
    ///
    /// [`CommitError`] if the change set does not fit what is there, or the store fails. Nothing
    /// was changed then, except perhaps with [`StoreError::Unknown`]: commit the same change set
    /// again.
    fn commit(&self, changes: &ChangeSet) -> Result<Commit, CommitError>;

    /// At most `limit` commits after the one with this number (`None`: from the first), in order,
    /// each with the present state of its contacts, labels, fields and segments that are live.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails; [`StoreError::Trimmed`] if commits that were asked for
    /// are no longer kept.
    fn commits_after(
        &self,
        seen: Option<Sequence>,
        limit: usize,
    ) -> Result<Vec<Commit>, StoreError>;

    /// The commit of the change set with this id, with the present state of its contacts, labels,
    /// fields and segments that are live.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    fn committed(&self, id: ChangeSetId) -> Result<Option<Commit>, StoreError>;
}
