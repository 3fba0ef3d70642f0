//! Whether what came of a call is right.

use super::action::Reply;
use super::model::{Answer, Decision, No, Wrong};
use super::world::Running;
use crate::book::ResponseType;
use crate::{CommitError, Error, StoreError};

/// Judges what came of a call by what should have come of it at one moment while it ran.
pub(super) fn judge(running: &Running, result: &Result<Reply, No>) -> Result<(), Wrong> {
    if let Some(applied) = &running.applied {
        return match result {
            Ok(_) => match agrees(applied, result) {
                // A request is answered with what there is by now.
                Err(_) if running.call.request.is_some() && running.decisions.len() > 1 => {
                    expected(running, result)
                }
                verdict => verdict,
            },
            Err(No::Store(true)) if running.unsure => Ok(()),
            // The reply was lost, and what the request made is gone again.
            Err(No::NotFound(..) | No::LabelNotFound(_) | No::FieldNotFound(_))
                if running.unsure && running.call.request.is_some() =>
            {
                expected(running, result)
            }
            Err(no) => Err(Wrong("INV-8", format!("it committed, and failed with {no:?}"))),
        };
    }
    match result {
        Err(No::Store(false)) if running.faulted => Ok(()),
        Err(No::Store(true)) if running.unsure => Ok(()),
        _ => expected(running, result),
    }
}

/// Whether the call could be answered so at one moment while it ran.
fn expected(running: &Running, result: &Result<Reply, No>) -> Result<(), Wrong> {
    let mut wrong = None;
    // It cannot know of another delivery if the store fails, or if what that made is gone again.
    let gone = |decision: &Decision| match decision {
        Decision::Answer(Answer::No(no)) => {
            matches!(no, No::NotFound(..) | No::LabelNotFound(_) | No::FieldNotFound(_))
        }
        _ => false,
    };
    let knows = !running.faulted && !running.decisions.iter().any(gone);
    let unknowing = running.unknowing.iter().filter(|_| !knows);
    for decision in running.decisions.iter().rev().chain(unknowing) {
        let verdict = match decision {
            Decision::Answer(answer) => agrees(answer, result),
            Decision::Change(change) => Err(match result {
                Ok(_) => Wrong("INV-9", format!("there is no commit of {change:?}")),
                Err(No::IdUsed) => Wrong("INV-2", format!("an id was used before {change:?}")),
                Err(no) => Wrong("INV-45", format!("{no:?} instead of {change:?}")),
            }),
        };
        match verdict {
            Ok(()) => return Ok(()),
            Err(verdict) => drop(wrong.get_or_insert(verdict)),
        }
    }
    Err(wrong.expect("there is a decision"))
}

