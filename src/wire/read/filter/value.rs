//! What a field is compared with.

use super::{Asked, FilterReader, Language};
use crate::field::Number;
use crate::id::ContactId;
use crate::invalid::{Invalid, Rule};
use crate::label::LabelKey;
use crate::query::{FieldKind, Value};
use crate::time::{LocalDate, Timestamp};
use crate::wire::MAX_EXACT;
use crate::wire::json::Json;
use crate::wire::members::one_of;
use crate::wire::place::Place;

impl<L: Language> FilterReader<L> {
    /// A value of the kind of the field.
    pub(super) fn value(&self, field: &L::Field, json: Json, at: &Place<'_>) -> Option<Value> {
        let kind = field.kind();
        let value = match (kind, json) {
            (FieldKind::Number, Json::Integer(integer)) => self.integer(integer).map(Value::from),
            (FieldKind::Number, Json::Float(float)) => self.float(float).map(Value::from),
            (FieldKind::Number, other) => return self.refuse_type(field, &other, at),
            (FieldKind::Id, Json::Text(text)) => text.parse::<ContactId>().map(Value::from),
            (FieldKind::Time, Json::Text(text)) => text.parse::<Timestamp>().map(Value::from),
            (FieldKind::Day, Json::Text(text)) => text.parse::<LocalDate>().map(Value::from),
            (FieldKind::Label, Json::Text(text)) => text.parse::<LabelKey>().map(Value::from),
            (FieldKind::Status, Json::Text(text)) => self.status(field, text).map(Value::from),
            (FieldKind::Text | FieldKind::Email | FieldKind::Code, Json::Text(text)) => {
                return self.text(field, text, at).map(Value::from);
            }
            (_, other) => return self.refuse_type(field, &other, at),
        };
        let refused = |problem: Invalid| {
            let expected = problem.expected().to_owned();
            at.refuse_as(Rule::FilterValue, problem.input(), expected);
        };
        value.map_err(refused).ok()
    }

    /// A text that a field of texts can be compared with.
    pub(super) fn text(&self, field: &L::Field, text: String, at: &Place<'_>) -> Option<String> {
        let max = field.max_text();
        if !self.is_kept() && text.len() > max && text.chars().count() > max {
            let expected = format!("at most {max} characters");
            at.refuse_as(Rule::FilterValue, &text, expected);
            return None;
        }
        Some(text)
    }

    /// What a value of the field looks like.
    pub(super) fn form(&self, field: &L::Field) -> String {
        match field.kind() {
            FieldKind::Id => "a GUID of the form 8-4-4-4-12 in hex".into(),
            FieldKind::Time => "a time such as 2021-03-30T11:36:07.683Z".into(),
            FieldKind::Day => "a day such as 1815-12-10".into(),
            FieldKind::Number => "a number".into(),
            FieldKind::Text | FieldKind::Email | FieldKind::Code => "a text".into(),
            FieldKind::Status => one_of(field.statuses()),
            FieldKind::Label => "a label key such as contacts.customers".into(),
        }
    }

    fn refuse_type<T>(&self, field: &L::Field, json: &Json, at: &Place<'_>) -> Option<T> {
        let mut expected = self.form(field);
        if let Json::List(..) = json
            && field.operators().names().contains(&"$in")
        {
            expected.push_str("; for one of several, `$in`");
        }
        at.refuse_as(Rule::FilterValueType, &json.shown(), expected);
        None
    }

    fn status(&self, field: &L::Field, text: String) -> Result<String, Invalid> {
        match self.is_kept() || field.statuses().contains(&text.as_str()) {
            true => Ok(text),
            false => Err(Invalid::format("status", &text, one_of(field.statuses()))),
        }
    }

    fn integer(&self, integer: i128) -> Result<Number, Invalid> {
        match i64::try_from(integer) {
            Ok(number) if number.unsigned_abs() <= MAX_EXACT => Number::try_from(number),
            _ if self.is_kept() => Number::new(integer as f64),
            _ => Err(too_large(&integer.to_string())),
        }
    }

    /// An integer of more than 64 bits arrives as the floating point number next to it: what a
    /// caller sends may be such a one.
    fn float(&self, float: f64) -> Result<Number, Invalid> {
        match float.abs() > MAX_EXACT as f64 && !self.is_kept() {
            true => Err(too_large(&float.to_string())),
            false => Number::new(float),
        }
    }
}

fn too_large(input: &str) -> Invalid {
    Invalid::limit("number", input, "a number from -2^53 to 2^53")
}
