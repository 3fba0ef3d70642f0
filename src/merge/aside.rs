//! The trace of what no rule chooses: consent, values of other services, single-valued lines.

use std::collections::HashSet;
use std::fmt;

use serde::Serialize;
use smol_str::SmolStr;

use super::plan::MergePlan;
use super::properties::Line;
use super::trace::{Beaten, Contributor, Trace};
use super::{field, properties};
use crate::contact::{Consent, Contact, Encoding, MatchKey, Parameter, Property};
use crate::field::FieldValue;
use crate::id::ContactId;
use crate::record::Stored;

/// Per address and status: who had the most restrictive, and which ones it beat.
pub(super) fn consents(plan: &MergePlan, traces: &mut Vec<Trace>) {
    for (key, joined) in plan.outcome().consents() {
        let key_text = show_key(key);
        let mut status = |name: &str, of: &dyn Fn(&Consent) -> String| {
            let said = plan.contributors().filter_map(|contact| {
                let consent = contact.consents().iter().find(|(known, _)| known == key);
                consent.map(|(_, consent)| (contact.id, of(consent)))
            });
            let (value, path) = (of(joined), format!("subscriptions[{key_text}].{name}"));
            traces.extend(traced(path, &value, said.collect()));
        };
        status("subscriptionStatus", &|consent| Name(consent.subscription).to_string());
        status("deliverabilityStatus", &|consent| Name(consent.deliverability).to_string());
    }
}

/// Values of sources that belong to another service, which recomputes the target's.
pub(super) fn values_of_other_services(plan: &MergePlan, traces: &mut Vec<Trace>) {
    for source in plan.sources() {
        for (key, value) in source.info().fields() {
            if field::is_passed_on(key) {
                continue;
            }
            let kept = plan.outcome().info().field(key).map(FieldValue::to_string);
            let path = format!("info.extendedFields.{key}");
            beat(traces, path, (plan.target().id, kept), (source.id, value.to_string()));
        }
    }
}

/// Lines of which a card has one: the target's, else that of the first source that has one.
pub(super) fn single_properties(plan: &MergePlan, traces: &mut Vec<Trace>) {
    let outcome = plan.outcome().properties().iter();
    let single: Vec<&Property> = outcome.filter(|line| properties::is_single(line)).collect();
    let kept: HashSet<Line<'_>> = single.iter().copied().map(Line).collect();
    for source in plan.sources() {
        let missing = |line: &&Property| properties::is_single(line) && !kept.contains(&Line(line));
        for line in source.properties().iter().filter(missing) {
            let path = format!("properties[{}]", line.name.to_ascii_uppercase());
            let won = single.iter().find(|kept| kept.name.eq_ignore_ascii_case(&line.name));
            let has = |contact: &&Stored<Contact>| {
                let mut lines = contact.properties().iter();
                won.is_some_and(|won| lines.any(|line| properties::same(line, won)))
            };
            let from = plan.contributors().find(has).map_or(plan.target().id, |from| from.id);
            let kept = (from, won.map(|won| show_line(won)));
            beat(traces, path, kept, (source.id, show_line(line)));
        }
    }
}

/// A line without its name, as a trace shows it: lines that are not the same are shown differently.
fn show_line(line: &Property) -> String {
    let Property { params, value, encoding, bytes, media, .. } = line;
    let params = params.iter().map(|Parameter { name, values }| {
        let quoted = |(text, quoted): &(SmolStr, bool)| match quoted {
            true => format!("\"{text}\""),
            false => text.to_string(),
        };
        format!("{name}={}", values.iter().map(quoted).collect::<Vec<_>>().join(","))
    });
    let encoding = (*encoding != Encoding::None).then(|| format!("{encoding:?}"));
    let bytes = bytes.as_ref().map(|bytes| format!("bytes \"{}\"", bytes.escape_ascii()));
    let media = media.map(|id| id.to_string());
    let rest: Vec<String> = params.chain(encoding).chain(bytes).chain(media).collect();
    if rest.is_empty() { value.clone() } else { format!("{value} ({})", rest.join("; ")) }
}

/// The trace of `value`, which is that of the first who said so and beat what the others said.
fn traced(path: String, value: &str, said: Vec<(ContactId, String)>) -> Option<Trace> {
    let from = said.iter().find(|(_, said)| said == value).map(|(id, _)| *id)?;
    let lost = said.into_iter().filter(|(_, said)| said != value);
    let beat = lost.map(|(from, value)| Beaten { from, value }).collect();
    let from = Contributor::Contact(from);
    Some(Trace { path, value: value.to_owned(), from, rule: None, beat })
}

/// Adds a value that what the winner has (or has not) beat to the trace of that.
fn beat(
    traces: &mut Vec<Trace>,
    path: String,
    (winner, kept): (ContactId, Option<String>),
    (from, value): (ContactId, String),
) {
    let at = traces.iter().position(|trace| trace.path == path).unwrap_or_else(|| {
        let from = Contributor::Contact(winner);
        let value = kept.unwrap_or_default();
        traces.push(Trace { path, value, from, rule: None, beat: Vec::new() });
        traces.len() - 1
    });
    if traces[at].value != value {
        traces[at].beat.push(Beaten { from, value });
    }
}

fn show_key(key: &MatchKey) -> String {
    match key {
        MatchKey::Email(text)
        | MatchKey::Digits(text)
        | MatchKey::National(text)
        | MatchKey::Uid(text) => text.to_string(),
        MatchKey::Phone(number) => number.to_string(),
        MatchKey::Member(id) => id.to_string(),
        MatchKey::Visitor(id) => id.to_string(),
    }
}

/// A unit variant by its name on the wire.
struct Name<T>(T);

impl<T: Serialize> fmt::Display for Name<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::SubscriptionStatus;

    #[test]
    fn statuses_are_named_as_on_the_wire() {
        assert_eq!(Name(SubscriptionStatus::Unsubscribed).to_string(), "UNSUBSCRIBED");
    }

    #[test]
    fn lines_that_differ_in_a_parameter_are_shown_differently() {
        let mut line = Property {
            format: "vcard4.0".into(),
            group: None,
            name: "UID".into(),
            params: Vec::new(),
            value: "1".into(),
            encoding: Encoding::None,
            position: 0,
            bytes: None,
            media: None,
            anchor: None,
        };
        assert_eq!(show_line(&line), "1");
        line.params =
            vec![Parameter { name: "VALUE".into(), values: vec![("uri".into(), false)].into() }];
        assert_eq!(show_line(&line), "1 (VALUE=uri)");
    }
}
