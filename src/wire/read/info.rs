//! `info`: what a caller may edit.

use super::Kind;
use super::entry::{addresses, emails, phones};
use super::field::fields;
use super::picture::picture;
use crate::contact::{Line, MAX_ENTRIES, MAX_LABELS};
use crate::edit::ContactPatch;
use crate::invalid::Rule;
use crate::wire::json::Json;
use crate::wire::members::{Members, mentioned_items, text};
use crate::wire::place::Place;

/// What `info` mentions.
pub(in crate::wire) fn info(json: Json, at: &Place<'_>, kind: Kind) -> Option<ContactPatch> {
    let mut members = Members::of(json, at)?;
    let [first, last] = match members.take("name") {
        None => [None, None],
        Some(Json::Null) => [Some(None), Some(None)],
        Some(json) => name(json, &members.place("name")).unwrap_or_default(),
    };
    Some(ContactPatch {
        first,
        last,
        emails: emails(&mut members, kind),
        phones: phones(&mut members, kind),
        addresses: addresses(&mut members, kind),
        company: members.mentioned("company", text),
        job_title: members.mentioned("jobTitle", text),
        birthdate: members.mentioned("birthdate", text),
        locale: members.mentioned("locale", text),
        labels: mentioned_items(&mut members, "labelKeys", MAX_LABELS, text),
        fields: match members.take("extendedFields") {
            None => Vec::new(),
            Some(Json::Null) => {
                let expected = "an object; a field is cleared by its key";
                members.place("extendedFields").refuse_as(Rule::Type, "null", expected);
                Vec::new()
            }
            Some(json) => fields(json, &members.place("extendedFields"), kind).unwrap_or_default(),
        },
        picture: members.mentioned("picture", picture).map(Option::flatten),
        locations: mentioned_items(&mut members, "locations", MAX_ENTRIES, text),
        assignees: mentioned_items(&mut members, "assignedUserIds", MAX_ENTRIES, text),
    })
}

/// First and last name, as far as they are mentioned: each is a value of its own.
fn name(json: Json, at: &Place<'_>) -> Option<[Option<Option<Line>>; 2]> {
    let mut members = Members::of(json, at)?;
    Some([members.mentioned("first", text), members.mentioned("last", text)])
}
