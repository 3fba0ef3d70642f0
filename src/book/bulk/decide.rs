//! What becomes of a chunk of contacts.

use std::sync::Arc;

use super::request::{Action, BulkRequest};
use crate::book::contacts::{FieldTypes, deletable};
use crate::book::{Error, Session};
use crate::change::ChangeSet;
use crate::contact::{Contact, MatchKey};
use crate::edit::{self, ContactPatch};
use crate::id::ContactId;
use crate::invalid::Invalid;
use crate::label::LabelKey;
use crate::record::Stored;
use crate::store::Store;

/// A chunk of contacts, decided on.
pub(super) struct Chunk {
    /// What is to be committed.
    pub(super) changes: ChangeSet,
    /// How many will be, or are, as they shall be.
    pub(super) succeeded: usize,
    /// Those that cannot be done.
    pub(super) failed: Vec<(ContactId, Error)>,
}

/// What a job does to a contact, with what it has to know for that.
pub(super) enum Means<'r> {
    Delete,
    Update(Update<'r>),
    Label {
        add: &'r [LabelKey],
        remove: &'r [LabelKey],
    },
    /// A label that it gives was deleted, and with it every use of it.
    Lost(&'r LabelKey),
}

pub(super) struct Update<'r> {
    patch: &'r ContactPatch,
    types: FieldTypes<'r>,
    /// The addresses or numbers of the patch, each with those who hold it by now.
    holders: Vec<(MatchKey, Vec<ContactId>)>,
}

#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it moves on at once")]
enum Edit {
    Put(Contact),
    Remove,
}

impl<'r> Means<'r> {
    /// What the request takes, as the book is now.
    pub(super) fn read<S: Store>(
        session: &Session<'_, S>,
        request: &'r BulkRequest,
    ) -> Result<Self, Error> {
        Ok(match &request.action {
            Action::Delete => Self::Delete,
            Action::Label { add, remove } => Self::Label { add, remove },
            Action::Update(patch) => {
                let keys = patch.duplicate_keys();
                let holders = match keys.is_empty() {
                    true => Vec::new(),
                    false => session.store().matching(&keys)?,
                };
                let types = session.types_of(patch)?;
                Self::Update(Update {
                    patch,
                    types,
                    holders: keys.into_iter().zip(holders).collect(),
                })
            }
        })
    }

    /// Decides on each of these contacts, which are there once each.
    pub(super) fn decide<'c, S: Store>(
        mut self,
        session: &Session<'_, S>,
        contacts: impl Iterator<Item = &'c Arc<Stored<Contact>>>,
        mut changes: ChangeSet,
    ) -> Chunk {
        let (mut succeeded, mut failed) = (0, Vec::new());
        for contact in contacts {
            let edited = match self.edit(session, contact) {
                Ok(None) => Ok(true),
                Ok(Some(Edit::Put(after))) => changes.update(contact, after),
                Ok(Some(Edit::Remove)) => changes.delete(contact).map(|()| true),
                Err(error) => {
                    failed.push((*contact.id(), error));
                    continue;
                }
            };
            edited.expect("each contact is there once");
            succeeded += 1;
        }
        if let Self::Update(update) = self
            && !changes.is_empty()
        {
            update.holders.into_iter().for_each(|(key, _)| changes.require_free(key));
        }
        Chunk { changes, succeeded, failed }
    }

    /// What to change; `None` if the contact is as it shall be.
    fn edit<S: Store>(
        &mut self,
        session: &Session<'_, S>,
        contact: &Stored<Contact>,
    ) -> Result<Option<Edit>, Error> {
        match self {
            Self::Delete => deletable(contact).map(|()| Some(Edit::Remove)),
            Self::Update(update) => update.edit(session, contact),
            Self::Label { add, remove } => {
                let labels = relabelled(contact.info().labels(), add, remove)?;
                Ok(labels.map(|labels| {
                    let mut after = contact.value().clone();
                    after.info.labels = labels;
                    Edit::Put(after)
                }))
            }
            Self::Lost(key) => Err(Error::UnknownLabel(key.clone())),
        }
    }
}

impl Update<'_> {
    fn edit<S: Store>(
        &mut self,
        session: &Session<'_, S>,
        contact: &Stored<Contact>,
    ) -> Result<Option<Edit>, Error> {
        let after = session.patched(contact, self.patch, &self.types)?;
        if after.info == contact.info {
            return Ok(None);
        }
        for (key, holders) in &self.holders {
            if let Some(holder) = holders.iter().find(|holder| *holder != contact.id()) {
                return Err(Error::DuplicateContact { contact: *holder, key: key.clone() });
            }
        }
        // From now on it holds what the patch gives.
        for (_, holders) in &mut self.holders {
            *holders = vec![*contact.id()];
        }
        Ok(Some(Edit::Put(after)))
    }
}

/// The labels without some and with others; `None` if they stay as they are.
fn relabelled(
    labels: &[LabelKey],
    add: &[LabelKey],
    remove: &[LabelKey],
) -> Result<Option<Vec<LabelKey>>, Invalid> {
    let left = edit::unlabel(labels, remove);
    let labelled = edit::label(left.as_deref().unwrap_or(labels), add)?;
    Ok(labelled.or(left))
}
