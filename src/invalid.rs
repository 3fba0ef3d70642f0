//! What is said about input that cannot be accepted.

use std::borrow::Cow;
use std::fmt;

/// How many characters of the input an [`Invalid`] shows.
const SHOWN: usize = 80;

/// An input that does not fit: which field, what was given, and what is expected there.
///
/// The message shows at most 80 characters of the input and never anything else of the record.
///
/// ```
/// # use contacts_core::EmailAddress;
/// let error = "a@@b".parse::<EmailAddress>().unwrap_err();
/// assert_eq!(error.to_string(), "invalid email address `a@@b`: expected one `@`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    field: Cow<'static, str>,
    input: String,
    expected: Cow<'static, str>,
    rule: Rule,
}

/// Which kind of rule an [`Invalid`] input breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// The text has not the form that is asked for.
    Format,
    /// Longer, larger or more than is allowed.
    Limit,
    /// Required and missing.
    Required,
    /// The JSON type, or the type of an extended value, is another one.
    Type,
    /// More than one entry of a list is marked as primary.
    ManyPrimaries,
    /// An extended field that is not defined, not writable, or of another type.
    ExtendedField,
    /// A member of an object that does not exist here.
    Unknown,
    /// A filter of the wrong shape.
    MalformedFilter,
    /// An operator or a form of logic that the filter language does not have.
    UnsupportedFilter,
    /// A field of a filter that does not exist, or that cannot be filtered by.
    FilterField,
    /// An operator that the field of a filter does not have.
    FilterOperator,
    /// A value that a filter cannot use: not of the form of the field, or an empty list.
    FilterValue,
    /// A value of a filter that is of another JSON type.
    FilterValueType,
    /// A field that cannot be sorted by, or more than one.
    Sort,
    /// More than a page may hold, or deeper than pages reach.
    PageLimit,
    /// A field of a filter of labels or extended fields that does not exist.
    DefinitionField,
    /// A field by which labels or extended fields cannot be sorted, or more than one.
    DefinitionSort,
    /// A cursor that was not given for this query in this book.
    Cursor,
}

impl Invalid {
    /// An input of the wrong form.
    pub fn format(
        field: &'static str,
        input: &str,
        expected: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(Rule::Format, field, input, expected)
    }

    /// An input beyond a limit.
    pub fn limit(field: &'static str, input: &str, expected: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Rule::Limit, field, input, expected)
    }

    /// An input that breaks `rule`.
    pub fn new(
        rule: Rule,
        field: &'static str,
        input: &str,
        expected: impl Into<Cow<'static, str>>,
    ) -> Self {
        let mut shown: String = input.chars().take(SHOWN).collect();
        if shown.len() < input.len() {
            shown.push('…');
        }
        Self { field: field.into(), input: shown, expected: expected.into(), rule }
    }

    /// The same, found at a path of a larger value, such as `info.emails[2]`.
    #[must_use]
    pub fn at(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        self.field = path.into();
        self
    }

    /// The same, as a breach of another rule.
    #[must_use]
    pub(crate) fn against(self, rule: Rule) -> Self {
        Self { rule, ..self }
    }

    /// The field: what kind of value it is, or the path at which it stands.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The input, at most 80 characters of it.
    pub fn input(&self) -> &str {
        &self.input
    }

    /// What is expected in its place.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// The kind of rule that is broken.
    pub fn rule(&self) -> Rule {
        self.rule
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, input, expected, rule: _ } = self;
        write!(f, "invalid {field} `{}`: expected {expected}", input.escape_debug())
    }
}

impl std::error::Error for Invalid {}
