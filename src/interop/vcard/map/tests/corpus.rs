//! Cards of real programs, with what is expected of them.

use serde_json::Value;

use super::versions::{content, difference, through};
use super::*;
use crate::book::ContactBook;
use crate::contact::{Image, Media};
use crate::interop::corpus;
use crate::interop::vcard::text;
use crate::store::MemoryStore;

fn all() -> Vec<(String, usize, Card)> {
    let mut all = Vec::new();
    for (name, bytes, _) in corpus::files("vcard") {
        all.extend(
            cards(&bytes).into_iter().enumerate().map(|(at, card)| (name.clone(), at, card)),
        );
    }
    all
}

/// Lines whose charset was guessed are written in another one.
fn is_sure(card: &Card) -> bool {
    !card.problems.iter().any(|problem| problem.code == "text.charset")
}

/// Whether the charsets are known that a card is in.
fn is_known(card: &Card) -> bool {
    let params = card.properties.iter().flat_map(|p| &p.params);
    let charsets = params.filter(|p| p.name.eq_ignore_ascii_case("CHARSET"));
    is_sure(card)
        && charsets.flat_map(|p| &p.values).all(|(charset, _)| {
            let mut text = format!("BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET={charset}:").into_bytes();
            text.extend_from_slice(b"\xc1\nEND:VCARD");
            charset.eq_ignore_ascii_case("UTF-8") || is_sure(&cards(text)[0])
        })
}

#[test]
fn every_card_is_imported() {
    for (name, at, card) in all() {
        let found = import(card, &ImportOptions::default());
        assert!(found.is_ok(), "{name} {at}: {:?}", found.map_err(|skipped| skipped.problem));
    }
}

#[test]
fn no_line_is_lost_on_the_way_through_its_own_version_or_another() {
    let mut lines = 0;
    let mut lost = Vec::new();
    for (name, at, card) in all().into_iter().filter(|(.., card)| is_sure(card)) {
        lines += card.properties.len();
        let version = card.version;
        let again = through(card.clone(), version).unwrap();
        assert_eq!(content(&again), content(&card), "{name} {at}");
        for by in [Version::V2_1, Version::V3_0, Version::V4_0] {
            let (less, more) = difference(&card, by);
            if !(less.is_empty() && more.is_empty()) {
                lost.push(format!("{name} {at} {version} by {by}: {less:#?}\n{more:#?}"));
            }
        }
    }
    println!("{lines} lines");
    assert!(lost.is_empty(), "{}\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn no_line_is_lost_in_a_book() {
    let book = ContactBook::new(MemoryStore::new());
    let session = book.with(crate::Caller::Host);
    for (name, at, card) in all().into_iter().filter(|(.., card)| is_sure(card)) {
        let stored = session.import(imported(card.clone())).unwrap();
        let references = session.references().unwrap();
        let options = ExportOptions::default();
        let out = export(&stored, Some(*stored.id()), &references, &options).unwrap();
        assert_eq!(out.problems, [], "{name} {at}");
        let again = cards(written(out.version, &out.properties)).pop().unwrap();
        assert_eq!(content(&again), content(&card), "{name} {at}");
    }
}

/// How many values were expected and found, and which were not.
#[derive(Debug, Default)]
struct Tally {
    expected: usize,
    missing: Vec<String>,
}

impl Tally {
    fn check(&mut self, found: bool, what: impl std::fmt::Display) {
        self.expected += 1;
        if !found {
            self.missing.push(what.to_string());
        }
    }
}

/// What was imported of a card: the contact, and what is preserved beside it.
struct Whole {
    record: Imported,
    contact: Contact,
    version: Version,
}

impl Whole {
    fn preserved(&self, name: &str) -> impl Iterator<Item = &Property> {
        self.record.properties.iter().filter(move |p| p.name.eq_ignore_ascii_case(name))
    }

    fn texts(&self, name: &str) -> Vec<String> {
        let text = |p: &Property| tidy(&text::unescape(self.version, &p.value));
        self.preserved(name).map(text).collect()
    }

    fn components(&self, name: &str) -> Vec<Vec<String>> {
        let of = |p: &Property| {
            let parts = text::components(&p.value).into_iter();
            parts.map(|part| tidy(&text::unescape(self.version, part))).collect()
        };
        self.preserved(name).map(of).collect()
    }
}

/// Texts as they are compared.
fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

fn spaceless(text: &str) -> String {
    text.replace(", ", ",").replace(" ,", ",")
}

fn text_of<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}

