//! All lines of a card, each with the members that it says.

use std::collections::{HashMap, HashSet};

use super::backward::{Converted, backward};
use super::forward::{Piece, forward};
use super::slots::{self, CARD, CONVERTED, PROPERTIES, Slot};
use crate::contact::{Parameter, Property};
use crate::interop::json::{Map, Value};
use crate::interop::vcard::{Cards, Item, Limits, Version, write_card};

/// A line of vCard 4.0.
#[derive(Debug)]
pub(super) struct SlotLine {
    /// The places of the slots that it says.
    pub(super) slots: Vec<usize>,
    pub(super) line: Property,
    /// Whether the slots could be told from the line.
    pub(super) exact: bool,
    /// Whether it is the label of an entry that has its own line.
    pub(super) label: bool,
}

/// The version of the card that the members were made of, if it is not 4.0.
pub(super) fn version(slots: &[Slot]) -> Option<Version> {
    let version = of_card(slots)?.str("version")?;
    [Version::V2_1, Version::V3_0].into_iter().find(|known| known.as_str() == version)
}

fn of_card(slots: &[Slot]) -> Option<&Map> {
    slots.iter().find(|slot| slot.path == CARD)?.value.as_map()
}

/// The lines, in the order of the members.
pub(super) fn lines(slots: &[Slot]) -> Vec<SlotLine> {
    let index: HashMap<&str, usize> =
        slots.iter().enumerate().rev().map(|(at, slot)| (slot.path.as_str(), at)).collect();
    let converted = converted(slots, &index);
    let (kept, covered) = kept(slots, &index);
    let whole: Map = slots
        .iter()
        .filter_map(|slot| Some((slot.path.strip_prefix("name/")?, slot.value.clone())))
        .filter(|(key, _)| *key != "full")
        .collect();
    let mut lines = Vec::new();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut named = false;
    for (at, slot) in slots.iter().enumerate() {
        let (map, part) = slot.path.rsplit_once('/').unwrap_or(("", &slot.path));
        let key = slots::unescape(part);
        let count = counts.entry(map).or_default();
        *count += 1;
        if let Some(number) = covered.get(&at) {
            let (places, line) = &kept[*number];
            if places[0] == at {
                let line = line.clone();
                lines.push(SlotLine { slots: places.clone(), line, exact: true, label: false });
            }
            continue;
        }
        let components = map == "name" && key != "full";
        if components && named {
            continue;
        }
        named |= components;
        let Some(mut line) = backward(map, &key, &slot.value, &whole) else { continue };
        let places: Vec<usize> = match components {
            true => (0..slots.len()).filter(|at| is_component(&slots[*at])).collect(),
            false => vec![at],
        };
        for place in &places {
            if let Some(more) = converted.get(place) {
                add(&mut line, more);
            }
        }
        let entry = !map.is_empty() && has_any_key(map);
        if entry && key != format!("k{count}") {
            line.params.push(Parameter {
                name: "PROP-ID".into(),
                values: vec![(key.as_str().into(), false)],
            });
        }
        let exact = map == PROPERTIES || says(&line, slots, &places, *count);
        lines.push(SlotLine { slots: places, line, exact, label: false });
    }
    labels(slots, &mut lines);
    lines
}

fn is_component(slot: &Slot) -> bool {
    slot.path.starts_with("name/") && slot.path != "name/full"
}

/// Whether the keys of a map mean nothing.
fn has_any_key(map: &str) -> bool {
    !matches!(map, "name" | "keywords" | "members" | "relatedTo" | "speakToAs" | "vCard")
        && !map.contains(':')
        && map != PROPERTIES
}

/// The path of what a line says, if it is the `count`th of its map.
pub(super) fn path(piece: &Piece, count: usize) -> String {
    let key = piece.key.as_ref().map_or_else(|| format!("k{count}"), |key| slots::escape(key));
    if piece.map.is_empty() { key } else { format!("{}/{key}", piece.map) }
}

/// Whether the line says these slots, of which the first is the `count`th of its map.
fn says(line: &Property, slots: &[Slot], places: &[usize], count: usize) -> bool {
    let Some(forward) = forward(line) else { return false };
    forward.pieces.len() == places.len()
        && forward.pieces.iter().all(|piece| {
            let path = path(piece, count);
            let is = |slot: &Slot| slot.path == path && same(&slot.value, &piece.value);
            places.iter().any(|at| is(&slots[*at]))
        })
}

/// Whether an entry is this, its label aside, which has a line of its own.
fn same(value: &Value, piece: &Value) -> bool {
    match value {
        Value::Map(entry) if entry.get("label").is_some() => {
            let mut entry = entry.clone();
            entry.remove("label");
            Value::Map(entry) == *piece
        }
        value => value == piece,
    }
}

fn add(line: &mut Property, more: &Converted) {
    // Parts of an address have names of their own too.
    if let Some(name) = more.name.as_ref().filter(|_| line.name == "SOCIALPROFILE") {
        line.name = name.to_ascii_uppercase().into();
    }
    line.group = line.group.take().or_else(|| more.group.clone());
    for param in &more.params {
        let same = |known: &&mut Parameter| known.name.eq_ignore_ascii_case(&param.name);
        match line.params.iter_mut().find(same) {
            // The value is written as the type says that was there.
            Some(known) if known.name == "VALUE" => *known = param.clone(),
            Some(known) if known.name == "TYPE" => {
                known.values.extend(param.values.iter().cloned())
            }
            _ => line.params.push(param.clone()),
        }
    }
}

