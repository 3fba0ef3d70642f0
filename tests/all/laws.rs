//! The laws of merging, on the merge of this crate and on wrong ones.

use std::time::Instant;

use contacts_core::testing::generate;
use contacts_core::testing::laws::{self, Broken, Law, REAL, plan, rules, same, trace};
use contacts_core::testing::mutants::MUTANTS;
use contacts_core::{ContactId, MergeRule, PhoneNumber};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

/// How often each law is checked, on other contacts each time.
const CASES: u32 = 16_000;
/// As often, for the laws whose cases are large.
const LARGE_CASES: u32 = 500;
/// Within so many cases a wrong merge has to be caught.
const MUTANT_CASES: usize = 1_000;

fn check<S: Strategy>(cases: u32, strategy: S, holds: impl Fn(S::Value) -> Result<(), Broken>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&strategy, |case| {
        holds(case).map_err(|broken| TestCaseError::fail(broken.to_string()))
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

fn check_law(id: &str) {
    let law = Law::of(id).unwrap();
    let cases = if id == "A16" { LARGE_CASES } else { CASES };
    check(cases, law.cases(), |case| law.check(REAL, &case));
}

macro_rules! laws {
    ($($name:ident = $id:literal),* $(,)?) => {
        $(#[test] fn $name() { check_law($id); })*

        #[test]
        fn every_law_of_contents_has_a_test() {
            let tested = [$($id),*];
            assert!(laws::LAWS.iter().map(|law| law.id).eq(tested));
        }
    };
}
laws! {
    a1_deterministic = "A1",
    a2_target_kept = "A2",
    a3_union_complete = "A3",
    a4_nothing_invented = "A4",
    a5_keys_unique = "A5",
    a6_idempotent = "A6",
    a7_associative = "A7",
    a8_unit = "A8",
    a9_left_regular = "A9",
    a10_commutes_up_to_order = "A10",
    a11_call_order = "A11",
    a12_information_grows = "A12",
    a13_lattice_fields = "A13",
    a15_one_primary = "A15",
    a16_limits_refuse = "A16",
    a20_schema_closed = "A20",
    h1_never_looser = "H1",
    r4_values_of_others_stay = "R4",
    r7_entry_ids = "R7",
}

/// Numbers of the signs that decide whether they are the same, often with a trunk prefix.
fn phone() -> impl Strategy<Value = PhoneNumber> {
    const SIGNS: [&str; 13] = ["0", "0", "1", "2", "3", "+", "(", ")", " ", "-", "a", "A", "(0)"];
    let signs = prop::collection::vec(prop::sample::select(&SIGNS[..]), 1..14);
    let begin = prop::sample::select(&["", "+", "00"][..]);
    let country = prop::sample::select(&["", "DE", "US", "AQ"][..]);
    (begin, signs, country).prop_filter_map("no number", |(begin, signs, country)| {
        PhoneNumber::new(&format!("{begin}{}", signs.concat()), country.parse().ok()).ok()
    })
}

#[test]
fn a14_sameness_is_a_function_of_a_key() {
    check(CASES, (phone(), phone()), |(a, b)| same::a14_phones(&a, &b));
    let contact = generate::repetitive_contact;
    check(CASES, (contact(), contact()), |(a, b)| {
        let (a, b) = (a.info(), b.info());
        for email in a.emails() {
            b.emails().iter().try_for_each(|other| same::a14_emails(&email.value, &other.value))?;
        }
        for phone in a.phones() {
            b.phones().iter().try_for_each(|other| same::a14_phones(&phone.value, &other.value))?;
        }
        for address in a.addresses() {
            b.addresses().iter().try_for_each(|other| same::a14_addresses(address, other))?;
        }
        Ok(())
    });
}

#[test]
fn a17_rules_are_functions_of_contributors() {
    for rule in rules_of_company() {
        let choose = rules::by_rule(rule);
        check(CASES / 8, (generate::group(6), any::<prop::sample::Index>()), |(group, at)| {
            let (x, y) = group.split_at(at.index(group.len() - 1) + 1);
            rules::a17_survivorship(&choose, x, y)
        });
    }
}

#[test]
fn a17_the_most_frequent_value_is_no_function_that_can_be_followed_merge_by_merge() {
    let mut runner = TestRunner::deterministic();
    let breaks = (0..MUTANT_CASES).any(|_| {
        let group = generate::group(6).new_tree(&mut runner).unwrap().current();
        let (x, y) = group.split_at(group.len() / 2);
        rules::a17_survivorship(&rules::most_frequent, x, y).is_err()
    });
    assert!(breaks);
}

#[test]
fn a18_ties_end() {
    for rule in rules_of_company() {
        let choose = rules::by_rule(rule);
        check(CASES / 8, generate::group(4), |group| rules::a18_ties_end(&choose, &group));
    }
}

fn rules_of_company() -> [MergeRule; 4] {
    let id = ContactId::from_u128(2);
    [MergeRule::TargetFirst, MergeRule::Newest, MergeRule::MostComplete, MergeRule::From(id)]
}

#[test]
fn a19_traces_are_sound() {
    check(CASES / 4, (generate::group(4), generate::policy()), |(group, policy)| {
        trace::a19_trace_is_sound(&group, &policy)
    });
}

#[test]
fn nothing_is_lost() {
    check(CASES / 2, (generate::group(4), generate::policy()), |(group, policy)| {
        trace::nothing_lost(&plan::planned("nothing lost", &group, &policy)?)
    });
}

#[test]
fn disputes_are_complete() {
    check(CASES / 2, (generate::group(4), generate::policy()), |(group, policy)| {
        trace::disputes_complete(&plan::planned("disputes complete", &group, &policy)?)
    });
}

#[test]
fn b1_preview_is_the_merge() {
    check(CASES / 2, (generate::group(4), generate::policy()), |(group, policy)| {
        plan::b1_preview_is_the_merge(&group, &policy)
    });
}

#[test]
fn b2_preview_fails_alike() {
    check(CASES / 2, generate::call(), |call| plan::b2_preview_fails_alike(&call));
}

#[test]
fn b7_refusals_are_complete() {
    check(CASES / 2, generate::call(), |call| plan::b7_refusals_complete(&call));
}

#[test]
fn b8_n_way_is_a_sequence() {
    check(CASES / 2, generate::group(5), |group| plan::b8_n_way_is_a_sequence(&group));
}

#[test]
fn b9_grouping_does_not_matter() {
    check(CASES / 2, generate::group(5), |group| plan::b9_grouping(&group));
}

#[test]
fn b13_overrides_are_local() {
    check(CASES / 2, (generate::group(4), generate::rule()), |(group, (field, rule))| {
        plan::b13_override_is_local(&group, &field, &rule)
    });
}

/// Every wrong merge is caught by the laws that are said to catch it.
#[test]
fn every_mutant_is_caught_by_its_laws() {
    let mut uncaught = Vec::new();
    for mutant in &MUTANTS {
        let mut caught_by = Vec::new();
        let started = Instant::now();
        for law in &laws::LAWS {
            let named = mutant.caught_by.contains(&law.id);
            if !named && law.id == "A16" {
                continue; // its cases are large, and few mutants have to do with limits
            }
            let mut runner = TestRunner::deterministic();
            let cases = law.cases();
            let limit = if named { MUTANT_CASES } else { MUTANT_CASES / 10 };
            let breaks = |_: &usize| {
                let case = cases.new_tree(&mut runner).unwrap().current();
                law.check(mutant.join, &case).is_err()
            };
            let case = (1..=limit).find(breaks);
            caught_by.extend(case.map(|case| format!("{} ({case})", law.id)));
            if named && case.is_none() {
                uncaught.push(format!("{}: not caught by {}", mutant.name, law.id));
            }
        }
        let took = started.elapsed().as_millis();
        println!("{:<50} {} [{took} ms]", mutant.name, caught_by.join(", "));
    }
    assert!(uncaught.is_empty(), "{uncaught:#?}");
}
