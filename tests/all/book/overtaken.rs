//! Submissions, when it is decided meanwhile whose they are.

use serde_json::json;

use super::support::*;
use contacts_core::*;

fn submit(book: &Book, caller: Caller, info: serde_json::Value) -> ContactId {
    book.with(caller).submit(patch(info)).unwrap().contact
}

#[test]
fn two_submissions_of_one_visitor_at_the_same_time_make_one_contact() {
    let book = book();
    let visitor = Caller::Visitor(VisitorId::from_u128(5));
    let same = visitor.clone();
    book.store().before_commit(|store| {
        let book = ContactBook::new(store.clone());
        book.with(same).submit(patch(json!({"name": {"first": "Ada"}}))).unwrap();
    });
    submit(&book, visitor, json!({"company": "Engines", "name": {"last": "Lovelace"}}));
    let all = listed(&book, &ContactQuery::all());
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].info().full_name().as_deref(), Some("Ada Lovelace"));
}

#[test]
fn what_a_member_submits_goes_to_the_contact_that_just_became_theirs() {
    let book = book();
    let theirs = person(&book, json!({"name": {"first": "Ada"}}));
    let id = *theirs.id();
    let other = person(&book, json!({"emails": {"items": [{"email": "a@x.test"}]}}));
    let member = MemberId::from_u128(7);
    for info in [
        json!({"name": {"last": "Lovelace"}}),
        json!({"jobTitle": "Countess", "emails": {"items": [{"email": "a@x.test"}]}}),
    ] {
        book.store().before_commit(move |store| {
            let member = Some(MemberInfo::new(member));
            elsewhere(store, |session| session.set_member(&id, member)).unwrap();
        });
        assert_eq!(submit(&book, Caller::Member(member), info), id);
        book.with(Caller::Host).set_member(&id, None).unwrap();
    }
    assert_eq!(now(&book, &other), other);
}

#[test]
fn what_a_member_submits_does_not_go_to_a_contact_that_just_ceased_to_be_theirs() {
    let book = book();
    let member = MemberId::from_u128(7);
    let was_theirs = *person(&book, json!({"name": {"first": "Ada"}})).id();
    book.with(Caller::Host).set_member(&was_theirs, Some(MemberInfo::new(member))).unwrap();
    book.store().after_match(move |store| {
        elsewhere(store, |session| session.set_member(&was_theirs, None)).unwrap();
    });
    let contact = submit(&book, Caller::Member(member), json!({"name": {"last": "Lovelace"}}));
    assert_ne!(contact, was_theirs);
}

#[test]
fn a_plan_is_looked_at_again_in_one_moment() {
    let book = book();
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let old = person(&book, json!({"name": {"first": "A."}}));
    let (target, source) = (*ada.id(), *old.id());
    let session = book.with(Caller::Host);
    let plan = session.preview_merge(&target, &[source]).unwrap();
    // The source changes before the commit, and goes after the target was looked at.
    book.store().before_commit(move |store| {
        elsewhere(store, |session| session.set_billing_subscription(&source, true)).unwrap();
        elsewhere(store, |session| session.set_billing_subscription(&source, false)).unwrap();
    });
    book.store().after_read(move |store| {
        elsewhere(store, |session| {
            session.merge_by(
                &MergeRequest {
                    target,
                    sources: vec![source],
                    target_revision: None,
                    max_sources: None,
                },
                &MergePolicy::default(),
            )
        })
        .unwrap();
    });
    let error = session.commit_merge(plan).unwrap_err();
    assert!(matches!(error, Error::ContactAlreadyChanged { id, .. } if id == source), "{error}");
}
