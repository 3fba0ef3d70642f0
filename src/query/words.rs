//! The words by which contacts are searched.

use smol_str::{SmolStr, SmolStrBuilder};

use crate::contact::Contact;

/// Calls `each` with every word of a contact, in the form in which words are looked up; some may
/// come several times.
pub(crate) fn of_contact(contact: &Contact, each: &mut dyn FnMut(&str)) {
    let info = contact.info();
    let texts = [info.first_name(), info.last_name(), info.company(), info.job_title()];
    for text in texts.into_iter().flatten() {
        split(text, each);
    }
    for entry in info.emails() {
        split(entry.value.as_str(), each);
    }
    for entry in info.phones() {
        split(entry.value.as_str(), each);
        if let Some(e164) = entry.value.e164() {
            each(&e164.to_string()[1..]);
        }
    }
}

/// The words of a search.
pub(super) fn of_search(text: &str) -> Vec<SmolStr> {
    let mut words = Vec::new();
    split(text, &mut |word| words.push(SmolStr::new(word)));
    words
}

fn split(text: &str, each: &mut dyn FnMut(&str)) {
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let mut folded = SmolStrBuilder::new();
        word.chars().flat_map(char::to_lowercase).for_each(|c| folded.push(c));
        each(&folded.finish());
    }
}
