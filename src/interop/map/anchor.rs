//! Anchors: which value of a contact a line stands for.

use std::borrow::Cow;

use smol_str::{SmolStr, format_smolstr};

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
pub(in crate::interop) const LOCATIONS: &str = "locations";
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
    let text = |line: Option<&Line>| line.map_or_else(SmolStr::default, |l| l.as_str().into());
    format_smolstr!("{};{}", text(last), text(first))
}

pub(in crate::interop) fn email(tag: EmailTag, value: &EmailAddress) -> SmolStr {
    format_smolstr!("{} {value}", tag.as_str())
}

pub(in crate::interop) fn phone(tag: PhoneTag, value: &PhoneNumber) -> SmolStr {
    format_smolstr!("{} {value}", tag.as_str())
}

/// The parts that count when addresses are compared.
pub(in crate::interop) fn address(tag: AddressTag, value: &PostalAddress) -> SmolStr {
    let PostalAddress { street, line2, city, subdivision, country, postal_code, extra: _ } = value;
    let street = match street {
        Some(Street::Line(line)) => Cow::Borrowed(line.as_str()),
        Some(street) => Cow::Owned(street.line()),
        None => Cow::Borrowed(""),
    };
    let mut key = String::with_capacity(96);
    key.push_str(tag.as_str());
    let parts = [
        &*street,
        line2.as_ref().map_or("", Text::as_str),
        city.as_ref().map_or("", Text::as_str),
        subdivision.as_ref().map_or("", Text::as_str),
        postal_code.as_ref().map_or("", Text::as_str),
        country.as_ref().map_or("", CountryCode::as_str),
    ];
    for (at, part) in parts.into_iter().enumerate() {
        key.push(if at == 0 { ' ' } else { ';' });
        key.extend(part.chars().map(|c| if matches!(c, '\r' | '\n') { ' ' } else { c }));
    }
    key.into()
}
