//! Keys that a contact holds, in filters that were kept.

use smol_str::SmolStr;

use crate::contact::MatchKey;
use crate::invalid::Rule;
use crate::wire::json::Json;
use crate::wire::members::{Members, raw, text};
use crate::wire::place::Place;

/// A key as `{"email": "…"}`: the kind of the key, and what it holds.
pub(super) fn holds(json: Json, at: &Place<'_>) -> Option<MatchKey> {
    let mut members = Members::of(json, at)?;
    let word = |json, at: &Place<'_>| raw(json, at).map(SmolStr::from);
    let keys = [
        members.with("email", word).map(MatchKey::Email),
        members.with("phone", text).map(MatchKey::Phone),
        members.with("digits", word).map(MatchKey::Digits),
        members.with("national", word).map(MatchKey::National),
        members.with("member", text).map(MatchKey::Member),
        members.with("visitor", text).map(MatchKey::Visitor),
        members.with("uid", word).map(MatchKey::Uid),
    ];
    let mut keys = keys.into_iter().flatten();
    match (keys.next(), keys.next()) {
        (Some(key), None) => Some(key),
        _ => {
            at.refuse_as(Rule::MalformedFilter, "{…}", "one key");
            None
        }
    }
}
