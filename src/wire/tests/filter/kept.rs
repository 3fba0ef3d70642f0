//! Filters that only programs make, and how they are kept.

use serde_json::{Value, json};

use crate::contact::{MatchKey, SubscriptionStatus};
use crate::id::{MemberId, VisitorId};
use crate::query::{ContactQuery, Filter, Search, by};
use crate::wire::Kept;

fn keeps(filter: &Filter, json: Value) {
    let written = serde_json::to_value(Kept(filter)).unwrap();
    assert_eq!(written, json);
    let Kept(read) = serde_json::from_value::<Kept<Filter>>(written).unwrap();
    assert_eq!(read, *filter, "{json}");
}

#[test]
fn keys_are_kept_by_kind() {
    for (key, json) in [
        (MatchKey::Email("a@x.example".into()), json!({"email": "a@x.example"})),
        (MatchKey::Phone("+493012345678".parse().unwrap()), json!({"phone": "+493012345678"})),
        (MatchKey::Digits("0301".into()), json!({"digits": "0301"})),
        (MatchKey::National("0301".into()), json!({"national": "0301"})),
        (
            MatchKey::Member(MemberId::from_u128(1)),
            json!({"member": "00000000-0000-0000-0000-000000000001"}),
        ),
        (
            MatchKey::Visitor(VisitorId::from_u128(2)),
            json!({"visitor": "00000000-0000-0000-0000-000000000002"}),
        ),
    ] {
        keeps(&Filter::Holds(key), json!({"$holds": json}));
    }
}

#[test]
fn what_the_platform_has_no_words_for_is_kept() {
    let size = || "custom.size".parse().unwrap();
    let time = "2024-01-01T00:00:00Z".parse().unwrap();
    let status = SubscriptionStatus::Pending;
    for (filter, json) in [
        (Filter::everything(), json!({})),
        (Filter::nothing(), json!({"$or": []})),
        (by::COMPANY.is_in([""; 0]), json!({"info.company": {"$in": []}})),
        (by::COMPANY.not_in(["a", "b"]), json!({"info.company": {"$nin": ["a", "b"]}})),
        (by::CREATED.is_in([time]), json!({"createdDate": {"$eq": "2024-01-01T00:00:00.000Z"}})),
        (by::LABELS.has_some([]), json!({"info.labelKeys": {"$hasSome": []}})),
        (by::LABELS.is_empty(), json!({"info.labelKeys": {"$isEmpty": true}})),
        (by::BIRTHDATE.exists(), json!({"info.birthdate": {"$ne": null}})),
        (
            by::EMAIL_SUBSCRIPTION.ne(status),
            json!({"primaryEmail.subscriptionStatus": {"$ne": "PENDING"}}),
        ),
        (
            by::FULL_NAME.starts_with("Ada"),
            json!({"info.extendedFields.contacts.displayByFirstName": {"$startsWith": "ada"}}),
        ),
        (
            by::text(size()).exists(),
            json!({"info.extendedFields.custom.size": {"$type": "TEXT", "$ne": null}}),
        ),
        (
            by::number(size()).gt("1e300".parse().unwrap()),
            json!({"info.extendedFields.custom.size": {"$type": "NUMBER", "$gt": 1e300}}),
        ),
        (
            // Not the field that the platform has at this path.
            by::text("members.membershipStatus".parse().unwrap()).eq("x"),
            json!({"info.extendedFields.members.membershipStatus": {"$type": "TEXT", "$eq": "x"}}),
        ),
        (
            by::text("invoices.vatId".parse().unwrap()).eq("DE1"),
            json!({"info.extendedFields.invoices.vatId": {"$type": "TEXT", "$eq": "DE1"}}),
        ),
    ] {
        keeps(&filter, json);
    }
}

#[test]
fn queries_are_kept_whole() {
    let size = by::number("custom.size".parse().unwrap());
    let words = Search::words("KING İda").unwrap();
    let query = ContactQuery::all()
        .with_filter(size.exists())
        .unwrap()
        .with_search(words)
        .sorted(size.descending());
    for query in [
        query,
        ContactQuery::all(),
        ContactQuery::all().with_search(Search::exact("").unwrap()).sorted(by::ID.ascending()),
        ContactQuery::all().sorted(by::PRIMARY_PHONE.ascending()),
        ContactQuery::from("custom.vip".parse::<crate::LabelKey>().unwrap()),
    ] {
        let json = serde_json::to_string(&Kept(&query)).unwrap();
        let Kept(read) = serde_json::from_str::<Kept<ContactQuery>>(&json).unwrap();
        assert_eq!(read, query, "{json}");
    }
}

#[test]
fn a_filter_that_is_too_deep_is_not_written() {
    let mut filter = by::COMPANY.exists();
    for _ in 0..40 {
        filter = Filter::Not(Box::new(filter));
    }
    let error = serde_json::to_string(&filter).unwrap_err();
    assert_eq!(error.to_string(), "a filter is nested deeper than 32 levels");
}
