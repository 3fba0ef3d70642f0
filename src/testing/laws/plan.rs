//! Laws B1, B2, B7, B8, B9 and B13: what a plan is, as far as no store is needed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::content::grouping;
use super::view::{self, Leniency};
use super::{Broken, Holds, ensure, equal};
use crate::change::Write;
use crate::contact::Contact;
use crate::id::ChangeSetId;
use crate::merge::{self, Contributor, MergeField, MergePlan, MergePolicy, MergeRule, Refusal};
use crate::record::{Slot, Stored};
use crate::testing::generate::Call;
use crate::time::Timestamp;

/// Contacts of which the first is the target; with different ids, none protected.
pub type Group<'a> = &'a [Arc<Stored<Contact>>];

/// When all these merges happen.
const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

/// The plan to merge a group; a law is broken if that is refused.
pub fn planned(
    law: &'static str,
    group: Group<'_>,
    policy: &MergePolicy,
) -> Result<MergePlan, Broken> {
    merge::plan(&group[0], &group[1..], policy, NOW)
        .map_err(|refused| Broken { law, detail: refused.to_string() })
}

/// **Preview is the merge.** The change set puts what the preview shows, at the next revision, and
/// removes the sources, in order; the preview has the revision, dates and last activity that the
/// target has now; a plan with open disputes gives itself back. Nothing that was read changes.
pub fn b1_preview_is_the_merge(group: Group<'_>, policy: &MergePolicy) -> Holds {
    let law = "B1";
    let before: Vec<Stored<Contact>> = group.iter().map(|contact| (**contact).clone()).collect();
    let plan = planned(law, group, policy)?;
    let (preview, outcome) = (plan.preview(), plan.outcome().clone());
    let shown = Contact { last_activity: outcome.last_activity.clone(), ..preview.value().clone() };
    equal(law, &shown, &outcome, Leniency::NONE)?;
    let expected = Stored { value: preview.value().clone(), ..before[0].clone() };
    ensure(law, preview == expected, || "the preview's revision or dates are new".into())?;
    let activity = &before[0].last_activity;
    ensure(law, preview.last_activity == *activity, || "the preview's activity is new".into())?;
    match plan.into_changes(ChangeSetId::from_u128(1), NOW) {
        Err(unsettled) => {
            equal(law, unsettled.plan.outcome(), &outcome, Leniency::NONE)?;
            ensure(law, !unsettled.plan.open().is_empty(), || "nothing is open".into())?;
        }
        Ok(changes) => {
            let mut writes = changes.writes();
            let Some(Write::PutContact(after)) = writes.next() else {
                return ensure(law, false, || "the target is not put first".into());
            };
            equal(law, after.value(), &outcome, Leniency::NONE)?;
            let next = before[0].revision.next();
            ensure(law, after.revision == next, || format!("the revision is not {next}"))?;
            let into = Some(before[0].id);
            let removes = |(write, source): (Write<'_>, &Stored<Contact>)| matches!(write, Write::RemoveContact { id, into: to } if id == source.id && to == into);
            let all = writes.by_ref().zip(&before[1..]).all(removes) && writes.next().is_none();
            ensure(law, all, || "the writes do not remove the sources, in order".into())?;
        }
    }
    let untouched = group.iter().zip(&before).all(|(now, before)| **now == *before);
    ensure(law, untouched, || "planning changed a contact".into())
}

/// **Preview fails alike**: the same call in the same state is answered alike, whether for a
/// preview or a merge, and as if the contacts had been given.
pub fn b2_preview_fails_alike(call: &Call) -> Holds {
    let law = "B2";
    let plan = || merge::plan_request(&call.request, &call.slots, &MergePolicy::default(), NOW);
    let (preview, again) = (plan(), plan());
    let given: Vec<_> =
        call.slots.iter().filter_map(|slot| slot.as_ref()?.contact()).cloned().collect();
    match (preview, again) {
        (Err(one), Err(other)) => ensure(law, one == other, || format!("{one} is not {other}")),
        (Ok(one), Ok(other)) => {
            equal(law, one.outcome(), other.outcome(), Leniency::NONE)?;
            let direct = planned(law, &given, &MergePolicy::default())?;
            equal(law, one.outcome(), direct.outcome(), Leniency::NONE)
        }
        _ => ensure(law, false, || "refused once, planned once".into()),
    }
}

/// **Preconditions.** Every broken one is reported, each once, and no other; a call that breaks
/// none is planned. (Limits: [`a16`](super::order::a16_limits_refuse).)
pub fn b7_refusals_complete(call: &Call) -> Holds {
    let Call { request, slots } = call;
    let mut expected = BTreeSet::new();
    let count = request.sources.len();
    if count == 0 {
        expected.insert(Refusal::NoSource);
    }
    if let Some(max) = request.max_sources.filter(|max| *max < count) {
        expected.insert(Refusal::TooManySources { count, max });
    }
    match &slots[0] {
        Some(Slot::Contact(target)) => {
            let other = request.target_revision.filter(|revision| *revision != target.revision);
            expected.extend(other.map(|expected| {
                let found = target.revision;
                Refusal::TargetChanged { expected, found }
            }));
        }
        Some(Slot::Redirect { to }) => {
            expected.insert(Refusal::TargetMergedAway { id: request.target, into: *to });
        }
        Some(Slot::Deleted) | None => {
            expected.insert(Refusal::TargetNotFound(request.target));
        }
    }
    for (at, id) in request.sources.iter().copied().enumerate() {
        if id == request.target {
            expected.insert(Refusal::TargetAmongSources(id));
        }
        if request.sources[..at].contains(&id) {
            expected.insert(Refusal::RepeatedSource(id));
        }
        match &slots[at + 1] {
            Some(Slot::Contact(source)) => {
                let standing = source.standing();
                expected.extend(standing.is_member().then_some(Refusal::SourceIsMember(id)));
                let owner = standing.is_owner_or_contributor();
                expected.extend(owner.then_some(Refusal::SourceIsOwnerOrContributor(id)));
                let subscription = standing.billing_subscription;
                expected.extend(subscription.then_some(Refusal::SourceHasSubscription(id)));
            }
            Some(Slot::Redirect { to }) => {
                expected.insert(Refusal::SourceMergedAway { id, into: *to });
            }
            Some(Slot::Deleted) | None => {
                expected.insert(Refusal::SourceNotFound(id));
            }
        }
    }
    let expected: Vec<Refusal> = expected.into_iter().collect();
    let found = match merge::plan_request(request, slots, &MergePolicy::default(), NOW) {
        Ok(_) => Vec::new(),
        Err(refused) => refused.reasons().to_vec(),
    };
    ensure("B7", found == expected, || format!("refused for {found:?}, not for {expected:?}"))
}

/// **N-way is a sequence.** Merging all sources at once and one by one give equal contents.
pub fn b8_n_way_is_a_sequence(group: Group<'_>) -> Holds {
    let (law, policy) = ("B8", MergePolicy::default());
    let at_once = planned(law, group, &policy)?;
    let mut target = Arc::clone(&group[0]);
    for source in &group[1..] {
        let one = planned(law, &[Arc::clone(&target), Arc::clone(source)], &policy)?;
        target = merged(&target, &one);
    }
    equal(law, at_once.outcome(), target.value(), Leniency::NONE)
}

/// **Grouping.** Merging the last contact into the one before it, and that into the target with
/// the others, gives the same content as merging all at once (ids and groups as in A7).
pub fn b9_grouping(group: Group<'_>) -> Holds {
    let (law, policy) = ("B9", MergePolicy::default());
    let [first @ .., before, last] = group else { return Ok(()) };
    if first.is_empty() {
        return Ok(());
    }
    let inner = planned(law, &[Arc::clone(before), Arc::clone(last)], &policy)?;
    let grouped: Vec<_> = first.iter().cloned().chain([merged(before, &inner)]).collect();
    let contents: Vec<&Contact> = group.iter().map(|contact| contact.value()).collect();
    let (left, right) = (planned(law, group, &policy)?, planned(law, &grouped, &policy)?);
    equal(law, left.outcome(), right.outcome(), grouping(&contents))
}

fn merged(target: &Stored<Contact>, plan: &MergePlan) -> Arc<Stored<Contact>> {
    let Stored { id, revision, created, .. } = target.clone();
    Arc::new(Stored::restored(id, revision.next(), created, NOW, plan.outcome().clone()))
}

/// **Overrides are local.** Settling a field changes that field only, and nothing if the choice
/// does not fit; a given value is then there and traced to the caller; settling is planning with
/// that rule; and nothing is lost.
pub fn b13_override_is_local(group: Group<'_>, field: &MergeField, rule: &MergeRule) -> Holds {
    let law = "B13";
    let before = planned(law, group, &MergePolicy::default())?;
    let mut after = before.clone();
    if after.settle(field, rule.clone()).is_err() {
        let same = after.outcome() == before.outcome() && after.open() == before.open();
        return ensure(law, same, || "a choice that fits nothing changed the plan".into());
    }
    let (mut left, mut right) = (before.outcome().clone(), after.outcome().clone());
    blank(field, &mut left);
    blank(field, &mut right);
    equal(law, &left, &right, Leniency::NONE)?;
    let path = field.to_string();
    if let Some(trace) = after.trace().iter().find(|trace| trace.path == path)
        && trace.from == Contributor::Caller
    {
        let MergeRule::Value(value) = rule else {
            return ensure(law, false, || format!("{path} is the caller's without a value"));
        };
        let there = view::singles(after.outcome().info()).contains_key(&path);
        ensure(law, there && trace.value == value.to_string(), || {
            format!("{path} is {}, not {value}", trace.value)
        })?;
    }
    let replanned = MergePolicy::default().with_rule(field.clone(), rule.clone());
    let replanned = planned(law, group, &replanned)?;
    equal(law, after.outcome(), replanned.outcome(), Leniency::NONE)?;
    let alike = after.disputes() == replanned.disputes()
        && after.trace() == replanned.trace()
        && after.open() == replanned.open();
    ensure(law, alike, || "settling is not planning with that rule".into())?;
    super::trace::nothing_lost(&after)
}

/// Leaves nothing at a field.
fn blank(field: &MergeField, contact: &mut Contact) {
    let info = &mut contact.info;
    match field {
        MergeField::FirstName => info.first = None,
        MergeField::LastName => info.last = None,
        MergeField::Company => info.company = None,
        MergeField::JobTitle => info.job_title = None,
        MergeField::Birthdate => info.birthdate = None,
        MergeField::Locale => info.locale = None,
        MergeField::Picture => info.picture = None,
        MergeField::Assignees => info.assignees.clear(),
        MergeField::Extended(key) => info.fields.retain(|(known, _)| known != key),
    }
}
