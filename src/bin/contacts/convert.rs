//! `contacts convert`: files in other formats, record by record.

use std::fs::File;
use std::io::{self, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use contacts_core::interop::csv::{Cells, Layout};
use contacts_core::interop::{Found, Imported, Loose, Problem, RecordOptions, Severity, vcard};
use contacts_core::{Contact, ContactId, MediaId, Revision, Stored, Timestamp, Uuid};

use crate::Failure;
use crate::format::{Format, Target};
use crate::input;
use crate::neutral::Place;
use crate::output::{self, Contacts, Tables, Told};
use crate::place;
use crate::progress::{Progress, Stop};
use crate::reading::Reading;

/// How many problems are shown.
const SHOWN: usize = 20;

/// Arguments of `contacts convert`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Formats are vcard (as each card is), vcard2.1, vcard3, vcard4, csv (the columns that are
there), csv:google, csv:outlook, csv:wix, csv:full (everything, in our own columns), jcard,
jscontact, jsonl (one contact a line, with everything that it keeps). debug-jsonl shows what was understood of each record. Without --to the name of OUT
says it.

What a format has no place for is kept where that is possible, and told. Records that are no
contact are copied as they stand if the format stays.

Exit codes: 0 done; 1 a file could not be read or written; 2 wrong usage; 3 done, but some
records could not be read; 130 interrupted.")]
pub(crate) struct Args {
    /// The file; `-` is standard input
    #[arg(value_name = "IN")]
    from_file: PathBuf,
    /// The result; `-`, or none, is standard output
    #[arg(value_name = "OUT", default_value = "-", hide_default_value = true)]
    to_file: PathBuf,
    /// The format of IN, if it is not to be found out
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<Format>,
    /// The format of OUT
    #[arg(long, value_name = "FORMAT")]
    to: Option<Target>,
    #[command(flatten)]
    reading: Reading,
    /// Put an apostrophe before cells that a spreadsheet would take for a formula
    #[arg(long)]
    guard: bool,
    /// Begin a table with a byte order mark
    #[arg(long)]
    bom: bool,
}

/// Runs the command.
///
/// # Errors
///
/// [`Failure`]; then nothing was written.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let target = args.to.or_else(|| Target::of(&args.to_file)).ok_or_else(|| {
        Failure::Usage("say with --to how the result is written, such as --to vcard4".into())
    })?;
    let stop = Stop::on_ctrl_c();
    let options = args.reading.options(args.from);
    let mut source = Source::open(&args.from_file, matches!(target, Target::Csv(_)))?;
    let mut run = Run { args, options, stop: &stop, seen: Seen::default() };
    let tables = run.tables(&mut source, target)?;
    let mut sheet = output::sheet(target, &tables);
    if let Some(sheet) = &mut sheet {
        run.each(&mut source, |record| {
            if let Record::Contact(contact, loose, _) = record {
                sheet.fit(&contact, loose);
            }
            Ok(())
        })?;
    }
    run.seen = Seen::default();
    stop.begin_writing();
    let mut told = Told::default();
    output::into_file(&args.to_file, &stop, |out, shown| {
        let mut writer = Contacts::begin(out, shown, target, sheet, &tables)?;
        run.each(&mut source, |record| match record {
            Record::Contact(contact, loose, place) => writer.write(&contact, loose, place),
            Record::Other(format, raw, _) if format.target() == same(target) => {
                writer.write_raw(raw)
            }
            Record::Other(Format::Vcard, raw, place) if target == Target::DebugJsonl => {
                let mut cards = vcard::Cards::new(raw).map_err(Failure::file(shown))?;
                match cards.next() {
                    Some(Ok(vcard::Item::Card(card))) => {
                        writer.write_other(&card.properties, place)
                    }
                    _ => Ok(()),
                }
            }
            Record::Other(..) => Ok(()),
        })?;
        told = writer.finish()?;
        Ok(())
    })?;
    let shown = input::shown(&args.from_file);
    run.seen.show(&shown, &told).or_else(|error| output::unless_closed(Err(error)))?;
    Ok(ExitCode::from(if run.seen.rejected > 0 { 3 } else { 0 }))
}

/// The target without what is chosen of it.
fn same(target: Target) -> Target {
    match target {
        Target::Vcard(_) => Target::Vcard(None),
        Target::Csv(_) => Target::Csv(None),
        target => target,
    }
}

impl Args {
    fn layout(&self) -> Layout {
        let cells = if self.guard { Cells::Spreadsheet } else { Cells::Plain };
        let layout = Layout::default().with_cells(cells);
        if self.bom { layout.with_mark() } else { layout }
    }
}

/// The file, which a table takes two looks at.
enum Source {
    Path(PathBuf),
    /// Standard input, kept for a second look.
    Kept(File),
}

impl Source {
    fn open(path: &Path, twice: bool) -> Result<Self, Failure> {
        if !twice || (!input::is_stdin(path) && path.is_file()) {
            return Ok(Self::Path(path.to_owned()));
        }
        let mut kept = place::scratch().map_err(Failure::file("temporary file"))?;
        let mut source = input::open(path)?;
        io::copy(&mut source, &mut kept).map_err(Failure::file(input::shown(path)))?;
        Ok(Self::Kept(kept))
    }

