//! What holds for any filter.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use serde::de::DeserializeSeed;
use serde_json::{Value, json};

use crate::contact::{MatchKey, SubscriptionStatus};
use crate::field::Number;
use crate::id::ContactId;
use crate::invalid::{Invalid, Rule};
use crate::query::{ContactQuery, Filter, Search, Sort, by};
use crate::testing::generate::{Dice, asked_from, field_type, json_filter_from};
use crate::testing::model::json_filter;
use crate::wire::tests::laws::documents::{apply, change, count, json};
use crate::wire::{Checked, Kept, OfFields, QueryRequest, WithFieldTypes};

/// Bytes that one filter takes at most.
const BYTES: usize = 64;

fn read<T: OfFields>(document: &Value) -> Result<T, Vec<Invalid>> {
    let seed = WithFieldTypes(field_type).checked::<T>();
    let Checked(read) = seed.deserialize(document).unwrap();
    read
}

fn kept(filter: &Filter) -> Filter {
    let json = serde_json::to_string(&Kept(filter)).unwrap();
    serde_json::from_str::<Kept<Filter>>(&json).unwrap().0
}

proptest! {
    /// 256 cases, each of ten filters and ten contacts: 25,600 pairs.
    #[test]
    fn filters_mean_what_the_description_says(
        filters in vec(vec(any::<u8>(), BYTES), 10),
        contacts in vec(vec(any::<u8>(), 140), 10),
    ) {
        let contacts: Vec<_> = (1..)
            .zip(&contacts)
            .map(|(id, bytes)| asked_from(&mut Dice::new(bytes), ContactId::from_u128(id)))
            .map(|contact| (serde_json::to_value(&*contact).unwrap(), contact))
            .collect();
        for bytes in &filters {
            let document = json_filter_from(&mut Dice::new(bytes));
            let filter: Filter = match read(&document) {
                Ok(filter) => filter,
                Err(problems) => panic!("{document}: {problems:?}"),
            };
            for (json, contact) in &contacts {
                prop_assert_eq!(
                    filter.matches(contact),
                    json_filter::matches(&document, json),
                    "{} of {}", document, json
                );
            }
        }
    }

    #[test]
    fn what_was_read_is_written_and_read_again(bytes in vec(any::<u8>(), BYTES)) {
        let document = json_filter_from(&mut Dice::new(&bytes));
        let filter: Filter = read(&document).unwrap();
        let written = serde_json::to_value(&filter).unwrap();
        prop_assert_eq!(&read::<Filter>(&written).unwrap(), &filter, "{}", written);
        prop_assert_eq!(kept(&filter), filter);
    }

    #[test]
    fn what_a_program_asks_is_kept(filter in built()) {
        prop_assert_eq!(kept(&filter), filter);
    }

    #[test]
    fn whole_queries_are_kept(filter in built(), search in of(search()), sort in of(sort())) {
        let mut query = ContactQuery::all().with_filter(filter).unwrap();
        query = search.into_iter().fold(query, ContactQuery::with_search);
        query = sort.into_iter().fold(query, ContactQuery::sorted);
        let json = serde_json::to_string(&Kept(&query)).unwrap();
        prop_assert_eq!(serde_json::from_str::<Kept<ContactQuery>>(&json).unwrap().0, query);
    }

    #[test]
    fn no_json_makes_it_panic(json in json()) {
        survives(&json)?;
        survives(&json!({"query": {"filter": json}}))?;
    }

    #[test]
    fn no_change_of_a_good_filter_makes_it_panic(
        bytes in vec(any::<u8>(), BYTES),
        changes in vec((any::<prop::sample::Index>(), change()), 1..4),
    ) {
        let mut document = json_filter_from(&mut Dice::new(&bytes));
        for (at, change) in changes {
            let place = at.index(count(&document));
            apply(&mut document, &mut { place }, &change);
        }
        survives(&document)?;
    }
}

/// What is refused is refused by a rule of filters, at a place; what is accepted is a filter.
fn survives(json: &Value) -> Result<(), TestCaseError> {
    match read::<Filter>(json) {
        Ok(filter) => prop_assert_eq!(kept(&filter), filter),
        Err(problems) => {
            prop_assert!(!problems.is_empty(), "a refusal has its reasons");
            for problem in problems {
                let is_of_filters = matches!(
                    problem.rule(),
                    Rule::MalformedFilter
                        | Rule::UnsupportedFilter
                        | Rule::FilterField
                        | Rule::FilterOperator
                        | Rule::FilterValue
                        | Rule::FilterValueType
                );
                prop_assert!(is_of_filters && problem.field().starts_with("filter"), "{}", problem);
                prop_assert!(!problem.expected().is_empty());
            }
        }
    }
    if let Err(problems) = read::<QueryRequest>(json) {
        prop_assert!(!problems.is_empty(), "a refusal has its reasons");
    }
    Ok(())
}

