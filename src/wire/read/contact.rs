//! A stored contact.

use super::member::{guid, member};
use super::picture::media;
use super::stored_info::{FieldTypes, stored_info};
use super::{consent, origin};
use crate::contact::{Contact, ContactInfo, Image, MAX_SEGMENTS, Media, Picture, Standing};
use crate::invalid::Rule;
use crate::record::{Revision, Stored};
use crate::time::Timestamp;
use crate::wire::MAX_EXACT;
use crate::wire::json::Json;
use crate::wire::members::{Members, items, text};
use crate::wire::place::Place;

pub(in crate::wire) fn contact(
    json: Json,
    at: &Place<'_>,
    types: FieldTypes<'_>,
) -> Option<Stored<Contact>> {
    contact_of(&mut Members::of(json, at)?, at, types)
}

/// The contact whose members these are.
pub(super) fn contact_of(
    members: &mut Members<'_>,
    at: &Place<'_>,
    types: FieldTypes<'_>,
) -> Option<Stored<Contact>> {
    let id = members.required("id", text);
    let revision = members.required("revision", revision);
    let origin = members.required("source", origin::origin);
    let dates = dates(members);
    let last_activity = members.required("lastActivity", origin::activity);
    let _made_anew = members.with("primaryInfo", consent::primary_info);
    let email = members.with("primaryEmail", consent::email);
    let phone = members.with("primaryPhone", consent::phone);
    let info = members.required("info", |json, at| stored_info(json, at, types));
    let member = members.with("memberInfo", member).map(Box::new);
    let segments = members.with("segments", |json, at| items(json, at, MAX_SEGMENTS, guid));
    let old_picture = members.with("picture", media);

    let (mut info, said_by_fields) = info?;
    if at.problems() > 0 {
        return None; // What follows is about parts that are right in themselves.
    }
    members.place("info").accept(info.identifiable())?;
    if let Some(picture) = old_picture {
        take_old_picture(&mut info, picture, &members.place("picture"));
    }
    let standing =
        Standing { member, segments: segments.unwrap_or_default(), ..Standing::default() };
    let mut contact = Contact {
        info,
        origin: origin?,
        last_activity: last_activity?,
        consents: Vec::new(),
        standing,
        visitors: Vec::new(),
        preserved: None,
    };
    consent::set_email(&mut contact, email, said_by_fields, &members.place("primaryEmail"));
    if let Some(phone) = phone {
        consent::set_phone(&mut contact, phone, &members.place("primaryPhone"));
    }
    let (created, updated) = dates?;
    Some(Stored { id: id?, revision: revision?, created, updated, value: contact })
}

/// `createdDate` and `updatedDate`, which is not before.
fn dates(members: &mut Members<'_>) -> Option<(Timestamp, Timestamp)> {
    let created = members.required("createdDate", text);
    let updated = members.required("updatedDate", text);
    in_order(members, created?, updated?)
}

/// Refuses a change before the creation.
pub(super) fn in_order(
    members: &Members<'_>,
    created: Timestamp,
    updated: Timestamp,
) -> Option<(Timestamp, Timestamp)> {
    if updated < created {
        let expected = format!("a time that is not before {created}");
        members.place("updatedDate").refuse_as(Rule::Limit, &updated.to_string(), expected);
        return None;
    }
    Some((created, updated))
}

fn revision(json: Json, at: &Place<'_>) -> Option<Revision> {
    match json {
        Json::Integer(integer) => match u64::try_from(integer) {
            Ok(number @ 1..=MAX_EXACT) => Some(Revision::new(number)),
            _ => {
                at.refuse_as(Rule::Limit, &integer.to_string(), "a number from 1 to 2^53");
                None
            }
        },
        other => {
            at.refuse_type(&other, "a whole number");
            None
        }
    }
}

/// The deprecated place of the picture: its value moves to the present one, if that is free.
fn take_old_picture(info: &mut ContactInfo, media: Media, at: &Place<'_>) {
    let image = Image::Media(media);
    match &info.picture {
        None => info.picture = Some(Box::new(Picture { image, image_provider: None })),
        Some(picture) if picture.image == image => {}
        Some(_) => {
            at.refuse_as(Rule::Format, "{…}", "no other picture than the one in `info.picture`");
        }
    }
}
