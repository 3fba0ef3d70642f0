//! The field that a path names, and those that come close.

use super::{Asked, Dialect, Language, Reader};
use crate::field::{DataType, MAX_FIELD_TEXT, MAX_FIELD_URL};
use crate::invalid::Rule;
use crate::query::{Condition, ContactField, FieldKind, Filter, Operators, Test};
use crate::wire::json::Json;
use crate::wire::members::word;
use crate::wire::place::Place;
use crate::wire::read::holds::holds;
use crate::wire::read::stored_info::FieldTypes;

/// The member of a kept condition that says of which type its extended field is.
pub(super) const TYPE: &str = "$type";
/// The prefix of paths of extended fields.
const EXTENDED: &str = "info.extendedFields.";
/// How many characters a text may have that is compared with a field; no field has more, but for
/// extended fields.
const MAX_TEXT: usize = 2_000;
/// How long a path may be to be compared with others.
const MAX_COMPARED: usize = 80;
/// How many paths are shown.
const SHOWN: usize = 3;

/// The language of filters of contacts.
pub(in crate::wire) struct Contacts<'a> {
    types: FieldTypes<'a>,
    dialect: Dialect,
}

impl<'a> Reader<'a> {
    pub(in crate::wire) fn new(dialect: Dialect, types: FieldTypes<'a>) -> Self {
        Self::of(Contacts { types, dialect })
    }

    /// The field at a path.
    pub(in crate::wire) fn field_at(&self, path: &str) -> Option<ContactField> {
        ContactField::at(path, self.language.types)
    }

    /// The paths that come close to one that leads nowhere.
    pub(in crate::wire) fn nearest(
        &self,
        path: &str,
        is_wanted: impl Fn(&str, &ContactField) -> bool,
    ) -> Vec<String> {
        nearest(path, self.language.types, is_wanted)
    }
}

impl Language for Contacts<'_> {
    type Field = ContactField;
    type Filter = Filter;

    fn is_kept(&self) -> bool {
        self.dialect == Dialect::Kept
    }

    fn example(&self) -> String {
        "an object such as {\"info.name.first\": \"Ada\"}".into()
    }

    fn field(&self, path: &str, json: &Json, at: &Place<'_>) -> Option<ContactField> {
        if let Some(data_type) = self.kept_type(json, at) {
            let key = at.accept(path.strip_prefix(EXTENDED).unwrap_or(path).parse())?;
            return Some(ContactField::Extended(key, data_type));
        }
        let has_operators = |field: &ContactField| field.operators() != Operators::None;
        match ContactField::at(path, self.types) {
            Some(field) if has_operators(&field) || self.is_kept() => return Some(field),
            Some(_) => {
                let expected = "another field: this one cannot be filtered by";
                at.refuse_as(Rule::FilterField, path, expected);
            }
            None => {
                let near = nearest(path, self.types, |_, field| has_operators(field));
                let meant = meant(&near).unwrap_or(", such as `info.name.first`".into());
                let expected = format!("a field that can be filtered by{meant}");
                at.refuse_as(Rule::FilterField, path, expected);
            }
        }
        None
    }

    fn test(field: ContactField, condition: Condition) -> Filter {
        Filter::Test(Test::new(field, condition))
    }

    fn holds(json: Json, at: &Place<'_>) -> Option<Filter> {
        holds(json, at).map(Filter::Holds)
    }

    fn and(parts: Vec<Filter>) -> Filter {
        Filter::And(parts)
    }

    fn or(parts: Vec<Filter>) -> Filter {
        Filter::Or(parts)
    }

    fn not(filter: Filter) -> Filter {
        Filter::Not(Box::new(filter))
    }
}

impl Contacts<'_> {
    /// The type that a kept condition states.
    fn kept_type(&self, json: &Json, at: &Place<'_>) -> Option<DataType> {
        let Json::Object(members, _) = json else { return None };
        let (_, json) = members.iter().find(|(name, _)| name == TYPE)?;
        match self.is_kept() {
            true => word(json.clone(), &at.member(TYPE)),
            false => None,
        }
    }
}

impl Asked for ContactField {
    fn kind(&self) -> FieldKind {
        Self::kind(self)
    }

    fn operators(&self) -> Operators {
        Self::operators(self)
    }