#[test]
fn what_is_expected_of_each_card_is_imported() {
    let Some(expected) = corpus::expected() else { return };
    let cards = all();
    let (mut names, mut emails, mut phones) = <(Tally, Tally, Tally)>::default();
    let (mut photos, mut others) = <(Tally, Tally)>::default();
    for entry in expected.iter().filter(|entry| entry.get("card").is_some()) {
        let (file, at) = (text_of(entry, "file"), entry["card"].as_u64().unwrap() as usize);
        let Some((.., card)) = cards.iter().find(|(name, n, _)| name == file && *n == at) else {
            continue;
        };
        if !is_known(card) {
            continue;
        }
        let record = imported(card.clone());
        let version = card.version;
        let whole = Whole { contact: contact(record.clone()), record, version };
        let info = whole.contact.info();
        let what = |what: &str, value: &Value| format!("{file} {at}: {what} {value}");

        if let Some(name) = entry.get("name") {
            let given = [text_of(name, "given"), text_of(name, "additional")].join(" ");
            let given = spaceless(&given).replace(',', " ");
            let first = info.first_name().unwrap_or_default();
            let family = text_of(name, "family").replace(',', " ");
            let last = info.last_name().unwrap_or_default();
            let stands = |found: &str, wanted: &str| {
                tidy(&found.replace(',', " ")).split_whitespace().eq(wanted.split_whitespace())
            };
            names.check(stands(first, &given) && stands(last, &family), what("name", name));
            for (at, part) in
                ["family", "given", "additional", "prefix", "suffix"].iter().enumerate()
            {
                let wanted = text_of(name, part);
                if !wanted.is_empty() {
                    let found = whole.components("N").iter().any(|n| {
                        n.get(at).is_some_and(|found| spaceless(found) == spaceless(wanted))
                    });
                    others.check(found, what(part, name));
                }
            }
        }
        for fn_ in entry.get("fn").into_iter().chain(list(entry, "fn_all")) {
            names.check(
                whole.texts("FN").iter().any(|t| t == tidy(fn_.as_str().unwrap()).as_str()),
                what("fn", fn_),
            );
        }
        for email in list(entry, "emails") {
            let value = text_of(email, "value");
            let held = info.emails().iter().any(|e| e.value.as_str() == value);
            let kept = || whole.texts("EMAIL").iter().any(|t| t == value);
            let valid = value.parse::<crate::EmailAddress>().is_ok();
            emails.check(held || !valid && kept(), what("email", email));
        }
        for phone in list(entry, "phones") {
            let value = text_of(phone, "value");
            let number = value.strip_prefix("tel:").unwrap_or(value).split(';').next().unwrap();
            let held = info.phones().iter().any(|e| e.value.as_str().starts_with(number));
            phones
                .check(held && whole.texts("TEL").iter().any(|t| t == value), what("phone", phone));
        }
        let mut first_photo = true;
        for photo in list(entry, "photos") {
            let is_photo = text_of(photo, "prop") == "photo";
            let property = text_of(photo, "prop").to_uppercase();
            let id = format!("sha256:{}", text_of(photo, "sha256"));
            let media = whole.record.media.iter().find(|(known, _)| known.to_string() == id);
            let uri = photo["uri"].as_str();
            let found = match uri {
                Some(uri) => whole.texts(&property).iter().any(|t| t == uri),
                None if photo["corrupt"] == true => true,
                None => media.is_some_and(|(_, bytes)| photo["bytes"] == bytes.len()),
            };
            photos.check(found, what("photo", photo));
            if is_photo && std::mem::take(&mut first_photo) && photo["corrupt"] != true {
                let held = info.picture().map(|picture| match &picture.image {
                    Image::Url(url) => url.to_string(),
                    Image::Media(Media { id, .. }) => id.as_ref().unwrap().to_string(),
                });
                let wanted = uri.map_or(id, str::to_owned);
                photos.check(held == Some(wanted), what("picture", photo));
            }
        }
        for (key, property) in [
            ("title", "TITLE"),
            ("role", "ROLE"),
            ("note", "NOTE"),
            ("uid", "UID"),
            ("nickname", "NICKNAME"),
            ("bday_raw", "BDAY"),
        ] {
            if let Some(value) = entry.get(key).and_then(Value::as_str) {
                let found = whole.texts(property).iter().any(|text| *text == tidy(value));
                others.check(found, what(key, &entry[key]));
            }
        }
        if let Some(bday) =
            entry.get("bday").filter(|bday| bday.get("year").is_some() && bday.get("day").is_some())
        {
            let date = format!(
                "{:04}-{:02}-{:02}",
                bday["year"].as_u64().unwrap(),
                bday["month"].as_u64().unwrap(),
                bday["day"].as_u64().unwrap()
            );
            others
                .check(info.birthdate().is_some_and(|d| d.to_string() == date), what("bday", bday));
        }
        if let Some(note) = entry.get("note").and_then(Value::as_str) {
            let held = whole.record.fields.iter().find(|f| f.key.as_str() == "custom.note");
            others.check(
                held.is_some_and(|f| tidy(&f.value.to_string()) == tidy(note)),
                what("note field", &entry["note"]),
            );
        }
        for url in list(entry, "urls") {
            let found = whole.texts("URL").iter().any(|text| text == text_of(url, "value"));
            others.check(found, what("url", url));
        }
        if let Some(company) = list(entry, "org").next().and_then(Value::as_str) {
            let held = info.company().unwrap_or_default() == tidy(company);
            others.check(held, what("company", &entry["org"]));
            let parts: Vec<String> =
                list(entry, "org").map(|part| tidy(part.as_str().unwrap())).collect();
            let found = whole.components("ORG").iter().any(|found| {
                let found: Vec<_> = found.iter().filter(|part| !part.is_empty()).collect();
                found == parts.iter().filter(|part| !part.is_empty()).collect::<Vec<_>>()
            });
            others.check(found, what("org", &entry["org"]));
        }
        for label in list(entry, "categories") {
            let wanted = tidy(label.as_str().unwrap());
            others.check(
                whole.record.labels.iter().any(|l| l.as_str() == wanted),
                what("label", label),
            );
        }
        for address in list(entry, "addresses") {
            let parts = ["pobox", "extended", "street", "city", "region", "postcode", "country"];
            let wanted = parts.map(|part| spaceless(&tidy(text_of(address, part))));
            let found = whole.components("ADR").iter().any(|found| {
                (0..7).all(|at| spaceless(found.get(at).map_or("", String::as_str)) == wanted[at])
            });
            let held = wanted[3].is_empty()
                || info.addresses().iter().any(|entry| {
                    entry
                        .value
                        .city
                        .as_ref()
                        .is_some_and(|city| spaceless(city.as_str()) == wanted[3])
                });
            others.check(found && held, what("address", address));
        }
    }
    let all = [
        ("names", names, true),
        ("emails", emails, true),
        ("phones", phones, true),
        ("photos", photos, true),
        ("others", others, false),
    ];
    let mut total = (0, 0);
    for (what, tally, whole) in &all {
        println!(
            "{what}: {} expected, {} missing: {:#?}",
            tally.expected,
            tally.missing.len(),
            tally.missing
        );
        total = (total.0 + tally.expected, total.1 + tally.missing.len());
        assert!(!whole || tally.missing.is_empty());
    }
    assert!(total.1 * 200 <= total.0, "{total:?}");
}
