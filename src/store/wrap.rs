//! Stores around stores.

use std::ops::Deref;
use std::sync::Arc;

use super::{ContactStore, LabelStore, MediaStore, Store};
use crate::change::{ChangeSet, Commit, CommitError, Definition, StoreError};
use crate::contact::{MatchKey, MediaId};
use crate::field::{ExtendedField, FieldKey, FieldName};
use crate::id::{ChangeSetId, ContactId, SegmentId};
use crate::label::{Label, LabelKey, LabelName};
use crate::query::{ContactField, ContactQuery, Facet, Page, Window};
use crate::record::{Sequence, Slot, Stored};
use crate::segment::Segment;

/// A store that can be read and refuses to commit.
#[derive(Clone, Debug)]
pub struct ReadOnly<S>(pub S);

/// Implements the traits of a store by passing every call on; `commit` as given.
macro_rules! pass_on {
    (
        [$($generics:tt)*] $type:ty, $inner:ident => $store:expr,
        $changes:ident => $commit:expr, ($id:ident, $bytes:ident) => $put:expr
    ) => {
        #[deny(clippy::missing_trait_methods)]
        impl<$($generics)*> ContactStore for $type {
            fn slot(&self, id: ContactId) -> Result<Option<Slot>, StoreError> {
                let $inner = self;
                $store.slot(id)
            }

            fn slots(&self, ids: &[ContactId]) -> Result<Vec<Option<Slot>>, StoreError> {
                let $inner = self;
                $store.slots(ids)
            }

            fn matching(&self, keys: &[MatchKey]) -> Result<Vec<Vec<ContactId>>, StoreError> {
                let $inner = self;
                $store.matching(keys)
            }

            fn page(&self, query: &ContactQuery, window: &Window) -> Result<Page, StoreError> {
                let $inner = self;
                $store.page(query, window)
            }

            fn facets(
                &self,
                query: &ContactQuery,
                fields: &[ContactField],
            ) -> Result<Vec<Facet>, StoreError> {
                let $inner = self;
                $store.facets(query, fields)
            }
        }

        #[deny(clippy::missing_trait_methods)]
        impl<$($generics)*> LabelStore for $type {
            fn label(&self, key: &LabelKey) -> Result<Option<Definition<Label>>, StoreError> {
                let $inner = self;
                $store.label(key)
            }

            fn label_named(
                &self,
                name: &LabelName,
            ) -> Result<Option<Arc<Stored<Label>>>, StoreError> {
                let $inner = self;
                $store.label_named(name)
            }

            fn labels(&self) -> Result<Vec<Arc<Stored<Label>>>, StoreError> {
                let $inner = self;
                $store.labels()
            }

            fn field(
                &self,
                key: &FieldKey,
            ) -> Result<Option<Definition<ExtendedField>>, StoreError> {
                let $inner = self;
                $store.field(key)
            }

            fn field_named(
                &self,
                name: &FieldName,
            ) -> Result<Option<Arc<Stored<ExtendedField>>>, StoreError> {
                let $inner = self;
                $store.field_named(name)
            }

            fn fields(&self) -> Result<Vec<Arc<Stored<ExtendedField>>>, StoreError> {
                let $inner = self;
                $store.fields()
            }

            fn segment(&self, id: &SegmentId) -> Result<Option<Definition<Segment>>, StoreError> {
                let $inner = self;
                $store.segment(id)
            }

            fn segments(&self) -> Result<Vec<Arc<Stored<Segment>>>, StoreError> {
                let $inner = self;
                $store.segments()
            }
        }

        #[deny(clippy::missing_trait_methods)]
        impl<$($generics)*> MediaStore for $type {
            fn put_media(&self, $id: MediaId, $bytes: &[u8]) -> Result<(), StoreError> {
                let $inner = self;
                $put
            }

            fn media(&self, id: MediaId) -> Result<Option<Arc<[u8]>>, StoreError> {
                let $inner = self;
                $store.media(id)
            }
        }

        #[deny(clippy::missing_trait_methods)]
        impl<$($generics)*> Store for $type {
            fn commit(&self, $changes: &ChangeSet) -> Result<Commit, CommitError> {
                let $inner = self;
                $commit
            }

            fn commits_after(
                &self,
                seen: Option<Sequence>,
                limit: usize,
            ) -> Result<Vec<Commit>, StoreError> {
                let $inner = self;
                $store.commits_after(seen, limit)
            }

            fn committed(&self, id: ChangeSetId) -> Result<Option<Commit>, StoreError> {
                let $inner = self;
                $store.committed(id)
            }
        }
    };
}

pass_on!(
    [S: Store + ?Sized] Arc<S>, this => this.deref(),
    changes => this.deref().commit(changes), (id, bytes) => this.deref().put_media(id, bytes)
);
pass_on!(
    [S: Store + ?Sized] Box<S>, this => this.deref(),
    changes => this.deref().commit(changes), (id, bytes) => this.deref().put_media(id, bytes)
);
pass_on!(
    [S: Store + ?Sized] &S, this => (**this),
    changes => (**this).commit(changes), (id, bytes) => (**this).put_media(id, bytes)
);
pass_on!(
    [S: Store] ReadOnly<S>, this => this.0,
    changes => {
        let _ = (this, changes);
        Err(READING_ONLY.into())
    },
    (id, bytes) => {
        let _ = (this, id, bytes);
        Err(READING_ONLY)
    }
);

const READING_ONLY: StoreError = StoreError::Unsupported("writing: it is opened for reading only");
