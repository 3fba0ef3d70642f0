//! The references of the query bench, and that the store answers what they answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use contacts_core::ContactQuery;
use contacts_core::query::{Value, Window};
use uuid::Uuid;

use super::support::bitmaps::Bitmaps;
use super::support::crowd::{
    self, CITIES, CITY, CUSTOMERS, Crowd, PREFIX, SUBSCRIBERS, TITLES, WORDS,
};
use super::support::facets::{self, Column};
use super::support::people::{Address, Record};
use super::support::rng::Rng;
use super::support::sorted::{Key, Sorted};
use super::support::top_k::{digits, e164_key, full_sort, top_k};
use super::support::{finding, ours, scan, tokens};
use super::{email, record};

fn named(id: u128, first_name: &str, last_name: &str) -> Arc<Record> {
    Arc::new(Record { first_name: first_name.into(), last_name: last_name.into(), ..record(id) })
}

#[test]
fn a_crowd_has_two_hundred_labels_and_two_more_that_some_have() {
    let people = crowd::people(5000);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for label in people.iter().flat_map(|record| &record.labels) {
        *counts.entry(label).or_default() += 1;
    }
    assert_eq!(counts.len(), 202);
    assert!((200..=300).contains(&counts[CUSTOMERS]), "{}", counts[CUSTOMERS]);
    assert!((425..=575).contains(&counts[SUBSCRIBERS]), "{}", counts[SUBSCRIBERS]);
}

#[test]
fn a_scan_compares_prefixes_whatever_the_case_and_titles_exactly() {
    let mut one = record(1);
    one.emails = vec![email("x@example.com", true), email(" ADA@example.com", false)];
    one.job_title = "Owner".into();
    one.addresses = vec![Address { city: "Fresno".into(), ..Address::default() }];
    assert!(scan::has_email_prefix(&one, "ad") && !scan::has_email_prefix(&one, "da"));
    assert!(scan::has_city_prefix(&one, "FRES") && !scan::has_city_prefix(&one, "fresnoo"));
    assert!(scan::has_other_title(&one, &["Teacher"]));
    assert!(!scan::has_other_title(&one, &["Teacher", "Owner"]));
    let records = [Arc::new(one), Arc::new(record(2))];
    assert!(scan::scan(&records, |record| record.emails.is_empty()).eq([&records[1]]));
}

#[test]
fn a_sorted_set_folds_case_breaks_ties_by_id_and_puts_the_absent_last() {
    let records = [
        named(1, "", "Öztürk"),
        named(2, "", ""),
        named(4, "", "adams"),
        named(3, "", "ADAMS"),
        named(5, "", "Brown"),
    ];
    let sorted = Sorted::new(&records, |record| &record.last_name);
    assert!(sorted.after(None).eq([3, 2, 4, 0, 1]));
    let brown = Key::new("brown", Uuid::from_u128(5));
    assert!(sorted.after(Some(&brown)).eq([0, 1]));
    assert!(sorted.kept_after(Some(&brown), &[1, 3].into()).eq([1]));
    assert!(sorted.places(4).eq([&Key::new("Adams", records[3].id), &Key::new("", records[1].id)]));
}

#[test]
fn the_first_few_by_a_heap_are_those_of_a_full_sort() {
    let mut rng = Rng::new(8);
    let numbers: Vec<u64> = (0..500).map(|_| rng.next() % 100).collect();
    // Keys are all different: by the number, then from behind.
    let key = |place: usize| (numbers[place], std::cmp::Reverse(place));
    let mut sorted: Vec<usize> = (0..500).collect();
    sorted.sort_by_key(|&place| key(place));
    for k in [0, 1, 50, 500, 501] {
        let expected = &sorted[..k.min(500)];
        assert_eq!(top_k(0..500, k, key), expected);
        assert_eq!(full_sort(0..500, k, key), expected);
    }
}

#[test]
fn digits_of_numbers_compare_as_texts() {
    let numbers = [0, 7, 10, 9, 4_915_112_345, 49, 1_800, u64::MAX];
    for (a, b) in numbers.iter().flat_map(|a| numbers.map(|b| (*a, b))) {
        // Zero has no digits: it is before all others either way.
        assert_eq!(digits(a).cmp(&digits(b)), a.to_string().cmp(&b.to_string()), "{a} and {b}");
    }
}

#[test]
fn bitmaps_find_what_a_scan_finds() {
    let crowd = Crowd::new(3000);
    let bitmaps = Bitmaps::new(&crowd.records);
    for prefix in ["ad", "s", "", "nobody"] {
        let keep = |record: &Record| {
            scan::has_label(record, CUSTOMERS) && scan::has_email_prefix(record, prefix)
        };
        let expected: Vec<Arc<Record>> = scan::scan(&crowd.records, keep).cloned().collect();
        assert_eq!(expected.is_empty(), prefix == "nobody");
        assert_eq!(crowd.at(bitmaps.label_and_email(CUSTOMERS, prefix)), expected);
    }
    assert!(bitmaps.label_and_email("custom.unknown", "").is_empty());
}

