//! From the members of a card to the line of vCard 4.0 that says the same.

use smol_str::SmolStr;

use super::slots::{FIELDS, PROPERTIES};
use super::table;
use super::{address, name};
use crate::contact::{Parameter, Property};
use crate::interop::jcard::{self, basic};
use crate::interop::json::{Map, Value};
use crate::interop::vcard::{Version, text};

/// Parameters that a line had beside what the members say.
#[derive(Debug, Default)]
pub(super) struct Converted {
    /// Another name.
    pub(super) name: Option<String>,
    pub(super) group: Option<SmolStr>,
    pub(super) params: Vec<Parameter>,
}

impl Converted {
    pub(super) fn read(value: &Map) -> Self {
        let mut converted = Self { name: value.str("name").map(str::to_owned), ..Self::default() };
        let params = value.get("parameters").and_then(Value::as_map);
        for (name, value) in params.into_iter().flat_map(Map::iter) {
            let text = |value: &Value| match value {
                Value::Text(text) => SmolStr::from(text),
                other => SmolStr::from(other.to_string()),
            };
            let values: Vec<SmolStr> = match value {
                Value::List(list) => list.iter().map(text).collect(),
                value => vec![text(value)],
            };
            if name.eq_ignore_ascii_case("group") {
                converted.group = values.into_iter().next();
                continue;
            }
            converted.params.push(Parameter {
                name: name.to_ascii_uppercase().into(),
                values: values.into_iter().map(|value| (value, false)).collect(),
            });
        }
        converted
    }
}

/// A line without parameters.
fn line(name: &str, value: String) -> Property {
    let format = Version::V4_0.format().into();
    Property { format, name: name.into(), value, ..Property::default() }
}

fn param(name: &str, value: &str) -> Parameter {
    Parameter { name: name.into(), values: vec![(value.into(), false)] }
}

fn escaped(text: &str) -> String {
    text::escape(Version::V4_0, text).into_owned()
}

/// The line of what stands under `map` and `key`; of `name/…` that of all components, which are
/// in `whole`. `None` if there is none.
pub(super) fn backward(map: &str, key: &str, value: &Value, whole: &Map) -> Option<Property> {
    match (map, key, value) {
        ("name", "full", Value::Text(full)) => Some(line("FN", escaped(full))),
        ("name", "full", _) => None,
        ("name", ..) => {
            let mut line = line("N", name::value(whole.get("components")?)?);
            let sort = whole.get("sortAs").and_then(Value::as_map).and_then(name::sort_as);
            line.params.extend(sort.map(|sort| param("SORT-AS", &sort)));
            Some(line)
        }
        (PROPERTIES, _, array) => {
            let format = Version::V4_0.format().into();
            Some(Property { format, ..jcard::line(array)? })
        }
        ("", "uid", Value::Text(text)) => Some(line("UID", text.clone())),
        ("", "kind", Value::Text(text)) => Some(line("KIND", escaped(text))),
        ("", "prodId", Value::Text(text)) => Some(line("PRODID", escaped(text))),
        ("", "language", Value::Text(text)) => Some(line("LANGUAGE", text.clone())),
        ("", "updated", Value::Text(text)) => Some(line("REV", basic(text)?)),
        ("", "created", Value::Text(text)) => Some(line("CREATED", basic(text)?)),
        ("keywords", keyword, Value::Bool(true)) => {
            let value = text::escape_part(Version::V4_0, keyword).into_owned();
            Some(line("CATEGORIES", value))
        }
        ("members", member, Value::Bool(true)) => Some(line("MEMBER", member.to_owned())),
        ("speakToAs", "grammaticalGender", Value::Text(text)) => {
            Some(line("GRAMGENDER", escaped(text)))
        }
        (map, key, Value::Map(entry)) => of_entry(map, key, entry),
        _ => None,
    }
}

