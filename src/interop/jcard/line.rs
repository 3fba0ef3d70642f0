//! A line of a card and its array.

use smol_str::SmolStr;

use super::types::{self, Shape};
use super::{FORMAT, dates};
use crate::contact::{Encoding, Parameter, Property};
use crate::interop::json::{Map, Value};
use crate::interop::vcard::{Version, text};

/// Holds the value of a line whose date is not in the basic form.
const RAW: &str = "x-cc-raw";
/// Holds the type of a line that says its default type.
const SAID: &str = "x-cc-value";
/// The name under which a line without one is written.
const DAMAGED: &str = "x-cc-damaged";

/// The array of a line whose value follows the rules of this version.
pub(in crate::interop) fn property(version: Version, line: &Property) -> Value {
    if line.name.is_empty() {
        let head = [Value::text(DAMAGED), Value::Map(Map::default()), Value::text("unknown")];
        return Value::List(head.into_iter().chain([Value::text(&line.value)]).collect());
    }
    let name = line.name.to_ascii_lowercase();
    let mut params = Map::default();
    if let Some(group) = &line.group {
        params.set("group", Value::text(group.as_str()));
    }
    let mut kind = None;
    for param in &line.params {
        let name = match param.name.as_str() {
            "" if is_base64(param) => "encoding".to_owned(),
            "" => "type".to_owned(),
            name => name.to_ascii_lowercase(),
        };
        match param.values.as_slice() {
            [(value, _)] if name == "value" && kind.is_none() && !value.is_empty() => {
                kind = Some(value.to_ascii_lowercase());
            }
            values => append(&mut params, &name, values.iter().map(|(value, _)| value.as_str())),
        }
    }
    let default = types::default(&name);
    if kind.as_deref().is_some_and(|kind| kind == default || kind == "unknown") {
        let said = kind.take().unwrap_or_default();
        params.set(SAID, Value::Text(said));
    }
    let kind = kind.unwrap_or_else(|| default.to_owned());
    let values = values(version, &name, &kind, &line.value);
    if types::shape(&name, &kind, &line.value) == Shape::Date
        && joined(&name, &kind, &values) != line.value
    {
        params.set(RAW, Value::text(&line.value));
    }
    let head = [Value::Text(name), Value::Map(params), Value::Text(kind)];
    Value::List(head.into_iter().chain(values).collect())
}

fn append<'v>(params: &mut Map, name: &str, values: impl Iterator<Item = &'v str>) {
    let mut all: Vec<Value> = match params.get(name) {
        Some(Value::List(known)) => known.clone(),
        Some(known) => vec![known.clone()],
        None => Vec::new(),
    };
    all.extend(values.map(Value::text));
    let one = all.len() == 1;
    params.set(name, if one { all.remove(0) } else { Value::List(all) });
}

/// The values of a line as they stand in its array.
fn values(version: Version, name: &str, kind: &str, value: &str) -> Vec<Value> {
    let meant = |part: &str| Value::text(text::unescape(version, part));
    let several = |parts: Vec<&str>| parts.into_iter().map(meant).collect::<Vec<_>>();
    let one_or_list = |mut values: Vec<Value>| match values.len() {
        1 => values.remove(0),
        _ => Value::List(values),
    };
    match types::shape(name, kind, value) {
        Shape::Text => vec![meant(value)],
        Shape::List => several(text::list(value)),
        Shape::Structured => {
            let component = |part: &str| match name {
                // Their components are no lists: a comma is a sign like any other.
                "org" | "gender" | "clientpidmap" => meant(part),
                _ => one_or_list(several(text::list(part))),
            };
            let mut parts: Vec<Value> =
                text::components(value).into_iter().map(component).collect();
            match parts.as_slice() {
                [Value::Text(_)] => parts,
                _ => vec![Value::List(std::mem::take(&mut parts))],
            }
        }
        Shape::Date => vec![Value::Text(dates::extended(value).unwrap_or_else(|| value.into()))],
        Shape::Plain => vec![typed(kind, value)],
    }
}

/// Numbers and truth values are written as JSON has them, if that spells them in the same way.
fn typed(kind: &str, value: &str) -> Value {
    let parsed = match kind {
        "boolean" | "integer" | "float" => crate::interop::json::parse(value).ok(),
        _ => None,
    };
    match parsed.map(|parsed| parsed.value) {
        Some(typed @ (Value::Number(_) | Value::Bool(_))) if typed.to_string() == value => typed,
        _ => Value::text(value),
    }
}

