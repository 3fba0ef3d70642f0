//! The run: record after record, batch after batch.

use std::collections::{HashMap, HashSet};
use std::io;
use std::ops::ControlFlow;

use super::candidates::{Name, Wanted, name};
use super::decide::{Decide, Decision, Edit, Step, problem};
use super::groups::Groups;
use super::names::{Make, Names};
use super::policy::{ImportPolicy, OnError};
use super::report::{Action, ImportError, ImportReport, RecordOutcome, Told};
use super::touched::{Touch, Touched};
use crate::book::{Error, Session};
use crate::change::{Cause, ChangeSet, CommitError};
use crate::contact::{Contact, MatchKey};
use crate::id::ContactId;
use crate::interop::{Found, Imported, Problem, Severity, Skipped};
use crate::store::Store;

/// How many bytes of records a batch holds at most, however many records it may have.
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// What is done before a record is looked at.
pub(super) type Before<'a> =
    dyn FnMut(&Wanted, &mut HashMap<ContactId, ContactId>) -> Result<(), Error> + 'a;

/// A run, between two records.
pub(super) struct Run<'a, 'b, S> {
    session: &'a Session<'b, S>,
    policy: &'a ImportPolicy,
    before: Option<&'a mut Before<'a>>,
    told: &'a mut dyn FnMut(Told<'_>) -> ControlFlow<()>,
    names: Names,
    touched: Touched,
    moved: HashMap<ContactId, ContactId>,
    pending: Pending,
    groups: Groups,
    report: ImportReport,
    next: u64,
}

/// What was decided and is not written yet.
#[derive(Debug, Default)]
struct Pending {
    changes: Option<ChangeSet>,
    items: Vec<Item>,
    /// What the contacts that are to be written can be found by, before and after.
    keys: HashSet<MatchKey>,
    ids: HashSet<ContactId>,
    names: HashSet<Name>,
    bytes: usize,
}

/// What is told when the batch is written.
#[derive(Debug)]
enum Item {
    Record {
        outcome: Box<RecordOutcome>,
        /// The record, if it writes: it may have to be decided on again.
        record: Option<Box<Imported>>,
    },
    Outside(Problem),
}

