//! From bytes to text.
//!
//! UTF-16 never comes here: [`Source`](super::source::Source) has made UTF-8 of it.

#[cfg_attr(feature = "charset", path = "charset/every.rs")]
#[cfg_attr(not(feature = "charset"), path = "charset/few.rs")]
mod known;

use std::fmt;
use std::str::FromStr;

use crate::invalid::Invalid;

use known::Known;

/// How bytes of a file stand for characters, where it is not UTF-8.
///
/// With the feature `charset` there are all charsets of the web, else UTF-8 and windows-1252.
///
/// ```
/// use contacts_core::interop::Charset;
///
/// assert_eq!("Latin1".parse::<Charset>()?.to_string(), "windows-1252");
/// assert!("Murks".parse::<Charset>().is_err());
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Charset(Known);

/// Text that was made of bytes.
#[cfg(feature = "vcard")]
pub(crate) struct Text {
    /// The text.
    pub(crate) text: String,
    /// Whether the charset was guessed, so that the text may be another than was meant.
    pub(crate) guessed: bool,
}

/// Decodes by the first that fits: UTF-8, the charsets that the file `declared`, that which
/// `guess` comes to.
#[cfg(feature = "vcard")]
pub(crate) fn decode<'a>(
    bytes: &[u8],
    declared: impl IntoIterator<Item = &'a str>,
    guess: impl FnOnce() -> Charset,
) -> Text {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Text { text: text.to_owned(), guessed: false };
    }
    match declared.into_iter().find_map(Charset::named) {
        Some(charset) => Text { text: charset.decode(bytes), guessed: false },
        None => Text { text: guess().decode(bytes), guessed: true },
    }
}

/// The text without control characters except the tab (and line breaks, if they may stay), and
/// whether there were any.
pub(crate) fn without_controls(text: String, breaks: bool) -> (String, bool) {
    let unwanted = |c: char| c.is_control() && c != '\t' && !(breaks && matches!(c, '\r' | '\n'));
    if !text.contains(unwanted) {
        return (text, false);
    }
    (text.replace(unwanted, ""), true)
}

impl Charset {
    /// What bytes are in that nobody says anything about.
    #[cfg(feature = "csv")]
    pub(crate) const WINDOWS_1252: Self = Self(Known::WINDOWS_1252);

    /// The charset of a name, unless it is UTF-8 or one in which commas are no commas.
    #[cfg(feature = "vcard")]
    fn named(name: &str) -> Option<Self> {
        Known::named(name.trim()).filter(|known| *known != Known::UTF_8).map(Self)
    }

    /// The charset in which these bytes of a file make the most sense; they are not UTF-8.
    pub(crate) fn guess<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> Self {
        Self(Known::guess(parts))
    }

    /// The text of bytes; what stands for no character is replaced.
    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        self.0.decode(bytes)
    }

    /// Whether each byte is a character.
    #[cfg(feature = "csv")]
    pub(crate) fn is_single_byte(self) -> bool {
        self.0.is_single_byte()
    }
}

/// # Errors
///
/// [`Invalid`] if it is not the label of a charset that is known, or one in which ASCII characters
/// are written otherwise.
impl FromStr for Charset {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Known::named(text.trim())
            .map(Self)
            .ok_or_else(|| Invalid::format("charset", text, "a label such as `windows-1252`"))
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

impl fmt::Debug for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "vcard")]
    fn decoded<'a>(bytes: &[u8], declared: impl IntoIterator<Item = &'a str>) -> (String, bool) {
        let Text { text, guessed } = decode(bytes, declared, || Charset::guess([bytes]));
        (text, guessed)
    }

    #[cfg(feature = "vcard")]
    #[test]
    fn utf_8_wins_over_what_is_declared() {
        assert_eq!(decoded("ä".as_bytes(), ["windows-1252"]), ("ä".into(), false));
    }

    #[cfg(feature = "vcard")]
    #[test]
    fn declared_charsets_are_no_guess() {
        let found = decoded(b"Stra\xdfe \x80", ["Murks", "ISO-8859-1"]);
        assert_eq!(found, ("Straße €".into(), false));
        assert_eq!(decoded(b"Stra\xdfe", ["utf-8"]), ("Straße".into(), true));
        assert_eq!(decoded(b"x\xe4", ["utf-16le"]), ("xä".into(), true));
    }

    #[cfg(all(feature = "charset", feature = "vcard"))]
    #[test]
    fn charsets_are_found_by_what_makes_sense() {
        for (bytes, declared, text) in [
            (
                &b"\xca\xe0\xf2\xff \xc8\xe2\xe0\xed\xee\xe2\xe0, \xcc\xee\xf1\xea\xe2\xe0"[..],
                None,
                "Катя Иванова, Москва",
            ),
            (b"\x93\x8c\x8b\x9e\x93s\x90V\x8fh\x8b\xe6", None, "東京都新宿区"),
            (b"Kraw\xea\xb3", Some("iso-8859-2"), "Krawęł"),
            (b"\xc7\xe1\xe5\xed", Some("windows-1253"), "Ηαεν"),
        ] {
            assert_eq!(decoded(bytes, declared), (text.into(), declared.is_none()));
        }
    }

    #[test]
    fn controls_go_and_line_breaks_stay_where_they_may() {
        assert_eq!(without_controls("a\u{0}\tb\u{85}".into(), false), ("a\tb".into(), true));
        assert_eq!(without_controls("a\r\nb".into(), true), ("a\r\nb".into(), false));
        assert_eq!(without_controls("a\r\nb".into(), false), ("ab".into(), true));
    }
}
