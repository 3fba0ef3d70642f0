//! Pictures, sounds and keys, whatever the format.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
#[cfg(feature = "vcard")]
use smol_str::{SmolStr, ToSmolStr};

use crate::contact::{Encoding, Property};
#[cfg(feature = "vcard")]
use crate::contact::{Image, Media, MediaId, Picture};

/// What came of base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::interop) enum Decoded {
    /// The text is the only one that stands for these bytes.
    Exact(Vec<u8>),
    /// Another text stands for them too: padding is missing, or bits are left over.
    Loose(Vec<u8>),
    /// A few signs stand in it that are no base64; they were passed over.
    Damaged(Vec<u8>),
}

/// Decodes base64, with white space in it or not; `None` if it is none, or nothing.
pub(in crate::interop) fn decode(text: &str) -> Option<Decoded> {
    let dense: String;
    let text = if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        dense = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        &dense
    } else {
        text
    };
    if let Ok(bytes) = STANDARD.decode(text) {
        return (!bytes.is_empty()).then_some(Decoded::Exact(bytes));
    }
    if let Ok(bytes) = LOOSE.decode(text).or_else(|_| URL_SAFE.decode(text)) {
        return (!bytes.is_empty()).then_some(Decoded::Loose(bytes));
    }
    damaged(text).map(Decoded::Damaged)
}

fn damaged(text: &str) -> Option<Vec<u8>> {
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut signs: Vec<u8> = text.bytes().filter(fits).collect();
    if signs.len() < 8 || text.len() - signs.len() > 8.max(text.len() / 20) {
        return None;
    }
    if signs.len() % 4 == 1 {
        signs.pop();
    }
    LOOSE.decode(signs).ok()
}

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const LOOSE: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// A `data:` URI: its media type, how much of it stands before the base64, and the base64.
/// Semicolon and comma may be escaped. `None` if it is another URI or not base64.
pub(in crate::interop) fn data_uri(text: &str) -> Option<(&str, usize, &str)> {
    let scheme = "data:";
    text.get(..scheme.len()).filter(|head| head.eq_ignore_ascii_case(scheme))?;
    let comma = text.find(',')?;
    let head = text[scheme.len()..comma].trim_end_matches('\\');
    let before = head.len().checked_sub(";base64".len())?;
    let marked = head.get(before..)?.eq_ignore_ascii_case(";base64");
    let kind = head[..before].split([';', '\\']).next().unwrap_or_default();
    marked.then(|| (kind, comma + 1, &text[comma + 1..]))
}

/// The picture, sound or key that a line has within itself, as base64 or a `data:` URI; a few signs
/// that do not belong there are passed over. `None` if there is none, or it lies beside the contact
/// ([`Property::media`]).
pub fn content(property: &Property) -> Option<Vec<u8>> {
    let uri = data_uri(property.value.trim()).map(|(_, _, data)| data);
    let own = (property.encoding == Encoding::Base64).then_some(property.value.as_str());
    match decode(uri.or(own)?)? {
        Decoded::Exact(bytes) | Decoded::Loose(bytes) | Decoded::Damaged(bytes) => Some(bytes),
    }
}

/// The media type that the first bytes tell.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let is = |at: usize, magic: &[u8]| bytes.get(at..).is_some_and(|b| b.starts_with(magic));
    Some(match () {
        () if is(0, &[0xff, 0xd8, 0xff]) => "image/jpeg",
        () if is(0, b"\x89PNG\r\n\x1a\n") => "image/png",
        () if is(0, b"GIF8") => "image/gif",
        () if is(0, b"RIFF") && is(8, b"WEBP") => "image/webp",
        () if is(0, b"RIFF") && is(8, b"WAVE") => "audio/wav",
        () if is(0, b"BM") && bytes.len() > 26 => "image/bmp",
        () if is(0, b"II*\0") || is(0, b"MM\0*") => "image/tiff",
        () if is(4, b"ftypheic") || is(4, b"ftypmif1") => "image/heic",
        () if is(4, b"ftypavif") => "image/avif",
        () if is(0, b"<svg") => "image/svg+xml",
        () if is(0, b"OggS") => "audio/ogg",
        () if is(0, b"ID3") || is(0, &[0xff, 0xfb]) => "audio/mpeg",
        () if is(0, b".snd") => "audio/basic",
        () => return None,
    })
}

#[cfg(feature = "vcard")]
/// The picture with these bytes.
pub(in crate::interop) fn picture(id: MediaId) -> Picture {
    let id = id.to_string().parse().ok();
    Picture { image: Image::Media(Media { id, ..Media::default() }), image_provider: None }
}

#[cfg(feature = "vcard")]
/// What an anchor holds of a picture: what it is known by, or where it is.
pub(in crate::interop) fn anchor_value(picture: &Picture) -> Option<SmolStr> {
    match &picture.image {
        Image::Url(url) => Some(url.to_smolstr()),
        Image::Media(Media { id: Some(id), .. }) => Some(id.to_smolstr()),
        Image::Media(Media { url, .. }) => url.as_ref().map(|url| url.to_smolstr()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_exact_if_it_would_be_written_so() {
        for (text, expected) in [
            ("YWI=", Some(Decoded::Exact(b"ab".to_vec()))),
            ("YW\r\n I=", Some(Decoded::Exact(b"ab".to_vec()))),
            ("YWI", Some(Decoded::Loose(b"ab".to_vec()))),
            ("YWJ=", Some(Decoded::Loose(b"ab".to_vec()))),
            ("_-8=", Some(Decoded::Loose(vec![0xff, 0xef]))),
            ("R0lGODlhYQ...", Some(Decoded::Damaged(b"GIF89aa".to_vec()))),
            ("***", None),
            (
                "not a picture at all",
                Some(Decoded::Exact(STANDARD.decode("notapictureatall").unwrap())),
            ),
            ("", None),
        ] {
            assert_eq!(decode(text), expected, "{text}");
        }
    }

    #[test]
    fn data_uris_may_be_escaped() {
        assert_eq!(data_uri("data:image/png;base64,AA=="), Some(("image/png", 22, "AA==")));
        assert_eq!(data_uri(r"DATA:image/png\;base64\,AA"), Some(("image/png", 24, "AA")));
        assert_eq!(data_uri("data:;BASE64,AA"), Some(("", 13, "AA")));
        assert_eq!(data_uri("data:text/plain,AA"), None);
        assert_eq!(data_uri("data:,"), None);
        assert_eq!(data_uri("däta:;base64,"), None);
    }

    #[test]
    fn the_type_is_told_by_the_first_bytes() {
        assert_eq!(media_type(&[0xff, 0xd8, 0xff, 0xe0]), Some("image/jpeg"));
        assert_eq!(media_type(b"RIFF\0\0\0\0WEBPVP8"), Some("image/webp"));
        assert_eq!(media_type(b""), None);
    }
}
