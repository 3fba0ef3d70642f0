use std::io::{self, BufRead};

use super::lines::lines;
use super::slots::{self, Slot};
use crate::contact::Property;
use crate::interop::json::{self, Frame, Frames, Map, Start, Value};
use crate::interop::map::anchor::{self, LABELS, SEPARATOR};
use crate::interop::vcard::{self, Card, Limits, Version};
use crate::interop::{Found, ImportOptions, Imported, Problem, Severity, Skipped};

/// Reads the cards of a file: one, an array of them, one a line, or the `list` of an object as
/// JMAP sends it.
///
/// # Errors
///
/// The head of the file cannot be read.
pub fn read<R: BufRead>(reader: R, options: &ImportOptions) -> io::Result<Reader<R>> {
    Reader::with_limits(reader, options, Limits::default())
}

/// The cards of a file as contacts would hold them; holds one card at a time, of a JMAP answer all
/// that are in its list.
///
/// Ends after the first error of the source.
#[derive(Debug)]
pub struct Reader<R> {
    frames: Frames<R>,
    options: ImportOptions,
    limits: Limits,
    /// Found in a list, the last one first.
    ready: Vec<Found>,
}

impl<R: BufRead> Reader<R> {
    /// Reads from `reader`, within `limits`; objects may be 16 levels deep. The limit of properties
    /// is one of members and entries here.
    ///
    /// # Errors
    ///
    /// The head of the file cannot be read.
    pub fn with_limits(reader: R, options: &ImportOptions, limits: Limits) -> io::Result<Self> {
        let frames = Frames::new(reader, Start::Object, limits.card)?;
        Ok(Self { frames, options: options.clone(), limits, ready: Vec::new() })
    }

    fn record(&mut self, first_line: u32, last_line: u32, raw: Vec<u8>) -> Found {
        let place = Place { first_line, last_line };
        let text = String::from_utf8_lossy(&raw);
        let replaced = matches!(text, std::borrow::Cow::Owned(_));
        let parsed = match json::parse(&text) {
            Ok(parsed) => parsed,
            Err(fault) => {
                drop(text);
                return place.skipped(fault.code, fault.line, &fault.excerpt, raw);
            }
        };
        drop(text);
        let warn = |code, line: u32, excerpt: &str| {
            Problem::new(Severity::Warning, code, first_line.saturating_add(line), excerpt)
        };
        let mut problems: Vec<Problem> = Vec::new();
        problems.extend(replaced.then(|| warn("text.replaced", 0, "")));
        problems.extend(parsed.replaced.iter().map(|line| warn("text.replaced", *line, "")));
        problems
            .extend(parsed.repeated.iter().map(|(name, line)| warn("json.repeated", *line, name)));
        let Value::Map(card) = parsed.value else {
            return place.skipped("jscontact.no_card", 0, "", raw);
        };
        if let Some(Value::List(list)) = card.get("list")
            && !is_card(&card)
        {
            let mut found: Vec<Found> = Vec::new();
            for value in list {
                let raw = value.to_string().into_bytes();
                found.push(match value {
                    Value::Map(card) => self.card(place, card, raw, Vec::new()),
                    _ => place.skipped("jscontact.no_card", 0, "", raw),
                });
            }
            self.ready = found;
            self.ready.reverse();
            return self
                .ready
                .pop()
                .unwrap_or_else(|| place.skipped("jscontact.no_card", 0, "", raw));
        }
        self.card(place, &card, raw, problems)
    }

    fn card(&self, place: Place, card: &Map, raw: Vec<u8>, problems: Vec<Problem>) -> Found {
        if !is_card(card) {
            return place.skipped(
                "jscontact.no_card",
                0,
                card.str("@type").unwrap_or_default(),
                raw,
            );
        }
        let slots = slots::split(card);
        if slots.len() > self.limits.properties {
            return place.skipped("jscontact.too_many_members", 0, "", raw);
        }
        match import(place, &slots, raw, problems, &self.options) {
            Ok(record) => Found::Record(record),
            Err(skipped) => Found::Skipped(skipped),
        }
    }
}

/// Whether an object does not say that it is something else.
fn is_card(card: &Map) -> bool {
    match card.get("@type") {
        Some(value) => value.as_str() == Some("Card"),
        None => card.get("list").is_none(),
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = io::Result<Found>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(found) = self.ready.pop() {
            return Some(Ok(found));
        }
        let frame = match self.frames.next()? {
            Ok(frame) => frame,
            Err(error) => return Some(Err(error)),
        };
        Some(Ok(match frame {
            Frame::Record { first_line, last_line, bytes } => {
                self.record(first_line, last_line, bytes)
            }
            Frame::Broken { first_line, last_line, problem, bytes } => {
                Found::Skipped(Skipped { first_line, last_line, problem, raw: bytes })
            }
            Frame::Outside(problem) => Found::Outside(problem),
        }))
    }
}

