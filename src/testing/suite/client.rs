//! What the promises are checked with: a client of a book.

use std::fmt::{Debug, Display};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Shelf, Subject};
use crate::change::{Cause, ChangeSet, Commit, CommitError, StoreError};
use crate::contact::{Contact, EmailAddress, MatchKey};
use crate::field::{DataType, ExtendedField, FieldKey};
use crate::id::{BookId, ChangeSetId, ContactId, SegmentId};
use crate::label::{Label, LabelKey};
use crate::merge;
use crate::query::{ContactQuery, Window};
use crate::record::{Revision, Sequence, Slot, Stored};
use crate::segment::Segment;
use crate::store::Store;
use crate::testing::model::{Entry as JournalEntry, Universe, View};
use crate::time::Timestamp;

/// How often a call that says it is worth trying again is tried again.
const PATIENCE: usize = 10;
/// When tests take place.
pub(super) const NOW: Timestamp = Timestamp::from_micros(1_617_104_167_683_123);
/// The book of most tests.
pub(super) const BOOK: BookId = BookId::from_u128(1);

/// One who uses a book.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) store: Box<dyn Store>,
    who: u64,
    next: AtomicU64,
}

/// A client of an empty book, alone.
pub(super) fn alone(subject: &dyn Subject) -> Client {
    Client::of(&*subject.open(), 1)
}

/// Panics if `seen` is not what is due.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "so that calls read without `&`")]
pub(super) fn same<T: PartialEq + Debug>(law: &str, what: impl Display, seen: T, due: T) {
    assert!(seen == due, "{law}: {what}: saw {seen:?}, due {due:?}");
}

/// Panics if it does not hold.
#[track_caller]
pub(super) fn holds(law: &str, holds: bool, seen: impl Display) {
    assert!(holds, "{law}: {seen}");
}

/// Panics unless it was refused like this.
#[track_caller]
pub(super) fn refused(
    law: &str,
    what: impl Display,
    result: Result<Commit, CommitError>,
    like: impl FnOnce(&CommitError) -> bool,
) {
    match result {
        Ok(commit) => panic!("{law}: {what}: was committed as {}", commit.sequence()),
        Err(error) => assert!(like(&error), "{law}: {what}: was refused with `{error:?}`"),
    }
}

pub(super) fn is_conflict(error: &CommitError) -> bool {
    matches!(error, CommitError::Conflict(_))
}

impl Client {
    /// A client of the first book.
    pub(super) fn of(shelf: &dyn Shelf, who: u64) -> Self {
        Self::new(shelf.book(BOOK), who)
    }

    /// A client; `who` must be another number for each of a book.
    pub(super) fn new(store: Box<dyn Store>, who: u64) -> Self {
        Self { store, who, next: AtomicU64::new(1) }
    }

    pub(super) fn next_id(&self) -> ChangeSetId {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        ChangeSetId::from_u128((u128::from(self.who) << 64) | u128::from(next))
    }

    /// An empty change set.
    pub(super) fn changes(&self) -> ChangeSet {
        ChangeSet::new(self.next_id(), NOW, Cause::Update)
    }

    /// Commits; tries again what is worth it, a few times.
    pub(super) fn commit(&self, changes: &ChangeSet) -> Result<Commit, CommitError> {
        let mut last = self.store.commit(changes);
        for _ in 0..PATIENCE {
            match &last {
                Err(CommitError::Store(error)) if error.is_retryable() => {
                    last = self.store.commit(changes);
                }
                _ => break,
            }
        }
        last
    }

    /// Commits what must succeed.
    #[track_caller]
    pub(super) fn must(&self, changes: &ChangeSet) -> Commit {
        match self.commit(changes) {
            Ok(commit) => commit,
            Err(error) => panic!("INV-7: a change set that fits was refused with `{error:?}`"),
        }
    }

    /// Reads; tries again what is worth it, a few times.
    #[track_caller]
    pub(super) fn read<T>(&self, read: impl Fn(&dyn Store) -> Result<T, StoreError>) -> T {
        for _ in 0..PATIENCE {
            match read(&*self.store) {
                Ok(answer) => return answer,
                Err(error) if error.is_retryable() => {}
                Err(error) => panic!("INV-46: a read failed with `{error:?}`"),
            }
        }
        panic!("INV-51: a read failed {PATIENCE} times");
    }