/// Filters that programs make, read from JSON and not.
fn built() -> impl Strategy<Value = Filter> {
    let text = || prop::sample::select(vec!["", "Ada", "İ", "ß\0", "a@X.test"]);
    let texts = || vec(text(), 0..3);
    let size = || "custom.size".parse().unwrap();
    let time = || any::<i64>().prop_map(crate::Timestamp::from_micros);
    let status =
        prop::sample::select(vec![SubscriptionStatus::Pending, SubscriptionStatus::NotSet]);
    let key = prop_oneof![
        text().prop_map(|text| MatchKey::Email(text.into())),
        Just(MatchKey::Phone("+493012345678".parse().unwrap())),
        text().prop_map(|text| MatchKey::Digits(text.into())),
        text().prop_map(|text| MatchKey::National(text.into())),
        any::<u128>().prop_map(|id| MatchKey::Member(crate::MemberId::from_u128(id))),
        any::<u128>().prop_map(|id| MatchKey::Visitor(crate::VisitorId::from_u128(id))),
    ];
    let number = any::<f64>().prop_filter_map("finite", |number| Number::new(number).ok());
    let leaf = prop_oneof![
        vec(any::<u8>(), 16)
            .prop_map(|bytes| { read(&json_filter_from(&mut Dice::new(&bytes))).unwrap() }),
        key.prop_map(Filter::Holds),
        texts().prop_map(|texts| by::COMPANY.is_in(texts)),
        texts().prop_map(|texts| by::EMAILS.not_in(texts)),
        texts().prop_map(move |texts| by::text(size()).is_in(texts)),
        text().prop_map(move |prefix| by::url(size()).starts_with(prefix)),
        text().prop_map(|prefix| by::LAST_NAME_FIRST.starts_with(prefix)),
        vec(time(), 0..3).prop_map(|times| by::CREATED.is_in(times)),
        time().prop_map(|time| by::UPDATED.ge(time) | by::LAST_ACTIVITY.exists()),
        number.prop_map(move |number| by::number(size()).le(number)),
        status.prop_map(|status| by::EMAIL_SUBSCRIPTION.not_in([status])),
        Just(by::day("invoices.vatId".parse().unwrap()).exists()),
    ];
    leaf.prop_recursive(6, 24, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Filter::And),
            vec(inner.clone(), 0..3).prop_map(Filter::Or),
            inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
}

fn search() -> impl Strategy<Value = Search> {
    let text = || ".{0,50}";
    prop_oneof![
        text().prop_map(|text| Search::exact(&text).unwrap()),
        text().prop_map(|text| Search::words(&text).unwrap()),
    ]
}

fn sort() -> impl Strategy<Value = Sort> {
    let size = || "custom.size".parse().unwrap();
    prop::sample::select(vec![
        by::CREATED.ascending(),
        by::CREATED.descending(),
        by::ID.ascending(),
        by::PRIMARY_PHONE.descending(),
        by::LOCALE.ascending(),
        by::FULL_NAME.descending(),
        by::text(size()).ascending(),
        by::day(size()).descending(),
    ])
}

fn of<T>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>>
where
    T: std::fmt::Debug,
{
    proptest::option::of(value)
}

#[test]
fn each_field_and_each_operator_is_met_and_missed() {
    let mut seed = 1u64;
    let mut bytes = |count: usize| -> Vec<u8> {
        let mut byte = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 56) as u8
        };
        (0..count).map(|_| byte()).collect()
    };
    let mut contact = |id| asked_from(&mut Dice::new(&bytes(140)), ContactId::from_u128(id));
    let contacts: Vec<_> =
        (1..200).map(|id| serde_json::to_value(&*contact(id)).unwrap()).collect();
    // Of each path and each operator, how many conditions were met and how many missed.
    let mut seen = BTreeMap::<String, [usize; 2]>::new();
    for _ in 0..20_000 {
        let document = json_filter_from(&mut Dice::new(&bytes(BYTES)));
        let (Some(members), contact) = (document.as_object(), bytes(1)[0]) else { continue };
        for (path, asked) in members.iter().filter(|(path, _)| !path.starts_with('$')) {
            let met =
                json_filter::matches(&json!({path: asked}), &contacts[usize::from(contact) % 199]);
            seen.entry(path.clone()).or_default()[usize::from(met)] += 1;
            if let Some(operators) = asked.as_object().filter(|operators| operators.len() == 1) {
                let operator = operators.keys().next().unwrap();
                seen.entry(operator.clone()).or_default()[usize::from(met)] += 1;
            }
        }
    }
    assert_eq!(seen.keys().filter(|name| name.starts_with('$')).count(), 14, "{seen:?}");
    assert_eq!(seen.keys().filter(|name| !name.starts_with('$')).count(), 45, "{seen:?}");
    for (name, [missed, met]) in seen {
        assert!(missed > 0 && met > 0, "{name} is missed {missed} times and met {met} times");
    }
}
