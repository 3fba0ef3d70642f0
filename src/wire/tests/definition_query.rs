//! The tables of `queryLabels` and `queryExtendedFields`.

use serde_json::{Value, json};

use crate::field::{DataType, ExtendedField};
use crate::invalid::{Invalid, Rule};
use crate::label::{Label, LabelKey, LabelKind};
use crate::query::{
    Comparison, DefinitionFilter, DefinitionQuery, DefinitionSort, Described, Order, Section,
};
use crate::time::Timestamp;
use crate::wire::{Checked, DefinitionRequest};

fn request<T: Described>(json: Value) -> Result<DefinitionRequest<T>, Vec<Invalid>> {
    serde_json::from_value::<Checked<DefinitionRequest<T>>>(json).unwrap().0
}

fn filter<T: Described>(json: Value) -> Result<DefinitionQuery<T>, Vec<Invalid>> {
    request(json!({"query": {"filter": json}})).map(|request| request.query)
}

fn refused<T: Described>(query: Value) -> (String, Rule) {
    let problems = request::<T>(json!({"query": query})).unwrap_err();
    assert_eq!(problems.len(), 1, "{query}: {problems:?}");
    (problems[0].field().to_owned(), problems[0].rule())
}

const DATE: &str = "2024-01-02T03:04:05.678Z";

/// Which operators each field has, and a value for it.
fn allowed_of_labels() -> Vec<(&'static str, Vec<&'static str>, Value)> {
    let compare = vec!["$eq", "$ne", "$gt", "$lt", "$gte", "$lte"];
    vec![
        ("key", vec!["$eq", "$ne", "$in"], json!("custom.x")),
        ("displayName", vec!["$eq", "$ne", "$in", "$startsWith"], json!("X")),
        ("createdDate", compare.clone(), json!(DATE)),
        ("updatedDate", compare, json!(DATE)),
        ("namespace", vec!["$eq", "$ne"], json!("custom")),
        ("labelType", vec!["$eq"], json!("USER_DEFINED")),
    ]
}

fn allowed_of_fields() -> Vec<(&'static str, Vec<&'static str>, Value)> {
    let mut allowed = allowed_of_labels();
    allowed.pop();
    allowed.push(("dataType", vec!["$eq", "$ne"], json!("DATE")));
    allowed.push(("fieldType", vec!["$eq"], json!("SYSTEM")));
    allowed
}

fn each_field_has_its_operators<T: Described>(
    allowed: Vec<(&'static str, Vec<&'static str>, Value)>,
) {
    let all = [
        "$eq",
        "$ne",
        "$in",
        "$nin",
        "$gt",
        "$gte",
        "$lt",
        "$lte",
        "$startsWith",
        "$exists",
        "$hasSome",
        "$hasAll",
        "$isEmpty",
    ];
    for (field, operators, value) in allowed {
        assert!(filter::<T>(json!({field: value})).is_ok(), "{field} as shorthand");
        for operator in all {
            let value = match operator {
                "$in" | "$nin" | "$hasSome" | "$hasAll" => json!([value]),
                "$exists" | "$isEmpty" => json!(true),
                _ => value.clone(),
            };
            let condition = json!({field: {operator: value}});
            match operators.contains(&operator) {
                true => assert!(filter::<T>(condition).is_ok(), "{field} {operator}"),
                false => assert_eq!(
                    refused::<T>(json!({"filter": condition})),
                    (format!("query.filter.{field}.{operator}"), Rule::FilterOperator)
                ),
            }
        }
    }
}

#[test]
fn labels_have_the_operators_of_the_table() {
    each_field_has_its_operators::<Label>(allowed_of_labels());
}

#[test]
fn extended_fields_have_the_operators_of_the_table() {
    each_field_has_its_operators::<ExtendedField>(allowed_of_fields());
}

#[test]
fn what_is_read_is_what_is_meant() {
    type F = DefinitionFilter<Label>;
    let at: Timestamp = DATE.parse().unwrap();
    let keys = [LabelKey::from_static("custom.b"), LabelKey::from_static("custom.a")];
    for (json, meant) in [
        (json!({}), F::everything()),
        (json!({"key": {"$in": ["custom.b", "custom.a"]}}), F::key_in(keys)),
        (json!({"displayName": "VIP"}), F::name_is("VIP")),
        (json!({"displayName": {"$startsWith": "VIP"}}), F::name_starts_with("vip")),
        (json!({"createdDate": {"$gte": DATE}}), F::created(Comparison::AtLeast, at)),
        (json!({"updatedDate": {"$lt": DATE}}), F::updated(Comparison::Below, at)),
        (json!({"namespace": {"$eq": "custom"}}), F::namespace("custom").unwrap()),
        (json!({"labelType": "SYSTEM"}), F::kind(LabelKind::System)),
        (json!({"$not": {"displayName": "VIP"}}), !F::name_is("VIP")),
        (
            json!({"displayName": "VIP", "labelType": "SYSTEM"}),
            F::name_is("VIP") & F::kind(LabelKind::System),
        ),
        (
            json!({"$or": [{"displayName": "VIP"}, {"labelType": "SYSTEM"}]}),
            F::name_is("VIP") | F::kind(LabelKind::System),
        ),
    ] {
        let first = DefinitionQuery::all().section(Section::first(50)).unwrap();
        let meant = first.with_filter(meant).unwrap();
        assert_eq!(filter::<Label>(json.clone()).unwrap(), meant, "{json}");
    }
    let meant = DefinitionFilter::<ExtendedField>::data_type(DataType::Url)
        & DefinitionFilter::is_system(false);
    let first = DefinitionQuery::all().section(Section::first(50)).unwrap();
    let json = json!({"dataType": "URL", "fieldType": "USER_DEFINED"});
    assert_eq!(filter(json).unwrap(), first.with_filter(meant).unwrap());
}