    #[track_caller]
    pub(super) fn create(&self, id: u128, contact: Contact) -> Arc<Stored<Contact>> {
        self.create_at(NOW, id, contact)
    }

    /// Creates a contact at another time than now.
    #[track_caller]
    pub(super) fn create_at(
        &self,
        at: Timestamp,
        id: u128,
        contact: Contact,
    ) -> Arc<Stored<Contact>> {
        let mut changes = ChangeSet::new(self.next_id(), at, Cause::Create);
        changes.create(contact_id(id), contact).expect("one edit");
        self.must(&changes);
        self.live(id)
    }

    #[track_caller]
    pub(super) fn update(
        &self,
        before: &Stored<Contact>,
        after: Contact,
    ) -> Result<Commit, CommitError> {
        let mut changes = self.changes();
        changes.update(before, after).expect("one edit");
        self.commit(&changes)
    }

    #[track_caller]
    pub(super) fn delete(&self, before: &Stored<Contact>) -> Result<Commit, CommitError> {
        let mut changes = self.changes();
        changes.delete(before).expect("one edit");
        self.commit(&changes)
    }

    /// Merges as the default policy does.
    #[track_caller]
    pub(super) fn merge(
        &self,
        target: &Arc<Stored<Contact>>,
        sources: &[&Arc<Stored<Contact>>],
    ) -> Result<Commit, CommitError> {
        self.commit(&merging(self.next_id(), target, sources))
    }

    #[track_caller]
    pub(super) fn label(&self, key: &str, name: &str) {
        let mut changes = self.changes();
        changes.create_label(label_key(key), label(name)).expect("one edit");
        self.must(&changes);
    }

    #[track_caller]
    pub(super) fn field(&self, key: &str, name: &str, data_type: DataType) {
        let mut changes = self.changes();
        changes.create_field(field_key(key), field(name, data_type)).expect("one edit");
        self.must(&changes);
    }

    #[track_caller]
    pub(super) fn stored_label(&self, key: &str) -> Arc<Stored<Label>> {
        let found = self.read(|store| store.label(&label_key(key)));
        let live = found.and_then(crate::change::Definition::live);
        live.unwrap_or_else(|| panic!("INV-1: label {key} is not there"))
    }

    #[track_caller]
    pub(super) fn stored_field(&self, key: &str) -> Arc<Stored<ExtendedField>> {
        let found = self.read(|store| store.field(&field_key(key)));
        let live = found.and_then(crate::change::Definition::live);
        live.unwrap_or_else(|| panic!("INV-1: field {key} is not there"))
    }

    #[track_caller]
    pub(super) fn segment(&self, id: u128, name: &str, query: ContactQuery) {
        let mut changes = self.changes();
        changes.create_segment(segment_id(id), segment(name, query)).expect("one edit");
        self.must(&changes);
    }

    #[track_caller]
    pub(super) fn stored_segment(&self, id: u128) -> Arc<Stored<Segment>> {
        let found = self.read(|store| store.segment(&segment_id(id)));
        let live = found.and_then(crate::change::Definition::live);
        live.unwrap_or_else(|| panic!("INV-1: segment {id} is not there"))
    }

    #[track_caller]
    pub(super) fn slot(&self, id: u128) -> Option<Slot> {
        let mut slots = self.read(|store| store.slots(&[contact_id(id)]));
        same("INV-1", "slots asked and answered", slots.len(), 1);
        slots.pop().flatten()
    }

    #[track_caller]
    pub(super) fn live(&self, id: u128) -> Arc<Stored<Contact>> {
        match self.slot(id) {
            Some(Slot::Contact(contact)) => contact,
            other => panic!("INV-1: contact {id} is not live: saw {other:?}"),
        }
    }

    #[track_caller]
    pub(super) fn contacts(
        &self,
        query: &ContactQuery,
        window: &Window,
    ) -> Vec<Arc<Stored<Contact>>> {
        self.read(|store| store.page(query, window)).contacts
    }

    /// The ids of one page, as small numbers.
    #[track_caller]
    pub(super) fn page(&self, query: &ContactQuery, window: &Window) -> Vec<u128> {
        numbers(&self.contacts(query, window))
    }

    /// The ids of all that meet a query.
    #[track_caller]
    pub(super) fn found(&self, query: &ContactQuery) -> Vec<u128> {
        self.page(query, &Window::all())
    }

