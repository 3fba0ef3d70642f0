//! Physical lines of a file, held in one piece for as long as they are needed.

use std::io::{self, BufRead};

use crate::interop::lines::{LineEnd, content};
use crate::interop::source::Source;

/// How much is read at once.
const PIECE: usize = 64 * 1024;

/// Reads line by line and holds what was read since the last [`drop_to`](Self::drop_to).
///
/// Places are counted from the first byte that is held.
#[derive(Debug)]
pub(super) struct Window<R> {
    source: Source<R>,
    ends: LineEnd,
    bytes: Vec<u8>,
    /// The first byte that is held.
    held: usize,
    /// Where the next line begins.
    next: usize,
    number: u32,
}

/// A line that was read: where it is, and its number, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) number: u32,
    pub(super) start: usize,
    /// Where its content ends; its line end is behind that.
    pub(super) content: usize,
    /// Where the line after it begins.
    pub(super) end: usize,
    /// Whether it was longer than it may be, so that the rest of it was dropped.
    pub(super) cut: bool,
}

impl<R: BufRead> Window<R> {
    pub(super) fn new(reader: R) -> io::Result<Self> {
        let source = Source::new(reader)?;
        let ends = LineEnd::of(source.head());
        Ok(Self { source, ends, bytes: Vec::new(), held: 0, next: 0, number: 0 })
    }

    pub(super) fn ends(&self) -> LineEnd {
        self.ends
    }

    /// What is held, up to the end of the last line.
    pub(super) fn held(&self) -> &[u8] {
        &self.bytes[self.held..self.next]
    }

    /// Holds no longer what stands before this place.
    pub(super) fn drop_to(&mut self, place: usize) {
        self.held = (self.held + place).min(self.next);
    }

    /// Reads the next line, at most `most` bytes of it; `None` at the end.
    pub(super) fn read(&mut self, most: usize) -> io::Result<Option<Line>> {
        let start = self.next - self.held;
        let (mut searched, mut cut) = (start, false);
        let end = loop {
            let bytes = &self.bytes[self.held..];
            if let Some(at) = self.ends.find(&bytes[searched..]) {
                break searched + at + 1;
            }
            if bytes.len() - start > most {
                cut = true;
                self.bytes.truncate(self.held + start + most);
            }
            searched = self.bytes.len() - self.held;
            if !self.fill()? {
                break searched;
            }
        };
        if end == start {
            return Ok(None);
        }
        self.next = self.held + end;
        self.number = self.number.saturating_add(1);
        let line = &self.bytes[self.held + start..self.next];
        cut |= line.len() > most;
        let line = &line[..line.len().min(most)];
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let content = start + content(line).len();
        Ok(Some(Line { number: self.number, start, content, end, cut }))
    }

    /// Reads more; whether there was any.
    fn fill(&mut self) -> io::Result<bool> {
        // Not more often than as much again was read: each byte is moved a bounded number of times.
        if self.held > self.bytes.len() / 2 {
            self.bytes.drain(..self.held);
            self.next -= self.held;
            self.held = 0;
        }
        let more = self.source.fill()?;
        let more = &more[..more.len().min(PIECE)];
        if self.bytes.capacity() - self.bytes.len() < more.len() {
            // By a quarter, where a vector would double: what is held may be large.
            self.bytes.reserve_exact((self.bytes.len() / 4).max(2 * PIECE));
        }
        self.bytes.extend_from_slice(more);
        let read = more.len();
        self.source.consume(read);
        Ok(read > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds every line with the one before it.
    fn read(bytes: &[u8], most: usize, buffer: usize) -> Vec<(String, bool)> {
        let mut window = Window::new(io::BufReader::with_capacity(buffer, bytes)).unwrap();
        let mut all: Vec<(String, bool)> = Vec::new();
        while let Some(line) = window.read(most).unwrap() {
            assert_eq!(line.number as usize, all.len() + 1);
            assert_eq!(line.end, window.held().len());
            let before = content(&window.held()[..line.start]);
            let before = before.strip_suffix(b"\n").map_or(before, content);
            if let Some((last, false)) = all.last() {
                assert_eq!(before, last.as_bytes());
            }
            let text = &window.held()[line.start..line.content];
            all.push((String::from_utf8(text.to_vec()).unwrap(), line.cut));
            window.drop_to(line.start);
        }
        all
    }

    #[test]
    fn lines_come_one_by_one_however_the_source_gives_them() {
        let text: String = (0..9_000).map(|n| format!("{n} {}\r\n", "x".repeat(n % 60))).collect();
        for buffer in [1, 100, 8192] {
            let lines = read(text.as_bytes(), 99, buffer);
            assert!(lines.iter().map(|(line, _)| line.as_str()).eq(text.lines()));
            assert!(lines.iter().all(|(_, cut)| !cut));
        }
        assert_eq!(read(b"", 99, 8), []);
        assert_eq!(read(b"a\rb\r", 99, 8), [("a".into(), false), ("b".into(), false)]);
        assert_eq!(read(b"a\r\r\n\nb", 99, 8).len(), 3);
    }

    #[test]
    fn a_line_that_is_too_long_is_cut_and_takes_no_room() {
        let text = format!("a\n{}\nb\n", "x".repeat(1_000_000));
        let mut window = Window::new(text.as_bytes()).unwrap();
        let mut lines = Vec::new();
        while let Some(line) = window.read(3).unwrap() {
            lines.push((window.held()[line.start..line.content].to_vec(), line.cut));
            window.drop_to(line.end);
        }
        let expected = [(b"a".to_vec(), false), (b"xxx".to_vec(), true), (b"b".to_vec(), false)];
        assert_eq!(lines, expected);
        assert!(window.bytes.capacity() < 400_000);
    }
}
