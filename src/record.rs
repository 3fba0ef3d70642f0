//! What a store knows beside a value: identity, revision, dates.

use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::contact::Contact;
use crate::field::{ExtendedField, FieldKey, system_field};
use crate::id::{ContactId, SegmentId};
use crate::label::{Label, LabelKey, LabelKind, LegacyIds, SYSTEM_LABELS};
use crate::text::Text;
use crate::time::Timestamp;

/// A value together with what the store knows about it.
///
/// Made by a [`ChangeSet`](crate::ChangeSet) and by reading; its parts cannot be set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stored<T: Record> {
    pub(crate) id: T::Id,
    pub(crate) revision: Revision,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) value: T,
}

impl<T: Record> Stored<T> {
    /// What a store read back from where it keeps it.
    ///
    /// For stores: the parts are those of a `Stored` that a [`Write`](crate::Write) handed over.
    pub fn restored(
        id: T::Id,
        revision: Revision,
        created: Timestamp,
        updated: Timestamp,
        value: T,
    ) -> Self {
        Self { id, revision, created, updated, value }
    }

    /// Its identity.
    pub fn id(&self) -> &T::Id {
        &self.id
    }

    /// How often it was written.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// When it was created.
    pub fn created(&self) -> Timestamp {
        self.created
    }

    /// When it was last changed; never before it was created, never going back.
    pub fn updated(&self) -> Timestamp {
        self.updated
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }
}

impl Stored<Label> {
    /// The label that every book has under this key; its dates mean nothing.
    pub fn system(key: &LabelKey) -> Option<Self> {
        let (_, name) = SYSTEM_LABELS.iter().find(|(system, _)| *system == key.as_str())?;
        let name = Text::read("label name", name).ok().flatten()?;
        let value = Label { name, kind: LabelKind::System, legacy: LegacyIds::default() };
        Some(Self::without_dates(key.clone(), value))
    }
}

impl Stored<ExtendedField> {
    /// The field that every book has under this key; its dates mean nothing.
    pub fn system(key: &FieldKey) -> Option<Self> {
        let field = system_field(key)?;
        let name = Text::read("field name", field.name).ok().flatten()?;
        Some(Self::without_dates(key.clone(), ExtendedField { name, data_type: field.data_type }))
    }
}

impl<T: Record> Stored<T> {
    fn without_dates(id: T::Id, value: T) -> Self {
        let (created, updated) = (Timestamp::EPOCH, Timestamp::EPOCH);
        Self { id, revision: Revision::FIRST, created, updated, value }
    }
}

impl<T: Record> std::ops::Deref for Stored<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A value that a book keeps under an identity.
pub trait Record: Clone + fmt::Debug + Eq + Hash {
    /// What identifies it.
    type Id: Clone + fmt::Debug + fmt::Display + Eq + Hash;
}

impl Record for Contact {
    type Id = ContactId;
}

impl Record for Label {
    type Id = LabelKey;
}

impl Record for ExtendedField {
    type Id = FieldKey;
}

/// How often a record was written: 1 at creation, one more for every commit that changes it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(u64);

impl Revision {
    /// The first one.
    pub const FIRST: Self = Self(1);

    /// The revision of this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Revision({})", self.0)
    }
}

/// The number of a commit in its book: 1, 2, 3, … without gaps.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sequence(u64);

impl Sequence {
    /// Before the first commit.
    pub const START: Self = Self(0);

    /// The sequence of this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sequence({})", self.0)
    }
}

/// What stands at a contact id that was ever used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A live contact.
    Contact(Arc<Stored<Contact>>),
    /// It was merged away: what was here is in the contact at `to`, which may have been deleted
    /// since.
    Redirect {
        /// The target of the merge, or of the merge that took the target away, and so on.
        to: ContactId,
    },
    /// It was deleted.
    Deleted,
}

impl Slot {
    /// The contact, if it is live.
    pub fn contact(&self) -> Option<&Arc<Stored<Contact>>> {
        match self {
            Self::Contact(contact) => Some(contact),
            Self::Redirect { .. } | Self::Deleted => None,
        }
    }
}

/// The identity of any record of a book.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordId {
    /// A contact.
    Contact(ContactId),
    /// A label.
    Label(LabelKey),
    /// An extended field.
    Field(FieldKey),
    /// A segment.
    Segment(SegmentId),
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contact(id) => write!(f, "contact {id}"),
            Self::Label(key) => write!(f, "label {key}"),
            Self::Field(key) => write!(f, "extended field {key}"),
            Self::Segment(id) => write!(f, "segment {id}"),
        }
    }
}
