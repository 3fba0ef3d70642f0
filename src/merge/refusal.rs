use std::fmt;

use crate::id::ContactId;
use crate::record::Revision;

/// A reason why contacts cannot be merged. Ordered as they are checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// No source is given.
    NoSource,
    /// More sources are given than the call allows.
    TooManySources {
        /// How many.
        count: usize,
        /// How many are allowed.
        max: usize,
    },
    /// The target is among the sources.
    TargetAmongSources(ContactId),
    /// A source is given twice.
    RepeatedSource(ContactId),
    /// The target does not exist, or was deleted.
    TargetNotFound(ContactId),
    /// The target was merged away; a merge does not follow.
    TargetMergedAway {
        /// The target of the call.
        id: ContactId,
        /// Where it was merged.
        into: ContactId,
    },
    /// A source does not exist, or was deleted.
    SourceNotFound(ContactId),
    /// A source was merged away already.
    SourceMergedAway {
        /// The source.
        id: ContactId,
        /// Where it was merged.
        into: ContactId,
    },
    /// The target is not at the revision that the caller knows.
    TargetChanged {
        /// What the caller knows.
        expected: Revision,
        /// What is there.
        found: Revision,
    },
    /// A source is a member of the site.
    SourceIsMember(ContactId),
    /// A source owns the site or works on it.
    SourceIsOwnerOrContributor(ContactId),
    /// A source holds a valid billing subscription.
    SourceHasSubscription(ContactId),
    /// The result would have too much of something.
    OverLimit {
        /// Of what.
        field: &'static str,
        /// How many.
        count: usize,
        /// How many are allowed.
        max: usize,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSource => f.write_str("no source is given"),
            Self::TooManySources { count, max } => {
                write!(f, "{count} sources are given, at most {max} are allowed")
            }
            Self::TargetAmongSources(id) => write!(f, "target {id} is among the sources"),
            Self::RepeatedSource(id) => write!(f, "source {id} is given twice"),
            Self::TargetNotFound(id) => write!(f, "target {id} does not exist"),
            Self::TargetMergedAway { id, into } => write!(f, "target {id} was merged into {into}"),
            Self::SourceNotFound(id) => write!(f, "source {id} does not exist"),
            Self::SourceMergedAway { id, into } => write!(f, "source {id} was merged into {into}"),
            Self::TargetChanged { expected, found } => {
                write!(f, "the target is at revision {found}, not {expected}")
            }
            Self::SourceIsMember(id) => write!(f, "source {id} is a site member"),
            Self::SourceIsOwnerOrContributor(id) => {
                write!(f, "source {id} is an owner or contributor")
            }
            Self::SourceHasSubscription(id) => {
                write!(f, "source {id} has a valid billing subscription")
            }
            Self::OverLimit { field, count, max } => {
                write!(
                    f,
                    "the result would have {count} entries in {field}, at most {max} are allowed"
                )
            }
        }
    }
}

/// Contacts that cannot be merged: every reason, the first of which decides the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(Vec<Refusal>);

impl Refused {
    /// Refused for these reasons; `None` without any.
    pub(crate) fn from_reasons(mut reasons: Vec<Refusal>) -> Option<Self> {
        reasons.sort_unstable();
        reasons.dedup();
        (!reasons.is_empty()).then_some(Self(reasons))
    }

    /// Every reason, in the order in which they are checked.
    pub fn reasons(&self) -> &[Refusal] {
        &self.0
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the contacts cannot be merged: ")?;
        for (at, reason) in self.0.iter().enumerate() {
            let separator = if at == 0 { "" } else { "; " };
            write!(f, "{separator}{reason}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}
