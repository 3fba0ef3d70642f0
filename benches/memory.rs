//! What a contact takes in memory with all its indexes, beside a store written by hand.
//!
//! `cargo bench --bench memory [-- --quick]`. A binary of its own, since the allocator that counts
//! would disturb the clocks of the others. Bytes are those that were asked for and not given back;
//! what an allocator adds for itself is estimated from the number of allocations.
//!
//! Both stores have indexes by id, e-mail, phone and label from the start. What queries ask for is
//! indexed when they do.

mod support;

use std::alloc::System;
use std::hint::black_box;

use contacts_core::ContactQuery;
use contacts_core::query::Window;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use support::crowd;
use support::finding;
use support::measure::Spread;
use support::ours;
use support::people::Record;
use support::report::{Figure, Goal, Run};
use support::slot_store::SlotStore;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What a common allocator takes for itself, each time: its header, and what it rounds up.
///
/// With glibc's, stores of 200,000 contacts grow the process by what was asked for and this much for
/// every allocation, to 3 %.
const OVERHEAD: f64 = 16.0;

fn main() {
    let Some(run) = Run::from_args(&[]) else { return };
    let again = held(10_000, slot_store).bytes / held(10_000, slot_store).bytes;
    run.print(Figure::new("A/A slot-store, bytes", 10_000).ratio(Spread::exactly(again)));

    let sizes: &[usize] =
        if run.quick { &[10_000, 100_000] } else { &[10_000, 100_000, 1_000_000] };
    for &n in sizes {
        let reference = held(n, slot_store);
        print(&run, "slot-store", n, &reference);
        let store = |ask: Vec<ContactQuery>| {
            held(n, |records| {
                let store = ours::memory_store(&records);
                for query in ask {
                    finding::page(&store, &query, &Window::first(1));
                }
                store
            })
        };
        let usual = finding::usual();
        let all = [finding::usual(), vec![finding::words()]].concat();
        for (name, ask, row) in [
            ("memory-store", Vec::new(), None),
            ("memory-store with the usual orders", usual, Some(15)),
            ("memory-store with the usual orders and words", all, None),
        ] {
            let subject = store(ask);
            print(&run, name, n, &subject);
            for (what, ratio) in [
                ("bytes", subject.bytes / reference.bytes),
                ("bytes with the allocator's own", subject.taken() / reference.taken()),
            ] {
                let figure = Figure::new(format!("{name} to slot-store, {what}"), n);
                let figure = figure.ratio(Spread::exactly(ratio));
                run.print(match row {
                    Some(row) => figure.row(row).goal(Goal::AtMost { must: 1.3, aim: 0.8 }),
                    None => figure,
                });
            }
        }
    }
}

fn slot_store(records: Vec<Record>) -> SlotStore {
    let mut store = SlotStore::new();
    for record in records {
        store.insert(record).expect("ids are random");
    }
    store
}

/// What something holds, per contact.
struct Held {
    bytes: f64,
    /// Allocations, each of which costs an allocator some bytes more.
    blocks: f64,
}

impl Held {
    /// Bytes, with what the allocator adds.
    fn taken(&self) -> f64 {
        self.bytes + OVERHEAD * self.blocks
    }
}

/// Makes people and something of them, and tells what the latter holds when all else is gone.
fn held<T>(n: usize, make: impl FnOnce(Vec<Record>) -> T) -> Held {
    let region = Region::new(ALLOCATOR);
    let made = make(crowd::people(n));
    let change = region.change();
    black_box(made);
    let each = |more: usize, less: usize| (more as f64 - less as f64) / n as f64;
    Held {
        bytes: each(change.bytes_allocated, change.bytes_deallocated),
        blocks: each(change.allocations, change.deallocations),
    }
}

fn print(run: &Run, name: &str, n: usize, held: &Held) {
    run.print(Figure::new(format!("{name}, bytes per contact"), n).bytes(held.bytes));
    run.print(Figure::new(format!("{name}, allocations per contact"), n).allocations(held.blocks));
}
