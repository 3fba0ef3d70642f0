//! Rows of real products, if the files lie beside the project: everything that is expected of them
//! is in what was imported.

use serde_json::Value;

use super::*;
use crate::contact::{AddressTag, EmailTag, PhoneTag};
use crate::interop::corpus;
use crate::interop::csv::{Dialect, read as open};
use crate::interop::{Found, map};

/// What the manifest calls a dialect.
fn dialect(name: &str) -> Option<Dialect> {
    Some(match name {
        "google-csv (since 2024)" => Dialect::Google,
        "google-csv (2012-2023)" => Dialect::GoogleOld,
        "outlook-desktop-csv (English)" => Dialect::Outlook,
        "hubspot-export" => Dialect::HubSpot,
        "salesforce-dataloader" => Dialect::Salesforce,
        "mailchimp-audience-export" => Dialect::Mailchimp,
        "wix-contacts-export" => Dialect::Wix,
        "wix-contacts-import" => Dialect::WixSheet,
        _ => return None,
    })
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value[name].as_str().filter(|text| !text.is_empty())
}

fn has(types: &Value, name: &str) -> bool {
    types.as_array().into_iter().flatten().any(|known| known == name)
}

fn phone_tag(types: &Value) -> PhoneTag {
    let tags = [
        ("fax", PhoneTag::Fax),
        ("cell", PhoneTag::Mobile),
        ("main", PhoneTag::Main),
        ("work", PhoneTag::Work),
        ("home", PhoneTag::Home),
    ];
    tags.iter().find(|(name, _)| has(types, name)).map_or(PhoneTag::Untagged, |(_, tag)| *tag)
}

fn check(expected: &Value, record: &Imported) {
    let at = format!("{} row {}", expected["file"], expected["row"]);
    let contact = contact(record.clone());
    let info = contact.info();
    let field = |key: &str| {
        let found = record.fields.iter().find(|field| field.key.as_str() == key);
        found.map(|field| field.value.to_string().replace("\r\n", "\n"))
    };
    let name = &expected["name"];
    let first: Vec<&str> =
        ["given", "additional"].iter().filter_map(|part| text(name, part)).collect();
    let identified = expected["emails"].is_array() || expected["phones"].is_array();
    if !first.is_empty() || identified {
        assert_eq!(info.first_name().unwrap_or_default(), first.join(" "), "{at}");
    }
    assert_eq!(info.last_name(), text(name, "family"), "{at}");
    let emails = expected["emails"].as_array().cloned().unwrap_or_default();
    let found: Vec<(&str, EmailTag)> =
        info.emails().iter().map(|entry| (entry.value.as_str(), entry.tag)).collect();
    let wanted: Vec<(&str, EmailTag)> = emails
        .iter()
        .map(|email| {
            let tag = match &email["types"] {
                types if has(types, "work") => EmailTag::Work,
                types if has(types, "home") => EmailTag::Home,
                _ => EmailTag::Untagged,
            };
            (email["value"].as_str().unwrap(), tag)
        })
        .collect();
    assert_eq!(found, wanted, "{at}");
    if let Some(first) = emails.iter().find(|email| email["pref"].is_number()) {
        assert_eq!(info.emails().primary().unwrap().value.as_str(), first["value"], "{at}");
    }
    let phones = expected["phones"].as_array().cloned().unwrap_or_default();
    let mut found: Vec<(&str, PhoneTag)> =
        info.phones().iter().map(|entry| (entry.value.as_str(), entry.tag)).collect();
    let mut wanted: Vec<(&str, PhoneTag)> = (phones.iter())
        .map(|phone| (phone["value"].as_str().unwrap(), phone_tag(&phone["types"])))
        .collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted, "{at}");
    let addresses = expected["addresses"].as_array().cloned().unwrap_or_default();
    // An address in one cell, whose parts are not told, is expected as a cell.
    let in_one = expected["preserved"]["Address"].is_string();
    if !in_one {
        assert_eq!(info.addresses().len(), addresses.len(), "{at}");
    }
    for (entry, wanted) in info.addresses().iter().zip(&addresses) {
        let value = &entry.value;
        let street = value.street.as_ref().map(crate::contact::Street::line);
        assert_eq!(street.as_deref(), text(wanted, "street"), "{at}");
        let line2 = value.line2.as_ref().map(|line| line.as_str());
        assert_eq!(line2, text(wanted, "extended"), "{at}");
        assert_eq!(value.city.as_ref().map(|city| city.as_str()), text(wanted, "city"), "{at}");
        let region = value.subdivision.as_ref().map(|region| region.as_str());
        assert_eq!(region, text(wanted, "region"), "{at}");
        let code = value.postal_code.as_ref().map(|code| code.as_str());
        assert_eq!(code, text(wanted, "postcode"), "{at}");
        assert_eq!(value.country, text(wanted, "country").and_then(map::country), "{at}");
        let tags = [
            ("home", AddressTag::Home),
            ("work", AddressTag::Work),
            ("billing", AddressTag::Billing),
            ("shipping", AddressTag::Shipping),
        ];
        let tag = tags.iter().find(|(name, _)| has(&wanted["types"], name));
        assert_eq!(entry.tag, tag.map_or(AddressTag::Untagged, |(_, tag)| *tag), "{at}");
    }
    if identified {
        assert_eq!(info.company(), expected["org"][0].as_str().filter(|o| !o.is_empty()), "{at}");
    }
    assert_eq!(info.job_title(), text(expected, "title"), "{at}");
    assert_eq!(info.locale().map(|tag| tag.as_str()), text(expected, "locale"), "{at}");
    let bday = &expected["bday"];
    let (year, month, day) = (bday["year"].as_i64(), bday["month"].as_i64(), bday["day"].as_i64());
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) => {
            let date = info.birthdate().unwrap().to_string();
            assert_eq!(date, format!("{year:04}-{month:02}-{day:02}"), "{at}");
        }
        (None, Some(month), Some(day)) => {
            let part = field("custom.birthday").unwrap();
            assert_eq!(part, format!("--{month:02}-{day:02}"), "{at}");
        }
        _ => assert!(info.birthdate().is_none() && field("custom.birthday").is_none(), "{at}"),
    }
    let labels: Vec<&str> = record.labels.iter().map(LabelName::as_str).collect();
    let wanted = expected["categories"].as_array().cloned().unwrap_or_default();
    assert_eq!(labels, wanted.iter().map(|l| l.as_str().unwrap()).collect::<Vec<_>>(), "{at}");
    assert_eq!(field("custom.nickname").as_deref(), text(expected, "nickname"), "{at}");
    assert_eq!(field("custom.note").as_deref(), text(expected, "note"), "{at}");
    assert_eq!(field("custom.website").as_deref(), text(&expected["urls"][0], "value"), "{at}");
    for (name, value) in expected["extended"].as_object().into_iter().flatten() {
        let found = record.fields.iter().find(|field| field.name.as_str() == name);
        assert_eq!(found.unwrap().value.to_string(), value.as_str().unwrap(), "{at}");
    }
    let department = expected["org"][1].as_str().into_iter();
    let affixes = [text(name, "prefix"), text(name, "suffix")].into_iter().flatten();
    let preserved = expected["preserved"].as_object().into_iter().flatten();
    for value in preserved.filter_map(|(_, v)| v.as_str()).chain(department).chain(affixes) {
        assert!(record.properties.iter().any(|cell| cell.value.trim() == value), "{at}: {value}");
    }
}

