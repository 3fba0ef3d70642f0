//! What stands before the value: `group.NAME;PARAM=value,"value";BARE:`.

use std::borrow::Cow;

/// The head of a line, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head<'a> {
    pub(super) group: Option<&'a [u8]>,
    pub(super) name: &'a [u8],
    /// Whether a comma stood where the first semicolon belongs.
    pub(super) comma: bool,
    /// From behind the name to the colon, which is the last byte.
    params: &'a [u8],
    /// Whether quotes mean something.
    quotes: bool,
    /// How many parameters there are.
    pub(super) count: usize,
    /// What follows the colon.
    pub(super) value: &'a [u8],
}

/// A parameter: its name, empty for a bare one, and its values as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Param<'a> {
    pub(super) name: &'a [u8],
    values: &'a [u8],
    quotes: bool,
}

/// Why a line has no head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    NoColon,
    BadName,
    TooMany,
}

/// Names before which a comma means a semicolon.
const KNOWN: &[&str] =
    &["ADR", "EMAIL", "FN", "LABEL", "N", "NOTE", "ORG", "PHOTO", "TEL", "TITLE", "URL"];
/// How many values a line may have in its parameters; each costs more memory than it has bytes.
const VALUES: usize = 1024;

/// Takes a line apart that has at most `most` parameters.
pub(super) fn parse(line: &[u8], most: usize) -> Result<Head<'_>, Fault> {
    let head = match attempt(line, most, true) {
        Err(_) if memchr::memchr(b':', line).is_none() => Err(Fault::NoColon),
        // A quote that is opened by mistake may hide the colon: then quotes mean nothing.
        Err(Fault::NoColon) => attempt(line, most, false),
        result => result,
    };
    head.map(|(head, _)| head)
}

/// The head of a line of which the end may be missing, if it surely is whole.
pub(super) fn parse_begin(line: &[u8]) -> Option<Head<'_>> {
    attempt(line, VALUES, true).ok().filter(|(_, sure)| *sure).map(|(head, _)| head)
}

/// The head, and whether every quote that was opened is closed.
fn attempt(line: &[u8], most: usize, quotes: bool) -> Result<(Head<'_>, bool), Fault> {
    let mut comma = false;
    let (mut full, whole) = begin(line);
    let (group, name) = match whole {
        Some(whole) => whole,
        None => {
            let end = line.iter().position(|b| matches!(b, b';' | b':'));
            full = &line[..end.ok_or(Fault::NoColon)?];
            // Rarely so: blanks around it, or a comma behind it.
            if let Some(at) = full.iter().position(|b| *b == b',')
                && is_known(&full[..at])
            {
                (full, comma) = (&full[..at], true);
            }
            name(full.trim_ascii()).ok_or(Fault::BadName)?
        }
    };
    let start = full.len();
    let mut scanner = Scanner { line, at: start, quotes, values: 0 };
    let mut count = 0;
    while scanner.next()? != b':' {
        count += usize::from(!scanner.param()?.is_empty());
        if count > most || scanner.values > VALUES {
            return Err(Fault::TooMany);
        }
    }
    let (params, value) = (&line[start..scanner.at], &line[scanner.at..]);
    Ok((Head { group, name, comma, params, quotes, count, value }, scanner.quotes))
}

/// Group and name.
type Name<'a> = (Option<&'a [u8]>, &'a [u8]);

/// What stands before the first semicolon or colon, and the name that it is, if nothing else.
fn begin(line: &[u8]) -> (&[u8], Option<Name<'_>>) {
    let ends = |at: usize| matches!(line.get(at), Some(b';' | b':'));
    let end = line.iter().position(|b| !is_name_byte(*b)).unwrap_or(line.len());
    if end > 0 && ends(end) {
        return (&line[..end], Some((None, &line[..end])));
    }
    let dotted = |b: &u8| is_name_byte(*b) || *b == b'.';
    let end = line.iter().position(|b| !dotted(b)).unwrap_or(line.len());
    (&line[..end], ends(end).then(|| name(&line[..end])).flatten())
}

