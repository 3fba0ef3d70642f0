use std::sync::Arc;

use smol_str::SmolStr;

use crate::contact::{
    Channels, Contact, ContactInfo, Entry, Line, MediaId, Origin, OriginKind, Property, Tagged,
};
use crate::edit::{ContactPatch, EntryPatch, over_limits, unique};
use crate::field::{FieldKey, FieldName, FieldValue};
use crate::id::EntryId;
use crate::interop::Problem;
use crate::invalid::Invalid;
use crate::label::{LabelKey, LabelName};
use crate::time::Timestamp;

/// A record of a file as a contact would hold it.
///
/// [`Session::import`](crate::Session::import) brings it into a book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// What the contact shall hold; labels and extended fields aside.
    pub patch: ContactPatch,
    /// The names of its labels, each once, in order.
    pub labels: Vec<LabelName>,
    /// The values of its extended fields, each field once, in order.
    pub fields: Vec<ImportedField>,
    /// Every line or cell of the record: those that became a value are anchored to it, the others
    /// are foreign.
    pub properties: Vec<Property>,
    /// The pictures, sounds and keys that [`Property::media`] names.
    pub media: Vec<(MediaId, Arc<[u8]>)>,
    /// The identity that the record has in its file.
    pub uid: Option<SmolStr>,
    /// Set if the record is a group and no person: the identities of its members.
    pub members: Option<Vec<SmolStr>>,
    /// The line of the file on which it begins, from 1.
    pub first_line: u32,
    /// The line on which it ends.
    pub last_line: u32,
    /// Its bytes, for a file of rejects; of a UTF-16 file those in UTF-8.
    pub raw: Vec<u8>,
    /// What is wrong with it; none of it is lost for that.
    pub problems: Vec<Problem>,
}

/// The value of an extended field as a file has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ImportedField {
    /// The key that the field should have; an anchor of a property is `extendedFields.` and this.
    pub key: FieldKey,
    /// The name under which it is made if there is none.
    pub name: FieldName,
    /// The value, which tells the type of a field that has to be made.
    pub value: FieldValue,
}

impl Imported {
    /// The contact. `labels` are the keys of its labels, `fields` the values of its extended fields.
    ///
    /// # Errors
    ///
    /// [`Invalid`] only if the patch was changed after the import: what an import makes fits.
    pub fn into_contact(
        self,
        labels: Vec<LabelKey>,
        fields: Vec<(FieldKey, FieldValue)>,
        now: Timestamp,
        entry_id: impl FnMut() -> EntryId,
    ) -> Result<Contact, Vec<Invalid>> {
        let patch = self.patch.with_labels(labels);
        let mut info = match is_plain(&patch) {
            true => moved(patch, entry_id),
            false => patch.apply(&Default::default(), |_| None, entry_id)?,
        };
        info.fields = fields;
        let contact = Contact::new(info, Origin::new(OriginKind::IMPORT), now);
        Ok(contact.map_err(|invalid| vec![invalid])?.with_properties(self.properties))
    }
}

/// Whether a patch is one that an import makes: nothing of it can be refused.
fn is_plain(patch: &ContactPatch) -> bool {
    fn one_primary<T: Tagged>(list: &Option<Vec<EntryPatch<T>>>) -> bool {
        let list = list.as_deref().unwrap_or_default();
        list.iter().filter(|entry| entry.primary).count() <= 1
    }
    let identified = |first: &Option<Option<Line>>| matches!(first, Some(Some(_)));
    let some = !patch.emails.as_deref().unwrap_or_default().is_empty()
        || !patch.phones.as_deref().unwrap_or_default().is_empty();
    over_limits(patch).is_empty()
        && patch.fields.is_empty()
        && one_primary(&patch.emails)
        && one_primary(&patch.phones)
        && (some || identified(&patch.first) || identified(&patch.last))
}

/// What such a patch gives, applied to nothing.
fn moved(patch: ContactPatch, mut entry_id: impl FnMut() -> EntryId) -> ContactInfo {
    fn entries<T: Tagged>(
        list: Option<Vec<EntryPatch<T>>>,
        entry_id: &mut impl FnMut() -> EntryId,
    ) -> Vec<Entry<T>> {
        let list = list.unwrap_or_default().into_iter();
        list.map(|entry| Entry { id: entry_id(), tag: entry.tag, value: entry.value }).collect()
    }
    fn channels<T: Tagged>(
        list: Option<Vec<EntryPatch<T>>>,
        entry_id: &mut impl FnMut() -> EntryId,
    ) -> Channels<T> {
        let primary = list.iter().flatten().position(|entry| entry.primary).unwrap_or(0);
        Channels::new(entries(list, entry_id), primary)
    }
    let ContactPatch {
        first,
        last,
        company,
        job_title,
        birthdate,
        locale,
        picture,
        emails,
        phones,
        addresses,
        labels,
        fields: _,
        locations,
        assignees,
    } = patch;
    ContactInfo {
        first: first.flatten(),
        last: last.flatten(),
        company: company.flatten(),
        job_title: job_title.flatten(),
        birthdate: birthdate.flatten(),
        locale: locale.flatten(),
        picture: picture.flatten().map(Box::new),
        emails: channels(emails, &mut entry_id),
        phones: channels(phones, &mut entry_id),
        addresses: entries(addresses, &mut entry_id),
        labels: unique(&labels.unwrap_or_default()),
        fields: Vec::new(),
        locations: unique(&locations.unwrap_or_default()),
        assignees: unique(&assignees.unwrap_or_default()),
    }
}
