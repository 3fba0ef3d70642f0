//! A book for stories: its clock and ids repeat, and its store can be watched and disturbed.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use contacts_core::book::Duplicates;
use contacts_core::query::{ContactField, Facet, Page, Window};
use contacts_core::store::{ContactStore, LabelStore, MediaStore};
use contacts_core::*;
use serde_json::Value;
use uuid::Uuid;

pub(crate) type Book = ContactBook<Spy>;
pub(crate) type Person = Arc<Stored<Contact>>;

/// A second passes whenever the time is asked for; ids are 1, 2, 3, …
#[derive(Debug, Default)]
pub(crate) struct Ticking {
    ticks: AtomicU64,
    ids: AtomicU64,
}

impl Ticking {
    /// Ids are counted from here.
    pub(crate) fn from(id: u64) -> Self {
        Self { ids: AtomicU64::new(id), ..Self::default() }
    }
}

impl Environment for Ticking {
    fn now(&self) -> Timestamp {
        let start = 1_704_164_645_678_000; // 2024-01-02T03:04:05.678Z
        let ticks = self.ticks.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_micros(start + i64::try_from(ticks).unwrap_or(0) * 1_000_000)
    }

    fn new_id(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.ids.fetch_add(1, Ordering::Relaxed) + 1))
    }
}

type Disturbance = Box<dyn FnOnce(&MemoryStore) + Send>;

/// A store in memory that counts calls, lets others commit first, and can lose answers.
#[derive(Clone, Default)]
pub(crate) struct Spy {
    pub(crate) store: MemoryStore,
    calls: Arc<AtomicUsize>,
    before_commits: Arc<Mutex<VecDeque<Disturbance>>>,
    after_look: Arc<Mutex<Option<Disturbance>>>,
    after_read: Arc<Mutex<Option<Disturbance>>>,
    after_commit: Arc<Mutex<Option<Disturbance>>>,
    after_match: Arc<Mutex<Option<Disturbance>>>,
    after_count: Arc<Mutex<Option<Disturbance>>>,
    lost_answers: Arc<AtomicUsize>,
    trimmed: Arc<AtomicU64>,
}

impl Spy {
    /// How often it was called.
    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// The next commit that has no disturbance yet happens right after this.
    pub(crate) fn before_commit(&self, disturb: impl FnOnce(&MemoryStore) + Send + 'static) {
        self.before_commits.lock().unwrap().push_back(Box::new(disturb));
    }

    /// This happens right after the next look for an earlier commit.
    pub(crate) fn after_look(&self, disturb: impl FnOnce(&MemoryStore) + Send + 'static) {
        *self.after_look.lock().unwrap() = Some(Box::new(disturb));
    }

    /// This happens right after contacts are read by id the next time.
    pub(crate) fn after_read(&self, disturb: impl FnOnce(&MemoryStore) + Send + 'static) {
        *self.after_read.lock().unwrap() = Some(Box::new(disturb));
    }

    /// This happens right after the next look for who holds something.
    pub(crate) fn after_match(&self, disturb: impl FnOnce(&MemoryStore) + Send + 'static) {
        *self.after_match.lock().unwrap() = Some(Box::new(disturb));
    }

    /// This happens right after contacts are counted by their values the next time.
    pub(crate) fn after_count(&self, disturb: impl FnOnce(&MemoryStore) + Send + 'static) {
        *self.after_count.lock().unwrap() = Some(Box::new(disturb));
    }

    /// This happens right after the next commit.
    pub(crate) fn after_commit(&self, disturb: impl FnOnce(&MemoryStore) + Send + 'static) {
        *self.after_commit.lock().unwrap() = Some(Box::new(disturb));
    }

    /// So many commits are carried out and answered with "unknown".
    pub(crate) fn lose_answers(&self, count: usize) {
        self.lost_answers.store(count, Ordering::SeqCst);
    }

