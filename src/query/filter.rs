//! Conditions, and how they are joined.

use std::fmt;
use std::ops::{BitAnd, BitOr, Not};

use smol_str::SmolStr;

use super::data::Single;
use super::field::{ContactField, FieldKind};
use super::value::{Datum, Value};
use crate::contact::{Contact, MatchKey};
use crate::invalid::Invalid;
use crate::record::Stored;
use crate::text;

/// How deep the filter of a query may be nested.
pub const MAX_DEPTH: usize = 32;
/// How many conditions and values the filter of a query may hold, taken together.
pub const MAX_VALUES: usize = 10_000;

/// Which contacts are meant. Made from the fields of [`by`](super::by), joined by `&`, `|`, `!`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// A field meets a condition.
    Test(Test),
    /// The contact holds this key: an address, a number, a membership, a visitor.
    Holds(MatchKey),
    /// All of them hold; every contact if there is none.
    And(Vec<Filter>),
    /// One of them holds; no contact if there is none.
    Or(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
}

/// A field and a condition that it can meet.
///
/// INVARIANT (fitting): the condition is one that the kind of the field has, with values of that
/// kind in the form in which the field is compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Test {
    field: ContactField,
    condition: Condition,
}

/// What is asked of a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Condition {
    /// A value of it is one of these, which are sorted, each once (`$eq`, `$in`, `$hasSome`).
    OneOf(Vec<Value>),
    /// A value of it is none of these, or it has no value (`$ne`, `$nin`); sorted, each once.
    Other(Vec<Value>),
    /// Every one of these is a value of it (`$hasAll`); sorted, each once.
    HasAll(Vec<Value>),
    /// A value of it compares so (`$lt`, `$lte`, `$gt`, `$gte`).
    Compare(Comparison, Value),
    /// A text of it begins so, whatever the case; here in lower case (`$startsWith`).
    StartsWith(SmolStr),
    /// It has a value, or has none (`$exists`, `$isEmpty`, `$eq` and `$ne` with `null`).
    Exists(bool),
}

/// A comparison of a field with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// Less.
    Below,
    /// Less or equal.
    AtMost,
    /// Greater or equal.
    AtLeast,
    /// Greater.
    Above,
}

impl Default for Filter {
    fn default() -> Self {
        Self::everything()
    }
}

impl Filter {
    /// Every contact.
    pub fn everything() -> Self {
        Self::And(Vec::new())
    }

    /// No contact.
    pub fn nothing() -> Self {
        Self::Or(Vec::new())
    }

    /// Whether every contact meets it because of its form: no condition is left that could fail.
    pub fn is_everything(&self) -> bool {
        match self {
            Self::Test(_) | Self::Holds(_) => false,
            Self::And(parts) => parts.iter().all(Self::is_everything),
            Self::Or(parts) => parts.iter().any(Self::is_everything),
            Self::Not(filter) => filter.is_nothing(),
        }
    }

    /// Whether no contact meets it because of its form.
    fn is_nothing(&self) -> bool {
        match self {
            Self::Test(_) | Self::Holds(_) => false,
            Self::And(parts) => parts.iter().any(Self::is_nothing),
            Self::Or(parts) => parts.iter().all(Self::is_nothing),
            Self::Not(filter) => filter.is_everything(),
        }
    }

    /// The contacts that meet all of the filters.
    pub fn all_of(filters: impl IntoIterator<Item = Self>) -> Self {
        filters.into_iter().fold(Self::everything(), |all, filter| all & filter)
    }

    /// The contacts that meet one of the filters.
    pub fn any_of(filters: impl IntoIterator<Item = Self>) -> Self {
        filters.into_iter().fold(Self::nothing(), |any, filter| any | filter)
    }

    /// Whether a contact meets it.
    pub fn matches(&self, contact: &Stored<Contact>) -> bool {
        match self {
            Self::Test(test) => test.matches(contact),
            Self::Holds(key) => contact.match_keys().any(|known| known == *key),
            Self::And(parts) => parts.iter().all(|part| part.matches(contact)),
            Self::Or(parts) => parts.iter().any(|part| part.matches(contact)),
            Self::Not(filter) => !filter.matches(contact),
        }
    }

