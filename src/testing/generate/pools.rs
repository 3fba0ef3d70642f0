//! The few values that generated contacts are made of: they collide, or they prove nothing.

use std::sync::LazyLock;

use crate::EmailAddress;
use crate::contact::{
    AddressExtra, Anchor, Encoding, LanguageTag, Line, MatchKey, Parameter, PhoneNumber, Picture,
    PostalAddress, Property, Street,
};
use crate::field::{DataType, ExtendedField, FieldKey, FieldValue, Number};
use crate::id::{LocationId, UserId};
use crate::label::{Label, LabelKey};
use crate::time::LocalDate;

/// Values to choose from.
pub(super) struct Pools {
    pub(super) emails: Vec<EmailAddress>,
    pub(super) phones: Vec<PhoneNumber>,
    pub(super) addresses: Vec<PostalAddress>,
    pub(super) firsts: Vec<Line>,
    pub(super) lasts: Vec<Line>,
    pub(super) companies: Vec<Line>,
    pub(super) titles: Vec<Line>,
    pub(super) birthdates: Vec<LocalDate>,
    pub(super) locales: Vec<LanguageTag>,
    pub(super) pictures: Vec<Picture>,
    pub(super) labels: Vec<LabelKey>,
    pub(super) fields: Vec<(FieldKey, Vec<FieldValue>)>,
    pub(super) locations: Vec<LocationId>,
    pub(super) assignees: Vec<Vec<UserId>>,
    pub(super) consent_keys: Vec<MatchKey>,
    pub(super) properties: Vec<Property>,
}

/// Three keys, nine spellings.
const EMAILS: [&str; 9] = [
    "ada@x.test",
    "ADA@x.test",
    "Ada@X.test",
    "m@y.test",
    "M@Y.TEST",
    "z@z.test",
    "z@Z.test",
    "Z@z.test",
    "Z@Z.TEST",
];

/// International forms in several spellings; numbers without one, of which some differ in one
/// digit, in their country, or only before their last seven digits.
const PHONES: [(&str, &str); 15] = [
    ("+49 30 23125001", ""),
    ("+49 30 23125001", "DE"),
    ("030 23125001", "DE"),
    ("(030) 23125-001", "DE"),
    ("0049 30 23125001", "DE"),
    ("+49 40 23125001", ""),
    ("(555) 010-0199", "US"),
    ("+1 (0)555 010 0199", ""),
    ("030 1", ""),
    ("0301", ""),
    ("030 1", "DE"),
    ("555 0100", ""),
    ("555-0101", ""),
    ("5550111", ""),
    ("call me", ""),
];

/// Labels that generated contacts have, and their names.
const LABELS: [(&str, &str); 4] = [
    ("custom.a", "A"),
    ("custom.b", "B"),
    ("custom.at-risk", "At risk"),
    ("contacts.customers", "Customers"),
];

/// Fields that generated contacts have, their types, and two values of each. The last one belongs
/// to another service.
const FIELDS: [(&str, DataType, [&str; 2]); 6] = [
    ("custom.note", DataType::Text, ["likes tea", "likes coffee"]),
    ("custom.size", DataType::Number, ["3", "40"]),
    ("custom.since", DataType::Date, ["2020-02-29", "2021-01-01"]),
    ("custom.site", DataType::Url, ["https://x.test", "https://y.test"]),
    ("invoices.vatId", DataType::Text, ["DE1", "DE2"]),
    ("ecom.numOfPurchases", DataType::Number, ["1", "2"]),
];

/// Lines of cards: single-valued ones, ones in groups, plain ones.
const PROPERTIES: [(&str, &str, &str); 9] = [
    ("", "NOTE", "likes tea"),
    ("", "note", "likes tea"),
    ("", "X-SHOE", "42"),
    ("", "UID", "urn:1"),
    ("", "UID", "urn:2"),
    ("item1", "X-ABLabel", "Boat"),
    ("item1", "X-ABLabel", "Cabin"),
    ("ITEM1", "URL", "https://x.test"),
    ("item1-2", "URL", "https://y.test"),
];

