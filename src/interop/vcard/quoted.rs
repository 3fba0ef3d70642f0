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

/// Whether a character stays as it is.
pub(super) fn is_plain(c: char) -> bool {
    matches!(c, ' ' | '\t' | '!'..='~') && c != '='
}

/// Appends a character with nothing of it left as it is.
pub(super) fn escape(c: char, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let [high, low] = [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]);
        out.extend_from_slice(&[b'=', high, low]);
    }
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_undoes_encoding_and_keeps_what_is_broken() {
        let text = "a=ä\r\n\t ~";
        let mut encoded = Vec::new();
        for c in text.chars() {
            if is_plain(c) {
                encoded.push(c as u8);
            } else {
                escape(c, &mut encoded);
            }
        }
        assert_eq!(encoded, b"a=3D=C3=A4=0D=0A\t ~");
        assert_eq!(decode(&encoded), text.as_bytes());
        assert_eq!(decode(b"=X1=c3=A4="), b"=X1\xc3\xa4=");
    }
}
