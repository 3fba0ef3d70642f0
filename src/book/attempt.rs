//! Committing, and deciding again where somebody else was faster.

use std::sync::Arc;

use super::{Error, Session};
use crate::change::{ChangeSet, Commit, CommitError, EditedTwice, StoreError};
use crate::invalid::Invalid;
use crate::record::RecordId;
use crate::store::Store;

/// How often a decision is made again when somebody else was faster.
const DECISIONS: usize = 64;
/// How often the same change set is committed again when the store is unsure or not available.
const COMMITS: usize = 8;

/// Why a decision was not carried out.
#[derive(Debug)]
pub(super) enum Setback {
    /// Somebody changed this in the meantime.
    Overtaken(RecordId),
    /// A contact would have a label, or the value of a field, that does not exist. It may have
    /// gone in the meantime; then it is gone from the contact, too.
    Unknown(CommitError),
    /// It cannot be carried out.
    Refused(Error),
}

impl From<Error> for Setback {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl From<StoreError> for Setback {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<Invalid> for Setback {
    fn from(problem: Invalid) -> Self {
        Self::Refused(problem.into())
    }
}

impl From<CommitError> for Setback {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict(conflict) => Self::Overtaken(conflict.record),
            CommitError::UnknownLabel(_) | CommitError::UnknownField { .. } => Self::Unknown(error),
            error => Self::Refused(error.into()),
        }
    }
}

impl<S: Store> Session<'_, S> {
    /// Carries out a request, or answers with what it did when it was made before.
    ///
    /// # Errors
    ///
    /// [`Error::RequestReused`] if another request was made under its id, and those of `decide`.
    pub(super) fn once<T>(
        &self,
        digest: u64,
        answer: impl Fn(&Self, &Commit) -> Result<T, Error>,
        decide: impl FnMut() -> Result<T, Setback>,
    ) -> Result<T, Error> {
        if let Some(commit) = self.made_before(digest)? {
            return answer(self, &commit);
        }
        let result = self.settle(decide);
        match (self.made_before(digest), result) {
            // Perhaps by somebody else, while this was being decided. If what it made is gone
            // again by now, it was made nevertheless.
            (Ok(Some(commit)), result) => {
                answer(self, &commit).or_else(|gone| match (result, gone) {
                    // The store has failed twice: the first time tells whether it is unsure.
                    (Err(first @ Error::Store(_)), Error::Store(_)) => Err(first),
                    (result, gone) => result.map_err(|_| gone),
                })
            }
            // A refusal may be due to the very same request, if nobody knows.
            (Err(error), Err(refusal)) if !matches!(refusal, Error::Store(_)) => Err(error),
            (_, result) => result,
        }
    }

    /// The answer of a request that has none.
    pub(super) fn done(&self, _commit: &Commit) -> Result<(), Error> {
        Ok(())
    }

    /// What this request did when it was made before.
    pub(super) fn made_before(&self, digest: u64) -> Result<Option<Commit>, Error> {
        let Some(id) = self.request else { return Ok(None) };
        match self.store().committed(id)? {
            Some(commit) if !self.is_own(&commit, digest) => Err(Error::RequestReused(id)),
            commit => Ok(commit),
        }
    }

    /// Whether a commit is that of this request, made by this caller: the answer of another
    /// caller's is not theirs to have.
    fn is_own(&self, commit: &Commit, digest: u64) -> bool {
        let audit = commit.audit();
        audit.request == Some(digest) && audit.caller == Some(self.caller.describe())
    }

    /// Decides and carries out; again while somebody else is faster.
    pub(super) fn settle<T>(
        &self,
        mut decide: impl FnMut() -> Result<T, Setback>,
    ) -> Result<T, Error> {
        let mut unknown = None;
        let mut busy = None;
        for _ in 0..DECISIONS {
            match decide() {
                Ok(done) => return Ok(done),
                Err(Setback::Refused(error)) => return Err(error),
                Err(Setback::Overtaken(record)) => busy = Some(record),
                // What is unknown at a second look was not in use before: the caller gives it.
                Err(Setback::Unknown(error)) if unknown.as_ref() == Some(&error) => {
                    return Err(error.into());
                }
                Err(Setback::Unknown(error)) => unknown = Some(error),
            }
        }
        Err(match (busy, unknown) {
            (None, Some(error)) => error.into(),
            (busy, _) => Error::Busy(busy.expect("every decision was set back")),
        })
    }

    /// Commits; the same change set again when the store does not know or was not available.
    pub(super) fn commit(&self, changes: &ChangeSet) -> Result<Commit, CommitError> {
        let mut unsure = false;
        for _ in 1..COMMITS {
            match self.store().commit(changes) {
                Err(CommitError::Store(StoreError::Unknown(_))) => unsure = true,
                Err(CommitError::Store(StoreError::Unavailable(_))) => {}
                answer => return as_made(changes, answer, unsure),
            }
        }
        match self.store().commit(changes) {
            // One of the attempts may have been carried out.
            Err(CommitError::Store(StoreError::Unavailable(why))) if unsure => {
                Err(StoreError::Unknown(why).into())
            }
            answer => as_made(changes, answer, unsure),
        }
    }
}

/// A commit that may have been made by an earlier attempt, with what it made: by now others may
/// have changed it.
fn as_made(
    changes: &ChangeSet,
    answer: Result<Commit, CommitError>,
    unsure: bool,
) -> Result<Commit, CommitError> {
    match answer {
        Ok(commit) if unsure => Ok(changes.commit(Arc::clone(commit.record()))),
        answer => answer,
    }
}

/// The answer of the first edit of a change set.
pub(super) fn first<T>(edit: Result<T, EditedTwice>) -> T {
    edit.expect("the change set was empty")
}
