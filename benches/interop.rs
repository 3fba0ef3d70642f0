//! What reading and writing files costs, beside crates that read and write the same formats.
//!
//! `cargo bench --bench interop [-- --quick]`. A variant is one line of [`VARIANTS`], an operation is
//! one card or row. Names that begin with `calcard` and `csv` are references, all others the subject.
//! Both read from memory and drop what they made, which is on the clock as well.

mod support;

use std::io::BufRead;
use std::sync::{Arc, Mutex, PoisonError};

use calcard::vcard::{VCard, VCardVersion};
use calcard::{Entry, Parser};
use contacts_core::Property;
use contacts_core::interop::csv::{self, Options, Plan, Table};
use contacts_core::interop::vcard::{
    Card, Cards, ExportOptions, Item, Version, export, import, write_card,
};
use contacts_core::interop::{ImportOptions, Loose};

use support::cards::{Repeated, cards};
use support::count::instructions;
use support::measure::{Round, Variant, growth_exponent};
use support::ours::NOW;
use support::ratio::{Ratio, clock, named, names, rate, ratio};
use support::report::{Figure, Goal, Run};
use support::tables::table;

/// Everything that can be measured or counted.
const VARIANTS: &[Variant] = &[
    Variant { name: "calcard-read", counted: 1000, make: calcard_read },
    Variant { name: "cards-read", counted: 1000, make: cards_read },
    Variant { name: "contacts-read", counted: 1000, make: contacts_read },
    Variant { name: "calcard-write", counted: 1000, make: calcard_write },
    Variant { name: "cards-write", counted: 1000, make: cards_write },
    Variant { name: "contacts-write", counted: 1000, make: contacts_write },
    Variant { name: "csv-read", counted: 1000, make: csv_read },
    Variant { name: "rows-read", counted: 1000, make: rows_read },
    Variant { name: "rows-to-contacts", counted: 1000, make: rows_to_contacts },
    Variant { name: "cards-through", counted: 1000, make: cards_through },
    Variant { name: "contacts-through", counted: 1000, make: contacts_through },
];

/// How many cards are repeated to make a long stream.
const PIECE: usize = 10_000;

/// From bytes to lines with group, name, parameters and value; from there to contacts; and back.
const CARDS: &[Ratio] = &[
    rate(0, "cards-read", "calcard-read", 2.0, 2.5),
    rate(0, "contacts-read", "calcard-read", 0.9, 1.0),
    ratio("contacts-read", "cards-read"),
    rate(0, "cards-write", "calcard-write", 1.5, 2.0),
    ratio("contacts-write", "calcard-write"),
];

/// Tables of ten columns.
const ROWS: &[Ratio] =
    &[rate(0, "rows-to-contacts", "csv-read", 0.1, 0.15), ratio("rows-read", "csv-read")];

/// In, and out again, as a stream: no more than one card is held.
const THROUGH: &[Ratio] = &[ratio("contacts-through", "cards-through")];

fn main() {
    let Some(mut run) = Run::from_args(VARIANTS) else { return };
    run.calibrate(named(VARIANTS, "calcard-read"), 1_000);
    clock(&run, VARIANTS, CARDS, if run.quick { 3_000 } else { 100_000 });
    clock(&run, VARIANTS, ROWS, if run.quick { 3_000 } else { 100_000 });
    growth(&mut run);
    counts(&run);
}

/// Cards a second must not depend on how many there are.
fn growth(run: &mut Run) {
    let sizes: &[usize] =
        if run.quick { &[300, 3_000] } else { &[1_000, 10_000, 100_000, 1_000_000] };
    let rounds = run.rounds;
    let mut all = Vec::new();
    for &n in sizes {
        run.rounds = if n >= 100_000 { 3 } else { rounds };
        all.push((n, clock(run, VARIANTS, THROUGH, n)));
    }
    run.rounds = rounds;
    let ((small, before), (large, after)) = (&all[0], &all[all.len() - 1]);
    for name in names(THROUGH) {
        let [before, after] = [before, after].map(|times| times.nanoseconds(name).median);
        let decades = f64::log10(*large as f64 / *small as f64);
        let figure = Figure::new([name, " growth, CPU"].concat(), *large);
        let figure = figure.exponent(1.0 + growth_exponent(before, after) / decades);
        run.print(figure.goal(Goal::AtMost { must: 1.1, aim: 1.05 }));
    }
}

/// The same ratios in instructions, which a busy machine does not change.
fn counts(run: &Run) {
    const N: usize = 2_000;
    let counted = |name| instructions(named(VARIANTS, name), N);
    let [read, written] = ["calcard-read", "calcard-write"].map(counted);
    for (name, reference, of) in [
        ("cards-read", "calcard-read", &read),
        ("contacts-read", "calcard-read", &read),
        ("cards-write", "calcard-write", &written),
        ("contacts-write", "calcard-write", &written),
    ] {
        let own = counted(name);
        run.print(Figure::new(name, N).instructions(own.clone()));
        let figure = Figure::new(format!("{name} to {reference}, instructions"), N);
        run.print(figure.count_ratio(&own, of));
    }
}

/// The file that variants of a size share.
fn file(n: usize) -> Arc<str> {
    static LAST: Mutex<Option<(usize, Arc<str>)>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if last.as_ref().is_none_or(|(known, _)| *known != n) {
        *last = Some((n, cards(n).into()));
    }
    last.as_ref().map(|(_, text)| Arc::clone(text)).expect("it was made just now")
}

fn calcard_read(n: usize) -> Round {
    let text = file(n);
    Box::new(move |watch| {
        let mut parser = Parser::new(&text);
        watch.each(&mut vec![(); watch.batch(n)], |()| calcard_next(&mut parser));
    })
}

