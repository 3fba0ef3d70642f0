//! What finding contacts costs, beside a plain scan and beside the bare data structure.
//!
//! `cargo bench --bench query [-- --quick | --size N]`, the latter for one size alone. A variant is one
//! line of [`VARIANTS`], a ratio that is printed one line of a group of [`READS`] or of [`WRITES`].
//! Names that begin with `memory-store` are the subject, all others references. `tests/bench_support.rs` holds that both give the same answers.

mod support;

use std::sync::Arc;

use contacts_core::ContactQuery;
use contacts_core::query::Window;

use support::count::instructions;
use support::crowd::{CITIES, CITY, CUSTOMERS, PREFIX, SUBSCRIBERS, TITLES, WORDS};
use support::measure::{Round, Spread, Variant, cpu_time, growth_exponent};
use support::pages::{Places, page, sorted};
use support::people::Record;
use support::ratio::{Ratio, clock, cost, named, names, ratio};
use support::report::{Figure, Goal, Run};
use support::scan::{
    has_city_prefix, has_email_prefix, has_label, has_other_city, has_other_title, scan,
};
use support::top_k::{e164_key, full_sort, top_k};
use support::upkeep::{ALL_READ, NOTHING, ORDER, ORDER_READ, insert, merge};
use support::world::{PAGE, World, counted, first_page, repeated, world};
use support::{facets, finding, tokens};

/// Everything that can be measured or counted.
const VARIANTS: &[Variant] = &[
    Variant { name: "sorted-first", counted: 1000, make: |n| sorted(n, Places::First) },
    Variant { name: "sorted-deep", counted: 1000, make: |n| sorted(n, Places::Deep) },
    Variant { name: "sorted-random", counted: 1000, make: |n| sorted(n, Places::Random) },
    Variant { name: "memory-store-first", counted: 1000, make: |n| page(n, Places::First) },
    Variant { name: "memory-store-deep", counted: 1000, make: |n| page(n, Places::Deep) },
    Variant { name: "memory-store-random", counted: 1000, make: |n| page(n, Places::Random) },
    Variant { name: "sorted-with-label", counted: 100, make: sorted_with_label },
    Variant { name: "memory-store-with-label", counted: 100, make: page_with_label },
    Variant { name: "top-k-id", counted: 10, make: top_k_id },
    Variant { name: "full-sort-id", counted: 10, make: full_sort_id },
    Variant { name: "memory-store-by-id", counted: 10, make: page_by_id },
    Variant { name: "top-k-e164", counted: 10, make: top_k_e164 },
    Variant { name: "full-sort-e164", counted: 10, make: full_sort_e164 },
    Variant { name: "memory-store-by-e164", counted: 10, make: page_by_e164 },
    Variant { name: "scan-label-and-email", counted: 10, make: scan_label_and_email },
    Variant { name: "bitmap-label-and-email", counted: 10, make: bitmap_label_and_email },
    Variant { name: "memory-store-label-and-email", counted: 10, make: page_label_and_email },
    Variant { name: "scan-predicate", counted: 10, make: scan_predicate },
    Variant { name: "memory-store-predicate", counted: 10, make: count_predicate },
    Variant { name: "scan-other-city", counted: 10, make: scan_other_city },
    Variant { name: "memory-store-other-city", counted: 10, make: count_other_city },
    Variant { name: "scan-either", counted: 10, make: scan_either },
    Variant { name: "memory-store-either", counted: 10, make: count_either },
    Variant { name: "facet-by-bitmap", counted: 10, make: facet_by_bitmap },
    Variant { name: "facet-by-column", counted: 10, make: facet_by_column },
    Variant { name: "facet-by-string-map", counted: 10, make: facet_by_string_map },
    Variant { name: "memory-store-facet", counted: 10, make: label_facet },
    Variant { name: "tokens", counted: 100, make: by_tokens },
    Variant { name: "contain", counted: 10, make: by_contain },
    Variant { name: "memory-store-words", counted: 100, make: count_words },
    Variant { name: "memory-store-words-page", counted: 100, make: page_words },
    Variant { name: "memory-store-insert", counted: 1000, make: |n| insert(n, &NOTHING) },
    Variant { name: "memory-store-insert-kept", counted: 1000, make: |n| insert(n, &ORDER) },
    Variant { name: "memory-store-insert-page", counted: 1000, make: |n| insert(n, &ORDER_READ) },
    Variant { name: "memory-store-insert-page-all", counted: 1000, make: |n| insert(n, &ALL_READ) },
    Variant { name: "memory-store-merge+2", counted: 1000, make: |n| merge(n, &NOTHING) },
    Variant { name: "memory-store-merge+2-kept", counted: 1000, make: |n| merge(n, &ORDER) },
    Variant { name: "memory-store-merge+2-page", counted: 1000, make: |n| merge(n, &ORDER_READ) },
    Variant { name: "memory-store-merge+2-page-all", counted: 1000, make: |n| merge(n, &ALL_READ) },
];

