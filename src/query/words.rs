//! The words by which contacts are searched.
//!
//! A contact has words, and a search has words; a word of a search is met if a word of the contact
//! begins with it. Both are brought into one form: without case, accents, points and invisible
//! characters (see [`letters`]), at most [`MAX_WORD`] characters long, without leading zeros if it
//! begins with a number.
//!
//! The words of a contact overlap, so that it is found from every place where somebody may begin:
//!
//! - `O’Brien-Smith` has the words `obriensmith`, `briensmith` and `smith`;
//! - `Müller` has the words `muller` and `mueller`, `Åse` has `ase` and `aase`;
//! - `王小明` is found from each of its characters, blanks or none between them; so are other
//!   scripts that do not divide words;
//! - `(030) 23125 001` is one word from each group of its digits on, whatever stands between them,
//!   and another one with its country in front.

mod gap;
mod letters;
#[cfg(test)]
mod tests;

use smallvec::SmallVec;
use smol_str::{SmolStr, format_smolstr};

use self::gap::Gap;
use crate::contact::{Contact, PhoneNumber, calling_code_length};
use crate::text::is_invisible;

/// How many characters of a word count.
pub(super) const MAX_WORD: usize = 64;
/// How many words a value can be found by: the first ones.
const MAX_OF_VALUE: usize = 64;
/// How many words a contact can be found by: those of its names first, then of company, job title
/// and nickname, of e-mail addresses, of phone numbers.
const MAX_OF_CONTACT: usize = 1_000;

/// Calls `each` with every word of a contact, in the form in which words are looked up; some may
/// come several times.
pub(crate) fn of_contact(contact: &Contact, each: &mut dyn FnMut(&str)) {
    let info = contact.info();
    let member = contact.standing().member.as_deref();
    let nickname = member.and_then(|member| member.profile_info.as_ref()?.nickname.as_ref());
    let login = member.and_then(|member| member.email.as_ref());

    let mut words = Words::new(Side::Contact, each);
    // One value, in this order: 王小明 is written without a blank.
    for name in [info.last_name(), info.first_name()].into_iter().flatten() {
        words.text(name);
        words.take(' ');
    }
    words.end_value();
    let texts = [info.company(), info.job_title(), nickname.map(|nickname| nickname.as_str())];
    texts.into_iter().flatten().for_each(|text| words.value(text));
    let emails = info.emails().iter().map(|entry| entry.value.as_str());
    emails.chain(login.map(|login| login.as_str())).for_each(|email| words.value(email));
    info.phones().iter().for_each(|entry| words.phone(&entry.value));
}

/// The words of a search.
///
/// A text of nothing but digits and what stands between the digits of phone numbers is one word. A
/// text without words that is not blank is looked for as it stands, so that it finds nothing.
pub(super) fn of_search(text: &str) -> Vec<SmolStr> {
    if let Some(digits) = number(text) {
        return vec![SmolStr::new(cut(without_zeros(&digits)))];
    }
    let mut found = Vec::new();
    let mut each = |word: &str| found.push(SmolStr::new(word));
    Words::new(Side::Search, &mut each).value(text);
    let is_blank = text.chars().all(|c| c.is_whitespace() || is_invisible(c));
    if found.is_empty() && !is_blank {
        found.push(SmolStr::new(text));
    }
    found
}

/// The digits of a search that is for a phone number, or for another number.
fn number(text: &str) -> Option<String> {
    let mut digits = String::new();
    let mut other = false;
    let mut take = |c: char| match c {
        '0'..='9' => digits.push(c),
        '+' => {}
        _ => other |= !Gap::of(c).is_within(Gap::OF_NUMBERS),
    };
    text.chars().for_each(|c| letters::plain(c, &mut take));
    (!other && !digits.is_empty()).then_some(digits)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// A word goes on beyond what may have been left out, and is found from there on as well.
    Contact,
    Search,
}

/// Divides texts into words.
struct Words<'e> {
    side: Side,
    /// The word so far, in UTF-8.
    run: SmallVec<[u8; 128]>,
    /// Where it can be found from.
    starts: SmallVec<[usize; 8]>,
    /// Where it can be spelled with one letter more, and that letter.
    spellings: SmallVec<[(usize, u8); 4]>,
    /// The last character of it, and what came after that.
    last: char,
    gap: Gap,
    found: Found<'e>,
}

/// Takes words, as long as there may be more.
struct Found<'e> {
    side: Side,
    each: &'e mut dyn FnMut(&str),
    /// How many words the value may still have, and the contact.
    left_of_value: usize,
    left: usize,
}

impl<'e> Words<'e> {
    fn new(side: Side, each: &'e mut dyn FnMut(&str)) -> Self {
        Self {
            side,
            run: SmallVec::new(),
            starts: SmallVec::new(),
            spellings: SmallVec::new(),
            last: ' ',
            gap: Gap::NONE,
            found: Found { side, each, left_of_value: MAX_OF_VALUE, left: MAX_OF_CONTACT },
        }
    }

    fn value(&mut self, text: &str) {
        self.text(text);
        self.end_value();
    }

