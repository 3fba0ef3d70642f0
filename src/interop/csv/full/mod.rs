//! Our own table: everything of a contact, and nothing lost.
//!
//! Columns are called as the members of a contact in JSON: `name.first`, `emails.1.email`,
//! `emails.1.tag`. The names of labels stand in one cell, extended fields in a column each, and the
//! lines or cells that the contact came as in `foreign`, as JSON.

mod paths;
mod read;
mod sheet;
#[cfg(test)]
mod tests;

pub(super) use read::import;
pub use sheet::FullSheet;

use super::map::{Part, Target};

pub(super) const ID: &str = "id";
pub(super) const REVISION: &str = "revision";
pub(super) const LABELS: &str = "labels";
pub(super) const FOREIGN: &str = "foreign";
/// Begins the name of the column of an extended field; its key, type and name follow.
pub(super) const FIELD: &str = "extended:";

/// Whether a table has these columns.
pub(super) fn is_header(header: &[String]) -> bool {
    let has = |name: &str| header.iter().any(|known| known == name);
    header.first().is_some_and(|first| first == ID)
        && [REVISION, LABELS, FOREIGN].iter().all(|n| has(n))
}

/// What a column holds, in the words of other tables.
pub(super) fn target(name: &str) -> Target {
    let mut words = name.split('.');
    let (kind, number) = (words.next(), words.next());
    let number = number.and_then(|number| number.parse::<u32>().ok()).unwrap_or(0);
    let rest: Vec<&str> = words.collect();
    match (kind, number, rest.as_slice()) {
        (Some("emails"), n @ 1.., ["email"]) => Target::Email(n, Default::default()),
        (Some("emails"), n @ 1.., ["tag"]) => Target::EmailLabel(n),
        (Some("phones"), n @ 1.., ["phone"]) => Target::Phone(n, Default::default()),
        (Some("phones"), n @ 1.., ["tag"]) => Target::PhoneLabel(n),
        (Some("addresses"), n @ 1.., ["tag"]) => Target::AddressLabel(n),
        (Some("addresses"), n @ 1.., ["address", part]) => {
            let part = match *part {
                "addressLine" => Part::Street,
                "addressLine2" => Part::Line2,
                "city" => Part::City,
                "subdivision" => Part::Region,
                "country" => Part::Country,
                "postalCode" => Part::PostalCode,
                _ => return Target::Foreign,
            };
            Target::Address(n, Default::default(), part)
        }
        _ => match name {
            ID => Target::Id,
            "name.first" | "name.last" | "company" | "jobTitle" | "birthdate" | "locale"
            | LABELS => name.parse().unwrap_or(Target::Foreign),
            _ => match name.strip_prefix(FIELD).and_then(read::field_column) {
                Some((_, _, name)) => Target::Field(name),
                None => Target::Foreign,
            },
        },
    }
}
