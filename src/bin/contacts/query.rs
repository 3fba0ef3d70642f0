//! `contacts query`: finds contacts and shows them.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::sync::Arc;

use clap::ValueEnum;
use contacts_core::query::{ContactFacet, ContactField, Excerpt, Projection, Section};
use contacts_core::wire::{ContactsAnswer, Projected, QueryAnswer};
use contacts_core::{Caller, Contact, ContactQuery, MemoryStore, Session, Stored, book};
use serde_json::json;

use crate::Failure;
use crate::book::Files;
use crate::cell;
use crate::output;
use crate::progress::Stop;
use crate::select::{CONDITIONS, Names, Selection};
use crate::sort;
use crate::table::{self, Table};

/// Arguments of `contacts query`.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "contacts query [OPTIONS] <FILE|CONDITION>...",
    after_help = format!("\
{CONDITIONS}

Examples:
  contacts query people.vcf label=Choir city=London --sort last
  contacts query people.csv -s 'kings ada' --fields name,phone,birthdate
  contacts query people.vcf --filter '{{\"$not\": {{\"info.company\": {{\"$exists\": true}}}}}}' --count

Exit codes: 0 done; 1 a file could not be read; 2 wrong usage; 3 done, but some records
could not be read; 130 interrupted.")
)]
pub(crate) struct Args {
    #[command(flatten)]
    selection: Selection,
    /// The order: a field that has one value, `-FIELD` for the greatest first
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    sort: Option<String>,
    /// Show so many at most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Leave out so many before
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    offset: usize,
    /// Show these fields: columns of the table, or parts of the JSON
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    fields: Vec<String>,
    /// How contacts are shown; JSON has the shape of the REST API
    #[arg(long, value_enum, default_value_t = Form::Table)]
    format: Form,
    /// Only how many there are
    #[arg(long, group = "what")]
    count: bool,
    /// Only how many there are by label and by status
    #[arg(long, group = "what")]
    facets: bool,
    /// Only the query, in JSON, as it was understood
    #[arg(long, group = "what")]
    explain: bool,
}

/// How an answer is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// Aligned columns; cut to the width of a terminal
    Table,
    /// One JSON document
    Json,
    /// One JSON document a line
    Jsonl,
}

/// Runs the command.
///
/// # Errors
///
/// [`Failure`].
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let selection = &args.selection;
    let selected = selection.divide()?;
    let stop = Stop::on_ctrl_c();
    let files =
        Files::read_with_columns(&selected.files, selection.format(), selection.country(), &stop)?;
    let names = Names::of(&files.book)?;
    let mut query = selection.query(&selected, &files.book)?;
    if let Some(sort) = &args.sort {
        query = query.sorted(sort::read(sort, &names)?);
    }
    let session = files.book.with(Caller::Host);
    let mut out = BufWriter::new(io::stdout().lock());
    let answer = Answer { args, names: &names, query: &query, session: &session, files: &files };
    let shown = match (args.explain, args.count, args.facets) {
        (true, ..) => document(&query, args.format, &mut out),
        (_, true, _) => answer.count(&mut out),
        (.., true) => answer.facets(&mut out),
        _ => answer.contacts(&mut out),
    };
    match shown.and_then(|()| out.flush().map_err(written())) {
        // Of files, only standard output is left to fail.
        Err(Failure::File { error, .. }) => output::unless_closed(Err(error))?,
        shown => shown?,
    }
    drop(out);
    Ok(files.exit_code())
}

struct Answer<'a> {
    args: &'a Args,
    names: &'a Names,
    query: &'a ContactQuery,
    session: &'a Session<'a, MemoryStore>,
    files: &'a Files,
}