impl<'a, 'b, S: Store> Run<'a, 'b, S> {
    pub(super) fn new(
        session: &'a Session<'b, S>,
        policy: &'a ImportPolicy,
        before: Option<&'a mut Before<'a>>,
        told: &'a mut dyn FnMut(Told<'_>) -> ControlFlow<()>,
    ) -> Self {
        Self {
            session,
            policy,
            before,
            told,
            names: Names::new(policy),
            touched: Touched::default(),
            moved: HashMap::new(),
            pending: Pending::default(),
            groups: Groups::default(),
            report: ImportReport { dry_run: policy.dry_run, ..ImportReport::default() },
            next: 0,
        }
    }

    pub(super) fn all(
        &mut self,
        records: impl Iterator<Item = io::Result<Found>>,
    ) -> Result<(), ImportError> {
        for found in records {
            let found = match found {
                Ok(found) => found,
                Err(error) => {
                    self.flush()?;
                    return Err(error.into());
                }
            };
            match found {
                Found::Outside(problem) => {
                    self.push(Item::Outside(problem), 0)?;
                }
                Found::Skipped(skipped) => self.rejected(skipped)?,
                Found::Record(record) => self.record(record)?,
            }
            if self.report.stopped {
                break;
            }
        }
        self.flush()?;
        if !self.report.stopped {
            self.label_groups()?;
        }
        Ok(())
    }

    /// The report of what was done.
    pub(super) fn finish(mut self) -> ImportReport {
        self.report.labels_made = self.names.labels_made;
        self.report.fields_made = self.names.fields_made;
        self.report
    }

    fn rejected(&mut self, skipped: Skipped) -> Result<(), Error> {
        let Skipped { first_line, last_line, problem, raw } = skipped;
        let length = raw.as_ref().map_or(0, Vec::len);
        let outcome = RecordOutcome {
            index: self.index(),
            first_line,
            last_line,
            action: Action::Rejected,
            contact: None,
            matched: None,
            problems: vec![problem],
            raw,
        };
        self.report.bytes += length as u64;
        self.push(Item::Record { outcome: outcome.into(), record: None }, length)
    }

    fn index(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }

    fn record(&mut self, mut record: Imported) -> Result<(), Error> {
        self.report.bytes += record.raw.len() as u64;
        let mut outcome = RecordOutcome {
            index: self.index(),
            first_line: record.first_line,
            last_line: record.last_line,
            action: Action::Rejected,
            contact: None,
            matched: None,
            problems: std::mem::take(&mut record.problems),
            raw: None,
        };
        if record.members.is_some() {
            outcome.action = Action::Group;
            self.groups.hold(record, outcome);
            return Ok(());
        }
        let source = match self.decide().source(&record, Make::No) {
            Ok(source) => source,
            Err(Error::Invalid(_)) => return self.unfit(record, outcome),
            Err(error) => return Err(error),
        };
        let wanted = Wanted::of(record.uid.as_deref(), &source.contact);
        if self.pending.concerns(&wanted) {
            self.flush()?;
        }
        if let Some(before) = &mut self.before {
            before(&wanted, &mut self.moved)?;
        }
        let decision = match self.decide().decide(&record, source, &wanted) {
            Ok(decision) => decision,
            Err(Error::Invalid(_)) => return self.unfit(record, outcome),
            Err(error) => return Err(error),
        };
        let length = record.raw.len();
        let record = self.enter(record, &mut outcome, decision)?;
        let record = record.map(Box::new);
        self.push(Item::Record { outcome: outcome.into(), record }, length)
    }

    /// A record that does not fit though its reader made it.
    fn unfit(&mut self, record: Imported, mut outcome: RecordOutcome) -> Result<(), Error> {
        outcome.problems.push(problem(&record, Severity::Error, "record.invalid"));
        outcome.raw = Some(record.raw);
        self.push(Item::Record { outcome: outcome.into(), record: None }, 0)
    }

    fn decide(&mut self) -> Decide<'_, 'b, S> {
        Decide {
            session: self.session,
            policy: self.policy,
            names: &mut self.names,
            touched: &self.touched,
            moved: &self.moved,
        }
    }

    /// Puts what was decided into the batch; the record comes back if it writes.
    fn enter(
        &mut self,
        mut record: Imported,
        outcome: &mut RecordOutcome,
        decision: Decision,
    ) -> Result<Option<Imported>, Error> {
        let Decision { step, action, matched, problems, labels_left_out, met } = decision;
        met.into_iter().for_each(|id| self.touched.mark(id, Touch::Met));
        self.report.labels_left_out += labels_left_out;
        (outcome.action, outcome.matched) = (action, matched);
        outcome.problems.extend(problems);
        let edit = match step {
            Step::Write(edit) => edit,
            Step::Nothing(contact) => {
                outcome.contact = contact;
                if action == Action::Rejected {
                    outcome.raw = Some(std::mem::take(&mut record.raw));
                }
                return Ok(None);
            }
        };
        self.keep_media(&record)?;
        let changes = match &mut self.pending.changes {
            Some(changes) => changes,
            none => none.insert(self.session.changes(Cause::Import, 0)),
        };
        if let Edit::Change(before, _) = &*edit {
            self.pending.keys.extend(before.match_keys());
            self.pending.names.insert(name(before));
        }
        let (id, contact) = write(self.session, changes, *edit);
        self.pending.keys.extend(contact.match_keys());
        self.pending.names.insert(name(&contact));
        self.pending.ids.insert(id);
        outcome.contact = Some(id);
        Ok(Some(record))
    }

    /// INVARIANT (media before what refers to them): they are put before the commit.
    fn keep_media(&self, record: &Imported) -> Result<(), Error> {
        if !self.policy.dry_run {
            for (id, bytes) in &record.media {
                self.session.store().put_media(*id, bytes)?;
            }
        }
        Ok(())
    }

    fn push(&mut self, item: Item, length: usize) -> Result<(), Error> {
        let failed = match &item {
            Item::Record { outcome, .. } => outcome.action == Action::Rejected,
            Item::Outside(_) => false,
        };
        self.pending.items.push(item);
        self.pending.bytes += length;
        let written = self.pending.changes.as_ref().map_or(0, ChangeSet::len);
        let stop = failed && self.policy.on_error == OnError::Stop;
        if stop
            || written == 0
            || written >= self.policy.batch
            || self.pending.bytes >= BATCH_BYTES
            || self.pending.items.len() >= self.policy.batch.saturating_mul(8)
        {
            self.flush()?;
        }
        self.report.stopped |= stop;
        Ok(())
    }

    /// Writes the batch and tells what became of its records.
    fn flush(&mut self) -> Result<(), Error> {
        let Pending { changes, mut items, .. } = std::mem::take(&mut self.pending);
        if let Some(changes) = changes {
            match self.session.commit(&changes) {
                Ok(_) => {}
                // Somebody changed what the batch was decided on: each record on its own.
                Err(
                    CommitError::Conflict(_)
                    | CommitError::UnknownLabel(_)
                    | CommitError::UnknownField { .. },
                ) => {
                    for item in items.iter_mut() {
                        self.once_more(item)?;
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        for item in items {
            match item {
                Item::Record { outcome, record } => {
                    if let (Some(id), Some(_)) = (outcome.contact, record) {
                        self.touched.mark(id, Touch::Made);
                    }
                    self.tell(&outcome);
                }
                Item::Outside(problem) => {
                    self.report.warn(&problem);
                    self.report.stopped |= (self.told)(Told::Outside(&problem)).is_break();
                }
            }
        }
        Ok(())
    }

    /// Decides on a record again, and writes it alone.
    fn once_more(&mut self, item: &mut Item) -> Result<(), Error> {
        let Item::Record { outcome, record: waiting @ Some(_) } = item else { return Ok(()) };
        let Some(record) = waiting.take() else { return Ok(()) };
        let session = self.session;
        let mut decided = None;
        let (action, matched, contact) = session.settle(|| {
            self.names.forget();
            let source = self.decide().source(&record, Make::Yes)?;
            let wanted = Wanted::of(record.uid.as_deref(), &source.contact);
            let decision = self.decide().decide(&record, source, &wanted)?;
            let Decision { step, action, matched, problems, met, labels_left_out: _ } = decision;
            let contact = match step {
                Step::Nothing(contact) => contact,
                Step::Write(edit) => {
                    let mut changes = session.changes(Cause::Import, 0);
                    let (id, _) = write(session, &mut changes, *edit);
                    session.commit(&changes)?;
                    Some(id)
                }
            };
            decided = Some((problems, met));
            Ok((action, matched, contact))
        })?;
        let (problems, met) = decided.unwrap_or_default();
        met.into_iter().for_each(|id| self.touched.mark(id, Touch::Met));
        for problem in problems {
            if !outcome.problems.contains(&problem) {
                outcome.problems.push(problem);
            }
        }
        (outcome.action, outcome.matched, outcome.contact) = (action, matched, contact);
        match action {
            Action::Created | Action::Merged | Action::Updated => *waiting = Some(record),
            Action::Rejected => outcome.raw = Some(record.raw),
            Action::Unchanged | Action::Skipped | Action::Group => {}
        }
        Ok(())
    }

    fn tell(&mut self, outcome: &RecordOutcome) {
        self.report.count(outcome);
        self.report.stopped |= (self.told)(Told::Record(outcome)).is_break();
    }

    fn label_groups(&mut self) -> Result<(), Error> {
        let mut groups = std::mem::take(&mut self.groups);
        while let Some(group) = groups.next() {
            let outcome = group.label(self.session, &mut self.names, &self.touched, self.policy)?;
            self.tell(&outcome);
            if self.report.stopped {
                break;
            }
        }
        Ok(())
    }
}

impl Pending {
    /// Whether a contact that is to be written could be that of the record.
    fn concerns(&self, wanted: &Wanted) -> bool {
        wanted.id.is_some_and(|id| self.ids.contains(&id))
            || wanted.keys.iter().any(|(key, _)| self.keys.contains(key))
            || (wanted.is_keyless() && self.names.contains(&wanted.name))
    }
}

/// Puts a step into a change set: the id of the contact, and what it will hold.
fn write<S: Store>(
    session: &Session<'_, S>,
    changes: &mut ChangeSet,
    edit: Edit,
) -> (ContactId, Contact) {
    let once = "a record that concerns a contact of the batch waits until it is written";
    match edit {
        Edit::Create(contact) => {
            let id = ContactId::new(session.new_id());
            changes.create(id, contact.clone()).expect(once);
            (id, contact)
        }
        Edit::Change(before, after) => {
            changes.update(&before, after.clone()).expect(once);
            (*before.id(), after)
        }
    }
}
