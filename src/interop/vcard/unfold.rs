//! From the physical lines of a card to its logical ones.
//!
//! On bytes, because a fold may cut a character; each byte is looked at a bounded number of times.

use crate::interop::lines::LineEnd;

use super::frame::Frame;
use super::nesting::{Nesting, Step, is_indented};
use super::transfer::{self, Transfer};
use super::{Version, head};

/// How many bytes a head may have whose encoding is needed before it is whole.
const HEAD: usize = 8 * 1024;
/// How many bytes before the end of a line are searched for a soft break.
const NEAR: usize = 8;
/// How many parameters are looked at; what is allowed is checked later.
const MOST: usize = 1024;

/// The logical lines of a card.
pub(super) struct Unfold<'a, 'j> {
    rest: &'a [u8],
    ends: LineEnd,
    version: Version,
    /// Only if there are cards within the card.
    nesting: Option<Nesting>,
    /// The number of the next physical line.
    number: u32,
    /// The physical line that begins the next logical one, and its number.
    next: Option<(u32, &'a [u8])>,
    /// The open line, if it is one physical line; else it is in `joined`.
    single: Option<&'a [u8]>,
    joined: &'j mut Vec<u8>,
    /// How the value of the open line is encoded, as soon as its head is there.
    transfer: Option<Transfer>,
}

/// A line after unfolding.
pub(super) struct Logical<'l> {
    /// The number of its first physical line.
    pub(super) line: u32,
    pub(super) bytes: &'l [u8],
    /// Whether its value is a card of several lines.
    pub(super) nested: bool,
}

impl<'a, 'j> Unfold<'a, 'j> {
    /// The lines of the card in `frame`. Lines are put together in `joined`.
    pub(super) fn new(frame: &Frame<'a>, joined: &'j mut Vec<u8>) -> Self {
        let Frame { body, first, ends, version, nested, .. } = *frame;
        Self {
            rest: body,
            ends,
            version,
            nesting: nested.then(Nesting::default),
            number: first,
            next: None,
            single: None,
            joined,
            transfer: None,
        }
    }

    /// The next line. What was given before is gone then.
    pub(super) fn next(&mut self) -> Option<Logical<'_>> {
        let (line, first) = match self.next.take() {
            Some(next) => next,
            None => self.first()?,
        };
        self.single = Some(first);
        self.transfer = None;
        let (mut blank, mut nested) = (false, false);
        while let Some((number, line, step)) = self.step() {
            match step {
                Step::Blank => blank = true,
                Step::Nested => {
                    self.nest(line, nested);
                    nested = true;
                }
                _ if self.joins(line, blank) => blank = false,
                _ => {
                    self.next = Some((number, line));
                    break;
                }
            }
        }
        Some(Logical { line, bytes: self.bytes(), nested })
    }

    /// The first line of all.
    fn first(&mut self) -> Option<(u32, &'a [u8])> {
        loop {
            let (number, line, step) = self.step()?;
            if step == Step::Text {
                return Some((number, line));
            }
        }
    }

    /// The next physical line with its number, up to the end of the card.
    fn step(&mut self) -> Option<(u32, &'a [u8], Step)> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, rest) = self.ends.split(self.rest);
        self.rest = rest;
        let number = self.number;
        self.number = number.saturating_add(1);
        let step = match &mut self.nesting {
            Some(nesting) => nesting.step(line),
            None if line.is_empty() => Step::Blank,
            None => Step::Text,
        };
        Some((number, line, step))
    }

    /// Joins the line to the open one, if it does not begin a new one.
    fn joins(&mut self, line: &[u8], blank: bool) -> bool {
        let indented = is_indented(line);
        if self.ends_softly() && self.transfer(!indented) == Transfer::Quoted {
            self.take_soft_break();
            // In 2.1 the blank belongs to the text, later it is that of a fold.
            let from = usize::from(indented && self.version != Version::V2_1);
            self.joined().extend_from_slice(&line[from..]);
            return true;
        }
        if indented {
            self.joined().extend_from_slice(&line[1..]);
            return true;
        }
        // What is asked last costs most, and is hardly ever asked.
        if blank
            || transfer::looks_like_property(line, is_indented(self.rest))
            || self.transfer(true) == Transfer::None
        {
            return false;
        }
        let text = self.transfer == Some(Transfer::Quoted);
        let joined = self.joined();
        if text {
            joined.push(b'\n');
        }
        joined.extend_from_slice(line);
        true
    }

    /// Adds a line of a card within the card, in the form in which 3.0 writes such a value.
    fn nest(&mut self, line: &[u8], further: bool) {
        let joined = self.joined();
        if !further {
            joined.extend_from_slice(b"\\n");
        }
        for byte in line {
            if matches!(byte, b'\\' | b';' | b',') {
                joined.push(b'\\');
            }
            joined.push(*byte);
        }
        joined.extend_from_slice(b"\\n");
    }

    /// The open line, as far as it is there.
    fn bytes(&self) -> &[u8] {
        self.single.unwrap_or(self.joined)
    }

    /// The open line, to be added to.
    fn joined(&mut self) -> &mut Vec<u8> {
        if let Some(single) = self.single.take() {
            self.joined.clear();
            self.joined.extend_from_slice(single);
        }
        self.joined
    }

    /// How the value is encoded; `whole` if the head surely is there.
    fn transfer(&mut self, whole: bool) -> Transfer {
        if let Some(transfer) = self.transfer {
            return transfer;
        }
        let bytes = self.bytes();
        let head = if whole { head::parse(bytes, MOST).ok() } else { head::parse_begin(bytes) };
        let transfer = head.as_ref().map(transfer::of_head);
        if transfer.is_some() || whole || bytes.len() > HEAD {
            self.transfer = Some(transfer.unwrap_or(Transfer::None));
        }
        transfer.unwrap_or(Transfer::None)
    }

    /// Whether the last sign is the soft break of quoted-printable; few blanks may follow it.
    fn ends_softly(&self) -> bool {
        near_end(self.bytes()).last() == Some(&b'=')
    }

    fn take_soft_break(&mut self) {
        let joined = self.joined();
        let blanks = joined.len().min(NEAR) - near_end(joined).len();
        joined.truncate(joined.len() - blanks - 1);
    }
}

