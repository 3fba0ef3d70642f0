use contacts_core::book::Duplicates;
use contacts_core::*;
use serde_json::json;

use super::support::*;

fn full(book: &Book) -> Person {
    field(book, "Size", DataType::Text);
    field(book, "Note", DataType::Text);
    label(book, "A");
    person(
        book,
        json!({
            "name": {"first": "Ada", "last": "Lovelace"}, "company": "Engines",
            "jobTitle": "Analyst", "birthdate": "1815-12-10", "locale": "en-GB",
            "emails": {"items": [{"email": "ada@x.test"}, {"email": "l@x.test", "tag": "WORK"}]},
            "phones": {"items": [{"phone": "030 1"}]},
            "labelKeys": {"items": ["custom.a"]},
            "extendedFields": {"items": {"custom.size": "L", "custom.note": "n"}}
        }),
    )
}

#[test]
fn what_is_mentioned_is_replaced_and_the_rest_stays() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = full(&book);
    let before = info(&ada);
    for (change, pointer, expected) in [
        (json!({"name": {"first": "A."}}), "/name", json!({"first": "A.", "last": "Lovelace"})),
        (json!({"company": null}), "/company", json!(null)),
        (json!({"jobTitle": " "}), "/jobTitle", json!(null)),
        (json!({"labelKeys": {"items": []}}), "/labelKeys", json!(null)),
        (json!({"phones": {}}), "/phones", json!(null)),
    ] {
        let current = now(&book, &ada);
        let after = session.update(ada.id(), current.revision(), patch(change)).unwrap();
        assert_eq!(after.revision(), current.revision().next());
        assert!(after.updated() > current.updated());
        assert_eq!(after.created(), ada.created());
        assert_eq!(after.last_activity(), ada.last_activity());
        let shown = info(&after);
        assert_eq!(shown.pointer(pointer).cloned().unwrap_or_default(), expected);
        for kept in ["emails", "birthdate", "locale"] {
            assert_eq!(shown[kept], before[kept], "{pointer}");
        }
        assert_eq!(last_events(&book), ["contact_updated"]);
    }
}

#[test]
fn entries_that_are_sent_back_with_their_id_keep_it() {
    let book = book();
    let ada = full(&book);
    let mut emails = info(&ada)["emails"].take();
    let ids: Vec<_> = ada.info().emails().iter().map(|entry| entry.id).collect();
    let items = emails["items"].as_array_mut().unwrap();
    items.swap(0, 1);
    items[0]["email"] = json!("new@x.test");
    items.push(json!({"email": "third@x.test"}));
    let change = patch(json!({"emails": emails}));
    let ada = book.with(Caller::Host).update(ada.id(), ada.revision(), change).unwrap();
    let after = ada.info().emails();
    let after_ids: Vec<_> = after.iter().map(|entry| entry.id).collect();
    assert_eq!(after_ids[..2], [ids[1], ids[0]]);
    assert!(!ids.contains(&after_ids[2]));
    // The mark came back with the entry.
    assert_eq!(after.primary().unwrap().value.as_str(), "ada@x.test");

    let change = patch(json!({"emails": {"items": [{"email": "ada@x.test"}]}}));
    let ada = book.with(Caller::Host).update(ada.id(), ada.revision(), change).unwrap();
    assert!(!after_ids.contains(&ada.info().emails().as_slice()[0].id));
}

#[test]
fn extended_fields_are_set_and_cleared_key_by_key() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = full(&book);
    for clear in [json!(""), json!(null)] {
        let ada = now(&book, &ada);
        let fields = json!({"items": {"custom.note": clear, "custom.size": "XL"}});
        let change = patch(json!({"extendedFields": fields}));
        let after = session.update_with(ada.id(), ada.revision(), change, Duplicates::Allow);
        let shown = info(&after.unwrap())["extendedFields"]["items"].take();
        assert_eq!(shown["custom.size"], "XL");
        assert!(shown.get("custom.note").is_none());
        let again = patch(json!({"extendedFields": {"items": {"custom.note": "n"}}}));
        session.update(ada.id(), now(&book, &ada).revision(), again).unwrap();
    }
}

