//! Damaged tables: nothing panics, rows before the damage are as they were, and every row is either
//! a record or skipped.

use super::*;
use crate::interop::Found;
use crate::interop::csv::read as open;

const SAMPLES: [&str; 3] = [
    include_str!("../../../../../tests/data/people.csv"),
    "First Name;Labels;E-mail 1 - Label;E-mail 1 - Value;Phone 1 - Label;Phone 1 - Value;Notes\r\n\
     Zoë;A ::: * myContacts;* Work;z@x.example ::: y@x.example;Home Fax;+49 30 555 0100;\"two\r\nlines; \"\"quoted\"\"\"\r\n\
     Bo;;;b@x.example;;;\r\n",
    "id,revision,name.first,emails.1.email,emails.1.tag,labels,foreign\n\
     ,,Ada,a@x.example,WORK,\"[\"\"VIP\"\"]\",\"[{\"\"format\"\":\"\"csv:x\"\",\"\"position\"\":0,\"\"value\"\":\"\"v\"\"}]\"\n",
];
/// What tables break on.
const PIECES: [&[u8]; 14] = [
    b"\"",
    b",",
    b";",
    b"\t",
    b"\r",
    b"\n",
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b":::",
    b"'=",
    b"0/0/00",
    b"[1].9999999999",
];

fn all(bytes: &[u8]) -> Vec<Found> {
    let table = open(bytes, &Options::default(), &ImportOptions::default()).unwrap();
    table.map(Result::unwrap).collect()
}

#[test]
fn damaged_tables_are_read_as_far_as_they_go() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % most.max(1) as u64).unwrap()
    };
    for sample in SAMPLES {
        let whole = all(sample.as_bytes());
        let header = sample.find('\n').unwrap() + 1;
        for _ in 0..400 {
            let mut bytes = sample.as_bytes().to_vec();
            let at = header + next(bytes.len() - header);
            match next(4) {
                0 => drop(bytes.remove(at)),
                1 => bytes[at] = next(256) as u8,
                2 => bytes.truncate(at),
                _ => drop(bytes.splice(at..at, PIECES[next(PIECES.len())].iter().copied())),
            }
            let found = all(&bytes);
            let before = |found: &Found| match found {
                // The row that is damaged, and what a quote in it takes along, is past it.
                Found::Record(record) => {
                    let lines = sample.split_inclusive('\n').take(record.last_line as usize);
                    lines.map(str::len).sum::<usize>() <= at
                }
                _ => false,
            };
            // A file that is not UTF-8 any more, or separated otherwise, is read otherwise.
            if std::str::from_utf8(&bytes).is_ok() && !bytes.contains(&0) {
                let kept = whole.iter().take_while(|found| before(found));
                for (whole, found) in kept.zip(&found) {
                    assert_eq!(whole, found, "{}", String::from_utf8_lossy(&bytes));
                }
            }
            let mut last = 0;
            for found in &found {
                let (first, end) = match found {
                    Found::Record(record) => (record.first_line, record.last_line),
                    Found::Skipped(skipped) => (skipped.first_line, skipped.last_line),
                    Found::Outside(problem) => (problem.line, problem.line),
                };
                assert!(first > last && end >= first, "{first} {end} after {last}");
                last = end;
            }
        }
    }
}

#[test]
fn the_cost_grows_with_the_table_and_no_faster() {
    // One row with all there is of something, of twice the size each time.
    let time = |row: &str, times: usize| {
        let text = format!("Name,Email,Tags,Notes\n{}\n", row.repeat(times));
        let start = std::time::Instant::now();
        assert!(all(text.as_bytes()).len() <= times);
        start.elapsed().as_secs_f64()
    };
    for row in ["\"\"", "a@b.c;", ",,", "x ::: ", "\"\n"] {
        let (small, large) = (time(row, 4_000), time(row, 64_000));
        assert!(large < 0.5 + small * 400.0, "{row:?}: {small} {large}");
    }
}
