//! Cells of tables.

use std::collections::BTreeMap;

use contacts_core::interop::References;
use contacts_core::interop::csv::{Part, Plan, Target};
use contacts_core::{AddressTag, Contact, EmailTag, PhoneTag};
use serde_json::{Value, json};

use super::{Record, day, push_all, put, set};

/// What a table says of an entry, by its number.
#[derive(Debug, Default)]
struct Entry {
    values: Vec<String>,
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
    let (mut org, mut preserved, mut extended) = (Vec::new(), Record::new(), Record::new());
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
            Target::Company => org.insert(0, value.to_owned()),
            Target::Department => org.push(value.to_owned()),
            Target::JobTitle => set(record, "title", Some(value)),
            Target::Email(n, tag) => {
                let entry = emails.entry(*n).or_default();
                entry.values.extend(several(value));
                entry.tag = email_word(*tag);
            }
            Target::EmailLabel(n) => emails.entry(*n).or_default().label = Some(value.to_owned()),
            Target::Phone(n, tag) => {
                let entry = phones.entry(*n).or_default();
                entry.values.extend(several(value));
                entry.tag = phone_word(*tag);
            }
            Target::PhoneLabel(n) => phones.entry(*n).or_default().label = Some(value.to_owned()),
            Target::Address(n, tag, part) => {
                let tag = address_word(*tag);
                let entry = addresses.entry((*n, tag.unwrap_or_default())).or_default();
                entry.tag = tag;
                add_part(&mut entry.parts, *part, value);
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
            Target::Website => push_all(record, "urls", [json!({ "value": value })]),
            Target::Field(name) => set(&mut extended, name.as_str(), Some(value)),
            Target::Labels | Target::Drop => {}
            _ => set(&mut preserved, &cell.name, Some(value)),
        }
    }
    put(record, "name", name);
    push_all(record, "org", org.into_iter().map(Value::from));
    push_all(record, "emails", emails.into_values().flat_map(entries));
    push_all(record, "phones", phones.into_values().flat_map(entries));
    push_all(record, "addresses", addresses.into_values().filter_map(address));
    let info = contact.info();
    if let Some(date) = info.birthdate() {
        record.insert("bday".into(), day::read(&date.to_string()).unwrap_or(Value::Null));
    }
    let labels = info.labels().iter().filter_map(|key| references.label(key));
    push_all(record, "categories", labels.map(|name| name.to_string().into()));
    put(record, "extended", extended);
    put(record, "preserved", preserved);
}

/// The values of a cell.
fn several(cell: &str) -> impl Iterator<Item = String> {
    let values = cell.split(":::").map(|value| value.trim().trim_start_matches('\''));
    values.filter(|value| !value.is_empty()).map(str::to_owned)
}

fn entries(entry: Entry) -> Vec<Value> {
    let described = describe(&entry);
    let value = |value: &String| {
        let mut found = Record::new();
        found.insert("value".into(), value.as_str().into());
        found.extend(described.clone());
        Value::Object(found)
    };
    entry.values.iter().map(value).collect()
}

fn address(entry: Entry) -> Option<Value> {
    if entry.parts.is_empty() {
        return None;
    }
    let described = describe(&entry);
    let mut found = entry.parts;
    found.extend(described);
    Some(found.into())
}

/// What an entry is for: words that every format has, or its label.
fn describe(entry: &Entry) -> Record {
    let mut found = Record::new();
    let label = entry.label.as_deref().unwrap_or_default();
    let (label, preferred) = match label.strip_prefix("* ") {
        Some(label) => (label, true),
        None => (label, label == "*"),
    };
    let lower = label.trim().trim_matches('*').trim().to_lowercase();
    let words: Vec<&str> = match lower.as_str() {
        "" => entry.tag.into_iter().collect(),
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

fn phone_word(tag: PhoneTag) -> Option<&'static str> {
    match tag {
        PhoneTag::Untagged => None,
        PhoneTag::Main => Some("main"),
        PhoneTag::Home => Some("home"),
        PhoneTag::Mobile => Some("cell"),
        PhoneTag::Work => Some("work"),
        PhoneTag::Fax => Some("fax"),
    }
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
