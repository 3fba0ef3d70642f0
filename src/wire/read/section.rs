//! Which part of a list is asked for.

use crate::invalid::Rule;
use crate::query::{DEFAULT_PAGE, MAX_OFFSET, MAX_PAGE, Section};
use crate::wire::json::Json;
use crate::wire::members::Members;
use crate::wire::place::Place;

/// `{"limit": 50, "offset": 0}`, each of which may be left out; what is too large breaks `rule`.
pub(super) fn section(json: Json, at: &Place<'_>, rule: Rule) -> Option<Section> {
    let mut members = Members::of(json, at)?;
    let limit = members.with("limit", |json, at| size(json, at, MAX_PAGE, rule));
    let offset = members.with("offset", |json, at| size(json, at, MAX_OFFSET, rule));
    Some(Section { offset: offset.unwrap_or_default(), limit: limit.unwrap_or(DEFAULT_PAGE) })
}

/// A number from 0 to `max`.
pub(super) fn size(json: Json, at: &Place<'_>, max: usize, rule: Rule) -> Option<usize> {
    match json {
        Json::Integer(integer) => match usize::try_from(integer) {
            Ok(size) if size <= max => Some(size),
            _ => {
                at.refuse_as(rule, &integer.to_string(), format!("a number from 0 to {max}"));
                None
            }
        },
        other => {
            at.refuse_type(&other, "a whole number");
            None
        }
    }
}
