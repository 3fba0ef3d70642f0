//! What should change, and what must still be true.

mod changed;
mod commit;
mod fingerprint;
mod seal;
mod store_error;

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use smallvec::SmallVec;

pub use changed::Changed;
pub use commit::{Audit, Cause, Commit, CommitRecord, Event, EventKind, Origination};
pub use seal::{CommitError, Conflict, Definition, Found, Ground, Sealed};

pub use store_error::StoreError;

use crate::contact::{Contact, MatchKey};
use crate::field::{ExtendedField, FieldKey};
use crate::id::{ChangeSetId, ContactId, SegmentId};
use crate::label::{Label, LabelKey};
use crate::record::{Record, RecordId, Revision, Stored};
use crate::segment::Segment;
use crate::time::Timestamp;

/// Edits to commit together, all or none, each with what it expects to find.
///
/// INVARIANT (one edit per record): a second edit of a record is refused here, so a commit changes
/// a revision at most once.
///
/// ```
/// # use contacts_core::*;
/// # let now = Timestamp::EPOCH;
/// # let store = MemoryStore::new();
/// let mut changes = ChangeSet::new(ChangeSetId::from_u128(1), now, Cause::Create);
/// changes.create_label("custom.vip".parse()?, Label::new("VIP".parse()?))?;
/// let commit = store.commit(&changes)?;
/// assert_eq!(commit.sequence(), Sequence::new(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeSet {
    id: ChangeSetId,
    at: Timestamp,
    cause: Cause,
    audit: Audit,
    labels: IndexMap<LabelKey, DefinitionEdit<Label>, RandomState>,
    fields: IndexMap<FieldKey, DefinitionEdit<ExtendedField>, RandomState>,
    segments: IndexMap<SegmentId, DefinitionEdit<Segment>, RandomState>,
    contacts: IndexMap<ContactId, ContactEdit, RandomState>,
    guards: Vec<Guard>,
}

/// What an edit expects to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expect {
    /// Nothing, now or ever before: a used id is not used again.
    Absent,
    /// The record, live and at this revision.
    At(Revision),
}

#[derive(Clone, Debug, PartialEq)]
enum ContactEdit {
    Put {
        expect: Expect,
        after: Arc<Stored<Contact>>,
        changed: Changed,
        /// Stands for what is new in `after`, in the fingerprint.
        digest: u64,
        /// The sources, if this is the target of a merge.
        merged: SmallVec<[ContactId; 4]>,
    },
    Remove {
        at: Revision,
        /// The target, if this is a source of a merge.
        into: Option<ContactId>,
    },
}

#[derive(Clone, Debug, PartialEq, Hash)]
enum DefinitionEdit<T: Record> {
    Put { expect: Expect, after: Arc<Stored<T>> },
    Remove { at: Revision },
}

#[derive(Clone, Debug, PartialEq, Hash)]
enum Guard {
    At(RecordId, Revision),
    Free(MatchKey),
    LabelRoom { max: usize },
    FieldRoom { max: usize },
    SegmentRoom { max: usize },
}

