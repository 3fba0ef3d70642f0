use std::collections::HashSet;
use std::ops::ControlFlow;

use super::decide::{Chunk, Means};
use super::report::{BulkReport, BulkStatus};
use super::request::{Action, BulkRequest};
use crate::book::attempt::Setback;
use crate::book::{Error, MAX_PAGE, Session, digest};
use crate::change::{ChangeSet, Commit, CommitError, Definition};
use crate::contact::ContactInfo;
use crate::id::{ChangeSetId, ContactId, JobId, derived};
use crate::label::{Label, LabelKey, is_system_label};
use crate::query::{ContactQuery, Start, Window, by};
use crate::record::RecordId;
use crate::store::Store;
use crate::time::Timestamp;

/// How many contacts a job commits at once, unless it is told otherwise.
pub const CHUNK: usize = 100;

/// A bulk job, between its chunks. See the [module](super).
#[derive(Debug)]
pub struct BulkJob<'a, S> {
    session: Session<'a, S>,
    request: BulkRequest,
    digest: u64,
    size: usize,
    /// INVARIANT (no commit of the job is unknown): the job has made so many commits, the last one
    /// before what is counted in the report was read.
    commits: u64,
    /// Contacts that were done by others than this run.
    done: HashSet<ContactId>,
    /// Where the next chunk begins.
    next: Start,
    /// A label that the job gives and that is gone for good.
    lost: Option<LabelKey>,
    report: BulkReport,
}

impl<'a, S: Store> BulkJob<'a, S> {
    pub(super) fn begin(
        session: &Session<'a, S>,
        id: JobId,
        request: BulkRequest,
    ) -> Result<Self, Error> {
        let report = BulkReport {
            id,
            job_type: request.job_type(),
            status: BulkStatus::New,
            started_date: Timestamp::EPOCH,
            finished_date: None,
            total_items: 0,
            success_total: 0,
            failed_total: 0,
            errors: Vec::new(),
            failures: Vec::new(),
        };
        let mut job = Self {
            session: session.with_request(ChangeSetId::new(*id.as_uuid())),
            digest: digest(("bulk", &request)),
            request,
            size: CHUNK,
            commits: 0,
            done: HashSet::new(),
            next: Start::First,
            lost: None,
            report,
        };
        let mut open = 0;
        job.catch_up(|commit, query| {
            open += commit.states().iter().filter(|contact| query.matches(contact)).count();
        })?;
        match job.commits {
            0 => job.check_definitions()?,
            _ => job.report.status = BulkStatus::Running,
        }
        job.look_ahead(open)?;
        job.publish();
        Ok(job)
    }

    /// Its id.
    pub fn id(&self) -> JobId {
        self.report.id
    }

    /// What it does.
    pub fn request(&self) -> &BulkRequest {
        &self.request
    }

    /// What became of it so far.
    pub fn report(&self) -> &BulkReport {
        &self.report
    }

    /// The same job, which commits so many contacts at once: from 1 to [`MAX_PAGE`], else
    /// [`CHUNK`].
    #[must_use]
    pub fn with_chunk(self, size: usize) -> Self {
        Self { size: size.clamp(1, MAX_PAGE), ..self }
    }

    /// Does what is left, and tells how far it is after each chunk. If it is told to stop then,
    /// what is done stays done, and the job can be run on.
    ///
    /// # Errors
    ///
    /// - [`Error::RequestReused`] if anything else is done under an id of the job.
    /// - [`Error::Busy`], [`Error::Store`]: the job can be run on.
    pub fn run(
        &mut self,
        mut progress: impl FnMut(&BulkReport) -> ControlFlow<()>,
    ) -> Result<&BulkReport, Error> {
        while !self.report.is_completed() {
            if progress(self.step()?).is_break() {
                break;
            }
        }
        Ok(&self.report)
    }

    /// Does the next chunk, or nothing if the job is completed.
    ///
    /// # Errors
    ///
    /// As for [`run`](Self::run); nothing is counted then.
    pub fn step(&mut self) -> Result<&BulkReport, Error> {
        if self.report.is_completed() {
            return Ok(&self.report);
        }
        self.report.status = BulkStatus::Running;
        let session = self.session.with_request(self.commit_id());
        let mut size = self.size;
        let mut attempt = || {
            let counted = self.attempt(size);
            // The smaller a chunk, the less likely somebody else is faster.
            size = (size / 2).max(1);
            counted
        };
        while !session.settle(&mut attempt)? {}
        self.publish();
        Ok(&self.report)
    }

    /// Decides on a chunk and commits it; whether it counts. It does not if the job was run on
    /// elsewhere: then what was done there is taken note of.
    fn attempt(&mut self, size: usize) -> Result<bool, Setback> {
        let session = self.session.with_request(self.commit_id());
        let window = Window { start: self.next.clone(), limit: size, total: false };
        let page = session.store().page(self.request.query(), &window)?.contacts;
        // They stand in the order of their creation.
        let old = page.partition_point(|contact| contact.created() <= self.report.started_date);
        let concerned = page[..old].iter().filter(|contact| !self.done.contains(contact.id()));
        let means = match &self.lost {
            Some(label) => Means::Lost(label),
            None => Means::read(&session, &self.request)?,
        };
        let chunk = means.decide(&session, concerned, self.changes(&session));
        if !self.commit(&session, &chunk)? {
            return Ok(false);
        }
        self.report.success_total += chunk.succeeded;
        chunk.failed.iter().for_each(|(contact, error)| self.report.fail(*contact, error));
        self.report.total_items = self.report.total_items.max(self.report.processed());
        match page.last() {
            Some(last) if old == size => {
                self.next = Start::After(self.request.query().sort().position(last));
            }
            _ => self.complete(),
        }
        Ok(true)
    }

