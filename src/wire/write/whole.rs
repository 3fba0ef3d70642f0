//! A contact with everything that it keeps and refers to.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::contact::{Contact, MediaId, Property};
use crate::field::{DataType, ExtendedField};
use crate::record::Stored;
use crate::wire::WholeContact;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WholeOut<'a> {
    #[serde(flatten)]
    contact: &'a Stored<Contact>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<LabelOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldOut<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    preserved_properties: &'a [Property],
    #[serde(skip_serializing_if = "MediaOut::is_empty")]
    media: MediaOut<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LabelOut<'a> {
    key: &'a str,
    display_name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FieldOut<'a> {
    key: &'a str,
    display_name: &'a str,
    data_type: DataType,
}

struct MediaOut<'a>(&'a [(MediaId, Arc<[u8]>)]);

impl MediaOut<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for MediaOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (id, bytes) in self.0 {
            map.serialize_entry(&id.to_string(), &STANDARD.encode(bytes))?;
        }
        map.end()
    }
}

/// # Errors
///
/// As the contact alone.
impl Serialize for WholeContact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { contact, labels, fields, media } = self;
        let labels = (labels.iter())
            .map(|(key, name)| LabelOut { key: key.as_str(), display_name: name.as_str() });
        let fields = (fields.iter()).map(|(key, ExtendedField { name, data_type })| FieldOut {
            key: key.as_str(),
            display_name: name.as_str(),
            data_type: *data_type,
        });
        WholeOut {
            contact,
            labels: labels.collect(),
            fields: fields.collect(),
            preserved_properties: contact.properties(),
            media: MediaOut(media),
        }
        .serialize(serializer)
    }
}
