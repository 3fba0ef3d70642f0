//! Contacts as this crate writes them itself: one JSON document a line.

use std::io::{self, BufRead};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::contact::{Channels, Contact, Entry, Property, Tagged};
use crate::edit::{ContactPatch, EntryPatch};
use crate::field::{ExtendedField, FieldKey, FieldName, FieldValue, system_field};
use crate::interop::source::Source;
use crate::interop::{Found, Imported, ImportedField, Problem, References, Severity, Skipped};
use crate::invalid::Invalid;
use crate::label::{Label, LabelKey, LabelName};
use crate::record::Stored;
use crate::store::StoreError;
use crate::wire::{Checked, WholeContact};

/// How many bytes a line may have: a contact with its pictures.
const LINE: usize = 64 * 1024 * 1024;

/// A contact with everything that it keeps and refers to, to be written as a line.
///
/// ```
/// # use contacts_core::{*, interop::{Found, jsonl}};
/// # let book = ContactBook::new(MemoryStore::new());
/// # let session = book.with(Caller::Host);
/// let ada = session.create(ContactPatch::new().with_name("Ada", "Lovelace")?)?;
/// let line = serde_json::to_string(&jsonl::whole(&ada, &session.references()?)?)?;
/// let Some(Found::Record(record)) = jsonl::Reader::new(line.as_bytes())?.next().transpose()?
/// else { panic!() };
/// assert_eq!(record.uid, Some(ada.id().to_string().into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`StoreError`] if the store that holds pictures fails.
pub fn whole(
    contact: &Arc<Stored<Contact>>,
    references: &dyn References,
) -> Result<WholeContact, StoreError> {
    let info = contact.info();
    let label = |key: &LabelKey| Some((key.clone(), references.label(key)?));
    let field = |(key, value): &(FieldKey, FieldValue)| {
        let name = references.field(key).or_else(|| name_of(key))?;
        Some((key.clone(), ExtendedField { name, data_type: value.data_type() }))
    };
    let mut media = Vec::new();
    for id in contact.properties().iter().filter_map(|property| property.media) {
        if media.iter().all(|(known, _)| *known != id)
            && let Some(bytes) = references.media(id)?
        {
            media.push((id, bytes));
        }
    }
    Ok(WholeContact {
        contact: Arc::clone(contact),
        labels: info.labels().iter().filter_map(label).collect(),
        fields: info.fields().iter().filter_map(field).collect(),
        media,
    })
}

/// Reads contacts line by line; holds one at a time.
///
/// A line is what [`whole`] writes, or a contact in the JSON of the REST API alone. A line that is
/// neither is skipped and told. Ends after the first error of the source.
#[derive(Debug)]
pub struct Reader<R> {
    source: Source<R>,
    line: u32,
    ended: bool,
}

impl<R: BufRead> Reader<R> {
    /// Reads from `reader`.
    ///
    /// # Errors
    /// The head of the file cannot be read.
    pub fn new(reader: R) -> io::Result<Self> {
        Ok(Self { source: Source::new(reader)?, line: 0, ended: false })
    }

    /// The next line, with its end; `None` at the end of the file, `Some(None)` for one that is too
    /// long.
    fn next_line(&mut self) -> io::Result<Option<Option<Vec<u8>>>> {
        let mut line = Some(Vec::new());
        let mut any = false;
        loop {
            let bytes = self.source.fill()?;
            if bytes.is_empty() {
                return Ok(any.then_some(line));
            }
            any = true;
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let count = end.map_or(bytes.len(), |end| end + 1);
            if let Some(known) = &mut line {
                if known.len() + count > LINE {
                    line = None;
                } else {
                    known.extend_from_slice(&bytes[..count]);
                }
            }
            self.source.consume(count);
            if end.is_some() {
                return Ok(Some(line));
            }
        }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = io::Result<Found>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let line = match self.next_line() {
                Ok(Some(line)) => line,
                Ok(None) => break,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            };
            self.line = self.line.saturating_add(1);
            match line {
                None => return Some(Ok(skipped(self.line, "json.too_large", "", None))),
                Some(raw) if raw.trim_ascii().is_empty() => {}
                Some(raw) => return Some(Ok(found(self.line, raw))),
            }
        }
        self.ended = true;
        None
    }
}

fn skipped(line: u32, code: &'static str, shown: &str, raw: Option<Vec<u8>>) -> Found {
    let problem = Problem::new(Severity::Error, code, line, shown);
    Found::Skipped(Skipped { first_line: line, last_line: line, problem, raw })
}

