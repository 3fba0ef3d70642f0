use std::sync::Arc;

use super::attempt::first;
use super::importing::{Make, Names};
use super::{Error, Session, digest};
use crate::access::Permission;
use crate::change::Cause;
use crate::contact::Contact;
use crate::id::ContactId;
use crate::interop::Imported;
use crate::record::Stored;
use crate::store::Store;

impl<S: Store> Session<'_, S> {
    /// Brings a record of a file into the book: a new contact that keeps the lines or cells it was
    /// read from, with its labels, which are found or made by their names.
    ///
    /// Another contact may have the same addresses and numbers: a file is brought in first, and
    /// looked through for duplicates afterwards.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsModify`], or, if it has labels, without
    ///   [`Permission::LabelsModify`].
    /// - [`Error::LabelsQuotaReached`] if a label would have to be made and there is no room.
    /// - [`Error::Invalid`] if the record was changed since it was read and does not fit any more.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn import(&self, record: Imported) -> Result<Arc<Stored<Contact>>, Error> {
        self.allow(Permission::ContactsModify)?;
        let digest =
            digest(("import", &record.patch, &record.labels, &record.fields, &record.properties));
        self.once(digest, Self::contact_of, || {
            // The request is that of the contact, not of its labels.
            let source = Names::all().source(&self.unnamed(), &record, &[], Make::Yes)?;
            for (id, bytes) in &record.media {
                self.store().put_media(*id, bytes)?;
            }
            let contact = source.contact;
            let mut changes = self.changes(Cause::Import, digest);
            first(changes.create(ContactId::new(self.new_id()), contact));
            Ok(self.contact_of(&self.commit(&changes)?)?)
        })
    }
}
