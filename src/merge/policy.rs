use super::field::{MergeField, MergeValue};
use super::trace::Contributor;
use crate::contact::Contact;
use crate::id::ContactId;
use crate::record::Stored;

/// How a merge chooses where contributors hold different single values: a rule per field.
///
/// The default is the platform's: the target's value, else that of the first source that has one.
/// Lists are always united; consent is always the most restrictive.
///
/// ```
/// # use contacts_core::{MergeField, MergePolicy, MergeRule};
/// let policy = MergePolicy::default().with_rule(MergeField::Company, MergeRule::Newest);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MergePolicy {
    rules: Vec<(MergeField, MergeRule)>,
    otherwise: MergeRule,
}

/// How the value of a field is chosen. A function of all contributors, never of pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MergeRule {
    /// The target's, else that of the first source that has one.
    #[default]
    TargetFirst,
    /// That of the contributor changed last; of those changed at the same time, the first.
    Newest,
    /// The longest in characters; of equally long ones, the first.
    MostComplete,
    /// That of this contributor; if it has none, as [`TargetFirst`](Self::TargetFirst).
    From(ContactId),
    /// This value, whatever the contributors hold. A value that does not fit the field is as
    /// [`TargetFirst`](Self::TargetFirst).
    Value(MergeValue),
    /// A person has to choose: a difference is an open dispute until it is settled.
    Ask,
}

impl MergePolicy {
    /// The same policy with this rule for a field.
    #[must_use]
    pub fn with_rule(mut self, field: MergeField, rule: MergeRule) -> Self {
        match self.rules.iter_mut().find(|(known, _)| *known == field) {
            Some((_, known)) => *known = rule,
            None => self.rules.push((field, rule)),
        }
        self
    }

    /// The same policy with this rule for every field that has none of its own: the fixed ones,
    /// and the extended ones that a contributor has.
    #[must_use]
    pub fn with_rule_otherwise(self, rule: MergeRule) -> Self {
        Self { otherwise: rule, ..self }
    }

    /// The rule for a field.
    pub fn rule(&self, field: &MergeField) -> &MergeRule {
        let own = self.rules.iter().find(|(known, _)| known == field);
        own.map_or(&self.otherwise, |(_, rule)| rule)
    }

    /// The fields that have a rule of their own.
    pub(super) fn fields(&self) -> impl Iterator<Item = &MergeField> {
        self.rules.iter().map(|(field, _)| field)
    }

    /// Whether every rule is the platform's.
    pub(super) fn is_default(&self) -> bool {
        self.otherwise == MergeRule::TargetFirst
            && self.rules.iter().all(|(_, rule)| *rule == MergeRule::TargetFirst)
    }
}

impl MergeRule {
    /// Which contributor's value wins; the contributors that have a value, in order, the target
    /// first.
    ///
    /// INVARIANT (ties end): every rule ends in the order of the contributors.
    pub(super) fn choose(
        &self,
        contributors: &[(&Stored<Contact>, MergeValue)],
    ) -> Option<(Contributor, MergeValue)> {
        let first = contributors.first();
        let winner = match self {
            Self::TargetFirst | Self::Ask => first,
            Self::Newest => best(contributors, |(contact, _)| contact.updated()),
            Self::MostComplete => {
                best(contributors, |(_, value)| value.to_string().chars().count())
            }
            Self::From(id) => contributors.iter().find(|(contact, _)| contact.id == *id).or(first),
            Self::Value(value) => return Some((Contributor::Caller, value.clone())),
        };
        winner.map(|(contact, value)| (Contributor::Contact(contact.id), value.clone()))
    }
}

/// The first of those with the largest rank.
fn best<T, R: Ord>(items: &[T], rank: impl Fn(&T) -> R) -> Option<&T> {
    items.iter().rev().max_by_key(|item| rank(item))
}
