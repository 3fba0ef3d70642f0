//! Tens of thousands of queries, compared with scans.
//!
//! `CONTACTS_QUERY_SEED` compares that book alone, for replaying a failure;
//! `CONTACTS_QUERY_BOOKS` compares so many, for going deep.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use contacts_core::MemoryStore;
use contacts_core::testing::suite::{Compared, compare_with_scans};

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

/// Compares the books of these seeds on two threads.
fn compare(seeds: std::ops::Range<u64>) -> Compared {
    let next = AtomicU64::new(seeds.start);
    let work = || {
        let mut compared = Compared::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return compared;
            }
            compared += compare_with_scans(&MemoryStore::new, [seed]);
        }
    };
    thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut compared = work();
        compared += other.join().unwrap();
        compared
    })
}

/// INV-25, INV-27, INV-28, INV-30.
#[test]
fn fifty_thousand_queries_answer_as_a_scan_does() {
    if let Some(seed) = number("CONTACTS_QUERY_SEED") {
        println!("{:?}", compare(seed..seed + 1));
        return;
    }
    let books = number("CONTACTS_QUERY_BOOKS").unwrap_or(450);
    let compared = compare(1_000..1_000 + books);
    println!("{compared:?}");
    if books >= 450 {
        let Compared { queries, some, middles, facets, commits } = compared;
        assert!(queries >= 50_000, "{compared:?}");
        // They are not about nothing.
        assert!(some > queries / 3 && middles > queries / 10, "{compared:?}");
        assert!(facets > queries / 10 && commits > queries / 5, "{compared:?}");
    }
}
