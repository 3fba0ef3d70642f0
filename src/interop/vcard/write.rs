//! Cards as they are written: CRLF, lines of at most 75 bytes, UTF-8.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::{Encoding, Parameter, Property};

use super::nesting::{Nesting, Step};
use super::params::Bare;
use super::{DAMAGED, Version, head, nesting, params, quoted, text, transfer};

/// How many bytes a line may have, without its end.
const WIDTH: usize = 75;
/// How many bytes are put together before they are written.
const PIECE: usize = 64 * 1024;

/// Writes a card of these properties, in this order.
///
/// Values are written as they are, in the encoding that the property has, and folded; names are
/// not. In 2.1 a text that is not ASCII goes as quoted-printable, unless it came without that from
/// a card of 2.1.
///
/// What a line cannot hold is not written: a line break in a plain value becomes `\n`, other
/// control characters are left out, signs that no name may have become `-`, and a property named
/// `BEGIN`, `END` or `VERSION` gets an `X-` before it. A card within the card is written as text
/// unless it came as lines and would be read so, and an `AGENT` that is nothing but `BEGIN:VCARD`
/// gets a `\n` behind it.
///
/// Most cards go out in one piece.
///
/// # Errors
/// Only those of `out`.
pub fn write_card(
    out: &mut impl Write,
    version: Version,
    properties: &[Property],
) -> io::Result<()> {
    // Room for values, folds, and names and parameters of ordinary length.
    let room = |p: &Property| p.value.len() + p.value.len() / 16 + 64;
    let room: usize = properties.iter().map(room).sum();
    let mut pen = Pen { out: Vec::with_capacity(64 + room.min(PIECE)), width: 0, version };
    pen.raw("BEGIN:VCARD\r\nVERSION:");
    pen.raw(version.as_str());
    pen.raw("\r\n");
    for property in properties {
        if pen.out.len() > PIECE {
            out.write_all(&pen.out)?;
            pen.out.clear();
        }
        pen.property(property);
    }
    pen.raw("END:VCARD\r\n");
    out.write_all(&pen.out)
}

/// Writes lines, and breaks them where they are full.
struct Pen {
    out: Vec<u8>,
    /// Bytes of the current line.
    width: usize,
    version: Version,
}

impl Pen {
    fn property(&mut self, property: &Property) {
        if property.encoding == Encoding::Nested && self.nested(property) {
            return;
        }
        let ascii = property.value.is_ascii();
        let encoding = written_encoding(self.version, property, ascii);
        self.width = 0;
        self.head(property, encoding, ascii);
        match encoding {
            Encoding::QuotedPrintable => self.quoted(&property.value),
            Encoding::Base64 => {
                self.text(&dense(&property.value));
                if self.version == Version::V2_1 {
                    self.raw("\r\n");
                }
            }
            _ => self.text(&one_line(property)),
        }
        self.raw("\r\n");
    }

    /// A card within the card, line by line; whether it is one that would be read as such.
    fn nested(&mut self, property: &Property) -> bool {
        let begun = self.out.len();
        self.width = 0;
        self.head(property, Encoding::None, true);
        let text = text::unescape(Version::V3_0, &property.value);
        let text = text.strip_suffix('\n').unwrap_or(&text);
        let mut lines = text.split('\n');
        self.whole(lines.next().unwrap_or_default());
        let mut nesting = Nesting::default();
        let mut fits = nesting.step(&self.out[begun..]) == Step::Text && self.width <= WIDTH;
        for line in lines {
            fits &=
                nesting.step(line.as_bytes()) == Step::Nested && !line.contains(char::is_control);
            self.raw("\r\n");
            self.raw(line);
        }
        fits &= nesting.depth() == 0 && text.contains('\n');
        match fits {
            true => self.raw("\r\n"),
            false => self.out.truncate(begun),
        }
        fits
    }

    /// Group, name and parameters, and the colon.
    fn head(&mut self, property: &Property, encoding: Encoding, ascii: bool) {
        let Property { group, name, params, .. } = property;
        if name.is_empty() {
            self.whole(DAMAGED);
            return self.whole(":");
        }
        if let Some(group) = group.as_ref().filter(|g| !g.is_empty()) {
            self.whole(&written_name(group, true));
            self.whole(".");
        }
        if nesting::is_frame(name.as_bytes()) {
            self.whole("X-");
        }
        self.whole(&written_name(name, false));
        // Parameters that name another encoding than that of the value are not written.
        let stated = transfer::of_params(self.version, params) == encoding;
        let mut charset = ascii;
        let mut first = true;
        let mut separate = |pen: &mut Self, separator| match std::mem::take(&mut first) {
            true => pen.whole(separator),
            false => pen.text(separator),
        };
        for param in params {
            if !stated && transfer::named_by(self.version, param) != Encoding::None {
                continue;
            }
            separate(self, ";");
            charset |= self.param(param, ascii);
        }
        if !stated {
            let encoding = match encoding {
                Encoding::QuotedPrintable => "ENCODING=QUOTED-PRINTABLE",
                Encoding::Base64 if self.version == Version::V2_1 => "ENCODING=BASE64",
                Encoding::Base64 => "ENCODING=b",
                _ => "",
            };
            if !encoding.is_empty() {
                separate(self, ";");
                self.text(encoding);
            }
        }
        if self.version == Version::V2_1 && !charset && !as_it_stood(property) {
            separate(self, ";");
            self.text("CHARSET=UTF-8");
        }
        separate(self, ":");
    }

