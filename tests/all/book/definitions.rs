//! Finding labels and extended fields.

use contacts_core::query::{
    DefinitionFilter, DefinitionQuery, DefinitionSort, FieldQuery, LabelQuery, Order, Section,
};
use contacts_core::wire::{Checked, DefinitionRequest, ListAnswer, QueryAnswer};
use contacts_core::*;
use serde_json::{Value, json};

use super::support::*;

/// A book with labels and fields of users; a second passes between any two.
fn filled() -> Book {
    let book = book();
    for name in ["VIP", "vip customers", "At Risk", "Älter"] {
        label(&book, name);
    }
    field(&book, "Size", DataType::Number);
    field(&book, "Site", DataType::Url);
    book
}

fn label_request(query: Value) -> LabelQuery {
    let request: DefinitionRequest<Label> =
        serde_json::from_value(json!({"query": query})).unwrap();
    request.query
}

fn labels(book: &Book, query: &LabelQuery) -> Vec<String> {
    let found = book.with(Caller::Host).query_labels(query).unwrap();
    found.items.iter().map(|label| label.id().to_string()).collect()
}

fn fields(book: &Book, query: &FieldQuery) -> Vec<String> {
    let found = book.with(Caller::Host).query_fields(query).unwrap();
    found.items.iter().map(|field| field.id().to_string()).collect()
}

const CUSTOM: [&str; 4] = ["custom.vip", "custom.vip-customers", "custom.at-risk", "custom.älter"];

#[test]
fn all_labels_are_found_the_platforms_first() {
    let book = filled();
    let expected = [&["contacts.contacted-me", "contacts.customers"][..], &CUSTOM].concat();
    assert_eq!(labels(&book, &LabelQuery::all()), expected);
    assert_eq!(labels(&book, &label_request(json!({}))), expected);
}

#[test]
fn labels_are_found_by_what_is_asked() {
    let book = filled();
    for (filter, expected) in [
        (json!({"displayName": "vip"}), &[][..]),
        (json!({"displayName": "VIP"}), &CUSTOM[..1]),
        // The operator takes upper and lower case for the same.
        (json!({"displayName": {"$startsWith": "Vip"}}), &CUSTOM[..2]),
        (json!({"namespace": "custom"}), &CUSTOM),
        (json!({"namespace": {"$ne": "contacts"}}), &CUSTOM),
        (json!({"labelType": "USER_DEFINED"}), &CUSTOM),
        (json!({"key": {"$in": ["custom.at-risk", "custom.none"]}}), &CUSTOM[2..3]),
        (json!({"createdDate": {"$gt": "2024-01-02T03:04:06.678Z"}}), &CUSTOM[2..]),
        (
            json!({"$or": [{"key": "custom.vip"}, {"displayName": {"$startsWith": "ä"}}]}),
            &["custom.vip", "custom.älter"],
        ),
        (
            json!({"namespace": "custom", "$not": {"displayName": {"$startsWith": "V"}}}),
            &CUSTOM[2..],
        ),
    ] {
        assert_eq!(labels(&book, &label_request(json!({"filter": filter}))), expected, "{filter}");
    }
    // The parameter of the list is exact.
    let begins = DefinitionFilter::name_begins("vip").unwrap();
    let listed = labels(&book, &LabelQuery::all().with_filter(begins).unwrap());
    assert_eq!(listed, ["custom.vip-customers"]);
}

