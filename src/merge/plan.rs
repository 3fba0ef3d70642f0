use std::sync::Arc;

use super::field::MergeField;
use super::policy::MergePolicy;
use super::refusal::{Refusal, Refused};
use super::trace::{self, Dispute, Trace};
use super::unite;
use crate::change::{Cause, ChangeSet};
use crate::contact::{Activity, ActivityType, Contact};
use crate::id::{ChangeSetId, ContactId};
use crate::record::{Revision, Slot, Stored};
use crate::time::Timestamp;

/// A proposal to merge: what the target would hold, why, and what was set aside.
///
/// It knows the revisions of the target and of every source; committing it is refused if one of
/// them moved.
#[derive(Clone, Debug)]
pub struct MergePlan {
    pub(super) target: Arc<Stored<Contact>>,
    pub(super) sources: Vec<Arc<Stored<Contact>>>,
    pub(super) policy: MergePolicy,
    pub(super) outcome: Contact,
    /// Fields that the policy leaves to a person and on which the contributors differ.
    pub(super) open: Vec<MergeField>,
}

/// Which contacts to merge, by id, as the wire says it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MergeRequest {
    /// The contact that stays.
    pub target: ContactId,
    /// The contacts that are folded in, in order.
    pub sources: Vec<ContactId>,
    /// The revision of the target that the caller knows, if the call asks for one.
    pub target_revision: Option<Revision>,
    /// How many sources the call allows, if it limits them.
    pub max_sources: Option<usize>,
}

impl MergeRequest {
    /// These sources, in order, into this target: whatever its revision, however many they are.
    pub fn new(target: ContactId, sources: &[ContactId]) -> Self {
        Self { target, sources: sources.to_vec(), target_revision: None, max_sources: None }
    }

    /// The same, if the target is at this revision.
    #[must_use]
    pub fn with_revision(self, revision: Revision) -> Self {
        Self { target_revision: Some(revision), ..self }
    }

    /// The same, if there are no more sources than these.
    #[must_use]
    pub fn with_max_sources(self, max: usize) -> Self {
        Self { max_sources: Some(max), ..self }
    }
}

/// A rule that decides nothing for a field of this plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the choice for {field} fits no value that it could have here")]
pub struct Unfit {
    /// The field.
    pub field: MergeField,
}

/// A plan that leaves something open.
#[derive(Clone, Debug, thiserror::Error)]
#[error("a person has to choose: {}", self.fields())]
pub struct Unsettled {
    /// The plan; settle it and try again.
    pub plan: Box<MergePlan>,
}

impl Unsettled {
    fn fields(&self) -> String {
        self.plan.open.iter().map(MergeField::to_string).collect::<Vec<_>>().join(", ")
    }
}

/// Plans the merge of `sources`, in order, into `target`.
///
/// # Errors
///
/// [`Refused`] with every reason: no source; the target among the sources; a source given twice;
/// a protected source; a result over a limit.
pub fn plan(
    target: &Arc<Stored<Contact>>,
    sources: &[Arc<Stored<Contact>>],
    policy: &MergePolicy,
    now: Timestamp,
) -> Result<MergePlan, Refused> {
    let mut reasons = Vec::new();
    if sources.is_empty() {
        reasons.push(Refusal::NoSource);
    }
    check_ids(target.id, sources.iter().map(|source| source.id), &mut reasons);
    check_protection(sources, &mut reasons);
    propose(target, sources, policy, now, reasons)
}

/// Plans a merge by id. `slots` are what stands at the target's id and at that of each source, in
/// the order of the request.
///
/// # Errors
///
/// [`Refused`] with every reason: those of [`plan`], and too many sources, a target or source that
/// does not exist or was merged away, a target that is not at the revision given.
pub fn plan_request(
    request: &MergeRequest,
    slots: &[Option<Slot>],
    policy: &MergePolicy,
    now: Timestamp,
) -> Result<MergePlan, Refused> {
    let mut reasons = Vec::new();
    let count = request.sources.len();
    if count == 0 {
        reasons.push(Refusal::NoSource);
    }
    if let Some(max) = request.max_sources.filter(|max| count > *max) {
        reasons.push(Refusal::TooManySources { count, max });
    }
    check_ids(request.target, request.sources.iter().copied(), &mut reasons);

    let slot = |at: usize| slots.get(at).and_then(Option::as_ref);
    let target = match slot(0) {
        Some(Slot::Contact(target)) => Some(target),
        Some(Slot::Redirect { to }) => {
            reasons.push(Refusal::TargetMergedAway { id: request.target, into: *to });
            None
        }
        Some(Slot::Deleted) | None => {
            reasons.push(Refusal::TargetNotFound(request.target));
            None
        }
    };
    if let (Some(target), Some(expected)) = (target, request.target_revision)
        && target.revision != expected
    {
        reasons.push(Refusal::TargetChanged { expected, found: target.revision });
    }
    let mut sources = Vec::with_capacity(count);
    for (at, id) in request.sources.iter().enumerate() {
        match slot(at + 1) {
            Some(Slot::Contact(source)) => sources.push(Arc::clone(source)),
            Some(Slot::Redirect { to }) => {
                reasons.push(Refusal::SourceMergedAway { id: *id, into: *to });
            }
            Some(Slot::Deleted) | None => reasons.push(Refusal::SourceNotFound(*id)),
        }
    }
    check_protection(&sources, &mut reasons);
    match target {
        Some(target) => propose(target, &sources, policy, now, reasons),
        None => Err(Refused::from_reasons(reasons).expect("a missing target is a reason")),
    }
}

