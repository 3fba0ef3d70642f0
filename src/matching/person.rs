//! Who a contact is, as far as its names tell.

use super::fold::{self, is_latin};
use super::nicknames;
use crate::contact::{Contact, Property};
use crate::time::LocalDate;

/// What is compared of a contact.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Person {
    /// Given names, middle names among them.
    given: Vec<String>,
    /// Family names.
    family: Vec<String>,
    /// The whole name stood in one field, so that it is not known which words are what.
    undivided: bool,
    /// Set if there is a company and no name.
    company: Option<Vec<String>>,
    generation: Option<u8>,
    birthdate: Option<LocalDate>,
}

/// Words before or after a name that are none, and remarks of phone books.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "lady", "lord", "dame", "rev", "herr",
    "frau", "hr", "fr", "mme", "mlle", "me", "monsieur", "madame", "sr", "sra", "dott", "ing",
    "mag", "dipl", "phd", "md", "esq", "work", "home", "mobile", "cell", "office", "new", "old",
    "private",
];

/// Words of companies that say nothing of which one it is.
const LEGAL: &[&str] = &[
    "the",
    "and",
    "und",
    "et",
    "ltd",
    "limited",
    "inc",
    "incorporated",
    "llc",
    "plc",
    "gmbh",
    "ag",
    "kg",
    "ug",
    "sarl",
    "sas",
    "sa",
    "srl",
    "spa",
    "bv",
    "nv",
    "ab",
    "as",
    "oy",
    "co",
    "corp",
    "corporation",
    "company",
    "group",
    "sons",
];

impl Person {
    pub(super) fn of(contact: &Contact) -> Self {
        let info = contact.info();
        let mut generation = contact.properties().iter().find_map(suffix);
        let (mut given, mut family) = (String::new(), String::new());
        match (info.first_name(), info.last_name()) {
            // `Lovelace, Ada` in one field.
            (Some(one), None) | (None, Some(one)) if one.matches(',').count() == 1 => {
                let (last, first) = one.split_once(',').unwrap_or((one, ""));
                match generation_of(first.trim()) {
                    Some(found) => {
                        generation = generation.or(Some(found));
                        given.push_str(last);
                    }
                    None => {
                        family.push_str(last);
                        given.push_str(first);
                    }
                }
            }
            (first, last) => {
                given.push_str(first.unwrap_or_default());
                family.push_str(last.unwrap_or_default());
            }
        }
        let mut words = |text: &str| words(text, &mut generation);
        let (given, family) = (words(&given), words(&family));
        let undivided = given.is_empty() != family.is_empty();
        let nameless = given.is_empty() && family.is_empty();
        let company = info.company().filter(|_| nameless).map(|company| {
            let words = split(company).map(fold::word);
            let words = words.filter(|word| !word.is_empty() && !LEGAL.contains(&word.as_str()));
            words.collect()
        });
        let birthdate = info.birthdate();
        Self { given, family, undivided, company, generation, birthdate }
    }

    /// Whether nothing tells who it is.
    pub(super) fn is_nameless(&self) -> bool {
        self.given.is_empty() && self.family.is_empty() && self.company.is_none()
    }

    /// The name as one text, the same for those whose names are the same words.
    pub(super) fn signature(&self) -> String {
        let mut words: Vec<&str> =
            self.given.iter().chain(&self.family).map(String::as_str).collect();
        words.extend(self.company.iter().flatten().map(String::as_str));
        words.sort_unstable();
        words.join(" ")
    }

    /// Whether both cannot be the same person. Symmetric.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        if differ(self.birthdate, other.birthdate) || differ(self.generation, other.generation) {
            return true;
        }
        if self.is_nameless() || other.is_nameless() {
            return false;
        }
        match (&self.company, &other.company) {
            (Some(a), Some(b)) => a != b && !within(a, b) && !within(b, a),
            (Some(_), None) | (None, Some(_)) => true,
            (None, None) => self.names_contradict(other),
        }
    }

    fn names_contradict(&self, other: &Self) -> bool {
        if !self.comparable(other) {
            return false;
        }
        if self.undivided || other.undivided {
            let (all, others) = (self.all(), other.all());
            return !covered(&all, &others) && !covered(&others, &all);
        }
        let straight =
            families_agree(&self.family, &other.family) && given_agree(&self.given, &other.given);
        let swapped = || {
            same_word(&self.given[0], &other.family[0])
                && same_word(&self.family[0], &other.given[0])
                && self.family.len() + self.given.len() > 1
        };
        !straight && !swapped()
    }

    /// Whether both names are in letters of which each can be told in the other's.
    fn comparable(&self, other: &Self) -> bool {
        let latin = |person: &Self| person.all().iter().all(|word| is_latin(word));
        latin(self) == latin(other)
    }

    fn all(&self) -> Vec<&str> {
        self.given.iter().chain(&self.family).map(String::as_str).collect()
    }
}

