//! Values of extended fields.

use super::Kind;
use crate::edit::FieldInput;
use crate::field::{FieldKey, Number};
use crate::invalid::{Invalid, Rule};
use crate::wire::MAX_EXACT;
use crate::wire::json::Json;
use crate::wire::members::Members;
use crate::wire::place::Place;

/// The extended fields: an object of values within `items`.
pub(super) fn fields(
    json: Json,
    at: &Place<'_>,
    kind: Kind,
) -> Option<Vec<(FieldKey, FieldInput)>> {
    let mut members = Members::of(json, at)?;
    let place = members.place("items");
    let Some(items) = members.given("items") else { return Some(Vec::new()) };
    let mut fields = Vec::new();
    for (name, json) in Members::of(items, &place)?.rest() {
        let at = place.member(&name);
        let key = at.accept(name.parse());
        if let (Some(key), Some(value)) = (key, input(json, &at, kind)) {
            fields.push((key, value));
        }
    }
    Some(fields)
}

fn input(json: Json, at: &Place<'_>, kind: Kind) -> Option<FieldInput> {
    let number = match json {
        Json::Null => return Some(FieldInput::Clear),
        Json::Bool(bool) => return Some(FieldInput::Bool(bool)),
        Json::Text(text) => return Some(FieldInput::Text(text)),
        Json::Integer(integer) => exact(integer),
        // An integer of more than 64 bits arrives as the floating point number next to it. What a
        // caller sends may be such a one; what is stored has been a floating point number before.
        Json::Float(float) if kind == Kind::Patch && float.abs() > MAX_EXACT as f64 => {
            Err(too_large(&float.to_string()))
        }
        Json::Float(float) => Number::new(float),
        other => {
            at.refuse_type(&other, "a text, a number, true, false or null");
            return None;
        }
    };
    at.accept(number).map(FieldInput::Number)
}

fn exact(integer: i128) -> Result<Number, Invalid> {
    match i64::try_from(integer) {
        Ok(number) if number.unsigned_abs() <= MAX_EXACT => Number::try_from(number),
        _ => Err(too_large(&integer.to_string())),
    }
}

fn too_large(input: &str) -> Invalid {
    Invalid::new(Rule::Limit, "number", input, "a number from -2^53 to 2^53")
}
