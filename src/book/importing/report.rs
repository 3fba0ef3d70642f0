use std::io;
use std::time::Duration;

use crate::book::Error;
use crate::contact::MatchKey;
use crate::id::ContactId;
use crate::interop::{Problem, Severity};

/// What an import did, or, after a dry run, would do.
///
/// Every record is in exactly one of `created`, `merged`, `updated`, `unchanged`, `skipped`,
/// `rejected` and `groups`; together they are `read`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Whether the run was told to stop, by the caller or by a record that cannot be taken.
    pub stopped: bool,
    /// Records.
    pub read: u64,
    /// Records that became new contacts.
    pub created: u64,
    /// Records that gave a contact something that it lacked.
    pub merged: u64,
    /// Records that replaced what a contact said.
    pub updated: u64,
    /// Records that say nothing new.
    pub unchanged: u64,
    /// Records that were left alone on purpose.
    pub skipped: u64,
    /// Records that cannot be taken.
    pub rejected: u64,
    /// Records that are a group of others and no person.
    pub groups: u64,
    /// Warnings, about records and what stands between them.
    pub warnings: u64,
    /// Labels that were made.
    pub labels_made: u64,
    /// Names of labels that records have and contacts did not get.
    pub labels_left_out: u64,
    /// Extended fields that were made.
    pub fields_made: u64,
    /// Bytes of the records.
    pub bytes: u64,
    /// The last line on which a record ends.
    pub lines: u64,
    /// How long it took, by the clock of the book.
    pub time: Duration,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordOutcome {
    /// Its place among the records, from 0.
    pub index: u64,
    /// The line on which it begins, from 1.
    pub first_line: u32,
    /// The line on which it ends.
    pub last_line: u32,
    /// What became of it.
    pub action: Action,
    /// The contact that holds it now.
    pub contact: Option<ContactId>,
    /// Why it was taken for the record of a contact that was there.
    pub matched: Option<Matched>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Its bytes, if it cannot be taken, or is a group of which no member was found.
    pub raw: Option<Vec<u8>>,
}

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// It is a new contact.
    Created,
    /// It gave a contact something that it lacked.
    Merged,
    /// It replaced what a contact said.
    Updated,
    /// Its contact says all of it already.
    Unchanged,
    /// It was left alone on purpose.
    Skipped,
    /// It cannot be taken.
    Rejected,
    /// It is a group: its members got a label of its name.
    Group,
}

/// How a record found its contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// The contact; of several that fit equally well, the oldest.
    pub contact: ContactId,
    /// By what.
    pub reason: Reason,
    /// What both have.
    pub key: Option<MatchKey>,
}

/// By what a record found its contact, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It names the id of the contact.
    Id,
    /// The same identity in its file.
    Uid,
    /// Its primary e-mail address.
    PrimaryEmail,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// The same name, and everything else that it says.
    Name,
}

/// What a caller is told during a run, in the order of the file; groups come last.
#[derive(Clone, Copy, Debug)]
pub enum Told<'a> {
    /// A record is done: what it changed is written.
    Record(&'a RecordOutcome),
    /// Something is wrong outside of records.
    Outside(&'a Problem),
}

/// A run that could not be finished. What it did stays done; the same run made again adds the rest.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct Unfinished {
    /// Why.
    #[source]
    pub error: ImportError,
    /// What was done before.
    pub report: Box<ImportReport>,
}

/// Why a run could not be finished.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The file could not be read.
    #[error(transparent)]
    Source(#[from] io::Error),
    /// The book refused.
    #[error(transparent)]
    Book(#[from] Error),
}

impl Action {
    /// The name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Merged => "merged",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Skipped => "skipped",
            Self::Rejected => "rejected",
            Self::Group => "group",
        }
    }
}

impl Reason {
    /// The name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Uid => "uid",
            Self::PrimaryEmail => "primary email",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Name => "name",
        }
    }
}

impl ImportReport {
    /// Counts what became of a record.
    pub(super) fn count(&mut self, outcome: &RecordOutcome) {
        self.read += 1;
        *match outcome.action {
            Action::Created => &mut self.created,
            Action::Merged => &mut self.merged,
            Action::Updated => &mut self.updated,
            Action::Unchanged => &mut self.unchanged,
            Action::Skipped => &mut self.skipped,
            Action::Rejected => &mut self.rejected,
            Action::Group => &mut self.groups,
        } += 1;
        outcome.problems.iter().for_each(|problem| self.warn(problem));
        self.lines = self.lines.max(outcome.last_line.into());
    }

    pub(super) fn warn(&mut self, problem: &Problem) {
        self.warnings += u64::from(problem.severity == Severity::Warning);
    }
}
