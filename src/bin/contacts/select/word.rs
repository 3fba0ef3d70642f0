//! Words of the command line: files and conditions.

use std::ffi::OsString;
use std::path::PathBuf;

use super::names;

/// A condition as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) name: String,
    pub(crate) operator: Operator,
    pub(crate) value: String,
}

/// What is asked of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Is,
    IsNot,
    Begins,
    Above,
    AtLeast,
    Below,
    AtMost,
    Has,
    HasNot,
}

/// The longer ones first.
const OPERATORS: [(&str, Operator); 7] = [
    ("!=", Operator::IsNot),
    ("^=", Operator::Begins),
    (">=", Operator::AtLeast),
    ("<=", Operator::AtMost),
    ("=", Operator::Is),
    (">", Operator::Above),
    ("<", Operator::Below),
];

/// Whether a word is a file or a condition. That can be told by its form: what is there on the
/// disk has no part in it.
pub(crate) fn read(word: &OsString) -> Result<Word, PathBuf> {
    let file = || PathBuf::from(word);
    let text = word.to_str().ok_or_else(file)?;
    let condition = |name: &str, operator, value: &str| Word {
        text: text.to_owned(),
        name: name.to_owned(),
        operator,
        value: value.to_owned(),
    };
    if let Some(name) = text.strip_prefix('!').filter(|name| is_name(name)) {
        return Ok(condition(name, Operator::HasNot, ""));
    }
    if names::is_known(text) {
        return Ok(condition(text, Operator::Has, ""));
    }
    let end = text.find(|c: char| !is_of_name(c)).ok_or_else(file)?;
    let (name, rest) = text.split_at(end);
    let found = OPERATORS.iter().find_map(|(sign, operator)| {
        Some((*operator, rest.strip_prefix(sign)?)).filter(|_| is_name(name))
    });
    Ok(match found.ok_or_else(file)? {
        (Operator::Is, "") => condition(name, Operator::HasNot, ""),
        (Operator::IsNot, "") => condition(name, Operator::Has, ""),
        (operator, value) => condition(name, operator, value),
    })
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_of_name)
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_conditions_are_told_by_their_form() {
        use Operator as O;
        for (word, name, operator, value) in [
            ("city=London", "city", O::Is, "London"),
            ("city!=New York", "city", O::IsNot, "New York"),
            ("company^=a=b", "company", O::Begins, "a=b"),
            ("created>=2024", "created", O::AtLeast, "2024"),
            ("created>2024", "created", O::Above, "2024"),
            ("custom.size<=40", "custom.size", O::AtMost, "40"),
            ("born<1990", "born", O::Below, "1990"),
            ("email", "email", O::Has, ""),
            ("info.name.first", "info.name.first", O::Has, ""),
            ("email!=", "email", O::Has, ""),
            ("email=", "email", O::HasNot, ""),
            ("!custom.size", "custom.size", O::HasNot, ""),
        ] {
            let text = word.to_owned();
            let expected = Word { text, name: name.into(), operator, value: value.into() };
            assert_eq!(read(&word.into()), Ok(expected), "{word}");
        }
        for file in
            ["people.vcf", "-", "./email", "/a=b.csv", "custom.csv", "a b=c", "a^b", "", "!"]
        {
            assert_eq!(read(&file.into()), Err(PathBuf::from(file)), "{file}");
        }
    }
}
