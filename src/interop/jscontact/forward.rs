//! From a line of vCard 4.0 to the members of a card that say the same.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::address;
use super::name;
use super::slots::FIELDS;
use super::table::{self, Simple};
use crate::contact::{Parameter, Property};
use crate::interop::jcard::{basic, extended};
use crate::interop::json::{self, Map, Value};
use crate::interop::vcard::{Version, text};

/// What a line becomes.
#[derive(Debug)]
pub(super) struct Forward {
    /// Its members; most lines have one.
    pub(super) pieces: Vec<Piece>,
    /// The parameters that the members do not say, the group among them.
    pub(super) left: Vec<Parameter>,
    /// The member of the first piece that holds the value, such as `address`.
    pub(super) member: &'static str,
}

/// A member of a card, or of a map of it.
#[derive(Debug)]
pub(super) struct Piece {
    /// The map; empty for a member of the card itself.
    pub(super) map: &'static str,
    /// The key, if it may not be just any.
    pub(super) key: Option<String>,
    pub(super) value: Value,
}

/// The parameters of a line, taken one by one.
pub(super) struct Rest {
    params: Vec<Parameter>,
}

impl Rest {
    /// The only value of the only parameter of this name.
    pub(super) fn take(&mut self, name: &str) -> Option<SmolStr> {
        let is = |param: &Parameter| param.name.eq_ignore_ascii_case(name);
        let mut places = (0..self.params.len()).filter(|at| is(&self.params[*at]));
        let (Some(at), None) = (places.next(), places.next()) else { return None };
        match self.params[at].values.len() {
            1 => self.params.remove(at).values.pop().map(|(value, _)| value),
            _ => None,
        }
    }

    /// Takes the types that mean something here out of the others.
    pub(super) fn types(&mut self, mut means: impl FnMut(&str) -> bool) {
        for param in self.params.iter_mut().filter(|p| p.name.eq_ignore_ascii_case("TYPE")) {
            param.values.retain(|(value, _)| {
                let words: Vec<&str> = value.split(',').collect();
                // A list in quotes stays whole unless every word of it is known.
                let known = words.iter().filter(|word| means(&word.trim().to_lowercase())).count();
                known < words.len()
            });
        }
        self.params.retain(|p| !p.name.eq_ignore_ascii_case("TYPE") || !p.values.is_empty());
    }
}

