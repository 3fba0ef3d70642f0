use std::io::{self, BufRead};

use super::{FORMAT, line};
use crate::contact::Property;
use crate::interop::json::{self, Frame, Frames, Start, Value};
use crate::interop::vcard::{self, Card, Limits, Version};
use crate::interop::{Found, ImportOptions, Problem, Severity, Skipped};

/// Reads the cards of a file: one, an array of them, or one a line.
///
/// # Errors
///
/// The head of the file cannot be read.
pub fn read<R: BufRead>(reader: R, options: &ImportOptions) -> io::Result<Reader<R>> {
    Reader::with_limits(reader, options, Limits::default())
}

/// The cards of a file as contacts would hold them; holds one card at a time.
///
/// Ends after the first error of the source.
#[derive(Debug)]
pub struct Reader<R> {
    frames: Frames<R>,
    options: ImportOptions,
    limits: Limits,
}

impl<R: BufRead> Reader<R> {
    /// Reads from `reader`, within `limits`; arrays may be 16 levels deep.
    ///
    /// # Errors
    ///
    /// The head of the file cannot be read.
    pub fn with_limits(reader: R, options: &ImportOptions, limits: Limits) -> io::Result<Self> {
        let frames = Frames::new(reader, Start::Card, limits.card)?;
        Ok(Self { frames, options: options.clone(), limits })
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = io::Result<Found>;

    fn next(&mut self) -> Option<Self::Item> {
        let frame = match self.frames.next()? {
            Ok(frame) => frame,
            Err(error) => return Some(Err(error)),
        };
        Some(Ok(match frame {
            Frame::Record { first_line, last_line, bytes } => {
                match card(first_line, last_line, bytes, &self.limits)
                    .and_then(|card| vcard::import(card, &self.options))
                {
                    Ok(record) => Found::Record(record),
                    Err(skipped) => Found::Skipped(skipped),
                }
            }
            Frame::Broken { first_line, last_line, problem, bytes } => {
                Found::Skipped(Skipped { first_line, last_line, problem, raw: bytes })
            }
            Frame::Outside(problem) => Found::Outside(problem),
        }))
    }
}

/// The card that these bytes are.
pub(super) fn card(
    first_line: u32,
    last_line: u32,
    raw: Vec<u8>,
    limits: &Limits,
) -> Result<Card, Skipped> {
    let text = String::from_utf8_lossy(&raw);
    let mut card = Card {
        first_line,
        last_line,
        version: Version::V4_0,
        properties: Vec::new(),
        lines: Vec::new(),
        problems: Vec::new(),
        raw: Vec::new(),
    };
    let fault = match fill(&mut card, &text, limits) {
        Ok(()) => {
            if matches!(text, std::borrow::Cow::Owned(_)) {
                let problem = Problem::new(Severity::Warning, "text.replaced", first_line, "");
                card.problems.push(problem);
            }
            card.problems.sort_by_key(|problem| problem.line);
            drop(text);
            card.raw = raw;
            return Ok(card);
        }
        Err(fault) => fault,
    };
    let line = first_line.saturating_add(fault.line);
    let problem = Problem::new(Severity::Error, fault.code, line, &fault.excerpt);
    drop(text);
    Err(Skipped { first_line, last_line, problem, raw: Some(raw) })
}

fn fill(card: &mut Card, text: &str, limits: &Limits) -> Result<(), json::Fault> {
    let parsed = json::parse(text)?;
    let fault = |code, excerpt: &str| json::Fault { code, line: 0, excerpt: excerpt.to_owned() };
    let first = card.first_line;
    let warn = |code, line: u32, excerpt: &str| {
        Problem::new(Severity::Warning, code, first.saturating_add(line), excerpt)
    };
    card.problems.extend(parsed.replaced.iter().map(|line| warn("text.replaced", *line, "")));
    card.problems.extend(parsed.repeated.iter().map(|(n, line)| warn("json.repeated", *line, n)));
    let list = match &parsed.value {
        Value::List(list) => list.as_slice(),
        _ => &[],
    };
    let [Value::Text(name), Value::List(properties), rest @ ..] = list else {
        return Err(fault("jcard.no_card", ""));
    };
    if !name.eq_ignore_ascii_case("vcard") {
        return Err(fault("jcard.no_card", name));
    }
    if properties.len() > limits.properties {
        return Err(fault("vcard.too_many_properties", ""));
    }
    let lines = property_lines(text);
    for (at, array) in properties.iter().enumerate() {
        let number = lines.get(at).copied().unwrap_or_default();
        let property = match line::line(array) {
            Some(property) if property.name == "VERSION" => continue,
            Some(property) if property.params.len() > limits.parameters => {
                return Err(json::Fault {
                    code: "vcard.too_many_parameters",
                    line: number,
                    excerpt: property.name.to_string(),
                });
            }
            Some(property) if property.value.len() > limits.line => {
                return Err(json::Fault {
                    code: "vcard.line_too_long",
                    line: number,
                    excerpt: property.name.to_string(),
                });
            }
            Some(property) => property,
            None => {
                let value = array.to_string();
                card.problems.push(warn("jcard.no_property", number, &value));
                Property { format: FORMAT.into(), value, ..Property::default() }
            }
        };
        let position = u32::try_from(card.properties.len()).unwrap_or(u32::MAX);
        card.properties.push(Property { position, ..property });
        card.lines.push(first.saturating_add(number));
    }
    // Some put sub-components there, as iCalendar has them; a card has none.
    let more = |value: &&Value| !matches!(value, Value::List(list) if list.is_empty());
    for value in rest.iter().filter(more) {
        let value = value.to_string();
        card.problems.push(warn("jcard.no_property", 0, &value));
        let position = u32::try_from(card.properties.len()).unwrap_or(u32::MAX);
        let format = FORMAT.into();
        card.properties.push(Property { format, value, position, ..Property::default() });
        card.lines.push(first);
    }
    Ok(())
}

/// The lines on which the properties of a card begin, from 0.
fn property_lines(text: &str) -> Vec<u32> {
    let (mut depth, mut line, mut string, mut escaped) = (0_usize, 0, false, false);
    let mut lines = Vec::new();
    // Whether the next thing is a property.
    let mut due = false;
    for byte in text.bytes() {
        if due && !byte.is_ascii_whitespace() {
            lines.push(line);
            due = false;
        }
        match byte {
            b'\n' => line += 1,
            _ if escaped => escaped = false,
            b'\\' if string => escaped = true,
            b'"' => string = !string,
            b'[' | b'{' if !string => {
                depth += 1;
                due |= depth == 2;
            }
            b']' | b'}' if !string => depth = depth.saturating_sub(1),
            b',' if depth == 2 && !string => due = true,
            _ => {}
        }
    }
    lines
}
