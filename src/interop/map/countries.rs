//! Names of countries.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::folded::folded;
use crate::contact::CountryCode;

/// A line for each country of ISO 3166-1 (and Kosovo): its code of two letters, that of three, and
/// the names and aliases that people write, in English, German, French, Spanish, Italian, Dutch,
/// Portuguese, Polish, Swedish and the country's languages.
const NAMES: &str = include_str!("countries.txt");

/// The country that a text names, by its code or by a name that is known here.
pub(in crate::interop) fn country(text: &str) -> Option<CountryCode> {
    static KNOWN: OnceLock<HashMap<String, CountryCode>> = OnceLock::new();
    /// No name is longer.
    const MAX: usize = 200;
    let text = text.trim();
    if text.is_empty() || text.len() > MAX {
        return None;
    }
    let known = KNOWN.get_or_init(|| {
        let entries = NAMES.lines().filter_map(|line| Some((line.get(..2)?.parse().ok()?, line)));
        let named = |(code, line): (CountryCode, &'static str)| {
            let codes = [&line[..2], &line[3..6]].into_iter();
            codes.chain(line[7..].split(';')).map(move |name| (folded(name), code))
        };
        entries.flat_map(named).collect()
    });
    known.get(&folded(text)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_code_and_by_name() {
        let code = |text: &str| country(text).map(|code| code.to_string());
        for (text, expected) in [
            ("de", "DE"),
            (" UK ", "GB"),
            ("Österreich", "AT"),
            ("OSTERREICH", "AT"),
            ("U.S.A.", "US"),
            ("usa", "US"),
            ("DEU", "DE"),
            ("日本", "JP"),
            ("The  Netherlands", "NL"),
            ("Côte d’Ivoire", "CI"),
            ("Korea (Republic of)", "KR"),
            ("Großbritannien", "GB"),
            ("Węgry", "HU"),
            ("Łotwa", "LV"),
            ("Føroyar", "FO"),
            ("россия", "RU"),
            ("भारत", "IN"),
        ] {
            assert_eq!(code(text).as_deref(), Some(expected), "{text}");
        }
        for none in ["Atlantis", "", "XX", "Q", "...", &"x".repeat(1000)] {
            assert_eq!(code(none), None, "{none}");
        }
    }

    #[test]
    fn every_country_has_its_codes_and_no_name_is_of_two() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for line in NAMES.lines() {
            assert!(line[..2].parse::<CountryCode>().is_ok(), "{line}");
            assert!(line.as_bytes()[2] == b' ' && line.as_bytes()[6] == b' ', "{line}");
            for name in [&line[..2], &line[3..6]].into_iter().chain(line[7..].split(';')) {
                let folded = folded(name);
                assert!(!folded.is_empty(), "{line}");
                let other = seen.insert(folded, &line[..2]).unwrap_or(&line[..2]);
                assert_eq!(other, &line[..2], "{name}");
            }
        }
        assert_eq!(NAMES.lines().count(), 250);
    }
}
