//! Names and values that nearly every card has: they are not copied.

use smol_str::SmolStr;

/// Names of properties and parameters, and types.
const WORDS: [&str; 62] = [
    "ADR",
    "ANNIVERSARY",
    "BDAY",
    "BASE64",
    "CATEGORIES",
    "CELL",
    "CHARSET",
    "EMAIL",
    "ENCODING",
    "FAX",
    "FN",
    "HOME",
    "IMPP",
    "INTERNET",
    "JPEG",
    "KIND",
    "LABEL",
    "LANG",
    "LANGUAGE",
    "LOGO",
    "MEDIATYPE",
    "MOBILE",
    "N",
    "NICKNAME",
    "NOTE",
    "ORG",
    "PHOTO",
    "PID",
    "PREF",
    "PRODID",
    "QUOTED-PRINTABLE",
    "REV",
    "ROLE",
    "TEL",
    "TITLE",
    "TYPE",
    "TZ",
    "UID",
    "URL",
    "UTF-8",
    "VALUE",
    "VOICE",
    "WORK",
    "X-ABADR",
    "X-ABLABEL",
    "X-ABLabel",
    "X-ABShowAs",
    "b",
    "cell",
    "home",
    "internet",
    "main",
    "mobile",
    "other",
    "pref",
    "text",
    "type",
    "uri",
    "utf-8",
    "value",
    "voice",
    "work",
];

/// The place of each word in [`WORDS`], by its [`slot`]; no two have the same.
const SLOTS: [u8; 256] = {
    let mut slots = [u8::MAX; 256];
    let mut at = 0;
    while at < WORDS.len() {
        let slot = slot(WORDS[at].as_bytes());
        assert!(slots[slot] == u8::MAX);
        slots[slot] = at as u8;
        at += 1;
    }
    slots
};

/// A number under which few words are kept; the words are not empty.
const fn slot(word: &[u8]) -> usize {
    let [first, middle, last] = [word[0], word[word.len() / 2], word[word.len() - 1]];
    // Found by trying: whoever adds a word tries others if the table does not compile.
    let sum = first as usize * 123 + middle as usize * 130 + last as usize * 225 + word.len() * 226;
    sum % 256
}

/// A word that is known.
#[inline]
pub(super) fn known(bytes: &[u8]) -> Option<SmolStr> {
    if bytes.is_empty() {
        return Some(SmolStr::default());
    }
    let word = WORDS.get(usize::from(SLOTS[slot(bytes)]))?;
    (word.as_bytes() == bytes).then(|| SmolStr::new_static(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_and_others_are_not() {
        for word in WORDS {
            assert_eq!(known(word.as_bytes()).unwrap(), word);
            assert_eq!(known(&word.as_bytes()[1..]).is_some_and(|w| w != word[1..]), false);
        }
        assert_eq!(known(b"Tel"), None);
        assert_eq!(known(b"").unwrap(), "");
    }
}
