//! From the lines of a row to its cells.

/// Takes a row apart, line by line.
///
/// A quote sign counts only at the begin of a cell; what follows the closing one is text.
#[derive(Debug)]
pub(super) struct Splitter {
    delimiter: u8,
    most: usize,
    state: State,
    /// The cells, one after the other.
    text: Vec<u8>,
    /// Where each of them ends, the last one aside.
    ends: Vec<usize>,
    columns: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// At the begin of a cell.
    Start,
    /// In a cell, outside of quotes.
    Text,
    /// Within quotes.
    Quoted,
    /// Behind a quote sign that closes, or is the first of a pair.
    Closed,
}

impl Splitter {
    /// Holds at most `most` cells; more are counted only.
    pub(super) fn new(delimiter: u8, most: usize) -> Self {
        let (text, ends) = (Vec::new(), Vec::new());
        Self { delimiter, most, state: State::Start, text, ends, columns: 1 }
    }

    /// Forgets what it has.
    pub(super) fn clear(&mut self) {
        self.state = State::Start;
        self.text.clear();
        self.ends.clear();
        self.columns = 1;
    }

    /// Takes a line and its `end`; `true` if the row is complete with it.
    pub(super) fn line(&mut self, line: &[u8], end: &[u8]) -> bool {
        let mut rest = line;
        while let Some(&byte) = rest.first() {
            match (self.state, byte) {
                (State::Start, b'"') => {
                    self.state = State::Quoted;
                    rest = &rest[1..];
                }
                (State::Quoted, _) => {
                    let next = memchr::memchr(b'"', rest);
                    let (inside, after) = rest.split_at(next.unwrap_or(rest.len()));
                    self.push(inside);
                    if let [_, after @ ..] = after {
                        self.state = State::Closed;
                        rest = after;
                    } else {
                        rest = after;
                    }
                }
                (State::Closed, b'"') => {
                    self.push(b"\"");
                    self.state = State::Quoted;
                    rest = &rest[1..];
                }
                _ => {
                    let next = memchr::memchr(self.delimiter, rest);
                    let (cell, after) = rest.split_at(next.unwrap_or(rest.len()));
                    self.push(cell);
                    if let [_, after @ ..] = after {
                        self.next_cell();
                        rest = after;
                    } else {
                        self.state = State::Text;
                        rest = after;
                    }
                }
            }
        }
        if self.state == State::Quoted {
            self.push(end);
            return false;
        }
        true
    }

    /// How many cells there are, those that are not held included.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// All cells as one text.
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Where the cells stand in the text.
    pub(super) fn cells(&self) -> impl ExactSizeIterator<Item = std::ops::Range<usize>> {
        (0..self.ends.len() + 1).map(|at| {
            let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            start..self.ends.get(at).copied().unwrap_or(self.text.len())
        })
    }

    fn next_cell(&mut self) {
        self.state = State::Start;
        self.columns += 1;
        if self.columns <= self.most {
            self.ends.push(self.text.len());
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.columns <= self.most {
            self.text.extend_from_slice(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Option<Vec<String>> {
        let mut splitter = Splitter::new(b',', 9);
        let mut complete = false;
        for line in text.split('\n') {
            assert!(!complete);
            complete = splitter.line(line.as_bytes(), b"\n");
        }
        let text = |cell: std::ops::Range<usize>| {
            String::from_utf8(splitter.text()[cell].to_vec()).unwrap()
        };
        complete.then(|| splitter.cells().map(text).collect())
    }

    #[test]
    fn cells_are_unquoted() {
        for (row, cells) in [
            ("", &[""][..]),
            ("a,,b,", &["a", "", "b", ""]),
            ("\"a,b\",\"c\nd\",\"e\"\"f\",\"\"", &["a,b", "c\nd", "e\"f", ""]),
            ("a\"b\",\"c\"d,e \"f\"", &["a\"b\"", "cd", "e \"f\""]),
            ("\"a\"b\"\",\"c\"\"\"", &["ab\"\"", "c\""]),
            ("\"\"\"\"", &["\""]),
        ] {
            assert_eq!(split(row).unwrap(), cells, "{row}");
        }
        assert_eq!(split("a,\"b"), None);
    }

    #[test]
    fn cells_beyond_the_ceiling_are_counted_only() {
        let mut splitter = Splitter::new(b',', 3);
        assert!(splitter.line(",".repeat(100_000).as_bytes(), b"\n"));
        assert_eq!(splitter.columns(), 100_001);
        assert_eq!(splitter.cells().len(), 3);
        splitter.clear();
        assert!(splitter.line(b"a", b"\n"));
        assert_eq!((splitter.columns(), splitter.text()), (1, &b"a"[..]));
    }
}