/// Where a card stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    first_line: u32,
    last_line: u32,
}

impl Place {
    fn skipped(self, code: &'static str, line: u32, excerpt: &str, raw: Vec<u8>) -> Found {
        let Self { first_line, last_line } = self;
        let line = first_line.saturating_add(line);
        let problem = Problem::new(Severity::Error, code, line, excerpt);
        Found::Skipped(Skipped { first_line, last_line, problem, raw: Some(raw) })
    }
}

/// Reads the lines that a card would have, and ties its members to what became of them.
fn import(
    place: Place,
    slots: &[Slot],
    raw: Vec<u8>,
    problems: Vec<Problem>,
    options: &ImportOptions,
) -> Result<Imported, Skipped> {
    let Place { first_line, last_line } = place;
    let said = lines(slots);
    let number = |line: &Property| u32::try_from(line.position).unwrap_or(u32::MAX);
    let properties: Vec<Property> = (said.iter().enumerate())
        .map(|(at, said)| Property { position: at as u32, ..said.line.clone() })
        .collect();
    let lines =
        said.iter().map(|said| first_line.saturating_add(slots[said.slots[0]].line)).collect();
    let card =
        Card { first_line, last_line, version: Version::V4_0, properties, lines, problems, raw };
    // What a member became counts, not how long its line is.
    let unlimited = options.clone().with_kept_limit(usize::MAX);
    let mut record = vcard::import(card, &unlimited)?;
    let mut kept: Vec<Option<Property>> =
        slots.iter().enumerate().map(|(at, slot)| Some(slots::property(slot, at))).collect();
    let mut read: Vec<Option<&Property>> = vec![None; said.len()];
    for line in &record.properties {
        if let Some(read) = read.get_mut(number(line) as usize) {
            *read = Some(line);
        }
    }
    for (said, read) in said.iter().zip(&read).filter(|(said, _)| !said.label) {
        for (nth, at) in said.slots.iter().enumerate() {
            match (read, &mut kept[*at]) {
                (Some(line), Some(property)) => tie(property, line, &slots[*at], nth == 0),
                // Its content was too large.
                (None, property) => *property = None,
                _ => {}
            }
        }
    }
    record.properties = limited(kept, slots, first_line, options, &mut record.problems);
    Ok(record)
}

/// Ties a member to what became of its line. A picture is taken out of it.
fn tie(property: &mut Property, line: &Property, slot: &Slot, first: bool) {
    match (slot.path.strip_prefix("keywords/"), &line.anchor) {
        // Of the labels of a line, a keyword is one.
        (Some(keyword), Some(anchor)) if anchor.field == LABELS => {
            let keyword = slots::unescape(keyword);
            let keyword = keyword.trim();
            if anchor.value.split(SEPARATOR).any(|label| label == keyword) {
                property.anchor = Some(anchor::anchor(LABELS, keyword));
            }
        }
        _ if first => property.anchor.clone_from(&line.anchor),
        _ => {}
    }
    if let (Some(id), Value::Map(entry)) = (line.media, &slot.value)
        && let Some(uri) = entry.str("uri")
        && uri.starts_with(&line.value)
    {
        let mut entry = entry.clone();
        entry.set("uri", Value::text(&line.value));
        property.value = Value::Map(entry).to_string();
        property.media = Some(id);
    }
}

/// Leaves out the longest members that became nothing, if there is more than is kept.
fn limited(
    kept: Vec<Option<Property>>,
    slots: &[Slot],
    first_line: u32,
    options: &ImportOptions,
    problems: &mut Vec<Problem>,
) -> Vec<Property> {
    let size = |property: &Property| property.name.len() + property.value.len();
    let mut kept: Vec<(usize, Property)> =
        kept.into_iter().enumerate().filter_map(|(at, property)| Some((at, property?))).collect();
    let total: usize = kept.iter().map(|(_, property)| size(property)).sum();
    let mut over = total.saturating_sub(options.kept_limit);
    if over > 0 {
        let foreign =
            kept.iter().enumerate().filter(|(_, (_, property))| property.anchor.is_none());
        let mut foreign: Vec<(usize, usize)> =
            foreign.map(|(at, (_, property))| (size(property), at)).collect();
        foreign.sort_by_key(|(size, at)| (std::cmp::Reverse(*size), *at));
        let mut gone = Vec::new();
        for (size, at) in foreign {
            if over == 0 {
                break;
            }
            over = over.saturating_sub(size);
            gone.push(at);
            let (slot, property) = &kept[at];
            let line = first_line.saturating_add(slots[*slot].line);
            let problem = Problem::new(Severity::Warning, "kept.too_long", line, &property.value);
            problems.push(problem.about(property.name.clone()));
        }
        gone.sort_unstable();
        for at in gone.into_iter().rev() {
            kept.remove(at);
        }
        problems.sort_by_key(|problem| problem.line);
    }
    kept.into_iter().map(|(_, property)| property).collect()
}
