use serde_json::{Map, Value, json};

use super::{full, minimal, read};
use crate::query::{Part, Projection};
use crate::wire::Projected;

/// What is shown of the contact that has everything.
fn shown(projection: &Projection) -> Value {
    serde_json::to_value(Projected(&read(full()), projection)).unwrap()
}

/// The contact that has everything, with these paths only; id and revision are among them.
fn only(paths: &[&str]) -> Value {
    let full = full();
    let mut only = json!({"id": full["id"], "revision": full["revision"]});
    for path in paths {
        match path.split_once('.') {
            None => only[path] = full[path].clone(),
            Some((parent, name)) => {
                let value = full[parent][name].clone();
                let info = only.as_object_mut().unwrap().entry(parent);
                let info = info.or_insert_with(|| Value::Object(Map::new()));
                info[name] = value;
            }
        }
    }
    only
}

const PRIMARY: [&str; 3] = ["primaryInfo", "primaryEmail", "primaryPhone"];

#[test]
fn each_field_shows_itself_beside_id_and_revision() {
    let allowed = [
        "source",
        "createdDate",
        "updatedDate",
        "lastActivity",
        "primaryInfo",
        "info.name",
        "info.emails",
        "info.phones",
        "info.addresses",
        "info.company",
        "info.jobTitle",
        "info.picture",
        "info.birthdate",
        "info.locale",
        "info.labelKeys",
        "info.locations",
        "info.extendedFields",
    ];
    assert_eq!(Part::ALL.map(Part::as_str), allowed);
    for field in allowed {
        let projection = Projection::named([field], [""; 0]).unwrap();
        let expected = match field {
            "primaryInfo" => only(&PRIMARY),
            field => only(&[field]),
        };
        assert!(!expected.to_string().contains("null"), "the full contact has {field}");
        assert_eq!(shown(&projection), expected, "{field}");
    }
}

#[test]
fn each_fieldset_shows_what_the_platform_says() {
    let table: [(&str, &[&str]); 3] = [
        ("BASIC", &["info.name"]),
        ("COMMUNICATION_DETAILS", &["info.name", "info.emails", "info.phones", "info.addresses"]),
        ("EXTENDED", &["info.name", "info.extendedFields"]),
    ];
    for (fieldset, paths) in table {
        let projection = Projection::named([""; 0], [fieldset]).unwrap();
        assert_eq!(shown(&projection), only(&[&PRIMARY, paths].concat()), "{fieldset}");
    }
    assert_eq!(shown(&Projection::named([""; 0], ["FULL"]).unwrap()), full());
    assert_eq!(shown(&Projection::named([""; 0], [""; 0]).unwrap()), full());
}

#[test]
fn everything_is_more_than_all_that_can_be_named() {
    let named = shown(&Projection::of(Part::ALL, []));
    let mut rest = full();
    for inner in ["memberInfo", "segments"] {
        assert!(rest.as_object_mut().unwrap().remove(inner).is_some(), "{inner}");
    }
    assert!(rest["info"].as_object_mut().unwrap().remove("assignedUserIds").is_some());
    assert_eq!(named, rest);
}

#[test]
fn what_a_contact_lacks_is_not_shown_but_info_is_if_asked_for() {
    let contact = read(minimal());
    let show =
        |part| serde_json::to_value(Projected(&contact, &Projection::bare().with(part))).unwrap();
    let (id, revision) = (&minimal()["id"], &minimal()["revision"]);
    assert_eq!(show(Part::Company), json!({"id": id, "revision": revision, "info": {}}));
    assert!(show(Part::Source).get("info").is_none());
    assert!(show(Part::PrimaryInfo).get("primaryPhone").is_none());
}
