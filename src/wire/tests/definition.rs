use serde_json::{Value, json};

use crate::field::{ExtendedField, FieldKey, SYSTEM_FIELDS};
use crate::label::{Label, LabelKey, SYSTEM_LABELS};
use crate::record::{Revision, Stored};

fn label() -> Value {
    json!({
        "key": "custom.at-risk", "namespace": "custom", "namespaceDisplayName": "Labels",
        "displayName": "At Risk", "labelType": "USER_DEFINED",
        "createdDate": "2021-03-30T11:36:07.683Z", "updatedDate": "2021-03-31T11:36:07.683Z",
        "legacyId": "f46c5cbe-8d4a-4b4b-9a1b-0c9b8a7d6e5f", "tagId": "t1"
    })
}

fn field() -> Value {
    json!({
        "key": "custom.since", "namespace": "custom", "displayName": "Since",
        "dataType": "DATE", "fieldType": "USER_DEFINED",
        "createdDate": "2021-03-30T11:36:07.683Z", "updatedDate": "2021-03-31T11:36:07.683Z"
    })
}

#[test]
fn labels_and_fields_go_in_and_come_out_equal() {
    let read: Stored<Label> = serde_json::from_value(label()).unwrap();
    assert_eq!(read.revision(), Revision::FIRST);
    assert_eq!(serde_json::to_value(&read).unwrap(), label());
    let read: Stored<ExtendedField> = serde_json::from_value(field()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), field());
}

#[test]
fn what_a_label_or_field_cannot_be_is_refused() {
    let change = |mut json: Value, name: &str, value: Value| {
        json[name] = value;
        json
    };
    for (name, value, message) in [
        (
            "namespace",
            json!("contacts"),
            "invalid namespace `contacts`: expected `custom`, which follows from the key",
        ),
        (
            "key",
            json!("vip"),
            "invalid key `vip`: expected <namespace>.<slug> of letters, digits, `-` and `_`, at most 80 characters",
        ),
        ("displayName", json!(""), "invalid displayName ``: expected a value"),
        ("createdDate", json!(null), "invalid createdDate ``: expected a value"),
        (
            "colour",
            json!("red"),
            "invalid colour `colour`: expected one of `key`, `namespace`, `namespaceDisplayName`, `displayName`, `labelType`, `legacyId`, `tagId`, `createdDate`, `updatedDate`",
        ),
    ] {
        let error =
            serde_json::from_value::<Stored<Label>>(change(label(), name, value)).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    for (name, value, message) in [
        (
            "key",
            json!("invoices.vatId"),
            "invalid dataType `DATE`: expected `TEXT`, as in every book; invalid namespace `custom`: expected `invoices`, which follows from the key; invalid fieldType `USER_DEFINED`: expected `SYSTEM`, which follows from the key",
        ),
        (
            "fieldType",
            json!("SYSTEM"),
            "invalid fieldType `SYSTEM`: expected `USER_DEFINED`, which follows from the key",
        ),
        (
            "dataType",
            json!("UNKNOWN_DATA_TYPE"),
            "invalid dataType `UNKNOWN_DATA_TYPE`: expected one of `TEXT`, `NUMBER`, `DATE`, `URL`",
        ),
        (
            "description",
            json!("x"),
            "invalid description `description`: expected one of `key`, `displayName`, `dataType`, `namespace`, `fieldType`, `createdDate`, `updatedDate`",
        ),
    ] {
        let error = serde_json::from_value::<Stored<ExtendedField>>(change(field(), name, value))
            .unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn what_every_book_has_goes_in_and_comes_out_without_dates() {
    for (key, _) in SYSTEM_LABELS {
        let label = Stored::<Label>::system(&LabelKey::from_static(key)).unwrap();
        let json = serde_json::to_value(&label).unwrap();
        assert_eq!(serde_json::from_value::<Stored<Label>>(json).unwrap(), label);
    }
    for field in SYSTEM_FIELDS {
        let field = Stored::<ExtendedField>::system(&FieldKey::from_static(field.key)).unwrap();
        let json = serde_json::to_value(&field).unwrap();
        assert_eq!(serde_json::from_value::<Stored<ExtendedField>>(json).unwrap(), field);
    }
    let key = LabelKey::from_static("contacts.contacted-me");
    assert_eq!(
        serde_json::to_value(Stored::<Label>::system(&key)).unwrap(),
        json!({
            "key": "contacts.contacted-me", "namespace": "contacts",
            "namespaceDisplayName": "Contacts", "displayName": "Contacted Me",
            "labelType": "SYSTEM"
        })
    );
    let key = FieldKey::from_static("invoices.vatId");
    assert_eq!(
        serde_json::to_value(Stored::<ExtendedField>::system(&key)).unwrap(),
        json!({
            "key": "invoices.vatId", "namespace": "invoices", "displayName": "VAT ID",
            "dataType": "TEXT", "fieldType": "SYSTEM", "description": "Tax id"
        })
    );
}
