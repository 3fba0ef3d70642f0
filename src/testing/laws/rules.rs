//! Laws A17 and A18: who survives is a function of the contributors, and ties end.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Holds, ensure};
use crate::contact::Contact;
use crate::id::ContactId;
use crate::merge::{self, Contributor, MergeField, MergePolicy, MergeRule};
use crate::record::Stored;
use crate::time::Timestamp;

/// Contributors in order, the target first.
pub type Contributors<'a> = &'a [Arc<Stored<Contact>>];

/// Whose company survives, if any contributor has one.
pub type Choose<'a> = &'a dyn Fn(Contributors<'_>) -> Option<ContactId>;

/// Whose company survives by this rule of the crate, as a plan says it.
pub fn by_rule(rule: MergeRule) -> impl Fn(Contributors<'_>) -> Option<ContactId> {
    let policy = MergePolicy::default().with_rule(MergeField::Company, rule);
    move |contributors| {
        let (target, sources) = contributors.split_first()?;
        if sources.is_empty() {
            return target.info().company().map(|_| target.id);
        }
        let plan = merge::plan(target, sources, &policy, Timestamp::EPOCH).ok()?;
        let company = plan.trace().into_iter().find(|trace| trace.path == "info.company")?;
        match company.from {
            Contributor::Contact(id) => Some(id),
            Contributor::Caller => None,
        }
    }
}

/// Whose company survives if the most frequent one does, the first of equally frequent ones: a
/// popular rule that breaks A17, since what is frequent among all need not be frequent in parts.
pub fn most_frequent(contributors: Contributors<'_>) -> Option<ContactId> {
    let companies = || contributors.iter().filter_map(|contact| contact.info().company());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    companies().for_each(|company| *counts.entry(company).or_default() += 1);
    let most = counts.values().max()?;
    let winner = contributors
        .iter()
        .find(|contact| contact.info().company().is_some_and(|own| counts[own] == *most));
    winner.map(|contact| contact.id)
}

/// **Survivorship is a function of contributors**: choosing among all is choosing among those that
/// were chosen in each part. Only then may a rule be followed merge by merge.
pub fn a17_survivorship(choose: Choose<'_>, x: Contributors<'_>, y: Contributors<'_>) -> Holds {
    let all: Vec<_> = x.iter().chain(y).cloned().collect();
    let of = |part: Contributors<'_>| {
        let winner = choose(part);
        part.iter().find(|contact| Some(contact.id) == winner).cloned()
    };
    let chosen: Vec<_> = of(x).into_iter().chain(of(y)).collect();
    let (at_once, in_parts) = (choose(&all), choose(&chosen));
    ensure("A17", at_once == in_parts, || {
        format!("among all, {at_once:?} survives; part by part, {in_parts:?}")
    })
}

/// **Ties end**: the same contributors give the same survivor, and another contributor at the end
/// that differs from the survivor in nothing but its id does not take its place.
pub fn a18_ties_end(choose: Choose<'_>, contributors: Contributors<'_>) -> Holds {
    let winner = choose(contributors);
    ensure("A18", choose(contributors) == winner, || format!("once {winner:?}, once another"))?;
    let Some(twin) = contributors.iter().find(|contact| Some(contact.id) == winner) else {
        return Ok(());
    };
    let mut twin = Stored::clone(twin);
    twin.id = ContactId::from_u128(u128::MAX);
    let with_twin: Vec<_> = contributors.iter().cloned().chain([Arc::new(twin)]).collect();
    let now = choose(&with_twin);
    ensure("A18", now == winner, || format!("{now:?} took the place of {winner:?}"))
}
