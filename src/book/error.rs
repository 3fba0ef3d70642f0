use crate::access::Permission;
use crate::change::{CommitError, Found, StoreError};
use crate::contact::MatchKey;
use crate::field::{FieldKey, FieldName};
use crate::id::{ChangeSetId, ContactId};
use crate::invalid::{Invalid, Rule};
use crate::label::{LabelKey, LabelName};
use crate::merge::{Refusal, Refused, Unsettled};
use crate::record::{RecordId, Revision};

/// An operation of a book that failed. Nothing was changed, unless a store says that it does not
/// know.
///
/// [`code`](Self::code) and [`http_status`](Self::http_status) are those of the platform.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Input that does not fit: every problem of it.
    #[error("{}", list(.0))]
    Invalid(Vec<Invalid>),
    /// An update that mentions nothing.
    #[error("the update mentions nothing to update")]
    NothingToUpdate,
    /// There is no such contact, or it was merged away.
    #[error("contact {id} {}", gone(.merged_into))]
    ContactNotFound {
        /// The contact that was asked for.
        id: ContactId,
        /// Where it was merged, if it was.
        merged_into: Option<ContactId>,
    },
    /// The contact is not at the revision that the caller knows.
    #[error("contact {id} is at revision {found}, not {expected}")]
    ContactAlreadyChanged {
        /// The contact.
        id: ContactId,
        /// What the caller knows.
        expected: Revision,
        /// What is there.
        found: Revision,
    },
    /// Another contact has an e-mail address, or a phone number if no e-mail address is given.
    #[error("contact {contact} has the same e-mail address or phone number")]
    DuplicateContact {
        /// The other contact.
        contact: ContactId,
        /// What both have.
        key: MatchKey,
    },
    /// The id for a new contact was used before.
    #[error("contact id {0} was used before")]
    ContactIdAlreadyExists(ContactId),
    /// The primary e-mail address of a member is changed elsewhere.
    #[error("contact {0} is a site member: its primary e-mail address is changed elsewhere")]
    CannotUpdateMemberEmail(ContactId),
    /// The contact is protected from deletion.
    #[error("contact {id} cannot be deleted: {protection}")]
    CannotDelete {
        /// The contact.
        id: ContactId,
        /// Why.
        protection: Protection,
    },
    /// The contacts cannot be merged: every reason.
    #[error(transparent)]
    MergeRefused(#[from] Refused),
    /// The policy leaves something to a person.
    #[error(transparent)]
    Unsettled(#[from] Unsettled),
    /// A contact would have a label that does not exist.
    #[error("there is no label `{0}` to give to a contact")]
    UnknownLabel(LabelKey),
    /// There is no such label.
    #[error("there is no label `{0}`")]
    LabelNotFound(LabelKey),
    /// There is no such extended field.
    #[error("there is no extended field `{0}`")]
    FieldNotFound(FieldKey),
    /// The name of a label is taken.
    #[error("label name `{name}` is taken by `{key}`")]
    LabelNameTaken {
        /// The name.
        name: LabelName,
        /// Who has it.
        key: LabelKey,
    },
    /// The name of an extended field is taken.
    #[error("extended field name `{name}` is taken by `{key}`")]
    FieldNameTaken {
        /// The name.
        name: FieldName,
        /// Who has it.
        key: FieldKey,
    },
    /// Labels and fields of the platform can be neither renamed nor deleted.
    #[error("`{0}` belongs to the platform and can be neither renamed nor deleted")]
    SystemDefinition(String),
    /// The book has as many labels as it may have.
    #[error("the book has {total} of at most {quota} labels")]
    LabelsQuotaReached {
        /// How many it may have.
        quota: usize,
        /// How many it has.
        total: usize,
    },
    /// The book has as many extended fields as it may have.
    #[error("the book has {total} of at most {quota} extended fields")]
    FieldsQuotaExceeded {
        /// How many it may have.
        quota: usize,
        /// How many it has.
        total: usize,
    },
    /// A submission without a name, an e-mail address or a phone number, from nobody who is known.
    #[error("the submission has no name, e-mail or phone, and its sender is not known")]
    InsufficientSubmission,
    /// The caller lacks a permission.
    #[error("the caller lacks permission {0}")]
    Forbidden(Permission),
    /// Another request was made under the same id before.
    #[error("request {0} was made before with other content")]
    RequestReused(ChangeSetId),
    /// Others kept changing the same records; try again later.
    #[error("others kept changing {0}")]
    Busy(RecordId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a contact cannot be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protection {
    /// It is a site member.
    Member,
    /// It owns the site or works on it.
    OwnerOrContributor,
    /// It holds a valid billing subscription.
    BillingSubscription,
}

impl std::fmt::Display for Protection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Member => "it is a site member",
            Self::OwnerOrContributor => "it is an owner or contributor",
            Self::BillingSubscription => "it has a valid billing subscription",
        })
    }
}

