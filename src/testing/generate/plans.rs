use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::{Strategy, any};

use super::pools::POOLS;
use super::{BYTES, Dice, stored_from};
use crate::contact::Contact;
use crate::id::ContactId;
use crate::merge::{MergeField, MergePolicy, MergeRequest, MergeRule, MergeValue};
use crate::record::{Revision, Slot, Stored};

/// Stored contacts of which the first may be a target and the others its sources.
pub type Group = Vec<Arc<Stored<Contact>>>;

/// A merge by id, good or bad, and what stands at its ids.
#[derive(Clone, Debug)]
pub struct Call {
    /// What is asked for.
    pub request: MergeRequest,
    /// What stands at the target's id and at that of each source.
    pub slots: Vec<Option<Slot>>,
}

/// From two to `max` stored contacts with different ids, none of them protected, so that they can
/// be merged in any way.
pub fn group(max: usize) -> impl Strategy<Value = Group> + Clone {
    vec(vec(any::<u8>(), BYTES + 8), 2..=max).prop_map(|bytes| group_from(&bytes))
}

/// The group that these bytes make, one contact for each slice.
pub fn group_from(bytes: &[Vec<u8>]) -> Group {
    let contact = |(at, bytes): (usize, &Vec<u8>)| {
        let id = ContactId::from_u128(1 + at as u128);
        let mut stored = stored_from(&mut Dice::new(bytes), id);
        Arc::make_mut(&mut stored).value.standing = <_>::default();
        stored
    };
    bytes.iter().enumerate().map(contact).collect()
}

/// A policy for contacts of ids 1 to 4: few rules, each of every kind.
pub fn policy() -> impl Strategy<Value = MergePolicy> + Clone {
    vec(any::<u8>(), 32).prop_map(|bytes| policy_from(&mut Dice::new(&bytes)))
}

/// The policy that these bytes make.
pub fn policy_from(dice: &mut Dice<'_>) -> MergePolicy {
    let mut policy = MergePolicy::default();
    for _ in 0..dice.up_to(5) {
        let (field, rule) = rule_from(dice);
        policy = policy.with_rule(field, rule);
    }
    // One value for whatever field there is would depend on who has which fields.
    match rule_from(dice) {
        (_, MergeRule::Value(_)) => policy,
        (_, otherwise) => policy.with_rule_otherwise(otherwise),
    }
}

/// A field and a rule for it.
pub fn rule() -> impl Strategy<Value = (MergeField, MergeRule)> + Clone {
    vec(any::<u8>(), 8).prop_map(|bytes| rule_from(&mut Dice::new(&bytes)))
}

fn rule_from(dice: &mut Dice<'_>) -> (MergeField, MergeRule) {
    let key = dice.one_of(&POOLS.fields).0.clone();
    let field = match dice.up_to(4) {
        0 => MergeField::Company,
        1 => MergeField::LastName,
        2 => MergeField::Birthdate,
        3 => MergeField::Assignees,
        _ => MergeField::Extended(key),
    };
    let rule = match dice.up_to(6) {
        0 => MergeRule::TargetFirst,
        1 => MergeRule::Newest,
        2 => MergeRule::MostComplete,
        3 => MergeRule::Ask,
        4 => MergeRule::From(ContactId::from_u128(1 + dice.up_to(4) as u128)),
        _ => MergeRule::Value(value_from(dice)),
    };
    (field, rule)
}

/// A value that may fit a field, or not.
fn value_from(dice: &mut Dice<'_>) -> MergeValue {
    match dice.up_to(3) {
        0 => MergeValue::Line(dice.one_of(&POOLS.companies).clone()),
        1 => MergeValue::Date(*dice.one_of(&POOLS.birthdates)),
        2 => MergeValue::Users(dice.maybe(&POOLS.assignees).unwrap_or_default()),
        _ => MergeValue::Field(dice.one_of(&dice.clone().one_of(&POOLS.fields).1).clone()),
    }
}

/// Calls of which most have something wrong, often several things: no source, too many, the
/// target among the sources, a source twice, ids that are unknown, deleted or merged away, another
/// revision of the target, protected sources.
pub fn call() -> impl Strategy<Value = Call> + Clone {
    vec(any::<u8>(), 6 * BYTES).prop_map(|bytes| call_from(&mut Dice::new(&bytes)))
}

fn call_from(dice: &mut Dice<'_>) -> Call {
    // The book: what stands at each of six ids.
    let book: Vec<Option<Slot>> = (0..6).map(|id| slot_from(dice, id)).collect();
    let target = dice.up_to(5);
    let sources: Vec<usize> = (0..dice.up_to(4)).map(|_| dice.up_to(5)).collect();
    let id = |at: &usize| ContactId::from_u128(*at as u128);
    let request = MergeRequest {
        target: id(&target),
        sources: sources.iter().map(id).collect(),
        target_revision: dice.maybe(&[Revision::new(1), Revision::new(2)]),
        max_sources: dice.maybe(&[2, 5]),
    };
    let slots = std::iter::once(&target).chain(&sources).map(|at| book[*at].clone()).collect();
    Call { request, slots }
}

fn slot_from(dice: &mut Dice<'_>, id: u128) -> Option<Slot> {
    match dice.up_to(9) {
        7 => None,
        8 => Some(Slot::Deleted),
        9 => Some(Slot::Redirect { to: ContactId::from_u128(dice.up_to(5) as u128) }),
        _ => {
            // Often protected, or calls would be refused for other reasons only.
            let mut stored = stored_from(dice, ContactId::from_u128(id));
            Arc::make_mut(&mut stored).value.standing.billing_subscription |= dice.once_in(3);
            Some(Slot::Contact(stored))
        }
    }
}
