//! What the cells of a table show of a contact.

use std::collections::HashMap;

use contacts_core::query::{ContactField, Datum};
use contacts_core::{Contact, LabelKey, LabelName, Stored};

/// All values of a field; labels by their names.
pub(crate) fn of(
    field: &ContactField,
    contact: &Stored<Contact>,
    labels: &HashMap<LabelKey, LabelName>,
) -> String {
    let mut shown: Vec<String> = Vec::new();
    field.any(contact, &mut |datum| {
        let text = match (field, datum) {
            (ContactField::Labels, Datum::Text(key)) => {
                let name = key.parse().ok().and_then(|key: LabelKey| labels.get(&key));
                name.map_or(key.to_owned(), |name| name.as_str().to_owned())
            }
            (_, Datum::Text(text)) => text.to_owned(),
            (_, Datum::Time(time)) => time.to_string(),
            (_, Datum::Day(day)) => day.to_string(),
            (_, Datum::Number(number)) => number.to_string(),
            (_, Datum::Id(id)) => id.to_string(),
        };
        shown.push(text);
        false
    });
    shown.dedup();
    shown.join(", ")
}
