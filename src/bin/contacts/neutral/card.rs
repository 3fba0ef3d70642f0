//! Lines of cards.

use std::sync::Arc;

use contacts_core::interop::vcard::{Version, text};
use contacts_core::interop::{References, content, media_type};
use contacts_core::{Contact, Encoding, MediaId, Property, StoreError};
use serde_json::{Value, json};

use super::{Record, day, is_named, push_all, put, set};

/// Fills the record with what the lines of a contact say.
///
/// # Errors
///
/// [`StoreError`] if its media cannot be read.
pub(super) fn read(
    contact: &Contact,
    references: &dyn References,
    record: &mut Record,
) -> Result<(), StoreError> {
    read_lines(contact.properties(), Some((contact, references)), record)
}

/// The same of lines; with the contact that was made of them, if one was.
///
/// # Errors
///
/// [`StoreError`] if its media cannot be read.
pub(super) fn read_lines(
    lines: &[Property],
    of: Option<(&Contact, &dyn References)>,
    record: &mut Record,
) -> Result<(), StoreError> {
    let card = Card { version: version(lines), lines };
    set(record, "version", Some(card.version.as_str()));
    // A line that could not be read has no name.
    let named = lines.iter().filter(|line| !line.name.is_empty()).count();
    record.insert("properties".into(), named.into());
    let names: Vec<String> = card.texts("FN").collect();
    set(record, "fn", names.first().map(String::as_str));
    if names.len() > 1 {
        record.insert("fn_all".into(), names.into());
    }
    let parts = ["family", "given", "additional", "prefix", "suffix"];
    if let Some(line) = card.named("N").next() {
        put(record, "name", card.components(line, &parts));
    }
    for (name, key) in [("EMAIL", "emails"), ("TEL", "phones"), ("URL", "urls")] {
        let lines = card.named(name);
        push_all(record, key, lines.filter_map(|line| card.entry(line, card.plain(line))));
    }
    push_all(record, "addresses", card.named("ADR").filter_map(|line| card.address(line)));
    let all: Vec<Value> = card.named("ORG").filter_map(|line| card.organisation(line)).collect();
    if let Some(first) = all.first() {
        record.insert("org".into(), first.clone());
    }
    if all.len() > 1 {
        record.insert("org_all".into(), all.into());
    }
    for (name, key) in [
        ("TITLE", "title"),
        ("ROLE", "role"),
        ("NICKNAME", "nickname"),
        ("NOTE", "note"),
        ("UID", "uid"),
    ] {
        set(record, key, card.texts(name).next().as_deref());
    }
    card.birthday(of.map(|(contact, _)| contact), record);
    let categories = card.named("CATEGORIES").flat_map(|line| text::list(&line.value));
    let categories = categories.map(|part| text::unescape(card.version, part).trim().to_owned());
    let categories = categories.filter(|part| !part.is_empty());
    push_all(record, "categories", categories.map(Value::from));
    for line in lines.iter().filter(|line| is_named(line, "PHOTO") || is_named(line, "LOGO")) {
        push_all(record, "photos", card.picture(line, of.map(|(_, references)| references))?);
    }
    Ok(())
}

fn version(lines: &[Property]) -> Version {
    let format = lines.first().map_or("", |line| line.format.as_str());
    match format {
        "vcard2.1" => Version::V2_1,
        "vcard4.0" | "jcard" => Version::V4_0,
        _ => Version::V3_0,
    }
}

struct Card<'c> {
    version: Version,
    lines: &'c [Property],
}

impl<'c> Card<'c> {
    fn named(&self, name: &'static str) -> impl Iterator<Item = &'c Property> + use<'c> {
        self.lines.iter().filter(move |line| is_named(line, name))
    }

    /// The text of a line.
    fn plain(&self, line: &Property) -> String {
        text::unescape(self.version, &line.value).trim().replace("\r\n", "\n")
    }

    fn texts(&self, name: &'static str) -> impl Iterator<Item = String> {
        self.named(name).map(|line| self.plain(line)).filter(|text| !text.is_empty())
    }

    fn components(&self, line: &Property, names: &[&str]) -> Record {
        let mut found = Record::new();
        for (part, name) in text::components(&line.value).into_iter().zip(names) {
            set(&mut found, name, Some(&text::unescape(self.version, part)));
        }
        found
    }

    /// A value with what it is for.
    fn entry(&self, line: &Property, value: String) -> Option<Value> {
        if value.is_empty() {
            return None;
        }
        let mut entry = Record::new();
        entry.insert("value".into(), value.into());
        self.describe(line, &mut entry);
        Some(entry.into())
    }

    fn address(&self, line: &Property) -> Option<Value> {
        let parts = ["pobox", "extended", "street", "city", "region", "postcode", "country"];
        let mut entry = self.components(line, &parts);
        if entry.is_empty() {
            let formatted = param(line, "LABEL").next();
            set(&mut entry, "formatted", formatted.as_deref());
        }
        if entry.is_empty() {
            return None;
        }
        self.describe(line, &mut entry);
        Some(entry.into())
    }

