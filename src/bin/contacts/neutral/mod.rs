//! What was understood of a record, in a shape that belongs to no format: for comparing.
//!
//! It is taken from the contact and the lines or cells that it keeps. `extended`, `preserved` and
//! the like are those of tables; whatever is empty is left out.

mod card;
mod day;
mod row;

use std::sync::Arc;

use contacts_core::interop::{References, csv, vcard};
use contacts_core::{Contact, ContactInfo, Property, StoreError, Stored};
use serde_json::{Map, Value, json};

/// Where a record stood.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    pub(crate) file: Option<String>,
    /// Its place among the records of its file, from 0.
    pub(crate) index: u64,
    pub(crate) line: Option<u32>,
    /// Whether it says no version.
    pub(crate) is_versionless: bool,
    /// What the columns of its table hold.
    pub(crate) plan: Option<Arc<csv::Plan>>,
    /// Whether it is in no book.
    pub(crate) is_loose: bool,
}

impl Place {
    pub(crate) fn next(&mut self) {
        self.index += 1;
    }
}

/// A record that is put together.
pub(super) type Record = Map<String, Value>;

/// What was understood of a record.
///
/// # Errors
///
/// [`StoreError`] if its media cannot be read.
pub(crate) fn record(
    contact: &Arc<Stored<Contact>>,
    references: &dyn References,
    place: &Place,
) -> Result<Value, StoreError> {
    let mut record = Record::new();
    set(&mut record, "file", place.file.as_deref());
    let properties = contact.properties();
    let is_table = properties.first().is_some_and(|first| first.format.starts_with("csv"));
    let number = place.index + u64::from(is_table);
    record.insert(if is_table { "row" } else { "card" }.into(), number.into());
    if let Some(line) = place.line {
        record.insert("line".into(), line.into());
    }
    match (is_table, properties.is_empty()) {
        (_, true) => plain(contact.info(), &mut record),
        (true, false) => row::read(contact, references, place.plan.as_deref(), &mut record),
        // Members of objects: the lines that say the same.
        (false, false) if properties.iter().any(|line| line.format == "jscontact") => {
            let options = vcard::ExportOptions { version: Some(vcard::Version::V4_0) };
            let card = vcard::export(contact, None, references, &options)?;
            card::read_lines(&card.properties, Some((contact, references)), &mut record)?;
        }
        (false, false) => card::read(contact, references, &mut record)?,
    }
    if place.is_versionless {
        record.insert("version".into(), Value::Null);
    }
    Ok(Value::Object(record))
}

/// What a card says that makes no contact.
///
/// # Errors
///
/// [`StoreError`]: none, since nothing is looked up.
pub(crate) fn other(lines: &[Property], place: &Place) -> Result<Value, StoreError> {
    let mut record = Record::new();
    set(&mut record, "file", place.file.as_deref());
    record.insert("card".into(), place.index.into());
    if let Some(line) = place.line {
        record.insert("line".into(), line.into());
    }
    card::read_lines(lines, None, &mut record)?;
    record.insert("rejected".into(), true.into());
    Ok(Value::Object(record))
}

/// A contact that came from no file.
fn plain(info: &ContactInfo, record: &mut Record) {
    set(record, "fn", info.full_name().as_deref());
    let mut name = Record::new();
    set(&mut name, "given", info.first_name());
    set(&mut name, "family", info.last_name());
    put(record, "name", name);
    let emails = info.emails().iter().map(|entry| json!({ "value": entry.value.as_str() }));
    push_all(record, "emails", emails);
    let phones = info.phones().iter().map(|entry| json!({ "value": entry.value.as_str() }));
    push_all(record, "phones", phones);
    push_all(record, "org", info.company().map(Value::from));
    set(record, "title", info.job_title());
}

/// Sets a text that is not blank.
pub(super) fn set(record: &mut Record, key: &str, text: Option<&str>) {
    if let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) {
        record.insert(key.into(), text.replace("\r\n", "\n").into());
    }
}

/// Sets an object that is not empty.
pub(super) fn put(record: &mut Record, key: &str, object: Record) {
    if !object.is_empty() {
        record.insert(key.into(), object.into());
    }
}

/// Adds to a list.
pub(super) fn push_all(record: &mut Record, key: &str, items: impl IntoIterator<Item = Value>) {
    for item in items {
        let list = record.entry(key).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(item);
        }
    }
}

/// Whether a line or a cell has this name.
pub(super) fn is_named(property: &Property, name: &str) -> bool {
    property.name.eq_ignore_ascii_case(name)
}
