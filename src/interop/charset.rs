//! From bytes to text.
//!
//! UTF-16 never comes here: [`Source`](super::source::Source) has made UTF-8 of it.

/// Text that was made of bytes.
pub(crate) struct Text {
    /// The text.
    pub(crate) text: String,
    /// Whether the charset was guessed, so that the text may be another than was meant.
    pub(crate) guessed: bool,
}

/// Decodes by the first that fits: UTF-8, the charsets that the file `declared`, a guess.
pub(crate) fn decode<'a>(bytes: &[u8], declared: impl IntoIterator<Item = &'a str>) -> Text {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Text { text: text.to_owned(), guessed: false };
    }
    match declared.into_iter().find_map(Charset::named) {
        Some(charset) => Text { text: charset.decode(bytes), guessed: false },
        None => Text { text: guess(bytes).decode(bytes), guessed: true },
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

/// A charset in which each byte is a character.
#[derive(Clone, Copy)]
enum Charset {
    Windows1252,
}

impl Charset {
    /// The charset of a name, if it is known here.
    fn named(name: &str) -> Option<Self> {
        const NAMES: &[&str] =
            &["windows-1252", "cp1252", "ansi", "iso-8859-1", "iso8859-1", "latin1", "us-ascii"];
        let name = name.trim();
        NAMES.iter().any(|n| n.eq_ignore_ascii_case(name)).then_some(Self::Windows1252)
    }

    fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Windows1252 => bytes.iter().map(|b| windows_1252(*b)).collect(),
        }
    }
}

/// Which charset bytes are in that are not UTF-8 and do not say.
///
/// This is the place of a detector; until there is one, everything is windows-1252.
fn guess(_bytes: &[u8]) -> Charset {
    Charset::Windows1252
}

fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_wins_over_what_is_declared() {
        let text = decode("ä".as_bytes(), ["windows-1252"]);
        assert_eq!((text.text.as_str(), text.guessed), ("ä", false));
    }

    #[test]
    fn declared_charsets_are_no_guess() {
        let text = decode(b"Stra\xdfe \x80", ["Murks", "ISO-8859-1"]);
        assert_eq!((text.text.as_str(), text.guessed), ("Straße €", false));
        let text = decode(b"Stra\xdfe", ["utf-8"]);
        assert_eq!((text.text.as_str(), text.guessed), ("Straße", true));
    }

    #[test]
    fn controls_go_and_line_breaks_stay_where_they_may() {
        assert_eq!(without_controls("a\u{0}\tb\u{85}".into(), false), ("a\tb".into(), true));
        assert_eq!(without_controls("a\r\nb".into(), true), ("a\r\nb".into(), false));
        assert_eq!(without_controls("a\r\nb".into(), false), ("ab".into(), true));
    }
}
