//! `Session::import_records`.

mod again;
mod matching;
mod report;
mod writing;

use std::io;
use std::ops::ControlFlow;

use contacts_core::book::importing::{
    Action, ImportPolicy, ImportReport, RecordOutcome, Told, Unfinished,
};
use contacts_core::interop::{Found, ImportOptions, Problem, vcard};
use contacts_core::*;

/// The cards of a text.
pub(crate) fn cards(text: &str) -> Vec<io::Result<Found>> {
    let items = vcard::Cards::new(text.as_bytes()).unwrap();
    let found = items.map(|item| match item.unwrap() {
        vcard::Item::Card(card) => match vcard::import(card, &ImportOptions::default()) {
            Ok(record) => Found::Record(record),
            Err(skipped) => Found::Skipped(skipped),
        },
        vcard::Item::Skipped(skipped) => Found::Skipped(skipped),
        vcard::Item::Outside(problem) => Found::Outside(problem),
    });
    found.map(Ok).collect()
}

/// A card of these lines.
pub(crate) fn card(lines: &[&str]) -> String {
    format!("BEGIN:VCARD\nVERSION:3.0\n{}\nEND:VCARD\n", lines.join("\n"))
}

#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) report: ImportReport,
    pub(crate) outcomes: Vec<RecordOutcome>,
    pub(crate) outside: Vec<Problem>,
}

impl Done {
    pub(crate) fn actions(&self) -> Vec<Action> {
        self.outcomes.iter().map(|outcome| outcome.action).collect()
    }

    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.outcomes.iter().flat_map(|one| &one.problems).map(|problem| problem.code).collect()
    }

    /// Whether nothing was written.
    pub(crate) fn changed(&self) -> u64 {
        self.report.created + self.report.merged + self.report.updated
    }
}

pub(crate) fn run<S: Store>(book: &ContactBook<S>, text: &str, policy: &ImportPolicy) -> Done {
    attempt(book, cards(text), policy).unwrap()
}

pub(crate) fn attempt<S: Store>(
    book: &ContactBook<S>,
    records: impl IntoIterator<Item = io::Result<Found>>,
    policy: &ImportPolicy,
) -> Result<Done, Unfinished> {
    let (mut outcomes, mut outside) = (Vec::new(), Vec::new());
    let report = book.with(Caller::Host).import_records(records, policy, |told| {
        match told {
            Told::Record(outcome) => outcomes.push(outcome.clone()),
            Told::Outside(problem) => outside.push(problem.clone()),
        }
        ControlFlow::Continue(())
    })?;
    let ImportReport {
        read, created, merged, updated, unchanged, skipped, rejected, groups, ..
    } = report;
    assert_eq!(read, created + merged + updated + unchanged + skipped + rejected + groups);
    assert_eq!(read, outcomes.len() as u64);
    Ok(Done { report, outcomes, outside })
}

pub(crate) fn book() -> ContactBook<MemoryStore> {
    ContactBook::new(MemoryStore::new())
}

/// All contacts, the oldest first.
pub(crate) fn all<S: Store>(book: &ContactBook<S>) -> Vec<std::sync::Arc<Stored<Contact>>> {
    let session = book.with(Caller::Host);
    session.contacts(&ContactQuery::all()).unwrap().map(Result::unwrap).collect()
}

/// How many commits a book has.
pub(crate) fn commits<S: Store>(book: &ContactBook<S>) -> usize {
    book.store().commits_after(None, usize::MAX).unwrap().len()
}
