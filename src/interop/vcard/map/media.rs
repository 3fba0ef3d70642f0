//! Pictures, sounds and keys.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::kind::Kind;
use super::read::Reader;
use crate::contact::{Encoding, MediaId, Picture, Property};
use crate::interop::map::anchor::{self, anchor};
use crate::interop::map::pictures::{self, Decoded};
use crate::interop::{Problem, References, Severity};
use crate::store::StoreError;

/// Puts the base64 of what a line refers to back into its value.
pub(super) fn resolve(
    property: &mut Property,
    references: &dyn References,
    problems: &mut Vec<Problem>,
) -> Result<(), StoreError> {
    let Some(id) = property.media.take() else { return Ok(()) };
    match references.media(id)? {
        Some(bytes) => STANDARD.encode_string(bytes, &mut property.value),
        None => {
            let problem = Problem::new(Severity::Warning, "media.missing", 0, &id.to_string());
            problems.push(problem.about(property.name.clone()));
        }
    }
    Ok(())
}

impl Reader<'_> {
    /// Takes the content of a line out of it. The first picture is that of the contact.
    pub(super) fn media(&mut self, at: usize) {
        let line = &self.properties[at];
        let photo = self.kinds[at] == Kind::Photo;
        let value = line.value.trim();
        let base64 = line.encoding == Encoding::Base64;
        if value.is_empty() {
            return;
        }
        let uri = pictures::data_uri(&line.value).map(|(_, before, data)| (before, data));
        let (before, data, sure) = match uri {
            Some((before, data)) => (before, data, true),
            None if base64 => (0, line.value.as_str(), true),
            None if photo && is_web(value) => return self.web_picture(at),
            // Some write nothing but the base64.
            None if photo && !value.contains(':') => (0, line.value.as_str(), false),
            None => return,
        };
        let decoded = pictures::decode(data);
        let known = |bytes: &[u8]| pictures::media_type(bytes).is_some();
        let (bytes, exact) = match decoded {
            Some(Decoded::Exact(bytes)) if sure || known(&bytes) => (bytes, true),
            Some(Decoded::Loose(bytes)) if sure || known(&bytes) => (bytes, false),
            Some(Decoded::Damaged(bytes)) if known(&bytes) => {
                self.warn(at, Severity::Warning, "media.damaged");
                (bytes, false)
            }
            _ => return self.warn(at, Severity::Warning, "media.corrupt"),
        };
        if bytes.len() > self.options.media_limit {
            self.warn(at, Severity::Warning, "media.too_large");
            self.left_out.push(at);
            return;
        }
        let id = MediaId::of(&bytes);
        // What would be written otherwise than it stood stays as it is.
        if exact {
            let line = &mut self.properties[at];
            line.value.truncate(before);
            line.value.shrink_to_fit();
            line.media = Some(id);
        }
        if self.draft.media.iter().all(|(known, _)| *known != id) {
            self.draft.media.push((id, Arc::from(bytes)));
        }
        if photo {
            self.picture(at, pictures::picture(id));
        }
    }

    fn web_picture(&mut self, at: usize) {
        match self.properties[at].value.trim().parse() {
            Ok(url) => self.picture(at, Picture::from_url(url)),
            Err(_) => self.warn(at, Severity::Warning, "field.too_long"),
        }
    }

    fn picture(&mut self, at: usize, picture: Picture) {
        if self.draft.picture.is_some() {
            return;
        }
        if let Some(value) = pictures::anchor_value(&picture) {
            self.anchor(at, anchor(anchor::PICTURE, value));
            self.draft.picture = Some(picture);
        }
    }
}

pub(super) fn is_web(value: &str) -> bool {
    let is = |scheme: &str| {
        value.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme))
    };
    is("https://") || is("http://")
}
