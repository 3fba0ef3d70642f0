//! Labels and extended fields: what a book defines and what every book has.

use serde::{Serialize, Serializer};

use crate::field::{DataType, ExtendedField, field_type, system_field};
use crate::label::{Label, LabelKind, is_system_label, namespace_display_name};
use crate::record::Stored;
use crate::time::Timestamp;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LabelOut<'a> {
    key: &'a str,
    namespace: &'a str,
    namespace_display_name: &'a str,
    display_name: &'a str,
    label_type: LabelKind,
    #[serde(flatten)]
    dates: Option<Dates>,
    #[serde(skip_serializing_if = "Option::is_none")]
    legacy_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag_id: Option<&'a str>,
}

/// A label that every book has is shown without dates.
impl Serialize for Stored<Label> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Label { name, kind, legacy } = &self.value;
        LabelOut {
            key: self.id.as_str(),
            namespace: self.id.namespace(),
            namespace_display_name: namespace_display_name(self.id.namespace()),
            display_name: name.as_str(),
            label_type: *kind,
            dates: Dates::of(self.created, self.updated, is_system_label(&self.id)),
            legacy_id: legacy.legacy_id.as_deref(),
            tag_id: legacy.tag_id.as_ref().map(|id| id.as_str()),
        }
        .serialize(serializer)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FieldOut<'a> {
    key: &'a str,
    namespace: &'a str,
    display_name: &'a str,
    data_type: DataType,
    field_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'static str>,
    #[serde(flatten)]
    dates: Option<Dates>,
}

/// A field that every book has is shown with a description and without dates.
impl Serialize for Stored<ExtendedField> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ExtendedField { name, data_type } = &self.value;
        let system = system_field(&self.id);
        FieldOut {
            key: self.id.as_str(),
            namespace: self.id.namespace(),
            display_name: name.as_str(),
            data_type: *data_type,
            field_type: field_type(system.is_some()),
            description: system.map(|field| field.description),
            dates: Dates::of(self.created, self.updated, system.is_some()),
        }
        .serialize(serializer)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dates {
    created_date: Timestamp,
    updated_date: Timestamp,
}

impl Dates {
    /// The dates, unless they are those of what every book has, which mean nothing.
    fn of(created: Timestamp, updated: Timestamp, is_system: bool) -> Option<Self> {
        let none = is_system && created == Timestamp::EPOCH && updated == Timestamp::EPOCH;
        (!none).then_some(Self { created_date: created, updated_date: updated })
    }
}
