//! Values and their parts: escapes, components, lists.
//!
//! [`Property::value`](crate::Property::value) is the value with its escapes. A structured value
//! is split with [`components`], a list with [`list`]; each part then goes through [`unescape`].
//!
//! ```
//! use contacts_core::interop::vcard::{Version, text};
//!
//! let parts = text::components(r"Love\;lace;Ada;Byron,Augusta");
//! assert_eq!(parts, [r"Love\;lace", "Ada", "Byron,Augusta"]);
//! assert_eq!(text::unescape(Version::V4_0, parts[0]), "Love;lace");
//! assert_eq!(text::list(parts[2]), ["Byron", "Augusta"]);
//! ```

use std::borrow::Cow;

use super::Version;

/// The components of a structured value: what stands between semicolons without a backslash.
pub fn components(value: &str) -> Vec<&str> {
    split(value, b';')
}

/// The elements of a list: what stands between commas without a backslash.
pub fn list(value: &str) -> Vec<&str> {
    split(value, b',')
}

/// The text that a value, or a part of one, means.
///
/// vCard 2.1 escapes only the semicolon, but its users escape more: what 3.0 has is read there
/// too, while a backslash before anything else stands for itself.
pub fn unescape(version: Version, value: &str) -> Cow<'_, str> {
    if !value.contains('\\') {
        return value.into();
    }
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n' | 'N') => out.push('\n'),
            Some(c @ (',' | ';' | ':' | '\\')) => out.push(c),
            Some(c) => {
                if version == Version::V2_1 {
                    out.push('\\');
                }
                out.push(c);
            }
            None => out.push('\\'),
        }
    }
    out.into()
}

/// A text as a value that has no components: a note, a formatted name.
///
/// Line breaks of every kind become one `\n`. In vCard 4.0 the semicolon stays as it is.
pub fn escape(version: Version, text: &str) -> Cow<'_, str> {
    escaped(text, version, version != Version::V4_0)
}

/// A text as a component or an element of a list.
pub fn escape_part(version: Version, text: &str) -> Cow<'_, str> {
    escaped(text, version, true)
}

fn escaped(text: &str, version: Version, semicolons: bool) -> Cow<'_, str> {
    let special = |c: char| matches!(c, '\\' | ',' | ';' | '\r' | '\n');
    if !text.contains(special) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' => out.push_str(if version == Version::V2_1 { "\r\n" } else { "\\n" }),
            ';' if semicolons => out.push_str("\\;"),
            ',' if version != Version::V2_1 => out.push_str("\\,"),
            '\\' => out.push_str("\\\\"),
            c => out.push(c),
        }
    }
    out.into()
}

fn split(value: &str, separator: u8) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, byte) in value.bytes().enumerate() {
        if escaped {
            escaped = false;
        } else if byte == b'\\' {
            escaped = true;
        } else if byte == separator {
            parts.push(&value[start..at]);
            start = at + 1;
        }
    }
    parts.push(&value[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_mean_what_the_version_says() {
        for (version, value, text) in [
            (Version::V3_0, r"a\nb\Nc\,\;\:\\\x", "a\nb\nc,;:\\x"),
            (Version::V4_0, r"end\", "end\\"),
            (Version::V2_1, r"C:\temp\;\,", r"C:\temp;,"),
        ] {
            assert_eq!(unescape(version, value), text);
        }
    }

    #[test]
    fn unescape_undoes_escape() {
        let text = "a;b,c\\nd\nEND:VCARD\\";
        for version in [Version::V3_0, Version::V4_0] {
            assert_eq!(unescape(version, &escape(version, text)), text);
            assert_eq!(unescape(version, &escape_part(version, text)), text);
            assert_eq!(components(&escape_part(version, text)).len(), 1);
            assert_eq!(list(&escape_part(version, text)).len(), 1);
            assert!(!escape(version, text).contains('\n'));
        }
        assert_eq!(escape(Version::V4_0, "a;b\r\n"), "a;b\\n");
        let broken = unescape(Version::V2_1, &escape(Version::V2_1, text)).into_owned();
        assert_eq!(broken.replace("\r\n", "\n"), text);
    }

    #[test]
    fn parts_are_split_where_no_backslash_stands() {
        assert_eq!(components(""), [""]);
        assert_eq!(components(r"a\;b;;\\;c"), [r"a\;b", "", r"\\", "c"]);
        assert_eq!(list(r"a\,b,ä,"), [r"a\,b", "ä", ""]);
    }
}
