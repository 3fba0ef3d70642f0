//! Who does what next, and whether what came of it is right.

use std::sync::Arc;

use super::action::{self, Action, Call, Held, Mark, REASON, Reply};
use super::door::{Door, Outside};
use super::judge;
use super::model::{Answer, Decision, No};
use super::world::{Running, State, World};
use crate::book::Quotas;
use crate::{ChangeSetId, ContactBook, Listing, Timestamp};

/// Lets a client do something, from beginning to end, and judges it.
pub(super) fn take(world: &Arc<World>) {
    let (call, quotas) = {
        let mut state = world.state();
        let call = state.choose();
        let decision = state.model.decide(&call);
        let now = Timestamp::from_micros(state.now);
        let depth = state.running.len();
        state.log.push((depth, Arc::clone(&call)));
        state.running.push(Running::new(Arc::clone(&call), decision, now));
        state.report.calls += 1;
        let (labels, fields) = (state.settings.labels, state.settings.fields);
        let quotas = Quotas { labels, fields, ..Quotas::default() };
        (call, quotas)
    };
    let result = perform(world, &call, quotas);
    let mut state = world.state();
    let running = state.running.pop().expect("the call is still running");
    let result = result.map_err(|no| no.unwrap_or_else(|| No::Other("elevation failed".into())));
    let verdict = judge::judge(&running, &result);
    state.blame(verdict);
    state.remember(&running, &result);
    // Others, around this call, may by now be told something else.
    let State { running: others, model, .. } = &mut *state;
    for other in others {
        let decision = model.decide(&other.call);
        let fresh = || model.decide(&Call { request: None, ..Call::clone(&other.call) });
        match &decision {
            // Its id was free when it began: it may be refused for what else there is.
            Decision::Answer(Answer::No(No::Reused)) => other.decisions.push(fresh()),
            // And if the store fails, it may not know that its id was not.
            Decision::Answer(Answer::Replayed(_)) => other.unknowing.push(fresh()),
            _ => {}
        }
        other.decisions.push(decision);
    }
}

fn perform(world: &Arc<World>, call: &Call, quotas: Quotas) -> Result<Reply, Option<No>> {
    let door = Door(Arc::clone(world));
    if matches!(call.action, Action::CreateAt(_) | Action::CommitAgain(_) | Action::CommitOther(_))
    {
        let (id, now) = {
            let mut state = world.state();
            state.id += 1;
            (ChangeSetId::from_u128(state.id), Timestamp::from_micros(state.now))
        };
        let changes = call.action.change_set(id, now).expect("it is a call of the store");
        return action::commit(&door, &changes).map_err(|error| Some(judge::refusal(&error)));
    }
    let book = ContactBook::new(door)
        .with_environment(Outside(Arc::clone(world)))
        .with_quotas(quotas)
        .with_cursor_key([7; 16]);
    let mut session = book.with(call.caller.clone());
    if call.elevated {
        session = session.elevate(REASON).map_err(|_| None)?;
    }
    if let Some(request) = call.request {
        session = session.with_request(request);
    }
    call.action.perform(&session).map_err(|error| Some(judge::no(&error)))
}

impl State {
    /// Keeps what a client may use later, and enters the result into the trace.
    fn remember(&mut self, running: &Running, result: &Result<Reply, No>) {
        let call = &running.call;
        self.note(&(call.client, call.request, self.now));
        match result {
            Ok(reply) => reply.digest(&mut self.trace),
            Err(no) => {
                let code = std::mem::discriminant(no);
                self.note(&code);
            }
        }
        match result {
            Ok(Reply::Contact(contact)) => {
                let seen = (*contact.id(), contact.revision().get());
                Self::keep(&mut self.seen[call.client], 8, seen);
            }
            Ok(Reply::Got(got)) => {
                let seen = (*got.contact.id(), got.contact.revision().get());
                Self::keep(&mut self.seen[call.client], 8, seen);
            }
            Ok(Reply::Plan(plan)) => {
                let predicted = running.decisions.iter().rev().find_map(|decision| {
                    let Decision::Answer(answer) = decision else { return None };
                    judge::agrees(answer, result).is_ok().then_some(answer)
                });
                if let Some(Answer::Plan(outcome, open)) = predicted {
                    let contacts = std::iter::once(plan.target()).chain(plan.sources());
                    let seen = contacts.map(|c| (*c.id(), c.revision().get())).collect();
                    let Action::Preview(wish) = &call.action else { return };
                    let held = Held {
                        wish: wish.clone(),
                        outcome: outcome.merged_at(plan.outcome().last_activity().activity_date),
                        plan: Arc::new((**plan).clone()),
                        seen,
                        open: *open,
                    };
                    Self::keep(&mut self.held, 6, held);
                }
            }
            Ok(Reply::Contacts(Listing { contacts, next: Some(cursor), .. })) => {
                let (Action::Contacts { query, .. }, Some(last)) = (&call.action, contacts.last())
                else {
                    return;
                };
                let (query, cursor) = (query.clone(), cursor.clone());
                let mark = Mark { query, cursor, last: (last.created(), *last.id()) };
                Self::keep(&mut self.marks, 6, mark);
            }
            Err(No::Store(_)) if call.request.is_some() => {
                self.pending[call.client] = Some(Arc::clone(call));
            }
            _ => {}
        }
        if call.request.is_some() {
            Self::keep(&mut self.past, 10, Arc::clone(call));
        }
    }
}
