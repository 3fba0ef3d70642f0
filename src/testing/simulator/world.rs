//! A simulated world: one store, the clients around it, and the model.

use std::collections::VecDeque;
use std::fmt;
use std::hash::{DefaultHasher, Hash};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Report;
use super::action::{Call, Held, Mark};
use super::defect::{Broken, Defect};
use super::model::{Answer, Decision, Made, Model, Wrong};
use super::settings::Settings;
use crate::testing::choices::Choices;
use crate::{ChangeSet, Commit, ContactId, MemoryStore, Timestamp};

/// How deep calls may be nested, and how many others one call may meet.
const DEPTH: usize = 3;
const MEETINGS: usize = 4;

/// A simulated world: one store, the clients around it, and the model.
pub(super) struct World {
    pub(super) store: MemoryStore,
    state: Mutex<State>,
}

/// Everything of a world that changes, but for the store.
pub(super) struct State {
    pub(super) choices: Choices,
    pub(super) settings: Settings,
    pub(super) model: Model,
    /// The calls that are being carried out, the innermost last.
    pub(super) running: Vec<Running>,
    pub(super) wrong: Option<Wrong>,
    pub(super) now: i64,
    /// The last id that was given out, and the last token.
    pub(super) id: u128,
    pub(super) token: u64,
    /// Whether somebody checks: nothing fails, nobody is let in.
    pub(super) quiet: bool,
    /// How many of the next commits fail.
    burst: usize,
    /// What clients keep: previews, ends of pages, calls under ids, revisions, change sets.
    pub(super) held: VecDeque<Held>,
    pub(super) marks: VecDeque<Mark>,
    pub(super) past: VecDeque<Arc<Call>>,
    pub(super) pending: Vec<Option<Arc<Call>>>,
    pub(super) seen: Vec<VecDeque<(ContactId, u64)>>,
    pub(super) old: VecDeque<Arc<ChangeSet>>,
    /// What was called, in order, with how deep it was nested.
    pub(super) log: Vec<(usize, Arc<Call>)>,
    pub(super) broken: Broken,
    pub(super) report: Report,
    pub(super) trace: DefaultHasher,
}

/// A call that is being carried out.
pub(super) struct Running {
    pub(super) call: Arc<Call>,
    /// What should come of it, by the states of the book since it began.
    pub(super) decisions: Vec<Decision>,
    /// The same, for a client that cannot know of another delivery of its request.
    pub(super) unknowing: Vec<Decision>,
    /// What came of it, once it is committed.
    pub(super) applied: Option<Answer>,
    /// Whether the store failed, and whether it left open what it did.
    pub(super) faulted: bool,
    pub(super) unsure: bool,
    pub(super) met: usize,
    pub(super) clock: Vec<Timestamp>,
}

/// What is done to a commit.
pub(super) enum Fault {
    None,
    /// It does not arrive.
    Unavailable,
    /// It does not arrive, and nobody knows.
    LostRequest,
    /// It is carried out, and nobody knows.
    LostReply,
}

impl World {
    pub(super) fn new(mut choices: Choices, defect: Defect) -> Arc<Self> {
        let settings = Settings::draw(&mut choices);
        let state = State {
            model: Model::new(settings.labels, settings.fields),
            running: Vec::new(),
            wrong: None,
            now: 1_700_000_000_000_000,
            id: 0,
            token: 0,
            quiet: false,
            burst: 0,
            held: VecDeque::new(),
            marks: VecDeque::new(),
            past: VecDeque::new(),
            pending: vec![None; settings.clients],
            seen: vec![VecDeque::new(); settings.clients],
            old: VecDeque::new(),
            log: Vec::new(),
            broken: Broken::new(defect),
            report: Report::default(),
            trace: DefaultHasher::new(),
            choices,
            settings,
        };
        Arc::new(Self { store: MemoryStore::new(), state: Mutex::new(state) })
    }

