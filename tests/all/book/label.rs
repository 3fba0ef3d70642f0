use contacts_core::*;
use serde_json::json;

use super::support::*;

fn keys(contact: &Person) -> Vec<&str> {
    contact.info().labels().iter().map(LabelKey::as_str).collect()
}

#[test]
fn labels_are_appended_in_order_once_and_taken_again() {
    let book = book();
    let session = book.with(Caller::Host);
    let (a, b, c) = (label(&book, "A"), label(&book, "B"), label(&book, "C"));
    let ada = person(&book, json!({"name": {"first": "Ada"}, "labelKeys": {"items": [b]}}));
    let activity = ada.last_activity().clone();

    let ada = session.label(ada.id(), &[c.clone(), b.clone(), a, c]).unwrap();
    assert_eq!(keys(&ada), ["custom.b", "custom.c", "custom.a"]);
    assert_eq!(ada.revision(), Revision::new(2));
    assert_eq!(last_events(&book), ["contact_updated"]);
    let ada = session.unlabel(ada.id(), &[b, "custom.none".parse().unwrap()]).unwrap();
    assert_eq!(keys(&ada), ["custom.c", "custom.a"]);
    assert_eq!(ada.revision(), Revision::new(3));
    assert_eq!(last_events(&book), ["contact_updated"]);
    assert_eq!(ada.last_activity(), &activity);
}

#[test]
fn what_changes_nothing_has_no_commit_revision_or_event() {
    let book = book();
    let session = book.with(Caller::Host);
    let (a, b) = (label(&book, "A"), label(&book, "B"));
    let ada = person(&book, json!({"name": {"first": "Ada"}, "labelKeys": {"items": [a]}}));
    let head = head(&book);
    assert_eq!(session.label(ada.id(), &[a.clone(), a]).unwrap(), ada);
    assert_eq!(session.unlabel(ada.id(), &[b]).unwrap(), ada);
    assert_eq!(commits(&book).len(), head);
}

#[test]
fn one_to_a_hundred_keys_are_taken_in_a_call() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let labels: Vec<LabelKey> = (0..101).map(|at| label(&book, &format!("L{at}"))).collect();
    for (count, shown) in [(0, "0 keys"), (101, "101 keys")] {
        let message = format!("invalid labelKeys `{shown}`: expected 1 to 100 keys");
        let keys = &labels[..count];
        refused(session.label(ada.id(), keys), (400, "VALIDATION_ERROR"), &message);
        refused(session.unlabel(ada.id(), keys), (400, "VALIDATION_ERROR"), &message);
        // Ahead of everything that asks the book.
        refused(session.label(&nobody(), keys), (400, "VALIDATION_ERROR"), &message);
    }
    assert_eq!(session.label(ada.id(), &labels[..100]).unwrap().info().labels().len(), 100);
    assert!(session.unlabel(ada.id(), &labels[..100]).unwrap().info().labels().is_empty());
}

#[test]
fn an_unknown_label_is_refused_and_nothing_is_given() {
    let book = book();
    let session = book.with(Caller::Host);
    let a = label(&book, "A");
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let unknown: LabelKey = "custom.none".parse().unwrap();
    refused(
        session.label(ada.id(), &[a, unknown.clone()]),
        (400, "LABEL_NOT_FOUND"),
        "there is no label `custom.none` to give to a contact",
    );
    assert_eq!(now(&book, &ada), ada);
    let message = format!("contact {} does not exist", nobody());
    refused(
        session.label(&nobody(), std::slice::from_ref(&unknown)),
        (404, "CONTACT_NOT_FOUND"),
        &message,
    );
    refused(session.unlabel(&nobody(), &[unknown]), (404, "CONTACT_NOT_FOUND"), &message);
}

#[test]
fn no_contact_gets_more_than_two_thousand_labels() {
    let book = book();
    let session = book.with(Caller::Host);
    let labels: Vec<LabelKey> = (0..2_000).map(|at| label(&book, &format!("L{at}"))).collect();
    let ada = ContactPatch::new().with_name("Ada", "").unwrap().with_labels(labels.clone());
    let ada = session.create(ada).unwrap();
    refused(
        session.label(ada.id(), &["contacts.customers".parse().unwrap()]),
        (400, "VALIDATION_ERROR"),
        "invalid info.labelKeys `2001 entries`: expected at most 2000",
    );
    assert_eq!(session.label(ada.id(), &labels[..1]).unwrap(), ada);
}
