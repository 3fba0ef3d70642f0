use std::collections::HashMap;
use std::sync::Arc;

use super::{Error, Protection, Session, digest, subject};
use crate::access::Permission;
use crate::change::{Cause, ChangeSet, Commit, CommitError, Found};
use crate::contact::{Contact, ContactInfo, MatchKey};
use crate::edit::{self, ContactPatch};
use crate::field::{DataType, FieldKey};
use crate::id::{ContactId, EntryId};
use crate::invalid::Invalid;
use crate::label::LabelKey;
use crate::query::ContactQuery;
use crate::record::{RecordId, Revision, Slot, Stored};
use crate::store::Store;

/// Label keys of one call at most.
const MAX_KEYS: usize = 100;

/// Whether a contact may have an e-mail address or phone number that another contact has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Duplicates {
    /// No. E-mail addresses decide; phone numbers only if no e-mail address is given.
    #[default]
    Refuse,
    /// Yes.
    Allow,
}

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
    /// Creates a contact, unless another one has one of its e-mail addresses (or of its phone
    /// numbers, if it has no e-mail address).
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsModify`].
    /// - [`Error::Invalid`] if the patch does not fit, or gives no name, e-mail or phone.
    /// - [`Error::UnknownLabel`] if it has a label that does not exist.
    /// - [`Error::DuplicateContact`] if another contact has the same address or number.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
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
        if let Some(commit) = self.made_before(digest)? {
            return self.contact_of(&commit);
        }
        let info = self.apply(&ContactInfo::default(), &patch)?;
        let contact = Contact::new(info, self.caller.origin(), self.now())?;
        let id = ContactId::new(self.new_id());
        let mut changes = self.changes(Cause::Create, digest);
        changes.create(id, contact).expect("the change set was empty");
        if duplicates == Duplicates::Refuse {
            require_free(&mut changes, &patch);
        }
        let commit = self.commit(&changes).map_err(|error| match error {
            CommitError::Conflict(conflict) if conflict.record == RecordId::Contact(id) => {
                Error::ContactIdAlreadyExists(id)
            }
            error => error.into(),
        })?;
        self.contact_of(&commit)
    }

    /// The contact at this id; for a contact that was merged away, the one it was merged into.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`].
    /// - [`Error::ContactNotFound`] if there is none, or it (or what it was merged into) was
    ///   deleted.
    /// - [`Error::Store`].
    pub fn get(&self, id: &ContactId) -> Result<Got, Error> {
        self.allow(Permission::ContactsView)?;
        let response_type;
        let slot = match self.slot(*id)? {
            Some(Slot::Redirect { to }) => {
                response_type = ResponseType::Merged;
                self.slot(to)?
            }
            slot => {
                response_type = ResponseType::Regular;
                slot
            }
        };
        match slot {
            Some(Slot::Contact(contact)) => Ok(Got { contact, response_type }),
            // The target was merged away between both reads: ask again.
            Some(Slot::Redirect { .. }) => self.get(id),
            Some(Slot::Deleted) | None => {
                Err(Error::ContactNotFound { id: *id, merged_into: None })
            }
        }
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
    /// - [`Error::ContactNotFound`] if there is none, or it was merged away.
    /// - [`Error::ContactAlreadyChanged`] if it is at another revision.
    /// - [`Error::Invalid`] if the patch does not fit, or no name, e-mail or phone would be left.
    /// - [`Error::CannotUpdateMemberEmail`] if it is a member's and its primary e-mail changed.
    /// - [`Error::UnknownLabel`] if it had a label that does not exist.
    /// - [`Error::DuplicateContact`] if another contact has the same address or number.
    /// - [`Error::RequestReused`], [`Error::Store`].
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
        let digest = digest(("update", id, revision, &patch, duplicates));
        if let Some(commit) = self.made_before(digest)? {
            return self.contact_of(&commit);
        }
        let before = self.live(*id)?;
        if before.revision() != revision {
            let (expected, found) = (revision, before.revision());
            return Err(Error::ContactAlreadyChanged { id: *id, expected, found });
        }
        let info = self.apply(before.info(), &patch)?;
        if before.standing().is_member()
            && edit::changes_primary_email(before.info().emails(), info.emails())
        {
            return Err(Error::CannotUpdateMemberEmail(*id));
        }
        let mut changes = self.changes(Cause::Update, digest);
        let after = Contact { info, ..before.value().clone() };
        if !changes.update(&before, after).expect("the change set was empty") {
            return Ok(before);
        }
        if duplicates == Duplicates::Refuse {
            require_free(&mut changes, &patch);
        }
        let commit = self.commit(&changes).map_err(|error| match error {
            CommitError::Conflict(conflict) => match conflict.found {
                Found::Live(found) => {
                    Error::ContactAlreadyChanged { id: *id, expected: revision, found }
                }
                _ => CommitError::Conflict(conflict).into(),
            },
            error => error.into(),
        })?;
        self.contact_of(&commit)
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
        if self.made_before(digest)?.is_some() {
            return Ok(());
        }
        self.settle(|| {
            let contact = self.live(*id)?;
            let standing = contact.standing();
            let protection = if standing.is_member() {
                Some(Protection::Member)
            } else if standing.is_owner_or_contributor() {
                Some(Protection::OwnerOrContributor)
            } else if standing.billing_subscription {
                Some(Protection::BillingSubscription)
            } else {
                None
            };
            if let Some(protection) = protection {
                return Err(Error::CannotDelete { id: *id, protection });
            }
            let mut changes = self.changes(Cause::Delete, digest);
            changes.delete(&contact).expect("the change set was empty");
            self.commit(&changes)?;
            Ok(())
        })
    }

    /// Deletes a contact if there is one at this id; whether there was.
    ///
    /// # Errors
    ///
    /// As for [`delete`](Self::delete), except [`Error::ContactNotFound`].
    pub fn delete_if_present(&self, id: &ContactId) -> Result<bool, Error> {
        match self.delete(id) {
            Ok(()) => Ok(true),
            Err(Error::ContactNotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

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
        if let Some(commit) = self.made_before(digest)? {
            return self.contact_of(&commit);
        }
        self.settle(|| {
            let before = self.live(*id)?;
            let Some(labels) = edit(before.info().labels())? else { return Ok(before) };
            let mut after = before.value().clone();
            after.info.labels = labels;
            let mut changes = self.changes(Cause::Label, digest);
            changes.update(&before, after).expect("the change set was empty");
            self.contact_of(&self.commit(&changes)?)
        })
    }

    /// At most `limit` contacts that meet a query, in the order in which the book got them, from
    /// the one that comes after `after`.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`].
    /// - [`Error::Store`], also if the book never had `after`.
    pub fn contacts(
        &self,
        query: &ContactQuery,
        after: Option<ContactId>,
        limit: usize,
    ) -> Result<Vec<Arc<Stored<Contact>>>, Error> {
        self.allow(Permission::ContactsView)?;
        Ok(self.store().page(query, after, limit)?)
    }

    /// How many contacts meet a query.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`].
    /// - [`Error::Store`].
    pub fn count(&self, query: &ContactQuery) -> Result<usize, Error> {
        self.allow(Permission::ContactsView)?;
        Ok(self.store().count(query)?)
    }

    pub(super) fn slot(&self, id: ContactId) -> Result<Option<Slot>, Error> {
        Ok(self.store().slot(id)?)
    }

    /// The live contact at this id; a merged-away one is not found.
    pub(super) fn live(&self, id: ContactId) -> Result<Arc<Stored<Contact>>, Error> {
        match self.slot(id)? {
            Some(Slot::Contact(contact)) => Ok(contact),
            Some(Slot::Redirect { to }) => {
                Err(Error::ContactNotFound { id, merged_into: Some(to) })
            }
            Some(Slot::Deleted) | None => Err(Error::ContactNotFound { id, merged_into: None }),
        }
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

    /// A patch applied, with the book's definitions and new ids.
    pub(super) fn apply(
        &self,
        info: &ContactInfo,
        patch: &ContactPatch,
    ) -> Result<ContactInfo, Error> {
        let mut types: HashMap<&FieldKey, DataType> = HashMap::new();
        for (key, _) in &patch.fields {
            if let Some(field) = self.store().field(key)?.and_then(|field| field.live()) {
                types.insert(key, field.data_type);
            }
        }
        let data_type = |key: &FieldKey| types.get(key).copied();
        let entry_id = || EntryId::new(self.new_id());
        patch.apply(info, data_type, entry_id).map_err(Error::Invalid)
    }
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