/// Finding, at all sizes, one group measured after the other; the goals are meant at a million.
const READS: &[&[Ratio]] = &[ORDERED, FILTERED, FACETED, WORDS_FOUND, UNORDERED];

const ORDERED: &[Ratio] = &[
    ratio("memory-store-first", "sorted-first"),
    cost(9, "memory-store-deep", "memory-store-first", 1.5, 1.2),
    ratio("memory-store-deep", "sorted-deep"),
    ratio("sorted-deep", "sorted-first"),
    // Places that are in no cache.
    ratio("memory-store-random", "sorted-random"),
    ratio("memory-store-with-label", "sorted-with-label"),
];

const FILTERED: &[Ratio] = &[
    cost(11, "memory-store-label-and-email", "scan-label-and-email", 0.35, 0.2),
    cost(11, "memory-store-label-and-email", "bitmap-label-and-email", 2.0, 1.3),
    cost(12, "memory-store-other-city", "scan-other-city", 2.0, 1.3),
    // By indexes, though all but a few are counted.
    ratio("memory-store-predicate", "scan-predicate"),
    ratio("memory-store-either", "scan-either"),
];

const FACETED: &[Ratio] = &[
    cost(13, "memory-store-facet", "facet-by-bitmap", 2.0, 1.3),
    cost(13, "memory-store-facet", "facet-by-column", 2.0, 1.3),
    cost(13, "memory-store-facet", "facet-by-string-map", 0.05, 0.05),
];

const WORDS_FOUND: &[Ratio] = &[
    cost(14, "memory-store-words", "tokens", 3.0, 1.5),
    cost(14, "memory-store-words", "contain", 0.001, 0.001),
    ratio("memory-store-words-page", "tokens"),
];

const UNORDERED: &[Ratio] = &[
    cost(10, "memory-store-by-id", "top-k-id", 2.0, 1.3),
    cost(10, "memory-store-by-id", "full-sort-id", 0.2, 0.2),
    ratio("top-k-id", "full-sort-id"),
    cost(10, "memory-store-by-e164", "top-k-e164", 2.0, 1.3),
    cost(10, "memory-store-by-e164", "full-sort-e164", 0.2, 0.2),
    ratio("top-k-e164", "full-sort-e164"),
];

/// Writing, with indexes that queries have asked for: they are brought up to date by the next query,
/// or by a writer when much has changed. `kept` pays the latter only, `page` looks at the first page
/// after every write, `all` has several orders and the words beside the one that is looked at.
const WRITES: &[Ratio] = &[
    ratio("memory-store-insert-kept", "memory-store-insert"),
    ratio("memory-store-insert-page", "memory-store-insert"),
    ratio("memory-store-insert-page-all", "memory-store-insert"),
    ratio("memory-store-merge+2-kept", "memory-store-merge+2"),
    ratio("memory-store-merge+2-page", "memory-store-merge+2"),
    ratio("memory-store-merge+2-page-all", "memory-store-merge+2"),
];

