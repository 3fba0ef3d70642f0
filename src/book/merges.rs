use std::sync::Arc;

use super::{Error, Session, digest};
use crate::access::Permission;
use crate::change::CommitError;
use crate::contact::Contact;
use crate::id::{ChangeSetId, ContactId};
use crate::merge::{self, MergePlan, MergePolicy, MergeRequest};
use crate::record::{Revision, Stored};
use crate::store::Store;

impl<S: Store> Session<'_, S> {
    /// Merges `sources`, in order, into `target`, which must be at the revision that the caller
    /// knows. The sources are gone afterwards, and getting them gets the target. Irreversible:
    /// [preview](Self::preview_merge) first.
    ///
    /// The sources are taken as they are at the commit. For a merge that is bound to what was
    /// seen, [commit the plan](Self::commit_merge).
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsMerge`].
    /// - [`Error::MergeRefused`] with every reason.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn merge(
        &self,
        target: &ContactId,
        revision: Revision,
        sources: &[ContactId],
    ) -> Result<Arc<Stored<Contact>>, Error> {
        let request = MergeRequest {
            target: *target,
            sources: sources.to_vec(),
            target_revision: Some(revision),
            max_sources: None,
        };
        self.merge_by(&request, &MergePolicy::default())
    }

    /// Merges as the request says, by a policy.
    ///
    /// # Errors
    ///
    /// As for [`merge`](Self::merge), and [`Error::Unsettled`] if the policy leaves something to a
    /// person.
    pub fn merge_by(
        &self,
        request: &MergeRequest,
        policy: &MergePolicy,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        self.allow(Permission::ContactsMerge)?;
        let digest = digest(("merge", request, policy));
        if let Some(commit) = self.made_before(digest)? {
            return self.contact_of(&commit);
        }
        self.settle(|| {
            let plan = self.plan(request, policy)?;
            self.carry_out(plan, digest)
        })
    }

    /// What [`merge`](Self::merge) would do now: the same plan. Nothing is written.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsMerge`].
    /// - [`Error::MergeRefused`] with every reason for which a merge would be refused.
    /// - [`Error::Store`].
    pub fn preview_merge(
        &self,
        target: &ContactId,
        sources: &[ContactId],
    ) -> Result<MergePlan, Error> {
        let request = MergeRequest {
            target: *target,
            sources: sources.to_vec(),
            target_revision: None,
            max_sources: None,
        };
        self.preview_merge_by(&request, &MergePolicy::default())
    }

    /// What [`merge_by`](Self::merge_by) would do now: the same plan. Nothing is written.
    ///
    /// # Errors
    ///
    /// As for [`preview_merge`](Self::preview_merge).
    pub fn preview_merge_by(
        &self,
        request: &MergeRequest,
        policy: &MergePolicy,
    ) -> Result<MergePlan, Error> {
        self.allow(Permission::ContactsMerge)?;
        self.plan(request, policy)
    }

    /// Carries out a plan, if the target and every source are as the plan saw them.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsMerge`].
    /// - [`Error::Unsettled`] if the plan leaves something to a person.
    /// - [`Error::ContactAlreadyChanged`] if one of the contacts moved.
    /// - [`Error::ContactNotFound`] if one of them is gone.
    /// - [`Error::RequestReused`], [`Error::Store`].
    pub fn commit_merge(&self, plan: MergePlan) -> Result<Arc<Stored<Contact>>, Error> {
        self.allow(Permission::ContactsMerge)?;
        let revisions: Vec<(ContactId, Revision)> = std::iter::once(plan.target())
            .chain(plan.sources())
            .map(|contact| (*contact.id(), contact.revision()))
            .collect();
        let digest = digest(("commit_merge", &revisions, plan.outcome()));
        if let Some(commit) = self.made_before(digest)? {
            return self.contact_of(&commit);
        }
        self.carry_out(plan, digest).map_err(|error| match error {
            Error::Busy(crate::record::RecordId::Contact(id)) => {
                let known = revisions.iter().find(|(contact, _)| *contact == id);
                let expected = known.map_or(Revision::FIRST, |(_, revision)| *revision);
                let found = self.live(id).map_or(expected, |contact| contact.revision());
                Error::ContactAlreadyChanged { id, expected, found }
            }
            error => error,
        })
    }

    fn plan(&self, request: &MergeRequest, policy: &MergePolicy) -> Result<MergePlan, Error> {
        let ids: Vec<ContactId> =
            std::iter::once(request.target).chain(request.sources.iter().copied()).collect();
        let slots = self.store().slots(&ids)?;
        Ok(merge::plan_request(request, &slots, policy, self.now())?)
    }

    fn carry_out(&self, plan: MergePlan, digest: u64) -> Result<Arc<Stored<Contact>>, Error> {
        let id = self.request.unwrap_or_else(|| ChangeSetId::new(self.new_id()));
        let audit = self.audit(digest);
        let changes = plan.into_changes(id, self.now())?.with_audit(audit);
        match self.commit(&changes) {
            Ok(commit) => self.contact_of(&commit),
            // A label or field went between reading and committing: it is gone from the contacts
            // by now, so decide again.
            Err(CommitError::UnknownLabel(key)) => {
                Err(Error::Busy(crate::record::RecordId::Label(key)))
            }
            Err(CommitError::UnknownField { key, .. }) => {
                Err(Error::Busy(crate::record::RecordId::Field(key)))
            }
            Err(error) => Err(error.into()),
        }
    }
}
