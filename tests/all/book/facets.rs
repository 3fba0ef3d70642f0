//! Facets: the parts of a contact list by label and status.

use contacts_core::query::{ContactFacet, Excerpt, Section, by};
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

/// What a contact of a random book has: labels, what is known of its address, its membership.
type Draft = (u8, Option<(u8, u8)>, Option<u8>);

fn draft() -> impl Strategy<Value = Draft> {
    (0..8u8, prop::option::of((0..4u8, 0..5u8)), prop::option::weighted(0.5, 0..6u8))
}

fn fill(book: &Book, labels: &[LabelKey], drafts: &[Draft]) {
    use DeliverabilityStatus as D;
    use SubscriptionStatus as S;
    let subscriptions = [S::NotSet, S::Subscribed, S::Pending, S::Unsubscribed];
    let deliverabilities = [D::NotSet, D::Valid, D::Inactive, D::Bounced, D::SpamComplaint];
    let statuses = [
        None,
        Some(MemberStatus::Active),
        Some(MemberStatus::Blocked),
        Some(MemberStatus::Pending),
        Some(MemberStatus::Offline),
        Some(MemberStatus::Deleted),
    ];
    let host = book.with(Caller::Host);
    for (number, (mask, said, status)) in drafts.iter().enumerate() {
        let has = labels.iter().enumerate().filter(|(bit, _)| mask & 1 << bit != 0);
        let has: Vec<_> = has.map(|(_, label)| label).collect();
        let person = match said {
            None => person(book, json!({"name": {"first": "Nobody"}, "labelKeys": {"items": has}})),
            Some((subscription, deliverability)) => {
                let person = with_email(book, number, &has);
                let said = consent(
                    subscriptions[usize::from(*subscription)],
                    deliverabilities[usize::from(*deliverability)],
                );
                host.set_email_consent(person.id(), &email(number), said).unwrap();
                person
            }
        };
        if let Some(status) = status {
            let id = MemberId::from_u128(number as u128 + 1);
            let member =
                MemberInfo { status: statuses[usize::from(*status)], ..MemberInfo::new(id) };
            host.set_member(person.id(), Some(member)).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_filter_of_every_facet_finds_as_many_as_it_counts(
        drafts in prop::collection::vec(draft(), 0..24),
        asked in 0..5u8,
    ) {
        let book = book();
        let labels = ["A", "B", "C"].map(|name| label(&book, name));
        fill(&book, &labels, &drafts);
        let session = book.with(Caller::Host);
        let a = labels[0].clone();
        let filter = match asked {
            0 => Filter::everything(),
            1 => by::LABELS.has_some([a]),
            2 => !by::LABELS.has_some([a]),
            3 => by::EMAIL_SUBSCRIPTION.eq(SubscriptionStatus::Subscribed) | by::LABELS.is_empty(),
            _ => by::EMAIL_DELIVERABILITY.exists() & by::PRIMARY_EMAIL.exists(),
        };
        let query = ContactQuery::all().with_filter(filter).unwrap();
        let facets = facets(&book, &query);
        prop_assert_eq!(facets.len(), 17);
        for facet in &facets {
            let both = query.clone().with_filter(facet.filter.clone()).unwrap();
            prop_assert_eq!(session.count(&both).unwrap(), facet.count, "{}", &facet.key);
            // The same through the wire.
            let json = serde_json::to_value(facet).unwrap()["queryFilter"].clone();
            let read: Filter = serde_json::from_value(json).unwrap();
            prop_assert_eq!(&read, &facet.filter);
        }
    }
}
