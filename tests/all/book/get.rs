use contacts_core::book::ResponseType;
use contacts_core::*;
use serde_json::json;

use super::support::*;

fn named(book: &Book, name: &str) -> Person {
    person(book, json!({"name": {"first": name}}))
}

#[test]
fn a_contact_is_got_by_its_id() {
    let book = book();
    let ada = named(&book, "Ada");
    let got = book.with(Caller::Host).get(ada.id()).unwrap();
    assert_eq!((got.contact, got.response_type), (ada, ResponseType::Regular));
    assert_eq!(got.response_type.as_str(), "REGULAR");
}

#[test]
fn an_unknown_or_deleted_contact_is_not_found() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = named(&book, "Ada");
    session.delete(ada.id()).unwrap();
    for id in [*ada.id(), nobody()] {
        let message = format!("contact {id} does not exist");
        let error = refused(session.get(&id), (404, "CONTACT_NOT_FOUND"), message);
        assert_eq!(error.data(), []);
    }
}

#[test]
fn a_merged_away_contact_gets_the_end_of_the_chain_until_that_is_deleted() {
    let book = book();
    let session = book.with(Caller::Host);
    let chain: Vec<Person> = (0..6).map(|at| named(&book, &format!("N{at}"))).collect();
    for pair in chain.windows(2) {
        let target = now(&book, &pair[1]);
        session.merge(target.id(), target.revision(), &[*pair[0].id()]).unwrap();
    }
    let end = now(&book, &chain[5]);
    for merged in &chain[..5] {
        let got = session.get(merged.id()).unwrap();
        assert_eq!((&got.contact, got.response_type), (&end, ResponseType::Merged));
        assert_eq!(got.response_type.as_str(), "MERGED");
    }
    session.delete(end.id()).unwrap();
    for contact in &chain {
        let message = format!("contact {} does not exist", contact.id());
        refused(session.get(contact.id()), (404, "CONTACT_NOT_FOUND"), message);
    }
}

#[test]
fn a_target_that_is_merged_away_while_it_is_got_is_followed() {
    let book = book();
    let session = book.with(Caller::Host);
    let [a, b, c] = ["A", "B", "C"].map(|name| named(&book, name));
    session.merge(b.id(), b.revision(), &[*a.id()]).unwrap();
    let (target, source) = (*c.id(), *b.id());
    book.store().after_read(move |store| {
        elsewhere(store, |other| other.merge(&target, Revision::FIRST, &[source]).unwrap());
    });
    let got = session.get(a.id()).unwrap();
    assert_eq!((*got.contact.id(), got.response_type), (target, ResponseType::Merged));
}

#[test]
fn pages_and_counts_follow_the_query() {
    let book = book();
    let session = book.with(Caller::Host);
    let vip = label(&book, "VIP");
    let people: Vec<Person> = (0..5).map(|at| named(&book, &format!("N{at}"))).collect();
    for contact in &people[..3] {
        session.label(contact.id(), std::slice::from_ref(&vip)).unwrap();
    }
    let query = ContactQuery::from(vip);
    assert_eq!(session.count(&query).unwrap(), 3);
    assert_eq!(session.count(&ContactQuery::all()).unwrap(), 5);
    let paging = Paging::first(2);
    let page = session.query(&query, &paging.clone().with_total()).unwrap();
    assert_eq!((page.contacts.len(), page.total), (2, Some(3)));
    let rest = session.query(&query, &paging.clone().after(&page.next.unwrap())).unwrap();
    assert_eq!((rest.total, &rest.next), (None, &None));
    let ids: Vec<_> =
        page.contacts.iter().chain(&rest.contacts).map(|contact| *contact.id()).collect();
    assert_eq!(ids, people[..3].iter().map(|contact| *contact.id()).collect::<Vec<_>>());
    let skipped = session.query(&query, &paging.skipping(2)).unwrap();
    assert_eq!((skipped.contacts, skipped.next), (rest.contacts, None));
    let walked = listed(&book, &query);
    assert_eq!(walked.iter().map(|contact| *contact.id()).collect::<Vec<_>>(), ids);
}

#[test]
fn pages_are_of_at_most_a_thousand_and_not_deeper_than_a_million() {
    let book = book();
    let session = book.with(Caller::Host);
    let all = ContactQuery::all();
    for paging in [Paging::first(0), Paging::first(1_000), Paging::first(1).skipping(1_000_000)] {
        let listing = session.query(&all, &paging).unwrap();
        assert_eq!(listing, Listing { contacts: vec![], total: None, next: None });
    }
    refused(
        session.query(&all, &Paging::first(1_001)),
        (400, "ILLEGAL_LIMIT"),
        "invalid paging.limit `1001`: expected at most 1000",
    );
    refused(
        session.query(&all, &Paging::first(1).skipping(1_000_001)),
        (400, "ILLEGAL_LIMIT"),
        "invalid paging.offset `1000001`: expected at most 1000000",
    );
}

#[test]
fn all_contacts_come_page_by_page_and_what_stays_comes_once() {
    let book = book();
    let session = book.with(Caller::Host);
    let people: Vec<Person> = (0..1_005).map(|at| named(&book, &format!("N{at}"))).collect();
    let query = ContactQuery::all();
    let mut walk = session.contacts(&query).unwrap().map(|contact| *contact.unwrap().id());
    let first: Vec<ContactId> = walk.by_ref().take(1_000).collect();
    // Of those that came, of those to come, and a new one.
    session.delete(people[0].id()).unwrap();
    session.delete(people[1_001].id()).unwrap();
    let new = named(&book, "New");
    let rest: Vec<ContactId> = walk.collect();
    let ids = |people: &[Person]| people.iter().map(|person| *person.id()).collect::<Vec<_>>();
    assert_eq!(first, ids(&people[..1_000]));
    let mut due = ids(&people[1_000..]);
    due.remove(1);
    due.push(*new.id());
    assert_eq!(rest, due);
}
