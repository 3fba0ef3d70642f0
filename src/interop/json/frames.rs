//! The texts of the records of a file: a record alone, an array of them, or one a line.

use std::io::{self, BufRead};

use super::DEPTH;
use crate::interop::source::Source;
use crate::interop::{Problem, Severity};

/// How many bytes are shown of what stands outside of records.
const SHOWN: usize = 80;
/// How many levels are known by their kind; below them only their number is.
const KNOWN: usize = 64;

/// How a record begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::interop) enum Start {
    /// With `{`.
    Object,
    /// With `["vcard"`.
    Card,
}

/// Something found in a file of records.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::interop) enum Frame {
    /// What may be a record.
    Record { first_line: u32, last_line: u32, bytes: Vec<u8> },
    /// What cannot be one: why, where that shows, and its bytes if they are not too many.
    Broken { first_line: u32, last_line: u32, problem: Problem, bytes: Option<Vec<u8>> },
    /// Something between records.
    Outside(Problem),
}

/// Finds the records of a file by their brackets; holds one at a time.
///
/// A record whose brackets do not match ends where the next one must begin: at a bracket that may
/// not stand where it stands. A string ends with its line.
#[derive(Debug)]
pub(in crate::interop) struct Frames<R> {
    source: Source<R>,
    start: Start,
    /// How many bytes a record may have.
    limit: usize,
    line: u32,
    /// Whether the records stand in an array.
    array: bool,
    open: Option<Open>,
    /// What stands outside of records, not yet reported, and where.
    stray: Vec<u8>,
    stray_line: u32,
    ended: bool,
}

#[derive(Debug)]
struct Open {
    first_line: u32,
    bytes: Vec<u8>,
    over: Option<(&'static str, u32)>,
    /// The brackets that are open, the first [`KNOWN`] of them.
    stack: Vec<u8>,
    deeper: usize,
    in_string: bool,
    escaped: bool,
    /// Where the string began, in `bytes`.
    string: usize,
    /// The last byte that is not blank and not in a string; `"` for a whole string.
    last: u8,
    /// The one before a string.
    before: u8,
    /// Where the last bracket was opened.
    bracket: (usize, u32),
}

/// What a byte does to a record.
enum Step {
    More,
    /// It is whole with this byte.
    Whole,
    /// It ended before this byte, which does not belong to it.
    Before,
    /// Another one began at this place of its bytes, on this line.
    Another(usize, u32),
}

impl<R: BufRead> Frames<R> {
    pub(in crate::interop) fn new(reader: R, start: Start, limit: usize) -> io::Result<Self> {
        Ok(Self {
            source: Source::new(reader)?,
            start,
            limit,
            line: 1,
            array: false,
            open: None,
            stray: Vec::new(),
            stray_line: 1,
            ended: false,
        })
    }

    fn read(&mut self) -> io::Result<Option<Frame>> {
        loop {
            let bytes = self.source.fill()?;
            if bytes.is_empty() {
                return Ok(self.finish());
            }
            // Taken out so that the state can change while they are looked at.
            let part = bytes[..bytes.len().min(4096)].to_vec();
            for (at, byte) in part.iter().enumerate() {
                let (frame, used) = self.byte(*byte);
                if used {
                    self.line = self.line.saturating_add(u32::from(*byte == b'\n'));
                }
                if frame.is_some() {
                    self.source.consume(at + usize::from(used));
                    return Ok(frame);
                }
            }
            self.source.consume(part.len());
        }
    }

    /// Takes a byte; gives what ended with it, and whether the byte was used up.
    fn byte(&mut self, byte: u8) -> (Option<Frame>, bool) {
        let Some(open) = &mut self.open else { return self.outside(byte) };
        if self.start == Start::Card && open.bytes.len() == 1 && !byte.is_ascii_whitespace() {
            // The first byte behind a bracket tells a card from an array of them.
            match byte {
                b'[' => {
                    self.open = None;
                    self.array = true;
                    return self.outside(byte);
                }
                b']' => {
                    self.open = None;
                    return (None, true);
                }
                _ => {}
            }
        } else if self.start == Start::Card && open.bytes.len() == 1 {
            return (None, true);
        }
        match open.step(byte, self.line, self.start) {
            Step::More => {
                open.limit(self.limit, self.line);
                (None, true)
            }
            Step::Whole => (self.close(), true),
            Step::Before => (self.broken(), false),
            Step::Another(at, line) => {
                let Some(open) = &mut self.open else { return (None, true) };
                let bytes = open.bytes.split_off(at.min(open.bytes.len()));
                let broken = self.broken();
                // What stands of it so far is `["vcard"`.
                let mut next = Open::new(b'[', line);
                for byte in &bytes[1..] {
                    next.step(*byte, line, Start::Object);
                }
                self.open = Some(next);
                (broken, true)
            }
        }
    }

