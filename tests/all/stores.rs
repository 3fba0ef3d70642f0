//! Every promise on every store.

use std::sync::Arc;

use contacts_core::testing::fault::{FaultStore, Faults};
use contacts_core::testing::store_tests;
use contacts_core::testing::suite::Shelf;
use contacts_core::{BookId, MemoryStore, Store};

store_tests!(memory, MemoryStore::new, not_durable);
store_tests!(shared, Shared::default, not_durable);
store_tests!(without_faults, Faultless::default, not_durable);

/// Handles of the type `Arc<dyn Store>`, as a host holds them.
#[derive(Default)]
struct Shared(MemoryStore);

impl Shelf for Shared {
    fn book(&self, id: BookId) -> Box<dyn Store> {
        let store: Arc<dyn Store> = Arc::new(self.0.book(id));
        Box::new(store)
    }

    fn reopen(self: Box<Self>) -> Option<Box<dyn Shelf>> {
        None
    }
}

/// A store that could fail and does not.
#[derive(Default)]
struct Faultless(MemoryStore);

impl Shelf for Faultless {
    fn book(&self, id: BookId) -> Box<dyn Store> {
        Box::new(FaultStore::new(self.0.book(id), Faults::none()))
    }

    fn reopen(self: Box<Self>) -> Option<Box<dyn Shelf>> {
        None
    }
}
