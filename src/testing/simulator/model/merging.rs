//! Merging.

use smol_str::{SmolStr, format_smolstr};

use super::decide::{Change, Decided, Decision, No};
use super::{Model, Person};
use crate::merge::Refusal;
use crate::testing::simulator::action::{Held, Rule, Wish};
use crate::testing::simulator::values::{COMPANY, Mail, Phone};
use crate::{AddressTag, Consent, ContactId, DeliverabilityStatus, Revision, SubscriptionStatus};

/// How many entries a list may have.
const MAX: usize = 50;

impl Model {
    pub(super) fn merge(&self, wish: &Wish, revision: Option<u64>, max: Option<usize>) -> Decided {
        let (mut after, open) = self.plan(wish, revision, max).map_err(No::Refused)?;
        if open {
            return Err(No::Unsettled);
        }
        after.activity.0 = "CONTACT_MERGED";
        let sources = wish.sources.clone();
        Ok(Decision::Change(Change::Merge { after: Box::new(after), sources }))
    }

    pub(super) fn commit_plan(&self, held: &Held, settle: bool) -> Decided {
        if held.open && !settle {
            return Err(No::Unsettled);
        }
        let check = |(id, seen): &(ContactId, u64)| {
            let live = self.found(*id)?;
            match live.revision == *seen {
                true => Ok(()),
                false => Err(No::Changed(*id, *seen, live.revision)),
            }
        };
        held.seen.iter().try_for_each(check)?;
        let outcome = &*held.outcome;
        let whole = outcome.labels.iter().all(|key| self.has_label(key))
            && outcome.fields.iter().all(|(key, ..)| self.has_field(key));
        let after = if whole {
            outcome.clone()
        } else {
            // What was deleted since is left out; nothing else can have changed.
            let (mut after, _) = self.plan(&held.wish, None, None).map_err(No::Refused)?;
            after.activity.0 = "CONTACT_MERGED";
            after
        };
        let sources = held.seen[1..].iter().map(|(id, _)| *id).collect();
        Ok(Decision::Change(Change::Merge { after: Box::new(after), sources }))
    }

    /// The target as a merge would leave it, and whether a person has to choose; or every reason
    /// against it.
    pub(super) fn plan(
        &self,
        wish: &Wish,
        revision: Option<u64>,
        max: Option<usize>,
    ) -> Result<(Person, bool), Vec<Refusal>> {
        let mut reasons = Vec::new();
        let Wish { target: id, sources: ids, rule, company } = wish;
        let count = ids.len();
        if count == 0 {
            reasons.push(Refusal::NoSource);
        }
        if let Some(max) = max.filter(|max| count > *max) {
            reasons.push(Refusal::TooManySources { count, max });
        }
        for (at, source) in ids.iter().enumerate() {
            if source == id {
                reasons.push(Refusal::TargetAmongSources(*source));
            }
            if ids[..at].contains(source) {
                reasons.push(Refusal::RepeatedSource(*source));
            }
        }
        let target = self.live(*id);
        match (target, self.gone.get(id)) {
            (Some(target), _) => {
                if let Some(expected) = revision.filter(|known| *known != target.revision) {
                    let (expected, found) =
                        (Revision::new(expected), Revision::new(target.revision));
                    reasons.push(Refusal::TargetChanged { expected, found });
                }
            }
            (None, Some(Some(into))) => {
                reasons.push(Refusal::TargetMergedAway { id: *id, into: *into });
            }
            (None, _) => reasons.push(Refusal::TargetNotFound(*id)),
        }
        let mut sources = Vec::new();
        for source in ids {
            match (self.live(*source), self.gone.get(source)) {
                (Some(person), _) => {
                    if person.member.is_some() {
                        reasons.push(Refusal::SourceIsMember(*source));
                    }
                    if person.owner {
                        reasons.push(Refusal::SourceIsOwnerOrContributor(*source));
                    }
                    if person.billing {
                        reasons.push(Refusal::SourceHasSubscription(*source));
                    }
                    sources.push(&**person);
                }
                (None, Some(Some(into))) => {
                    reasons.push(Refusal::SourceMergedAway { id: *source, into: *into });
                }
                (None, _) => reasons.push(Refusal::SourceNotFound(*source)),
            }
        }
        let joined = target.map(|target| joined(target, &sources));
        if let Some(joined) = &joined {
            reasons.extend(over_limits(joined));
        }
        let (Some(target), Some(mut outcome), true) = (target, joined, reasons.is_empty()) else {
            reasons.sort();
            reasons.dedup();
            return Err(reasons);
        };
        let people: Vec<&Person> = std::iter::once(&**target).chain(sources).collect();
        let open = choose(&mut outcome, &people, *rule, *company);
        Ok((outcome, open))
    }
}