    fn statuses(&self) -> &'static [&'static str] {
        Self::statuses(self)
    }

    fn max_text(&self) -> usize {
        match self {
            Self::Extended(_, DataType::Url) => MAX_FIELD_URL,
            Self::Extended(..) => MAX_FIELD_TEXT,
            _ => MAX_TEXT,
        }
    }
}

/// The paths of wanted fields that come closest to one that leads nowhere.
pub(super) fn nearest(
    path: &str,
    types: FieldTypes<'_>,
    is_wanted: impl Fn(&str, &ContactField) -> bool,
) -> Vec<String> {
    if path.len() > MAX_COMPARED {
        return Vec::new();
    }
    let leads =
        |path: &str| ContactField::at(path, types).is_some_and(|field| is_wanted(path, &field));
    // The path as it stands in a contact, or a key without its path.
    let kept: Vec<&str> = path.split('.').filter(|part| *part != "items").collect();
    let bare = kept.join(".");
    let tries = [bare.clone(), format!("info.{bare}"), format!("{EXTENDED}{bare}")];
    if let Some(found) = tries.into_iter().find(|path| leads(path)) {
        return vec![found];
    }
    let known = || ContactField::paths().filter(|path| leads(path));
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let same_end: Vec<String> =
        known().filter(|known| last(known) == last(&bare)).map(String::from).collect();
    let lower = bare.to_ascii_lowercase();
    let mut near: Vec<(usize, &str)> =
        known().map(|known| (distance(&lower, &known.to_ascii_lowercase()), known)).collect();
    near.sort_unstable();
    let least = near.first().map_or(usize::MAX, |near| near.0);
    if least <= 1 + bare.len() / 6 {
        let near = near.into_iter().take_while(|near| near.0 == least);
        return near.take(SHOWN).map(|near| near.1.to_owned()).collect();
    }
    same_end.into_iter().take(SHOWN).collect()
}

/// What may have been meant, to follow upon what is expected.
pub(in crate::wire) fn meant(near: &[String]) -> Option<String> {
    let near: Vec<String> = near.iter().map(|path| format!("`{path}`")).collect();
    (!near.is_empty()).then(|| format!("; did you mean {}?", near.join(" or ")))
}

/// How many bytes must be put in, left out or replaced to make one text of another.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, a) in from.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (to_at, b) in to.bytes().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[to_at + 1];
            row[to_at + 1] = replaced.min(diagonal + 1).min(row[to_at] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldKey;

    fn near(path: &str) -> Vec<String> {
        let types = |key: &FieldKey| (key.as_str() == "custom.size").then_some(DataType::Number);
        nearest(path, &types, |_, field| field.operators() != Operators::None)
    }

    #[test]
    fn mistakes_of_the_wild_lead_to_the_field_that_was_meant() {
        for (path, meant) in [
            ("info.emails.items.email", "info.emails.email"),
            ("info.extendedFields.items.custom.size", "info.extendedFields.custom.size"),
            ("extendedFields.custom.size", "info.extendedFields.custom.size"),
            ("custom.size", "info.extendedFields.custom.size"),
            ("name.first", "info.name.first"),
            ("info.Name.First", "info.name.first"),
            ("info.email.email", "info.emails.email"),
            ("createddate", "createdDate"),
            ("labelKeys", "info.labelKeys"),
            ("info.labelKeys.items", "info.labelKeys"),
            ("addresses.city", "info.addresses.city"),
            ("info.adresses.city", "info.addresses.city"),
            ("company.jobTitle", "info.jobTitle"),
        ] {
            assert_eq!(near(path), [meant], "{path}");
        }
        assert_eq!(
            near("person.email"),
            ["primaryInfo.email", "primaryEmail.email", "info.emails.email"]
        );
        assert_eq!(near("weather"), [""; 0]);
        assert_eq!(near(&"info.name.first".repeat(10)), [""; 0]);
    }

    #[test]
    fn distances_are_counted_in_edits() {
        for (from, to, edits) in
            [("", "", 0), ("a", "", 1), ("kitten", "sitting", 3), ("flaw", "lawn", 2)]
        {
            assert_eq!(distance(from, to), edits);
            assert_eq!(distance(to, from), edits);
        }
    }
}
