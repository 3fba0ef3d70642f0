//! The references of the benches do what they are described to do.

#[path = "bench_support/finding.rs"]
mod finding;
#[cfg(feature = "vcard")]
#[path = "bench_support/reading.rs"]
mod reading;
#[path = "../benches/support/mod.rs"]
mod support;

use std::sync::Arc;

use uuid::Uuid;

use support::bare;
use support::count::parse_collected;
use support::fixture;
use support::measure::{Spread, growth_exponent};
use support::people::{self, Address, Date, Email, Field, Phone, Record, Tag, Value};
use support::report::{Figure, Goal};
use support::rng::Rng;
use support::slot_store::{Merged, Refused, SlotStore};

fn email(address: &str, primary: bool) -> Email {
    Email { address: address.into(), primary, ..Email::default() }
}

fn phone(number: &str, country: &str, e164: Option<u64>) -> Phone {
    Phone { number: number.into(), country: country.into(), e164, ..Phone::default() }
}

fn record(id: u128) -> Record {
    Record { id: Uuid::from_u128(id), ..Record::default() }
}

fn addresses(record: &Record) -> Vec<(&str, bool)> {
    record.emails.iter().map(|email| (email.address.as_str(), email.primary)).collect()
}

#[test]
fn the_same_seed_gives_the_same_people_and_another_seed_others() {
    let (a, b) = (people::cluster(7, 3), people::cluster(7, 3));
    assert_eq!((&a.target, &a.sources), (&b.target, &b.sources));
    assert_ne!(a.target, people::cluster(8, 3).target);
}

#[test]
fn records_have_the_size_and_shape_of_real_ones() {
    let mut rng = Rng::new(3);
    let people: Vec<Record> = (0..2000).map(|_| people::person(&mut rng)).collect();
    let mut sizes: Vec<usize> =
        people.iter().map(|record| serde_json::to_string(record).unwrap().len()).collect();
    sizes.sort_unstable();
    assert!(sizes[200] >= 600 && sizes[1800] <= 1200, "{} to {}", sizes[200], sizes[1800]);
    for record in &people {
        assert!((1..=3).contains(&record.emails.len()) && (1..=2).contains(&record.phones.len()));
        assert!(
            record.addresses.len() <= 2 && record.labels.len() <= 5 && record.fields.len() <= 6
        );
        assert_eq!(record.emails.iter().filter(|email| email.primary).count(), 1);
    }
}

#[test]
fn about_half_of_what_a_source_holds_is_known_to_the_target() {
    let (mut before, mut offered, mut after, mut empty) = (0, 0, 0, 0);
    for number in 0..1000 {
        let mut cluster = fixture::cluster(number, 1);
        before += cluster.target.emails.len() + cluster.target.phones.len();
        offered += cluster.sources[0].emails.len() + cluster.sources[0].phones.len();
        empty += usize::from(cluster.target.company.is_empty());
        bare::merge(&mut cluster.target, cluster.sources);
        after += cluster.target.emails.len() + cluster.target.phones.len();
    }
    let known = 1.0 - (after - before) as f64 / offered as f64;
    assert!((0.35..0.6).contains(&known), "{known}");
    assert!((300..600).contains(&empty), "{empty}");
}

#[test]
fn bare_merge_unites_emails_whatever_their_case_and_keeps_one_primary() {
    let mut target = Record { emails: vec![email("ada@example.com", true)], ..record(1) };
    let offered = vec![email(" ADA@Example.com ", true), email("new@example.com", true)];
    bare::merge(&mut target, [Record { emails: offered, ..record(2) }]);
    assert_eq!(addresses(&target), [("ada@example.com", true), ("new@example.com", false)]);
}

#[test]
fn bare_merge_into_an_empty_list_keeps_the_primary_of_the_source() {
    let mut target = record(1);
    let source = |id, address| Record { emails: vec![email(address, true)], ..record(id) };
    bare::merge(&mut target, [source(2, "first@example.com"), source(3, "second@example.com")]);
    assert_eq!(addresses(&target), [("first@example.com", true), ("second@example.com", false)]);
}

