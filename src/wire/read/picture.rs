//! Pictures.

use crate::contact::{Image, Media, Picture};
use crate::invalid::Rule;
use crate::wire::json::Json;
use crate::wire::members::{Members, text};
use crate::wire::place::Place;

/// A picture; `Some(None)` for one without an image, which clears.
pub(super) fn picture(json: Json, at: &Place<'_>) -> Option<Option<Picture>> {
    let mut members = Members::of(json, at)?;
    let image = members.mentioned("image", image).flatten();
    let image_provider = members.text("imageProvider");
    if image.is_none() && image_provider.is_some() {
        members.place("image").refuse_as(Rule::Required, "", "an image beside its provider");
    }
    Some(image.map(|image| Picture { image, image_provider }))
}

/// An image: its address or media id, or an object of the host's media.
pub(super) fn image(json: Json, at: &Place<'_>) -> Option<Image> {
    match json {
        Json::Text(_) => text(json, at).map(Image::Url),
        Json::Object(..) => media(json, at).map(Image::Media),
        other => {
            at.refuse_type(&other, "a text or an object");
            None
        }
    }
}

pub(super) fn media(json: Json, at: &Place<'_>) -> Option<Media> {
    let mut members = Members::of(json, at)?;
    Some(Media {
        id: members.text("id"),
        url: members.text("url"),
        height: members.with("height", pixels),
        width: members.with("width", pixels),
    })
}

fn pixels(json: Json, at: &Place<'_>) -> Option<u32> {
    match json {
        Json::Integer(integer) if u32::try_from(integer).is_ok() => u32::try_from(integer).ok(),
        other => {
            at.refuse_type(&other, "a whole number of pixels");
            None
        }
    }
}