#[test]
fn an_update_that_changes_nothing_has_no_commit_and_no_event() {
    let book = book();
    let ada = full(&book);
    let head = head(&book);
    let same = patch(json!({"company": "Engines", "name": {"first": "Ada"}}));
    let after = book.with(Caller::Host).update(ada.id(), ada.revision(), same).unwrap();
    assert_eq!(after, ada);
    assert_eq!(commits(&book).len(), head);
}

#[test]
fn a_contact_is_no_duplicate_of_itself_and_may_become_none_of_another() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = full(&book);
    let bob = person(&book, json!({"emails": {"items": [{"email": "bob@x.test"}]}}));
    let emails = |address: &str| patch(json!({"emails": {"items": [{"email": address}]}}));
    let ada = session.update(ada.id(), ada.revision(), emails("ADA@x.test")).unwrap();
    let error = refused(
        session.update(ada.id(), ada.revision(), emails("Bob@x.test")),
        (409, "DUPLICATE_CONTACT_EXISTS"),
        format!("contact {} has the same e-mail address", bob.id()),
    );
    assert_eq!(error.data()[1], ("duplicateEmail", "bob@x.test".to_owned()));
    let allowed = Duplicates::Allow;
    session.update_with(ada.id(), ada.revision(), emails("Bob@x.test"), allowed).unwrap();
}

#[test]
fn the_primary_email_of_a_member_stays() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = full(&book);
    let ada = session.set_member(ada.id(), Some(MemberInfo::new(MemberId::from_u128(1)))).unwrap();
    for change in [
        json!({"emails": {"items": []}}),
        json!({"emails": {"items": [{"email": "l@x.test"}]}}),
        json!({"emails": {"items": [{"email": "ada@x.test"}, {"email": "l@x.test", "primary": true}]}}),
    ] {
        refused(
            session.update(ada.id(), ada.revision(), patch(change)),
            (428, "CANNOT_UPDATE_MEMBER_EMAIL"),
            format!(
                "contact {} is a site member: its primary e-mail address is changed elsewhere",
                ada.id()
            ),
        );
    }
    // Other addresses may change, and the spelling of the primary one.
    let change = json!({"emails": {"items": [{"email": "Ada@X.test"}, {"email": "new@x.test"}]}});
    session.update(ada.id(), ada.revision(), patch(change)).unwrap();
}

