//! Writing to a store that has indexes to keep.

use contacts_core::query::Window;
use contacts_core::{ChangeSetId, ContactId, ContactQuery, MemoryStore};
use uuid::Uuid;

use super::measure::Round;
use super::people::{self, Record};
use super::rng::Rng;
use super::world::PAGE;
use super::{finding, fixture, ours};

/// What has been asked before writing, and what is asked after each write.
pub(crate) struct Asked {
    before: fn() -> Vec<ContactQuery>,
    after: Option<fn() -> ContactQuery>,
}

pub(crate) const NOTHING: Asked = Asked { before: Vec::new, after: None };
pub(crate) const ORDER: Asked = Asked { before: || vec![finding::by_last_name()], after: None };
pub(crate) const ORDER_READ: Asked = Asked { after: Some(finding::by_last_name), ..ORDER };
pub(crate) const ALL_READ: Asked = Asked { before: all, after: Some(finding::by_last_name) };

fn all() -> Vec<ContactQuery> {
    [finding::usual(), vec![finding::words()]].concat()
}

/// Writes of a round: more than are put off.
const WRITES_OF_ROUND: usize = 5_000;

pub(crate) fn insert(n: usize, asked: &'static Asked) -> Round {
    let build = move || {
        let new = (0..4 * WRITES_OF_ROUND).map(|i| people::person(&mut Rng::new(!(i as u64))));
        let new: Vec<Record> = new.collect();
        let store = ours::memory_store(&fixture::population(n, 4).0);
        ours::define(&store, &new);
        let new = new.iter().map(|record| Some((ContactId::new(record.id), ours::contact(record))));
        (ask_before(store, asked), new.collect::<Vec<_>>())
    };
    let after = asked.after.map(|query| query());
    fixture::used_up(WRITES_OF_ROUND, build, move |store: &mut MemoryStore, new: &mut Option<_>| {
        let (id, contact) = new.take().expect("a contact is inserted once");
        ours::insert(store, id, contact);
        after.as_ref().map(|query| finding::page(store, query, &Window::first(PAGE)))
    })
}

pub(crate) fn merge(n: usize, asked: &'static Asked) -> Round {
    let build = move || {
        let (records, jobs) = fixture::population(n, 2);
        let jobs = ours::jobs(jobs).into_iter();
        let jobs = jobs.map(|job| (job, ChangeSetId::new(Uuid::now_v7())));
        (ask_before(ours::memory_store(&records), asked), jobs.collect::<Vec<_>>())
    };
    let after = asked.after.map(|query| query());
    fixture::used_up(
        WRITES_OF_ROUND.min(n / 3),
        build,
        move |store: &mut MemoryStore, (job, id)| {
            ours::merge(store, job, *id);
            after.as_ref().map(|query| finding::page(store, query, &Window::first(PAGE)))
        },
    )
}

fn ask_before(store: MemoryStore, asked: &Asked) -> MemoryStore {
    for query in (asked.before)() {
        finding::page(&store, &query, &Window::first(PAGE));
    }
    store
}
