//! Cards, one after the other.

use std::io::{self, BufRead};

use crate::interop::{Problem, Severity, Skipped};

use super::frame::Open;
use super::nesting::{Nesting, Step};
use super::window::{Line, Window};
use super::{Item, Limits, parse};

/// How many bytes are shown of a line outside of cards.
const SHOWN: usize = 400;
/// How much room for lines that are put together is kept for the next card.
const KEPT: usize = 256 * 1024;
/// How many bytes are looked at of a line that is not kept.
const OUTSIDE: usize = 4096;

/// Reads the cards of a file; holds one card at a time.
///
/// Ends after the first error of the source.
#[derive(Debug)]
pub struct Cards<R> {
    window: Window<R>,
    limits: Limits,
    open: Option<Open>,
    /// Where lines are put together that are folded.
    joined: Vec<u8>,
    ended: bool,
}

impl<R: BufRead> Cards<R> {
    /// Reads from `reader`, within the default limits.
    ///
    /// # Errors
    /// The head of the file cannot be read.
    pub fn new(reader: R) -> io::Result<Self> {
        Self::with_limits(reader, Limits::default())
    }

    /// Reads from `reader`, within `limits`.
    ///
    /// # Errors
    /// The head of the file cannot be read.
    pub fn with_limits(reader: R, limits: Limits) -> io::Result<Self> {
        let window = Window::new(reader)?;
        Ok(Self { window, limits, open: None, joined: Vec::new(), ended: false })
    }

    fn read(&mut self) -> io::Result<Option<Item>> {
        loop {
            let most = match &self.open {
                Some(open) if open.over.is_none() => self.limits.card,
                _ => OUTSIDE,
            };
            let Some(line) = self.window.read(most)? else { break };
            let item = match self.open.take() {
                None => self.outside(line),
                Some(open) => self.inside(open, line),
            };
            if item.is_some() {
                return Ok(item);
            }
        }
        self.ended = true;
        let open = self.open.take();
        Ok(open.map(|open| {
            let (line, end) = (open.last_line, self.window.held().len());
            self.unterminated(open, line, end)
        }))
    }

    /// Takes a line that belongs to no card.
    fn outside(&mut self, line: Line) -> Option<Item> {
        let content = &self.window.held()[line.start..line.content];
        let code = match Nesting::default().step(content) {
            Step::Begin => {
                self.window.drop_to(line.start);
                self.open = Some(Open::new(line));
                return None;
            }
            Step::Blank => None,
            Step::End => Some("vcard.end_without_begin"),
            Step::Nested | Step::Text => Some("vcard.outside"),
        };
        let problem = code.map(|code| {
            let shown = String::from_utf8_lossy(&content[..content.len().min(SHOWN)]);
            Problem::new(Severity::Warning, code, line.number, &shown)
        });
        self.window.drop_to(line.end);
        problem.map(Item::Outside)
    }

    /// Takes a line after the begin of a card.
    fn inside(&mut self, mut open: Open, line: Line) -> Option<Item> {
        let step = open.step(&self.window.held()[line.start..line.content], line.number);
        if step == Step::Begin {
            let item = self.unterminated(open, line.number, line.start);
            self.window.drop_to(line.start);
            self.open = Some(Open::new(line));
            return Some(item);
        }
        open.last_line = line.number;
        if open.depth() > self.limits.depth {
            open.over.get_or_insert(("vcard.too_deep", line.number));
        } else if line.cut || line.end > self.limits.card {
            open.over.get_or_insert(("vcard.too_large", line.number));
        }
        if step == Step::End {
            let item = self.close(open, line.start, line.end, None);
            self.window.drop_to(line.end);
            return Some(item);
        }
        if open.over.is_some() {
            self.window.drop_to(line.end);
        }
        self.open = Some(open);
        None
    }

    /// Closes a card whose end is missing; that shows at `line`.
    fn unterminated(&mut self, open: Open, line: u32, end: usize) -> Item {
        let problem = Problem::new(Severity::Warning, "vcard.unterminated", line, "");
        self.close(open, end, end, Some(problem))
    }

    /// Closes a card whose lines are those up to `end`, its bytes those up to `raw_end`.
    fn close(&mut self, open: Open, end: usize, raw_end: usize, problem: Option<Problem>) -> Item {
        let Open { first_line, last_line, over, .. } = open;
        let skipped = |(code, line): (&'static str, u32), raw| {
            let problem = Problem::new(Severity::Error, code, line, "");
            Item::Skipped(Skipped { first_line, last_line, problem, raw })
        };
        if let Some(over) = over {
            return skipped(over, None);
        }
        let bytes = self.window.held();
        let frame = open.frame(&bytes[..end], self.window.ends());
        let read = parse::card(frame, &self.limits, &mut self.joined);
        let raw = bytes[..raw_end].to_vec();
        self.joined.shrink_to(KEPT);
        match read {
            Ok(mut card) => {
                card.last_line = last_line;
                card.problems.extend(problem);
                card.raw = raw;
                Item::Card(card)
            }
            Err(over) => skipped((over.code, over.line), Some(raw)),
        }
    }
}

