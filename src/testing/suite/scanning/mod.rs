//! Queries of a random book, compared with a scan.

mod book;
mod script;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use self::book::Compared;
use self::book::ScannedBook;
use self::script::{Step, script, shorten};
use super::{Subject, message};

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
        let script = script(seed, STEPS);
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
