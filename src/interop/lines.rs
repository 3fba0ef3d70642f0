//! Physical lines of a file, each bounded.

#[cfg(feature = "csv")]
use std::io::{self, BufRead};

#[cfg(feature = "csv")]
use super::source::Source;

#[cfg(feature = "csv")]
/// Reads line by line, with the line end that the file uses.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    source: Source<R>,
    ends: LineEnd,
    number: u32,
}

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEnd {
    /// A line feed; carriage returns before it belong to the end.
    Feed,
    /// A carriage return, in a file without any line feed.
    Return,
}

#[cfg(feature = "csv")]
/// A line that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its number, from 1.
    pub(crate) number: u32,
    /// Whether it was longer than it may be, so that the rest of it was dropped.
    pub(crate) cut: bool,
}

#[cfg(feature = "csv")]
impl<R: BufRead> Lines<R> {
    pub(crate) fn new(reader: R) -> io::Result<Self> {
        let source = Source::new(reader)?;
        let ends = LineEnd::of(source.head());
        Ok(Self { source, ends, number: 0 })
    }

    /// The head of the file, as long as no line was read.
    #[cfg(feature = "csv")]
    pub(crate) fn head(&self) -> &[u8] {
        self.source.head()
    }

    pub(crate) fn ends(&self) -> LineEnd {
        self.ends
    }

    /// Appends the next line with its end to `out`, at most `most` bytes of it; `None` at the end.
    pub(crate) fn read(&mut self, out: &mut Vec<u8>, most: usize) -> io::Result<Option<Line>> {
        let (mut room, mut any, mut cut) = (most, false, false);
        loop {
            let bytes = self.source.fill()?;
            if bytes.is_empty() {
                break;
            }
            any = true;
            let end = self.ends.find(bytes);
            let part = &bytes[..end.map_or(bytes.len(), |at| at + 1)];
            let taken = part.len().min(room);
            out.extend_from_slice(&part[..taken]);
            room -= taken;
            cut |= taken < part.len();
            let used = part.len();
            self.source.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        Ok(Some(Line { number: self.number, cut }))
    }
}

impl LineEnd {
    /// What ends the lines of a file that begins like this.
    pub(crate) fn of(head: &[u8]) -> Self {
        if head.contains(&b'\r') && !head.contains(&b'\n') { Self::Return } else { Self::Feed }
    }

    /// The place of the first byte that ends a line.
    pub(crate) fn find(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Feed => memchr::memchr(b'\n', bytes),
            Self::Return => memchr::memchr2(b'\n', b'\r', bytes),
        }
    }

    /// The first line of `bytes` without its end, and what follows the end.
    pub(crate) fn split(self, bytes: &[u8]) -> (&[u8], &[u8]) {
        let end = self.find(bytes);
        let (line, rest) = end.map_or((bytes, &[][..]), |at| (&bytes[..at], &bytes[at + 1..]));
        (content(line), rest)
    }
}

/// A line without the carriage returns before its end.
pub(crate) fn content(line: &[u8]) -> &[u8] {
    let content = line.iter().rposition(|b| *b != b'\r').map_or(0, |at| at + 1);
    &line[..content]
}

#[cfg(test)]
#[cfg(feature = "csv")]
mod tests {
    use super::*;

    fn read(bytes: &[u8], most: usize) -> Vec<(String, bool)> {
        let mut lines = Lines::new(bytes).unwrap();
        let mut all = Vec::new();
        let mut buffer = Vec::new();
        while let Some(line) = lines.read(&mut buffer, most).unwrap() {
            assert_eq!(line.number as usize, all.len() + 1);
            let (content, rest) = lines.ends().split(&buffer);
            assert!(rest.is_empty());
            all.push((String::from_utf8(content.to_vec()).unwrap(), line.cut));
            buffer.clear();
        }
        all
    }

    #[test]
    fn every_line_end_is_known() {
        let lines = |text: &str| {
            read(text.as_bytes(), 99).into_iter().map(|(l, _)| l).collect::<Vec<_>>().join("|")
        };
        assert_eq!(lines("a\nb\r\nc\r\r\n\nd"), "a|b|c||d");
        assert_eq!(lines("a\rb\rc"), "a|b|c");
        assert_eq!(lines("a\rb\nc"), "a\rb|c");
        assert_eq!(lines(""), "");
    }

    #[test]
    fn a_line_that_is_too_long_is_cut_and_the_next_one_is_whole() {
        let text = format!("{}\nb\n", "a".repeat(200_000));
        assert_eq!(read(text.as_bytes(), 3), [("aaa".into(), true), ("b".into(), false)]);
    }
}
