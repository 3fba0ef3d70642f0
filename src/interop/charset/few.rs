//! UTF-8 and windows-1252.

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Utf8,
    Windows1252,
}

impl Known {
    #[cfg(feature = "vcard")]
    pub(super) const UTF_8: Self = Self::Utf8;
    #[cfg(feature = "csv")]
    pub(super) const WINDOWS_1252: Self = Self::Windows1252;

    pub(super) fn named(label: &str) -> Option<Self> {
        const NAMES: &[&str] = &[
            "windows-1252",
            "cp1252",
            "ansi",
            "iso-8859-1",
            "iso8859-1",
            "latin1",
            "us-ascii",
            "ascii",
        ];
        let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(label));
        match () {
            () if is(&["utf-8", "utf8"]) => Some(Self::Utf8),
            () if is(NAMES) => Some(Self::Windows1252),
            () => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// There is no other.
    pub(super) fn guess<'b>(_: impl IntoIterator<Item = &'b [u8]>) -> Self {
        Self::Windows1252
    }

    pub(super) fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Self::Windows1252 => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
        }
    }

    #[cfg(feature = "csv")]
    pub(super) fn is_single_byte(self) -> bool {
        self == Self::Windows1252
    }
}

fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}
