//! How large a filter may be, and what it costs to be told.

use serde_json::{Value, json};

use super::{asked, filter, refused};
use crate::query::{ContactQuery, Filter, MAX_DEPTH, MAX_VALUES};
use crate::wire::json::Json;
use crate::wire::place::{Place, Problems};
use crate::wire::read::{Dialect, Reader};
use crate::wire::tests::types;
use crate::wire::{Checked, QueryRequest};

fn nested(levels: usize, around: fn(Value) -> Value) -> Value {
    (1..levels).fold(json!({"info.company": {"$in": ["x"]}}), |filter, _| around(filter))
}

const AROUND: [fn(Value) -> Value; 3] = [
    |inner| json!({"$not": inner}),
    |inner| json!({"$or": [inner]}),
    |inner| json!({"$and": [inner]}),
];

#[test]
fn all_levels_of_a_query_can_be_read_and_no_more() {
    for around in AROUND {
        let deepest = filter(&nested(MAX_DEPTH, around));
        let query = ContactQuery::all().with_filter(deepest.clone()).unwrap();
        assert_eq!(query.filter(), &deepest, "it stays as it was read");
        asked::<QueryRequest>(&json!({"query": {"filter": nested(MAX_DEPTH, around)}})).unwrap();
        let (code, message) = refused::<Filter>(&nested(MAX_DEPTH + 1, around));
        assert_eq!(code, "MALFORMED_FILTER");
        assert!(message.ends_with("expected nesting of at most 32 levels"), "{message}");
    }
    // Two conditions side by side are a level below what joins them.
    let two = |inner| json!({"$not": inner, "info.company": "x"});
    assert!(asked::<Filter>(&nested(16, two)).is_ok());
    let (_, message) = refused::<Filter>(&nested(17, two));
    assert!(message.ends_with("expected nesting of at most 32 levels"), "{message}");
}

