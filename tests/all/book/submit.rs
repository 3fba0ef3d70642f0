use contacts_core::book::{IdentityType, Submission, Submitted};
use contacts_core::*;
use serde_json::{Value, json};

use super::support::*;

const VISITOR: VisitorId = VisitorId::from_u128(0xf1);
const MEMBER: MemberId = MemberId::from_u128(0xe1);

fn visitor(book: &Book) -> Session<'_, Spy> {
    book.with(Caller::Visitor(VISITOR))
}

fn submit(session: &Session<'_, Spy>, info: Value) -> Submitted {
    session.submit(patch(info)).unwrap()
}

fn email(address: &str) -> Value {
    json!({"items": [{"email": address}]})
}

#[test]
fn whose_contact_it_is_is_decided_in_order() {
    let [member, known] = [Caller::Member(MEMBER), Caller::Visitor(VISITOR)];
    let stranger = Caller::Visitor(VisitorId::from_u128(0xf2));
    let phone = json!({"items": [{"phone": "(030) 1"}]});
    let both = json!({"emails": email("A@x.test"), "phones": phone});
    let (of_member, of_email, of_phone, of_visitor) = (0, 1, 2, 3);
    for (caller, info, whose) in [
        (&member, both.clone(), of_member),
        (&member, json!({}), of_member),
        (&known, both.clone(), of_email),
        (&known, json!({"phones": phone}), of_phone),
        (&known, json!({"name": {"first": "N"}}), of_visitor),
        (&known, json!({}), of_visitor),
        (&stranger, both, of_email),
    ] {
        let book = book();
        let contacts = [
            person(&book, json!({"name": {"first": "Member"}})),
            person(&book, json!({"emails": email("a@x.test")})),
            person(&book, json!({"phones": {"items": [{"phone": "030 1"}]}})),
        ];
        let info_of_member = Some(MemberInfo::new(MEMBER));
        book.with(Caller::Host).set_member(contacts[0].id(), info_of_member).unwrap();
        let fourth = submit(&visitor(&book), json!({"name": {"first": "Known"}})).contact;
        let found = submit(&book.with(caller.clone()), info.clone());
        let [first, second, third] = contacts.map(|contact| *contact.id());
        assert_eq!(found.contact, [first, second, third, fourth][whose], "{info}");
        let expected =
            if whose == of_member { IdentityType::Member } else { IdentityType::Contact };
        assert_eq!((found.identity, found.is_new), (expected, false), "{info}");
    }
}

#[test]
fn who_is_not_known_gets_a_new_contact_or_is_refused() {
    let book = book();
    refused(
        visitor(&book).submit(patch(json!({"company": "x"}))),
        (400, "INSUFFICIENT_CONTACT_DATA"),
        "the submission has no name, e-mail or phone, and its sender is not known",
    );
    let new = submit(&visitor(&book), json!({"name": {"first": "N"}}));
    assert!(new.is_new);
    assert_eq!(last_events(&book), ["contact_created"]);
    let again = submit(&visitor(&book), json!({"company": "x"}));
    assert_eq!((again.contact, again.is_new), (new.contact, false));
}

#[test]
fn of_several_that_match_the_oldest_is_met() {
    let book = book();
    let [first, _] = [1, 2].map(|_| person(&book, json!({"emails": email("a@x.test")})));
    assert_eq!(submit(&visitor(&book), json!({"emails": email("a@x.test")})).contact, *first.id());
}

