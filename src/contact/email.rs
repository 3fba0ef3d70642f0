use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

use crate::invalid::Invalid;
use crate::text::is_invisible;

/// An e-mail address: a local part, one `@`, a domain; 1 to 320 characters.
///
/// Kept as written, less the blanks around it; compared by [`normal`](Self::normal). Blanks,
/// control and invisible characters are refused.
///
/// ```
/// # use contacts_core::EmailAddress;
/// let address: EmailAddress = " Ada@Example.com".parse()?;
/// assert_eq!(address.as_str(), "Ada@Example.com");
/// assert_eq!(address.normal(), "ada@example.com");
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    text: SmolStr,
    /// The normal form, where it is another text.
    normal: Option<SmolStr>,
}

impl EmailAddress {
    /// Characters at most.
    pub const MAX: usize = 320;

    /// The address as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The form in which addresses are compared: ASCII letters in lower case.
    ///
    /// Only ASCII: other scripts have letters that only look alike, or that change their meaning
    /// in lower case, and mail for one must not reach the other.
    pub fn normal(&self) -> &str {
        self.normal_text()
    }

    pub(crate) fn normal_text(&self) -> &SmolStr {
        self.normal.as_ref().unwrap_or(&self.text)
    }

    /// Whether both are the same address.
    pub fn same(&self, other: &Self) -> bool {
        self.normal_text() == other.normal_text()
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.text.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// An address that stands in the source.
    ///
    /// # Panics
    ///
    /// If the text is no address: for literals only, use [`str::parse`] for data.
    pub fn from_static(text: &'static str) -> Self {
        match text.parse() {
            Ok(address) => address,
            Err(error) => panic!("{error}"),
        }
    }
}

/// # Errors
///
/// [`Invalid`] if the text has not exactly one `@` (outside a quoted local part) with something
/// on both sides, holds blanks, control or invisible characters, or is longer than 320 characters.
impl FromStr for EmailAddress {
    type Err = Invalid;

    fn from_str(input: &str) -> Result<Self, Invalid> {
        let invalid = |expected: &'static str| Invalid::format("email address", input, expected);
        let text = input.trim();
        if text.len() > Self::MAX && text.chars().count() > Self::MAX {
            return Err(Invalid::limit("email address", input, "at most 320 characters"));
        }
        let (local, domain) = text.rsplit_once('@').ok_or_else(|| invalid("one `@`"))?;
        let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
        if local.is_empty() {
            return Err(invalid("a part before the `@`"));
        }
        if domain.is_empty() || domain.starts_with('.') || domain.contains("..") {
            return Err(invalid("a domain after the `@`"));
        }
        if local.contains('@') && !quoted {
            return Err(invalid("one `@`"));
        }
        let hidden = |c: char| c.is_whitespace() || c.is_control() || is_invisible(c);
        let plain = text.bytes().fold(true, |all, byte| all & matches!(byte, b'!'..=b'~'));
        if !plain && text.chars().any(hidden) {
            return Err(invalid("no blanks or invisible characters"));
        }
        let folds = text.bytes().any(|byte| byte.is_ascii_uppercase());
        let normal = folds.then(|| text.to_ascii_lowercase().into());
        Ok(Self { text: text.into(), normal })
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for EmailAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for EmailAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_addresses_say_what_is_expected() {
        let said = |text: &str| text.parse::<EmailAddress>().unwrap_err().to_string();
        assert_eq!(said("a@@b"), "invalid email address `a@@b`: expected one `@`");
        assert_eq!(said("a@"), "invalid email address `a@`: expected a domain after the `@`");
        assert_eq!(said("@b"), "invalid email address `@b`: expected a part before the `@`");
        assert!(said("a b@c").ends_with("expected no blanks or invisible characters"));
        assert!(said("a\u{200b}@c").contains("invisible"));
        assert!(said(&format!("{}@b", "a".repeat(320))).contains("at most 320"));
    }

    #[test]
    fn only_ascii_letters_are_folded() {
        let dotless: EmailAddress = "ı@x.test".parse().unwrap();
        let plain: EmailAddress = "I@X.test".parse().unwrap();
        assert!(!dotless.same(&plain));
        assert_eq!(plain.normal(), "i@x.test");
    }

    #[test]
    fn quoted_local_parts_may_hold_the_sign() {
        assert!("\"a@b\"@c.test".parse::<EmailAddress>().is_ok());
    }
}