fn differ<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

/// The generation in a line that holds suffixes: the fifth component of `N`, or a cell of its own.
fn suffix(property: &Property) -> Option<u8> {
    if property.name == "N" {
        return property.value.split(';').nth(4).and_then(generation_of);
    }
    let cell = property.format.starts_with("csv") && {
        let name = property.name.to_ascii_lowercase();
        name == "suffix" || name == "name suffix"
    };
    if cell { generation_of(&property.value) } else { None }
}

/// `Jr.`, `Sr.`, `II` and the like.
fn generation_of(text: &str) -> Option<u8> {
    match text.trim().trim_matches('.').to_ascii_lowercase().as_str() {
        "sr" | "snr" | "senior" | "i" => Some(1),
        "jr" | "jnr" | "junior" | "ii" => Some(2),
        "iii" => Some(3),
        "iv" => Some(4),
        _ => None,
    }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '/' | '&' | '+' | '‐'..='―'))
}

/// The words of a name, without titles, remarks in brackets and words that tell generations.
fn words(text: &str, generation: &mut Option<u8>) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let mut words: Vec<String> = Vec::new();
    let pieces: Vec<&str> = split(&plain).filter(|piece| !piece.is_empty()).collect();
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0
            && at + 1 == pieces.len()
            && piece.len() > 1
            && let Some(found) = generation_of(piece)
        {
            generation.get_or_insert(found);
            continue;
        }
        let bare = piece.trim_matches('.').to_lowercase();
        let title = TITLES.contains(&bare.as_str()) && pieces.len() > 1;
        let word = fold::word(piece);
        if !title && !word.is_empty() {
            words.push(word);
        }
    }
    words
}

/// Whether two words of given names can be the same: equal, an initial, a short form, a slip.
fn same_given(a: &str, b: &str) -> bool {
    a == b
        || is_initial(a, b)
        || is_initial(b, a)
        || nicknames::are_forms(a, b)
        || fold::is_slip(a, b)
}

/// Whether one is the first letter of the other; a number is no letter.
fn is_initial(short: &str, long: &str) -> bool {
    let mut letters = short.chars();
    letters.next().is_some_and(char::is_alphabetic)
        && letters.next().is_none()
        && long.starts_with(short)
}

fn same_word(a: &str, b: &str) -> bool {
    a == b || fold::is_slip(a, b)
}

/// First names agree, and middle names where both have some.
fn given_agree(a: &[String], b: &[String]) -> bool {
    let (Some(first), Some(other)) = (a.first(), b.first()) else { return true };
    if !same_given(first, other) {
        return false;
    }
    let (middle, others) = (&a[1..], &b[1..]);
    middle.is_empty()
        || others.is_empty()
        || middle.iter().any(|m| others.iter().any(|o| same_given(m, o)))
}

/// One family name is part of the other: double names are often shortened.
fn families_agree(a: &[String], b: &[String]) -> bool {
    let same = |a: &str, b: &str| same_word(a, b) || is_initial(a, b) || is_initial(b, a);
    let part = |a: &[String], b: &[String]| a.iter().all(|x| b.iter().any(|y| same(x, y)));
    part(a, b) || part(b, a)
}

/// Whether each word of one name is a word of the other, each used once. A word is not found in an
/// initial: `M` of `David M Smith` need not be Marjorie.
fn covered(words: &[&str], by: &[&str]) -> bool {
    let mut free: Vec<&str> = by.to_vec();
    let same = |word: &str, other: &str| {
        same_given(word, other) && (other.chars().count() > 1 || word.chars().count() == 1)
    };
    words.iter().all(|word| {
        let place = free
            .iter()
            .position(|other| other == word)
            .or_else(|| free.iter().position(|other| same(word, other)));
        place.map(|place| free.swap_remove(place)).is_some()
    })
}

/// Whether all words of one company are words of the other, and there are some.
fn within(a: &[String], b: &[String]) -> bool {
    !a.is_empty() && a.iter().all(|word| b.iter().any(|other| same_word(word, other)))
}