/// The name that these bytes are, if nothing else.
fn name(full: &[u8]) -> Option<Name<'_>> {
    let (group, name) = match full.iter().rposition(|b| *b == b'.') {
        Some(dot) => (Some(&full[..dot]), &full[dot + 1..]),
        None => (None, full),
    };
    let fits = full.iter().all(|b| is_name_byte(*b) || *b == b'.');
    (fits && !name.is_empty() && group != Some(&[])).then_some((group, name))
}

/// Whether a byte may stand in a name. The underscore is not of the standard but of its users.
pub(super) fn is_name_byte(byte: u8) -> bool {
    NAME_BYTES[usize::from(byte)]
}

const NAME_BYTES: [bool; 256] = {
    let mut known = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let is = byte as u8;
        known[byte] = is.is_ascii_alphanumeric() || matches!(is, b'-' | b'_');
        byte += 1;
    }
    known
};

fn is_known(name: &[u8]) -> bool {
    KNOWN.iter().any(|known| name.trim_ascii().eq_ignore_ascii_case(known.as_bytes()))
}

impl<'a> Head<'a> {
    /// The parameters, in order.
    pub(super) fn params(&self) -> impl Iterator<Item = Param<'a>> + use<'a> {
        let Self { params: line, quotes, .. } = *self;
        let mut scanner = Scanner { line, at: 0, quotes, values: 0 };
        let more = move || (scanner.next().ok()? != b':').then(|| scanner.param().ok())?;
        std::iter::from_fn(more).filter(|param| !param.is_empty())
    }
}

impl<'a> Param<'a> {
    /// Whether nothing stands between two semicolons.
    fn is_empty(&self) -> bool {
        self.name.is_empty() && self.values.is_empty()
    }

    /// The values with whether they stood in quotes.
    pub(super) fn values(&self) -> impl Iterator<Item = (Cow<'a, [u8]>, bool)> + use<'a> {
        let Self { values, quotes, .. } = *self;
        let mut rest = Some(values);
        std::iter::from_fn(move || {
            let (value, quoted, after) = first_value(rest?, quotes);
            rest = after;
            Some((value, quoted))
        })
    }
}

/// The first of some values, whether it was quoted, and what follows the comma behind it.
fn first_value(values: &[u8], quotes: bool) -> (Cow<'_, [u8]>, bool, Option<&[u8]>) {
    let split = |bytes| match memchr::memchr(b',', bytes) {
        Some(comma) => (&bytes[..comma], Some(&bytes[comma + 1..])),
        None => (bytes, None),
    };
    if quotes
        && let [b'"', inner @ ..] = values
        && let Some(end) = memchr::memchr(b'"', inner)
    {
        let (inner, (behind, after)) = (&inner[..end], split(&inner[end + 1..]));
        let value = if behind.is_empty() { inner.into() } else { [inner, behind].concat().into() };
        return (value, true, after);
    }
    let (value, after) = split(values);
    (value.into(), false, after)
}

struct Scanner<'a> {
    line: &'a [u8],
    at: usize,
    quotes: bool,
    values: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Result<u8, Fault> {
        self.line.get(self.at).copied().ok_or(Fault::NoColon)
    }

    fn next(&mut self) -> Result<u8, Fault> {
        let byte = self.peek()?;
        self.at += 1;
        Ok(byte)
    }

