//! Lines of one version in a card of another.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::{Version, text, transfer};
use super::types::{self, Types, X_PREF, is_named, is_type, param};
use super::{values, was};
use crate::contact::{Encoding, Parameter, Property};
use crate::interop::References;
use crate::interop::map::days;
use crate::interop::map::pictures;
use crate::store::StoreError;

/// The version that a property was read from.
pub(super) fn version_of(property: &Property) -> Option<Version> {
    let versions = [Version::V2_1, Version::V3_0, Version::V4_0];
    let jcard = (property.format == "jcard").then_some(Version::V4_0);
    versions.into_iter().find(|version| version.format() == property.format).or(jcard)
}

/// The line in this version; `None` for a cell of a table that became a value.
///
/// What the version has no name for gets an `X-` before its name. Where the line could not be told
/// from what becomes of it, a parameter remembers it; a line that is as that was written becomes
/// what it was again.
///
/// # Errors
///
/// [`StoreError`] if the store that holds pictures fails.
pub(super) fn convert(
    property: &Property,
    to: Version,
    references: &dyn References,
) -> Result<Option<Property>, StoreError> {
    let Some(from) = version_of(property) else {
        if property.anchor.is_some() {
            return Ok(None);
        }
        let mut line = property.clone();
        line.name = format!("X-{}", property.name).into();
        line.value = text::escape(to, &property.value).into_owned();
        line.params.clear();
        line.format = to.format().into();
        return Ok(Some(line));
    };
    if from == to || property.name.is_empty() {
        return Ok(Some(property.clone()));
    }
    let kind = media_type(property, references)?;
    let plain = |line: &Property, from: Version, to: Version| plain(line, from, to, kind);
    if let Some((was, line)) = was::recall(property, to, |line| plain(line, from, to))
        && was::alike(&plain(&was, to, from), &line)
    {
        return Ok(Some(was));
    }
    let mut line = plain(property, from, to);
    let back = plain(&line, to, from);
    if !was::alike(&back, property) {
        line.params.extend(was::remember(property, &back, from));
    }
    Ok(Some(line))
}

/// The media type of what a line holds, by its first bytes.
fn media_type(
    property: &Property,
    references: &dyn References,
) -> Result<Option<&'static str>, StoreError> {
    if !is_media(property) {
        return Ok(None);
    }
    if let Some(id) = property.media {
        return Ok(references.media(id)?.as_deref().and_then(pictures::media_type));
    }
    let data =
        pictures::data_uri(&property.value).map_or(property.value.as_str(), |(.., data)| data);
    let head = data.get(..data.len().min(64) & !3).unwrap_or_default();
    Ok(STANDARD.decode(head).ok().as_deref().and_then(pictures::media_type))
}

const MEDIA: [(&str, &str); 4] =
    [("PHOTO", "image"), ("LOGO", "image"), ("SOUND", "audio"), ("KEY", "application")];

fn is_media(line: &Property) -> bool {
    MEDIA.iter().any(|(name, _)| line.name.eq_ignore_ascii_case(name))
}

fn plain(line: &Property, from: Version, to: Version, kind: Option<&str>) -> Property {
    let mut line = line.clone();
    line.format = to.format().into();
    if to != Version::V2_1 && line.encoding == Encoding::Nested {
        line.encoding = Encoding::None;
    }
    if to == Version::V2_1 {
        to_bare(&mut line);
    } else {
        from_bare(&mut line, from, to);
    }
    match to {
        Version::V4_0 => to_4(&mut line, from, kind),
        _ if from == Version::V4_0 => from_4(&mut line, to),
        _ => {}
    }
    base64(&mut line, to);
    escapes(&mut line, from, to);
    if to == Version::V2_1 {
        encode_2_1(&mut line);
    }
    line
}

/// Names the parameters that have none, and takes off the encoding of texts.
fn from_bare(line: &mut Property, from: Version, to: Version) {
    if from == Version::V2_1 || to == Version::V4_0 {
        line.params.retain(|param| {
            transfer::named_by(from, param) != Encoding::QuotedPrintable
                && !(from == Version::V2_1 && is_named(param, &["CHARSET"]))
        });
        if line.encoding == Encoding::QuotedPrintable {
            line.encoding = Encoding::None;
        }
    }
    for param in line.params.iter_mut().filter(|param| param.name.is_empty()) {
        let encoding = transfer::named_by(from, param) != Encoding::None;
        param.name = if encoding { "ENCODING".into() } else { "TYPE".into() };
    }
}

