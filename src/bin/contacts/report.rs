//! What is told about a run: as JSON for machines, as text for people.

mod describe;
mod text;

use serde::Serialize;

pub(crate) use describe::Describe;
pub(crate) use text::write;

use crate::format::Format;
use crate::input::Input;

/// The report of a run.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) preview: bool,
    /// The format of all files, if they have one.
    pub(crate) format: Option<Format>,
    pub(crate) files: Vec<String>,
    /// Where the result was written.
    pub(crate) output: Option<String>,
    pub(crate) totals: Totals,
    pub(crate) groups: Vec<Group>,
    pub(crate) refused: Vec<Refused>,
    pub(crate) ambiguous: Vec<Ambiguous>,
    pub(crate) rejected: Vec<Told>,
    pub(crate) problems: Vec<Told>,
}

/// Every record that was found is in exactly one of `read` and `rejected`; every one that was read
/// is in exactly one of `merged` and `left`.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Totals {
    pub(crate) read: usize,
    pub(crate) rejected: usize,
    pub(crate) groups: usize,
    /// Records that went into another one.
    pub(crate) merged: usize,
    /// Contacts of the result.
    pub(crate) left: usize,
    pub(crate) refused: usize,
    pub(crate) ambiguous: usize,
    pub(crate) problems: usize,
}

/// A record of the input.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) uid: Option<String>,
}

/// Records that became one.
#[derive(Debug, Serialize)]
pub(crate) struct Group {
    pub(crate) target: Record,
    pub(crate) sources: Vec<Record>,
    /// The addresses and numbers that they share.
    pub(crate) shared: Vec<String>,
    pub(crate) values: Vec<Value>,
    /// Lines of the target that no value was made of, kept as they are.
    pub(crate) lines_kept: usize,
}

/// What became of a value.
#[derive(Debug, Serialize)]
pub(crate) struct Value {
    pub(crate) field: String,
    pub(crate) value: String,
    pub(crate) outcome: Outcome,
    /// The source that it came from; 0 is the first. `None` for a value of the target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) set_aside: Vec<SetAside>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// The target had it.
    Kept,
    /// A source had it.
    Added,
}

/// Why a value gave way that means what stays.
pub(crate) const SAME: &str = "the same, written otherwise";

/// A value that gave way to another.
#[derive(Debug, Serialize)]
pub(crate) struct SetAside {
    pub(crate) value: String,
    /// The source that had it; `None` for the target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<usize>,
    pub(crate) why: &'static str,
}

/// Records that could not be merged.
#[derive(Debug, Serialize)]
pub(crate) struct Refused {
    pub(crate) records: Vec<Record>,
    pub(crate) reasons: Vec<String>,
}

/// A record that fits two that contradict each other.
#[derive(Debug, Serialize)]
pub(crate) struct Ambiguous {
    pub(crate) record: Record,
    pub(crate) fits: [Record; 2],
}

/// Something wrong with the input.
#[derive(Debug, Serialize)]
pub(crate) struct Told {
    pub(crate) file: String,
    pub(crate) line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_line: Option<u32>,
    pub(crate) severity: String,
    pub(crate) code: &'static str,
    pub(crate) message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<String>,
    pub(crate) excerpt: String,
    /// The whole as one line.
    #[serde(skip)]
    pub(crate) shown: String,
}

impl Report {
    /// What is known before anything is merged.
    pub(crate) fn new(input: &Input, preview: bool) -> Self {
        let told = |file: usize, problem: &contacts_core::interop::Problem, last| Told {
            file: input.files[file].clone(),
            line: problem.line,
            last_line: last,
            severity: problem.severity.to_string(),
            code: problem.code,
            message: problem.message(),
            subject: problem.subject.as_ref().map(|subject| subject.to_string()),
            excerpt: problem.excerpt.clone(),
            shown: problem.to_string(),
        };
        let rejected = input.rejected.iter();
        let rejected: Vec<Told> = rejected
            .map(|one| Told {
                line: one.first_line,
                ..told(one.file, &one.problem, Some(one.last_line))
            })
            .collect();
        let problems: Vec<Told> =
            input.problems.iter().map(|(file, problem)| told(*file, problem, None)).collect();
        let totals = Totals {
            read: input.origins.len(),
            rejected: rejected.len(),
            problems: problems.len(),
            ..Totals::default()
        };
        Self {
            preview,
            format: input.format(),
            files: input.files.clone(),
            output: None,
            totals,
            groups: Vec::new(),
            refused: Vec::new(),
            ambiguous: Vec::new(),
            rejected,
            problems,
        }
    }

    /// Fills the totals, when everything is merged.
    pub(crate) fn count(&mut self, contacts: usize) {
        let merged = self.groups.iter().map(|group| group.sources.len()).sum();
        self.totals.groups = self.groups.len();
        self.totals.merged = merged;
        self.totals.left = contacts - merged;
        self.totals.refused = self.refused.len();
        self.totals.ambiguous = self.ambiguous.len();
    }
}
