//! What a caller knows of files, for every command that reads them.

use contacts_core::CountryCode;
use contacts_core::interop::csv::{Header, UnknownColumns};
use contacts_core::interop::{Charset, DateOrder, ImportOptions, RecordOptions, StandardFields};

use crate::Failure;
use crate::format::Format;
use crate::input;

/// What a caller knows of files.
#[derive(Debug, clap::Args)]
pub(crate) struct Reading {
    /// The country of phone numbers that are written without one, such as DE
    #[arg(long, value_name = "CODE")]
    country: Option<CountryCode>,
    /// The order of day and month in dates that could be read in two ways: dmy, mdy or ymd
    #[arg(long, value_name = "ORDER", value_parser = date_order)]
    date_order: Option<DateOrder>,
    /// What a column of a table holds, such as 'Who=name.full'
    #[arg(long, value_name = "COLUMN=TARGET")]
    map: Vec<String>,
    /// What becomes of columns that are not known: extended, foreign or drop
    #[arg(long, value_name = "WHAT", value_parser = unknown_columns)]
    unknown_columns: Option<UnknownColumns>,
    /// What separates the cells of a table: a character, or `tab`
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    delimiter: Option<u8>,
    /// The charset of a table that does not say it, such as windows-1251
    #[arg(long, value_name = "NAME")]
    charset: Option<Charset>,
    /// Notes, web sites, nicknames and the like become no extended fields
    #[arg(long)]
    no_fields: bool,
    /// How many bytes a picture may have; 0 leaves out all
    #[arg(long, value_name = "BYTES")]
    media_limit: Option<usize>,
}

fn date_order(text: &str) -> Result<DateOrder, String> {
    match text.to_ascii_lowercase().as_str() {
        "dmy" => Ok(DateOrder::DayMonthYear),
        "mdy" => Ok(DateOrder::MonthDayYear),
        "ymd" => Ok(DateOrder::YearMonthDay),
        _ => Err("expected dmy, mdy or ymd".into()),
    }
}

fn unknown_columns(text: &str) -> Result<UnknownColumns, String> {
    match text {
        "extended" => Ok(UnknownColumns::Extended),
        "foreign" => Ok(UnknownColumns::Foreign),
        "drop" => Ok(UnknownColumns::Drop),
        _ => Err("expected extended, foreign or drop".into()),
    }
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() => Ok(*byte),
        _ => Err("expected a character such as ; or the word tab".into()),
    }
}

impl Reading {
    pub(crate) fn makes_fields(&self) -> bool {
        !self.no_fields
    }

    /// The options of files of this format, if it is known.
    pub(crate) fn options(&self, format: Option<Format>) -> RecordOptions {
        let import = ImportOptions::default();
        let import = ImportOptions {
            country: self.country,
            date_order: self.date_order,
            media_limit: self.media_limit.unwrap_or(import.media_limit),
            fields: if self.no_fields { StandardFields::NONE } else { import.fields },
            ..import
        };
        let mut options = RecordOptions::default().with_import(import);
        options.format = format.map(Format::known);
        options.csv.delimiter = self.delimiter;
        options.csv.charset = self.charset;
        options.csv.unknown = self.unknown_columns;
        // Who names columns knows that the first row does.
        if self.map.iter().any(|mapping| !mapping.starts_with('#')) {
            options.csv.header = Header::Present;
        }
        if self.no_fields && options.csv.unknown.is_none() {
            options.csv.unknown = Some(UnknownColumns::Foreign);
        }
        options
    }

    /// Tells the columns of a table what they hold.
    ///
    /// # Errors
    ///
    /// [`Failure::Usage`] if there is no such column or target, or no column tells who a row is.
    pub(crate) fn plan(&self, records: &mut input::Reading, name: &str) -> Result<(), Failure> {
        let Some(mut plan) = records.table().map(|table| table.plan.clone()) else {
            return Ok(());
        };
        for mapping in &self.map {
            let wrong = |invalid| Failure::Usage(format!("--map: {invalid}"));
            plan.map(mapping).map_err(wrong)?;
        }
        input::identifies(&plan, name)?;
        if !self.map.is_empty() {
            records.set_plan(plan);
        }
        Ok(())
    }
}
