//! Queries about [people](super::person): all fields, all conditions, all orders.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use smol_str::SmolStr;

use super::Dice;
use super::people::{
    COUNTRIES, DAYS, EMAILS, FIELDS, LABELS, LOCALES, NUMBERS, PEOPLE, PHONES, STATUSES,
    SUBDIVISIONS, TEXTS, URLS, one, parsed, person_id, time,
};
use crate::contact::Contact;
use crate::field::{DataType, FieldKey, Number};
use crate::query::{
    Comparison, Condition, ContactField, ContactQuery, FieldKind, Filter, MAX_SEARCH, Order,
    Position, Search, Sort, SortKey, Start, Test, Value, Window,
};
use crate::record::Stored;
use crate::time::LocalDate;

/// Bytes that one query takes at most.
const QUERY: usize = 64;

/// Every field; extended ones with the type that they have in a book, and one with another.
static ALL_FIELDS: LazyLock<Vec<ContactField>> = LazyLock::new(|| {
    use ContactField as F;
    let extended =
        FIELDS.map(|(key, data_type)| F::Extended(FieldKey::from_static(key), data_type));
    let mut all = vec![
        F::FirstName,
        F::Labels,
        F::LastName,
        F::Emails,
        F::Company,
        F::Id,
        F::Created,
        F::Updated,
        F::LastActivity,
        F::PrimaryEmail,
        F::EmailSubscription,
        F::EmailDeliverability,
        F::PrimaryPhone,
        F::PrimaryE164,
        F::PhoneCountry,
        F::PhoneSubscription,
        F::Phones,
        F::E164s,
        F::Streets,
        F::Cities,
        F::Subdivisions,
        F::Countries,
        F::JobTitle,
        F::Birthdate,
        F::Locale,
        F::Locations,
        F::Assignees,
        F::MemberStatus,
        F::FullName,
        F::LastNameFirst,
    ];
    all.extend(extended);
    all.push(F::Extended(FieldKey::from_static("custom.text"), DataType::Number));
    all
});

/// A query: a filter, a search, an order.
pub fn query() -> impl Strategy<Value = ContactQuery> + Clone {
    vec(any::<u8>(), QUERY).prop_map(|bytes| query_from(&mut Dice::new(&bytes)))
}

/// A filter, at most four deep.
pub fn filter() -> impl Strategy<Value = Filter> + Clone {
    vec(any::<u8>(), QUERY).prop_map(|bytes| filter_from(&mut Dice::new(&bytes), 4))
}

/// A search, by words or exact.
pub fn search() -> impl Strategy<Value = Search> + Clone {
    vec(any::<u8>(), 16).prop_map(|bytes| search_from(&mut Dice::new(&bytes)))
}

/// An order, up or down, by any field that has one value at most.
pub fn sort() -> impl Strategy<Value = Sort> + Clone {
    vec(any::<u8>(), 2).prop_map(|bytes| sort_from(&mut Dice::new(&bytes)))
}

/// Every field that can be filtered by or counted.
pub fn contact_fields() -> &'static [ContactField] {
    &ALL_FIELDS
}

/// The query that these bytes make; every contact, if they are zero.
///
/// # Panics
///
/// Never.
pub fn query_from(dice: &mut Dice<'_>) -> ContactQuery {
    let filter = match dice.up_to(7) {
        0 => Filter::everything(),
        1..=4 => filter_from(dice, 0),
        _ => filter_from(dice, 4),
    };
    let mut query = ContactQuery::all().with_filter(filter).expect("a small filter");
    if dice.once_in(4) {
        query = query.with_search(search_from(dice));
    }
    match dice.up_to(2) {
        0 => query,
        _ => query.sorted(sort_from(dice)),
    }
}

/// The filter that these bytes make, so deep at most.
pub fn filter_from(dice: &mut Dice<'_>, depth: u8) -> Filter {
    let kind = if depth == 0 { dice.up_to(7) } else { dice.up_to(15) };
    let parts = |dice: &mut Dice<'_>| -> Vec<Filter> {
        (0..dice.up_to(3)).map(|_| filter_from(dice, depth - 1)).collect()
    };
    match kind {
        0..=6 => Filter::Test(test_from(dice)),
        7 => Filter::Holds(dice.one_of(&PEOPLE.keys).clone()),
        8..=10 => Filter::And(parts(dice)),
        11..=13 => Filter::Or(parts(dice)),
        _ => Filter::Not(Box::new(filter_from(dice, depth - 1))),
    }
}

