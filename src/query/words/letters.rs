//! Letters as words are looked up: without case, accents and other forms of the same letter.

use unicode_normalization::char::{
    canonical_combining_class, decompose_compatible, is_combining_mark,
};

use crate::text::is_invisible;

/// What every apostrophe becomes.
pub(super) const APOSTROPHE: char = '\'';
/// What every hyphen becomes.
pub(super) const HYPHEN: char = '-';

/// Two dots above the letter before, which some write as an `e` after it.
pub(super) const DOTS: char = '\u{308}';
/// A ring above the letter before, which some write by doubling it.
pub(super) const RING: char = '\u{30a}';

/// Passes on what a character is looked up as: no, one or several characters in their plain form.
/// [`DOTS`] and [`RING`] are passed on, too, and are no part of a word.
///
/// The plain form of a text is that of its characters one after the other, so that the plain form
/// of the beginning of a text is the beginning of its plain form.
pub(super) fn plain(c: char, out: &mut impl FnMut(char)) {
    match c {
        '`' | '´' => out(APOSTROPHE),
        '\0'..='\x7f' => out(c.to_ascii_lowercase()),
        // Most Han characters are as plain as can be.
        '\u{4e00}'..='\u{9fff}' => out(c),
        _ if is_invisible(c) => {}
        _ => decompose_compatible(c, |c| {
            if !is_dropped(c) {
                c.to_lowercase().filter(|c| !is_dropped(*c)).for_each(|c| base(c, out));
            }
        }),
    }
}

/// Whether it is part of a word: a letter, a digit, or a sign that belongs to a letter.
pub(super) fn is_of_word(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_alphanumeric(),
        false => c.is_alphanumeric() || is_combining_mark(c),
    }
}

/// Whether it belongs to a script that is written without blanks between words, or with blanks
/// where the writer likes.
pub(super) fn is_unspaced(c: char) -> bool {
    c >= '\u{e00}'
        && matches!(c,
        // Thai, Lao; Tibetan; Myanmar; Hangul; Khmer; Tai scripts.
        '\u{e00}'..='\u{eff}' | '\u{f00}'..='\u{fff}' | '\u{1000}'..='\u{11ff}'
        | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19ff}' | '\u{1a20}'..='\u{1aaf}'
        // Han, Hiragana, Katakana, Bopomofo, Yi.
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3040}'..='\u{31ff}' | '\u{3400}'..='\u{a4cf}' | '\u{a960}'..='\u{a97f}'
        | '\u{a980}'..='\u{a9df}' | '\u{aa60}'..='\u{aadf}' | '\u{d7b0}'..='\u{d7ff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether a word of such a script can be looked for from here on.
pub(super) fn is_beginning(c: char) -> bool {
    // The vowel and the last consonant of a Hangul syllable belong to its first consonant.
    let inner = matches!(c, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}');
    !inner && !is_combining_mark(c)
}

/// Accents, points and other signs without which a word is looked up. Vowels and what else tells
/// words apart stays.
fn is_dropped(c: char) -> bool {
    match c {
        '\0'..='\u{2ff}' | DOTS | RING => false,
        // Tatweel, joiners and selectors of forms, enclosing signs.
        '\u{34f}'
        | '\u{640}'
        | '\u{180b}'..='\u{180f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{20dd}'..='\u{20e4}'
        | '\u{488}'
        | '\u{489}'
        | '\u{e0100}'..='\u{e01ef}' => true,
        _ => !matches!(
            canonical_combining_class(c),
            // Letters, voiced kana, the sign that a consonant has no vowel, lengths of vowels in
            // Telugu, vowels in Thai, Lao and Tibetan.
            0 | 8 | 9 | 84 | 91 | 103 | 118 | 129 | 130 | 132
        ),
    }
}

