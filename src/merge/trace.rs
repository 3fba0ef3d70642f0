use std::fmt;

use super::aside;
use super::field::{MergeField, MergeValue};
use super::plan::MergePlan;
use super::policy::MergeRule;
use crate::contact::{
    AddressExtra, Contact, ContactInfo, EmailAddress, Entry, PhoneNumber, PostalAddress,
    Subdivision, Tagged,
};
use crate::id::ContactId;
use crate::record::Stored;
use crate::text::Text;

/// Where a value of an outcome comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The path, such as `info.company`, `info.emails[2]`,
    /// `subscriptions[ada@example.com].subscriptionStatus` or `properties[UID]`.
    pub path: String,
    /// The value; empty where the target has none and no source may give one.
    pub value: String,
    /// Whose it is.
    pub from: Contributor,
    /// By which rule; `None` where there is no choice: lists are united, consent is the most
    /// restrictive, and what belongs to the target alone stays as it is.
    pub rule: Option<MergeRule>,
    /// Values that are not in the outcome because of it.
    pub beat: Vec<Beaten>,
}

/// A value that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beaten {
    /// Whose it was.
    pub from: ContactId,
    /// The value.
    pub value: String,
}

/// Whose a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contributor {
    /// A contact's.
    Contact(ContactId),
    /// Given by the caller.
    Caller,
}

impl fmt::Display for Contributor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contact(id) => id.fmt(f),
            Self::Caller => f.write_str("caller"),
        }
    }
}

/// A single value on which contributors differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// The field.
    pub field: MergeField,
    /// Whose value won, and which it is.
    pub won: (Contributor, MergeValue),
    /// By which rule.
    pub rule: MergeRule,
    /// Whose values lost, and which they are.
    pub lost: Vec<(ContactId, MergeValue)>,
    /// Whether a person still has to choose.
    pub is_open: bool,
}

/// Whether there are different values.
pub(super) fn differ(values: &[(&Stored<Contact>, MergeValue)]) -> bool {
    values.windows(2).any(|pair| pair[0].1 != pair[1].1)
}

pub(super) fn disputes(plan: &MergePlan) -> Vec<Dispute> {
    let fields = plan.fields().into_iter().filter_map(|field| {
        let values = plan.values(&field);
        let (from, won) = plan.winner(&field)?;
        let lost: Vec<(ContactId, MergeValue)> = (values.into_iter())
            .filter(|(_, value)| *value != won)
            .map(|(contact, value)| (contact.id, value))
            .collect();
        let is_open = plan.open().contains(&field);
        let rule = plan.rule(&field).clone();
        (!lost.is_empty()).then_some(Dispute { field, won: (from, won), rule, lost, is_open })
    });
    fields.collect()
}

pub(super) fn trace(plan: &MergePlan) -> Vec<Trace> {
    let mut traces = Vec::new();
    for field in plan.fields() {
        let Some((from, won)) = plan.winner(&field) else { continue };
        let lost = plan.values(&field).into_iter().filter(|(_, value)| *value != won);
        traces.push(Trace {
            path: field.to_string(),
            value: won.to_string(),
            from,
            rule: Some(plan.rule(&field).clone()),
            beat: lost
                .map(|(contact, value)| Beaten { from: contact.id, value: value.to_string() })
                .collect(),
        });
    }
    let outcome = plan.outcome().info();
    entries(plan, outcome.emails.as_slice(), |info| info.emails.as_slice(), &mut traces);
    entries(plan, outcome.phones.as_slice(), |info| info.phones.as_slice(), &mut traces);
    entries(plan, &outcome.addresses, |info| &info.addresses, &mut traces);
    keys(plan, "info.labelKeys", &outcome.labels, |info| &info.labels, &mut traces);
    keys(plan, "info.locations", &outcome.locations, |info| &info.locations, &mut traces);
    aside::consents(plan, &mut traces);
    aside::values_of_other_services(plan, &mut traces);
    aside::single_properties(plan, &mut traces);
    traces
}