/// A field and a condition that it can meet.
pub fn test_from(dice: &mut Dice<'_>) -> Test {
    let field = field_from(dice);
    let kind = field.kind();
    let extended = matches!(field, ContactField::Extended(..));
    let compares = matches!(kind, FieldKind::Time | FieldKind::Day | FieldKind::Number)
        || extended && kind == FieldKind::Text;
    let begins = matches!(kind, FieldKind::Text | FieldKind::Email | FieldKind::Code);
    let values = |dice: &mut Dice<'_>| -> Vec<Value> {
        (0..dice.up_to(3)).map(|_| query_value_from(dice, &field)).collect()
    };
    let condition = match dice.up_to(8) {
        0 | 1 => Condition::OneOf(vec![query_value_from(dice, &field)]),
        2 => Condition::Other(vec![query_value_from(dice, &field)]),
        3 => Condition::OneOf(values(dice)),
        4 => Condition::Other(values(dice)),
        5 => Condition::Exists(!dice.once_in(2)),
        6 if begins => Condition::StartsWith(prefix_from(dice, &field)),
        6 | 7 if compares => {
            use Comparison::{Above, AtLeast, AtMost, Below};
            let comparison = *dice.one_of(&[Below, AtMost, AtLeast, Above]);
            Condition::Compare(comparison, query_value_from(dice, &field))
        }
        7 if begins => Condition::StartsWith(prefix_from(dice, &field)),
        _ => Condition::HasAll(values(dice)),
    };
    Test::new(field, condition)
}

/// A field.
pub fn field_from(dice: &mut Dice<'_>) -> ContactField {
    dice.one_of(&ALL_FIELDS).clone()
}

/// One to three fields.
pub fn fields_from(dice: &mut Dice<'_>) -> Vec<ContactField> {
    (0..=dice.up_to(2)).map(|_| field_from(dice)).collect()
}

/// The order that these bytes make.
pub fn sort_from(dice: &mut Dice<'_>) -> Sort {
    let order = if dice.once_in(2) { Order::Descending } else { Order::Ascending };
    let single: Vec<&ContactField> = ALL_FIELDS.iter().filter(|field| !field.has_many()).collect();
    Sort::new((*dice.one_of(&single)).clone(), order)
}

/// The search that these bytes make.
///
/// # Panics
///
/// Never.
pub fn search_from(dice: &mut Dice<'_>) -> Search {
    if dice.once_in(3) {
        let text = match dice.up_to(3) {
            0 | 1 => one(dice, &TEXTS).to_owned(),
            2 => one(dice, &EMAILS).to_owned(),
            _ => phone_text(dice),
        };
        return Search::exact(&text).expect("a short text");
    }
    let mut words = String::new();
    for _ in 0..=dice.up_to(2) {
        let word = match dice.up_to(5) {
            0..=2 => {
                let text = dice_text(dice);
                cut(dice, text)
            }
            3 => {
                let text = one(dice, &EMAILS);
                cut(dice, text)
            }
            4 => cut(dice, "23125001"),
            _ => SmolStr::default(),
        };
        words.push_str(&word);
        words.push(*dice.one_of(&[' ', '-']));
    }
    let words: String = words.chars().take(MAX_SEARCH).collect();
    Search::words(&words).expect("a short text")
}

/// The window that these bytes make; one after a position begins after one of these contacts, or
/// where nobody ever stood.
pub fn window_from(
    dice: &mut Dice<'_>,
    sort: &Sort,
    known: &[std::sync::Arc<Stored<Contact>>],
) -> Window {
    let limit = *dice.one_of(&[usize::MAX, 1, 2, 3, 5, 8, 0, 13]);
    let total = dice.once_in(2);
    let start = match dice.up_to(7) {
        0..=2 => Start::First,
        3 => Start::Offset(*dice.one_of(&[1, 0, 2, 3, 7, 20, usize::MAX])),
        7 => Start::After(nobody(dice, sort)),
        _ => match known.len() {
            0 => Start::First,
            count => {
                let at = (dice.up_to(255) * 256 + dice.up_to(255)) % count;
                Start::After(sort.position(&known[at]))
            }
        },
    };
    Window { start, limit, total }
}