fn found(line: u32, raw: Vec<u8>) -> Found {
    match serde_json::from_slice::<Checked<WholeContact>>(&raw) {
        Ok(Checked(Ok(whole))) => {
            let imported = imported(whole, line);
            Found::Record(Imported { first_line: line, last_line: line, raw, ..imported })
        }
        Ok(Checked(Err(problems))) => {
            let shown = problems.first().map(Invalid::to_string).unwrap_or_default();
            skipped(line, "json.contact", &shown, Some(raw))
        }
        Err(error) => skipped(line, "json.invalid", &error.to_string(), Some(raw)),
    }
}

/// What a contact says, for another book.
fn imported(whole: WholeContact, line: u32) -> Imported {
    let WholeContact { contact, labels, fields, media } = whole;
    let info = contact.info();
    let mut problems = Vec::new();
    let label = |key: &LabelKey| {
        let own = labels.iter().find(|(known, _)| known == key).map(|(_, name)| name.clone());
        let name = own.or_else(|| Stored::<Label>::system(key).map(|label| label.name.clone()));
        name.or_else(|| last_part(key.as_str()).parse::<LabelName>().ok())
    };
    let mut names: Vec<LabelName> = Vec::with_capacity(info.labels().len());
    for key in info.labels() {
        match label(key) {
            Some(name) if !names.contains(&name) => names.push(name),
            Some(_) => {}
            None => {
                let problem = Problem::new(Severity::Warning, "label.limit", line, key.as_str());
                problems.push(problem);
            }
        }
    }
    let field = |(key, value): &(FieldKey, FieldValue)| {
        let own = fields.iter().find(|(known, _)| known == key).map(|(_, field)| &field.name);
        let name = own.cloned().or_else(|| name_of(key))?;
        Some(ImportedField { key: key.clone(), name, value: value.clone() })
    };
    let patch = ContactPatch {
        first: Some(info.first.clone()),
        last: Some(info.last.clone()),
        company: Some(info.company.clone()),
        job_title: Some(info.job_title.clone()),
        birthdate: Some(info.birthdate),
        locale: Some(info.locale.clone()),
        picture: Some(info.picture.as_deref().cloned()),
        emails: Some(channels(&info.emails)),
        phones: Some(channels(&info.phones)),
        addresses: Some(info.addresses.iter().map(entry).collect()),
        locations: Some(info.locations.clone()),
        assignees: Some(info.assignees.clone()),
        ..ContactPatch::new()
    };
    let properties = contact.properties().to_vec();
    let uid = properties.iter().find_map(Property::uid);
    let uid = uid.unwrap_or_else(|| SmolStr::from(contact.id().to_string()));
    Imported {
        patch,
        labels: names,
        fields: info.fields().iter().filter_map(field).collect(),
        properties,
        media,
        uid: Some(uid),
        problems,
        ..Imported::default()
    }
}

fn channels<T: Tagged>(own: &Channels<T>) -> Vec<EntryPatch<T>> {
    let primary = own.primary().map(|entry| entry.id);
    let patch = |one: &Entry<T>| EntryPatch { primary: primary == Some(one.id), ..entry(one) };
    own.iter().map(patch).collect()
}

fn entry<T: Tagged>(own: &Entry<T>) -> EntryPatch<T> {
    EntryPatch { id: None, ..EntryPatch::from(own) }
}

/// The name of a field of which nobody says it.
fn name_of(key: &FieldKey) -> Option<FieldName> {
    match system_field(key) {
        Some(field) => field.name.parse().ok(),
        None => last_part(key.as_str()).parse().ok(),
    }
}

fn last_part(key: &str) -> &str {
    key.split_once('.').map_or(key, |(_, last)| last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Vec<Found> {
        Reader::new(text).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn lines_that_are_no_contact_are_told_and_the_next_ones_read() {
        let contact = include_str!("../wire/tests/full_contact.json").replace('\n', " ");
        let text = format!("\n{{\"id\":1}}\r\n{contact}\nnonsense\n\n{contact}");
        let found = read(text.as_bytes());
        let codes: Vec<&str> = (found.iter())
            .map(|found| match found {
                Found::Record(_) => "record",
                Found::Skipped(skipped) => skipped.problem.code,
                Found::Outside(_) => "outside",
            })
            .collect();
        assert_eq!(codes, ["json.contact", "record", "json.invalid", "record"]);
        let Found::Record(record) = &found[3] else { panic!() };
        assert_eq!((record.first_line, record.raw.as_slice()), (6, contact.as_bytes()));
        let Found::Skipped(skipped) = &found[0] else { panic!() };
        assert_eq!(skipped.raw.as_deref(), Some(&b"{\"id\":1}\r\n"[..]));
    }
}
