//! From the bytes of a card to its properties.

use std::borrow::Cow;
use std::cell::OnceCell;

use smol_str::SmolStr;

use crate::interop::charset::{self, Charset, Text};
use crate::interop::{Problem, Severity};
use crate::{Encoding, Parameter, Property};

use super::frame::Frame;
use super::head::{self, Fault, Head};
use super::unfold::{Logical, Unfold};
use super::{Card, DAMAGED, Limits, SHOWN, nesting, params, quoted, transfer};

/// The limit that a card is over, and where.
#[derive(Debug)]
pub(super) struct Over {
    pub(super) code: &'static str,
    pub(super) line: u32,
}

/// Reads the card in `frame`; what else it says of itself, such as its bytes, is left to the caller.
/// Lines are put together in `joined`.
pub(super) fn card(
    mut frame: Frame<'_>,
    limits: &Limits,
    joined: &mut Vec<u8>,
) -> Result<Card, Over> {
    let problems = std::mem::take(&mut frame.problems);
    let most = frame.lines.min(limits.properties);
    let (mut properties, mut lines) = (Vec::with_capacity(most), Vec::with_capacity(most));
    let mut reader = Reader {
        frame: &frame,
        limits,
        charsets: OnceCell::new(),
        guess: OnceCell::new(),
        problems,
    };
    let mut unfold = Unfold::new(&frame, joined);
    while let Some(line) = unfold.next() {
        if line.bytes.len() > limits.line {
            return Err(Over { code: "vcard.line_too_long", line: line.line });
        }
        if nesting::version(line.bytes).is_some() {
            continue;
        }
        if properties.len() >= limits.properties {
            return Err(Over { code: "vcard.too_many_properties", line: line.line });
        }
        let mut property = reader.property(&line)?;
        property.position = u32::try_from(properties.len()).unwrap_or(u32::MAX);
        properties.push(property);
        lines.push(line.line);
    }
    let mut problems = reader.problems;
    problems.sort_by_key(|p| p.line);
    let first = frame.first.saturating_sub(1);
    Ok(Card {
        first_line: first,
        last_line: first,
        version: frame.version,
        properties,
        lines,
        problems,
        raw: Vec::new(),
    })
}

/// The charsets that the lines of a card name.
fn declared(frame: &Frame<'_>, limits: &Limits) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut joined = Vec::new();
    let mut lines = Unfold::new(frame, &mut joined);
    while let Some(line) = lines.next() {
        let Ok(head) = head::parse(line.bytes, limits.parameters) else { continue };
        for param in head.params().filter(|p| p.name.eq_ignore_ascii_case(b"CHARSET")) {
            for (value, _) in param.values() {
                let name = String::from_utf8_lossy(&value);
                if !found.iter().any(|f| f.eq_ignore_ascii_case(&name)) && found.len() < 8 {
                    found.push(name.into_owned());
                }
            }
        }
    }
    found
}

