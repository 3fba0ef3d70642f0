//! What the model does with an edit that fits.

use std::sync::Arc;

use super::parts::changed;
use super::request::Edit;
use super::view::Happened;
use super::{Model, Place, first, happened, next, put};
use crate::contact::Contact;
use crate::field::ExtendedField;
use crate::id::ContactId;
use crate::record::{RecordId, Stored};
use crate::time::Timestamp;

impl Model {
    pub(super) fn define_label(&mut self, edit: &Edit, at: Timestamp) -> Happened {
        match edit {
            Edit::CreateLabel { key, label } => {
                self.labels.push((key.clone(), Some(first(key.clone(), at, label.clone()))));
                happened("label created", RecordId::Label(key.clone()), 1)
            }
            Edit::UpdateLabel { before, label } => {
                let after = next(before, at, label.clone());
                let revision = after.revision().get();
                put(&mut self.labels, before.id(), Some(after));
                happened("label updated", RecordId::Label(before.id().clone()), revision)
            }
            Edit::DeleteLabel { before } => {
                put(&mut self.labels, before.id(), None);
                self.strip(|contact| contact.info.labels.retain(|key| key != before.id()));
                let revision = before.revision().get();
                happened("label deleted", RecordId::Label(before.id().clone()), revision)
            }
            _ => unreachable!("only edits of labels come here"),
        }
    }

    pub(super) fn define_field(&mut self, edit: &Edit, at: Timestamp) -> Happened {
        match edit {
            Edit::CreateField { key, field } => {
                self.fields.push((key.clone(), Some(first(key.clone(), at, field.clone()))));
                happened("field created", RecordId::Field(key.clone()), 1)
            }
            Edit::RenameField { before, name } => {
                let field = ExtendedField { name: name.clone(), data_type: before.data_type };
                let after = next(before, at, field);
                let revision = after.revision().get();
                put(&mut self.fields, before.id(), Some(after));
                happened("field updated", RecordId::Field(before.id().clone()), revision)
            }
            Edit::DeleteField { before } => {
                put(&mut self.fields, before.id(), None);
                self.strip(|contact| contact.info.fields.retain(|(key, _)| key != before.id()));
                let revision = before.revision().get();
                happened("field deleted", RecordId::Field(before.id().clone()), revision)
            }
            _ => unreachable!("only edits of fields come here"),
        }
    }

    pub(super) fn define_segment(&mut self, edit: &Edit, at: Timestamp) -> Happened {
        match edit {
            Edit::CreateSegment { id, segment } => {
                self.segments.push((*id, Some(first(*id, at, segment.clone()))));
                happened("segment created", RecordId::Segment(*id), 1)
            }
            Edit::UpdateSegment { before, segment } => {
                let after = next(before, at, segment.clone());
                let revision = after.revision().get();
                put(&mut self.segments, before.id(), Some(after));
                happened("segment updated", RecordId::Segment(*before.id()), revision)
            }
            Edit::DeleteSegment { before } => {
                put(&mut self.segments, before.id(), None);
                let revision = before.revision().get();
                happened("segment deleted", RecordId::Segment(*before.id()), revision)
            }
            _ => unreachable!("only edits of segments come here"),
        }
    }

    /// Changes what live contacts hold; revisions stay.
    fn strip(&mut self, change: impl Fn(&mut Contact)) {
        for (_, place) in &mut self.contacts {
            if let Place::Live(contact) = place {
                let mut value = contact.value().clone();
                change(&mut value);
                *contact = Arc::new(Stored::restored(
                    *contact.id(),
                    contact.revision(),
                    contact.created(),
                    contact.updated(),
                    value,
                ));
            }
        }
    }

    pub(super) fn write_contact(&mut self, edit: &Edit, at: Timestamp, events: &mut Vec<Happened>) {
        match edit {
            Edit::Create { id, contact } => {
                let contact = first(*id, at, (**contact).clone());
                self.contacts.push((*id, Place::Live(contact)));
                events.push(happened("contact created", RecordId::Contact(*id), 1));
            }
            Edit::Update { before, after } => {
                events.push(self.replace(before, after, at, false));
            }
            Edit::Delete { before } => {
                self.set(*before.id(), Place::Deleted);
                let record = RecordId::Contact(*before.id());
                events.push(happened("contact deleted", record, before.revision().get()));
            }
            Edit::Merge { target, after, sources } => {
                let updated = self.replace(target, after, at, true);
                let others = sources.iter().map(|source| *source.id()).collect();
                events.push(Happened {
                    what: "contacts merged",
                    others,
                    changed: Vec::new(),
                    ..updated.clone()
                });
                events.push(updated);
                for source in sources {
                    self.set(*source.id(), Place::Merged(*target.id()));
                    let record = RecordId::Contact(*source.id());
                    events.push(Happened {
                        others: vec![*target.id()],
                        by_merge: true,
                        ..happened("contact deleted", record, source.revision().get())
                    });
                }
            }
            _ => {}
        }
    }

    fn replace(
        &mut self,
        before: &Stored<Contact>,
        after: &Contact,
        at: Timestamp,
        by_merge: bool,
    ) -> Happened {
        let changed = changed(before, after);
        let after = next(before, at, after.clone());
        let event =
            happened("contact updated", RecordId::Contact(*before.id()), after.revision().get());
        self.set(*before.id(), Place::Live(after));
        Happened { changed, by_merge, ..event }
    }

    fn set(&mut self, id: ContactId, place: Place) {
        if let Some((_, known)) = self.contacts.iter_mut().find(|(known, _)| *known == id) {
            *known = place;
        }
    }
}
