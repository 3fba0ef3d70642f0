//! Queries of a random book, compared with a scan.

mod book;
mod script;
mod walk;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use self::book::Compared;
use self::book::ScannedBook;
use self::script::{Step, script, shorten};
use self::walk::walk;
use super::{Subject, message};
use crate::testing::Dice;

/// The seed, of 400, of a book with very many writes between two queries.
const STORM: u64 = 33;
/// How many steps a book lives: about three queries to each write.
const STEPS: usize = 160;

/// INV-25, INV-27, INV-28, INV-30: whatever is asked of a random book, before and after random
/// writes, pages, totals and facets are those of a scan with [`ContactQuery::matches`] and
/// [`Sort::compare`].
///
/// [`ContactQuery::matches`]: crate::ContactQuery::matches
/// [`Sort::compare`]: crate::query::Sort::compare
pub fn queries_answer_as_a_scan_does(subject: &dyn Subject) {
    compare_with_scans(subject, 1..=8);
}

/// Compares so many books, one for each seed, with scans: a deep run is its caller's choice.
///
/// # Panics
///
/// If the store answers otherwise than the scan: with the seed, and the fewest and shortest steps
/// that were found.
pub fn compare_with_scans(subject: &dyn Subject, seeds: impl IntoIterator<Item = u64>) -> Compared {
    let mut compared = Compared::default();
    for seed in seeds {
        let mut dice = Dice::new(seed);
        // One book in eight is so large that it pays to go by indexes.
        let first = match seed % 8 {
            7 => 400 + dice.below(300),
            _ => 1 + dice.below(40),
        };
        let mut script = script(&mut dice, first, STEPS);
        if seed % 400 == STORM {
            // Much is written before somebody asks again.
            let storm = script::writes(&mut dice, 5_000);
            script.splice(first + STEPS / 2..first + STEPS / 2, storm);
        }
        match run(subject, &script) {
            Ok(one) => compared += one,
            Err((at, seen)) => {
                let failing = script[..=at].to_vec();
                let shortest = shorten(failing, |steps| run(subject, steps).err().map(|e| e.0));
                let seen = run(subject, &shortest).err().map_or(seen, |(_, seen)| seen);
                let told: String = (tell(subject, &shortest).iter().enumerate())
                    .map(|(at, step)| format!("\n  {at}. {step}"))
                    .collect();
                panic!("{seen}\nseed {seed}, step {at}; fewest steps found:{told}");
            }
        }
    }
    compared
}

/// INV-28: whoever stays in a query and at their place while somebody walks through it from page
/// to page comes exactly once, whatever is created, changed, labelled, merged or deleted between
/// the pages, here and elsewhere.
pub fn a_walk_meets_those_who_stay_exactly_once(subject: &dyn Subject) {
    walk_under_writes(subject, 1..=40);
}

/// So many such walks, through a book for each seed.
///
/// # Panics
///
/// If a walk skips, repeats or disorders: with the seed.
pub fn walk_under_writes(subject: &dyn Subject, seeds: impl IntoIterator<Item = u64>) {
    for seed in seeds {
        let mut dice = Dice::new(seed);
        let shelf = subject.open();
        let mut book = ScannedBook::new(&*shelf);
        for step in script(&mut dice, 25, 0) {
            book.take(&step).unwrap_or_else(|seen| panic!("{seen}\nseed {seed}"));
        }
        for _ in 0..6 {
            walk(&mut book, &mut dice).unwrap_or_else(|seen| panic!("{seen}\nseed {seed}"));
        }
    }
}

/// Takes the steps; the one at which the store differs, and how.
fn run(subject: &dyn Subject, steps: &[Step]) -> Result<Compared, (usize, String)> {
    let shelf = subject.open();
    let mut at = 0;
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut book = ScannedBook::new(&*shelf);
        for step in steps {
            book.take(step)?;
            at += 1;
        }
        Ok(book.compared())
    }));
    let outcome = outcome.unwrap_or_else(|panic| Err(message(&*panic)));
    outcome.map_err(|seen| (at.min(steps.len().saturating_sub(1)), seen))
}

/// What the steps are, in words.
fn tell(subject: &dyn Subject, steps: &[Step]) -> Vec<String> {
    let shelf = subject.open();
    let mut told = Vec::new();
    let _ = catch_unwind(AssertUnwindSafe(|| {
        let mut book = ScannedBook::new(&*shelf);
        for step in steps {
            told.push(book.describe(step));
            if book.take(step).is_err() {
                break;
            }
        }
    }));
    told
}
