//! A book: everything that may be done with contacts, labels, extended fields and segments, by
//! whom.
//!
//! A [`ContactBook`] is a store with a clock, ids and quotas. [`with`](ContactBook::with) a caller
//! it gives a [`Session`], which has the operations.
//!
//! ```
//! # use contacts_core::*;
//! let book = ContactBook::new(MemoryStore::new());
//! let session = book.with(Caller::Host);
//! let ada = session.create(ContactPatch::new().with_name("Ada", "Lovelace")?)?;
//! assert_eq!(session.get(ada.id())?.contact, ada);
//!
//! // Code of the site may only submit, unless it lifts the check and says why.
//! let code = book.with(Caller::SiteCode);
//! assert_eq!(code.get(ada.id()).unwrap_err().http_status(), 403);
//! assert!(code.elevate("show the greeting")?.get(ada.id()).is_ok());
//! # Ok::<(), contacts_core::Error>(())
//! ```
//!
//! # What every operation promises
//!
//! - The permission is checked before the store is asked anything. Then what is wrong with the
//!   request by itself is told, then that a contact is not there, then that it is at another
//!   revision, then what the rules forbid, and duplicates last.
//! - It happens as a whole, in one commit that names the caller and the reason of an
//!   [elevated](Session::elevate) session; or it fails, and nothing was changed.
//! - What changes nothing makes no commit, no revision and no event.
//! - Where somebody else was faster, it is decided again on what is there now; only what the caller
//!   bound to a revision is refused.
//! - Made [under an id](Session::with_request), it happens once.
//! - A contact that was merged away is found by [`get`](Session::get) alone; everything else fails
//!   and names the contact that it was merged into.
//! - An [`Error`] shows what the caller gave and ids, never what others hold.

mod attempt;
pub mod bulk;
mod codes;
mod contacts;
mod cursor;
mod environment;
mod error;
mod facets;
mod fields;
mod host;
#[cfg(any(feature = "vcard", feature = "csv", feature = "jscontact"))]
mod import;
#[cfg(any(feature = "vcard", feature = "csv", feature = "jscontact"))]
pub mod importing;
mod labelling;
mod labels;
mod membership;
mod merges;
mod querying;
mod reading;
#[cfg(any(feature = "vcard", feature = "csv", feature = "jscontact"))]
mod references;
mod segments;
mod submit;

use std::hash::{BuildHasher, Hash};
use std::sync::OnceLock;

use foldhash::fast::FixedState;
use uuid::Uuid;

pub use bulk::{BulkJob, BulkReport, BulkRequest};
pub use contacts::Duplicates;
pub use cursor::{Cursor, MAX_CURSOR};
pub use environment::{Environment, SystemEnvironment};
pub use error::{Error, Protection};
pub use fields::FoundField;
pub use labels::FoundLabel;
pub use querying::{Contacts, Listing, MAX_OFFSET, MAX_PAGE, Paging};
pub use reading::{Got, ResponseType};
#[cfg(any(feature = "vcard", feature = "csv", feature = "jscontact"))]
pub use references::BookReferences;
pub use submit::{IdentityType, Submission, Submitted};

use self::bulk::Jobs;
use self::cursor::CursorKey;
use crate::access::{Caller, Permission};
use crate::change::{Audit, Cause, ChangeSet, Commit};
use crate::id::ChangeSetId;
use crate::invalid::Invalid;
use crate::record::RecordId;
use crate::store::Store;
use crate::text::Text;
use crate::time::Timestamp;

/// The contacts, labels, extended fields and segments of one tenant. See the [module](self).
///
/// Cheap to share by reference; safe to use from several threads.
#[derive(Debug)]
pub struct ContactBook<S> {
    store: S,
    environment: Box<dyn Environment>,
    quotas: Quotas,
    /// Made when it is first needed, unless it was given.
    cursor_key: OnceLock<CursorKey>,
    jobs: Jobs,
}

/// How much a book may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// Labels of users. The platform does not say how many; here 2,000.
    pub labels: usize,
    /// Extended fields of users: 100, as on the platform.
    pub fields: usize,
    /// Segments. The platform does not say how many; here 1,000.
    pub segments: usize,
}

impl Default for Quotas {
    fn default() -> Self {
        Self { labels: 2_000, fields: 100, segments: 1_000 }
    }
}

impl<S: Store> ContactBook<S> {
    /// The book in this store, with the clock and ids of the system.
    pub fn new(store: S) -> Self {
        Self {
            store,
            environment: Box::new(SystemEnvironment),
            quotas: Quotas::default(),
            cursor_key: OnceLock::new(),
            jobs: Jobs::default(),
        }
    }

