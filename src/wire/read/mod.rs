//! From JSON to values: every problem of a document, each with the path at which it stands.

mod address;
mod consent;
mod contact;
mod definition;
mod definition_query;
mod entry;
mod facets;
mod field;
mod filter;
mod holds;
mod info;
mod member;
mod origin;
mod picture;
#[cfg(feature = "media")]
mod property;
mod query;
mod section;
mod stored_info;
#[cfg(feature = "media")]
mod whole;

pub(super) use contact::contact;
pub(super) use definition::{extended_field, label};
pub(super) use definition_query::{definition_query, rule};
pub(super) use facets::facets;
pub(super) use filter::{Dialect, Reader};
pub(super) use info::info;
pub(super) use member::member;
pub(super) use origin::origin;
#[cfg(feature = "media")]
pub(super) use property::property;
pub(super) use query::{query, request, selector};
pub(super) use stored_info::FieldTypes;
#[cfg(feature = "media")]
pub(super) use whole::whole;

/// Which kind of document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What a caller wants a contact to hold.
    Patch,
    /// What a contact holds.
    Stored,
}
