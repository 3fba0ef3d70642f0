//! Several at once, with real threads.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Barrier};
use std::thread::ScopedJoinHandle;

use super::cast::{With, person};
use super::client::{Client, contact_id, email, holds, key_of, label_key, same};
use super::{Shelf, Subject};
use crate::change::{Commit, CommitError, Definition};
use crate::record::{Sequence, Slot};

/// How often a race is run.
const ROUNDS: u128 = 25;

/// So that no two racers use the same ids.
static RACERS: AtomicU64 = AtomicU64::new(1_000);

/// Waits for all; a panic of one is a panic here, with what it said.
pub(super) fn join<'a, T: 'a>(
    threads: impl IntoIterator<Item = ScopedJoinHandle<'a, T>>,
) -> Vec<T> {
    let ended: Vec<_> = threads.into_iter().map(ScopedJoinHandle::join).collect();
    ended
        .into_iter()
        .map(|ended| ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        .collect()
}

/// Runs both at the same moment, each with a handle of its own.
fn race<T: Send>(
    shelf: &dyn Shelf,
    one: impl FnOnce(&Client) -> T + Send,
    other: impl FnOnce(&Client) -> T + Send,
) -> (T, T) {
    let start = Barrier::new(2);
    let who = RACERS.fetch_add(2, Ordering::Relaxed);
    let (first, second) = (Client::of(shelf, who), Client::of(shelf, who + 1));
    std::thread::scope(|scope| {
        let one = || {
            start.wait();
            one(&first)
        };
        let other = || {
            start.wait();
            other(&second)
        };
        // Who is started first wins more often: they take turns.
        let (one, other) = if who.is_multiple_of(4) {
            let one = scope.spawn(one);
            (one, scope.spawn(other))
        } else {
            let other = scope.spawn(other);
            (scope.spawn(one), other)
        };
        let mut ended = join([one, other]);
        let second = ended.pop().expect("two threads");
        (ended.pop().expect("two threads"), second)
    })
}

/// At most one of two; the other met a conflict, or what `lost` says.
fn at_most_one(
    law: &str,
    (one, other): &(Result<Commit, CommitError>, Result<Commit, CommitError>),
    lost: impl Fn(&CommitError) -> bool,
) -> usize {
    let both = [one, other];
    for result in both {
        if let Err(error) = result {
            holds(law, lost(error), format_args!("the loser was told `{error:?}`"));
        }
    }
    let won = both.iter().filter(|result| result.is_ok()).count();
    holds(law, won <= 1, "both were committed");
    won
}

fn lost(error: &CommitError) -> bool {
    matches!(error, CommitError::Conflict(_))
}

/// INV-5, INV-45: of two updates of one revision exactly one is committed.
pub fn of_two_updates_of_one_revision_one_is_committed(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    for id in 1..=ROUNDS {
        let before = client.create(id, person("Ada"));
        let both = race(
            &*shelf,
            |client| client.update(&before, person("One")),
            |client| client.update(&before, person("Other")),
        );
        same("INV-45", "updates committed", at_most_one("INV-45", &both, lost), 1);
        let winner = if both.0.is_ok() { "One" } else { "Other" };
        let stored = client.live(id);
        same("INV-45", "name", stored.info().first_name(), Some(winner));
        same("INV-3", "revision", stored.revision().get(), 2);
    }
}

/// INV-2, INV-45: of two contacts created at one id exactly one is committed.
pub fn of_two_creations_at_one_id_one_is_committed(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    for id in 1..=ROUNDS {
        let create = |client: &Client, name: &str| {
            let mut changes = client.changes();
            changes.create(contact_id(id), person(name)).expect("one edit");
            client.commit(&changes)
        };
        let both = race(&*shelf, |one| create(one, "One"), |other| create(other, "Other"));
        same("INV-2, INV-45", "created", at_most_one("INV-2, INV-45", &both, lost), 1);
        let winner = if both.0.is_ok() { "One" } else { "Other" };
        same("INV-2", "name", client.live(id).info().first_name(), Some(winner));
    }
}

/// INV-14, C2: of two merges into each other at most one is committed; no id leads in a circle.
pub fn two_concurrent_merges_make_no_cycle(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    for round in 0..ROUNDS {
        let (a, b) = (round * 2 + 1, round * 2 + 2);
        let (one, other) = (client.create(a, person("A")), client.create(b, person("B")));
        let both = race(
            &*shelf,
            |client| client.merge(&one, &[&other]),
            |client| client.merge(&other, &[&one]),
        );
        same("INV-14, F6", "merges committed", at_most_one("INV-14, C2, F6", &both, lost), 1);
        let live = [a, b].map(|id| client.slot(id).is_some_and(|slot| slot.contact().is_some()));
        same("INV-14, C1", "live contacts of two", live.iter().filter(|live| **live).count(), 1);
    }
}

/// F6, INV-12: of two merges of one source into different targets at most one is committed.
pub fn of_two_merges_of_one_source_one_is_committed(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    for round in 0..ROUNDS {
        let ids = [1, 2, 3].map(|id| round * 3 + id);
        let [a, b, source] = ids.map(|id| client.create(id, person("Ada")));
        let both = race(
            &*shelf,
            |client| client.merge(&a, &[&source]),
            |client| client.merge(&b, &[&source]),
        );
        same("F6, INV-12", "merges committed", at_most_one("F6, INV-12", &both, lost), 1);
        let to = if both.0.is_ok() { a.id() } else { b.id() };
        let slot = client.slot(ids[2]);
        same("F6, C4", "where the source leads", slot, Some(Slot::Redirect { to: *to }));
    }
}

/// INV-12, INV-16, F6: a merge and an update of its source do not both succeed: no edit is lost.
pub fn an_update_of_a_source_is_not_lost_in_a_merge(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    for round in 0..ROUNDS {
        let (a, b) = (round * 2 + 1, round * 2 + 2);
        let (target, source) = (client.create(a, person("A")), client.create(b, person("B")));
        let both = race(
            &*shelf,
            |client| client.merge(&target, &[&source]),
            |client| client.update(&source, person("B").email("new")),
        );
        same("INV-12, F6", "committed", at_most_one("INV-12, INV-16, F6", &both, lost), 1);
    }
}

/// INV-12, INV-45: of two contacts created with an address that must be free one is committed.
pub fn two_concurrent_creations_do_not_share_a_free_address(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    for round in 0..ROUNDS {
        let who = format!("p{round}");
        let create = |client: &Client, id| {
            let mut changes = client.changes();
            changes.create(contact_id(id), person("X").email(&who)).expect("one edit");
            changes.require_free(key_of(&email(&who)));
            client.commit(&changes)
        };
        let (a, b) = (round * 2 + 1, round * 2 + 2);
        let both = race(&*shelf, |one| create(one, a), |other| create(other, b));
        let taken = |error: &CommitError| matches!(error, CommitError::Taken { .. });
        same("INV-45", "created", at_most_one("INV-12, INV-45", &both, taken), 1);
        let held = client.matching(&key_of(&email(&who))).len();
        same("INV-12", "contacts that hold the address", held, 1);
    }
}

/// INV-20, INV-21: a label that is deleted while a contact gets it is on no contact afterwards.
pub fn a_label_deleted_meanwhile_is_on_no_contact(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    for round in 1..=ROUNDS {
        let key = format!("custom.l{round}");
        client.label(&key, &key);
        let before = client.create(round, person("Ada"));
        let label = client.stored_label(&key);
        race(
            &*shelf,
            |client| {
                let result = client.update(&before, person("Ada").labelled(&key));
                let fits = matches!(result, Ok(_) | Err(CommitError::UnknownLabel(_)));
                holds("INV-20", fits, format_args!("labelling ended with {result:?}"));
            },
            |client| {
                let mut changes = client.changes();
                changes.delete_label(&label).expect("one edit");
                client.must(&changes);
            },
        );
        let there = client.read(|store| store.label(&label_key(&key)));
        same("INV-21", "the label", there, Some(Definition::Deleted));
        let labels = client.live(round).info().labels().to_vec();
        same("INV-20, G1", "labels of the contact", labels, vec![]);
    }
}

/// INV-10, INV-41: a retry that overlaps the first attempt gets the same commit; one effect.
pub fn retries_that_overlap_give_one_commit(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    for id in 1..=ROUNDS {
        let mut changes = client.changes();
        changes.create(contact_id(id), person("Ada")).expect("one edit");
        let (one, other) =
            race(&*shelf, |one| one.commit(&changes), |other| other.commit(&changes));
        let numbers = [one, other].map(|result| match result {
            Ok(commit) => commit.sequence(),
            Err(error) => panic!("INV-10, INV-41: an overlapping retry was told `{error:?}`"),
        });
        let due = Sequence::new(u64::try_from(id).unwrap_or(0));
        same("INV-10, INV-41", "numbers of both", numbers, [due, due]);
        same("INV-41", "last commit", client.head(), due);
    }
}

/// INV-36, INV-33, F3: who follows the journal while others write misses nothing, and numbers
/// never go back.
pub fn a_follower_of_the_journal_misses_nothing(subject: &dyn Subject) {
    const EACH: u128 = 40;
    let shelf = subject.open();
    let done = AtomicBool::new(false);
    let writers = [1, 2, 3].map(|who| Client::of(&*shelf, who));
    let follower = Client::of(&*shelf, 9);
    let seen = std::thread::scope(|scope| {
        let done = &done;
        let following = scope.spawn(move || {
            let mut seen: Vec<u64> = Vec::new();
            let mut last = false;
            loop {
                let after = seen.last().copied().map(Sequence::new);
                let part = follower.read(|store| store.commits_after(after, 7));
                seen.extend(part.iter().map(|commit| commit.sequence().get()));
                if part.is_empty() && last || seen.len() as u128 > 6 * EACH {
                    return seen;
                }
                last = done.load(Ordering::Acquire);
            }
        });
        let writing = (0..).zip(writers).map(|(who, client)| {
            scope.spawn(move || {
                for at in 0..EACH {
                    let mut changes = client.changes();
                    let id = contact_id(1_000 * (who + 1) + at);
                    changes.create(id, person("Ada")).expect("one edit");
                    if let Err(error) = client.commit(&changes) {
                        panic!("INV-46: writers that do not meet: `{error:?}`");
                    }
                }
            })
        });
        let writing: Vec<_> = writing.collect();
        let ended: Vec<_> = writing.into_iter().map(ScopedJoinHandle::join).collect();
        done.store(true, Ordering::Release);
        let seen = join([following]).pop().unwrap_or_default();
        if let Some(panic) = ended.into_iter().find_map(Result::err) {
            std::panic::resume_unwind(panic);
        }
        seen
    });
    let due: Vec<u64> = (1..=3 * EACH).map(|at| u64::try_from(at).unwrap_or(0)).collect();
    same("INV-36, INV-35, F3", "numbers that a follower saw", seen, due);
}

/// INV-46: who edits the same contacts in another order meets a conflict or waits; no failure of
/// locks comes out.
pub fn no_failure_of_locks_reaches_the_caller(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    for round in 0..ROUNDS {
        let (a, b) = (round * 2 + 1, round * 2 + 2);
        let (one, other) = (client.create(a, person("A")), client.create(b, person("B")));
        let swap = |client: &Client, first: &Arc<_>, second: &Arc<_>| {
            let mut changes = client.changes();
            changes.update(first, person("X")).expect("one edit");
            changes.update(second, person("Y")).expect("one edit");
            client.store.commit(&changes)
        };
        let both = race(&*shelf, |x| swap(x, &one, &other), |y| swap(y, &other, &one));
        same("INV-46", "committed", at_most_one("INV-46", &both, lost), 1);
    }
}