#[test]
fn bottomless_filters_are_refused_where_the_bottom_should_be() {
    for (open, close) in
        [(r#"{"$not":"#, "}"), (r#"{"$or":["#, "]}"), ("[", "]"), (r#"{"id":"#, "}")]
    {
        for levels in [100, 10_000, 1_000_000] {
            let text = format!("{}{}{}", open.repeat(levels), "{}", close.repeat(levels));
            let Checked(read) = serde_json::from_str::<Checked<Filter>>(&text).unwrap();
            let problems = read.unwrap_err();
            assert_eq!(problems.len(), 1, "{open}");
        }
    }
}

#[test]
fn conditions_and_values_are_counted_together() {
    let values = |count: usize| json!({"info.company": {"$in": (0..count).map(|n| n.to_string()).collect::<Vec<_>>()}});
    filter(&values(MAX_VALUES - 1));
    let (code, message) = refused::<Filter>(&values(MAX_VALUES));
    assert_eq!(code, "UNSUPPORTED_FILTER");
    assert_eq!(
        message,
        "invalid filter.info.company.$in `…`: expected at most 10000 conditions and values in a \
         filter"
    );
    let (code, message) = refused::<Filter>(&values(MAX_VALUES + 1));
    assert_eq!(code, "UNSUPPORTED_FILTER_VALUE");
    assert_eq!(
        message,
        "invalid filter.info.company.$in `10001 values`: expected at most 10000 values"
    );
    let one = |n: usize| json!({"info.company": n.to_string()});
    let any = |count: usize| json!({"$or": (0..count).map(one).collect::<Vec<_>>()});
    filter(&any((MAX_VALUES - 1) / 2));
    let (code, message) = refused::<Filter>(&any(MAX_VALUES / 2));
    assert_eq!(code, "UNSUPPORTED_FILTER");
    assert!(message.ends_with("expected at most 10000 conditions and values in a filter"));
    let (code, message) = refused::<Filter>(&any(MAX_VALUES + 1));
    assert_eq!(code, "UNSUPPORTED_FILTER");
    assert_eq!(message, "invalid filter.$or `10001 filters`: expected at most 10000 filters");
}

#[test]
fn what_was_read_fits_into_a_query() {
    let one = |n: usize| json!({"info.company": {"$ne": n.to_string(), "$exists": true}});
    for count in 1_999..=2_001 {
        let document = json!({"$or": (0..count).map(one).collect::<Vec<_>>()});
        match asked::<Filter>(&document) {
            Ok(read) => assert!(ContactQuery::all().with_filter(read).is_ok(), "{count}"),
            Err(_) => assert!(count > 1_999, "five each, and one"),
        }
    }
}

#[test]
fn texts_are_as_long_as_the_texts_of_contacts() {
    for (path, max) in [
        ("info.company", 2_000),
        ("info.extendedFields.custom.note", 65_536),
        ("info.extendedFields.custom.site", 4_096),
    ] {
        for operator in ["$eq", "$startsWith"] {
            filter(&json!({path: {operator: "é".repeat(max)}}));
            let (code, message) =
                refused::<Filter>(&json!({path: {operator: "é".repeat(max + 1)}}));
            assert_eq!(code, "UNSUPPORTED_FILTER_VALUE");
            assert!(message.ends_with(&format!("expected at most {max} characters")), "{message}");
        }
    }
}

/// What it costs to read a text: parts kept of it, parts looked at, bytes said about it.
fn cost(text: &str) -> [usize; 3] {
    let json = Json::read_query(&mut serde_json::Deserializer::from_str(text)).unwrap();
    let kept = parts(&json);
    let (problems, reader) = (Problems::default(), Reader::new(Dialect::Platform, &types));
    let read = reader.filter(json, &Place::part("filter", &problems));
    let looked_at = reader.looked_at();
    let said = match problems.settle(read) {
        Ok(_) => 0,
        Err(problems) => problems.iter().map(|problem| problem.to_string().len()).sum(),
    };
    [kept, looked_at, said]
}

fn parts(json: &Json) -> usize {
    1 + match json {
        Json::List(items, _) => items.iter().map(parts).sum(),
        Json::Object(members, _) => members.iter().map(|(_, json)| 1 + parts(json)).sum(),
        _ => 0,
    }
}

#[test]
fn twice_the_input_costs_no_more_than_twice_as_much() {
    let several = |part: &str, count: usize| vec![part; count].join(",");
    let around = |open: &str, count: usize, close: &str| {
        format!("{}{{}}{}", open.repeat(count), close.repeat(count))
    };
    let hostile: [(&str, &dyn Fn(usize) -> String); 13] = [
        ("nots", &|n| around(r#"{"$not":"#, n, "}")),
        ("ors", &|n| around(r#"{"$or":["#, n, "]}")),
        ("pairs", &|n| around(r#"{"id":null,"$and":["#, n, "]}")),
        ("lists", &|n| around("[", n, "]")),
        ("a long $or", &|n| format!(r#"{{"$or":[{}]}}"#, several(r#"{"id":null}"#, n))),
        ("a long $or of mistakes", &|n| format!(r#"{{"$or":[{}]}}"#, several(r#"{"idd":1}"#, n))),
        ("a long $in", &|n| format!(r#"{{"info.company":{{"$in":[{}]}}}}"#, several("\"x\"", n))),
        ("a long $in of mistakes", &|n| format!(r#"{{"id":{{"$in":[{}]}}}}"#, several("{}", n))),
        ("lists of lists", &|n| format!(r#"{{"id":[{}]}}"#, several("[[],[[]]]", n))),
        ("repeated fields", &|n| format!("{{{}}}", several(r#""id":null"#, n))),
        ("repeated operators", &|n| format!(r#"{{"id":{{{}}}}}"#, several(r#""$eq":null"#, n))),
        ("a huge number", &|n| {
            format!(
                r#"{{"info.extendedFields.custom.score":{{"$gt":{}}}}}"#,
                "0.".to_owned() + &"1".repeat(n)
            )
        }),
        ("a long name", &|n| format!(r#"{{"{}":1}}"#, "info.name".repeat(n))),
    ];
    for (what, text) in hostile {
        for n in [50, 1_000, 4_000, 12_000] {
            let (once, twice) = (cost(&text(n)), cost(&text(2 * n)));
            for (once, twice) in once.into_iter().zip(twice) {
                assert!(twice <= 2 * once + 100, "{what}, {n}: {once}, then {twice}");
            }
            // Nothing is looked at twice, and what is said does not grow for ever.
            let [kept, looked_at, said] = twice;
            assert!(looked_at <= kept, "{what}, {n}: {looked_at} of {kept}");
            assert!(said <= 100 * 400, "{what}, {n}: {said}");
        }
    }
}
