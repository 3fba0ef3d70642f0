//! What is said about a place in a file.

use std::fmt;

use smol_str::SmolStr;

/// How many characters of the input a [`Problem`] holds.
const HELD: usize = 80;
/// How wide a [`Problem`] is shown.
const COLUMNS: usize = 80;
/// How much of the input is shown even when the line becomes wider for it.
const SHOWN: usize = 10;

/// Something that a reader came across: what, how bad, and where.
///
/// ```
/// use contacts_core::interop::{Problem, Severity};
///
/// let problem = Problem::new(Severity::Warning, "vcard.no_colon", 9, "Sesame Street;11111");
/// assert_eq!(
///     problem.to_string(),
///     "line 9: warning: line without a colon `Sesame Street;11111` [vcard.no_colon]",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// What it is, as a name that stays the same between releases.
    pub code: &'static str,
    /// The line of the file, from 1.
    pub line: u32,
    /// The property or column.
    pub subject: Option<SmolStr>,
    /// The input in question, at most 80 characters of it.
    pub excerpt: String,
}

/// How bad a [`Problem`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Info,
    /// Read in spite of it, perhaps not as it was meant.
    Warning,
    /// The record was not read.
    Error,
}

impl Problem {
    /// A problem with what stands at `line`.
    pub fn new(severity: Severity, code: &'static str, line: u32, input: &str) -> Self {
        Self { severity, code, line, subject: None, excerpt: shorten(input, HELD) }
    }

    /// The same, about a property or a column.
    #[must_use]
    pub fn about(mut self, subject: impl Into<SmolStr>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// What the code means, in words.
    pub fn message(&self) -> &'static str {
        MESSAGES.iter().find(|(code, _)| *code == self.code).map_or(self.code, |(_, text)| text)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { severity, code, line, subject, excerpt } = self;
        let mut start = format!("line {line}: {severity}: ");
        if let Some(subject) = subject {
            start.extend(shorten(subject, HELD).escape_debug());
            start.push_str(": ");
        }
        start.push_str(self.message());
        let mut end = String::new();
        if self.message() != *code {
            end = format!(" [{code}]");
        }
        if !excerpt.is_empty() {
            let excerpt: String = excerpt.escape_debug().collect();
            let taken = start.chars().count() + end.chars().count() + 3;
            let room = COLUMNS.saturating_sub(taken).max(SHOWN);
            start.push_str(&format!(" `{}`", shorten(&excerpt, room)));
        }
        write!(f, "{start}{end}")
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// The codes; whoever adds one says here what it means.
const MESSAGES: &[(&str, &str)] = &[
    ("text.charset", "not UTF-8 and no charset given, guessed"),
    ("text.control", "control characters removed"),
    ("text.replaced", "a character was lost before or on reading"),
    ("vcard.bad_name", "not the name of a property"),
    ("vcard.comma", "comma in place of a semicolon"),
    ("vcard.end_without_begin", "end of a card that never began"),
    ("vcard.line_too_long", "line too long, card skipped"),
    ("vcard.no_colon", "line without a colon"),
    ("vcard.no_version", "card without a version, read as 3.0"),
    ("vcard.other_version", "not of this version, written with an X- before its name"),
    ("vcard.outside", "text outside of cards"),
    ("vcard.too_deep", "cards nested too deeply, card skipped"),
    ("vcard.too_large", "card too large, skipped"),
    ("vcard.too_many_parameters", "too many parameters, card skipped"),
    ("vcard.too_many_properties", "too many properties, card skipped"),
    ("vcard.unterminated", "card without an end"),
    ("vcard.version", "unknown version, read as 3.0"),
    ("vcard.versions", "more than one version, the first one counts"),
    ("field.again", "said twice in this record"),
    ("field.bad_date", "no full date"),
    ("field.bad_email", "no e-mail address"),
    ("field.bad_phone", "no phone number"),
    ("field.preferred", "more than one is preferred, the first one counts"),
    ("field.too_long", "too long for its field"),
    ("field.too_many", "more than a contact may have"),
    ("field.no_room", "no extended field for it, kept on its line"),
    ("field.other_type", "no value of the type that the extended field has, kept on its line"),
    ("field.read_only", "belongs to another service, kept on its line"),
    ("json.contact", "no contact"),
    ("json.invalid", "no JSON"),
    ("label.limit", "no room for the label, kept on its line"),
    ("match.ambiguous", "several contacts fit equally well"),
    ("match.limit", "the contact would hold more than it may"),
    ("match.older", "older than what the contact came from"),
    ("media.corrupt", "not base64"),
    ("record.invalid", "does not fit a contact"),
    ("vcard.group", "a group, and no contact"),
    ("field.unreadable", "no value of its kind"),
    ("kept.too_long", "left out: more than is kept of a record"),
    ("media.damaged", "signs in it that are no base64, passed over"),
    ("media.elsewhere", "held by the host alone, not written"),
    ("media.missing", "not in the book, written without its content"),
    ("media.too_large", "left out: larger than media may be"),
    ("record.nameless", "says nothing to call it by"),
    ("record.nothing", "no name, e-mail or phone"),
    ("record.too_much", "more than is kept of a record, left out"),
    ("csv.bad_cell", "does not fit, kept"),
    ("csv.consent", "may be written to or not: kept, not obeyed"),
    ("json.damaged", "not JSON"),
    ("json.outside", "text outside of records"),
    ("json.repeated", "a member of this name was there before"),
    ("json.too_deep", "nested too deeply, record skipped"),
    ("json.too_large", "record too large, skipped"),
    ("json.unterminated", "record without an end"),
    ("jcard.no_card", "no card"),
    ("jcard.no_property", "no property"),
    ("jscontact.no_card", "no card"),
    ("jscontact.too_many_members", "too many members, card skipped"),
    ("csv.long_row", "more cells than the header"),
    ("csv.no_column", "no column for it"),
    ("csv.no_label", "no column that says what it is for"),
    ("csv.open_quote", "quote never closed"),
    ("csv.short_row", "fewer cells than the header"),
    ("csv.too_large", "row too large, skipped"),
    ("csv.too_many_columns", "too many columns, row skipped"),
];

/// At most `most` characters, the last of them an ellipsis if there were more.
fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_are_short_and_stay_on_one_line() {
        let long = format!("a\nb\u{7}{}", "x".repeat(500));
        let problem = Problem::new(Severity::Error, "csv.open_quote", 12, &long).about("Notes");
        assert_eq!(problem.excerpt.chars().count(), 80);
        let shown = problem.to_string();
        assert!(shown.starts_with("line 12: error: Notes: quote never closed `a\\nb\\u{7}xx"));
        assert!(!shown.contains('\n'));
        assert_eq!(shown.chars().count(), 80);
    }

    #[test]
    fn a_code_without_words_is_shown_once() {
        let problem = Problem::new(Severity::Info, "field.other", 1, "");
        assert_eq!(problem.to_string(), "line 1: info: field.other");
    }

    #[test]
    fn severities_are_ordered() {
        assert!(Severity::Info < Severity::Warning && Severity::Warning < Severity::Error);
    }
}