/// The last bytes without blanks. To look at all the blanks each time would not be linear.
fn near_end(bytes: &[u8]) -> &[u8] {
    bytes[bytes.len().saturating_sub(NEAR)..].trim_ascii_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(body: &[u8], version: Version) -> Vec<(u32, Vec<u8>)> {
        let mut joined = Vec::new();
        let frame = Frame { nested: true, ..Frame::new(body, 2, LineEnd::Feed, version) };
        let mut lines = Unfold::new(&frame, &mut joined);
        let mut all = Vec::new();
        while let Some(Logical { line, bytes, .. }) = lines.next() {
            all.push((line, bytes.to_vec()));
        }
        all
    }

    fn unfold(body: &str, version: Version) -> Vec<String> {
        let lines = lines(body.as_bytes(), version).into_iter();
        lines.map(|(line, bytes)| format!("{line} {}", String::from_utf8_lossy(&bytes))).collect()
    }

    #[test]
    fn folds_are_taken_out_and_blank_lines_ignored() {
        assert_eq!(
            unfold("NOTE:a\r\n b\r\r\n\n\t c\nTEL:1\n", Version::V3_0),
            ["2 NOTE:ab c", "6 TEL:1"],
        );
        let lines = lines(b"N:\xc3\n \xa4\n", Version::V3_0);
        assert_eq!(lines[0].1, "N:ä".as_bytes());
    }

    #[test]
    fn soft_breaks_join_and_what_is_no_property_belongs_to_the_value() {
        let body = "NOTE;QUOTED-PRINTABLE:a=\nhttp://b=\n c=0A\nd e\nTEL:1=\n";
        assert_eq!(
            unfold(body, Version::V2_1),
            ["2 NOTE;QUOTED-PRINTABLE:ahttp://b c=0A\nd e", "6 TEL:1="],
        );
        assert_eq!(
            unfold("N;ENCODING=QUOTED-PRINTABLE:a=\n b=\n", Version::V3_0),
            ["2 N;ENCODING=QUOTED-PRINTABLE:ab="],
        );
    }

    #[test]
    fn base64_blocks_need_no_indent() {
        assert_eq!(
            unfold("PHOTO;BASE64:\nAAAA\n  BBBB\nCC==\n\nTEL:1\n", Version::V2_1),
            ["2 PHOTO;BASE64:AAAA BBBBCC==", "7 TEL:1"],
        );
        assert_eq!(
            unfold("PHOTO;ENCODING=B:AA\nTEL;HOME:1\n", Version::V2_1),
            ["2 PHOTO;ENCODING=B:AA", "3 TEL;HOME:1"],
        );
    }

    #[test]
    fn a_card_within_the_card_is_the_value_of_its_agent() {
        assert_eq!(
            unfold("AGENT:\nBEGIN:VCARD\nN:a;b\nEND:VCARD\nTEL:1\n", Version::V2_1),
            [r"2 AGENT:\nBEGIN:VCARD\nN:a\;b\nEND:VCARD\n", "6 TEL:1"],
        );
        assert_eq!(
            unfold("AGENT:BEGIN:VCARD\nEND:VCARD\nTEL:1\n", Version::V2_1),
            [r"2 AGENT:BEGIN:VCARD\nEND:VCARD\n", "4 TEL:1"],
        );
    }
}
