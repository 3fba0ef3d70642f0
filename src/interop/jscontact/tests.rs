//! Cards become contacts and cards again, by themselves and by way of vCard.

use std::collections::HashMap;
use std::sync::Arc;

use super::*;
use crate::contact::{Contact, MediaId, Property};
use crate::field::{FieldKey, FieldName};
use crate::id::EntryId;
use crate::interop::json::{self, Value};
use crate::interop::vcard::tests::{essence, read as read_lines, written};
use crate::interop::vcard::{self, Card, ExportOptions, Item, Version};
use crate::interop::{Found, ImportOptions, Imported, References};
use crate::label::{LabelKey, LabelName};
use crate::store::StoreError;
use crate::time::Timestamp;

mod laws;
mod mapping;

/// What stands behind the keys of one contact.
#[derive(Default)]
struct Shelf {
    labels: HashMap<LabelKey, LabelName>,
    fields: HashMap<FieldKey, FieldName>,
    media: HashMap<MediaId, Arc<[u8]>>,
}

impl References for Shelf {
    fn label(&self, key: &LabelKey) -> Option<LabelName> {
        self.labels.get(key).cloned()
    }

    fn field(&self, key: &FieldKey) -> Option<FieldName> {
        self.fields.get(key).cloned()
    }

    fn media(&self, id: MediaId) -> Result<Option<Arc<[u8]>>, StoreError> {
        Ok(self.media.get(&id).cloned())
    }
}

fn contact(record: Imported) -> (Contact, Shelf) {
    let mut shelf = Shelf { media: record.media.iter().cloned().collect(), ..Shelf::default() };
    let mut keys = Vec::new();
    for (at, name) in record.labels.iter().enumerate() {
        let key: LabelKey = format!("custom.l{at}").parse().unwrap();
        shelf.labels.insert(key.clone(), name.clone());
        keys.push(key);
    }
    shelf.fields = record.fields.iter().map(|f| (f.key.clone(), f.name.clone())).collect();
    let fields = record.fields.iter().map(|f| (f.key.clone(), f.value.clone())).collect();
    let mut next = 0;
    let id = || {
        next += 1;
        EntryId::from_u128(next)
    };
    (record.into_contact(keys, fields, Timestamp::EPOCH, id).unwrap(), shelf)
}

fn found(text: &str) -> Vec<Found> {
    let options = ImportOptions::default();
    read(text.as_bytes(), &options).unwrap().map(Result::unwrap).collect()
}

fn record(text: &str) -> Option<Imported> {
    found(text).into_iter().find_map(|found| match found {
        Found::Record(record) => Some(record),
        _ => None,
    })
}

fn json(text: &str) -> Value {
    json::parse(text).unwrap().value
}

fn cards(text: impl AsRef<[u8]>) -> Vec<Card> {
    let items = read_lines(text.as_ref()).into_iter();
    items.filter_map(|item| if let Item::Card(card) = item { Some(card) } else { None }).collect()
}

fn import_card(card: Card) -> Option<Imported> {
    vcard::import(card, &ImportOptions::default()).ok()
}

/// The contact as a card of JSContact.
fn as_json((contact, shelf): &(Contact, Shelf)) -> String {
    let exported = export(contact, None, shelf).unwrap();
    assert!(exported.problems.is_empty(), "{:?}", exported.problems);
    exported.text
}

/// The contact as a vCard.
fn as_lines(
    (contact, shelf): &(Contact, Shelf),
    version: Option<Version>,
) -> (Version, Vec<Property>) {
    let options = ExportOptions { version };
    let exported = vcard::export(contact, None, shelf, &options).unwrap();
    (exported.version, exported.properties)
}

fn as_text(contact: &(Contact, Shelf), version: Option<Version>) -> String {
    let (version, lines) = as_lines(contact, version);
    String::from_utf8(written(version, &lines)).unwrap().replace("\r\n ", "").replace("\r\n", "\n")
}
