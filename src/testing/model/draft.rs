//! The few contacts, keys, names and values of random runs.

use super::view::Universe;
use crate::contact::{
    Channels, Contact, ContactInfo, EmailAddress, Entry, Line, MatchKey, Origin, OriginKind,
    PhoneNumber,
};
use crate::field::{DataType, FieldKey, FieldName, FieldValue};
use crate::id::{ContactId, EntryId, SegmentId};
use crate::label::{LabelKey, LabelName};
use crate::query::ContactQuery;
use crate::segment::Segment;
use crate::testing::Dice;
use crate::time::Timestamp;
/// How many contacts there are at most.
pub(super) const CONTACTS: u8 = 7;
const FIRST_NAMES: [&str; 3] = ["Ada", "Grace", "e\u{301}ve "];
const EMAILS: [&str; 5] = ["a@x.test", "A@X.test", "b@x.test", "B@x.test", "c@x.test"];
const PHONES: [(&str, Option<&str>); 5] = [
    ("+49 30 23125001", None),
    ("030 23125001", Some("DE")),
    ("030 23125001", None),
    ("(030) 23125-001", None),
    ("555 0100", None),
];
const LABELS: [&str; 4] = ["custom.a", "custom.b", "custom.c", "contacts.customers"];
const NAMES: [&str; 4] = ["One", "Two", "Three", "one"];
const FIELDS: [&str; 3] = ["custom.f", "custom.g", "invoices.vatId"];
const VALUES: [(DataType, &str); 4] = [
    (DataType::Text, "x"),
    (DataType::Text, " y "),
    (DataType::Number, "12.50"),
    (DataType::Date, "2024-02-29"),
];

/// How many segments there are at most.
pub(super) const SEGMENTS: u8 = 4;

/// Everything that may occur in a run of [`Op`](super::Op)s.
pub fn universe() -> Universe {
    let emails = EMAILS.iter().map(|text| email(text).match_key());
    let phones = PHONES.iter().flat_map(|(text, country)| phone(text, *country).match_keys());
    let mut keys: Vec<MatchKey> = emails.chain(phones).collect();
    keys.sort();
    keys.dedup();
    let never = ContactId::from_u128(99);
    Universe {
        contacts: (0..CONTACTS).map(contact_id).chain([never]).collect(),
        keys,
        labels: LABELS.iter().map(|key| LabelKey::from_static(key)).collect(),
        label_names: NAMES.iter().map(|name| label_name(name)).collect(),
        fields: FIELDS.iter().map(|key| FieldKey::from_static(key)).collect(),
        field_names: NAMES.iter().map(|name| field_name(name)).collect(),
        segments: (0..SEGMENTS).map(segment_id).collect(),
    }
}

/// What a contact shall hold; 0 for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Draft {
    pub first: u8,
    pub email: u8,
    pub phone: u8,
    /// One bit for each.
    pub labels: u8,
    pub field: u8,
    pub value: u8,
}

impl Draft {
    pub(super) const NAMED: Self =
        Self { first: 1, email: 0, phone: 0, labels: 0, field: 0, value: 0 };

    pub(super) fn roll(dice: &mut Dice) -> Self {
        Self {
            first: dice.small(4),
            email: dice.small(6),
            phone: dice.small(6),
            labels: if dice.chance(60) {
                1 << dice.small(4)
            } else {
                dice.small(16) & dice.small(16)
            },
            field: if dice.chance(30) { dice.small(4) } else { 0 },
            value: dice.small(4),
        }
    }

    /// The contact, made at this time.
    ///
    /// # Panics
    ///
    /// Never: it has a name if it has nothing else.
    pub fn contact(self, now: Timestamp) -> Contact {
        let pick = |place: u8| usize::from(place).checked_sub(1);
        let first = pick(self.first).and_then(|at| line(FIRST_NAMES[at % FIRST_NAMES.len()]));
        let mut info = ContactInfo { first, ..ContactInfo::default() };
        if let Some(at) = pick(self.email) {
            info.emails = channels(email(EMAILS[at % EMAILS.len()]));
        }
        if let Some(at) = pick(self.phone) {
            let (text, country) = PHONES[at % PHONES.len()];
            info.phones = channels(phone(text, country));
        }
        let bits = (0..4).filter(|bit| self.labels & (1 << bit) != 0);
        info.labels = bits.map(label_key).collect();
        if let Some(at) = pick(self.field) {
            let (data_type, text) = VALUES[usize::from(self.value) % VALUES.len()];
            let value: Option<FieldValue> = data_type.read(text).ok().flatten();
            let key = FieldKey::from_static(FIELDS[at % FIELDS.len()]);
            info.fields.extend(value.map(|value| (key, value)));
        }
        if info.identifiable().is_err() {
            info.first = line("Nobody");
        }
        Contact::new(info, Origin::new(OriginKind::OTHER), now).expect("it has a name")
    }
}

fn channels<T: crate::contact::Tagged>(value: T) -> Channels<T> {
    Channels::new(vec![Entry { id: EntryId::from_u128(1), tag: T::Tag::default(), value }], 0)
}

pub(super) fn contact_id(who: u8) -> ContactId {
    ContactId::from_u128(u128::from(who) + 1)
}

pub(super) fn label_key(label: u8) -> LabelKey {
    LabelKey::from_static(LABELS[usize::from(label) % LABELS.len()])
}

pub(super) fn field_key(field: u8) -> FieldKey {
    FieldKey::from_static(FIELDS[usize::from(field) % FIELDS.len()])
}

pub(super) fn segment_id(segment: u8) -> SegmentId {
    SegmentId::from_u128(u128::from(segment % SEGMENTS) + 1)
}

/// A segment of one of few names and queries.
pub(super) fn segment(name: u8, query: u8) -> Segment {
    let query = match query % 4 {
        0 => ContactQuery::all(),
        1 => ContactQuery::from(email(EMAILS[0]).match_key()),
        label => ContactQuery::from(label_key(label)),
    };
    Segment::new(name_of(name).parse().expect("a literal that is a name"), query)
}

pub(super) fn name_of(name: u8) -> &'static str {
    NAMES[usize::from(name) % NAMES.len()]
}

fn line(text: &str) -> Option<Line> {
    text.parse().ok()
}

pub(super) fn label_name(text: &str) -> LabelName {
    text.parse().expect("a literal that is a name")
}

pub(super) fn field_name(text: &str) -> FieldName {
    text.parse().expect("a literal that is a name")
}

fn email(text: &'static str) -> EmailAddress {
    EmailAddress::from_static(text)
}

fn phone(text: &str, country: Option<&str>) -> PhoneNumber {
    let country = country.map(|country| country.parse().expect("a literal that is a country"));
    PhoneNumber::new(text, country).expect("a literal that is a number")
}
