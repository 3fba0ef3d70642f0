use std::collections::HashSet;

use super::report::BulkType;
use crate::book::Error;
use crate::change::Cause;
use crate::edit::{self, ContactPatch};
use crate::invalid::Invalid;
use crate::label::LabelKey;
use crate::query::{ContactQuery, Sort};

/// Label keys to add, or to remove, at most.
const MAX_KEYS: usize = 100;

/// What to do to which contacts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BulkRequest {
    query: ContactQuery,
    pub(super) action: Action,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Action {
    Delete,
    Update(Box<ContactPatch>),
    /// INVARIANT (added wins): no key is in both.
    Label {
        add: Vec<LabelKey>,
        remove: Vec<LabelKey>,
    },
}

impl BulkRequest {
    /// Deletes the contacts that meet a query, but for those that are protected.
    pub fn delete(query: ContactQuery) -> Self {
        Self::new(query, Action::Delete)
    }

    /// Changes what the patch mentions of the contacts that meet a query.
    pub fn update(query: ContactQuery, patch: ContactPatch) -> Self {
        Self::new(query, Action::Update(Box::new(patch)))
    }

    /// Gives labels to the contacts that meet a query, and takes others from them. A label that is
    /// in both lists is given.
    pub fn label(
        query: ContactQuery,
        add: impl IntoIterator<Item = LabelKey>,
        remove: impl IntoIterator<Item = LabelKey>,
    ) -> Self {
        let add: Vec<LabelKey> = add.into_iter().collect();
        let given: HashSet<&LabelKey> = add.iter().collect();
        let remove = remove.into_iter().filter(|key| !given.contains(key)).collect();
        Self::new(query, Action::Label { add, remove })
    }

    fn new(query: ContactQuery, action: Action) -> Self {
        Self { query: query.sorted(Sort::default()), action }
    }

    /// Which contacts are concerned. Asked by itself it is the dry run.
    pub fn query(&self) -> &ContactQuery {
        &self.query
    }

    /// The kind of job.
    pub fn job_type(&self) -> BulkType {
        match &self.action {
            Action::Delete => BulkType::Delete,
            Action::Update(_) => BulkType::Update,
            Action::Label { add, remove } => match (add.is_empty(), remove.is_empty()) {
                (_, true) => BulkType::AddLabels,
                (true, false) => BulkType::RemoveLabels,
                (false, false) => BulkType::AddRemoveLabels,
            },
        }
    }

    pub(super) fn cause(&self) -> Cause {
        match &self.action {
            Action::Delete => Cause::BulkDelete,
            Action::Update(_) => Cause::BulkUpdate,
            Action::Label { .. } => Cause::BulkLabel,
        }
    }

    /// The labels that contacts get.
    pub(super) fn given_labels(&self) -> &[LabelKey] {
        match &self.action {
            Action::Delete => &[],
            Action::Update(patch) => patch.labels.as_deref().unwrap_or_default(),
            Action::Label { add, remove: _ } => add,
        }
    }

    /// What is wrong with it by itself.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.query.is_all() {
            return Err(Error::NeitherFilterNorSearch);
        }
        match &self.action {
            Action::Delete => Ok(()),
            Action::Update(patch) if patch.is_empty() => Err(Error::NothingToUpdate),
            Action::Update(patch) => match edit::over_limits(patch) {
                problems if problems.is_empty() => Ok(()),
                problems => Err(Error::Invalid(problems)),
            },
            Action::Label { add, remove } => {
                let number = |keys: &[LabelKey]| format!("{} keys", keys.len());
                let lists = [("labelKeysToAdd", add), ("labelKeysToRemove", remove)];
                let long = lists.iter().filter(|(_, keys)| keys.len() > MAX_KEYS);
                let mut problems: Vec<Invalid> = long
                    .map(|(name, keys)| Invalid::limit(name, &number(keys), "at most 100 keys"))
                    .collect();
                if add.is_empty() && remove.is_empty() {
                    let expected = "a key to add or to remove";
                    problems.push(Invalid::limit("labelKeysToAdd", "no keys", expected));
                }
                if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
            }
        }
    }
}
