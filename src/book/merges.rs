use std::sync::Arc;

use super::attempt::Setback;
use super::reading::live;
use super::{Error, Session, digest};
use crate::access::Permission;
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
    /// seen, [commit the plan](Self::commit_merge). There is no limit to their number here; a call
    /// over the wire has one ([`MAX_SOURCES`](crate::wire::MAX_SOURCES)), which
    /// [`merge_by`](Self::merge_by) takes.
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
        let request = MergeRequest::new(*target, sources).with_revision(revision);
        self.merge_by(&request, &MergePolicy::default())
    }

    /// Merges as the request says, by a policy.
    ///
    /// # Errors
    ///
    /// As for [`merge`](Self::merge), [`Error::Unsettled`] if the policy leaves something to a
    /// person, and [`Error::Invalid`] if a value that it gives fits no extended field of the book.
    pub fn merge_by(
        &self,
        request: &MergeRequest,
        policy: &MergePolicy,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        self.allow(Permission::ContactsMerge)?;
        let digest = digest(("merge", request, policy));
        self.once(digest, Self::contact_of, || {
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
        self.preview_merge_by(&MergeRequest::new(*target, sources), &MergePolicy::default())
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

    /// Carries out a plan, if the target and every source are as the plan saw them. Labels and
    /// fields that were deleted since are left out.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsMerge`].
    /// - [`Error::Unsettled`] if the plan leaves something to a person.
    /// - [`Error::ContactAlreadyChanged`] if one of the contacts moved.
    /// - [`Error::ContactNotFound`] if one of them is gone.
    /// - [`Error::Invalid`] if a value that was chosen fits no extended field of the book.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn commit_merge(&self, plan: MergePlan) -> Result<Arc<Stored<Contact>>, Error> {
        self.allow(Permission::ContactsMerge)?;
        let seen: Vec<(ContactId, Revision)> = std::iter::once(plan.target())
            .chain(plan.sources())
            .map(|contact| (*contact.id(), contact.revision()))
            .collect();
        let digest = digest(("commit_merge", &seen, plan.outcome()));
        let (policy, mut plan) = (plan.policy().clone(), Some(plan));
        self.once(digest, Self::contact_of, || {
            let plan = match plan.take() {
                Some(plan) => plan,
                None => self.plan_again(&seen, &policy)?,
            };
            self.carry_out(plan, digest)
        })
    }

    fn plan(&self, request: &MergeRequest, policy: &MergePolicy) -> Result<MergePlan, Error> {
        let ids: Vec<ContactId> =
            std::iter::once(request.target).chain(request.sources.iter().copied()).collect();
        let slots = self.store().slots(&ids)?;
        Ok(merge::plan_request(request, &slots, policy, self.now())?)
    }

    /// The plan of these contacts once more, if they are as they were seen: labels and fields that
    /// were deleted since are gone from them, which changes no revision.
    fn plan_again(
        &self,
        seen: &[(ContactId, Revision)],
        policy: &MergePolicy,
    ) -> Result<MergePlan, Error> {
        let ids: Vec<ContactId> = seen.iter().map(|(id, _)| *id).collect();
        let slots = self.store().slots(&ids)?;
        let contacts = seen.iter().zip(slots).map(|((id, expected), slot)| {
            let contact = live(*id, slot)?;
            match contact.revision() {
                found if found == *expected => Ok(contact),
                found => Err(Error::ContactAlreadyChanged { id: *id, expected: *expected, found }),
            }
        });
        let contacts = contacts.collect::<Result<Vec<_>, Error>>()?;
        let (target, sources) = contacts.split_first().expect("a plan has a target");
        Ok(merge::plan(target, sources, policy, self.now())?)
    }

    fn carry_out(&self, plan: MergePlan, digest: u64) -> Result<Arc<Stored<Contact>>, Setback> {
        let id = self.request.unwrap_or_else(|| ChangeSetId::new(self.new_id()));
        let changes = plan.into_changes(id, self.now()).map_err(Error::from)?;
        let commit = self.commit(&changes.with_audit(self.audit(digest)))?;
        Ok(self.contact_of(&commit)?)
    }
}