struct Reader<'f> {
    frame: &'f Frame<'f>,
    limits: &'f Limits,
    /// The charsets that the card names; looked for when a line is not UTF-8.
    charsets: OnceCell<Vec<String>>,
    /// The charset of a card that names none.
    guess: OnceCell<Charset>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn property(&mut self, line: &Logical<'_>) -> Result<Property, Over> {
        let head = match head::parse(line.bytes, self.limits.parameters) {
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
        Ok(self.damaged(line.bytes, line.line, Some(code)))
    }

    /// A line that is kept as it is, without a name.
    fn damaged(&mut self, bytes: &[u8], line: u32, code: Option<&'static str>) -> Property {
        let mut property = self.empty(SmolStr::default());
        self.fill(&mut property, bytes.into(), line);
        if let Some(code) = code {
            let shown: String = property.value.chars().take(SHOWN).collect();
            self.problems.push(Problem::new(Severity::Warning, code, line, &shown));
        }
        property
    }

    fn whole(&mut self, head: &Head<'_>, line: u32) -> Property {
        let mut property = self.empty(ascii(head.name));
        property.group = head.group.map(ascii);
        if !head.is_bare() {
            let mut controls = false;
            property.params = head.params().map(|p| self.param(&p, &mut controls)).collect();
            if controls {
                self.warn("text.control", line, &property, "");
            }
            property.encoding = transfer::of_params(self.frame.version, &property.params);
        }
        if head.comma {
            self.warn("vcard.comma", line, &property, "");
        }
        let bytes = match property.encoding {
            Encoding::QuotedPrintable => quoted::decode(head.value).into(),
            Encoding::Base64 => dense(head.value),
            _ => head.value.into(),
        };
        self.fill(&mut property, bytes, line);
        property
    }

    fn param(&self, param: &head::Param<'_>, controls: &mut bool) -> Parameter {
        let name = ascii(param.name);
        let bare = name.is_empty();
        let value = |(bytes, quoted): (Cow<'_, [u8]>, bool)| {
            if let Ok(text) = std::str::from_utf8(&bytes)
                && !has_controls(&bytes)
            {
                return (SmolStr::new(params::decode(self.frame.version, text)), quoted);
            }
            let (text, cleaned) = charset::without_controls(self.text(&bytes, &[]).text, false);
            *controls |= cleaned;
            // Without them a bare value might be taken for a name: quotes keep it a value.
            let text = SmolStr::new(params::decode(self.frame.version, &text));
            (text, quoted || cleaned && bare)
        };
        Parameter { values: param.values().map(value).collect(), name }
    }

    /// Sets the value of a property, and says what had to be done for it.
    fn fill(&mut self, property: &mut Property, bytes: Cow<'_, [u8]>, line: u32) {
        let controls = has_controls(&bytes);
        let bytes = match into_text(bytes) {
            Ok(text) if !controls => {
                property.value = text;
                self.warn_of_replaced(property, line);
                return;
            }
            Ok(text) => text.into_bytes(),
            Err(bytes) => bytes,
        };
        let Text { text, guessed } = self.text(&bytes, &property.params);
        let breaks = property.encoding == Encoding::QuotedPrintable;
        let (text, controls) = charset::without_controls(text, breaks);
        property.value = text;
        if guessed {
            self.warn("text.charset", line, property, &property.value);
        }
        if controls {
            self.warn("text.control", line, property, &property.value);
        }
        self.warn_of_replaced(property, line);
        if guessed || controls {
            property.bytes = Some(bytes);
        }
    }

    /// The text of bytes, by the charsets that these parameters name, else those of the card.
    fn text(&self, bytes: &[u8], params: &[Parameter]) -> Text {
        let card = || self.charsets.get_or_init(|| declared(self.frame, self.limits)).iter();
        let others = std::iter::once_with(card).flatten().map(String::as_str);
        let guess = || *self.guess.get_or_init(|| Charset::guess([self.frame.body]));
        charset::decode(bytes, transfer::charsets(params).chain(others), guess)
    }

    fn warn_of_replaced(&mut self, property: &Property, line: u32) {
        if property.value.contains(char::REPLACEMENT_CHARACTER) {
            self.warn("text.replaced", line, property, &property.value);
        }
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
            format: SmolStr::new_static(self.frame.version.format()),
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

/// A name, in which only ASCII stands.
fn ascii(name: &[u8]) -> SmolStr {
    std::str::from_utf8(name).unwrap_or_default().into()
}

/// The text of bytes, copied only if they are borrowed, or the bytes if they are not UTF-8.
fn into_text(bytes: Cow<'_, [u8]>) -> Result<String, Vec<u8>> {
    match bytes {
        Cow::Borrowed(bytes) => {
            std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| bytes.to_vec())
        }
        Cow::Owned(bytes) => String::from_utf8(bytes).map_err(|error| error.into_bytes()),
    }
}

/// Base64 without the blanks in it.
fn dense(value: &[u8]) -> Cow<'_, [u8]> {
    // Looked at as a whole, which is faster than to stop at the first.
    if value.iter().fold(false, |any, byte| any | (*byte <= b' ')) {
        value.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect()
    } else {
        value.into()
    }
}

/// Whether there may be control characters in a text: surely not if this says so.
fn has_controls(bytes: &[u8]) -> bool {
    // The second byte of U+0080 to U+009F is not looked at: few texts have that first byte.
    let is = |byte: u8| (byte < b' ' && byte != b'\t') || byte == 0x7f || byte == 0xc2;
    bytes.iter().fold(false, |any, byte| any | is(*byte))
}
