//! What is found in a file of cards.

use std::fmt;

use crate::Property;
use crate::interop::{Problem, Skipped};

/// Something found in a file of cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A card.
    Card(Card),
    /// A card that is over one of the [`Limits`](super::Limits).
    Skipped(Skipped),
    /// Something wrong outside of cards.
    Outside(Problem),
}

/// A card as it stood in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The line of its `BEGIN`, from 1.
    pub first_line: u32,
    /// The line of its `END`, or the last one that belongs to it.
    pub last_line: u32,
    /// What it says of itself; 3.0 if it does not say or says something unknown.
    pub version: Version,
    /// Its lines in order, without `BEGIN`, `END` and `VERSION`. A line that could not be read has
    /// an empty name.
    pub properties: Vec<Property>,
    /// The line of the file on which each of them begins.
    pub lines: Vec<u32>,
    /// What is wrong with it, by line.
    pub problems: Vec<Problem>,
    /// Its bytes, for a file of rejects. Of a UTF-16 file they are those in UTF-8.
    pub raw: Vec<u8>,
}

/// A version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// vCard 2.1, of 1996.
    V2_1,
    /// vCard 3.0, RFC 2426.
    V3_0,
    /// vCard 4.0, RFC 6350.
    V4_0,
}

impl Version {
    /// The version as it stands in a card, such as `3.0`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2_1 => "2.1",
            Self::V3_0 => "3.0",
            Self::V4_0 => "4.0",
        }
    }

    /// The name of the format as it stands in [`Property::format`], such as `vcard3.0`.
    pub fn format(self) -> &'static str {
        match self {
            Self::V2_1 => "vcard2.1",
            Self::V3_0 => "vcard3.0",
            Self::V4_0 => "vcard4.0",
        }
    }

    /// The version that a `VERSION` line means.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let text = text.trim_ascii();
        [Self::V2_1, Self::V3_0, Self::V4_0].into_iter().find(|v| v.as_str().as_bytes() == text)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