    fn read(&mut self) -> Result<Box<dyn io::BufRead>, Failure> {
        match self {
            Self::Path(path) => input::open(path),
            Self::Kept(file) => {
                let again = file.seek(SeekFrom::Start(0)).and_then(|_| file.try_clone());
                let again = again.map_err(Failure::file("temporary file"))?;
                Ok(Box::new(BufReader::new(again)))
            }
        }
    }
}

/// What was read.
#[derive(Debug, Default)]
struct Seen {
    problems: Vec<Problem>,
    more: u64,
    rejected: u64,
}

impl Seen {
    fn problem(&mut self, problem: Problem) {
        match self.problems.len() < SHOWN {
            true => self.problems.push(problem),
            false => self.more += 1,
        }
    }

    fn show(&self, file: &str, told: &Told) -> io::Result<()> {
        let mut out = io::stderr().lock();
        for problem in &self.problems {
            writeln!(out, "contacts: {}: {problem}", crate::shown(file))?;
        }
        if self.more > 0 {
            writeln!(out, "contacts: … and {} more", self.more)?;
        }
        if !told.is_empty() {
            told.show(&mut out)?;
        }
        Ok(())
    }
}

/// A record.
enum Record<'r> {
    Contact(Arc<Stored<Contact>>, &'r Loose, &'r Place),
    /// What is no contact, as it stood.
    Other(Format, &'r [u8], &'r Place),
}

struct Run<'a> {
    args: &'a Args,
    options: RecordOptions,
    stop: &'a Stop,
    seen: Seen,
}

impl Run<'_> {
    /// How a table is written: as the file, if it stays what it is.
    fn tables(&self, source: &mut Source, target: Target) -> Result<Tables, Failure> {
        let layout = self.args.layout();
        if target == Target::Csv(None) {
            let records = self.open(source, &Progress::none())?;
            if let Some(table) = records.table() {
                return Ok(Tables {
                    plans: vec![table.plan.clone()],
                    layout: layout.with_delimiter(table.delimiter),
                    headless: table.header.is_empty(),
                });
            }
        }
        Ok(Tables { layout, ..Tables::default() })
    }

    fn open(&self, source: &mut Source, progress: &Progress) -> Result<input::Reading, Failure> {
        let name = input::shown(&self.args.from_file);
        let reader = progress.reading(source.read()?);
        let records = input::begin(&self.args.from_file, reader, &self.options);
        let mut records = records.map_err(Failure::file(name.as_str()))?;
        self.args.reading.plan(&mut records, &name)?;
        Ok(records)
    }

    /// Shows every record.
    fn each(
        &mut self,
        source: &mut Source,
        mut show: impl FnMut(Record<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let name = input::shown(&self.args.from_file);
        let progress = Progress::of("reading", input::size(&self.args.from_file));
        let records = self.open(source, &progress)?;
        let format = Format::of(records.format());
        let mut place = Place {
            file: Some(name.clone()),
            plan: records.table().map(|table| Arc::new(table.plan.clone())),
            is_loose: true,
            ..Place::default()
        };
        for found in records {
            self.stop.check()?;
            match found.map_err(Failure::file(name.as_str()))? {
                Found::Outside(problem) => {
                    self.seen.problem(problem);
                    continue;
                }
                Found::Skipped(skipped) => {
                    self.seen.problem(skipped.problem);
                    self.seen.rejected += 1;
                    place.line = Some(skipped.first_line);
                    let raw = skipped.raw.as_deref().unwrap_or_default();
                    show(Record::Other(format, raw, &place))?;
                }
                Found::Record(mut record) => {
                    place.is_versionless =
                        record.problems.iter().any(|problem| problem.code == "vcard.no_version");
                    for problem in std::mem::take(&mut record.problems) {
                        if problem.severity > Severity::Info {
                            self.seen.problem(problem);
                        }
                    }
                    place.line = Some(record.first_line);
                    let raw = std::mem::take(&mut record.raw);
                    let (id, now) = (id(&record, &raw), Timestamp::EPOCH);
                    match Loose::new(record, now) {
                        Ok(loose) => {
                            let contact = loose.contact().clone();
                            let first = Revision::FIRST;
                            let contact = Stored::restored(id, first, now, now, contact);
                            show(Record::Contact(Arc::new(contact), &loose, &place))?;
                        }
                        // A group without a name, for example.
                        Err(_) => show(Record::Other(format, &raw, &place))?,
                    }
                }
            }
            place.next();
        }
        Ok(())
    }
}

/// The id that a record is shown with: its own, else one that follows from its bytes.
fn id(record: &Imported, raw: &[u8]) -> ContactId {
    let own = record.uid.as_deref().map(|uid| uid.trim());
    let own = own.map(|uid| uid.strip_prefix("urn:uuid:").unwrap_or(uid));
    let own = own.and_then(|uid| uid.parse::<Uuid>().ok());
    ContactId::new(own.unwrap_or_else(|| {
        // A hash is no random number, but as good as one where no two may be the same.
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&MediaId::of(raw).as_bytes()[..16]);
        let mut id = u128::from_be_bytes(bytes);
        id = id & !(0xf << 76) | 8 << 76;
        id = id & !(0b11 << 62) | 0b10 << 62;
        Uuid::from_u128(id)
    }))
}
