//! Which slots hold a key.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use smallvec::SmallVec;

/// Slots that share a key, in no order: nearly always one.
pub(super) type Slots = SmallVec<[u32; 2]>;

/// From keys to slots. A key is hashed once per call and cloned only when it is new.
#[derive(Debug)]
pub(super) struct Postings<K> {
    table: HashTable<(K, Slots)>,
    /// Seeded at random, since keys come from outside.
    hasher: RandomState,
}

impl<K> Default for Postings<K> {
    fn default() -> Self {
        Self { table: HashTable::new(), hasher: RandomState::default() }
    }
}

impl<K: Hash + Eq + Clone> Postings<K> {
    /// The slots that hold a key.
    pub(super) fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&Slots>
    where
        K: Borrow<Q>,
    {
        let found = self.table.find(self.hasher.hash_one(key), |(known, _)| known.borrow() == key);
        found.map(|(_, slots)| slots)
    }

    /// Enters a slot, once.
    pub(super) fn add(&mut self, key: &K, slot: u32) {
        let (hasher, hash) = (&self.hasher, self.hasher.hash_one(key));
        match self.table.entry(hash, |(known, _)| known == key, |(known, _)| hasher.hash_one(known))
        {
            Entry::Occupied(mut posting) => {
                let (_, slots) = posting.get_mut();
                if !slots.contains(&slot) {
                    slots.push(slot);
                }
            }
            Entry::Vacant(vacant) => {
                let mut slots = Slots::new();
                slots.push(slot);
                vacant.insert((key.clone(), slots));
            }
        }
    }

    /// Takes a slot out.
    pub(super) fn remove(&mut self, key: &K, slot: u32) {
        let hash = self.hasher.hash_one(key);
        let Ok(mut posting) = self.table.find_entry(hash, |(known, _)| known == key) else {
            return;
        };
        let (_, slots) = posting.get_mut();
        if let Some(place) = slots.iter().position(|known| *known == slot) {
            slots.swap_remove(place);
        }
        if slots.is_empty() {
            posting.remove();
        }
    }
}
