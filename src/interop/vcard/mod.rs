//! vCard 2.1, 3.0 and 4.0 as lines of properties.
//!
//! [`Cards`] reads any number of cards from a stream, [`write_card`] writes one. Between them a
//! line is a [`Property`](crate::Property), its value as it stands in the file but unfolded and
//! decoded; [`text`] takes values apart and puts them together.
//!
//! ```
//! use contacts_core::interop::vcard::{Cards, Item, Version, write_card};
//!
//! let file = "BEGIN:VCARD\nVERSION:4.0\nFN:Ada Love\n lace\nEND:VCARD\n";
//! let mut out = Vec::new();
//! for item in Cards::new(file.as_bytes())? {
//!     if let Item::Card(card) = item? {
//!         assert_eq!(card.properties[0].value, "Ada Lovelace");
//!         write_card(&mut out, Version::V4_0, &card.properties)?;
//!     }
//! }
//! assert_eq!(out, b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada Lovelace\r\nEND:VCARD\r\n");
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Promises
//! - Reading what was written gives the same groups, names, parameters and values. Not kept:
//!   `CHARSET`, because what is written is UTF-8, and control characters.
//! - Nothing in a name, a parameter or a value makes a line of its own.
//! - A line that cannot be read is kept: as a property without a name, its value the line.

mod card;
mod cards;
mod frame;
mod head;
mod limits;
mod map;
mod nesting;
mod params;
mod parse;
mod quoted;
#[cfg(test)]
pub(in crate::interop) mod tests;
pub mod text;
mod transfer;
mod unfold;
mod window;
mod words;
mod write;

pub use card::{Card, Item, Version};
pub use cards::Cards;
pub use limits::Limits;
pub use map::{ExportOptions, Exported, Reader, export, import};
pub use write::write_card;

/// How many characters are shown of a line that could not be read.
const SHOWN: usize = 40;

/// The name under which a line that could not be read is written, so that the card is a valid one.
/// It is read back as a property without a name.
const DAMAGED: &str = "X-CC-DAMAGED";
