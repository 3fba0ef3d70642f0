//! The report for people: 80 columns, the totals last.

use std::io::{self, Write};

use super::{Group, Outcome, Record, Report, Told, Value};
use crate::format::Format;

/// Columns of a line.
const WIDTH: usize = 80;
/// Columns of the name of a field.
const FIELD: usize = 13;
/// How many problems are listed where nobody asked for all.
const PROBLEMS: usize = 10;

/// Writes the report; only the totals if `quiet`.
///
/// # Errors
///
/// Those of `out`.
pub(crate) fn write(report: &Report, quiet: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Text { out, files: report.files.len() };
    if !quiet {
        for (group, number) in report.groups.iter().zip(1..) {
            text.group(group, number)?;
        }
        text.refused(report)?;
        text.ambiguous(report)?;
        text.rejected(report)?;
        text.problems(report)?;
    }
    text.totals(report)
}

struct Text<'o> {
    out: &'o mut dyn Write,
    files: usize,
}

impl Text<'_> {
    fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{}", fit(line, WIDTH))
    }

    /// The place of a record: its line, and its file if there are several.
    fn place(&self, file: &str, line: u32) -> String {
        if self.files < 2 {
            return format!("line {line}");
        }
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        format!("{}:{line}", fit(name, 24))
    }

    fn record(&self, record: &Record) -> String {
        format!("{} ({})", fit(&record.name, 44), self.place(&record.file, record.line))
    }

    fn group(&mut self, group: &Group, number: usize) -> io::Result<()> {
        let target = self.record(&group.target);
        self.line(&format!("{number}. {target}"))?;
        for source in &group.sources {
            let source = self.record(source);
            self.line(&format!("   + {source}"))?;
        }
        self.line(&format!("   share {}", group.shared.join(", ")))?;
        // The identities of cards say nothing to people, and names are shown in parts.
        let shown = |value: &&Value| !["UID", "REV", "PRODID", "FN"].contains(&&*value.field);
        for value in group.values.iter().filter(shown) {
            let from = |source: Option<usize>| {
                let record = source.and_then(|at| group.sources.get(at)).unwrap_or(&group.target);
                self.place(&record.file, record.line)
            };
            let outcome = match value.outcome {
                Outcome::Kept => "kept".to_owned(),
                Outcome::Added => format!("added from {}", from(value.source)),
            };
            let aside: Vec<(String, String)> = (value.set_aside.iter())
                .map(|aside| {
                    let place = from(aside.source);
                    let why = match aside.why {
                        super::SAME => format!("the same, {place}"),
                        why => format!("set aside, {place}: {why}"),
                    };
                    (aside.value.clone(), why)
                })
                .collect();
            self.value(&value.field, &value.value, &outcome)?;
            for (value, why) in aside {
                self.value("", &value, &why)?;
            }
        }
        if group.lines_kept > 0 {
            let lines = counted(group.lines_kept, "other line");
            self.line(&format!("     and {lines} of the target, kept as they are"))?;
        }
        writeln!(self.out)
    }

    /// Field, value, and the outcome at the right edge.
    fn value(&mut self, field: &str, value: &str, outcome: &str) -> io::Result<()> {
        let field = pad(&fit(field, FIELD - 1), FIELD);
        let room = WIDTH - 5 - FIELD - 2 - width(outcome).min(47);
        let value = pad(&fit(value, room), room);
        self.line(&format!("     {field}{value}  {outcome}"))
    }

    fn refused(&mut self, report: &Report) -> io::Result<()> {
        for refused in &report.refused {
            self.line("Not merged:")?;
            for record in &refused.records {
                let record = self.record(record);
                self.line(&format!("   {record}"))?;
            }
            for reason in &refused.reasons {
                self.line(&format!("     because {reason}"))?;
            }
        }
        self.gap(report.refused.len())
    }

    fn ambiguous(&mut self, report: &Report) -> io::Result<()> {
        for ambiguous in &report.ambiguous {
            let record = self.record(&ambiguous.record);
            self.line(&format!("Left alone: {record}"))?;
            for fits in &ambiguous.fits {
                let fits = self.record(fits);
                self.line(&format!("   fits {fits}"))?;
            }
        }
        self.gap(report.ambiguous.len())
    }

    fn rejected(&mut self, report: &Report) -> io::Result<()> {
        if !report.rejected.is_empty() {
            self.line("Rejected:")?;
        }
        self.told(report.rejected.iter())?;
        self.gap(report.rejected.len())
    }

    fn problems(&mut self, report: &Report) -> io::Result<()> {
        let serious = |told: &&Told| told.severity != "info";
        let shown: Vec<&Told> = report.problems.iter().filter(serious).take(PROBLEMS).collect();
        if !shown.is_empty() {
            self.line("Notes:")?;
        }
        self.told(shown.iter().copied())?;
        let left = report.problems.len() - shown.len();
        if left > 0 {
            let left = counted(left, "more note");
            self.line(&format!("{left}; --json has them all"))?;
        }
        self.gap(report.problems.len())
    }

    /// One line each, under the names of their files if there are several.
    fn told<'t>(&mut self, all: impl Iterator<Item = &'t Told>) -> io::Result<()> {
        let mut file = None;
        for told in all {
            if self.files > 1 && file != Some(&told.file) {
                file = Some(&told.file);
                self.line(&format!("in {}:", told.file))?;
            }
            self.line(&told.shown)?;
        }
        Ok(())
    }

    fn gap(&mut self, lines: usize) -> io::Result<()> {
        if lines > 0 { writeln!(self.out) } else { Ok(()) }
    }

    fn totals(&mut self, report: &Report) -> io::Result<()> {
        let totals = &report.totals;
        let files = counted(report.files.len(), "file");
        let read = counted(totals.read, "record");
        self.line(&format!(
            "{read} read from {files} ({})",
            report.format.map_or("several formats", Format::name)
        ))?;
        let groups = counted(totals.groups, "group");
        let verb = if report.preview { "would be merged" } else { "merged" };
        self.line(&format!("{} {verb} into others, in {groups}", totals.merged))?;
        self.line(&format!("{} left", counted(totals.left, "contact")))?;
        for (count, what, why) in [
            (totals.refused, "group", "refused"),
            (totals.ambiguous, "record", "left alone: each fits two different people"),
            (totals.rejected, "record", "rejected"),
            (totals.problems, "note", "on what was read"),
        ] {
            if count > 0 {
                self.line(&format!("{} {why}", counted(count, what)))?;
            }
        }
        match (&report.output, report.preview) {
            (_, true) => self.line("A preview: nothing was changed or written."),
            (Some(path), _) if path != "-" => self.line(&format!("Written to {path}")),
            (Some(_), _) => Ok(()),
            (None, _) => self.line("Nothing was written: -o OUT writes the result, -o - shows it."),
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// The text on one line, without control characters, at most `most` columns wide.
fn fit(text: &str, most: usize) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => line.push(' '),
            c if is_hidden(c) => {}
            c => line.push(c),
        }
    }
    if width(&line) <= most {
        return line;
    }
    let mut short = String::new();
    let mut used = 1;
    for c in line.chars() {
        used += columns(c);
        if used > most {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

fn pad(text: &str, most: usize) -> String {
    format!("{text}{}", " ".repeat(most.saturating_sub(width(text))))
}

fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Control characters, and those that turn the direction of what follows.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Columns of a character on a terminal.
fn columns(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_hide_nothing_that_moves_the_cursor() {
        assert_eq!(fit("a\nb\u{1b}[2J\u{202e}c", 80), "a b[2Jc");
        assert_eq!(fit("abcdef", 4), "abc…");
        assert_eq!(width(&fit("田中さくら", 6)), 5);
        assert_eq!(width(&pad("田中", 6)), 6);
    }
}
