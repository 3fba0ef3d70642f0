use contacts_core::book::Duplicates;
use contacts_core::*;
use serde_json::json;
use uuid::Uuid;

use super::support::*;

#[test]
fn a_new_contact_has_all_that_creation_gives_it() {
    let book = book();
    let app = AppId::from_u128(0xa);
    let caller = Caller::App { id: app, permissions: Permissions::manage_contacts() };
    let contact = book.with(caller).create(patch(json!({
        "name": {"first": "Ada"},
        "emails": {"items": [{"email": "ada@x.test"}, {"email": "b@x.test", "primary": true}]},
        "phones": {"items": [{"phone": "030 23125001", "countryCode": "DE", "tag": "WORK"}]},
        "addresses": {"items": [{"address": {"city": "London"}}]}
    })));
    let contact = contact.unwrap();
    let shown = serde_json::to_value(&*contact).unwrap();
    assert_eq!(shown["revision"], 1);
    assert_eq!(shown["source"], json!({"sourceType": "WIX_APP", "appId": app.to_string()}));
    assert_eq!(shown["createdDate"], shown["updatedDate"]);
    assert_eq!(shown["lastActivity"]["activityType"], "CONTACT_CREATED");
    assert_eq!(shown["primaryInfo"], json!({"email": "b@x.test", "phone": "030 23125001"}));
    assert_eq!(shown["primaryPhone"]["e164Phone"], "+493023125001");
    assert_eq!(shown["info"]["extendedFields"]["items"]["contacts.displayByFirstName"], "Ada");
    let emails = contact.info().emails();
    assert_ne!(emails.as_slice()[0].id, emails.as_slice()[1].id);
    assert_eq!(last_events(&book), ["contact_created"]);
    assert_eq!(last(&book).state(*contact.id()), Some(&contact));
}

#[test]
fn the_first_entry_is_primary_if_none_is_marked() {
    let book = book();
    let list = json!({"emails": {"items": [{"email": "a@x.test"}, {"email": "b@x.test"}]}});
    let contact = person(&book, list);
    assert_eq!(contact.info().emails().primary().unwrap().value.as_str(), "a@x.test");
}

#[test]
fn a_name_an_email_or_a_phone_is_enough_and_nothing_else_is() {
    let book = book();
    let session = book.with(Caller::Host);
    for info in [
        json!({"name": {"last": "L"}}),
        json!({"emails": {"items": [{"email": "a@x.test"}]}}),
        json!({"phones": {"items": [{"phone": "call me"}]}}),
    ] {
        assert_eq!(session.create(patch(info)).unwrap().revision(), Revision::FIRST);
    }
    let head = head(&book);
    for info in [json!({}), json!({"company": "Acme"}), json!({"name": {"first": " "}})] {
        refused(
            session.create(patch(info)),
            (400, "INSUFFICIENT_CONTACT_DATA"),
            "invalid info ``: expected a name, an e-mail or a phone",
        );
    }
    assert_eq!(commits(&book).len(), head);
}

#[test]
fn what_does_not_fit_is_refused_all_at_once_and_the_plain_mistake_decides() {
    let book = book();
    let session = book.with(Caller::Host);
    let two =
        ["a@x.test", "b@x.test"].map(|email| EntryPatch::new(email.parse().unwrap()).primary());
    let two = ContactPatch::new().with_emails(two.into());
    refused(
        session.create(two.clone()),
        (400, "CANNOT_HAVE_MULTIPLE_PRIMARY_INFO"),
        "invalid info.emails `entries 0 and 1`: expected at most one primary entry",
    );
    let unknown = FieldKey::from_static("custom.size");
    refused(
        session.create(two.clone().with_field(unknown, "L")),
        (400, "CANNOT_HAVE_MULTIPLE_PRIMARY_INFO"),
        "invalid info.emails `entries 0 and 1`: expected at most one primary entry; \
         invalid info.extendedFields.custom.size `L`: expected a field that is defined in the book",
    );
    let locations = (0..51).map(LocationId::from_u128).collect();
    refused(
        session.create(two.with_locations(locations)),
        (400, "VALIDATION_ERROR"),
        "invalid info.locations `51 entries`: expected at most 50; \
         invalid info.emails `entries 0 and 1`: expected at most one primary entry",
    );
    assert_eq!(head(&book), 0);
}

