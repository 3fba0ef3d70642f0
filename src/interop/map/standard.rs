//! Extended fields for values that formats have and the model has not.

#[cfg(feature = "vcard")]
use smol_str::{SmolStr, ToSmolStr};

use super::anchor;
use crate::field::{DataType, FieldKey, FieldValue};
use crate::interop::map::ImportedField;

/// A field that an import makes when it first needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::interop) struct Standard {
    pub(in crate::interop) key: &'static str,
    pub(in crate::interop) name: &'static str,
    /// The field of an anchor.
    pub(in crate::interop) anchor: &'static str,
    /// Texts throughout: addresses of web sites are written without a scheme, days without a year.
    pub(in crate::interop) data_type: DataType,
}

macro_rules! text {
    ($key:literal, $name:literal) => {
        Standard {
            key: $key,
            name: $name,
            anchor: concat!("extendedFields.", $key),
            data_type: DataType::Text,
        }
    };
}

pub(in crate::interop) const NOTE: Standard = text!("custom.note", "Note");
pub(in crate::interop) const WEBSITE: Standard = text!("custom.website", "Website");
pub(in crate::interop) const NICKNAME: Standard = text!("custom.nickname", "Nickname");
pub(in crate::interop) const BIRTHDAY: Standard = text!("custom.birthday", "Birthday");
pub(in crate::interop) const ANNIVERSARY: Standard = text!("custom.anniversary", "Anniversary");
pub(in crate::interop) const PREFIX: Standard = text!("custom.name-prefix", "Name Prefix");
pub(in crate::interop) const SUFFIX: Standard = text!("custom.name-suffix", "Name Suffix");
pub(in crate::interop) const DEPARTMENT: Standard = text!("custom.department", "Department");

impl Standard {
    /// The field with this value; `None` if the value is blank or does not fit.
    pub(in crate::interop) fn with(self, text: &str) -> Option<ImportedField> {
        let value = self.data_type.read(text).ok().flatten()?;
        Some(ImportedField {
            key: FieldKey::from_static(self.key),
            name: self.name.parse().ok()?,
            value,
        })
    }
}

/// The field of an anchor of a property that became the value of an extended field.
pub(in crate::interop) fn anchor_field(key: &FieldKey) -> String {
    format!("{}{key}", anchor::FIELDS)
}

#[cfg(feature = "csv")]
/// What an anchor holds of the value of an extended field.
pub(in crate::interop) fn anchor_value(value: &FieldValue) -> String {
    value.to_string()
}

/// The same, sharing the text with the value.
#[cfg(feature = "vcard")]
pub(in crate::interop) fn shared_anchor_value(value: &FieldValue) -> SmolStr {
    match value {
        FieldValue::Text(text) => text.shared(),
        value => value.to_smolstr(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_begin_as_those_of_other_fields() {
        for standard in [NOTE, WEBSITE, NICKNAME, BIRTHDAY, ANNIVERSARY, PREFIX, SUFFIX, DEPARTMENT]
        {
            assert_eq!(standard.anchor, anchor_field(&FieldKey::from_static(standard.key)));
        }
    }
}
