//! Whole requests.

use serde_json::{Value, json};

use super::{asked, refused};
use crate::query::{ContactQuery, Order, Part, Projection, Search, by};
use crate::wire::{PageRequest, QueryRequest, Selector};

fn request(document: &Value) -> QueryRequest {
    asked(document).unwrap_or_else(|problems| panic!("{document}: {problems:?}"))
}

#[test]
fn all_parts_are_read() {
    let document = json!({
        "query": {
            "filter": {"info.name.first": "Ada"},
            "sort": [{"fieldName": "info.extendedFields.custom.score", "order": "DESC"}],
            "paging": {"limit": 20, "offset": 40},
            "fields": ["lastActivity"],
            "fieldsets": ["BASIC", "EXTENDED"]
        },
        "search": " ada@example.com "
    });
    let query = ContactQuery::all()
        .with_filter(by::FIRST_NAME.eq("Ada"))
        .unwrap()
        .with_search(Search::exact("ada@example.com").unwrap())
        .sorted(by::number("custom.score".parse().unwrap()).descending());
    assert_eq!(
        request(&document),
        QueryRequest {
            query,
            page: PageRequest::Offset { limit: 20, offset: 40 },
            projection: Projection::extended().with(Part::LastActivity),
        }
    );
}

#[test]
fn what_is_left_out_null_or_blank_asks_for_nothing() {
    let nothing = QueryRequest::default();
    assert_eq!(nothing.page, PageRequest::Offset { limit: 50, offset: 0 });
    for document in [
        json!({}),
        json!({"query": {}, "search": " "}),
        json!({"query": null, "search": null}),
        json!({"query": {"filter": {}, "sort": [], "paging": {}, "fields": [], "fieldsets": []}}),
        json!({"query": {"filter": null, "sort": null, "paging": {"limit": null}}}),
        json!({"query": {"sort": [{"fieldName": "createdDate"}], "paging": {"offset": 0}}}),
    ] {
        assert_eq!(request(&document), nothing, "{document}");
    }
    let none = json!({"query": {"paging": {"limit": 0}}});
    assert_eq!(request(&none).page, PageRequest::Offset { limit: 0, offset: 0 });
}

#[test]
fn pages_go_on_by_cursors_too() {
    for (paging, limit, cursor) in [
        (json!({}), 50, None),
        (json!({"limit": 7}), 7, None),
        (json!({"limit": 7, "cursor": "b3Bh"}), 7, Some("b3Bh".into())),
    ] {
        let document = json!({"query": {"cursorPaging": paging}});
        assert_eq!(request(&document).page, PageRequest::Cursor { limit, cursor });
    }
}

