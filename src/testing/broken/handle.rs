//! A broken store: where its books stand, and how it reads them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::Flaw;
use super::book::{Book, Definitions, Place};
use super::commit::{Books, commit};
use super::facet::facet;
use super::page::page;
use crate::change::{ChangeSet, Commit, CommitError, Definition, StoreError, Write};
use crate::contact::{Contact, MatchKey, MediaId};
use crate::field::{ExtendedField, FieldKey, FieldName};
use crate::id::{BookId, ChangeSetId, ContactId, SegmentId};
use crate::label::{Label, LabelKey, LabelName};
use crate::query::{ContactField, ContactQuery, Facet, Page, Position, Start, Window};
use crate::record::{Sequence, Slot, Stored};
use crate::segment::Segment;
use crate::store::{ContactStore, LabelStore, MediaStore, Store};
use crate::testing::suite::{Shelf, Subject};

/// A few times 100 microseconds: long enough for others to come between.
pub(super) fn pause(times: u32) {
    thread::sleep(Duration::from_micros(100) * times);
}

/// Everything behind the handles of one shelf.
#[derive(Debug, Default)]
pub(super) struct Desk {
    books: Mutex<Books>,
    disk: Mutex<Books>,
    pub(super) calls: AtomicU64,
    pub(super) numbers: AtomicU64,
    rows: Mutex<BTreeSet<ContactId>>,
    session: Mutex<Option<BookId>>,
}

impl Desk {
    pub(super) fn lock(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn disk(&self) -> MutexGuard<'_, Books> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens shelves of stores with this flaw.
#[derive(Debug)]
pub(super) struct Flawed {
    pub(super) flaw: Flaw,
    pub(super) shared: Arc<Desk>,
}

impl Subject for Flawed {
    fn open(&self) -> Box<dyn Shelf> {
        let desk = match self.flaw {
            Flaw::SharesShelves => Arc::clone(&self.shared),
            _ => Arc::default(),
        };
        Box::new(FlawedShelf { desk, flaw: self.flaw })
    }
}

#[derive(Debug)]
struct FlawedShelf {
    desk: Arc<Desk>,
    flaw: Flaw,
}

impl Shelf for FlawedShelf {
    fn book(&self, id: BookId) -> Box<dyn Store> {
        Box::new(Handle {
            desk: Arc::clone(&self.desk),
            flaw: self.flaw,
            id,
            kept: Mutex::default(),
        })
    }

    /// The books are written to a disk in memory; here the process dies.
    fn reopen(self: Box<Self>) -> Option<Box<dyn Shelf>> {
        let mut books = match self.flaw {
            Flaw::LosesLastCommit | Flaw::SwallowsErrors => self.desk.disk().clone(),
            _ => self.desk.lock().clone(),
        };
        for book in books.values_mut() {
            match self.flaw {
                Flaw::RestartsNumbers => book.head = 0,
                Flaw::ReusesNumber => book.head = book.head.saturating_sub(1),
                Flaw::LosesIds => book.done.clear(),
                Flaw::LosesSegments => book.segments = Definitions::default(),
                Flaw::LosesRedirects => {
                    for (_, place) in &mut book.places {
                        if let Place::Merged(_) = place {
                            *place = Place::Deleted;
                        }
                    }
                }
                _ => {}
            }
        }
        let desk =
            Desk { disk: Mutex::new(books.clone()), books: Mutex::new(books), ..Desk::default() };
        Some(Box::new(Self { desk: Arc::new(desk), flaw: self.flaw }))
    }
}

/// A handle on a book.
pub(super) struct Handle {
    pub(super) desk: Arc<Desk>,
    pub(super) flaw: Flaw,
    id: BookId,
    kept: Mutex<Kept>,
}

/// What a handle keeps to itself.
#[derive(Debug, Default)]
struct Kept {
    /// The books as they were, and for how many reads they serve.
    old: Option<(Books, u32)>,
    missing: BTreeSet<ContactId>,
    /// At which offset a page ended with a contact.
    offsets: BTreeMap<ContactId, usize>,
}

/// Numbers, not contents.
impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("flaw", &self.flaw).finish_non_exhaustive()
    }
}