impl<R: BufRead> Iterator for Cards<R> {
    type Item = io::Result<Item>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let item = self.read();
        self.ended |= item.is_err();
        item.transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interop::vcard::{Card, Version};

    fn items(text: &str, limits: Limits) -> Vec<Item> {
        Cards::with_limits(text.as_bytes(), limits).unwrap().map(Result::unwrap).collect()
    }

    fn cards(text: &str) -> Vec<Card> {
        let items = items(text, Limits::default()).into_iter();
        items.filter_map(|i| if let Item::Card(card) = i { Some(card) } else { None }).collect()
    }

    fn said(items: &[Item]) -> Vec<String> {
        let text = |problem: &Problem| format!("{} {}", problem.line, problem.code);
        items
            .iter()
            .flat_map(|item| match item {
                Item::Card(card) => {
                    let mut said = vec![format!("card {}-{}", card.first_line, card.last_line)];
                    said.extend(card.problems.iter().map(text));
                    said
                }
                Item::Skipped(skipped) => vec![format!(
                    "skipped {}-{}: {}",
                    skipped.first_line,
                    skipped.last_line,
                    text(&skipped.problem)
                )],
                Item::Outside(problem) => vec![text(problem)],
            })
            .collect()
    }

    #[test]
    fn cards_come_with_their_lines_and_bytes() {
        let text = "\nbegin:vcard\r\nversion:4.0\r\nFN:a\r\nend : vcard \r\nBEGIN:VCARD\nVERSION:2.1\nEND:VCARD";
        let cards = cards(text);
        assert_eq!(cards.len(), 2);
        assert_eq!((cards[0].first_line, cards[0].last_line), (2, 5));
        assert_eq!(cards[0].version, Version::V4_0);
        assert_eq!(cards[0].properties.len(), 1);
        let raw: Vec<u8> = cards.iter().flat_map(|c| c.raw.clone()).collect();
        assert_eq!(raw, text.as_bytes()[1..]);
        assert_eq!((cards[1].first_line, cards[1].version), (6, Version::V2_1));
    }

    #[test]
    fn missing_ends_and_begins_and_text_outside_are_reported() {
        let text = "--x\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nN:a\nBEGIN:VCARD\nVERSION:3.0\n\nEND:VCARD\nENCODING:UTF-8\nBEGIN:VCARD\nFN:b";
        assert_eq!(
            said(&items(text, Limits::default())),
            [
                "1 vcard.outside",
                "2 vcard.end_without_begin",
                "card 3-5",
                "6 vcard.unterminated",
                "card 6-9",
                "10 vcard.outside",
                "card 11-12",
                "11 vcard.no_version",
                "12 vcard.unterminated",
            ]
        );
    }

    #[test]
    fn a_card_over_a_limit_is_skipped_and_the_next_one_is_read() {
        let limits = Limits::default().with_bytes(60, 200).with_properties(3).with_parameters(2);
        let long = "x".repeat(300);
        let folded = format!("NOTE:a{}\n", "\n bcdefghijklmnopqrstuvwxyz".repeat(3));
        for (body, code, held) in [
            (format!("NOTE:{long}\n"), "vcard.too_large", false),
            (format!("{}\n", "N:a\n".repeat(60)), "vcard.too_large", false),
            (folded, "vcard.line_too_long", true),
            ("A:1\nB:2\nC:3\nD:4\n".into(), "vcard.too_many_properties", true),
            ("A;b;c;d:1\n".into(), "vcard.too_many_parameters", true),
            ("AGENT:\nBEGIN:VCARD\n".repeat(9) + &"END:VCARD\n".repeat(9), "vcard.too_deep", false),
        ] {
            let limits = if held { limits.clone() } else { limits.clone().with_bytes(200, 200) };
            let limits = if code == "vcard.too_deep" { Limits::default() } else { limits };
            let text = format!(
                "BEGIN:VCARD\nVERSION:3.0\n{body}END:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:b\nEND:VCARD\n"
            );
            let items = items(&text, limits);
            assert_eq!(items.len(), 2, "{code}");
            let Item::Skipped(skipped) = &items[0] else { panic!("{code} not skipped") };
            assert_eq!(skipped.problem.code, code);
            assert_eq!(skipped.raw.is_some(), held);
            let Item::Card(card) = &items[1] else { panic!("the card after {code} is lost") };
            assert_eq!(card.properties[0].value, "b");
        }
    }

    #[test]
    fn utf_16_is_read() {
        let text = "\u{feff}BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ünal\r\nEND:VCARD\r\n";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let item = Cards::new(bytes.as_slice()).unwrap().next().unwrap().unwrap();
        let Item::Card(card) = item else { panic!() };
        assert_eq!(card.properties[0].value, "Ünal");
        assert!(card.problems.is_empty());
    }

    #[test]
    fn an_error_of_the_source_ends_the_cards() {
        #[derive(Debug)]
        struct Broken;
        impl io::Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        let head = b"BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n".repeat(3000);
        let reader = io::BufReader::new(io::Read::chain(head.as_slice(), Broken));
        let mut cards = Cards::new(reader).unwrap();
        assert!(cards.by_ref().any(|item| item.is_err()));
        assert!(cards.next().is_none());
        assert!(Cards::new(io::BufReader::new(Broken)).is_err());
    }
}
