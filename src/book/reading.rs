use std::sync::Arc;

use super::attempt::Setback;
use super::{Error, Session, subject};
use crate::access::Permission;
use crate::change::Commit;
use crate::contact::Contact;
use crate::id::ContactId;
use crate::record::{RecordId, Slot, Stored};
use crate::store::Store;

/// A contact that was asked for by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Got {
    /// The contact.
    pub contact: Arc<Stored<Contact>>,
    /// Whether it is the one that was asked for.
    pub response_type: ResponseType,
}

/// Whether a contact is the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResponseType {
    /// It is.
    Regular,
    /// The one that was asked for was merged into it.
    Merged,
}

impl ResponseType {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Regular => "REGULAR",
            Self::Merged => "MERGED",
        }
    }
}

impl<S: Store> Session<'_, S> {
    /// The contact at this id; for a contact that was merged away, the one it was merged into.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`].
    /// - [`Error::ContactNotFound`] if there is none, or it (or what it was merged into) was
    ///   deleted.
    /// - [`Error::Busy`], [`Error::Store`].
    pub fn get(&self, id: &ContactId) -> Result<Got, Error> {
        self.allow(Permission::ContactsView)?;
        self.settle(|| {
            let (slot, response_type) = match self.slot(*id)? {
                Some(Slot::Redirect { to }) => (self.slot(to)?, ResponseType::Merged),
                slot => (slot, ResponseType::Regular),
            };
            match slot {
                Some(Slot::Contact(contact)) => Ok(Got { contact, response_type }),
                // The target was merged away between both reads.
                Some(Slot::Redirect { to }) => Err(Setback::Overtaken(RecordId::Contact(to))),
                Some(Slot::Deleted) | None => {
                    Err(Error::ContactNotFound { id: *id, merged_into: None }.into())
                }
            }
        })
    }

    pub(super) fn slot(&self, id: ContactId) -> Result<Option<Slot>, Error> {
        Ok(self.store().slot(id)?)
    }

    /// The live contact at this id; a merged-away one is not found.
    pub(super) fn live(&self, id: ContactId) -> Result<Arc<Stored<Contact>>, Error> {
        live(id, self.slot(id)?)
    }

    /// The contact that a commit put.
    pub(super) fn contact_of(&self, commit: &Commit) -> Result<Arc<Stored<Contact>>, Error> {
        match subject(commit) {
            Some(RecordId::Contact(id)) => match commit.state(id) {
                Some(contact) => Ok(Arc::clone(contact)),
                None => self.live(id),
            },
            _ => Err(Error::RequestReused(commit.id())),
        }
    }
}

/// The live contact that stands at this id; a merged-away one is not found.
pub(super) fn live(id: ContactId, slot: Option<Slot>) -> Result<Arc<Stored<Contact>>, Error> {
    match slot {
        Some(Slot::Contact(contact)) => Ok(contact),
        Some(Slot::Redirect { to }) => Err(Error::ContactNotFound { id, merged_into: Some(to) }),
        Some(Slot::Deleted) | None => Err(Error::ContactNotFound { id, merged_into: None }),
    }
}
