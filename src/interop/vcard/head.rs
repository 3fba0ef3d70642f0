//! What stands before the value: `group.NAME;PARAM=value,"value";BARE:`.

/// The head of a line, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head<'a> {
    pub(super) group: Option<&'a [u8]>,
    pub(super) name: &'a [u8],
    pub(super) params: Vec<Param<'a>>,
    /// Whether a comma stood where the first semicolon belongs.
    pub(super) comma: bool,
    /// What follows the colon.
    pub(super) value: &'a [u8],
}

/// A parameter: its name, empty for a bare one, and its values with whether they were quoted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Param<'a> {
    pub(super) name: &'a [u8],
    pub(super) values: Vec<(Vec<u8>, bool)>,
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
    if !line.contains(&b':') {
        return Err(Fault::NoColon);
    }
    // A quote that is opened by mistake may hide the colon: then quotes mean nothing.
    match attempt(line, most, true) {
        Err(Fault::NoColon) => attempt(line, most, false),
        result => result,
    }
    .map(|(head, _)| head)
}

/// The head of a line of which the end may be missing, if it surely is whole.
pub(super) fn parse_begin(line: &[u8]) -> Option<Head<'_>> {
    attempt(line, VALUES, true).ok().filter(|(_, sure)| *sure).map(|(head, _)| head)
}

/// The head, and whether every quote that was opened is closed.
fn attempt(line: &[u8], most: usize, quotes: bool) -> Result<(Head<'_>, bool), Fault> {
    let end = line.iter().position(|b| matches!(b, b';' | b':')).ok_or(Fault::NoColon)?;
    let (full, comma) = match line[..end].iter().position(|b| *b == b',') {
        Some(at) if is_known(&line[..at]) => (&line[..at], true),
        _ => (&line[..end], false),
    };
    let mut scanner = Scanner { line, at: full.len(), quotes, values: 0 };
    let full = full.trim_ascii();
    let (group, name) = match full.iter().rposition(|b| *b == b'.') {
        Some(dot) => (Some(&full[..dot]), &full[dot + 1..]),
        None => (None, full),
    };
    let dotted = |b: &u8| is_name_byte(*b) || *b == b'.';
    let group_fits = group.is_none_or(|g| !g.is_empty() && g.iter().all(dotted));
    if name.is_empty() || !name.iter().all(|b| is_name_byte(*b)) || !group_fits {
        return Err(Fault::BadName);
    }
    let mut params = Vec::new();
    while scanner.next()? != b':' {
        if let Some(param) = scanner.param()? {
            params.push(param);
        }
        if params.len() > most || scanner.values > VALUES {
            return Err(Fault::TooMany);
        }
    }
    Ok((Head { group, name, params, comma, value: &line[scanner.at..] }, scanner.quotes))
}

/// Whether a byte may stand in a name. The underscore is not of the standard but of its users.
pub(super) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn is_known(name: &[u8]) -> bool {
    KNOWN.iter().any(|known| name.trim_ascii().eq_ignore_ascii_case(known.as_bytes()))
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

    /// The parameter that begins here; `None` if nothing stands between two semicolons.
    fn param(&mut self) -> Result<Option<Param<'a>>, Fault> {
        let rest = &self.line[self.at..];
        let stop = |b: &u8| matches!(b, b'=' | b';' | b':' | b',' | b'"');
        let mut name: &[u8] = &[];
        if let Some(end) = rest.iter().position(stop)
            && rest[end] == b'='
            && is_param_name(&rest[..end])
        {
            name = rest[..end].trim_ascii();
            self.at += end + 1;
        }
        let mut values = vec![self.value()?];
        while self.peek()? == b',' {
            self.at += 1;
            values.push(self.value()?);
            if self.values > VALUES {
                return Err(Fault::TooMany);
            }
        }
        let empty = name.is_empty() && values == [(Vec::new(), false)];
        Ok((!empty).then_some(Param { name, values }))
    }

    /// A value and whether it was quoted; ends before a comma, semicolon or colon.
    fn value(&mut self) -> Result<(Vec<u8>, bool), Fault> {
        self.values += 1;
        let mut value = Vec::new();
        let mut quoted = false;
        if self.quotes && self.peek()? == b'"' {
            let inner = &self.line[self.at + 1..];
            match inner.iter().position(|b| *b == b'"') {
                Some(end) => {
                    value.extend_from_slice(&inner[..end]);
                    self.at += end + 2;
                    quoted = true;
                }
                // From here to the end of the line there is none: not looked for again.
                None => self.quotes = false,
            }
        }
        let rest = &self.line[self.at..];
        let end = rest.iter().position(|b| matches!(b, b',' | b';' | b':'));
        let end = end.ok_or(Fault::NoColon)?;
        value.extend_from_slice(&rest[..end]);
        self.at += end;
        Ok((value, quoted))
    }
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
        let Head { group, name, params, comma, value } = match parse(line.as_bytes(), 9) {
            Ok(head) => head,
            Err(fault) => return format!("{fault:?}"),
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut out = group.map(|g| text(g) + " . ").unwrap_or_default() + &text(name);
        for Param { name, values } in params {
            out += &format!(" ; {} =", text(name));
            for (value, quoted) in values {
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
