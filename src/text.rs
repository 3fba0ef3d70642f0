//! Texts that are never empty, never too long, and hold nothing that hides.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::{SmolStr, SmolStrBuilder};

use crate::invalid::Invalid;

/// How many combining marks may stand in a row.
const MARKS: usize = 30;

/// A text of 1 to `MAX` characters (Unicode scalar values), kept as written.
///
/// It holds no control characters except tabs and line ends, and at most 30 combining marks in a
/// row. An absent text is `Option::None`; an empty one cannot be built.
///
/// ```
/// # use contacts_core::Text;
/// let company: Text<1000> = "Analytical Engines".parse()?;
/// assert_eq!(company.as_str(), "Analytical Engines");
/// assert!("".parse::<Text<1000>>().is_err());
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text<const MAX: usize>(SmolStr);

impl<const MAX: usize> Text<MAX> {
    /// Reads a text for the field `field`; blank text (nothing but white space) is `None`.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as for [`FromStr`], naming `field`.
    pub fn read(field: &'static str, text: &str) -> Result<Option<Self>, Invalid> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        check(field, text, MAX)?;
        Ok(Some(Self(text.into())))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, shared where it is long.
    #[cfg(feature = "vcard")]
    pub(crate) fn shared(&self) -> SmolStr {
        self.0.clone()
    }
}

/// # Errors
///
/// [`Invalid`] if the text is empty or blank, longer than `MAX` characters, or holds a control
/// character or too many combining marks in a row.
impl<const MAX: usize> FromStr for Text<MAX> {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::read("text", text)?.ok_or_else(|| Invalid::format("text", text, "some text"))
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0.as_str(), f)
    }
}

impl<const MAX: usize> Serialize for Text<MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// Checks length, control characters and marks.
pub(crate) fn check(field: &'static str, text: &str, max: usize) -> Result<(), Invalid> {
    // Bytes bound characters from above: the common, short text is not counted.
    if text.len() > max && text.chars().count() > max {
        return Err(Invalid::limit(field, text, format!("at most {max} characters")));
    }
    if is_plain(text) {
        return Ok(());
    }
    let mut marks = 0;
    for char in text.chars() {
        if is_control(char) {
            return Err(Invalid::format(field, text, "no control characters"));
        }
        marks = if is_mark(char) { marks + 1 } else { 0 };
        if marks > MARKS {
            return Err(Invalid::limit(field, text, "at most 30 combining marks in a row"));
        }
    }
    Ok(())
}

/// Whether a text is ASCII without control characters that no text may hold: most are.
fn is_plain(text: &str) -> bool {
    let fits = |byte: u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    // All are looked at in any case, which is faster than to stop at the first.
    text.bytes().fold(true, |all, byte| all & fits(byte))
}

/// A control character that no text may hold.
pub(crate) fn is_control(char: char) -> bool {
    char.is_control() && !matches!(char, '\t' | '\n' | '\r')
}

/// A character that is not seen: it changes direction, joins, or has no width.
pub(crate) fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn is_mark(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// A text in lower case, letter by letter, the same in every locale.
pub(crate) fn fold(text: &str) -> SmolStr {
    fold_up_to(text, usize::MAX)
}

/// The first so many characters of a text in lower case.
pub(crate) fn fold_up_to(text: &str, characters: usize) -> SmolStr {
    if text.len() <= characters && text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return SmolStr::new(text);
    }
    let mut folded = SmolStrBuilder::new();
    for char in text.chars().flat_map(lower).take(characters) {
        folded.push(char);
    }
    folded.finish()
}

/// How the first so many characters of a text in lower case compare with `folded`.
pub(crate) fn compare_folded(text: &str, characters: usize, folded: &str) -> Ordering {
    // Most texts tell by their first letters.
    let alike = text.bytes().zip(folded.bytes()).take(characters);
    for (a, b) in alike {
        if !a.is_ascii() || !b.is_ascii() {
            break;
        }
        match a.to_ascii_lowercase().cmp(&b) {
            Ordering::Equal => {}
            unlike => return unlike,
        }
    }
    let lower = text.chars().flat_map(lower).take(characters);
    lower.cmp(folded.chars())
}

/// Whether a text in lower case begins with `prefix`, which is in lower case.
pub(crate) fn begins_folded(text: &str, prefix: &str) -> bool {
    // Most texts tell by their first letter.
    if let (Some(a), Some(b)) = (text.bytes().next(), prefix.bytes().next())
        && a.is_ascii()
        && a.to_ascii_lowercase() != b
    {
        return false;
    }
    let mut folded = text.chars().flat_map(lower);
    prefix.chars().all(|char| folded.next() == Some(char))
}

/// A letter in lower case; the Greek sigma has one form, wherever it stands.
fn lower(char: char) -> impl Iterator<Item = char> {
    let char = if char == 'ς' { 'σ' } else { char };
    char.to_lowercase()
}

/// Whether two texts are equal after trimming and lower-casing.
pub(crate) fn same_folded(a: &str, b: &str) -> bool {
    // Most texts are equal as they are, or differ where they begin.
    if a == b {
        return true;
    }
    if let (Some(a), Some(b)) = (a.bytes().next(), b.bytes().next())
        && a.is_ascii_alphanumeric()
        && b.is_ascii_alphanumeric()
        && !a.eq_ignore_ascii_case(&b)
    {
        return false;
    }
    let (a, b) = (a.trim(), b.trim());
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters() {
        assert!("ééé".parse::<Text<3>>().is_ok());
        let error = "éééé".parse::<Text<3>>().unwrap_err();
        assert_eq!(error.to_string(), "invalid text `éééé`: expected at most 3 characters");
    }

    #[test]
    fn controls_are_refused_and_line_ends_kept() {
        assert!("a\0b".parse::<Text<9>>().is_err());
        assert!("a\u{9f}".parse::<Text<9>>().is_err());
        assert!("a\r\n\tb".parse::<Text<9>>().is_ok());
    }

    #[test]
    fn marks_may_not_pile_up() {
        let heap: String = std::iter::once('a').chain("\u{301}".repeat(31).chars()).collect();
        assert!(heap.parse::<Text<100>>().is_err());
    }

    #[test]
    fn texts_are_compared_as_what_they_fold_to() {
        let texts = [
            "",
            "a",
            "A",
            "ab",
            "aB",
            "é",
            "É",
            "aé",
            "İx",
            "i",
            "ß",
            "z",
            "Σ",
            "ς",
            "ΟΔΟΣ",
            "οδος",
            "a\u{10ffff}",
        ];
        for text in texts {
            for other in texts {
                for characters in [0, 1, 2, 9] {
                    let due = fold_up_to(text, characters).cmp(&fold(other));
                    assert_eq!(
                        compare_folded(text, characters, &fold(other)),
                        due,
                        "{text} {other}"
                    );
                }
                let begins = fold(text).starts_with(fold(other).as_str());
                assert_eq!(begins_folded(text, &fold(other)), begins, "{text} {other}");
            }
        }
    }

    #[test]
    fn folding_ignores_case_and_edges() {
        assert!(same_folded(" Straße ", "STRAßE"));
        assert!(same_folded("ÅSA", "åsa"));
        assert!(!same_folded("a", "b"));
    }
}
