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
    let page = session.contacts(&query, None, 2).unwrap();
    let rest = session.contacts(&query, Some(*page[1].id()), 2).unwrap();
    let ids: Vec<_> = page.iter().chain(&rest).map(|contact| *contact.id()).collect();
    assert_eq!(ids, people[..3].iter().map(|contact| *contact.id()).collect::<Vec<_>>());
    refused(
        session.contacts(&query, Some(nobody()), 2),
        (400, "VALIDATION_ERROR"),
        "the page follows a contact that this book never had",
    );
}
