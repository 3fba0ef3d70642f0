//! What separates the cells.

use crate::interop::lines::LineEnd;

use super::split::Splitter;

/// What may separate cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many rows are looked at.
const ROWS: usize = 50;
/// How many cells of a row are counted.
const CELLS: usize = 1;

/// The delimiter that splits most of the first rows into the same number of cells, at least two.
pub(super) fn delimiter(head: &[u8], ends: LineEnd) -> u8 {
    let mut best = (DELIMITERS[0], (0, 0));
    for delimiter in DELIMITERS {
        let score = score(head, ends, delimiter);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// The delimiter that a line `sep=;` names.
pub(super) fn declared(line: &[u8]) -> Option<u8> {
    let [name @ .., delimiter] = line else {
        return None;
    };
    let fits = DELIMITERS.contains(delimiter) && name.eq_ignore_ascii_case(b"sep=");
    fits.then_some(*delimiter)
}

/// Whether a line that begins with this cell may be one that names the delimiter.
pub(super) fn may_declare(cell: &str) -> bool {
    cell.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("sep="))
}

/// How many rows have the most usual number of cells, and that number.
fn score(head: &[u8], ends: LineEnd, delimiter: u8) -> (usize, usize) {
    let mut counts: Vec<usize> = Vec::new();
    let mut rest = head;
    let mut splitter = Splitter::new(delimiter, CELLS);
    while !rest.is_empty() && counts.len() < ROWS {
        let line;
        (line, rest) = ends.split(rest);
        if !splitter.line(line, b"\n") {
            continue;
        }
        if !line.is_empty() {
            counts.push(splitter.columns());
        }
        splitter.clear();
    }
    let usual = |count: usize| counts.iter().filter(|c| **c == count).count();
    let scores = counts.iter().filter(|c| **c >= 2).map(|count| (usual(*count), *count));
    scores.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_that_splits_alike_wins() {
        for (text, expected) in [
            ("a,b\nc,d\n", b','),
            ("Name;Mail\nA, B;c\nD;e\n", b';'),
            ("1,1,1,1\n2\t2\n3\t3\n4\t4\n", b'\t'),
            ("a|b|c\n\"x|,,\n,y\"|1|2\n", b'|'),
            ("alone\n", b','),
            ("", b','),
            ("a;b;c,d\ne;f;g,h\n", b';'),
        ] {
            assert_eq!(delimiter(text.as_bytes(), LineEnd::Feed), expected, "{text}");
        }
    }

    #[test]
    fn a_first_line_may_say_it() {
        assert_eq!(declared(b"sep=;"), Some(b';'));
        assert_eq!(declared(b"SEP=\t"), Some(b'\t'));
        assert_eq!(declared(b"sep=x"), None);
        assert_eq!(declared(b""), None);
    }
}
