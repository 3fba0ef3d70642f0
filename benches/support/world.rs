//! What the variants of the query bench share, and how they ask.

use std::hint::black_box;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use contacts_core::query::Window;
use contacts_core::{ContactQuery, MemoryStore};

use super::crowd::Crowd;
use super::measure::Round;
use super::{finding, ours};

/// Contacts of a page.
pub(crate) const PAGE: usize = 50;

/// The people of a size, and a store of them.
pub(crate) struct World {
    pub(crate) crowd: Crowd,
    store: OnceLock<MemoryStore>,
}

/// One at a time, shared by the variants, which only read: a million are dear to make and to keep.
pub(crate) fn world(n: usize) -> Arc<World> {
    static LAST: Mutex<Option<Arc<World>>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if last.as_ref().is_none_or(|world| world.crowd.records.len() != n) {
        *last = None; // the old one goes before the new one comes
    }
    let make = || Arc::new(World { crowd: Crowd::new(n), store: OnceLock::new() });
    Arc::clone(last.get_or_insert_with(make))
}

impl World {
    pub(crate) fn store(&self) -> &MemoryStore {
        self.store.get_or_init(|| ours::memory_store(&self.crowd.records))
    }
}

/// A question asked so often that a round takes about two milliseconds, at least once.
pub(crate) fn repeated<R>(n: usize, ask: impl Fn(&World) -> R + 'static) -> Round {
    let world = world(n);
    let mut often = None;
    Box::new(move |watch| {
        let often = *often.get_or_insert_with(|| {
            black_box(ask(&world)); // what is made at the first use is made now
            let begin = Instant::now();
            black_box(ask(&world)); // else nothing of it may be done
            let once = begin.elapsed().max(Duration::from_micros(1));
            (Duration::from_millis(2).as_nanos() / once.as_nanos()).max(1) as usize
        });
        watch.each(&mut vec![(); watch.batch(often)], |()| ask(&world));
    })
}

/// The first page of a query of the store.
pub(crate) fn first_page(n: usize, query: ContactQuery) -> Round {
    repeated(n, move |world| finding::page(world.store(), &query, &Window::first(PAGE)))
}

/// How many meet a query of the store.
pub(crate) fn counted(n: usize, query: ContactQuery) -> Round {
    repeated(n, move |world| finding::count(world.store(), &query))
}