impl Answer<'_> {
    fn count(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let count = self.session.count(self.query)?;
        match self.args.format {
            Form::Table => writeln!(out, "{count}").map_err(written()),
            form => document(&json!({ "count": count }), form, out),
        }
    }

    fn facets(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let mut all: Vec<ContactFacet> = Vec::new();
        let total = loop {
            let section = Section::first(book::MAX_PAGE).skipping(all.len());
            let Excerpt { items, offset: _, total } = self.session.facets(self.query, section)?;
            all.extend(items);
            if all.len() >= total {
                break total;
            }
        };
        match self.args.format {
            Form::Jsonl => all.iter().try_for_each(|facet| document(facet, Form::Jsonl, out)),
            Form::Json => {
                let all = Excerpt { items: all, offset: 0, total };
                document(&QueryAnswer(&all), Form::Json, out)
            }
            Form::Table => {
                let mut table = Table::new(["FACET", "KEY", "CONTACTS"]).ending_in_numbers();
                for facet in all {
                    let ContactFacet { name, key, count, .. } = facet;
                    table.push([name.into_owned(), key.into_owned(), count.to_string()]);
                }
                table.write(table::terminal(), out).map_err(written())
            }
        }
    }

    fn contacts(&self, out: &mut dyn Write) -> Result<(), Failure> {
        match self.args.format {
            Form::Table => self.table(out),
            form => self.json(form, out),
        }
    }

    /// The contacts of the answer, after those that are left out.
    fn found(
        &self,
    ) -> Result<impl Iterator<Item = Result<Arc<Stored<Contact>>, contacts_core::Error>>, Failure>
    {
        let found = self.session.contacts(self.query)?;
        Ok(found.skip(self.args.offset).take(self.args.limit.unwrap_or(usize::MAX)))
    }

    fn table(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let columns = self.columns()?;
        let labels = output::labels(&self.files.book)?;
        let headings = columns.iter().map(|(heading, _)| heading.to_uppercase());
        let mut table = Table::new(headings);
        let mut count = 0;
        for contact in self.found()? {
            let contact = contact?;
            table.push(columns.iter().map(|(_, field)| cell::of(field, &contact, &labels)));
            count += 1;
        }
        if self.args.fields.is_empty() {
            table.drop_empty_columns();
        }
        if count > 0 {
            table.write(table::terminal(), out).map_err(written())?;
        }
        out.flush().map_err(written())?;
        let total = match (self.args.offset, self.args.limit) {
            (0, None) => count,
            _ => self.session.count(self.query)?,
        };
        let all = self.session.count(&ContactQuery::all())?;
        let shown = if count < total { format!("{count} of the ") } else { String::new() };
        eprintln!("{shown}{total} found among {all} contacts");
        Ok(())
    }

    /// The columns of the table: their headings and fields.
    fn columns(&self) -> Result<Vec<(String, ContactField)>, Failure> {
        if self.args.fields.is_empty() {
            return Ok(vec![
                ("name".into(), ContactField::FullName),
                ("email".into(), ContactField::PrimaryEmail),
                ("phone".into(), ContactField::PrimaryPhone),
                ("company".into(), ContactField::Company),
                ("labels".into(), ContactField::Labels),
            ]);
        }
        let column = |name: &String| match self.names.need(name) {
            Ok(field) => Ok((name.clone(), field)),
            Err(why) => Err(Failure::Usage(format!("--fields: {why}"))),
        };
        self.args.fields.iter().map(column).collect()
    }

    fn json(&self, form: Form, out: &mut dyn Write) -> Result<(), Failure> {
        let projection = self.projection()?;
        if form == Form::Jsonl {
            for contact in self.found()? {
                document(&Projected(&*contact?, &projection), form, out)?;
            }
            return Ok(());
        }
        let contacts = self.found()?.collect::<Result<Vec<_>, _>>()?;
        let answer = ContactsAnswer {
            contacts: &contacts,
            projection,
            offset: Some(self.args.offset),
            total: Some(self.session.count(self.query)?),
            next: None,
        };
        document(&answer, form, out)
    }

    /// The parts of a contact that hold the fields.
    fn projection(&self) -> Result<Projection, Failure> {
        let parts = self.args.fields.iter().map(|name| {
            // Parts have names of their own, too.
            if let Ok(part) = Projection::named([name], [""; 0]) {
                return Ok(part);
            }
            let wrong = |why: String| Failure::Usage(format!("--fields: {why}"));
            let field = self.names.need(name).map_err(wrong)?;
            Ok(cell::part(&field))
        });
        let parts = parts.collect::<Result<Vec<Projection>, Failure>>()?;
        Ok(parts.into_iter().reduce(Projection::and).unwrap_or_default())
    }
}

fn document(value: &impl serde::Serialize, form: Form, out: &mut dyn Write) -> Result<(), Failure> {
    let written_out = match form {
        Form::Jsonl => serde_json::to_writer(&mut *out, value),
        Form::Table | Form::Json => serde_json::to_writer_pretty(&mut *out, value),
    };
    written_out.map_err(io::Error::from).and_then(|()| writeln!(out)).map_err(written())
}

/// The failure to write the answer.
fn written() -> impl FnOnce(io::Error) -> Failure {
    Failure::file("standard output")
}
