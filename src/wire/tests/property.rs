use std::sync::Arc;

use serde_json::{Value, json};

use super::{full, types, with};
use crate::contact::{Anchor, Encoding, MediaId, Parameter, Property};
use crate::field::{DataType, ExtendedField};
use crate::wire::{WholeContact, WithFieldTypes};

/// A property that has everything.
fn property() -> Property {
    let values = vec![("home".into(), false), (" a,b ".into(), true), ("".into(), false)];
    Property {
        format: "vcard3.0".into(),
        group: Some("item1".into()),
        name: "TEL".into(),
        params: vec![
            Parameter { name: "TYPE".into(), values: values.into() },
            Parameter { name: "".into(), values: Default::default() },
        ],
        value: " +49 30\r\n\u{1f} ".into(),
        encoding: Encoding::QuotedPrintable,
        position: u32::MAX,
        bytes: Some(vec![0xff, 0, 0xfe]),
        media: Some(MediaId::of(b"x")),
        anchor: Some(Anchor { field: "phones".into(), value: " HOME\u{1f}".into() }),
    }
}

fn written(property: &Property) -> Value {
    serde_json::to_value(property).unwrap()
}

fn refused(document: Value) -> String {
    serde_json::from_value::<Property>(document).unwrap_err().to_string()
}

fn whole() -> WholeContact {
    use serde::de::DeserializeSeed;

    let mut contact = WithFieldTypes(types).deserialize(full()).unwrap();
    contact.value = contact.value.with_properties(vec![
        property(),
        Property { format: "csv".into(), ..Property::default() },
    ]);
    let field = |key: &str, data_type| {
        (key.parse().unwrap(), ExtendedField { name: key.parse().unwrap(), data_type })
    };
    let bytes: Arc<[u8]> = Arc::from(&b"x"[..]);
    WholeContact {
        contact: Arc::new(contact),
        labels: vec![("custom.vip".parse().unwrap(), "VIP".parse().unwrap())],
        fields: vec![
            field("custom.note", DataType::Text),
            field("custom.score", DataType::Number),
            field("custom.since", DataType::Date),
            field("custom.site", DataType::Url),
        ],
        media: vec![(MediaId::of(&bytes), bytes)],
    }
}

#[test]
fn a_property_comes_back_as_it_went_out() {
    let all = property();
    assert_eq!(serde_json::from_value::<Property>(written(&all)).unwrap(), all);
    let least = Property { format: "csv".into(), ..Property::default() };
    assert_eq!(written(&least), json!({"format": "csv", "value": "", "position": 0}));
    assert_eq!(serde_json::from_value::<Property>(written(&least)).unwrap(), least);
}

#[test]
fn a_value_in_quotes_is_an_object() {
    let params = &written(&property())["params"];
    assert_eq!(
        *params,
        json!([{"name": "TYPE", "values": ["home", {"quoted": " a,b "}, ""]}, {"values": []}])
    );
}

#[test]
fn what_does_not_fit_a_property_is_refused_where_it_stands() {
    let with = |pointer: &str, value| with(written(&property()), pointer, value);
    for (document, expected) in [
        (json!({"value": "x"}), "invalid format ``: expected a value; invalid position"),
        (with("/bytes", json!("*")), "invalid bytes `*`: expected base64"),
        (with("/encoding", json!("7bit")), "one of `quoted-printable`, `base64`"),
        (with("/media", json!("x")), "invalid media `x`"),
        (with("/position", json!(-1)), "invalid position `-1`: expected a whole number"),
        (with("/group", json!(1)), "invalid group `1`: expected a text"),
        (with("/params/0/values/1", json!({"quote": "x"})), "invalid params[0].values[3].quoted"),
        (with("/anchor/place", json!("x")), "expected one of `field`, `value`"),
        (with("/charset", json!("x")), "invalid charset `charset`"),
    ] {
        let said = refused(document);
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_whole_contact_comes_back_as_it_went_out() {
    let all = whole();
    let json = serde_json::to_string(&all).unwrap();
    assert_eq!(serde_json::from_str::<WholeContact>(&json).unwrap(), all);
    let value: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["info"]["name"], full()["info"]["name"]);
    assert_eq!(value["labels"], json!([{"key": "custom.vip", "displayName": "VIP"}]));
    assert_eq!(value["media"][MediaId::of(b"x").to_string()], json!("eA=="));
}

#[test]
fn a_contact_alone_is_a_whole_one_that_keeps_nothing() {
    let whole: WholeContact = serde_json::from_value(full()).unwrap();
    assert_eq!(serde_json::to_value(&whole).unwrap(), full());
}

#[test]
fn bytes_stand_under_their_own_id() {
    let id = MediaId::of(b"y");
    let document = with(
        serde_json::to_value(whole()).unwrap(),
        "/media",
        json!({
            id.to_string(): "eA=="
        }),
    );
    let said = serde_json::from_value::<WholeContact>(document).unwrap_err().to_string();
    assert!(said.contains(&MediaId::of(b"x").to_string()), "{said}");
}

#[test]
fn a_card_may_keep_more_than_a_record_may_have() {
    let mut all = whole();
    let contact = Arc::make_mut(&mut all.contact);
    let many = (0..10_000).map(|position| Property { position, ..property() });
    contact.value = contact.value.clone().with_properties(many.collect());
    let json = serde_json::to_string(&all).unwrap();
    assert_eq!(serde_json::from_str::<WholeContact>(&json).unwrap(), all);
}
