use super::super::Version;
use super::media;
use super::write;
use crate::contact::{Contact, Property};
use crate::id::ContactId;
use crate::interop::{Problem, References};
use crate::store::StoreError;

/// How a contact is written as a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// The version to write; without it that of the card that the contact came as, else 4.0.
    pub version: Option<Version>,
}

impl ExportOptions {
    /// Cards of this version.
    #[must_use]
    pub fn with_version(self, version: Version) -> Self {
        Self { version: Some(version) }
    }
}

/// A contact as a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The version of the lines, to give to [`write_card`](super::super::write_card).
    pub version: Version,
    /// The lines, in order.
    pub properties: Vec<Property>,
    /// What the version cannot say, and media that are not there; their line is 0.
    pub problems: Vec<Problem>,
}

/// The lines of a contact as a card.
///
/// A value that is as it was read goes out on its own line, also after a merge; one that was edited
/// gets its line rewritten, and a new one gets a line after the last of its kind. Foreign lines
/// stand where they stood. Lines of other versions are converted. `id` becomes the `UID` of a
/// contact that never was a card.
///
/// Lines of sources that a merge set aside are written as further `ORG`, `TITLE` and `LANG`, of
/// which a card may have several.
///
/// # Errors
///
/// [`StoreError`] if the store that holds pictures fails.
pub fn export(
    contact: &Contact,
    id: Option<ContactId>,
    references: &dyn References,
    options: &ExportOptions,
) -> Result<Exported, StoreError> {
    let (version, mut properties, mut problems) = write::lines(contact, id, references, options)?;
    for property in &mut properties {
        media::resolve(property, references, &mut problems)?;
    }
    Ok(Exported { version, properties, problems })
}
