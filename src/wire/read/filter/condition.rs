//! A field and what is asked of it.

use super::{Asked, FilterReader, Language, logic, members};
use crate::invalid::Rule;
use crate::query::{Comparison, Condition, FieldKind, MAX_VALUES, Value};
use crate::text;
use crate::wire::json::Json;
use crate::wire::members::one_of;
use crate::wire::place::Place;

/// An operator of the language; `$begins` is another name of `$startsWith`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Eq,
    Ne,
    In,
    Nin,
    Compare(Comparison),
    StartsWith,
    Exists,
    HasSome,
    HasAll,
    IsEmpty,
}

impl Operator {
    /// The operator, and its first name.
    pub(super) fn named(name: &str) -> Option<(Self, &'static str)> {
        Some(match name {
            "$eq" => (Self::Eq, "$eq"),
            "$ne" => (Self::Ne, "$ne"),
            "$in" => (Self::In, "$in"),
            "$nin" => (Self::Nin, "$nin"),
            "$lt" => (Self::Compare(Comparison::Below), "$lt"),
            "$lte" => (Self::Compare(Comparison::AtMost), "$lte"),
            "$gt" => (Self::Compare(Comparison::Above), "$gt"),
            "$gte" => (Self::Compare(Comparison::AtLeast), "$gte"),
            "$startsWith" | "$begins" => (Self::StartsWith, "$startsWith"),
            "$exists" => (Self::Exists, "$exists"),
            "$hasSome" => (Self::HasSome, "$hasSome"),
            "$hasAll" => (Self::HasAll, "$hasAll"),
            "$isEmpty" => (Self::IsEmpty, "$isEmpty"),
            _ => return None,
        })
    }
}

impl<L: Language> FilterReader<L> {
    /// The tests of the field that the member of this name stands for.
    pub(super) fn tests(
        &self,
        path: &str,
        json: Json,
        at: &Place<'_>,
        found: &mut Vec<L::Filter>,
    ) -> Option<()> {
        let at = at.member(path);
        let field = self.language.field(path, &json, &at)?;
        let operators = match json {
            Json::Object(..) => members(json, &at, "an object")?,
            bare => {
                let operator = self.operator("$eq", &field, &at)?;
                found.push(self.test(field, operator, bare, &at)?);
                return Some(());
            }
        };
        if operators.is_empty() {
            let expected = format!("a value, or operators: {}", operators_of(&field));
            at.refuse_as(Rule::MalformedFilter, "{}", expected);
        }
        for (name, json) in operators {
            if self.is_over(&at) {
                return None;
            }
            if name == super::field::TYPE && self.is_kept() {
                continue;
            }
            let at = at.member(&name);
            let operator = self.operator(&name, &field, &at);
            found.extend(
                operator.and_then(|operator| self.test(field.clone(), operator, json, &at)),
            );
        }
        Some(())
    }

    /// The operator of this name, if the field has it.
    fn operator(&self, name: &str, field: &L::Field, at: &Place<'_>) -> Option<Operator> {
        match Operator::named(name) {
            Some((operator, first)) => {
                if self.is_kept() || field.operators().names().contains(&first) {
                    return Some(operator);
                }
                at.refuse_as(Rule::FilterOperator, name, operators_of(field));
            }
            None if logic(name).is_some() => {
                let expected = format!("{name} around the field: {{\"{name}\": …}}");
                at.refuse_as(Rule::MalformedFilter, name, expected);
            }
            None if name.starts_with('$') => {
                at.refuse_as(Rule::UnsupportedFilter, name, operators_of(field));
            }
            None => {
                let expected = format!("an operator, {}", operators_of(field));
                at.refuse_as(Rule::MalformedFilter, name, expected);
            }
        }
        None
    }

    fn test(
        &self,
        field: L::Field,
        operator: Operator,
        json: Json,
        at: &Place<'_>,
    ) -> Option<L::Filter> {
        self.spend(1, at)?;
        let condition = match (operator, json) {
            (Operator::Eq, Json::Null) => self.exists(false, at)?,
            (Operator::Ne, Json::Null) => self.exists(true, at)?,
            (Operator::Eq, json) => Condition::OneOf(vec![self.one(&field, json, at)?]),
            (Operator::Ne, json) => Condition::Other(vec![self.one(&field, json, at)?]),
            (Operator::Compare(comparison), json) => {
                Condition::Compare(comparison, self.one(&field, json, at)?)
            }
            (Operator::In | Operator::HasSome, json) => {
                Condition::OneOf(self.several(&field, json, at)?)
            }
            (Operator::Nin, json) => Condition::Other(self.several(&field, json, at)?),
            (Operator::HasAll, json) => Condition::HasAll(self.several(&field, json, at)?),
            (Operator::StartsWith, Json::Text(text)) if has_texts(&field) => {
                self.spend(1, at)?;
                // In the form in which it is compared, which may be longer.
                Condition::StartsWith(self.text(&field, text::fold(&text).into(), at)?.into())
            }
            (Operator::Exists, Json::Bool(exists)) => self.exists(exists, at)?,
            (Operator::IsEmpty, Json::Bool(empty)) => self.exists(!empty, at)?,
            (Operator::StartsWith, other) => {
                at.refuse_as(Rule::FilterValueType, &other.shown(), "the beginning of a text");
                return None;
            }
            (Operator::Exists | Operator::IsEmpty, other) => {
                at.refuse_as(Rule::FilterValueType, &other.shown(), "true or false");
                return None;
            }
        };
        Some(L::test(field, condition))
    }

    fn exists(&self, exists: bool, at: &Place<'_>) -> Option<Condition> {
        self.spend(1, at)?;
        Some(Condition::Exists(exists))
    }

    fn one(&self, field: &L::Field, json: Json, at: &Place<'_>) -> Option<Value> {
        self.spend(1, at)?;
        self.value(field, json, at)
    }

    fn several(&self, field: &L::Field, json: Json, at: &Place<'_>) -> Option<Vec<Value>> {
        let (items, count) = match json {
            Json::List(items, count) => (items, count),
            other => {
                let expected = format!("a list, each item {}", self.form(field));
                at.refuse_as(Rule::FilterValueType, &other.shown(), expected);
                return None;
            }
        };
        if count == 0 && !self.is_kept() {
            let expected = format!("at least one item, {}", self.form(field));
            at.refuse_as(Rule::FilterValue, "[]", expected);
            return None;
        }
        if count > items.len() {
            let expected = format!("at most {MAX_VALUES} values");
            at.refuse_as(Rule::FilterValue, &format!("{count} values"), expected);
            return None;
        }
        self.spend(count, at)?;
        let mut values = Vec::with_capacity(count);
        for (index, item) in items.into_iter().enumerate() {
            if self.is_over(at) {
                return None;
            }
            values.extend(self.value(field, item, &at.item(index)));
        }
        Some(values)
    }
}

/// The operators of a field, for people.
fn operators_of(field: &impl Asked) -> String {
    one_of(field.operators().names())
}

/// Whether its values have beginnings.
fn has_texts(field: &impl Asked) -> bool {
    match field.kind() {
        FieldKind::Text
        | FieldKind::Email
        | FieldKind::Code
        | FieldKind::Status
        | FieldKind::Label => true,
        FieldKind::Id | FieldKind::Time | FieldKind::Day | FieldKind::Number => false,
    }
}
