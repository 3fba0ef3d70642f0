//! The suite catches every broken store, and passes the correct one.

use std::collections::BTreeSet;

use contacts_core::testing::broken::{ALL, Flaw, NOT_HERE, flawed};
use contacts_core::testing::store_tests;
use contacts_core::testing::suite::{self, promise};

// The store that all broken ones are made of keeps every promise, those about reopening too.
store_tests!(correct, || flawed(Flaw::None).open());

/// Every store is caught by every function that the table names.
fn caught(from: usize, step: usize) {
    let mut missed = Vec::new();
    for broken in ALL.iter().skip(from).step_by(step) {
        let subject = broken.subject();
        for name in broken.caught_by {
            let promise = promise(name).unwrap_or_else(|| panic!("there is no `{name}`"));
            match promise.broken_by(&*subject) {
                None => {
                    missed
                        .push(format!("{}: {}: not caught by {name}", broken.number, broken.what));
                }
                Some(seen) if !names_a_law(&seen) => {
                    missed.push(format!("{}: {name} names no law: {seen}", broken.number));
                }
                Some(_) => {}
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

fn names_a_law(seen: &str) -> bool {
    let law = seen.split([':', ',']).next().unwrap_or_default();
    law.starts_with("INV-")
        || law.len() < 4 && law[1..].parse::<u8>().is_ok() && "ABCFGHK".contains(&law[..1])
}

#[test]
fn every_broken_store_is_caught_1_of_4() {
    caught(0, 4);
}

#[test]
fn every_broken_store_is_caught_2_of_4() {
    caught(1, 4);
}

#[test]
fn every_broken_store_is_caught_3_of_4() {
    caught(2, 4);
}

#[test]
fn every_broken_store_is_caught_4_of_4() {
    caught(3, 4);
}

/// No dead tests: without a store that breaks it, a promise would not be worth a function.
#[test]
fn every_promise_catches_a_broken_store() {
    let used: BTreeSet<_> = ALL.iter().flat_map(|broken| broken.caught_by).collect();
    let dead: Vec<_> = suite::ALL.iter().filter(|promise| !used.contains(&promise.name)).collect();
    assert!(dead.is_empty(), "nothing needs {dead:?}");
}

#[test]
fn every_number_of_the_specification_is_here_or_says_why_not() {
    let mut numbers: Vec<_> = ALL.iter().map(|broken| broken.number).collect();
    numbers.extend(NOT_HERE.iter().map(|(number, _)| *number));
    for number in (1..=80).map(|number| format!("B-{number}")) {
        assert_eq!(numbers.iter().filter(|known| **known == number).count(), 1, "{number}");
    }
}

#[test]
fn the_suite_reports_what_is_kept_broken_and_skipped() {
    let report = suite::run(&contacts_core::MemoryStore::new);
    assert_eq!(report.broken, []);
    assert_eq!(report.skipped.len(), 5);
    assert_eq!(report.kept.len() + 5, suite::ALL.len());
    assert!(report.to_string().contains("5 skipped\nskipped: reopening_"), "{report}");
}

/// All broken stores through all functions; prints who catches whom.
#[test]
#[ignore = "takes a minute; for looking at"]
fn the_whole_table() {
    for broken in ALL {
        let started = std::time::Instant::now();
        let report = suite::run(&*broken.subject());
        let names: Vec<_> = report.broken.iter().map(|(name, _)| *name).collect();
        let took = started.elapsed().as_millis();
        println!("{} {} ({took} ms): {}", broken.number, broken.what, names.join(", "));
    }
}