#[test]
fn extended_values_must_fit_their_definition() {
    let book = book();
    let session = book.with(Caller::Host);
    let size = field(&book, "Size", DataType::Number);
    let since = field(&book, "Since", DataType::Date);
    for (key, value, message) in [
        (&size, FieldInput::from("L"), "`L`: expected a value of type NUMBER"),
        (&size, FieldInput::Bool(true), "`true`: expected a value of type NUMBER"),
        (&since, "soon".into(), "`soon`: expected a day such as 1815-12-10"),
        (&since, Number::new(1.0).unwrap().into(), "`1`: expected a value of type DATE"),
        (
            &FieldKey::from_static("members.mobile"),
            "true".into(),
            "`true`: expected nothing: the field is read-only",
        ),
        (
            &FieldKey::from_static("custom.none"),
            "x".into(),
            "`x`: expected a field that is defined in the book",
        ),
    ] {
        let ada = ContactPatch::new().with_name("Ada", "").unwrap();
        refused(
            session.create(ada.with_field(key.clone(), value)),
            (400, "INVALID_EXTENDED_FIELD_VALUE"),
            format!("invalid info.extendedFields.{key} {message}"),
        );
    }
    let vat = FieldKey::from_static("invoices.vatId");
    let ada = ContactPatch::new().with_name("Ada", "").unwrap().with_field(vat.clone(), "DE1");
    assert_eq!(session.create(ada).unwrap().info().field(&vat).unwrap().to_string(), "DE1");
}

#[test]
fn labels_must_exist_and_those_of_the_platform_do() {
    let book = book();
    let session = book.with(Caller::Host);
    let with = |key: &str| {
        ContactPatch::new().with_name("Ada", "").unwrap().with_labels([key.parse().unwrap()])
    };
    refused(
        session.create(with("custom.vip")),
        (400, "LABEL_NOT_FOUND"),
        "there is no label `custom.vip` to give to a contact",
    );
    label(&book, "VIP");
    for key in ["custom.vip", "contacts.customers"] {
        assert_eq!(session.create(with(key)).unwrap().info().labels()[0].as_str(), key);
    }
}

/// What another contact has, what the new one shall have, and what both have then.
#[test]
fn emails_decide_on_duplicates_and_phones_only_without_emails() {
    let email = |address: &str| json!([{"email": address}]);
    let phone =
        |number: &str, country: Option<&str>| json!([{"phone": number, "countryCode": country}]);
    let none = json!([]);
    let german = phone("030 23125001", Some("DE"));
    for (emails, phones, new_emails, new_phones, same) in [
        (email("a@x.test"), none.clone(), email("a@x.test"), none.clone(), Some("a@x.test")),
        (email("a@x.test"), none.clone(), email(" A@X.test "), none.clone(), Some("a@x.test")),
        (email("a@x.test"), none.clone(), email("b@x.test"), none.clone(), None),
        // A phone that somebody has does not matter beside an e-mail that nobody has.
        (email("a@x.test"), german.clone(), email("b@x.test"), german.clone(), None),
        (none.clone(), german.clone(), email("b@x.test"), german.clone(), None),
        (none.clone(), german.clone(), none.clone(), german.clone(), Some("+493023125001")),
        // Equal international forms.
        (
            none.clone(),
            german.clone(),
            none.clone(),
            phone("+49 30 231-25001", None),
            Some("+493023125001"),
        ),
        // One has no international form: equal digits.
        (none.clone(), phone("030 1", None), none.clone(), phone("(030) 1", None), Some("0301")),
        (
            none.clone(),
            german.clone(),
            none.clone(),
            phone("030/23125001", None),
            Some("03023125001"),
        ),
        (
            none.clone(),
            phone("030/23125001", None),
            none.clone(),
            german.clone(),
            Some("03023125001"),
        ),
        (none.clone(), german.clone(), none.clone(), phone("23125001", None), None),
        (none.clone(), german, none.clone(), phone("030 23125001", Some("AT")), None),
        (none.clone(), phone("Call me", None), none, phone("call ME", None), Some("callme")),
    ] {
        let book = book();
        let session = book.with(Caller::Host);
        let info = |emails, phones| {
            let name = json!({"first": "N"});
            json!({"name": name, "emails": {"items": emails}, "phones": {"items": phones}})
        };
        let known = person(&book, info(emails, phones));
        let new = patch(info(new_emails, new_phones));
        let result = session.create(new.clone());
        match same {
            None => assert!(result.is_ok(), "{new:?}"),
            Some(same) => {
                let (name, what) = match same.contains('@') {
                    true => ("duplicateEmail", "e-mail address"),
                    false => ("duplicatePhone", "phone number"),
                };
                let error = refused(
                    result,
                    (409, "DUPLICATE_CONTACT_EXISTS"),
                    format!("contact {} has the same {what}", known.id()),
                );
                let id = known.id().to_string();
                assert_eq!(error.data(), [("duplicateContactId", id), (name, same.to_owned())]);
                assert_eq!(head(&book), 1, "a refused creation leaves nothing behind");
            }
        }
        assert!(session.create_with(new, Duplicates::Allow).is_ok());
    }
}

