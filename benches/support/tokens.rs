//! Free text: which records hold which word.

use std::sync::Arc;

use roaring::RoaringBitmap;
use smol_str::SmolStr;

use super::people::Record;
use super::slot_store::{Map, entry};

/// Slots by lower-case word of the texts that are searched.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    slots: Map<SmolStr, RoaringBitmap>,
    empty: RoaringBitmap,
}

impl Tokens {
    pub(crate) fn new(records: &[Arc<Record>]) -> Self {
        let mut tokens = Self::default();
        let mut word = String::new();
        for (record, slot) in records.iter().zip(0..) {
            for text in texts(record) {
                for token in text.split(|c: char| !c.is_alphanumeric()).filter(|t| !t.is_empty()) {
                    word.clear();
                    word.extend(token.chars().flat_map(char::to_lowercase));
                    entry(&mut tokens.slots, &word).insert(slot);
                }
            }
        }
        tokens
    }

    /// The slots that hold both words.
    pub(crate) fn both(&self, [one, other]: [&str; 2]) -> RoaringBitmap {
        let of = |word: &str| self.slots.get(word).unwrap_or(&self.empty);
        of(one) & of(other)
    }
}

/// The records in which both lower-case words stand somewhere, by looking through all texts.
pub(crate) fn contain<'a>(
    records: &'a [Arc<Record>],
    [one, other]: [&str; 2],
) -> Vec<&'a Arc<Record>> {
    let mut found = Vec::new();
    let mut folded = String::new();
    for record in records {
        folded.clear();
        texts(record).for_each(|text| fold(&mut folded, text));
        if folded.contains(one) && folded.contains(other) {
            found.push(record);
        }
    }
    found
}

/// Appends a text in lower case, and a line end.
fn fold(folded: &mut String, text: &str) {
    let begin = folded.len();
    if text.is_ascii() {
        folded.push_str(text);
        folded[begin..].make_ascii_lowercase();
    } else {
        folded.extend(text.chars().flat_map(char::to_lowercase));
    }
    folded.push('\n');
}

/// The texts that are searched: name, company, job title, e-mail addresses and phones.
fn texts(record: &Record) -> impl Iterator<Item = &str> {
    let one = [&record.first_name, &record.last_name, &record.company, &record.job_title];
    let emails = record.emails.iter().map(|email| &email.address);
    let phones = record.phones.iter().map(|phone| &phone.number);
    one.into_iter().chain(emails).chain(phones).map(String::as_str)
}