/// Reports the reasons, together with those that only show in the outcome; or proposes that.
fn propose(
    target: &Arc<Stored<Contact>>,
    sources: &[Arc<Stored<Contact>>],
    policy: &MergePolicy,
    now: Timestamp,
    mut reasons: Vec<Refusal>,
) -> Result<MergePlan, Refused> {
    let joined = unite::join(&target.value, sources.iter().map(|source| &source.value));
    let mut outcome = match joined {
        Ok(outcome) if reasons.is_empty() => outcome,
        Ok(_) => return Err(Refused::from_reasons(reasons).expect("there is a reason")),
        Err(over) => {
            reasons.extend(over);
            return Err(Refused::from_reasons(reasons).expect("there is a reason"));
        }
    };
    outcome.last_activity = Activity::new(ActivityType::CONTACT_MERGED, now);
    let mut plan = MergePlan {
        target: Arc::clone(target),
        sources: sources.to_vec(),
        policy: policy.clone(),
        outcome,
        open: Vec::new(),
    };
    if !policy.is_default() {
        plan.follow_policy();
    }
    Ok(plan)
}

fn check_ids(
    target: ContactId,
    sources: impl Iterator<Item = ContactId> + Clone,
    reasons: &mut Vec<Refusal>,
) {
    for (at, id) in sources.clone().enumerate() {
        if id == target {
            reasons.push(Refusal::TargetAmongSources(id));
        }
        if sources.clone().take(at).any(|earlier| earlier == id) {
            reasons.push(Refusal::RepeatedSource(id));
        }
    }
}

/// INVARIANT (protected contacts only as target): members, owners and contributors, and holders
/// of a billing subscription are never a source.
fn check_protection(sources: &[Arc<Stored<Contact>>], reasons: &mut Vec<Refusal>) {
    for source in sources {
        let standing = source.standing();
        if standing.is_member() {
            reasons.push(Refusal::SourceIsMember(source.id));
        }
        if standing.is_owner_or_contributor() {
            reasons.push(Refusal::SourceIsOwnerOrContributor(source.id));
        }
        if standing.billing_subscription {
            reasons.push(Refusal::SourceHasSubscription(source.id));
        }
    }
}

impl MergePlan {
    /// The contact that stays.
    pub fn target(&self) -> &Arc<Stored<Contact>> {
        &self.target
    }

    /// The contacts that are folded in, in order.
    pub fn sources(&self) -> &[Arc<Stored<Contact>>] {
        &self.sources
    }

    /// What decided.
    pub fn policy(&self) -> &MergePolicy {
        &self.policy
    }

    /// What the target would hold.
    pub fn outcome(&self) -> &Contact {
        &self.outcome
    }

    /// The target as the merge would leave it, for showing: its revision, date of change and last
    /// activity are the present ones, since nothing was written.
    pub fn preview(&self) -> Stored<Contact> {
        let mut value = self.outcome.clone();
        value.last_activity = self.target.last_activity.clone();
        Stored { value, ..(*self.target).clone() }
    }

    /// Where every value of the outcome comes from, by which rule, and what it beat.
    pub fn trace(&self) -> Vec<Trace> {
        trace::trace(self)
    }

    /// The single values on which the contributors differ: who won, who lost, and why.
    pub fn disputes(&self) -> Vec<Dispute> {
        trace::disputes(self)
    }

    /// The change set that carries out this plan.
    ///
    /// # Errors
    ///
    /// [`Unsettled`], which gives the plan back, while a person has to choose.
    pub fn into_changes(self, id: ChangeSetId, now: Timestamp) -> Result<ChangeSet, Unsettled> {
        if !self.open.is_empty() {
            return Err(Unsettled { plan: Box::new(self) });
        }
        let mut changes = ChangeSet::new(id, now, Cause::Merge);
        changes
            .merge(&self.target, self.outcome, &self.sources)
            .expect("target and sources were checked to be different contacts");
        Ok(changes)
    }

    /// All contributors, in order.
    pub(super) fn contributors(&self) -> impl Iterator<Item = &Stored<Contact>> + Clone {
        std::iter::once(&*self.target).chain(self.sources.iter().map(|source| &**source))
    }
}
