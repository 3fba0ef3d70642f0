use std::io::{self, Write};

use super::line;
use crate::contact::{Contact, Property};
use crate::id::ContactId;
use crate::interop::References;
use crate::interop::json::{List, Value};
use crate::interop::vcard::{self, ExportOptions, Exported, Version};
use crate::store::StoreError;

/// The lines of a contact as a jCard, to give to [`Writer::write`].
///
/// They are those of [`vcard::export`] in version 4.0, or in 3.0 if `options` say so.
///
/// # Errors
///
/// [`StoreError`] if the store that holds pictures fails.
pub fn export(
    contact: &Contact,
    id: Option<ContactId>,
    references: &dyn References,
    options: &ExportOptions,
) -> Result<Exported, StoreError> {
    let version = match options.version {
        Some(Version::V3_0) => Version::V3_0,
        _ => Version::V4_0,
    };
    vcard::export(contact, id, references, &options.clone().with_version(version))
}

/// Writes one card, and nothing around it.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_card(
    out: &mut impl Write,
    version: Version,
    properties: &[Property],
) -> io::Result<()> {
    out.write_all(text(version, properties).as_bytes())
}

/// Writes any number of cards; holds one of them.
#[derive(Debug)]
pub struct Writer<W> {
    list: List<W>,
}

impl<W: Write> Writer<W> {
    /// Writes the cards as one array.
    pub fn new(out: W) -> Self {
        Self { list: List::array(out) }
    }

    /// Writes a card a line.
    pub fn lines(out: W) -> Self {
        Self { list: List::lines(out) }
    }

    /// Writes a card of these lines, whose values follow the rules of `version`.
    ///
    /// # Errors
    ///
    /// Only those of the output.
    pub fn write(&mut self, version: Version, properties: &[Property]) -> io::Result<()> {
        self.list.write(&text(version, properties))
    }

    /// Ends the array and gives the output back.
    ///
    /// # Errors
    ///
    /// Only those of the output.
    pub fn finish(self) -> io::Result<W> {
        self.list.finish()
    }
}

fn text(version: Version, properties: &[Property]) -> String {
    let head =
        Property { name: "VERSION".into(), value: version.to_string(), ..Property::default() };
    let lines = std::iter::once(&head).chain(properties);
    let lines = lines.map(|property| line::property(version, property)).collect();
    let card = Value::List(vec![Value::text("vcard"), Value::List(lines)]);
    card.to_string()
}
