//! Labels and extended fields: what a book defines.

use super::contact::dates;
use crate::field::{ExtendedField, FieldKey, system_field};
use crate::invalid::Rule;
use crate::label::{Label, LabelKey, LegacyIds};
use crate::record::{Revision, Stored};
use crate::text::Text;
use crate::wire::json::Json;
use crate::wire::members::{Members, raw, text, word};
use crate::wire::place::Place;

pub(in crate::wire) fn label(json: Json, at: &Place<'_>) -> Option<Stored<Label>> {
    let mut members = Members::of(json, at)?;
    let key = members.required::<LabelKey>("key", text);
    namespace(&mut members, key.as_ref().map(LabelKey::namespace));
    members.derived("namespaceDisplayName");
    let name = members.required("displayName", text);
    let kind = members.required("labelType", word);
    let legacy = LegacyIds {
        legacy_id: members.text::<Text<1000>>("legacyId").map(|id| id.as_str().into()),
        tag_id: members.text("tagId"),
    };
    let (created, updated) = dates(&mut members)?;
    let value = Label { name: name?, kind: kind?, legacy };
    Some(Stored { id: key?, revision: Revision::FIRST, created, updated, value })
}

pub(in crate::wire) fn extended_field(json: Json, at: &Place<'_>) -> Option<Stored<ExtendedField>> {
    let mut members = Members::of(json, at)?;
    let key = members.required("key", own_key);
    namespace(&mut members, key.as_ref().map(FieldKey::namespace));
    let name = members.required("displayName", text);
    let data_type = members.required("dataType", word);
    let _only_one = members.with("fieldType", user_defined);
    let (created, updated) = dates(&mut members)?;
    let value = ExtendedField { name: name?, data_type: data_type? };
    Some(Stored { id: key?, revision: Revision::FIRST, created, updated, value })
}

/// The key of a field that a book defines: not one that every book has.
fn own_key(json: Json, at: &Place<'_>) -> Option<FieldKey> {
    let key: FieldKey = text(json, at)?;
    if system_field(&key).is_some() {
        at.refuse_as(Rule::Format, key.as_str(), "a field that not every book has");
        return None;
    }
    Some(key)
}

/// Fields of a book are made by its users.
fn user_defined(json: Json, at: &Place<'_>) -> Option<()> {
    const KIND: &str = "USER_DEFINED";
    let kind = raw(json, at)?;
    if kind != KIND {
        at.refuse_as(Rule::Format, &kind, format!("`{KIND}`"));
    }
    Some(())
}

/// The namespace, which is a part of the key.
fn namespace(members: &mut Members<'_>, of_key: Option<&str>) {
    let said = members.with("namespace", raw);
    if let (Some(said), Some(of_key)) = (said, of_key)
        && said != of_key
    {
        let expected = format!("`{of_key}`, as in the key");
        members.place("namespace").refuse_as(Rule::Format, &said, expected);
    }
}
