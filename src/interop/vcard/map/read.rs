use std::collections::{HashMap, HashSet};

use smol_str::SmolStr;

use super::super::{Card, Version, text};
use super::types::{self, types};
use super::values::{self, Adr};
use crate::contact::{Anchor, Encoding, Line, PhoneNumber, Property};
use crate::interop::map;
use crate::interop::map::anchor::{self, anchor};
use crate::interop::map::{Draft, ImportOptions, Imported, uid};
use crate::interop::{Problem, Severity, Skipped};
use crate::label::LabelName;
use crate::text::Text;

/// What a card says of a contact.
///
/// Every line is kept: those that became a value of the contact are anchored to it, all others are
/// foreign. Notes, web addresses, nicknames and photos are foreign, and so is what does not fit the
/// model, a birthday without a year for example.
///
/// # Errors
///
/// The card as [`Skipped`] if it holds no name, e-mail address or phone number.
pub fn import(card: Card, options: &ImportOptions) -> Result<Imported, Skipped> {
    let Card { first_line, last_line, version, properties, lines, problems, raw } = card;
    let labels = group_labels(version, &properties);
    let draft = Draft { problems, ..Draft::default() };
    let mut reader = Reader { version, properties, lines, labels, draft, options };
    reader.name_and_company();
    reader.lines();
    reader.last_resort();
    if !reader.draft.identifies() {
        let problem =
            Problem::new(Severity::Error, "record.nothing", first_line, &shown(&reader.properties));
        return Err(Skipped { first_line, last_line, problem, raw: Some(raw) });
    }
    let Reader { properties, draft, .. } = reader;
    let primary = |field: &str| types::primary(properties.iter().filter(|p| is_anchored(p, field)));
    let (email, phone) = (primary(anchor::EMAILS), primary(anchor::PHONES));
    let imported = draft.finish(properties, email, phone);
    Ok(Imported { first_line, last_line, raw, ..imported })
}

fn is_anchored(property: &Property, field: &str) -> bool {
    property.anchor.as_ref().is_some_and(|anchor| anchor.field == field)
}

/// The first value of a card, to know it by.
fn shown(properties: &[Property]) -> String {
    let mut values = properties.iter().map(|property| property.value.trim());
    values.find(|value| !value.is_empty()).unwrap_or_default().chars().take(80).collect()
}

/// The text of `X-ABLabel` by group.
fn group_labels(version: Version, properties: &[Property]) -> HashMap<SmolStr, String> {
    let labels = properties.iter().filter(|p| p.name.eq_ignore_ascii_case("X-ABLabel"));
    labels.filter_map(|p| Some((p.group.clone()?, values::plain(version, p)))).collect()
}

pub(super) struct Reader<'o> {
    pub(super) version: Version,
    pub(super) properties: Vec<Property>,
    pub(super) lines: Vec<u32>,
    pub(super) labels: HashMap<SmolStr, String>,
    pub(super) draft: Draft,
    pub(super) options: &'o ImportOptions,
}

