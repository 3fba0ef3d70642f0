//! Random runs against the model.

use super::client::BOOK;
use super::{Subject, message};
use crate::change::CommitError;
use crate::id::ChangeSetId;
use crate::record::Sequence;
use crate::store::{Store, StoreError};
use crate::testing::Dice;
use crate::testing::model::{Entry, Known, Model, Op, Problem, Request, Universe, View, universe};
use crate::time::Timestamp;

/// How often a failed call is tried again.
const PATIENCE: usize = 100;
/// How many shorter scripts are tried when one fails.
const SHRINKS: usize = 300;

/// INV-1 to INV-46, B4, B5, B6, B10, B11, C1 to C4, F1, F5, G1, H4: whatever is asked of the
/// store, it answers as the model does, and after every step all that can be read is equal.
pub fn a_random_run_agrees_with_the_model(subject: &dyn Subject) {
    for seed in 1..=16 {
        run_seed(subject, seed, 200);
    }
}

/// One random run: so many steps from this seed. The size of a deep run is its caller's choice.
///
/// # Panics
///
/// If the store disagrees with the model: with the seed, the step, and the shortest script found.
pub fn run_seed(subject: &dyn Subject, seed: u64, steps: usize) {
    let script = script(seed, steps);
    let run = |script: &[Op]| {
        let shelf = subject.open();
        agree(&*shelf.book(BOOK), script)
    };
    if let Err((step, seen)) = run(&script) {
        let (script, seen) = shorten(script[..=step].to_vec(), seen, run);
        let steps: String =
            script.iter().enumerate().map(|(at, op)| format!("\n  {at}. {op:?}")).collect();
        panic!("{seen}\nseed {seed}, step {step}; shortest script found:{steps}");
    }
}

/// The steps of a seed. Every seed has its own mixture; some kinds are missing from it.
pub fn script(seed: u64, steps: usize) -> Vec<Op> {
    let mut dice = Dice::new(seed);
    let mut weights = [0; 15];
    weights.iter_mut().for_each(|weight| *weight = dice.small(5));
    weights[0] += 4;
    // A key is used once: what is deleted early is missing for the rest of the run.
    (weights[7], weights[10]) = (weights[7].min(1), weights[10].min(1));
    (0..steps).map(|_| Op::roll(&mut dice, &weights)).collect()
}

/// Leaves out what can be left out.
fn shorten(
    mut script: Vec<Op>,
    mut seen: String,
    run: impl Fn(&[Op]) -> Result<(), (usize, String)>,
) -> (Vec<Op>, String) {
    let mut tries = 0;
    let mut part = script.len() / 2;
    while part > 0 {
        let mut at = 0;
        while at + part <= script.len() && tries < SHRINKS {
            tries += 1;
            let mut shorter = script.clone();
            shorter.drain(at..at + part);
            match run(&shorter) {
                Err((step, what)) => {
                    shorter.truncate(step + 1);
                    (script, seen) = (shorter, what);
                }
                Ok(()) => at += part,
            }
        }
        part /= 2;
    }
    (script, seen)
}

/// Runs a script on a store and on the model; the step at which they differ, and how.
///
/// The store may fail with [`StoreError::Unavailable`] or [`StoreError::Unknown`]: the law is then
/// that the book is as before, or as after; the change set is committed again until it is known.
///
/// # Errors
///
/// The step, and what was seen.
pub fn agree(store: &dyn Store, script: &[Op]) -> Result<(), (usize, String)> {
    let universe = universe();
    let mut run = Run {
        store,
        model: Model::default(),
        known: Known::default(),
        asked: Vec::new(),
        universe: &universe,
    };
    for (step, op) in script.iter().enumerate() {
        let id = ChangeSetId::from_u128(step as u128 + 1);
        // The clock jumps back and forth.
        let at = Timestamp::from_micros(1_000_003 * ((step as i64 * 7) % 31) + step as i64);
        let request = op.request(id, at, &run.known, &run.asked);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run.step(&request)));
        let outcome = outcome.unwrap_or_else(|panic| Err(format!("INV-55: {}", message(&*panic))));
        outcome.map_err(|seen| (step, format!("{seen}, after {op:?}")))?;
        run.asked.push(request);
    }
    let seen = run.view(Sequence::START).map_err(|seen| (script.len() - 1, seen))?;
    let whole = run.model.view(&universe, Sequence::START);
    match seen.difference(&whole) {
        Some(difference) => Err((script.len() - 1, difference)),
        None => Ok(()),
    }
}

struct Run<'a> {
    store: &'a dyn Store,
    model: Model,
    known: Known,
    asked: Vec<Request>,
    universe: &'a Universe,
}

impl Run<'_> {
    fn step(&mut self, request: &Request) -> Result<(), String> {
        let seen = Sequence::new(self.model.head().get().saturating_sub(2));
        let changes = request.changes();
        let before = self.model.view(self.universe, seen);
        let due = self.model.commit(request);
        let after = self.model.view(self.universe, seen);
        let mut unknown = false;
        let mut result = self.store.commit(&changes);
        for _ in 0..PATIENCE {
            let Err(CommitError::Store(error)) = &result else { break };
            let present = self.view(seen)?;
            let old = present.difference(&before);
            // Once an answer was lost, what follows finds the book in either state.
            unknown |= matches!(error, StoreError::Unknown(_));
            if let Some(third) = old
                && !(unknown && present == after)
            {
                return Err(format!("INV-8, B4: `{error}` left a third state: {third}"));
            }
            if !error.is_retryable() {
                return Err(format!("INV-46: the store failed: `{error}`"));
            }
            result = self.store.commit(&changes);
        }
        match (&result, &due) {
            (Ok(commit), Ok(sequence)) => {
                let seen = Entry::of(commit);
                let due = self.model.answer(*sequence);
                if Some(&seen) != due.as_ref() {
                    return Err(format!("INV-37, INV-41: commit: saw {seen:?}, due {due:?}"));
                }
            }
            (Err(error), Err(problems))
                if Problem::of(error).is_some_and(|problem| problems.contains(&problem)) => {}
            (Ok(commit), Err(problems)) => {
                let number = commit.sequence();
                return Err(format!("INV-5, INV-8: committed as {number}, due {problems:?}"));
            }
            (Err(error), due) => return Err(format!("INV-8: saw `{error:?}`, due {due:?}")),
        }
        let present = self.view(seen)?;
        if let Some(difference) = present.difference(&after) {
            return Err(difference);
        }
        self.known.see(&present);
        Ok(())
    }

    fn view(&self, seen: Sequence) -> Result<View, String> {
        View::of(self.store, self.universe, seen)
            .map_err(|error| format!("INV-46, INV-51: a read failed: `{error}`"))
    }
}