#[test]
fn the_three_ways_to_count_labels_agree() {
    let crowd = Crowd::new(3000);
    let of_customers = facets::by_string_map(&crowd.records, |r| scan::has_label(r, CUSTOMERS));
    let expected: BTreeMap<&str, u64> = of_customers.into_iter().collect();
    let customers = crowd.bitmaps().label(CUSTOMERS);
    assert_eq!(expected[CUSTOMERS], customers.len());
    assert!(expected.len() > 150);
    let column = Column::new(&crowd.records);
    let sorted = |counts: Vec<_>| counts.into_iter().collect::<BTreeMap<&str, u64>>();
    assert_eq!(sorted(facets::by_bitmap(crowd.bitmaps(), customers)), expected);
    assert_eq!(sorted(column.count(customers)), expected);
}

#[test]
fn two_words_are_found_by_their_tokens_and_by_looking_everywhere() {
    let crowd = Crowd::new(3000);
    let keep = |r: &Record| r.first_name == "Ada" && r.job_title == "Sales Representative";
    let expected: Vec<Arc<Record>> = scan::scan(&crowd.records, keep).cloned().collect();
    assert!(!expected.is_empty());
    assert_eq!(crowd.at(crowd.tokens().both(["ada", "representative"])), expected);
    assert!(crowd.tokens().both(["ada", "unheard-of"]).is_empty());
    // Looking everywhere finds parts of words, too.
    let keep = |r: &Record| r.last_name == "Bergström" && r.job_title.starts_with("Sales");
    let bergs: Vec<&Arc<Record>> = scan::scan(&crowd.records, keep).collect();
    assert!(!bergs.is_empty());
    let found = tokens::contain(&crowd.records, ["gström", "ales"]);
    assert!(bergs.iter().all(|record| found.contains(record)));
    assert!(found.iter().all(|record| record.last_name == "Bergström"));
}

/// A ratio means nothing where the two sides answer different things.
#[test]
fn the_store_answers_what_the_references_answer() {
    let crowd = Crowd::new(5000);
    let store = ours::memory_store(&crowd.records);
    let ids = |query: &ContactQuery, window| -> Vec<Uuid> {
        let page = finding::page(&store, query, &window);
        page.contacts.iter().map(|contact| *contact.id().as_uuid()).collect()
    };
    let of = |slots: &mut dyn Iterator<Item = u32>| -> Vec<Uuid> {
        slots.map(|slot| crowd.records[slot as usize].id).collect()
    };

    let (query, sorted) = (finding::by_last_name(), crowd.by_last_name());
    assert_eq!(ids(&query, Window::first(50)), of(&mut sorted.after(None).take(50)));
    let place = sorted.places(1).nth(4000).unwrap();
    let after = Window::after(finding::position(&store, &query, 4000), 50);
    assert_eq!(ids(&query, after), of(&mut sorted.after(Some(place)).take(50)));
    let customers = crowd.bitmaps().label(CUSTOMERS);
    let kept = of(&mut sorted.kept_after(None, customers).take(50));
    assert_eq!(ids(&finding::customers_by_last_name(), Window::first(50)), kept);

    let by_id = top_k(&crowd.records, 50, |record| record.id);
    let by_id: Vec<Uuid> = by_id.iter().map(|record| record.id).collect();
    assert_eq!(ids(&finding::by_id(), Window::first(50)), by_id);
    let by_e164 = top_k(&crowd.records, 5000, |record| (e164_key(record), record.id));
    let by_e164: Vec<Uuid> = by_e164.iter().map(|record| record.id).collect();
    assert_eq!(ids(&finding::by_e164(), Window::first(5000)), by_e164);

    let found = crowd.bitmaps().label_and_email(CUSTOMERS, PREFIX);
    let mut found = of(&mut found.iter());
    found.sort_unstable();
    assert!(!found.is_empty());
    assert_eq!(ids(&finding::label_and_email(), Window::all()), found);
    assert_eq!(finding::count(&store, &finding::label_and_email()), found.len());

    let cities = scan::scan(&crowd.records, |r| scan::has_other_city(r, &CITIES)).count();
    assert_eq!(finding::count(&store, &finding::other_cities()), cities);
    assert!(cities > 0 && cities < crowd.records.len());
    let others = scan::scan(&crowd.records, |r| scan::has_other_title(r, &TITLES)).count();
    assert_eq!(finding::count(&store, &finding::other_titles()), others);
    let keep = |r: &Record| scan::has_city_prefix(r, CITY) || scan::has_other_title(r, &TITLES);
    let either = scan::scan(&crowd.records, keep).count();
    assert_eq!(finding::count(&store, &finding::city_or_other_title()), either);
    assert!(others < either && either < 5000);

    let column = Column::new(&crowd.records);
    let counts = column.count(crowd.bitmaps().label(SUBSCRIBERS));
    let counts: BTreeMap<&str, usize> =
        counts.into_iter().map(|(label, count)| (label, count as usize)).collect();
    let facet = finding::label_facet(&store, &finding::subscribers());
    let text = |value: &Value| match value {
        Value::Text(text) => text.to_string(),
        other => panic!("a label is no {other}"),
    };
    let facet: Vec<(String, usize)> =
        facet.counts.iter().map(|(value, count)| (text(value), *count)).collect();
    assert!(facet.iter().map(|(label, count)| (label.as_str(), *count)).eq(counts));

    let both = crowd.tokens().both(WORDS);
    assert!(!both.is_empty());
    assert_eq!(finding::count(&store, &finding::words()) as u64, both.len());
}
