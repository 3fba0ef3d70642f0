//! Threads that want the same: the outcome is that of some order.

use std::sync::Barrier;

use contacts_core::*;
use serde_json::json;

use super::support::*;

const ROUNDS: usize = 50;

/// Runs both at the same time.
fn at_once<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    let barrier = Barrier::new(2);
    std::thread::scope(|scope| {
        let one = scope.spawn(|| {
            barrier.wait();
            one()
        });
        barrier.wait();
        let other = other();
        (one.join().unwrap(), other)
    })
}

fn named(book: &Book, name: &str) -> Person {
    person(book, json!({"name": {"first": name}}))
}

#[test]
fn a_contact_is_merged_away_once() {
    for _ in 0..ROUNDS {
        let book = book();
        let [a, b, shared] = ["A", "B", "S"].map(|name| named(&book, name));
        let merge = |target: &Person| {
            book.with(Caller::Host).merge(target.id(), target.revision(), &[*shared.id()])
        };
        let (one, other) = at_once(|| merge(&a), || merge(&b));
        let (target, error) = match (one, other) {
            (Ok(target), Err(error)) | (Err(error), Ok(target)) => (target, error),
            both => panic!("{both:?}"),
        };
        assert_eq!(error.code(), "CONTACT_NOT_FOUND");
        assert!(error.to_string().contains(&format!("was merged into {}", target.id())));
        assert_eq!(book.with(Caller::Host).get(shared.id()).unwrap().contact, target);
    }
}

#[test]
fn two_contacts_merged_into_each_other_leave_one() {
    for _ in 0..ROUNDS {
        let book = book();
        let [a, b] = ["A", "B"].map(|name| named(&book, name));
        let merge = |target: &Person, source: &Person| {
            book.with(Caller::Host).merge(target.id(), target.revision(), &[*source.id()])
        };
        let (one, other) = at_once(|| merge(&a, &b), || merge(&b, &a));
        assert!(one.is_ok() != other.is_ok());
        assert_eq!(book.with(Caller::Host).count(&ContactQuery::all()).unwrap(), 1);
    }
}

#[test]
fn one_address_makes_one_contact() {
    for _ in 0..ROUNDS {
        let book = book();
        let mail = || patch(json!({"emails": {"items": [{"email": "a@x.test"}]}}));
        let create = || book.with(Caller::Host).create(mail());
        let (one, other) = at_once(create, create);
        let error = match (one, other) {
            (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
            both => panic!("{both:?}"),
        };
        assert_eq!(error.code(), "DUPLICATE_CONTACT_EXISTS");

        let submit = || book.with(Caller::SiteCode).submit(mail()).unwrap().contact;
        let (one, other) = at_once(submit, submit);
        assert_eq!(one, other);
    }
}

#[test]
fn visitors_with_one_address_share_a_contact() {
    for _ in 0..ROUNDS {
        let book = book();
        let submit = |visitor| {
            let visitor = Caller::Visitor(VisitorId::from_u128(visitor));
            let mail = patch(json!({"emails": {"items": [{"email": "a@x.test"}]}}));
            book.with(visitor).submit(mail).unwrap()
        };
        let (one, other) = at_once(|| submit(1), || submit(2));
        assert_eq!(one.contact, other.contact);
        assert!(one.is_new != other.is_new);
        let contact = book.with(Caller::Host).get(&one.contact).unwrap().contact;
        assert_eq!(contact.visitors().len(), 2);
    }
}

#[test]
fn a_label_that_is_deleted_while_it_is_given_is_on_no_contact() {
    for _ in 0..ROUNDS {
        let book = book();
        let (vip, ada) = (label(&book, "VIP"), named(&book, "Ada"));
        let keys = [vip.clone()];
        let (given, deleted) = at_once(
            || book.with(Caller::Host).label(ada.id(), &keys),
            || book.with(Caller::Host).delete_label(&vip),
        );
        deleted.unwrap();
        if let Err(error) = given {
            assert_eq!(error.code(), "LABEL_NOT_FOUND");
        }
        assert!(now(&book, &ada).info().labels().is_empty());
        assert_eq!(book.with(Caller::Host).count(&ContactQuery::from(vip)).unwrap(), 0);
    }
}

#[test]
fn of_two_updates_from_one_revision_one_is_made() {
    for _ in 0..ROUNDS {
        let book = book();
        let ada = named(&book, "Ada");
        let update = |company: &str| {
            let change = patch(json!({"company": company}));
            book.with(Caller::Host).update(ada.id(), ada.revision(), change)
        };
        let (one, other) = at_once(|| update("one"), || update("other"));
        let (after, error) = match (one, other) {
            (Ok(after), Err(error)) | (Err(error), Ok(after)) => (after, error),
            both => panic!("{both:?}"),
        };
        assert_eq!(error.code(), "CONTACT_ALREADY_CHANGED");
        assert_eq!(now(&book, &ada), after);
    }
}

#[test]
fn labels_that_many_give_are_all_there() {
    let book = book();
    let ada = named(&book, "Ada");
    let labels: Vec<LabelKey> = (0..20).map(|at| label(&book, &format!("L{at}"))).collect();
    let give = |labels: &[LabelKey]| {
        for key in labels {
            book.with(Caller::Host).label(ada.id(), std::slice::from_ref(key)).unwrap();
        }
    };
    at_once(|| give(&labels[..10]), || give(&labels[10..]));
    let after = now(&book, &ada);
    assert_eq!(after.info().labels().len(), 20);
    assert_eq!(after.revision(), Revision::new(21));
}

#[test]
fn a_name_makes_one_label() {
    for _ in 0..ROUNDS {
        let book = book();
        let find = || book.with(Caller::Host).find_or_create_label("VIP".parse().unwrap()).unwrap();
        let (one, other) = at_once(find, find);
        assert_eq!(one.label, other.label);
        assert!(one.is_new != other.is_new);
    }
}
