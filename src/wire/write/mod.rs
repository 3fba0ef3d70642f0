//! From values to JSON: mirrors of the values that borrow them.

mod answer;
mod contact;
mod definition;
mod entry;
mod facet;
mod field;
mod filter;
mod info;
mod patch;
#[cfg(feature = "media")]
mod property;
mod query;
#[cfg(feature = "media")]
mod whole;

pub use answer::{Collected, ContactsAnswer, ListAnswer, QueryAnswer};
pub use contact::Projected;
pub(super) use filter::{FilterOut, Form};
#[cfg(feature = "media")]
pub(super) use property::ENCODINGS;
pub(super) use query::QueryOut;

use std::fmt::Display;

use serde::{Serialize, Serializer};

/// A collection as the wire wraps it.
#[derive(Serialize)]
struct Items<T> {
    items: T,
}

/// A collection, unless it is empty: then its key is left out.
fn some_items<T>(items: &[T]) -> Option<Items<&[T]>> {
    (!items.is_empty()).then_some(Items { items })
}

/// A value as its text.
struct Shown<T>(T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
