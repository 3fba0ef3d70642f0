//! Cells of tables.

use std::collections::BTreeMap;

use contacts_core::interop::References;
use contacts_core::interop::csv::{Part, Plan, Target};
use contacts_core::{AddressTag, Contact, EmailTag, PhoneTag, Property};
use serde_json::Value;

use super::{Record, day, push_all, put, set};

/// What a table says of an entry, by its number.
#[derive(Debug, Default)]
struct Entry {
    values: Vec<(String, Vec<&'static str>)>,
    parts: Record,
    label: Option<String>,
    tag: Option<&'static str>,
}

/// Fills the record with what the cells of a contact say, by what the columns hold.
pub(super) fn read(
    contact: &Contact,
    references: &dyn References,
    plan: Option<&Plan>,
    record: &mut Record,
) {
    let mut name = Record::new();
    let (mut org, mut preserved, mut extended) =
        ((String::new(), String::new()), Record::new(), Record::new());
    let mut emails: BTreeMap<u32, Entry> = BTreeMap::new();
    let mut phones: BTreeMap<u32, Entry> = BTreeMap::new();
    let mut addresses: BTreeMap<(u32, &'static str), Entry> = BTreeMap::new();
    for cell in contact.properties() {
        let at = usize::try_from(cell.position).unwrap_or(usize::MAX);
        let target = plan.and_then(|plan| plan.columns().nth(at)).map(|(_, target)| target);
        let value = cell.value.trim();
        match target.unwrap_or(&Target::Foreign) {
            Target::First => set(&mut name, "given", Some(value)),
            Target::Middle => set(&mut name, "additional", Some(value)),
            Target::Last => set(&mut name, "family", Some(value)),
            Target::Prefix => set(&mut name, "prefix", Some(value)),
            Target::Suffix => set(&mut name, "suffix", Some(value)),
            Target::FullName => set(record, "fn", Some(value)),
            Target::Company => org.0 = value.to_owned(),
            Target::Department => org.1 = value.to_owned(),
            Target::JobTitle => set(record, "title", Some(value)),
            Target::Email(n, tag) => {
                let entry = emails.entry(*n).or_default();
                let words: Vec<_> = email_word(*tag).into_iter().collect();
                entry.values.extend(several(value).map(|value| (value, words.clone())));
            }
            Target::EmailLabel(n) => emails.entry(*n).or_default().label = Some(value.to_owned()),
            Target::Phone(n, tag) => {
                let entry = phones.entry(*n).or_default();
                let words = phone_words(*tag, &cell.name);
                entry.values.extend(several(value).map(|value| (value, words.clone())));
            }
            Target::PhoneLabel(n) => phones.entry(*n).or_default().label = Some(value.to_owned()),
            Target::Address(n, tag, part) => {
                let tag = address_word(*tag);
                let entry = addresses.entry((*n, tag.unwrap_or_default())).or_default();
                entry.tag = tag;
                add_part(&mut entry.parts, *part, value);
                // All parts in one cell: which is which nobody knows.
                if cell.format == "csv:mailchimp" {
                    set(&mut preserved, &cell.name, Some(value));
                }
            }
            Target::AddressLabel(n) => {
                addresses.entry((*n, "")).or_default().label = Some(value.to_owned());
            }
            Target::Birthdate | Target::BirthYear | Target::BirthMonth | Target::BirthDay => {
                set(record, "bday_raw", Some(value));
            }
            Target::Locale => set(record, "locale", Some(value)),
            Target::Note => set(record, "note", Some(value)),
            Target::Nickname => set(record, "nickname", Some(value)),
            Target::Website => {
                let mut url = Record::new();
                set(&mut url, "value", Some(value));
                let label = beside(contact, &cell.name);
                url.extend(describe(&Entry { label, ..Entry::default() }, &[]));
                push_all(record, "urls", [url.into()]);
            }
            Target::Field(name) => set(&mut extended, name.as_str(), Some(value)),
            Target::Labels | Target::Drop => {}
            _ => set(&mut preserved, &cell.name, Some(value)),
        }
    }
    full_name(&name, record);
    put(record, "name", name);
    match org {
        (company, department) if department.is_empty() => {
            let company = Some(company).filter(|company| !company.is_empty());
            push_all(record, "org", company.map(Value::from));
        }
        (company, department) => push_all(record, "org", [company.into(), department.into()]),
    }
    pairs(contact, &mut preserved);
    push_all(record, "emails", emails.into_values().flat_map(entries));
    push_all(record, "phones", phones.into_values().flat_map(entries));
    push_all(record, "addresses", addresses.into_values().filter_map(address));
    let info = contact.info();
    let full = info.birthdate().map(|date| date.to_string());
    let birthday = info.fields().iter().find(|(key, _)| key.as_str() == "custom.birthday");
    let partial = || birthday.map(|(_, value)| value.to_string());
    let raw = || record.get("bday_raw").and_then(Value::as_str).map(str::to_owned);
    let raw = raw();
    let text = full.or_else(partial).or_else(|| raw.clone());
    let day = text.and_then(|text| day::read(&text));
    if let Some(day) = day.or_else(|| day::month_first(&raw?)) {
        record.insert("bday".into(), day);
    }
    let labels = info.labels().iter().filter_map(|key| references.label(key));
    push_all(record, "categories", labels.map(|name| name.to_string().into()));
    put(record, "extended", extended);
    put(record, "preserved", preserved);
}

/// The whole name, if no column has it.
fn full_name(name: &Record, record: &mut Record) {
    if record.contains_key("fn") {
        return;
    }
    let parts = ["prefix", "given", "additional", "family", "suffix"];
    let parts: Vec<&str> =
        parts.iter().filter_map(|part| name.get(*part)).filter_map(Value::as_str).collect();
    set(record, "fn", Some(&parts.join(" ")));
}

/// What the cell beside a numbered one calls it: `Website 1 - Label` of `Website 1 - Value`.
fn beside(contact: &Contact, column: &str) -> Option<String> {
    let begin = column.strip_suffix("Value")?;
    let named = |cell: &&Property| {
        let end = cell.name.strip_prefix(begin);
        end.is_some_and(|end| ["Label", "Type", "Service"].contains(&end))
    };
    let cells = contact.properties().iter().filter(named);
    cells.max_by_key(|cell| cell.name.ends_with("Service")).map(|cell| cell.value.trim().into())
}

/// Kept cells that come with a cell that says what they are, under that name: `Relation:Spouse`.
fn pairs(contact: &Contact, preserved: &mut Record) {
    let cells = contact.properties().iter().filter(|cell| cell.name.ends_with(" - Value"));
    let urls = contact.properties().iter().filter(|cell| cell.name.starts_with("Website "));
    urls.for_each(|cell| drop(preserved.remove(cell.name.as_str())));
    for cell in cells {
        let (Some(value), Some(label)) =
            (preserved.get(cell.name.as_str()).cloned(), beside(contact, &cell.name))
        else {
            continue;
        };
        let group = cell.name.split(|char: char| char.is_ascii_digit()).next().unwrap_or_default();
        let group = group.trim().trim_end_matches(" Field");
        preserved.insert(format!("{group}:{label}"), value);
        let begin = cell.name.trim_end_matches("Value");
        preserved.retain(|key, _| !key.starts_with(begin));
    }
}

/// The values of a cell.
fn several(cell: &str) -> impl Iterator<Item = String> {
    let values = cell.split(":::").map(|value| value.trim().trim_start_matches('\''));
    values.filter(|value| !value.is_empty()).map(str::to_owned)
}

fn entries(entry: Entry) -> Vec<Value> {
    let value = |(value, words): &(String, Vec<&'static str>)| {
        let mut found = Record::new();
        found.insert("value".into(), value.as_str().into());
        found.extend(describe(&entry, words));
        Value::Object(found)
    };
    entry.values.iter().map(value).collect()
}

fn address(entry: Entry) -> Option<Value> {
    if entry.parts.is_empty() {
        return None;
    }
    let words: Vec<_> = entry.tag.into_iter().collect();
    let described = describe(&entry, &words);
    let mut found = entry.parts;
    if found.len() > 1 {
        found.remove("formatted");
    }
    found.extend(described);
    Some(found.into())
}

/// What an entry is for: words that every format has, or its label.
fn describe(entry: &Entry, own: &[&'static str]) -> Record {
    let mut found = Record::new();
    let label = entry.label.as_deref().unwrap_or_default();
    let (label, preferred) = match label.strip_prefix("* ") {
        Some(label) => (label, true),
        None => (label, label == "*"),
    };
    let lower = label.trim().trim_matches('*').trim().to_lowercase();
    let words: Vec<&str> = match lower.as_str() {
        "" => own.to_vec(),
        "mobile" | "cell" => vec!["cell"],
        "home" | "work" | "main" | "fax" | "pager" | "billing" | "shipping" => vec![&lower],
        "work fax" => vec!["work", "fax"],
        "home fax" => vec!["home", "fax"],
        "other" => Vec::new(),
        _ => {
            set(&mut found, "label", Some(label));
            Vec::new()
        }
    };
    if !words.is_empty() {
        found.insert("types".into(), words.into());
    }
    if preferred {
        found.insert("pref".into(), 1.into());
    }
    found
}

fn add_part(parts: &mut Record, part: Part, value: &str) {
    let key = match part {
        Part::Street => "street",
        Part::Line2 => "extended",
        Part::City => "city",
        Part::Region => "region",
        Part::PostalCode => "postcode",
        Part::Country => "country",
        Part::Box => "pobox",
        _ => "formatted",
    };
    let before = parts.get(key).and_then(Value::as_str).map(str::to_owned);
    match before {
        Some(before) => set(parts, key, Some(&format!("{before}\n{value}"))),
        None => set(parts, key, Some(value)),
    }
}

fn email_word(tag: EmailTag) -> Option<&'static str> {
    match tag {
        EmailTag::Untagged => None,
        EmailTag::Main => Some("main"),
        EmailTag::Home => Some("home"),
        EmailTag::Work => Some("work"),
    }
}

/// What a number is for, by its tag and the name of its column.
fn phone_words(tag: PhoneTag, column: &str) -> Vec<&'static str> {
    let column = column.to_lowercase();
    let place = match () {
        () if column.contains("home") => Some("home"),
        () if column.contains("business") || column.contains("work") => Some("work"),
        () => None,
    };
    let word = match tag {
        PhoneTag::Untagged => None,
        PhoneTag::Main => Some("main"),
        PhoneTag::Home => Some("home"),
        PhoneTag::Mobile => Some("cell"),
        PhoneTag::Work => Some("work"),
        PhoneTag::Fax => Some("fax"),
    };
    let place = place.filter(|_| tag == PhoneTag::Fax);
    word.into_iter().chain(place).collect()
}

fn address_word(tag: AddressTag) -> Option<&'static str> {
    match tag {
        AddressTag::Untagged => None,
        AddressTag::Home => Some("home"),
        AddressTag::Work => Some("work"),
        AddressTag::Billing => Some("billing"),
        AddressTag::Shipping => Some("shipping"),
    }
}
