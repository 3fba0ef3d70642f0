//! What a line was in another version: remembered where it could not be told from what it became.

use smol_str::SmolStr;

use super::super::{Version, transfer};
use crate::contact::{Encoding, Parameter, Property};

/// The parameter that remembers.
pub(super) const WAS: &str = "X-CC-WAS";
/// Longer values are not remembered.
const MAX: usize = 64 * 1024;

/// Whether both are the same line, whatever the case of names.
pub(super) fn alike(a: &Property, b: &Property) -> bool {
    a.name.eq_ignore_ascii_case(&b.name) && a.group == b.group && same_content(a, b)
}

fn same_content(a: &Property, b: &Property) -> bool {
    a.value == b.value
        && a.encoding == b.encoding
        && a.media == b.media
        && same_params(&a.params, &b.params)
}

fn same_params(a: &[Parameter], b: &[Parameter]) -> bool {
    let same = |(a, b): (&Parameter, &Parameter)| {
        a.name.eq_ignore_ascii_case(&b.name) && a.values == b.values
    };
    a.len() == b.len() && a.iter().zip(b).all(same)
}

/// Whether a parameter remembers what a line was in a version.
fn is_of(param: &Parameter, version: Version) -> bool {
    let text = param.values.first().map_or("", |(value, _)| value.as_str());
    let of = text.strip_prefix(version.as_str());
    param.name.eq_ignore_ascii_case(WAS)
        && of.is_some_and(|rest| rest.is_empty() || rest.starts_with('|'))
}

/// The parameter by which `line` is remembered, where `back` is what would become of it otherwise.
pub(super) fn remember(line: &Property, back: &Property, version: Version) -> Option<Parameter> {
    let mut text = version.as_str().to_owned();
    if !line.name.eq_ignore_ascii_case(&back.name) {
        text += "|N";
        encode(&line.name, &mut text);
    }
    let nested = line.encoding == Encoding::Nested;
    if nested && back.encoding != Encoding::Nested {
        text += "|E";
    }
    let encoded = !nested && line.encoding != back.encoding;
    if !same_params(&line.params, &back.params) || encoded {
        if line.params.is_empty() {
            text += "|P";
        }
        for param in &line.params {
            text += "|P";
            encode(&param.name, &mut text);
            for (value, quoted) in &param.values {
                text.push(if *quoted { '~' } else { '+' });
                encode(value, &mut text);
            }
        }
    }
    if line.value != back.value {
        if line.value.len() > MAX {
            return None;
        }
        text += "|V";
        encode(&line.value, &mut text);
    }
    Some(Parameter { name: WAS.into(), values: vec![(text.into(), false)] })
}

/// What `line` was in this version, and the line without the memory; `back` is what would become of
/// it otherwise.
pub(super) fn recall(
    line: &Property,
    version: Version,
    back: impl FnOnce(&Property) -> Property,
) -> Option<(Property, Property)> {
    let at = line.params.iter().position(|param| is_of(param, version))?;
    let mut line = line.clone();
    let memory = line.params.remove(at);
    let mut was = back(&line);
    let (mut params, mut nested) = (None::<Vec<Parameter>>, false);
    for token in memory.values.first()?.0.split('|').skip(1) {
        let (kind, text) = token.split_at_checked(1)?;
        match kind {
            "N" => was.name = decode(text)?.into(),
            "V" => was.value = decode(text)?,
            "E" => nested = true,
            "P" => {
                let params = params.get_or_insert_default();
                if !text.is_empty() {
                    params.push(param(text)?);
                }
            }
            _ => return None,
        }
    }
    if let Some(params) = params {
        was.encoding = transfer::of_params(version, &params);
        was.params = params;
    }
    if nested {
        was.encoding = Encoding::Nested;
    }
    Some((was, line))
}

/// Takes every memory off a line that is changed.
pub(super) fn forget(line: &mut Property) {
    line.params.retain(|param| !param.name.eq_ignore_ascii_case(WAS));
}

fn param(text: &str) -> Option<Parameter> {
    let mark = |c: char| matches!(c, '~' | '+');
    let end = text.find(mark).unwrap_or(text.len());
    let name = SmolStr::from(decode(&text[..end])?);
    let mut values = Vec::new();
    let mut rest = &text[end..];
    while let Some(quoted) = rest.chars().next() {
        let after = &rest[1..];
        let end = after.find(mark).unwrap_or(after.len());
        values.push((decode(&after[..end])?.into(), quoted == '~'));
        rest = &after[end..];
    }
    Some(Parameter { name, values })
}

/// Writes a text in signs that stand for themselves in parameters of every version.
fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' | b'@' => {
                out.push(char::from(byte));
            }
            byte => *out += &format!("%{byte:02X}"),
        }
    }
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                bytes.push(u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()?);
                rest = after;
            }
            (b'%', _) => return None,
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::super::types::param as simple;
    use super::*;

    fn line(name: &str, value: &str, params: Vec<Parameter>) -> Property {
        Property { name: name.into(), value: value.into(), params, ..Property::default() }
    }

    #[test]
    fn what_was_remembered_is_recalled() {
        let mut listed = simple("TYPE", "a;b");
        listed.values.push(("é|+~%".into(), true));
        let was = line("GENDER", "M\\;x: y\n", vec![simple("", "PREF"), listed]);
        let back = line("X-GENDER", "M", Vec::new());
        let memory = remember(&was, &back, Version::V4_0).unwrap();
        assert!(memory.values[0].0.is_ascii());
        let held = line("X-GENDER", "M", vec![simple("X", "y"), memory]);
        let (recalled, rest) = recall(&held, Version::V4_0, |_| back.clone()).unwrap();
        assert_eq!(recalled, was);
        assert_eq!(rest, line("X-GENDER", "M", vec![simple("X", "y")]));
        assert_eq!(recall(&held, Version::V3_0, |_| back.clone()), None);
    }

    #[test]
    fn nonsense_is_not_recalled() {
        for memory in ["4.0|V%", "4.0|V%x1", "4.0|V%FF", "4.0|Z", "4.0|é", "4.0|", "4.09|V"] {
            let held = line("X", "y", vec![simple(WAS, memory)]);
            assert_eq!(recall(&held, Version::V4_0, Property::clone), None, "{memory}");
        }
    }
}
