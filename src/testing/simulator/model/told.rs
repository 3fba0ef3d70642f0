//! What a commit must tell, and what it must not be.

use super::decide::{Answer, No};
use super::meanwhile::Made;
use super::{Person, Wrong};
use crate::{CommitRecord, ContactId, Event, EventKind, Origination, Revision, Timestamp};

/// A commit that should not have been.
pub(super) fn uncalled_for(answer: &Answer) -> Wrong {
    let invariant = match answer {
        Answer::Replayed(_) | Answer::Again(_) => "INV-41",
        Answer::No(no) => match no {
            No::Reused | No::KeyReuse => "INV-42",
            No::Changed(..) => "INV-5",
            No::NotFound(..) | No::IdUsed => "INV-15",
            No::UnknownLabel(_) | No::LabelNotFound(_) => "INV-20",
            No::Invalid(_) | No::FieldNotFound(_) => "INV-23",
            No::NameTaken(_) => "INV-22",
            No::Refused(reasons) => match reasons.first() {
                Some(crate::merge::Refusal::TargetChanged { .. }) => "INV-5",
                Some(
                    crate::merge::Refusal::SourceIsMember(_)
                    | crate::merge::Refusal::SourceIsOwnerOrContributor(_)
                    | crate::merge::Refusal::SourceHasSubscription(_),
                ) => "INV-18",
                _ => "INV-13",
            },
            No::CannotDelete(..) => "INV-18",
            No::Forbidden(_) => "INV-56",
            _ => "INV-45",
        },
        _ => "INV-4",
    };
    Wrong(invariant, format!("it committed where the answer is {answer:?}"))
}

pub(super) fn event(kind: EventKind, revision: u64) -> Event {
    Event { kind, revision: Revision::new(revision) }
}

/// The event of a change, with the names in it compared: they cannot be made from outside.
pub(super) fn updated(
    record: &CommitRecord,
    id: ContactId,
    expected: Vec<&'static str>,
    originated_from: Option<Origination>,
    overtaken: bool,
) -> Result<EventKind, Wrong> {
    let found = record.events().iter().find_map(|event| match &event.kind {
        EventKind::ContactUpdated { id: other, changed, .. } if *other == id => Some(*changed),
        _ => None,
    });
    match found {
        Some(changed)
            if changed
                .names()
                .filter(|name| !(overtaken && may_be_told(name) && !expected.contains(name)))
                .eq(expected.iter().copied()) =>
        {
            Ok(EventKind::ContactUpdated { id, changed, originated_from })
        }
        _ => Err(Wrong("INV-37", format!("expected a change of {expected:?}, found {found:?}"))),
    }
}

/// What a change may tell of that went meanwhile.
fn may_be_told(name: &str) -> bool {
    matches!(name, "info.labelKeys" | "info.extendedFields")
}

/// When the last thing happened to a contact that a commit put: a time that the clock showed.
pub(super) fn activity(
    id: ContactId,
    made: &Made<'_>,
    held: Option<Timestamp>,
) -> Result<Timestamp, Wrong> {
    let Some(state) = made.commit.state(id) else {
        return Err(Wrong("INV-7", format!("the commit has no state of {id}")));
    };
    let at = state.last_activity().activity_date;
    match held.map_or_else(|| made.clock.contains(&at), |held| held == at) {
        true => Ok(at),
        false => Err(Wrong("INV-58", format!("the clock never showed {at}"))),
    }
}

pub(super) fn check_state(person: &Person, made: &Made<'_>) -> Result<(), Wrong> {
    match made.commit.state(person.id) {
        Some(state) => person.check(state),
        None => Err(Wrong("INV-7", format!("the commit has no state of {}", person.id))),
    }
}
