use serde::de::DeserializeSeed;
use serde_json::{Value, json};

use super::{full, minimal, read, refused, types, with};
use crate::contact::{Contact, MemberInfo, Origin};
use crate::record::Stored;
use crate::wire::WithFieldTypes;

#[test]
fn a_value_of_another_type_than_its_field_is_refused() {
    let document = with(full(), "/info/extendedFields/items/custom.score", json!("many"));
    let error = WithFieldTypes(types).deserialize(document).unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid info.extendedFields.items.custom.score `many`: expected a value of type NUMBER"
    );
}

/// Every object of a document, as JSON pointers.
fn objects(document: &Value, at: String, found: &mut Vec<String>) {
    match document {
        Value::Object(members) => {
            for (name, value) in members {
                objects(value, format!("{at}/{name}"), found);
            }
            found.push(at);
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                objects(value, format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn unknown_members_are_refused_at_every_level() {
    let mut places = Vec::new();
    objects(&full(), String::new(), &mut places);
    assert!(places.len() > 30);
    for place in places.iter().filter(|place| *place != "/info/extendedFields/items") {
        let message = refused(with(full(), &format!("{place}/nonsense"), json!(1)));
        assert!(
            message.contains("nonsense `nonsense`: expected one of `") && !message.contains(';'),
            "{place}: {message}"
        );
    }
}

#[test]
fn repeated_members_are_refused_at_every_level() {
    let text = full().to_string();
    for member in [
        r#""revision":9007199254740992"#,
        r#""custom.note":"Likes tea""#,
        r#""first":"Ada""#,
        r#""email":"ada@home.example""#,
        r#""memberId":"00000000-0000-4000-8000-000000000061""#,
    ] {
        let twice = text.replacen(member, &format!("{member},{member}"), 1);
        assert_ne!(twice, text, "{member}");
        let error = serde_json::from_str::<Stored<Contact>>(&twice).unwrap_err().to_string();
        assert!(error.contains("expected each member once"), "{member}: {error}");
    }
}

#[test]
fn problems_are_named_with_their_paths() {
    for (pointer, value, message) in [
        (
            "/info/nam",
            json!({}),
            "invalid info.nam `nam`: expected one of `name`, `emails`, `phones`, `addresses`, \
             `company`, `jobTitle`, `birthdate`, `locale`, `labelKeys`, `extendedFields`, \
             `picture`, `locations`, `assignedUserIds`",
        ),
        ("/info/company", json!(7), "invalid info.company `7`: expected a text"),
        ("/info/emails", json!([]), "invalid info.emails `[…]`: expected an object"),
        ("/info/emails/items", json!({}), "invalid info.emails.items `{…}`: expected a list"),
        (
            "/info/emails/items/0/tag",
            json!("HOUSE"),
            "invalid info.emails.items[0].tag `HOUSE`: expected one of `UNTAGGED`, `MAIN`, `HOME`, \
             `WORK`",
        ),
        (
            "/info/emails/items/0/email",
            json!("a@@b"),
            "invalid info.emails.items[0].email `a@@b`: expected one `@`",
        ),
        (
            "/info/emails/items/0/id",
            json!(null),
            "invalid info.emails.items[0].id ``: expected a value",
        ),
        (
            "/info/birthdate",
            json!("tomorrow"),
            "invalid info.birthdate `tomorrow`: expected a day such as 1815-12-10",
        ),
        ("/source", json!(["ADMIN"]), "invalid source `[…]`: expected an object"),
        ("/revision", json!("1"), "invalid revision `1`: expected a whole number"),
        ("/revision", json!(0), "invalid revision `0`: expected a number from 1 to 2^53"),
        (
            "/revision",
            json!(9_007_199_254_740_993_u64),
            "invalid revision `9007199254740993`: expected a number from 1 to 2^53",
        ),
        (
            "/updatedDate",
            json!("2024-01-01T00:00:00Z"),
            "invalid updatedDate `2024-01-01T00:00:00.000Z`: expected a time that is not before \
             2024-01-02T03:04:05.678Z",
        ),
        (
            "/info/extendedFields/items/custom.a",
            json!(9_007_199_254_740_993_u64),
            "invalid info.extendedFields.items.custom.a `9007199254740993`: expected a number from \
             -2^53 to 2^53",
        ),
        (
            "/info/extendedFields/items/custom.a",
            json!(true),
            "invalid info.extendedFields.items.custom.a `true`: expected a text or a number",
        ),
        (
            "/info/extendedFields/items/custom.a",
            json!([1]),
            "invalid info.extendedFields.items.custom.a `[…]`: expected a text, a number, true, \
             false or null",
        ),
        (
            "/info/labelKeys",
            json!({"items": ["custom.a", "custom.a"]}),
            "invalid info.labelKeys `custom.a`: expected each entry once",
        ),
        (
            "/info/name/first",
            json!("a\0b"),
            "invalid info.name.first `a\\0b`: expected no control characters",
        ),
        (
            "/x\ny",
            json!(1),
            "invalid x\\ny `x\\ny`: expected one of `id`, `revision`, `source`, `createdDate`, `updatedDate`, `lastActivity`, `primaryInfo`, `primaryEmail`, `primaryPhone`, `info`, `memberInfo`, `segments`, `picture`",
        ),
    ] {
        assert_eq!(refused(with(minimal(), pointer, value)), message);
    }
}

#[test]
fn lists_beyond_their_limits_are_refused() {
    let guid = |number: usize| json!(format!("00000000-0000-4000-8000-{number:012}"));
    let guids = |count: usize| Value::Array((0..count).map(guid).collect());
    let emails = |count: usize| {
        let item = |number| json!({"id": guid(number), "email": format!("{number}@x.example")});
        Value::Array((0..count).map(item).collect())
    };
    let keys = |count: usize| {
        Value::Array((0..count).map(|number| json!(format!("custom.{number}"))).collect())
    };
    let apps =
        |count: usize| Value::Array((0..count).map(|number| json!(number.to_string())).collect());
    for (pointer, max, make) in [
        ("/info/emails/items", 50, &emails as &dyn Fn(usize) -> Value),
        ("/info/labelKeys/items", 2_000, &keys),
        ("/info/locations/items", 50, &guids),
        ("/info/assignedUserIds/items", 50, &guids),
        ("/segments/items", 60, &guids),
        ("/memberInfo/sessionInfo/mobileAppNames", 50, &apps),
        ("/memberInfo/groupInfo/groupIds", 1_000, &guids),
    ] {
        read(with(full(), pointer, make(max)));
        let message = refused(with(full(), pointer, make(max + 1)));
        assert!(
            message.ends_with(&format!("`{} entries`: expected at most {max}", max + 1)),
            "{pointer}: {message}"
        );
    }
}

#[test]
fn two_primaries_two_streets_and_nobody_are_refused() {
    let two = with(full(), "/info/emails/items/0/primary", json!(true));
    assert_eq!(
        refused(two),
        "invalid info.emails `2 primary entries`: expected at most one primary entry"
    );
    let both = with(full(), "/info/addresses/items/0/address/addressLine", json!("1 A Street"));
    assert!(refused(both).ends_with("expected either `addressLine` or `streetAddress`, not both"));
    let empty = with(full(), "/info/addresses/items/1/address", json!({"formattedAddress": "x"}));
    assert!(refused(empty).ends_with("expected at least one part of an address"));
    let nobody = with(minimal(), "/info", json!({"company": "Engines"}));
    assert_eq!(refused(nobody), "invalid info ``: expected a name, an e-mail or a phone");
}

#[test]
fn ids_and_members_that_are_needed_are_missed() {
    let message = refused(json!({}));
    for name in ["id", "revision", "source", "createdDate", "updatedDate", "lastActivity", "info"] {
        assert!(message.contains(&format!("invalid {name} ``: expected a value")), "{message}");
    }
    assert_eq!(refused(json!([])), "invalid contact `[…]`: expected an object");
    let twice =
        with(full(), "/info/emails/items/1/id", json!("00000000-0000-4000-8000-000000000011"));
    assert!(refused(twice).contains("info.emails.items[1].id"));
}

#[test]
fn many_problems_are_counted() {
    let fields: serde_json::Map<String, Value> =
        (0..200).map(|number| (number.to_string(), json!(1))).collect();
    let message = refused(with(minimal(), "/info/extendedFields/items", fields.into()));
    assert!(message.ends_with("; and 90 more"), "{message}");
}

#[test]
fn what_a_host_sets_is_read_by_the_same_rules() {
    let member = full()["memberInfo"].clone();
    let read: MemberInfo = serde_json::from_value(member.clone()).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), member);
    let error = serde_json::from_value::<MemberInfo>(json!({"status": "AWAY"})).unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid memberId ``: expected a value; invalid status `AWAY`: expected one of `PENDING`, \
         `ACTIVE`, `BLOCKED`, `OFFLINE`, `DELETED`"
    );
    let error = serde_json::from_value::<Origin>(json!(["ADMIN"])).unwrap_err();
    assert_eq!(error.to_string(), "invalid source `[…]`: expected an object");
}
