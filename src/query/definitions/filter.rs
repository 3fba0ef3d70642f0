//! Conditions on labels and extended fields, and how they are joined.

use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use smol_str::SmolStr;

use super::field::{DefinitionField, Described};
use crate::field::{DataType, ExtendedField, field_type};
use crate::invalid::Invalid;
use crate::label::{Label, LabelKind};
use crate::query::filter::{Comparison, Condition, MAX_DEPTH, MAX_VALUES};
use crate::query::value::Value;
use crate::record::Stored;
use crate::time::Timestamp;

/// Which labels or extended fields are meant; joined by `&`, `|`, `!`.
///
/// Texts are equal exactly. What every book has is shown without dates and has none here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DefinitionFilter<T> {
    node: Node,
    of: PhantomData<fn() -> T>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Node {
    Test(DefinitionField, Condition),
    /// The name begins so, in the same case.
    NameBegins(SmolStr),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

impl<T> From<Node> for DefinitionFilter<T> {
    fn from(node: Node) -> Self {
        Self { node, of: PhantomData }
    }
}

impl<T: Described> DefinitionFilter<T> {
    /// All of them.
    pub fn everything() -> Self {
        Node::And(Vec::new()).into()
    }

    /// None of them.
    pub fn nothing() -> Self {
        Node::Or(Vec::new()).into()
    }

    /// Those that meet all of the filters.
    pub fn all_of(filters: impl IntoIterator<Item = Self>) -> Self {
        filters.into_iter().fold(Self::everything(), |all, filter| all & filter)
    }

    /// Those that meet one of the filters.
    pub fn any_of(filters: impl IntoIterator<Item = Self>) -> Self {
        filters.into_iter().fold(Self::nothing(), |any, filter| any | filter)
    }

    /// Those of these keys.
    pub fn key_in(keys: impl IntoIterator<Item = T::Id>) -> Self {
        let keys = keys.into_iter().map(|key| Value::from(key.to_string()));
        Self::test(DefinitionField::Key, Condition::OneOf(keys.collect()))
    }

    /// That of exactly this name.
    pub fn name_is(name: &str) -> Self {
        Self::one(DefinitionField::Name, name)
    }

    /// Those of which the name begins so, in upper or lower case: the operator `$startsWith`.
    pub fn name_starts_with(prefix: &str) -> Self {
        Self::test(DefinitionField::Name, Condition::StartsWith(prefix.into()))
    }

    /// Those of which the name begins exactly so: the parameter `startsWith` of a list.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if the text is empty or longer than a name can be.
    pub fn name_begins(prefix: &str) -> Result<Self, Invalid> {
        Ok(Node::NameBegins(within("startsWith", prefix, 1, T::MAX_NAME)?.into()).into())
    }

    /// Those of this namespace.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if the text has not 3 to 25 characters.
    pub fn namespace(namespace: &str) -> Result<Self, Invalid> {
        Ok(Self::one(DefinitionField::Namespace, within("namespace", namespace, 3, 25)?))
    }

    /// Those that were made at such a time.
    pub fn created(comparison: Comparison, with: Timestamp) -> Self {
        Self::test(DefinitionField::Created, Condition::Compare(comparison, with.into()))
    }

    /// Those that were last changed at such a time.
    pub fn updated(comparison: Comparison, with: Timestamp) -> Self {
        Self::test(DefinitionField::Updated, Condition::Compare(comparison, with.into()))
    }

    /// Those of which a field meets a condition.
    ///
    /// Whoever calls this knows that the field has the condition.
    pub(crate) fn test(field: DefinitionField, condition: Condition) -> Self {
        Node::Test(field, condition.normal(|value| value)).into()
    }

    fn one(field: DefinitionField, value: &str) -> Self {
        Self::test(field, Condition::OneOf(vec![value.into()]))
    }

    /// Whether a label or field meets it.
    pub fn matches(&self, definition: &Stored<T>) -> bool {
        self.node.matches(definition)
    }

    /// Checks that it is within the limits; without recursion, since it may be deep.
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let mut values = 0;
        let mut open = vec![(&self.node, 1)];
        while let Some((node, depth)) = open.pop() {
            if depth > MAX_DEPTH {
                let expected = format!("nesting of at most {MAX_DEPTH} levels");
                return Err(Invalid::limit("filter", "…", expected));
            }
            values += 1;
            match node {
                Node::Test(_, condition) => values += condition.len(),
                Node::NameBegins(_) => {}
                Node::And(parts) | Node::Or(parts) => {
                    open.extend(parts.iter().map(|part| (part, depth + 1)));
                }
                Node::Not(node) => open.push((node, depth + 1)),
            }
            if values > MAX_VALUES {
                let expected = format!("at most {MAX_VALUES} conditions and values");
                return Err(Invalid::limit("filter", "…", expected));
            }
        }
        Ok(())
    }
}

impl DefinitionFilter<Label> {
    /// Labels that these made.
    pub fn kind(kind: LabelKind) -> Self {
        Self::one(DefinitionField::Kind, kind.as_str())
    }
}

impl DefinitionFilter<ExtendedField> {
    /// Fields that hold such values.
    pub fn data_type(data_type: DataType) -> Self {
        Self::one(DefinitionField::DataType, data_type.as_str())
    }

    /// Fields that every book has, or those that users made.
    pub fn is_system(is_system: bool) -> Self {
        Self::one(DefinitionField::Kind, field_type(is_system))
    }
}

impl Node {
    fn matches<T: Described>(&self, definition: &Stored<T>) -> bool {
        match self {
            Self::Test(field, condition) => {
                condition.holds(|is| T::datum(definition, *field).is_some_and(is))
            }
            Self::NameBegins(prefix) => matches!(
                T::datum(definition, DefinitionField::Name),
                Some(crate::query::Datum::Text(name)) if name.starts_with(prefix.as_str())
            ),
            Self::And(parts) => parts.iter().all(|part| part.matches(definition)),
            Self::Or(parts) => parts.iter().any(|part| part.matches(definition)),
            Self::Not(node) => !node.matches(definition),
        }
    }
}

/// Both hold. Joining what is joined so already stays flat.
impl<T> BitAnd for DefinitionFilter<T> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        match (self.node, other.node) {
            (Node::And(parts), other) if parts.is_empty() => other.into(),
            (Node::And(mut parts), other) => {
                parts.push(other);
                Node::And(parts).into()
            }
            (first, other) => Node::And(vec![first, other]).into(),
        }
    }
}

/// One of them holds. Joining what is joined so already stays flat.
impl<T> BitOr for DefinitionFilter<T> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        match (self.node, other.node) {
            (Node::Or(parts), other) if parts.is_empty() => other.into(),
            (Node::Or(mut parts), other) => {
                parts.push(other);
                Node::Or(parts).into()
            }
            (first, other) => Node::Or(vec![first, other]).into(),
        }
    }
}

/// It does not hold.
impl<T> Not for DefinitionFilter<T> {
    type Output = Self;

    fn not(self) -> Self {
        Node::Not(Box::new(self.node)).into()
    }
}

fn within<'a>(
    what: &'static str,
    text: &'a str,
    min: usize,
    max: usize,
) -> Result<&'a str, Invalid> {
    match (min..=max).contains(&text.chars().count()) {
        true => Ok(text),
        false => Err(Invalid::limit(what, text, format!("{min} to {max} characters"))),
    }
}
