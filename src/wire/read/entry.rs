//! E-mails, phones and addresses in their lists.

use std::collections::HashSet;

use serde::de::DeserializeOwned;

use super::Kind;
use super::address::address;
use crate::contact::{EmailAddress, MAX_ENTRIES, PhoneNumber, PostalAddress, Tagged};
use crate::edit::EntryPatch;
use crate::id::EntryId;
use crate::invalid::Rule;
use crate::wire::json::Json;
use crate::wire::members::{Members, flag, mentioned_items, raw, text, word};
use crate::wire::place::Place;

/// The e-mails, if they are mentioned.
pub(super) fn emails(
    members: &mut Members<'_>,
    kind: Kind,
) -> Option<Vec<EntryPatch<EmailAddress>>> {
    entries(members, "emails", kind, |members| {
        let value = members.required("email", text);
        let primary = members.with("primary", flag).unwrap_or(false);
        Some((value?, primary))
    })
}

/// The phones, if they are mentioned.
pub(super) fn phones(
    members: &mut Members<'_>,
    kind: Kind,
) -> Option<Vec<EntryPatch<PhoneNumber>>> {
    entries(members, "phones", kind, |members| {
        let country = members.text("countryCode");
        let value = members
            .required("phone", |json, at| at.accept(PhoneNumber::new(&raw(json, at)?, country)));
        members.derived("e164Phone");
        members.derived("formattedPhone");
        let primary = members.with("primary", flag).unwrap_or(false);
        Some((value?, primary))
    })
}

/// The addresses, if they are mentioned.
pub(super) fn addresses(
    members: &mut Members<'_>,
    kind: Kind,
) -> Option<Vec<EntryPatch<PostalAddress>>> {
    entries(members, "addresses", kind, |members| {
        let value = members.required("address", address);
        Some((value?, false))
    })
}

fn entries<T: Tagged<Tag: DeserializeOwned>>(
    members: &mut Members<'_>,
    name: &'static str,
    kind: Kind,
    read: impl Fn(&mut Members<'_>) -> Option<(T, bool)>,
) -> Option<Vec<EntryPatch<T>>> {
    let mut ids = HashSet::new();
    let mut primaries = 0;
    let entries = mentioned_items(members, name, MAX_ENTRIES, |json, at| {
        let mut members = Members::of(json, at)?;
        let id = id(&mut members, kind);
        let tag = members.mentioned("tag", word).flatten().unwrap_or_default();
        let value = read(&mut members);
        if kind == Kind::Stored
            && let Some(id) = id
            && !ids.insert(id)
        {
            let expected = "an id that no other entry of the list has";
            members.place("id").refuse_as(Rule::Format, &id.to_string(), expected);
        }
        let (value, primary) = value?;
        primaries += usize::from(primary);
        Some(EntryPatch { id, tag, value, primary })
    })?;
    if primaries > 1 {
        let input = format!("{primaries} primary entries");
        members.place(name).refuse_as(Rule::ManyPrimaries, &input, "at most one primary entry");
    }
    Some(entries)
}

fn id(members: &mut Members<'_>, kind: Kind) -> Option<EntryId> {
    match kind {
        Kind::Patch => members.text("id"),
        Kind::Stored => members.required("id", text),
    }
}

/// A number, in whatever notation.
pub(super) fn number(json: Json, at: &Place<'_>) -> Option<f64> {
    match json {
        Json::Integer(integer) => Some(integer as f64),
        Json::Float(float) => Some(float),
        other => {
            at.refuse_type(&other, "a number");
            None
        }
    }
}