    /// The groups of a number as written, the international form, and what follows its country.
    fn phone(&mut self, number: &PhoneNumber) {
        self.text(number.as_str());
        let Some(e164) = number.e164() else { return self.end_value() };
        // Most are written in one form or the other.
        let shown = format_smolstr!("{e164}");
        let digits = &shown[1..];
        let national = without_zeros(&digits[calling_code_length(digits)..]);
        let written = self.run.iter().skip_while(|byte| **byte == b'0');
        let is_written = |form: &str| written.clone().eq(form.as_bytes());
        let (full, short) = (is_written(digits), is_written(national));
        self.end_value();
        if !full {
            self.found.word(digits);
        }
        if !short {
            self.found.word(national);
        }
    }

    fn text(&mut self, text: &str) {
        if !text.is_ascii() {
            return text.chars().for_each(|c| letters::plain(c, &mut |c| self.take(c)));
        }
        let mut rest = text.as_bytes();
        while let [first, after @ ..] = rest {
            if !first.is_ascii_alphanumeric() {
                letters::plain(char::from(*first), &mut |c| self.take(c));
                rest = after;
                continue;
            }
            // All of the letters at once.
            let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric());
            let (letters, after) = rest.split_at(end.unwrap_or(rest.len()));
            self.take(char::from(first.to_ascii_lowercase()));
            let from = self.run.len();
            self.run.extend_from_slice(&letters[1..]);
            self.run[from..].make_ascii_lowercase();
            self.last = letters.last().map_or(' ', |byte| char::from(*byte));
            rest = after;
        }
    }

    /// A character in its plain form.
    fn take(&mut self, c: char) {
        if c == letters::DOTS || c == letters::RING {
            return self.spell(c);
        }
        if !letters::is_of_word(c) {
            if !self.run.is_empty() {
                self.gap = self.gap.and(Gap::of(c));
            }
            return;
        }
        if self.run.is_empty() {
            self.starts.push(0);
        } else if self.gap == Gap::NONE {
            let unspaced = letters::is_unspaced(c) || letters::is_unspaced(self.last);
            if unspaced && letters::is_beginning(c) {
                self.start();
            }
        } else if self.goes_on(c) {
            self.start();
        } else {
            self.end_word();
            self.starts.push(0);
        }
        self.gap = Gap::NONE;
        self.last = c;
        match c.is_ascii() {
            true => self.run.push(c as u8),
            false => self.run.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }

    /// Whether a letter continues the word in spite of what came before it.
    fn goes_on(&self, c: char) -> bool {
        if self.gap == Gap::APOSTROPHE {
            return true;
        }
        let may = if self.last.is_ascii_digit() && c.is_ascii_digit() {
            Gap::OF_NUMBERS
        } else if letters::is_unspaced(self.last) && letters::is_unspaced(c) {
            Gap::BLANK
        } else {
            Gap::HYPHEN
        };
        self.side == Side::Contact && self.gap.is_within(may)
    }

    /// The word can be found from here on.
    fn start(&mut self) {
        if self.side == Side::Contact && self.starts.len() < self.found.left_of_value {
            self.starts.push(self.run.len());
        }
    }

    fn end_value(&mut self) {
        self.end_word();
        self.found.left_of_value = MAX_OF_VALUE;
    }

    fn end_word(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::str::from_utf8(&self.run).unwrap_or_default();
        for start in &self.starts {
            self.found.word(run.get(*start..).unwrap_or_default());
            if self.spellings.iter().any(|(at, _)| at > start) {
                self.found.word(&spelled(run, *start, &self.spellings));
            }
        }
        self.starts.clear();
        self.spellings.clear();
        self.run.clear();
        self.gap = Gap::NONE;
    }

    /// What was above the last letter may be written after it.
    fn spell(&mut self, sign: char) {
        let letter = match (sign, self.last) {
            (letters::DOTS, 'a' | 'o' | 'u') => b'e',
            (letters::RING, 'a') => b'a',
            _ => return,
        };
        if self.side == Side::Contact && self.gap == Gap::NONE && !self.run.is_empty() {
            self.spellings.push((self.run.len(), letter));
        }
    }
}

impl Found<'_> {
    fn word(&mut self, word: &str) {
        if self.left_of_value == 0 || self.left == 0 {
            return;
        }
        self.left_of_value -= 1;
        self.left -= 1;
        let number = without_zeros(word);
        if number.len() < word.len() && self.side == Side::Contact {
            // For those who have typed no more than the zeros.
            (self.each)("0");
        }
        (self.each)(cut(number));
    }
}

/// A word from one of its places on, with the letters that it can be spelled with.
fn spelled(word: &str, start: usize, letters: &[(usize, u8)]) -> String {
    let (mut spelled, mut from) = (String::with_capacity(word.len() + letters.len()), start);
    for (at, letter) in letters.iter().filter(|(at, _)| *at > start) {
        spelled.push_str(&word[from..*at]);
        spelled.push(char::from(*letter));
        from = *at;
    }
    spelled.push_str(&word[from..]);
    spelled
}

/// A word without the zeros before another digit.
fn without_zeros(word: &str) -> &str {
    let bytes = word.as_bytes();
    if bytes.first() != Some(&b'0') {
        return word;
    }
    let zeros = bytes.windows(2).take_while(|two| two[0] == b'0' && two[1].is_ascii_digit());
    &word[zeros.count()..]
}

/// The first [`MAX_WORD`] characters.
fn cut(word: &str) -> &str {
    if word.len() <= MAX_WORD {
        return word;
    }
    word.char_indices().nth(MAX_WORD).map_or(word, |(end, _)| &word[..end])
}
