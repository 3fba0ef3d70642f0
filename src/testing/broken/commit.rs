//! How a broken store commits.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Flaw;
use super::book::Book;
use super::ground::{Moment, seal};
use super::handle::{Handle, pause};
use crate::change::{
    Audit, Cause, ChangeSet, Commit, CommitError, CommitRecord, Event, EventKind, Found, Sealed,
    Write,
};
use crate::id::{BookId, ChangeSetId, ContactId};
use crate::record::{RecordId, Revision, Sequence};
use crate::store::StoreError;
use crate::testing::Dice;

/// A disk that fails now and then: every fourth commit.
const BAD_LUCK: u64 = 4;
/// How many writes a store carries out at once that splits large commits.
const PART: usize = 500;

pub(super) type Books = BTreeMap<BookId, Book>;

pub(super) fn commit(handle: &Handle, changes: &ChangeSet) -> Result<Commit, CommitError> {
    let (desk, flaw, id) = (&handle.desk, handle.flaw, handle.session());
    let call = desk.calls.fetch_add(1, Ordering::SeqCst) + 1;
    let bad_luck = call.is_multiple_of(BAD_LUCK);
    if flaw == Flaw::FailsForEver && call >= 3 {
        return Err(unavailable("the disk failed once"));
    }
    let rows = match flaw {
        Flaw::LocksInAnyOrder => handle.lock_rows(changes)?,
        _ => Vec::new(),
    };
    let number = match flaw {
        Flaw::NumbersFirst => Some(desk.numbers.fetch_add(1, Ordering::SeqCst) + 1),
        _ => None,
    };
    if let Some(number) = number {
        pause(u32::try_from(number % 3 * 10).unwrap_or(0));
    }
    let answer = if flaw.looks_first() {
        look_first(handle, id, changes, call)
    } else if flaw == Flaw::SplitsLargeCommits && changes.len() > PART {
        split(handle, id, changes)
    } else {
        let mut books = desk.lock();
        if flaw == Flaw::LosesLastCommit {
            *desk.disk() = books.clone();
        }
        let answer = locked(&mut books, handle, id, changes, number, bad_luck);
        if flaw == Flaw::SwallowsErrors && !bad_luck {
            *desk.disk() = books.clone();
        }
        answer
    };
    handle.unlock_rows(&rows);
    handle.forget();
    match answer {
        Ok(_) if flaw == Flaw::FailsAfterCommit && bad_luck => {
            Err(unavailable("the disk failed, it seems"))
        }
        Ok(commit) if flaw == Flaw::ReturnsNoStates => {
            Ok(Commit::new(Arc::clone(commit.record()), Vec::new()))
        }
        Err(CommitError::Conflict(mut conflict)) if flaw == Flaw::MisnamesConflicts => {
            conflict.found = Found::Unused;
            Err(conflict.into())
        }
        answer => answer,
    }
}

fn unavailable(what: &str) -> CommitError {
    StoreError::Unavailable(what.into()).into()
}

/// Looks, pauses, locks and writes what was right before the pause.
fn look_first(
    handle: &Handle,
    id: BookId,
    changes: &ChangeSet,
    call: u64,
) -> Result<Commit, CommitError> {
    let (desk, flaw) = (&handle.desk, handle.flaw);
    let seen = seal(&desk.lock(), id, changes, flaw, Moment::Before)?;
    if let Sealed::Again(record) = seen {
        return Ok(desk.lock().entry(id).or_default().attach(&record, flaw));
    }
    // Not all the same, so that who looks first is not always who writes first.
    pause(2 + u32::try_from(Dice::new(call).roll() % 6).unwrap_or(0));
    let mut books = desk.lock();
    let Sealed::New(record) = (match flaw {
        Flaw::LooksFirst => seen,
        _ => seal(&books, id, changes, flaw, Moment::Locked)?,
    }) else {
        let Some(commit) = handle.known(&books, id, changes.id()) else {
            return Err(unavailable("the first attempt is gone"));
        };
        return Ok(commit);
    };
    let book = books.entry(id).or_default();
    let record = Arc::new(renumbered(&record, changes, book.next()));
    book.apply(changes, flaw);
    book.keep(&record);
    Ok(changes.commit(record))
}

fn locked(
    books: &mut Books,
    handle: &Handle,
    id: BookId,
    changes: &ChangeSet,
    number: Option<u64>,
    bad_luck: bool,
) -> Result<Commit, CommitError> {
    let flaw = handle.flaw;
    let first = changes.writes().next();
    let book = books.entry(id).or_default();
    if flaw == Flaw::LeavesHalf && bad_luck {
        if let Some(first) = &first {
            book.write(first, changes, flaw);
        }
        return Err(unavailable("the disk failed in the middle"));
    }
    if flaw == Flaw::RemembersRefusals && book.done.contains_key(&refusal(changes.id())) {
        return Err(CommitError::KeyReuse(changes.id()));
    }
    if flaw == Flaw::WritesBeforeItChecks && !book.done.contains_key(&changes.id()) {
        let before = book.clone();
        changes.writes().take(1).for_each(|write| book.write(&write, changes, flaw));
        let torn = std::mem::replace(books.entry(id).or_default(), before);
        let sealed = seal(books, id, changes, flaw, Moment::Locked);
        if sealed.is_err() {
            books.insert(id, torn);
        }
        return finish(books, handle, id, changes, sealed, number);
    }
    let sealed = seal(books, id, changes, flaw, Moment::Locked);
    if flaw == Flaw::SucceedsWithoutCommit && bad_luck {
        return match sealed? {
            Sealed::New(record) | Sealed::Again(record) => Ok(changes.commit(record)),
        };
    }
    finish(books, handle, id, changes, sealed, number)
}