/// Whether an answer is this one.
pub(super) fn agrees(answer: &Answer, result: &Result<Reply, No>) -> Result<(), Wrong> {
    let differs = |invariant| {
        let found = result.as_ref().map(short);
        Err(Wrong(invariant, format!("expected {answer:?}, found {found:?}")))
    };
    match (answer, result) {
        (Answer::No(no), Err(found)) if no == found => Ok(()),
        (Answer::No(no), _) => differs(match no {
            No::Reused | No::KeyReuse => "INV-42",
            No::IdUsed => "INV-2",
            No::Changed(..) => "INV-5",
            No::Forbidden(_) => "INV-56",
            No::Refused(_) | No::Unsettled => "INV-13",
            No::NotFound(..) => "INV-17",
            No::Duplicate(_) => "INV-45",
            _ => "INV-8",
        }),
        (Answer::Replayed(first), _) => match agrees(first, result) {
            Ok(()) => Ok(()),
            Err(_) => differs("INV-41"),
        },
        (Answer::Contact(person), Ok(Reply::Contact(contact))) => person.check(contact),
        (Answer::Got(person, merged), Ok(Reply::Got(got))) => {
            match (got.response_type == ResponseType::Merged) == *merged
                && got.contact.id() == &person.id()
            {
                true => person.check(&got.contact),
                false => differs("INV-17"),
            }
        }
        (Answer::Got(..), _) => differs("INV-17"),
        (Answer::Contacts { people, total, more }, Ok(Reply::Contacts(listing))) => {
            let ids = people.iter().map(|person| person.id());
            if !ids.eq(listing.contacts.iter().map(|contact| *contact.id())) {
                return differs("INV-25");
            }
            if listing.total != Some(*total) {
                return differs("INV-30");
            }
            if listing.next.is_some() != *more {
                return differs("INV-29");
            }
            people.iter().zip(&listing.contacts).try_for_each(|(p, c)| p.check(c))
        }
        (Answer::Count(count), Ok(Reply::Count(found))) if count == found => Ok(()),
        (Answer::Contacts { .. } | Answer::Count(_), _) => differs("INV-25"),
        (Answer::Plan(person, open), Ok(Reply::Plan(plan))) => {
            match plan.open().is_empty() != *open {
                true => person.check(&plan.preview()),
                false => differs("INV-13"),
            }
        }
        (Answer::Label(key, name, is_new), Ok(Reply::Label(label, found)))
            if key == label.id() && name == label.name.as_str() && is_new == found =>
        {
            Ok(())
        }
        (Answer::Labels(labels), Ok(Reply::Labels(found)))
            if found.len() == labels.len()
                && (labels.iter().zip(found)).all(|((key, name), label)| {
                    key == label.id() && name == label.name.as_str()
                }) =>
        {
            Ok(())
        }
        (Answer::Field(key, name, data_type, is_new), Ok(Reply::Field(field, found)))
            if key == field.id()
                && name == field.name.as_str()
                && *data_type == field.data_type
                && is_new == found =>
        {
            Ok(())
        }
        (Answer::Fields(fields), Ok(Reply::Fields(found)))
            if found.len() == fields.len()
                && (fields.iter().zip(found)).all(|((key, name, data_type), field)| {
                    key == field.id()
                        && name == field.name.as_str()
                        && *data_type == field.data_type
                }) =>
        {
            Ok(())
        }
        (Answer::Submitted(id, identity, is_new), Ok(Reply::Submitted(found, whose, new)))
            if (id, identity, is_new) == (found, whose, new) =>
        {
            Ok(())
        }
        (Answer::Done, Ok(Reply::Done)) => Ok(()),
        (Answer::Was(was), Ok(Reply::Was(found))) if was == found => Ok(()),
        (Answer::Again(sequence), Ok(Reply::Commit(commit)))
            if *sequence == commit.sequence().get() =>
        {
            Ok(())
        }
        (Answer::Again(_), _) => differs("INV-41"),
        // Creating at an id: the commit was compared when it was made.
        (Answer::Contact(_), Ok(Reply::Commit(_))) => Ok(()),
        _ => differs("INV-45"),
    }
}

fn short(reply: &Reply) -> String {
    let mut text = format!("{reply:?}");
    if let Some((end, _)) = text.char_indices().nth(2_000) {
        text.truncate(end);
    }
    text
}

/// An error of a book in the words of the model.
pub(super) fn no(error: &Error) -> No {
    match error {
        Error::Invalid(_) => No::Invalid(error.code()),
        Error::NothingToUpdate => No::NothingToUpdate,
        Error::ContactNotFound { id, merged_into } => No::NotFound(*id, *merged_into),
        Error::ContactAlreadyChanged { id, expected, found } => {
            No::Changed(*id, expected.get(), found.get())
        }
        Error::ContactIdAlreadyExists(_) => No::IdUsed,
        Error::DuplicateContact { contact, .. } => No::Duplicate(*contact),
        Error::CannotUpdateMemberEmail(id) => No::MemberMail(*id),
        Error::CannotDelete { id, .. } => No::CannotDelete(*id, error.code()),
        Error::MergeRefused(refused) => No::Refused(refused.reasons().to_vec()),
        Error::Unsettled(_) => No::Unsettled,
        Error::UnknownLabel(key) => No::UnknownLabel(key.clone()),
        Error::LabelNotFound(key) => No::LabelNotFound(key.clone()),
        Error::FieldNotFound(key) => No::FieldNotFound(key.clone()),
        Error::LabelNameTaken { key, .. } => No::NameTaken(key.as_str().into()),
        Error::FieldNameTaken { key, .. } => No::NameTaken(key.as_str().into()),
        Error::SystemDefinition(_) => No::OfPlatform,
        Error::LabelsQuotaReached { total, .. } | Error::FieldsQuotaExceeded { total, .. } => {
            No::Full(*total)
        }
        Error::InsufficientSubmission => No::Insufficient,
        Error::Forbidden(permission) => No::Forbidden(*permission),
        Error::RequestReused(_) => No::Reused,
        Error::Store(StoreError::Unavailable(_)) => No::Store(false),
        Error::Store(StoreError::Unknown(_)) => No::Store(true),
        other => No::Other(other.to_string()),
    }
}

/// A refusal of a store in the words of the model.
pub(super) fn refusal(error: &CommitError) -> No {
    match error {
        CommitError::Conflict(conflict) if conflict.expected == crate::Expect::Absent => No::IdUsed,
        CommitError::KeyReuse(_) => No::KeyReuse,
        CommitError::Store(StoreError::Unavailable(_)) => No::Store(false),
        CommitError::Store(StoreError::Unknown(_)) => No::Store(true),
        other => No::Other(other.to_string()),
    }
}
