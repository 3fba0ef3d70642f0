use serde_json::{Value, json};

use super::{full, with};
use crate::edit::{ContactPatch, FieldInput};
use crate::field::{FieldKey, Number};
use crate::invalid::Rule;
use crate::wire::Checked;

fn read(json: Value) -> ContactPatch {
    serde_json::from_value(json).unwrap()
}

fn refused(json: Value) -> String {
    serde_json::from_value::<ContactPatch>(json).unwrap_err().to_string()
}

#[test]
fn what_is_not_mentioned_stays_and_what_is_null_or_blank_clears() {
    assert!(read(json!({})).is_empty());
    let patch = read(json!({
        "name": {"first": null}, "company": "", "jobTitle": " ", "birthdate": null,
        "locale": "", "picture": null, "emails": null, "phones": {}, "labelKeys": {"items": []}
    }));
    let expected = ContactPatch::new()
        .with_first_name(None)
        .with_company(None)
        .with_job_title(None)
        .with_birthdate(None)
        .with_locale(None)
        .with_picture(None)
        .with_emails(vec![])
        .with_phones(vec![])
        .with_labels([]);
    assert_eq!(patch, expected);
    assert_eq!(patch.last, None);
    assert_eq!(read(json!({"name": null})), ContactPatch::new().with_name("", "").unwrap());
    assert_eq!(read(json!({"picture": {"image": ""}})).picture, Some(None));
}

#[test]
fn what_was_read_can_be_sent_back() {
    let patch = read(full()["info"].clone());
    let phone = &patch.phones.as_ref().unwrap()[0];
    assert!(phone.primary && phone.id.is_some());
    let address = &patch.addresses.as_ref().unwrap()[0].value;
    let extra = address.extra.as_ref().unwrap();
    assert_eq!(extra.country_fullname.as_ref().unwrap().as_str(), "United Kingdom");
    assert_eq!(patch.fields.len(), 14);
    assert_eq!(serde_json::to_value(&patch).unwrap(), full()["info"]);
}

#[test]
fn ids_tags_and_marks_are_optional() {
    let patch = read(json!({"emails": {"items": [{"email": "a@x.example"}]}}));
    assert_eq!(
        patch,
        ContactPatch::new().with_email("a@x.example".parse::<crate::EmailAddress>().unwrap())
    );
}

#[test]
fn field_values_are_scalars() {
    let patch = read(json!({"extendedFields": {"items": {
        "custom.a": null, "custom.b": "", "custom.c": 1, "custom.d": -1.5, "custom.e": true
    }}}));
    let number = |number| FieldInput::Number(Number::new(number).unwrap());
    let expected = [
        ("custom.a", FieldInput::Clear),
        ("custom.b", FieldInput::Text(String::new())),
        ("custom.c", number(1.0)),
        ("custom.d", number(-1.5)),
        ("custom.e", FieldInput::Bool(true)),
    ];
    let expected = expected.map(|(key, input)| (FieldKey::from_static(key), input));
    assert_eq!(patch.fields, expected);
}

#[test]
fn numbers_that_floating_point_does_not_hold_are_refused() {
    for number in
        ["9007199254740993", "-9007199254740993", "18446744073709551617", "1e300", "9.1e15"]
    {
        let json = format!(r#"{{"extendedFields":{{"items":{{"custom.a":{number}}}}}}}"#);
        let error = serde_json::from_str::<ContactPatch>(&json).unwrap_err().to_string();
        assert!(error.ends_with("expected a number from -2^53 to 2^53"), "{number}: {error}");
    }
    for number in ["9007199254740992", "-9007199254740992", "0.1", "-0"] {
        let json = format!(r#"{{"extendedFields":{{"items":{{"custom.a":{number}}}}}}}"#);
        assert!(serde_json::from_str::<ContactPatch>(&json).is_ok(), "{number}");
    }
}

#[test]
fn every_problem_is_found_in_one_go() {
    let Checked(result) = serde_json::from_value::<Checked<ContactPatch>>(json!({
        "name": "Ada",
        "emails": {"items": [{"email": "a@@b"}, {"primary": true}, {"email": "a@x.example", "tag": "FAX"}]},
        "phones": {"items": [{"phone": "1", "primary": true}, {"phone": "2", "primary": true}]},
        "addresses": {"items": [{"address": {"geocode": {"latitude": 91, "longitude": 0}, "city": "A"}}]},
        "extendedFields": null,
        "picture": {"imageProvider": "EXTERNAL"},
        "groups": [],
        "birthdate": "1815-02-30",
    }))
    .unwrap();
    let problems = result.unwrap_err();
    let found: Vec<(&str, Rule)> =
        problems.iter().map(|problem| (problem.field(), problem.rule())).collect();
    assert_eq!(
        found,
        [
            ("info.name", Rule::Type),
            ("info.emails.items[0].email", Rule::Format),
            ("info.emails.items[1].email", Rule::Required),
            ("info.emails.items[2].tag", Rule::Format),
            ("info.phones", Rule::ManyPrimaries),
            ("info.addresses.items[0].address.geocode.latitude", Rule::Limit),
            ("info.birthdate", Rule::Format),
            ("info.extendedFields", Rule::Type),
            ("info.picture.image", Rule::Required),
            ("info.groups", Rule::Unknown),
        ]
    );
}

#[test]
fn names_of_other_surfaces_are_refused_with_those_of_this_one() {
    let message =
        refused(json!({"addresses": {"items": [{"address": {"addressLine1": "1 A St"}}]}}));
    assert_eq!(
        message,
        "invalid info.addresses.items[0].address.addressLine1 `addressLine1`: expected one of \
         `streetAddress`, `addressLine`, `addressLine2`, `city`, `subdivision`, `country`, \
         `postalCode`, `formattedAddress`, `hint`, `geocode`, `countryFullname`, `subdivisions`"
    );
    assert!(refused(json!({"contact": {}})).starts_with("invalid info.contact `contact`"));
}

#[test]
fn a_patch_is_written_as_it_is_read() {
    let patch = ContactPatch::new()
        .with_name("Ada", "")
        .unwrap()
        .with_locations(vec![])
        .with_field(FieldKey::from_static("custom.a"), "first")
        .with_field(FieldKey::from_static("custom.a"), FieldInput::Clear);
    assert_eq!(
        serde_json::to_string(&patch).unwrap(),
        r#"{"name":{"first":"Ada","last":null},"extendedFields":{"items":{"custom.a":null}},"locations":{"items":[]}}"#
    );
    let document = with(json!({"company": null}), "/phones", json!({"items": []}));
    assert_eq!(serde_json::to_value(read(document.clone())).unwrap(), document);
}