/// The members that say what this line says; `None` if none do.
pub(super) fn forward(line: &Property) -> Option<Forward> {
    if line.name.is_empty() {
        return None;
    }
    let name = line.name.to_ascii_uppercase();
    let mut rest = Rest { params: line.params.clone() };
    let key = rest.take("PROP-ID").map(String::from);
    let plain = || text::unescape(Version::V4_0, &line.value).into_owned();
    let whole = |map, key: &str, value| vec![Piece { map, key: Some(key.to_owned()), value }];
    let (pieces, member) = match name.as_str() {
        "FN" => (whole("name", "full", Value::Text(plain())), ""),
        "N" => (name::forward(&line.value, &mut rest)?, ""),
        "ADR" => (
            vec![Piece { map: "addresses", key, value: address::forward(&line.value, &mut rest)? }],
            "components",
        ),
        "ORG" => (
            vec![Piece { map: "organizations", key, value: organization(line, &mut rest) }],
            "name",
        ),
        "UID" => (whole("", "uid", Value::Text(plain())), ""),
        "KIND" => (whole("", "kind", Value::Text(plain().to_lowercase())), ""),
        "PRODID" => (whole("", "prodId", Value::Text(plain())), ""),
        "LANGUAGE" => (whole("", "language", Value::Text(plain())), ""),
        "REV" => (whole("", "updated", utc(&line.value)?), ""),
        "CREATED" => (whole("", "created", utc(&line.value)?), ""),
        "CATEGORIES" => {
            let mut keywords: Vec<Piece> = Vec::new();
            let mut known = HashSet::new();
            for keyword in text::list(&line.value) {
                let keyword = text::unescape(Version::V4_0, keyword).into_owned();
                if known.insert(keyword.clone()) {
                    let value = Value::Bool(true);
                    keywords.push(Piece { map: "keywords", key: Some(keyword), value });
                }
            }
            (keywords, "")
        }
        "MEMBER" => (whole("members", &plain(), Value::Bool(true)), ""),
        "RELATED" => {
            let mut relation = Map::default();
            rest.types(|word| {
                relation.set(word, Value::Bool(true));
                true
            });
            let value = [("relation", Value::Map(relation))].into_iter().collect();
            (whole("relatedTo", &plain(), Value::Map(value)), "")
        }
        "BDAY" | "ANNIVERSARY" | "DEATHDATE" => {
            let kind = match name.as_str() {
                "BDAY" => "birth",
                "DEATHDATE" => "death",
                _ => "wedding",
            };
            let date = date(&line.value)?;
            let value = [("kind", Value::text(kind)), ("date", date)].into_iter().collect();
            (vec![Piece { map: "anniversaries", key, value: Value::Map(value) }], "date")
        }
        "GRAMGENDER" => {
            (whole("speakToAs", "grammaticalGender", Value::Text(plain().to_lowercase())), "")
        }
        "X-CC-FIELD" => (whole(FIELDS, &rest.take("KEY")?, own_field(&plain(), &mut rest)), ""),
        _ => {
            let simple = table::by_line(&name)?;
            (simple_pieces(simple, line, key, &mut rest), simple.member)
        }
    };
    let mut left = rest.params;
    if let Some(group) = &line.group {
        let values = vec![(group.clone(), false)];
        left.push(Parameter { name: "GROUP".into(), values });
    }
    Some(Forward { pieces, left, member })
}

fn simple_pieces(
    simple: &'static Simple,
    line: &Property,
    key: Option<String>,
    rest: &mut Rest,
) -> Vec<Piece> {
    let mut shared = Map::default();
    let (mut contexts, mut features) = (Map::default(), Map::default());
    rest.types(|word| {
        let context = table::context(word).filter(|_| simple.contexts);
        let feature = table::feature(word).filter(|_| simple.map == "phones");
        if let Some(context) = context {
            contexts.set(context, Value::Bool(true));
        }
        if let Some(feature) = feature {
            features.set(feature, Value::Bool(true));
        }
        context.is_some() || feature.is_some()
    });
    if !contexts.is_empty() {
        shared.set("contexts", Value::Map(contexts));
    }
    if !features.is_empty() {
        shared.set("features", Value::Map(features));
    }
    for (param, member) in simple.params {
        if let Some(value) = rest.take(param) {
            shared.set(member, Value::text(value));
        }
    }
    preference(rest, &mut shared);
    let value = |text: String| {
        let mut entry = Map::default();
        if let Some(kind) = simple.kind {
            entry.set("kind", Value::text(kind));
        }
        if simple.line == "IMPP" {
            entry.set("vCardName", Value::text("impp"));
        }
        entry.set(simple.member, Value::Text(text));
        for (name, value) in shared.iter() {
            entry.set(name, value.clone());
        }
        Value::Map(entry)
    };
    let meant = |text: &str| text::unescape(Version::V4_0, text).into_owned();
    let piece = |text: String, key| Piece { map: simple.map, key, value: value(text) };
    match simple.line {
        "NICKNAME" => {
            let names = text::list(&line.value);
            let one = names.len() == 1;
            let key = key.filter(|_| one);
            names.into_iter().map(|name| piece(meant(name), key.clone())).collect()
        }
        // Some escape what needs none in an address.
        _ => vec![piece(meant(&line.value), key)],
    }
}

