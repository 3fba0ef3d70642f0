//! The store that the simulated clients see: a [`MemoryStore`] behind a door at which calls fail,
//! replies are lost, and others are let in between.

use std::collections::VecDeque;
use std::fmt;
use std::hash::{DefaultHasher, Hash};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::action::{Call, Held};
use super::defect::{Broken, Defect};
use super::model::{Answer, Decision, Made, Model, Wrong};
use super::settings::Settings;
use super::{Report, turn};
use crate::store::{ContactStore, LabelStore};
use crate::testing::choices::Choices;
use crate::{
    ChangeSet, ChangeSetId, Commit, CommitError, Contact, ContactId, ContactQuery, Definition,
    Environment, ExtendedField, FieldKey, FieldName, Label, LabelKey, LabelName, MatchKey,
    MemoryStore, Sequence, Slot, Store, StoreError, Stored, Timestamp,
};

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
    /// What clients keep: previews, calls under ids, revisions, change sets.
    pub(super) held: VecDeque<Held>,
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

/// A handle on the store of a world.
#[derive(Clone, Debug)]
pub(super) struct Door(pub(super) Arc<World>);

/// The clock and the ids of a world.
#[derive(Clone, Debug)]
pub(super) struct Outside(pub(super) Arc<World>);

/// What is done to a commit.
enum Fault {
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
    fn read_fails(&mut self) -> bool {
        if self.quiet || !self.choices.percent(self.settings.read_faults) {
            return false;
        }
        let Some(running) = self.running.last_mut() else { return false };
        running.faulted = true;
        self.report.faults += 1;
        true
    }

    /// Whether somebody else gets a turn.
    fn lets_in(&mut self) -> bool {
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

    fn commit_fault(&mut self) -> Fault {
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
    fn committed(&mut self, changes: &ChangeSet, commit: &Commit) -> Result<(), Wrong> {
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

impl Door {
    /// Perhaps fails; reads; and perhaps lets others in before the answer arrives.
    fn read<T>(
        &self,
        read: impl FnOnce(&MemoryStore) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.0.state().read_fails() {
            return Err(unavailable());
        }
        let answer = read(&self.0.store);
        self.let_in();
        answer
    }

    /// Perhaps lets another client do something.
    fn let_in(&self) {
        if self.0.state().lets_in() {
            turn::take(&self.0);
        }
    }
}

fn unavailable() -> StoreError {
    StoreError::Unavailable("simulated".into())
}

#[deny(clippy::missing_trait_methods)]
impl ContactStore for Door {
    fn slot(&self, id: ContactId) -> Result<Option<Slot>, StoreError> {
        let mut slots = [self.read(|store| store.slot(id))?];
        self.0.state().broken.slots(&[id], &mut slots);
        let [slot] = slots;
        Ok(slot)
    }

    fn slots(&self, ids: &[ContactId]) -> Result<Vec<Option<Slot>>, StoreError> {
        let mut slots = self.read(|store| store.slots(ids))?;
        self.0.state().broken.slots(ids, &mut slots);
        Ok(slots)
    }

    fn matching(&self, keys: &[MatchKey]) -> Result<Vec<Vec<ContactId>>, StoreError> {
        let mut matching = self.read(|store| store.matching(keys))?;
        self.0.state().broken.matching(keys, &mut matching);
        Ok(matching)
    }

    fn page(
        &self,
        query: &ContactQuery,
        after: Option<ContactId>,
        limit: usize,
    ) -> Result<Vec<Arc<Stored<Contact>>>, StoreError> {
        let mut page = self.read(|store| store.page(query, after, limit))?;
        self.0.state().broken.page(query, &mut page);
        Ok(page)
    }

    fn count(&self, query: &ContactQuery) -> Result<usize, StoreError> {
        self.read(|store| store.count(query))
    }
}

#[deny(clippy::missing_trait_methods)]
impl LabelStore for Door {
    fn label(&self, key: &LabelKey) -> Result<Option<Definition<Label>>, StoreError> {
        self.read(|store| store.label(key))
    }

    fn label_named(&self, name: &LabelName) -> Result<Option<Arc<Stored<Label>>>, StoreError> {
        self.read(|store| store.label_named(name))
    }

    fn labels(&self) -> Result<Vec<Arc<Stored<Label>>>, StoreError> {
        self.read(LabelStore::labels)
    }

    fn field(&self, key: &FieldKey) -> Result<Option<Definition<ExtendedField>>, StoreError> {
        self.read(|store| store.field(key))
    }

    fn field_named(
        &self,
        name: &FieldName,
    ) -> Result<Option<Arc<Stored<ExtendedField>>>, StoreError> {
        self.read(|store| store.field_named(name))
    }

    fn fields(&self) -> Result<Vec<Arc<Stored<ExtendedField>>>, StoreError> {
        self.read(LabelStore::fields)
    }
}

#[deny(clippy::missing_trait_methods)]
impl Store for Door {
    fn commit(&self, changes: &ChangeSet) -> Result<Commit, CommitError> {
        self.let_in();
        let fault = self.0.state().commit_fault();
        match fault {
            Fault::Unavailable => return Err(unavailable().into()),
            Fault::LostRequest => return Err(StoreError::Unknown("simulated".into()).into()),
            Fault::None | Fault::LostReply => {}
        }
        let mut broken = std::mem::take(&mut self.0.state().broken);
        let answer = broken.commit(&self.0.store, changes);
        {
            let mut state = self.0.state();
            state.broken = broken;
            if let Ok((changes, commit)) = &answer.made {
                let result = state.committed(changes, commit);
                state.blame(result);
            }
        }
        self.let_in();
        match fault {
            Fault::LostReply => Err(StoreError::Unknown("simulated".into()).into()),
            _ => answer.told,
        }
    }

    fn commits_after(
        &self,
        seen: Option<Sequence>,
        limit: usize,
    ) -> Result<Vec<Commit>, StoreError> {
        let mut commits = self.read(|store| store.commits_after(seen, limit))?;
        self.0.state().broken.commits(&mut commits);
        Ok(commits)
    }

    fn committed(&self, id: ChangeSetId) -> Result<Option<Commit>, StoreError> {
        let committed = self.read(|store| store.committed(id))?;
        Ok(committed.filter(|_| !self.0.state().broken.forgets_requests()))
    }
}

impl Environment for Outside {
    fn now(&self) -> Timestamp {
        let mut state = self.0.state();
        let now = Timestamp::from_micros(state.now);
        if let Some(running) = state.running.last_mut().filter(|r| r.clock.last() != Some(&now)) {
            running.clock.push(now);
        }
        now
    }

    fn new_id(&self) -> Uuid {
        let mut state = self.0.state();
        state.id += 1;
        Uuid::from_u128(state.broken.id(state.id))
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