/// Types stand alone in 2.1, and parameters have no quote signs or line breaks.
fn to_bare(line: &mut Property) {
    let is_word = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let mut params = Vec::with_capacity(line.params.len());
    for mut param in std::mem::take(&mut line.params) {
        for (value, _) in &mut param.values {
            if value.contains(['"', '\r', '\n']) {
                let text = value.replace("\r\n", " ").replace(['\r', '\n'], " ");
                *value = text.replace('"', "'").into();
            }
        }
        let words = param.name.eq_ignore_ascii_case("TYPE")
            && param.values.iter().all(|(value, quoted)| is_word(value) && !quoted);
        if !words {
            params.push(param);
            continue;
        }
        for value in param.values {
            let bare = Parameter { name: "".into(), values: vec![value] };
            let taken = transfer::named_by(Version::V2_1, &bare) != Encoding::None;
            let name = if taken { "TYPE" } else { "" };
            params.push(Parameter { name: name.into(), ..bare });
        }
    }
    line.params = params;
}

/// Names that 4.0 does not have.
const NOT_4: [&str; 7] = ["LABEL", "AGENT", "MAILER", "CLASS", "NAME", "PROFILE", "SORT-STRING"];
/// Names that only 4.0 has, with its extensions.
const ONLY_4: [&str; 22] = [
    "KIND",
    "XML",
    "GENDER",
    "LANG",
    "RELATED",
    "MEMBER",
    "CLIENTPIDMAP",
    "ANNIVERSARY",
    "BIRTHPLACE",
    "DEATHPLACE",
    "DEATHDATE",
    "EXPERTISE",
    "HOBBY",
    "INTEREST",
    "ORG-DIRECTORY",
    "CONTACT-URI",
    "CREATED",
    "GRAMGENDER",
    "LANGUAGE",
    "PRONOUNS",
    "SOCIALPROFILE",
    "JSPROP",
];
/// Names of 4.0 that programs use in other versions after an `X-`, meaning the same.
const SAME: [(&str, &str); 3] = [
    ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER"),
    ("ANNIVERSARY", "X-ANNIVERSARY"),
    ("KIND", "X-ADDRESSBOOKSERVER-KIND"),
];

fn is(line: &Property, names: &[&str]) -> bool {
    names.iter().any(|name| line.name.eq_ignore_ascii_case(name))
}

/// Whether a line became one with an `X-` before its name: what the version has no name for.
pub(super) fn is_renamed(before: &Property, after: &Property) -> bool {
    before.name.len() < after.name.len() && !before.name.eq_ignore_ascii_case(&after.name)
}

fn to_4(line: &mut Property, from: Version, kind: Option<&str>) {
    if let Some(number) = line.params.iter_mut().find(|param| is_named(param, &[X_PREF])) {
        number.name = "PREF".into();
        let kept = number.clone();
        types::unmark(line);
        line.params.push(kept);
    } else if !line.params.is_empty() && Types::of(line, None).has(Types::PREF) {
        let numbers = |param: &Parameter| is_named(param, &["PREF"]);
        let number = line.params.iter().find(|param| numbers(param)).cloned();
        types::unmark(line);
        line.params.push(number.unwrap_or_else(|| param("PREF", "1")));
    }
    if is_media(line) && pictures::data_uri(&line.value).is_none() {
        inline_to_uri(line, kind);
    }
    if is(line, &NOT_4) {
        line.name = format!("X-{}", line.name).into();
    } else if let Some((name, _)) = SAME.iter().find(|(_, other)| is(line, &[other])) {
        let group = !is(line, &["X-ADDRESSBOOKSERVER-KIND"]) || says(line, "group");
        if group {
            line.name = (*name).into();
        }
    }
    if is(line, &["BDAY", "ANNIVERSARY"])
        && is_extended_date(&line.value)
        && !line.params.iter().any(|p| is_named(p, &["X-APPLE-OMIT-YEAR"]))
    {
        line.value = days::basic(&line.value).unwrap_or_else(|| line.value.clone());
    }
    if is(line, &["GEO"])
        && from == Version::V3_0
        && let Some((latitude, longitude)) = line.value.split_once(';')
        && [latitude, longitude].iter().all(|text| is_number(text))
    {
        line.value = format!("geo:{latitude},{longitude}");
    }
}

fn from_4(line: &mut Property, to: Version) {
    let mut marked = false;
    for param in line.params.iter_mut().filter(|param| is_named(param, &["PREF"])) {
        match param.values.first().is_some_and(|(value, _)| value == "1") {
            true if !marked => *param = types::type_param(to, "pref"),
            _ => param.name = X_PREF.into(),
        }
        marked = true;
    }
    if is_media(line) {
        uri_to_inline(line);
    }
    if is(line, &["TEL"]) && values::strip_scheme(line.value.trim(), "tel:").is_some() {
        line.value = text::escape(to, &values::phone(Version::V4_0, line)).into_owned();
        line.params.retain(|param| !is_named(param, &["VALUE"]));
    }
    if is(line, &["BDAY", "ANNIVERSARY"]) {
        extend_date(&mut line.value);
    }
    let same = SAME.iter().find(|(name, _)| is(line, &[name]));
    match same.filter(|(name, _)| *name != "KIND" || says(line, "group")) {
        Some((_, other)) => line.name = (*other).into(),
        None if is(line, &ONLY_4) => line.name = format!("X-{}", line.name).into(),
        None => {}
    }
    if is(line, &["GEO"])
        && let Some(place) = values::strip_scheme(&line.value, "geo:")
        && let Some((latitude, longitude)) = place.split_once(',')
        && [latitude, longitude].iter().all(|text| is_number(text))
    {
        line.value = format!("{latitude};{longitude}");
    }
}

