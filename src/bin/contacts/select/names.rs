//! Fields by the names that people type.

use std::collections::HashMap;

use contacts_core::query::ContactField;
use contacts_core::{Caller, ContactBook, DataType, FieldKey, Store};

use crate::Failure;

/// Short names, and the paths they stand for.
pub(crate) const SHORT: [(&str, &str); 19] = [
    ("first", "info.name.first"),
    ("last", "info.name.last"),
    ("name", "info.extendedFields.contacts.displayByFirstName"),
    ("email", "info.emails.email"),
    ("phone", "info.phones.phone"),
    ("company", "info.company"),
    ("title", "info.jobTitle"),
    ("label", "info.labelKeys"),
    ("street", "info.addresses.street"),
    ("city", "info.addresses.city"),
    ("region", "info.addresses.subdivision"),
    ("country", "info.addresses.country"),
    ("birthdate", "info.birthdate"),
    ("language", "info.locale"),
    ("created", "createdDate"),
    ("updated", "updatedDate"),
    ("activity", "lastActivity.activityDate"),
    ("status", "primaryEmail.subscriptionStatus"),
    ("id", "id"),
];
/// The prefix of paths of extended fields.
const EXTENDED: &str = "info.extendedFields.";
/// How many names are proposed.
const SHOWN: usize = 3;

/// The fields of a book.
pub(crate) struct Names {
    types: HashMap<FieldKey, DataType>,
}

/// Whether it names a field that every book has.
pub(crate) fn is_known(name: &str) -> bool {
    SHORT.iter().any(|(short, _)| *short == name) || ContactField::paths().any(|path| path == name)
}

impl Names {
    /// Those of a book.
    ///
    /// # Errors
    ///
    /// [`Failure::Book`].
    pub(crate) fn of<S: Store>(book: &ContactBook<S>) -> Result<Self, Failure> {
        let fields = book.with(Caller::Host).fields()?;
        let types = fields.iter().map(|field| (field.id().clone(), field.data_type)).collect();
        Ok(Self { types })
    }

    /// The type of an extended field.
    pub(crate) fn data_type(&self, key: &FieldKey) -> Option<DataType> {
        self.types.get(key).copied()
    }

    /// The field of a short name, of a path, or of the key of an extended field.
    pub(crate) fn field(&self, name: &str) -> Option<ContactField> {
        let short = SHORT.iter().find(|(short, _)| *short == name).map(|(_, path)| *path);
        let at = |path: &str| ContactField::at(path, |key| self.data_type(key));
        at(short.unwrap_or(name)).or_else(|| at(&format!("{EXTENDED}{name}")))
    }

    /// The field of this name.
    ///
    /// # Errors
    ///
    /// What is wrong with the name, and which come close.
    pub(crate) fn need(&self, name: &str) -> Result<ContactField, String> {
        self.field(name)
            .ok_or_else(|| format!("there is no field `{name}`; {}", self.instead(name)))
    }

    /// What may have been meant, as part of a sentence.
    fn instead(&self, name: &str) -> String {
        match self.near(name) {
            near if !near.is_empty() => format!("did you mean {}?", or(&near)),
            _ => {
                let short: Vec<&str> = SHORT.iter().map(|(short, _)| *short).collect();
                format!(
                    "fields are {}, extended fields by their keys (`contacts fields`), and the \
                     paths of the REST API",
                    short.join(", ")
                )
            }
        }
    }

    /// The names that come closest, if they are close.
    pub(crate) fn near(&self, name: &str) -> Vec<String> {
        let lower = name.to_lowercase();
        let short = SHORT.iter().map(|(short, _)| (*short).to_owned());
        let keys = self.types.keys().map(|key| key.as_str().to_owned());
        nearest(&lower, short.chain(ContactField::paths().map(str::to_owned)).chain(keys))
    }
}

/// The short names that come closest to a word, if they are close.
pub(crate) fn near_short(word: &str) -> Vec<String> {
    nearest(&word.to_lowercase(), SHORT.iter().map(|(short, _)| (*short).to_owned()))
}

/// Those of the known names that come closest to a name, if they are close.
pub(crate) fn nearest(name: &str, known: impl Iterator<Item = String>) -> Vec<String> {
    let mut near: Vec<(usize, String)> =
        known.map(|known| (distance(name, &known.to_lowercase()), known)).collect();
    near.sort();
    near.dedup();
    let least = near.first().map_or(usize::MAX, |(distance, _)| *distance);
    if least > 1 + name.chars().count() / 5 {
        return Vec::new();
    }
    near.into_iter().take_while(|near| near.0 == least).take(SHOWN).map(|near| near.1).collect()
}

/// "`a`, `b` or `c`".
pub(crate) fn or(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// How many characters must be put in, left out, replaced or swapped with their neighbours to make
/// one text of another.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) =
        (from.chars().take(100).collect(), to.chars().take(100).collect());
    let mut rows = [vec![0; to.len() + 1], (0..=to.len()).collect(), vec![0; to.len() + 1]];
    for (i, a) in from.iter().enumerate() {
        rows[2][0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let mut least = (rows[1][j] + usize::from(a != b)).min(rows[1][j + 1] + 1);
            least = least.min(rows[2][j] + 1);
            if i > 0 && j > 0 && from[i - 1] == *b && to[j - 1] == *a {
                least = least.min(rows[0][j - 1] + 1);
            }
            rows[2][j + 1] = least;
        }
        rows.rotate_left(1);
    }
    rows[1][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_lead_to_fields() {
        let names = Names { types: HashMap::new() };
        for (short, path) in SHORT {
            assert_eq!(names.need(short).unwrap(), ContactField::at(path, |_| None).unwrap());
        }
    }

    #[test]
    fn slips_lead_to_what_was_meant() {
        let key: FieldKey = "custom.shoe-size".parse().unwrap();
        let names = Names { types: [(key, DataType::Number)].into() };
        for (slip, meant) in [
            ("emial", "email"),
            ("Frist", "first"),
            ("compny", "company"),
            ("custom.shoesize", "custom.shoe-size"),
            ("info.name.fist", "info.name.first"),
        ] {
            assert_eq!(names.near(slip), [meant], "{slip}");
        }
        let error = names.need("weather").unwrap_err();
        assert!(
            error.starts_with("there is no field `weather`; fields are first, last,"),
            "{error}"
        );
        assert_eq!(or(&["a".into(), "b".into(), "c".into()]), "`a`, `b` or `c`");
    }
}
