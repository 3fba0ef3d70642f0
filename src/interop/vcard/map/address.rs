//! Postal addresses.

use std::borrow::Cow;

use super::super::{Version, text};
use super::types;
use super::values;
use crate::contact::{PostalAddress, Property, Street};
use crate::interop::map::{country, subdivision};
use crate::invalid::Invalid;
use crate::text::Text;

/// What became of an `ADR`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Adr {
    Empty,
    /// A part of it is too long.
    TooLong,
    Read(PostalAddress),
}

/// The places of the components of an `ADR`.
pub(super) const BOX: usize = 0;
pub(super) const EXTENDED: usize = 1;
pub(super) const STREET: usize = 2;
pub(super) const CITY: usize = 3;
pub(super) const REGION: usize = 4;
pub(super) const CODE: usize = 5;
pub(super) const COUNTRY: usize = 6;

/// The address of a line: box, extended, street, city, region, postal code, country. If all of
/// them are empty, its label is the address.
pub(super) fn read(version: Version, property: &Property) -> Adr {
    let raw = values::components(&property.value);
    let part = |at: usize| {
        raw.get(at).map_or(Cow::Borrowed(""), |raw| values::component(version, raw, ", "))
    };
    let (extended, street) = (part(EXTENDED), part(STREET));
    // The box is kept in the line; it is all there is of the street sometimes.
    let first = if street.is_empty() { part(BOX) } else { Cow::Borrowed("") };
    let mut lines = [first, street, extended].into_iter().filter(|line| !line.is_empty());
    let (line, line2) = match (lines.next(), lines.next()) {
        (Some(line), None) if !line.contains(['\r', '\n']) => (line, Cow::Borrowed("")),
        (Some(line), more) => {
            let rest = more.into_iter().chain(lines);
            split_lines(
                line.into_owned() + &rest.fold(String::new(), |all, line| all + "\n" + &line),
            )
        }
        (None, _) => Default::default(),
    };
    let address = || -> Result<PostalAddress, Invalid> {
        let country = country(&part(COUNTRY));
        let region = part(REGION);
        let code = country.and_then(|country| subdivision(country, &region));
        Ok(PostalAddress {
            street: Text::read("street", &line)?.map(Street::Line),
            line2: Text::read("street", &line2)?,
            city: Text::read("city", &part(CITY))?,
            subdivision: Text::read("subdivision", code.as_deref().unwrap_or(&region))?,
            country,
            postal_code: Text::read("postal code", &part(CODE))?,
            extra: None,
        })
    };
    match address() {
        Err(_) => Adr::TooLong,
        Ok(address) if address.is_empty() => match types::value(property, "LABEL") {
            Some(label) => whole(label),
            None => Adr::Empty,
        },
        Ok(address) => Adr::Read(address),
    }
}

/// The address of a line that has it as it would be on an envelope.
pub(super) fn label(version: Version, property: &Property) -> Adr {
    whole(&text::unescape(version, &property.value))
}

fn whole(text: &str) -> Adr {
    match Text::read("street", text.trim()) {
        Err(_) => Adr::TooLong,
        Ok(None) => Adr::Empty,
        Ok(Some(line)) => Adr::Read(PostalAddress::from_line(line)),
    }
}

/// The first line, and the others joined by commas.
fn split_lines(text: String) -> (Cow<'static, str>, Cow<'static, str>) {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines.next().unwrap_or_default().to_owned();
    (line.into(), lines.collect::<Vec<_>>().join(", ").into())
}

