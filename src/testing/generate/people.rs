//! Contacts to be found.
//!
//! Their texts begin alike, in upper and lower case, with accents in one character or in two, in
//! scripts without case; some become longer in lower case, some differ only where nobody looks any
//! more. Every part is missing in many contacts, and the same texts stand in all parts, so that
//! whoever looks into the wrong one finds something.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::{Strategy, any};

use super::{Dice, consent_from, empty, some_of};
use crate::contact::{
    Channels, Contact, ContactInfo, Entry, MatchKey, MemberInfo, MemberStatus, PhoneNumber,
    PostalAddress, Street, Tagged,
};
use crate::field::{DataType, ExtendedField, FieldKey, FieldValue};
use crate::id::{ContactId, EntryId, LocationId, MemberId, UserId, VisitorId};
use crate::label::{Label, LabelKey};
use crate::query::MAX_SORT_TEXT;
use crate::time::Timestamp;

/// Bytes that one contact takes at most.
pub(super) const PERSON: usize = 72;

/// Names, companies, cities, streets, values of fields.
pub(super) const TEXTS: [&str; 26] = [
    "a",
    "ab",
    "A",
    "AB",
    "Ab c",
    "abc",
    "b",
    "ä",
    "ÄB",
    "äb",
    "A\u{308}b",
    "ß",
    "SS",
    "ss",
    "İb",
    "ib",
    "ΑΣ",
    "ας",
    "田",
    "田中",
    "中田",
    "ab-c",
    "O'ab",
    "9",
    "10",
    "\u{10400}b",
];
/// Four keys.
pub(super) const EMAILS: [&str; 9] = [
    "ab@x.test",
    "AB@x.test",
    "Ab@X.TEST",
    "a@x.test",
    "a@xy.test",
    "b@x.test",
    "ä@x.test",
    "Ä@x.test",
    "田@x.test",
];
pub(super) const PHONES: [(&str, &str); 8] = [
    ("+49 30 23125001", ""),
    ("030 23125001", "DE"),
    ("030 23125001", ""),
    ("(030) 23125-001", ""),
    ("+1 555 010 0199", ""),
    ("(555) 010-0199", "US"),
    ("call ab", ""),
    ("CALL ab", ""),
];
pub(super) const DAYS: [&str; 4] = ["1815-12-10", "1990-01-02", "1990-01-03", "2024-02-29"];
pub(super) const NUMBERS: [&str; 6] = ["0", "-1", "0.5", "9", "10", "1e300"];
pub(super) const URLS: [&str; 4] =
    ["https://a.test", "https://ab.test/A", "https://ab.test/a", "http://a.test"];
pub(super) const LOCALES: [&str; 4] = ["en", "de", "de-CH", "de-AT"];
pub(super) const COUNTRIES: [&str; 3] = ["DE", "US", "CH"];
pub(super) const SUBDIVISIONS: [&str; 4] = ["US-NY", "us-ny", "DE-BE", "a"];
pub(super) const LABELS: [&str; 5] =
    ["custom.a", "custom.ab", "custom.b", "custom.c", "contacts.customers"];
/// The last three are the platform's.
pub(super) const FIELDS: [(&str, DataType); 7] = [
    ("custom.text", DataType::Text),
    ("custom.site", DataType::Url),
    ("custom.number", DataType::Number),
    ("custom.day", DataType::Date),
    ("ecom.totalSpentCurrency", DataType::Text),
    ("ecom.numOfPurchases", DataType::Number),
    ("members.membershipStatus", DataType::Text),
];
pub(super) const STATUSES: [&str; 3] = ["APPROVED", "PENDING", "ab"];

/// What takes time to make.
pub(super) struct People {
    pub(super) phones: Vec<PhoneNumber>,
    /// Longer than what texts are sorted by; the first two differ only behind it.
    pub(super) long: [String; 3],
    /// Keys that contacts hold, and some that none does.
    pub(super) keys: Vec<MatchKey>,
}

pub(super) static PEOPLE: LazyLock<People> = LazyLock::new(|| {
    let phone = |(text, country): (&str, &str)| PhoneNumber::new(text, country.parse().ok());
    let phones: Vec<PhoneNumber> = PHONES.into_iter().filter_map(|one| phone(one).ok()).collect();
    let emails = EMAILS.iter().chain(&["nobody@x.test"]);
    let emails = emails.map(|text| parsed::<crate::EmailAddress>(text).match_key());
    let members = [1, 2, 3].map(|id| MatchKey::Member(MemberId::from_u128(id)));
    let visitors = [1, 2, 3].map(|id| MatchKey::Visitor(VisitorId::from_u128(id)));
    let numbers = phones.iter().flat_map(PhoneNumber::match_keys);
    let mut keys: Vec<_> = emails.chain(numbers).chain(members).chain(visitors).collect();
    keys.sort();
    keys.dedup();
    let long = [
        format!("{}a", "x".repeat(MAX_SORT_TEXT)),
        format!("{}B", "X".repeat(MAX_SORT_TEXT)),
        format!("{}İ", "y".repeat(MAX_SORT_TEXT - 1)),
    ];
    People { phones, long, keys }
});

/// A contact to be found.
pub fn person() -> impl Strategy<Value = Contact> + Clone {
    vec(any::<u8>(), PERSON).prop_map(|bytes| person_from(&mut Dice::new(&bytes)))
}

