//! From records to contacts: what the formats have in common.

pub(super) mod anchor;
mod countries;
#[cfg(feature = "vcard")]
pub(super) mod days;
mod draft;
mod folded;
mod imported;
mod language;
mod loose;
pub(super) mod names;
mod options;
pub(super) mod pictures;
pub(super) mod standard;
#[cfg(feature = "vcard")]
mod subdivisions;
pub(super) mod uid;

pub(super) use countries::country;
pub(super) use draft::Draft;
pub(super) use draft::Taken;
pub use imported::{Imported, ImportedField};
pub(super) use language::language;
pub use loose::Loose;
pub use options::{DateOrder, ImportOptions, StandardFields};
#[cfg(feature = "vcard")]
pub(super) use subdivisions::subdivision;
