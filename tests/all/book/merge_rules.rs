//! What a merge does with each field, through a book; rules R2 to R7 and R18 of the specification.

use contacts_core::*;
use serde_json::{Value, json};

use super::support::*;

/// What target and sources hold at a place of `info`, and what the target holds afterwards.
#[test]
fn single_values_are_kept_or_filled_by_the_first_source_that_has_one() {
    let picture = |name: &str| json!({"image": format!("https://x.test/{name}.png")});
    let user = |id: u128| UserId::from_u128(id).to_string();
    for (place, target, sources, after) in [
        ("/name/first", json!("A"), [json!("B"), json!("C")], json!("A")),
        ("/name/first", json!(null), [json!("B"), json!("C")], json!("B")),
        ("/name/last", json!(null), [json!(" "), json!("C")], json!("C")),
        ("/company", json!(null), [json!(null), json!("C")], json!("C")),
        ("/jobTitle", json!("A"), [json!("B"), json!(null)], json!("A")),
        (
            "/birthdate",
            json!("2000-01-01"),
            [json!("2001-01-01"), json!(null)],
            json!("2000-01-01"),
        ),
        (
            "/birthdate",
            json!(null),
            [json!("2001-01-01"), json!("2002-01-01")],
            json!("2001-01-01"),
        ),
        ("/locale", json!(null), [json!(null), json!("de-DE")], json!("de-DE")),
        ("/picture", json!(null), [picture("b"), picture("c")], picture("b")),
        (
            "/assignedUserIds/items",
            json!([]),
            [json!([user(1), user(2)]), json!([user(3)])],
            json!([user(1), user(2)]),
        ),
        (
            "/assignedUserIds/items",
            json!([user(9)]),
            [json!([user(1)]), json!([])],
            json!([user(9)]),
        ),
        (
            "/locations/items",
            json!([user(9)]),
            [json!([user(1), user(9)]), json!([user(2)])],
            json!([user(9), user(1), user(2)]),
        ),
        (
            "/extendedFields/items/invoices.vatId",
            json!(null),
            [json!(""), json!("DE1")],
            json!("DE1"),
        ),
        ("/extendedFields/items/custom.size", json!("L"), [json!("XL"), json!("S")], json!("L")),
        ("/extendedFields/items/custom.size", json!(null), [json!("XL"), json!("S")], json!("XL")),
    ] {
        let book = book();
        field(&book, "Size", DataType::Text);
        let session = book.with(Caller::Host);
        let with = |value: &Value| person(&book, at(place, value));
        let target = with(&target);
        let sources = sources.each_ref().map(|value| *with(value).id());
        let merged = session.merge(target.id(), target.revision(), &sources).unwrap();
        assert_eq!(info(&merged).pointer(place), Some(&after), "{place}");
    }
}

/// A contact with this value at this place, and a phone number so that it is somebody.
fn at(place: &str, value: &Value) -> Value {
    let mut info = value.clone();
    for name in place.split('/').skip(1).collect::<Vec<_>>().into_iter().rev() {
        info = json!({name: info});
    }
    info["phones"] = json!({"items": [{"phone": "1"}]});
    info
}

#[test]
fn lists_are_united_by_what_an_entry_is() {
    let email = |address: &str, tag: &str| json!({"email": address, "tag": tag});
    let phone =
        |number: &str, country: Option<&str>| json!({"phone": number, "countryCode": country});
    let address = |city: &str, tag: &str| json!({"address": {"city": city}, "tag": tag});
    for (list, target, source, after) in [
        ("emails", email("a@x.test", "HOME"), email(" A@X.TEST", "WORK"), 1),
        ("emails", email("a@x.test", "HOME"), email("b@x.test", "HOME"), 2),
        ("phones", phone("+49 30 23125001", None), phone("030 23125001", Some("DE")), 1),
        ("phones", phone("030 1", None), phone("(030) 1", None), 1),
        ("phones", phone("030 1", None), phone("+49 30 1", Some("DE")), 2),
        ("addresses", address("New York", "HOME"), address(" new york ", "HOME"), 1),
        ("addresses", address("New York", "HOME"), address("New York", "WORK"), 2),
    ] {
        let book = book();
        let with = |item: &Value| {
            let mut info = json!({"name": {"first": "N"}});
            info[list] = json!({"items": [item]});
            person(&book, info)
        };
        let (target, source) = (with(&target), with(&source));
        let merged = book.with(Caller::Host).merge(target.id(), target.revision(), &[*source.id()]);
        let shown = info(&merged.unwrap())[list]["items"].clone();
        let [of_target, of_source] =
            [&target, &source].map(|it| info(it)[list]["items"][0].clone());
        assert_eq!(shown[0], of_target, "the target's stays as it is");
        assert_eq!(shown.as_array().unwrap().len(), after, "{of_target} {of_source}");
        if after == 2 {
            assert_eq!(shown[1]["id"], of_source["id"], "an entry keeps its id");
            assert!(!shown[1]["primary"].as_bool().unwrap_or(false));
        }
    }
}