#[test]
fn mistakes_have_their_codes_and_places() {
    let long = "é".repeat(101);
    let names =
        |count: usize| Value::Array((0..count).map(|name| json!(name.to_string())).collect());
    for (query, code, message) in [
        (
            json!({"paging": {"limit": 1001}}),
            "ILLEGAL_LIMIT",
            "query.paging.limit `1001`: expected a number from 0 to 1000",
        ),
        (
            json!({"paging": {"limit": -1}}),
            "ILLEGAL_LIMIT",
            "query.paging.limit `-1`: expected a number from 0 to 1000",
        ),
        (
            json!({"paging": {"offset": -1}}),
            "ILLEGAL_LIMIT",
            "query.paging.offset `-1`: expected a number from 0 to 1000000",
        ),
        (
            json!({"cursorPaging": {"limit": 1001}}),
            "ILLEGAL_LIMIT",
            "query.cursorPaging.limit `1001`: expected a number from 0 to 1000",
        ),
        (
            json!({"paging": {"limit": "9"}}),
            "VALIDATION_ERROR",
            "query.paging.limit `9`: expected a whole number",
        ),
        (
            json!({"paging": {}, "cursorPaging": {}}),
            "VALIDATION_ERROR",
            "query.cursorPaging `{…}`: expected either `paging` or `cursorPaging`, not both",
        ),
        (
            json!({"sort": [{"fieldName": "id"}]}),
            "UNSUPPORTED_SORT_FIELD",
            "query.sort[0].fieldName `id`: expected a field that can be sorted by, such as `info.name.last`",
        ),
        (
            json!({"sort": [{"fieldName": "name.last"}]}),
            "UNSUPPORTED_SORT_FIELD",
            "query.sort[0].fieldName `name.last`: expected a field that can be sorted by; did you mean `info.name.last`?",
        ),
        (
            json!({"sort": [{"order": "ASC"}]}),
            "UNSUPPORTED_SORT_FIELD",
            "query.sort[0].fieldName ``: expected a field that can be sorted by",
        ),
        (
            json!({"sort": [{"fieldName": "createdDate"}, {"fieldName": "info.company"}]}),
            "UNSUPPORTED_SORT_FIELD",
            "query.sort `2 orders`: expected at most one",
        ),
        (
            json!({"sort": [{"fieldName": "createdDate", "order": "desc"}]}),
            "VALIDATION_ERROR",
            "query.sort[0].order `desc`: expected one of `ASC`, `DESC`",
        ),
        (json!({"sort": {}}), "VALIDATION_ERROR", "query.sort `{…}`: expected a list"),
        (
            json!({"fields": names(101)}),
            "VALIDATION_ERROR",
            "query.fields `101 entries`: expected at most 100",
        ),
        (
            json!({"fieldsets": names(11)}),
            "VALIDATION_ERROR",
            "query.fieldsets `11 entries`: expected at most 10",
        ),
        (
            json!({"fields": ["x".repeat(101)]}),
            "VALIDATION_ERROR",
            &format!("query.fields[0] `{}…`: expected at most 100 characters", "x".repeat(80)),
        ),
        (
            json!({"search": "x"}),
            "VALIDATION_ERROR",
            "query.search `search`: expected one of `filter`, `sort`, `paging`, `cursorPaging`, `fields`, `fieldsets`",
        ),
        (
            json!({"filter": {"x": 1}}),
            "UNSUPPORTED_FILTER_FIELD_UNKNOWN",
            "query.filter.x `x`: expected a field that can be filtered by, such as `info.name.first`",
        ),
    ] {
        let document = json!({"query": query});
        let (given, said) = refused::<QueryRequest>(&document);
        assert_eq!(said, format!("invalid {message}"));
        assert_eq!(given, code, "{document}");
    }
    let (code, said) = refused::<QueryRequest>(&json!({"search": long}));
    assert_eq!(code, "VALIDATION_ERROR");
    assert!(said.starts_with("invalid search `é"), "{said}");
    assert!(said.ends_with("`: expected at most 100 characters"), "{said}");
    let (_, said) = refused::<QueryRequest>(&json!({"search": {"words": ["x"]}}));
    assert_eq!(said, "invalid search `{…}`: expected a text");
}

#[test]
fn a_selector_says_what_was_given() {
    let selector = |document| asked::<Selector>(&document).unwrap();
    assert_eq!(selector(json!({})), Selector::default());
    assert_eq!(selector(json!({"filter": null, "search": "  "})), Selector::default());
    let all = selector(json!({"filter": {}}));
    assert!(all.filter.is_some_and(|filter| filter.is_everything()) && all.search.is_none());
    let ada = selector(json!({"search": "Ada"}));
    assert_eq!(ada.search, Some(Search::exact("Ada").unwrap()));
    let (_, said) = refused::<Selector>(&json!({"query": {}}));
    assert_eq!(said, "invalid query `query`: expected one of `filter`, `search`");
}

#[test]
fn an_order_is_written_by_a_path_that_can_be_sorted_by() {
    for sort in [
        by::PRIMARY_PHONE.descending(),
        by::LAST_NAME_FIRST.ascending(),
        by::number("custom.score".parse().unwrap()).descending(),
    ] {
        let query = ContactQuery::all().sorted(sort);
        let json = serde_json::to_value(&query).unwrap();
        assert_eq!(asked::<ContactQuery>(&json).unwrap(), query, "{json}");
    }
    let json = serde_json::to_value(ContactQuery::all().sorted(by::PRIMARY_PHONE.descending()));
    let sort = json!([{"fieldName": "primaryPhone.formattedPhone", "order": "DESC"}]);
    assert_eq!(json.unwrap(), json!({"sort": sort}));
    assert_eq!(ContactQuery::all().sort().order(), Order::Ascending);
}
