use serde::Serialize;

use crate::book::{Error, Protection};
use crate::id::{ContactId, JobId};
use crate::time::Timestamp;

/// How many failures a report holds, each with its contact. All are counted.
pub const MAX_FAILURES: usize = 1_000;

/// What became of a bulk job so far. Its JSON is that of the platform, and `failures`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkReport {
    /// The job.
    pub id: JobId,
    /// What it does.
    #[serde(rename = "type")]
    pub job_type: BulkType,
    /// How far it is.
    pub status: BulkStatus,
    /// When it began: contacts that were created later are left alone. Never before the creation
    /// of a contact that it found.
    pub started_date: Timestamp,
    /// When it was completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_date: Option<Timestamp>,
    /// How many contacts are concerned. Until the job is completed, as many as met the query when
    /// it began; then, those that succeeded and those that failed.
    pub total_items: usize,
    /// How many are as they shall be.
    pub success_total: usize,
    /// How many could not be done.
    pub failed_total: usize,
    /// Why they could not, by code, in the order in which each came up first.
    pub errors: Vec<BulkError>,
    /// The first [`MAX_FAILURES`] contacts that could not be done.
    pub failures: Vec<BulkFailure>,
}

/// What a bulk job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BulkType {
    /// It deletes contacts.
    Delete,
    /// It updates contacts.
    Update,
    /// It gives labels.
    AddLabels,
    /// It takes labels away.
    RemoveLabels,
    /// It gives labels and takes others away.
    AddRemoveLabels,
}

/// How far a bulk job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BulkStatus {
    /// It has done nothing yet.
    New,
    /// It has begun; perhaps it was stopped.
    Running,
    /// It is through.
    Completed,
}

/// A kind of failure of a bulk job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BulkError {
    /// How many contacts it befell.
    pub count: usize,
    /// The platform's code.
    pub code: &'static str,
    /// What it means.
    pub message: String,
}

/// A contact that a bulk job could not do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkFailure {
    /// The contact.
    pub contact_id: ContactId,
    /// The platform's code.
    pub code: &'static str,
    /// What is in the way. It names no value that the contact holds.
    pub message: String,
}

impl BulkReport {
    /// How many contacts were looked at.
    pub fn processed(&self) -> usize {
        self.success_total + self.failed_total
    }

    /// Whether the job is through.
    pub fn is_completed(&self) -> bool {
        self.status == BulkStatus::Completed
    }

    /// Counts a failure.
    pub(super) fn fail(&mut self, contact: ContactId, error: &Error) {
        let code = code(error);
        self.failed_total += 1;
        match self.errors.iter_mut().find(|known| known.code == code) {
            Some(known) => known.count += 1,
            None => {
                let message = in_general(code).map_or_else(|| error.to_string(), str::to_owned);
                self.errors.push(BulkError { count: 1, code, message });
            }
        }
        if self.failures.len() < MAX_FAILURES {
            let message = error.to_string();
            self.failures.push(BulkFailure { contact_id: contact, code, message });
        }
    }
}

/// The platform's code: in a job, members have another one than by themselves.
fn code(error: &Error) -> &'static str {
    match error {
        Error::CannotDelete { protection: Protection::Member, .. } => "CANNOT_DELETE_SITE_MEMBERS",
        error => error.code(),
    }
}

/// What a code means, whichever contact it befell.
fn in_general(code: &str) -> Option<&'static str> {
    Some(match code {
        "CANNOT_DELETE_SITE_MEMBERS" => "site members cannot be deleted",
        "CANNOT_DELETE_MEMBER_OWNER_OR_CONTRIBUTOR" => {
            "owners and contributors of the site cannot be deleted"
        }
        "CANNOT_DELETE_CONTACT_WITH_BILLING_SUBSCRIPTION" => {
            "contacts with a valid billing subscription cannot be deleted"
        }
        "INSUFFICIENT_CONTACT_DATA" => "no name, e-mail or phone would be left",
        "CANNOT_UPDATE_MEMBER_EMAIL" => {
            "the primary e-mail address of a site member is changed elsewhere"
        }
        "DUPLICATE_CONTACT_EXISTS" => "another contact has the same e-mail address or phone number",
        _ => return None,
    })
}
