//! A card as a flat list of what can change on its own, each under its path.

use std::collections::{HashMap, HashSet};

use super::FORMAT;
use crate::contact::Property;
use crate::interop::json::{self, Map, Value};

/// A member of a card, or of one of its maps.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot {
    /// Where it stands: `uid`, `emails/k1`, `name/full`, `vCard/properties/0`.
    pub(super) path: String,
    pub(super) value: Value,
    /// The line on which it stands, counted from that on which the card begins.
    pub(super) line: u32,
}

/// The member of a card that holds extended fields, by key.
pub(super) const FIELDS: &str = "contacts-core:fields";
/// The member of a card that holds what the other members do not say of the lines of a vCard.
pub(super) const CARD: &str = "contacts-core:vCard";
/// Lines of a vCard that are no members.
pub(super) const PROPERTIES: &str = "vCard/properties";
/// Parameters of lines that are members.
pub(super) const CONVERTED: &str = "vCard/convertedProperties";

/// Takes a card apart.
pub(super) fn split(card: &Map) -> Vec<Slot> {
    let mut slots = Vec::new();
    for member in card.members() {
        let name = &member.name;
        let whole = name == "localizations" || name.contains(':') && name != FIELDS;
        match &member.value {
            Value::Map(map) if !whole && !map.is_empty() => {
                for inner in map.members() {
                    let path = format!("{}/{}", escape(name), escape(&inner.name));
                    match &inner.value {
                        Value::List(list) if path == PROPERTIES && !list.is_empty() => {
                            let each = list.iter().enumerate().map(|(at, value)| Slot {
                                path: format!("{PROPERTIES}/{at}"),
                                value: value.clone(),
                                line: inner.line,
                            });
                            slots.extend(each);
                        }
                        value => {
                            slots.push(Slot { path, value: value.clone(), line: inner.line });
                        }
                    }
                }
            }
            value => {
                slots.push(Slot { path: escape(name), value: value.clone(), line: member.line });
            }
        }
    }
    slots
}

/// Puts a card together. Of two different values under one path, as a merge leaves them, the first
/// one keeps it; the other gets a new key if it is an entry of a map.
pub(super) fn join(slots: &[Slot]) -> Map {
    let mut card = Map::default();
    let mut taken: HashMap<String, &Value> = HashMap::new();
    let mut lists: HashSet<String> = HashSet::new();
    for slot in slots {
        let parts: Vec<String> = slot.path.split('/').map(unescape).collect();
        match parts.as_slice() {
            [name] => {
                if taken.insert(slot.path.clone(), &slot.value).is_none() {
                    card.push(name, slot.value.clone(), 0);
                }
            }
            [_, name, _] => {
                let inner = child(&mut card, &parts[0]);
                if lists.insert(name.clone()) {
                    inner.set(name, Value::List(Vec::new()));
                }
                if let Some(Value::List(list)) = inner.get_mut(name) {
                    list.push(slot.value.clone());
                }
            }
            [map, key] => {
                let (mut path, mut key, mut count) = (slot.path.clone(), key.clone(), 1);
                while let Some(known) = taken.get(&path) {
                    if **known == slot.value || map == "name" || map == "vCard" {
                        path.clear();
                        break;
                    }
                    count += 1;
                    key = format!("{}-{count}", parts[1]);
                    path = format!("{}/{}", escape(map), escape(&key));
                }
                if !path.is_empty() {
                    taken.insert(path, &slot.value);
                    child(&mut card, map).push(&key, slot.value.clone(), 0);
                }
            }
            _ => {}
        }
    }
    card
}

fn child<'m>(card: &'m mut Map, name: &str) -> &'m mut Map {
    if !matches!(card.get(name), Some(Value::Map(_))) {
        card.set(name, Value::Map(Map::default()));
    }
    match card.get_mut(name) {
        Some(Value::Map(map)) => map,
        _ => unreachable!("it was just set"),
    }
}

/// A name as a part of a path.
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The name that a part of a path means.
pub(super) fn unescape(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// The slot as a contact keeps it.
pub(super) fn property(slot: &Slot, position: usize) -> Property {
    Property {
        format: FORMAT.into(),
        name: slot.path.as_str().into(),
        value: slot.value.to_string(),
        position: u32::try_from(position).unwrap_or(u32::MAX),
        ..Property::default()
    }
}

/// The slot that a contact kept; `None` if it is of another format.
pub(super) fn slot(property: &Property) -> Option<Slot> {
    if property.format != FORMAT {
        return None;
    }
    let value = json::parse(&property.value).ok()?.value;
    Some(Slot { path: property.name.to_string(), value, line: 0 })
}
