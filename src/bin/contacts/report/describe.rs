//! From plans to what is told about them.

use std::collections::HashMap;
use std::sync::Arc;

use contacts_core::merge::{self, Contributor};
use contacts_core::{
    Contact, ContactId, LabelKey, LabelName, MatchKey, MergePlan, MergeRule, Stored, matching,
};

use super::{Ambiguous, Group, Outcome, Record, Refused, SetAside, Value};
use crate::input::{Input, Origin};

/// What is needed to call things by names that people know.
pub(crate) struct Describe<'a> {
    input: &'a Input,
    labels: &'a HashMap<LabelKey, LabelName>,
    contacts: &'a HashMap<ContactId, &'a Arc<Stored<Contact>>>,
    origins: HashMap<ContactId, &'a Origin>,
}

/// Fields by their paths, as people call them.
const FIELDS: [(&str, &str); 12] = [
    ("info.name.first", "first name"),
    ("info.name.last", "last name"),
    ("info.company", "company"),
    ("info.jobTitle", "job title"),
    ("info.birthdate", "birthdate"),
    ("info.locale", "language"),
    ("info.picture", "picture"),
    ("info.assignedUserIds", "assignees"),
    ("info.emails", "e-mail"),
    ("info.phones", "phone"),
    ("info.addresses", "address"),
    ("info.labelKeys", "label"),
];

/// Why a line gave way of which a card has one.
const ONE: &str = "a card has one";

impl<'a> Describe<'a> {
    pub(crate) fn new(
        input: &'a Input,
        labels: &'a HashMap<LabelKey, LabelName>,
        contacts: &'a HashMap<ContactId, &'a Arc<Stored<Contact>>>,
    ) -> Self {
        let origins = input.origins.iter().map(|origin| (origin.id, origin)).collect();
        Self { input, labels, contacts, origins }
    }

    /// Records that become one.
    pub(crate) fn group(&self, group: &matching::Group, plan: &MergePlan) -> Group {
        let source = |id: ContactId| group.sources.iter().position(|source| *source == id);
        let mut values: Vec<Value> = Vec::new();
        for trace in plan.trace() {
            let from = match trace.from {
                Contributor::Contact(id) => source(id),
                Contributor::Caller => None,
            };
            let set_aside = trace.beat.iter().filter(|beaten| beaten.value != trace.value);
            let single = trace.path.starts_with("properties[");
            let why = if single { ONE } else { reason(trace.rule.as_ref(), from.is_none()) };
            let set_aside = set_aside.map(|beaten| SetAside {
                value: untagged(&self.label(&beaten.value)),
                source: source(beaten.from),
                why,
            });
            values.push(Value {
                field: field(&trace.path),
                value: untagged(&self.label(&trace.value)),
                outcome: if from.is_none() { Outcome::Kept } else { Outcome::Added },
                source: from,
                set_aside: set_aside.collect(),
            });
        }
        let before = plan.target().properties();
        let lines_kept = before.iter().filter(|property| property.anchor.is_none()).count();
        let added = plan.outcome().properties().iter().skip(before.len());
        for property in added.filter(|property| property.anchor.is_none()) {
            let holder = plan.sources().iter().position(|source| {
                source
                    .properties()
                    .iter()
                    .any(|known| known.name == property.name && known.value == property.value)
            });
            values.push(Value {
                field: if property.name.is_empty() { "line" } else { &property.name }.to_owned(),
                value: property.value.clone(),
                outcome: Outcome::Added,
                source: holder,
                set_aside: Vec::new(),
            });
        }
        Group {
            target: self.record(group.target),
            sources: group.sources.iter().map(|id| self.record(*id)).collect(),
            shared: group.evidence.iter().map(key).collect(),
            values,
            lines_kept,
        }
    }

    /// Records that cannot be merged.
    pub(crate) fn refused(&self, group: &matching::Group, refused: &merge::Refused) -> Refused {
        let ids = std::iter::once(&group.target).chain(&group.sources);
        Refused {
            records: ids.map(|id| self.record(*id)).collect(),
            reasons: refused.reasons().iter().map(ToString::to_string).collect(),
        }
    }

    /// A record that fits two.
    pub(crate) fn ambiguous(&self, ambiguous: &matching::Ambiguous) -> Ambiguous {
        Ambiguous {
            record: self.record(ambiguous.contact),
            fits: ambiguous.fits.map(|id| self.record(id)),
        }
    }

    fn record(&self, id: ContactId) -> Record {
        let name = self.contacts.get(&id).map(|contact| {
            let info = contact.info();
            let name = info.full_name().map(String::from);
            let company = || info.company().map(str::to_owned);
            let email = || info.emails().primary().map(|entry| entry.value.to_string());
            let phone = || info.phones().primary().map(|entry| entry.value.to_string());
            name.or_else(company).or_else(email).or_else(phone).unwrap_or_default()
        });
        let origin = self.origins.get(&id);
        Record {
            name: name.unwrap_or_default(),
            file: origin.map(|o| self.input.files[o.file].clone()).unwrap_or_default(),
            line: origin.map_or(0, |origin| origin.line),
            uid: origin.and_then(|origin| origin.uid.clone()),
        }
    }

    /// A label by its name; anything else as it is.
    fn label(&self, value: &str) -> String {
        let key = value.parse::<LabelKey>().ok();
        let name = key.and_then(|key| self.labels.get(&key));
        name.map_or_else(|| value.to_owned(), ToString::to_string)
    }
}

/// An entry without the tag that says nothing.
fn untagged(value: &str) -> String {
    value.strip_suffix(" (UNTAGGED)").unwrap_or(value).to_owned()
}

fn field(path: &str) -> String {
    if let Some(name) = path.strip_prefix("properties[") {
        return name.trim_end_matches(']').to_owned();
    }
    let plain = path.split('[').next().unwrap_or(path);
    let known = FIELDS.iter().find(|(known, _)| *known == plain);
    known.map_or(plain, |(_, name)| name).to_owned()
}

fn reason(rule: Option<&MergeRule>, of_target: bool) -> &'static str {
    match rule {
        None => super::SAME,
        Some(MergeRule::TargetFirst) if of_target => "the target's stays",
        Some(MergeRule::TargetFirst) => "an earlier one stays",
        Some(MergeRule::Newest) => "the newest stays",
        Some(MergeRule::MostComplete) => "the longest stays",
        Some(_) => "another was chosen",
    }
}

fn key(key: &MatchKey) -> String {
    match key {
        MatchKey::Email(address) => address.to_string(),
        MatchKey::Phone(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}
