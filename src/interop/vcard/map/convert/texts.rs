//! Texts, lists and structures: each version escapes and encodes them otherwise.

use std::borrow::Cow;

use super::super::super::{Version, text};
use super::super::types::{is_named, param};
use super::super::values;
use super::is;
use crate::contact::{Encoding, Property};

/// Texts, of which vCard 2.1 escapes only semicolons.
const TEXTS: [&str; 10] =
    ["NOTE", "FN", "TITLE", "ROLE", "LABEL", "X-LABEL", "SORT-STRING", "EMAIL", "TEL", "MAILER"];
/// Values of which each element is escaped on its own.
const LISTS: [&str; 2] = ["CATEGORIES", "NICKNAME"];
/// Values of which each component is escaped on its own.
const STRUCTURED: [&str; 3] = ["N", "ADR", "ORG"];

/// Between 3.0 and 4.0 values stay as they are, but for semicolons in texts: what else is escaped in
/// one may be so in the other.
pub(super) fn escapes(line: &mut Property, from: Version, to: Version) {
    if from != Version::V2_1 && to != Version::V2_1 {
        if line.value.contains(['\r', '\n']) {
            line.value = line.value.replace("\r\n", "\\n").replace(['\r', '\n'], "\\n");
        }
        if is(line, &TEXTS) && line.value.contains(';') {
            line.value = semicolons(&line.value, to);
        }
        return;
    }
    // A card within a card is held as the same text in every version.
    if line.encoding == Encoding::Base64 || line.media.is_some() || is(line, &["AGENT", "X-AGENT"])
    {
        return;
    }
    if is(line, &TEXTS) {
        let meant = text::unescape(from, &line.value).into_owned();
        line.value = text::escape(to, &meant).into_owned();
    } else if is(line, &STRUCTURED) && to == Version::V2_1 && !is(line, &["ORG"]) {
        // vCard 2.1 has no lists within components.
        let joint = if is(line, &["N"]) { " " } else { ", " };
        let parts = values::components(&line.value).into_iter();
        let parts = parts.map(|raw| values::component(from, raw, joint));
        let parts = parts.map(|part| text::escape_part(to, &part).into_owned());
        let parts: Vec<String> = parts.collect();
        line.value = parts.join(";");
    } else if is(line, &STRUCTURED) {
        line.value = each(values::components(&line.value).into_iter(), from, to, ";");
    } else if is(line, &LISTS) {
        let elements = values::elements(from, &line.value).map(|(raw, _)| raw);
        line.value = each(elements, from, list_version(to), ",");
    } else if to != Version::V2_1 && line.value.contains(['\r', '\n']) {
        line.value = line.value.replace("\r\n", "\\n").replace(['\r', '\n'], "\\n");
    }
}

/// The semicolons of a text escaped, or not, as the version has it.
fn semicolons(value: &str, to: Version) -> String {
    let mut out = String::with_capacity(value.len() + 4);
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(';') if to == Version::V4_0 => out.push(';'),
                next => {
                    out.push(c);
                    out.extend(next);
                }
            },
            ';' if to != Version::V4_0 => out.push_str("\\;"),
            c => out.push(c),
        }
    }
    out
}

/// The version by whose rules the elements of a list are escaped: 2.1 has none of its own.
pub(in super::super) fn list_version(version: Version) -> Version {
    version.max(Version::V3_0)
}

fn each<'v>(
    parts: impl Iterator<Item = &'v str>,
    from: Version,
    to: Version,
    joint: &str,
) -> String {
    let escaped = |part| -> Cow<'_, str> {
        text::escape_part(to, &text::unescape(from, part)).into_owned().into()
    };
    parts.map(escaped).collect::<Vec<_>>().join(joint)
}

/// Texts of 2.1 that are not ASCII, or that have several lines, are quoted-printable.
pub(super) fn encode_2_1(line: &mut Property) {
    let breaks = line.value.contains(['\r', '\n']);
    let encoded = line.encoding != Encoding::None;
    if encoded || line.value.is_ascii() && !breaks {
        return;
    }
    if !line.params.iter().any(|param| is_named(param, &["CHARSET"])) && !line.value.is_ascii() {
        line.params.push(param("CHARSET", "UTF-8"));
    }
    line.params.push(param("ENCODING", "QUOTED-PRINTABLE"));
    line.encoding = Encoding::QuotedPrintable;
}
