//! From the lines of a row to its cells.

/// Takes a row apart, line by line.
///
/// A quote sign counts only at the begin of a cell; what follows the closing one is text.
#[derive(Debug)]
pub(super) struct Splitter {
    delimiter: u8,
    most: usize,
    state: State,
    cells: Vec<Vec<u8>>,
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
        Self { delimiter, most, state: State::Start, cells: vec![Vec::new()], columns: 1 }
    }

    /// Takes a line and its `end`; `true` if the row is complete with it.
    pub(super) fn line(&mut self, line: &[u8], end: &[u8]) -> bool {
        for &byte in line {
            self.state = match (self.state, byte) {
                (State::Start, b'"') => State::Quoted,
                (State::Quoted, b'"') => State::Closed,
                (State::Closed, b'"') => {
                    self.push(byte);
                    State::Quoted
                }
                (State::Start | State::Text | State::Closed, byte) if byte == self.delimiter => {
                    self.columns += 1;
                    if self.columns <= self.most {
                        self.cells.push(Vec::new());
                    }
                    State::Start
                }
                (state, byte) => {
                    self.push(byte);
                    if state == State::Quoted { state } else { State::Text }
                }
            };
        }
        if self.state == State::Quoted {
            end.iter().for_each(|byte| self.push(*byte));
            return false;
        }
        true
    }

    /// How many cells there are, those that are not held included.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// The cells.
    pub(super) fn into_cells(self) -> Vec<Vec<u8>> {
        self.cells
    }

    fn push(&mut self, byte: u8) {
        if self.columns <= self.most
            && let Some(cell) = self.cells.last_mut()
        {
            cell.push(byte);
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
        let text = |cell: Vec<u8>| String::from_utf8(cell).unwrap();
        complete.then(|| splitter.into_cells().into_iter().map(text).collect())
    }

    #[test]
    fn cells_are_unquoted() {
        for (row, cells) in [
            ("", &[""][..]),
            ("a,,b,", &["a", "", "b", ""]),
            ("\"a,b\",\"c\nd\",\"e\"\"f\",\"\"", &["a,b", "c\nd", "e\"f", ""]),
            ("a\"b\",\"c\"d,e \"f\"", &["a\"b\"", "cd", "e \"f\""]),
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
        assert_eq!(splitter.into_cells().len(), 3);
    }
}
