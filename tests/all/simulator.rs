//! Clients that get in each other's way, and a store that fails.
//!
//! `CONTACTS_SIMULATOR_SEED` runs that seed alone, for replaying a failure;
//! `CONTACTS_SIMULATOR_SEEDS` runs so many seeds from there on, for going deep.
//! `CONTACTS_SIMULATOR_STEPS` says how many steps each has.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use contacts_core::testing::simulator::{self, Defect, Failure, Report};

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

/// Runs the seeds on two threads; what happened in all of them.
fn run(seeds: std::ops::Range<u64>, steps: usize) -> Report {
    let next = AtomicU64::new(seeds.start);
    let work = || {
        let mut total = Report::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return Ok::<_, Box<Failure>>(total);
            }
            let report = simulator::run(seed, steps)?;
            total.steps += report.steps;
            total.calls += report.calls;
            total.commits += report.commits;
            total.faults += report.faults;
            total.trace ^= report.trace;
        }
    };
    thread::scope(|scope| {
        let other = scope.spawn(work);
        let (one, other) = (work(), other.join().unwrap());
        let [mut one, other] =
            [one, other].map(|result| result.unwrap_or_else(|failure| panic!("{failure}")));
        one.steps += other.steps;
        one.calls += other.calls;
        one.commits += other.commits;
        one.faults += other.faults;
        one.trace ^= other.trace;
        one
    })
}

#[test]
fn a_million_steps_go_as_the_model_has_them() {
    let steps = number("CONTACTS_SIMULATOR_STEPS");
    let steps = steps.map_or(2_000, |steps| usize::try_from(steps).unwrap());
    let seed = number("CONTACTS_SIMULATOR_SEED");
    let count = number("CONTACTS_SIMULATOR_SEEDS").unwrap_or(if seed.is_some() { 1 } else { 500 });
    let start = seed.unwrap_or(0);
    let report = run(start..start + count, steps);
    println!("{report:?}");
    assert_eq!(report.steps as u64, count * steps as u64);
    if seed.is_none() {
        // All of it happened, and often.
        assert!(report.commits > report.calls / 10 && report.faults > report.calls / 50);
        assert!(report.calls > count * steps as u64 * 11 / 10);
    }
}

#[test]
fn the_same_seed_leaves_the_same_trace() {
    let report = |seed| simulator::run(seed, 500).unwrap_or_else(|failure| panic!("{failure}"));
    for seed in 0..10 {
        let elsewhere = thread::spawn(move || report(seed)).join().unwrap();
        assert_eq!(report(seed), elsewhere, "INV-58");
    }
    let traces: BTreeSet<u64> = (0..10).map(|seed| report(seed).trace).collect();
    assert_eq!(traces.len(), 10);
}

/// The invariant that a defect breaks, and those by which it may be noticed first.
fn broken(defect: Defect) -> (&'static str, &'static [&'static str]) {
    match defect {
        Defect::DropsRedirects => ("INV-17", &["INV-13"]),
        Defect::ChainsRedirects => ("INV-14", &[]),
        Defect::IgnoresRevisions => {
            ("INV-5", &["INV-16", "INV-18", "INV-20", "INV-3", "INV-45", "INV-53"])
        }
        Defect::TearsMerges => ("INV-11", &[]),
        Defect::RevivesMerged => ("INV-15", &["INV-13", "INV-17"]),
        Defect::RepeatsEvents => ("INV-35", &[]),
        Defect::LosesEvents => ("INV-37", &[]),
        Defect::ForgetsRequests => ("INV-41", &["INV-15", "INV-42"]),
        Defect::FailsAfterCommit => ("INV-8", &["INV-41"]),
        Defect::KeepsLabelInIndex => ("INV-25", &[]),
        Defect::KeepsAddressInIndex => ("INV-25", &["INV-8"]),
        Defect::TurnsTimeBack => ("INV-6", &[]),
        Defect::ReadsStale => ("INV-3", &["INV-13"]),
        Defect::RepeatsIds => ("INV-2", &["INV-42", "INV-45", "INV-8"]),
        Defect::LosesPrimary => ("INV-24", &[]),
        other => panic!("{other:?} breaks nothing"),
    }
}

#[test]
fn every_defect_is_noticed_by_the_invariant_that_it_breaks() {
    for defect in Defect::ALL {
        let (invariant, others) = broken(defect);
        let mut by = BTreeMap::<&str, usize>::new();
        let mut seeds = 0;
        while seeds < 200 && (seeds < 12 || !by.contains_key(invariant)) {
            if let Err(failure) = simulator::run_with(seeds, 600, defect) {
                *by.entry(failure.invariant).or_default() += 1;
            }
            seeds += 1;
        }
        println!("{defect:?}: in {} of {seeds}: {by:?}", by.values().sum::<usize>());
        assert!(by.contains_key(invariant), "{defect:?}: {by:?}");
        assert!(by.keys().all(|by| *by == invariant || others.contains(by)), "{defect:?}: {by:?}");
    }
}

#[test]
fn a_failure_tells_how_to_see_it_again() {
    let failure = (0..40)
        .find_map(|seed| simulator::run_with(seed, 600, Defect::DropsRedirects).err())
        .unwrap();
    let seed = failure.seed.unwrap();
    let text = failure.to_string();
    assert!(failure.shortest <= failure.step);
    assert!(text.contains(failure.invariant));
    assert!(text.contains(&format!("CONTACTS_SIMULATOR_SEED={seed} ")));
    let again = simulator::run_with(seed, failure.shortest, Defect::DropsRedirects).unwrap_err();
    assert_eq!((again.step, again.invariant), (failure.shortest, failure.invariant));
    assert!(simulator::run_with(seed, failure.shortest - 1, Defect::DropsRedirects).is_ok());
}
