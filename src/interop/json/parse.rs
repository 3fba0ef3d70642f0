//! From the text of a record to its value.

use smol_str::SmolStr;

use super::{DEPTH, Map, Value};

/// Why a text is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::interop) struct Fault {
    pub(in crate::interop) code: &'static str,
    /// The line, counted from the first one.
    pub(in crate::interop) line: u32,
    /// What stands there.
    pub(in crate::interop) excerpt: String,
}

/// What was read.
#[derive(Debug)]
pub(in crate::interop) struct Parsed {
    pub(in crate::interop) value: Value,
    /// The lines of halves of characters, which were replaced.
    pub(in crate::interop) replaced: Vec<u32>,
    /// Members whose name was there before in the same object, with their lines.
    pub(in crate::interop) repeated: Vec<(String, u32)>,
}

/// How many remarks are made about a record.
const REMARKS: usize = 16;

/// Reads a value, nested at most [`DEPTH`] deep, and nothing behind it.
pub(in crate::interop) fn parse(text: &str) -> Result<Parsed, Fault> {
    let mut parser = Parser { text, at: 0, line: 0, replaced: Vec::new(), repeated: Vec::new() };
    parser.blank();
    let value = parser.value(DEPTH)?;
    parser.blank();
    if parser.at < text.len() {
        return Err(parser.fault("json.damaged"));
    }
    Ok(Parsed { value, replaced: parser.replaced, repeated: parser.repeated })
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    replaced: Vec<u32>,
    repeated: Vec<(String, u32)>,
}

