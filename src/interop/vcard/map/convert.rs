//! Lines of one version in a card of another.

use super::super::{Version, text, transfer};
use super::types::{self, param};
use super::values;
use crate::contact::{Encoding, Parameter, Property};

/// The version that a property was read from.
pub(super) fn version_of(property: &Property) -> Option<Version> {
    let versions = [Version::V2_1, Version::V3_0, Version::V4_0];
    let version = versions.into_iter().find(|version| version.format() == property.format);
    // A line of a jCard is one of 4.0.
    version.or((property.format == "jcard").then_some(Version::V4_0))
}

/// The line in this version; `None` for a cell of a table that became a value.
///
/// What the version cannot say keeps its name and value: readers pass over what they do not know.
pub(super) fn convert(property: &Property, to: Version) -> Option<Property> {
    let mut line = property.clone();
    let Some(from) = version_of(property) else {
        if property.anchor.is_some() {
            return None;
        }
        line.name = format!("X-{}", property.name).into();
        line.value = text::escape(to, &property.value).into_owned();
        line.params.clear();
        line.format = to.format().into();
        return Some(line);
    };
    if from == to || property.name.is_empty() {
        return Some(line);
    }
    line.format = to.format().into();
    if to != Version::V2_1 {
        leave_2_1(&mut line, from);
    }
    match to {
        Version::V4_0 => to_4(&mut line),
        _ if from == Version::V4_0 => from_4(&mut line, to),
        _ => {}
    }
    escapes(&mut line, from, to);
    Some(line)
}

/// Names the parameters that have none, and takes off the encoding of texts.
fn leave_2_1(line: &mut Property, from: Version) {
    if from != Version::V2_1 {
        return;
    }
    line.params.retain(|param| {
        let encoding = transfer::named_by(from, param);
        encoding != Encoding::QuotedPrintable && !param.name.eq_ignore_ascii_case("CHARSET")
    });
    for param in &mut line.params {
        if param.name.is_empty() {
            let encoding = transfer::named_by(from, param) != Encoding::None;
            param.name = if encoding { "ENCODING".into() } else { "TYPE".into() };
        }
        if param.name.eq_ignore_ascii_case("ENCODING")
            && transfer::named_by(from, param) == Encoding::Base64
        {
            *param = types::param("ENCODING", "b");
        }
    }
    if line.encoding == Encoding::QuotedPrintable {
        line.encoding = Encoding::None;
    }
}

const MEDIA: [(&str, &str); 4] =
    [("PHOTO", "image"), ("LOGO", "image"), ("SOUND", "audio"), ("KEY", "application")];

fn to_4(line: &mut Property) {
    let marked = types::types(line, None).iter().any(|t| t == "pref");
    let numbered = line.params.iter().any(|p| p.name.eq_ignore_ascii_case("PREF"));
    if marked {
        let kept: Vec<Parameter> =
            line.params.iter().filter(|p| p.name.eq_ignore_ascii_case("PREF")).cloned().collect();
        types::unmark(line);
        line.params.extend(kept);
        if !numbered {
            line.params.push(param("PREF", "1"));
        }
    }
    if line.encoding == Encoding::Base64
        && let Some((_, class)) = MEDIA.iter().find(|(n, _)| line.name.eq_ignore_ascii_case(n))
    {
        let kind = types::types(line, None).into_iter().next().unwrap_or_default();
        let kind = if kind.is_empty() { "octet-stream".to_owned() } else { kind };
        let kind = if kind.contains('/') { kind } else { format!("{class}/{kind}") };
        let data: String = line.value.chars().filter(|c| !c.is_whitespace()).collect();
        line.value = format!("data:{kind};base64,{data}");
        line.encoding = Encoding::None;
        line.params.retain(|param| {
            !types::is_type(param)
                && !["ENCODING", "VALUE"].iter().any(|n| param.name.eq_ignore_ascii_case(n))
        });
    }
}

fn from_4(line: &mut Property, to: Version) {
    let first = |p: &Parameter| {
        p.name.eq_ignore_ascii_case("PREF") && p.values.first().is_some_and(|(v, _)| v == "1")
    };
    if line.params.iter().any(first) {
        line.params.retain(|p| !first(p));
        line.params.push(param("TYPE", "pref"));
    }
    let media = MEDIA.iter().any(|(name, _)| line.name.eq_ignore_ascii_case(name));
    let uri = line.value.strip_prefix("data:").and_then(|uri| uri.split_once(";base64,"));
    if let (true, Some((kind, data))) = (media, uri) {
        let kind = kind.split_once('/').map_or(kind, |(_, kind)| kind).to_ascii_uppercase();
        line.params.retain(|p| !types::is_type(p) && !p.name.eq_ignore_ascii_case("VALUE"));
        let encoding = if to == Version::V2_1 { "BASE64" } else { "b" };
        line.params.push(param("ENCODING", encoding));
        line.params.push(param("TYPE", &kind));
        line.value = data.to_owned();
        line.encoding = Encoding::Base64;
    }
    if line.name.eq_ignore_ascii_case("TEL") && line.value.trim().starts_with("tel:") {
        line.value = text::escape(to, &values::phone(Version::V4_0, line)).into_owned();
        line.params.retain(|p| !p.name.eq_ignore_ascii_case("VALUE"));
    }
}

/// Texts whose semicolons and commas the versions escape differently.
const TEXTS: [&str; 8] = ["NOTE", "FN", "TITLE", "ROLE", "LABEL", "SORT-STRING", "EMAIL", "TEL"];
/// Values of which each element is escaped on its own.
const LISTS: [&str; 2] = ["CATEGORIES", "NICKNAME"];
/// Values of which each component is escaped on its own.
const STRUCTURED: [&str; 3] = ["N", "ADR", "ORG"];

fn escapes(line: &mut Property, from: Version, to: Version) {
    let is = |names: &[&str]| names.iter().any(|name| line.name.eq_ignore_ascii_case(name));
    let two = from == Version::V2_1 || to == Version::V2_1;
    if line.encoding == Encoding::Base64 || line.value.trim_start().starts_with("tel:") {
        return;
    }
    if is(&TEXTS) {
        let meant = text::unescape(from, &line.value).into_owned();
        line.value = text::escape(to, &meant).into_owned();
    } else if is(&STRUCTURED) && to == Version::V2_1 && !is(&["ORG"]) {
        // vCard 2.1 has no lists within components.
        let joint = if is(&["N"]) { " " } else { ", " };
        let parts = values::components(from, &line.value, joint);
        let parts = parts.iter().map(|part| text::escape_part(to, part).into_owned());
        line.value = parts.collect::<Vec<_>>().join(";");
    } else if is(&STRUCTURED) && two {
        line.value = each(text::components(&line.value), from, to).join(";");
    } else if is(&LISTS) && two {
        line.value = each(text::list(&line.value), from, list_version(to)).join(",");
    }
}

/// The version by whose rules the elements of a list are escaped: 2.1 has none of its own.
pub(super) fn list_version(version: Version) -> Version {
    version.max(Version::V3_0)
}

fn each(parts: Vec<&str>, from: Version, to: Version) -> Vec<String> {
    let parts = parts.into_iter();
    parts.map(|part| text::escape_part(to, &text::unescape(from, part)).into_owned()).collect()
}
