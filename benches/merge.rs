//! What a merge costs, beside what it costs at least.
//!
//! `cargo bench --bench merge [-- --quick]`. A variant is one line of [`VARIANTS`]: a name and a
//! closure that prepares its data and gives back a round; a line of [`PURE`] or [`STORES`] is a
//! ratio that is printed. Names that begin with `bare`, `slot-store` and `map` are references.

mod support;

use std::mem;
use std::sync::{Arc, RwLock};

use contacts_core::store::ContactStore;
use contacts_core::{ChangeSetId, Contact, ContactId, MemoryStore, Stored};
use uuid::Uuid;

use support::bare;
use support::count::instructions;
use support::fixture::{self, Job};
use support::measure::{Round, Variant, compare, growth_exponent};
use support::ours;
use support::people::{self, Record};
use support::ratio::{Ratio, clock, cost, named, rate, ratio};
use support::report::{Counted, Figure, Goal, Run};
use support::rng::Rng;
use support::slot_store::SlotStore;

/// Everything that can be measured or counted.
const VARIANTS: &[Variant] = &[
    Variant { name: "bare+1", counted: 1000, make: |n| bare_prepared(n, 1) },
    Variant { name: "bare+2", counted: 1000, make: |n| bare_prepared(n, 2) },
    Variant { name: "bare+4", counted: 1000, make: |n| bare_prepared(n, 4) },
    Variant { name: "bare-cold+2", counted: 1000, make: |n| bare_cold(n, 2) },
    Variant { name: "bare-cold+4", counted: 1000, make: |n| bare_cold(n, 4) },
    Variant { name: "slot-store-merge+2", counted: 1000, make: |n| slot_store_merge(n, 2) },
    Variant { name: "slot-store-merge+4", counted: 1000, make: |n| slot_store_merge(n, 4) },
    Variant { name: "slot-store-insert", counted: 1000, make: slot_store_insert },
    Variant { name: "slot-store-get", counted: GETS, make: slot_store_get },
    Variant { name: "join+2", counted: 1000, make: |n| join_prepared(n, 2) },
    Variant { name: "join+4", counted: 1000, make: |n| join_prepared(n, 4) },
    Variant { name: "memory-store-merge+2", counted: 1000, make: |n| memory_store_merge(n, 2) },
    Variant { name: "memory-store-merge+4", counted: 1000, make: |n| memory_store_merge(n, 4) },
    Variant { name: "memory-store-insert", counted: 1000, make: memory_store_insert },
    Variant { name: "memory-store-get", counted: GETS, make: memory_store_get },
    Variant { name: "map-get", counted: GETS, make: map_get },
    Variant { name: "locked-map-get", counted: GETS, make: locked_map_get },
];

fn variant(name: &str) -> &'static Variant {
    named(VARIANTS, name)
}

/// Records just made, `n` clusters at a time, merged where they are.
fn bare_prepared(n: usize, sources: usize) -> Round {
    fixture::prepared(
        n,
        sources,
        |cluster| (cluster.target, cluster.sources),
        |(target, sources)| bare::merge(target, mem::take(sources)),
    )
}

/// Records at random places of a plain list: the memory of a store without its indexes.
fn bare_cold(n: usize, sources: usize) -> Round {
    let build = move || {
        let (records, jobs) = fixture::population(n, sources);
        let jobs = fixture::by_place(&records, &jobs);
        (records.into_iter().map(Box::new).map(Some).collect::<Vec<_>>(), jobs)
    };
    fixture::used_up(
        MERGES,
        build,
        |records: &mut Vec<Option<Box<Record>>>, job: &mut Job<usize>| {
            let mut target = records[job.target].take().expect("a target stands in one job");
            for &source in &job.sources {
                bare::absorb(
                    &mut target,
                    *records[source].take().expect("a source stands in one job"),
                );
            }
            records[job.target] = Some(target);
        },
    )
}

fn slot_store_merge(n: usize, sources: usize) -> Round {
    let build = move || {
        let (records, jobs) = fixture::population(n, sources);
        (slot_store(records), jobs)
    };
    fixture::used_up(MERGES, build, |store: &mut SlotStore, job: &mut Job<Uuid>| {
        store.merge(&job.target, &job.sources).expect("all of them are there");
    })
}

fn slot_store_insert(n: usize) -> Round {
    let build = move || {
        let new =
            (0..n.min(20 * INSERTS)).map(|i| Some(people::person(&mut Rng::new(!(i as u64)))));
        (slot_store(fixture::population(n, 4).0), new.collect::<Vec<_>>())
    };
    fixture::used_up(INSERTS, build, |store: &mut SlotStore, record: &mut Option<Record>| {
        store.insert(record.take().expect("a record is inserted once")).expect("it is new");
    })
}

