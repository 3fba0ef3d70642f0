//! From the value of a line to a value of a contact.

use smol_str::SmolStr;

use super::super::{Version, text};
use crate::contact::{PostalAddress, Property, Street};
use crate::interop::map::country;
use crate::text::Text;
use crate::time::LocalDate;

/// The text of a line, without blanks around it.
pub(super) fn plain(version: Version, property: &Property) -> String {
    text::unescape(version, &property.value).trim().to_owned()
}

/// The components of a structured value, lists within them joined by `joint`.
pub(super) fn components(version: Version, value: &str, joint: &str) -> Vec<String> {
    let joined = |component: &str| {
        // vCard 2.1 has no lists.
        let parts = if version == Version::V2_1 { vec![component] } else { text::list(component) };
        let parts = parts.into_iter();
        let parts = parts.map(|part| text::unescape(version, part).trim().to_owned());
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(joint)
    };
    text::components(value).into_iter().map(joined).collect()
}

/// The first component of a value whose components are no lists.
pub(super) fn first_component(version: Version, value: &str) -> String {
    let first = text::components(value).into_iter().next().unwrap_or_default();
    text::unescape(version, first).trim().to_owned()
}

/// The number of a line: a text, or a `tel:` URI with its extension.
pub(super) fn phone(version: Version, property: &Property) -> String {
    let value = property.value.trim();
    let Some(uri) = strip_scheme(value, "tel:") else { return plain(version, property) };
    let mut parts = uri.split(';');
    let number = parts.next().unwrap_or_default().trim();
    let extension = parts.find_map(|part| strip_scheme(part, "ext="));
    let text = match extension {
        Some(extension) => format!("{number} ext. {extension}"),
        None => number.to_owned(),
    };
    text.replace("%20", " ")
}

/// The address of a line, without the scheme that some write before it.
pub(super) fn email(version: Version, property: &Property) -> String {
    let text = plain(version, property);
    strip_scheme(&text, "mailto:").map_or_else(|| text.clone(), str::to_owned)
}

fn strip_scheme<'t>(text: &'t str, scheme: &str) -> Option<&'t str> {
    let head = text.get(..scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
}

/// A full date: `YYYYMMDD` or `YYYY-MM-DD`, alone or before a time. The year that stands for none
/// is not taken for one.
pub(super) fn date(property: &Property) -> Option<LocalDate> {
    let value = property.value.trim();
    let omitted = property
        .params
        .iter()
        .filter(|p| p.name.eq_ignore_ascii_case("X-APPLE-OMIT-YEAR"))
        .flat_map(|p| p.values.iter().map(|(value, _)| value.as_str()));
    let day = value.split(['T', ' ']).next()?;
    let digits: String = match day.len() {
        8 => day.into(),
        10 if day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-' => day.replace('-', ""),
        _ => return None,
    };
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year = &digits[..4];
    if year == "1604" || omitted.into_iter().any(|omitted| omitted == year) {
        return None;
    }
    LocalDate::new(year.parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?).ok()
}

/// What became of an `ADR`.
pub(super) enum Adr {
    Empty,
    /// A part of it is too long.
    TooLong,
    Read(PostalAddress),
}

/// The address of a line: box, extended, street, city, region, postal code, country.
pub(super) fn address(version: Version, value: &str) -> Adr {
    let mut parts = components(version, value, ", ").into_iter();
    let mut part = || parts.next().unwrap_or_default();
    let (po_box, extended, street) = (part(), part(), part());
    let (city, region, code, country_name) = (part(), part(), part(), part());
    let mut lines = [street, extended, po_box]
        .into_iter()
        .filter(|line| !line.is_empty())
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty());
    let line = lines.next().unwrap_or_default();
    let line2 = lines.collect::<Vec<_>>().join(", ");
    let country = country(&country_name);
    let read = || -> Result<PostalAddress, crate::Invalid> {
        Ok(PostalAddress {
            street: Text::read("street", &line)?.map(Street::Line),
            line2: Text::read("street", &line2)?,
            city: Text::read("city", &city)?,
            subdivision: Text::read("subdivision", &region)?,
            country,
            postal_code: Text::read("postal code", &code)?,
            extra: None,
        })
    };
    match read() {
        Err(_) => Adr::TooLong,
        Ok(address) if address.is_empty() => Adr::Empty,
        Ok(address) => Adr::Read(address),
    }
}

/// The value of the first line of this name, as it stands.
pub(super) fn first_of<'p>(properties: &'p [Property], name: &str) -> Option<&'p Property> {
    properties.iter().find(|property| property.name.eq_ignore_ascii_case(name))
}

/// A name as it is compared.
pub(super) fn upper(name: &SmolStr) -> SmolStr {
    name.chars().map(|c| c.to_ascii_uppercase()).collect()
}
