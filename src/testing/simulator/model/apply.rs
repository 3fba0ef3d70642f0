//! What a commit does to the model, and whether it is the one that should have been made.

use std::sync::Arc;

use super::decide::{Answer, Change, Decision, is_of};
use super::meanwhile::Made;
use super::told::{activity, check_state, event, uncalled_for, updated};
use super::{Defined, Model, Person, Wrong};
use crate::book::IdentityType;
use crate::testing::simulator::action::{Action, Call, REASON};
use crate::{Caller, ContactId, Event, EventKind, FieldKey, LabelKey, Origination, Timestamp};

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
                let own = is_of(&call.caller, &before);
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

fn put_answer(action: &Action, person: Arc<Person>, is_new: bool, own: bool) -> Answer {
    match action {
        Action::Submit { .. } => {
            let identity = if own { IdentityType::Member } else { IdentityType::Contact };
            Answer::Submitted(person.id, identity, is_new)
        }
        _ => Answer::Contact(person),
    }
}
