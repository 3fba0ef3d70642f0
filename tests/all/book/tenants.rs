//! Books beside each other in one store: nothing of one is seen or touched from another.

use contacts_core::store::Store;
use contacts_core::*;
use serde_json::json;

use super::support::*;

fn ada() -> ContactPatch {
    patch(json!({
        "name": {"first": "Ada"}, "emails": {"items": [{"email": "ada@x.test"}]},
        "labelKeys": {"items": ["custom.vip"]}
    }))
}

#[test]
fn addresses_labels_ids_and_requests_belong_to_their_book() {
    let store = MemoryStore::new();
    let other = ContactBook::new(store.book(BookId::from_u128(2)));
    let book = ContactBook::new(store);
    let [here, there] = [&book, &other].map(|it| it.with(Caller::Host));
    let request = ChangeSetId::from_u128(1);

    here.find_or_create_label("VIP".parse().unwrap()).unwrap();
    assert_eq!(there.create(ada()).unwrap_err().code(), "LABEL_NOT_FOUND");
    there.find_or_create_label("VIP".parse().unwrap()).unwrap();
    let mine = here.with_request(request).create(ada()).unwrap();
    let theirs = there.with_request(request).create(ada()).unwrap();
    assert_ne!(mine.id(), theirs.id());
    here.delete_label(&"custom.vip".parse().unwrap()).unwrap();
    assert_eq!(there.get(theirs.id()).unwrap().contact, theirs);

    let head = other.store().commits_after(None, 99).unwrap().len();
    for result in [
        there.get(mine.id()).map(drop),
        there.update(mine.id(), mine.revision(), ada()).map(drop),
        there.delete(mine.id()),
        there.merge(theirs.id(), theirs.revision(), &[*mine.id()]).map(drop),
        there.set_billing_subscription(mine.id(), true).map(drop),
    ] {
        let error = result.unwrap_err();
        assert_eq!(error.code(), "CONTACT_NOT_FOUND");
        assert!(error.to_string().ends_with(&format!("{} does not exist", mine.id())), "{error}");
    }
    assert_eq!(other.store().commits_after(None, 99).unwrap().len(), head);
}

#[test]
fn a_plan_of_one_book_is_nothing_in_another() {
    let store = MemoryStore::new();
    let other = ContactBook::new(store.book(BookId::from_u128(2)));
    let book = ContactBook::new(store);
    let here = book.with(Caller::Host);
    let [a, b] = ["A", "B"]
        .map(|name| here.create(ContactPatch::new().with_name(name, "").unwrap()).unwrap());
    let plan = here.preview_merge(a.id(), &[*b.id()]).unwrap();
    refused(
        other.with(Caller::Host).commit_merge(plan.clone()),
        (404, "CONTACT_NOT_FOUND"),
        format!("contact {} does not exist", a.id()),
    );
    here.commit_merge(plan).unwrap();
}
