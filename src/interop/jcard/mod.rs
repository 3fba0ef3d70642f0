//! jCard (RFC 7095): cards as JSON.
//!
//! A card is an array of two, `["vcard", [[name, parameters, type, value…]…]]`. Between files and
//! contacts stand the lines of a vCard 4.0 ([`vcard`](super::vcard)), so that both formats mean the
//! same; [`read`] takes one card, an array of cards, or one a line, and holds one at a time.
//!
//! ```
//! use contacts_core::interop::vcard::Version;
//! use contacts_core::interop::{Found, ImportOptions, jcard};
//!
//! let file = r#"["vcard",[["version",{},"text","4.0"],["fn",{},"text","Ada Lovelace"]]]"#;
//! for found in jcard::read(file.as_bytes(), &ImportOptions::default())? {
//!     let Found::Record(record) = found? else { continue };
//!     assert_eq!(record.properties[0].value, "Ada Lovelace");
//!     let mut out = jcard::Writer::lines(Vec::new());
//!     out.write(Version::V4_0, &record.properties)?;
//!     assert_eq!(out.finish()?, format!("{file}\n").as_bytes());
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Promises
//! - Groups, parameters and values come back, from vCard and back and from jCard and back. Names
//!   are in lower case in the file and in upper case as lines; a parameter that was there twice
//!   stands once, with both values.
//! - Dates and times are in the extended form in the file and in the basic form as lines; one that
//!   was written otherwise has its line beside it, in the parameter `x-cc-raw`.
//! - What is no property is kept as a line without a name.

mod dates;
mod line;
mod reader;
#[cfg(test)]
mod tests;
mod types;
mod writer;

#[cfg(feature = "jscontact")]
pub(in crate::interop) use dates::{basic, extended};
#[cfg(feature = "jscontact")]
pub(in crate::interop) use line::{line, property};
pub use reader::{Reader, read};
pub use writer::{Writer, export, write_card};

/// The name of the format as it stands in [`Property::format`](crate::Property::format).
pub(in crate::interop) const FORMAT: &str = "jcard";