fn of_entry(map: &str, key: &str, entry: &Map) -> Option<Property> {
    match map {
        "addresses" => {
            let mut line = line("ADR", address::value(entry));
            let params = [
                ("countryCode", "CC"),
                ("coordinates", "GEO"),
                ("timeZone", "TZ"),
                ("full", "LABEL"),
            ];
            let types = types(entry, |context| address::tag(context).is_none());
            line.params.extend(types);
            for (member, name) in params {
                line.params.extend(entry.str(member).map(|value| param(name, value)));
            }
            let contexts = entry.get("contexts").and_then(Value::as_map);
            let tag = contexts
                .and_then(|contexts| contexts.iter().find_map(|(name, _)| address::tag(name)));
            line.params.extend(tag.map(|tag| param("X-CC-TAG", tag)));
            preference(entry, &mut line);
            Some(line)
        }
        "organizations" => {
            let units = entry.get("units").and_then(Value::as_list).unwrap_or_default().iter();
            let units = units.filter_map(|unit| unit.as_map()?.str("name"));
            let parts = std::iter::once(entry.str("name").unwrap_or_default()).chain(units);
            let parts = parts.map(|part| text::escape_part(Version::V4_0, part).into_owned());
            let mut line = line("ORG", parts.collect::<Vec<_>>().join(";"));
            line.params.extend(types(entry, |_| true));
            line.params.extend(entry.str("sortAs").map(|sort| param("SORT-AS", sort)));
            preference(entry, &mut line);
            Some(line)
        }
        "relatedTo" => {
            let mut line = line("RELATED", key.to_owned());
            let relation = entry.get("relation").and_then(Value::as_map);
            let types: Vec<_> = relation
                .into_iter()
                .flat_map(Map::iter)
                .map(|(name, _)| (name.into(), false))
                .collect();
            if !types.is_empty() {
                line.params.push(Parameter { name: "TYPE".into(), values: types });
            }
            if !key.contains(':') {
                line.value = escaped(key);
                line.params.push(param("VALUE", "text"));
            }
            Some(line)
        }
        "anniversaries" => {
            let name = match entry.str("kind")? {
                "birth" => "BDAY",
                "death" => "DEATHDATE",
                "wedding" => "ANNIVERSARY",
                _ => return None,
            };
            Some(line(name, date(entry.get("date")?)?))
        }
        FIELDS => {
            let value = match entry.get("value")? {
                Value::Text(text) => text.clone(),
                other => other.to_string(),
            };
            let mut line = line("X-CC-FIELD", escaped(&value));
            line.params.push(param("KEY", key));
            line.params.push(param("TYPE", entry.str("type").unwrap_or("text")));
            line.params.extend(entry.str("name").map(|name| param("NAME", name)));
            Some(line)
        }
        map => {
            let impp = entry.str("vCardName").is_some_and(|name| name.eq_ignore_ascii_case("impp"));
            let simple = table::by_map(map, entry.str("kind"), impp)?;
            let value = entry.str(simple.member)?;
            let tel = simple.line == "TEL" && is_tel(value);
            let written = match simple.line {
                "NICKNAME" => text::escape_part(Version::V4_0, value).into_owned(),
                _ if simple.uri || tel => value.to_owned(),
                _ => escaped(value),
            };
            let mut line = line(simple.line, written);
            line.params.extend(types(entry, |_| simple.contexts));
            for (name, member) in simple.params {
                line.params.extend(entry.str(member).map(|value| param(name, value)));
            }
            preference(entry, &mut line);
            if tel {
                line.params.push(param("VALUE", "uri"));
            }
            Some(line)
        }
    }
}

fn is_tel(value: &str) -> bool {
    value.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("tel:"))
}

fn preference(entry: &Map, line: &mut Property) {
    let number = entry.get("pref").and_then(Value::as_u32);
    line.params.extend(number.map(|number| param("PREF", &number.to_string())));
}

/// What an entry is for and can do.
fn types(entry: &Map, wanted: impl Fn(&str) -> bool) -> Option<Parameter> {
    let named =
        |name: &str| entry.get(name).and_then(Value::as_map).into_iter().flat_map(Map::iter);
    let contexts = named("contexts").filter(|(name, _)| wanted(name));
    let contexts = contexts.filter_map(|(name, _)| table::context_type(name));
    let features = named("features").filter_map(|(name, _)| table::feature_type(name));
    let values: Vec<_> = contexts.chain(features).map(|word| (word.into(), false)).collect();
    (!values.is_empty()).then(|| Parameter { name: "TYPE".into(), values })
}

/// A date as vCard has it.
fn date(value: &Value) -> Option<String> {
    let parts = match value {
        Value::Text(text) => return basic(text),
        value => value.as_map()?,
    };
    if let Some(utc) = parts.str("utc") {
        return basic(utc);
    }
    let part = |name| parts.get(name).and_then(Value::as_u32);
    Some(match (part("year"), part("month"), part("day")) {
        (Some(year), Some(month), Some(day)) => format!("{year:04}{month:02}{day:02}"),
        (Some(year), Some(month), None) => format!("{year:04}-{month:02}"),
        (Some(year), None, None) => format!("{year:04}"),
        (None, Some(month), Some(day)) => format!("--{month:02}{day:02}"),
        (None, Some(month), None) => format!("--{month:02}"),
        (None, None, Some(day)) => format!("---{day:02}"),
        _ => return None,
    })
}
