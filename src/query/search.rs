//! Free text.

use smol_str::SmolStr;

use super::words;
use crate::contact::{Contact, E164};
use crate::invalid::Invalid;

/// How many characters a search may have.
pub const MAX_SEARCH: usize = 100;

/// A search through names, e-mail addresses, phone numbers, company and job title, and through the
/// nickname and the login address of a membership.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Search(Kind);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Kind {
    /// Words in the form in which they are looked up; sorted, each once.
    Words(Vec<SmolStr>),
    Exact(SmolStr),
}

impl Search {
    /// The contacts in which each of the words begins a word, in any order, in all scripts,
    /// whatever the case and accents.
    ///
    /// - `obrien`, `o’brien` and `brien` find O’Brien; `luc` and `jeanluc` find Jean-Luc.
    /// - `muller` and `mueller` find Müller.
    /// - `小明` and `王 小明` find 王小明: writing without blanks is found from any character.
    /// - A text of digits, blanks, dots, dashes, slashes, brackets and `+` is one number: `030 231`,
    ///   `+49 30 231` and `0049 30231` all find +49 30 23125001. A number whose country is not
    ///   known is found only as it is written.
    /// - A blank text finds every contact. One that is not blank but has no word, such as `!!!`,
    ///   finds none, so that nothing is done to all contacts by mistake.
    ///
    /// A contact is found by the first 64 words of each value, 1,000 in all, names before numbers;
    /// of a word the first 64 characters count.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if the text is longer than [`MAX_SEARCH`] characters.
    pub fn words(text: &str) -> Result<Self, Invalid> {
        Ok(Self::of_terms(words::of_search(checked(text)?)))
    }

    /// Whether it finds every contact: a search for no words.
    pub fn finds_all(&self) -> bool {
        self.terms().is_some_and(<[SmolStr]>::is_empty)
    }

    /// The search for words in the form in which they are looked up, as
    /// [`terms`](Self::terms) shows them.
    pub(crate) fn of_terms(mut terms: Vec<SmolStr>) -> Self {
        terms.sort_unstable();
        terms.dedup();
        Self(Kind::Words(terms))
    }

    /// The contacts of which a first name, last name, e-mail address or phone number is exactly
    /// this: the search of the platform. E-mail addresses are compared in lower case.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if the text is longer than [`MAX_SEARCH`] characters.
    pub fn exact(text: &str) -> Result<Self, Invalid> {
        Ok(Self(Kind::Exact(SmolStr::new(checked(text)?))))
    }

    /// The words in the form in which they are looked up; `None` of an exact search.
    pub fn terms(&self) -> Option<&[SmolStr]> {
        match &self.0 {
            Kind::Words(words) => Some(words),
            Kind::Exact(_) => None,
        }
    }

    /// The text of an exact search.
    pub fn exact_text(&self) -> Option<&str> {
        match &self.0 {
            Kind::Words(_) => None,
            Kind::Exact(text) => Some(text),
        }
    }

    /// Whether it finds a contact: the reference for every store.
    pub fn matches(&self, contact: &Contact) -> bool {
        let info = contact.info();
        match &self.0 {
            Kind::Exact(text) => {
                let e164: Option<E164> = text.parse().ok();
                info.first_name() == Some(text)
                    || info.last_name() == Some(text)
                    || info
                        .emails()
                        .iter()
                        .any(|entry| entry.value.normal().eq_ignore_ascii_case(text))
                    || info.phones().iter().any(|entry| {
                        entry.value.as_str() == text
                            || (e164.is_some() && entry.value.e164() == e164)
                    })
            }
            Kind::Words(terms) => {
                let mut open: Vec<&SmolStr> = terms.iter().collect();
                words::of_contact(contact, &mut |word| {
                    open.retain(|term| !word.starts_with(term.as_str()));
                });
                open.is_empty()
            }
        }
    }
}

fn checked(text: &str) -> Result<&str, Invalid> {
    let text = text.trim();
    match text.chars().count() <= MAX_SEARCH {
        true => Ok(text),
        false => {
            let expected = format!("at most {MAX_SEARCH} characters");
            Err(Invalid::limit("search", text, expected))
        }
    }
}
