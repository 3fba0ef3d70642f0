use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::report::BulkReport;
use crate::id::JobId;

/// How many bulk jobs a book remembers.
pub const MAX_JOBS: usize = 100;

/// The latest jobs of a book, newest first.
#[derive(Debug, Default)]
pub(in crate::book) struct Jobs(Mutex<VecDeque<BulkReport>>);

impl Jobs {
    pub(super) fn remember(&self, report: &BulkReport) {
        let mut jobs = self.lock();
        match jobs.iter_mut().find(|known| known.id == report.id) {
            Some(known) => known.clone_from(report),
            None => {
                jobs.truncate(MAX_JOBS - 1);
                jobs.push_front(report.clone());
            }
        }
    }

    pub(super) fn all(&self) -> Vec<BulkReport> {
        self.lock().iter().cloned().collect()
    }

    pub(super) fn get(&self, id: JobId) -> Option<BulkReport> {
        self.lock().iter().find(|known| known.id == id).cloned()
    }

    /// A report is replaced as a whole: whoever panicked with the lock left no half of one.
    fn lock(&self) -> MutexGuard<'_, VecDeque<BulkReport>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
