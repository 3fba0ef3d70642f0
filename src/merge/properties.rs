//! What becomes of the properties of the files that contacts came from.

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::contact::Property;

/// Properties that say what a card is: the target's stay alone, and a source's never stand for it.
const IDENTITY: [&str; 4] = ["UID", "REV", "PRODID", "VERSION"];
/// Properties of which a card has one: the target's stay alone; if it has none, those of the first
/// source that has.
const SINGLE: [&str; 5] = ["KIND", "GENDER", "N", "FN", "SORT-STRING"];

/// Appends the source's properties to the target's, unless an equal one (name, parameters, value)
/// is there. Groups that the target uses get another name, so that their lines stay together.
pub(super) fn unite(
    target: Option<Arc<Vec<Property>>>,
    source: Option<&Arc<Vec<Property>>>,
) -> Option<Arc<Vec<Property>>> {
    let Some(source) = source else { return target };
    let mut merged = target.as_deref().cloned().unwrap_or_default();
    let used: Vec<SmolStr> = merged.iter().filter_map(|property| property.group.clone()).collect();
    let mut renamed: HashMap<SmolStr, SmolStr> = HashMap::new();
    let mut position =
        merged.iter().map(|property| property.position).max().map_or(0, |max| max + 1);
    let before = merged.len();
    for property in source.iter() {
        let is = |name: &&str| property.name.eq_ignore_ascii_case(name);
        let has = |name: &&str| merged.iter().any(|known| known.name.eq_ignore_ascii_case(name));
        let left =
            IDENTITY.iter().any(&is) || SINGLE.iter().any(|name| is(name) && has(name));
        if left || merged[..before].iter().any(|known| same(known, property)) {
            continue;
        }
        let group = property.group.as_ref().map(|group| {
            renamed.entry(group.clone()).or_insert_with_key(|group| free(group, &used)).clone()
        });
        merged.push(Property { group, position, ..property.clone() });
        position = position.saturating_add(1);
    }
    if merged.len() == before { target } else { Some(Arc::new(merged)) }
}

fn same(a: &Property, b: &Property) -> bool {
    a.name.eq_ignore_ascii_case(&b.name) && a.params == b.params && a.value == b.value
}

fn free(group: &SmolStr, used: &[SmolStr]) -> SmolStr {
    let taken = |name: &str| used.iter().any(|known| known.eq_ignore_ascii_case(name));
    if !taken(group) {
        return group.clone();
    }
    (2u64..)
        .map(|number| format_smolstr!("{group}-{number}"))
        .find(|name| !taken(name))
        .expect("a card has fewer groups than there are numbers")
}