    fn outside(&mut self, byte: u8) -> (Option<Frame>, bool) {
        let starts = match self.start {
            Start::Object => byte == b'{',
            Start::Card => byte == b'[',
        };
        if starts || matches!(byte, b'\n' | b',' | b'[' | b']') {
            if !self.stray.is_empty() {
                return (self.stray(), false);
            }
            match byte {
                _ if starts => self.open = Some(Open::new(byte, self.line)),
                b'[' => self.array = true,
                b']' => self.array = false,
                _ => {}
            }
        } else if !byte.is_ascii_whitespace() || !self.stray.is_empty() {
            if self.stray.is_empty() {
                self.stray_line = self.line;
            }
            if self.stray.len() < SHOWN * 4 {
                self.stray.push(byte);
            }
        }
        (None, true)
    }

    fn stray(&mut self) -> Option<Frame> {
        let bytes = std::mem::take(&mut self.stray);
        let text = String::from_utf8_lossy(&bytes);
        let problem = Problem::new(Severity::Warning, "json.outside", self.stray_line, text.trim());
        Some(Frame::Outside(problem))
    }

    fn close(&mut self) -> Option<Frame> {
        let open = self.open.take()?;
        let (first_line, last_line) = (open.first_line, self.line);
        Some(match open.over {
            Some((code, line)) => {
                let problem = Problem::new(Severity::Error, code, line, "");
                let bytes = (code != "json.too_large").then_some(open.bytes);
                Frame::Broken { first_line, last_line, problem, bytes }
            }
            None => Frame::Record { first_line, last_line, bytes: open.bytes },
        })
    }

    /// Closes a record that is not whole.
    fn broken(&mut self) -> Option<Frame> {
        if let Some(open) = &mut self.open {
            open.over.get_or_insert(("json.unterminated", self.line));
        }
        self.close()
    }

    fn finish(&mut self) -> Option<Frame> {
        if self.open.is_some() {
            return self.broken();
        }
        if !self.stray.is_empty() {
            return self.stray();
        }
        self.ended = true;
        None
    }
}

impl<R: BufRead> Iterator for Frames<R> {
    type Item = io::Result<Frame>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let frame = self.read();
        self.ended |= frame.is_err();
        frame.transpose()
    }
}

impl Open {
    fn new(byte: u8, line: u32) -> Self {
        Self {
            first_line: line,
            bytes: vec![byte],
            over: None,
            stack: vec![byte],
            deeper: 0,
            in_string: false,
            escaped: false,
            string: 0,
            last: byte,
            before: 0,
            bracket: (0, line),
        }
    }

    fn limit(&mut self, limit: usize, line: u32) {
        if self.bytes.len() > limit {
            self.over = Some(("json.too_large", line));
            self.bytes = Vec::new();
            self.string = 0;
        } else if self.over.is_some_and(|(code, _)| code == "json.too_large") {
            self.bytes.clear();
            self.string = 0;
        }
    }