fn finish(
    books: &mut Books,
    handle: &Handle,
    id: BookId,
    changes: &ChangeSet,
    sealed: Result<Sealed, CommitError>,
    number: Option<u64>,
) -> Result<Commit, CommitError> {
    let flaw = handle.flaw;
    match sealed {
        Ok(Sealed::New(record)) => {
            let book = books.entry(id).or_default();
            let record = Arc::new(journalled(&record, changes, book, flaw, number));
            book.apply(changes, flaw);
            book.keep(&record);
            Ok(changes.commit(record))
        }
        Ok(Sealed::Again(record)) => {
            if let Some(commit) = handle.known(books, id, record.id()) {
                let book = books.entry(id).or_default();
                if flaw == Flaw::RepeatsEvents {
                    let record = Arc::new(renumbered(&record, changes, book.next()));
                    book.head += 1;
                    book.journal.push(record);
                }
                return Ok(commit);
            }
            // Another book's: its record is the answer.
            Ok(Commit::new(record, Vec::new()))
        }
        Err(error) => {
            let book = books.entry(id).or_default();
            let made_up = Arc::new(made_up(changes, book.next()));
            match (flaw, &error) {
                (Flaw::JournalsRefusals, CommitError::KeyReuse(_)) => {}
                (Flaw::JournalsRefusals, _) => {
                    book.head += 1;
                    book.journal.push(made_up);
                }
                (Flaw::CountsRefusals, _) => book.head += 1,
                (Flaw::JournalsEmptyChanges, CommitError::Empty) => {
                    book.keep(&made_up);
                    return Ok(Commit::new(made_up, Vec::new()));
                }
                (Flaw::SucceedsOnConflict, CommitError::Conflict(_)) => {
                    return Ok(Commit::new(made_up, Vec::new()));
                }
                (Flaw::RemembersRefusals, CommitError::KeyReuse(_)) => {}
                (Flaw::RemembersRefusals, _) => {
                    book.done.insert(refusal(changes.id()), made_up);
                }
                _ => {}
            }
            Err(error)
        }
    }
}

/// Writes in parts; whoever reads in between sees some of them.
fn split(handle: &Handle, id: BookId, changes: &ChangeSet) -> Result<Commit, CommitError> {
    let sealed = seal(&handle.desk.lock(), id, changes, handle.flaw, Moment::Locked)?;
    let (Sealed::New(record) | Sealed::Again(record)) = sealed;
    let writes: Vec<Write<'_>> = changes.writes().collect();
    for part in writes.chunks(PART) {
        let mut books = handle.desk.lock();
        let book = books.entry(id).or_default();
        part.iter().for_each(|write| book.write(write, changes, Flaw::None));
        drop(books);
        pause(30);
    }
    handle.desk.lock().entry(id).or_default().keep(&record);
    Ok(changes.commit(record))
}

/// Under which id a refusal is remembered.
fn refusal(id: ChangeSetId) -> ChangeSetId {
    ChangeSetId::from_u128(!id.as_uuid().as_u128())
}

/// A record like this one with another number.
fn renumbered(record: &CommitRecord, changes: &ChangeSet, sequence: Sequence) -> CommitRecord {
    let told = (record.cause(), record.audit().clone());
    let id = (record.id(), changes.fingerprint());
    CommitRecord::restored(id, sequence, record.at(), told, record.events().to_vec())
}

/// A record of what did not happen.
fn made_up(changes: &ChangeSet, sequence: Sequence) -> CommitRecord {
    let events = changes.writes().map(|write| {
        let id = match write {
            Write::PutContact(contact) => contact.id,
            Write::RemoveContact { id, .. } => id,
            _ => ContactId::from_u128(0),
        };
        Event { kind: EventKind::ContactCreated(id), revision: Revision::FIRST }
    });
    let told = (Cause::Update, Audit::default());
    let id = (changes.id(), changes.fingerprint());
    CommitRecord::restored(id, sequence, changes.at(), told, events.collect())
}

/// What the flaw makes of a record.
fn journalled(
    record: &CommitRecord,
    changes: &ChangeSet,
    book: &Book,
    flaw: Flaw,
    number: Option<u64>,
) -> CommitRecord {
    let (mut id, mut sequence) = (record.id(), record.sequence());
    let (mut audit, mut events) = (record.audit().clone(), record.events().to_vec());
    match flaw {
        Flaw::NumbersFirst => sequence = Sequence::new(number.unwrap_or(sequence.get())),
        Flaw::LosesSecondEvent if events.len() > 1 => drop(events.remove(1)),
        Flaw::TellsNothingOfSegments => {
            events.retain(|event| !matches!(event.record(), RecordId::Segment(_)));
        }
        Flaw::ReversesEvents => events.reverse(),
        Flaw::DropsOrigination => {
            for event in &mut events {
                if let EventKind::ContactUpdated { originated_from, .. } = &mut event.kind {
                    *originated_from = None;
                }
            }
        }
        Flaw::CountsEdits => sequence = Sequence::new(book.head + changes.len() as u64),
        Flaw::JournalsNames => {
            let names = changes.writes().find_map(|write| match write {
                Write::PutContact(contact) => contact.info().first_name().map(str::to_owned),
                _ => None,
            });
            audit.caller = names.map(Into::into).or(audit.caller);
        }
        Flaw::RenamesChangeSets => id = refusal(id),
        _ => {}
    }
    let told = (record.cause(), audit);
    CommitRecord::restored((id, record.fingerprint()), sequence, record.at(), told, events)
}
