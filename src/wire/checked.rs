//! Reading through serde.

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error};

use super::json::Json;
use super::place::{Place, Problems};
use super::read::{self, Kind};
use crate::contact::{Contact, MemberInfo, Origin};
use crate::edit::ContactPatch;
use crate::field::{DataType, ExtendedField, FieldKey};
use crate::invalid::Invalid;
use crate::label::Label;
use crate::record::Stored;

/// How many problems the message of one error holds.
const SHOWN: usize = 10;

/// A value that was read, or everything that is wrong with it.
///
/// Where the error of a plain value is one message, this has the problems one by one, so that each
/// can be shown where it stands. What is no JSON at all remains an error of its own.
///
/// ```
/// # use contacts_core::{ContactPatch, Rule, wire::Checked};
/// let json = r#"{"emails": {"items": [{"email": "a@@b"}]}, "company": 1}"#;
/// let Checked(result) = serde_json::from_str::<Checked<ContactPatch>>(json)?;
/// let problems = result.unwrap_err();
/// assert_eq!(problems[0].field(), "info.emails.items[0].email");
/// assert_eq!(problems[1].rule(), Rule::Type);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked<T>(pub Result<T, Vec<Invalid>>);

/// Reads a stored contact, told the types of the book's extended fields.
///
/// The wire shows texts, days and web addresses alike as texts. Without their types, all of them
/// are read as texts; fields that every book has are known in any case.
///
/// ```
/// # use contacts_core::{DataType, FieldKey, wire::WithFieldTypes};
/// use serde::de::DeserializeSeed;
///
/// let types = |key: &FieldKey| (key.as_str() == "custom.since").then_some(DataType::Date);
/// let mut json = serde_json::Deserializer::from_str(r#"{"id": 1}"#);
/// let error = WithFieldTypes(types).deserialize(&mut json).unwrap_err();
/// assert!(error.to_string().starts_with("invalid id `1`: expected a text; invalid revision"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct WithFieldTypes<F>(pub F);

impl<'de, F: Fn(&FieldKey) -> Option<DataType>> DeserializeSeed<'de> for WithFieldTypes<F> {
    type Value = Stored<Contact>;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Self::Value, D::Error> {
        plain(contact(Json::read(source)?, &self.0))
    }
}

macro_rules! readable {
    ($($type:ty: $read:expr;)*) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                plain($read(Json::read(source)?))
            }
        }

        impl<'de> Deserialize<'de> for Checked<$type> {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                Ok(Self($read(Json::read(source)?)))
            }
        }
    )*};
}
readable! {
    Stored<Contact>: |json| contact(json, &|_| None);
    Stored<Label>: |json| settle("label", |at| read::label(json, at));
    Stored<ExtendedField>: |json| settle("extended field", |at| read::extended_field(json, at));
    ContactPatch: patch;
    MemberInfo: |json| settle("member info", |at| read::member(json, at));
    Origin: |json| settle("source", |at| read::origin(json, at));
}

fn contact(
    json: Json,
    types: &dyn Fn(&FieldKey) -> Option<DataType>,
) -> Result<Stored<Contact>, Vec<Invalid>> {
    settle("contact", |at| read::contact(json, at, types))
}

fn patch(json: Json) -> Result<ContactPatch, Vec<Invalid>> {
    let problems = Problems::default();
    let patch = read::info(json, &Place::part("info", &problems), Kind::Patch);
    problems.settle(patch)
}

fn settle<T>(
    document: &'static str,
    read: impl FnOnce(&Place<'_>) -> Option<T>,
) -> Result<T, Vec<Invalid>> {
    let problems = Problems::default();
    let value = read(&Place::document(document, &problems));
    problems.settle(value)
}

/// The problems as one error.
fn plain<T, E: Error>(result: Result<T, Vec<Invalid>>) -> Result<T, E> {
    result.map_err(|problems| {
        let mut said: Vec<String> = problems.iter().take(SHOWN).map(Invalid::to_string).collect();
        if problems.len() > SHOWN {
            said.push(format!("and {} more", problems.len() - SHOWN));
        }
        E::custom(said.join("; "))
    })
}
