//! Files of other programs, read and written without loss.
//!
//! The raw level knows lines, cards, rows and charsets, and nothing of contacts: a vCard becomes a
//! list of [`Property`](crate::Property), a table a list of rows. Above it a card or a row becomes
//! an [`Imported`] record with every line kept, and a contact becomes a card or a row again. What is
//! wrong is said in [`Problem`]s, and what cannot be read at all comes out as [`Skipped`].
//!
//! # Promises
//! - One bad record never stops the others and never takes the next one with it.
//! - Memory is bounded by one record, time is linear in the input, whatever the bytes are.
//! - Only the source can fail ([`std::io::Error`]); data cannot.

mod charset;
#[cfg(test)]
#[cfg(all(feature = "vcard", feature = "csv"))]
mod corpus;
#[cfg(feature = "csv")]
pub mod csv;
#[cfg(test)]
#[cfg(feature = "vcard")]
mod damage;
mod definitions;
mod found;
#[cfg(feature = "vcard")]
pub mod jcard;
#[cfg(feature = "jscontact")]
pub mod jscontact;
#[cfg(any(feature = "vcard", feature = "jscontact"))]
mod json;
pub mod jsonl;
#[cfg(any(feature = "vcard", feature = "csv"))]
mod lines;
mod map;
mod problem;
mod records;
mod references;
mod skipped;
mod source;
#[cfg(feature = "vcard")]
pub mod vcard;

pub use charset::Charset;
pub(crate) use definitions::{normal_uid, tie, tied};
pub use found::Found;
pub use map::pictures::{content, media_type};
pub use map::{DateOrder, ImportOptions, Imported, ImportedField, Loose, StandardFields};
pub use problem::{Problem, Severity};
#[cfg(feature = "csv")]
pub use records::TableForm;
pub use records::{Format, RecordOptions, Records};
pub use references::References;
pub use skipped::Skipped;