#[test]
fn bare_merge_compares_phones_by_e164_else_by_digits_and_country() {
    let held =
        vec![phone("(415) 555-0123", "US", Some(14_155_550_123)), phone("030 1234", "", None)];
    for (new, added) in [
        (phone("+14155550123", "", Some(14_155_550_123)), false),
        (phone("+14155550199", "US", Some(14_155_550_199)), true),
        (phone("415-555-0123", "", None), false),
        (phone("415-555-0123", "CA", None), true),
        (phone("0301234", "DE", None), false),
        (phone("0301235", "", None), true),
    ] {
        let mut target = Record { phones: held.clone(), ..record(1) };
        bare::merge(&mut target, [Record { phones: vec![new.clone()], ..record(2) }]);
        assert_eq!(target.phones.len() == 3, added, "{new:?}");
    }
}

#[test]
fn bare_merge_compares_addresses_by_tag_and_all_parts_ignoring_case() {
    let home = Address {
        tag: Tag::Home,
        line: "5 Königs Street".into(),
        city: "München".into(),
        ..Address::default()
    };
    let shouted =
        Address { line: " 5 KÖNIGS STREET".into(), city: "MÜNCHEN".into(), ..home.clone() };
    let work = Address { tag: Tag::Work, ..home.clone() };
    let mut target = Record { addresses: vec![home.clone()], ..record(1) };
    bare::merge(&mut target, [Record { addresses: vec![shouted, work.clone()], ..record(2) }]);
    assert_eq!(target.addresses, [home, work]);
}

#[test]
fn bare_merge_fills_what_is_empty_and_overwrites_nothing() {
    let date = Date { year: 1815, month: 12, day: 10 };
    let field = |key: &str, text: &str| Field { key: key.into(), value: Value::Text(text.into()) };
    let mut target = Record {
        first_name: "Ada".into(),
        labels: vec!["a".into()],
        fields: vec![field("size", "m")],
        ..record(1)
    };
    let source = Record {
        first_name: "A.".into(),
        last_name: "Lovelace".into(),
        birthdate: Some(date),
        labels: vec!["a".into(), "b".into()],
        fields: vec![field("size", "l"), field("diet", "none")],
        ..record(2)
    };
    bare::merge(&mut target, [source]);
    let expected = Record {
        first_name: "Ada".into(),
        last_name: "Lovelace".into(),
        birthdate: Some(date),
        labels: vec!["a".into(), "b".into()],
        fields: vec![field("size", "m"), field("diet", "none")],
        ..record(1)
    };
    assert_eq!(target, expected);
}

#[test]
fn slot_store_refuses_wrong_merges_and_changes_nothing() {
    let [one, two, three] = [1, 2, 3].map(Uuid::from_u128);
    let mut store = SlotStore::new();
    store.insert(record(1)).unwrap();
    store.insert(record(2)).unwrap();
    assert_eq!(store.insert(record(2)), Err(Refused::Taken(two)));
    assert_eq!(store.merge(&one, &[two, three]), Err(Refused::Missing(three)));
    assert_eq!(store.merge(&one, &[two, two]), Err(Refused::Repeated(two)));
    assert_eq!(store.merge(&one, &[one]), Err(Refused::Repeated(one)));
    assert_eq!((store.len(), store.events().len()), (2, 0));
    store.merge(&one, &[two]).unwrap();
    assert_eq!(store.insert(record(2)), Err(Refused::Taken(two)));
    assert_eq!(store.merge(&one, &[two]), Err(Refused::Missing(two)));
}

#[test]
fn a_snapshot_stays_as_it_was_taken() {
    let mut store = SlotStore::new();
    store.insert(Record { emails: vec![email("a@example.com", true)], ..record(1) }).unwrap();
    store.insert(Record { emails: vec![email("b@example.com", true)], ..record(2) }).unwrap();
    let [one, two] = [1, 2].map(Uuid::from_u128);
    let (target, source) = (store.get(&one).unwrap(), store.get(&two).unwrap());
    store.merge(&one, &[two]).unwrap();
    assert_eq!((target.emails.len(), source.emails.len()), (1, 1));
    assert_eq!(store.get(&one).unwrap().emails.len(), 2);
}

