//! The components of a name.

use super::forward::{Piece, Rest};
use crate::interop::json::{Map, Value};
use crate::interop::vcard::{Version, text};

/// The kinds of the components of `N`, in their order there.
const KINDS: [&str; 7] =
    ["surname", "given", "given2", "title", "credential", "surname2", "generation"];

pub(super) fn forward(value: &str, rest: &mut Rest) -> Option<Vec<Piece>> {
    let parts: Vec<Vec<String>> = text::components(value)
        .into_iter()
        .map(|part| {
            let elements = text::list(part).into_iter();
            let elements = elements.map(|e| text::unescape(Version::V4_0, e).trim().to_owned());
            elements.filter(|element| !element.is_empty()).collect()
        })
        .collect();
    let generation = parts.get(6).cloned().unwrap_or_default();
    let mut components = Vec::new();
    for (kind, part) in KINDS.iter().zip(&parts) {
        // What the suffixes repeat of the generation is said once.
        let again = |element: &String| *kind == "credential" && generation.contains(element);
        for element in part.iter().filter(|element| !again(element)) {
            components.push(component(kind, element));
        }
    }
    if components.is_empty() {
        return None;
    }
    let piece = |key: &str, value| Piece { map: "name", key: Some(key.to_owned()), value };
    let mut pieces = vec![piece("components", Value::List(components))];
    if let Some(sort) = rest.take("SORT-AS") {
        let names = sort.split(',').map(Value::text);
        let sort: Map = ["surname", "given"].into_iter().zip(names).collect();
        pieces.push(piece("sortAs", Value::Map(sort)));
    }
    Some(pieces)
}

fn component(kind: &str, value: &str) -> Value {
    let members = [("kind", Value::text(kind)), ("value", Value::text(value))];
    Value::Map(members.into_iter().collect())
}

/// The value of `N`; `None` if there is nothing in it.
pub(super) fn value(components: &Value) -> Option<String> {
    let mut parts: [Vec<String>; 7] = Default::default();
    for component in components.as_list()? {
        let component = component.as_map()?;
        let (Some(kind), Some(value)) = (component.str("kind"), component.str("value")) else {
            continue;
        };
        let Some(at) = KINDS.iter().position(|known| *known == kind) else { continue };
        let value = text::escape_part(Version::V4_0, value).into_owned();
        // Readers that know no more than five components find the others in these.
        match kind {
            "surname2" => parts[0].push(value.clone()),
            "generation" => parts[4].push(value.clone()),
            _ => {}
        }
        parts[at].push(value);
    }
    if parts.iter().all(Vec::is_empty) {
        return None;
    }
    let count = if parts[5].is_empty() && parts[6].is_empty() { 5 } else { 7 };
    let parts: Vec<String> = parts[..count].iter().map(|part| part.join(",")).collect();
    Some(parts.join(";"))
}

/// The `SORT-AS` of a name.
pub(super) fn sort_as(sort: &Map) -> Option<String> {
    let surname = sort.str("surname")?;
    Some(match sort.str("given") {
        Some(given) => format!("{surname},{given}"),
        None => surname.to_owned(),
    })
}
