//! A dry run: the real run, in a book beside the real one.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use super::candidates::Wanted;
use crate::book::{ContactBook, Environment, Error, Session};
use crate::change::{Cause, ChangeSet, CommitError};
use crate::contact::Contact;
use crate::id::{ChangeSetId, ContactId, derived};
use crate::record::{Slot, Stored};
use crate::store::{ContactStore, LabelStore, MemoryStore, Store};
use crate::time::Timestamp;

/// The book beside the real one. It has its labels and fields, and gets its contacts as they are
/// needed: before a record is looked at, those that it could be.
#[derive(Debug)]
pub(super) struct Rehearsal {
    pub(super) book: ContactBook<MemoryStore>,
    ids: Arc<Beside>,
}

/// The time of the begin, and ids that follow from one of the real book.
#[derive(Debug)]
struct Beside {
    now: Timestamp,
    seed: Uuid,
    count: AtomicU64,
}

impl Environment for Beside {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn new_id(&self) -> Uuid {
        derived(self.seed, self.count.fetch_add(1, Ordering::Relaxed))
    }
}

impl Rehearsal {
    pub(super) fn of<S: Store>(real: &Session<'_, S>) -> Result<Self, Error> {
        let ids =
            Arc::new(Beside { now: real.now(), seed: real.new_id(), count: AtomicU64::new(0) });
        let book = ContactBook::new(MemoryStore::new())
            .with_environment(Arc::clone(&ids))
            .with_quotas(real.book.quotas);
        let rehearsal = Self { book, ids };
        rehearsal.define(real.store())?;
        Ok(rehearsal)
    }

    fn changes(&self, at: Timestamp) -> ChangeSet {
        ChangeSet::new(ChangeSetId::new(self.ids.new_id()), at, Cause::Import)
    }

    /// Takes over the labels and fields that are not there yet.
    fn define<S: Store>(&self, real: &S) -> Result<(), Error> {
        let own = self.book.store();
        let mut changes = self.changes(self.ids.now);
        let once = "each label and field of a book is listed once";
        for label in real.labels()? {
            if own.label(label.id())?.is_none() {
                changes.create_label(label.id().clone(), label.value().clone()).expect(once);
            }
        }
        for field in real.fields()? {
            if own.field(field.id())?.is_none() {
                changes.create_field(field.id().clone(), field.value().clone()).expect(once);
            }
        }
        if !changes.is_empty() {
            own.commit(&changes)?;
        }
        Ok(())
    }

    /// Takes over the contacts that a record could be; `moved` gets where merged-away ones are.
    pub(super) fn bring<S: Store>(
        &self,
        real: &S,
        wanted: &Wanted,
        moved: &mut HashMap<ContactId, ContactId>,
    ) -> Result<(), Error> {
        if let Some(id) = wanted.id
            && let Some(Slot::Redirect { to }) = real.slot(id)?
        {
            moved.insert(id, to);
        }
        for candidate in wanted.find(real, moved)? {
            self.take(real, &candidate.contact)?;
        }
        Ok(())
    }

    fn take<S: Store>(&self, real: &S, contact: &Stored<Contact>) -> Result<(), Error> {
        if self.book.store().slot(*contact.id())?.is_some() {
            return Ok(());
        }
        let mut changes = self.changes(contact.created());
        changes.create(*contact.id(), contact.value().clone()).expect("the change set was empty");
        match self.book.store().commit(&changes) {
            Err(CommitError::UnknownLabel(_) | CommitError::UnknownField { .. }) => {
                self.define(real)?;
                self.book.store().commit(&changes)?;
            }
            answer => drop(answer?),
        }
        Ok(())
    }
}
