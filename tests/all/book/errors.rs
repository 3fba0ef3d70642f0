//! Errors that need a disturbed store, and the rules by which codes are chosen.

use contacts_core::store::ReadOnly;
use contacts_core::*;
use serde_json::json;

use super::support::*;

fn named(book: &Book, name: &str) -> Person {
    person(book, json!({"name": {"first": name}}))
}

#[test]
fn who_is_overtaken_again_and_again_is_told_so() {
    let book = book();
    let ada = named(&book, "Ada");
    let id = *ada.id();
    for at in 0..64 {
        book.store().before_commit(move |store| {
            let change = patch(json!({"company": format!("C{at}")}));
            elsewhere(store, |other| {
                let now = other.get(&id).unwrap().contact;
                other.update(&id, now.revision(), change).unwrap();
            });
        });
    }
    refused(
        book.with(Caller::Host).delete(&id),
        (409, "ABORTED"),
        format!("others kept changing contact {id}"),
    );
    book.with(Caller::Host).delete(&id).unwrap();
}

#[test]
fn a_store_that_cannot_be_written_can_be_read() {
    let book = book();
    let ada = named(&book, "Ada");
    let book = ContactBook::new(ReadOnly(book.store().clone()));
    let session = book.with(Caller::Host);
    assert_eq!(session.get(ada.id()).unwrap().contact, ada);
    refused(
        session.delete(ada.id()),
        (500, "INTERNAL"),
        "the store does not offer writing: it is opened for reading only",
    );
}

#[test]
fn a_store_that_fails_is_told_by_its_kind() {
    for (error, status, code) in [
        (StoreError::Unavailable("down".into()), 503, "UNAVAILABLE"),
        (StoreError::Unknown("lost".into()), 503, "UNAVAILABLE"),
        (StoreError::Corrupt("bits".into()), 500, "INTERNAL"),
        (StoreError::Trimmed { first: Sequence::new(3) }, 500, "INTERNAL"),
    ] {
        let error = Error::from(error);
        assert_eq!((error.http_status(), error.code()), (status, code), "{error}");
    }
}

#[test]
fn a_plain_mistake_decides_the_code_wherever_it_stands() {
    let business = || Invalid::new(Rule::ManyPrimaries, "info.emails", "", "one");
    let plain = || Invalid::format("info.locale", "?", "a language");
    for (problems, code) in [
        (vec![business()], "CANNOT_HAVE_MULTIPLE_PRIMARY_INFO"),
        (vec![plain(), business()], "VALIDATION_ERROR"),
        (vec![business(), plain()], "VALIDATION_ERROR"),
        (vec![Invalid::new(Rule::Required, "info", "", "a name")], "INSUFFICIENT_CONTACT_DATA"),
        (vec![], "VALIDATION_ERROR"),
    ] {
        let error = Error::Invalid(problems);
        assert_eq!((error.http_status(), error.code()), (400, code), "{error}");
    }
}

#[test]
fn no_error_tells_what_others_are_called_or_how_they_are_reached() {
    let book = book();
    let session = book.with(Caller::Host);
    let other = person(
        &book,
        json!({
            "name": {"first": "SECRET-first", "last": "SECRET-last"}, "company": "SECRET-company",
            "emails": {"items": [{"email": "shared@x.test"}, {"email": "SECRET@x.test"}]},
            "phones": {"items": [{"phone": "+49 30 23125001"}, {"phone": "SECRET 1"}]}
        }),
    );
    session.set_member(other.id(), Some(MemberInfo::new(MemberId::from_u128(1)))).unwrap();
    let ada = named(&book, "Ada");
    let shared = || patch(json!({"emails": {"items": [{"email": "Shared@x.test"}]}}));
    let phone = patch(json!({"phones": {"items": [{"phone": "+49 30 23125001"}]}}));
    let stale = Revision::new(9);
    let member = Some(MemberInfo::new(MemberId::from_u128(1)));
    let errors = [
        session.create(shared()).map(drop),
        session.create(phone).map(drop),
        session.update(ada.id(), ada.revision(), shared()).map(drop),
        session.update(other.id(), stale, shared()).map(drop),
        session.update(other.id(), Revision::new(2), patch(json!({"emails": {}}))).map(drop),
        session.delete(other.id()),
        session.merge(ada.id(), stale, &[*other.id()]).map(drop),
        session.set_member(ada.id(), member).map(drop),
        session
            .set_email_consent(other.id(), &"x@x.test".parse().unwrap(), Consent::default())
            .map(drop),
    ];
    for error in errors.map(Result::unwrap_err) {
        let said = format!("{error} {error:?} {:?}", error.data());
        assert!(!said.contains("SECRET"), "{said}");
    }
}
