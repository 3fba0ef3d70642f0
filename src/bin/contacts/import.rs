//! `contacts import`: brings files into a book.

mod report;
mod source;

use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use contacts_core::book::Quotas;
use contacts_core::book::importing::{
    ImportError, ImportPolicy, ImportReport, InFile, MatchBy, OnError, OnMatch, Told,
};
use contacts_core::{Caller, LabelName};

use self::report::Report;
use self::source::Source;
use crate::Failure;
use crate::format::Format;
use crate::input;
use crate::output;
use crate::place;
use crate::progress::{Progress, Stop};
use crate::reading::Reading;
use crate::store::Kept;

/// Arguments of `contacts import`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each record finds its contact by its UID or id, else by an e-mail address or a phone number
if the names agree, and gives it what it lacks; or it becomes a contact. A second import of
the same files changes nothing. A book is kept in a file of JSON lines, or of cards if its
name ends in .vcf; cards do not hold all that came from tables and other versions:

  contacts import people.vcf phone.csv --store people.jsonl --label 'Imported in May'

Exit codes: 0 done; 1 a file could not be read or written; 2 wrong usage; 3 done, but some
records were rejected; 130 interrupted.")]
pub(crate) struct Args {
    /// Address books of any format; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The book: a .jsonl or .vcf file, which is made if it is not there, or `memory:`, of which
    /// nothing is kept
    #[arg(long, value_name = "STORE")]
    store: Option<String>,
    /// Tell what would be done; write nothing
    #[arg(long)]
    dry_run: bool,
    /// What becomes of a record whose contact is there
    #[arg(long, value_enum, default_value_t = Match::MergeFill)]
    on_match: Match,
    /// What becomes of a record whose contact came from an earlier record of these files
    #[arg(long, value_enum, default_value_t = Again::MergeFill)]
    in_file: Again,
    /// By what contacts are found
    #[arg(long, value_enum, value_delimiter = ',', value_name = "KEYS")]
    match_by: Option<Vec<By>>,
    /// Give this label to every contact of the import
    #[arg(long, value_name = "NAME")]
    label: Vec<LabelName>,
    /// Records give no labels
    #[arg(long)]
    no_labels: bool,
    /// How many labels of records may be made
    #[arg(long, value_name = "N", default_value_t = 1_000, conflicts_with = "no_labels")]
    max_labels: usize,
    #[command(flatten)]
    reading: Reading,
    /// The format, if it is not to be found out
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<Format>,
    /// Stop at the first record that cannot be taken
    #[arg(long)]
    stop_on_error: bool,
    /// Write the records that were rejected here, as they stood
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Write what became of each record here, a JSON document a line
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Report the totals as one JSON document
    #[arg(long)]
    json: bool,
    /// How many contacts are written at once
    #[arg(long, value_name = "N", default_value_t = 200)]
    batch: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Match {
    /// It gets what it lacks
    #[value(alias = "merge_fill")]
    MergeFill,
    /// What the record says replaces what it says
    Update,
    /// Nothing
    Skip,
    /// The record becomes a contact of its own
    Create,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Again {
    /// It gets what it lacks
    #[value(alias = "merge_fill")]
    MergeFill,
    /// The record becomes a contact of its own
    Create,
    /// Nothing
    Skip,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    Uid,
    PrimaryEmail,
    Email,
    Phone,
}

impl Args {
    fn policy(&self) -> ImportPolicy {
        let on_match = match self.on_match {
            Match::MergeFill => OnMatch::MergeFill,
            Match::Update => OnMatch::Update,
            Match::Skip => OnMatch::Skip,
            Match::Create => OnMatch::Create,
        };
        let in_file = match self.in_file {
            Again::MergeFill => InFile::MergeFill,
            Again::Create => InFile::Create,
            Again::Skip => InFile::Skip,
        };
        let by = |by: &By| match by {
            By::Uid => MatchBy::Uid,
            By::PrimaryEmail => MatchBy::PrimaryEmail,
            By::Email => MatchBy::Email,
            By::Phone => MatchBy::Phone,
        };
        let all = MatchBy::ALL.to_vec();
        let match_by = self.match_by.as_ref().map_or(all, |keys| keys.iter().map(by).collect());
        let on_error = if self.stop_on_error { OnError::Stop } else { OnError::Continue };
        let mut policy = ImportPolicy::default()
            .with_on_match(on_match)
            .with_in_file(in_file)
            .with_match_by(match_by)
            .with_on_error(on_error)
            .with_labels((!self.no_labels).then_some(self.max_labels))
            .with_fields(self.reading.makes_fields())
            .with_batch(self.batch);
        policy.labels_add.clone_from(&self.label);
        if self.dry_run { policy.as_dry_run() } else { policy }
    }

    /// Looks for paths that get in each other's way.
    fn check(&self) -> Result<(), Failure> {
        input::stdin_once(&self.files)?;
        let mut taken: Vec<(&str, &Path)> = Vec::new();
        for (name, path) in [("--rejects", &self.rejects), ("--report", &self.report)] {
            let Some(path) = path.as_deref() else { continue };
            if path == Path::new("-") {
                return Err(Failure::Usage(format!("{name} needs a file")));
            }
            let used = taken.iter().find(|(_, other)| place::is_same(path, other));
            if let Some((other, _)) = used {
                let shown = path.display();
                let why = format!("{name} and {other} would both be written to {shown}");
                return Err(Failure::Usage(why));
            }
            if self.files.iter().any(|file| place::is_same(path, file)) {
                let shown = path.display();
                return Err(Failure::Usage(format!("{name} would be written over {shown}")));
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
/// [`Failure`]; then the book is as it was.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    args.check()?;
    let stop = Stop::on_ctrl_c();
    let quotas = Quotas { labels: usize::MAX, fields: usize::MAX, ..Quotas::default() };
    let kept = Kept::open(args.store.as_deref(), quotas, &stop)?;
    let mut report = Report::new(args.files.iter().map(|path| input::shown(path)).collect());
    stop.begin_writing();
    let done = into(args.rejects.as_deref(), &stop, |rejects| {
        into(args.report.as_deref(), &stop, |details| {
            import(args, &kept, &mut report, rejects, details, &stop)
        })
    })?;
    if !args.dry_run && done.created + done.merged + done.updated + done.groups > 0 {
        let told = kept.save(&stop)?;
        let _ = told.show(&mut io::stderr());
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let shown = match args.json {
        true => report.json(&done, &mut out),
        false => report.text(&done, kept.path(), &mut out),
    };
    output::unless_closed(shown.and_then(|()| out.flush()))?;
    let stopped = args.stop_on_error && done.stopped;
    Ok(ExitCode::from(if done.rejected > 0 || stopped { 3 } else { 0 }))
}

/// With a file to write to, if one is given.
fn into<T>(
    path: Option<&Path>,
    stop: &Stop,
    run: impl FnOnce(Option<&mut dyn Write>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let Some(path) = path else { return run(None) };
    let mut done = None;
    place::replace(path, stop, |out| {
        done = Some(run(Some(out))?);
        Ok(())
    })?;
    Ok(done.expect("a file that is complete was written"))
}

fn import(
    args: &Args,
    kept: &Kept,
    report: &mut Report,
    mut rejects: Option<&mut dyn Write>,
    mut details: Option<&mut dyn Write>,
    stop: &Stop,
) -> Result<ImportReport, Failure> {
    let progress = Progress::of("importing", args.files.iter().map(|path| input::size(path)).sum());
    let source = Source::open(&args.files, args.reading.options(args.from), &args.reading)?;
    let seen = source.seen();
    let records = source.reading(&progress);
    let mut failure = None;
    let session = kept.book.with(Caller::Host);
    let done = session.import_records(records, &args.policy(), |told| {
        let written = match told {
            Told::Outside(problem) => {
                report.problem(seen.borrow().current(), problem);
                Ok(())
            }
            Told::Record(outcome) => {
                let file = seen.borrow().file_of(outcome.index);
                report.record(file, outcome);
                report::reject(outcome, || seen.borrow_mut().header(file), &mut rejects)
                    .and_then(|()| report::detail(&report.files[file], outcome, &mut details))
            }
        };
        let stopped = written.map_err(Failure::file("report")).and_then(|()| stop.check());
        match stopped {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    drop(progress);
    if let Some(failure) = failure {
        return Err(failure);
    }
    let done = done.map_err(|unfinished| match unfinished.error {
        ImportError::Book(error) => Failure::Book(error),
        ImportError::Source(error) => {
            let seen = seen.borrow();
            Failure::File { path: report.files[seen.current()].clone(), error }
        }
        error => Failure::Usage(error.to_string()),
    })?;
    if let Some(out) = details {
        report.json(&done, out).map_err(Failure::file("report"))?;
    }
    seen.borrow_mut().failure.take().map_or(Ok(done), Err)
}