/// All of them, made once.
pub(super) static POOLS: LazyLock<Pools> = LazyLock::new(|| Pools {
    emails: EMAILS.map(EmailAddress::from_static).to_vec(),
    phones: PHONES.map(|(text, country)| phone(text, country)).to_vec(),
    addresses: addresses(),
    firsts: ["Mia", "Maria"].map(parsed).to_vec(),
    lasts: ["Stone", "Rock"].map(parsed).to_vec(),
    companies: ["Acme", "Acme Ltd", "Zenith"].map(parsed).to_vec(),
    titles: ["Engineer", "Captain"].map(parsed).to_vec(),
    birthdates: ["1815-12-10", "1990-01-02"].map(parsed).to_vec(),
    locales: ["en", "de-CH"].map(parsed).to_vec(),
    pictures: ["https://x.test/1.png", "https://x.test/2.png"]
        .map(|url| Picture::from_url(parsed(url)))
        .to_vec(),
    labels: LABELS.map(|(key, _)| parsed(key)).to_vec(),
    fields: FIELDS
        .map(|(key, kind, values)| (parsed(key), values.map(|text| value(kind, text)).to_vec()))
        .to_vec(),
    locations: [1, 2, 3].map(LocationId::from_u128).to_vec(),
    assignees: [&[1][..], &[2], &[1, 2]]
        .map(|users| users.iter().copied().map(UserId::from_u128).collect())
        .to_vec(),
    consent_keys: vec![
        EmailAddress::from_static(EMAILS[0]).match_key(),
        EmailAddress::from_static(EMAILS[3]).match_key(),
        phone(PHONES[0].0, PHONES[0].1).match_key(),
        phone(PHONES[8].0, PHONES[8].1).match_key(),
    ],
    properties: PROPERTIES.map(|(group, name, value)| property(group, name, value)).to_vec(),
});

/// The labels that generated contacts have, as a book defines them; the system label is there
/// without a definition.
pub(super) fn labels() -> Vec<(LabelKey, Label)> {
    let own = LABELS.iter().filter(|(key, _)| key.starts_with("custom."));
    own.map(|(key, name)| (parsed(key), Label::new(parsed(name)))).collect()
}

/// The extended fields that generated contacts have, as a book defines them; the system fields
/// are there without a definition.
pub(super) fn fields() -> Vec<(FieldKey, ExtendedField)> {
    let own = FIELDS.iter().filter(|(key, ..)| key.starts_with("custom."));
    own.map(|(key, data_type, _)| {
        (parsed(key), ExtendedField { name: parsed(key), data_type: *data_type })
    })
    .collect()
}

fn parsed<T: std::str::FromStr>(text: &str) -> T {
    match text.parse() {
        Ok(value) => value,
        Err(_) => panic!("`{text}` does not parse: the pools are literals"),
    }
}

fn phone(text: &str, country: &str) -> PhoneNumber {
    PhoneNumber::new(text, country.parse().ok()).expect("the pools are literals")
}

fn value(kind: DataType, text: &str) -> FieldValue {
    match kind {
        DataType::Text => FieldValue::Text(parsed(text)),
        DataType::Number => FieldValue::Number(parsed::<Number>(text)),
        DataType::Date => FieldValue::Date(parsed(text)),
        DataType::Url => FieldValue::Url(parsed(text)),
    }
}

/// Two places, each in two spellings; one in parts; one with what is not compared.
fn addresses() -> Vec<PostalAddress> {
    let line = |street: &str, city: &str| PostalAddress {
        city: city.parse().ok(),
        ..PostalAddress::from_line(parsed(street))
    };
    let hint = AddressExtra { hint: Some(parsed("ring twice")), ..AddressExtra::default() };
    let street =
        Street::Parts { number: Some(parsed("12")), name: Some(parsed("Park Ave")), apt: None };
    vec![
        line("12 Park Ave", "London"),
        line(" 12 PARK ave", "london"),
        line("Straße 1", ""),
        line("STRAßE 1", ""),
        PostalAddress { street: Some(street), ..PostalAddress::default() },
        PostalAddress { extra: Some(Box::new(hint)), ..line("12 Park Ave", "London") },
    ]
}

fn property(group: &str, name: &str, value: &str) -> Property {
    let parameter = Parameter { name: "TYPE".into(), values: vec![("home".into(), false)].into() };
    let anchor = Anchor { field: "url".into(), value: value.into() };
    Property {
        format: "vcard4.0".into(),
        group: (!group.is_empty()).then(|| group.into()),
        name: name.into(),
        params: if name == "URL" { vec![parameter] } else { Vec::new() },
        value: value.into(),
        encoding: Encoding::None,
        position: 0,
        bytes: None,
        media: None,
        anchor: (name == "URL").then_some(anchor),
    }
}
