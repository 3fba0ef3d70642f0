use smol_str::SmolStr;

use crate::contact::{Contact, CountryCode, Origin, OriginKind, Property};
use crate::edit::ContactPatch;
use crate::id::EntryId;
use crate::interop::Problem;
use crate::invalid::Invalid;
use crate::label::{LabelKey, LabelName};
use crate::time::Timestamp;

/// A record of a file as a contact would hold it.
///
/// [`Session::import`](crate::Session::import) brings it into a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// What the contact shall hold, its labels aside.
    pub patch: ContactPatch,
    /// The names of its labels, each once, in order.
    pub labels: Vec<LabelName>,
    /// Every line or cell of the record: those that became a value are anchored to it, the others
    /// are foreign.
    pub properties: Vec<Property>,
    /// The identity that the record has in its file.
    pub uid: Option<SmolStr>,
    /// What is wrong with it; none of it is lost for that.
    pub problems: Vec<Problem>,
}

impl Imported {
    /// The contact. `keys` are those of its labels.
    ///
    /// # Errors
    ///
    /// [`Invalid`] only if the patch was changed after the import: what an import makes fits.
    pub fn into_contact(
        self,
        keys: Vec<LabelKey>,
        now: Timestamp,
        entry_id: impl FnMut() -> EntryId,
    ) -> Result<Contact, Vec<Invalid>> {
        let patch = self.patch.with_labels(keys);
        let info = patch.apply(&Default::default(), |_| None, entry_id)?;
        let contact = Contact::new(info, Origin::new(OriginKind::IMPORT), now);
        Ok(contact.map_err(|invalid| vec![invalid])?.with_properties(self.properties))
    }
}

/// What a caller knows that a file does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The country of phone numbers that are written without one.
    pub country: Option<CountryCode>,
}

impl ImportOptions {
    /// Phone numbers that are written without a country are of this one.
    #[must_use]
    pub fn with_country(self, country: CountryCode) -> Self {
        Self { country: Some(country) }
    }
}