    /// Checks that it is within the limits; without recursion, since it may be deep.
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let mut values = 0;
        let mut open = vec![(self, 1)];
        while let Some((filter, depth)) = open.pop() {
            if depth > MAX_DEPTH {
                let expected = format!("nesting of at most {MAX_DEPTH} levels");
                return Err(Invalid::limit("filter", "…", expected));
            }
            values += 1;
            match filter {
                Self::Test(test) => values += test.condition.len(),
                Self::Holds(_) => {}
                Self::And(parts) | Self::Or(parts) => {
                    open.extend(parts.iter().map(|part| (part, depth + 1)));
                }
                Self::Not(filter) => open.push((filter, depth + 1)),
            }
            if values > MAX_VALUES {
                let expected = format!("at most {MAX_VALUES} conditions and values");
                return Err(Invalid::limit("filter", "…", expected));
            }
        }
        Ok(())
    }
}

/// Both hold. Joining what is joined so already stays flat.
impl BitAnd for Filter {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        match (self, other) {
            (Self::And(mut parts), Self::And(more)) => {
                parts.extend(more);
                Self::just(parts, Self::And)
            }
            (Self::And(mut parts), other) => {
                parts.push(other);
                Self::just(parts, Self::And)
            }
            (first, Self::And(more)) if more.is_empty() => first,
            (first, Self::And(mut more)) => {
                more.insert(0, first);
                Self::And(more)
            }
            (first, other) => Self::And(vec![first, other]),
        }
    }
}

/// One of them holds. Joining what is joined so already stays flat.
impl BitOr for Filter {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        match (self, other) {
            (Self::Or(mut parts), Self::Or(more)) => {
                parts.extend(more);
                Self::just(parts, Self::Or)
            }
            (Self::Or(mut parts), other) => {
                parts.push(other);
                Self::just(parts, Self::Or)
            }
            (first, Self::Or(more)) if more.is_empty() => first,
            (first, Self::Or(mut more)) => {
                more.insert(0, first);
                Self::Or(more)
            }
            (first, other) => Self::Or(vec![first, other]),
        }
    }
}

/// It does not hold; twice is not at all.
impl Not for Filter {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Not(filter) => *filter,
            filter => Self::Not(Box::new(filter)),
        }
    }
}

impl Filter {
    /// A single part stands for itself.
    fn just(mut parts: Vec<Self>, join: impl Fn(Vec<Self>) -> Self) -> Self {
        match (parts.len(), parts.pop()) {
            (1, Some(part)) => part,
            (_, last) => {
                parts.extend(last);
                join(parts)
            }
        }
    }
}

impl Test {
    /// The test; values are brought into the form in which the field is compared.
    ///
    /// Whoever calls this knows that the field has the condition: the builder by its types, the
    /// reader of JSON by [`ContactField::operators`].
    pub(crate) fn new(field: ContactField, condition: Condition) -> Self {
        let condition = condition.normal(|value| field.normal(value));
        Self { field, condition }
    }

    /// The field.
    pub fn field(&self) -> &ContactField {
        &self.field
    }

    /// What is asked of it.
    pub fn condition(&self) -> &Condition {
        &self.condition
    }

    /// Whether a contact meets it.
    #[inline]
    pub fn matches(&self, contact: &Stored<Contact>) -> bool {
        // What most filters ask for is answered without a detour: scans are made of this.
        if let Some(text) = self.field.text(contact)
            && let Some(met) = self.condition.holds_for(text)
        {
            return met;
        }
        match self.field.single(contact) {
            Single::Value(value) => self.condition.holds(|is| value.is_some_and(is)),
            Single::Other => self.condition.holds(|is| self.field.any_other(contact, is)),
        }
    }
}

/// For people: the path of the field and what is asked of it.
impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, condition } = self;
        match condition {
            Condition::OneOf(values) => write!(f, "{field} in {}", list(values)),
            Condition::Other(values) => write!(f, "{field} not in {}", list(values)),
            Condition::HasAll(values) => write!(f, "{field} with all of {}", list(values)),
            Condition::Compare(comparison, value) => write!(f, "{field} {comparison} {value}"),
            Condition::StartsWith(prefix) => write!(f, "{field} beginning `{prefix}`"),
            Condition::Exists(true) => write!(f, "{field} with a value"),
            Condition::Exists(false) => write!(f, "{field} without a value"),
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::Above => ">",
        })
    }
}

