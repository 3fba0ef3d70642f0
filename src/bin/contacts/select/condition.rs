//! From conditions to filters.

use std::sync::Arc;

use contacts_core::query::{ContactField, FieldKind};
use contacts_core::wire::Kept;
use contacts_core::{
    Caller, ContactBook, CountryCode, Filter, Label, LabelKey, Number, PhoneNumber, Store, Stored,
    Uuid,
};
use serde_json::{Map, Value, json};

use super::names::{Names, nearest, or};
use super::span::{self, Span};
use super::word::{Operator, Word};
use crate::Failure;

/// Reads conditions on the contacts of a book.
pub(crate) struct Conditions {
    names: Names,
    labels: Vec<Arc<Stored<Label>>>,
    country: Option<CountryCode>,
}

impl Conditions {
    /// Those of a book; phone numbers without a country are of this one.
    ///
    /// # Errors
    ///
    /// [`Failure::Book`].
    pub(crate) fn of<S: Store>(
        book: &ContactBook<S>,
        country: Option<CountryCode>,
    ) -> Result<Self, Failure> {
        let labels = book.with(Caller::Host).labels()?;
        Ok(Self { names: Names::of(book)?, labels, country })
    }

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    /// The filter that a condition stands for.
    ///
    /// # Errors
    ///
    /// What is wrong with the condition.
    pub(crate) fn filter(&self, word: &Word) -> Result<Filter, String> {
        let field = self.names.need(&word.name)?;
        let value = word.value.as_str();
        match word.operator {
            Operator::Has if is_in_all(&field) => Err(format!(
                "every contact has it; a condition with `>` or `<` goes in quotes: '{}>2024'",
                word.name
            )),
            Operator::Has => test(&field, "$exists", true),
            Operator::HasNot => test(&field, "$exists", false),
            Operator::Is => self.is(&field, value),
            Operator::IsNot => Ok(!self.is(&field, value)?),
            Operator::Begins => self.begins(&field, value),
            Operator::Above | Operator::AtLeast | Operator::Below | Operator::AtMost => {
                compares(&field, word.operator, value)
            }
        }
    }

    fn is(&self, field: &ContactField, value: &str) -> Result<Filter, String> {
        match (field, field.kind()) {
            (ContactField::Phones, _) => self.is_phone(field, &ContactField::E164s, value),
            (ContactField::PrimaryPhone, _) => {
                self.is_phone(field, &ContactField::PrimaryE164, value)
            }
            (ContactField::Countries | ContactField::PhoneCountry, _) => {
                let code: CountryCode = value.to_ascii_uppercase().parse().map_err(told)?;
                test(field, "$eq", code.as_str())
            }
            (_, FieldKind::Label) => test(field, "$eq", label(&self.labels, value)?.as_str()),
            (_, FieldKind::Status) => {
                let status = value.to_ascii_uppercase();
                match field.statuses().contains(&&*status) {
                    true => test(field, "$eq", status),
                    false => Err(format!("expected one of {}", field.statuses().join(", "))),
                }
            }
            (_, FieldKind::Time | FieldKind::Day) => match span(field, value)? {
                (from, Some(to)) => Ok(test(field, "$gte", from)? & test(field, "$lt", to)?),
                (moment, None) => test(field, "$eq", moment),
            },
            (_, FieldKind::Number) => test(field, "$eq", number(value)?),
            (_, FieldKind::Id) => {
                let id: Uuid = value.parse().map_err(|_| "expected an id".to_owned())?;
                test(field, "$eq", id.to_string())
            }
            (_, FieldKind::Text | FieldKind::Email | FieldKind::Code) => test(field, "$eq", value),
        }
    }

    /// A number in its international form if it has one, else as it is written.
    fn is_phone(
        &self,
        written: &ContactField,
        international: &ContactField,
        value: &str,
    ) -> Result<Filter, String> {
        let number = PhoneNumber::new(value, self.country).map_err(told)?;
        match number.e164() {
            Some(e164) => test(international, "$eq", e164.to_string()),
            None => test(written, "$eq", value),
        }
    }

