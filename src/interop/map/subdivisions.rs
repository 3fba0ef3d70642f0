//! States, provinces and other parts of countries.

use std::collections::HashMap;
use std::sync::OnceLock;

use smol_str::{SmolStr, format_smolstr};

use super::folded::folded;
use crate::contact::CountryCode;

/// A line for each country of which the parts are known: its code, and for each part its code of
/// ISO 3166-2 and its names. Other parts are kept as they are written.
const PARTS: &str = include_str!("subdivisions.txt");

/// The code of ISO 3166-2, such as `US-NY`, of the part of a country that a text is or names.
pub(in crate::interop) fn subdivision(country: CountryCode, text: &str) -> Option<SmolStr> {
    static KNOWN: OnceLock<HashMap<(CountryCode, String), SmolStr>> = OnceLock::new();
    /// No name is longer.
    const MAX: usize = 100;
    let text = text.trim();
    if text.is_empty() || text.len() > MAX {
        return None;
    }
    let known = KNOWN.get_or_init(|| {
        let mut known = HashMap::new();
        for (country, parts) in PARTS.lines().filter_map(|line| line.split_once(' ')) {
            let Ok(of) = country.parse::<CountryCode>() else { continue };
            for (part, names) in parts.split(';').filter_map(|part| part.split_once(' ')) {
                let code = format_smolstr!("{country}-{part}");
                let written = [part, code.as_str()].into_iter();
                for name in written.chain(names.split('/')) {
                    known.insert((of, folded(name)), code.clone());
                }
            }
        }
        known
    });
    known.get(&(country, folded(text))).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_known_by_code_and_by_name_within_their_country() {
        for (country, text, expected) in [
            ("US", "ny", Some("US-NY")),
            ("US", "US-NY", Some("US-NY")),
            ("US", " New  York", Some("US-NY")),
            ("US", "Washington, D.C.", Some("US-DC")),
            ("CA", "Quebec", Some("CA-QC")),
            ("DE", "Thuringen", Some("DE-TH")),
            ("AT", "Wien", Some("AT-9")),
            ("GB", "NY", None),
            ("US", "Bayern", None),
            ("US", "", None),
            ("FJ", "Ba", None),
        ] {
            let found = subdivision(country.parse().unwrap(), text);
            assert_eq!(found.as_deref(), expected, "{country} {text}");
        }
    }

    #[test]
    fn no_name_is_of_two_parts() {
        for line in PARTS.lines() {
            let (country, parts) = line.split_once(' ').unwrap();
            assert!(country.parse::<CountryCode>().is_ok());
            let mut seen = HashMap::new();
            for part in parts.split(';') {
                let (code, names) = part.split_once(' ').unwrap();
                for name in std::iter::once(code).chain(names.split('/')) {
                    let other = seen.insert(folded(name), code).unwrap_or(code);
                    assert_eq!(other, code, "{country} {name}");
                }
            }
        }
    }
}
