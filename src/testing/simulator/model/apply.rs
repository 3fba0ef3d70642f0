//! What a commit does to the model, and whether it is the one that should have been made.

use std::sync::Arc;

use super::decide::{Answer, Change, Decision, No};
use super::{Defined, Model, Person, Wrong};
use crate::book::IdentityType;
use crate::testing::simulator::action::{Action, Call, REASON};
use crate::testing::simulator::values::Input;
use crate::{
    Caller, Commit, CommitRecord, ContactId, Event, EventKind, FieldKey, LabelKey, Origination,
    Revision, Timestamp,
};

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
    fn taken_before(&self, answer: &Answer) -> Option<Change> {
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
    /// Carries out a call that a store committed.
    ///
    /// # Errors
    ///
    /// If the commit is not the one that the call should have made in the present state.
    pub(in crate::testing::simulator) fn carry_out(
        &mut self,
        call: &Arc<Call>,
        made: &Made<'_>,
    ) -> Result<Answer, Wrong> {
        let record = made.commit.record();
        let sequence = self.feed.len() as u64 + 1;
        if record.sequence().get() != sequence {
            let found = record.sequence();
            return Err(Wrong("INV-35", format!("commit {found} where {sequence} comes next")));
        }
        let change = match self.decide(call) {
            Decision::Change(change) => self.submitted_to(call, made).unwrap_or(change),
            Decision::Answer(answer) => (made.taken_before(&answer))
                .or_else(|| self.submitted_to(call, made))
                .or_else(|| self.cleared_before(call, made))
                .ok_or_else(|| uncalled_for(&answer))?,
        };
        let merges = matches!(change, Change::Merge { .. });
        let (answer, events) = self.change(call, change, made)?;
        if record.events() != events {
            let invariant = if merges { "INV-11" } else { "INV-37" };
            let found = record.events();
            return Err(Wrong(invariant, format!("expected events {events:?}, found {found:?}")));
        }
        self.check_record(call, made)?;
        self.committed.insert(record.id(), self.feed.len());
        self.feed.push(Arc::clone(record));
        if let Some(request) = call.request.filter(|id| *id == record.id()) {
            self.requests.insert(request, Arc::clone(call));
        }
        Ok(answer)
    }

    /// The change of the contact that a submission was for when it was looked up. Since then an
    /// older one may have got the same address, which no guard of a change set can tell.
    fn submitted_to(&self, call: &Call, made: &Made<'_>) -> Option<Change> {
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
    fn cleared_before(&self, call: &Call, made: &Made<'_>) -> Option<Change> {
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

    fn check_record(&self, call: &Call, made: &Made<'_>) -> Result<(), Wrong> {
        let record = made.commit.record();
        if Some(record.cause()) != call.action.cause() {
            return Err(Wrong("INV-37", format!("the cause is {:?}", record.cause())));
        }
        if !made.clock.contains(&record.at()) {
            return Err(Wrong("INV-58", format!("the clock never showed {}", record.at())));
        }
        if matches!(call.action, Action::CreateAt(_)) {
            return Ok(());
        }
        if call.request.is_some_and(|request| request != record.id()) {
            return Err(Wrong("INV-41", format!("committed under {}", record.id())));
        }
        let audit = record.audit();
        let caller = match &call.caller {
            Caller::Visitor(id) => format!("visitor {id}"),
            Caller::Member(id) => format!("member {id}"),
            Caller::User { id, .. } => format!("user {id}"),
            Caller::App { id, .. } => format!("app {id}"),
            Caller::SiteCode => "site code".to_owned(),
            Caller::Host => "host".to_owned(),
        };
        let elevated = call.elevated.then_some(REASON);
        if audit.caller.as_deref() != Some(&*caller) || audit.elevated.as_deref() != elevated {
            return Err(Wrong("INV-57", format!("the journal names {audit:?}")));
        }
        Ok(())
    }

    fn change(
        &mut self,
        call: &Call,
        change: Change,
        made: &Made<'_>,
    ) -> Result<(Answer, Vec<Event>), Wrong> {
        let record = made.commit.record();
        match change {
            Change::Create(mut person) => {
                let [Event { kind: EventKind::ContactCreated(id), .. }] = *record.events() else {
                    return Err(Wrong("INV-37", format!("{:?} create nobody", record.events())));
                };
                self.place(id)?;
                person.id = id;
                person.created = record.at();
                person.updated = record.at();
                person.activity.1 = activity(id, made, None)?;
                self.move_tokens(&person);
                let person = Arc::from(person);
                self.people.push(Arc::clone(&person));
                let events = vec![event(EventKind::ContactCreated(id), 1)];
                Ok((put_answer(&call.action, person, true, false), events))
            }
            Change::Put(person) => {
                let before = Arc::clone(self.live(person.id).expect("a live contact is changed"));
                let after = self.succeed(&before, *person, record.at());
                let changed = before.changed(&after);
                check_state(&after, made)?;
                let own = super::decide::is_of(&call.caller, &before);
                let kind = updated(record, after.id, changed, None, made.earlier.len() > 1)?;
                Ok((
                    put_answer(&call.action, Arc::clone(&after), false, own),
                    vec![event(kind, after.revision)],
                ))
            }
            Change::Remove(id) => {
                let revision = self.drop_person(id, None);
                let kind = EventKind::ContactDeleted { id, merged_into: None };
                let answer = match call.action {
                    Action::Delete { if_present: true, .. } => Answer::Was(true),
                    _ => Answer::Done,
                };
                Ok((answer, vec![event(kind, revision)]))
            }
            Change::Merge { mut after, sources } => {
                let target = after.id;
                let before = Arc::clone(self.live(target).expect("the target is live"));
                let held = match &call.action {
                    // Planned again, it is dated again.
                    Action::CommitPlan { held, .. }
                        if held.outcome.labels == after.labels
                            && held.outcome.fields == after.fields =>
                    {
                        Some(held.outcome.activity.1)
                    }
                    _ => None,
                };
                after.activity.1 = activity(target, made, held)?;
                self.check_conserved(&before, &after, &sources)?;
                let after = self.succeed(&before, *after, record.at());
                check_state(&after, made)?;
                let merged = EventKind::ContactsMerged { target, sources: sources.clone() };
                let changed = before.changed(&after);
                let kind = updated(record, target, changed, Some(Origination::Merge), false)?;
                let mut events = vec![event(merged, after.revision), event(kind, after.revision)];
                for source in sources {
                    let revision = self.drop_person(source, Some(target));
                    let kind = EventKind::ContactDeleted { id: source, merged_into: Some(target) };
                    events.push(event(kind, revision));
                }
                self.move_tokens(&after);
                Ok((Answer::Contact(after), events))
            }
            Change::NewLabel(name) => {
                let [Event { kind: EventKind::LabelCreated(key), .. }] = record.events() else {
                    return Err(Wrong("INV-37", format!("{:?} is no label", record.events())));
                };
                if self.labels.iter().any(|label| label.key == *key) {
                    return Err(Wrong("INV-22", format!("label key {key} is used again")));
                }
                let key: LabelKey = key.clone();
                self.labels.push(Defined { key: key.clone(), live: Some((name, 1)) });
                let events = vec![event(EventKind::LabelCreated(key.clone()), 1)];
                Ok((Answer::Label(key, name.into(), true), events))
            }
            Change::RenameLabel(key, name) => {
                let live = self.labels.iter_mut().find(|label| label.key == key);
                let live = live.and_then(|label| label.live.as_mut()).expect("it is live");
                *live = (name, live.1 + 1);
                let events = vec![event(EventKind::LabelUpdated(key.clone()), live.1)];
                Ok((Answer::Label(key, name.into(), false), events))
            }
            Change::DropLabel(key) => {
                let label = self.labels.iter_mut().find(|label| label.key == key);
                let live = label.and_then(|label| label.live.take()).expect("it is live");
                for person in &mut self.people {
                    if person.labels.contains(&key) {
                        Arc::make_mut(person).labels.retain(|known| *known != key);
                    }
                }
                Ok((Answer::Done, vec![event(EventKind::LabelDeleted(key), live.1)]))
            }
            Change::NewField(name, data_type) => {
                let [Event { kind: EventKind::FieldCreated(key), .. }] = record.events() else {
                    return Err(Wrong("INV-37", format!("{:?} is no field", record.events())));
                };
                if self.fields.iter().any(|field| field.key == *key) {
                    return Err(Wrong("INV-22", format!("field key {key} is used again")));
                }
                let key: FieldKey = key.clone();
                self.fields.push(Defined { key: key.clone(), live: Some((name, data_type, 1)) });
                let events = vec![event(EventKind::FieldCreated(key.clone()), 1)];
                Ok((Answer::Field(key, name.into(), data_type, true), events))
            }
            Change::RenameField(key, name) => {
                let live = self.fields.iter_mut().find(|field| field.key == key);
                let live = live.and_then(|field| field.live.as_mut()).expect("it is live");
                *live = (name, live.1, live.2 + 1);
                let events = vec![event(EventKind::FieldUpdated(key.clone()), live.2)];
                Ok((Answer::Field(key, name.into(), live.1, false), events))
            }
            Change::DropField(key) => {
                let field = self.fields.iter_mut().find(|field| field.key == key);
                let live = field.and_then(|field| field.live.take()).expect("it is live");
                for person in &mut self.people {
                    if person.fields.iter().any(|(known, ..)| *known == key) {
                        Arc::make_mut(person).fields.retain(|(known, ..)| *known != key);
                    }
                }
                Ok((Answer::Done, vec![event(EventKind::FieldDeleted(key), live.2)]))
            }
        }
    }

    /// Takes an id that was never used.
    fn place(&mut self, id: ContactId) -> Result<(), Wrong> {
        if self.places.insert(id, self.ids.len()).is_some() {
            return Err(Wrong("INV-2", format!("contact id {id} is used again")));
        }
        self.ids.push(id);
        Ok(())
    }

    /// Puts the next revision of a contact.
    fn succeed(&mut self, before: &Person, mut after: Person, at: Timestamp) -> Arc<Person> {
        after.revision = before.revision + 1;
        after.updated = before.updated.max(at);
        for token in before.tokens() {
            if !after.tokens().any(|kept| kept == token) {
                self.tokens.remove(token);
            }
        }
        self.move_tokens(&after);
        let after = Arc::new(after);
        let place = self.people.iter_mut().find(|person| person.id == after.id);
        *place.expect("a live contact is changed") = Arc::clone(&after);
        after
    }

    /// The last revision of a contact that goes.
    fn drop_person(&mut self, id: ContactId, into: Option<ContactId>) -> u64 {
        let place = self.people.iter().position(|person| person.id == id).expect("it is live");
        let person = self.people.remove(place);
        match into {
            None => {
                for token in person.tokens() {
                    self.tokens.remove(token);
                }
            }
            // Whoever was merged into this one is found where this one is found from now on.
            Some(into) => {
                let aimed = self.gone.values_mut().flatten().filter(|target| **target == id);
                aimed.for_each(|target| *target = into);
            }
        }
        self.gone.insert(id, into);
        person.revision
    }

    fn move_tokens(&mut self, person: &Person) {
        for token in person.tokens() {
            self.tokens.insert(token.clone(), person.id);
        }
    }

    /// Every token of the target and the sources is in the outcome, each once.
    fn check_conserved(
        &self,
        before: &Person,
        after: &Person,
        sources: &[ContactId],
    ) -> Result<(), Wrong> {
        let sources = sources.iter().filter_map(|id| self.live(*id)).map(|source| &**source);
        for token in std::iter::once(before).chain(sources).flat_map(Person::tokens) {
            let count = after.tokens().filter(|kept| *kept == token).count();
            if count != 1 {
                return Err(Wrong("INV-16", format!("{token} is there {count} times")));
            }
        }
        Ok(())
    }
}

/// A commit that should not have been.
fn uncalled_for(answer: &Answer) -> Wrong {
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

fn event(kind: EventKind, revision: u64) -> Event {
    Event { kind, revision: Revision::new(revision) }
}

/// The event of a change, with the names in it compared: they cannot be made from outside.
fn updated(
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
fn activity(id: ContactId, made: &Made<'_>, held: Option<Timestamp>) -> Result<Timestamp, Wrong> {
    let Some(state) = made.commit.state(id) else {
        return Err(Wrong("INV-7", format!("the commit has no state of {id}")));
    };
    let at = state.last_activity().activity_date;
    match held.map_or_else(|| made.clock.contains(&at), |held| held == at) {
        true => Ok(at),
        false => Err(Wrong("INV-58", format!("the clock never showed {at}"))),
    }
}

fn check_state(person: &Person, made: &Made<'_>) -> Result<(), Wrong> {
    match made.commit.state(person.id) {
        Some(state) => person.check(state),
        None => Err(Wrong("INV-7", format!("the commit has no state of {}", person.id))),
    }
}

fn put_answer(action: &Action, person: Arc<Person>, is_new: bool, own: bool) -> Answer {
    match action {
        Action::Submit { .. } => {
            let identity = if own { IdentityType::Member } else { IdentityType::Contact };
            Answer::Submitted(person.id, identity, is_new)
        }
        _ => Answer::Contact(person),
    }
}
