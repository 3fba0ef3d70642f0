//! `contacts export`: writes contacts in any format.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use contacts_core::book::Quotas;
use contacts_core::interop::ImportOptions;
use contacts_core::interop::csv::{Cells, Dialect, Layout};
use contacts_core::query::by;
use contacts_core::wire::{Checked, WithFieldTypes};
use contacts_core::{Caller, ContactQuery, Filter};
use serde::de::DeserializeSeed;

use crate::Failure;
use crate::format::{Format, Target};
use crate::input;
use crate::output::{self, Tables, Told};
use crate::progress::Stop;
use crate::select;
use crate::store::Kept;

/// Arguments of `contacts export`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Formats are vcard (as each contact came), vcard2.1, vcard3, vcard4, csv:google, csv:outlook,
csv:wix, csv:full, jcard, jscontact, jsonl. What a format cannot hold is told.

  contacts export --store people.jsonl --label Choir --to csv:google -o choir.csv

Exit codes: 0 done; 1 a file could not be read or written; 2 wrong usage; 3 done, but some
records could not be read; 130 interrupted.")]
pub(crate) struct Args {
    /// Address books beside that of --store; `-` is standard input
    #[arg(value_name = "FILE", required_unless_present = "store")]
    files: Vec<PathBuf>,
    /// The book: a .jsonl or .vcf file
    #[arg(long, value_name = "STORE")]
    store: Option<String>,
    /// Write the result here; `-` is standard output
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// How it is written; without it the name of OUT says it
    #[arg(long, value_name = "FORMAT")]
    to: Option<Target>,
    /// Only contacts with this label: its key or its name
    #[arg(long, value_name = "KEY|NAME")]
    label: Vec<String>,
    /// Only what meets a filter in the JSON of the REST API
    #[arg(long, value_name = "JSON")]
    filter: Option<String>,
    /// The format of the files, if it is not to be found out
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<Format>,
    /// What becomes of cells that a spreadsheet would take for a formula
    #[arg(long, value_enum, default_value_t = Formulas::Raw)]
    formulas: Formulas,
    /// Begin a table with a byte order mark, as csv:outlook does
    #[arg(long)]
    bom: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Formulas {
    /// They stay as they are
    Raw,
    /// An apostrophe is put before them
    Guard,
}

/// Runs the command.
///
/// # Errors
///
/// [`Failure`]; then nothing was written.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    input::stdin_once(&args.files)?;
    let target = args.to.or_else(|| Target::of(&args.output)).ok_or_else(|| {
        Failure::Usage("say with --to how the result is written, such as --to vcard4".into())
    })?;
    let stop = Stop::on_ctrl_c();
    let quotas = Quotas { labels: usize::MAX, fields: usize::MAX, ..Quotas::default() };
    let kept = Kept::open(args.store.as_deref(), quotas, &stop)?;
    if let Some(path) = kept.path().filter(|path| !path.exists()) {
        let error = io::ErrorKind::NotFound.into();
        return Err(Failure::File { path: path.display().to_string(), error });
    }
    let options = ImportOptions::default();
    let read = input::read(&kept.book, &args.files, args.from, &options, &stop)?;
    let query = args.query(&kept)?;
    let cells = if args.formulas == Formulas::Guard { Cells::Spreadsheet } else { Cells::Plain };
    let layout = Layout::default().with_cells(cells);
    let mark = args.bom || target == Target::Csv(Some(Dialect::Outlook));
    let layout = if mark { layout.with_mark() } else { layout };
    let tables = Tables { plans: read.plans, layout, headless: false };
    stop.begin_writing();
    let mut told = Told::default();
    output::into_file(&args.output, &stop, |out, shown| {
        told = output::contacts(&kept.book, &query, target, &tables, shown, out, &stop)?;
        Ok(())
    })?;
    let _ = told.show(&mut io::stderr());
    if read.rejected.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    for rejected in read.rejected.iter().take(20) {
        let file = crate::shown(&read.files[rejected.file]);
        eprintln!("contacts: {file}: {}", rejected.problem);
    }
    eprintln!("contacts: {} records could not be read and are left out", read.rejected.len());
    Ok(ExitCode::from(3))
}

impl Args {
    fn query(&self, kept: &Kept) -> Result<ContactQuery, Failure> {
        let session = kept.book.with(Caller::Host);
        let mut query = ContactQuery::all();
        let labels = session.labels()?;
        let wrong = |option: &str, why: String| Failure::Usage(format!("{option}: {why}"));
        for given in &self.label {
            let key = select::label(&labels, given).map_err(|why| wrong("--label", why))?;
            let with = query.with_filter(by::LABELS.has_all([key]));
            query = with.map_err(|invalid| wrong("--label", invalid.to_string()))?;
        }
        if let Some(json) = &self.filter {
            let fields = session.fields()?;
            let types = |key: &contacts_core::FieldKey| {
                fields.iter().find(|field| field.id() == key).map(|field| field.data_type)
            };
            let mut reader = serde_json::Deserializer::from_str(json);
            let read = WithFieldTypes(types).checked::<Filter>().deserialize(&mut reader);
            let Checked(filter) = read.map_err(|error| wrong("--filter", error.to_string()))?;
            let filter = filter.map_err(|problems| {
                let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
                wrong("--filter", problems.join("\n  "))
            })?;
            let with = query.with_filter(filter);
            query = with.map_err(|invalid| wrong("--filter", invalid.to_string()))?;
        }
        Ok(query)
    }
}
