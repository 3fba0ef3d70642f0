//! A seeded generator of contact records as plain structs: the data of every bench.
//!
//! The same seed gives the same records on every machine. A record is 0.6 to 1.2 kB as JSON.

use serde::Serialize;
use uuid::Uuid;

use super::rng::Rng;
use super::words;

/// A contact as somebody would write it down who has no use for types that cannot be wrong.
///
/// Empty text means absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Record {
    pub(crate) id: Uuid,
    pub(crate) revision: u64,
    pub(crate) created: Date,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) company: String,
    pub(crate) job_title: String,
    pub(crate) birthdate: Option<Date>,
    pub(crate) emails: Vec<Email>,
    pub(crate) phones: Vec<Phone>,
    pub(crate) addresses: Vec<Address>,
    pub(crate) labels: Vec<String>,
    pub(crate) fields: Vec<Field>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Date {
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) enum Tag {
    #[default]
    Untagged,
    Main,
    Home,
    Work,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Email {
    pub(crate) tag: Tag,
    pub(crate) address: String,
    pub(crate) primary: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Phone {
    pub(crate) tag: Tag,
    /// As written.
    pub(crate) number: String,
    /// Empty if not known.
    pub(crate) country: String,
    /// Digits of the E.164 form, known where the country is.
    pub(crate) e164: Option<u64>,
    pub(crate) primary: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Address {
    pub(crate) tag: Tag,
    pub(crate) line: String,
    pub(crate) city: String,
    pub(crate) subdivision: String,
    pub(crate) postcode: String,
    pub(crate) country: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Field {
    pub(crate) key: String,
    pub(crate) value: Value,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) enum Value {
    Text(String),
    Number(f64),
    Date(Date),
}

/// Records that describe one person.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    pub(crate) target: Record,
    pub(crate) sources: Vec<Record>,
}

/// A person, seen by a target and `sources` other address books.
///
/// About half of a source's e-mails, phones, addresses and labels are the target's, in another
/// spelling; the rest is new. Some of the target's texts are empty.
pub(crate) fn cluster(seed: u64, sources: usize) -> Cluster {
    let mut rng = Rng::new(seed);
    let mut target = person(&mut rng);
    let sources = (0..sources).map(|_| seen_again(&mut rng, &target)).collect();
    for text in [&mut target.first_name, &mut target.company, &mut target.job_title] {
        if rng.chance(30) {
            text.clear();
        }
    }
    if rng.chance(30) {
        target.birthdate = None;
    }
    Cluster { target, sources }
}

/// A record of somebody new.
pub(crate) fn person(rng: &mut Rng) -> Record {
    let first_name = rng.word(words::FIRST).to_string();
    let last_name = rng.word(words::LAST).to_string();
    let company = [rng.word(words::COMPANY), " ", rng.word(words::COMPANY_KIND)].concat();
    let mut record = Record {
        id: Uuid::from_u64_pair(rng.next(), rng.next()),
        revision: 1 + rng.below(20) as u64,
        created: date(rng, 2012, 14),
        first_name,
        last_name,
        company: if rng.chance(80) { company } else { String::new() },
        job_title: if rng.chance(70) { rng.word(words::JOB).to_string() } else { String::new() },
        birthdate: if rng.chance(60) { Some(date(rng, 1945, 60)) } else { None },
        ..Record::default()
    };
    for _ in 0..1 + rng.below(3) {
        let email = email(rng, &record);
        record.emails.push(email);
    }
    for _ in 0..1 + rng.below(2) {
        record.phones.push(phone(rng));
    }
    for _ in 0..rng.below(3) {
        record.addresses.push(address(rng));
    }
    add_labels(rng, &mut record, &[]);
    add_fields(rng, &mut record);
    first_is_primary(&mut record);
    record
}

/// The same person in another address book.
fn seen_again(rng: &mut Rng, known: &Record) -> Record {
    let mut record = person(rng);
    record.first_name = if rng.chance(85) { known.first_name.clone() } else { String::new() };
    record.last_name = known.last_name.clone();
    if rng.chance(50) {
        record.company = known.company.to_uppercase();
    }
    if rng.chance(70) {
        record.birthdate = known.birthdate;
    }
    for (email, known) in record.emails.iter_mut().zip(&known.emails) {
        if rng.chance(65) {
            email.address = match rng.below(3) {
                0 => known.address.to_ascii_uppercase(),
                1 => [" ", &known.address.to_ascii_lowercase()].concat(),
                _ => known.address.clone(),
            };
        }
    }
    for (phone, known) in record.phones.iter_mut().zip(&known.phones) {
        if rng.chance(60) {
            phone.number = match known.e164 {
                Some(digits) => ["+", &digits.to_string()].concat(),
                None => known.number.replace([' ', '-', '(', ')'], "."),
            };
            phone.country.clone_from(&known.country);
            phone.e164 = known.e164;
        }
    }
    for (address, known) in record.addresses.iter_mut().zip(&known.addresses) {
        if rng.chance(60) {
            *address = known.clone();
            address.line = known.line.to_uppercase();
        }
    }
    record.labels.clear();
    add_labels(rng, &mut record, &known.labels);
    record
}

fn date(rng: &mut Rng, first_year: u16, years: usize) -> Date {
    let (month, day) = (1 + rng.below(12) as u8, 1 + rng.below(28) as u8);
    Date { year: first_year + rng.below(years) as u16, month, day }
}

fn email(rng: &mut Rng, of: &Record) -> Email {
    let number = rng.below(100_000).to_string();
    let host = rng.word(words::MAIL_HOST);
    let mut address = match rng.below(3) {
        0 => [&*of.first_name, ".", &of.last_name, &number, "@", host].concat(),
        1 => [&*of.last_name, "-", &number, "@", host].concat(),
        _ => [&of.first_name[..1], &of.last_name, &number, "@", host].concat(),
    };
    address.retain(|c| c.is_ascii());
    if !rng.chance(25) {
        address.make_ascii_lowercase();
    }
    Email { tag: *rng.pick(TAGS), address, primary: false }
}

fn phone(rng: &mut Rng) -> Phone {
    let country = rng.pick(words::COUNTRIES);
    let mut national = String::new();
    for i in 0..country.groups.iter().sum() {
        // No leading zero: it would be taken for the trunk prefix.
        let digit = if i == 0 { 2 + rng.below(8) } else { rng.below(10) };
        national.push(char::from(b'0' + digit as u8));
    }
    let style = rng.below(4);
    let named = rng.chance(70);
    let mut number = match style {
        0 | 1 => ["+", country.calling].concat(),
        _ => country.trunk.to_string(),
    };
    let mut rest = national.as_str();
    for (i, &length) in country.groups.iter().enumerate() {
        let (group, tail) = rest.split_at(length);
        match style {
            0 => number.push(' '),
            2 if i > 0 => number.push('-'),
            3 if i > 0 => number.push(' '),
            _ => {}
        }
        number.push_str(group);
        rest = tail;
    }
    Phone {
        tag: *rng.pick(TAGS),
        number,
        country: if named { country.code.to_string() } else { String::new() },
        e164: if named || style < 2 {
            [country.calling, &national].concat().parse().ok()
        } else {
            None
        },
        primary: false,
    }
}

fn address(rng: &mut Rng) -> Address {
    let country = rng.pick(words::COUNTRIES);
    let house = (1 + rng.below(240)).to_string();
    let postcode = country.postcode.chars().map(|c| match c {
        '9' => char::from(b'0' + rng.below(10) as u8),
        'A' => char::from(b'A' + rng.below(26) as u8),
        other => other,
    });
    Address {
        postcode: postcode.collect(),
        tag: *rng.pick(TAGS),
        line: [&house, " ", rng.word(words::STREET), " ", rng.word(words::STREET_KIND)].concat(),
        city: rng.word(country.cities).to_string(),
        subdivision: rng.word(country.subdivisions).to_string(),
        country: country.code.to_string(),
    }
}

/// Up to five labels, half of them out of `known`.
fn add_labels(rng: &mut Rng, record: &mut Record, known: &[String]) {
    for _ in 0..rng.below(6) {
        let label = if !known.is_empty() && rng.chance(50) {
            rng.pick(known).clone()
        } else {
            ["custom.", rng.word(words::LABEL_SUBJECT), "-", rng.word(words::LABEL_KIND)].concat()
        };
        if !record.labels.contains(&label) {
            record.labels.push(label);
        }
    }
}

/// Up to six extended fields; a key always has the same type.
fn add_fields(rng: &mut Rng, record: &mut Record) {
    for _ in 0..rng.below(7) {
        let at = rng.below(words::FIELD.len());
        let value = match at % 3 {
            0 => Value::Text(rng.word(words::TEXT).to_string()),
            1 => Value::Number(rng.below(100_000) as f64 / 4.0),
            _ => Value::Date(date(rng, 2015, 14)),
        };
        if !record.fields.iter().any(|field| field.key == words::FIELD[at]) {
            record.fields.push(Field { key: words::FIELD[at].to_string(), value });
        }
    }
}

fn first_is_primary(record: &mut Record) {
    record.emails[0].primary = true;
    record.phones[0].primary = true;
}

const TAGS: &[Tag] = &[Tag::Untagged, Tag::Main, Tag::Home, Tag::Work];
