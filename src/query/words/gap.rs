//! What stands between letters, and whether a word goes on after it.

use super::letters::{APOSTROPHE, HYPHEN};

/// What stands between two letters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap(u8);

impl Gap {
    pub(super) const NONE: Self = Self(0);
    pub(super) const APOSTROPHE: Self = Self(1);
    pub(super) const HYPHEN: Self = Self(2);
    pub(super) const BLANK: Self = Self(4);
    pub(super) const OTHER: Self = Self(16);
    /// What may stand between the digits of a number.
    pub(super) const OF_NUMBERS: Self = Self(2 | 4 | 8);

    pub(super) fn of(c: char) -> Self {
        match c {
            APOSTROPHE => Self::APOSTROPHE,
            HYPHEN => Self::HYPHEN,
            '.' | '/' | '(' | ')' | '[' | ']' | '\u{2012}'..='\u{2015}' => Self(8),
            '·' | '・' => Self::BLANK,
            _ if c.is_whitespace() => Self::BLANK,
            _ => Self::OTHER,
        }
    }

    pub(super) fn and(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    pub(super) fn is_within(self, allowed: Self) -> bool {
        self.0 & !allowed.0 == 0
    }
}
