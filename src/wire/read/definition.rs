//! Labels and extended fields: what a book defines and what every book has.

use super::contact::in_order;
use crate::field::{DataType, ExtendedField, FieldKey, SystemField, field_type, system_field};
use crate::invalid::Rule;
use crate::label::{Label, LabelKey, LabelKind, LegacyIds, is_system_label};
use crate::record::{Revision, Stored};
use crate::text::Text;
use crate::time::Timestamp;
use crate::wire::json::Json;
use crate::wire::members::{Members, raw, text, word};
use crate::wire::place::Place;

pub(in crate::wire) fn label(json: Json, at: &Place<'_>) -> Option<Stored<Label>> {
    let mut members = Members::of(json, at)?;
    let key = members.required::<LabelKey>("key", text);
    let is_system = key.as_ref().is_some_and(is_system_label);
    if let Some(key) = &key {
        expect(&mut members, "namespace", key.namespace());
    } else {
        members.derived("namespace");
    }
    members.derived("namespaceDisplayName");
    let name = members.required("displayName", text);
    let kind: Option<LabelKind> = members.required("labelType", word);
    let legacy = LegacyIds {
        legacy_id: members.text::<Text<1000>>("legacyId").map(|id| id.as_str().into()),
        tag_id: members.text("tagId"),
    };
    let dates = dates(&mut members, is_system);
    let (created, updated) = dates?;
    let value = Label { name: name?, kind: kind?, legacy };
    Some(Stored { id: key?, revision: Revision::FIRST, created, updated, value })
}

pub(in crate::wire) fn extended_field(json: Json, at: &Place<'_>) -> Option<Stored<ExtendedField>> {
    let mut members = Members::of(json, at)?;
    let key = members.required::<FieldKey>("key", text);
    let system = key.as_ref().and_then(system_field);
    let name = members.required("displayName", text);
    let data_type = members.required("dataType", |json, at| data_type(json, at, system));
    if let Some(key) = &key {
        expect(&mut members, "namespace", key.namespace());
        expect(&mut members, "fieldType", field_type(system.is_some()));
    } else {
        members.derived("namespace");
        members.derived("fieldType");
    }
    if system.is_some() {
        members.derived("description");
    }
    let dates = dates(&mut members, system.is_some());
    let (created, updated) = dates?;
    let value = ExtendedField { name: name?, data_type: data_type? };
    Some(Stored { id: key?, revision: Revision::FIRST, created, updated, value })
}

/// A type; that of a field which every book has is known.
fn data_type(json: Json, at: &Place<'_>, system: Option<&SystemField>) -> Option<DataType> {
    let data_type: DataType = word(json, at)?;
    match system {
        Some(field) if field.data_type != data_type => {
            let expected = format!("`{}`, as in every book", field.data_type.as_str());
            at.refuse_as(Rule::Format, data_type.as_str(), expected);
            None
        }
        _ => Some(data_type),
    }
}

/// A text that follows from the key.
fn expect(members: &mut Members<'_>, name: &'static str, value: &str) {
    if let Some(said) = members.with(name, raw)
        && said != value
    {
        let expected = format!("`{value}`, which follows from the key");
        members.place(name).refuse_as(Rule::Format, &said, expected);
    }
}

/// The dates, which what every book has may lack.
fn dates(members: &mut Members<'_>, is_system: bool) -> Option<(Timestamp, Timestamp)> {
    let mut date = |name| match is_system {
        true => Some(members.text(name).unwrap_or(Timestamp::EPOCH)),
        false => members.required(name, text),
    };
    let (created, updated) = (date("createdDate"), date("updatedDate"));
    in_order(members, created?, updated?)
}
