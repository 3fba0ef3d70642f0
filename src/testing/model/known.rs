//! What a client of a random run has read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::draft::{
    Draft, contact_id, field_key, field_name, label_key, label_name, segment, segment_id,
};
use super::view::View;
use crate::change::Definition;
use crate::contact::Contact;
use crate::field::{DataType, ExtendedField, FieldKey};
use crate::id::{ContactId, SegmentId};
use crate::label::{Label, LabelKey};
use crate::record::{Record, Revision, Slot, Stored};
use crate::segment::Segment;
use crate::time::Timestamp;

/// What a client has read, older versions too.
#[derive(Clone, Debug, Default)]
pub struct Known {
    contacts: BTreeMap<ContactId, Vec<Arc<Stored<Contact>>>>,
    labels: BTreeMap<LabelKey, Vec<Arc<Stored<Label>>>>,
    fields: BTreeMap<FieldKey, Vec<Arc<Stored<ExtendedField>>>>,
    segments: BTreeMap<SegmentId, Vec<Arc<Stored<Segment>>>>,
}

impl Known {
    /// Notes what can be seen now.
    pub fn see(&mut self, view: &View) {
        for (_, slot) in &view.slots {
            if let Some(Slot::Contact(contact)) = slot {
                note(&mut self.contacts, contact);
            }
        }
        for (_, label) in &view.label {
            if let Some(Definition::Live(label)) = label {
                note(&mut self.labels, label);
            }
        }
        for (_, field) in &view.field {
            if let Some(Definition::Live(field)) = field {
                note(&mut self.fields, field);
            }
        }
        for (_, segment) in &view.segment {
            if let Some(Definition::Live(segment)) = segment {
                note(&mut self.segments, segment);
            }
        }
    }

    pub(super) fn contact(&self, who: u8, stale: bool) -> Arc<Stored<Contact>> {
        recall(&self.contacts, contact_id(who), stale, || Draft::NAMED.contact(Timestamp::EPOCH))
    }

    pub(super) fn label(&self, label: u8, stale: bool) -> Arc<Stored<Label>> {
        recall(&self.labels, label_key(label), stale, || Label::new(label_name("Unknown")))
    }

    pub(super) fn field(&self, field: u8) -> Arc<Stored<ExtendedField>> {
        let (name, data_type) = (field_name("Unknown"), DataType::Text);
        recall(&self.fields, field_key(field), false, || ExtendedField { name, data_type })
    }

    pub(super) fn segment(&self, at: u8, stale: bool) -> Arc<Stored<Segment>> {
        recall(&self.segments, segment_id(at), stale, || segment(0, 0))
    }
}

fn note<T: Record>(known: &mut BTreeMap<T::Id, Vec<Arc<Stored<T>>>>, now: &Arc<Stored<T>>)
where
    T::Id: Ord,
{
    let versions = known.entry(now.id().clone()).or_default();
    if versions.last() != Some(now) {
        versions.push(Arc::clone(now));
    }
}

/// The last version, or the one before it; if none was ever seen, one that never was.
fn recall<T: Record>(
    known: &BTreeMap<T::Id, Vec<Arc<Stored<T>>>>,
    id: T::Id,
    stale: bool,
    otherwise: impl FnOnce() -> T,
) -> Arc<Stored<T>>
where
    T::Id: Ord,
{
    let versions = known.get(&id).map_or(&[][..], Vec::as_slice);
    let older = versions.len().checked_sub(2).filter(|_| stale).map(|at| &versions[at]);
    older.or(versions.last()).cloned().unwrap_or_else(|| {
        let (revision, at) = (Revision::FIRST, Timestamp::EPOCH);
        Arc::new(Stored::restored(id, revision, at, at, otherwise()))
    })
}
