//! Law A19 and what a plan says of values that are not in its outcome.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::plan::{Group, planned};
use super::view;
use super::{Holds, ensure};
use crate::contact::{Contact, Entry, Image, MatchKey, Tagged};
use crate::id::ContactId;
use crate::merge::{Contributor, MergePlan, MergePolicy, MergeRule, Trace};
use crate::record::Stored;
use crate::testing::generate::empty;

/// **Nothing lost.** Every value that a contributor has is in the outcome, at its path, or in the
/// trace, as beaten, with whose it was; and what is said to be beaten is not in the outcome.
pub fn nothing_lost(plan: &MergePlan) -> Holds {
    let law = "nothing lost";
    let (outcome, trace) = (shown(plan.outcome()), plan.trace());
    let beaten: BTreeSet<(String, ContactId, &str)> = trace
        .iter()
        .flat_map(|trace| {
            let beat = trace.beat.iter();
            beat.map(|beaten| (list_of(&trace.path), beaten.from, beaten.value.as_str()))
        })
        .collect();
    let contributors = std::iter::once(plan.target()).chain(plan.sources());
    for contributor in contributors {
        for value in shown(contributor) {
            let lost = !outcome.contains(&value);
            let (path, text) = &value;
            let told = beaten.contains(&(path.clone(), contributor.id, text.as_str()));
            ensure(law, !lost || told, || format!("{path}: `{text}` is nowhere"))?;
        }
    }
    for (path, _, value) in beaten {
        let kept = outcome.contains(&(path.clone(), value.to_owned()));
        ensure(law, !kept, || format!("{path}: `{value}` was beaten and is there"))?;
    }
    Ok(())
}

/// **Disputes complete.** A single value is disputed if and only if a contributor has another one
/// than the outcome; the dispute names all of them, in order, and is open if and only if the rule
/// is to ask and the contributors differ.
pub fn disputes_complete(plan: &MergePlan) -> Holds {
    let law = "disputes complete";
    let won = singles(plan.outcome());
    let mut lost: BTreeMap<String, Vec<(ContactId, String)>> = BTreeMap::new();
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for contributor in std::iter::once(plan.target()).chain(plan.sources()) {
        for (path, value) in singles(contributor) {
            all.entry(path.clone()).or_default().insert(value.clone());
            if won.get(&path) != Some(&value) {
                lost.entry(path).or_default().push((contributor.id, value));
            }
        }
    }
    let disputes = plan.disputes();
    let expected: Vec<&String> = lost.keys().collect();
    let found: BTreeSet<String> =
        disputes.iter().map(|dispute| dispute.field.to_string()).collect();
    ensure(law, found.iter().eq(expected.clone()), || format!("{found:?} is not {expected:?}"))?;
    for dispute in &disputes {
        let path = dispute.field.to_string();
        let losers: Vec<_> =
            dispute.lost.iter().map(|(id, value)| (*id, value.to_string())).collect();
        ensure(law, losers == lost[&path], || format!("{path}: lost {losers:?}"))?;
        let winner = dispute.won.1.to_string();
        ensure(law, won.get(&path) == Some(&winner), || format!("{path}: {winner} did not win"))?;
        let open = dispute.rule == MergeRule::Ask && all[&path].len() > 1;
        ensure(law, dispute.is_open == open, || format!("{path}: open is {}", dispute.is_open))?;
    }
    Ok(())
}

/// **Explanations are sound.** What a trace says is in the outcome, at its path; planning again
/// says the same; and contributors that it does not name could have held nothing.
pub fn a19_trace_is_sound(group: Group<'_>, policy: &MergePolicy) -> Holds {
    let law = "A19";
    let plan = planned(law, group, policy)?;
    let (trace, outcome) = (plan.trace(), shown(plan.outcome()));
    ensure(law, planned(law, group, policy)?.trace() == trace, || "another trace".into())?;
    let mut by_named: BTreeMap<Vec<ContactId>, Vec<&Trace>> = BTreeMap::new();
    for trace in &trace {
        let there = outcome.contains(&(list_of(&trace.path), trace.value.clone()));
        ensure(law, there || trace.value.is_empty(), || {
            format!("{} is not {}", trace.path, trace.value)
        })?;
        by_named.entry(named(trace)).or_default().push(trace);
    }
    for (named, traces) in by_named {
        let rest: Vec<_> = group.iter().map(|contact| emptied(contact, &named)).collect();
        let rest = planned(law, &rest, policy)?.trace();
        for trace in traces {
            let same = |other: &Trace| {
                let at = list_of(&other.path) == list_of(&trace.path);
                at && (&other.value, other.from, &other.rule, &other.beat)
                    == (&trace.value, trace.from, &trace.rule, &trace.beat)
            };
            ensure(law, rest.iter().any(same), || {
                format!("without those it does not name, {trace:?} is another")
            })?;
        }
    }
    Ok(())
}