    /// The same book with another clock and other ids.
    #[must_use]
    pub fn with_environment(self, environment: impl Environment + 'static) -> Self {
        Self { environment: Box::new(environment), ..self }
    }

    /// The same book with other quotas.
    #[must_use]
    pub fn with_quotas(self, quotas: Quotas) -> Self {
        Self { quotas, ..self }
    }

    /// The same book, with a secret by which its [cursors](Cursor) are known: they are good in every
    /// process that opens the book with it, also after a restart.
    ///
    /// Without it, a `ContactBook` takes four ids of its [environment](Environment) for a key when
    /// it is first asked for a part of an answer, and knows only the cursors that it gave itself;
    /// they can be forged if those ids can be guessed. Give each book a key of its own: books that
    /// share one take each other's cursors.
    #[must_use]
    pub fn with_cursor_key(self, key: [u8; 16]) -> Self {
        Self { cursor_key: OnceLock::from(CursorKey::new(key)), ..self }
    }

    /// The store, for reading what sessions have no operation for, and for the change feed.
    pub fn store(&self) -> &S {
        &self.store
    }

    fn cursor_key(&self) -> &CursorKey {
        self.cursor_key.get_or_init(|| CursorKey::from_ids(|| self.environment.new_id()))
    }

    /// The operations, for this caller.
    pub fn with(&self, caller: Caller) -> Session<'_, S> {
        Session { book: self, caller, elevated: None, request: None }
    }
}

/// The operations of a book, for one caller. Made by [`ContactBook::with`].
#[derive(Debug)]
pub struct Session<'a, S> {
    book: &'a ContactBook<S>,
    caller: Caller,
    elevated: Option<Text<200>>,
    request: Option<ChangeSetId>,
}

impl<'a, S: Store> Session<'a, S> {
    /// Who asks.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// A session of the same caller in which every operation is allowed. The reason goes into
    /// the journal, with every commit.
    ///
    /// Drop it as soon as the work is done: whoever can reach it acts with all rights.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the reason is blank or longer than 200 characters.
    #[must_use = "only the session that is returned is elevated"]
    pub fn elevate(&self, reason: &str) -> Result<Session<'a, S>, Error> {
        let reason = Text::read("reason", reason)?
            .ok_or_else(|| Invalid::format("reason", reason, "a reason for the journal"))?;
        Ok(Session {
            book: self.book,
            caller: self.caller.clone(),
            elevated: Some(reason),
            request: self.request,
        })
    }

    /// A session whose next write happens once, however often it is asked for: repeating the same
    /// operation under the same id, also at the same time, answers as the first one did, with the
    /// record as it is by then. If that is gone, the answer is that it is not found.
    ///
    /// Use an id for one operation only. An operation that changes nothing (a label that the
    /// contact has, a name that is found, a member who is not logged in) leaves no trace: repeated,
    /// it is decided anew.
    #[must_use]
    pub fn with_request(&self, id: ChangeSetId) -> Session<'a, S> {
        Session {
            book: self.book,
            caller: self.caller.clone(),
            elevated: self.elevated.clone(),
            request: Some(id),
        }
    }

    fn allow(&self, permission: Permission) -> Result<(), Error> {
        match self.elevated.is_some() || self.caller.may(permission) {
            true => Ok(()),
            false => Err(Error::Forbidden(permission)),
        }
    }

    fn store(&self) -> &'a S {
        &self.book.store
    }

    fn now(&self) -> Timestamp {
        self.book.environment.now()
    }

    fn new_id(&self) -> Uuid {
        self.book.environment.new_id()
    }

    /// An empty change set of this session.
    fn changes(&self, cause: Cause, digest: u64) -> ChangeSet {
        let id = self.request.unwrap_or_else(|| ChangeSetId::new(self.new_id()));
        ChangeSet::new(id, self.now(), cause).with_audit(self.audit(digest))
    }

    fn audit(&self, digest: u64) -> Audit {
        Audit {
            caller: Some(self.caller.describe()),
            elevated: self.elevated.as_ref().map(|reason| reason.as_str().into()),
            request: self.request.map(|_| digest),
        }
    }
}

/// A hash of what a request asks for, the same in every process that runs the same version.
fn digest(request: impl Hash) -> u64 {
    FixedState::default().hash_one(request)
}

/// The record that a commit is about.
fn subject(commit: &Commit) -> Option<RecordId> {
    commit.events().first().map(crate::change::Event::record)
}