impl Handle {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The book that a call is about: the own one, unless sessions are shared.
    pub(super) fn session(&self) -> BookId {
        if self.flaw != Flaw::SharesSessions {
            return self.id;
        }
        let session = || self.desk.session.lock().unwrap_or_else(PoisonError::into_inner);
        *session() = Some(self.id);
        pause(1);
        let set = *session();
        set.unwrap_or(self.id)
    }

    /// After an own commit the handle reads anew.
    pub(super) fn forget(&self) {
        let mut kept = self.kept();
        kept.old = None;
        kept.missing.clear();
    }

    /// The commit of a change set that this book knows.
    pub(super) fn known(&self, books: &Books, id: BookId, set: ChangeSetId) -> Option<Commit> {
        let book = books.get(&id)?;
        book.done.get(&set).map(|record| book.attach(record, self.flaw))
    }

    fn read<T>(&self, read: impl FnOnce(&Book) -> T) -> T {
        let (empty, id) = (Book::default(), self.session());
        if self.flaw == Flaw::ServesOldReads {
            let mut kept = self.kept();
            let (books, reads) = match kept.old.take() {
                Some((books, reads)) if reads < 3 => (books, reads + 1),
                _ => (self.desk.lock().clone(), 0),
            };
            let answer = read(books.get(&id).unwrap_or(&empty));
            kept.old = Some((books, reads));
            return answer;
        }
        read(self.desk.lock().get(&id).unwrap_or(&empty))
    }

    /// Locks the contacts of a change set, one by one, in the order in which they stand there.
    pub(super) fn lock_rows(&self, changes: &ChangeSet) -> Result<Vec<ContactId>, CommitError> {
        let mut mine = Vec::new();
        for write in changes.writes() {
            let id = match write {
                Write::PutContact(contact) => contact.id,
                Write::RemoveContact { id, .. } => id,
                _ => continue,
            };
            let rows = || self.desk.rows.lock().unwrap_or_else(PoisonError::into_inner);
            let mut tries = 0;
            while !rows().insert(id) {
                tries += 1;
                if tries > 20 {
                    self.unlock_rows(&mine);
                    return Err(StoreError::Unavailable("deadlock detected".into()).into());
                }
                pause(1);
            }
            mine.push(id);
            pause(1);
        }
        Ok(mine)
    }

    pub(super) fn unlock_rows(&self, mine: &[ContactId]) {
        let mut rows = self.desk.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.retain(|id| !mine.contains(id));
    }
}

impl ContactStore for Handle {
    fn slot(&self, id: ContactId) -> Result<Option<Slot>, StoreError> {
        let slot = self.slots(&[id])?.pop().flatten();
        match self.flaw {
            Flaw::ForgetsGoneOnes => Ok(slot.filter(|slot| slot.contact().is_some())),
            _ => Ok(slot),
        }
    }

    fn slots(&self, ids: &[ContactId]) -> Result<Vec<Option<Slot>>, StoreError> {
        let one = |book: &Book, id: &ContactId| book.slot(*id, self.flaw);
        match self.flaw {
            Flaw::ReadsOneByOne => {
                let slots = ids.iter().enumerate().map(|(at, id)| {
                    pause(u32::from(at > 0));
                    self.read(|book| one(book, id))
                });
                Ok(slots.collect())
            }
            Flaw::SortsIds => {
                let sorted: BTreeSet<_> = ids.iter().collect();
                Ok(self.read(|book| sorted.into_iter().map(|id| one(book, id)).collect()))
            }
            Flaw::LimitsBatches => {
                let answer = |(at, id)| self.read(|book| one(book, id)).filter(|_| at < 32_767);
                Ok(ids.iter().enumerate().map(answer).collect())
            }
            Flaw::RemembersMissing => {
                let mut kept = self.kept();
                Ok(self.read(|book| {
                    let mut answer = |id: &ContactId| {
                        let slot = one(book, id).filter(|_| !kept.missing.contains(id));
                        if slot.is_none() {
                            kept.missing.insert(*id);
                        }
                        slot
                    };
                    ids.iter().map(&mut answer).collect()
                }))
            }
            _ => Ok(self.read(|book| ids.iter().map(|id| one(book, id)).collect())),
        }
    }

