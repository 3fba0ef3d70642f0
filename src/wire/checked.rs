//! Reading through serde.

use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};

#[cfg(feature = "media")]
use super::WholeContact;
use super::json::Json;
use super::place::{Place, Problems};
use super::read::{self, Dialect, FieldTypes, Kind, Reader};
use super::write::{FilterOut, Form, QueryOut};
use super::{DefinitionRequest, FacetsRequest, Kept, QueryRequest, Selector};
#[cfg(feature = "media")]
use crate::contact::Property;
use crate::contact::{Contact, MemberInfo, Origin};
use crate::edit::ContactPatch;
use crate::field::{DataType, ExtendedField, FieldKey};
use crate::invalid::Invalid;
use crate::label::Label;
use crate::query::{ContactQuery, Described, Filter};
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
///
/// What [`checked`](Self::checked) reads may be something else, such as a query.
#[derive(Clone, Copy, Debug)]
pub struct WithFieldTypes<F>(pub F);

impl<F: Fn(&FieldKey) -> Option<DataType>> WithFieldTypes<F> {
    /// Reads a contact, a filter or a query, with its problems one by one.
    ///
    /// ```
    /// # use contacts_core::{DataType, FieldKey, wire::{Checked, QueryRequest, WithFieldTypes}};
    /// use serde::de::DeserializeSeed;
    ///
    /// let types = |key: &FieldKey| (key.as_str() == "custom.size").then_some(DataType::Number);
    /// let json = r#"{"query": {"filter": {"info.extendedFields.custom.size": {"$gt": 40}}}}"#;
    /// let mut json = serde_json::Deserializer::from_str(json);
    /// let Checked(request) =
    ///     WithFieldTypes(types).checked::<QueryRequest>().deserialize(&mut json)?;
    /// assert!(request.is_ok());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn checked<T: OfFields>(self) -> CheckedWithFieldTypes<F, T> {
        CheckedWithFieldTypes { types: self.0, of: PhantomData }
    }
}

/// Reads a `T` with its problems one by one; see [`WithFieldTypes::checked`].
#[derive(Clone, Copy, Debug)]
pub struct CheckedWithFieldTypes<F, T> {
    types: F,
    of: PhantomData<fn() -> T>,
}

/// What is read by the types of extended fields: a contact, a [`Filter`], a [`ContactQuery`], a
/// [`QueryRequest`], a [`Selector`].
pub trait OfFields: sealed::OfFields {}

mod sealed {
    use super::{Deserializer, FieldTypes, Invalid};

    pub trait OfFields: Sized {
        /// Reads it, or says what is wrong with it.
        fn read<'de, D: Deserializer<'de>>(
            source: D,
            types: FieldTypes<'_>,
        ) -> Result<Result<Self, Vec<Invalid>>, D::Error>;
    }
}

impl<'de, F, T> DeserializeSeed<'de> for CheckedWithFieldTypes<F, T>
where
    F: Fn(&FieldKey) -> Option<DataType>,
    T: OfFields,
{
    type Value = Checked<T>;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Checked<T>, D::Error> {
        T::read(source, &self.types).map(Checked)
    }
}

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

#[cfg(feature = "media")]
macro_rules! kept_of_files {
    ($($type:ty: $name:literal, $read:expr;)*) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                Checked::<$type>::deserialize(source).and_then(|Checked(result)| plain(result))
            }
        }

        impl<'de> Deserialize<'de> for Checked<$type> {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                let json = Json::read_whole(source)?;
                Ok(Self(settle($name, |at| $read(json, at))))
            }
        }
    )*};
}
#[cfg(feature = "media")]
kept_of_files! {
    Property: "property", read::property;
    WholeContact: "contact", read::whole;
}

impl OfFields for Stored<Contact> {}

impl sealed::OfFields for Stored<Contact> {
    fn read<'de, D: Deserializer<'de>>(
        source: D,
        types: FieldTypes<'_>,
    ) -> Result<Result<Self, Vec<Invalid>>, D::Error> {
        Ok(contact(Json::read(source)?, types))
    }
}

/// What callers ask; without the types of the book's own extended fields, these are unknown.
macro_rules! asked {
    ($($type:ty: $read:expr;)*) => {$(
        impl OfFields for $type {}

        impl sealed::OfFields for $type {
            fn read<'de, D: Deserializer<'de>>(
                source: D,
                types: FieldTypes<'_>,
            ) -> Result<Result<Self, Vec<Invalid>>, D::Error> {
                Ok($read(Json::read_query(source)?, &Reader::new(Dialect::Platform, types)))
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                plain(<Self as sealed::OfFields>::read(source, &|_| None)?)
            }
        }

        impl<'de> Deserialize<'de> for Checked<$type> {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                <$type as sealed::OfFields>::read(source, &|_| None).map(Checked)
            }
        }
    )*};
}
asked! {
    Filter: filter;
    ContactQuery: query;
    QueryRequest: |json, reader| settle("request", |at| read::request(json, at, reader));
    Selector: |json, reader| settle("selector", |at| read::selector(json, at, reader));
}

macro_rules! requests {
    ($([$($generics:tt)*] $type:ty: $read:expr;)*) => {$(
        impl<'de, $($generics)*> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                plain($read(Json::read_query(source)?))
            }
        }

        impl<'de, $($generics)*> Deserialize<'de> for Checked<$type> {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                Ok(Self($read(Json::read_query(source)?)))
            }
        }
    )*};
}
requests! {
    [] FacetsRequest: |json| settle("request", |at| read::facets(json, at));
    [T: Described] DefinitionRequest<T>: definition_request;
}

/// A query of labels or extended fields; the problems break the rules that these have.
fn definition_request<T: Described>(json: Json) -> Result<DefinitionRequest<T>, Vec<Invalid>> {
    settle("request", |at| read::definition_query(json, at)).map_err(|mut problems| {
        for problem in &mut problems {
            *problem = problem.clone().against(read::rule(problem.rule()));
        }
        problems
    })
}

macro_rules! kept {
    ($($type:ty: $read:expr, $write:expr;)*) => {$(
        impl<'de> Deserialize<'de> for Kept<$type> {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                let reader = Reader::new(Dialect::Kept, &|_| None);
                plain($read(Json::read_query(source)?, &reader)).map(Self)
            }
        }

        impl Serialize for Kept<&$type> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $write(self.0, Form::Kept).serialize(serializer)
            }
        }

        impl Serialize for Kept<$type> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                Kept(&self.0).serialize(serializer)
            }
        }
    )*};
}
kept! {
    Filter: filter, FilterOut::new;
    ContactQuery: query, QueryOut::new;
}

fn filter(json: Json, reader: &Reader<'_>) -> Result<Filter, Vec<Invalid>> {
    let problems = Problems::default();
    let filter = reader.filter(json, &Place::part("filter", &problems));
    problems.settle(filter)
}

fn query(json: Json, reader: &Reader<'_>) -> Result<ContactQuery, Vec<Invalid>> {
    settle("query", |at| read::query(json, at, reader))
}

fn contact(json: Json, types: FieldTypes<'_>) -> Result<Stored<Contact>, Vec<Invalid>> {
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