fn slot_store_get(n: usize) -> Round {
    let (records, _) = fixture::population(n, 4);
    let ids: Vec<Uuid> = records.iter().map(|record| record.id).collect();
    let store = slot_store(records);
    let mut rng = Rng::new(2);
    Box::new(move |watch| {
        let mut asked: Vec<Uuid> = (0..watch.batch(GETS)).map(|_| *rng.pick(&ids)).collect();
        watch.each(&mut asked, |id| store.get(id));
    })
}

/// The pure merge of the crate on contacts just made, their sources handed over.
fn join_prepared(n: usize, sources: usize) -> Round {
    fixture::prepared(
        n,
        sources,
        |cluster| {
            let sources: Vec<Contact> = cluster.sources.iter().map(ours::contact).collect();
            (Some(ours::contact(&cluster.target)), sources)
        },
        |(target, sources)| {
            let sources = mem::take(sources);
            let own = target.take().expect("made");
            *target = Some(contacts_core::merge::join(&own, &sources).expect("it fits"));
        },
    )
}

fn memory_store_merge(n: usize, sources: usize) -> Round {
    let build = move || {
        let (records, jobs) = fixture::population(n, sources);
        let mut rng = Rng::new(3);
        let mut id =
            || ChangeSetId::from_u128(u128::from(rng.next()) << 64 | u128::from(rng.next()));
        let jobs = ours::jobs(jobs).into_iter().map(|job| (job, id()));
        (ours::memory_store(&records), jobs.collect::<Vec<_>>())
    };
    fixture::used_up(MERGES, build, |store: &mut MemoryStore, (job, id): &mut (Job<_>, _)| {
        ours::merge(store, job, *id);
    })
}

fn memory_store_insert(n: usize) -> Round {
    let build = move || {
        let new: Vec<Record> =
            (0..n.min(20 * INSERTS)).map(|i| people::person(&mut Rng::new(!(i as u64)))).collect();
        let store = ours::memory_store(&fixture::population(n, 4).0);
        ours::define(&store, &new);
        let new = new.iter().map(|record| Some((ContactId::new(record.id), ours::contact(record))));
        (store, new.collect::<Vec<_>>())
    };
    fixture::used_up(INSERTS, build, |store: &mut MemoryStore, new: &mut Option<_>| {
        let (id, contact) = new.take().expect("a contact is inserted once");
        ours::insert(store, id, contact);
    })
}

fn memory_store_get(n: usize) -> Round {
    let (records, _) = fixture::population(n, 4);
    let ids: Vec<ContactId> = records.iter().map(|record| ContactId::new(record.id)).collect();
    let store = ours::memory_store(&records);
    drop(records);
    let mut rng = Rng::new(2);
    Box::new(move |watch| {
        let mut asked: Vec<ContactId> = (0..watch.batch(GETS)).map(|_| *rng.pick(&ids)).collect();
        watch.each(&mut asked, |id| store.slot(*id).expect("memory does not fail"));
    })
}

/// What a get costs at least: a foldhash map from id to shared contact.
fn map_get(n: usize) -> Round {
    let (map, ids) = map(n);
    let mut rng = Rng::new(2);
    Box::new(move |watch| {
        let mut asked: Vec<ContactId> = (0..watch.batch(GETS)).map(|_| *rng.pick(&ids)).collect();
        watch.each(&mut asked, |id| map.get(id).map(Arc::clone));
    })
}

/// The same behind a lock that others may write under, as a store is.
fn locked_map_get(n: usize) -> Round {
    let (map, ids) = map(n);
    let map = RwLock::new(map);
    let mut rng = Rng::new(2);
    Box::new(move |watch| {
        let mut asked: Vec<ContactId> = (0..watch.batch(GETS)).map(|_| *rng.pick(&ids)).collect();
        watch.each(&mut asked, |id| map.read().expect("nobody panics").get(id).map(Arc::clone));
    })
}

fn map(n: usize) -> (foldhash::HashMap<ContactId, Arc<Stored<Contact>>>, Vec<ContactId>) {
    let (records, _) = fixture::population(n, 4);
    let ids: Vec<ContactId> = records.iter().map(|record| ContactId::new(record.id)).collect();
    let store = ours::memory_store(&records);
    drop(records);
    let mut map = foldhash::HashMap::default();
    for (id, slot) in ids.iter().zip(store.slots(&ids).expect("memory does not fail")) {
        map.insert(*id, Arc::clone(slot.as_ref().and_then(|slot| slot.contact()).expect("live")));
    }
    (map, ids)
}