#[test]
fn appending_fills_and_adds_and_never_replaces() {
    let book = book();
    for name in ["A", "B"] {
        label(&book, name);
    }
    let size = field(&book, "Size", DataType::Text);
    let note = field(&book, "Note", DataType::Text);
    let ada = person(
        &book,
        json!({
            "name": {"first": "Ada"}, "emails": email("a@x.test"),
            "labelKeys": {"items": ["custom.a"]},
            "extendedFields": {"items": {size.as_str(): "L"}},
            "addresses": {"items": [{"tag": "HOME", "address": {"city": "London"}}]}
        }),
    );
    let submission = json!({
        "name": {"first": "Eve", "last": "Lovelace"}, "company": "Engines",
        "emails": {"items": [{"email": "A@X.test"}, {"email": "b@x.test", "primary": true}]},
        "phones": {"items": [{"phone": "030 1"}]},
        "addresses": {"items": [
            {"tag": "HOME", "address": {"city": "LONDON"}}, {"address": {"city": "London"}}
        ]},
        "labelKeys": {"items": ["custom.b", "custom.a"]},
        "extendedFields": {"items": {size.as_str(): "XL", note.as_str(): "n"}},
        "assignedUserIds": {"items": [UserId::from_u128(1)]}
    });
    let found = submit(&visitor(&book), submission.clone());
    assert_eq!((found.contact, found.is_new), (*ada.id(), false));
    assert_eq!(last_events(&book), ["contact_updated"]);
    let after = now(&book, &ada);
    assert_eq!(after.info().full_name().as_deref(), Some("Ada Lovelace"));
    assert_eq!(after.info().company(), Some("Engines"));
    let emails: Vec<_> = after.info().emails().iter().map(|it| it.value.as_str()).collect();
    assert_eq!(emails, ["a@x.test", "b@x.test"]);
    assert_eq!(after.info().emails().primary().unwrap().value.as_str(), "a@x.test");
    assert_eq!(after.info().addresses().len(), 2);
    let labels: Vec<_> = after.info().labels().iter().map(LabelKey::as_str).collect();
    assert_eq!(labels, ["custom.a", "custom.b"]);
    assert_eq!(after.info().field(&size).unwrap().to_string(), "L");
    assert_eq!(after.info().field(&note).unwrap().to_string(), "n");
    assert!(after.info().assignees().is_empty());
    assert_eq!(after.visitors(), [VISITOR]);
    // All of it is there by now.
    let head = head(&book);
    submit(&visitor(&book), submission);
    assert_eq!(commits(&book).len(), head);
}

#[test]
fn a_new_contact_has_the_session_and_no_assignee() {
    let book = book();
    let info = json!({
        "name": {"first": "Ada"}, "assignedUserIds": {"items": [UserId::from_u128(1)]}
    });
    let pass_through_data: Option<Text<300>> = Some("order 7".parse().unwrap());
    let submission =
        Submission { pass_through_data: pass_through_data.clone(), ..patch(info).into() };
    let new = visitor(&book).submit(submission).unwrap();
    assert_eq!(new.identity.as_str(), "CONTACT");
    assert_eq!(new.pass_through_data, pass_through_data);
    let contact = book.with(Caller::Host).get(&new.contact).unwrap().contact;
    assert!(contact.info().assignees().is_empty());
    assert_eq!(contact.visitors(), [VISITOR]);
}

#[test]
fn the_contact_of_a_member_who_is_not_logged_in_stays_as_it_is() {
    let book = book();
    let ada = person(&book, json!({"emails": email("a@x.test")}));
    let ada = book.with(Caller::Host).set_member(ada.id(), Some(MemberInfo::new(MEMBER))).unwrap();
    let head = head(&book);
    let other = book.with(Caller::Member(MemberId::from_u128(0xe2)));
    for session in [visitor(&book), other, book.with(Caller::Host)] {
        let met = submit(&session, json!({"emails": email("a@x.test"), "company": "x"}));
        assert_eq!(met.identity.as_str(), "NOT_AUTHENTICATED_MEMBER");
        assert_eq!((met.contact, met.is_new), (*ada.id(), false));
        assert_eq!(now(&book, &ada), ada);
    }
    assert_eq!(commits(&book).len(), head);
    let member = submit(&book.with(Caller::Member(MEMBER)), json!({"company": "x"}));
    assert_eq!(member.identity.as_str(), "MEMBER");
    assert_eq!(now(&book, &ada).info().company(), Some("x"));
}

