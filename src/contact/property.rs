//! Properties as they stood in a file.

use smol_str::SmolStr;

use super::media_id::MediaId;

/// A line of a card, or a cell of a table, as it was written.
///
/// What the model has no place for is kept in this shape and written back
/// ([`Contact::properties`](crate::Contact::properties)); what it has a place for keeps its line too, so
/// that an unedited value goes out as it came in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Property {
    /// The format that it was read from: `vcard3.0`, `vcard4.0`, `csv:google`, …
    pub format: SmolStr,
    /// What ties it to other lines of its card, such as `item1`.
    pub group: Option<SmolStr>,
    /// The name as written; compared without case.
    pub name: SmolStr,
    /// Parameters, in order.
    pub params: Vec<Parameter>,
    /// The value after unfolding and transfer decoding, before unescaping.
    pub value: String,
    /// How the value was encoded, to write it back the same way.
    pub encoding: Encoding,
    /// Its place in the card, from 0.
    pub position: u32,
    /// The text, if it could not be decoded cleanly.
    pub bytes: Option<Vec<u8>>,
    /// The picture, sound or key whose base64 ends the value. It is held beside the contact
    /// ([`MediaStore`](crate::MediaStore)); `value` has only what stands before it.
    pub media: Option<MediaId>,
    /// The item of the contact that was made of it; `None` for a foreign property.
    pub anchor: Option<Anchor>,
}

impl Property {
    /// What anchors a property to the identity of its record.
    pub(crate) const UID: &'static str = "uid";

    /// The identity of the record, if this property says it.
    pub(crate) fn uid(&self) -> Option<SmolStr> {
        let anchor = self.anchor.as_ref().filter(|anchor| anchor.field == Self::UID)?;
        Some(anchor.value.clone())
    }
}

/// A parameter of a [`Property`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Parameter {
    /// The name as written; empty for a bare parameter of vCard 2.1.
    pub name: SmolStr,
    /// Its values, unquoted, in order, each with whether it stood in quotes.
    pub values: Vec<(SmolStr, bool)>,
}

/// How the value of a [`Property`] was transported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Encoding {
    /// As text.
    #[default]
    None,
    /// `ENCODING=QUOTED-PRINTABLE`.
    QuotedPrintable,
    /// `ENCODING=b` or `BASE64`; the value still is base64.
    Base64,
    /// As lines of their own, which are a card within the card (`AGENT` of vCard 2.1). The value
    /// has them as a text of vCard 3.0.
    Nested,
}

/// What ties a [`Property`] to the value that was made of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Anchor {
    /// Which value: `name`, `company`, `emails`, …
    pub field: SmolStr,
    /// The value that was made of the line, in the spelling of the model. When it still is the
    /// same at export, the line is written as it was read.
    pub value: SmolStr,
}
