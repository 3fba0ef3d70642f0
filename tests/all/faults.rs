//! What becomes of a book whose store fails.

use contacts_core::query::Window;
use contacts_core::testing::fault::{Fault, FaultStore, Faults};
use contacts_core::testing::suite::{Shelf, Subject, agree, run_seed, run_threads, script};
use contacts_core::{
    BookId, Cause, ChangeSet, ChangeSetId, CommitError, ContactQuery, ContactStore, Label,
    LabelStore, MemoryStore, Sequence, Store, StoreError, Timestamp,
};

fn label(id: u128, key: &str) -> ChangeSet {
    let mut changes = ChangeSet::new(ChangeSetId::from_u128(id), Timestamp::EPOCH, Cause::Create);
    let label = Label::new(key.parse().expect("a name"));
    changes.create_label(key.parse().expect("a key"), label).expect("one edit");
    changes
}

/// F-2, F-3, B4: after a failed commit the book is as before or as after, never a third way, and
/// the same change set again gives exactly one effect; whatever fails, on every seed.
#[test]
fn after_a_failed_commit_the_book_is_the_old_or_the_new_one() {
    for seed in 1..=12 {
        for percent in [5, 30] {
            let store = FaultStore::new(MemoryStore::new(), Faults::seeded(seed, percent));
            if let Err((step, seen)) = agree(&store, &script(seed, 100)) {
                panic!("{seen}, step {step}, seed {seed}, {percent} % faults");
            }
        }
    }
}

/// INV-8: a commit that failed before it was sent did nothing.
#[test]
fn a_commit_that_was_not_sent_did_nothing() {
    let store = FaultStore::new(MemoryStore::new(), Faults::commits([Some(Fault::NotSent)]));
    let changes = label(1, "custom.a");
    let error = store.commit(&changes).unwrap_err();
    assert!(matches!(error, CommitError::Store(StoreError::Unavailable(_))), "{error:?}");
    assert!(store.labels().unwrap().is_empty());
    assert!(store.committed(changes.id()).unwrap().is_none());
    assert_eq!(store.commit(&changes).unwrap().sequence(), Sequence::new(1));
}

/// INV-10, B11: a commit whose answer was lost is there once, however often it is sent again.
#[test]
fn a_commit_whose_answer_was_lost_is_there_once() {
    let lost = Some(Fault::ReplyLost);
    let store = FaultStore::new(MemoryStore::new(), Faults::commits([lost, lost, lost]));
    let changes = label(1, "custom.a");
    for _ in 0..3 {
        let error = store.commit(&changes).unwrap_err();
        assert!(matches!(error, CommitError::Store(StoreError::Unknown(_))), "{error:?}");
        assert_eq!(store.labels().unwrap().len(), 1);
    }
    assert_eq!(store.commit(&changes).unwrap().sequence(), Sequence::new(1));
    assert_eq!(store.commits_after(None, 9).unwrap().len(), 1);
    assert!(matches!(store.commit(&label(1, "custom.b")), Err(CommitError::KeyReuse(_))));
}

/// INV-51: a read that failed says so; the next one is right.
#[test]
fn a_read_that_failed_says_so() {
    let faults = Faults::none().with_reads([None, Some(Fault::NotSent), Some(Fault::ReplyLost)]);
    let store = FaultStore::new(MemoryStore::new(), faults);
    let count = || {
        let page = store.page(&ContactQuery::all(), &Window::count());
        page.map(|page| page.total.unwrap())
    };
    assert_eq!(count(), Ok(0));
    assert!(count().unwrap_err().is_retryable());
    assert!(count().unwrap_err().is_retryable());
    assert_eq!(count(), Ok(0));
    store.set(Faults::seeded(1, 100));
    assert!(count().is_err());
    let inner = store.inner().page(&ContactQuery::all(), &Window::count());
    assert_eq!(inner.unwrap().total, Some(0));
}

/// A third party's deep run is one call.
#[test]
fn a_run_of_any_length_is_one_call() {
    run_seed(&MemoryStore::new, 77, 1_000);
    let subject: &dyn Subject = &MemoryStore::new;
    let shelf: Box<dyn Shelf> = subject.open();
    let page = shelf.book(BookId::from_u128(5)).page(&ContactQuery::all(), &Window::count());
    assert_eq!(page.unwrap().total, Some(0));
}

/// The same seed gives the same steps (INV-58).
#[test]
fn a_script_depends_on_its_seed_alone() {
    assert_eq!(script(3, 50), script(3, 50));
    assert_ne!(script(3, 50), script(4, 50));
}

/// A deep run: as many seeds as `SEEDS` says.
#[test]
#[ignore = "as long as one likes"]
fn a_deep_run() {
    let seeds = std::env::var("SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(1_000);
    for seed in 1..=seeds {
        run_seed(&MemoryStore::new, seed, 300);
        run_threads(&MemoryStore::new, seed, 3, 60);
    }
}
