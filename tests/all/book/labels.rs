use contacts_core::book::Quotas;
use contacts_core::*;
use serde_json::json;

use super::support::*;

fn name(text: &str) -> LabelName {
    text.parse().unwrap()
}

#[test]
fn a_label_is_made_once_and_found_by_its_exact_name() {
    let book = book();
    let session = book.with(Caller::Host);
    let made = session.find_or_create_label(name("At Risk")).unwrap();
    assert!(made.is_new);
    assert_eq!(made.label.id().as_str(), "custom.at-risk");
    assert_eq!(made.label.kind, LabelKind::UserDefined);
    assert_eq!(last_events(&book), ["label_created"]);
    let head = head(&book);
    let found = session.find_or_create_label(name("At Risk")).unwrap();
    assert_eq!((found.is_new, &found.label), (false, &made.label));
    assert_eq!(session.get_label(made.label.id()).unwrap(), made.label);
    assert_eq!(commits(&book).len(), head);
    // Another name of the same slug is another label.
    for (other, key) in [("at risk", "custom.at-risk-2"), ("At  Risk!", "custom.at-risk-3")] {
        let other = session.find_or_create_label(name(other)).unwrap();
        assert_eq!((other.is_new, other.label.id().as_str()), (true, key));
    }
}

#[test]
fn labels_of_the_platform_are_found_listed_and_left_alone() {
    let book = book();
    let session = book.with(Caller::Host);
    let customers = session.find_or_create_label(name("Customers")).unwrap();
    assert_eq!((customers.is_new, customers.label.id().as_str()), (false, "contacts.customers"));
    assert_eq!(head(&book), 0);
    let vip = label(&book, "VIP");
    let keys: Vec<_> = session.labels().unwrap().iter().map(|it| it.id().to_string()).collect();
    assert_eq!(keys, ["contacts.customers", "contacts.contacted-me", "custom.vip"]);
    let key = customers.label.id();
    let message =
        "`contacts.customers` belongs to the platform and can be neither renamed nor deleted";
    refused(session.rename_label(key, name("X")), (428, "FAILED_PRECONDITION"), message);
    refused(session.delete_label(key), (428, "FAILED_PRECONDITION"), message);
    refused(
        session.rename_label(&vip, name("Customers")),
        (409, "ALREADY_EXISTS"),
        "label name `Customers` is taken by `contacts.customers`",
    );
}

#[test]
fn a_renamed_label_keeps_its_key_and_its_contacts() {
    let book = book();
    let session = book.with(Caller::Host);
    let (a, b) = (label(&book, "A"), label(&book, "B"));
    let ada = person(&book, json!({"name": {"first": "Ada"}, "labelKeys": {"items": [a]}}));
    let renamed = session.rename_label(&a, name("C")).unwrap();
    assert_eq!((renamed.id(), renamed.name.as_str()), (&a, "C"));
    assert_eq!(renamed.revision(), Revision::new(2));
    assert_eq!(last_events(&book), ["label_updated"]);
    assert_eq!(now(&book, &ada), ada);
    let head = head(&book);
    assert_eq!(session.rename_label(&a, name("C")).unwrap(), renamed);
    assert_eq!(commits(&book).len(), head);
    refused(
        session.rename_label(&b, name("C")),
        (409, "ALREADY_EXISTS"),
        "label name `C` is taken by `custom.a`",
    );
    // The old name is free; its key is not.
    assert_eq!(session.find_or_create_label(name("A")).unwrap().label.id().as_str(), "custom.a-2");
}

#[test]
fn a_deleted_label_is_gone_from_its_contacts_without_a_revision() {
    let book = book();
    let session = book.with(Caller::Host);
    let (a, b) = (label(&book, "A"), label(&book, "B"));
    let people: Vec<Person> = (0..3)
        .map(|_| person(&book, json!({"name": {"first": "N"}, "labelKeys": {"items": [a, b]}})))
        .collect();
    session.delete_label(&a).unwrap();
    assert_eq!(last_events(&book), ["label_deleted"]);
    for before in &people {
        let after = now(&book, before);
        assert_eq!(after.info().labels(), std::slice::from_ref(&b));
        assert_eq!((after.revision(), after.updated()), (before.revision(), before.updated()));
    }
    assert_eq!(session.count(&ContactQuery::from(a.clone())).unwrap(), 0);
    for result in [
        session.get_label(&a).map(drop),
        session.delete_label(&a),
        session.rename_label(&a, name("X")).map(drop),
    ] {
        refused(result, (404, "NOT_FOUND"), "there is no label `custom.a`");
    }
    // Neither the label nor its key comes back.
    let again = session.find_or_create_label(name("A")).unwrap();
    assert_eq!((again.is_new, again.label.id().as_str()), (true, "custom.a-2"));
}

#[test]
fn an_unknown_label_is_not_found_whatever_is_asked() {
    let book = book();
    let session = book.with(Caller::Host);
    label(&book, "A");
    let key = LabelKey::from_static("custom.none");
    for result in [
        session.get_label(&key).map(drop),
        session.delete_label(&key),
        session.rename_label(&key, name("A")).map(drop),
        session.rename_label(&key, name("Customers")).map(drop),
    ] {
        refused(result, (404, "NOT_FOUND"), "there is no label `custom.none`");
    }
}

#[test]
fn a_full_book_says_how_many_labels_it_may_have() {
    let book = book().with_quotas(Quotas { labels: 2, ..Quotas::default() });
    let session = book.with(Caller::Host);
    let a = label(&book, "A");
    label(&book, "B");
    let error = refused(
        session.find_or_create_label(name("C")),
        (428, "LABELS_QUOTA_REACHED"),
        "the book has 2 of at most 2 labels",
    );
    let data = [("labelsQuota", "2".to_owned()), ("labelsCurrentTotal", "2".to_owned())];
    assert_eq!(error.data(), data);
    assert!(!session.find_or_create_label(name("B")).unwrap().is_new);
    session.rename_label(&a, name("C")).unwrap();
    session.delete_label(&a).unwrap();
    assert!(session.find_or_create_label(name("D")).unwrap().is_new);
}

#[test]
fn a_name_that_somebody_else_just_made_is_found() {
    let book = book();
    book.store().before_commit(|store| {
        elsewhere(store, |other| other.find_or_create_label(name("VIP")).unwrap());
    });
    let found = book.with(Caller::Host).find_or_create_label(name("VIP")).unwrap();
    assert!(!found.is_new);
    // The key alone may be taken, too.
    book.store().before_commit(|store| {
        elsewhere(store, |other| other.find_or_create_label(name("new!")).unwrap());
    });
    let made = book.with(Caller::Host).find_or_create_label(name("New")).unwrap();
    assert_eq!((made.is_new, made.label.id().as_str()), (true, "custom.new-2"));
}
