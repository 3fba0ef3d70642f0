//! Values of parameters as they are written: quotes, and `^` of RFC 6868.

use std::borrow::Cow;

use super::{Version, head};

/// The value that is meant by what stands in the file.
pub(super) fn decode(version: Version, text: &str) -> Cow<'_, str> {
    if version == Version::V2_1 || !text.contains('^') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let meant = match (c, chars.peek()) {
            ('^', Some('n')) => Some('\n'),
            ('^', Some('\'')) => Some('"'),
            ('^', Some('^')) => Some('^'),
            _ => None,
        };
        if meant.is_some() {
            chars.next();
        }
        out.push(meant.unwrap_or(c));
    }
    out.into()
}

/// Whether a value stands at the begin of a parameter that has no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bare {
    No,
    First,
    Alone,
}

/// What stands in the file for a value.
///
/// vCard 2.1 has no way to write a quote sign or a line break: they become `'` and a blank.
pub(super) fn encode(version: Version, value: &str, quoted: bool, bare: Bare) -> Cow<'_, str> {
    let (written, quote) = if value.bytes().all(is_plain) {
        (Cow::Borrowed(value), quoted)
    } else {
        let (written, special) = escaped(version, value);
        (Cow::Owned(written), quoted || special)
    };
    if quote || reads_otherwise(&written, bare) { format!("\"{written}\"").into() } else { written }
}

/// Whether a byte needs neither an escape nor quotes.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'^' | b',' | b';' | b':')
}

/// The value with its escapes, and whether it has to stand in quotes.
fn escaped(version: Version, value: &str) -> (String, bool) {
    let mut out = String::with_capacity(value.len() + 2);
    let mut quote = false;
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        quote |= matches!(c, ',' | ';' | ':');
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' => out.push_str(if version == Version::V2_1 { " " } else { "^n" }),
            '"' => out.push_str(if version == Version::V2_1 { "'" } else { "^'" }),
            '^' if version != Version::V2_1 => out.push_str("^^"),
            '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    (out, quote)
}

/// Whether a value would be taken for nothing, or for a name with a value.
fn reads_otherwise(written: &str, bare: Bare) -> bool {
    let before = written.split_once('=').map(|(name, _)| name.as_bytes());
    written.is_empty() && bare == Bare::Alone
        || bare != Bare::No && before.is_some_and(head::is_param_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_and_escaped_where_needed() {
        for (value, expected) in [
            ("home", "home"),
            ("a;b", "\"a;b\""),
            ("say \"no\"\r\nEND:VCARD", "\"say ^'no^'^nEND:VCARD\""),
            ("^n\u{7}", "^^n"),
        ] {
            let written = encode(Version::V4_0, value, false, Bare::No);
            assert_eq!(written, expected);
        }
        assert_eq!(encode(Version::V4_0, "home", true, Bare::No), "\"home\"");
        assert_eq!(encode(Version::V4_0, "", false, Bare::Alone), "\"\"");
        assert_eq!(encode(Version::V2_1, "a=b\n\"^", false, Bare::Alone), "\"a=b '^\"");
    }

    #[test]
    fn decoding_undoes_the_escapes() {
        assert_eq!(decode(Version::V3_0, "a^nb^^^'^x^"), "a\nb^\"^x^");
        assert_eq!(decode(Version::V3_0, "^^n"), "^n");
        assert_eq!(decode(Version::V2_1, "a^nb"), "a^nb");
    }
}
