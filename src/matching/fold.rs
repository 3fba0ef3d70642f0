//! Words of names as they are compared.

/// A word of a name: lower case, without accents, in Latin letters where that is possible, with
/// usual other spellings made one.
///
/// `Müller`, `MUELLER` and `Muler` are one word, and so are `Дмитрий` and `Dmitri`.
pub(super) fn word(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        letter(c, &mut plain);
    }
    if !plain.is_ascii() || plain.len() < 3 {
        return plain;
    }
    let spelled = if plain.len() > 3 {
        plain.replace("ae", "a").replace("oe", "o").replace("ue", "u").replace("ph", "f")
    } else {
        plain
    };
    let mut word = String::with_capacity(spelled.len());
    for c in spelled.chars() {
        // `11` is another number than `1`.
        if c.is_ascii_digit() || !word.ends_with(c) {
            word.push(c);
        }
    }
    word
}

/// Whether a word is in letters that can be compared with Latin ones.
pub(super) fn is_latin(word: &str) -> bool {
    word.is_ascii()
}

/// The letter without its accents, in Latin script if there is a usual transcription.
fn letter(c: char, out: &mut String) {
    match c {
        'a'..='z' | '0'..='9' => out.push(c),
        // Combining marks, apostrophes and dots within a word.
        '\u{300}'..='\u{36f}' | '\'' | '’' | 'ʼ' | '`' | '´' | '.' => {}
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ'..='ặ' => out.push('a'),
        'æ' => out.push_str("ae"),
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => out.push('c'),
        'ď' | 'đ' | 'ð' => out.push('d'),
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' => out.push('e'),
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => out.push('g'),
        'ĥ' | 'ħ' => out.push('h'),
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ỉ'..='ị' => out.push('i'),
        'ĵ' => out.push('j'),
        'ķ' => out.push('k'),
        'ĺ' | 'ļ' | 'ľ' | 'ł' => out.push('l'),
        'ñ' | 'ń' | 'ņ' | 'ň' => out.push('n'),
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ'..='ợ' => out.push('o'),
        'œ' => out.push_str("oe"),
        'ŕ' | 'ř' => out.push('r'),
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => out.push('s'),
        'ß' => out.push_str("ss"),
        'ţ' | 'ť' | 'ț' => out.push('t'),
        'þ' => out.push_str("th"),
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ'..='ự' => {
            out.push('u');
        }
        'ŵ' => out.push('w'),
        'ý' | 'ÿ' | 'ŷ' | 'ỳ'..='ỹ' => out.push('y'),
        'ź' | 'ż' | 'ž' => out.push('z'),
        _ => match CYRILLIC.iter().find(|(letter, _)| *letter == c) {
            Some((_, latin)) => out.push_str(latin),
            None => out.push(c),
        },
    }
}

const CYRILLIC: [(char, &str); 37] = [
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('ґ', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ё', "e"),
    ('є', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('і', "i"),
    ('ї', "i"),
    ('й', "i"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', ""),
    ('ы', "y"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
];

/// Whether one word is the other with a single slip inside: a letter changed, left out, added, or
/// two neighbours swapped. First and last letters must agree, since those tell Paul from Paula.
pub(super) fn is_slip(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.iter().chain(b).any(u8::is_ascii_digit) {
        return false;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 5 || long.len() - short.len() > 1 {
        return false;
    }
    if short.first() != long.first() || short.last() != long.last() {
        return false;
    }
    let start = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (short, long) = (&short[start..], &long[start..]);
    if short.len() < long.len() {
        return short == &long[1..];
    }
    match (short, long) {
        ([], []) => true,
        ([_, rest @ ..], [_, other @ ..]) if rest == other => true,
        ([x, y, rest @ ..], [y2, x2, other @ ..]) => x == x2 && y == y2 && rest == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_are_one() {
        for (a, b) in [
            ("Müller", "MUELLER"),
            ("José", "jose"),
            ("Nguyễn", "Nguyen"),
            ("Дмитрий", "Dmitri"),
            ("O’Brien", "OBrien"),
            ("Phillip", "Filip"),
            ("Øster", "Oester"),
            ("İpek", "ipek"),
        ] {
            assert_eq!(word(a), word(b), "{a} {b}");
        }
        assert!(!is_latin(&word("田中")) && is_latin(&word("Орлов")));
    }

    #[test]
    fn slips_are_inside_of_long_words() {
        for (a, b) in [("katherine", "kathreine"), ("martin", "marten"), ("jonathan", "jonthan")] {
            assert!(is_slip(a, b) && is_slip(b, a), "{a} {b}");
        }
        for (a, b) in [("paul", "paula"), ("maria", "marie"), ("john", "joan"), ("karl", "carl")] {
            assert!(!is_slip(a, b), "{a} {b}");
        }
    }
}
