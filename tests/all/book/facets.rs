//! Facets: the parts of a contact list by label and status.

use contacts_core::query::{ContactFacet, Excerpt, Section};
use contacts_core::testing::generate;
use contacts_core::*;
use proptest::prelude::*;
use serde_json::json;

use super::support::*;

const ALL: Section = Section::first(1_000);

fn facets(book: &Book, query: &ContactQuery) -> Vec<ContactFacet> {
    book.with(Caller::Host).facets(query, ALL).unwrap().items
}

/// Keys and counts.
fn counts(facets: &[ContactFacet]) -> Vec<(&str, usize)> {
    facets.iter().map(|facet| (&*facet.key, facet.count)).collect()
}

fn email(number: usize) -> EmailAddress {
    format!("p{number}@x.test").parse().unwrap()
}

/// A contact with an e-mail address of its own.
fn with_email(book: &Book, number: usize, labels: &[&LabelKey]) -> Person {
    let emails = json!({"items": [{"email": email(number).as_str()}]});
    person(book, json!({"emails": emails, "labelKeys": {"items": labels}}))
}

fn consent(subscription: SubscriptionStatus, deliverability: DeliverabilityStatus) -> Consent {
    Consent { subscription, deliverability }
}

#[test]
fn every_label_and_status_is_counted_in_the_order_that_is_promised() {
    let book = book();
    let (b, a) = (label(&book, "B"), label(&book, "A"));
    let customers = LabelKey::from_static("contacts.customers");
    let host = book.with(Caller::Host);
    let [one, two, three] = [1, 2, 3].map(|number| match number {
        1 => with_email(&book, number, &[&a, &customers]),
        2 => with_email(&book, number, &[&a]),
        _ => with_email(&book, number, &[]),
    });
    let unlabelled = person(&book, json!({"name": {"first": "Nobody"}}));
    use DeliverabilityStatus as D;
    use SubscriptionStatus as S;
    for (person, number, said) in [
        (&one, 1, consent(S::Subscribed, D::Valid)),
        (&two, 2, consent(S::Unsubscribed, D::Bounced)),
        (&three, 3, consent(S::Subscribed, D::SpamComplaint)),
    ] {
        host.set_email_consent(person.id(), &email(number), said).unwrap();
    }
    let member = |id: u128, status| MemberInfo {
        status: Some(status),
        ..MemberInfo::new(MemberId::from_u128(id))
    };
    host.set_member(one.id(), Some(member(1, MemberStatus::Active))).unwrap();
    host.set_member(unlabelled.id(), Some(member(2, MemberStatus::Blocked))).unwrap();

    let expected = [
        ("contacts.all", 4),
        ("contacts.not-labeled", 2),
        ("contacts.customers", 1),
        ("contacts.contacted-me", 0),
        ("custom.b", 0),
        ("custom.a", 2),
        ("emailSubscriptions.subscribed", 2),
        ("emailSubscriptions.unsubscribed", 1),
        ("emailSubscriptions.pending", 0),
        ("emailSubscriptions.bounced", 1),
        ("emailSubscriptions.spam", 1),
        ("emailSubscriptions.inactive", 0),
        ("membershipStatus.approved", 1),
        ("membershipStatus.denied", 1),
        ("membershipStatus.pending", 0),
        ("membershipStatus.inactive", 0),
    ];
    assert_eq!(counts(&facets(&book, &ContactQuery::all())), expected);
    // Only those that meet the query.
    let of_a = facets(&book, &ContactQuery::from(a));
    let some: Vec<_> = counts(&of_a).into_iter().filter(|(_, count)| *count > 0).collect();
    let expected = [
        ("contacts.all", 2),
        ("contacts.customers", 1),
        ("custom.a", 2),
        ("emailSubscriptions.subscribed", 1),
        ("emailSubscriptions.unsubscribed", 1),
        ("emailSubscriptions.bounced", 1),
        ("membershipStatus.approved", 1),
    ];
    assert_eq!(some, expected);
    assert!(facets(&book, &ContactQuery::from(b)).iter().all(|facet| facet.count == 0));
}

