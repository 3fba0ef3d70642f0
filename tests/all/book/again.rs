//! Commits whose answer was lost, and what others do before the retry.

use serde_json::json;

use super::support::*;
use contacts_core::testing::fault::{Fault, FaultStore, Faults};
use contacts_core::*;

/// Loses the answer of the next commit, and lets this happen before it is sent again.
fn before_the_retry(book: &Book, disturb: impl FnOnce(&MemoryStore) + Send + 'static) {
    book.store().lose_answers(1);
    book.store().before_commit(|_| {});
    book.store().before_commit(disturb);
}

#[test]
fn a_retry_answers_with_what_it_made_and_not_with_what_others_made_of_it() {
    let book = book();
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let (id, second) = (*ada.id(), ada.revision().next());
    before_the_retry(&book, move |store| {
        elsewhere(store, |session| session.update(&id, second, patch(json!({"company": "X"}))))
            .unwrap();
    });
    let renamed = patch(json!({"name": {"first": "Augusta"}}));
    let answer = book.with(Caller::Host).update(&id, ada.revision(), renamed).unwrap();
    assert_eq!(answer.revision(), second);
    assert_eq!(answer.info().company(), None);
}

#[test]
fn a_retry_succeeds_though_the_record_is_gone_again() {
    let book = book();
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let id = *ada.id();
    before_the_retry(&book, move |store| {
        elsewhere(store, |session| session.delete(&id)).unwrap();
    });
    let renamed = patch(json!({"name": {"first": "Augusta"}}));
    let answer = book.with(Caller::Host).update(&id, ada.revision(), renamed).unwrap();
    assert_eq!(answer.info().first_name(), Some("Augusta"));

    let key = LabelKey::from_static("custom.vip");
    before_the_retry(&book, move |store| {
        elsewhere(store, |session| session.delete_label(&key)).unwrap();
    });
    let made = book.with(Caller::Host).find_or_create_label("VIP".parse().unwrap()).unwrap();
    assert!(made.is_new);
}

#[test]
fn a_request_that_was_carried_out_succeeds_though_the_record_is_gone_again() {
    let book = book();
    let session = book.with(Caller::Host).with_request(ChangeSetId::from_u128(7));
    book.store().after_commit(|store| {
        elsewhere(store, |session| {
            let all = session.query(&ContactQuery::all(), &Paging::first(1)).unwrap();
            session.delete(all.contacts[0].id())
        })
        .unwrap();
    });
    let ada = session.create(patch(json!({"name": {"first": "Ada"}}))).unwrap();
    assert_eq!(ada.revision(), Revision::FIRST);
    // Delivered once more, it can only say that the contact is gone.
    let again = session.create(patch(json!({"name": {"first": "Ada"}})));
    assert_eq!(again.unwrap_err().code(), "CONTACT_NOT_FOUND");
}

#[test]
fn what_may_have_been_carried_out_is_not_called_unavailable() {
    // Every answer is lost. The commit is found, but not the contact, which is gone again: reading
    // it fails.
    let lost = [Some(Fault::ReplyLost); 8];
    let faults = Faults::commits(lost).with_reads([None, None, Some(Fault::NotSent)]);
    let spy = Spy::default();
    spy.after_commit(|store| {
        elsewhere(store, |session| {
            let all = session.query(&ContactQuery::all(), &Paging::first(1)).unwrap();
            session.delete(all.contacts[0].id())
        })
        .unwrap();
    });
    let book = ContactBook::new(FaultStore::new(spy, faults));
    let session = book.with(Caller::Host).with_request(ChangeSetId::from_u128(7));
    let error = session.create(patch(json!({"name": {"first": "Ada"}}))).unwrap_err();
    assert!(matches!(error, Error::Store(StoreError::Unknown(_))), "{error}");
}

#[test]
fn a_refusal_that_may_be_due_to_the_request_itself_is_not_told() {
    // The same request is carried out meanwhile, and looking for it fails.
    let faults = Faults::none().with_reads([None, None, Some(Fault::NotSent)]);
    let spy = Spy::default();
    let ada = elsewhere(&spy.store, |session| {
        session.create(patch(json!({"name": {"first": "Ada"}}))).unwrap()
    });
    let id = *ada.id();
    let request = ChangeSetId::from_u128(7);
    spy.after_look(move |store| {
        elsewhere(store, |session| session.with_request(request).delete(&id)).unwrap();
    });
    let book = ContactBook::new(FaultStore::new(spy, faults));
    let session = book.with(Caller::Host).with_request(request);
    assert_eq!(session.delete(&id).unwrap_err().code(), "UNAVAILABLE");
    assert!(session.delete(&id).is_ok());
}
