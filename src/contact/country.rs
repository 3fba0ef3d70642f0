use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::invalid::Invalid;

/// A country: two letters of ISO 3166-1, upper case.
///
/// The form is checked, not whether the code is assigned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a country code is two ASCII letters")
    }
}

/// # Errors
///
/// [`Invalid`] if the text is not two ASCII letters; lower case is read.
impl FromStr for CountryCode {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(Invalid::format("country code", text, "two letters such as DE")),
        }
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for CountryCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CountryCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// A language tag of BCP 47, such as `en-US`: subtags of letters and digits joined by `-`.
///
/// Kept as written; the form is checked, not whether the language exists.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LanguageTag(smol_str::SmolStr);

impl LanguageTag {
    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// # Errors
///
/// [`Invalid`] if the text is not 2 to 8 letters followed by subtags of 1 to 8 letters or digits,
/// or longer than 35 characters.
impl FromStr for LanguageTag {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut subtags = text.split('-');
        let language = subtags.next().unwrap_or_default();
        let fits = text.len() <= 35
            && (2..=8).contains(&language.len())
            && language.bytes().all(|b| b.is_ascii_alphabetic())
            && subtags.all(|subtag| {
                (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
            });
        match fits {
            true => Ok(Self(text.into())),
            false => Err(Invalid::format("language tag", text, "a tag such as en-US")),
        }
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_two_letters_in_upper_case() {
        assert_eq!("de".parse::<CountryCode>().unwrap().as_str(), "DE");
        assert!("DEU".parse::<CountryCode>().is_err());
        assert!("Ö".parse::<CountryCode>().is_err());
    }

    #[test]
    fn language_tags_have_their_form() {
        for good in ["en", "en-US", "zh-Hant-TW", "de-1996"] {
            assert_eq!(good.parse::<LanguageTag>().unwrap().as_str(), good);
        }
        for bad in ["", "e", "en_US", "en-", "123"] {
            assert!(bad.parse::<LanguageTag>().is_err(), "{bad}");
        }
    }
}