fn calcard_next(parser: &mut Parser<'_>) -> VCard {
    match parser.entry() {
        Entry::VCard(card) => card,
        other => panic!("no card: {other:?}"),
    }
}

fn cards_read(n: usize) -> Round {
    let text = file(n);
    Box::new(move |watch| {
        let mut cards = Cards::new(text.as_bytes()).expect("memory has no errors");
        watch.each(&mut vec![(); watch.batch(n)], |()| next(&mut cards));
    })
}

fn next<R: BufRead>(cards: &mut Cards<R>) -> Card {
    match cards.next().expect("there are as many cards").expect("memory has no errors") {
        Item::Card(card) => card,
        other => panic!("no card: {other:?}"),
    }
}

fn contacts_read(n: usize) -> Round {
    let text = file(n);
    let options = ImportOptions::default();
    Box::new(move |watch| {
        let mut cards = Cards::new(text.as_bytes()).expect("memory has no errors");
        watch.each(&mut vec![(); watch.batch(n)], |()| contact(next(&mut cards), &options));
    })
}

/// What a card says, as a contact.
fn contact(card: Card, options: &ImportOptions) -> Loose {
    let imported = import(card, options).expect("the cards have names");
    Loose::new(imported, NOW).expect("what is imported fits")
}

fn calcard_write(n: usize) -> Round {
    let text = file(n);
    let mut parser = Parser::new(&text);
    let mut cards: Vec<(VCard, VCardVersion)> = (0..n)
        .map(|_| calcard_next(&mut parser))
        .map(|card| (card.version().unwrap_or_default(), card))
        .map(|(version, card)| (card, version))
        .collect();
    Box::new(move |watch| {
        let mut out = String::new();
        let cards = &mut cards[..watch.batch(n)];
        watch.each(cards, |(card, version)| {
            out.clear();
            card.write_to(&mut out, *version).expect("memory has no errors");
            out.len()
        });
    })
}

fn cards_write(n: usize) -> Round {
    let text = file(n);
    let mut source = Cards::new(text.as_bytes()).expect("memory has no errors");
    let mut cards: Vec<(Version, Vec<Property>)> =
        (0..n).map(|_| next(&mut source)).map(|card| (card.version, card.properties)).collect();
    Box::new(move |watch| {
        let mut out = Vec::new();
        let cards = &mut cards[..watch.batch(n)];
        watch.each(cards, |(version, properties)| {
            out.clear();
            write_card(&mut out, *version, properties).expect("memory has no errors");
            out.len()
        });
    })
}

fn contacts_write(n: usize) -> Round {
    let text = file(n);
    let mut source = Cards::new(text.as_bytes()).expect("memory has no errors");
    let options = ImportOptions::default();
    let mut contacts: Vec<Loose> = (0..n).map(|_| contact(next(&mut source), &options)).collect();
    Box::new(move |watch| {
        let mut out = Vec::new();
        watch.each(&mut contacts[..watch.batch(n)], |contact| write(contact, &mut out));
    })
}

/// Writes a contact as a card; how long that is.
fn write(loose: &Loose, out: &mut Vec<u8>) -> usize {
    out.clear();
    let options = ExportOptions::default();
    let card = export(loose.contact(), None, loose, &options).expect("memory has no errors");
    write_card(out, card.version, &card.properties).expect("memory has no errors");
    out.len()
}

/// Reads cards from a stream and writes them.
fn cards_through(n: usize) -> Round {
    let text = file(n.min(PIECE));
    Box::new(move |watch| {
        let mut cards = Cards::new(Repeated::new(&text)).expect("memory has no errors");
        let mut out = Vec::new();
        watch.each(&mut vec![(); watch.batch(n)], |()| {
            let card = next(&mut cards);
            out.clear();
            write_card(&mut out, card.version, &card.properties).expect("memory has no errors");
            out.len()
        });
    })
}

/// Reads contacts from a stream and writes them as cards.
fn contacts_through(n: usize) -> Round {
    let text = file(n.min(PIECE));
    let options = ImportOptions::default();
    Box::new(move |watch| {
        let mut cards = Cards::new(Repeated::new(&text)).expect("memory has no errors");
        let mut out = Vec::new();
        watch.each(&mut vec![(); watch.batch(n)], |()| {
            write(&contact(next(&mut cards), &options), &mut out)
        });
    })
}

/// The `csv` crate alone, into one record that is used again.
fn csv_read(n: usize) -> Round {
    let text = table(n);
    Box::new(move |watch| {
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let mut record = ::csv::StringRecord::new();
        watch.each(&mut vec![(); watch.batch(n)], |()| {
            assert!(reader.read_record(&mut record).expect("memory has no errors"));
            record.len()
        });
    })
}

fn rows_read(n: usize) -> Round {
    let text = table(n);
    Box::new(move |watch| {
        let mut rows = Table::open(text.as_bytes(), &Options::default()).expect("memory");
        watch.each(&mut vec![(); watch.batch(n)], |()| row(&mut rows));
    })
}

fn row<R: BufRead>(rows: &mut Table<R>) -> csv::Row {
    match rows.next().expect("there are as many rows").expect("memory has no errors") {
        csv::Item::Row(row) => row,
        other => panic!("no row: {other:?}"),
    }
}

fn rows_to_contacts(n: usize) -> Round {
    let text = table(n);
    let options = ImportOptions::default();
    Box::new(move |watch| {
        let mut rows = Table::open(text.as_bytes(), &Options::default()).expect("memory");
        let plan = Plan::of(rows.header().expect("there is a header")).expect("it tells names");
        watch.each(&mut vec![(); watch.batch(n)], |()| {
            let imported = plan.import(row(&mut rows), &options).expect("the rows have names");
            Loose::new(imported, NOW).expect("what is imported fits")
        });
    })
}
