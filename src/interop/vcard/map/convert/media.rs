//! Pictures, sounds and keys: base64 in one version, `data:` URIs in another.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::super::{Version, transfer};
use super::super::types::{self, is_named, is_type, param};
use super::is;
use crate::contact::{Encoding, Property};
use crate::interop::References;
use crate::interop::map::pictures;
use crate::store::StoreError;

/// The media type of what a line holds, by its first bytes.
pub(super) fn media_type(
    property: &Property,
    references: &dyn References,
) -> Result<Option<&'static str>, StoreError> {
    if !is_media(property) {
        return Ok(None);
    }
    if let Some(id) = property.media {
        return Ok(references.media(id)?.as_deref().and_then(pictures::media_type));
    }
    let data =
        pictures::data_uri(&property.value).map_or(property.value.as_str(), |(.., data)| data);
    let head = data.get(..data.len().min(64) & !3).unwrap_or_default();
    Ok(STANDARD.decode(head).ok().as_deref().and_then(pictures::media_type))
}

const MEDIA: [(&str, &str); 4] =
    [("PHOTO", "image"), ("LOGO", "image"), ("SOUND", "audio"), ("KEY", "application")];

pub(super) fn is_media(line: &Property) -> bool {
    MEDIA.iter().any(|(name, _)| line.name.eq_ignore_ascii_case(name))
}

/// Base64 as a `data:` URI.
pub(super) fn inline_to_uri(line: &mut Property, kind: Option<&str>) {
    let base64 = line.encoding == Encoding::Base64 || line.media.is_some();
    let Some((_, class)) = MEDIA.iter().find(|(name, _)| is(line, &[name])) else { return };
    if !base64 {
        return;
    }
    let mut named: Option<String> = None;
    line.params.retain_mut(|param| {
        if is_type(param) && named.is_none() {
            let purpose = |word: &str| types::said(word) != 0;
            if let Some(at) = param.values.iter().position(|(value, _)| !purpose(value)) {
                named = Some(param.values.remove(at).0.to_string());
            }
        }
        !is_named(param, &["ENCODING", "VALUE"]) && !param.values.is_empty()
    });
    let kind = kind.map_or_else(|| named_type(class, named.as_deref()), str::to_owned);
    line.value = format!("data:{kind};base64,{}", line.value);
    line.encoding = Encoding::None;
}

/// Formats whose names differ between versions.
const FORMATS: [(&str, &str); 4] = [
    ("PGP", "application/pgp-keys"),
    ("X509", "application/pkix-cert"),
    ("WAVE", "audio/wav"),
    ("JPEG", "image/jpeg"),
];

fn named_type(class: &str, format: Option<&str>) -> String {
    let Some(format) = format else { return "application/octet-stream".into() };
    if let Some((_, kind)) = FORMATS.iter().find(|(name, _)| name.eq_ignore_ascii_case(format)) {
        return (*kind).into();
    }
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"+-./".contains(&b);
    match format.bytes().all(fits) {
        true if format.contains('/') => format.to_ascii_lowercase(),
        true => format!("{class}/{}", format.to_ascii_lowercase()),
        false => "application/octet-stream".into(),
    }
}

/// A `data:` URI as base64.
pub(super) fn uri_to_inline(line: &mut Property) {
    let Some((kind, before, _)) = pictures::data_uri(&line.value) else { return };
    let format = FORMATS.iter().find(|(_, known)| known.eq_ignore_ascii_case(kind));
    let format = match format {
        Some((name, _)) => (*name).to_owned(),
        None => kind.split_once('/').map_or(kind, |(_, kind)| kind).to_ascii_uppercase(),
    };
    line.value.drain(..before);
    line.params.retain(|param| !is_named(param, &["VALUE", "MEDIATYPE"]));
    line.params.push(param("ENCODING", "b"));
    if !format.is_empty() {
        line.params.push(param("TYPE", &format));
    }
    line.encoding = Encoding::Base64;
}

/// The encoding as the version names it.
pub(super) fn base64(line: &mut Property, to: Version) {
    if line.encoding != Encoding::Base64 {
        return;
    }
    let name = if to == Version::V2_1 { "BASE64" } else { "b" };
    for known in &mut line.params {
        if transfer::named_by(to, known) == Encoding::Base64 {
            *known = param("ENCODING", name);
        }
    }
}
