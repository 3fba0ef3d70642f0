//! JSContact (RFC 9553): cards as JSON objects.
//!
//! [`read`] takes one card, an array of cards, or one a line, and holds one at a time; [`export`]
//! makes a card of a contact, [`Writer`] writes any number of them.
//!
//! ```
//! use contacts_core::interop::{Found, ImportOptions, jscontact};
//!
//! let file = r#"{"@type":"Card","version":"1.0","name":{"full":"Ada Lovelace"}}"#;
//! for found in jscontact::read(file.as_bytes(), &ImportOptions::default())? {
//!     let Found::Record(record) = found? else { continue };
//!     assert_eq!(record.properties[2].name, "name/full");
//!     assert_eq!(record.properties[2].value, r#""Ada Lovelace""#);
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # How it works
//!
//! A card is taken apart into *slots*: its members, the entries of its maps, the members of its
//! name. A contact keeps each of them as a [`Property`](crate::Property) whose name is the path
//! (`emails/k1`) and whose value is the JSON, and so gives them back as they came. `forward` and
//! `backward` know which line of a vCard 4.0 says the same as a slot (RFC 9555); the mapping of
//! vCards does all the rest, so that both formats mean the same:
//!
//! - Reading: the lines of the slots are imported, and each slot is tied to what its line became.
//! - Writing: the lines of the slots, and those that the contact kept of other formats, are
//!   exported. A slot whose line came through as it was stays as it was; of one whose line changed
//!   what differs is replaced; a line that has no slot becomes one.
//! - A card that came as JSContact and goes out as vCard has those lines, and beside them a
//!   `JSPROP` line for each slot that could not be told from its line. On the way back that slot is
//!   taken, if its line is still there as it was.
//! - A card that came as vCard and goes out as JSContact has parameters without a member in
//!   `vCard/convertedProperties` and lines without one in `vCard/properties`, as RFC 9555 has it.
//!   Where a line still could not be told from its members, it is kept in `contacts-core:vCard`,
//!   with the paths of the members that it became. On the way back it counts as long as they are
//!   what it says: a program that edits a member need not know of it.
//!
//! # Promises
//! - JSContact to contact to JSContact, unedited, is the same card, order of members included.
//! - vCard to JSContact to vCard loses no line and changes none.
//! - Lines in another language (`ALTID`) stay lines; `localizations` are kept with their pointers.

mod address;
mod backward;
mod expand;
mod export;
mod forward;
mod lines;
mod name;
mod read;
mod slots;
mod table;
#[cfg(test)]
mod tests;
mod writer;

pub(in crate::interop) use expand::expand;
pub use export::{Exported, export};
pub use read::{Reader, read};
pub use writer::Writer;

/// The name of the format as it stands in [`Property::format`](crate::Property::format).
pub(in crate::interop) const FORMAT: &str = "jscontact";