    /// Commits up to this one are no longer kept.
    pub(crate) fn trim(&self, last: u64) {
        self.trimmed.store(last, Ordering::SeqCst);
    }

    fn disturb_reader(&self) {
        let disturb = self.after_read.lock().unwrap().take();
        if let Some(disturb) = disturb {
            disturb(&self.store);
        }
    }

    fn called(&self) -> &MemoryStore {
        self.calls.fetch_add(1, Ordering::SeqCst);
        &self.store
    }
}

impl fmt::Debug for Spy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.store.fmt(f)
    }
}

impl ContactStore for Spy {
    fn slot(&self, id: ContactId) -> Result<Option<Slot>, StoreError> {
        let slot = self.called().slot(id);
        self.disturb_reader();
        slot
    }

    fn slots(&self, ids: &[ContactId]) -> Result<Vec<Option<Slot>>, StoreError> {
        let slots = self.called().slots(ids);
        self.disturb_reader();
        slots
    }

    fn matching(&self, keys: &[MatchKey]) -> Result<Vec<Vec<ContactId>>, StoreError> {
        let holders = self.called().matching(keys);
        let disturb = self.after_match.lock().unwrap().take();
        if let Some(disturb) = disturb {
            disturb(&self.store);
        }
        holders
    }

    fn page(&self, query: &ContactQuery, window: &Window) -> Result<Page, StoreError> {
        self.called().page(query, window)
    }

    fn facets(
        &self,
        query: &ContactQuery,
        fields: &[ContactField],
    ) -> Result<Vec<Facet>, StoreError> {
        let counts = self.called().facets(query, fields);
        let disturb = self.after_count.lock().unwrap().take();
        if let Some(disturb) = disturb {
            disturb(&self.store);
        }
        counts
    }
}

impl LabelStore for Spy {
    fn label(&self, key: &LabelKey) -> Result<Option<Definition<Label>>, StoreError> {
        self.called().label(key)
    }

    fn label_named(&self, name: &LabelName) -> Result<Option<Arc<Stored<Label>>>, StoreError> {
        self.called().label_named(name)
    }

    fn labels(&self) -> Result<Vec<Arc<Stored<Label>>>, StoreError> {
        self.called().labels()
    }

    fn field(&self, key: &FieldKey) -> Result<Option<Definition<ExtendedField>>, StoreError> {
        self.called().field(key)
    }

    fn field_named(
        &self,
        name: &FieldName,
    ) -> Result<Option<Arc<Stored<ExtendedField>>>, StoreError> {
        self.called().field_named(name)
    }

    fn fields(&self) -> Result<Vec<Arc<Stored<ExtendedField>>>, StoreError> {
        self.called().fields()
    }

    fn segment(&self, id: &SegmentId) -> Result<Option<Definition<Segment>>, StoreError> {
        self.called().segment(id)
    }

    fn segments(&self) -> Result<Vec<Arc<Stored<Segment>>>, StoreError> {
        self.called().segments()
    }
}

impl MediaStore for Spy {
    fn put_media(&self, id: MediaId, bytes: &[u8]) -> Result<(), StoreError> {
        self.called().put_media(id, bytes)
    }

    fn media(&self, id: MediaId) -> Result<Option<Arc<[u8]>>, StoreError> {
        self.called().media(id)
    }
}

impl Store for Spy {
    fn commit(&self, changes: &ChangeSet) -> Result<Commit, CommitError> {
        let disturb = self.before_commits.lock().unwrap().pop_front();
        if let Some(disturb) = disturb {
            disturb(&self.store);
        }
        let answer = self.called().commit(changes);
        let disturb = self.after_commit.lock().unwrap().take();
        if let Some(disturb) = disturb {
            disturb(&self.store);
        }
        let lose = |lost: usize| lost.checked_sub(1);
        match self.lost_answers.fetch_update(Ordering::SeqCst, Ordering::SeqCst, lose) {
            Ok(_) => Err(StoreError::Unknown("the answer was lost".into()).into()),
            Err(_) => answer,
        }
    }

