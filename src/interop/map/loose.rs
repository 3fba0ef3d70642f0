use std::sync::Arc;

use crate::contact::{Contact, MediaId};
use crate::field::{FieldKey, FieldName, system_field_named};
use crate::id::EntryId;
use crate::interop::{Imported, References};
use crate::invalid::Invalid;
use crate::label::{LabelKey, LabelName, system_label_named};
use crate::store::StoreError;
use crate::time::Timestamp;

/// A record by itself, without a book: a contact, and what stands behind the keys it holds.
///
/// Files are converted with it record by record, in the memory of one record.
///
/// ```
/// # #[cfg(feature = "vcard")] {
/// use contacts_core::Timestamp;
/// use contacts_core::interop::{Found, ImportOptions, Loose, vcard};
///
/// let file = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nCATEGORIES:Maths\nEND:VCARD\n";
/// let mut out = Vec::new();
/// for found in vcard::Reader::new(file.as_bytes(), &ImportOptions::default())? {
///     let Found::Record(record) = found? else { continue };
///     let loose = Loose::new(record, Timestamp::EPOCH).expect("an unchanged record fits");
///     let options = vcard::ExportOptions::default().with_version(vcard::Version::V4_0);
///     let card = vcard::export(loose.contact(), None, &loose, &options).expect("no store");
///     vcard::write_card(&mut out, card.version, &card.properties)?;
/// }
/// assert!(String::from_utf8(out).unwrap().contains("CATEGORIES:Maths"));
/// # }
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Loose {
    contact: Contact,
    labels: Vec<(LabelKey, LabelName)>,
    fields: Vec<(FieldKey, FieldName)>,
    media: Vec<(MediaId, Arc<[u8]>)>,
}

impl Loose {
    /// The contact that a record gives at this time. Its entries and labels have ids and keys of
    /// their own, which mean nothing outside of it.
    ///
    /// # Errors
    ///
    /// [`Invalid`] only if the patch was changed after the import: what an import makes fits.
    pub fn new(mut record: Imported, now: Timestamp) -> Result<Self, Vec<Invalid>> {
        let mut labels: Vec<(LabelKey, LabelName)> = Vec::with_capacity(record.labels.len());
        for name in std::mem::take(&mut record.labels) {
            let key = system_label_named(&name).unwrap_or_else(|| {
                LabelKey::for_name(&name.to_string(), |key| labels.iter().any(|(k, _)| k == key))
            });
            labels.push((key, name));
        }
        let mut fields = Vec::with_capacity(record.fields.len());
        let mut values = Vec::with_capacity(record.fields.len());
        for field in std::mem::take(&mut record.fields) {
            let key = system_field_named(&field.name).unwrap_or(field.key);
            values.push((key.clone(), field.value));
            fields.push((key, field.name));
        }
        let media = std::mem::take(&mut record.media);
        let keys = labels.iter().map(|(key, _)| key.clone()).collect();
        let mut next = 0;
        let entry_id = || {
            next += 1;
            EntryId::from_u128(next)
        };
        let contact = record.into_contact(keys, values, now, entry_id)?;
        Ok(Self { contact, labels, fields, media })
    }

    /// The contact.
    pub fn contact(&self) -> &Contact {
        &self.contact
    }
}

impl References for Loose {
    fn label(&self, key: &LabelKey) -> Option<LabelName> {
        self.labels.iter().find(|(known, _)| known == key).map(|(_, name)| name.clone())
    }

    fn field(&self, key: &FieldKey) -> Option<FieldName> {
        self.fields.iter().find(|(known, _)| known == key).map(|(_, name)| name.clone())
    }

    fn media(&self, id: MediaId) -> Result<Option<Arc<[u8]>>, StoreError> {
        Ok(self.media.iter().find(|(known, _)| *known == id).map(|(_, bytes)| bytes.clone()))
    }
}
