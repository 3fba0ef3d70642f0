//! Properties of files, as they are kept beside a contact.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use smol_str::SmolStr;

use crate::contact::{Anchor, Encoding, Parameter, Property};
use crate::invalid::Rule;
use crate::wire::json::{Json, MAX_WHOLE};
use crate::wire::members::{Members, list, one_of, raw, text};
use crate::wire::place::Place;
use crate::wire::write::ENCODINGS;

pub(in crate::wire) fn property(json: Json, at: &Place<'_>) -> Option<Property> {
    let mut members = Members::of(json, at)?;
    let format = members.required("format", raw);
    let group = exact(&mut members, "group");
    let name = exact(&mut members, "name").unwrap_or_default();
    let params = members.with("params", |json, at| list(json, at, MAX_WHOLE, parameter));
    let value = members.with("value", raw).unwrap_or_default();
    let encoding = members.with("encoding", encoding).unwrap_or_default();
    let position = members.required("position", position);
    let bytes = members.with("bytes", base64);
    let media = members.with("media", text);
    let anchor = members.with("anchor", anchor);
    Some(Property {
        format: format?.into(),
        group,
        name,
        params: params.unwrap_or_default(),
        value,
        encoding,
        position: position?,
        bytes,
        media,
        anchor,
    })
}

/// A text as it stands, blank or not.
fn exact(members: &mut Members<'_>, name: &'static str) -> Option<SmolStr> {
    members.with(name, raw).map(SmolStr::from)
}

fn parameter(json: Json, at: &Place<'_>) -> Option<Parameter> {
    let mut members = Members::of(json, at)?;
    let name = exact(&mut members, "name").unwrap_or_default();
    let values = members.required("values", |json, at| list(json, at, MAX_WHOLE, value));
    Some(Parameter { name, values: values?.into() })
}

fn value(json: Json, at: &Place<'_>) -> Option<(SmolStr, bool)> {
    match json {
        Json::Text(text) => Some((text.into(), false)),
        Json::Object(..) => {
            let mut members = Members::of(json, at)?;
            match members.given("quoted") {
                Some(json) => Some((raw(json, &members.place("quoted"))?.into(), true)),
                None => {
                    members.place("quoted").refuse_as(Rule::Required, "", "a value");
                    None
                }
            }
        }
        other => {
            at.refuse_type(&other, "a text, or an object of one that stood in quotes");
            None
        }
    }
}

fn encoding(json: Json, at: &Place<'_>) -> Option<Encoding> {
    let text = raw(json, at)?;
    let known = ENCODINGS.iter().find(|(word, _)| *word == text);
    if known.is_none() {
        at.refuse_as(Rule::Format, &text, one_of(&ENCODINGS.map(|(word, _)| word)));
    }
    known.map(|(_, encoding)| *encoding)
}

fn position(json: Json, at: &Place<'_>) -> Option<u32> {
    match json {
        Json::Integer(integer) if u32::try_from(integer).is_ok() => u32::try_from(integer).ok(),
        other => {
            at.refuse_type(&other, "a whole number from 0 to 2^32 - 1");
            None
        }
    }
}

/// Bytes, written in base64.
pub(super) fn base64(json: Json, at: &Place<'_>) -> Option<Vec<u8>> {
    let text = raw(json, at)?;
    match STANDARD.decode(&text) {
        Ok(bytes) => Some(bytes),
        Err(_) => {
            at.refuse_as(Rule::Format, &text, "base64, with its padding");
            None
        }
    }
}

fn anchor(json: Json, at: &Place<'_>) -> Option<Anchor> {
    let mut members = Members::of(json, at)?;
    let field = members.required("field", raw);
    let value = exact(&mut members, "value").unwrap_or_default();
    Some(Anchor { field: field?.into(), value })
}
