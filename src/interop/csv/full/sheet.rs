use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::paths::flatten;
use super::{FIELD, FOREIGN, ID, LABELS, REVISION};
use crate::contact::Contact;
use crate::edit::ContactPatch;
use crate::id::ContactId;
use crate::interop::References;
use crate::record::Revision;

/// A table of contacts that holds all that they are: read again by [`read`](super::super::read),
/// they are the same, with the lines or cells that they came as.
///
/// Made in two passes, as [`Sheet`](super::super::Sheet) is. Pictures that a book holds are named
/// and not in it; consents, memberships and dates are the book's and not the contact's to take
/// along.
///
/// ```
/// use contacts_core::interop::{Found, ImportOptions, Loose, csv};
/// use contacts_core::Timestamp;
///
/// let text = "Name,Mail,Shoes\nAda Lovelace,ada@x.example,38\n";
/// let options = ImportOptions::default();
/// let read = |text: &[u8]| -> std::io::Result<Loose> {
///     let mut table = csv::read(text, &csv::Options::default(), &options)?;
///     let Some(Found::Record(record)) = table.next().transpose()? else { panic!() };
///     Ok(Loose::new(record, Timestamp::EPOCH).expect("an unchanged record fits"))
/// };
/// let ada = read(text.as_bytes())?;
/// let mut sheet = csv::FullSheet::new();
/// sheet.fit(ada.contact(), &ada);
/// let mut out = csv::Writer::new(Vec::new(), &csv::Layout::default())?;
/// out.write_row(sheet.header())?;
/// out.write_row(sheet.row(ada.contact(), None, &ada))?;
/// assert_eq!(read(&out.finish()?)?.contact(), ada.contact());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct FullSheet {
    /// The columns by where they belong, and the places of their cells once they are counted.
    columns: BTreeMap<Rank, String>,
}

/// Which member of the contact, which of a list of them, and the path.
type Rank = (usize, u32, usize, String);

/// The order of columns.
const MEMBERS: [&str; 12] = [
    ID,
    REVISION,
    "name",
    "company",
    "jobTitle",
    "birthdate",
    "locale",
    "picture",
    "emails",
    "phones",
    "addresses",
    LABELS,
];
/// The order within an item of a list.
const LEAVES: [&str; 3] = ["tag", "primary", "countryCode"];

impl FullSheet {
    /// A table without contacts.
    pub fn new() -> Self {
        let fixed = [ID, REVISION, LABELS, FOREIGN].map(|name| (rank(name), name.to_owned()));
        Self { columns: fixed.into() }
    }

    /// Makes room for what a contact has. Every contact must be shown before the header is written.
    pub fn fit(&mut self, contact: &Contact, references: &dyn References) {
        for (name, _) in cells(contact, references) {
            let rank = rank(&name);
            self.columns.entry(rank).or_insert(name);
        }
    }

    /// The names of the columns.
    pub fn header(&self) -> Vec<String> {
        self.columns.values().cloned().collect()
    }

    /// The cells of a contact.
    pub fn row(
        &self,
        contact: &Contact,
        stored: Option<(ContactId, Revision)>,
        references: &dyn References,
    ) -> Vec<String> {
        let mut cells: HashMap<String, String> = cells(contact, references).into_iter().collect();
        if let Some((id, revision)) = stored {
            cells.insert(ID.to_owned(), id.to_string());
            cells.insert(REVISION.to_owned(), revision.to_string());
        }
        self.columns.values().map(|name| cells.remove(name).unwrap_or_default()).collect()
    }
}

fn rank(name: &str) -> Rank {
    let mut words = name.split('.');
    let first = words.next().unwrap_or_default();
    let member = MEMBERS.iter().position(|member| *member == first);
    let member = member.unwrap_or(match name {
        FOREIGN => usize::MAX,
        name if name.starts_with(FIELD) => MEMBERS.len(),
        _ => MEMBERS.len() + 1,
    });
    let number = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
    let last = name.rsplit('.').next().unwrap_or_default();
    let leaf = LEAVES.iter().position(|leaf| *leaf == last).map_or(0, |at| at + 1);
    (member, number, leaf, name.to_owned())
}

/// What a contact is, as the cells of columns.
fn cells(contact: &Contact, references: &dyn References) -> Vec<(String, String)> {
    let info = contact.info();
    let mut patch = ContactPatch::new().with_entries_of(info);
    patch.emails = patch.emails.filter(|list| !list.is_empty());
    patch.phones = patch.phones.filter(|list| !list.is_empty());
    patch.addresses = patch.addresses.filter(|list| !list.is_empty());
    let patch = ContactPatch {
        first: info.first.clone().map(Some),
        last: info.last.clone().map(Some),
        company: info.company.clone().map(Some),
        job_title: info.job_title.clone().map(Some),
        birthdate: info.birthdate.map(Some),
        locale: info.locale.clone().map(Some),
        picture: info.picture.as_deref().cloned().map(Some),
        locations: Some(info.locations.clone()).filter(|list| !list.is_empty()),
        assignees: Some(info.assignees.clone()).filter(|list| !list.is_empty()),
        ..patch
    };
    let mut cells = flatten(serde_json::to_value(&patch).unwrap_or(Value::Null));
    let labels: Vec<String> = info
        .labels()
        .iter()
        .filter_map(|key| references.label(key))
        .map(|n| n.to_string())
        .collect();
    if !labels.is_empty() {
        cells.push((LABELS.to_owned(), Value::from(labels).to_string()));
    }
    for (key, value) in info.fields() {
        let name = references.field(key).map_or_else(|| key.to_string(), |name| name.to_string());
        let column = format!("{FIELD}{key}:{}:{name}", value.data_type().as_str());
        cells.push((column, value.to_string()));
    }
    if !contact.properties().is_empty() {
        let json = serde_json::to_string(contact.properties()).unwrap_or_default();
        cells.push((FOREIGN.to_owned(), without_controls(&json)));
    }
    cells
}

/// The same JSON with control characters written as such.
fn without_controls(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}
