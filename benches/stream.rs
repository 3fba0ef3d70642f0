//! What files take in memory while they are read and written, record by record.
//!
//! `cargo bench --bench stream [-- --quick]`. A binary of its own, since the allocator that counts
//! would disturb the clocks of the others. Looked at between records, and whenever the source is
//! read and something is written; without the source itself.

mod support;

use std::alloc::System;
use std::cell::Cell;
use std::hint::black_box;
use std::io::{self, BufRead, Read, Write};

use contacts_core::interop::vcard::{ExportOptions, Reader, export, write_card};
use contacts_core::interop::{Found, ImportOptions, Loose};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use support::cards::{Repeated, cards};
use support::ours::NOW;
use support::report::{Figure, Goal, Run};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What may be held beside the books.
const MOST: f64 = 64e6;

fn main() {
    let Some(run) = Run::from_args(&[]) else { return };
    let text = cards(1_000);
    for n in if run.quick { [1_000, 30_000] } else { [1_000, 1_000_000] } {
        let bytes = through(Repeated::new(&text), n);
        let figure = Figure::new("cards to contacts and back, most bytes held", n).row(5);
        run.print(figure.bytes(bytes).goal(Goal::AtMost { must: MOST, aim: 4e6 }));
    }
    let megabytes = if run.quick { 100 } else { 1_000 };
    for (what, text) in [
        ("one line outside of cards", "x".repeat(1_000)),
        ("one card of short lines", "NOTE:x\r\n".repeat(100)),
    ] {
        let head: &[u8] = if what.contains("outside") { b"" } else { b"BEGIN:VCARD\r\n" };
        let long = head.chain(Repeated::new(&text).take(megabytes * 1_000_000));
        let figure = Figure::new(format!("{what}, megabytes, most bytes held"), megabytes as usize);
        run.print(figure.bytes(through(long, usize::MAX)));
    }
}

/// Reads at most `n` records and writes them; the most bytes that were held meanwhile.
fn through(source: impl BufRead, n: usize) -> f64 {
    let meter = Meter { region: Region::new(ALLOCATOR), most: Cell::new(0) };
    let source = Metered { inner: source, meter: &meter };
    let mut out = Metered { inner: io::sink(), meter: &meter };
    let records = Reader::new(source, &ImportOptions::default()).expect("memory has no errors");
    for found in records.take(n) {
        meter.look();
        if let Found::Record(record) = found.expect("memory has no errors") {
            let loose = Loose::new(record, NOW).expect("what is imported fits");
            let card = export(loose.contact(), None, &loose, &ExportOptions::default());
            let card = card.expect("no store fails");
            write_card(&mut out, card.version, &card.properties).expect("memory has no errors");
            black_box(&loose);
        }
    }
    meter.most.get() as f64
}

struct Meter {
    region: Region<'static, System>,
    most: Cell<usize>,
}

impl Meter {
    fn look(&self) {
        let change = self.region.change();
        let held = change.bytes_allocated.saturating_sub(change.bytes_deallocated);
        self.most.set(self.most.get().max(held));
    }
}

/// Looks at the meter whenever it is used.
struct Metered<'m, T> {
    inner: T,
    meter: &'m Meter,
}

impl<T: Read> Read for Metered<'_, T> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.meter.look();
        self.inner.read(out)
    }
}

impl<T: BufRead> BufRead for Metered<'_, T> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.meter.look();
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.inner.consume(count);
    }
}

impl<T: Write> Write for Metered<'_, T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.meter.look();
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
