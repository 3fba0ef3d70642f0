//! Where in a document a value stands, and what is wrong there.

use std::cell::RefCell;
use std::fmt;

use super::json::Json;
use crate::invalid::{Invalid, Rule};

/// How many problems of one document are reported.
const MAX_PROBLEMS: usize = 100;
/// How many characters of a member's name a path shows.
const SHOWN: usize = 80;

/// What is wrong with a document.
#[derive(Debug, Default)]
pub(super) struct Problems(RefCell<Vec<Invalid>>);

impl Problems {
    /// The value, if nothing is wrong.
    pub(super) fn settle<T>(self, value: Option<T>) -> Result<T, Vec<Invalid>> {
        let problems = self.0.into_inner();
        match value {
            Some(value) if problems.is_empty() => Ok(value),
            _ => Err(problems),
        }
    }
}

/// A place in a document: how to get there from its root.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    step: Step<'a>,
    problems: &'a Problems,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    /// The document; its name is part of no path but its own.
    Document(&'static str),
    /// The document, which itself stands at a path.
    At(&'static str),
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl<'a> Place<'a> {
    /// The root of a document of this name.
    pub(super) fn document(name: &'static str, problems: &'a Problems) -> Self {
        Self { step: Step::Document(name), problems }
    }

    /// The root of a document that is a part of a larger one, at this path.
    pub(super) fn part(path: &'static str, problems: &'a Problems) -> Self {
        Self { step: Step::At(path), problems }
    }

    /// The member of this name.
    pub(super) fn member(&'a self, name: &'a str) -> Place<'a> {
        Place { step: Step::Member(self, name), problems: self.problems }
    }

    /// The item at this index.
    pub(super) fn item(&'a self, index: usize) -> Place<'a> {
        Place { step: Step::Item(self, index), problems: self.problems }
    }

    /// How many problems there are in the document so far: what follows from a problem is not
    /// reported beside it.
    pub(super) fn problems(&self) -> usize {
        self.problems.0.borrow().len()
    }

    /// Whether no further problem would be reported: there is no point in looking for more.
    pub(super) fn is_full(&self) -> bool {
        self.problems() >= MAX_PROBLEMS
    }

    /// What stands here is refused.
    pub(super) fn refuse(&self, problem: Invalid) {
        let mut problems = self.problems.0.borrow_mut();
        if problems.len() < MAX_PROBLEMS {
            problems.push(problem.at(self.to_string()));
        }
    }

    /// What stands here breaks `rule`.
    pub(super) fn refuse_as(&self, rule: Rule, input: &str, expected: impl Into<String>) {
        self.refuse(Invalid::new(rule, "value", input, expected.into()));
    }

    /// What stands here is of another type.
    pub(super) fn refuse_type(&self, json: &Json, expected: &'static str) {
        self.refuse(Invalid::new(Rule::Type, "value", &json.shown(), expected));
    }

    /// The value, or `None` with a problem noted.
    pub(super) fn accept<T>(&self, result: Result<T, Invalid>) -> Option<T> {
        result.map_err(|problem| self.refuse(problem)).ok()
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.step {
            Step::Document(name) | Step::At(name) => f.write_str(name),
            Step::Member(parent, name) => {
                if !matches!(parent.step, Step::Document(_)) {
                    write!(f, "{parent}.")?;
                }
                name.chars().take(SHOWN).try_for_each(|char| write!(f, "{}", char.escape_debug()))
            }
            Step::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}
