use std::sync::Arc;

use super::attempt::first;
use super::{Error, Session, digest};
use crate::access::Permission;
use crate::change::Cause;
use crate::contact::Contact;
use crate::edit;
use crate::id::ContactId;
use crate::invalid::Invalid;
use crate::label::LabelKey;
use crate::record::Stored;
use crate::store::Store;

/// Label keys of one call at most.
const MAX_KEYS: usize = 100;

impl<S: Store> Session<'_, S> {
    /// Gives labels to a contact: those that it lacks are appended in the order given. If it has
    /// them all, nothing is changed.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsModify`].
    /// - [`Error::Invalid`] if no key or more than 100 are given, or the contact would have more
    ///   than 2,000.
    /// - [`Error::ContactNotFound`] if there is none, or it was merged away.
    /// - [`Error::UnknownLabel`] if a label does not exist.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn label(&self, id: &ContactId, keys: &[LabelKey]) -> Result<Arc<Stored<Contact>>, Error> {
        let digest = digest(("label", id, keys));
        self.relabel(id, keys, digest, |labels| edit::label(labels, keys))
    }

    /// Takes labels from a contact; those that it lacks, and keys that name no label, are of no
    /// effect. If it lacks them all, nothing is changed.
    ///
    /// # Errors
    ///
    /// As for [`label`](Self::label), except [`Error::UnknownLabel`].
    pub fn unlabel(
        &self,
        id: &ContactId,
        keys: &[LabelKey],
    ) -> Result<Arc<Stored<Contact>>, Error> {
        let digest = digest(("unlabel", id, keys));
        self.relabel(id, keys, digest, |labels| Ok(edit::unlabel(labels, keys)))
    }

    fn relabel(
        &self,
        id: &ContactId,
        keys: &[LabelKey],
        digest: u64,
        edit: impl Fn(&[LabelKey]) -> Result<Option<Vec<LabelKey>>, Invalid>,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        self.allow(Permission::ContactsModify)?;
        if !(1..=MAX_KEYS).contains(&keys.len()) {
            let given = format!("{} keys", keys.len());
            return Err(Invalid::limit("labelKeys", &given, "1 to 100 keys").into());
        }
        self.once(digest, Self::contact_of, || {
            let before = self.live(*id)?;
            let Some(labels) = edit(before.info().labels())? else { return Ok(before) };
            let mut after = before.value().clone();
            after.info.labels = labels;
            let mut changes = self.changes(Cause::Label, digest);
            first(changes.update(&before, after));
            Ok(self.contact_of(&self.commit(&changes)?)?)
        })
    }
}
