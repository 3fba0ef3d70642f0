//! From records to contacts: what the formats have in common.

pub(super) mod anchor;
mod countries;
mod draft;
mod imported;

pub(super) use countries::country;
pub(super) use draft::Draft;
pub use imported::{ImportOptions, Imported};
