//! Taking an object apart: what was asked for is allowed, everything else is refused.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, IntoDeserializer};

use super::json::{Json, MAX_PARTS};
use super::place::Place;
use crate::invalid::{Invalid, Rule};

/// The members of an object that nobody asked for yet.
///
/// INVARIANT (nothing is dropped silently): members that nobody asked for are refused when this
/// goes out of scope. Ask for all that are allowed before leaving.
pub(super) struct Members<'a> {
    at: &'a Place<'a>,
    members: Vec<(String, Json)>,
    asked: Vec<&'static str>,
}

impl<'a> Members<'a> {
    /// The members of the object that stands here, each name once.
    pub(super) fn of(json: Json, at: &'a Place<'a>) -> Option<Self> {
        let (members, count) = match json {
            Json::Object(members, count) => (members, count),
            other => {
                at.refuse_type(&other, "an object");
                return None;
            }
        };
        if count > MAX_PARTS {
            at.refuse_as(Rule::Limit, &format!("{count} members"), format!("at most {MAX_PARTS}"));
            return None;
        }
        let mut seen = HashSet::with_capacity(members.len());
        for (name, _) in &members {
            if !seen.insert(name.as_str()) {
                at.member(name).refuse_as(Rule::Format, name, "each member once");
            }
        }
        drop(seen);
        Some(Self { at, members, asked: Vec::new() })
    }

    /// The member, if it is mentioned, be it with `null`.
    pub(super) fn take(&mut self, name: &'static str) -> Option<Json> {
        self.asked.push(name);
        let place = self.members.iter().position(|(known, _)| known == name)?;
        let (_, json) = self.members.remove(place);
        // A second one of the same name is refused already.
        self.members.retain(|(known, _)| known != name);
        Some(json)
    }

    /// The member, if it is mentioned and not `null`.
    pub(super) fn given(&mut self, name: &'static str) -> Option<Json> {
        self.take(name).filter(|json| !matches!(json, Json::Null))
    }

    /// All members that nobody asked for; every name is allowed.
    pub(super) fn rest(mut self) -> Vec<(String, Json)> {
        std::mem::take(&mut self.members)
    }

    /// Where the member of this name stands.
    pub(super) fn place(&self, name: &'static str) -> Place<'a> {
        self.at.member(name)
    }

    /// Reads the member, if it is given.
    pub(super) fn with<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Json, &Place<'_>) -> Option<T>,
    ) -> Option<T> {
        let json = self.given(name)?;
        read(json, &self.place(name))
    }

    /// Reads the member, if it is mentioned; one that is `null` or a blank text clears.
    pub(super) fn mentioned<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Json, &Place<'_>) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.take(name)? {
            Json::Null => Some(None),
            Json::Text(text) if text.trim().is_empty() => Some(None),
            json => read(json, &self.place(name)).map(Some),
        }
    }

    /// The text of the member in the form of `T`; a blank one is as good as none.
    pub(super) fn text<T: FromStr<Err = Invalid>>(&mut self, name: &'static str) -> Option<T> {
        self.mentioned(name, text).flatten()
    }

    /// Reads the member, which must be given and not blank.
    pub(super) fn required<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Json, &Place<'_>) -> Option<T>,
    ) -> Option<T> {
        match self.take(name) {
            Some(Json::Text(text)) if text.trim().is_empty() => {
                self.place(name).refuse_as(Rule::Required, &text, "a value");
                None
            }
            None | Some(Json::Null) => {
                self.place(name).refuse_as(Rule::Required, "", "a value");
                None
            }
            Some(json) => read(json, &self.place(name)),
        }
    }

    /// Accepts a text that is derived from other members, and ignores it.
    pub(super) fn derived(&mut self, name: &'static str) {
        let _ignored = self.with(name, raw);
    }
}

impl Drop for Members<'_> {
    fn drop(&mut self) {
        for (name, _) in &self.members {
            let allowed = one_of(&self.asked);
            self.at.member(name).refuse_as(Rule::Unknown, name, allowed);
        }
    }
}

/// A text in the form of `T`.
pub(super) fn text<T: FromStr<Err = Invalid>>(json: Json, at: &Place<'_>) -> Option<T> {
    at.accept(raw(json, at)?.parse())
}

/// A text as it stands.
pub(super) fn raw(json: Json, at: &Place<'_>) -> Option<String> {
    match json {
        Json::Text(text) => Some(text),
        other => {
            at.refuse_type(&other, "a text");
            None
        }
    }
}

/// One of the words that `T` has.
pub(super) fn word<T: DeserializeOwned>(json: Json, at: &Place<'_>) -> Option<T> {
    let text = raw(json, at)?;
    let source: StrDeserializer<'_, Unexpected> = text.as_str().into_deserializer();
    match T::deserialize(source) {
        Ok(word) => Some(word),
        Err(Unexpected(expected)) => {
            at.refuse_as(Rule::Format, &text, expected);
            None
        }
    }
}

/// True or false.
pub(super) fn flag(json: Json, at: &Place<'_>) -> Option<bool> {
    match json {
        Json::Bool(flag) => Some(flag),
        other => {
            at.refuse_type(&other, "true or false");
            None
        }
    }
}

/// A list of at most `max` items.
pub(super) fn list<T>(
    json: Json,
    at: &Place<'_>,
    max: usize,
    mut read: impl FnMut(Json, &Place<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let (items, count) = match json {
        Json::List(items, count) => (items, count),
        other => {
            at.refuse_type(&other, "a list");
            return None;
        }
    };
    if count > max {
        at.refuse_as(Rule::Limit, &format!("{count} entries"), format!("at most {max}"));
        return None;
    }
    let items = items.into_iter().enumerate();
    Some(items.filter_map(|(index, json)| read(json, &at.item(index))).collect())
}

/// A collection, `{"items": […]}`; without items it is empty.
pub(super) fn items<T>(
    json: Json,
    at: &Place<'_>,
    max: usize,
    read: impl FnMut(Json, &Place<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let mut members = Members::of(json, at)?;
    match members.given("items") {
        Some(json) => list(json, &members.place("items"), max, read),
        None => Some(Vec::new()),
    }
}

/// A collection that a caller may mention; `null` empties it.
pub(super) fn mentioned_items<T>(
    members: &mut Members<'_>,
    name: &'static str,
    max: usize,
    read: impl FnMut(Json, &Place<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    match members.take(name)? {
        Json::Null => Some(Vec::new()),
        json => items(json, &members.place(name), max, read),
    }
}

pub(super) fn one_of(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    format!("one of {}", words.join(", "))
}

/// What a word was expected to be.
#[derive(Debug)]
struct Unexpected(String);

impl fmt::Display for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unexpected {}

impl de::Error for Unexpected {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self(one_of(expected))
    }
}