#[test]
fn redirects_lead_to_the_last_target() {
    let mut store = SlotStore::new();
    (1..=3).for_each(|id| store.insert(record(id)).unwrap());
    let [one, two, three] = [1, 2, 3].map(Uuid::from_u128);
    store.merge(&two, &[one]).unwrap();
    store.merge(&three, &[two]).unwrap();
    assert_eq!(store.get(&one).unwrap().id, three);
    let expected = Merged { target: three, revision: 1, sources: [two].into_iter().collect() };
    assert_eq!(store.events()[1], expected);
    assert!(store.get(&Uuid::from_u128(4)).is_none());
}

/// After merging a whole population the store holds what the bare merge makes, and every index leads
/// from every value to exactly the records that hold it.
#[test]
fn slot_store_agrees_with_the_bare_merge_and_its_indexes_with_its_records() {
    let (records, jobs) = fixture::population(2000, 4);
    let mut store = SlotStore::new();
    records.into_iter().for_each(|record| store.insert(record).unwrap());
    jobs.iter().for_each(|job| store.merge(&job.target, &job.sources).unwrap());
    // Emptied slots are used again.
    let extra = people::person(&mut Rng::new(99));
    store.insert(extra.clone()).unwrap();
    assert_eq!(store.len(), jobs.len() + 1);

    let mut live: Vec<Arc<Record>> = vec![store.get(&extra.id).unwrap()];
    for number in 0..jobs.len() {
        let mut cluster = fixture::cluster(number, 4);
        let sources: Vec<Uuid> = cluster.sources.iter().map(|source| source.id).collect();
        bare::merge(&mut cluster.target, cluster.sources);
        cluster.target.revision += 1;
        let stored = store.get(&cluster.target.id).unwrap();
        assert_eq!(*stored, cluster.target);
        for source in sources {
            assert!(Arc::ptr_eq(&store.get(&source).unwrap(), &stored));
        }
        live.push(stored);
    }
    for record in &live {
        for label in &record.labels {
            let bearers = live.iter().filter(|other| other.labels.contains(label)).count();
            assert_eq!(store.with_label(label).count(), bearers);
        }
        for email in &record.emails {
            let address = email.address.to_ascii_uppercase();
            assert_eq!(store.with_email(&address).filter(|other| other.id == record.id).count(), 1);
        }
        for phone in &record.phones {
            assert_eq!(store.with_phone(phone).filter(|other| other.id == record.id).count(), 1);
        }
    }
}

#[test]
fn figures_are_computed_and_printed_as_promised() {
    let spread = Spread::of((0..=10).map(f64::from).collect());
    assert_eq!(spread, Spread { p10: 1.0, median: 5.0, p90: 9.0 });
    assert!(!Spread { p10: 0.9, median: 1.0, p90: 1.1 }.is_too_noisy());
    assert!(Spread { p10: 0.95, median: 1.0, p90: 1.11 }.is_too_noisy());
    assert!((growth_exponent(50.0, 500.0) - 1.0).abs() < 1e-12);
    assert_eq!(parse_collected("==7== \n==7== Collected : 120345\n==7== "), Some(120_345));
    assert_eq!(parse_collected("==7== nothing"), None);
    let figure = Figure::new("a", 10)
        .row(1)
        .ratio(Spread { p10: 2.2, median: 2.312_34, p90: 2.5 })
        .goal(Goal::AtMost { must: 4.0, aim: 2.5 });
    assert_eq!(
        serde_json::to_string(&figure).unwrap(),
        r#"{"row":1,"name":"a","n":10,"ratio":2.312,"p10":2.2,"p90":2.5,"must":"<= 4.0","aim":"<= 2.5","load":null}"#
    );
}