#[test]
fn mistakes_have_the_rules_of_labels_and_fields() {
    let at = |path: &str, rule| (format!("query.filter{path}"), rule);
    let filter = |json: Value| refused::<Label>(json!({"filter": json}));
    for (json, expected) in [
        (json!([]), at("", Rule::MalformedFilter)),
        (json!({"$and": {}}), at(".$and", Rule::MalformedFilter)),
        (
            json!({"displayName": {"$regex": "a"}}),
            at(".displayName.$regex", Rule::UnsupportedFilter),
        ),
        (json!({"name": "x"}), at(".name", Rule::DefinitionField)),
        (json!({"legacyId": "x"}), at(".legacyId", Rule::DefinitionField)),
        // A field of extended fields, not of labels.
        (json!({"dataType": "TEXT"}), at(".dataType", Rule::DefinitionField)),
        (json!({"labelType": "MINE"}), at(".labelType", Rule::FilterValue)),
        (json!({"createdDate": "yesterday"}), at(".createdDate", Rule::FilterValue)),
        (json!({"key": {"$in": []}}), at(".key.$in", Rule::FilterValue)),
        // They have no code for values of another type.
        (json!({"displayName": 1}), at(".displayName", Rule::FilterValue)),
        (json!({"key": {"$in": "a"}}), at(".key.$in", Rule::FilterValue)),
    ] {
        assert_eq!(filter(json.clone()), expected, "{json}");
    }
    let labels = refused::<ExtendedField>(json!({"filter": {"labelType": "SYSTEM"}}));
    assert_eq!(labels, at(".labelType", Rule::DefinitionField));
}

#[test]
fn sorts_are_read() {
    let sort = |json| request::<Label>(json!({"query": {"sort": json}})).unwrap().query;
    let first = || DefinitionQuery::all().section(Section::first(50)).unwrap();
    assert_eq!(sort(json!([])), first());
    for (path, by) in [
        ("displayName", DefinitionSort::Name),
        ("createdDate", DefinitionSort::Created),
        ("updatedDate", DefinitionSort::Updated),
    ] {
        let (up, down) = (Order::Ascending, Order::Descending);
        assert_eq!(sort(json!([{"fieldName": path}])), first().sorted(by, up));
        let order = json!([{"fieldName": path, "order": "DESC"}]);
        assert_eq!(sort(order), first().sorted(by, down));
    }
    for unsortable in ["key", "namespace", "labelType", "name", ""] {
        assert_eq!(
            refused::<Label>(json!({"sort": [{"fieldName": unsortable}]})),
            ("query.sort[0].fieldName".into(), Rule::DefinitionSort)
        );
    }
    let two = json!({"sort": [{"fieldName": "displayName"}, {"fieldName": "createdDate"}]});
    assert_eq!(refused::<Label>(two), ("query.sort".into(), Rule::DefinitionSort));
}

#[test]
fn pages_are_limited() {
    let section = |json| request::<Label>(json!({"query": {"paging": json}})).unwrap().query;
    let all = |section| DefinitionQuery::all().section(section).unwrap();
    assert_eq!(request::<Label>(json!({})).unwrap().query, all(Section::first(50)));
    assert_eq!(
        section(json!({"limit": 1000, "offset": 3})),
        all(Section::first(1_000).skipping(3))
    );
    for (paging, at) in [
        (json!({"limit": 1001}), "query.paging.limit"),
        (json!({"limit": -1}), "query.paging.limit"),
        (json!({"offset": -1}), "query.paging.offset"),
    ] {
        assert_eq!(refused::<Label>(json!({"paging": paging})), (at.into(), Rule::Limit));
    }
}

#[test]
fn what_cannot_be_done_is_not_left_out_in_silence() {
    assert!(request::<Label>(json!({"query": {"fields": [], "fieldsets": []}})).is_ok());
    for name in ["fields", "fieldsets"] {
        let refused = refused::<Label>(json!({name: ["FULL"]}));
        assert_eq!(refused, (format!("query.{name}"), Rule::Unknown));
    }
    assert_eq!(
        request::<Label>(json!({"language": "de"})).unwrap().language.unwrap().as_str(),
        "de"
    );
    let problems = request::<Label>(json!({"search": "x"})).unwrap_err();
    assert_eq!((problems[0].field(), problems[0].rule()), ("search", Rule::Unknown));
}
