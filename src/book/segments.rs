use std::sync::Arc;

use super::attempt::first;
use super::{Error, Session, digest, subject};
use crate::access::Permission;
use crate::change::{Cause, Commit, Definition};
use crate::id::{ContactId, SegmentId};
use crate::query::ContactQuery;
use crate::record::{RecordId, Stored};
use crate::segment::{Segment, SegmentName};
use crate::store::Store;

impl<S: Store> Session<'_, S> {
    /// Keeps a query under a name; several segments may have the same. Its members are those who
    /// meet the query, at any time: [`contacts`](Self::contacts) lists and
    /// [`count`](Self::count) counts them, given the segment's query.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsModify`].
    /// - [`Error::SegmentsQuotaReached`] if there is no room.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn save_segment(
        &self,
        name: SegmentName,
        query: ContactQuery,
    ) -> Result<Arc<Stored<Segment>>, Error> {
        self.allow(Permission::ContactsModify)?;
        let digest = digest(("save_segment", &name, &query));
        self.once(digest, Self::segment_of, || {
            let mut changes = self.changes(Cause::Create, digest);
            let segment = Segment::new(name.clone(), query.clone());
            first(changes.create_segment(SegmentId::new(self.new_id()), segment));
            changes.require_segment_room(self.book.quotas.segments);
            Ok(self.segment_of(&self.commit(&changes)?)?)
        })
    }

    /// The segment of this id.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`].
    /// - [`Error::SegmentNotFound`], [`Error::Store`].
    pub fn segment(&self, id: &SegmentId) -> Result<Arc<Stored<Segment>>, Error> {
        self.allow(Permission::ContactsView)?;
        self.find_segment(id)
    }

    /// All segments, in the order in which they were made.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`].
    /// - [`Error::Store`].
    pub fn segments(&self) -> Result<Vec<Arc<Stored<Segment>>>, Error> {
        self.allow(Permission::ContactsView)?;
        Ok(self.store().segments()?)
    }

    /// The segments that a contact is a member of, in the order in which they were made.
    ///
    /// These are segments of the book; what the host says with
    /// [`set_segments`](Self::set_segments) is kept beside them and not asked.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`].
    /// - [`Error::ContactNotFound`] if there is none, or it was merged away.
    /// - [`Error::Store`].
    pub fn segments_of(&self, contact: &ContactId) -> Result<Vec<SegmentId>, Error> {
        self.allow(Permission::ContactsView)?;
        let contact = self.live(*contact)?;
        let segments = self.store().segments()?;
        let met = segments.iter().filter(|segment| segment.query.matches(&contact));
        Ok(met.map(|segment| *segment.id()).collect())
    }

    /// Gives a segment another name.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsModify`].
    /// - [`Error::SegmentNotFound`] if there is none.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn rename_segment(
        &self,
        id: &SegmentId,
        name: SegmentName,
    ) -> Result<Arc<Stored<Segment>>, Error> {
        let digest = digest(("rename_segment", id, &name));
        self.redefine(id, digest, |before| Segment { name: name.clone(), ..before.clone() })
    }

    /// Gives a segment another query, and so other members.
    ///
    /// # Errors
    ///
    /// As for [`rename_segment`](Self::rename_segment).
    pub fn change_segment(
        &self,
        id: &SegmentId,
        query: ContactQuery,
    ) -> Result<Arc<Stored<Segment>>, Error> {
        let digest = digest(("change_segment", id, &query));
        self.redefine(id, digest, |before| Segment { query: query.clone(), ..before.clone() })
    }

    /// Deletes a segment; its members stay as they are. Its id is not used again.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsModify`].
    /// - [`Error::SegmentNotFound`] if there is none.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn delete_segment(&self, id: &SegmentId) -> Result<(), Error> {
        self.allow(Permission::ContactsModify)?;
        let digest = digest(("delete_segment", id));
        self.once(digest, Self::done, || {
            let segment = self.find_segment(id)?;
            let mut changes = self.changes(Cause::Delete, digest);
            first(changes.delete_segment(&segment));
            self.commit(&changes)?;
            Ok(())
        })
    }

    fn redefine(
        &self,
        id: &SegmentId,
        digest: u64,
        change: impl Fn(&Segment) -> Segment,
    ) -> Result<Arc<Stored<Segment>>, Error> {
        self.allow(Permission::ContactsModify)?;
        self.once(digest, Self::segment_of, || {
            let before = self.find_segment(id)?;
            let mut changes = self.changes(Cause::Update, digest);
            if !first(changes.update_segment(&before, change(&before))) {
                return Ok(before);
            }
            Ok(self.segment_of(&self.commit(&changes)?)?)
        })
    }

    fn find_segment(&self, id: &SegmentId) -> Result<Arc<Stored<Segment>>, Error> {
        match self.store().segment(id)? {
            Some(Definition::Live(segment)) => Ok(segment),
            Some(Definition::Deleted) | None => Err(Error::SegmentNotFound(*id)),
        }
    }

    /// The segment that a commit put.
    fn segment_of(&self, commit: &Commit) -> Result<Arc<Stored<Segment>>, Error> {
        match subject(commit) {
            Some(RecordId::Segment(id)) => match commit.segment(&id) {
                Some(segment) => Ok(Arc::clone(segment)),
                None => self.find_segment(&id),
            },
            _ => Err(Error::RequestReused(commit.id())),
        }
    }
}