/// A page of an indexed order.
const PAGES: [(u32, &str); 2] = [(8, "memory-store-first"), (9, "memory-store-deep")];

fn main() {
    let Some(mut run) = Run::from_args(VARIANTS) else { return };
    run.calibrate(named(VARIANTS, "sorted-first"), 10_000);

    let rounds = run.rounds;
    let rounds_at = |n: usize| if n >= 1_000_000 { rounds.min(5) } else { rounds };
    if let Some(n) = only_size() {
        run.rounds = rounds_at(n);
        read(&run, n);
        return;
    }
    let (small, large) = if run.quick { (3_000, 30_000) } else { (10_000, 1_000_000) };
    let at_small = read(&run, small);
    if !run.quick {
        run.rounds = rounds.min(7);
        read(&run, 100_000);
    }
    run.rounds = rounds_at(large);
    let at_large = read(&run, large);
    run.rounds = rounds;
    let decades = f64::log10(large as f64 / small as f64);
    for (name, after) in &at_large {
        let before = at_small.iter().find(|(known, _)| known == name).expect("both have all");
        let figure = Figure::new([name, " growth, CPU"].concat(), large);
        let exponent = growth_exponent(before.1.median, after.median) / decades;
        run.print(figure.exponent(exponent));
    }
    clock(&run, VARIANTS, WRITES, if run.quick { 3_000 } else { 100_000 });

    // Counting runs fifty times slower than running.
    let (small, large) = if run.quick { (1_000, 10_000) } else { (10_000, 100_000) };
    for (row, name) in PAGES {
        let [at_small, at_large] = [small, large].map(|n| {
            let counted = instructions(named(VARIANTS, name), n);
            run.print(Figure::new(name, n).instructions(counted.clone()));
            counted
        });
        if let (Ok(at_small), Ok(at_large)) = (at_small, at_large) {
            let figure = Figure::new([name, " growth, instructions"].concat(), large).row(row);
            let figure = figure.exponent(growth_exponent(at_small, at_large));
            run.print(figure.goal(Goal::AtMost { must: 0.05, aim: 0.05 }));
        }
    }
}

/// Everything about finding at one size; what each variant takes.
fn read(run: &Run, n: usize) -> Vec<(&'static str, Spread)> {
    first_uses(run, n);
    let mut all = Vec::new();
    for ratios in READS {
        let times = clock(run, VARIANTS, ratios, n);
        all.extend(names(ratios).into_iter().map(|name| (name, times.nanoseconds(name))));
    }
    for (name, ns) in &all {
        if let Some((row, _)) = PAGES.iter().find(|(_, page)| page == name) {
            let figure = Figure::new([name, ", a page"].concat(), n).row(*row).nanoseconds(*ns);
            run.print(figure.goal(Goal::AtMost { must: 5_000.0, aim: 2_000.0 }));
        }
    }
    all
}

/// The size that the command line asks for.
fn only_size() -> Option<usize> {
    let mut args = std::env::args().skip_while(|arg| arg != "--size");
    args.nth(1).map(|size| size.parse().expect("the size is a number"))
}

/// What it takes to make the indexes that a store makes when they are first needed.
fn first_uses(run: &Run, n: usize) {
    let world = world(n);
    let store = world.store();
    let uses: [(&str, ContactQuery); 3] = [
        ("an order", finding::by_last_name()),
        ("a prefix of e-mails", finding::label_and_email()),
        ("words", finding::words()),
    ];
    for (what, query) in uses {
        let begin = cpu_time();
        finding::page(store, &query, &Window::first(PAGE));
        let each = (cpu_time() - begin).as_nanos() as f64 / n as f64;
        let name = format!("memory-store first use of {what}, per contact");
        run.print(Figure::new(name, n).nanoseconds(Spread::exactly(each)));
    }
}