    fn commits_after(
        &self,
        seen: Option<Sequence>,
        limit: usize,
    ) -> Result<Vec<Commit>, StoreError> {
        let trimmed = Sequence::new(self.trimmed.load(Ordering::SeqCst));
        match seen.unwrap_or(Sequence::START) < trimmed {
            true => Err(StoreError::Trimmed { first: trimmed.next() }),
            false => self.called().commits_after(seen, limit),
        }
    }

    fn committed(&self, id: ChangeSetId) -> Result<Option<Commit>, StoreError> {
        let found = self.called().committed(id);
        let disturb = self.after_look.lock().unwrap().take();
        if let Some(disturb) = disturb {
            disturb(&self.store);
        }
        found
    }
}

/// An empty book.
pub(crate) fn book() -> Book {
    ContactBook::new(Spy::default()).with_environment(Ticking::default())
}

/// Another program's session on the same book, which may do everything.
pub(crate) fn elsewhere<T>(
    store: &MemoryStore,
    work: impl FnOnce(&Session<'_, MemoryStore>) -> T,
) -> T {
    let book = ContactBook::new(store.clone());
    work(&book.with(Caller::Host))
}

/// What a caller wants, from the JSON of `info`.
pub(crate) fn patch(info: Value) -> ContactPatch {
    serde_json::from_value(info).unwrap()
}

/// A new contact, duplicate or not.
pub(crate) fn person(book: &Book, info: Value) -> Person {
    book.with(Caller::Host).create_with(patch(info), Duplicates::Allow).unwrap()
}

/// The contact as it is now.
pub(crate) fn now(book: &Book, contact: &Person) -> Person {
    book.with(Caller::Host).get(contact.id()).unwrap().contact
}

/// All contacts that meet a query.
pub(crate) fn listed(book: &Book, query: &ContactQuery) -> Vec<Person> {
    let contacts = book.with(Caller::Host).contacts(query).unwrap();
    contacts.collect::<Result<_, _>>().unwrap()
}

/// `info` as the wire shows it.
pub(crate) fn info(contact: &Stored<Contact>) -> Value {
    serde_json::to_value(contact).unwrap()["info"].take()
}

pub(crate) fn label(book: &Book, name: &str) -> LabelKey {
    let found = book.with(Caller::Host).find_or_create_label(name.parse().unwrap()).unwrap();
    found.label.id().clone()
}

pub(crate) fn field(book: &Book, name: &str, data_type: DataType) -> FieldKey {
    let session = book.with(Caller::Host);
    let found = session.find_or_create_field(name.parse().unwrap(), data_type).unwrap();
    found.field.id().clone()
}

/// All commits.
pub(crate) fn commits(book: &Book) -> Vec<Commit> {
    book.store().store.commits_after(None, usize::MAX).unwrap()
}

/// The number of the last commit.
pub(crate) fn head(book: &Book) -> usize {
    commits(book).len()
}

/// The last commit.
pub(crate) fn last(book: &Book) -> Commit {
    commits(book).pop().unwrap()
}

/// The types of the last commit's events, without what all have in common.
pub(crate) fn last_events(book: &Book) -> Vec<&'static str> {
    let types =
        wire::domain_events(&last(book)).map(|event| event.event_type()).collect::<Vec<_>>();
    types.iter().map(|name| name.strip_prefix("wix.contacts.v4.").unwrap()).collect()
}

/// An id that no book here gave.
pub(crate) fn nobody() -> ContactId {
    ContactId::from_u128(0xdead)
}

/// The error, which must have this code, status and message.
#[track_caller]
pub(crate) fn refused<T: fmt::Debug>(
    result: Result<T, Error>,
    (status, code): (u16, &str),
    message: impl AsRef<str>,
) -> Error {
    let error = result.expect_err("it is refused");
    assert_eq!(error.to_string(), message.as_ref());
    assert_eq!((error.http_status(), error.code()), (status, code));
    error
}
