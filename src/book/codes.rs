//! How the platform names errors.

use super::{Error, Protection};
use crate::access::Permission;
use crate::change::StoreError;
use crate::contact::MatchKey;
use crate::invalid::{Invalid, Rule};
use crate::merge::{Refusal, Refused};

impl Error {
    /// The platform's code. `VALIDATION_ERROR`, `PERMISSION_DENIED`, `NOT_FOUND` and the like
    /// stand where the platform has none of its own.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(problems) => match code_rule(problems) {
                Some(Rule::Required) => "INSUFFICIENT_CONTACT_DATA",
                Some(Rule::ManyPrimaries) => "CANNOT_HAVE_MULTIPLE_PRIMARY_INFO",
                Some(Rule::ExtendedField) => "INVALID_EXTENDED_FIELD_VALUE",
                Some(Rule::MalformedFilter) => "MALFORMED_FILTER",
                Some(Rule::UnsupportedFilter) => "UNSUPPORTED_FILTER",
                Some(Rule::FilterField) => "UNSUPPORTED_FILTER_FIELD_UNKNOWN",
                Some(Rule::FilterOperator) => "UNSUPPORTED_FILTER_OPERATOR",
                Some(Rule::FilterValue) => "UNSUPPORTED_FILTER_VALUE",
                Some(Rule::FilterValueType) => "UNSUPPORTED_FILTER_VALUE_TYPE",
                Some(Rule::Sort) => "UNSUPPORTED_SORT_FIELD",
                Some(Rule::DefinitionField) => "UNSUPPORTED_FILTER_FIELD",
                Some(Rule::DefinitionSort) => "INVALID_SORT",
                Some(Rule::PageLimit) => "ILLEGAL_LIMIT",
                Some(Rule::Cursor) => "INVALID_CURSOR",
                _ => "VALIDATION_ERROR",
            },
            Self::NothingToUpdate => "INSUFFICIENT_UPDATE_CONTACT_DATA",
            Self::NeitherFilterNorSearch => "NEITHER_FILTER_NOR_SEARCH",
            Self::ContactNotFound { .. } => "CONTACT_NOT_FOUND",
            Self::ContactAlreadyChanged { .. } => "CONTACT_ALREADY_CHANGED",
            Self::DuplicateContact { .. } => "DUPLICATE_CONTACT_EXISTS",
            Self::ContactIdAlreadyExists(_) => "CONTACT_ID_ALREADY_EXISTS",
            Self::CannotUpdateMemberEmail(_) => "CANNOT_UPDATE_MEMBER_EMAIL",
            Self::CannotDelete { protection, .. } => match protection {
                Protection::Member => "CANNOT_DELETE_MEMBER",
                Protection::OwnerOrContributor => "CANNOT_DELETE_MEMBER_OWNER_OR_CONTRIBUTOR",
                Protection::BillingSubscription => {
                    "CANNOT_DELETE_CONTACT_WITH_BILLING_SUBSCRIPTION"
                }
            },
            Self::MergeRefused(refused) => refusal_code(refused).1,
            Self::Unsettled(_) => "ILLEGAL_MERGE",
            Self::UnknownLabel(_) => "LABEL_NOT_FOUND",
            Self::LabelNotFound(_)
            | Self::FieldNotFound(_)
            | Self::SegmentNotFound(_)
            | Self::JobNotFound(_) => "NOT_FOUND",
            Self::LabelNameTaken { .. } | Self::FieldNameTaken { .. } => "ALREADY_EXISTS",
            Self::SystemDefinition(_) => "FAILED_PRECONDITION",
            Self::LabelsQuotaReached { .. } => "LABELS_QUOTA_REACHED",
            Self::FieldsQuotaExceeded { .. } => "FIELDS_QUOTA_EXCEEDED",
            Self::SegmentsQuotaReached { .. } => "RESOURCE_EXHAUSTED",
            Self::InsufficientSubmission => "INSUFFICIENT_CONTACT_DATA",
            Self::Forbidden(Permission::SubmitWithOverrides) => "INSUFFICIENT_PERMISSION",
            Self::Forbidden(_) => "PERMISSION_DENIED",
            Self::RequestReused(_) => "REQUEST_ID_REUSED",
            Self::Busy(_) => "ABORTED",
            Self::Store(StoreError::Unavailable(_) | StoreError::Unknown(_)) => "UNAVAILABLE",
            Self::Store(_) => "INTERNAL",
        }
    }

    /// The HTTP status that goes with the code.
    pub fn http_status(&self) -> u16 {
        match self {
            Self::Invalid(_)
            | Self::NothingToUpdate
            | Self::NeitherFilterNorSearch
            | Self::Unsettled(_)
            | Self::UnknownLabel(_)
            | Self::InsufficientSubmission => 400,
            Self::Forbidden(_) => 403,
            Self::ContactNotFound { .. }
            | Self::LabelNotFound(_)
            | Self::FieldNotFound(_)
            | Self::SegmentNotFound(_)
            | Self::JobNotFound(_) => 404,
            Self::ContactAlreadyChanged { .. }
            | Self::DuplicateContact { .. }
            | Self::ContactIdAlreadyExists(_)
            | Self::LabelNameTaken { .. }
            | Self::FieldNameTaken { .. }
            | Self::RequestReused(_)
            | Self::Busy(_) => 409,
            Self::CannotUpdateMemberEmail(_)
            | Self::CannotDelete { .. }
            | Self::SystemDefinition(_)
            | Self::LabelsQuotaReached { .. } => 428,
            Self::FieldsQuotaExceeded { .. } | Self::SegmentsQuotaReached { .. } => 429,
            Self::MergeRefused(refused) => refusal_code(refused).0,
            Self::Store(StoreError::Unavailable(_) | StoreError::Unknown(_)) => 503,
            Self::Store(_) => 500,
        }
    }

    /// What goes into the `data` of the error envelope: names and values.
    pub fn data(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::DuplicateContact { contact, key } => {
                let mut data = vec![("duplicateContactId", contact.to_string())];
                match key {
                    MatchKey::Email(email) => data.push(("duplicateEmail", email.to_string())),
                    MatchKey::Phone(phone) => data.push(("duplicatePhone", phone.to_string())),
                    MatchKey::Digits(digits) | MatchKey::National(digits) => {
                        data.push(("duplicatePhone", digits.to_string()));
                    }
                    MatchKey::Member(_) | MatchKey::Visitor(_) | MatchKey::Uid(_) => {}
                }
                data
            }
            Self::LabelsQuotaReached { quota, total } => {
                vec![("labelsQuota", quota.to_string()), ("labelsCurrentTotal", total.to_string())]
            }
            Self::ContactNotFound { merged_into: Some(into), .. } => {
                vec![("mergedInto", into.to_string())]
            }
            Self::MergeRefused(refused) => match refused.reasons().first() {
                Some(
                    Refusal::TargetMergedAway { into, .. } | Refusal::SourceMergedAway { into, .. },
                ) => vec![("mergedInto", into.to_string())],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}

/// The rule that decides the code: a plain format error, which is found first, before all others.
fn code_rule(problems: &[Invalid]) -> Option<Rule> {
    let business =
        |rule| matches!(rule, Rule::Required | Rule::ManyPrimaries | Rule::ExtendedField);
    let plain = problems.iter().find(|problem| !business(problem.rule()));
    plain.or(problems.first()).map(Invalid::rule)
}

/// Status and code of a refused merge: those of its first reason.
fn refusal_code(refused: &Refused) -> (u16, &'static str) {
    match refused.reasons().first() {
        Some(Refusal::NoSource | Refusal::TooManySources { .. }) => (400, "VALIDATION_ERROR"),
        Some(
            Refusal::TargetNotFound(_)
            | Refusal::TargetMergedAway { .. }
            | Refusal::SourceNotFound(_)
            | Refusal::SourceMergedAway { .. },
        ) => (404, "CONTACT_NOT_FOUND"),
        Some(Refusal::TargetChanged { .. }) => (409, "CONTACT_ALREADY_CHANGED"),
        Some(
            Refusal::SourceIsMember(_)
            | Refusal::SourceIsOwnerOrContributor(_)
            | Refusal::SourceHasSubscription(_),
        ) => (428, "FAILED_PRECONDITION"),
        Some(
            Refusal::TargetAmongSources(_) | Refusal::RepeatedSource(_) | Refusal::OverLimit { .. },
        )
        | None => (400, "ILLEGAL_MERGE"),
    }
}