impl Error {
    /// The platform's code. `VALIDATION_ERROR`, `PERMISSION_DENIED`, `NOT_FOUND` and the like
    /// stand where the platform has none of its own.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(problems) => match code_rule(problems) {
                Some(Rule::Required) => "INSUFFICIENT_CONTACT_DATA",
                Some(Rule::ManyPrimaries) => "CANNOT_HAVE_MULTIPLE_PRIMARY_INFO",
                Some(Rule::ExtendedField) => "INVALID_EXTENDED_FIELD_VALUE",
                _ => "VALIDATION_ERROR",
            },
            Self::NothingToUpdate => "INSUFFICIENT_UPDATE_CONTACT_DATA",
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
            Self::LabelNotFound(_) | Self::FieldNotFound(_) => "NOT_FOUND",
            Self::LabelNameTaken { .. } | Self::FieldNameTaken { .. } => "ALREADY_EXISTS",
            Self::SystemDefinition(_) => "FAILED_PRECONDITION",
            Self::LabelsQuotaReached { .. } => "LABELS_QUOTA_REACHED",
            Self::FieldsQuotaExceeded { .. } => "FIELDS_QUOTA_EXCEEDED",
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
            | Self::Unsettled(_)
            | Self::UnknownLabel(_)
            | Self::InsufficientSubmission => 400,
            Self::Forbidden(_) => 403,
            Self::ContactNotFound { .. } | Self::LabelNotFound(_) | Self::FieldNotFound(_) => 404,
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
            Self::FieldsQuotaExceeded { .. } => 429,
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
                    MatchKey::Member(_) | MatchKey::Visitor(_) => {}
                }
                data
            }
            Self::LabelsQuotaReached { quota, total } => {
                vec![("labelsQuota", quota.to_string()), ("labelsCurrentTotal", total.to_string())]
            }
            Self::ContactNotFound { merged_into: Some(into), .. } => {
                vec![("mergedInto", into.to_string())]
            }
            _ => Vec::new(),
        }
    }
}

/// A refused commit, where the book has nothing better to say.
impl From<CommitError> for Error {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict(conflict) => match (conflict.record, conflict.found) {
                (RecordId::Contact(id), Found::Live(_)) => Self::Busy(RecordId::Contact(id)),
                (RecordId::Contact(id), Found::Redirect { to }) => {
                    Self::ContactNotFound { id, merged_into: Some(to) }
                }
                (RecordId::Contact(id), Found::Unused | Found::Deleted) => {
                    Self::ContactNotFound { id, merged_into: None }
                }
                (RecordId::Label(key), Found::Unused | Found::Deleted) => Self::LabelNotFound(key),
                (RecordId::Field(key), Found::Unused | Found::Deleted) => Self::FieldNotFound(key),
                (record, _) => Self::Busy(record),
            },
            CommitError::Taken { key, holder } => Self::DuplicateContact { contact: holder, key },
            CommitError::UnknownLabel(key) => Self::UnknownLabel(key),
            CommitError::UnknownField { key, data_type } => {
                let expected = "a field that is defined in the book";
                let path = format!("info.extendedFields.{key}");
                let problem = Invalid::new(Rule::ExtendedField, "", data_type.as_str(), expected);
                Self::Invalid(vec![problem.at(path)])
            }
            CommitError::LabelNameTaken { name, key } => Self::LabelNameTaken { name, key },
            CommitError::FieldNameTaken { name, key } => Self::FieldNameTaken { name, key },
            CommitError::TooManyLabels { count, max } => {
                Self::LabelsQuotaReached { quota: max, total: count }
            }
            CommitError::TooManyFields { count, max } => {
                Self::FieldsQuotaExceeded { quota: max, total: count }
            }
            CommitError::KeyReuse(id) => Self::RequestReused(id),
            CommitError::Empty => Self::NothingToUpdate,
            CommitError::Store(error) => Self::Store(error),
        }
    }
}

impl From<Invalid> for Error {
    fn from(problem: Invalid) -> Self {
        Self::Invalid(vec![problem])
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

fn gone(merged_into: &Option<ContactId>) -> String {
    match merged_into {
        Some(into) => format!("was merged into {into}"),
        None => "does not exist".into(),
    }
}

fn list(problems: &[Invalid]) -> String {
    problems.iter().map(Invalid::to_string).collect::<Vec<_>>().join("; ")
}
