//! Labels and extended fields of records as a book has them.

use std::collections::HashSet;

use super::map::anchor::{AGAIN, FIELDS, LABELS, SEPARATOR};
use super::map::uid;
use crate::contact::Property;
use crate::field::{FieldKey, FieldValue};
use crate::label::LabelName;
use smol_str::{SmolStr, ToSmolStr, format_smolstr};

/// The form in which identities of records are compared; `None` for one that can be none.
pub(crate) fn normal_uid(text: &str) -> Option<SmolStr> {
    uid::normal(text)
}

/// The names of labels and the keys of extended fields that the lines of a record stand for.
pub(crate) fn tied(properties: &[Property]) -> (HashSet<&str>, HashSet<&str>) {
    let (mut labels, mut fields) = (HashSet::new(), HashSet::new());
    for anchor in properties.iter().filter_map(|property| property.anchor.as_ref()) {
        let field = anchor.field.strip_suffix(AGAIN).unwrap_or(&anchor.field);
        match field.strip_prefix(FIELDS) {
            Some(key) => drop(fields.insert(key)),
            None if field == LABELS => labels.extend(anchor.value.split(SEPARATOR)),
            None => {}
        }
    }
    (labels, fields)
}

/// Ties the lines of a record to the labels and extended fields that it got in a book. A line of
/// which nothing came about there is foreign: it is kept as it stands.
///
/// `label` gives the label that a name became; `field` the key and the value of a field.
pub(crate) fn tie<'a>(
    properties: &mut [Property],
    label: impl Fn(&str) -> Option<&'a LabelName>,
    field: impl Fn(&str) -> Option<&'a (FieldKey, FieldValue)>,
) {
    for property in properties {
        let Some(anchor) = &mut property.anchor else { continue };
        if let Some(key) = anchor.field.strip_prefix(FIELDS) {
            let (key, again) = match key.strip_suffix(AGAIN) {
                Some(key) => (key, AGAIN),
                None => (key, ""),
            };
            match field(key) {
                Some((key, value)) => {
                    anchor.field = format_smolstr!("{FIELDS}{key}{again}");
                    anchor.value = value.to_smolstr();
                }
                None => property.anchor = None,
            }
        } else if anchor.field.strip_suffix(AGAIN).unwrap_or(&anchor.field) == LABELS {
            let names = anchor.value.split(SEPARATOR).filter_map(&label);
            let names: Vec<&str> = names.map(LabelName::as_str).collect();
            match names.is_empty() {
                true => property.anchor = None,
                false => anchor.value = names.join(SEPARATOR).into(),
            }
        }
    }
}
