//! The components of an address.

use super::forward::{self, Rest};
use crate::interop::json::{Map, Value};
use crate::interop::vcard::{Version, text};

/// The kinds of the components of `ADR`, in their order there; the second and the third hold all
/// that goes into the house and the street.
const KINDS: [&str; 18] = [
    "postOfficeBox",
    "apartment",
    "name",
    "locality",
    "region",
    "postcode",
    "country",
    "room",
    "apartment",
    "floor",
    "number",
    "name",
    "building",
    "block",
    "subdistrict",
    "district",
    "landmark",
    "direction",
];

/// The place of the first component that RFC 9554 added.
const ADDED: usize = 7;

pub(super) fn forward(value: &str, rest: &mut Rest) -> Option<Value> {
    let parts = text::components(value);
    let added = parts.iter().skip(ADDED).any(|part| !part.is_empty());
    let mut components = Vec::new();
    // The street comes first, as it is written in most countries.
    let order = (ADDED..KINDS.len()).chain([0, 1, 2, 3, 4, 5, 6]);
    for at in order.filter(|at| !(added && matches!(at, 1 | 2))) {
        for element in parts.get(at).into_iter().flat_map(|part| text::list(part)) {
            let element = text::unescape(Version::V4_0, element);
            if !element.trim().is_empty() {
                let members = [("kind", Value::text(KINDS[at])), ("value", Value::text(element))];
                components.push(Value::Map(members.into_iter().collect()));
            }
        }
    }
    let mut entry = Map::default();
    if !components.is_empty() {
        entry.set("components", Value::List(components));
    }
    let params =
        [("CC", "countryCode"), ("GEO", "coordinates"), ("TZ", "timeZone"), ("LABEL", "full")];
    for (param, member) in params {
        if let Some(value) = rest.take(param) {
            let value = if param == "LABEL" { value.replace("\\n", "\n") } else { value.into() };
            entry.set(member, Value::Text(value));
        }
    }
    forward::contexts(rest, &mut entry);
    let tag = rest.take("X-CC-TAG");
    let context = tag.as_deref().and_then(|tag| TAGS.iter().find(|(known, _)| *known == tag));
    if let Some((_, context)) = context {
        let mut contexts =
            entry.get("contexts").and_then(Value::as_map).cloned().unwrap_or_default();
        contexts.set(context, Value::Bool(true));
        entry.set("contexts", Value::Map(contexts));
    }
    forward::preference(rest, &mut entry);
    (!entry.is_empty()).then_some(Value::Map(entry))
}

const TAGS: [(&str, &str); 2] = [("BILLING", "billing"), ("SHIPPING", "delivery")];

/// The tag that stands for a context.
pub(super) fn tag(context: &str) -> Option<&'static str> {
    TAGS.iter().find(|(_, known)| *known == context).map(|(tag, _)| *tag)
}

/// The value of `ADR`.
pub(super) fn value(entry: &Map) -> String {
    let joint = entry.str("defaultSeparator").unwrap_or(" ");
    let mut parts: [Vec<String>; 18] = Default::default();
    let (mut street, mut inside) = (String::new(), Vec::new());
    let mut separator: Option<&str> = None;
    let mut added = false;
    for component in entry.get("components").and_then(Value::as_list).unwrap_or_default() {
        let component = component.as_map();
        let text = |name| component.and_then(|component| component.str(name));
        let (Some(kind), Some(value)) = (text("kind"), text("value")) else { continue };
        let written = || text::escape_part(Version::V4_0, value).into_owned();
        if kind == "separator" {
            separator = Some(value);
            continue;
        }
        match kind {
            "postOfficeBox" => parts[0].push(written()),
            "locality" => parts[3].push(written()),
            "region" => parts[4].push(written()),
            "postcode" => parts[5].push(written()),
            "country" => parts[6].push(written()),
            "apartment" | "room" | "floor" | "building" => inside.push(value.to_owned()),
            _ => {
                if !street.is_empty() {
                    street.push_str(separator.unwrap_or(joint));
                }
                street.push_str(value);
            }
        }
        separator = None;
        let place = KINDS[ADDED..].iter().position(|known| *known == kind);
        if let Some(place) = place {
            // A name or an apartment alone needs none of the new components.
            added |= !matches!(kind, "name" | "apartment");
            parts[ADDED + place].push(written());
        }
    }
    let escaped = |text: &str| text::escape_part(Version::V4_0, text).into_owned();
    if !inside.is_empty() {
        parts[1].push(if added { escaped(&inside.join(", ")) } else { each(&inside) });
    }
    if !street.is_empty() {
        parts[2].push(escaped(&street));
    }
    if parts[6].is_empty() {
        parts[6].extend(entry.str("countryCode").map(escaped));
    }
    let count = if added { KINDS.len() } else { ADDED };
    let parts: Vec<String> = parts[..count].iter().map(|part| part.join(",")).collect();
    parts.join(";")
}

fn each(parts: &[String]) -> String {
    let parts = parts.iter().map(|part| text::escape_part(Version::V4_0, part).into_owned());
    parts.collect::<Vec<_>>().join(",")
}
