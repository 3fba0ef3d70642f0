//! Patches that mention any part.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::contacts::{
    ADDRESS_TAGS, EMAIL_TAGS, PHONE_TAGS, address, date, email, phone, picture, text,
};
use crate::contact::{LanguageTag, Tagged};
use crate::edit::{ContactPatch, EntryPatch, FieldInput};
use crate::field::Number;
use crate::id::{EntryId, LocationId, UserId};
use crate::label::LabelKey;

pub(super) fn patches<T: Tagged>(
    value: impl Strategy<Value = T>,
    tags: &'static [T::Tag],
    primary: bool,
) -> impl Strategy<Value = Option<Vec<EntryPatch<T>>>> {
    let entry = (of(any::<u128>()), prop::sample::select(tags), value);
    of(vec(entry, 0..3)).prop_map(move |entries| {
        let entry = |(at, (id, tag, value))| EntryPatch {
            id: Option::map(id, EntryId::from_u128),
            tag,
            value,
            primary: primary && at == 1,
        };
        entries.map(|entries| entries.into_iter().enumerate().map(entry).collect())
    })
}

pub(super) fn patch() -> impl Strategy<Value = ContactPatch> {
    let input = prop_oneof![
        Just(FieldInput::Clear),
        any::<String>().prop_map(FieldInput::Text),
        any::<bool>().prop_map(FieldInput::Bool),
        (-1e15..1e15).prop_map(|number: f64| FieldInput::Number(Number::new(number).unwrap())),
    ];
    let single = (
        of(of(text())),
        of(of(text())),
        of(of(text())),
        of(of(date())),
        of(of(picture())),
        of(of(Just("de").prop_map(|tag| tag.parse::<LanguageTag>().unwrap()))),
    );
    let lists = (
        patches(email(), EMAIL_TAGS, true),
        patches(phone(), PHONE_TAGS, true),
        patches(address(), ADDRESS_TAGS, false),
        of(vec(Just(LabelKey::from_static("custom.vip")), 0..3)),
        vec(input, 0..4),
        of(vec(any::<u128>().prop_map(LocationId::from_u128), 0..3)),
        of(vec(any::<u128>().prop_map(UserId::from_u128), 0..3)),
    );
    (single, lists).prop_map(|(single, lists)| {
        let (first, last, company, birthdate, picture, locale) = single;
        let (emails, phones, addresses, labels, inputs, locations, assignees) = lists;
        let field = |(at, input)| (format!("custom.{at}").parse().unwrap(), input);
        ContactPatch {
            first,
            last,
            company: company.clone(),
            job_title: company,
            birthdate,
            locale,
            picture,
            emails,
            phones,
            addresses,
            labels,
            fields: inputs.into_iter().enumerate().map(field).collect(),
            locations,
            assignees,
        }
    })
}
