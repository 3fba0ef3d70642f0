//! `contacts labels` and `contacts fields`: what contacts are described with.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use contacts_core::query::{ContactField, Value as Counted};
use contacts_core::{Caller, ContactQuery};
use serde::Serialize;
use serde_json::{Value, json};

use crate::Failure;
use crate::book::Files;
use crate::format::Format;
use crate::output;
use crate::progress::Stop;
use crate::table::{self, Table};

/// Arguments of `contacts labels` and `contacts fields`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit codes: 0 done; 1 a file could not be read; 2 wrong usage; 3 done, but some records
could not be read; 130 interrupted.")]
pub(crate) struct Args {
    /// Address books; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How they are shown; JSON has the shape of the REST API, and a count
    #[arg(long, value_enum, default_value_t = Form::Table)]
    format: Form,
    /// The format of the files, if it is not to be found out
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<Format>,
}

/// How a list is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// Aligned columns
    Table,
    /// One JSON document
    Json,
}

/// Runs `contacts labels`.
///
/// # Errors
///
/// [`Failure`].
pub(crate) fn labels(args: &Args) -> Result<ExitCode, Failure> {
    let files = args.read()?;
    let session = files.book.with(Caller::Host);
    let counts = session.tally(&ContactQuery::all(), &[ContactField::Labels])?;
    let counts: HashMap<Counted, usize> =
        counts.into_iter().flat_map(|facet| facet.counts).collect();
    let mut table = Table::new(["LABEL", "KEY", "CONTACTS"]).ending_in_numbers();
    let mut items = Vec::new();
    for label in session.labels()? {
        let key = label.id().as_str();
        let count = counts.get(&Counted::from(key)).copied().unwrap_or_default();
        table.push([label.name.to_string(), key.to_owned(), count.to_string()]);
        items.push(counted(&*label, count));
    }
    args.show(&files, &table, "labels", items)
}

/// Runs `contacts fields`.
///
/// # Errors
///
/// [`Failure`].
pub(crate) fn fields(args: &Args) -> Result<ExitCode, Failure> {
    let files = args.read()?;
    let session = files.book.with(Caller::Host);
    let all = session.count(&ContactQuery::all())?;
    let fields = session.fields()?;
    let at = |key: &str, data_type| {
        ContactField::at(&format!("info.extendedFields.{key}"), |_| Some(data_type))
    };
    let asked: Vec<Option<ContactField>> =
        fields.iter().map(|field| at(field.id().as_str(), field.data_type)).collect();
    let known: Vec<ContactField> = asked.iter().flatten().cloned().collect();
    let mut counts = session.tally(&ContactQuery::all(), &known)?.into_iter();
    let mut table = Table::new(["FIELD", "KEY", "TYPE", "CONTACTS"]).ending_in_numbers();
    let mut items = Vec::new();
    for (field, asked) in fields.iter().zip(asked) {
        let counts = asked.and_then(|_| counts.next());
        let count = counts.map_or(0, |counts| all - counts.missing);
        let (name, key) = (field.name.to_string(), field.id().to_string());
        table.push([name, key, field.data_type.as_str().into(), count.to_string()]);
        items.push(counted(&**field, count));
    }
    args.show(&files, &table, "fields", items)
}

/// What the REST API shows, and how many contacts have it.
fn counted(item: &impl Serialize, count: usize) -> Result<Value, serde_json::Error> {
    let mut shown = serde_json::to_value(item)?;
    shown["count"] = count.into();
    Ok(shown)
}

impl Args {
    fn read(&self) -> Result<Files, Failure> {
        Files::read_with_columns(&self.files, self.from, None, &Stop::on_ctrl_c())
    }

    fn show(
        &self,
        files: &Files,
        table: &Table,
        name: &str,
        items: Vec<Result<Value, serde_json::Error>>,
    ) -> Result<ExitCode, Failure> {
        let mut out = BufWriter::new(io::stdout().lock());
        let shown = match self.format {
            Form::Table => table.write(table::terminal(), &mut out),
            Form::Json => items
                .into_iter()
                .collect::<Result<Vec<Value>, _>>()
                .and_then(|items| serde_json::to_writer_pretty(&mut out, &json!({ name: items })))
                .map_err(io::Error::from)
                .and_then(|()| writeln!(out)),
        };
        output::unless_closed(shown.and_then(|()| out.flush()))?;
        drop(out);
        Ok(files.exit_code())
    }
}