fn joined(target: &Person, sources: &[&Person]) -> Person {
    let mut after = target.clone();
    for source in sources {
        for (here, there) in after.singles.iter_mut().zip(&source.singles) {
            if here.is_none() {
                here.clone_from(there);
            }
        }
        if after.mails.is_empty() {
            after.primary_mail = usize::MAX;
        }
        if after.phones.is_empty() {
            after.primary_phone = usize::MAX;
        }
        for mail in &source.mails {
            if !after.mails.iter().any(|known| known.normal == mail.normal) {
                after.mails.push(mail.clone());
            }
        }
        for phone in &source.phones {
            if !after.phones.iter().any(|known| known.same(phone)) {
                after.phones.push(phone.clone());
            }
        }
        // A target without any takes the primary one of the first source that has one.
        if after.primary_mail == usize::MAX {
            let primary = source.mails.get(source.primary_mail);
            let same = |known: &Mail| primary.is_some_and(|primary| primary.normal == known.normal);
            after.primary_mail = after.mails.iter().position(same).unwrap_or(0);
        }
        if after.primary_phone == usize::MAX {
            let primary = source.phones.get(source.primary_phone);
            let same = |known: &Phone| primary.is_some_and(|primary| primary.same(known));
            after.primary_phone = after.phones.iter().position(same).unwrap_or(0);
        }
        for city in &source.cities {
            if !after.cities.iter().any(|known| same_city(known, city)) {
                after.cities.push(city.clone());
            }
        }
        for label in &source.labels {
            if !after.labels.contains(label) {
                after.labels.push(label.clone());
            }
        }
        for field in &source.fields {
            if !after.fields.iter().any(|known| known.0 == field.0) {
                after.fields.push(field.clone());
            }
        }
        for location in &source.locations {
            if !after.locations.contains(location) {
                after.locations.push(*location);
            }
        }
        for visitor in &source.visitors {
            if !after.visitors.contains(visitor) {
                after.visitors.push(*visitor);
            }
        }
        if after.assignees.is_empty() {
            after.assignees.clone_from(&source.assignees);
        }
        for (key, consent) in &source.consents {
            match after.consents.iter_mut().find(|(known, _)| known == key) {
                Some((_, known)) => *known = stricter(*known, *consent),
                None => after.consents.push((key.clone(), *consent)),
            }
        }
    }
    after
}

/// By a policy, who wins each single value; whether one is left to a person.
fn choose(
    outcome: &mut Person,
    people: &[&Person],
    rule: Rule,
    company: Option<&'static str>,
) -> bool {
    let mut open = false;
    for at in 0..outcome.singles.len() {
        let values: Vec<(&Person, SmolStr)> =
            people.iter().filter_map(|p| Some((*p, p.singles[at].clone()?))).collect();
        if let (COMPANY, Some(company)) = (at, company) {
            outcome.singles[at] = Some(company.into());
        } else if let Some(winner) = winner(&values, rule, &mut open) {
            outcome.singles[at] = Some(values[winner].1.clone());
        }
    }
    let assignees: Vec<(&Person, SmolStr)> = (people.iter())
        .filter(|person| !person.assignees.is_empty())
        .map(|person| (*person, format_smolstr!("{:?}", person.assignees)))
        .collect();
    // All ids are equally long when they are shown: more of them are more text.
    let ranked: Vec<(&Person, SmolStr)> = match rule {
        Rule::MostComplete => (assignees.iter())
            .map(|(person, _)| (*person, "x".repeat(person.assignees.len()).into()))
            .collect(),
        _ => assignees,
    };
    if let Some(winner) = winner(&ranked, rule, &mut open) {
        outcome.assignees.clone_from(&ranked[winner].0.assignees);
    }
    for field in &mut outcome.fields {
        let values: Vec<(&Person, SmolStr)> = (people.iter())
            .filter_map(|person| {
                let (.., text) = person.fields.iter().find(|(key, ..)| *key == field.0)?;
                Some((*person, text.clone()))
            })
            .collect();
        if let Some(winner) = winner(&values, rule, &mut open) {
            field.2 = values[winner].1.clone();
        }
    }
    open
}

fn winner(values: &[(&Person, SmolStr)], rule: Rule, open: &mut bool) -> Option<usize> {
    let first = |best: usize, at: usize, better: bool| if better { at } else { best };
    let places = 0..values.len();
    match rule {
        _ if values.is_empty() => None,
        Rule::TargetFirst => Some(0),
        Rule::Ask => {
            *open |= values.iter().any(|(_, value)| *value != values[0].1);
            Some(0)
        }
        Rule::From(id) => Some(values.iter().position(|(p, _)| p.id == id).unwrap_or(0)),
        Rule::Newest => {
            places.reduce(|best, at| first(best, at, values[at].0.updated > values[best].0.updated))
        }
        Rule::MostComplete => {
            let length = |at: usize| values[at].1.chars().count();
            places.reduce(|best, at| first(best, at, length(at) > length(best)))
        }
    }
}

fn over_limits(person: &Person) -> Vec<Refusal> {
    let counts = [
        ("info.emails", person.mails.len()),
        ("info.phones", person.phones.len()),
        ("info.addresses", person.cities.len()),
        ("info.locations", person.locations.len()),
    ];
    let over = counts.into_iter().filter(|(_, count)| *count > MAX);
    over.map(|(field, count)| Refusal::OverLimit { field, count, max: MAX }).collect()
}

pub(super) fn same_city(a: &(AddressTag, SmolStr), b: &(AddressTag, SmolStr)) -> bool {
    a.0 == b.0 && a.1.to_lowercase() == b.1.to_lowercase()
}

fn stricter(a: Consent, b: Consent) -> Consent {
    use {DeliverabilityStatus as D, SubscriptionStatus as S};
    let said = [S::NoSubscriptionStatus, S::NotSet, S::Subscribed, S::Pending, S::Unsubscribed];
    let became = [
        D::NoPhoneDeliverabilityStatus,
        D::NotSet,
        D::Valid,
        D::Inactive,
        D::Bounced,
        D::SpamComplaint,
    ];
    let later = |a: usize, b: usize| a.max(b);
    let said_at = |of: S| said.iter().position(|known| *known == of).unwrap_or(0);
    let became_at = |of: D| became.iter().position(|known| *known == of).unwrap_or(0);
    Consent {
        subscription: said[later(said_at(a.subscription), said_at(b.subscription))],
        deliverability: became[later(became_at(a.deliverability), became_at(b.deliverability))],
    }
}
