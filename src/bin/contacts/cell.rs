//! What is shown of a contact.

use std::collections::HashMap;

use contacts_core::query::{ContactField, Datum, Part, Projection};
use contacts_core::{Contact, LabelKey, LabelName, Stored};

/// All values of a field, as a cell of a table shows them; labels by their names.
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

/// The part of a contact that holds a field.
pub(crate) fn part(field: &ContactField) -> Projection {
    let path = field.path();
    let holds = |part: &Part| {
        path.strip_prefix(part.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let part = match field {
        ContactField::FullName | ContactField::LastNameFirst => Some(Part::Name),
        ContactField::Streets
        | ContactField::Cities
        | ContactField::Subdivisions
        | ContactField::Countries => Some(Part::Addresses),
        _ if path.starts_with("primary") => Some(Part::PrimaryInfo),
        _ => Part::ALL.into_iter().find(holds),
    };
    part.map_or(Projection::bare(), |part| Projection::bare().with(part))
}