    #[track_caller]
    pub(super) fn all(&self) -> Vec<u128> {
        self.found(&ContactQuery::all())
    }

    /// How many meet a query.
    #[track_caller]
    pub(super) fn count(&self, query: &ContactQuery) -> usize {
        let total = self.read(|store| store.page(query, &Window::count())).total;
        total.unwrap_or_else(|| panic!("INV-30: there is no total of {query:?}"))
    }

    #[track_caller]
    pub(super) fn matching(&self, key: &MatchKey) -> Vec<u128> {
        let found = self.read(|store| store.matching(std::slice::from_ref(key)));
        same("K3", "keys asked and answered", found.len(), 1);
        found[0].iter().map(|id| number(*id)).collect()
    }

    #[track_caller]
    pub(super) fn journal(&self) -> Vec<JournalEntry> {
        let commits = self.read(|store| store.commits_after(None, usize::MAX));
        commits.iter().map(JournalEntry::of).collect()
    }

    #[track_caller]
    pub(super) fn head(&self) -> Sequence {
        let commits = self.read(|store| store.commits_after(None, usize::MAX));
        commits.last().map_or(Sequence::START, |commit| commit.sequence())
    }

    /// Everything that can be seen of contacts 0 to 19, the keys and the definitions used here.
    #[track_caller]
    pub(super) fn view(&self) -> View {
        let universe = Universe {
            contacts: (0..20).map(contact_id).collect(),
            keys: ["ada", "grace", "old"].map(|who| key_of(&email(who))).to_vec(),
            labels: ["custom.a", "custom.b"].map(label_key).to_vec(),
            label_names: ["A", "B"].map(|name| label(name).name).to_vec(),
            fields: ["custom.f", "custom.g"].map(field_key).to_vec(),
            field_names: ["F", "G"].map(|name| field(name, DataType::Text).name).to_vec(),
            segments: (0..4).map(segment_id).collect(),
        };
        self.read(|store| View::of(store, &universe, Sequence::START))
    }
}

/// The change set of a merge as the default policy does it.
pub(super) fn merging(
    id: ChangeSetId,
    target: &Arc<Stored<Contact>>,
    sources: &[&Arc<Stored<Contact>>],
) -> ChangeSet {
    let sources: Vec<_> = sources.iter().map(|source| Arc::clone(source)).collect();
    let plan = merge::plan(target, &sources, &merge::MergePolicy::default(), NOW);
    let plan = plan.expect("contacts that can be merged");
    plan.into_changes(id, NOW).expect("the default policy asks nobody")
}

/// Panics if the book is not as it was.
#[track_caller]
pub(super) fn unchanged(law: &str, what: impl Display, seen: &View, due: &View) {
    if let Some(difference) = seen.difference(due) {
        panic!("{law}: {what} changed the book: {difference}");
    }
}

pub(super) fn contact_id(id: u128) -> ContactId {
    ContactId::from_u128(id)
}

pub(super) fn segment_id(id: u128) -> SegmentId {
    SegmentId::from_u128(id)
}

pub(super) fn segment(name: &str, query: ContactQuery) -> Segment {
    Segment::new(name.parse().expect("a literal that is a name"), query)
}

pub(super) fn number(id: ContactId) -> u128 {
    id.as_uuid().as_u128()
}

pub(super) fn numbers(contacts: &[Arc<Stored<Contact>>]) -> Vec<u128> {
    contacts.iter().map(|contact| number(*contact.id())).collect()
}

pub(super) fn label_key(key: &str) -> LabelKey {
    key.parse().expect("a literal that is a key")
}

pub(super) fn field_key(key: &str) -> FieldKey {
    key.parse().expect("a literal that is a key")
}

pub(super) fn label(name: &str) -> Label {
    Label::new(name.parse().expect("a literal that is a name"))
}

pub(super) fn field(name: &str, data_type: DataType) -> ExtendedField {
    ExtendedField { name: name.parse().expect("a literal that is a name"), data_type }
}

/// `who@x.test`.
pub(super) fn email(who: &str) -> EmailAddress {
    format!("{who}@x.test").parse().expect("a literal that is an address")
}

pub(super) fn key_of(email: &EmailAddress) -> MatchKey {
    email.match_key()
}

pub(super) fn revision(number: u64) -> Revision {
    Revision::new(number)
}
