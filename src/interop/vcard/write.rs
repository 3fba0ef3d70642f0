//! Cards as they are written: CRLF, lines of at most 75 bytes, UTF-8.

use std::io::{self, Write};

use crate::{Encoding, Property};

use super::params::Bare;
use super::{DAMAGED, Version, head, nesting, params, quoted, transfer};

/// How many bytes a line may have, without its end.
const WIDTH: usize = 75;

/// Writes a card of these properties, in this order.
///
/// Values are written as they are, in the encoding that the property has, and folded; names are
/// not. In 2.1 a
/// text that is not ASCII goes as quoted-printable, unless it came as it is from a card of 2.1.
///
/// What a line cannot hold is not written: a line break in a plain value becomes `\n`, other
/// control characters are left out, signs that no name may have become `-`, and a property named
/// `BEGIN`, `END` or `VERSION` gets an `X-` before it. A card within the card is written as text, and an `AGENT` that is
/// nothing but `BEGIN:VCARD` gets a `\n` behind it.
///
/// Writes in small pieces: a file wants a [`BufWriter`](io::BufWriter) around it.
///
/// # Errors
/// Only those of `out`.
pub fn write_card(
    out: &mut impl Write,
    version: Version,
    properties: &[Property],
) -> io::Result<()> {
    write!(out, "BEGIN:VCARD\r\nVERSION:{version}\r\n")?;
    for property in properties {
        write_property(out, version, property)?;
    }
    out.write_all(b"END:VCARD\r\n")
}

fn write_property(out: &mut impl Write, version: Version, property: &Property) -> io::Result<()> {
    let Property { name, value, .. } = property;
    let encoding = written_encoding(version, property);
    let mut folder = Folder { out, width: 0 };
    let head = written_head(version, property, encoding);
    let (begin, params) = head.split_at(head.find([';', ':']).map_or(head.len(), |end| end + 1));
    folder.whole(begin)?;
    for c in params.chars() {
        folder.char(c)?;
    }
    let text = value.chars().filter(|c| is_text(*c));
    match encoding {
        Encoding::QuotedPrintable => {
            let soft = if version == Version::V2_1 { "=\r\n" } else { "=\r\n " };
            let mut units = quoted::encode(text).peekable();
            while let Some(unit) = units.next() {
                folder.quoted(&unit, units.peek().is_none(), soft)?;
            }
        }
        Encoding::Base64 => {
            for c in text.filter(|c| !c.is_ascii_whitespace()) {
                folder.char(c)?;
            }
            if version == Version::V2_1 {
                folder.out.write_all(b"\r\n")?;
            }
        }
        _ => {
            let mut text: String = text.collect();
            if name.eq_ignore_ascii_case("AGENT") && nesting::is_begin(text.as_bytes()) {
                text.push('\n');
            }
            let mut chars = text.chars().peekable();
            while let Some(c) = chars.next() {
                match c {
                    '\r' if chars.peek() == Some(&'\n') => {}
                    '\r' | '\n' => "\\n".chars().try_for_each(|c| folder.char(c))?,
                    c => folder.char(c)?,
                }
            }
        }
    }
    out.write_all(b"\r\n")
}

/// The encoding of the value, which need not be that of the property.
fn written_encoding(version: Version, property: &Property) -> Encoding {
    let Property { value, encoding, .. } = property;
    if property.name.is_empty() {
        return Encoding::None;
    }
    let plain = *encoding == Encoding::None && version == Version::V2_1;
    let breaks = value.contains(['\r', '\n']);
    if plain && (breaks || !value.is_ascii() && !as_it_stood(property)) {
        return Encoding::QuotedPrintable;
    }
    *encoding
}

/// Whether the text was read from a card of 2.1 without a doubt about its charset.
fn as_it_stood(property: &Property) -> bool {
    property.format == Version::V2_1.format() && property.bytes.is_none()
}

