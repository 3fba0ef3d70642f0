//! What a commit may owe to what others did while its call ran.

use super::decide::{Answer, Change, Decision};
use super::{Model, Person};
use crate::testing::simulator::action::{Action, Call};
use crate::testing::simulator::values::Input;
use crate::{Commit, Event, EventKind, FieldKey, Timestamp};

/// A commit that a store made, and what is known of how it came about.
pub(in crate::testing::simulator) struct Made<'a> {
    pub(in crate::testing::simulator) commit: &'a Commit,
    /// The times that the clock has shown while the call was carried out.
    pub(in crate::testing::simulator) clock: &'a [Timestamp],
    /// What should have come of the call at moments before.
    pub(in crate::testing::simulator) earlier: &'a [Decision],
}

impl Made<'_> {
    /// The change of a contact that takes away what was deleted from it meanwhile: deleting a
    /// label or a field moves no revision, so it is made and tells what it saw.
    pub(super) fn taken_before(&self, answer: &Answer) -> Option<Change> {
        let Answer::Contact(person) = answer else { return None };
        let changed = |decision: &Decision| match decision {
            Decision::Change(Change::Put(after)) => after.id == person.id,
            _ => false,
        };
        let put = || Change::Put(Box::new(Person::clone(person)));
        self.earlier.iter().any(changed).then(put)
    }
}

impl Model {
    /// The change of the contact that a submission was for when it was looked up. Since then an
    /// older one may have got the same address, which no guard of a change set can tell.
    pub(super) fn submitted_to(&self, call: &Call, made: &Made<'_>) -> Option<Change> {
        let Action::Submit { draft, contact: None } = &call.action else { return None };
        let [Event { kind: EventKind::ContactUpdated { id, .. }, .. }] = made.commit.events()
        else {
            return None;
        };
        let looked_up = |decision: &Decision| match decision {
            Decision::Change(Change::Put(after)) => after.id == *id,
            _ => false,
        };
        made.earlier.iter().any(looked_up).then_some(())?;
        match self.submit(call, draft, Some(*id)) {
            Ok(Decision::Change(change)) => Some(change),
            _ => None,
        }
    }

    /// The change of a call that clears fields which were deleted meanwhile: as good as cleared.
    pub(super) fn cleared_before(&self, call: &Call, made: &Made<'_>) -> Option<Change> {
        let mut call = Call::clone(call);
        let (Action::Create { draft, .. }
        | Action::Update { draft, .. }
        | Action::Submit { draft, .. }) = &mut call.action
        else {
            return None;
        };
        let count = draft.fields.len();
        let call_fields = draft.fields.clone();
        let clears = |input: &Input| matches!(input, Input::Clear | Input::Text(" "));
        let last = |key: &FieldKey| {
            let mut inputs = call_fields.iter().rev();
            inputs.find(|(known, _)| known == key).is_some_and(|(_, input)| clears(input))
        };
        draft.fields.retain(|(key, _)| self.has_field(key) || !last(key));
        (made.earlier.len() > 1 && draft.fields.len() < count).then_some(())?;
        match self.decide(&call) {
            Decision::Change(change) => Some(change),
            Decision::Answer(answer) => made.taken_before(&answer),
        }
    }
}