/// The preference of a line, if it is a number that JSContact has.
pub(super) fn preference(rest: &mut Rest, entry: &mut Map) {
    let is = |param: &&Parameter| param.name.eq_ignore_ascii_case("PREF");
    let said = rest.params.iter().find(is).and_then(|param| param.values.first());
    let number = said.and_then(|(value, _)| value.parse::<u8>().ok());
    if let Some(number) = number.filter(|number| (1..=100).contains(number))
        && let Some(said) = rest.take("PREF")
    {
        debug_assert!(said.parse() == Ok(number));
        entry.set("pref", Value::Number(number.to_string().into()));
    }
}

fn organization(line: &Property, rest: &mut Rest) -> Value {
    let meant = |part: &str| Value::Text(text::unescape(Version::V4_0, part).into_owned());
    let mut parts = text::components(&line.value).into_iter().map(meant);
    let mut entry = Map::default();
    if let Some(name) = parts.next().filter(|name| name.as_str() != Some("")) {
        entry.set("name", name);
    }
    let units: Vec<Value> =
        parts.map(|unit| Value::Map([("name", unit)].into_iter().collect())).collect();
    if !units.is_empty() {
        entry.set("units", Value::List(units));
    }
    if let Some(sort) = rest.take("SORT-AS") {
        entry.set("sortAs", Value::text(sort));
    }
    contexts(rest, &mut entry);
    preference(rest, &mut entry);
    Value::Map(entry)
}

/// What an entry is for.
pub(super) fn contexts(rest: &mut Rest, entry: &mut Map) {
    let mut contexts = Map::default();
    rest.types(|word| {
        let context = table::context(word);
        if let Some(context) = context {
            contexts.set(context, Value::Bool(true));
        }
        context.is_some()
    });
    if !contexts.is_empty() {
        entry.set("contexts", Value::Map(contexts));
    }
}

/// A point in time.
fn utc(value: &str) -> Option<Value> {
    let basic = basic(value).unwrap_or_else(|| value.to_owned());
    let whole = basic.len() == "19951031T222710Z".len() && basic.ends_with('Z');
    extended(&basic).filter(|_| whole).map(Value::Text)
}

/// A full or partial date, or a point in time; `None` for what is only a time or a text.
fn date(value: &str) -> Option<Value> {
    let basic = basic(value).unwrap_or_else(|| value.to_owned());
    extended(&basic)?;
    if let Some(utc) = utc(&basic) {
        let members = [("@type", Value::text("Timestamp")), ("utc", utc)];
        return Some(Value::Map(members.into_iter().collect()));
    }
    let day = basic.split('T').next().filter(|day| !day.is_empty())?;
    let number = |name, digits: &str| {
        Some((name, Value::Number(digits.parse::<u32>().ok()?.to_string().into())))
    };
    let (year, month, day) = match (day.len(), day.as_bytes()) {
        (8, _) => (day.get(..4), day.get(4..6), day.get(6..)),
        (7, [_, _, _, _, b'-', ..]) => (day.get(..4), day.get(5..), None),
        (6, [b'-', b'-', ..]) => (None, day.get(2..4), day.get(4..)),
        (5, [b'-', b'-', b'-', ..]) => (None, None, day.get(3..)),
        (4, [b'-', b'-', ..]) => (None, day.get(2..), None),
        (4, [b'0'..=b'9', ..]) => (Some(day), None, None),
        _ => return None,
    };
    let parts = [("year", year), ("month", month), ("day", day)];
    let parts = parts.into_iter().filter_map(|(name, digits)| number(name, digits?));
    Some(Value::Map(parts.collect()))
}

fn own_field(value: &str, rest: &mut Rest) -> Value {
    let mut field = Map::default();
    let kind = rest.take("TYPE").unwrap_or_else(|| "text".into());
    let number = json::parse(value).ok().map(|parsed| parsed.value);
    let number =
        number.filter(|n| kind == "number" && matches!(n, Value::Number(text) if text == value));
    field.set("type", Value::text(kind));
    if let Some(name) = rest.take("NAME") {
        field.set("name", Value::text(name));
    }
    field.set("value", number.unwrap_or_else(|| Value::text(value)));
    Value::Map(field)
}