    fn describe(&self, line: &Property, entry: &mut Record) {
        let mut types: Vec<String> = Vec::new();
        for word in types_of(line) {
            if word != "pref" && !types.contains(&word) {
                types.push(word);
            }
        }
        if !types.is_empty() {
            entry.insert("types".into(), types.into());
        }
        let number = param(line, "PREF").find_map(|value| value.trim().parse::<u32>().ok());
        let marked = || types_of(line).any(|word| word == "pref");
        if let Some(pref) = number.or_else(|| marked().then_some(1)) {
            entry.insert("pref".into(), pref.into());
        }
        let group = line.group.as_deref();
        let label = group.and_then(|group| {
            self.named("X-ABLabel").find(|label| {
                label.group.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(group))
            })
        });
        set(entry, "label", label.map(|label| self.plain(label)).as_deref());
    }

    fn organisation(&self, line: &Property) -> Option<Value> {
        let parts = text::components(&line.value).into_iter();
        let parts = parts.map(|part| text::unescape(self.version, part).trim().to_owned());
        let mut parts: Vec<String> = parts.collect();
        while parts.last().is_some_and(String::is_empty) {
            parts.pop();
        }
        (!parts.is_empty()).then(|| parts.into())
    }

    fn birthday(&self, contact: Option<&Contact>, record: &mut Record) {
        let raw: Vec<String> = self.texts("BDAY").collect();
        let Some(first) = raw.first() else { return };
        record.insert("bday_raw".into(), first.as_str().into());
        let no_year = self.named("BDAY").next().is_some_and(|line| {
            param(line, "X-APPLE-OMIT-YEAR").next().is_some() || line.value.starts_with("1604")
        });
        let day = match (contact.and_then(|contact| contact.info().birthdate()), no_year) {
            (Some(date), _) => day::read(&date.to_string()),
            (None, true) => day::read(&first.replacen("1604", "--", 1).replacen("---", "--", 1)),
            (None, false) => day::read(first),
        };
        let is_text = self.named("BDAY").next().is_some_and(|line| {
            param(line, "VALUE").any(|value| value.eq_ignore_ascii_case("text"))
        });
        let day = day.or_else(|| is_text.then(|| json!({ "text": first })));
        record.insert("bday".into(), day.unwrap_or(Value::Null));
        if raw.len() > 1 {
            record.insert("bday_raw_all".into(), raw.into());
        }
    }

    fn picture(
        &self,
        line: &Property,
        references: Option<&dyn References>,
    ) -> Result<Option<Value>, StoreError> {
        let mut picture = Record::new();
        picture.insert("prop".into(), line.name.to_ascii_lowercase().into());
        let declared = types_of(line).find(|word| word != "pref");
        let mime = line.value.strip_prefix("data:").and_then(|data| data.split([';', ',']).next());
        let bytes: Option<Arc<[u8]>> = match (line.media, references) {
            (Some(id), Some(references)) => references.media(id)?,
            _ => content(line).map(Arc::from),
        };
        match bytes {
            Some(bytes) => {
                let id = line.media.unwrap_or_else(|| MediaId::of(&bytes));
                let bytes = &*bytes;
                picture.insert("bytes".into(), bytes.len().into());
                picture.insert("sha256".into(), sha256(id).into());
                let seen = media_type(bytes).map(str::to_owned);
                let said = mime.map(str::to_owned).filter(|mime| !mime.is_empty());
                let said = said.or_else(|| declared.map(|word| full(&word)));
                set(&mut picture, "mime", seen.or(said).as_deref());
            }
            None => {
                let value = line.value.trim();
                if value.is_empty() {
                    return Ok(None);
                }
                match line.encoding == Encoding::Base64 || value.starts_with("data:") {
                    true => drop(picture.insert("corrupt".into(), true.into())),
                    false => set(&mut picture, "uri", Some(&self.plain(line))),
                }
            }
        }
        Ok(Some(picture.into()))
    }
}

fn sha256(id: MediaId) -> String {
    id.to_string().trim_start_matches("sha256:").to_owned()
}

/// The type of a picture as a media type.
fn full(word: &str) -> String {
    match word {
        "jpg" => "image/jpeg".to_owned(),
        word if word.contains('/') => word.to_owned(),
        word => format!("image/{word}"),
    }
}

/// The values of a parameter.
fn param(line: &Property, name: &'static str) -> impl Iterator<Item = String> {
    let params = line.params.iter().filter(move |param| param.name.eq_ignore_ascii_case(name));
    params.flat_map(|param| param.values.iter().map(|(value, _)| value.to_string()))
}

/// What a line is for, in lower case.
fn types_of(line: &Property) -> impl Iterator<Item = String> {
    let is_type = |name: &str| name.is_empty() || name.eq_ignore_ascii_case("TYPE");
    let params = line.params.iter().filter(move |param| is_type(&param.name));
    let words = params.flat_map(|param| param.values.iter());
    let words = words.flat_map(|(value, _)| value.split(','));
    let words = words.map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty());
    let encodings = ["base64", "b", "quoted-printable", "8bit", "7bit"];
    words.filter(move |word| !encodings.contains(&word.as_str()))
}
