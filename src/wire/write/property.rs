//! Properties of files, as they are kept beside a contact.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};

use super::Shown;
use crate::contact::{Anchor, Encoding, MediaId, Parameter, Property};

#[derive(Serialize)]
struct PropertyOut<'a> {
    format: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    params: Vec<ParameterOut<'a>>,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    position: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<Shown<MediaId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<AnchorOut<'a>>,
}

#[derive(Serialize)]
struct ParameterOut<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    values: Vec<ValueOut<'a>>,
}

/// A value of a parameter; one that stood in quotes is an object.
#[derive(Serialize)]
#[serde(untagged)]
enum ValueOut<'a> {
    Plain(&'a str),
    Quoted { quoted: &'a str },
}

#[derive(Serialize)]
struct AnchorOut<'a> {
    field: &'a str,
    value: &'a str,
}

/// The words of encodings; a text without one has none.
pub(in crate::wire) const ENCODINGS: [(&str, Encoding); 3] = [
    ("quoted-printable", Encoding::QuotedPrintable),
    ("base64", Encoding::Base64),
    ("nested", Encoding::Nested),
];

impl Serialize for Property {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { format, group, name, params, value, encoding, position, bytes, media, anchor } =
            self;
        let word = ENCODINGS.iter().find(|(_, known)| known == encoding);
        PropertyOut {
            format,
            group: group.as_deref(),
            name,
            params: params.iter().map(parameter).collect(),
            value,
            encoding: word.map(|(word, _)| *word),
            position: *position,
            bytes: bytes.as_ref().map(|bytes| STANDARD.encode(bytes)),
            media: media.map(Shown),
            anchor: anchor.as_ref().map(|Anchor { field, value }| AnchorOut { field, value }),
        }
        .serialize(serializer)
    }
}

fn parameter(Parameter { name, values }: &Parameter) -> ParameterOut<'_> {
    let values = values.iter().map(|(text, quoted)| match quoted {
        true => ValueOut::Quoted { quoted: text },
        false => ValueOut::Plain(text),
    });
    ParameterOut { name, values: values.collect() }
}
