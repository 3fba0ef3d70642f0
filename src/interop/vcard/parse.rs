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
use super::{Card, DAMAGED, Limits, SHOWN, nesting, params, quoted, transfer, words};

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
        let position = u32::try_from(properties.len()).unwrap_or(u32::MAX);
        properties.push(reader.empty(position));
        lines.push(line.line);
        // Filled where it stays: it is large.
        if let Some(property) = properties.last_mut() {
            reader.fill(property, &line)?;
        }
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
    fn fill(&mut self, property: &mut Property, line: &Logical<'_>) -> Result<(), Over> {
        let head = match head::parse(line.bytes, self.limits.parameters) {
            Ok(head) if nesting::is_frame(head.name) => Err(Fault::BadName),
            result => result,
        };
        let code = match head {
            Ok(head) if head.name.eq_ignore_ascii_case(DAMAGED.as_bytes()) => {
                self.value(property, head.value.into(), line.line);
                return Ok(());
            }
            Ok(head) => {
                self.whole(property, &head, line.line);
                if line.nested {
                    property.encoding = Encoding::Nested;
                }
                return Ok(());
            }
            Err(Fault::TooMany) => {
                return Err(Over { code: "vcard.too_many_parameters", line: line.line });
            }
            Err(Fault::NoColon) => "vcard.no_colon",
            Err(Fault::BadName) => "vcard.bad_name",
        };
        // A line that is kept as it is, without a name.
        self.value(property, line.bytes.into(), line.line);
        let shown: String = property.value.chars().take(SHOWN).collect();
        self.problems.push(Problem::new(Severity::Warning, code, line.line, &shown));
        Ok(())
    }

    fn whole(&mut self, property: &mut Property, head: &Head<'_>, line: u32) {
        property.name = ascii(head.name);
        property.group = head.group.map(ascii);
        if head.count > 0 {
            let mut controls = false;
            let mut params = Vec::with_capacity(head.count);
            params.extend(head.params().map(|p| self.param(&p, &mut controls)));
            property.params = params;
            if controls {
                self.warn("text.control", line, property, "");
            }
            property.encoding = transfer::of_params(self.frame.version, &property.params);
        }
        if head.comma {
            self.warn("vcard.comma", line, property, "");
        }
        let bytes = match property.encoding {
            Encoding::QuotedPrintable => quoted::decode(head.value).into(),
            Encoding::Base64 => dense(head.value),
            _ => head.value.into(),
        };
        self.value(property, bytes, line);
    }

    fn param(&self, param: &head::Param<'_>, controls: &mut bool) -> Parameter {
        let name = ascii(param.name);
        // Most have one.
        let mut values = Vec::with_capacity(1);
        for (bytes, quoted) in param.values() {
            if let Some(word) = words::known(&bytes) {
                values.push((word, quoted));
                continue;
            }
            let Some(text) = clean(&bytes) else {
                let text = self.text(&bytes, &[]).text;
                let (text, cleaned) = charset::without_controls(text, false);
                *controls |= cleaned;
                let text = SmolStr::new(params::decode(self.frame.version, &text));
                // Without them a bare value might be taken for a name: quotes keep it a value.
                values.push((text, quoted || cleaned && name.is_empty()));
                continue;
            };
            values.push((SmolStr::new(params::decode(self.frame.version, text)), quoted));
        }
        Parameter { name, values }
    }

    /// Sets the value of a property, and says what had to be done for it.
    fn value(&mut self, property: &mut Property, bytes: Cow<'_, [u8]>, line: u32) {
        let content = Content::of(&bytes);
        let bytes = match into_text(bytes) {
            Ok(text) if content != Content::Controls => {
                property.value = text;
                if content == Content::Text {
                    self.warn_of_replaced(property, line);
                }
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

    /// A property of the card of which nothing is known yet.
    fn empty(&self, position: u32) -> Property {
        Property {
            format: SmolStr::new_static(self.frame.version.format()),
            group: None,
            name: SmolStr::default(),
            params: Vec::new(),
            value: String::new(),
            encoding: Encoding::None,
            position,
            bytes: None,
            media: None,
            anchor: None,
        }
    }
}

/// A name, in which only ASCII stands.
fn ascii(name: &[u8]) -> SmolStr {
    words::known(name).unwrap_or_else(|| std::str::from_utf8(name).unwrap_or_default().into())
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

/// The text of bytes that are UTF-8 and hold no control characters.
fn clean(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    (Content::of(bytes) != Content::Controls).then_some(text)
}

/// What bytes hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// ASCII without control characters except the tab.
    Plain,
    /// Other characters too.
    Text,
    /// Perhaps control characters.
    Controls,
}

impl Content {
    fn of(bytes: &[u8]) -> Self {
        // The second byte of U+0080 to U+009F is not looked at: few texts have that first byte. All
        // are looked at in any case, which is faster than to stop at the first.
        let is = |byte: u8| (byte < b' ' && byte != b'\t') || byte == 0x7f || byte == 0xc2;
        let (high, controls) =
            bytes.iter().fold((0, false), |(high, any), b| (high | b, any | is(*b)));
        match controls {
            true => Self::Controls,
            false if high < 0x80 => Self::Plain,
            false => Self::Text,
        }
    }
}
