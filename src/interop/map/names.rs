//! Whole names.

/// What a whole name says: first and last. The last word is the last name, unless it only
/// tells generations apart.
pub(in crate::interop) fn split_name(text: &str) -> (String, String) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let generation = words.last().is_some_and(|word| {
        let word = word.trim_end_matches('.').to_ascii_lowercase();
        matches!(word.as_str(), "jr" | "sr" | "ii" | "iii" | "iv")
    });
    let of_last = if generation && words.len() > 2 { 2 } else { 1 };
    match words.len() {
        0 => (String::new(), String::new()),
        1 => (words[0].to_owned(), String::new()),
        count => (words[..count - of_last].join(" "), words[count - of_last..].join(" ")),
    }
}

/// Whether a text that stands for a name is an e-mail address or a number in its place.
pub(in crate::interop) fn is_no_name(text: &str) -> bool {
    let number = text.chars().all(|c| !c.is_alphabetic());
    number || text.parse::<crate::EmailAddress>().is_ok()
}
