//! Bytes of a file, with UTF-16 turned into UTF-8 and the byte order mark taken off.

use std::io::{self, BufRead, Read};

/// How many bytes are looked at before the first is handed out.
const HEAD: usize = 64 * 1024;
/// How many of them tell UTF-16 without a byte order mark.
const SAMPLE: usize = 512;

/// A source of bytes that are UTF-8, or 8-bit text of a charset that is not known yet.
#[derive(Debug)]
pub(crate) struct Source<R> {
    inner: R,
    /// Bytes that are ready; at first the head of the file.
    ready: Vec<u8>,
    at: usize,
    /// Set if the file is UTF-16.
    utf16: Option<Utf16>,
}

#[derive(Debug)]
struct Utf16 {
    little: bool,
    /// The first byte of a pair, while the second is not there.
    odd: Option<u8>,
    /// The first half of a character, while the second is not there.
    high: Option<u16>,
}

impl<R: BufRead> Source<R> {
    /// Looks at the head of `inner`.
    pub(crate) fn new(mut inner: R) -> io::Result<Self> {
        let mut ready = Vec::new();
        inner.by_ref().take(HEAD as u64).read_to_end(&mut ready)?;
        let (mark, little) = match ready.as_slice() {
            [0xef, 0xbb, 0xbf, ..] => (3, None),
            [0xff, 0xfe, ..] => (2, Some(true)),
            [0xfe, 0xff, ..] => (2, Some(false)),
            bytes => (0, utf16_without_mark(bytes)),
        };
        let mut source = Self { inner, ready, at: mark, utf16: None };
        if let Some(little) = little {
            let mut utf16 = Utf16 { little, odd: None, high: None };
            let ended = source.ready.len() < HEAD;
            source.ready = utf16.decode(&source.ready[mark..], ended);
            source.at = 0;
            source.utf16 = Some(utf16);
        }
        Ok(source)
    }

    /// The head of the file, as long as nothing was consumed.
    pub(crate) fn head(&self) -> &[u8] {
        &self.ready[self.at..]
    }

    /// The bytes that come next; empty at the end.
    pub(crate) fn fill(&mut self) -> io::Result<&[u8]> {
        while self.at == self.ready.len() {
            let Some(utf16) = &mut self.utf16 else {
                return fill_inner(&mut self.inner);
            };
            let bytes = fill_inner(&mut self.inner)?;
            let (used, ended) = (bytes.len(), bytes.is_empty());
            self.ready = utf16.decode(bytes, ended);
            self.at = 0;
            self.inner.consume(used);
            if ended {
                break;
            }
        }
        Ok(&self.ready[self.at..])
    }

    /// Takes `count` of the bytes that [`fill`](Self::fill) has shown.
    pub(crate) fn consume(&mut self, count: usize) {
        if self.at < self.ready.len() {
            self.at = (self.at + count).min(self.ready.len());
        } else {
            self.inner.consume(count);
        }
    }
}

fn fill_inner<R: BufRead>(inner: &mut R) -> io::Result<&[u8]> {
    loop {
        match inner.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
            // Asked a second time because the borrow of the first answer would outlive the loop.
            Ok(_) => return inner.fill_buf(),
        }
    }
}

impl Utf16 {
    /// Decodes what came; half characters wait for the rest, or are replaced at the end.
    fn decode(&mut self, bytes: &[u8], ended: bool) -> Vec<u8> {
        let mut out = String::with_capacity(bytes.len());
        for &byte in bytes {
            let Some(first) = self.odd.take() else {
                self.odd = Some(byte);
                continue;
            };
            let pair = [first, byte];
            let unit =
                if self.little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
            self.push(unit, &mut out);
        }
        if ended && (self.odd.take().is_some() | self.high.take().is_some()) {
            out.push(char::REPLACEMENT_CHARACTER);
        }
        out.into_bytes()
    }

    fn push(&mut self, unit: u16, out: &mut String) {
        let high = self.high.take();
        let mut units = [0; 2];
        let units = match (high, unit) {
            (high, 0xd800..=0xdbff) => {
                out.extend(high.map(|_| char::REPLACEMENT_CHARACTER));
                self.high = Some(unit);
                return;
            }
            (Some(high), _) => {
                units = [high, unit];
                &units[..]
            }
            (None, _) => {
                units[0] = unit;
                &units[..1]
            }
        };
        let chars = char::decode_utf16(units.iter().copied());
        out.extend(chars.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
}

/// The byte order of UTF-16 that has no mark: text has a zero in nearly every second place.
fn utf16_without_mark(bytes: &[u8]) -> Option<bool> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let many = (sample.len() / 4).max(2);
    match (zeros(0), zeros(1)) {
        (0, odd) if odd >= many => Some(true),
        (even, 0) if even >= many => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], buffer: usize) -> String {
        let mut source = Source::new(io::BufReader::with_capacity(buffer, bytes)).unwrap();
        let mut out = Vec::new();
        loop {
            let part = source.fill().unwrap();
            if part.is_empty() {
                return String::from_utf8(out).unwrap();
            }
            let count = part.len().min(3);
            out.extend_from_slice(&part[..count]);
            source.consume(count);
        }
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() })
            .collect()
    }

    #[test]
    fn the_byte_order_mark_is_taken_off() {
        assert_eq!(read("\u{feff}näme".as_bytes(), 8), "näme");
        assert_eq!(read(&utf16("\u{feff}näme 🙂", true), 8), "näme 🙂");
        assert_eq!(read(&utf16("\u{feff}näme 🙂", false), 8), "näme 🙂");
        assert_eq!(read(b"", 8), "");
    }

    #[test]
    fn utf_16_is_known_by_its_zeros() {
        assert_eq!(read(&utf16("BEGIN:VCARD", true), 8), "BEGIN:VCARD");
        assert_eq!(read(&utf16("BEGIN:VCARD", false), 8), "BEGIN:VCARD");
        assert_eq!(read(b"a,\0b,c", 8), "a,\0b,c");
    }

    #[test]
    fn characters_may_be_cut_anywhere_and_halves_are_replaced() {
        let long = "🙂ä".repeat(40_000);
        for buffer in [1, 3, 4096] {
            assert!(read(&utf16(&format!("\u{feff}x{long}"), true), buffer)[1..] == long);
        }
        let mut half = utf16("\u{feff}a🙂b", true);
        half.drain(4..6);
        assert_eq!(read(&half, 8), "a\u{fffd}b");
        half.truncate(half.len() - 1);
        assert_eq!(read(&half, 8), "a\u{fffd}\u{fffd}");
    }
}
