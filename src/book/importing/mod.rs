//! Bringing files of records into a book: each record finds its contact, or becomes one.
//!
//! ```
//! use std::ops::ControlFlow;
//!
//! use contacts_core::book::importing::{Action, ImportPolicy, Told};
//! use contacts_core::interop::{Found, Imported};
//! use contacts_core::*;
//!
//! let book = ContactBook::new(MemoryStore::new());
//! let session = book.with(Caller::Host);
//! # let record = |first, last| -> Result<_, Invalid> {
//! #     let patch = ContactPatch::new().with_name(first, last)?;
//! #     let patch = patch.with_email("ada@example.com".parse()?);
//! #     Ok(Imported { patch, ..Imported::default() })
//! # };
//! // What a reader of a file gives, such as `interop::Records`.
//! let file = || -> Result<_, Error> {
//!     let records = [record("Ada", "")?, record("Ada", "Lovelace")?];
//!     Ok(records.map(|record| Ok(Found::Record(record))))
//! };
//! let report = session.import_records(file()?, &ImportPolicy::default(), |told| {
//!     if let Told::Record(outcome) = told {
//!         println!("line {}: {}", outcome.first_line, outcome.action.as_str());
//!     }
//!     ControlFlow::Continue(())
//! })?;
//! assert_eq!((report.created, report.merged), (1, 1));
//!
//! let again = session.import_records(file()?, &ImportPolicy::default(), |_| {
//!     ControlFlow::Continue(())
//! })?;
//! assert_eq!((again.read, again.unchanged), (2, 2));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How a record finds its contact
//!
//! By its identity in its file, or the id of the contact itself, whatever the names are; else by its
//! primary e-mail address, by another one, by a phone number, in this order and if the names agree:
//! if nothing [contradicts](crate::matching#what-contradicts), so that a mailbox of a family stays
//! several people. An id that was merged away leads to the contact that it was merged into. Where
//! several fit equally well, one of exactly the same name is it; else the record becomes a contact
//! of its own, with the warning `match.ambiguous`.
//!
//! # Promises
//!
//! - **A second run changes nothing**: what a contact says already is not written again, however
//!   the record would match otherwise. This holds for every policy but [`OnMatch::Create`], for
//!   files with duplicates in them and records without any address, as long as nobody else writes
//!   and the policy is the same. (Of contacts that share one name and one address or none, 10,000
//!   are looked at. And who was skipped as older than a contact is so again only if the contact still
//!   agrees with them: a later record of the file may have given it another birthdate.)
//! - Every record is in exactly one of the totals, and is told once, when what it changed is
//!   written; groups are told at the end. Nothing is collected: memory holds a batch, and 17 bytes
//!   for each contact of the run.
//! - A record that cannot be taken never stops the others, unless the policy says so.
//! - Contacts are written in batches of one commit each; a run that stops between two of them can
//!   be made again. Whoever writes at the same time is not overwritten: the records are decided on
//!   again.
//! - A dry run is the same code in a book beside the real one, and gives the same report; only the
//!   ids of new contacts are others.
//!
//! # Labels and fields
//!
//! Labels are found or made by their names, extended fields by their keys or else their names; a
//! value is read as the type that the field has. What the book has no room for, or the policy does
//! not allow, stays on the line that it came from, and is reported. A group becomes a label of its
//! members.

mod candidates;
mod decide;
mod groups;
mod names;
mod policy;
mod rehearsal;
mod report;
mod run;
mod touched;
mod update;

use std::collections::HashMap;
use std::io;
use std::ops::ControlFlow;

pub(super) use names::{Make, Names};
pub use policy::{ImportPolicy, InFile, MatchBy, OnError, OnMatch};
pub use report::{
    Action, ImportError, ImportReport, Matched, Reason, RecordOutcome, Told, Unfinished,
};

use self::candidates::Wanted;
use self::rehearsal::Rehearsal;
use self::run::Run;
use super::{Error, Session};
use crate::access::Permission;
use crate::id::ContactId;
use crate::interop::Found;
use crate::store::Store;

impl<S: Store> Session<'_, S> {
    /// Brings the records of a file into the book. See the [module](self).
    ///
    /// `told` hears of each record when it is done; if it breaks, the run ends with the batch, and
    /// the report says so. Ids of requests are of no effect: a run is repeated by running it again.
    ///
    /// # Errors
    ///
    /// [`Unfinished`], which has the report of what was done, because of
    /// - [`ImportError::Source`] if the file cannot be read on;
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`] and
    ///   [`Permission::ContactsModify`], without [`Permission::LabelsModify`] unless the policy gives
    ///   no labels, without [`Permission::SchemaModify`] unless it makes no fields; nothing was done;
    /// - [`Error::LabelsQuotaReached`] if a label of the policy's own cannot be made;
    /// - [`Error::Busy`], [`Error::Store`].
    pub fn import_records(
        &self,
        records: impl IntoIterator<Item = io::Result<Found>>,
        policy: &ImportPolicy,
        mut told: impl FnMut(Told<'_>) -> ControlFlow<()>,
    ) -> Result<ImportReport, Unfinished> {
        let begun = self.now();
        let allowed = self.may_import(policy);
        let unfinished = |error: ImportError, report: ImportReport| Unfinished {
            error,
            report: Box::new(report),
        };
        allowed.map_err(|error| unfinished(error.into(), ImportReport::default()))?;
        let records = records.into_iter();
        let session = self.unnamed();
        let (ended, mut report) = match policy.dry_run {
            false => {
                let mut run = Run::new(&session, policy, None, &mut told);
                (run.all(records), run.finish())
            }
            true => match Rehearsal::of(&session) {
                Err(error) => (Err(error.into()), ImportReport::default()),
                Ok(rehearsal) => {
                    let beside = Session {
                        book: &rehearsal.book,
                        caller: self.caller.clone(),
                        elevated: self.elevated.clone(),
                        request: None,
                    };
                    let mut before =
                        |wanted: &Wanted, moved: &mut HashMap<ContactId, ContactId>| {
                            rehearsal.bring(self.store(), wanted, moved)
                        };
                    let mut run = Run::new(&beside, policy, Some(&mut before), &mut told);
                    (run.all(records), run.finish())
                }
            },
        };
        let taken = self.now().as_micros().saturating_sub(begun.as_micros());
        report.time = std::time::Duration::from_micros(u64::try_from(taken).unwrap_or(0));
        match ended {
            Ok(()) => Ok(report),
            Err(error) => Err(unfinished(error, report)),
        }
    }

    fn may_import(&self, policy: &ImportPolicy) -> Result<(), Error> {
        self.allow(Permission::ContactsView)?;
        self.allow(Permission::ContactsModify)?;
        if policy.labels.is_some() || !policy.labels_add.is_empty() {
            self.allow(Permission::LabelsModify)?;
        }
        if policy.fields {
            self.allow(Permission::SchemaModify)?;
        }
        Ok(())
    }

    /// The same session; what it does are no requests with an id.
    pub(super) fn unnamed(&self) -> Self {
        Session {
            book: self.book,
            caller: self.caller.clone(),
            elevated: self.elevated.clone(),
            request: None,
        }
    }
}
