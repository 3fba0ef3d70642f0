//! `info` of a stored contact: the same as a caller sends, in its final form.

use std::collections::HashSet;
use std::fmt::Display;
use std::hash::Hash;

use serde::de::DeserializeOwned;

use super::Kind;
use super::info::info;
use crate::contact::{Channels, Consent, ContactInfo, Entry, Tagged};
use crate::edit::{ContactPatch, EntryPatch, FieldInput};
use crate::field::{DataType, FieldKey, FieldText, FieldValue, system_field};
use crate::invalid::{Invalid, Rule};
use crate::wire::json::Json;
use crate::wire::members::word;
use crate::wire::place::Place;
use crate::wire::{DELIVERABILITY, SUBSCRIPTION, is_derived};

/// The type of an extended field, if it is known.
pub(in crate::wire) type FieldTypes<'a> = &'a dyn Fn(&FieldKey) -> Option<DataType>;

/// `info`, and what its extended fields say of the primary e-mail address.
pub(super) fn stored_info(
    json: Json,
    at: &Place<'_>,
    types: FieldTypes<'_>,
) -> Option<(ContactInfo, Consent)> {
    let ContactPatch {
        first,
        last,
        company,
        job_title,
        birthdate,
        locale,
        picture,
        emails,
        phones,
        addresses,
        labels,
        fields: inputs,
        locations,
        assignees,
    } = info(json, at, Kind::Stored)?;
    let mut consent = Consent::default();
    let mut fields = Vec::with_capacity(inputs.len());
    let extended = at.member("extendedFields");
    let items = extended.member("items");
    for (key, input) in inputs {
        let at = items.member(key.as_str());
        if is_derived(&key) {
            derived(&key, input, &at, &mut consent);
        } else if let Some(value) = at.accept(value(&key, input, types)).flatten() {
            fields.push((key, value));
        }
    }
    let info = ContactInfo {
        first: first.flatten(),
        last: last.flatten(),
        company: company.flatten(),
        job_title: job_title.flatten(),
        birthdate: birthdate.flatten(),
        locale: locale.flatten(),
        picture: picture.flatten().map(Box::new),
        emails: channels(emails),
        phones: channels(phones),
        addresses: entries(addresses.unwrap_or_default()),
        labels: unique(labels, &at.member("labelKeys")),
        fields,
        locations: unique(locations, &at.member("locations")),
        assignees: unique(assignees, &at.member("assignedUserIds")),
    };
    Some((info, consent))
}

/// A value of the field's type; where that is not known, a text or a number.
fn value(
    key: &FieldKey,
    input: FieldInput,
    types: FieldTypes<'_>,
) -> Result<Option<FieldValue>, Invalid> {
    let data_type = system_field(key).map(|field| field.data_type).or_else(|| types(key));
    match (data_type, input) {
        (_, FieldInput::Clear) => Ok(None),
        (None | Some(DataType::Number), FieldInput::Number(number)) => {
            Ok(Some(FieldValue::Number(number)))
        }
        (None, FieldInput::Text(text)) => {
            Ok(FieldText::read("extended field", &text)?.map(FieldValue::Text))
        }
        (Some(DataType::Text | DataType::Date | DataType::Url), FieldInput::Text(text)) => {
            data_type.map_or(Ok(None), |data_type| data_type.read(&text))
        }
        (data_type, input) => {
            let expected = match data_type {
                Some(data_type) => format!("a value of type {}", data_type.as_str()),
                None => "a text or a number".into(),
            };
            let input = input.to_string();
            Err(Invalid::new(Rule::ExtendedField, "extended field", &input, expected))
        }
    }
}

/// Takes a status of the primary e-mail address; other derived values are made anew.
fn derived(key: &FieldKey, input: FieldInput, at: &Place<'_>, consent: &mut Consent) {
    let json = match input {
        FieldInput::Clear => return,
        FieldInput::Text(text) if text.trim().is_empty() => return,
        FieldInput::Text(text) => Json::Text(text),
        other => {
            at.refuse_as(Rule::ExtendedField, &other.to_string(), "a value of type TEXT");
            return;
        }
    };
    match key.as_str() {
        SUBSCRIPTION => set(&mut consent.subscription, json, at),
        DELIVERABILITY => set(&mut consent.deliverability, json, at),
        _ => {}
    }
}

fn set<T: DeserializeOwned>(status: &mut T, json: Json, at: &Place<'_>) {
    if let Some(word) = word(json, at) {
        *status = word;
    }
}

fn channels<T: Tagged>(patches: Option<Vec<EntryPatch<T>>>) -> Channels<T> {
    let patches = patches.unwrap_or_default();
    let primary = patches.iter().position(|patch| patch.primary).unwrap_or(0);
    Channels::new(entries(patches), primary)
}

/// The entries; one without an id is refused already.
fn entries<T: Tagged>(patches: Vec<EntryPatch<T>>) -> Vec<Entry<T>> {
    let entry = |EntryPatch { id, tag, value, primary: _ }: EntryPatch<T>| {
        Some(Entry { id: id?, tag, value })
    };
    patches.into_iter().filter_map(entry).collect()
}

fn unique<T: Eq + Hash + Display>(items: Option<Vec<T>>, at: &Place<'_>) -> Vec<T> {
    let items = items.unwrap_or_default();
    let mut seen = HashSet::with_capacity(items.len());
    for item in &items {
        if !seen.insert(item) {
            at.refuse_as(Rule::Format, &item.to_string(), "each entry once");
        }
    }
    items
}
