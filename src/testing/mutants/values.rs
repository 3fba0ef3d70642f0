//! Mistakes with single values, consent, what is the target's alone, and the order of sources.

use super::{instead, then};
use crate::contact::{Consent, Contact, MatchKey};
use crate::field::{FieldValue, Number};
use crate::merge::Refusal;
use crate::testing::generate::empty;
use crate::testing::laws::{REAL, view};

type Merged = Result<Contact, Vec<Refusal>>;

pub(super) fn later_value_wins(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        let later = source.info.company.clone();
        merged.info.company = later.or(merged.info.company.take());
    })
}

pub(super) fn last_source_fills(target: &Contact, sources: &[&Contact]) -> Merged {
    let mut merged = REAL(target, sources)?;
    if target.info.company.is_none() {
        merged.info.company = sources.iter().rev().find_map(|source| source.info.company.clone());
    }
    Ok(merged)
}

pub(super) fn name_as_a_whole(target: &Contact, sources: &[&Contact]) -> Merged {
    instead(target, sources, |merged, before, _| {
        if before.info.first.is_some() || before.info.last.is_some() {
            merged.info.first.clone_from(&before.info.first);
            merged.info.last.clone_from(&before.info.last);
        }
    })
}

pub(super) fn texts_concatenated(target: &Contact, sources: &[&Contact]) -> Merged {
    instead(target, sources, |merged, before, source| {
        if let (Some(a), Some(b)) = (&before.info.company, &source.info.company) {
            merged.info.company = format!("{a}; {b}").parse().ok();
        }
    })
}

pub(super) fn numbers_summed(target: &Contact, sources: &[&Contact]) -> Merged {
    instead(target, sources, |merged, before, source| {
        for (key, value) in &mut merged.info.fields {
            let both = (before.info.field(key), source.info.field(key));
            if let (Some(FieldValue::Number(a)), Some(FieldValue::Number(b))) = both {
                let sum = Number::new(a.get() + b.get()).expect("the sum of two small numbers");
                *value = FieldValue::Number(sum);
            }
        }
    })
}

pub(super) fn longer_text_wins(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        let length = |contact: &Contact| contact.info.company().map_or(0, str::len);
        if length(source) > length(merged) {
            merged.info.company.clone_from(&source.info.company);
        }
    })
}

pub(super) fn newer_birthdate_wins(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        let newer = source.last_activity.activity_date > merged.last_activity.activity_date;
        if newer && source.info.birthdate.is_some() {
            merged.info.birthdate = source.info.birthdate;
        }
    })
}

pub(super) fn source_field_wins(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        for (key, value) in &mut merged.info.fields {
            if let Some(theirs) = source.info.field(key).filter(|_| view::is_passed_on(key)) {
                *value = theirs.clone();
            }
        }
    })
}

pub(super) fn others_values_copied(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        for (key, value) in &source.info.fields {
            if merged.info.field(key).is_none() {
                merged.info.fields.push((key.clone(), value.clone()));
            }
        }
    })
}

pub(super) fn picture_lost(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, _| merged.info.picture.clone_from(&target.info.picture))
}

pub(super) fn picture_replaced(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        let theirs = source.info.picture.clone();
        merged.info.picture = theirs.or(merged.info.picture.take());
    })
}

pub(super) fn assignees_united(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        for user in &source.info.assignees {
            if !merged.info.assignees.contains(user) {
                merged.info.assignees.push(*user);
            }
        }
    })
}

pub(super) fn older_origin_wins(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        if source.last_activity.activity_date < merged.last_activity.activity_date {
            merged.origin = source.origin.clone();
        }
    })
}

pub(super) fn source_standing(target: &Contact, sources: &[&Contact]) -> Merged {
    then(target, sources, |merged, source| {
        merged.last_activity = source.last_activity.clone();
        merged.standing = source.standing.clone();
    })
}

/// Consent by a wrong rule: what the target had before, what the source has.
fn consent_by(
    target: &Contact,
    sources: &[&Contact],
    rule: impl Fn(Option<Consent>, Option<Consent>) -> Option<Consent>,
) -> Merged {
    instead(target, sources, |merged, before, source| {
        let of = |contact: &Contact, key: &MatchKey| {
            let known = contact.consents.iter().find(|(known, _)| known == key);
            known.map(|(_, consent)| *consent)
        };
        let joined = std::mem::take(&mut merged.consents);
        let joined = joined.into_iter().filter_map(|(key, _)| {
            let consent = rule(of(before, &key), of(source, &key))?;
            Some((key, consent))
        });
        merged.consents = joined.collect();
    })
}

pub(super) fn most_permissive(target: &Contact, sources: &[&Contact]) -> Merged {
    consent_by(target, sources, |ours, theirs| match (ours, theirs) {
        (Some(a), Some(b)) => Some(Consent {
            subscription: a.subscription.min(b.subscription),
            deliverability: a.deliverability.min(b.deliverability),
        }),
        (one, other) => one.or(other),
    })
}

pub(super) fn target_consent_stays(target: &Contact, sources: &[&Contact]) -> Merged {
    consent_by(target, sources, |ours, theirs| ours.or(theirs))
}

pub(super) fn source_consent_lost(target: &Contact, sources: &[&Contact]) -> Merged {
    consent_by(target, sources, |ours, theirs| match (ours, theirs) {
        (Some(a), Some(b)) => Some(a.join(b)),
        (ours, _) => ours,
    })
}

pub(super) fn later_consent_wins(target: &Contact, sources: &[&Contact]) -> Merged {
    consent_by(target, sources, |ours, theirs| theirs.or(ours))
}

pub(super) fn half_consent(target: &Contact, sources: &[&Contact]) -> Merged {
    consent_by(target, sources, |ours, theirs| match (ours, theirs) {
        (Some(a), Some(b)) => Some(Consent { deliverability: a.deliverability, ..a.join(b) }),
        (one, other) => one.or(other),
    })
}

pub(super) fn sources_chained(target: &Contact, sources: &[&Contact]) -> Merged {
    let chain = sources.iter().rev().try_fold(empty(), |chain, source| REAL(&chain, &[source]))?;
    REAL(target, &[&chain])
}

pub(super) fn second_source_dropped(target: &Contact, sources: &[&Contact]) -> Merged {
    let others: Vec<&Contact> =
        sources.iter().enumerate().filter(|(at, _)| *at != 1).map(|(_, source)| *source).collect();
    REAL(target, &others)
}