#[test]
fn rows_of_real_products_give_all_that_is_expected() {
    let all = corpus::expected().unwrap_or_default();
    for (file, bytes, entry) in corpus::files("csv") {
        let table = open(&bytes[..], &Options::default(), &ImportOptions::default()).unwrap();
        if let Some(dialect) = dialect(entry["dialect"].as_str().unwrap()) {
            assert_eq!(table.dialect(), dialect, "{file}");
        }
        let found: Vec<Found> = table.map(Result::unwrap).collect();
        let records: Vec<&Imported> = (found.iter())
            .filter_map(|found| if let Found::Record(record) = found { Some(record) } else { None })
            .collect();
        // Of the file whose rows are separated in two ways, only some can be read.
        let mixed = file.contains("mixed");
        assert!(mixed || records.len() as u64 == entry["rows"], "{file}: {found:#?}");
        for expected in all.iter().filter(|expected| expected["file"] == file) {
            let row = expected["row"].as_u64().unwrap() as usize;
            check(expected, records[row - 1]);
        }
    }
}

#[test]
fn rows_of_real_products_come_back() {
    // Of the file whose rows are separated in two ways, only some can be read.
    let files = corpus::files("csv").into_iter().filter(|(file, ..)| !file.contains("mixed"));
    for (file, bytes, _) in files {
        let read = |bytes: &[u8]| {
            let table = open(bytes, &Options::default(), &ImportOptions::default()).unwrap();
            let plan = table.plan().clone();
            let contacts: Vec<Contact> = table
                .filter_map(|found| match found.unwrap() {
                    Found::Record(record) => Some(contact(record)),
                    _ => None,
                })
                .collect();
            (plan, contacts)
        };
        let (plan, contacts) = read(&bytes);
        let sheets = [Sheet::new([&plan]), Sheet::of(plan.dialect())];
        for sheet in sheets {
            let product = plan.dialect() != Dialect::Generic;
            let (out, lost) = write_to(sheet, &contacts);
            let (_, again) = read(out.as_bytes());
            assert_eq!(lost, [""; 0], "{file}");
            assert_eq!(again.len(), contacts.len(), "{file}");
            for (again, contact) in again.iter().zip(&contacts) {
                assert_eq!(again.info(), contact.info(), "{file}");
                let cells = |contact: &Contact| {
                    let cells = contact.properties().iter();
                    let mut cells: Vec<_> = cells
                        .map(|c| (c.name.clone(), c.value.clone(), c.anchor.clone()))
                        .collect();
                    cells.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
                    cells
                };
                // A row that had more cells than its header has them in columns of their own now.
                if product {
                    assert_eq!(cells(again), cells(contact), "{file}");
                }
            }
        }
    }
}