    /// A parameter; whether it names the charset in which the value, `ascii` or not, is written.
    fn param(&mut self, param: &Parameter, ascii: bool) -> bool {
        let Parameter { name, values } = param;
        if !name.is_empty() {
            self.text(&written_name(name, false));
            self.text("=");
        }
        if !ascii && name.eq_ignore_ascii_case("CHARSET") {
            let utf_8 = values.iter().find(|(v, _)| v.eq_ignore_ascii_case("UTF-8"));
            self.text(utf_8.map_or("UTF-8", |(v, _)| v));
            return true;
        }
        for (i, (value, quoted)) in values.iter().enumerate() {
            if i > 0 {
                self.text(",");
            }
            let bare = match values.len() {
                _ if i > 0 || !name.is_empty() => Bare::No,
                1 => Bare::Alone,
                _ => Bare::First,
            };
            self.text(&params::encode(self.version, value, *quoted, bare));
        }
        false
    }

    /// A text in quoted-printable.
    ///
    /// At the begin of a line there always is an escape: a blank would be taken for a fold there,
    /// and text for a line of its own. At the end a blank would be lost.
    fn quoted(&mut self, text: &str) {
        let (soft, indent) =
            if self.version == Version::V2_1 { ("=\r\n", 0) } else { ("=\r\n ", 1) };
        let mut chars = text.chars().filter(|c| is_text(*c)).peekable();
        while let Some(c) = chars.next() {
            let (plain, blank) = (quoted::is_plain(c), matches!(c, ' ' | '\t'));
            let escaped = 3 * c.len_utf8();
            // One byte is left for the soft break, before which a blank takes three.
            let needed = if plain && !blank { 1 } else { escaped };
            let full = self.width + needed + 1 > WIDTH;
            if full {
                self.raw(soft);
                self.width = indent;
            }
            if plain && !full && !(blank && chars.peek().is_none()) {
                self.out.push(c as u8);
                self.width += 1;
            } else {
                quoted::escape(c, &mut self.out);
                self.width += escaped;
            }
        }
    }

    /// What does not count for the width of a line.
    fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// What must stand in one line, however long: a name that is cut is taken for more of the
    /// value before it.
    fn whole(&mut self, text: &str) {
        self.width += text.len();
        self.raw(text);
    }

    /// What may be cut between characters.
    fn text(&mut self, mut text: &str) {
        loop {
            let room = WIDTH.saturating_sub(self.width);
            if text.len() <= room {
                return self.whole(text);
            }
            let (line, rest) = text.split_at(text.floor_char_boundary(room));
            self.raw(line);
            self.raw("\r\n ");
            self.width = 1;
            text = rest;
        }
    }
}

/// The encoding of the value, `ascii` or not, which need not be that of the property.
fn written_encoding(version: Version, property: &Property, ascii: bool) -> Encoding {
    let Property { value, encoding, .. } = property;
    if property.name.is_empty() {
        return Encoding::None;
    }
    let plain = *encoding == Encoding::None && version == Version::V2_1;
    let of_2_1 = property.format == Version::V2_1.format();
    if plain && (value.contains(['\r', '\n']) || !ascii && !of_2_1) {
        return Encoding::QuotedPrintable;
    }
    match encoding {
        Encoding::Nested => Encoding::None,
        encoding => *encoding,
    }
}

/// Whether the text was read from a card of 2.1 without a doubt about its charset.
fn as_it_stood(property: &Property) -> bool {
    property.format == Version::V2_1.format() && property.bytes.is_none()
}

/// Whether a sign may be written: no control character but the tab and line breaks.
fn is_text(c: char) -> bool {
    !c.is_control() || matches!(c, '\t' | '\r' | '\n')
}

/// The value without what a line cannot hold, each line break as `\n`.
fn one_line(property: &Property) -> Cow<'_, str> {
    let Property { name, value, .. } = property;
    let agent = name.eq_ignore_ascii_case("AGENT");
    // With 0xc2 begin the control characters that are not ASCII, and few others.
    let fits = |byte: u8| byte == b'\t' || byte >= b' ' && byte != 0x7f && byte != 0xc2;
    if !agent && value.bytes().fold(true, |all, byte| all & fits(byte)) {
        return value.into();
    }
    let mut text: String = value.chars().filter(|c| is_text(*c)).collect();
    if agent && nesting::is_begin(text.as_bytes()) {
        text.push('\n');
    }
    text.replace("\r\n", "\\n").replace(['\r', '\n'], "\\n").into()
}

/// Base64 without the blanks in it, which are not its own.
fn dense(value: &str) -> Cow<'_, str> {
    let fits = |byte: u8| byte > b' ' && byte < 0x7f;
    if value.bytes().fold(true, |all, byte| all & fits(byte)) {
        return value.into();
    }
    value.chars().filter(|c| is_text(*c) && !c.is_ascii_whitespace()).collect()
}

/// A name of which every sign may stand in one.
fn written_name(name: &str, dots: bool) -> Cow<'_, str> {
    let fits = |byte: u8| head::is_name_byte(byte) || dots && byte == b'.';
    if name.bytes().all(fits) {
        return name.into();
    }
    name.chars().map(|c| if c.is_ascii() && fits(c as u8) { c } else { '-' }).collect()
}