    fn matching(&self, keys: &[MatchKey]) -> Result<Vec<Vec<ContactId>>, StoreError> {
        if self.flaw == Flaw::MatchesAllBooks {
            let books = self.desk.lock();
            let all = |key| books.values().flat_map(|book| book.holders(key)).collect();
            return Ok(keys.iter().map(all).collect());
        }
        let mut found: Vec<Vec<ContactId>> =
            self.read(|book| keys.iter().map(|key| book.holders(key)).collect());
        if self.flaw == Flaw::BreaksTiesByChance {
            found.iter_mut().for_each(|ids| ids.sort_by_key(|id| std::cmp::Reverse(*id)));
        }
        Ok(found)
    }

    fn page(&self, query: &ContactQuery, window: &Window) -> Result<Page, StoreError> {
        let flaw = self.flaw;
        let whole = |window: &Window| self.read(|book| page(book, query, window, flaw));
        Ok(match (flaw, &window.start) {
            (Flaw::PagesByOffset, start) => {
                let offset = match start {
                    Start::First => 0,
                    Start::Offset(offset) => *offset,
                    Start::After(Position { id, .. }) => {
                        self.kept().offsets.get(id).copied().unwrap_or(0)
                    }
                };
                let start = Start::Offset(offset);
                let page = whole(&Window { start, ..window.clone() });
                if let Some(last) = page.contacts.last() {
                    self.kept().offsets.insert(*last.id(), offset + page.contacts.len());
                }
                page
            }
            (Flaw::ReadsPagesInHalves, _) if window.limit > 6 => {
                let mut page = whole(&Window { limit: 6, ..window.clone() });
                pause(1);
                if let Some(last) = page.contacts.last() {
                    let rest = Window::after(query.sort().position(last), window.limit - 6);
                    page.contacts.extend(whole(&rest).contacts);
                }
                page
            }
            (Flaw::ReadsIndexFirst, _) => {
                let Page { contacts, total } = whole(window);
                pause(1);
                let now = |contact: &Arc<Stored<Contact>>| {
                    let slot = self.read(|book| book.slot(*contact.id(), flaw));
                    slot.and_then(|slot| slot.contact().cloned())
                };
                Page { contacts: contacts.iter().filter_map(now).collect(), total }
            }
            (Flaw::CountsLater, _) if window.total => {
                let contacts = whole(&Window { total: false, ..window.clone() }).contacts;
                pause(1);
                Page { contacts, total: whole(&Window::count()).total }
            }
            (Flaw::FindsAllBooks, _) => {
                let books = self.desk.lock();
                let pages = books.values().map(|book| page(book, query, window, flaw));
                pages.fold(
                    Page { contacts: Vec::new(), total: window.total.then_some(0) },
                    |a, b| {
                        let total = a.total.zip(b.total).map(|(a, b)| a + b);
                        Page { contacts: [a.contacts, b.contacts].concat(), total }
                    },
                )
            }
            _ => whole(window),
        })
    }

    fn facets(
        &self,
        query: &ContactQuery,
        fields: &[ContactField],
    ) -> Result<Vec<Facet>, StoreError> {
        let flaw = self.flaw;
        if flaw == Flaw::TalliesOneByOne {
            let one = |field| {
                pause(1);
                self.read(|book| facet(book, query, field, flaw))
            };
            return Ok(fields.iter().map(one).collect());
        }
        Ok(self.read(|book| fields.iter().map(|field| facet(book, query, field, flaw)).collect()))
    }
}

impl LabelStore for Handle {
    fn label(&self, key: &LabelKey) -> Result<Option<Definition<Label>>, StoreError> {
        Ok(self.read(|book| book.labels.get(key)))
    }

