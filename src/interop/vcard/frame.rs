//! A card while it is read: where it begins and ends, and what its frame says.

use crate::interop::lines::LineEnd;
use crate::interop::{Problem, Severity};

use super::nesting::{self, Nesting, Step};
use super::window::Line;
use super::{SHOWN, Version};

/// A card whose end has not come yet.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) first_line: u32,
    pub(super) last_line: u32,
    /// Where its first line ends.
    start: usize,
    nesting: Nesting,
    /// Whether there was a card within the card.
    nested: bool,
    /// How many lines begin a property, at most.
    lines: usize,
    /// The first version that the card names, wherever that stands.
    version: Option<Version>,
    problems: Vec<Problem>,
    /// Why nothing more of it is held, and where that was.
    pub(super) over: Option<(&'static str, u32)>,
}

/// A card of which all lines are there.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    /// Its lines between `BEGIN` and `END`.
    pub(super) body: &'a [u8],
    /// The number of the first of them.
    pub(super) first: u32,
    pub(super) ends: LineEnd,
    pub(super) version: Version,
    pub(super) nested: bool,
    pub(super) lines: usize,
    /// What is wrong with its frame.
    pub(super) problems: Vec<Problem>,
}

impl Open {
    /// A card whose `BEGIN` is this line, the first that is held.
    pub(super) fn new(line: Line) -> Self {
        Self {
            first_line: line.number,
            last_line: line.number,
            start: line.end - line.start,
            nesting: Nesting::default(),
            nested: false,
            lines: 0,
            version: None,
            problems: Vec::new(),
            over: line.cut.then_some(("vcard.too_large", line.number)),
        }
    }

    /// Looks at the next line.
    pub(super) fn step(&mut self, content: &[u8], number: u32) -> Step {
        let step = self.nesting.step(content);
        match step {
            Step::Text => {
                self.lines += usize::from(!nesting::is_indented(content));
                if let Some(text) = nesting::version(content) {
                    self.version(text, number);
                }
            }
            Step::Nested => self.nested = true,
            Step::Blank | Step::Begin | Step::End => {}
        }
        step
    }

    /// How many cards are open within the card.
    pub(super) fn depth(&self) -> u32 {
        self.nesting.depth()
    }

    fn version(&mut self, text: &[u8], number: u32) {
        match (self.version, Version::parse(text)) {
            (None, None) => {
                self.warn("vcard.version", number, text);
                self.version = Some(Version::V3_0);
            }
            (None, version) => self.version = version,
            (Some(_), version) if version == self.version => {}
            (Some(_), _) => self.warn("vcard.versions", number, text),
        }
    }

    fn warn(&mut self, code: &'static str, line: u32, text: &[u8]) {
        let text = String::from_utf8_lossy(&text[..text.len().min(SHOWN)]);
        let problem = Problem::new(Severity::Warning, code, line, &text);
        self.problems.push(problem.about("VERSION"));
    }

    /// The card, whose lines are those of `bytes`, the `BEGIN` among them.
    pub(super) fn frame(mut self, bytes: &[u8], ends: LineEnd) -> Frame<'_> {
        if self.version.is_none() {
            self.warn("vcard.no_version", self.first_line, b"");
        }
        Frame {
            nested: self.nested,
            lines: self.lines,
            problems: self.problems,
            ..Frame::new(
                bytes.get(self.start..).unwrap_or_default(),
                self.first_line.saturating_add(1),
                ends,
                self.version.unwrap_or(Version::V3_0),
            )
        }
    }
}

impl<'a> Frame<'a> {
    /// A card that is in order.
    pub(super) fn new(body: &'a [u8], first: u32, ends: LineEnd, version: Version) -> Self {
        Self { body, first, ends, version, nested: false, lines: 0, problems: Vec::new() }
    }
}
