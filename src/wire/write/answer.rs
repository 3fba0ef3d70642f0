//! Answers of lists and queries: what was found, and what is known of the whole list.

use std::sync::Arc;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Projected;
use crate::contact::Contact;
use crate::field::ExtendedField;
use crate::label::Label;
use crate::query::{ContactFacet, Excerpt, Projection};
use crate::record::Stored;

/// The answer of the platform's list and query of contacts:
/// `{"contacts": […], "pagingMetadata": {…}}`.
///
/// ```
/// # use contacts_core::{*, query::Projection, wire::ContactsAnswer};
/// # let book = ContactBook::new(MemoryStore::new());
/// # let session = book.with(Caller::Host);
/// # session.create(ContactPatch::new().with_name("Ada", "")?)?;
/// let page = session.query(&ContactQuery::all(), &Paging::first(20).skipping(1).with_total())?;
/// let answer = ContactsAnswer {
///     contacts: &page.contacts,
///     projection: Projection::basic(),
///     offset: Some(1),
///     total: page.total,
///     next: None,
/// };
/// assert_eq!(
///     serde_json::to_string(&answer)?,
///     r#"{"contacts":[],"pagingMetadata":{"count":0,"offset":1,"total":1,"tooManyToCount":false}}"#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ContactsAnswer<'a> {
    /// The page.
    pub contacts: &'a [Arc<Stored<Contact>>],
    /// What is shown of each contact.
    pub projection: Projection,
    /// How many were left out before it; `None` if it was reached by a cursor.
    pub offset: Option<usize>,
    /// How many there are in all; `None` (`tooManyToCount`) if they were not counted.
    pub total: Option<usize>,
    /// The cursor of the next page (`cursors.next`); it is not shown if there is none.
    pub next: Option<&'a str>,
}

/// The answer of a query of labels, extended fields or facets:
/// `{"labels": […], "pagingMetadata": {…}}`, likewise `fields` and `facets`.
#[derive(Clone, Copy, Debug)]
pub struct QueryAnswer<'a, T>(pub &'a Excerpt<T>);

/// The answer of a list of labels or extended fields: `{"labels": […], "metadata": {…}}`, likewise
/// `fields`.
#[derive(Clone, Copy, Debug)]
pub struct ListAnswer<'a, T>(pub &'a Excerpt<T>);

/// What has a name in answers where there are several of it.
pub trait Collected: Serialize + sealed::Sealed {
    /// The name: `labels`, `fields`, `facets`.
    const NAME: &'static str;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! collected {
    ($($type:ty: $name:literal),*) => {$(
        impl sealed::Sealed for $type {}

        impl Collected for $type {
            const NAME: &'static str = $name;
        }
    )*};
}
collected!(
    Arc<Stored<Label>>: "labels",
    Arc<Stored<ExtendedField>>: "fields",
    ContactFacet: "facets"
);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata<'a> {
    count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    too_many_to_count: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursors: Option<Cursors<'a>>,
}

#[derive(Serialize)]
struct Cursors<'a> {
    next: &'a str,
}

/// # Errors
///
/// As a contact.
impl Serialize for ContactsAnswer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { contacts, projection, offset, total, next } = self;
        let metadata = Metadata {
            count: contacts.len(),
            offset: *offset,
            total: *total,
            too_many_to_count: total.is_none(),
            cursors: next.map(|next| Cursors { next }),
        };
        let contacts: Vec<_> =
            contacts.iter().map(|contact| Projected(contact, projection)).collect();
        answer(serializer, "contacts", &contacts, "pagingMetadata", &metadata)
    }
}

impl<T: Collected> Serialize for QueryAnswer<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        excerpt(self.0, serializer, "pagingMetadata")
    }
}

impl<T: Collected> Serialize for ListAnswer<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        excerpt(self.0, serializer, "metadata")
    }
}

fn excerpt<T: Collected, S: Serializer>(
    excerpt: &Excerpt<T>,
    serializer: S,
    metadata: &'static str,
) -> Result<S::Ok, S::Error> {
    let Excerpt { items, offset, total } = excerpt;
    let said = Metadata {
        count: items.len(),
        offset: Some(*offset),
        total: Some(*total),
        too_many_to_count: false,
        cursors: None,
    };
    answer(serializer, T::NAME, items, metadata, &said)
}

fn answer<S: Serializer>(
    serializer: S,
    name: &'static str,
    items: &impl Serialize,
    metadata: &'static str,
    said: &Metadata<'_>,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry(name, items)?;
    map.serialize_entry(metadata, said)?;
    map.end()
}
