//! `contacts dedupe`: reads, groups, merges, writes, reports.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use contacts_core::{
    Caller, Contact, ContactBook, ContactId, ContactQuery, CountryCode, Error, Store, Stored,
    matching,
};

use crate::Failure;
use crate::book::Files;
use crate::format::{Format, Target};
use crate::input::Input;
use crate::output;
use crate::place;
use crate::progress::{Progress, Stop};
use crate::report::{self, Describe, Report};

/// Arguments of `contacts dedupe`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Records are put together if they share an e-mail address (case aside) or a phone
number in international form, and no name, birthdate or generation contradicts.
What has no place in a contact is written back. Of lines that a card has only once
(UID, REV, PRODID), those of the card that stays are; those of the others are in the
report, with --json.

Exit codes: 0 done; 1 a file could not be read or written; 2 wrong usage;
3 done, but some records were rejected, or none could be read (see the report);
130 interrupted.")]
pub(crate) struct Args {
    /// Address books; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write the result here; `-` is standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Write the report here as well
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write the records that were rejected here, as they stood
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Show what would be done; change nothing, write no result
    #[arg(long)]
    preview: bool,
    /// The format of the files, if it is not to be found out
    #[arg(long, value_enum, alias = "format")]
    from: Option<Format>,
    /// The format of the result, if it is not that of the files
    #[arg(long, value_name = "FORMAT")]
    to: Option<Target>,
    /// The country of phone numbers that are written without one, such as DE
    #[arg(long, value_name = "CODE")]
    country: Option<CountryCode>,
    /// Report as one JSON document
    #[arg(long)]
    json: bool,
    /// Report only the totals
    #[arg(short, long)]
    quiet: bool,
}

impl Args {
    /// Looks for paths that get in each other's way.
    fn check(&self) -> Result<(), Failure> {
        let refuse = |message: String| Err(Failure::Usage(message));
        let beside = [("--report", &self.report), ("--rejects", &self.rejects)];
        let beside = beside.into_iter().filter_map(|(name, path)| Some((name, path.as_deref()?)));
        let mut taken: Vec<(&str, &Path)> = Vec::new();
        taken.extend(self.output.as_deref().map(|path| ("--output", path)));
        for (name, path) in beside {
            if path == Path::new("-") {
                return refuse(format!("{name} needs a file; only the result goes to `-`"));
            }
            if let Some((other, _)) = taken.iter().find(|(_, other)| place::is_same(path, other)) {
                let shown = path.display();
                return refuse(format!("{name} and {other} would both be written to {shown}"));
            }
            let input = |file: &PathBuf| {
                let stdin = file == Path::new("-");
                place::is_same(path, if stdin { Path::new("/dev/stdin") } else { file })
            };
            if self.files.iter().any(input) {
                let shown = path.display();
                return refuse(format!("{name} would be written over the input {shown}"));
            }
            taken.push((name, path));
        }
        Ok(())
    }
}

/// Runs the command.
///
/// # Errors
///
/// [`Failure`]; then nothing was written, or only files that are complete.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    args.check()?;
    let to_stdout = args.output.as_deref().is_some_and(place::is_stdout);
    let stop = Stop::on_ctrl_c();
    let Files { book, input } = Files::read(&args.files, args.from, args.country, &stop)?;
    let mut report = Report::new(&input, args.preview);
    merge(&book, &input, &mut report, &stop)?;
    if args.report.is_some() || !args.preview {
        stop.begin_writing();
    }
    if !args.preview {
        if let Some(path) = &args.output {
            report.output = Some(path.display().to_string());
            output::result(&book, &input, args.to, path, &stop)?;
        }
        if let Some(path) = &args.rejects {
            let shown = path.display().to_string();
            place::replace(path, &stop, |out| output::rejects(&input, &shown, out))?;
        }
    }
    if let Some(path) = &args.report {
        let shown = path.display().to_string();
        place::replace(path, &stop, |out| {
            write_report(&report, args.json, false, out).map_err(Failure::file(shown))
        })?;
    }
    let shown = if to_stdout && !args.preview {
        write_report(&report, args.json, args.quiet, &mut BufWriter::new(io::stderr().lock()))
    } else {
        write_report(&report, args.json, args.quiet, &mut BufWriter::new(io::stdout().lock()))
    };
    output::unless_closed(shown)?;
    let unreadable = input.origins.is_empty() && !input.problems.is_empty();
    Ok(ExitCode::from(if unreadable || !input.rejected.is_empty() { 3 } else { 0 }))
}

fn write_report(report: &Report, json: bool, quiet: bool, out: &mut dyn Write) -> io::Result<()> {
    if json {
        serde_json::to_writer_pretty(&mut *out, report)?;
        writeln!(out)?;
    } else {
        report::write(report, quiet, out)?;
    }
    out.flush()
}

/// Merges what is the same; a preview only plans it.
fn merge<S: Store>(
    book: &ContactBook<S>,
    input: &Input,
    report: &mut Report,
    stop: &Stop,
) -> Result<(), Failure> {
    let contacts = all(book)?;
    let found = matching::groups(&contacts);
    let session = book.with(Caller::Host);
    let labels = output::labels(book)?;
    let known: HashMap<ContactId, &Arc<Stored<Contact>>> =
        contacts.iter().map(|contact| (*contact.id(), contact)).collect();
    let describe = Describe::new(input, &labels, &known);
    let progress = Progress::of("merging", found.groups.len() as u64);
    for group in &found.groups {
        stop.check()?;
        progress.step(1);
        match session.preview_merge(&group.target, &group.sources) {
            Ok(plan) => {
                report.groups.push(describe.group(group, &plan));
                if !report.preview {
                    session.commit_merge(plan)?;
                }
            }
            Err(Error::MergeRefused(refused)) => {
                report.refused.push(describe.refused(group, &refused));
            }
            Err(error) => return Err(error.into()),
        }
    }
    report.ambiguous = found.ambiguous.iter().map(|one| describe.ambiguous(one)).collect();
    report.count(contacts.len());
    Ok(())
}

/// Every contact of the book, in the order in which they were made.
fn all<S: Store>(book: &ContactBook<S>) -> Result<Vec<Arc<Stored<Contact>>>, Failure> {
    let session = book.with(Caller::Host);
    Ok(session.contacts(&ContactQuery::all())?.collect::<Result<_, _>>()?)
}