/// The plain form of a letter that is in lower case and has no accent.
fn base(c: char, out: &mut impl FnMut(char)) {
    let mut two = |first, second| {
        out(first);
        out(second);
    };
    match c {
        'ß' => two('s', 's'),
        'æ' => two('a', 'e'),
        'œ' => two('o', 'e'),
        'þ' => two('t', 'h'),
        'ĳ' => two('i', 'j'),
        'ø' => two('o', DOTS),
        _ => out(match c {
            '`' | '\u{2b9}'..='\u{2bf}' | '\u{2c8}' | '‘' | '’' | '‛' | '′' | '׳' | '״' | 'ꞌ' => {
                APOSTROPHE
            }
            '\u{2010}' | '\u{2011}' | '\u{2212}' | '־' => HYPHEN,
            '\0'..='\x7f' => c,
            'ɔ' | 'ɵ' => 'o',
            'ł' | 'ƚ' | 'ɫ' => 'l',
            'đ' | 'ð' | 'ɖ' | 'ɗ' => 'd',
            'ħ' => 'h',
            'ı' | 'ɨ' => 'i',
            'ȷ' | 'ɉ' => 'j',
            'ĸ' => 'q',
            'ŋ' | 'ɲ' | 'ɳ' => 'n',
            'ŧ' | 'ƭ' | 'ʈ' => 't',
            'ƀ' | 'ɓ' => 'b',
            'ƈ' | 'ȼ' => 'c',
            'ə' | 'ǝ' | 'ɛ' | 'ɇ' => 'e',
            'ƒ' => 'f',
            'ǥ' | 'ɠ' | 'ɣ' => 'g',
            'ƙ' => 'k',
            'ƥ' => 'p',
            'ɍ' => 'r',
            'ʉ' => 'u',
            'ʋ' => 'v',
            'ƴ' | 'ɏ' => 'y',
            'ƶ' => 'z',
            'ς' => 'σ',
            'ґ' => 'г',
            // Letters that Persian, Urdu and others write otherwise, and those that many leave out.
            'ٱ' => 'ا',
            'ى' | 'ی' | 'ې' | 'ے' => 'ي',
            'ک' | 'ڪ' => 'ك',
            'ة' | 'ہ' | 'ھ' | 'ە' => 'ه',
            // Hebrew letters at the end of a word.
            'ך' => 'כ',
            'ם' => 'מ',
            'ן' => 'נ',
            'ף' => 'פ',
            'ץ' => 'צ',
            // Katakana as Hiragana.
            '\u{30a1}'..='\u{30f6}' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
            _ => digit(c),
        }),
    }
}

/// The zeros of scripts that have digits of their own; the others follow.
const ZEROS: [u32; 36] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0,
];

/// A digit of any script as that of ours.
fn digit(c: char) -> char {
    let next = ZEROS.partition_point(|zero| *zero <= u32::from(c));
    let Some(zero) = next.checked_sub(1).map(|place| ZEROS[place]) else { return c };
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    fn of(text: &str) -> String {
        let mut found = String::new();
        text.chars().for_each(|c| plain(c, &mut |c| found.push(c)));
        found
    }

    #[test]
    fn what_is_plain_stays_as_it_is() {
        for c in ('\0'..=char::MAX).filter(|c| *c != '`') {
            let once = of(c.encode_utf8(&mut [0; 4]));
            assert_eq!(of(&once), once, "{c:?} {:x}", u32::from(c));
        }
    }

    #[test]
    fn upper_and_lower_case_are_one() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            assert_eq!(of(&text.to_lowercase()), of(&text), "{c}");
            // The iota below a Greek vowel, which capitals write beside it, is dropped; and a few
            // letters of old prints are kept apart from those they are variants of.
            let old = matches!(c, '\u{1c80}'..='\u{1c88}');
            if !old && !text.nfd().any(|c| c == '\u{345}') {
                assert_eq!(of(&text.to_uppercase()), of(&text), "{c} {:x}", u32::from(c));
            }
        }
    }

    #[test]
    fn zeros_are_in_order_and_followed_by_digits() {
        assert!(ZEROS.is_sorted());
        for zero in ZEROS {
            for step in 0..10 {
                let c = char::from_u32(zero + step).unwrap();
                assert!(c.is_numeric() && digit(c) == char::from_digit(step, 10).unwrap(), "{c}");
            }
        }
    }
}