    fn begins(&self, field: &ContactField, value: &str) -> Result<Filter, String> {
        match (field, field.kind()) {
            (ContactField::Phones, _) if value.starts_with('+') => {
                test(&ContactField::E164s, "$startsWith", plain(value))
            }
            (ContactField::PrimaryPhone, _) if value.starts_with('+') => {
                test(&ContactField::PrimaryE164, "$startsWith", plain(value))
            }
            (_, FieldKind::Label) => {
                let lower = value.to_lowercase();
                let begins = |label: &&Arc<Stored<Label>>| {
                    label.name.as_str().to_lowercase().starts_with(&lower)
                        || label.id().as_str().starts_with(value)
                };
                let keys: Vec<&str> =
                    self.labels.iter().filter(begins).map(|label| label.id().as_str()).collect();
                test(field, "$in", keys)
            }
            (_, FieldKind::Text | FieldKind::Email | FieldKind::Code | FieldKind::Status) => {
                test(field, "$startsWith", value)
            }
            (_, FieldKind::Time | FieldKind::Day) => {
                Err("dates are not compared by how they begin; a month is =2024-05".into())
            }
            (_, FieldKind::Number | FieldKind::Id) => {
                Err("numbers and ids are not compared by how they begin".into())
            }
        }
    }
}

/// The key of the label of this key or name, case aside if need be.
///
/// # Errors
///
/// That there is none, and which come close.
pub(crate) fn label(labels: &[Arc<Stored<Label>>], given: &str) -> Result<LabelKey, String> {
    let lower = given.to_lowercase();
    let found = (labels.iter().find(|label| label.id().as_str() == given))
        .or_else(|| labels.iter().find(|label| label.name.as_str() == given))
        .or_else(|| labels.iter().find(|label| label.name.as_str().to_lowercase() == lower));
    if let Some(label) = found {
        return Ok(label.id().clone());
    }
    let names = || labels.iter().map(|label| label.name.as_str().to_owned());
    let near = nearest(&lower, names());
    Err(match near.is_empty() {
        false => format!("there is no label `{given}`; did you mean {}?", or(&near)),
        true => {
            let shown: Vec<String> = names().take(20).collect();
            let more = if labels.len() > shown.len() { ", … (`contacts labels`)" } else { "" };
            format!("there is no label `{given}`; labels are {}{more}", shown.join(", "))
        }
    })
}

/// Whether no contact is without it.
fn is_in_all(field: &ContactField) -> bool {
    let ids = *field == ContactField::Id;
    ids || matches!(
        field,
        ContactField::Created | ContactField::Updated | ContactField::LastActivity
    )
}

fn compares(field: &ContactField, operator: Operator, value: &str) -> Result<Filter, String> {
    let sign = match operator {
        Operator::Above => "$gt",
        Operator::Below => "$lt",
        Operator::AtMost => "$lte",
        _ => "$gte",
    };
    match field.kind() {
        FieldKind::Number => test(field, sign, number(value)?),
        FieldKind::Time | FieldKind::Day => match (span(field, value)?, operator) {
            // A day, month or year is passed when its last moment is.
            ((_, Some(to)), Operator::Above) => test(field, "$gte", to),
            ((_, Some(to)), Operator::AtMost) => test(field, "$lt", to),
            ((from, _), _) => test(field, sign, from),
        },
        _ => Err("only dates and numbers are greater or less".into()),
    }
}

/// Where a stretch of time begins and, if it is no moment, ends, as the field has it.
fn span(field: &ContactField, value: &str) -> Result<(String, Option<String>), String> {
    let form = |day: contacts_core::LocalDate| match field.kind() {
        FieldKind::Time => format!("{day}T00:00:00.000Z"),
        _ => day.to_string(),
    };
    match Span::read(value) {
        Some(Span::Days(from, to)) => Ok((form(from), Some(form(to)))),
        Some(Span::Moment(time)) if field.kind() == FieldKind::Time => Ok((time.to_string(), None)),
        _ => Err(format!("expected {}", span::EXPECTED)),
    }
}

fn number(value: &str) -> Result<f64, String> {
    let _: Number = value.parse().map_err(told)?;
    value.parse().map_err(|_| "expected a number".to_owned())
}

/// An international number without what stands between its digits.
fn plain(number: &str) -> String {
    number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

fn told(invalid: contacts_core::Invalid) -> String {
    format!("expected {}", invalid.expected())
}

/// The filter, by way of the language in which filters are kept: it has every operator for every
/// field.
fn test(field: &ContactField, operator: &str, value: impl Into<Value>) -> Result<Filter, String> {
    let mut condition = Map::from_iter([(operator.to_owned(), value.into())]);
    if let ContactField::Extended(_, data_type) = field {
        condition.insert("$type".into(), data_type.as_str().into());
    }
    let json = json!({ field.path(): condition });
    let Kept(filter) = serde_json::from_value(json).map_err(|error| error.to_string())?;
    Ok(filter)
}
