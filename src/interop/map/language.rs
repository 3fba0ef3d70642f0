//! Languages.

use crate::contact::LanguageTag;

/// The language that a text names by a tag of BCP 47, in its usual spelling: `pt_pt` is `pt-PT`.
pub(in crate::interop) fn language(text: &str) -> Option<LanguageTag> {
    let text = text.trim().replace('_', "-");
    let tag = oxilangtag::LanguageTag::parse_and_normalize(&text).ok()?;
    tag.as_str().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_spelled_in_one_way() {
        for (text, expected) in [
            ("EN-us", Some("en-US")),
            (" pt_pt ", Some("pt-PT")),
            ("zh-hant-tw", Some("zh-Hant-TW")),
            ("German", Some("german")),
            ("english (US)", None),
            ("", None),
        ] {
            let found = language(text);
            assert_eq!(found.as_ref().map(LanguageTag::as_str), expected, "{text}");
        }
    }
}
