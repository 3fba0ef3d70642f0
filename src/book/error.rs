use crate::access::Permission;
use crate::change::{CommitError, StoreError};
use crate::contact::MatchKey;
use crate::field::{FieldKey, FieldName};
use crate::id::{ChangeSetId, ContactId, JobId, SegmentId};
use crate::invalid::{Invalid, Rule};
use crate::label::{LabelKey, LabelName};
use crate::merge::{Refused, Unsettled};
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
    /// A bulk job for every contact: it takes a filter or a search.
    #[error("a bulk job takes a filter or a search")]
    NeitherFilterNorSearch,
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
    /// Another contact has an e-mail address, or a phone number if no e-mail address is given, or
    /// the membership that the host sets.
    #[error("contact {contact} has the same {}", same(.key))]
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
    /// There is no such segment.
    #[error("there is no segment {0}")]
    SegmentNotFound(SegmentId),
    /// There is no such bulk job among the latest of the book.
    #[error("there is no bulk job {0}")]
    JobNotFound(JobId),
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
    /// The book has as many segments as it may have.
    #[error("the book has {total} of at most {quota} segments")]
    SegmentsQuotaReached {
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

/// A refused commit, where the book has nothing better to say.
impl From<CommitError> for Error {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict(conflict) => Self::Busy(conflict.record),
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
            CommitError::SystemDefinition(record) => Self::SystemDefinition(record.to_string()),
            CommitError::TooManyLabels { count, max } => {
                Self::LabelsQuotaReached { quota: max, total: count }
            }
            CommitError::TooManyFields { count, max } => {
                Self::FieldsQuotaExceeded { quota: max, total: count }
            }
            CommitError::TooManySegments { count, max } => {
                Self::SegmentsQuotaReached { quota: max, total: count }
            }
            CommitError::KeyReuse(id) => Self::RequestReused(id),
            CommitError::Empty => Self::NothingToUpdate,
            CommitError::Store(error) => Self::Store(error),
        }
    }
}

impl From<Vec<Invalid>> for Error {
    fn from(problems: Vec<Invalid>) -> Self {
        Self::Invalid(problems)
    }
}

impl From<Invalid> for Error {
    fn from(problem: Invalid) -> Self {
        Self::Invalid(vec![problem])
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

fn same(key: &MatchKey) -> &'static str {
    match key {
        MatchKey::Email(_) => "e-mail address",
        MatchKey::Phone(_) | MatchKey::Digits(_) | MatchKey::National(_) => "phone number",
        MatchKey::Member(_) => "membership",
        MatchKey::Visitor(_) => "visitor",
        MatchKey::Uid(_) => "identity",
    }
}