    fn label_named(&self, name: &LabelName) -> Result<Option<Arc<Stored<Label>>>, StoreError> {
        Ok(self.read(|book| book.label_named(name, self.flaw)))
    }

    fn labels(&self) -> Result<Vec<Arc<Stored<Label>>>, StoreError> {
        let mut labels: Vec<_> = self.read(|book| book.labels.live().cloned().collect());
        if self.flaw == Flaw::SortsDefinitions {
            labels.sort_by(|a, b| a.id().cmp(b.id()));
        }
        Ok(labels)
    }

    fn field(&self, key: &FieldKey) -> Result<Option<Definition<ExtendedField>>, StoreError> {
        Ok(self.read(|book| book.fields.get(key)))
    }

    fn field_named(
        &self,
        name: &FieldName,
    ) -> Result<Option<Arc<Stored<ExtendedField>>>, StoreError> {
        Ok(self.read(|book| book.field_named(name)))
    }

    fn fields(&self) -> Result<Vec<Arc<Stored<ExtendedField>>>, StoreError> {
        Ok(self.read(|book| book.fields.live().cloned().collect()))
    }

    fn segment(&self, id: &SegmentId) -> Result<Option<Definition<Segment>>, StoreError> {
        Ok(self.read(|book| book.segments.get(id)))
    }

    fn segments(&self) -> Result<Vec<Arc<Stored<Segment>>>, StoreError> {
        if self.flaw == Flaw::SharesSegments {
            let books = self.desk.lock();
            return Ok(books.values().flat_map(|book| book.segments.live().cloned()).collect());
        }
        Ok(self.read(|book| book.segments.live().cloned().collect()))
    }
}

impl MediaStore for Handle {
    fn put_media(&self, id: MediaId, bytes: &[u8]) -> Result<(), StoreError> {
        let session = self.session();
        let mut books = self.desk.lock();
        let kept = if self.flaw == Flaw::CutsMedia { bytes.len().min(65_535) } else { bytes.len() };
        let media = &mut books.entry(session).or_default().media;
        media.entry(id).or_insert_with(|| bytes[..kept].into());
        Ok(())
    }

    fn media(&self, id: MediaId) -> Result<Option<Arc<[u8]>>, StoreError> {
        if self.flaw == Flaw::SharesMedia {
            return Ok(self.desk.lock().values().find_map(|book| book.media.get(&id)).cloned());
        }
        Ok(self.read(|book| book.media.get(&id).cloned()))
    }
}

impl Store for Handle {
    fn commit(&self, changes: &ChangeSet) -> Result<Commit, CommitError> {
        commit(self, changes)
    }

    fn commits_after(
        &self,
        seen: Option<Sequence>,
        limit: usize,
    ) -> Result<Vec<Commit>, StoreError> {
        let flaw = self.flaw;
        let seen = match (seen, flaw) {
            (Some(seen), Flaw::JournalsInclusively) => Sequence::new(seen.get().saturating_sub(1)),
            (seen, _) => seen.unwrap_or(Sequence::START),
        };
        let records = |book: &Book| -> Vec<_> {
            let skip = match flaw {
                Flaw::TrimsJournal => book.journal.len().saturating_sub(100),
                _ => 0,
            };
            let kept = book.journal.iter().skip(skip);
            kept.filter(|record| record.sequence() > seen).take(limit).cloned().collect()
        };
        if flaw == Flaw::ReadsStatesLater {
            let records = self.read(records);
            pause(1);
            let attach = |record| self.read(|book| book.attach(record, flaw));
            return Ok(records.iter().map(attach).collect());
        }
        Ok(self.read(|book| records(book).iter().map(|record| book.attach(record, flaw)).collect()))
    }

    fn committed(&self, id: ChangeSetId) -> Result<Option<Commit>, StoreError> {
        Ok(self.read(|book| book.done.get(&id).map(|record| book.attach(record, self.flaw))))
    }
}
