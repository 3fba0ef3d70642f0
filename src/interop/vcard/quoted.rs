//! Quoted-printable.

/// Decodes; what is no valid escape stays as it is.
pub(super) fn decode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = after;
        if *first == b'='
            && let [high, low, after @ ..] = after
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
        {
            out.push(high << 4 | low);
            rest = after;
        } else {
            out.push(*first);
        }
    }
    out
}

/// Encodes, in units that must not be cut.
pub(super) fn encode(text: impl Iterator<Item = char>) -> impl Iterator<Item = String> {
    text.map(|c| match c {
        ' ' | '\t' | '!'..='~' if c != '=' => c.to_string(),
        _ => escape(c.encode_utf8(&mut [0; 4])),
    })
}

/// A unit of [`encode`] with nothing left as it is.
pub(super) fn escape(unit: &str) -> String {
    if unit.len() > 1 && unit.starts_with('=') {
        return unit.to_owned();
    }
    unit.bytes().map(|byte| format!("={byte:02X}")).collect()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_undoes_encoding_and_keeps_what_is_broken() {
        let text = "a=ä\r\n\t ~";
        let encoded: String = encode(text.chars()).collect();
        assert_eq!(encoded, "a=3D=C3=A4=0D=0A\t ~");
        assert_eq!(decode(encoded.as_bytes()), text.as_bytes());
        assert_eq!([escape("a"), escape("=3D")], ["=61", "=3D"]);
        assert_eq!(decode(b"=X1=c3=A4="), b"=X1\xc3\xa4=");
    }
}
