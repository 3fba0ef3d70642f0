//! Records that are groups of others.

use std::collections::VecDeque;

use super::names::Names;
use super::policy::ImportPolicy;
use super::report::RecordOutcome;
use super::touched::Touched;
use crate::book::attempt::Setback;
use crate::book::{Error, Session};
use crate::change::Cause;
use crate::contact::MatchKey;
use crate::edit;
use crate::id::ContactId;
use crate::interop::{Imported, Problem, Severity, normal_uid};
use crate::label::{LabelKey, LabelName};
use crate::record::{RecordId, Slot};
use crate::store::Store;

/// How many members are looked up and labelled at once.
const CHUNK: usize = 100;

/// The groups of a run, until all records are there that could be their members.
#[derive(Debug, Default)]
pub(super) struct Groups(VecDeque<Group>);

/// A group, and what is told of it.
#[derive(Debug)]
pub(super) struct Group {
    name: Option<LabelName>,
    members: Vec<MatchKey>,
    raw: Vec<u8>,
    outcome: RecordOutcome,
}

impl Groups {
    pub(super) fn hold(&mut self, record: Imported, outcome: RecordOutcome) {
        let name = name(&record);
        let members = record.members.unwrap_or_default();
        let members = members.iter().filter_map(|uid| normal_uid(uid)).map(MatchKey::Uid).collect();
        self.0.push_back(Group { name, members, raw: record.raw, outcome });
    }

    pub(super) fn next(&mut self) -> Option<Group> {
        self.0.pop_front()
    }
}

/// The label of a group: its name.
fn name(record: &Imported) -> Option<LabelName> {
    let parts = [&record.patch.first, &record.patch.last].into_iter().flatten().flatten();
    let parts: Vec<&str> = parts.map(|line| line.as_str()).collect();
    let full = || record.properties.iter().find(|line| line.name.eq_ignore_ascii_case("FN"));
    let text = match parts.is_empty() {
        false => parts.join(" "),
        true => full()?.value.trim().to_owned(),
    };
    LabelName::read("label name", &text).ok().flatten()
}

impl Group {
    /// Gives the members that are in the book by this run a label of the group's name.
    ///
    /// # Errors
    ///
    /// Those of labels, [`Error::Busy`], [`Error::Store`].
    pub(super) fn label<S: Store>(
        self,
        session: &Session<'_, S>,
        names: &mut Names,
        touched: &Touched,
        policy: &ImportPolicy,
    ) -> Result<RecordOutcome, Error> {
        let Self { name, members, raw, mut outcome } = self;
        let mut found: Vec<ContactId> = Vec::new();
        for keys in members.chunks(CHUNK) {
            let holders = session.store().matching(keys)?.into_iter().flatten();
            found.extend(holders.filter(|id| touched.get(id).is_some()));
        }
        found.sort_unstable();
        found.dedup();
        let shown = name.as_ref().map_or("", LabelName::as_str).to_owned();
        let key = match (&name, found.is_empty(), policy.labels) {
            (Some(name), false, Some(_)) => names.need_label(session, name)?,
            _ => None,
        };
        let severity = match key {
            Some(key) => {
                for chunk in found.chunks(CHUNK) {
                    give(session, chunk, &key)?;
                }
                Severity::Info
            }
            None => {
                outcome.raw = Some(raw);
                Severity::Warning
            }
        };
        let problem = Problem::new(severity, "vcard.group", outcome.first_line, &shown);
        outcome.problems.push(problem);
        Ok(outcome)
    }
}

/// Gives a label to contacts that lack it and have room.
fn give<S: Store>(
    session: &Session<'_, S>,
    ids: &[ContactId],
    key: &LabelKey,
) -> Result<(), Error> {
    session.settle(|| {
        let mut changes = session.changes(Cause::Import, 0);
        for slot in session.store().slots(ids)?.into_iter().flatten() {
            let Slot::Contact(before) = slot else { continue };
            let Ok(Some(labels)) = edit::label(before.info().labels(), std::slice::from_ref(key))
            else {
                continue;
            };
            let mut after = before.value().clone();
            after.info.labels = labels;
            changes
                .update(&before, after)
                .map_err(|_| Setback::Overtaken(RecordId::Contact(*before.id())))?;
        }
        if !changes.is_empty() {
            session.commit(&changes)?;
        }
        Ok(())
    })
}