/// The contact to be found that these bytes make.
pub fn person_from(dice: &mut Dice<'_>) -> Contact {
    let mut info = ContactInfo {
        first: text_from(dice).and_then(|text| text.parse().ok()),
        last: text_from(dice).and_then(|text| text.parse().ok()),
        company: text_from(dice).and_then(|text| text.parse().ok()),
        job_title: text_from(dice).and_then(|text| text.parse().ok()),
        birthdate: dice.maybe(&DAYS).map(parsed),
        locale: dice.maybe(&LOCALES).map(parsed),
        labels: some_of(dice, &LABELS.map(LabelKey::from_static)),
        locations: some_of(dice, &[1, 2, 3].map(LocationId::from_u128)),
        assignees: some_of(dice, &[1, 2, 3].map(UserId::from_u128)),
        ..ContactInfo::default()
    };
    let emails = entries(some_of(dice, &EMAILS).into_iter().map(parsed));
    info.emails = Channels::new(emails, dice.up_to(2));
    let phones = entries(some_of(dice, &PEOPLE.phones));
    info.phones = Channels::new(phones, dice.up_to(2));
    info.addresses = entries((0..dice.up_to(2)).map(|_| address_from(dice)).collect::<Vec<_>>());
    for (key, data_type) in FIELDS {
        if dice.once_in(3) {
            info.fields.push((FieldKey::from_static(key), value_from(dice, key, data_type)));
        }
    }
    if info.identifiable().is_err() {
        info.first = TEXTS[0].parse().ok();
    }
    let mut contact = Contact { info, ..empty() };
    contact.last_activity.activity_date = time(dice.up_to(3));
    let first = |keys: &mut dyn Iterator<Item = MatchKey>| keys.next();
    let mail = first(&mut contact.info.emails.primary().map(|e| e.value.match_key()).into_iter());
    let call = first(&mut contact.info.phones.primary().map(|e| e.value.match_key()).into_iter());
    for key in [mail, call].into_iter().flatten() {
        if dice.once_in(2) {
            contact.set_consent(key, consent_from(dice));
        }
    }
    if dice.once_in(5) {
        let mut member = MemberInfo::new(MemberId::from_u128(1 + dice.up_to(1) as u128));
        use MemberStatus as S;
        member.status = dice.maybe(&[S::Active, S::Blocked, S::Pending, S::Offline, S::Deleted]);
        contact.standing.member = Some(Box::new(member));
    }
    contact.visitors = some_of(dice, &[1, 2].map(VisitorId::from_u128));
    contact
}

/// The id of the contact that came as the `at`-th: not in the order in which they came.
///
/// # Panics
///
/// Never.
pub fn person_id(at: usize) -> ContactId {
    ContactId::from_u128((at as u128 * 37) % 64 + 64 * (at as u128 / 64) + 1)
}

/// One of few times.
pub fn time(at: usize) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000 + 1_000_001 * i64::try_from(at).unwrap_or(0))
}

/// The labels that these contacts have, as a book has to define them.
pub fn person_labels() -> Vec<(LabelKey, Label)> {
    let own = LABELS.iter().filter(|key| key.starts_with("custom."));
    own.map(|key| (LabelKey::from_static(key), Label::new(parsed(key)))).collect()
}

/// The extended fields that these contacts have, as a book has to define them.
pub fn person_fields() -> Vec<(FieldKey, ExtendedField)> {
    let own = FIELDS.iter().filter(|(key, _)| key.starts_with("custom."));
    own.map(|(key, data_type)| {
        let field = ExtendedField { name: parsed(key), data_type: *data_type };
        (FieldKey::from_static(key), field)
    })
    .collect()
}

/// A text, seldom a long one; in one of three cases none.
fn text_from(dice: &mut Dice<'_>) -> Option<&'static str> {
    let at = dice.up_to(TEXTS.len() as u8 * 3 / 2 + 3);
    match at.checked_sub(1) {
        Some(at) if at < TEXTS.len() => Some(TEXTS[at]),
        Some(at) => PEOPLE.long.get(at - TEXTS.len()).map(String::as_str),
        None => None,
    }
}

fn address_from(dice: &mut Dice<'_>) -> PostalAddress {
    let text = |dice: &mut Dice<'_>| dice.maybe(&TEXTS[..8]);
    let street = match dice.up_to(2) {
        0 => text(dice).map(|line| Street::Line(parsed(line))),
        _ => {
            let number = dice.maybe(&["9", "10"]).map(parsed);
            let name = text(dice).map(parsed);
            let some = number.is_some() || name.is_some();
            some.then_some(Street::Parts { number, name, apt: None })
        }
    };
    PostalAddress {
        street,
        city: text(dice).map(parsed),
        subdivision: dice.maybe(&SUBDIVISIONS).map(parsed),
        country: dice.maybe(&COUNTRIES).map(parsed),
        ..PostalAddress::default()
    }
}

fn value_from(dice: &mut Dice<'_>, key: &str, data_type: DataType) -> FieldValue {
    match data_type {
        DataType::Text if key.starts_with("members.") => {
            FieldValue::Text(parsed(one(dice, &STATUSES)))
        }
        DataType::Text => FieldValue::Text(parsed(one(dice, &TEXTS))),
        DataType::Url => FieldValue::Url(parsed(one(dice, &URLS))),
        DataType::Number => FieldValue::Number(parsed(one(dice, &NUMBERS))),
        DataType::Date => FieldValue::Date(parsed(one(dice, &DAYS))),
    }
}

fn entries<T: Tagged>(values: impl IntoIterator<Item = T>) -> Vec<Entry<T>> {
    let number = |(at, value)| Entry { id: EntryId::from_u128(at), tag: T::Tag::default(), value };
    (1..).zip(values).map(number).collect()
}

/// One of the texts.
pub(super) fn one(dice: &mut Dice<'_>, texts: &[&'static str]) -> &'static str {
    dice.one_of::<&'static str>(texts)
}

pub(super) fn parsed<T: std::str::FromStr>(text: &str) -> T {
    match text.parse() {
        Ok(value) => value,
        Err(_) => panic!("`{text}` does not parse: the texts are literals"),
    }
}
