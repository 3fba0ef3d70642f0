//! A contact with everything that it keeps and refers to.

use std::collections::HashMap;
use std::sync::Arc;

use super::contact::contact_of;
use super::property::{base64, property};
use super::stored_info::FieldTypes;
use crate::contact::MediaId;
use crate::field::{DataType, ExtendedField, FieldKey};
use crate::invalid::Rule;
use crate::label::{LabelKey, LabelName};
use crate::wire::WholeContact;
use crate::wire::json::{Json, MAX_WHOLE};
use crate::wire::members::{Members, list, text, word};
use crate::wire::place::Place;

pub(in crate::wire) fn whole(json: Json, at: &Place<'_>) -> Option<WholeContact> {
    let mut members = Members::of(json, at)?;
    let labels = members.with("labels", |json, at| list(json, at, MAX_WHOLE, label));
    let fields = members.with("fields", |json, at| list(json, at, MAX_WHOLE, field));
    let fields = fields.unwrap_or_default();
    let kept = members.with("preservedProperties", |json, at| list(json, at, MAX_WHOLE, property));
    let media = members.with("media", media);
    let types: HashMap<&FieldKey, DataType> =
        fields.iter().map(|(key, field)| (key, field.data_type)).collect();
    let types: FieldTypes<'_> = &|key| types.get(key).copied();
    let mut contact = contact_of(&mut members, at, types)?;
    contact.value = contact.value.with_properties(kept.unwrap_or_default());
    Some(WholeContact {
        contact: Arc::new(contact),
        labels: labels.unwrap_or_default(),
        fields,
        media: media.unwrap_or_default(),
    })
}

fn label(json: Json, at: &Place<'_>) -> Option<(LabelKey, LabelName)> {
    let mut members = Members::of(json, at)?;
    let (key, name) = (members.required("key", text), members.required("displayName", text));
    Some((key?, name?))
}

fn field(json: Json, at: &Place<'_>) -> Option<(FieldKey, ExtendedField)> {
    let mut members = Members::of(json, at)?;
    let (key, name) = (members.required("key", text), members.required("displayName", text));
    let data_type = members.required("dataType", word);
    Some((key?, ExtendedField { name: name?, data_type: data_type? }))
}

/// Bytes by their ids: each of those that its bytes have.
fn media(json: Json, at: &Place<'_>) -> Option<Vec<(MediaId, Arc<[u8]>)>> {
    let (members, count) = match json {
        Json::Object(members, count) => (members, count),
        other => {
            at.refuse_type(&other, "an object");
            return None;
        }
    };
    if count > MAX_WHOLE {
        at.refuse_as(Rule::Limit, &format!("{count} members"), format!("at most {MAX_WHOLE}"));
        return None;
    }
    let mut media = Vec::with_capacity(members.len());
    for (name, json) in members {
        let at = at.member(&name);
        let Some(bytes) = base64(json, &at) else { continue };
        let id = MediaId::of(&bytes);
        if id.to_string() != name {
            at.refuse_as(Rule::Format, &name, format!("`{id}`, the id of its bytes"));
        } else if !media.iter().any(|(known, _)| *known == id) {
            media.push((id, bytes.into()));
        }
    }
    Some(media)
}
