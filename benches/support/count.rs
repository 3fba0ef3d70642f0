//! Instructions per operation, by callgrind.
//!
//! The bench runs itself twice under `valgrind`, told to carry out few and then many operations on
//! data prepared alike; the difference is what the operations cost, free of start and set-up. Unlike
//! a clock it gives the same figure on a busy machine.

use std::env;
use std::io::ErrorKind;
use std::process::Command;

use super::measure::{Stopwatch, Variant};

/// The option that makes the bench a counting run: `--count VARIANT SIZE OPERATIONS`.
pub(crate) const OPTION: &str = "--count";

/// Instructions of one operation of `variant` at size `n`, or why they were not counted.
pub(crate) fn instructions(variant: &Variant, n: usize) -> Result<f64, String> {
    let (few, many) = (variant.counted / 5, variant.counted);
    let more = collected(variant, n, many)? as f64 - collected(variant, n, few)? as f64;
    Ok(more / (many - few) as f64)
}

/// The other side: what a counting run does. Does not come back.
pub(crate) fn run(variant: &Variant, n: usize, operations: usize) {
    (variant.make)(n)(&mut Stopwatch::counting(operations, variant.counted));
    unreachable!("a counting run ends in `Stopwatch::each`");
}

/// Instructions of a whole counting run.
fn collected(variant: &Variant, n: usize, operations: usize) -> Result<u64, String> {
    let own = env::current_exe().map_err(|error| format!("own path unknown: {error}"))?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(own)
        .args([OPTION, variant.name, &n.to_string(), &operations.to_string()])
        .output()
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => "valgrind is not installed".to_string(),
            _ => format!("valgrind did not start: {error}"),
        })?;
    let notes = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("counting run failed ({}): {notes}", output.status));
    }
    parse_collected(&notes).ok_or_else(|| format!("no `Collected` line in: {notes}"))
}

/// The number in callgrind's line `==123== Collected : 456`.
pub(crate) fn parse_collected(notes: &str) -> Option<u64> {
    let line = notes.lines().find(|line| line.contains("Collected"))?;
    line.rsplit(':').next()?.split_whitespace().next()?.parse().ok()
}