/// The components of an address. Those that say the same in the line that it had are kept as they
/// stand there.
pub(super) fn write(
    version: Version,
    address: &PostalAddress,
    before: Option<&Property>,
) -> String {
    let before = before.filter(|line| line.name.eq_ignore_ascii_case("ADR"));
    let raw = before.map(|line| values::components(&line.value)).unwrap_or_default();
    let old = match before.map(|line| read(version, line)) {
        Some(Adr::Read(address)) => address,
        _ => PostalAddress::default(),
    };
    let kept = |at: usize| raw.get(at).copied().unwrap_or_default();
    let part = |at: usize, same: bool, text: Option<Cow<'_, str>>| match text {
        _ if same => kept(at).to_owned(),
        Some(text) => text::escape_part(version, &text).into_owned(),
        None => String::new(),
    };
    let text = |text: &Option<Text<1000>>| text.as_ref().map(|t| Cow::Owned(t.to_string()));
    let short = |text: &Option<Text<100>>| text.as_ref().map(|t| Cow::Owned(t.to_string()));
    let PostalAddress { street, line2, city, subdivision, country, postal_code, extra: _ } =
        address;
    let streets = *street == old.street && *line2 == old.line2;
    let line = street.as_ref().map(|street| Cow::Owned(street.line()));
    // A box that stood for the street is gone with it.
    let boxed = streets || !kept(STREET).trim().is_empty();
    [
        part(BOX, boxed, None),
        part(EXTENDED, streets, text(line2)),
        part(STREET, streets, line),
        part(CITY, *city == old.city, text(city)),
        part(REGION, *subdivision == old.subdivision, short(subdivision)),
        part(CODE, *postal_code == old.postal_code, short(postal_code)),
        part(COUNTRY, *country == old.country, country.map(|code| code.to_string().into())),
    ]
    .join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(value: &str) -> Property {
        Property { name: "ADR".into(), value: value.into(), ..Property::default() }
    }

    fn parts(value: &str) -> Vec<String> {
        let Adr::Read(address) = read(Version::V3_0, &line(value)) else { panic!("{value}") };
        let PostalAddress { street, line2, city, subdivision, country, postal_code, extra: _ } =
            address;
        let text = |text: Option<Text<1000>>| text.map(|t| t.to_string()).unwrap_or_default();
        vec![
            street.map(|street| street.line()).unwrap_or_default(),
            text(line2),
            text(city),
            subdivision.map(|t| t.to_string()).unwrap_or_default(),
            postal_code.map(|t| t.to_string()).unwrap_or_default(),
            country.map(|c| c.to_string()).unwrap_or_default(),
        ]
    }

    #[test]
    fn components_become_parts() {
        for (value, expected) in [
            (
                "PO 1;Flat 2;3 Square;London;;N1;England",
                ["3 Square", "Flat 2", "London", "", "N1", "GB"],
            ),
            ("PO 1;Flat 2;;London", ["PO 1", "Flat 2", "London", "", "", ""]),
            (r";;1 Main\nFloor 2;X;NY;1;USA", ["1 Main", "Floor 2", "X", "US-NY", "1", "US"]),
            (r";;a, b;X;Nowhere;;US", ["a, b", "", "X", "Nowhere", "", "US"]),
            (
                r";Drive 1\nArea\, NY 12345\nLand;;;;;",
                ["Drive 1", "Area, NY 12345, Land", "", "", "", ""],
            ),
            (";;;;;;Atlantis;x;y", ["", "", "", "", "", ""]),
        ] {
            if expected.iter().all(|part| part.is_empty()) {
                assert_eq!(read(Version::V3_0, &line(value)), Adr::Empty);
                continue;
            }
            assert_eq!(parts(value), expected, "{value}");
        }
        assert_eq!(read(Version::V3_0, &line(&format!(";;{}", "x".repeat(1001)))), Adr::TooLong);
    }

    #[test]
    fn an_address_without_parts_is_its_label() {
        let mut line = line(";;;;;;");
        line.params.push(types::param("LABEL", "1 Road\nTown"));
        let Adr::Read(address) = read(Version::V4_0, &line) else { panic!() };
        assert_eq!(address.street.unwrap().line(), "1 Road\nTown");
    }

    #[test]
    fn an_edit_keeps_what_it_does_not_touch() {
        let before = line("PO 1;Flat 2;3 Square;London;;N1;England");
        let Adr::Read(mut address) = read(Version::V3_0, &before) else { panic!() };
        address.city = Some("Leeds".parse().unwrap());
        let after = write(Version::V3_0, &address, Some(&before));
        assert_eq!(after, "PO 1;Flat 2;3 Square;Leeds;;N1;England");
        assert_eq!(write(Version::V3_0, &address, None), ";Flat 2;3 Square;Leeds;;N1;GB");
    }
}
