//! What fields are compared with.

use std::fmt;

use smol_str::SmolStr;
use uuid::Uuid;

use crate::field::{FieldValue, Number};
use crate::time::{LocalDate, Timestamp};

/// What a condition compares a field with; of the kind of the field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// Text, a code, a status, the key of a label.
    Text(SmolStr),
    /// A point in time.
    Time(Timestamp),
    /// A calendar day.
    Day(LocalDate),
    /// A number.
    Number(Number),
    /// An identity.
    Id(Uuid),
}

/// A value of a contact's field, where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Datum<'a> {
    /// Text, a code, a status, the key of a label.
    Text(&'a str),
    /// A point in time.
    Time(Timestamp),
    /// A calendar day.
    Day(LocalDate),
    /// A number.
    Number(Number),
    /// An identity.
    Id(Uuid),
}

impl Value {
    /// The same, borrowed.
    pub fn as_datum(&self) -> Datum<'_> {
        match self {
            Self::Text(text) => Datum::Text(text),
            Self::Time(time) => Datum::Time(*time),
            Self::Day(day) => Datum::Day(*day),
            Self::Number(number) => Datum::Number(*number),
            Self::Id(id) => Datum::Id(*id),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "`{}`", text.escape_debug()),
            Self::Time(time) => time.fmt(f),
            Self::Day(day) => day.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Id(id) => id.fmt(f),
        }
    }
}

impl Datum<'_> {
    /// The same, owned.
    pub fn to_value(self) -> Value {
        match self {
            Self::Text(text) => Value::Text(text.into()),
            Self::Time(time) => Value::Time(time),
            Self::Day(day) => Value::Day(day),
            Self::Number(number) => Value::Number(number),
            Self::Id(id) => Value::Id(id),
        }
    }
}

impl<'a> From<&'a FieldValue> for Datum<'a> {
    fn from(value: &'a FieldValue) -> Self {
        match value {
            FieldValue::Text(text) => Self::Text(text.as_str()),
            FieldValue::Url(url) => Self::Text(url.as_str()),
            FieldValue::Number(number) => Self::Number(*number),
            FieldValue::Date(day) => Self::Day(*day),
        }
    }
}

macro_rules! values {
    ($($type:ty => $variant:ident($from:expr)),* $(,)?) => {
        $(impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant($from(value))
            }
        })*
    };
}
values! {
    &str => Text(SmolStr::new),
    String => Text(SmolStr::from),
    Timestamp => Time(|time| time),
    LocalDate => Day(|day| day),
    Number => Number(|number| number),
    Uuid => Id(|id| id),
    crate::id::ContactId => Id(|id: crate::id::ContactId| *id.as_uuid()),
    crate::id::LocationId => Id(|id: crate::id::LocationId| *id.as_uuid()),
    crate::id::UserId => Id(|id: crate::id::UserId| *id.as_uuid()),
    crate::label::LabelKey => Text(|key: crate::label::LabelKey| SmolStr::new(key.as_str())),
}
