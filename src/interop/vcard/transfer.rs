//! How values are encoded on their way: `ENCODING` and `CHARSET`.

use crate::{Encoding, Parameter};

use super::Version;
use super::head::{self, Head};
use super::params::{self, Bare};

/// How a value is encoded, as far as that decides where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transfer {
    None,
    Quoted,
    Base64,
}

/// The encoding that the head of a line names, as `ENCODING=…` or, as in 2.1, alone.
pub(super) fn of_head(head: &Head<'_>) -> Transfer {
    for param in head.params() {
        let bare = param.name.is_empty();
        if !bare && !is_encoding(param.name) {
            continue;
        }
        let mut values = param.values();
        let (Some((value, _)), None) = (values.next(), values.next()) else { continue };
        match encoding_named(&value, bare) {
            Encoding::QuotedPrintable => return Transfer::Quoted,
            Encoding::Base64 => return Transfer::Base64,
            _ => {}
        }
    }
    Transfer::None
}

/// The encoding that parameters name.
pub(super) fn of_params(version: Version, params: &[Parameter]) -> Encoding {
    params
        .iter()
        .map(|param| named_by(version, param))
        .find(|e| *e != Encoding::None)
        .unwrap_or_default()
}

/// The encoding that a parameter names, [`Encoding::None`] if it names none that is known.
///
/// Judged by what is written for it, because that is what a reader sees.
pub(super) fn named_by(version: Version, param: &Parameter) -> Encoding {
    let bare = param.name.is_empty();
    if !bare && !is_encoding(param.name.as_bytes()) {
        return Encoding::None;
    }
    match param.values.as_slice() {
        // No sign of the names is written in another way, but others may be left out.
        [(value, _)] => match encoding_named(value.as_bytes(), bare) {
            Encoding::None if value.contains(char::is_control) => {
                encoding_named(params::encode(version, value, false, Bare::No).as_bytes(), bare)
            }
            encoding => encoding,
        },
        _ => Encoding::None,
    }
}

/// The charsets that parameters name.
pub(super) fn charsets(params: &[Parameter]) -> impl Iterator<Item = &str> {
    let named = params.iter().filter(|p| p.name.eq_ignore_ascii_case("CHARSET"));
    named.flat_map(|p| p.values.iter().map(|(value, _)| value.as_str()))
}

fn is_encoding(name: &[u8]) -> bool {
    name.trim_ascii().eq_ignore_ascii_case(b"ENCODING")
}

/// `B` is an encoding only where the parameter says that it is one.
fn encoding_named(value: &[u8], bare: bool) -> Encoding {
    let value = value.trim_ascii();
    if value.eq_ignore_ascii_case(b"QUOTED-PRINTABLE") {
        Encoding::QuotedPrintable
    } else if value.eq_ignore_ascii_case(b"BASE64") || !bare && value.eq_ignore_ascii_case(b"B") {
        Encoding::Base64
    } else {
        Encoding::None
    }
}

/// Whether a line has a name and a colon, or would have if the line after it were `folded` to it.
pub(super) fn looks_like_property(line: &[u8], folded: bool) -> bool {
    let Some(end) = line.iter().position(|b| !head::is_name_byte(*b) && *b != b'.') else {
        return false;
    };
    let colon = || memchr::memchr(b':', &line[end..]).is_some();
    end > 0 && (line[end] == b':' || line[end] == b';' && (folded || colon()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_named_in_many_ways() {
        for (head, transfer) in [
            ("N;ENCODING=QUOTED-PRINTABLE", Transfer::Quoted),
            ("N;TYPE=x;quoted-printable;y", Transfer::Quoted),
            ("PHOTO;encoding=b;TYPE=JPEG", Transfer::Base64),
            ("PHOTO;encoding =\"BASE64\"", Transfer::Base64),
            ("PHOTO;base64", Transfer::Base64),
            ("TEL;b;ENCODING=8BIT", Transfer::None),
            ("QUOTED-PRINTABLE", Transfer::None),
            ("X;Y=\"a;BASE64;b\"", Transfer::None),
        ] {
            let line = format!("{head}:");
            let head = head::parse_begin(line.as_bytes()).unwrap();
            assert_eq!(of_head(&head), transfer, "{line}");
        }
    }

    #[test]
    fn a_property_has_a_name_and_a_colon() {
        let looks = |line: &str| looks_like_property(line.as_bytes(), false);
        assert!(looks("item1.TEL;TYPE=x:1"));
        assert!(looks("http://x"));
        assert!(!looks("Sesame Street: 11111"));
        assert!(!looks("Sesame;Street"));
        assert!(!looks(":"));
        assert!(looks_like_property(b"TEL;TYPE=ho", true));
    }
}