    fn step(&mut self, byte: u8, line: u32, start: Start) -> Step {
        let at = self.bytes.len();
        if self.in_string {
            self.bytes.push(byte);
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' | b'\n' => {
                    self.in_string = false;
                    let nested = self.stack.len() > 1 && self.before == b'[';
                    let text = self.bytes.get(self.string..).unwrap_or_default();
                    if start == Start::Card && nested && text == b"\"vcard\"" {
                        return Step::Another(self.bracket.0, self.bracket.1);
                    }
                }
                _ => {}
            }
            return Step::More;
        }
        match byte {
            b'"' => {
                (self.in_string, self.escaped, self.string, self.before) =
                    (true, false, at, self.last)
            }
            b'{' | b'[' => {
                let inside = self.stack.last().copied().unwrap_or_default();
                let fits = match (inside, self.deeper) {
                    (_, 1..) => true,
                    (b'{', _) => self.last == b':',
                    _ => matches!(self.last, b'[' | b','),
                };
                if !fits && start == Start::Object && byte == b'{' {
                    return Step::Before;
                }
                self.bracket = (at, line);
                match self.stack.len() {
                    KNOWN.. => self.deeper += 1,
                    _ => self.stack.push(byte),
                }
                if self.stack.len() > DEPTH {
                    self.over.get_or_insert(("json.too_deep", line));
                }
            }
            b'}' | b']' if self.deeper > 0 => self.deeper -= 1,
            b'}' | b']' => {
                let opener = if byte == b'}' { b'{' } else { b'[' };
                match self.stack.iter().rposition(|known| *known == opener) {
                    Some(place) => self.stack.truncate(place),
                    // It closes the array around the records.
                    None if byte == b']' => return Step::Before,
                    None => {}
                }
                if self.stack.is_empty() {
                    self.bytes.push(byte);
                    return Step::Whole;
                }
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            self.last = byte;
        }
        self.bytes.push(byte);
        Step::More
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, start: Start) -> Vec<String> {
        let reader = io::BufReader::with_capacity(3, text.as_bytes());
        let frames = Frames::new(reader, start, 60).unwrap();
        let frame = |frame: io::Result<Frame>| match frame.unwrap() {
            Frame::Record { first_line, last_line, bytes } => {
                format!("{first_line}-{last_line} {}", String::from_utf8(bytes).unwrap())
            }
            Frame::Broken { first_line, last_line, problem, .. } => {
                format!("{first_line}-{last_line} {} {}", problem.code, problem.line)
            }
            Frame::Outside(problem) => format!("{} {}", problem.line, problem.excerpt),
        };
        frames.map(frame).collect()
    }

    #[test]
    fn records_stand_alone_in_arrays_and_on_lines() {
        let object = |text: &str| shown(text, Start::Object);
        assert_eq!(object("\u{feff}{}"), ["1-1 {}"]);
        assert_eq!(
            object("[\n{\"a\":[1]},\n {\"b\":\"}\\\"]\"}\n]\n"),
            ["2-2 {\"a\":[1]}", "3-3 {\"b\":\"}\\\"]\"}"]
        );
        assert_eq!(object("{}\n\n{\n}\n{}{}"), ["1-1 {}", "3-4 {\n}", "5-5 {}", "5-5 {}"]);
        assert_eq!(object("[]"), [""; 0]);
        assert_eq!(
            object("x y\n[1, {}, null]\n\"q\""),
            ["1 x y", "2 1", "2-2 {}", "2 null", "3 \"q\""]
        );
        let card = |text: &str| shown(text, Start::Card);
        assert_eq!(card("[ \"vcard\",[]]"), ["1-1 [\"vcard\",[]]"]);
        assert_eq!(
            card("[\n[\"vcard\",[]]\n,[\"vcard\",[[]]]]"),
            ["2-2 [\"vcard\",[]]", "3-3 [\"vcard\",[[]]]"]
        );
        assert_eq!(
            card("[\"vcard\",[]]\n[\"vcard\",[]]"),
            ["1-1 [\"vcard\",[]]", "2-2 [\"vcard\",[]]"]
        );
        assert_eq!(card("[]"), [""; 0]);
    }

    #[test]
    fn the_neighbours_of_a_damaged_record_survive() {
        let object = |text: &str| shown(text, Start::Object);
        for (text, expected) in [
            // An end is missing, a quote is missing, brackets are crossed, the file is cut.
            ("{\"a\":{\"b\":1}\n{\"c\":2}", vec!["1-2 json.unterminated 2", "2-2 {\"c\":2}"]),
            ("[{\"a\":{\"b\":1},{\"c\":2}]", vec!["1-1 json.unterminated 1", "1-1 {\"c\":2}"]),
            ("{\"a\":\"b}\n{\"c\":2}", vec!["1-2 json.unterminated 2", "2-2 {\"c\":2}"]),
            ("[{\"a\":[1},{\"c\":2}]", vec!["1-1 {\"a\":[1}", "1-1 {\"c\":2}"]),
            ("[{\"a\":1,]\n{\"c\":2}", vec!["1-1 json.unterminated 1", "2-2 {\"c\":2}"]),
            ("[{\"c\":2},{\"a\":", vec!["1-1 {\"c\":2}", "1-1 json.unterminated 1"]),
        ] {
            assert_eq!(object(text), expected, "{text}");
        }
        let card = |text: &str| shown(text, Start::Card);
        let whole = "[\"vcard\",[]]";
        for text in [
            format!("[[\"vcard\",[[\"fn\"],{whole}]"),
            format!("[\"vcard\",[[\"fn\"]\n{whole}"),
            format!("[[\"vcard\",[[\"fn\",{{}}\n, {whole} ,"),
        ] {
            let found = card(&text);
            assert_eq!(found.len(), 2, "{found:?}");
            assert!(
                found[0].contains("json.unterminated") && found[1].ends_with(whole),
                "{found:?}"
            );
        }
    }

    #[test]
    fn a_record_over_a_limit_is_passed_over() {
        let object = |text: &str| shown(text, Start::Object);
        let long = format!("[{{\"a\":\"{}\"}},{{}}]", "x".repeat(100));
        assert_eq!(object(&long), ["1-1 json.too_large 1", "1-1 {}"]);
        let deep = format!("[{{\"a\":{}{}}},{{}}]", "[".repeat(17), "]".repeat(17));
        assert_eq!(object(&deep), ["1-1 json.too_deep 1", "1-1 {}"]);
        let bomb = format!("{{\"a\":{}{}}}\n{{}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(object(&bomb), ["1-1 json.too_large 1", "2-2 {}"]);
        assert_eq!(object(&"{\"a\":".repeat(100_000)), ["1-1 json.too_large 1"]);
    }
}