/// The value of a line of vCard 4.0 that has these values in its array.
fn joined(name: &str, kind: &str, values: &[Value]) -> String {
    let escaped = |text: &str| text::escape_part(Version::V4_0, text).into_owned();
    let structured = values.iter().any(|value| matches!(value, Value::List(_)));
    match types::shape(name, kind, "") {
        Shape::Text if !structured && values.len() == 1 => {
            text::escape(Version::V4_0, &scalar(&values[0])).into_owned()
        }
        Shape::Text | Shape::List | Shape::Structured => {
            let element = |value: &Value| match value {
                Value::List(list) => {
                    list.iter().map(|v| escaped(&scalar(v))).collect::<Vec<_>>().join(",")
                }
                value => escaped(&scalar(value)),
            };
            let whole = |value: &Value| match value {
                Value::List(components) => {
                    components.iter().map(element).collect::<Vec<_>>().join(";")
                }
                value => element(value),
            };
            values.iter().map(whole).collect::<Vec<_>>().join(",")
        }
        Shape::Date => {
            let date = |value: &Value| {
                let text = scalar(value);
                dates::basic(&text).unwrap_or(text)
            };
            values.iter().map(date).collect::<Vec<_>>().join(",")
        }
        Shape::Plain => values.iter().map(scalar).collect::<Vec<_>>().join(","),
    }
}

/// The text of a value that should not be an array.
fn scalar(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The line of an array, as vCard 4.0 has it; `None` if it is not the array of a property.
pub(in crate::interop) fn line(array: &Value) -> Option<Property> {
    let [name, params, kind, values @ ..] = array.as_list()? else { return None };
    let (name, params, kind) = (name.as_str()?, params.as_map()?, kind.as_str()?);
    if values.is_empty() || name.is_empty() {
        return None;
    }
    let (name, kind) = (name.to_ascii_lowercase(), kind.to_ascii_lowercase());
    let mut line = Property { format: FORMAT.into(), ..Property::default() };
    if name == DAMAGED {
        line.value = scalar(&values[0]);
        return Some(line);
    }
    let (mut raw, mut said): (Option<SmolStr>, Option<SmolStr>) = (None, None);
    for (param, value) in params.iter() {
        let values: Vec<SmolStr> = match value {
            Value::List(list) => list.iter().map(|value| scalar(value).into()).collect(),
            value => vec![scalar(value).into()],
        };
        match param.to_ascii_lowercase().as_str() {
            "group" if line.group.is_none() && values.len() == 1 => {
                line.group = values.into_iter().next()
            }
            RAW => raw = values.into_iter().next(),
            SAID => said = values.into_iter().next(),
            param => line.params.push(Parameter {
                // The type says it.
                name: if param == "value" {
                    "X-VALUE".into()
                } else {
                    param.to_ascii_uppercase().into()
                },
                values: values.into_iter().map(|value| (value, false)).collect(),
            }),
        }
    }
    let default = types::default(&name);
    let kind_said = match said {
        _ if kind != default && kind != "unknown" && !kind.is_empty() => Some(kind.as_str().into()),
        said => said.filter(|said| said == &kind || said == "unknown" && kind == default),
    };
    if let Some(kind) = kind_said {
        line.params.push(Parameter { name: "VALUE".into(), values: vec![(kind, false)] });
    }
    line.value = match raw {
        Some(raw) if self::values(Version::V4_0, &name, &kind, &raw) == values => raw.into(),
        _ if kind == "unknown" && !values.iter().any(|v| matches!(v, Value::List(_))) => {
            values.iter().map(scalar).collect::<Vec<_>>().join(",")
        }
        _ if kind == "unknown" => joined(&name, "text", values),
        _ => joined(&name, &kind, values),
    };
    line.encoding = match line.params.iter().any(is_base64) {
        true => Encoding::Base64,
        false => Encoding::None,
    };
    line.name = name.to_ascii_uppercase().into();
    Some(line)
}

fn is_base64(param: &Parameter) -> bool {
    let named = |(value, _): &(SmolStr, bool)| {
        ["b", "base64"].iter().any(|n| value.eq_ignore_ascii_case(n))
    };
    (param.name.is_empty() || param.name.eq_ignore_ascii_case("ENCODING"))
        && param.values.iter().any(named)
}