impl Parser<'_> {
    fn fault(&self, code: &'static str) -> Fault {
        let excerpt = self.text[self.at..].lines().next().unwrap_or_default();
        let excerpt = excerpt.chars().take(40).collect();
        Fault { code, line: self.line, excerpt }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is = self.peek() == Some(byte);
        self.at += usize::from(is);
        is
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        self.blank();
        if self.take(byte) { Ok(()) } else { Err(self.fault("json.damaged")) }
    }

    fn blank(&mut self) {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek() {
            self.line += u32::from(byte == b'\n');
            self.at += 1;
        }
    }

    /// A value in which `depth` more levels may be; it calls itself at most that often.
    fn value(&mut self, depth: usize) -> Result<Value, Fault> {
        match self.peek() {
            Some(b'{' | b'[') if depth == 0 => Err(self.fault("json.too_deep")),
            Some(b'{') => self.map(depth - 1).map(Value::Map),
            Some(b'[') => self.list(depth - 1).map(Value::List),
            Some(b'"') => self.string().map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.number().map(Value::Number),
            _ => {
                let words = [
                    ("null", Value::Null),
                    ("true", Value::Bool(true)),
                    ("false", Value::Bool(false)),
                ];
                for (word, value) in words {
                    if self.text[self.at..].starts_with(word) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                Err(self.fault("json.damaged"))
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Value>, Fault> {
        self.at += 1;
        let mut list = Vec::new();
        self.blank();
        if self.take(b']') {
            return Ok(list);
        }
        loop {
            self.blank();
            list.push(self.value(depth)?);
            self.blank();
            if !self.take(b',') {
                self.expect(b']')?;
                return Ok(list);
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Map, Fault> {
        self.at += 1;
        let mut map = Map::default();
        self.blank();
        if self.take(b'}') {
            return Ok(map);
        }
        loop {
            self.blank();
            if self.peek() != Some(b'"') {
                return Err(self.fault("json.damaged"));
            }
            let line = self.line;
            let name = self.string()?;
            self.expect(b':')?;
            self.blank();
            let value = self.value(depth)?;
            map.push(&name, value, line);
            self.blank();
            if !self.take(b',') {
                self.expect(b'}')?;
                break;
            }
        }
        self.look_for_repeated(&map);
        Ok(map)
    }

    fn look_for_repeated(&mut self, map: &Map) {
        let mut names: Vec<(&str, u32)> =
            map.members().iter().map(|m| (m.name.as_str(), m.line)).collect();
        names.sort_unstable();
        for pair in names.windows(2) {
            if pair[0].0 == pair[1].0 && self.repeated.len() < REMARKS {
                self.repeated.push((pair[1].0.to_owned(), pair[1].1));
            }
        }
    }

    fn number(&mut self) -> Result<SmolStr, Fault> {
        let start = self.at;
        let fault = self.fault("json.damaged");
        self.take(b'-');
        if !self.take(b'0') && self.digits() == 0 {
            return Err(fault);
        }
        if self.take(b'.') && self.digits() == 0 {
            return Err(fault);
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            if self.digits() == 0 {
                return Err(fault);
            }
        }
        Ok(self.text[start..self.at].into())
    }

    fn digits(&mut self) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        count
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.bytes().position(|b| matches!(b, b'"' | b'\\') || b < b' ');
            let Some(plain) = plain else {
                self.at = self.text.len();
                return Err(self.fault("json.damaged"));
            };
            out.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    let c = self.escape()?;
                    out.push(c);
                }
                _ => return Err(self.fault("json.damaged")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let byte = self.text.as_bytes().get(self.at + 1).copied();
        let c = match byte {
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(c),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.fault("json.damaged")),
        };
        self.at += 2;
        Ok(c)
    }

    fn unicode(&mut self) -> Result<char, Fault> {
        let first = self.unit().ok_or_else(|| self.fault("json.damaged"))?;
        self.at += 6;
        if let Some(c) = char::from_u32(first.into()) {
            return Ok(c);
        }
        if let Some(second) = self.unit()
            && let Some(Ok(c)) = char::decode_utf16([first, second]).next()
        {
            self.at += 6;
            return Ok(c);
        }
        if self.replaced.len() < REMARKS {
            self.replaced.push(self.line);
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    /// The number of a `\uXXXX` that begins here.
    fn unit(&self) -> Option<u16> {
        let hex = self.text.get(self.at..self.at + 6)?.strip_prefix("\\u")?;
        let fits = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        if fits { u16::from_str_radix(hex, 16).ok() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were() {
        for text in [
            "null",
            "[true,false,[],{}]",
            r#"{"b":1,"a":1.50,"c":-0,"n":12345678901234567890e+400}"#,
            r#"["a\"\\\n\u0007é🙂/"]"#,
        ] {
            assert_eq!(parse(text).unwrap().value.to_string(), text);
        }
        let parsed = parse(" {\"a\" : [ 1 , \"\\ud83d\\ude42\\/\\ud800x\" ]\n,\"a\":2} ").unwrap();
        assert_eq!(parsed.value.to_string(), "{\"a\":[1,\"🙂/\u{fffd}x\"],\"a\":2}");
        assert_eq!((parsed.replaced, parsed.repeated), (vec![0], vec![("a".to_owned(), 1)]));
    }

    #[test]
    fn what_is_no_value_is_a_fault_with_its_line() {
        for text in [
            "",
            "[",
            "[1,]",
            "{\"a\"}",
            "{a:1}",
            "{\"a\":1,}",
            "nul",
            "01",
            "1.",
            "1e",
            "-",
            "[1]]",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"a\nb\"",
            "\"",
            "\"\\",
            "+1",
            "\u{feff}1",
            "\"\\u+123\"",
        ] {
            assert_eq!(parse(text).unwrap_err().code, "json.damaged", "{text}");
        }
        assert_eq!(parse("[1,\n2,\nx]").unwrap_err().line, 2);
        let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse(&deep(DEPTH)).is_ok());
        assert_eq!(parse(&deep(DEPTH + 1)).unwrap_err().code, "json.too_deep");
        assert_eq!(parse(&"[".repeat(1_000_000)).unwrap_err().code, "json.too_deep");
    }

    #[test]
    fn objects_are_equal_whatever_the_order_of_their_members() {
        let value = |text: &str| parse(text).unwrap().value;
        assert_eq!(value(r#"{"a":1,"b":{"c":[],"d":2}}"#), value(r#"{"b":{"d":2,"c":[]},"a":1}"#));
        assert_ne!(value(r#"{"a":1,"b":2}"#), value(r#"{"a":2,"b":1}"#));
        assert_ne!(value("[1,2]"), value("[2,1]"));
    }
}
