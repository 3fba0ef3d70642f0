//! Lines of one version in a card of another.

mod media;
mod texts;

use super::super::{Version, text, transfer};
use super::types::{self, Types, X_PREF, is_named, param};
use super::{values, was};
use crate::contact::{Encoding, Parameter, Property};
use crate::interop::References;
use crate::interop::map::{days, pictures};
use crate::store::StoreError;
pub(super) use texts::list_version;

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
    marks: Marks,
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
    let kind = media::media_type(property, references)?;
    if let Some((was, line)) = was::recall(property, to, |line| plain(line, from, to, kind, marks))
        && [Marks::First, Marks::AfterNumbers]
            .iter()
            .any(|marks| was::alike(&plain(&was, to, from, kind, *marks), &line))
    {
        return Ok(Some(was));
    }
    let mut line = plain(property, from, to, kind, marks);
    let back = plain(&line, to, from, kind, Marks::First);
    let mixed = marks == Marks::AfterNumbers && types::preference(property).is_some();
    if mixed || !was::alike(&back, property) {
        line.params.extend(was::remember(property, &back, from, mixed));
    }
    Ok(Some(line))
}

/// What a mark of preference is among numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marks {
    /// The first of all: no other line has a number.
    First,
    /// What comes after every number.
    AfterNumbers,
}

impl Marks {
    /// What marks are in a card of these lines.
    pub(super) fn of(lines: &[Property]) -> Self {
        let number = |line: &Property| line.params.iter().any(|param| is_named(param, &["PREF"]));
        let mark =
            |line: &Property| !line.params.is_empty() && Types::of(line, None).has(Types::PREF);
        match lines.iter().any(number) && lines.iter().any(mark) {
            true => Self::AfterNumbers,
            false => Self::First,
        }
    }
}

fn plain(
    line: &Property,
    from: Version,
    to: Version,
    kind: Option<&str>,
    marks: Marks,
) -> Property {
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
        Version::V4_0 => to_4(&mut line, from, kind, marks),
        _ if from == Version::V4_0 => from_4(&mut line, to, marks),
        _ => {}
    }
    media::base64(&mut line, to);
    texts::escapes(&mut line, from, to);
    if to == Version::V2_1 {
        texts::encode_2_1(&mut line);
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
            let bare = Parameter { name: "".into(), values: vec![value].into() };
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

fn to_4(line: &mut Property, from: Version, kind: Option<&str>, marks: Marks) {
    let numbered = line.params.iter_mut().find(|param| is_named(param, &[X_PREF]));
    if let Some(number) = numbered.filter(|_| marks == Marks::First) {
        number.name = "PREF".into();
        let kept = number.clone();
        types::unmark(line);
        line.params.push(kept);
    } else if !line.params.is_empty() && Types::of(line, None).has(Types::PREF) {
        let numbers = |param: &Parameter| is_named(param, &["PREF"]);
        let number = line.params.iter().find(|param| numbers(param)).cloned();
        types::unmark(line);
        let first = if marks == Marks::First { "1" } else { "100" };
        line.params.push(number.unwrap_or_else(|| param("PREF", first)));
    }
    if media::is_media(line) && pictures::data_uri(&line.value).is_none() {
        media::inline_to_uri(line, kind);
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

fn from_4(line: &mut Property, to: Version, marks: Marks) {
    let mut marked = false;
    let numbers = line.params.iter_mut().filter(|_| marks == Marks::First);
    for param in numbers.filter(|param| is_named(param, &["PREF"])) {
        match param.values.first().is_some_and(|(value, _)| value == "1") {
            true if !marked => *param = types::type_param(to, "pref"),
            _ => param.name = X_PREF.into(),
        }
        marked = true;
    }
    if media::is_media(line) {
        media::uri_to_inline(line);
    }
    if line.encoding != Encoding::Base64
        && is(line, &["TEL"])
        && values::strip_scheme(line.value.trim(), "tel:").is_some()
    {
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
