//! Filters: how conditions are joined, whatever they speak of.

mod condition;
mod field;
mod value;

use std::cell::Cell;
use std::collections::HashSet;

use self::condition::Operator;
pub(in crate::wire) use self::field::{Contacts, meant};
use crate::invalid::Rule;
use crate::query::{Condition, FieldKind, MAX_DEPTH, MAX_VALUES, Operators};
use crate::wire::json::Json;
use crate::wire::members::one_of;
use crate::wire::place::Place;

/// Whose filter is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::wire) enum Dialect {
    /// A caller's: the language of the platform, each field with the operators it has there.
    Platform,
    /// One that was kept: also what only a program can ask, see [`Kept`](crate::wire::Kept).
    Kept,
}

/// Reads filters of contacts.
pub(in crate::wire) type Reader<'a> = FilterReader<Contacts<'a>>;

/// Reads filters in a language, and counts what they hold.
pub(in crate::wire) struct FilterReader<L> {
    language: L,
    /// How many conditions and values may still come.
    left: Cell<usize>,
    /// How many parts of the document were looked at.
    looked_at: Cell<usize>,
}

/// What filters speak of: which fields there are, and what is made of the conditions.
pub(in crate::wire) trait Language {
    type Field: Asked;
    type Filter;

    /// How filters can be joined.
    const JOINS: &'static [&'static str] = &["$and", "$or", "$not"];

    /// Whether filters may also be what only programs can ask.
    fn is_kept(&self) -> bool {
        false
    }

    /// A filter, for people.
    fn example(&self) -> String;

    /// The field that can be filtered by at a path; otherwise what is wrong is noted.
    fn field(&self, path: &str, json: &Json, at: &Place<'_>) -> Option<Self::Field>;

    fn test(field: Self::Field, condition: Condition) -> Self::Filter;

    /// What stands under `$holds` in filters that were kept; where none are, nobody asks.
    fn holds(_json: Json, _at: &Place<'_>) -> Option<Self::Filter> {
        None
    }

    fn and(parts: Vec<Self::Filter>) -> Self::Filter;

    fn or(parts: Vec<Self::Filter>) -> Self::Filter;

    fn not(filter: Self::Filter) -> Self::Filter;
}

/// A field that can be filtered by.
pub(in crate::wire) trait Asked: Clone {
    fn kind(&self) -> FieldKind;

    fn operators(&self) -> Operators;

    /// The names that it can have, if it is a status.
    fn statuses(&self) -> &'static [&'static str];

    /// How many characters a text may have that it is compared with.
    fn max_text(&self) -> usize;
}

impl<L: Language> FilterReader<L> {
    pub(in crate::wire) fn of(language: L) -> Self {
        Self { language, left: Cell::new(MAX_VALUES), looked_at: Cell::new(0) }
    }

    /// A filter.
    pub(in crate::wire) fn filter(&self, json: Json, at: &Place<'_>) -> Option<L::Filter> {
        self.nested(json, at, 1)
    }

    /// How many parts of the document were looked at so far.
    #[cfg(test)]
    pub(in crate::wire) fn looked_at(&self) -> usize {
        self.looked_at.get()
    }

    pub(in crate::wire) fn is_kept(&self) -> bool {
        self.language.is_kept()
    }

    /// A filter that stands so deep in the whole, counted as [`MAX_DEPTH`] counts.
    fn nested(&self, json: Json, at: &Place<'_>, depth: usize) -> Option<L::Filter> {
        if depth > MAX_DEPTH || matches!(json, Json::Deep) {
            return self.too_deep(&json.shown(), at);
        }
        let members = members(json, at, &self.language.example())?;
        let count: usize = members.iter().map(|(name, json)| conditions(name, json)).sum();
        let depth = match count {
            1 => depth,
            _ => {
                self.spend(1, at)?;
                depth + 1
            }
        };
        if depth > MAX_DEPTH && count > 0 {
            return self.too_deep("…", at);
        }
        let mut parts = Vec::new();
        for (name, json) in members {
            if self.is_over(at) {
                return None;
            }
            match logic(&name).filter(|_| L::JOINS.contains(&name.as_str())) {
                Some(join) => parts.extend(self.joined(join, json, &at.member(&name), depth)),
                None if name == "$holds" && self.is_kept() => {
                    self.spend(1, at)?;
                    parts.extend(L::holds(json, &at.member(&name)));
                }
                None if name.starts_with('$') => self.refuse_operator(&name, at),
                None => {
                    self.tests(&name, json, at, &mut parts);
                }
            }
        }
        match (count, parts.pop()) {
            (1, Some(part)) => Some(part),
            (_, last) => {
                parts.extend(last);
                Some(L::and(parts))
            }
        }
    }

