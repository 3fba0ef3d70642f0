use std::collections::BTreeSet;

use super::super::{Dialect, Row};
use super::paths::unflatten;
use super::{FIELD, FOREIGN, ID, LABELS, REVISION};
use crate::contact::Property;
use crate::edit::ContactPatch;
use crate::field::{DataType, FieldKey, FieldName};
use crate::interop::map::uid;
use crate::interop::{Imported, ImportedField, Problem, Severity, Skipped};
use crate::label::LabelName;
use crate::wire::Checked;

/// The key, type and name of the extended field of a column, less [`FIELD`].
pub(super) fn field_column(text: &str) -> Option<(FieldKey, DataType, FieldName)> {
    let mut parts = text.splitn(3, ':');
    let (key, word, name) = (parts.next()?, parts.next()?, parts.next()?);
    let types = [DataType::Text, DataType::Number, DataType::Date, DataType::Url];
    let data_type = types.into_iter().find(|data_type| data_type.as_str() == word)?;
    Some((key.parse().ok()?, data_type, name.parse().ok()?))
}

/// A row of our own table as it was written. A cell that does not fit is kept as a foreign one.
///
/// # Errors
///
/// The row as [`Skipped`] if it holds no name, e-mail address or phone number.
pub(in crate::interop::csv) fn import(names: &[&str], row: Row) -> Result<Imported, Skipped> {
    let Row { line, cells, bytes: _, problems, raw } = row;
    let breaks = raw.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1);
    let last_line = line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
    let mut record = Imported { first_line: line, last_line, raw, problems, ..Imported::default() };
    let mut members: Vec<(&str, &str)> = Vec::new();
    let mut strange: Vec<(&str, &str)> = Vec::new();
    let (mut id, mut properties) = (None, Vec::new());
    for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let name = names.get(at).copied().unwrap_or("");
        let known = match name {
            ID => {
                id = uid::normal(cell);
                true
            }
            REVISION => true,
            LABELS => labels(cell).map(|labels| record.labels = labels).is_some(),
            FOREIGN => match serde_json::from_str::<Vec<Property>>(cell) {
                Ok(read) => {
                    properties = read;
                    true
                }
                Err(_) => false,
            },
            name => match name.strip_prefix(FIELD) {
                Some(column) => {
                    field(column, cell).map(|field| record.fields.push(field)).is_some()
                }
                None => {
                    members.push((name, cell));
                    true
                }
            },
        };
        if !known {
            strange.push((name, cell));
        }
    }
    let all = members.clone();
    members.retain(|(name, cell)| {
        // A text cannot have members.
        let below =
            |other: &str| other.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        let whole = all.iter().any(|(other, _)| below(other)) || name.is_empty();
        if whole {
            strange.push((name, cell));
        }
        !whole
    });
    match patch(&mut members, &mut strange) {
        Some(patch) => record.patch = patch,
        None => strange.append(&mut members),
    }
    let info =
        record.patch.apply_part(&Default::default(), |_| None, || crate::EntryId::from_u128(1));
    if !info.is_ok_and(|info| info.identifiable().is_ok()) {
        let shown = cells.iter().find(|cell| !cell.trim().is_empty()).map_or("", String::as_str);
        let problem = Problem::new(Severity::Error, "record.nothing", line, shown);
        return Err(Skipped { first_line: line, last_line, problem, raw: Some(record.raw) });
    }
    for (name, cell) in strange {
        let problem = Problem::new(Severity::Warning, "csv.bad_cell", line, cell);
        record.problems.push(problem.about(name));
        properties.push(Property {
            format: Dialect::Full.format().into(),
            name: name.into(),
            value: cell.to_owned(),
            position: u32::try_from(properties.len()).unwrap_or(u32::MAX),
            ..Property::default()
        });
    }
    record.uid = properties.iter().find_map(Property::uid).or(id);
    record.properties = properties;
    Ok(record)
}

fn labels(cell: &str) -> Option<Vec<LabelName>> {
    let names: Vec<String> = serde_json::from_str(cell).ok()?;
    names.iter().map(|name| name.parse().ok()).collect()
}

fn field(column: &str, cell: &str) -> Option<ImportedField> {
    let (key, data_type, name) = field_column(column)?;
    let value = data_type.read(cell).ok().flatten()?;
    Some(ImportedField { key, name, value })
}

/// What the members of a contact say, as far as they fit; the others become strange.
fn patch<'c>(
    members: &mut Vec<(&'c str, &'c str)>,
    strange: &mut Vec<(&'c str, &'c str)>,
) -> Option<ContactPatch> {
    loop {
        let json = unflatten(members.iter().copied());
        let Checked(read) = serde_json::from_value::<Checked<ContactPatch>>(json).ok()?;
        let problems = match read {
            Ok(patch) => return Some(patch),
            Err(problems) => problems,
        };
        let mut left = false;
        for problem in &problems {
            let path = path(problem.field(), members);
            // A member, or all of the item that it belongs to.
            let item: String = path.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
            let at = |name: &str| name == path || name.starts_with(&format!("{item}."));
            let (bad, good) = members.drain(..).partition(|(name, _)| at(name));
            *members = good;
            let bad: Vec<_> = bad;
            left |= !bad.is_empty();
            strange.extend(bad);
        }
        // Each round leaves fewer.
        if !left {
            return None;
        }
    }
}

/// `info.emails.items[0].email` as the name of a column. The columns of a list need not begin at 1.
fn path(field: &str, members: &[(&str, &str)]) -> String {
    let field = field.strip_prefix("info.").unwrap_or(field);
    let mut words: Vec<String> = Vec::new();
    for word in field.split('.') {
        let (name, index) = word.split_once('[').unwrap_or((word, ""));
        if name != "items" {
            words.push(name.to_owned());
        }
        if let Ok(index) = index.trim_end_matches(']').parse::<usize>() {
            let list = words.join(".");
            let numbers = members.iter().filter_map(|(name, _)| {
                let rest = name.strip_prefix(list.as_str())?.strip_prefix('.')?;
                rest.split('.').next()?.parse::<u32>().ok()
            });
            let numbers: BTreeSet<u32> = numbers.collect();
            words.extend(numbers.into_iter().nth(index).map(|number| number.to_string()));
        }
    }
    words.join(".")
}