/// The first of one in twenty, in an order that has an index.
fn sorted_with_label(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| {
        let customers = crowd.bitmaps().label(CUSTOMERS);
        crowd.at(crowd.by_last_name().kept_after(None, customers).take(PAGE))
    })
}

fn page_with_label(n: usize) -> Round {
    first_page(n, finding::customers_by_last_name())
}

/// The first by id: no index keeps that order.
fn top_k_id(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| shared(top_k(&crowd.records, PAGE, |record| record.id)))
}

fn full_sort_id(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| shared(full_sort(&crowd.records, PAGE, |record| record.id)))
}

fn page_by_id(n: usize) -> Round {
    first_page(n, finding::by_id())
}

/// The first by phone number as text: a key that has to be made.
fn top_k_e164(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| {
        shared(top_k(&crowd.records, PAGE, |record| (e164_key(record), record.id)))
    })
}

fn full_sort_e164(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| {
        shared(full_sort(&crowd.records, PAGE, |record| (e164_key(record), record.id)))
    })
}

fn page_by_e164(n: usize) -> Round {
    first_page(n, finding::by_e164())
}

fn shared(records: Vec<&Arc<Record>>) -> Vec<Arc<Record>> {
    records.into_iter().cloned().collect()
}

/// All were created at once, so the first of those with a label and an e-mail that begins so are the
/// first by id.
fn scan_label_and_email(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| {
        let keep = |r: &Record| has_label(r, CUSTOMERS) && has_email_prefix(r, PREFIX);
        shared(top_k(scan(&crowd.records, keep), PAGE, |record| record.id))
    })
}

fn bitmap_label_and_email(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| {
        let found = crowd.bitmaps().label_and_email(CUSTOMERS, PREFIX);
        let records = found.iter().map(|slot| &crowd.records[slot as usize]);
        shared(top_k(records, PAGE, |record| record.id))
    })
}

fn page_label_and_email(n: usize) -> Round {
    first_page(n, finding::label_and_email())
}

fn scan_predicate(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| {
        scan(&crowd.records, |record| has_other_title(record, &TITLES)).count()
    })
}

fn count_predicate(n: usize) -> Round {
    counted(n, finding::other_titles())
}

fn scan_other_city(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| {
        scan(&crowd.records, |record| has_other_city(record, &CITIES)).count()
    })
}

fn count_other_city(n: usize) -> Round {
    counted(n, finding::other_cities())
}

fn scan_either(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| {
        let keep = |r: &Record| has_city_prefix(r, CITY) || has_other_title(r, &TITLES);
        scan(&crowd.records, keep).count()
    })
}

fn count_either(n: usize) -> Round {
    counted(n, finding::city_or_other_title())
}

/// The labels of one in ten.
fn facet_by_bitmap(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| {
        facets::by_bitmap(crowd.bitmaps(), crowd.bitmaps().label(SUBSCRIBERS)).len()
    })
}

fn facet_by_column(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| {
        crowd.column().count(crowd.bitmaps().label(SUBSCRIBERS)).len()
    })
}

fn facet_by_string_map(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| {
        facets::by_string_map(&crowd.records, |record| has_label(record, SUBSCRIBERS)).len()
    })
}

fn label_facet(n: usize) -> Round {
    let query = finding::subscribers();
    repeated(n, move |world| finding::label_facet(world.store(), &query))
}

fn by_tokens(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| crowd.tokens().both(WORDS).len())
}

fn by_contain(n: usize) -> Round {
    repeated(n, |World { crowd, .. }| tokens::contain(&crowd.records, WORDS).len())
}

fn count_words(n: usize) -> Round {
    counted(n, finding::words())
}

fn page_words(n: usize) -> Round {
    first_page(n, finding::words())
}