#[test]
fn a_target_without_any_takes_the_primary_of_the_first_source_that_has_one() {
    let book = book();
    let target = person(&book, json!({"name": {"first": "T"}}));
    let none = person(&book, json!({"name": {"first": "N"}}));
    let first = person(
        &book,
        json!({"emails": {"items": [{"email": "a@x.test"}, {"email": "b@x.test", "primary": true}]}}),
    );
    let second = person(&book, json!({"emails": {"items": [{"email": "c@x.test"}]}}));
    let sources = [*none.id(), *first.id(), *second.id()];
    let merged = book.with(Caller::Host).merge(target.id(), target.revision(), &sources).unwrap();
    assert_eq!(merged.info().emails().primary().unwrap().value.as_str(), "b@x.test");
    assert_eq!(merged.info().emails().len(), 3);
}

#[test]
fn consent_travels_with_the_address_and_never_loosens() {
    use SubscriptionStatus::{NotSet, Pending, Subscribed, Unsubscribed};
    for (target, source, after) in [
        (Subscribed, Unsubscribed, Unsubscribed),
        (Unsubscribed, Subscribed, Unsubscribed),
        (NotSet, Subscribed, Subscribed),
        (Subscribed, Pending, Pending),
    ] {
        let book = book();
        let session = book.with(Caller::Host);
        let address = "a@x.test".parse().unwrap();
        let [target, source] = [target, source].map(|subscription| {
            let contact = person(&book, json!({"emails": {"items": [{"email": "a@x.test"}]}}));
            let consent = Consent { subscription, ..Consent::default() };
            session.set_email_consent(contact.id(), &address, consent).unwrap()
        });
        let merged = session.merge(target.id(), target.revision(), &[*source.id()]).unwrap();
        assert_eq!(merged.email_consent().subscription, after);
    }
}

#[test]
fn visitors_of_all_find_the_target() {
    let book = book();
    let submit = |visitor, name: &str| {
        let visitor = book.with(Caller::Visitor(VisitorId::from_u128(visitor)));
        visitor.submit(patch(json!({"name": {"first": name}}))).unwrap().contact
    };
    let (target, source) = (submit(1, "T"), submit(2, "S"));
    book.with(Caller::Host).merge(&target, Revision::FIRST, &[source]).unwrap();
    assert_eq!([submit(1, "x"), submit(2, "x")], [target, target]);
}

#[test]
fn merging_one_by_one_gives_what_merging_at_once_gives() {
    let people = |book: &Book| -> Vec<Person> {
        ["a", "b", "c"]
            .iter()
            .map(|it| {
                let emails = json!([{"email": format!("{it}@x.test")}, {"email": "s@x.test"}]);
                let name = if *it == "a" { json!({}) } else { json!({"last": it}) };
                person(book, json!({"name": name, "emails": {"items": emails}}))
            })
            .collect()
    };
    let (at_once, one_by_one) = (book(), book());
    let [all, each] = [&at_once, &one_by_one].map(people);
    let sources = [*all[1].id(), *all[2].id()];
    let all = at_once.with(Caller::Host).merge(all[0].id(), all[0].revision(), &sources).unwrap();
    let session = one_by_one.with(Caller::Host);
    let first = session.merge(each[0].id(), each[0].revision(), &[*each[1].id()]).unwrap();
    let second = session.merge(first.id(), first.revision(), &[*each[2].id()]).unwrap();
    assert_eq!(all.info(), second.info());
    assert_eq!((all.revision(), second.revision()), (Revision::new(2), Revision::new(3)));
}