    /// The parameter that begins here; it may be empty.
    fn param(&mut self) -> Result<Param<'a>, Fault> {
        let name = match param_name(&self.line[self.at..]) {
            Some((name, end)) => {
                self.at += end + 1;
                name
            }
            None => &[],
        };
        let (start, quotes) = (self.at, self.quotes);
        self.value()?;
        while self.peek()? == b',' {
            self.at += 1;
            self.value()?;
            if self.values > VALUES {
                return Err(Fault::TooMany);
            }
        }
        Ok(Param { name, values: &self.line[start..self.at], quotes })
    }

    /// Skips a value; stops before a comma, semicolon or colon.
    fn value(&mut self) -> Result<(), Fault> {
        self.values += 1;
        if self.quotes && self.peek()? == b'"' {
            match memchr::memchr(b'"', &self.line[self.at + 1..]) {
                Some(end) => self.at += end + 2,
                // From here to the end of the line there is none: not looked for again.
                None => self.quotes = false,
            }
        }
        let rest = &self.line[self.at..];
        let end = rest.iter().position(|b| matches!(b, b',' | b';' | b':'));
        self.at += end.ok_or(Fault::NoColon)?;
        Ok(())
    }
}

/// The name at the begin of a parameter, and where its equals sign is.
fn param_name(param: &[u8]) -> Option<(&[u8], usize)> {
    let end = param.iter().position(|b| !is_name_byte(*b))?;
    if param[end] == b'=' && end > 0 {
        return Some((&param[..end], end));
    }
    // Rarely so: there are blanks around it.
    let stop = |b: &u8| matches!(b, b'=' | b';' | b':' | b',' | b'"');
    let end = end + param[end..].iter().position(stop)?;
    let name = &param[..end];
    (param[end] == b'=' && is_param_name(name)).then(|| (name.trim_ascii(), end))
}

/// Whether what stands before an equals sign is the name of a parameter.
pub(super) fn is_param_name(name: &[u8]) -> bool {
    let name = name.trim_ascii();
    !name.is_empty() && name.iter().all(|b| is_name_byte(*b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        let head = match parse(line.as_bytes(), 9) {
            Ok(head) => head,
            Err(fault) => return format!("{fault:?}"),
        };
        let Head { group, name, comma, value, .. } = head;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut out = group.map(|g| text(g) + " . ").unwrap_or_default() + &text(name);
        for param in head.params() {
            out += &format!(" ; {} =", text(param.name));
            for (value, quoted) in param.values() {
                let mark = if quoted { "'" } else { "" };
                out += &format!(" {mark}{}{mark}", text(&value));
            }
        }
        format!("{out} {} {}", if comma { ",:" } else { ":" }, text(value))
    }

    #[test]
    fn heads_are_taken_apart() {
        for (line, expected) in [
            ("FN:a:b", "FN : a:b"),
            (
                "item1.tel ;TYPE=home,\"a;b:c\";pref: 1",
                "item1 . tel ; TYPE = home 'a;b:c' ;  = pref :  1",
            ),
            ("a.b.TEL;;X=:", "a.b . TEL ; X =  : "),
            ("TEL;WORK,VOICE:1", "TEL ;  = WORK VOICE : 1"),
            ("TEL;x@y=1:1", "TEL ;  = x@y=1 : 1"),
            ("TEL;X=\"a\"b,c\"d:1", "TEL ; X = 'ab' c\"d : 1"),
            ("TEL;X=\"a:1", "TEL ; X = \"a : 1"),
            ("TEL;X=\"a:say \"no", "TEL ; X = \"a : say \"no"),
            ("LABEL,TYPE=HOME:x", "LABEL ; TYPE = HOME ,: x"),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
    }

    #[test]
    fn what_is_no_head_is_a_fault() {
        for (line, fault) in [
            ("Sesame Street;11111", "NoColon"),
            ("Sesame Street: 11111", "BadName"),
            ("***item1.ADR:x", "BadName"),
            (".ADR:x", "BadName"),
            (":x", "BadName"),
            ("NÄME:x", "BadName"),
            ("TEL;A;B;C;D;E;F;G;H;I;J:x", "TooMany"),
        ] {
            assert_eq!(shown(line), fault, "{line}");
        }
        assert_eq!(shown(&format!("TEL;X={}:1", "a,".repeat(5000))), "TooMany");
    }
}