/// What can be wrong with an update, in the order in which it is checked, and the message.
#[test]
fn of_several_mistakes_the_first_in_order_is_reported() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = full(&book);
    let ada = session.set_member(ada.id(), Some(MemberInfo::new(MemberId::from_u128(1)))).unwrap();
    let bob = person(&book, json!({"emails": {"items": [{"email": "bob@x.test"}]}}));
    let over_limit =
        |patch: ContactPatch| patch.with_locations((0..51).map(LocationId::from_u128).collect());
    let two_primaries = |patch: ContactPatch| {
        patch.with_phones(
            ["1", "2"].map(|phone| EntryPatch::new(phone.parse().unwrap()).primary()).into(),
        )
    };
    let member_email = |patch: ContactPatch| {
        patch.with_email_entry(EntryPatch::new("other@x.test".parse().unwrap()).primary())
    };
    let unknown_label = |patch: ContactPatch| patch.with_labels(["custom.none".parse().unwrap()]);
    let duplicate = |patch: ContactPatch| {
        let ada = "ada@x.test".parse().unwrap();
        patch.with_emails(vec![EntryPatch::new(ada)]).with_email("bob@x.test".parse().unwrap())
    };
    type Mistake<'a> = &'a dyn Fn(ContactPatch) -> ContactPatch;
    let none: Mistake<'_> = &|patch| patch;
    let (unknown, stale) = (nobody(), Revision::FIRST);
    // Whether the contact is unknown, the revision old; what is wrong with the patch; the code.
    let mistakes: [(bool, bool, Mistake<'_>, u16, &str); 7] = [
        (false, false, &over_limit, 400, "VALIDATION_ERROR"),
        (true, false, none, 404, "CONTACT_NOT_FOUND"),
        (false, true, none, 409, "CONTACT_ALREADY_CHANGED"),
        (false, false, &two_primaries, 400, "CANNOT_HAVE_MULTIPLE_PRIMARY_INFO"),
        (false, false, &member_email, 428, "CANNOT_UPDATE_MEMBER_EMAIL"),
        (false, false, &unknown_label, 400, "LABEL_NOT_FOUND"),
        (false, false, &duplicate, 409, "DUPLICATE_CONTACT_EXISTS"),
    ];
    let head = head(&book);
    for (at, first) in mistakes.iter().enumerate() {
        let alone = (false, false, none, 0, "");
        for second in std::iter::once(&alone).chain(&mistakes[at + 1..]) {
            let id = if first.0 || second.0 { unknown } else { *ada.id() };
            let revision = if first.1 || second.1 { stale } else { ada.revision() };
            // The second mistake first, so that it does not cover the first one.
            let patch = first.2(second.2(ContactPatch::new().with_company(None)));
            let error = session.update(&id, revision, patch).unwrap_err();
            assert_eq!((error.http_status(), error.code()), (first.3, first.4), "{error}");
        }
    }
    assert_eq!(commits(&book).len(), head);
    refused(
        session.update(ada.id(), stale, ContactPatch::new().with_company(None)),
        (409, "CONTACT_ALREADY_CHANGED"),
        format!("contact {} is at revision 2, not 1", ada.id()),
    );
    let error = session.update(ada.id(), ada.revision(), duplicate(ContactPatch::new()));
    assert_eq!(error.unwrap_err().data()[0].1, bob.id().to_string());
}

#[test]
fn an_update_must_mention_something_and_leave_somebody() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    refused(
        session.update(ada.id(), ada.revision(), ContactPatch::new()),
        (400, "INSUFFICIENT_UPDATE_CONTACT_DATA"),
        "the update mentions nothing to update",
    );
    refused(
        session.update(ada.id(), ada.revision(), patch(json!({"name": {"first": null}}))),
        (400, "INSUFFICIENT_CONTACT_DATA"),
        "invalid info ``: expected a name, an e-mail or a phone",
    );
}

#[test]
fn of_two_updates_at_the_same_revision_one_is_refused() {
    let book = book();
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let (id, revision) = (*ada.id(), ada.revision());
    book.store().before_commit(move |store| {
        let company = patch(json!({"company": "Other"}));
        elsewhere(store, |other| other.update(&id, revision, company).unwrap());
    });
    let company = patch(json!({"company": "Acme"}));
    refused(
        book.with(Caller::Host).update(&id, revision, company),
        (409, "CONTACT_ALREADY_CHANGED"),
        format!("contact {id} is at revision 2, not 1"),
    );
    assert_eq!(now(&book, &ada).info().company(), Some("Other"));
}

#[test]
fn a_label_or_field_that_goes_meanwhile_is_no_mistake_of_who_did_not_mention_it() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = full(&book);
    book.store().before_commit(|store| {
        elsewhere(store, |other| other.delete_label(&"custom.a".parse().unwrap()).unwrap());
    });
    book.store().before_commit(|store| {
        elsewhere(store, |other| other.delete_field(&"custom.size".parse().unwrap()).unwrap());
    });
    let ada = session.update(ada.id(), ada.revision(), patch(json!({"company": "Acme"}))).unwrap();
    assert!(ada.info().labels().is_empty());
    assert_eq!(ada.info().fields().len(), 1);
}