/// Each entry of a united list comes from the first contributor that has the same, and beats the
/// spellings of the others.
fn entries<T: Shown>(
    plan: &MergePlan,
    outcome: &[Entry<T>],
    list: impl Fn(&ContactInfo) -> &[Entry<T>],
    traces: &mut Vec<Trace>,
) {
    for (at, entry) in outcome.iter().enumerate() {
        let same = plan.contributors().flat_map(|contact| {
            let same = list(contact.info()).iter().filter(|other| other.same(entry));
            same.map(move |other| (contact.id, other))
        });
        let Some((from, _)) = same.clone().next() else { continue };
        // The target may have a key twice; then both are in the outcome, and none beat the other.
        let is_kept = |other: &Entry<T>| {
            outcome.iter().any(|kept| kept.value == other.value && kept.tag == other.tag)
        };
        let other_spelling = same.filter(|(_, other)| !is_kept(other));
        traces.push(Trace {
            path: format!("{}[{at}]", T::PATH),
            value: T::show(entry),
            from: Contributor::Contact(from),
            rule: None,
            beat: other_spelling
                .map(|(from, other)| Beaten { from, value: T::show(other) })
                .collect(),
        });
    }
}

fn keys<T: Eq + fmt::Display>(
    plan: &MergePlan,
    path: &str,
    outcome: &[T],
    list: impl Fn(&ContactInfo) -> &Vec<T>,
    traces: &mut Vec<Trace>,
) {
    for (at, key) in outcome.iter().enumerate() {
        let Some(from) = plan.contributors().find(|contact| list(contact.info()).contains(key))
        else {
            continue;
        };
        traces.push(Trace {
            path: format!("{path}[{at}]"),
            value: key.to_string(),
            from: Contributor::Contact(from.id),
            rule: None,
            beat: Vec::new(),
        });
    }
}

/// An entry as a trace shows it: entries that differ in value or tag are shown differently.
trait Shown: Tagged {
    fn show(entry: &Entry<Self>) -> String;
}

impl Shown for EmailAddress {
    fn show(Entry { value, tag, .. }: &Entry<Self>) -> String {
        format!("{value} ({})", tag.as_str())
    }
}

impl Shown for PhoneNumber {
    fn show(Entry { value, tag, .. }: &Entry<Self>) -> String {
        let country = value.country().map(|country| format!(", {country}")).unwrap_or_default();
        format!("{value} ({}{country})", tag.as_str())
    }
}

impl Shown for PostalAddress {
    fn show(Entry { value, tag, .. }: &Entry<Self>) -> String {
        let formatted = value.formatted();
        match &value.extra {
            None => format!("{formatted} ({})", tag.as_str()),
            Some(extra) => format!("{formatted} ({}; {})", tag.as_str(), show_extra(extra)),
        }
    }
}

fn show_extra(extra: &AddressExtra) -> String {
    let AddressExtra { hint, geocode, country_fullname, subdivisions } = extra;
    let text = |name: &str, text: Option<&str>| text.map(|text| format!("{name} {text}"));
    let place = geocode.map(|place| {
        let (latitude, longitude) = (f64::from(place.latitude), f64::from(place.longitude));
        format!("at {latitude} {longitude}")
    });
    let areas = subdivisions.iter().map(show_area);
    let hint = text("hint", hint.as_ref().map(Text::as_str));
    let country = text("country", country_fullname.as_ref().map(Text::as_str));
    let parts: Vec<String> = [hint, place, country].into_iter().flatten().chain(areas).collect();
    parts.join("; ")
}

fn show_area(Subdivision { code, name, level, type_info }: &Subdivision) -> String {
    let name = name.as_ref().map(ToString::to_string);
    let code = code.as_ref().map(|code| format!("code {code}"));
    let level = level.as_ref().map(|level| format!("type {level}"));
    let info = type_info.as_ref().map(|info| format!("typeInfo {info}"));
    let parts: Vec<String> = [name, code, level, info].into_iter().flatten().collect();
    format!("area {}", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_shown_with_all_that_is_known_of_it() {
        let area = Subdivision {
            code: Some("BE".parse().unwrap()),
            name: Some("Bern".parse().unwrap()),
            level: Some("ADMINISTRATIVE_AREA_LEVEL_1".parse().unwrap()),
            type_info: Some("Kanton".parse().unwrap()),
        };
        let extra = AddressExtra { subdivisions: vec![area], ..AddressExtra::default() };
        assert_eq!(
            show_extra(&extra),
            "area Bern, code BE, type ADMINISTRATIVE_AREA_LEVEL_1, typeInfo Kanton"
        );
    }
}