#[test]
fn labels_come_in_the_order_and_the_part_that_are_asked_for() {
    let book = filled();
    let query = json!({
        "filter": {"labelType": "USER_DEFINED"},
        "sort": [{"fieldName": "displayName", "order": "DESC"}],
        "paging": {"limit": 2, "offset": 1}
    });
    let found = book.with(Caller::Host).query_labels(&label_request(query)).unwrap();
    let names: Vec<_> = found.items.iter().map(|label| label.name.as_str()).collect();
    assert_eq!(names, ["vip customers", "VIP"]);
    let answer = serde_json::to_value(QueryAnswer(&found)).unwrap();
    let metadata = json!({"count": 2, "offset": 1, "total": 4, "tooManyToCount": false});
    assert_eq!(answer["pagingMetadata"], metadata);
    assert_eq!(answer["labels"][1]["key"], "custom.vip");

    let renamed = LabelKey::from_static("custom.vip");
    book.with(Caller::Host).rename_label(&renamed, "Z".parse().unwrap()).unwrap();
    let newest = LabelQuery::all().sorted(DefinitionSort::Updated, Order::Descending);
    let newest = labels(&book, &newest.section(Section::first(3)).unwrap());
    assert_eq!(newest, ["contacts.contacted-me", "contacts.customers", "custom.vip"]);
}

#[test]
fn fields_are_found_by_what_is_asked() {
    let book = filled();
    let by = |filter| fields(&book, &FieldQuery::all().with_filter(filter).unwrap());
    assert_eq!(by(DefinitionFilter::is_system(false)), ["custom.size", "custom.site"]);
    assert_eq!(by(DefinitionFilter::is_system(true)).len(), SYSTEM_FIELDS.len());
    assert_eq!(by(DefinitionFilter::data_type(DataType::Date)), ["ecom.lastPurchaseDate"]);
    assert_eq!(
        by(DefinitionFilter::namespace("ecom").unwrap() & DefinitionFilter::name_is("Nothing")),
        [""; 0]
    );
    assert_eq!(by(DefinitionFilter::name_begins("S").unwrap()), ["custom.size", "custom.site"]);
    assert_eq!(by(DefinitionFilter::name_begins("s").unwrap()), [""; 0]);

    let found = book.with(Caller::Host).query_fields(&FieldQuery::all()).unwrap();
    let answer = serde_json::to_value(ListAnswer(&found)).unwrap();
    assert_eq!(answer["metadata"]["total"], 14);
    assert_eq!(answer["fields"][13]["displayName"], "Site");
}

#[test]
fn mistakes_have_the_codes_of_labels_and_fields() {
    fn code<T: query::Described>(query: Value) -> (&'static str, u16) {
        let json = json!({"query": query});
        let Checked(request) =
            serde_json::from_value::<Checked<DefinitionRequest<T>>>(json).unwrap();
        let error = Error::from(request.unwrap_err());
        (error.code(), error.http_status())
    }
    for (query, expected) in [
        (json!({"filter": []}), "MALFORMED_FILTER"),
        (json!({"filter": {"key": {"$regex": "x"}}}), "UNSUPPORTED_FILTER"),
        (json!({"filter": {"colour": "red"}}), "UNSUPPORTED_FILTER_FIELD"),
        (json!({"filter": {"key": {"$startsWith": "x"}}}), "UNSUPPORTED_FILTER_OPERATOR"),
        (json!({"filter": {"createdDate": "x"}}), "UNSUPPORTED_FILTER_VALUE"),
        (json!({"filter": {"key": 1}}), "UNSUPPORTED_FILTER_VALUE"),
        (json!({"sort": [{"fieldName": "key"}]}), "INVALID_SORT"),
        (json!({"paging": {"limit": 1001}}), "VALIDATION_ERROR"),
    ] {
        assert_eq!(code::<Label>(query.clone()), (expected, 400), "{query}");
        assert_eq!(code::<ExtendedField>(query.clone()), (expected, 400), "{query}");
    }
}

#[test]
fn a_query_of_all_is_what_a_list_is() {
    let book = filled();
    let session = book.with(Caller::Host);
    for section in [Section::first(2), Section::first(2_000), Section::first(9).skipping(4)] {
        let query = DefinitionQuery::all().section(section).unwrap();
        let found = session.query_labels(&query).unwrap();
        assert_eq!(found.total, session.labels().unwrap().len());
    }
}