#[test]
fn a_renamed_label_keeps_its_facet_and_a_deleted_one_loses_it() {
    let book = book();
    let session = book.with(Caller::Host);
    let (a, b) = (label(&book, "A"), label(&book, "B"));
    with_email(&book, 1, &[&a, &b]);
    session.rename_label(&a, "C".parse().unwrap()).unwrap();
    session.delete_label(&b).unwrap();
    let facets = facets(&book, &ContactQuery::all());
    let custom: Vec<_> = facets.iter().filter(|facet| facet.namespace() == "custom").collect();
    let [facet] = custom[..] else { panic!("{custom:?}") };
    assert_eq!((&*facet.key, &*facet.name, facet.count), ("custom.a", "C", 1));
}

#[test]
fn a_label_that_vanishes_between_both_reads_is_missing() {
    let book = book();
    let (a, b) = (label(&book, "A"), label(&book, "B"));
    with_email(&book, 1, &[&a, &b]);
    book.store().after_count(move |store| {
        elsewhere(store, |session| {
            session.delete_label(&a).unwrap();
            session.find_or_create_label("C".parse().unwrap()).unwrap();
        });
    });
    let facets = facets(&book, &ContactQuery::all());
    let custom: Vec<_> = counts(&facets);
    let custom: Vec<_> = custom.into_iter().filter(|(key, _)| key.starts_with("custom")).collect();
    assert_eq!(custom, [("custom.b", 1), ("custom.c", 0)]);
}

#[test]
fn facets_come_in_sections() {
    let book = book();
    let session = book.with(Caller::Host);
    let all = session.facets(&ContactQuery::all(), Section::default()).unwrap();
    assert_eq!((all.items.len(), all.offset, all.total), (14, 0, 14));
    let section = Section::first(3).skipping(1);
    let some = session.facets(&ContactQuery::all(), section).unwrap();
    assert_eq!(some, Excerpt { items: all.items[1..4].to_vec(), offset: 1, total: 14 });
    refused(
        session.facets(&ContactQuery::all(), Section::first(1_001)),
        (400, "ILLEGAL_LIMIT"),
        "invalid paging.limit `1001`: expected at most 1000",
    );
}

/// A book that holds these people.
fn inhabited(people: &[Contact]) -> ContactBook<MemoryStore> {
    let id = ChangeSetId::from_u128(1);
    let mut changes = ChangeSet::new(id, generate::time(0), Cause::Create);
    for (key, label) in generate::person_labels() {
        changes.create_label(key, label).unwrap();
    }
    for (key, field) in generate::person_fields() {
        changes.create_field(key, field).unwrap();
    }
    for (at, person) in people.iter().enumerate() {
        changes.create(generate::person_id(at), person.clone()).unwrap();
    }
    let store = MemoryStore::new();
    store.commit(&changes).unwrap();
    ContactBook::new(store)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_filter_of_every_facet_finds_as_many_as_it_counts(
        people in prop::collection::vec(generate::person(), 0..24),
        queries in prop::collection::vec(generate::query(), 1..4),
    ) {
        let book = inhabited(&people);
        let session = book.with(Caller::Host);
        let labels = session.labels().unwrap().len();
        for query in queries.into_iter().chain([ContactQuery::all()]) {
            let facets = session.facets(&query, ALL).unwrap().items;
            prop_assert_eq!(facets.len(), labels + 12);
            for facet in &facets {
                let both = query.clone().with_filter(facet.filter.clone()).unwrap();
                prop_assert_eq!(session.count(&both).unwrap(), facet.count, "{}", &facet.key);
                // The same by going through all, and through the wire.
                let found = people_who(&session, |person| both.matches(person));
                prop_assert_eq!(found, facet.count, "{}", &facet.key);
                let json = serde_json::to_value(facet).unwrap()["queryFilter"].clone();
                prop_assert_eq!(&serde_json::from_value::<Filter>(json).unwrap(), &facet.filter);
            }
        }
    }
}

fn people_who(session: &Session<'_, MemoryStore>, is: impl Fn(&Stored<Contact>) -> bool) -> usize {
    let all = ContactQuery::all();
    let people = session.contacts(&all).unwrap();
    people.map(Result::unwrap).filter(|person| is(person)).count()
}
