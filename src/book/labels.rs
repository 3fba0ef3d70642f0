use std::sync::Arc;

use super::attempt::{Setback, first};
use super::{Error, Session, digest, subject};
use crate::access::Permission;
use crate::change::{Cause, Commit, CommitError, Definition};
use crate::label::{
    Label, LabelKey, LabelName, SYSTEM_LABELS, is_system_label, system_label_named,
};
use crate::query::{Excerpt, LabelQuery};
use crate::record::{RecordId, Stored};
use crate::store::Store;

/// The label of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundLabel {
    /// The label.
    pub label: Arc<Stored<Label>>,
    /// Whether it was made just now (`newLabel`).
    pub is_new: bool,
}

impl<S: Store> Session<'_, S> {
    /// The label of exactly this name; made if there is none, under a key that was never used.
    ///
    /// Names of the platform's labels find those.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::LabelsModify`].
    /// - [`Error::LabelsQuotaReached`] if one would have to be made and there is no room.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn find_or_create_label(&self, name: LabelName) -> Result<FoundLabel, Error> {
        self.allow(Permission::LabelsModify)?;
        let digest = digest(("find_or_create_label", &name));
        self.once(digest, Self::made_label, || {
            if let Some(label) =
                system_label_named(&name).and_then(|key| Stored::<Label>::system(&key))
            {
                return Ok(FoundLabel { label: Arc::new(label), is_new: false });
            }
            if let Some(label) = self.store().label_named(&name)? {
                return Ok(FoundLabel { label, is_new: false });
            }
            let key = self.free_label_key(&name)?;
            let mut changes = self.changes(Cause::Create, digest);
            first(changes.create_label(key, Label::new(name.clone())));
            changes.require_label_room(self.book.quotas.labels);
            match self.commit(&changes) {
                Ok(commit) => Ok(self.made_label(&commit)?),
                // Somebody made it at the same time: look again.
                Err(CommitError::LabelNameTaken { key, .. }) => {
                    Err(Setback::Overtaken(RecordId::Label(key)))
                }
                Err(error) => Err(error.into()),
            }
        })
    }

    /// The label of this key.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::LabelsView`].
    /// - [`Error::LabelNotFound`], [`Error::Store`].
    pub fn get_label(&self, key: &LabelKey) -> Result<Arc<Stored<Label>>, Error> {
        self.allow(Permission::LabelsView)?;
        self.find_label(key)
    }

    /// Gives a label another name; its key stays.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::LabelsModify`].
    /// - [`Error::SystemDefinition`] if it is the platform's.
    /// - [`Error::LabelNotFound`] if there is none.
    /// - [`Error::LabelNameTaken`] if another label has the name.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn rename_label(
        &self,
        key: &LabelKey,
        name: LabelName,
    ) -> Result<Arc<Stored<Label>>, Error> {
        self.allow(Permission::LabelsModify)?;
        if is_system_label(key) {
            return Err(Error::SystemDefinition(key.to_string()));
        }
        let digest = digest(("rename_label", key, &name));
        self.once(digest, Self::label_of, || {
            let before = self.find_label(key)?;
            if before.name == name {
                return Ok(before);
            }
            if let Some(key) = system_label_named(&name) {
                let name = name.clone();
                return Err(Error::LabelNameTaken { name, key }.into());
            }
            let mut changes = self.changes(Cause::Update, digest);
            let after = Label { name: name.clone(), ..before.value().clone() };
            first(changes.update_label(&before, after));
            Ok(self.label_of(&self.commit(&changes)?)?)
        })
    }

    /// Deletes a label, also from every contact that has it. Its key is not used again.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::LabelsModify`].
    /// - [`Error::SystemDefinition`] if it is the platform's.
    /// - [`Error::LabelNotFound`] if there is none.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn delete_label(&self, key: &LabelKey) -> Result<(), Error> {
        self.allow(Permission::LabelsModify)?;
        if is_system_label(key) {
            return Err(Error::SystemDefinition(key.to_string()));
        }
        let digest = digest(("delete_label", key));
        self.once(digest, Self::done, || {
            let label = self.find_label(key)?;
            let mut changes = self.changes(Cause::Delete, digest);
            first(changes.delete_label(&label));
            self.commit(&changes)?;
            Ok(())
        })
    }

    /// All labels: the platform's, then the book's in the order in which they were made.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::LabelsView`].
    /// - [`Error::Store`].
    pub fn labels(&self) -> Result<Vec<Arc<Stored<Label>>>, Error> {
        self.allow(Permission::LabelsView)?;
        self.all_labels()
    }

    pub(super) fn all_labels(&self) -> Result<Vec<Arc<Stored<Label>>>, Error> {
        let system = SYSTEM_LABELS.iter().map(|(key, _)| LabelKey::from_static(key));
        let mut labels: Vec<_> =
            system.filter_map(|key| Stored::<Label>::system(&key)).map(Arc::new).collect();
        labels.extend(self.store().labels()?);
        Ok(labels)
    }

    /// The labels that are asked for, the platform's among them.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::LabelsView`].
    /// - [`Error::Store`].
    pub fn query_labels(&self, query: &LabelQuery) -> Result<Excerpt<Arc<Stored<Label>>>, Error> {
        self.allow(Permission::LabelsView)?;
        Ok(query.answer(self.all_labels()?))
    }

    fn find_label(&self, key: &LabelKey) -> Result<Arc<Stored<Label>>, Error> {
        if let Some(label) = Stored::<Label>::system(key) {
            return Ok(Arc::new(label));
        }
        match self.store().label(key)? {
            Some(Definition::Live(label)) => Ok(label),
            Some(Definition::Deleted) | None => Err(Error::LabelNotFound(key.clone())),
        }
    }
    /// The label that a commit made.
    fn made_label(&self, commit: &Commit) -> Result<FoundLabel, Error> {
        Ok(FoundLabel { label: self.label_of(commit)?, is_new: true })
    }

    /// The label that a commit put.
    fn label_of(&self, commit: &Commit) -> Result<Arc<Stored<Label>>, Error> {
        match subject(commit) {
            Some(RecordId::Label(key)) => match commit.label(&key) {
                Some(label) => Ok(Arc::clone(label)),
                None => self.find_label(&key),
            },
            _ => Err(Error::RequestReused(commit.id())),
        }
    }

    /// A key for this name that was never used.
    fn free_label_key(&self, name: &LabelName) -> Result<LabelKey, Error> {
        let mut failure = None;
        let key = LabelKey::for_name(name.as_str(), |key| match self.store().label(key) {
            Ok(found) => found.is_some(),
            Err(error) => {
                failure = Some(error);
                false
            }
        });
        failure.map_or(Ok(key), |error| Err(error.into()))
    }
}