    fn joined(&self, join: Logic, json: Json, at: &Place<'_>, depth: usize) -> Option<L::Filter> {
        self.spend(1, at)?;
        if join == Logic::Not {
            return Some(L::not(self.nested(json, at, depth + 1)?));
        }
        let (items, count) = match json {
            Json::List(items, count) => (items, count),
            other => {
                at.refuse_as(Rule::MalformedFilter, &other.shown(), "a list of filters");
                return None;
            }
        };
        if count == 0 && !self.is_kept() {
            at.refuse_as(Rule::FilterValue, "[]", "at least one filter");
            return None;
        }
        if count > items.len() {
            let expected = format!("at most {MAX_VALUES} filters");
            at.refuse_as(Rule::UnsupportedFilter, &format!("{count} filters"), expected);
            return None;
        }
        let mut parts = Vec::with_capacity(items.len().min(self.left.get()));
        for (index, item) in items.into_iter().enumerate() {
            if self.is_over(at) {
                return None;
            }
            parts.extend(self.nested(item, &at.item(index), depth + 1));
        }
        Some(match join {
            Logic::And => L::and(parts),
            _ => L::or(parts),
        })
    }

    fn too_deep(&self, shown: &str, at: &Place<'_>) -> Option<L::Filter> {
        let expected = format!("nesting of at most {MAX_DEPTH} levels");
        at.refuse_as(Rule::MalformedFilter, shown, expected);
        None
    }

    /// An operator, known or not, stands where a field should.
    fn refuse_operator(&self, name: &str, at: &Place<'_>) {
        match Operator::named(name) {
            Some(_) => {
                let expected = format!("a field around it: {{\"<field>\": {{\"{name}\": …}}}}");
                at.member(name).refuse_as(Rule::MalformedFilter, name, expected);
            }
            None => {
                let expected = format!("a field, or {}", one_of(L::JOINS));
                at.member(name).refuse_as(Rule::UnsupportedFilter, name, expected);
            }
        }
    }

    /// Counts conditions or values; `None` if there are too many.
    fn spend(&self, count: usize, at: &Place<'_>) -> Option<()> {
        let left = self.left.get();
        if let Some(left) = left.checked_sub(count) {
            self.left.set(left);
            return Some(());
        }
        if !at.is_full() {
            let expected = format!("at most {MAX_VALUES} conditions and values in a filter");
            at.refuse_as(Rule::UnsupportedFilter, "…", expected);
        }
        self.left.set(0);
        None
    }

    /// Whether it makes no sense to read on: there are too many conditions, or too many problems.
    ///
    /// Asked once for each part of the document.
    fn is_over(&self, at: &Place<'_>) -> bool {
        self.looked_at.set(self.looked_at.get() + 1);
        at.is_full() || (self.left.get() == 0 && at.problems() > 0)
    }
}

/// How filters are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Logic {
    And,
    Or,
    Not,
}

fn logic(name: &str) -> Option<Logic> {
    match name {
        "$and" => Some(Logic::And),
        "$or" => Some(Logic::Or),
        "$not" => Some(Logic::Not),
        _ => None,
    }
}

/// How many filters a member makes: one for each operator of a field.
fn conditions(name: &str, json: &Json) -> usize {
    match json {
        Json::Object(members, _) if !name.starts_with('$') => {
            members.iter().filter(|(name, _)| name != field::TYPE).count().max(1)
        }
        _ => 1,
    }
}

/// The members of an object, each name once.
fn members(json: Json, at: &Place<'_>, expected: &str) -> Option<Vec<(String, Json)>> {
    let (members, count) = match json {
        Json::Object(members, count) => (members, count),
        other => {
            at.refuse_as(Rule::MalformedFilter, &other.shown(), expected);
            return None;
        }
    };
    if count > members.len() {
        let expected = format!("at most {MAX_VALUES} members");
        at.refuse_as(Rule::UnsupportedFilter, &format!("{count} members"), expected);
        return None;
    }
    let mut seen = HashSet::with_capacity(members.len());
    for (name, _) in &members {
        if !seen.insert(name.as_str()) {
            at.member(name).refuse_as(Rule::MalformedFilter, name, "each member once");
        }
    }
    drop(seen);
    Some(members)
}