/// The contributors that a trace names: the winner and whom it beat.
fn named(trace: &Trace) -> Vec<ContactId> {
    let winner = match trace.from {
        Contributor::Contact(id) => Some(id),
        Contributor::Caller => None,
    };
    let mut named: Vec<_> =
        winner.into_iter().chain(trace.beat.iter().map(|beaten| beaten.from)).collect();
    named.sort_unstable();
    named.dedup();
    named
}

/// The contact itself if it is named, else one of the same id and dates that holds nothing.
fn emptied(contact: &Arc<Stored<Contact>>, named: &[ContactId]) -> Arc<Stored<Contact>> {
    match named.contains(&contact.id) {
        true => Arc::clone(contact),
        false => Arc::new(Stored { value: empty(), ..(**contact).clone() }),
    }
}

/// The path without the place in a list.
fn list_of(path: &str) -> String {
    let numbered = path.ends_with(']') && path.starts_with("info.");
    let list = path.rsplit_once('[').filter(|_| numbered);
    list.map_or(path, |(list, _)| list).to_owned()
}

/// The single values of a contact that a merge may take from a source, by path, as they are shown.
fn singles(contact: &Contact) -> BTreeMap<String, String> {
    let info = contact.info();
    let mut singles = view::singles(info);
    if let Some(picture) = info.picture() {
        let Image::Url(url) = &picture.image else { return singles };
        singles.insert("info.picture".into(), url.to_string());
    }
    if !info.assignees().is_empty() {
        let users: Vec<String> = info.assignees().iter().map(ToString::to_string).collect();
        singles.insert("info.assignedUserIds".into(), users.join(", "));
    }
    for (key, value) in info.fields().iter().filter(|(key, _)| view::is_passed_on(key)) {
        singles.insert(format!("info.extendedFields.{key}"), value.to_string());
    }
    singles
}

/// All values of a contact, each with its path, as they are shown.
fn shown(contact: &Contact) -> BTreeSet<(String, String)> {
    fn entries<T: Tagged>(
        list: &[Entry<T>],
        show: impl Fn(&Entry<T>) -> String,
    ) -> impl Iterator<Item = (String, String)> {
        list.iter().map(move |entry| (T::PATH.to_owned(), show(entry)))
    }
    let info = contact.info();
    let others = info.fields().iter().filter(|(key, _)| !view::is_passed_on(key));
    let others =
        others.map(|(key, value)| (format!("info.extendedFields.{key}"), value.to_string()));
    let lines = contact.properties().iter().filter(|line| view::is_single(line)).map(|line| {
        (format!("properties[{}]", line.name.to_ascii_uppercase()), line.value.clone())
    });
    let consents = contact.consents().iter().flat_map(|(key, consent)| {
        let key = match key {
            MatchKey::Phone(number) => number.to_string(),
            MatchKey::Member(id) => id.to_string(),
            MatchKey::Visitor(id) => id.to_string(),
            MatchKey::Email(text)
            | MatchKey::Digits(text)
            | MatchKey::National(text)
            | MatchKey::Uid(text) => text.to_string(),
        };
        [
            (format!("subscriptions[{key}].subscriptionStatus"), wire(&consent.subscription)),
            (format!("subscriptions[{key}].deliverabilityStatus"), wire(&consent.deliverability)),
        ]
    });
    let labels = info.labels().iter().map(|key| ("info.labelKeys".to_owned(), key.to_string()));
    let locations = info.locations().iter().map(|id| ("info.locations".to_owned(), id.to_string()));
    let visitors = contact.visitors().iter().map(|id| ("visitors".to_owned(), id.to_string()));
    (singles(contact).into_iter().chain(visitors).chain(others).chain(lines).chain(consents))
        .chain(labels)
        .chain(locations)
        .chain(entries(info.emails().as_slice(), |e| format!("{} ({})", e.value, e.tag.as_str())))
        .chain(entries(info.phones().as_slice(), |entry| match entry.value.country() {
            Some(country) => format!("{} ({}, {country})", entry.value, entry.tag.as_str()),
            None => format!("{} ({})", entry.value, entry.tag.as_str()),
        }))
        .chain(entries(info.addresses(), |entry| {
            let hint = entry.value.extra.as_ref().and_then(|extra| extra.hint.as_ref());
            let hint = hint.map(|hint| format!("; hint {hint}")).unwrap_or_default();
            format!("{} ({}{hint})", entry.value.formatted(), entry.tag.as_str())
        }))
        .collect()
}

fn wire(status: &impl serde::Serialize) -> String {
    serde_json::to_value(status)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .expect("a status is a text on the wire")
}