#[test]
fn a_contact_is_named_by_those_who_may() {
    let book = book();
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let named = |id: &ContactId| Submission {
        contact: Some(*id),
        ..patch(json!({"emails": email("other@x.test")})).into()
    };
    refused(
        visitor(&book).submit(named(ada.id())),
        (403, "INSUFFICIENT_PERMISSION"),
        "the caller lacks permission CONTACTS.SUBMIT_WITH_OVERRIDES",
    );
    let permissions = [Permission::SubmitWithOverrides].into();
    let app = book.with(Caller::App { id: AppId::from_u128(1), permissions });
    assert_eq!(app.submit(named(ada.id())).unwrap().contact, *ada.id());
    assert_eq!(now(&book, &ada).info().emails().len(), 1);
    refused(
        app.submit(named(&nobody())),
        (404, "CONTACT_NOT_FOUND"),
        format!("contact {} does not exist", nobody()),
    );
}

#[test]
fn what_does_not_fit_is_refused() {
    let book = book();
    person(&book, json!({"emails": email("a@x.test")}));
    let head = head(&book);
    let two = json!({"items": [{"phone": "1"}, {"phone": "2"}]});
    for base in [json!({"emails": email("a@x.test")}), json!({"emails": email("new@x.test")})] {
        let with = |name: &str, value: Value| {
            let mut info = base.clone();
            info[name] = value;
            patch(info)
        };
        let primaries = ["1", "2"].map(|phone| EntryPatch::new(phone.parse().unwrap()).primary());
        refused(
            visitor(&book).submit(with("phones", two.clone()).with_phones(primaries.into())),
            (400, "CANNOT_HAVE_MULTIPLE_PRIMARY_INFO"),
            "invalid info.phones `entries 0 and 1`: expected at most one primary entry",
        );
        refused(
            visitor(&book).submit(with("labelKeys", json!({"items": ["custom.none"]}))),
            (400, "LABEL_NOT_FOUND"),
            "there is no label `custom.none` to give to a contact",
        );
        refused(
            visitor(&book).submit(with("extendedFields", json!({"items": {"custom.none": "x"}}))),
            (400, "INVALID_EXTENDED_FIELD_VALUE"),
            "invalid info.extendedFields.custom.none `x`: expected a field that is defined in the book",
        );
    }
    assert_eq!(commits(&book).len(), head);
}

#[test]
fn a_contact_without_room_takes_what_fits() {
    let book = book();
    let emails: Vec<_> = (0..49).map(|at| json!({"email": format!("{at}@x.test")})).collect();
    let ada = person(&book, json!({"emails": {"items": emails}}));
    let more = json!({"emails": {"items": [
        {"email": "0@x.test"}, {"email": "b@x.test"}, {"email": "c@x.test"}
    ]}, "company": "x"});
    submit(&visitor(&book), more);
    let after = now(&book, &ada);
    let emails = after.info().emails();
    assert_eq!((emails.len(), emails.as_slice()[49].value.as_str()), (50, "b@x.test"));
    assert_eq!(after.info().company(), Some("x"));
}

#[test]
fn the_last_fifty_visitors_are_remembered() {
    let book = book();
    let ada = person(&book, json!({"emails": email("a@x.test")}));
    for at in 1..=51 {
        let session = book.with(Caller::Visitor(VisitorId::from_u128(at)));
        submit(&session, json!({"emails": email("a@x.test")}));
    }
    let visitors = now(&book, &ada).visitors().to_vec();
    assert_eq!(visitors, (2..=51).map(VisitorId::from_u128).collect::<Vec<_>>());
}

#[test]
fn two_submissions_of_one_person_at_once_make_one_contact() {
    let book = book();
    book.store().before_commit(|store| {
        elsewhere(store, |other| {
            other.submit(patch(json!({"emails": email("a@x.test")}))).unwrap()
        });
    });
    let met = submit(&visitor(&book), json!({"emails": email("A@x.test"), "company": "x"}));
    assert!(!met.is_new);
    assert_eq!(book.with(Caller::Host).count(&ContactQuery::all()).unwrap(), 1);
}
