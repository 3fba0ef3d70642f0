//! Which contacts of which files a command is about.

mod condition;
mod names;
mod span;
mod word;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use contacts_core::query::Search;
use contacts_core::wire::{Checked, WithFieldTypes};
use contacts_core::{ContactBook, ContactQuery, CountryCode, Filter, Store};
use serde::de::DeserializeSeed;

use self::condition::Conditions;
pub(crate) use self::condition::label;
pub(crate) use self::names::Names;
use self::names::or;
use self::word::Word;
use crate::Failure;
use crate::format::Format;

/// What every command that selects contacts says of conditions.
pub(crate) const CONDITIONS: &str = "\
A word is a condition if it is FIELD OPERATOR VALUE, FIELD= or !FIELD (has none),
FIELD!= (has some), or the name of a field alone (has some). All conditions must hold.
Every other word is a file; one that looks like a condition is given as ./NAME.

  =   is                        city=London     label=VIP     birthdate=1990-05
  !=  is not                    country!=DE
  ^=  begins with, in any case  company^=acme   phone^=+4930
  > >= < <=  dates and numbers  'birthdate<1990'   'custom.visits>=3'   (in quotes!)

Fields are first last name email phone company title label street city region country
birthdate language created updated activity status id, the paths of the REST API, and
extended fields by their keys: other columns of a table, such as custom.note (`contacts
fields` lists them). Labels go by key or name. Where there are several values, one is
enough, and with != none may be it. A phone number is found in whatever form it is written;
one without a country code is of the country that --country names.";

/// Files, and conditions on what is in them.
#[derive(Debug, clap::Args)]
pub(crate) struct Selection {
    /// Address books (`-` is standard input), and conditions
    #[arg(required = true, value_name = "FILE|CONDITION")]
    words: Vec<OsString>,
    /// Only what meets a filter in the JSON of the REST API, as '{"info.name.first": "Ada"}'
    #[arg(long, value_name = "JSON")]
    filter: Option<String>,
    /// Only what has all of these words, or words that begin so, in whatever order and case
    #[arg(short, long, value_name = "TEXT")]
    search: Option<String>,
    /// Only what has exactly this first name, last name, e-mail address or phone number
    #[arg(long, value_name = "TEXT", conflicts_with = "search")]
    exact: Option<String>,
    /// The format of the files, if it is not to be found out
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<Format>,
    /// The country of phone numbers that are written without one, such as DE
    #[arg(long, value_name = "CODE")]
    country: Option<CountryCode>,
}

/// What the words of a selection are.
pub(crate) struct Selected {
    pub(crate) files: Vec<PathBuf>,
    words: Vec<Word>,
}

impl Selection {
    /// The files and the conditions.
    ///
    /// # Errors
    ///
    /// [`Failure::Usage`] if there is no file, or a word is neither.
    pub(crate) fn divide(&self) -> Result<Selected, Failure> {
        let (mut files, mut words) = (Vec::new(), Vec::new());
        for word in &self.words {
            match word::read(word) {
                Ok(word) => words.push(word),
                Err(file) => files.push(file),
            }
        }
        if let Some(file) = files.iter().find(|file| is_slip(file)) {
            let near = or(&names::near_short(&file.to_string_lossy()));
            let file = file.display();
            return Err(Failure::Usage(format!(
                "`{file}` is neither a file nor a condition; did you mean {near}?"
            )));
        }
        match files.is_empty() {
            true => Err(Failure::Usage("no file is given; `-` is standard input".into())),
            false => Ok(Selected { files, words }),
        }
    }

    pub(crate) fn format(&self) -> Option<Format> {
        self.from
    }

    pub(crate) fn country(&self) -> Option<CountryCode> {
        self.country
    }

    /// The query, in no order yet.
    ///
    /// # Errors
    ///
    /// [`Failure::Usage`] that names the word and says what is wrong with it; [`Failure::Book`].
    pub(crate) fn query<S: Store>(
        &self,
        selected: &Selected,
        book: &ContactBook<S>,
    ) -> Result<ContactQuery, Failure> {
        let conditions = Conditions::of(book, self.country)?;
        let mut query = ContactQuery::all();
        for word in &selected.words {
            let wrong = |why: String| Failure::Usage(format!("`{}`: {why}", word.text));
            let filter = conditions.filter(word).map_err(wrong)?;
            query = query.with_filter(filter).map_err(|invalid| wrong(invalid.to_string()))?;
        }
        if let Some(json) = &self.filter {
            let filter = json_filter(json, conditions.names())?;
            let wrong = |invalid| Failure::Usage(format!("--filter: {invalid}"));
            query = query.with_filter(filter).map_err(wrong)?;
        }
        let search = match (&self.search, &self.exact) {
            (Some(text), _) => Some(("--search", Search::words(text))),
            (None, Some(text)) => Some(("--exact", Search::exact(text))),
            (None, None) => None,
        };
        match search {
            None => Ok(query),
            Some((option, search)) => {
                let wrong = |invalid| Failure::Usage(format!("{option}: {invalid}"));
                Ok(query.with_search(search.map_err(wrong)?))
            }
        }
    }
}

/// A filter in JSON; all that is wrong with it, a line each.
fn json_filter(json: &str, names: &Names) -> Result<Filter, Failure> {
    let wrong = |why: String| Failure::Usage(format!("--filter: {why}"));
    let mut reader = serde_json::Deserializer::from_str(json);
    let types = WithFieldTypes(|key: &_| names.data_type(key));
    let read = types.checked::<Filter>().deserialize(&mut reader);
    let Checked(filter) =
        read.and_then(|filter| reader.end().map(|()| filter)).map_err(|error| {
            wrong(format!("{error}; expected JSON such as {{\"info.name.first\": \"Ada\"}}"))
        })?;
    filter.map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        wrong(problems.join("\n  "))
    })
}

/// Whether a word that is no file comes close to the name of a field.
fn is_slip(file: &Path) -> bool {
    let name = file.to_string_lossy();
    let is_word = name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word && !names::near_short(&name).is_empty() && !file.exists()
}