/// Group, name and parameters, and the colon.
fn written_head(version: Version, property: &Property, encoding: Encoding) -> String {
    let Property { group, name, params, value, .. } = property;
    let mut out = String::new();
    if name.is_empty() {
        return format!("{DAMAGED}:");
    }
    if let Some(group) = group.as_ref().filter(|g| !g.is_empty()) {
        out.push_str(&written_name(group, true));
        out.push('.');
    }
    if nesting::is_frame(name.as_bytes()) {
        out.push_str("X-");
    }
    out.push_str(&written_name(name, false));
    // Parameters that name another encoding than that of the value are not written.
    let stated = transfer::of_params(version, params) == encoding;
    let mut charset = value.is_ascii();
    for param in params {
        if !stated && transfer::named_by(version, param) != Encoding::None {
            continue;
        }
        out.push(';');
        if !param.name.is_empty() {
            out.push_str(&written_name(&param.name, false));
            out.push('=');
        }
        if param.name.eq_ignore_ascii_case("CHARSET") && !value.is_ascii() {
            let utf_8 = param.values.iter().find(|(v, _)| v.eq_ignore_ascii_case("UTF-8"));
            out.push_str(utf_8.map_or("UTF-8", |(v, _)| v));
            charset = true;
            continue;
        }
        for (i, (value, quoted)) in param.values.iter().enumerate() {
            out.push_str(if i == 0 { "" } else { "," });
            let bare = match param.values.len() {
                _ if i > 0 || !param.name.is_empty() => Bare::No,
                1 => Bare::Alone,
                _ => Bare::First,
            };
            out.push_str(&params::encode(version, value, *quoted, bare));
        }
    }
    if !stated {
        out.push_str(match encoding {
            Encoding::QuotedPrintable => ";ENCODING=QUOTED-PRINTABLE",
            Encoding::Base64 if version == Version::V2_1 => ";ENCODING=BASE64",
            Encoding::Base64 => ";ENCODING=b",
            _ => "",
        });
    }
    if version == Version::V2_1 && !charset && !as_it_stood(property) {
        out.push_str(";CHARSET=UTF-8");
    }
    out.push(':');
    out
}

/// Whether a sign may be written: no control character but the tab and line breaks.
fn is_text(c: char) -> bool {
    !c.is_control() || matches!(c, '\t' | '\r' | '\n')
}

/// A name of which every sign may stand in one.
fn written_name(name: &str, dots: bool) -> String {
    let fits = |c: char| c.is_ascii() && head::is_name_byte(c as u8) || dots && c == '.';
    name.chars().map(|c| if fits(c) { c } else { '-' }).collect()
}

/// Writes in units that are not cut, and breaks the line before one that does not fit.
struct Folder<'o, W> {
    out: &'o mut W,
    /// Bytes of the current line.
    width: usize,
}

impl<W: Write> Folder<'_, W> {
    /// What must stand in one line, however long: a name that is cut is taken for more of the
    /// value before it.
    fn whole(&mut self, text: &str) -> io::Result<()> {
        self.width += text.len();
        self.out.write_all(text.as_bytes())
    }

    fn char(&mut self, c: char) -> io::Result<()> {
        if self.width + c.len_utf8() > WIDTH {
            self.fold("\r\n ")?;
        }
        self.width += c.len_utf8();
        self.out.write_all(c.encode_utf8(&mut [0; 4]).as_bytes())
    }

    /// A unit of quoted-printable. At the begin of a line it is always an escape: there a blank
    /// would be taken for a fold, and text for a line of its own. At the end a blank would be lost.
    fn quoted(&mut self, unit: &str, last: bool, soft: &str) -> io::Result<()> {
        let blank = matches!(unit, " " | "\t");
        let escaped = quoted::escape(unit);
        // One byte is left for the soft break, before which a blank takes three.
        let needed = if blank { escaped.len() } else { unit.len() };
        let full = self.width + needed + 1 > WIDTH;
        if full {
            self.fold(soft)?;
        }
        let unit = if full || last && blank { &escaped } else { unit };
        self.width += unit.len();
        self.out.write_all(unit.as_bytes())
    }

    fn fold(&mut self, fold: &str) -> io::Result<()> {
        self.width = fold.len() - fold.trim_end_matches(' ').len();
        self.out.write_all(fold.as_bytes())
    }
}
