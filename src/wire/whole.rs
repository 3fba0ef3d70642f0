use std::sync::Arc;

use crate::contact::{Contact, MediaId};
use crate::field::{ExtendedField, FieldKey};
use crate::label::{LabelKey, LabelName};
use crate::record::Stored;

/// A stored contact with everything that it keeps and refers to: a document that needs no book to
/// be understood.
///
/// It is written as the contact, with `labels` and `fields` (key, name, type) of those that it
/// has, `preservedProperties`, and `media`, whose bytes are in base64 under their ids. It is read as
/// strictly as a contact alone; the extended fields have the types that it says itself.
///
/// ```
/// # use contacts_core::{*, wire::WholeContact};
/// # let book = ContactBook::new(MemoryStore::new());
/// # let session = book.with(Caller::Host);
/// let ada = session.create(ContactPatch::new().with_name("Ada", "")?)?;
/// let bytes = b"a picture";
/// let whole = WholeContact {
///     contact: ada,
///     labels: Vec::new(),
///     fields: Vec::new(),
///     media: vec![(MediaId::of(bytes), bytes[..].into())],
/// };
/// let json = serde_json::to_string(&whole)?;
/// assert_eq!(serde_json::from_str::<WholeContact>(&json)?, whole);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeContact {
    /// The contact, with its [properties](Contact::properties).
    pub contact: Arc<Stored<Contact>>,
    /// The labels that it has.
    pub labels: Vec<(LabelKey, LabelName)>,
    /// The extended fields of which it has values.
    pub fields: Vec<(FieldKey, ExtendedField)>,
    /// What its properties refer to.
    pub media: Vec<(MediaId, Arc<[u8]>)>,
}
