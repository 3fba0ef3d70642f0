//! Columns of tables that are no field of a contact, as extended fields.

use std::collections::HashMap;

use contacts_core::interop::csv::Plan;
use contacts_core::{
    Caller, Contact, ContactBook, ContactPatch, ContactQuery, DataType, Error, FieldInput,
    FieldKey, FieldName, Number, Store,
};

use crate::Failure;
use crate::progress::Stop;

/// Makes an extended field of every column that has no place in a contact, of the type that all of
/// its cells have, and gives it to the contacts that have such a cell. The cells stay what they
/// are: files are written as they would be without.
///
/// # Errors
///
/// [`Failure::Book`], [`Failure::Interrupted`].
pub(crate) fn define<S: Store>(
    book: &ContactBook<S>,
    plans: &[Plan],
    stop: &Stop,
) -> Result<(), Failure> {
    let mut types: HashMap<String, Option<DataType>> = HashMap::new();
    let mut names: Vec<&str> = Vec::new();
    for name in plans.iter().flat_map(Plan::unknown) {
        if types.insert(name.to_owned(), None).is_none() {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Ok(());
    }
    let session = book.with(Caller::Host);
    for contact in session.contacts(&ContactQuery::all())? {
        stop.check()?;
        let contact = contact?;
        for (name, value) in cells(&contact) {
            if let Some(known) = types.get_mut(name) {
                *known = Some(common(*known, value));
            }
        }
    }
    let mut keys: HashMap<&str, (FieldKey, DataType)> = HashMap::new();
    for name in names {
        let Ok(Some(field)) = FieldName::read("field name", name) else { continue };
        let data_type = types[name].unwrap_or(DataType::Text);
        let field = session.find_or_create_field(field, data_type)?.field;
        // The platform's own fields are not for files to fill.
        if field.id().namespace() == "custom" {
            keys.insert(name, (field.id().clone(), field.data_type));
        }
    }
    for contact in session.contacts(&ContactQuery::all())? {
        stop.check()?;
        let contact = contact?;
        let mut patch = ContactPatch::new();
        for (name, value) in cells(&contact) {
            let Some((key, data_type)) = keys.get(name) else { continue };
            let input = match (data_type, value.parse::<Number>()) {
                (DataType::Number, Ok(number)) => FieldInput::Number(number),
                _ => FieldInput::Text(value.to_owned()),
            };
            if contact.info().field(key).is_none() {
                patch = patch.with_field(key.clone(), input);
            }
        }
        match session.update(contact.id(), contact.revision(), patch) {
            Ok(_) | Err(Error::NothingToUpdate) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The cells of a contact that no value was made of, under the names of their columns.
fn cells(contact: &Contact) -> impl Iterator<Item = (&str, &str)> {
    let foreign = contact.properties().iter();
    let foreign = foreign.filter(|cell| cell.anchor.is_none() && cell.params.is_empty());
    foreign.map(|cell| (cell.name.as_str(), cell.value.trim()))
}

/// The type of a cell and all before it.
fn common(known: Option<DataType>, cell: &str) -> DataType {
    match known {
        None => data_type(cell),
        Some(known) if known == data_type(cell) => known,
        Some(_) => DataType::Text,
    }
}

/// The type of a cell. What merely has digits, such as `007`, is text.
fn data_type(cell: &str) -> DataType {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let led = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if plain && !led && cell.parse::<Number>().is_ok() {
        return DataType::Number;
    }
    if DataType::Date.read(cell).is_ok_and(|value| value.is_some()) {
        return DataType::Date;
    }
    let web = ["http://", "https://"].iter().any(|scheme| cell.starts_with(scheme));
    match web && DataType::Url.read(cell).is_ok() {
        true => DataType::Url,
        false => DataType::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_has_the_type_that_all_its_cells_have() {
        for (cells, expected) in [
            (&["1", "-2.5", "0", "0.5"][..], DataType::Number),
            (&["007", "1"], DataType::Text),
            (&["+49", "1e5"], DataType::Text),
            (&["2024-05-17", "1815-12-10"], DataType::Date),
            (&["2024-05-17", "1815"], DataType::Text),
            (&["https://a.example", "http://b.example/x"], DataType::Url),
            (&["a.example"], DataType::Text),
        ] {
            let found = cells.iter().fold(None, |known, cell| Some(common(known, cell)));
            assert_eq!(found, Some(expected), "{cells:?}");
        }
    }
}
