use std::collections::HashMap;
use std::sync::Arc;

use super::{Error, Session};
use crate::access::Permission;
use crate::contact::MediaId;
use crate::field::{FieldKey, FieldName};
use crate::label::{LabelKey, LabelName};
use crate::store::{Store, StoreError};

/// The names of the labels and extended fields of a book as they were when it was made, and its
/// media. Made by [`Session::references`].
#[derive(Debug)]
pub struct BookReferences<'a, S> {
    labels: HashMap<LabelKey, LabelName>,
    fields: HashMap<FieldKey, FieldName>,
    store: &'a S,
}

impl<'a, S: Store> Session<'a, S> {
    /// What stands behind the keys that contacts hold, for writing them into files.
    ///
    /// Labels and extended fields are read once, media when they are asked for.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`], [`Permission::LabelsView`] and
    ///   [`Permission::SchemaView`].
    /// - [`Error::Store`].
    pub fn references(&self) -> Result<BookReferences<'a, S>, Error> {
        self.allow(Permission::ContactsView)?;
        let labels = self.labels()?;
        let fields = self.fields()?;
        Ok(BookReferences {
            labels: labels.iter().map(|l| (l.id().clone(), l.name.clone())).collect(),
            fields: fields.iter().map(|f| (f.id().clone(), f.name.clone())).collect(),
            store: self.store(),
        })
    }
}

impl<S: Store> crate::interop::References for BookReferences<'_, S> {
    fn label(&self, key: &LabelKey) -> Option<LabelName> {
        self.labels.get(key).cloned()
    }

    fn field(&self, key: &FieldKey) -> Option<FieldName> {
        self.fields.get(key).cloned()
    }

    fn media(&self, id: MediaId) -> Result<Option<Arc<[u8]>>, StoreError> {
        self.store.media(id)
    }
}
