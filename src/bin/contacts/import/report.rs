//! What is told of an import.

use std::io::{self, Write};
use std::path::Path;

use contacts_core::book::importing::{Action, ImportReport, Matched, RecordOutcome};
use contacts_core::interop::{Problem, Severity};
use serde_json::{Value, json};

/// How many problems are shown.
const SHOWN: usize = 100;

/// What was seen.
pub(super) struct Report {
    pub(super) files: Vec<String>,
    /// Warnings and errors, each with its file.
    problems: Vec<(usize, Problem)>,
    more: u64,
}

impl Report {
    pub(super) fn new(files: Vec<String>) -> Self {
        Self { files, problems: Vec::new(), more: 0 }
    }

    pub(super) fn record(&mut self, file: usize, outcome: &RecordOutcome) {
        outcome.problems.iter().for_each(|problem| self.problem(file, problem));
    }

    pub(super) fn problem(&mut self, file: usize, problem: &Problem) {
        if problem.severity == Severity::Info {
            return;
        }
        match self.problems.len() < SHOWN {
            true => self.problems.push((file, problem.clone())),
            false => self.more += 1,
        }
    }

    pub(super) fn text(
        &self,
        done: &ImportReport,
        store: Option<&Path>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for (file, problem) in &self.problems {
            writeln!(out, "{}: {problem}", crate::shown(&self.files[*file]))?;
        }
        if self.more > 0 {
            writeln!(out, "… and {} more", self.more)?;
        }
        let ImportReport {
            read,
            created,
            merged,
            updated,
            unchanged,
            skipped,
            rejected,
            groups,
            warnings,
            labels_made,
            labels_left_out,
            fields_made,
            ..
        } = done;
        writeln!(
            out,
            "{read} records: {created} created, {merged} merged, {updated} updated, \
            {unchanged} unchanged, {skipped} skipped, {rejected} rejected, {groups} groups"
        )?;
        writeln!(
            out,
            "{warnings} warnings; {labels_made} labels and {fields_made} extended fields \
            made, {labels_left_out} labels left out"
        )?;
        match (done.dry_run, store) {
            (true, _) => writeln!(out, "A dry run: nothing was written."),
            (false, Some(path)) => writeln!(out, "Kept in {}", path.display()),
            (false, None) => writeln!(out, "Kept nowhere: name a book with --store."),
        }
    }

    pub(super) fn json(&self, done: &ImportReport, out: &mut dyn Write) -> io::Result<()> {
        let problem = |(file, problem): &(usize, Problem)| {
            let mut told = told(problem);
            told["file"] = self.files[*file].as_str().into();
            told
        };
        let problems: Vec<Value> = self.problems.iter().map(problem).collect();
        let document = json!({
            "files": self.files,
            "dryRun": done.dry_run,
            "stopped": done.stopped,
            "totals": {
                "read": done.read, "created": done.created, "merged": done.merged,
                "updated": done.updated, "unchanged": done.unchanged, "skipped": done.skipped,
                "rejected": done.rejected, "groups": done.groups, "warnings": done.warnings,
                "labelsMade": done.labels_made, "labelsLeftOut": done.labels_left_out,
                "fieldsMade": done.fields_made, "bytes": done.bytes, "lines": done.lines,
                "milliseconds": u64::try_from(done.time.as_millis()).unwrap_or(u64::MAX),
            },
            "problems": problems,
            "problemsNotShown": self.more,
        });
        serde_json::to_writer(&mut *out, &document)?;
        writeln!(out)
    }
}

fn told(problem: &Problem) -> Value {
    json!({
        "line": problem.line,
        "severity": problem.severity.to_string(),
        "code": problem.code,
        "message": problem.message(),
        "subject": problem.subject.as_deref(),
        "excerpt": problem.excerpt,
    })
}

/// Writes what became of a record.
pub(super) fn detail(
    file: &str,
    outcome: &RecordOutcome,
    out: &mut Option<&mut dyn Write>,
) -> io::Result<()> {
    let Some(out) = out else { return Ok(()) };
    let matched = outcome.matched.as_ref().map(|Matched { contact, reason, key }| {
        json!({
            "contact": contact.to_string(),
            "reason": reason.as_str(),
            "key": key.as_ref().map(|key| format!("{key:?}")),
        })
    });
    let document = json!({
        "file": file,
        "index": outcome.index,
        "firstLine": outcome.first_line,
        "lastLine": outcome.last_line,
        "action": outcome.action.as_str(),
        "contact": outcome.contact.map(|id| id.to_string()),
        "matched": matched,
        "problems": outcome.problems.iter().map(told).collect::<Vec<_>>(),
    });
    serde_json::to_writer(&mut **out, &document)?;
    writeln!(out)
}

/// Writes the bytes of a record that was rejected; the first one of a table under its header.
pub(super) fn reject(
    outcome: &RecordOutcome,
    header: impl FnOnce() -> Option<Vec<u8>>,
    out: &mut Option<&mut dyn Write>,
) -> io::Result<()> {
    let (Some(out), Action::Rejected, Some(raw)) = (out, outcome.action, &outcome.raw) else {
        return Ok(());
    };
    if let Some(header) = header() {
        out.write_all(&header)?;
    }
    out.write_all(raw)?;
    if raw.is_empty() || raw.ends_with(b"\n") { Ok(()) } else { out.write_all(b"\n") }
}