    /// INVARIANT (each contact once): a chunk counts only if the job had no commit that was unknown
    /// when the chunk was read. A chunk that commits knows that by its id, which nothing else has;
    /// one that has nothing to commit looks for a commit of that id.
    fn commit(&mut self, session: &Session<'_, S>, chunk: &Chunk) -> Result<bool, Setback> {
        if chunk.changes.is_empty() {
            return Ok(!self.catch_up(|_, _| ())?);
        }
        let error = match session.commit(&chunk.changes) {
            Ok(_) => {
                self.commits += 1;
                return Ok(true);
            }
            Err(error) => error,
        };
        Err(Setback::Overtaken(match error {
            CommitError::KeyReuse(id) => match self.catch_up(|_, _| ())? {
                true => return Ok(false),
                false => return Err(Error::RequestReused(id).into()),
            },
            CommitError::Conflict(conflict) => conflict.record,
            CommitError::Taken { holder, .. } => RecordId::Contact(holder),
            CommitError::UnknownField { key, .. } => RecordId::Field(key),
            CommitError::UnknownLabel(key) => {
                if self.request.given_labels().contains(&key) && !self.has_label(&key)? {
                    self.lost = Some(key.clone());
                }
                RecordId::Label(key)
            }
            error => return Err(error.into()),
        }))
    }

    /// An empty change set for the next commit.
    ///
    /// INVARIANT (a job begins once): its first commit is made at the time at which it began, so
    /// that whoever goes on with it knows that.
    fn changes(&self, session: &Session<'_, S>) -> ChangeSet {
        let started = self.report.started_date;
        let at = if self.commits == 0 { started } else { session.now().max(started) };
        ChangeSet::new(self.commit_id(), at, self.request.cause())
            .with_audit(session.audit(self.digest))
    }

    /// The id of the commit of this number. The first is that of the job, as of any request.
    ///
    /// INVARIANT (commits can be found): the ids of a job's commits follow from its own, and none
    /// is left out. The salts are not those of the events of its first commit.
    fn commit_id(&self) -> ChangeSetId {
        let id = *self.report.id.as_uuid();
        ChangeSetId::new(if self.commits == 0 { id } else { derived(id, !self.commits) })
    }

    /// Takes note of the commits of this job that are not known yet; whether there are any.
    ///
    /// # Errors
    ///
    /// [`Error::RequestReused`] if one is of another request.
    fn catch_up(&mut self, mut see: impl FnMut(&Commit, &ContactQuery)) -> Result<bool, Error> {
        let before = self.commits;
        while let Some(commit) =
            self.session.with_request(self.commit_id()).made_before(self.digest)?
        {
            if self.commits == 0 {
                self.report.started_date = commit.at();
            }
            self.commits += 1;
            self.report.success_total += commit.events().len();
            self.done.extend(commit.events().iter().filter_map(|event| match event.record() {
                RecordId::Contact(id) => Some(id),
                RecordId::Label(_) | RecordId::Field(_) | RecordId::Segment(_) => None,
            }));
            see(&commit, self.request.query());
        }
        Ok(self.commits > before)
    }

    /// When the job began, and how many contacts are concerned: those that meet the query, of which
    /// so many are done.
    fn look_ahead(&mut self, open: usize) -> Result<(), Error> {
        let (query, store) = (self.request.query().clone(), self.session.store());
        let page = if self.commits == 0 {
            let newest_first = query.sorted(by::CREATED.descending());
            let page = store.page(&newest_first, &Window::first(1).with_total())?;
            // Clocks differ: what is there was created before.
            let newest = page.contacts.first().map(|contact| contact.created());
            self.report.started_date = self.session.now().max(newest.unwrap_or(Timestamp::EPOCH));
            page
        } else {
            // If the query has no room for one more condition, some who came later are counted.
            let begun = by::CREATED.le(self.report.started_date);
            let old = query.clone().with_filter(begun).unwrap_or(query);
            store.page(&old, &Window::count())?
        };
        let total = page.total.unwrap_or_default() + self.done.len();
        self.report.total_items = total.saturating_sub(open);
        Ok(())
    }

    fn complete(&mut self) {
        self.report.status = BulkStatus::Completed;
        self.report.total_items = self.report.processed();
        self.report.finished_date = Some(self.session.now().max(self.report.started_date));
    }

    /// What the request takes from the book.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownLabel`] if it gives a label that does not exist, [`Error::Invalid`] if its
    /// patch fits no contact, [`Error::Store`].
    fn check_definitions(&self) -> Result<(), Error> {
        for key in self.request.given_labels() {
            if !self.has_label(key)? {
                return Err(Error::UnknownLabel(key.clone()));
            }
        }
        match &self.request.action {
            Action::Update(patch) => {
                self.session.apply_part(&ContactInfo::default(), patch).map(drop)
            }
            Action::Delete | Action::Label { .. } => Ok(()),
        }
    }

    fn has_label(&self, key: &LabelKey) -> Result<bool, Error> {
        let live = |found: Option<Definition<Label>>| found.and_then(Definition::live).is_some();
        Ok(is_system_label(key) || live(self.session.store().label(key)?))
    }

    fn publish(&self) {
        self.session.book.jobs.remember(&self.report);
    }
}
