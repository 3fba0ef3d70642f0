use crate::label::LabelName;

/// How records are brought into a book.
///
/// ```
/// use contacts_core::book::importing::{ImportPolicy, OnMatch};
///
/// let policy = ImportPolicy::default()
///     .with_on_match(OnMatch::Update)
///     .with_label("Imported 2026-09-01".parse()?)
///     .as_dry_run();
/// assert!(policy.dry_run);
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportPolicy {
    /// What becomes of a record whose contact is there.
    pub on_match: OnMatch,
    /// By what a record finds its contact, the surest first: identity, primary e-mail address, any
    /// e-mail address, phone number.
    pub match_by: Vec<MatchBy>,
    /// What becomes of a record whose contact came from an earlier record of the same run.
    pub in_file: InFile,
    /// What happens after a record that cannot be taken.
    pub on_error: OnError,
    /// Labels that every contact of the run gets.
    pub labels_add: Vec<LabelName>,
    /// How many labels may be made that the records name and the book lacks, 1,000, groups aside;
    /// `None`: records give no labels at all. Names without a label stay on their lines.
    pub labels: Option<usize>,
    /// Whether extended fields may be made that the records have and the book lacks. Values without
    /// a field stay on their lines.
    pub fields: bool,
    /// How many contacts are written in one commit, 200.
    pub batch: usize,
    /// Whether nothing is written, and only the report made.
    pub dry_run: bool,
}

/// What becomes of a record whose contact is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnMatch {
    /// The contact gets what it lacks, by the rules of [merging](crate::merge).
    #[default]
    MergeFill,
    /// What the record says replaces what the contact says; what it does not mention stays. Lists
    /// are united, those of the record first. A record that is older than the one that the contact
    /// came from (`REV`) is skipped.
    Update,
    /// Nothing.
    Skip,
    /// It becomes a contact of its own: a second run makes all of them again.
    Create,
}

/// By what a record finds its contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchBy {
    /// The identity in its file (`UID`), or the id of the contact itself.
    Uid,
    /// Its primary e-mail address, if the names agree.
    PrimaryEmail,
    /// One of its e-mail addresses, if the names agree.
    Email,
    /// One of its phone numbers, if the names agree.
    Phone,
}

/// What becomes of a record whose contact came from an earlier record of the same run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum InFile {
    /// The contact gets what it lacks.
    #[default]
    MergeFill,
    /// It becomes a contact of its own.
    Create,
    /// Nothing.
    Skip,
}

/// What happens after a record that cannot be taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnError {
    /// The next record is taken.
    #[default]
    Continue,
    /// The run ends; what was done stays done.
    Stop,
}

impl Default for ImportPolicy {
    fn default() -> Self {
        Self {
            on_match: OnMatch::default(),
            match_by: MatchBy::ALL.to_vec(),
            in_file: InFile::default(),
            on_error: OnError::default(),
            labels_add: Vec::new(),
            labels: Some(1_000),
            fields: true,
            batch: 200,
            dry_run: false,
        }
    }
}

impl MatchBy {
    /// All of them, the surest first.
    pub const ALL: [Self; 4] = [Self::Uid, Self::PrimaryEmail, Self::Email, Self::Phone];
}

impl ImportPolicy {
    /// With another answer to records whose contact is there.
    #[must_use]
    pub fn with_on_match(self, on_match: OnMatch) -> Self {
        Self { on_match, ..self }
    }

    /// Contacts are found by these alone.
    #[must_use]
    pub fn with_match_by(self, match_by: impl IntoIterator<Item = MatchBy>) -> Self {
        Self { match_by: match_by.into_iter().collect(), ..self }
    }

    /// With another answer to records that are twice in a file.
    #[must_use]
    pub fn with_in_file(self, in_file: InFile) -> Self {
        Self { in_file, ..self }
    }

    /// With another answer to records that cannot be taken.
    #[must_use]
    pub fn with_on_error(self, on_error: OnError) -> Self {
        Self { on_error, ..self }
    }

    /// Every contact of the run gets this label, too.
    #[must_use]
    pub fn with_label(mut self, label: LabelName) -> Self {
        self.labels_add.push(label);
        self
    }

    /// So many labels may be made; `None`: records give no labels.
    #[must_use]
    pub fn with_labels(self, labels: Option<usize>) -> Self {
        Self { labels, ..self }
    }

    /// Extended fields may be made or not.
    #[must_use]
    pub fn with_fields(self, fields: bool) -> Self {
        Self { fields, ..self }
    }

    /// So many contacts are written in one commit, at least one.
    #[must_use]
    pub fn with_batch(self, batch: usize) -> Self {
        Self { batch: batch.max(1), ..self }
    }

    /// Nothing is written.
    #[must_use]
    pub fn as_dry_run(self) -> Self {
        Self { dry_run: true, ..self }
    }
}
