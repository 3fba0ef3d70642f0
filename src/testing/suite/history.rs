//! A history of several threads, checked by replay.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Subject;
use super::client::BOOK;
use crate::change::CommitError;
use crate::id::ChangeSetId;
use crate::record::Sequence;
use crate::store::Store;
use crate::testing::Dice;
use crate::testing::model::{Known, Model, Op, Problem, Request, Universe, View, universe};
use crate::time::Timestamp;

/// A call as it was seen from outside.
struct Call {
    request: Request,
    /// Ticks of one clock for all threads.
    began: u64,
    ended: u64,
    answer: Result<Sequence, CommitError>,
}

/// INV-45, F1, F6, F7: what several threads did at once is what the model does when it is given
/// the same change sets one by one in the order of the journal; calls that did not overlap have
/// numbers in their order.
pub fn a_history_of_threads_is_one_of_its_journal(subject: &dyn Subject) {
    for seed in 1..=3 {
        run_threads(subject, seed, 3, 60);
    }
}

/// One such run: so many threads with so many steps each.
///
/// # Panics
///
/// If the history cannot be replayed; says the seed and what was seen.
pub fn run_threads(subject: &dyn Subject, seed: u64, threads: u64, steps: usize) {
    let shelf = subject.open();
    let (universe, clock) = (universe(), AtomicU64::new(0));
    let calls = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let running = (0..threads).map(|thread| {
            let (store, universe, clock, calls) = (shelf.book(BOOK), &universe, &clock, &calls);
            scope.spawn(move || work(&*store, universe, clock, calls, (seed, thread), steps))
        });
        let running: Vec<_> = running.collect();
        super::threads::join(running);
    });
    let calls = calls.into_inner().unwrap_or_else(PoisonError::into_inner);
    let store = shelf.book(BOOK);
    let view = View::of(&*store, &universe, Sequence::START);
    let view = view.unwrap_or_else(|error| panic!("INV-46: seed {seed}: a read failed: `{error}`"));
    if let Err(seen) = replay(calls, &view, &universe) {
        panic!("{seen}\nseed {seed}, {threads} threads of {steps} steps");
    }
}

fn work(
    store: &dyn Store,
    universe: &Universe,
    clock: &AtomicU64,
    calls: &Mutex<Vec<Call>>,
    (seed, thread): (u64, u64),
    steps: usize,
) {
    let mut dice = Dice::new(seed * 1_000 + thread);
    let (mut known, mut asked) = (Known::default(), Vec::new());
    let weights = [4, 4, 2, 3, 3, 2, 1, 1, 1, 1, 1, 3, 3, 1, 2];
    for step in 0..steps {
        // What is known may be of several moments: the change set says what it expects.
        if dice.chance(70)
            && let Ok(view) = View::of(store, universe, Sequence::new(u64::MAX))
        {
            known.see(&view);
        }
        let id = (u128::from(thread) + 1) << 64 | step as u128;
        let at = Timestamp::from_micros(i64::try_from(dice.below(1_000)).unwrap_or(0));
        let op = Op::roll(&mut dice, &weights);
        let request = op.request(ChangeSetId::from_u128(id), at, &known, &asked);
        let changes = request.changes();
        let began = clock.fetch_add(1, Ordering::SeqCst);
        let answer = store.commit(&changes).map(|commit| commit.sequence());
        let ended = clock.fetch_add(1, Ordering::SeqCst);
        asked.push(request.clone());
        let mut calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.push(Call { request, began, ended, answer });
    }
}

fn replay(calls: Vec<Call>, view: &View, universe: &Universe) -> Result<(), String> {
    let mut committed: Vec<(Sequence, Call)> = Vec::new();
    for call in calls {
        match &call.answer {
            Ok(sequence) => committed.push((*sequence, call)),
            Err(error) if Problem::of(error).is_none() => {
                return Err(format!("INV-46: a call failed with `{error}`"));
            }
            Err(_) => {}
        }
    }
    // A retry has the number of the first attempt and comes after it.
    committed.sort_by_key(|(sequence, call)| (*sequence, call.began));
    let mut model = Model::default();
    for (sequence, call) in &committed {
        let due = model.commit(&call.request);
        if due.as_ref() != Ok(sequence) {
            return Err(format!("INV-45: number {sequence}: the model says {due:?} to it"));
        }
        let edits: Option<Vec<_>> = model.answer(*sequence).map(|entry| entry.events().to_vec());
        let seen = view.journal().iter().find(|entry| entry.sequence() == *sequence);
        let seen = seen.map(|entry| entry.events().to_vec());
        if seen != edits {
            return Err(format!("INV-45, F1: number {sequence}: saw {seen:?}, due {edits:?}"));
        }
    }
    let mut earliest_end = u64::MAX;
    let mut last = Sequence::new(u64::MAX);
    for (sequence, call) in committed.iter().rev() {
        // Retries answer with an old number; the order is that of the first attempts.
        if *sequence == last {
            continue;
        }
        last = *sequence;
        let first = committed.iter().find(|(other, _)| other == sequence).map_or(call, |(_, c)| c);
        if first.began > earliest_end {
            return Err(format!("INV-45: number {sequence} began after a later one had ended"));
        }
        earliest_end = earliest_end.min(first.ended);
    }
    match view.difference(&model.view(universe, Sequence::START)) {
        Some(difference) => Err(format!("INV-45, F1: after replay: {difference}")),
        None => Ok(()),
    }
}
