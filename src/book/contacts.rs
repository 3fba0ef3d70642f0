use std::collections::HashMap;
use std::sync::Arc;

use super::attempt::first;
use super::{Error, Protection, Session, digest};
use crate::access::Permission;
use crate::change::{Cause, ChangeSet, CommitError};
use crate::contact::{Contact, ContactInfo, MatchKey};
use crate::edit::{self, ContactPatch};
use crate::field::{DataType, FieldKey};
use crate::id::{ContactId, EntryId};
use crate::record::{RecordId, Revision, Stored};
use crate::store::Store;

/// Whether a contact may have an e-mail address or phone number that another contact has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Duplicates {
    /// No. E-mail addresses decide; phone numbers only if no e-mail address is given.
    #[default]
    Refuse,
    /// Yes.
    Allow,
}

impl<S: Store> Session<'_, S> {
    /// Creates a contact, unless another one has one of its e-mail addresses (or of its phone
    /// numbers, if it has no e-mail address).
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsModify`].
    /// - [`Error::Invalid`] if the patch does not fit, or gives no name, e-mail or phone.
    /// - [`Error::UnknownLabel`] if it has a label that does not exist.
    /// - [`Error::DuplicateContact`] if another contact has the same address or number.
    /// - [`Error::ContactIdAlreadyExists`] if the [environment](super::Environment) gives an id
    ///   again.
    /// - [`Error::RequestReused`], [`Error::Store`].
    pub fn create(&self, patch: ContactPatch) -> Result<Arc<Stored<Contact>>, Error> {
        self.create_with(patch, Duplicates::Refuse)
    }

    /// Creates a contact, as [`create`](Self::create), with a say on duplicates.
    ///
    /// # Errors
    ///
    /// As for [`create`](Self::create).
    pub fn create_with(
        &self,
        patch: ContactPatch,
        duplicates: Duplicates,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        self.allow(Permission::ContactsModify)?;
        let digest = digest(("create", &patch, duplicates));
        self.once(digest, Self::contact_of, || {
            let info = self.apply(&ContactInfo::default(), &patch)?;
            let contact = Contact::new(info, self.caller.origin(), self.now())?;
            let id = ContactId::new(self.new_id());
            let mut changes = self.changes(Cause::Create, digest);
            first(changes.create(id, contact));
            if duplicates == Duplicates::Refuse {
                require_free(&mut changes, &patch);
            }
            match self.commit(&changes) {
                Ok(commit) => Ok(self.contact_of(&commit)?),
                Err(CommitError::Conflict(conflict))
                    if conflict.record == RecordId::Contact(id) =>
                {
                    Err(Error::ContactIdAlreadyExists(id).into())
                }
                Err(error) => Err(error.into()),
            }
        })
    }

    /// Changes what the patch mentions of a contact, which must be at the revision that the
    /// caller knows, unless it then had an address or number of another contact.
    ///
    /// A patch that changes nothing changes nothing: the contact is returned as it is.
    ///
    /// # Errors
    ///
    /// In the order in which they are checked:
    /// - [`Error::Forbidden`] without [`Permission::ContactsModify`].
    /// - [`Error::NothingToUpdate`] if the patch mentions nothing.
    /// - [`Error::Invalid`] if a list of it is too long.
    /// - [`Error::ContactNotFound`] if there is none, or it was merged away.
    /// - [`Error::ContactAlreadyChanged`] if it is at another revision.
    /// - [`Error::Invalid`] if the patch does not fit otherwise, or no name, e-mail or phone would
    ///   be left.
    /// - [`Error::CannotUpdateMemberEmail`] if it is a member's and its primary e-mail changed.
    /// - [`Error::UnknownLabel`] if it had a label that does not exist.
    /// - [`Error::DuplicateContact`] if another contact has the same address or number.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn update(
        &self,
        id: &ContactId,
        revision: Revision,
        patch: ContactPatch,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        self.update_with(id, revision, patch, Duplicates::Refuse)
    }

    /// Changes a contact, as [`update`](Self::update), with a say on duplicates.
    ///
    /// # Errors
    ///
    /// As for [`update`](Self::update).
    pub fn update_with(
        &self,
        id: &ContactId,
        revision: Revision,
        patch: ContactPatch,
        duplicates: Duplicates,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        self.allow(Permission::ContactsModify)?;
        if patch.is_empty() {
            return Err(Error::NothingToUpdate);
        }
        let too_many = edit::over_limits(&patch);
        if !too_many.is_empty() {
            return Err(Error::Invalid(too_many));
        }
        let digest = digest(("update", id, revision, &patch, duplicates));
        self.once(digest, Self::contact_of, || {
            let before = self.live(*id)?;
            if before.revision() != revision {
                let (expected, found) = (revision, before.revision());
                return Err(Error::ContactAlreadyChanged { id: *id, expected, found }.into());
            }
            let after = self.patched(&before, &patch, &self.types_of(&patch)?)?;
            let mut changes = self.changes(Cause::Update, digest);
            if !first(changes.update(&before, after)) {
                return Ok(before);
            }
            if duplicates == Duplicates::Refuse {
                require_free(&mut changes, &patch);
            }
            Ok(self.contact_of(&self.commit(&changes)?)?)
        })
    }

    /// Deletes a contact for good.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsModify`].
    /// - [`Error::ContactNotFound`] if there is none, or it was merged away.
    /// - [`Error::CannotDelete`] if it is a member, an owner or contributor, or has a billing
    ///   subscription.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn delete(&self, id: &ContactId) -> Result<(), Error> {
        self.allow(Permission::ContactsModify)?;
        let digest = digest(("delete", id));
        self.once(digest, Self::done, || {
            let contact = self.live(*id)?;
            deletable(&contact)?;
            let mut changes = self.changes(Cause::Delete, digest);
            first(changes.delete(&contact));
            self.commit(&changes)?;
            Ok(())
        })
    }

    /// Deletes a contact if there is one at this id; whether there was.
    ///
    /// # Errors
    ///
    /// As for [`delete`](Self::delete), except that [`Error::ContactNotFound`] is left to contacts
    /// that were merged away.
    pub fn delete_if_present(&self, id: &ContactId) -> Result<bool, Error> {
        match self.delete(id) {
            Ok(()) => Ok(true),
            Err(Error::ContactNotFound { merged_into: None, .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// A patch applied, with the book's definitions and new ids.
    pub(super) fn apply(
        &self,
        info: &ContactInfo,
        patch: &ContactPatch,
    ) -> Result<ContactInfo, Error> {
        let info = self.apply_part(info, patch)?;
        info.identifiable()?;
        Ok(info)
    }

    /// As [`apply`](Self::apply), though the result may identify nobody.
    pub(super) fn apply_part(
        &self,
        info: &ContactInfo,
        patch: &ContactPatch,
    ) -> Result<ContactInfo, Error> {
        self.apply_typed(info, patch, &self.types_of(patch)?)
    }

    /// A contact with a patch applied.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the patch does not fit, [`Error::CannotUpdateMemberEmail`].
    pub(super) fn patched(
        &self,
        before: &Stored<Contact>,
        patch: &ContactPatch,
        types: &FieldTypes<'_>,
    ) -> Result<Contact, Error> {
        let info = self.apply_typed(before.info(), patch, types)?;
        info.identifiable()?;
        if before.standing().is_member()
            && edit::changes_primary_email(before.info().emails(), info.emails())
        {
            return Err(Error::CannotUpdateMemberEmail(*before.id()));
        }
        Ok(Contact { info, ..before.value().clone() })
    }

    /// The types of the book's own fields that a patch mentions.
    pub(super) fn types_of<'p>(&self, patch: &'p ContactPatch) -> Result<FieldTypes<'p>, Error> {
        let mut types = FieldTypes::new();
        for (key, _) in &patch.fields {
            if let Some(field) = self.store().field(key)?.and_then(|field| field.live()) {
                types.insert(key, field.data_type);
            }
        }
        Ok(types)
    }

    fn apply_typed(
        &self,
        info: &ContactInfo,
        patch: &ContactPatch,
        types: &FieldTypes<'_>,
    ) -> Result<ContactInfo, Error> {
        let data_type = |key: &FieldKey| types.get(key).copied();
        let entry_id = || EntryId::new(self.new_id());
        patch.apply_part(info, data_type, entry_id).map_err(Error::Invalid)
    }
}

/// The types of fields, by their keys.
pub(super) type FieldTypes<'a> = HashMap<&'a FieldKey, DataType>;

/// Refuses to delete a contact that is protected.
pub(super) fn deletable(contact: &Stored<Contact>) -> Result<(), Error> {
    let standing = contact.standing();
    let protection = if standing.is_member() {
        Protection::Member
    } else if standing.is_owner_or_contributor() {
        Protection::OwnerOrContributor
    } else if standing.billing_subscription {
        Protection::BillingSubscription
    } else {
        return Ok(());
    };
    Err(Error::CannotDelete { id: *contact.id(), protection })
}

/// Requires that nobody else has the addresses that the patch gives, or its numbers if it gives
/// no address.
fn require_free(changes: &mut ChangeSet, patch: &ContactPatch) {
    for key in patch.duplicate_keys() {
        changes.require_free(key);
    }
}

impl ContactPatch {
    /// The keys that tell whether the patch makes a duplicate: of the e-mail addresses that it
    /// gives, or of the phone numbers if it gives no address.
    pub(super) fn duplicate_keys(&self) -> Vec<MatchKey> {
        match &self.emails {
            Some(emails) if !emails.is_empty() => {
                emails.iter().map(|email| email.value.match_key()).collect()
            }
            _ => self
                .phones
                .iter()
                .flatten()
                .flat_map(|phone| phone.value.duplicate_keys())
                .collect(),
        }
    }
}