#[test]
fn every_address_of_both_counts_not_only_the_primary_ones() {
    let book = book();
    let list = |a: &str, b: &str| json!({"emails": {"items": [{"email": a}, {"email": b}]}});
    let known = person(&book, list("a@x.test", "b@x.test"));
    refused(
        book.with(Caller::Host).create(patch(list("c@x.test", "b@x.test"))),
        (409, "DUPLICATE_CONTACT_EXISTS"),
        format!("contact {} has the same e-mail address", known.id()),
    );
}

#[test]
fn an_address_is_free_again_when_its_contact_is_gone() {
    let book = book();
    let session = book.with(Caller::Host);
    let mail = || patch(json!({"emails": {"items": [{"email": "a@x.test"}]}}));
    let first = session.create(mail()).unwrap();
    session.delete(first.id()).unwrap();
    assert!(session.create(mail()).is_ok());
}

#[test]
fn an_id_that_was_used_is_not_used_again() {
    #[derive(Debug)]
    struct Stuck;
    impl Environment for Stuck {
        fn now(&self) -> Timestamp {
            Timestamp::EPOCH
        }

        fn new_id(&self) -> Uuid {
            Uuid::from_u128(7)
        }
    }
    let book = ContactBook::new(MemoryStore::new()).with_environment(Stuck);
    let ada = || ContactPatch::new().with_name("Ada", "").unwrap();
    book.with(Caller::Host).with_request(ChangeSetId::from_u128(1)).create(ada()).unwrap();
    let again = book.with(Caller::Host).with_request(ChangeSetId::from_u128(2)).create(ada());
    refused(
        again,
        (409, "CONTACT_ID_ALREADY_EXISTS"),
        format!("contact id {} was used before", ContactId::from_u128(7)),
    );
}

#[test]
fn the_origin_is_that_of_the_caller() {
    let book = book();
    let (user, all) = (UserId::from_u128(1), Permissions::all());
    for (caller, kind) in [
        (Caller::User { id: user, permissions: all }, "ADMIN"),
        (Caller::SiteCode, "WIX_CODE"),
        (Caller::Member(MemberId::from_u128(1)), "WIX_SITE_MEMBERS"),
        (Caller::Visitor(VisitorId::from_u128(1)), "OTHER"),
        (Caller::Host, "OTHER"),
    ] {
        let session = book.with(caller).elevate("a test").unwrap();
        let contact = session.create(ContactPatch::new().with_name("A", "").unwrap()).unwrap();
        assert_eq!(contact.origin().kind.as_str(), kind);
    }
}
