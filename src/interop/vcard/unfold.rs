//! From the physical lines of a card to its logical ones.
//!
//! On bytes, because a fold may cut a character; each byte is looked at a bounded number of times.

use crate::interop::lines::LineEnd;

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
pub(super) struct Unfold<'a> {
    rest: &'a [u8],
    ends: LineEnd,
    version: Version,
    nesting: Nesting,
    /// The number of the next physical line.
    number: u32,
    current: Option<Logical>,
    ended: bool,
}

/// A line after unfolding.
pub(super) struct Logical {
    /// The number of its first physical line.
    pub(super) line: u32,
    pub(super) bytes: Vec<u8>,
    /// How its value is encoded, as soon as its head is there.
    transfer: Option<Transfer>,
}

impl<'a> Unfold<'a> {
    /// The lines of `raw`, whose first one is the `BEGIN` and has the number `first`.
    pub(super) fn new(raw: &'a [u8], first: u32, ends: LineEnd, version: Version) -> Self {
        let (_, rest) = ends.split(raw);
        let (nesting, number) = (Nesting::default(), first.saturating_add(1));
        Self { rest, ends, version, nesting, number, current: None, ended: false }
    }

    /// Joins the line to the open one, or gives it back if it begins a new one.
    fn join<'l>(&mut self, line: &'l [u8], blank: bool) -> Option<&'l [u8]> {
        let Some(open) = &mut self.current else {
            return Some(line);
        };
        let indented = is_indented(line);
        if open.ends_softly() && open.transfer(!indented) == Transfer::Quoted {
            open.take_soft_break();
            // In 2.1 the blank belongs to the text, later it is that of a fold.
            let from = usize::from(indented && self.version != Version::V2_1);
            open.bytes.extend_from_slice(&line[from..]);
            return None;
        }
        if indented {
            open.bytes.extend_from_slice(&line[1..]);
            return None;
        }
        let transfer = open.transfer(true);
        let property = transfer::looks_like_property(line, is_indented(self.rest));
        if transfer == Transfer::None || blank || property {
            return Some(line);
        }
        if transfer == Transfer::Quoted {
            open.bytes.push(b'\n');
        }
        open.bytes.extend_from_slice(line);
        None
    }

    /// Adds a line of a card within the card, in the form in which 3.0 writes such a value.
    fn nest(&mut self, line: &[u8]) {
        let Some(open) = &mut self.current else {
            return;
        };
        if !open.bytes.ends_with(b":") && !open.bytes.ends_with(b"\\n") {
            open.bytes.extend_from_slice(b"\\n");
        }
        for byte in line {
            if matches!(byte, b'\\' | b';' | b',') {
                open.bytes.push(b'\\');
            }
            open.bytes.push(*byte);
        }
        open.bytes.extend_from_slice(b"\\n");
    }
}

impl Iterator for Unfold<'_> {
    type Item = Logical;

    fn next(&mut self) -> Option<Logical> {
        let mut blank = false;
        while !self.rest.is_empty() && !self.ended {
            let (line, rest) = self.ends.split(self.rest);
            self.rest = rest;
            let number = self.number;
            self.number = number.saturating_add(1);
            match self.nesting.step(line) {
                Step::Blank => blank = true,
                Step::Begin | Step::End => self.ended = true,
                Step::Nested => self.nest(line),
                Step::Text => {
                    if let Some(line) = self.join(line, blank) {
                        let done = self.current.replace(Logical::new(number, line));
                        if done.is_some() {
                            return done;
                        }
                    }
                    blank = false;
                }
            }
        }
        self.current.take()
    }
}

impl Logical {
    fn new(line: u32, bytes: &[u8]) -> Self {
        Self { line, bytes: bytes.to_vec(), transfer: None }
    }

    /// How the value is encoded; `whole` if the head surely is there.
    fn transfer(&mut self, whole: bool) -> Transfer {
        if let Some(transfer) = self.transfer {
            return transfer;
        }
        let head = if whole {
            head::parse(&self.bytes, MOST).ok()
        } else {
            head::parse_begin(&self.bytes)
        };
        let transfer = head.as_ref().map(transfer::of_head);
        if transfer.is_some() || whole || self.bytes.len() > HEAD {
            self.transfer = Some(transfer.unwrap_or(Transfer::None));
        }
        transfer.unwrap_or(Transfer::None)
    }

    /// Whether the last sign is the soft break of quoted-printable; few blanks may follow it.
    fn ends_softly(&self) -> bool {
        self.near_end().last() == Some(&b'=')
    }

    fn take_soft_break(&mut self) {
        let blanks = self.bytes.len().min(NEAR) - self.near_end().len();
        self.bytes.truncate(self.bytes.len() - blanks - 1);
    }

    /// The last bytes without blanks. To look at all the blanks each time would not be linear.
    fn near_end(&self) -> &[u8] {
        self.bytes[self.bytes.len().saturating_sub(NEAR)..].trim_ascii_end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unfold(body: &str, version: Version) -> Vec<String> {
        let raw = format!("BEGIN:VCARD\n{body}");
        Unfold::new(raw.as_bytes(), 1, LineEnd::Feed, version)
            .map(|l| format!("{} {}", l.line, String::from_utf8_lossy(&l.bytes)))
            .collect()
    }

    #[test]
    fn folds_are_taken_out_and_blank_lines_ignored() {
        assert_eq!(
            unfold("NOTE:a\r\n b\r\r\n\n\t c\nTEL:1\nEND:VCARD\nX:y", Version::V3_0),
            ["2 NOTE:ab c", "6 TEL:1"],
        );
        let raw = b"BEGIN:VCARD\nN:\xc3\n \xa4\n";
        let lines: Vec<_> = Unfold::new(raw, 1, LineEnd::Feed, Version::V3_0).collect();
        assert_eq!(lines[0].bytes, "N:ä".as_bytes());
    }

    #[test]
    fn soft_breaks_join_and_what_is_no_property_belongs_to_the_value() {
        let body = "NOTE;QUOTED-PRINTABLE:a=\nhttp://b=\n c=0A\nd e\nTEL:1=\n";
        assert_eq!(
            unfold(body, Version::V2_1),
            ["2 NOTE;QUOTED-PRINTABLE:ahttp://b c=0A\nd e", "6 TEL:1="],
        );
        assert_eq!(
            unfold("N;ENCODING=QUOTED-PRINTABLE:a=\n b=\nEND:VCARD\n", Version::V3_0),
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
            unfold("AGENT:\nBEGIN:VCARD\nN:a;b\nEND:VCARD\nTEL:1\nEND:VCARD\n", Version::V2_1),
            [r"2 AGENT:BEGIN:VCARD\nN:a\;b\nEND:VCARD\n", "6 TEL:1"],
        );
        assert_eq!(
            unfold("AGENT:BEGIN:VCARD\nEND:VCARD\nTEL:1\nEND:VCARD\n", Version::V2_1),
            [r"2 AGENT:BEGIN:VCARD\nEND:VCARD\n", "4 TEL:1"],
        );
    }
}
