//! Filters and queries in JSON.

mod kept;
#[cfg(feature = "testing")]
mod laws;
mod limits;
mod operators;
mod refused;
mod request;

use serde::de::DeserializeSeed;
use serde_json::Value;

use super::types;
use crate::book::Error;
use crate::invalid::Invalid;
use crate::query::Filter;
use crate::wire::{Checked, OfFields, WithFieldTypes};

/// Reads a document as a caller's.
fn asked<T: OfFields>(document: &Value) -> Result<T, Vec<Invalid>> {
    let Checked(read) = WithFieldTypes(types).checked::<T>().deserialize(document).unwrap();
    read
}

fn filter(document: &Value) -> Filter {
    asked(document).unwrap_or_else(|problems| panic!("{document}: {problems:?}"))
}

/// The code and the message of the only problem.
fn refused<T: OfFields>(document: &Value) -> (&'static str, String) {
    let Err(problems) = asked::<T>(document) else { panic!("{document} is accepted") };
    let messages: Vec<String> = problems.iter().map(Invalid::to_string).collect();
    assert_eq!(messages.len(), 1, "{document}: {messages:?}");
    (Error::Invalid(problems).code(), messages.concat())
}