/// The first values, and how many more there are.
fn list(values: &[Value]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = values.iter().take(SHOWN).map(Value::to_string).collect();
    match values.len().saturating_sub(SHOWN) {
        0 => format!("({})", shown.join(", ")),
        more => format!("({} and {more} more)", shown.join(", ")),
    }
}

impl Condition {
    /// Whether it holds for a field of one text at most; `None` where that is not for this to say.
    #[inline]
    fn holds_for(&self, text: Option<&str>) -> Option<bool> {
        let is = |text: &str, value: &Value| matches!(value, Value::Text(known) if known == text);
        Some(match self {
            Self::OneOf(values) if values.len() <= FEW => {
                text.is_some_and(|text| values.iter().any(|value| is(text, value)))
            }
            Self::Other(values) if values.len() <= FEW => {
                text.is_none_or(|text| !values.iter().any(|value| is(text, value)))
            }
            Self::StartsWith(prefix) => text.is_some_and(|text| text::begins_folded(text, prefix)),
            Self::Exists(exists) => text.is_some() == *exists,
            _ => return None,
        })
    }

    /// The same in the form in which it is asked: values as `normal` makes them, sorted, each once;
    /// a prefix in lower case.
    pub(super) fn normal(self, normal: impl Fn(Value) -> Value) -> Self {
        let all = |values: Vec<Value>| {
            let mut values: Vec<Value> = values.into_iter().map(&normal).collect();
            values.sort_unstable();
            values.dedup();
            values
        };
        match self {
            Self::OneOf(values) => Self::OneOf(all(values)),
            Self::Other(values) => Self::Other(all(values)),
            Self::HasAll(values) => Self::HasAll(all(values)),
            Self::Compare(comparison, value) => Self::Compare(comparison, normal(value)),
            Self::StartsWith(prefix) => Self::StartsWith(text::fold(&prefix)),
            Self::Exists(exists) => Self::Exists(exists),
        }
    }

    /// Whether it holds for a field, whose values `any` goes through until one of them fits.
    #[inline]
    pub(crate) fn holds(
        &self,
        mut any: impl FnMut(&mut dyn FnMut(Datum<'_>) -> bool) -> bool,
    ) -> bool {
        match self {
            Self::OneOf(values) => any(&mut |datum| is_among(values, datum)),
            Self::Other(values) => {
                let mut some = false;
                let other = any(&mut |datum| {
                    some = true;
                    !is_among(values, datum)
                });
                other || !some
            }
            Self::HasAll(values) => {
                values.iter().all(|value| any(&mut |datum| datum == value.as_datum()))
            }
            Self::Compare(comparison, value) => {
                any(&mut |datum| comparison.holds(datum, value.as_datum()))
            }
            Self::StartsWith(prefix) => any(
                &mut |datum| matches!(datum, Datum::Text(text) if text::begins_folded(text, prefix)),
            ),
            Self::Exists(exists) => any(&mut |_| true) == *exists,
        }
    }

    /// How many values it holds.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::OneOf(values) | Self::Other(values) | Self::HasAll(values) => values.len(),
            Self::Compare(..) | Self::StartsWith(_) | Self::Exists(_) => 1,
        }
    }
}

impl Comparison {
    /// Whether a value compares so with another of its kind.
    pub fn holds(self, datum: Datum<'_>, with: Datum<'_>) -> bool {
        // Of different kinds none is less: a field was taken for one of another type.
        std::mem::discriminant(&datum) == std::mem::discriminant(&with)
            && match self {
                Self::Below => datum < with,
                Self::AtMost => datum <= with,
                Self::AtLeast => datum >= with,
                Self::Above => datum > with,
            }
    }
}

/// So many values are compared one by one.
const FEW: usize = 8;

fn is_among(values: &[Value], datum: Datum<'_>) -> bool {
    if let Datum::Text(text) = datum
        && values.len() <= FEW
    {
        return values.iter().any(|value| matches!(value, Value::Text(known) if known == text));
    }
    match values {
        [value] => value.as_datum() == datum,
        values => values.binary_search_by(|value| value.as_datum().cmp(&datum)).is_ok(),
    }
}

impl ContactField {
    /// A value in the form in which this field is compared: e-mail addresses in lower case.
    fn normal(&self, value: Value) -> Value {
        match (self.kind(), value) {
            (FieldKind::Email, Value::Text(text)) => Value::Text(text.to_ascii_lowercase().into()),
            (_, value) => value,
        }
    }
}
