//! Where cards begin and end.
//!
//! vCard 2.1 puts a card into another one by an `AGENT:` with `BEGIN:VCARD` behind it or on the
//! next line. Any other `BEGIN` within a card means that the `END` of the open one is missing.

use super::head;
use super::transfer::{self, Transfer};

/// Follows the physical lines of an open card.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Nesting {
    /// Open cards within the card.
    depth: u32,
    agent: Agent,
}

/// What the last line says of a card within the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Agent {
    #[default]
    None,
    /// It was an empty `AGENT`: a card may begin.
    Empty,
    /// It was an `AGENT` with a `BEGIN`: a card has begun, unless the line goes on.
    Begun,
}

/// What a physical line is to the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing.
    Blank,
    /// The begin of a card of its own.
    Begin,
    /// The end of the card.
    End,
    /// A line of a card within the card, its `BEGIN` and `END` included.
    Nested,
    /// A line of the card.
    Text,
}

impl Nesting {
    pub(super) fn step(&mut self, line: &[u8]) -> Step {
        if line.is_empty() {
            return Step::Blank;
        }
        if self.depth == 0 && self.agent == Agent::None && is_plain(line) {
            return Step::Text;
        }
        let agent = std::mem::take(&mut self.agent);
        if agent == Agent::Begun && !is_indented(line) {
            self.depth = self.depth.saturating_add(1);
        }
        match boundary(line) {
            Some(Boundary::Begin) if agent == Agent::Empty => {
                self.depth = self.depth.saturating_add(1);
                Step::Nested
            }
            Some(Boundary::Begin) => Step::Begin,
            Some(Boundary::End) if self.depth > 0 => {
                self.depth -= 1;
                Step::Nested
            }
            Some(Boundary::End) => Step::End,
            None => {
                self.agent = open_agent(line);
                if self.depth > 0 { Step::Nested } else { Step::Text }
            }
        }
    }

    /// How many cards are open within the card.
    pub(super) fn depth(&self) -> u32 {
        self.depth
    }
}

/// Whether a line surely begins and ends nothing: most do, and cheaply so.
fn is_plain(line: &[u8]) -> bool {
    if is_indented(line) {
        return true;
    }
    let begins =
        |name: &[u8]| line.len() > name.len() && line[..name.len()].eq_ignore_ascii_case(name);
    if matches!(line[0], b'B' | b'b' | b'E' | b'e') && (begins(b"BEGIN") || begins(b"END")) {
        return false;
    }
    // Only the name of an `AGENT` ends so, whatever its group.
    let end = line.iter().position(|b| matches!(b, b';' | b':')).unwrap_or(0);
    !matches!(line[..end].trim_ascii_end().last(), Some(b'T' | b't'))
}

enum Boundary {
    Begin,
    End,
}

/// Whether a property of that name would be a part of the frame of the card.
pub(super) fn is_frame(name: &[u8]) -> bool {
    [&b"BEGIN"[..], b"END", b"VERSION"].iter().any(|n| n.eq_ignore_ascii_case(name))
}

/// `BEGIN:VCARD` and `END:VCARD` in any case, with blanks around the colon and behind.
fn boundary(line: &[u8]) -> Option<Boundary> {
    let (name, value) = named_value(line)?;
    if !value.trim_ascii().eq_ignore_ascii_case(b"VCARD") {
        return None;
    }
    if name.eq_ignore_ascii_case(b"BEGIN") {
        Some(Boundary::Begin)
    } else if name.eq_ignore_ascii_case(b"END") {
        Some(Boundary::End)
    } else {
        None
    }
}

/// The version of a `VERSION` line, as written; parameters mean nothing there.
#[inline]
pub(super) fn version(line: &[u8]) -> Option<&[u8]> {
    if !matches!(line.first(), Some(b'V' | b'v')) {
        return None;
    }
    let (head, value) = named_value(line)?;
    let name = head.split(|b| *b == b';').next()?;
    name.trim_ascii_end().eq_ignore_ascii_case(b"VERSION").then_some(value)
}

fn named_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    // No name is longer than that; a photo is not searched for a colon.
    let colon = line.iter().take(32).position(|b| *b == b':')?;
    Some((line[..colon].trim_ascii_end(), &line[colon + 1..]))
}

fn open_agent(line: &[u8]) -> Agent {
    let end = line.iter().position(|b| matches!(b, b';' | b':')).unwrap_or(0);
    let name = line[..end].rsplit(|b| *b == b'.').next().unwrap_or_default();
    if is_indented(line) || !name.trim_ascii().eq_ignore_ascii_case(b"AGENT") {
        return Agent::None;
    }
    let head = head::parse_begin(line).filter(|h| transfer::of_head(h) == Transfer::None);
    match head.map(|head| head.value.trim_ascii()) {
        Some(b"") => Agent::Empty,
        Some(value) if is_begin(value) => Agent::Begun,
        _ => Agent::None,
    }
}

/// Whether the value of an `AGENT` opens a card.
pub(super) fn is_begin(value: &[u8]) -> bool {
    value.trim_ascii().eq_ignore_ascii_case(b"BEGIN:VCARD")
}

pub(super) fn is_indented(line: &[u8]) -> bool {
    matches!(line.first(), Some(b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Vec<Step> {
        let mut nesting = Nesting::default();
        text.lines().map(|line| nesting.step(line.as_bytes())).collect()
    }

    #[test]
    fn an_agent_holds_a_card() {
        use Step::{Begin, Blank, End, Nested, Text};
        assert_eq!(
            steps(
                "N:a\nitem1.Agent;X=y:\n\nbegin : vcard \nAGENT:\nBEGIN:VCARD\nEND:VCARD\nN:b\nEND:VCARD\nTEL:1\nEnd:VCard"
            ),
            [Text, Text, Blank, Nested, Nested, Nested, Nested, Nested, Nested, Text, End],
        );
        assert_eq!(steps("AGENT:x\nBEGIN:VCARD"), [Text, Begin]);
        assert_eq!(
            steps("AGENT:Begin:VCard\nN:a\nEND:VCARD\nEND:VCARD"),
            [Text, Nested, Nested, End],
        );
        assert_eq!(steps("AGENT:BEGIN:VCARD\n \\nN:a\nEND:VCARD"), [Text, Text, End]);
        assert_eq!(steps("AGENT:x:BEGIN:VCARD\nEND:VCARD"), [Text, End]);
        assert_eq!(steps(" END:VCARD\nEND:VCARDS"), [Text, Text]);
    }
}