impl Reader<'_> {
    /// The place of the first line of this name that says something.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let blank = |c: char| c == ';' || c.is_whitespace();
        self.properties.iter().position(|property| {
            property.name.eq_ignore_ascii_case(name)
                && !property.value.trim_matches(blank).is_empty()
        })
    }

    pub(super) fn anchor(&mut self, at: usize, anchor: Anchor) {
        self.properties[at].anchor = Some(anchor);
    }

    fn warn(&mut self, at: usize, severity: Severity, code: &'static str) {
        let property = &self.properties[at];
        let line = self.lines.get(at).copied().unwrap_or_default();
        let shown: String = property.value.chars().take(80).collect();
        let problem = Problem::new(severity, code, line, &shown).about(property.name.clone());
        self.draft.problems.push(problem);
    }

    /// A text of the contact; what is too long for it stays foreign.
    pub(super) fn line(&mut self, at: usize, text: &str) -> Option<Line> {
        match Line::read("text", text) {
            Ok(line) => line,
            Err(_) => {
                self.warn(at, Severity::Warning, "field.too_long");
                None
            }
        }
    }

    fn lines(&mut self) {
        let title = self.find("TITLE").or_else(|| self.find("ROLE"));
        let is_date =
            |p: &Property| p.name.eq_ignore_ascii_case("BDAY") && values::date(p).is_some();
        let birthday = self.properties.iter().position(is_date).or_else(|| self.find("BDAY"));
        let language = self.language();
        let mut alternatives: HashSet<(SmolStr, SmolStr)> = HashSet::new();
        for at in 0..self.properties.len() {
            let property = &self.properties[at];
            let name = values::upper(&property.name);
            let altid = property.params.iter().find(|p| p.name.eq_ignore_ascii_case("ALTID"));
            if let Some((id, _)) = altid.and_then(|p| p.values.first())
                && matches!(name.as_str(), "EMAIL" | "TEL" | "ADR")
                && !alternatives.insert((name.clone(), id.clone()))
            {
                continue;
            }
            match name.as_str() {
                "EMAIL" => self.email(at),
                "TEL" => self.phone(at),
                "ADR" => self.address(at),
                "CATEGORIES" => self.categories(at),
                "UID" if self.draft.uid.is_none() => {
                    let uid = values::plain(self.version, property);
                    if let Some(normal) = uid::normal(&uid) {
                        self.anchor(at, anchor(Property::UID, normal));
                    }
                    self.draft.uid = Some(uid.into());
                }
                "TITLE" | "ROLE" if title == Some(at) => {
                    let text = values::plain(self.version, property);
                    self.draft.job_title = self.line(at, &text);
                    let value = self.draft.job_title.as_ref().map(Text::to_string);
                    value.into_iter().for_each(|v| self.anchor(at, anchor(anchor::JOB_TITLE, v)));
                }
                "BDAY" if birthday == Some(at) => match values::date(property) {
                    Some(date) => {
                        self.draft.birthdate = Some(date);
                        self.anchor(at, anchor(anchor::BIRTHDATE, date.to_string()));
                    }
                    None => self.warn(at, Severity::Info, "field.bad_date"),
                },
                "LANG" if language == Some(at) => {
                    if let Some(tag) = map::language(&property.value) {
                        let value = tag.to_string();
                        self.draft.locale = Some(tag);
                        self.anchor(at, anchor(anchor::LOCALE, value));
                    }
                }
                "PHOTO" | "LOGO" if !is_media(property) => {
                    self.warn(at, Severity::Warning, "media.corrupt");
                }
                _ => {}
            }
        }
    }

    /// The place of the preferred language.
    fn language(&self) -> Option<usize> {
        let languages = self.properties.iter().enumerate().filter(|(_, property)| {
            property.name.eq_ignore_ascii_case("LANG") && map::language(&property.value).is_some()
        });
        let rank = |p: &Property| types::preference(p).unwrap_or(u32::MAX);
        languages.min_by_key(|(_, property)| rank(property)).map(|(at, _)| at)
    }

    fn types(&self, at: usize) -> Vec<String> {
        let property = &self.properties[at];
        let label = property.group.as_ref().and_then(|group| self.labels.get(group));
        types(property, label.map(String::as_str))
    }

    fn email(&mut self, at: usize) {
        let text = values::email(self.version, &self.properties[at]);
        let Ok(address) = text.parse() else {
            self.warn(at, Severity::Warning, "field.bad_email");
            return;
        };
        let taken = self.draft.email(types::email_tag(&self.types(at)), address);
        self.take(at, taken.anchor(anchor::EMAILS));
    }

    fn phone(&mut self, at: usize) {
        let text = values::phone(self.version, &self.properties[at]);
        let country = self.options.country.filter(|_| !text.trim_start().starts_with('+'));
        let Ok(number) = PhoneNumber::new(&text, country) else {
            self.warn(at, Severity::Warning, "field.bad_phone");
            return;
        };
        let taken = self.draft.phone(types::phone_tag(&self.types(at)), number);
        self.take(at, taken.anchor(anchor::PHONES));
    }

    fn address(&mut self, at: usize) {
        match values::address(self.version, &self.properties[at].value) {
            Adr::Empty => {}
            Adr::TooLong => self.warn(at, Severity::Warning, "field.too_long"),
            Adr::Read(address) => {
                let tag = types::address_tag(&self.properties[at], &self.types(at));
                let taken = self.draft.address(tag, address);
                self.take(at, taken.anchor(anchor::ADDRESSES));
            }
        }
    }

    fn take(&mut self, at: usize, anchor: Option<Anchor>) {
        match anchor {
            Some(anchor) => {
                if anchor.field.ends_with(anchor::AGAIN) {
                    self.warn(at, Severity::Info, "field.again");
                }
                self.anchor(at, anchor);
            }
            None => self.warn(at, Severity::Warning, "field.too_many"),
        }
    }

    /// The labels of a line; it is anchored to those that it is the first to name.
    fn categories(&mut self, at: usize) {
        let value = self.properties[at].value.clone();
        let mut new: Vec<String> = Vec::new();
        for part in text::list(&value) {
            let part = text::unescape(self.version, part).trim().to_owned();
            match LabelName::read("label name", &part) {
                Ok(Some(name)) if self.draft.label(&name) => new.push(part),
                Ok(_) => {}
                Err(_) => self.warn(at, Severity::Warning, "field.too_long"),
            }
        }
        if !new.is_empty() {
            let value = new.join(anchor::SEPARATOR);
            self.anchor(at, anchor(anchor::LABELS, value));
        }
    }
}

/// Whether a value that says that it is base64 can be.
fn is_media(property: &Property) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte);
    property.encoding != Encoding::Base64
        || property.value.bytes().all(|byte| fits(byte) || byte.is_ascii_whitespace())
}