fn nobody(dice: &mut Dice<'_>, sort: &Sort) -> Position {
    let value = query_value_from(dice, sort.field());
    let key = (!dice.once_in(4)).then(|| SortKey::of(value.as_datum()));
    Position { key, id: person_id(dice.up_to(70)) }
}

/// A value that a field may have, or a similar one that it has not.
fn query_value_from(dice: &mut Dice<'_>, field: &ContactField) -> Value {
    use ContactField as F;
    let text = |text: &str| Value::from(text);
    match (field, field.kind()) {
        (F::Id, _) => person_id(dice.up_to(20)).into(),
        (_, FieldKind::Id) => crate::UserId::from_u128(1 + dice.up_to(3) as u128).into(),
        (_, FieldKind::Time) => time(dice.up_to(6)).into(),
        (_, FieldKind::Day) => parsed::<LocalDate>(one(dice, &DAYS)).into(),
        (_, FieldKind::Number) => parsed::<Number>(one(dice, &NUMBERS)).into(),
        (_, FieldKind::Email) => text(one(dice, &EMAILS)),
        (_, FieldKind::Label) => text(one(dice, &LABELS)),
        (_, FieldKind::Status) => match dice.maybe(field.statuses()) {
            Some(status) => text(status),
            None => text(one(dice, &STATUSES)),
        },
        (F::Locale, _) => text(one(dice, &LOCALES)),
        (F::Subdivisions, _) => text(one(dice, &SUBDIVISIONS)),
        (_, FieldKind::Code) => text(one(dice, &COUNTRIES)),
        (F::Phones | F::PrimaryPhone | F::E164s | F::PrimaryE164, _) => text(&phone_text(dice)),
        (F::FullName | F::LastNameFirst, _) if dice.once_in(2) => {
            let (first, other) = (one(dice, &TEXTS), one(dice, &TEXTS));
            text(&format!("{first} {other}"))
        }
        (F::Streets, _) if dice.once_in(2) => {
            let (first, other) = (one(dice, &TEXTS[..8]), one(dice, &["9", "10"]));
            text(&if dice.once_in(2) {
                format!("{first} {other}")
            } else {
                format!("{other} {first}")
            })
        }
        (F::Extended(_, DataType::Url), _) => text(one(dice, &URLS)),
        (F::Extended(key, _), _) if key.as_str().starts_with("members.") => {
            text(one(dice, &STATUSES))
        }
        (_, FieldKind::Text) => text(dice_text(dice)),
    }
}

fn dice_text(dice: &mut Dice<'_>) -> &'static str {
    match dice.up_to(TEXTS.len() as u8 + 1).checked_sub(2) {
        Some(at) => TEXTS[at],
        None => &PEOPLE.long[dice.up_to(2)],
    }
}

fn phone_text(dice: &mut Dice<'_>) -> String {
    let at = dice.up_to(PHONES.len() as u8 - 1);
    let e164 = PEOPLE.phones.get(at).and_then(|phone| phone.e164());
    match e164.filter(|_| dice.once_in(2)) {
        Some(e164) => e164.to_string(),
        None => PHONES[at].0.to_owned(),
    }
}

/// What a value of the field begins with, in this or that case.
fn prefix_from(dice: &mut Dice<'_>, field: &ContactField) -> SmolStr {
    match query_value_from(dice, field) {
        Value::Text(text) => cut(dice, &text),
        _ => SmolStr::default(),
    }
}

/// The first characters, all of them in four of eight cases, perhaps in another case.
fn cut(dice: &mut Dice<'_>, text: &str) -> SmolStr {
    let length = match dice.up_to(7) {
        0..=3 => usize::MAX,
        short => short - 4,
    };
    let cut: String = text.chars().take(length).collect();
    match dice.up_to(3) {
        0 | 1 => cut.into(),
        2 => cut.to_uppercase().into(),
        _ => cut.to_lowercase().into(),
    }
}
