//! Bulk jobs: deleting, updating or labelling all contacts that meet a query.
//!
//! ```
//! use std::ops::ControlFlow;
//!
//! use contacts_core::book::BulkRequest;
//! use contacts_core::query::by;
//! use contacts_core::*;
//!
//! let book = ContactBook::new(MemoryStore::new());
//! let session = book.with(Caller::Host);
//! # for name in ["Ada", "Bob", "Eve"] {
//! #     session.create(ContactPatch::new().with_name(name, "")?.with_company(Some("ACME".parse()?)))?;
//! # }
//! let acme = ContactQuery::all().with_filter(by::COMPANY.eq("ACME"))?;
//! assert_eq!(session.count(&acme)?, 3); // a dry run is the query
//!
//! let moved = ContactPatch::new().with_company(Some("Acme Ltd".parse()?));
//! let mut job = session.bulk(BulkRequest::update(acme, moved))?;
//! let report = job.run(|progress| {
//!     println!("{} of {}", progress.processed(), progress.total_items);
//!     ControlFlow::Continue(())
//! })?;
//! assert_eq!((report.total_items, report.success_total, report.failed_total), (3, 3, 0));
//! # Ok::<(), contacts_core::Error>(())
//! ```
//!
//! # Rules
//!
//! - A job walks through the contacts in the order in which they were created and decides on each
//!   as the operation for one contact does, on what is there at that moment. A contact that does not
//!   meet the query then is not concerned, though it may have done so before; nor is one that is
//!   created after the job began, as far as the clock of the book tells: at the same time or, by a
//!   clock that was put back, before it is not after.
//! - What cannot be done to a contact is a failure of that contact and never of the job. Where
//!   nothing is to change, nothing is, and that is a success.
//! - It commits a chunk of contacts at a time, each with an event; a contact is done or untouched at
//!   any moment. Whoever writes to a contact at the same time is not overwritten: the chunk is
//!   decided again.
//!
//! # After a crash
//!
//! The journal of the book is the memory of a job: its commits have ids that follow from the id of
//! the job. The same request [under the same id](Session::bulk_as) finds what was done and goes on
//! with the rest; its report is that of a run without interruption, if nobody else wrote in the
//! meantime, and no contact is done twice. For that it holds the ids of the contacts that were done
//! before; apart from these, and the [failures](BulkReport::failures) that it keeps, a job holds no
//! more than a chunk. Two that run one job at the same time share the work by the same means.

mod decide;
mod job;
mod jobs;
mod report;
mod request;

pub use job::{BulkJob, CHUNK};
pub(super) use jobs::Jobs;
pub use jobs::MAX_JOBS;
pub use report::{BulkError, BulkFailure, BulkReport, BulkStatus, BulkType, MAX_FAILURES};
pub use request::BulkRequest;

use super::{Error, Session};
use crate::access::Permission;
use crate::id::JobId;
use crate::store::Store;

impl<'a, S: Store> Session<'a, S> {
    /// Begins a bulk job, which does nothing before it is [run](BulkJob::run). See the
    /// [module](self).
    ///
    /// It has a new id, or that of the [request](Session::with_request).
    ///
    /// # Errors
    ///
    /// As for [`bulk_as`](Self::bulk_as).
    pub fn bulk(&self, request: BulkRequest) -> Result<BulkJob<'a, S>, Error> {
        self.allow(Permission::ContactsView)?;
        let id = self.request.map_or_else(|| self.new_id(), |request| *request.as_uuid());
        self.bulk_as(JobId::new(id), request)
    }

    /// Begins a bulk job under this id, or goes on with the one that the same caller began under it
    /// with the same request.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`] and
    ///   [`Permission::ContactsModify`]: its totals tell what meets the query.
    /// - [`Error::NeitherFilterNorSearch`] if the query asks for every contact.
    /// - [`Error::NothingToUpdate`] if the patch mentions nothing.
    /// - [`Error::Invalid`] if no labels are given, or more than 100 to add or to remove; if the
    ///   patch fits no contact.
    /// - [`Error::RequestReused`] if anything else was done under this id.
    /// - [`Error::UnknownLabel`] if a label to give does not exist.
    /// - [`Error::Store`].
    pub fn bulk_as(&self, id: JobId, request: BulkRequest) -> Result<BulkJob<'a, S>, Error> {
        self.allow(Permission::ContactsView)?;
        self.allow(Permission::ContactsModify)?;
        request.check()?;
        BulkJob::begin(self, id, request)
    }

    /// The latest [`MAX_JOBS`] bulk jobs of this [`ContactBook`](super::ContactBook), newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] without [`Permission::ContactsView`].
    pub fn jobs(&self) -> Result<Vec<BulkReport>, Error> {
        self.allow(Permission::ContactsView)?;
        Ok(self.book.jobs.all())
    }

    /// The bulk job of this id, if it is among the [latest](Self::jobs).
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`].
    /// - [`Error::JobNotFound`].
    pub fn job(&self, id: JobId) -> Result<BulkReport, Error> {
        self.allow(Permission::ContactsView)?;
        self.book.jobs.get(id).ok_or(Error::JobNotFound(id))
    }
}
