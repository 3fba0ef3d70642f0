//! From the bytes of a card to its properties.

use std::cell::OnceCell;

use smol_str::SmolStr;

use crate::interop::charset::{self, Text};
use crate::interop::lines::LineEnd;
use crate::interop::{Problem, Severity};
use crate::{Encoding, Parameter, Property};

use super::head::{self, Fault, Head};
use super::unfold::{Logical, Unfold};
use super::{Card, DAMAGED, Limits, Version, nesting, params, quoted, transfer};

/// The limit that a card is over, and where.
#[derive(Debug)]
pub(super) struct Over {
    pub(super) code: &'static str,
    pub(super) line: u32,
}

/// How many characters are shown of a line that could not be read.
const SHOWN: usize = 40;

/// Reads the card in `raw`, whose `BEGIN` is the line `first`.
pub(super) fn card(raw: &[u8], first: u32, ends: LineEnd, limits: &Limits) -> Result<Card, Over> {
    let mut problems = Vec::new();
    let version = find_version(raw, ends, first, &mut problems);
    let mut lines = Vec::new();
    for line in Unfold::new(raw, first, ends, version) {
        if line.bytes.len() > limits.line {
            return Err(Over { code: "vcard.line_too_long", line: line.line });
        }
        if nesting::version(&line.bytes).is_some() {
            continue;
        }
        if lines.len() >= limits.properties {
            return Err(Over { code: "vcard.too_many_properties", line: line.line });
        }
        lines.push(line);
    }
    let mut reader = Reader { version, limits, lines: &lines, charsets: OnceCell::new(), problems };
    let mut properties = Vec::with_capacity(lines.len());
    for (line, position) in lines.iter().zip(0..) {
        let mut property = reader.property(line)?;
        property.position = position;
        properties.push(property);
    }
    let mut problems = reader.problems;
    problems.sort_by_key(|p| p.line);
    let raw = Vec::new();
    let lines = lines.iter().map(|line| line.line).collect();
    Ok(Card { first_line: first, last_line: first, version, properties, lines, problems, raw })
}

/// The first version that the card names, wherever that stands.
fn find_version(raw: &[u8], ends: LineEnd, first: u32, problems: &mut Vec<Problem>) -> Version {
    let mut found: Option<Version> = None;
    let mut nesting = nesting::Nesting::default();
    let mut number = first;
    let (_, mut rest) = ends.split(raw);
    let mut warn = |code, line, text: &[u8]| {
        let text = String::from_utf8_lossy(&text[..text.len().min(SHOWN)]);
        problems.push(Problem::new(Severity::Warning, code, line, &text).about("VERSION"));
    };
    while !rest.is_empty() {
        let line;
        (line, rest) = ends.split(rest);
        number = number.saturating_add(1);
        let text = match nesting.step(line) {
            nesting::Step::Text => nesting::version(line),
            nesting::Step::End => break,
            _ => None,
        };
        let Some(text) = text else { continue };
        match (found, Version::parse(text)) {
            (None, None) => {
                warn("vcard.version", number, text);
                found = Some(Version::V3_0);
            }
            (None, version) => found = version,
            (Some(_), version) if version == found => {}
            (Some(_), _) => warn("vcard.versions", number, text),
        }
    }
    if found.is_none() {
        warn("vcard.no_version", first, b"");
    }
    found.unwrap_or(Version::V3_0)
}

/// The charsets that the lines of a card name.
fn declared(lines: &[Logical], limits: &Limits) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in lines {
        let Ok(head) = head::parse(&line.bytes, limits.parameters) else { continue };
        for param in head.params.iter().filter(|p| p.name.eq_ignore_ascii_case(b"CHARSET")) {
            for (value, _) in &param.values {
                let name = String::from_utf8_lossy(value);
                if !found.iter().any(|f| f.eq_ignore_ascii_case(&name)) && found.len() < 8 {
                    found.push(name.into_owned());
                }
            }
        }
    }
    found
}

