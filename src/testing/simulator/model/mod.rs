//! What a book should do, in plain words: flat lists, no indexes, nothing of the library but its
//! values.

mod allowed;
mod apply;
mod decide;
mod definitions;
mod feed;
mod filling;
mod meanwhile;
mod merging;
mod person;
mod submitting;
mod told;

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

pub(super) use allowed::reads_only;
pub(super) use decide::{Answer, Decision, No};
pub(super) use feed::Folded;
pub(super) use meanwhile::Made;
pub(super) use person::Person;

use super::action::Call;
use super::values::Find;
use crate::{ChangeSetId, CommitRecord, ContactId, DataType, FieldKey, LabelKey};

/// Something that is not as it must be: the invariant, and what was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong(pub(super) &'static str, pub(super) String);

/// A label or field; `None` once it is deleted.
#[derive(Clone, Debug)]
pub(super) struct Defined<K, T> {
    pub(super) key: K,
    pub(super) live: Option<T>,
}

/// The state of a book.
#[derive(Debug, Default)]
pub(super) struct Model {
    /// The live contacts, in the order in which the book got them.
    pub(super) people: Vec<Arc<Person>>,
    /// All contacts that there ever were, in that order.
    pub(super) places: BTreeMap<ContactId, usize>,
    pub(super) ids: Vec<ContactId>,
    /// Those that are gone; with a target, if they were merged away.
    pub(super) gone: BTreeMap<ContactId, Option<ContactId>>,
    /// With the revision.
    pub(super) labels: Vec<Defined<LabelKey, (&'static str, u64)>>,
    pub(super) fields: Vec<Defined<FieldKey, (&'static str, DataType, u64)>>,
    /// What was done under ids of callers.
    pub(super) requests: BTreeMap<ChangeSetId, Arc<Call>>,
    /// Where each token should be.
    pub(super) tokens: BTreeMap<SmolStr, ContactId>,
    pub(super) feed: Vec<Arc<CommitRecord>>,
    pub(super) committed: BTreeMap<ChangeSetId, usize>,
    pub(super) max_labels: usize,
    pub(super) max_fields: usize,
}

impl Model {
    pub(super) fn new(max_labels: usize, max_fields: usize) -> Self {
        Self { max_labels, max_fields, ..Self::default() }
    }

    pub(super) fn live(&self, id: ContactId) -> Option<&Arc<Person>> {
        self.people.iter().find(|person| person.id == id)
    }

    /// The live contacts that can be found so, oldest first.
    pub(super) fn holders<'a>(&'a self, find: &'a Find) -> impl Iterator<Item = ContactId> + 'a {
        self.people.iter().filter(|person| person.holds(find)).map(|person| person.id)
    }
}
