//! An address book that other programs embed: contacts, labels, typed extended fields, and above
//! all merging.
//!
//! ```
//! use contacts_core::*;
//!
//! let book = ContactBook::new(MemoryStore::new());
//! let session = book.with(Caller::Host);
//! let ada = ContactPatch::new().with_name("Ada", "")?.with_email("ada@example.com".parse()?);
//! let ada = session.create(ada)?;
//! let old = ContactPatch::new().with_name("A.", "Lovelace")?.with_phone("+44 20 7946 0018".parse()?);
//! let old = session.create(old)?;
//!
//! let preview = session.preview_merge(ada.id(), &[*old.id()])?; // changes nothing, tells all
//! assert_eq!(preview.outcome().info().full_name().as_deref(), Some("Ada Lovelace"));
//! let ada = session.merge(ada.id(), ada.revision(), &[*old.id()])?;
//! assert_eq!(session.get(old.id())?.contact, ada); // the merged-away id still finds its person
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How it is built
//!
//! > Read [`Stored`] values, decide purely, commit a [`ChangeSet`], get a [`Commit`].
//!
//! - **Values** cannot be wrong: [`Contact`], [`EmailAddress`], [`PhoneNumber`], [`Label`],
//!   [`ExtendedField`], … Reading them from text is the only way in, and bad input is an
//!   [`Invalid`] that says what was expected.
//! - **Decisions** are pure: [`merge::plan`], [`matching::groups`] and the edits of a
//!   [`ContactPatch`] know no store, clock or randomness.
//! - **Stores** hold no rules: a [`Store`] reads and commits; [`MemoryStore`] is the
//!   specification, and the suite under the feature `testing` checks any other.
//! - **Books** put it together for a caller: [`ContactBook`], [`Session`].
//!
//! The guide has the longer story: [`guide`].
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod access;
pub mod book;
mod change;
mod contact;
mod edit;
mod field;
mod id;
#[cfg(any(feature = "vcard", feature = "csv", feature = "jscontact"))]
pub mod interop;
mod invalid;
mod key;
mod label;
pub mod matching;
mod membership;
pub mod merge;
pub mod query;
mod record;
mod segment;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
mod text;
mod time;
pub mod wire;

#[doc = include_str!("guide/guide.md")]
pub mod guide {
    #[doc = include_str!("guide/design.md")]
    pub mod design {}
}

/// The examples of the README run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

pub use access::{Caller, Permission, Permissions};
pub use book::{
    BulkJob, BulkReport, BulkRequest, ContactBook, Cursor, Duplicates, Environment, Error, Got,
    Listing, Paging, ResponseType, Session, Submission, Submitted,
};
pub use change::{
    Audit, Cause, ChangeSet, Changed, Commit, CommitError, CommitRecord, Conflict, Definition,
    EditedTwice, Event, EventKind, Expect, Found, Ground, Origination, Sealed, StoreError, Write,
};
pub use contact::*;
pub use edit::{ContactPatch, EntryPatch, FieldInput};
pub use field::*;
pub use id::*;
pub use invalid::{Invalid, Rule};
pub use label::{
    Label, LabelKey, LabelKind, LabelName, LegacyIds, SYSTEM_LABELS, is_system_label,
    system_label_named,
};
pub use membership::{LeftOut, Membership, Move, Unsure};
pub use merge::{MergeField, MergePlan, MergePolicy, MergeRequest, MergeRule, MergeValue};
pub use query::{ContactQuery, Filter};
pub use record::{Record, RecordId, Revision, Sequence, Slot, Stored};
pub use segment::{Segment, SegmentName};
pub use store::{ContactStore, LabelStore, MediaStore, MemoryStore, ReadOnly, Store};
pub use text::Text;
pub use time::{LocalDate, Timestamp};
/// The value of every id.
pub use uuid::Uuid;