/// Parameters by the slot of which they are told.
fn converted(slots: &[Slot], index: &HashMap<&str, usize>) -> HashMap<usize, Converted> {
    let all = index.get(CONVERTED).and_then(|at| slots[*at].value.as_map());
    let mut found = HashMap::new();
    for (path, value) in all.into_iter().flat_map(Map::iter) {
        let path = path.trim_start_matches('/');
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let at = ends.filter_map(|end| index.get(&path[..end])).next();
        if let (Some(at), Some(value)) = (at, value.as_map())
            && !path.ends_with("/label")
        {
            found.entry(*at).or_insert_with(|| Converted::read(value));
        }
    }
    found
}

/// Lines that were kept because the members do not say all of them, as long as the members are
/// what the lines say; and the number of the line for each slot.
fn kept(
    slots: &[Slot],
    index: &HashMap<&str, usize>,
) -> (Vec<(Vec<usize>, Property)>, HashMap<usize, usize>) {
    let (mut kept, mut covered) = (Vec::new(), HashMap::new());
    let list = of_card(slots).and_then(|card| card.get("lines")).and_then(Value::as_list);
    for entry in list.unwrap_or_default() {
        let Some((places, line)) = kept_line(entry, slots, index) else { continue };
        if places.iter().any(|at| covered.contains_key(at)) {
            continue;
        }
        covered.extend(places.iter().map(|at| (*at, kept.len())));
        kept.push((places, line));
    }
    (kept, covered)
}

fn kept_line(
    entry: &Value,
    slots: &[Slot],
    index: &HashMap<&str, usize>,
) -> Option<(Vec<usize>, Property)> {
    let entry = entry.as_map()?;
    let paths = entry.get("at")?.as_list()?.iter();
    let places: Vec<usize> =
        paths.map(|path| index.get(path.as_str()?).copied()).collect::<Option<_>>()?;
    let first = &slots[*places.first()?];
    let mut line = read_line(entry.str("line")?)?;
    if let Some(member) = entry.str("more") {
        line.value.push_str(first.value.as_map()?.str(member)?);
    }
    if first.path.starts_with(PROPERTIES) {
        let same = places.len() == 1
            && crate::interop::jcard::property(Version::V4_0, &line) == first.value;
        return same.then_some((places, line));
    }
    let forward = forward(&line)?;
    let same = forward.pieces.len() == places.len()
        && forward
            .pieces
            .iter()
            .zip(&places)
            .all(|(piece, at)| self::same(&slots[*at].value, &piece.value));
    same.then_some((places, line))
}

/// What is kept of a line that its members do not say; `more` is the member with which its value
/// ends.
pub(super) fn keep(paths: &[String], line: &Property, more: Option<(&str, &str)>) -> Value {
    let mut line = line.clone();
    let mut entry = Map::default();
    entry.set("at", Value::List(paths.iter().map(Value::text).collect()));
    let mut member = None;
    if let Some((name, text)) = more
        && text.len() > 256
        && line.value.ends_with(text)
    {
        line.value.truncate(line.value.len() - text.len());
        member = Some(name);
    }
    entry.set("line", Value::Text(write_line(&line)));
    if let Some(member) = member {
        entry.set("more", Value::text(member));
    }
    Value::Map(entry)
}

fn write_line(line: &Property) -> String {
    let mut out = Vec::new();
    // A vector takes everything.
    let _ = write_card(&mut out, Version::V4_0, std::slice::from_ref(line));
    let text = String::from_utf8_lossy(&out).replace("\r\n ", "");
    text.lines().nth(2).unwrap_or_default().to_owned()
}

fn read_line(text: &str) -> Option<Property> {
    let text = text.replace(['\r', '\n'], "");
    let card = format!("BEGIN:VCARD\r\nVERSION:4.0\r\n{text}\r\nEND:VCARD\r\n");
    let limits = Limits::default();
    match Cards::with_limits(card.as_bytes(), limits).ok()?.next()?.ok()? {
        Item::Card(mut card) if card.properties.len() == 1 => card.properties.pop(),
        _ => None,
    }
}

/// The labels of entries stand in lines of their own, tied to those of the entries by a group.
fn labels(slots: &[Slot], lines: &mut Vec<SlotLine>) {
    let is_label = |line: &Property| line.name.eq_ignore_ascii_case("X-ABLabel");
    let labels: HashMap<String, usize> = (lines.iter().enumerate())
        .filter(|(_, line)| is_label(&line.line))
        .filter_map(|(at, line)| Some((line.line.group.as_ref()?.to_lowercase(), at)))
        .collect();
    let group = |line: &SlotLine| Some(line.line.group.as_ref()?.to_lowercase());
    let mut taken: HashSet<String> = lines.iter().filter_map(group).collect();
    let mut fresh = Vec::new();
    let mut count = 0;
    for at in 0..lines.len() {
        let place = lines[at].slots[0];
        let Some(label) = slots[place].value.as_map().and_then(|entry| entry.str("label")) else {
            continue;
        };
        let value = crate::interop::vcard::text::escape(Version::V4_0, label).into_owned();
        let group = lines[at].line.group.clone();
        if let Some(known) = group.as_ref().and_then(|group| labels.get(&group.to_lowercase())) {
            let line = &mut lines[*known].line;
            if crate::interop::vcard::text::unescape(Version::V4_0, &line.value) != label {
                line.value = value;
            }
            continue;
        }
        let group = group.unwrap_or_else(|| {
            loop {
                count += 1;
                let group = format!("item{count}");
                if taken.insert(group.clone()) {
                    break group.into();
                }
            }
        });
        lines[at].line.group = Some(group.clone());
        let line = Property {
            format: Version::V4_0.format().into(),
            group: Some(group),
            name: "X-ABLabel".into(),
            value,
            ..Property::default()
        };
        fresh.push((at + 1, SlotLine { slots: vec![place], line, exact: true, label: true }));
    }
    for (at, line) in fresh.into_iter().rev() {
        lines.insert(at, line);
    }
}
