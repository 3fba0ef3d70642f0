//! Filters of contacts.

use std::fmt::Display;

use serde::Serialize;
use serde::ser::{Error, SerializeMap, Serializer};

use super::Shown;
use super::field::serialize_number;
use crate::contact::MatchKey;
use crate::query::{
    Comparison, Condition, ContactField, Filter, MAX_DEPTH, Operators, Test, Value,
};

/// How a filter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::wire) enum Form {
    /// In the language of the platform, as far as it goes.
    Platform,
    /// So that it is read without asking the book: types stand beside extended fields.
    Kept,
}

/// In the filter language; read again as the same filter, see [`Kept`](crate::wire::Kept) for what
/// the language has no words for.
///
/// # Errors
///
/// That of the serializer; one if it is nested deeper than [`MAX_DEPTH`].
impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        FilterOut::new(self, Form::Platform).serialize(serializer)
    }
}

/// A filter that stands so deep in the whole.
#[derive(Clone, Copy)]
pub(in crate::wire) struct FilterOut<'a> {
    filter: &'a Filter,
    form: Form,
    depth: usize,
}

impl<'a> FilterOut<'a> {
    pub(in crate::wire) fn new(filter: &'a Filter, form: Form) -> Self {
        Self { filter, form, depth: 1 }
    }

    fn list(self, parts: &'a [Filter]) -> List<'a> {
        List(parts.iter().map(|part| self.below(part)).collect())
    }

    fn below(self, filter: &'a Filter) -> Self {
        Self { filter, depth: self.depth + 1, ..self }
    }
}

impl Serialize for FilterOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.depth > MAX_DEPTH {
            return Err(S::Error::custom(format_args!(
                "a filter is nested deeper than {MAX_DEPTH} levels"
            )));
        }
        match self.filter {
            Filter::And(parts) if parts.is_empty() => serializer.serialize_map(Some(0))?.end(),
            Filter::And(parts) => one(serializer, "$and", &self.list(parts)),
            Filter::Or(parts) => one(serializer, "$or", &self.list(parts)),
            Filter::Not(filter) => one(serializer, "$not", &self.below(filter)),
            Filter::Holds(key) => one(serializer, "$holds", &KeyOut(key)),
            Filter::Test(test) => {
                one(serializer, &test.field().path(), &TestOut { test, form: self.form })
            }
        }
    }
}

#[derive(Serialize)]
struct List<'a>(Vec<FilterOut<'a>>);

/// An object of one member.
fn one<S: Serializer>(
    serializer: S,
    name: &str,
    value: &impl Serialize,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(name, value)?;
    map.end()
}

/// A key that a contact holds.
struct KeyOut<'a>(&'a MatchKey);

impl Serialize for KeyOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, key): (_, &dyn Display) = match self.0 {
            MatchKey::Email(email) => ("email", email),
            MatchKey::Phone(phone) => ("phone", phone),
            MatchKey::Digits(digits) => ("digits", digits),
            MatchKey::National(digits) => ("national", digits),
            MatchKey::Member(id) => ("member", id),
            MatchKey::Visitor(id) => ("visitor", id),
            MatchKey::Uid(uid) => ("uid", uid),
        };
        one(serializer, kind, &Shown(key))
    }
}

/// What is asked of a field.
struct TestOut<'a> {
    test: &'a Test,
    form: Form,
}

impl Serialize for TestOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let field = self.test.field();
        let mut map = serializer.serialize_map(None)?;
        if let (ContactField::Extended(_, data_type), Form::Kept) = (field, self.form) {
            map.serialize_entry("$type", data_type)?;
        }
        let (operator, operand) = operation(field, self.test.condition());
        map.serialize_entry(operator, &operand)?;
        map.end()
    }
}

/// What stands after an operator.
enum Operand<'a> {
    Value(&'a Value),
    Values(&'a [Value]),
    Text(&'a str),
    Bool(bool),
    Null,
}

impl Serialize for Operand<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => ValueOut(value).serialize(serializer),
            Self::Values(values) => serializer.collect_seq(values.iter().map(ValueOut)),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Bool(bool) => serializer.serialize_bool(*bool),
            Self::Null => serializer.serialize_unit(),
        }
    }
}

struct ValueOut<'a>(&'a Value);

impl Serialize for ValueOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Time(time) => serializer.collect_str(time),
            Value::Day(day) => serializer.collect_str(day),
            Value::Number(number) => serialize_number(*number, serializer),
            Value::Id(id) => serializer.collect_str(id),
        }
    }
}

/// The operator for a condition, one that the platform has for the field if there is any.
fn operation<'a>(field: &ContactField, condition: &'a Condition) -> (&'static str, Operand<'a>) {
    let names = field.operators().names();
    let is_set = field.operators() == Operators::Set;
    match condition {
        Condition::OneOf(values) if is_set => ("$hasSome", Operand::Values(values)),
        Condition::OneOf(values) => match values.as_slice() {
            [value] => ("$eq", Operand::Value(value)),
            values => ("$in", Operand::Values(values)),
        },
        Condition::Other(values) => match values.as_slice() {
            [value] => ("$ne", Operand::Value(value)),
            values => ("$nin", Operand::Values(values)),
        },
        Condition::HasAll(values) => ("$hasAll", Operand::Values(values)),
        Condition::Compare(comparison, value) => {
            let operator = match comparison {
                Comparison::Below => "$lt",
                Comparison::AtMost => "$lte",
                Comparison::AtLeast => "$gte",
                Comparison::Above => "$gt",
            };
            (operator, Operand::Value(value))
        }
        Condition::StartsWith(prefix) => ("$startsWith", Operand::Text(prefix)),
        Condition::Exists(exists) if is_set => ("$isEmpty", Operand::Bool(!exists)),
        Condition::Exists(exists) if names.contains(&"$eq") && !names.contains(&"$exists") => {
            (if *exists { "$ne" } else { "$eq" }, Operand::Null)
        }
        Condition::Exists(exists) => ("$exists", Operand::Bool(*exists)),
    }
}
