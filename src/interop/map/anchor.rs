//! Anchors: which value of a contact a line stands for.

use std::borrow::Cow;

use smol_str::SmolStr;

use crate::contact::{
    AddressTag, Anchor, CountryCode, EmailAddress, EmailTag, Line, PhoneNumber, PhoneTag,
    PostalAddress, Street,
};
use crate::text::Text;

/// First and last name, of `N` and `FN`.
pub(in crate::interop) const NAME: &str = "name";
/// The first name, of a cell.
#[cfg(feature = "csv")]
pub(in crate::interop) const FIRST: &str = "name.first";
/// The last name, of a cell.
#[cfg(feature = "csv")]
pub(in crate::interop) const LAST: &str = "name.last";
pub(in crate::interop) const COMPANY: &str = "company";
pub(in crate::interop) const JOB_TITLE: &str = "jobTitle";
pub(in crate::interop) const BIRTHDATE: &str = "birthdate";
pub(in crate::interop) const LOCALE: &str = "locale";
pub(in crate::interop) const EMAILS: &str = "emails";
pub(in crate::interop) const PHONES: &str = "phones";
pub(in crate::interop) const ADDRESSES: &str = "addresses";
pub(in crate::interop) const LABELS: &str = "labels";
pub(in crate::interop) const PICTURE: &str = "picture";
#[cfg(feature = "vcard")]
pub(in crate::interop) const LOCATIONS: &str = "locations";
#[cfg(feature = "vcard")]
pub(in crate::interop) const ASSIGNEES: &str = "assignees";
/// Begins the field of a line that became the value of an extended field; its key follows.
pub(in crate::interop) const FIELDS: &str = "extendedFields.";
/// Ends the field of a line that says again what another line of the record says.
pub(in crate::interop) const AGAIN: &str = ".again";

/// What separates the values of a line that holds several; no value holds it.
pub(in crate::interop) const SEPARATOR: &str = "\u{1f}";

pub(in crate::interop) fn anchor(field: &str, value: impl Into<SmolStr>) -> Anchor {
    Anchor { field: field.into(), value: value.into() }
}

pub(in crate::interop) fn name(first: Option<&Line>, last: Option<&Line>) -> SmolStr {
    let [last, first] = [last, first].map(|line| line.map_or("", Line::as_str));
    joined(&[last, ";", first])
}

pub(in crate::interop) fn email(tag: EmailTag, value: &EmailAddress) -> SmolStr {
    joined(&[tag.as_str(), " ", value.as_str()])
}

pub(in crate::interop) fn phone(tag: PhoneTag, value: &PhoneNumber) -> SmolStr {
    joined(&[tag.as_str(), " ", value.as_str()])
}

/// The parts that count when addresses are compared.
pub(in crate::interop) fn address(tag: AddressTag, value: &PostalAddress) -> SmolStr {
    let PostalAddress { street, line2, city, subdivision, country, postal_code, extra: _ } = value;
    fn text<const MAX: usize>(text: &Option<Text<MAX>>) -> &str {
        text.as_ref().map_or("", Text::as_str)
    }
    let line = match street {
        None => Cow::Borrowed(""),
        Some(Street::Line(line)) => line.as_str().into(),
        Some(street) => street.line().into(),
    };
    let parts = [
        line.as_ref(),
        text(line2),
        text(city),
        text(subdivision),
        text(postal_code),
        country.as_ref().map_or("", CountryCode::as_str),
    ];
    let parts = parts.map(|part| match part.contains(['\r', '\n']) {
        true => Cow::Owned(part.replace(['\r', '\n'], " ")),
        false => Cow::Borrowed(part),
    });
    let [line, line2, city, subdivision, code, country] = parts.each_ref().map(Cow::as_ref);
    joined(&[
        tag.as_str(),
        " ",
        line,
        ";",
        line2,
        ";",
        city,
        ";",
        subdivision,
        ";",
        code,
        ";",
        country,
    ])
}

/// The parts one after the other.
fn joined(parts: &[&str]) -> SmolStr {
    // Put together where nothing has to be allocated, as long as they are of ordinary length.
    let mut room = [0; 160];
    let length = parts.iter().map(|part| part.len()).sum();
    let Some(bytes) = room.get_mut(..length) else { return parts.concat().into() };
    let mut at = 0;
    for part in parts {
        bytes[at..at + part.len()].copy_from_slice(part.as_bytes());
        at += part.len();
    }
    std::str::from_utf8(bytes).map_or_else(|_| parts.concat().into(), SmolStr::new)
}