/// One edit as a store carries it out.
#[derive(Clone, Copy, Debug)]
pub enum Write<'a> {
    /// This is what stands at the contact's id from now on.
    PutContact(&'a Arc<Stored<Contact>>),
    /// The contact is gone. With a target, its id redirects there from now on, and so does every
    /// id that redirected to it.
    RemoveContact {
        /// The contact.
        id: ContactId,
        /// Where it was merged.
        into: Option<ContactId>,
    },
    /// This is the label from now on.
    PutLabel(&'a Arc<Stored<Label>>),
    /// The label is gone, also from every contact that has it; revisions of contacts stay. Its
    /// key stays used.
    RemoveLabel(&'a LabelKey),
    /// This is the field from now on.
    PutField(&'a Arc<Stored<ExtendedField>>),
    /// The field is gone, also its value from every contact that has one; revisions of contacts
    /// stay. Its key stays used.
    RemoveField(&'a FieldKey),
    /// This is the segment from now on.
    PutSegment(&'a Arc<Stored<Segment>>),
    /// The segment is gone; contacts stay as they are. Its id stays used.
    RemoveSegment(&'a SegmentId),
}

/// The record already has an edit in this change set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is edited twice in one change set")]
pub struct EditedTwice(pub RecordId);

impl ChangeSet {
    /// A change set without edits, made at this time.
    pub fn new(id: ChangeSetId, at: Timestamp, cause: Cause) -> Self {
        Self {
            id,
            at,
            cause,
            audit: Audit::default(),
            labels: IndexMap::default(),
            fields: IndexMap::default(),
            segments: IndexMap::default(),
            contacts: IndexMap::default(),
            guards: Vec::new(),
        }
    }

    /// The same, made by somebody.
    #[must_use]
    pub fn with_audit(self, audit: Audit) -> Self {
        Self { audit, ..self }
    }

    /// Its identity; committing it again returns the first [`Commit`].
    pub fn id(&self) -> ChangeSetId {
        self.id
    }

    /// When it was made.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Whether there is no edit.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many records are edited.
    pub fn len(&self) -> usize {
        self.contacts.len() + self.labels.len() + self.fields.len() + self.segments.len()
    }

    /// Creates a contact at an id that was never used.
    ///
    /// # Errors
    ///
    /// [`EditedTwice`] if the id has an edit already.
    pub fn create(&mut self, id: ContactId, contact: Contact) -> Result<(), EditedTwice> {
        let after = Arc::new(Stored {
            id,
            revision: Revision::FIRST,
            created: self.at,
            updated: self.at,
            value: contact,
        });
        let (expect, changed, merged) = (Expect::Absent, Changed::EVERYTHING, SmallVec::new());
        let digest = fingerprint::of(&after.value);
        self.edit(id, ContactEdit::Put { expect, after, changed, digest, merged })
    }

    /// Replaces what a contact holds. If it holds that already, nothing is added and the answer
    /// is `false`.
    ///
    /// # Errors
    ///
    /// [`EditedTwice`] if the contact has an edit already.
    pub fn update(
        &mut self,
        before: &Stored<Contact>,
        after: Contact,
    ) -> Result<bool, EditedTwice> {
        let (changed, digest) = Changed::between(before, &after);
        if changed.is_empty() {
            return Ok(false);
        }
        let expect = Expect::At(before.revision);
        let after = self.succeed(before, after);
        self.edit(
            before.id,
            ContactEdit::Put { expect, after, changed, digest, merged: SmallVec::new() },
        )?;
        Ok(true)
    }

    /// Deletes a contact.
    ///
    /// # Errors
    ///
    /// [`EditedTwice`] if the contact has an edit already.
    pub fn delete(&mut self, contact: &Stored<Contact>) -> Result<(), EditedTwice> {
        self.edit(contact.id, ContactEdit::Remove { at: contact.revision, into: None })
    }

    /// Merges: the target holds `after` from now on, the sources are gone and redirect to it.
    ///
    /// INVARIANT (a redirect comes with its target): there is no other way to make one.
    ///
    /// # Errors
    ///
    /// [`EditedTwice`] if one of the contacts has an edit already, or stands here twice; nothing is
    /// added then.
    pub fn merge(
        &mut self,
        target: &Stored<Contact>,
        after: Contact,
        sources: &[Arc<Stored<Contact>>],
    ) -> Result<(), EditedTwice> {
        let (changed, digest) = Changed::between(target, &after);
        let expect = Expect::At(target.revision);
        let after = self.succeed(target, after);
        let merged = sources.iter().map(|source| source.id).collect();
        let put = ContactEdit::Put { expect, after, changed, digest, merged };
        let removed = sources.iter().map(|source| {
            (source.id, ContactEdit::Remove { at: source.revision, into: Some(target.id) })
        });
        let before = self.contacts.len();
        self.contacts.reserve(sources.len() + 1);
        for (id, edit) in std::iter::once((target.id, put)).chain(removed) {
            if let Err(twice) = self.edit(id, edit) {
                // INVARIANT (nothing is added by halves): the edits of this merge go again.
                self.contacts.truncate(before);
                return Err(twice);
            }
        }
        Ok(())
    }

    /// Creates a label under a key that was never used.
    ///
    /// # Errors
    ///
    /// [`EditedTwice`] if the key has an edit already.
    pub fn create_label(&mut self, key: LabelKey, label: Label) -> Result<(), EditedTwice> {
        let edit = self.created(key.clone(), label);
        define(&mut self.labels, key, edit, RecordId::Label)
    }

    /// Replaces a label; its key stays. If it is that label already, nothing is added and the
    /// answer is `false`.
    ///
    /// # Errors
    ///
    /// [`EditedTwice`] if the label has an edit already.
    pub fn update_label(
        &mut self,
        before: &Stored<Label>,
        after: Label,
    ) -> Result<bool, EditedTwice> {
        let Some(edit) = self.updated(before, after) else { return Ok(false) };
        define(&mut self.labels, before.id.clone(), edit, RecordId::Label)?;
        Ok(true)
    }

    /// Deletes a label, also from every contact that has it.
    ///
    /// # Errors
    ///
    /// [`EditedTwice`] if the label has an edit already.
    pub fn delete_label(&mut self, label: &Stored<Label>) -> Result<(), EditedTwice> {
        let edit = DefinitionEdit::Remove { at: label.revision };
        define(&mut self.labels, label.id.clone(), edit, RecordId::Label)
    }

    /// Creates an extended field under a key that was never used.
    ///
    /// # Errors
    ///
    /// [`EditedTwice`] if the key has an edit already.
    pub fn create_field(&mut self, key: FieldKey, field: ExtendedField) -> Result<(), EditedTwice> {
        let edit = self.created(key.clone(), field);
        define(&mut self.fields, key, edit, RecordId::Field)
    }

    /// Renames an extended field; its key and type stay. If it has that name already, nothing is
    /// added and the answer is `false`.
    ///
    /// # Errors
    ///
    /// [`EditedTwice`] if the field has an edit already.
    pub fn update_field(
        &mut self,
        before: &Stored<ExtendedField>,
        name: crate::field::FieldName,
    ) -> Result<bool, EditedTwice> {
        let after = ExtendedField { name, data_type: before.data_type };
        let Some(edit) = self.updated(before, after) else { return Ok(false) };
        define(&mut self.fields, before.id.clone(), edit, RecordId::Field)?;
        Ok(true)
    }

    /// Deletes an extended field, also its value from every contact that has one.
    ///
    /// # Errors
    ///
    /// [`EditedTwice`] if the field has an edit already.
    pub fn delete_field(&mut self, field: &Stored<ExtendedField>) -> Result<(), EditedTwice> {
        let edit = DefinitionEdit::Remove { at: field.revision };
        define(&mut self.fields, field.id.clone(), edit, RecordId::Field)
    }

    /// Creates a segment under an id that was never used.
    ///
    /// # Errors
    ///
    /// [`EditedTwice`] if the id has an edit already.
    pub fn create_segment(&mut self, id: SegmentId, segment: Segment) -> Result<(), EditedTwice> {
        let edit = self.created(id, segment);
        define(&mut self.segments, id, edit, RecordId::Segment)
    }

    /// Replaces a segment. If it is that segment already, nothing is added and the answer is
    /// `false`.
    ///
    /// # Errors
    ///
    /// [`EditedTwice`] if the segment has an edit already.
    pub fn update_segment(
        &mut self,
        before: &Stored<Segment>,
        after: Segment,
    ) -> Result<bool, EditedTwice> {
        let Some(edit) = self.updated(before, after) else { return Ok(false) };
        define(&mut self.segments, before.id, edit, RecordId::Segment)?;
        Ok(true)
    }

    /// Deletes a segment; its members stay as they are.
    ///
    /// # Errors
    ///
    /// [`EditedTwice`] if the segment has an edit already.
    pub fn delete_segment(&mut self, segment: &Stored<Segment>) -> Result<(), EditedTwice> {
        let edit = DefinitionEdit::Remove { at: segment.revision };
        define(&mut self.segments, segment.id, edit, RecordId::Segment)
    }

    /// Requires that a record which was only read is still live and at this revision.
    pub fn require(&mut self, record: RecordId, revision: Revision) {
        self.guards.push(Guard::At(record, revision));
    }

    /// Requires that no live contact, other than those that have an edit here, holds this e-mail
    /// address or phone number.
    pub fn require_free(&mut self, key: MatchKey) {
        self.guards.push(Guard::Free(key));
    }

    /// Requires that the book has at most so many labels afterwards.
    pub fn require_label_room(&mut self, max: usize) {
        self.guards.push(Guard::LabelRoom { max });
    }

    /// Requires that the book has at most so many extended fields afterwards.
    pub fn require_field_room(&mut self, max: usize) {
        self.guards.push(Guard::FieldRoom { max });
    }

    /// Requires that the book has at most so many segments afterwards.
    pub fn require_segment_room(&mut self, max: usize) {
        self.guards.push(Guard::SegmentRoom { max });
    }

    /// What a store has to carry out, in order: definitions first, then contacts.
    pub fn writes(&self) -> impl Iterator<Item = Write<'_>> {
        let labels = self.labels.iter().map(|(key, edit)| match edit {
            DefinitionEdit::Put { after, .. } => Write::PutLabel(after),
            DefinitionEdit::Remove { .. } => Write::RemoveLabel(key),
        });
        let fields = self.fields.iter().map(|(key, edit)| match edit {
            DefinitionEdit::Put { after, .. } => Write::PutField(after),
            DefinitionEdit::Remove { .. } => Write::RemoveField(key),
        });
        let segments = self.segments.iter().map(|(id, edit)| match edit {
            DefinitionEdit::Put { after, .. } => Write::PutSegment(after),
            DefinitionEdit::Remove { .. } => Write::RemoveSegment(id),
        });
        let contacts = self.contacts.iter().map(|(id, edit)| match edit {
            ContactEdit::Put { after, .. } => Write::PutContact(after),
            ContactEdit::Remove { into, .. } => Write::RemoveContact { id: *id, into: *into },
        });
        labels.chain(fields).chain(segments).chain(contacts)
    }

    /// A hash of the whole content: tells a retry from another change set with the same id.
    ///
    /// It is the same in every process that runs the same version.
    pub fn fingerprint(&self) -> u64 {
        let Self { id, at, cause, audit, labels, fields, segments, contacts, guards } = self;
        let mut hasher = fingerprint::Fingerprint::default();
        (id, at, cause, audit).hash(&mut hasher);
        // How many of each kind: a label and a field may have the same key.
        (labels.len(), fields.len(), segments.len(), contacts.len()).hash(&mut hasher);
        labels.iter().for_each(|edit| edit.hash(&mut hasher));
        fields.iter().for_each(|edit| edit.hash(&mut hasher));
        segments.iter().for_each(|edit| edit.hash(&mut hasher));
        for (id, edit) in contacts {
            match edit {
                ContactEdit::Put { expect, after: _, changed, digest, merged } => {
                    (id, expect, changed, digest, merged).hash(&mut hasher);
                }
                ContactEdit::Remove { at, into } => (id, at, into).hash(&mut hasher),
            }
        }
        guards.hash(&mut hasher);
        hasher.finish()
    }

    /// The contact after this change. INVARIANT (time does not go back): its date of change is
    /// not before the one it had.
    fn succeed(&self, before: &Stored<Contact>, after: Contact) -> Arc<Stored<Contact>> {
        Arc::new(Stored {
            id: before.id,
            revision: before.revision.next(),
            created: before.created,
            updated: before.updated.max(self.at),
            value: after,
        })
    }

    fn created<T: Record>(&self, key: T::Id, value: T) -> DefinitionEdit<T> {
        let (revision, at) = (Revision::FIRST, self.at);
        let after = Stored { id: key, revision, created: at, updated: at, value };
        DefinitionEdit::Put { expect: Expect::Absent, after: Arc::new(after) }
    }

    /// INVARIANT (what changes nothing is no edit): `None` if it is this value already.
    fn updated<T: Record>(&self, before: &Stored<T>, value: T) -> Option<DefinitionEdit<T>> {
        if before.value == value {
            return None;
        }
        let after = Stored {
            id: before.id.clone(),
            revision: before.revision.next(),
            created: before.created,
            updated: before.updated.max(self.at),
            value,
        };
        let expect = Expect::At(before.revision);
        Some(DefinitionEdit::Put { expect, after: Arc::new(after) })
    }

    fn edit(&mut self, id: ContactId, edit: ContactEdit) -> Result<(), EditedTwice> {
        match self.contacts.entry(id) {
            indexmap::map::Entry::Occupied(_) => Err(EditedTwice(RecordId::Contact(id))),
            indexmap::map::Entry::Vacant(vacant) => {
                vacant.insert(edit);
                Ok(())
            }
        }
    }
}

fn define<T: Record>(
    edits: &mut IndexMap<T::Id, DefinitionEdit<T>, RandomState>,
    key: T::Id,
    edit: DefinitionEdit<T>,
    record: impl Fn(T::Id) -> RecordId,
) -> Result<(), EditedTwice> {
    match edits.entry(key) {
        indexmap::map::Entry::Occupied(known) => Err(EditedTwice(record(known.key().clone()))),
        indexmap::map::Entry::Vacant(vacant) => {
            vacant.insert(edit);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::{ContactInfo, Origin, OriginKind};

    fn stored(id: u128) -> Arc<Stored<Contact>> {
        let info = ContactInfo { first: "Ada".parse().ok(), ..ContactInfo::default() };
        let contact = Contact::new(info, Origin::new(OriginKind::OTHER), Timestamp::EPOCH).unwrap();
        let (id, revision, now) = (ContactId::from_u128(id), Revision::FIRST, Timestamp::EPOCH);
        Arc::new(Stored::restored(id, revision, now, now, contact))
    }

    fn empty() -> ChangeSet {
        ChangeSet::new(ChangeSetId::from_u128(1), Timestamp::EPOCH, Cause::Merge)
    }

    #[test]
    fn a_merge_that_is_refused_adds_nothing() {
        let (ada, old) = (stored(1), stored(2));
        let mut changes = empty();
        changes.delete(&old).unwrap();
        let refused = changes.merge(&ada, ada.value().clone(), &[Arc::clone(&old)]);
        assert_eq!(refused, Err(EditedTwice(RecordId::Contact(*old.id()))));
        assert_eq!(changes.len(), 1);

        let mut changes = empty();
        assert!(changes.merge(&ada, ada.value().clone(), &[Arc::clone(&ada)]).is_err());
        assert!(changes.merge(&ada, ada.value().clone(), &[old.clone(), old]).is_err());
        assert!(changes.is_empty());
    }

    #[test]
    fn what_changes_nothing_is_no_edit() {
        let (revision, now) = (Revision::FIRST, Timestamp::EPOCH);
        let label = Label::new("VIP".parse().unwrap());
        let label = Stored::restored("custom.vip".parse().unwrap(), revision, now, now, label);
        let field =
            ExtendedField { name: "VIP".parse().unwrap(), data_type: crate::field::DataType::Text };
        let field = Stored::restored("custom.vip".parse().unwrap(), revision, now, now, field);
        let segment = Segment::new("VIP".parse().unwrap(), crate::query::ContactQuery::all());
        let segment = Stored::restored(SegmentId::from_u128(1), revision, now, now, segment);
        let mut changes = empty();
        assert_eq!(changes.update_label(&label, label.value().clone()), Ok(false));
        assert_eq!(changes.update_field(&field, field.name.clone()), Ok(false));
        assert_eq!(changes.update_segment(&segment, segment.value().clone()), Ok(false));
        assert!(changes.is_empty());
        let renamed = Label { name: "Gold".parse().unwrap(), ..label.value().clone() };
        assert_eq!(changes.update_label(&label, renamed), Ok(true));
        assert_eq!(changes.len(), 1);
    }

    #[test]
    fn deleting_a_label_is_not_deleting_the_field_of_the_same_key() {
        let (revision, now) = (Revision::FIRST, Timestamp::EPOCH);
        let label = Label::new("VIP".parse().unwrap());
        let label = Stored::restored("custom.vip".parse().unwrap(), revision, now, now, label);
        let field =
            ExtendedField { name: "VIP".parse().unwrap(), data_type: crate::field::DataType::Text };
        let field = Stored::restored("custom.vip".parse().unwrap(), revision, now, now, field);
        let (mut one, mut other) = (empty(), empty());
        one.delete_label(&label).unwrap();
        other.delete_field(&field).unwrap();
        assert_ne!(one.fingerprint(), other.fingerprint());
    }
}
