//! `contacts label`: gives labels to contacts and takes labels from them.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use contacts_core::book::{BulkReport, BulkRequest};
use contacts_core::query::by;
use contacts_core::{Caller, ContactId, ContactQuery, LabelKey, MemoryStore, Session};

use crate::Failure;
use crate::book::Files;
use crate::format::Target;
use crate::input::Origin;
use crate::output;
use crate::place;
use crate::progress::{Progress, Stop};
use crate::select::{self, CONDITIONS, Selection};

/// How many contacts that could not be done are listed.
const FAILURES: usize = 20;

/// Arguments of `contacts label`.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "contacts label [OPTIONS] <FILE|CONDITION>... <-o OUT|--dry-run>",
    after_help = format!("\
Labels of vCard are its CATEGORIES; those of a table are the column called Labels, Tags,
Groups or Categories, or a new column Labels. Everything else of the files is written back.

{CONDITIONS}

Examples:
  contacts label people.vcf city=London --add 'Visit in May' -o people.vcf
  contacts label people.csv label=Choir --add Singers --remove Choir --dry-run

Exit codes: 0 done; 1 a file could not be read or written; 2 wrong usage; 3 done, but some
records could not be read, or some contacts could not be done; 130 interrupted.")
)]
pub(crate) struct Args {
    #[command(flatten)]
    selection: Selection,
    /// All contacts, if there is no condition
    #[arg(long)]
    all: bool,
    /// Give this label: its key, or its name, which may be new
    #[arg(long, value_name = "KEY|NAME")]
    add: Vec<String>,
    /// Take this label away
    #[arg(long, value_name = "KEY|NAME")]
    remove: Vec<String>,
    /// Write the result here; `-` is standard output
    #[arg(short, long, value_name = "OUT", required_unless_present = "dry_run")]
    output: Option<PathBuf>,
    /// The format of the result, if it is not that of the files
    #[arg(long, value_name = "FORMAT")]
    to: Option<Target>,
    /// Tell what would be done; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Report as one JSON document
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
///
/// [`Failure`]; then nothing was written.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let selection = &args.selection;
    let selected = selection.divide()?;
    if args.add.is_empty() && args.remove.is_empty() {
        return Err(Failure::Usage("no label is given: use --add or --remove".into()));
    }
    let stop = Stop::on_ctrl_c();
    let files =
        Files::read_with_columns(&selected.files, selection.format(), selection.country(), &stop)?;
    let query = selection.query(&selected, &files.book)?;
    let query = match (query.is_all(), args.all) {
        (false, false) => query,
        (true, true) => chosen(ContactQuery::all().with_filter(by::ID.exists()))?,
        (true, false) => {
            let why = "which contacts? Give a condition, --filter, --search, or --all";
            return Err(Failure::Usage(why.into()));
        }
        (false, true) => {
            return Err(Failure::Usage("--all does not go together with conditions".into()));
        }
    };
    let session = files.book.with(Caller::Host);
    let request = BulkRequest::label(
        query,
        keys(&session, "--add", &args.add, true)?,
        keys(&session, "--remove", &args.remove, false)?,
    );
    let mut job = session.bulk(request)?;
    let progress = Progress::of("labelling", job.report().total_items as u64);
    let mut before = 0;
    job.run(|report| {
        progress.step((report.processed() - before) as u64);
        before = report.processed();
        match stop.check() {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    })?;
    drop(progress);
    stop.check()?;
    let report = job.report().clone();
    let path = args.output.as_deref().filter(|_| !args.dry_run);
    if let Some(path) = path {
        stop.begin_writing();
        output::result(&files.book, &files.input, args.to, path, &stop)?;
    }
    let told = Told { report: &report, files: &files, path };
    let shown = match path.is_some_and(place::is_stdout) {
        true => told.write(args.json, &mut BufWriter::new(io::stderr().lock())),
        false => told.write(args.json, &mut BufWriter::new(io::stdout().lock())),
    };
    output::unless_closed(shown)?;
    let code = files.exit_code();
    Ok(if report.failed_total > 0 { ExitCode::from(3) } else { code })
}

fn chosen(query: Result<ContactQuery, contacts_core::Invalid>) -> Result<ContactQuery, Failure> {
    query.map_err(|invalid| Failure::Usage(invalid.to_string()))
}

/// The keys of labels, of which those to give are made if they are not there.
fn keys(
    session: &Session<'_, MemoryStore>,
    option: &str,
    given: &[String],
    make: bool,
) -> Result<Vec<LabelKey>, Failure> {
    let labels = session.labels()?;
    let key = |given: &String| {
        let wrong = |why: String| Failure::Usage(format!("{option}: {why}"));
        match select::label(&labels, given) {
            Ok(key) => Ok(key),
            // What looks like a key would be a name that looks like the key of another label.
            Err(_) if make && given.parse::<LabelKey>().is_err() => {
                let name = given.trim().parse();
                let name = name.map_err(|invalid: contacts_core::Invalid| {
                    wrong(format!("`{given}`: expected {}", invalid.expected()))
                })?;
                Ok(session.find_or_create_label(name)?.label.id().clone())
            }
            Err(why) => Err(wrong(why)),
        }
    };
    given.iter().map(key).collect()
}

/// What is told about the run.
struct Told<'a> {
    report: &'a BulkReport,
    files: &'a Files,
    path: Option<&'a Path>,
}

impl Told<'_> {
    fn write(&self, json: bool, out: &mut dyn Write) -> io::Result<()> {
        if json {
            serde_json::to_writer_pretty(&mut *out, self.report)?;
            writeln!(out)?;
            return out.flush();
        }
        let BulkReport { total_items, success_total, failed_total, .. } = self.report;
        let origins: HashMap<ContactId, &Origin> =
            self.files.input.origins.iter().map(|origin| (origin.id, origin)).collect();
        for failure in self.report.failures.iter().take(FAILURES) {
            let origin = origins.get(&failure.contact_id);
            let place = origin.map_or(String::new(), |origin| {
                format!("{}:{}: ", self.files.input.files[origin.file], origin.line)
            });
            writeln!(out, "{place}{}", failure.message)?;
        }
        if *failed_total > FAILURES {
            writeln!(out, "… and {} more", failed_total - FAILURES)?;
        }
        let all = self.files.input.origins.len();
        writeln!(out, "{total_items} of {all} contacts selected")?;
        writeln!(
            out,
            "{success_total} have the labels they shall have, {failed_total} could not be done"
        )?;
        match self.path {
            Some(path) if place::is_stdout(path) => {}
            Some(path) => writeln!(out, "Written to {}", path.display())?,
            None => writeln!(out, "A dry run: nothing was written.")?,
        }
        out.flush()
    }
}
