//! Rows by the words that contacts are searched by.

use std::collections::BTreeMap;
use std::ops::Bound::{Included, Unbounded};

use roaring::RoaringBitmap;
use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::contact::Contact;
use crate::query::words;
use crate::record::Stored;

/// From so many rows on a word has a bitmap.
const FEW: usize = 4;

/// The rows of live contacts that have each word.
#[derive(Debug, Default)]
pub(super) struct Words {
    rows: BTreeMap<SmolStr, Posting>,
}

/// Rows that have a word: of most words one.
#[derive(Debug)]
enum Posting {
    Few(SmallVec<[u32; FEW]>),
    Many(Box<RoaringBitmap>),
}

impl Posting {
    fn insert(&mut self, row: u32) {
        match self {
            Self::Few(rows) if rows.contains(&row) => {}
            Self::Few(rows) if rows.len() < FEW => rows.push(row),
            Self::Few(rows) => {
                let rows = rows.iter().copied().chain([row]).collect();
                *self = Self::Many(Box::new(rows));
            }
            Self::Many(rows) => {
                rows.insert(row);
            }
        }
    }

    /// Whether nothing is left.
    fn remove(&mut self, row: u32) -> bool {
        match self {
            Self::Few(rows) => {
                rows.retain(|known| *known != row);
                rows.is_empty()
            }
            Self::Many(rows) => {
                rows.remove(row);
                rows.is_empty()
            }
        }
    }

    fn len(&self) -> u64 {
        match self {
            Self::Few(rows) => rows.len() as u64,
            Self::Many(rows) => rows.len(),
        }
    }

    /// Enters those of `among` that have the word; all if there is no such set.
    fn enter(&self, found: &mut RoaringBitmap, among: Option<&RoaringBitmap>) {
        match (self, among) {
            (Self::Few(rows), None) => found.extend(rows.iter().copied()),
            (Self::Few(rows), Some(among)) => {
                found.extend(rows.iter().copied().filter(|row| among.contains(*row)));
            }
            (Self::Many(rows), None) => *found |= &**rows,
            (Self::Many(rows), Some(among)) => {
                let both = among & &**rows;
                match found.is_empty() {
                    true => *found = both,
                    false => *found |= both,
                }
            }
        }
    }
}

/// The words of a contact, each once.
fn words_of(contact: &Stored<Contact>) -> Vec<SmolStr> {
    let mut found = Vec::new();
    words::of_contact(contact, &mut |word| found.push(SmolStr::new(word)));
    found.sort_unstable();
    found.dedup();
    found
}

impl Words {
    /// The index of what is there.
    pub(super) fn new<'a>(contacts: impl Iterator<Item = (u32, &'a Stored<Contact>)>) -> Self {
        let mut index = Self::default();
        for (row, contact) in contacts {
            index.change(row, None, Some(contact));
        }
        index
    }

    /// A row holds something else now.
    pub(super) fn change(
        &mut self,
        row: u32,
        before: Option<&Stored<Contact>>,
        after: Option<&Stored<Contact>>,
    ) {
        let (old, new) =
            (before.map_or_else(Vec::new, words_of), after.map_or_else(Vec::new, words_of));
        if old == new {
            return;
        }
        for word in old.iter().filter(|word| new.binary_search(word).is_err()) {
            if let Some(posting) = self.rows.get_mut(word)
                && posting.remove(row)
            {
                self.rows.remove(word);
            }
        }
        for word in new.into_iter().filter(|word| old.binary_search(word).is_err()) {
            let posting = self.rows.entry(word);
            posting.or_insert_with(|| Posting::Few(SmallVec::new())).insert(row);
        }
    }

    /// The words that begin so.
    fn beginning<'a>(&'a self, term: &'a str) -> impl Iterator<Item = &'a Posting> {
        let words = self.rows.range::<str, _>((Included(term), Unbounded));
        words.take_while(move |(word, _)| word.starts_with(term)).map(|(_, posting)| posting)
    }

    /// How many rows a term finds at most.
    fn weight(&self, term: &str) -> u64 {
        self.beginning(term).map(Posting::len).sum()
    }

    /// The rows of contacts that have a word for each of the terms.
    pub(super) fn find(&self, terms: &[SmolStr], all: &RoaringBitmap) -> RoaringBitmap {
        let mut terms: Vec<(u64, &SmolStr)> =
            terms.iter().map(|term| (self.weight(term), term)).collect();
        terms.sort_unstable();
        let mut found: Option<RoaringBitmap> = None;
        for (_, term) in terms {
            let mut rows = RoaringBitmap::new();
            for posting in self.beginning(term) {
                posting.enter(&mut rows, found.as_ref());
            }
            if rows.is_empty() {
                return rows;
            }
            found = Some(rows);
        }
        found.unwrap_or_else(|| all.clone())
    }
}