struct Reader<'l> {
    version: Version,
    limits: &'l Limits,
    lines: &'l [Logical],
    /// The charsets that the card names; looked for when a line is not UTF-8.
    charsets: OnceCell<Vec<String>>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn property(&mut self, line: &Logical) -> Result<Property, Over> {
        let head = match head::parse(&line.bytes, self.limits.parameters) {
            Ok(head) if nesting::is_frame(head.name) => Err(Fault::BadName),
            result => result,
        };
        let code = match head {
            Ok(head) if head.name.eq_ignore_ascii_case(DAMAGED.as_bytes()) => {
                return Ok(self.damaged(head.value, line.line, None));
            }
            Ok(head) => return Ok(self.whole(&head, line.line)),
            Err(Fault::TooMany) => {
                return Err(Over { code: "vcard.too_many_parameters", line: line.line });
            }
            Err(Fault::NoColon) => "vcard.no_colon",
            Err(Fault::BadName) => "vcard.bad_name",
        };
        Ok(self.damaged(&line.bytes, line.line, Some(code)))
    }

    /// A line that is kept as it is, without a name.
    fn damaged(&mut self, bytes: &[u8], line: u32, code: Option<&'static str>) -> Property {
        let mut property = self.empty(SmolStr::default());
        self.fill(&mut property, bytes, line, &[]);
        if let Some(code) = code {
            let shown: String = property.value.chars().take(SHOWN).collect();
            self.problems.push(Problem::new(Severity::Warning, code, line, &shown));
        }
        property
    }

    fn whole(&mut self, head: &Head<'_>, line: u32) -> Property {
        let name = self.text(head.name, &[]).text;
        let mut property = self.empty(name.into());
        property.group = head.group.map(|group| self.text(group, &[]).text.into());
        let mut controls = false;
        let params = head.params.iter().map(|param| self.param(param, &mut controls)).collect();
        property.params = params;
        if controls {
            self.warn("text.control", line, &property, "");
        }
        property.encoding = transfer::of_params(self.version, &property.params);
        if head.comma {
            self.warn("vcard.comma", line, &property, "");
        }
        let charsets: Vec<String> =
            transfer::charsets(&property.params).map(str::to_owned).collect();
        match property.encoding {
            Encoding::QuotedPrintable => {
                self.fill(&mut property, &quoted::decode(head.value), line, &charsets);
            }
            Encoding::Base64 => {
                let dense: Vec<u8> =
                    head.value.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
                self.fill(&mut property, &dense, line, &charsets);
            }
            _ => self.fill(&mut property, head.value, line, &charsets),
        }
        property
    }

    fn param(&self, param: &head::Param<'_>, controls: &mut bool) -> Parameter {
        let name = SmolStr::from(self.text(param.name, &[]).text);
        let bare = name.is_empty();
        let value = |(bytes, quoted): &(Vec<u8>, bool)| {
            let (text, cleaned) = charset::without_controls(self.text(bytes, &[]).text, false);
            *controls |= cleaned;
            // Without them a bare value might be taken for a name: quotes keep it a value.
            (SmolStr::new(params::decode(self.version, &text)), *quoted || cleaned && bare)
        };
        Parameter { values: param.values.iter().map(value).collect(), name }
    }

    /// Sets the value of a property, and says what had to be done for it.
    fn fill(&mut self, property: &mut Property, bytes: &[u8], line: u32, charsets: &[String]) {
        let Text { text, guessed } = self.text(bytes, charsets);
        let breaks = property.encoding == Encoding::QuotedPrintable;
        let (text, controls) = charset::without_controls(text, breaks);
        property.value = text;
        if guessed {
            self.warn("text.charset", line, property, &property.value);
        }
        if controls {
            self.warn("text.control", line, property, &property.value);
        }
        if property.value.contains(char::REPLACEMENT_CHARACTER) {
            self.warn("text.replaced", line, property, &property.value);
        }
        if guessed || controls {
            property.bytes = Some(bytes.to_vec());
        }
    }

    fn text(&self, bytes: &[u8], charsets: &[String]) -> Text {
        let card = || self.charsets.get_or_init(|| declared(self.lines, self.limits)).iter();
        let others = std::iter::once_with(card).flatten();
        charset::decode(bytes, charsets.iter().chain(others).map(String::as_str))
    }

    fn warn(&mut self, code: &'static str, line: u32, property: &Property, input: &str) {
        let input = if property.encoding == Encoding::Base64 { "" } else { input };
        let mut problem = Problem::new(Severity::Warning, code, line, input);
        if !property.name.is_empty() {
            problem = problem.about(property.name.clone());
        }
        self.problems.push(problem);
    }

    fn empty(&self, name: SmolStr) -> Property {
        Property {
            format: SmolStr::new_static(self.version.format()),
            group: None,
            name,
            params: Vec::new(),
            value: String::new(),
            encoding: Encoding::None,
            position: 0,
            bytes: None,
            media: None,
            anchor: None,
        }
    }
}
