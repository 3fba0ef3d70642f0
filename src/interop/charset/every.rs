//! All charsets of the web.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// How much of a file a guess is made of.
const SAMPLE: usize = 1024 * 1024;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Known(&'static Encoding);

impl Known {
    #[cfg(feature = "vcard")]
    pub(super) const UTF_8: Self = Self(encoding_rs::UTF_8);
    #[cfg(feature = "csv")]
    pub(super) const WINDOWS_1252: Self = Self(encoding_rs::WINDOWS_1252);

    pub(super) fn named(label: &str) -> Option<Self> {
        // Names that are none of the web's.
        let label = match label {
            label if label.eq_ignore_ascii_case("ansi") => "windows-1252",
            label => label
                .strip_prefix(['c', 'C'])
                .and_then(|rest| rest.strip_prefix(['p', 'P']))
                .map_or(label, |page| match page {
                    "1250" => "windows-1250",
                    "932" => "shift_jis",
                    "936" => "gbk",
                    "949" => "euc-kr",
                    "950" => "big5",
                    _ => label,
                }),
        };
        let found = Encoding::for_label_no_replacement(label.as_bytes())?;
        found.is_ascii_compatible().then_some(Self(found))
    }

    pub(super) fn name(self) -> &'static str {
        self.0.name()
    }

    pub(super) fn guess<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> Self {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        let mut room = SAMPLE;
        for part in parts {
            let part = &part[..part.len().min(room)];
            room -= part.len();
            detector.feed(part, false);
            detector.feed(b"\n", false);
            if room == 0 {
                break;
            }
        }
        detector.feed(b"", true);
        Self(detector.guess(None, Utf8Detection::Deny))
    }

    pub(super) fn decode(self, bytes: &[u8]) -> String {
        self.0.decode_without_bom_handling(bytes).0.into_owned()
    }

    #[cfg(feature = "csv")]
    pub(super) fn is_single_byte(self) -> bool {
        self.0.is_single_byte()
    }
}
