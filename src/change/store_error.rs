use crate::record::Sequence;

/// A store that failed.
///
/// The text names the kind of failure and never a value of a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Certainly nothing was done: try the same again.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// The commit was sent and no answer came: commit the same change set again, never a new one.
    #[error("the store did not say whether it committed: {0}")]
    Unknown(String),
    /// Commits up to here are no longer kept.
    #[error("commits before {first} are no longer kept")]
    Trimmed {
        /// The first commit that is kept.
        first: Sequence,
    },
    /// The store does not offer this.
    #[error("the store does not offer {0}")]
    Unsupported(&'static str),
    /// What is stored breaks an invariant: stop using the store.
    #[error("the store is damaged: {0}")]
    Corrupt(String),
}

impl StoreError {
    /// Whether trying the very same again can help.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Unknown(_))
    }
}