    /// The state. Never held while the store or a book is called.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("store", &self.store).finish_non_exhaustive()
    }
}

impl State {
    /// Keeps the first thing that is wrong.
    pub(super) fn blame(&mut self, result: Result<(), Wrong>) {
        if let Err(wrong) = result {
            self.wrong.get_or_insert(wrong);
        }
    }

    /// Adds one more item, and forgets the oldest of many.
    pub(super) fn keep<T>(list: &mut VecDeque<T>, max: usize, item: T) {
        if list.len() >= max {
            list.pop_front();
        }
        list.push_back(item);
    }

    /// Whether a read fails.
    pub(super) fn read_fails(&mut self) -> bool {
        if self.quiet || !self.choices.percent(self.settings.read_faults) {
            return false;
        }
        let Some(running) = self.running.last_mut() else { return false };
        running.faulted = true;
        self.report.faults += 1;
        true
    }

    /// Whether somebody else gets a turn.
    pub(super) fn lets_in(&mut self) -> bool {
        let percent = self.settings.interleaved;
        if self.quiet || percent == 0 || self.wrong.is_some() || self.running.len() >= DEPTH {
            return false;
        }
        let Some(running) = self.running.last_mut() else { return false };
        if running.met >= MEETINGS || !self.choices.percent(percent) {
            return false;
        }
        running.met += 1;
        true
    }

    pub(super) fn commit_fault(&mut self) -> Fault {
        let Settings { early_faults, lost_replies, .. } = self.settings;
        if self.quiet {
            return Fault::None;
        }
        let in_burst = self.burst > 0;
        self.burst = self.burst.saturating_sub(1);
        let fault = if in_burst && self.choices.percent(80) {
            match self.choices.below(4) {
                0 => Fault::LostReply,
                1 => Fault::LostRequest,
                _ => Fault::Unavailable,
            }
        } else if self.choices.percent(lost_replies) {
            if self.choices.percent(80) { Fault::LostReply } else { Fault::LostRequest }
        } else if self.choices.percent(early_faults) {
            Fault::Unavailable
        } else {
            return Fault::None;
        };
        if !in_burst && self.choices.percent(15) {
            self.burst = 4 + self.choices.below(8);
        }
        self.report.faults += 1;
        if let Some(running) = self.running.last_mut() {
            running.faulted = true;
            running.unsure |= !matches!(fault, Fault::Unavailable);
        }
        fault
    }

    /// Tells the model of a commit.
    pub(super) fn committed(&mut self, changes: &ChangeSet, commit: &Commit) -> Result<(), Wrong> {
        let Self { model, running, .. } = self;
        let sequence = commit.sequence().get();
        if sequence <= model.feed.len() as u64 {
            let known = model.committed.get(&changes.id()).map(|place| &model.feed[*place]);
            return match known {
                Some(known) if *known == *commit.record() => Ok(()),
                _ => Err(Wrong("INV-41", format!("commit {sequence} is not that of the first"))),
            };
        }
        let running = running.last_mut().expect("only calls commit");
        if running.applied.is_some() {
            return Err(Wrong("INV-10", format!("commit {sequence} is made a second time")));
        }
        let made = Made { commit, clock: &running.clock, earlier: &running.decisions };
        running.applied = Some(model.carry_out(&running.call, &made)?);
        self.report.commits += 1;
        if self.choices.percent(5) {
            Self::keep(&mut self.old, 6, Arc::new(changes.clone()));
        }
        Ok(())
    }
}

impl Running {
    pub(super) fn new(call: Arc<Call>, decision: Decision, now: Timestamp) -> Self {
        Self {
            call,
            decisions: vec![decision],
            unknowing: Vec::new(),
            applied: None,
            faulted: false,
            unsure: false,
            met: 0,
            clock: vec![now],
        }
    }
}

impl State {
    /// Enters something into the trace.
    pub(super) fn note(&mut self, item: &impl Hash) {
        item.hash(&mut self.trace);
    }
}