fn slot_store(records: Vec<Record>) -> SlotStore {
    let mut store = SlotStore::new();
    for record in records {
        store.insert(record).expect("ids are random");
    }
    store
}

/// The pure merge, on records just made.
const PURE: &[Ratio] =
    &[rate(4, "join+2", "bare+2", 0.5, 0.8), rate(4, "join+4", "bare+4", 0.5, 0.8)];

/// The stores, at the size that a row asks for.
const STORES: &[Ratio] = &[
    cost(2, "memory-store-merge+4", "bare+4", 6.0, 4.5),
    rate(3, "memory-store-merge+2", "slot-store-merge+2", 0.6, 0.8),
    rate(3, "memory-store-merge+4", "slot-store-merge+4", 0.6, 0.8),
    cost(6, "memory-store-get", "map-get", 2.0, 1.3),
    ratio("locked-map-get", "map-get"),
    rate(7, "memory-store-insert", "slot-store-insert", 0.6, 0.8),
    ratio("memory-store-merge+4", "bare-cold+4"),
    ratio("slot-store-merge+4", "bare+4"),
    ratio("slot-store-merge+4", "bare-cold+4"),
    ratio("slot-store-get", "map-get"),
];

/// Operations of a round: about a millisecond or more.
const MERGES: usize = 400;
const INSERTS: usize = 1000;
const GETS: usize = 50_000;

/// Clusters that stay in the nearest caches.
const HOT: usize = 64;

fn main() {
    let Some(mut run) = Run::from_args(VARIANTS) else { return };
    run.calibrate(variant("bare+2"), HOT);

    if run.stores_only {
        clock(&run, VARIANTS, STORES, 100_000);
        return;
    }
    clock(&run, VARIANTS, PURE, HOT);
    clock(&run, VARIANTS, PURE, 1000);
    clock(&run, VARIANTS, STORES, 10_000);
    clock(&run, VARIANTS, STORES, 100_000);

    let bare = count(&run, "bare+2", HOT);
    // Counting runs fifty times slower than running: a million records are left to the clock.
    let (small, large) = if run.quick { (3_000, 30_000) } else { (10_000, 100_000) };
    let decades = |large: usize| (large as f64 / small as f64).log10();
    for (name, row) in [("memory-store-merge+2", Some(1)), ("slot-store-merge+2", None)] {
        let at_small = count(&run, name, small);
        let figure = Figure::new(format!("{name} to bare+2, instructions"), small);
        let figure = figure.count_ratio(&at_small, &bare);
        run.print(match row {
            Some(row) => figure.row(row).goal(Goal::AtMost { must: 4.0, aim: 2.5 }),
            None => figure,
        });
        if let (Ok(at_small), Ok(at_large)) = (at_small, count(&run, name, large)) {
            let figure = Figure::new(format!("{name} growth, instructions"), large);
            let figure = figure.exponent(growth_exponent(at_small, at_large) / decades(large));
            run.print(match row {
                Some(_) => figure.row(5).goal(Goal::AtMost { must: 0.05, aim: 0.03 }),
                None => figure,
            });
        }
    }
    let large = if run.quick { large } else { 1_000_000 };
    grow(&run, "memory-store-merge+2", small, large, decades(large));
    for name in ["memory-store-insert", "slot-store-insert", "memory-store-get", "map-get"] {
        let _shown = count(&run, name, small);
    }
}

/// How CPU time grows from one size to the other.
fn grow(run: &Run, name: &'static str, small: usize, large: usize, decades: f64) {
    let rounds = if run.quick { 5 } else { 9 };
    let at = |n| compare(&[variant(name)], n, rounds).nanoseconds(name);
    let (at_small, at_large) = (at(small), at(large));
    run.print(Figure::new(name, small).nanoseconds(at_small));
    run.print(Figure::new(name, large).nanoseconds(at_large));
    let exponent = growth_exponent(at_small.median, at_large.median) / decades;
    let figure = Figure::new(format!("{name} growth, CPU"), large).row(5).exponent(exponent);
    run.print(figure.goal(Goal::AtMost { must: 0.25, aim: 0.15 }));
}

fn count(run: &Run, name: &str, n: usize) -> Counted {
    let counted = instructions(variant(name), n);
    run.print(Figure::new(name, n).instructions(counted.clone()));
    counted
}
