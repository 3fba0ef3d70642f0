//! Which rows hold a key.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use smallvec::SmallVec;

/// Rows that share a key, in no order: nearly always one.
pub(super) type Rows = SmallVec<[u32; 2]>;

/// From keys to rows. A key is hashed once per call and cloned only when it is new.
#[derive(Debug)]
pub(super) struct Postings<K> {
    table: HashTable<(K, Rows)>,
    /// Seeded at random, since keys come from outside.
    hasher: RandomState,
}

impl<K> Default for Postings<K> {
    fn default() -> Self {
        Self { table: HashTable::new(), hasher: RandomState::default() }
    }
}

impl<K: Hash + Eq + Clone> Postings<K> {
    /// The rows that hold a key.
    pub(super) fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&Rows>
    where
        K: Borrow<Q>,
    {
        let found = self.table.find(self.hasher.hash_one(key), |(known, _)| known.borrow() == key);
        found.map(|(_, rows)| rows)
    }

    /// Enters a row, once.
    pub(super) fn add(&mut self, key: &K, row: u32) {
        let (hasher, hash) = (&self.hasher, self.hasher.hash_one(key));
        match self.table.entry(hash, |(known, _)| known == key, |(known, _)| hasher.hash_one(known))
        {
            Entry::Occupied(mut posting) => {
                let (_, rows) = posting.get_mut();
                if !rows.contains(&row) {
                    rows.push(row);
                }
            }
            Entry::Vacant(vacant) => {
                let mut rows = Rows::new();
                rows.push(row);
                vacant.insert((key.clone(), rows));
            }
        }
    }

    /// Takes a row out.
    pub(super) fn remove(&mut self, key: &K, row: u32) {
        let hash = self.hasher.hash_one(key);
        let Ok(mut posting) = self.table.find_entry(hash, |(known, _)| known == key) else {
            return;
        };
        let (_, rows) = posting.get_mut();
        if let Some(place) = rows.iter().position(|known| *known == row) {
            rows.swap_remove(place);
        }
        if rows.is_empty() {
            posting.remove();
        }
    }
}
