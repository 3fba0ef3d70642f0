use std::fmt;
use std::str::FromStr;

use crate::invalid::Invalid;

/// The identity of a picture, a sound or a key: the SHA-256 of its bytes.
///
/// Written `sha256:` and 64 hex digits. Equal bytes have equal ids, so that a book holds them once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MediaId([u8; 32]);

const PREFIX: &str = "sha256:";

impl MediaId {
    /// The id with this digest.
    pub const fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The id of these bytes.
    #[cfg(feature = "media")]
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest;

        Self(sha2::Sha256::digest(bytes).into())
    }

    /// The digest.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// # Errors
///
/// [`Invalid`] if the text is not `sha256:` with 64 hex digits.
impl FromStr for MediaId {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let read = || {
            let digits = text.strip_prefix(PREFIX).filter(|digits| digits.len() == 64)?;
            let mut digest = [0; 32];
            for (byte, pair) in digest.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
                let digit = |at: usize| char::from(pair[at]).to_digit(16);
                *byte = u8::try_from(digit(0)? << 4 | digit(1)?).ok()?;
            }
            Some(Self(digest))
        };
        read().ok_or_else(|| Invalid::format("media id", text, "`sha256:` and 64 hex digits"))
    }
}

impl fmt::Display for MediaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for MediaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MediaId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written() {
        let id = MediaId::new(std::array::from_fn(|at| at as u8 * 7));
        assert_eq!(id.to_string().parse::<MediaId>().unwrap(), id);
        for bad in ["", "sha256:", &format!("sha256:{}", "é".repeat(32)), &"0".repeat(71)] {
            assert!(bad.parse::<MediaId>().is_err(), "{bad}");
        }
    }

    #[cfg(feature = "media")]
    #[test]
    fn it_is_the_sha_256_of_the_bytes() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(MediaId::of(b"").to_string(), empty);
    }
}