fn says(line: &Property, value: &str) -> bool {
    line.value.trim().eq_ignore_ascii_case(value)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'))
        && text.parse::<f64>().is_ok()
}

fn is_extended_date(value: &str) -> bool {
    matches!(value.as_bytes(), [_, _, _, _, b'-', _, _, b'-', _, _])
        || matches!(value.as_bytes(), [b'-', b'-', _, _, b'-', _, _])
}

/// `YYYYMMDD` as `YYYY-MM-DD`.
fn extend_date(value: &mut String) {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    if value.len() == 8 && digits {
        value.insert(6, '-');
        value.insert(4, '-');
    } else if value.len() == 6 && value.starts_with("--") {
        value.insert(4, '-');
    }
}

/// Base64 as a `data:` URI.
fn inline_to_uri(line: &mut Property, kind: Option<&str>) {
    let base64 = line.encoding == Encoding::Base64 || line.media.is_some();
    let Some((_, class)) = MEDIA.iter().find(|(name, _)| is(line, &[name])) else { return };
    if !base64 {
        return;
    }
    let mut named: Option<String> = None;
    line.params.retain_mut(|param| {
        if is_type(param) && named.is_none() {
            let purpose = |word: &str| types::said(word) != 0;
            if let Some(at) = param.values.iter().position(|(value, _)| !purpose(value)) {
                named = Some(param.values.remove(at).0.to_string());
            }
        }
        !is_named(param, &["ENCODING", "VALUE"]) && !param.values.is_empty()
    });
    let kind = kind.map_or_else(|| named_type(class, named.as_deref()), str::to_owned);
    line.value = format!("data:{kind};base64,{}", line.value);
    line.encoding = Encoding::None;
}

/// Formats whose names differ between versions.
const FORMATS: [(&str, &str); 4] = [
    ("PGP", "application/pgp-keys"),
    ("X509", "application/pkix-cert"),
    ("WAVE", "audio/wav"),
    ("JPEG", "image/jpeg"),
];

fn named_type(class: &str, format: Option<&str>) -> String {
    let Some(format) = format else { return "application/octet-stream".into() };
    if let Some((_, kind)) = FORMATS.iter().find(|(name, _)| name.eq_ignore_ascii_case(format)) {
        return (*kind).into();
    }
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"+-./".contains(&b);
    match format.bytes().all(fits) {
        true if format.contains('/') => format.to_ascii_lowercase(),
        true => format!("{class}/{}", format.to_ascii_lowercase()),
        false => "application/octet-stream".into(),
    }
}

/// A `data:` URI as base64.
fn uri_to_inline(line: &mut Property) {
    let Some((kind, before, _)) = pictures::data_uri(&line.value) else { return };
    let format = FORMATS.iter().find(|(_, known)| known.eq_ignore_ascii_case(kind));
    let format = match format {
        Some((name, _)) => (*name).to_owned(),
        None => kind.split_once('/').map_or(kind, |(_, kind)| kind).to_ascii_uppercase(),
    };
    line.value.drain(..before);
    line.params.retain(|param| !is_named(param, &["VALUE", "MEDIATYPE"]));
    line.params.push(param("ENCODING", "b"));
    if !format.is_empty() {
        line.params.push(param("TYPE", &format));
    }
    line.encoding = Encoding::Base64;
}

/// The encoding as the version names it.
fn base64(line: &mut Property, to: Version) {
    if line.encoding != Encoding::Base64 {
        return;
    }
    let name = if to == Version::V2_1 { "BASE64" } else { "b" };
    for known in &mut line.params {
        if transfer::named_by(to, known) == Encoding::Base64 {
            *known = param("ENCODING", name);
        }
    }
}

/// Texts, of which vCard 2.1 escapes only semicolons.
const TEXTS: [&str; 10] =
    ["NOTE", "FN", "TITLE", "ROLE", "LABEL", "X-LABEL", "SORT-STRING", "EMAIL", "TEL", "MAILER"];
/// Values of which each element is escaped on its own.
const LISTS: [&str; 2] = ["CATEGORIES", "NICKNAME"];
/// Values of which each component is escaped on its own.
const STRUCTURED: [&str; 3] = ["N", "ADR", "ORG"];

/// Between 3.0 and 4.0 values stay as they are, but for semicolons in texts: what else is escaped in
/// one may be so in the other.
fn escapes(line: &mut Property, from: Version, to: Version) {
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
pub(super) fn list_version(version: Version) -> Version {
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
fn encode_2_1(line: &mut Property) {
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
