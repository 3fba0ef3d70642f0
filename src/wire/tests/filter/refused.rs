//! What is said about filters that cannot be accepted.

use serde_json::{Value, json};

use super::{asked, filter, refused};
use crate::invalid::Invalid;
use crate::query::{Filter, by};
use crate::wire::Checked;

#[test]
fn the_forms_of_the_language_mean_what_they_say() {
    let ada = || by::FIRST_NAME.eq("Ada");
    let king = || by::LAST_NAME.starts_with("K");
    let some = || by::EMAILS.is_in(["a@x.example", "B@x.example"]);
    for (document, meant) in [
        (json!({}), Filter::everything()),
        (json!({"info.name.first": "Ada"}), ada()),
        (json!({"info.name.last": {"$begins": "k"}}), king()),
        (json!({"info.emails.email": {"$in": ["b@x.example", "A@x.example"]}}), some()),
        (json!({"info.name.first": "Ada", "info.name.last": {"$startsWith": "K"}}), ada() & king()),
        (
            json!({"$and": [{"info.name.first": "Ada"}, {"info.name.last": {"$startsWith": "K"}}]}),
            ada() & king(),
        ),
        (
            json!({"$or": [{"info.name.first": "Ada"}, {"$not": {"info.name.last": {"$begins": "K"}}}]}),
            ada() | !king(),
        ),
        (
            json!({"createdDate": {
                "$gte": "2024-01-01T00:00:00Z", "$lt": "2024-02-01T00:00:00+01:00"
            }}),
            by::CREATED.between(
                "2024-01-01T00:00:00Z".parse().unwrap(),
                "2024-01-31T23:00:00Z".parse().unwrap(),
            ),
        ),
        (
            json!({"info.labelKeys": {"$hasAll": ["custom.b", "custom.a"]}}),
            by::LABELS.has_all(["custom.a", "custom.b"].map(|key| key.parse().unwrap())),
        ),
        (json!({"info.labelKeys": {"$isEmpty": true}}), by::LABELS.is_empty()),
        (json!({"info.labelKeys": {"$isEmpty": false}}), by::LABELS.exists()),
        (json!({"info.company": null}), by::COMPANY.is_empty()),
        (json!({"info.company": {"$ne": null}}), by::COMPANY.exists()),
        (json!({"info.locale": {"$ne": "en"}}), by::LOCALE.ne("en")),
    ] {
        assert_eq!(filter(&document), meant, "{document}");
    }
}

#[test]
fn mistakes_are_named_where_they_stand() {
    let deep = "$or[1].info.name.first.$gt";
    for (document, code, message) in [
        (
            json!({"$or": [{"info.company": "x"}, {"info.name.first": {"$gt": "A"}}]}),
            "UNSUPPORTED_FILTER_OPERATOR",
            &*format!(
                "filter.{deep} `$gt`: expected one of `$eq`, `$ne`, `$in`, `$exists`, `$startsWith`"
            ),
        ),
        (
            json!([]),
            "MALFORMED_FILTER",
            "filter `[…]`: expected an object such as {\"info.name.first\": \"Ada\"}",
        ),
        (
            json!("Ada"),
            "MALFORMED_FILTER",
            "filter `Ada`: expected an object such as {\"info.name.first\": \"Ada\"}",
        ),
        (
            json!({"$and": {"info.name.first": "Ada"}}),
            "MALFORMED_FILTER",
            "filter.$and `{…}`: expected a list of filters",
        ),
        (
            json!({"$not": [{"info.name.first": "Ada"}]}),
            "MALFORMED_FILTER",
            "filter.$not `[…]`: expected an object such as {\"info.name.first\": \"Ada\"}",
        ),
        (
            json!({"$or": []}),
            "UNSUPPORTED_FILTER_VALUE",
            "filter.$or `[]`: expected at least one filter",
        ),
        (
            json!({"$or": ["Ada"]}),
            "MALFORMED_FILTER",
            "filter.$or[0] `Ada`: expected an object such as {\"info.name.first\": \"Ada\"}",
        ),
        (
            json!({"$nor": []}),
            "UNSUPPORTED_FILTER",
            "filter.$nor `$nor`: expected a field, or one of `$and`, `$or`, `$not`",
        ),
        (
            json!({"$eq": "Ada"}),
            "MALFORMED_FILTER",
            "filter.$eq `$eq`: expected a field around it: {\"<field>\": {\"$eq\": …}}",
        ),
        (
            json!({"$holds": {"email": "a@x.example"}}),
            "UNSUPPORTED_FILTER",
            "filter.$holds `$holds`: expected a field, or one of `$and`, `$or`, `$not`",
        ),
        (
            json!({"info.company": {"$regex": "^A"}}),
            "UNSUPPORTED_FILTER",
            "filter.info.company.$regex `$regex`: expected one of `$eq`, `$ne`, `$in`, `$exists`, \
             `$startsWith`",
        ),
        (
            json!({"info.company": {"$not": {"$eq": "x"}}}),
            "MALFORMED_FILTER",
            "filter.info.company.$not `$not`: expected $not around the field: {\"$not\": …}",
        ),
        (
            json!({"info.company": {}}),
            "MALFORMED_FILTER",
            "filter.info.company `{}`: expected a value, or operators: one of `$eq`, `$ne`, `$in`, \
             `$exists`, `$startsWith`",
        ),
        (
            json!({"info.company": {"eq": "x"}}),
            "MALFORMED_FILTER",
            "filter.info.company.eq `eq`: expected an operator, one of `$eq`, `$ne`, `$in`, \
             `$exists`, `$startsWith`",
        ),
        (
            json!({"info": {"name": {"first": "Ada"}}}),
            "UNSUPPORTED_FILTER_FIELD_UNKNOWN",
            "filter.info `info`: expected a field that can be filtered by, such as \
             `info.name.first`",
        ),
        (
            json!({"info.company": ["x"]}),
            "UNSUPPORTED_FILTER_VALUE_TYPE",
            "filter.info.company `[…]`: expected a text; for one of several, `$in`",
        ),
        (
            json!({"info.company": {"$in": "x"}}),
            "UNSUPPORTED_FILTER_VALUE_TYPE",
            "filter.info.company.$in `x`: expected a list, each item a text",
        ),
        (
            json!({"info.company": {"$in": ["x", null]}}),
            "UNSUPPORTED_FILTER_VALUE_TYPE",
            "filter.info.company.$in[1] `null`: expected a text",
        ),
        (
            json!({"info.company": {"$startsWith": 1}}),
            "UNSUPPORTED_FILTER_VALUE_TYPE",
            "filter.info.company.$startsWith `1`: expected the beginning of a text",
        ),
        (
            json!({"info.company": {"$exists": "yes"}}),
            "UNSUPPORTED_FILTER_VALUE_TYPE",
            "filter.info.company.$exists `yes`: expected true or false",
        ),
        (
            json!({"info.labelKeys": {"$hasSome": []}}),
            "UNSUPPORTED_FILTER_VALUE",
            "filter.info.labelKeys.$hasSome `[]`: expected at least one item, a label key such as \
             contacts.customers",
        ),
        (
            json!({"info.labelKeys": {"$hasSome": ["vip"]}}),
            "UNSUPPORTED_FILTER_VALUE",
            "filter.info.labelKeys.$hasSome[0] `vip`: expected <namespace>.<slug> of letters, \
             digits, `-` and `_`, at most 80 characters",
        ),
        (
            json!({"info.birthdate": {"$gt": "2024-02-30"}}),
            "UNSUPPORTED_FILTER_VALUE",
            "filter.info.birthdate.$gt `2024-02-30`: expected a day such as 1815-12-10",
        ),
        (
            json!({"createdDate": {"$gt": "yesterday"}}),
            "UNSUPPORTED_FILTER_VALUE",
            "filter.createdDate.$gt `yesterday`: expected a time such as 2021-03-30T11:36:07.683Z",
        ),
        (
            json!({"createdDate": {"$gt": 1_700_000_000}}),
            "UNSUPPORTED_FILTER_VALUE_TYPE",
            "filter.createdDate.$gt `1700000000`: expected a time such as 2021-03-30T11:36:07.683Z",
        ),
        (
            json!({"id": "1"}),
            "UNSUPPORTED_FILTER_VALUE",
            "filter.id `1`: expected a GUID of the form 8-4-4-4-12 in hex",
        ),
        (
            json!({"primaryEmail.subscriptionStatus": "subscribed"}),
            "UNSUPPORTED_FILTER_VALUE",
            "filter.primaryEmail.subscriptionStatus `subscribed`: expected one of \
             `NO_SUBSCRIPTION_STATUS`, `NOT_SET`, `SUBSCRIBED`, `PENDING`, `UNSUBSCRIBED`",
        ),
        (
            json!({"info.extendedFields.custom.score": {"$gt": 9_007_199_254_740_993_u64}}),
            "UNSUPPORTED_FILTER_VALUE",
            "filter.info.extendedFields.custom.score.$gt `9007199254740993`: expected a number \
             from -2^53 to 2^53",
        ),
        (
            json!({"info.extendedFields.custom.score": {"$gt": "3"}}),
            "UNSUPPORTED_FILTER_VALUE_TYPE",
            "filter.info.extendedFields.custom.score.$gt `3`: expected a number",
        ),
        (
            json!({"info.extendedFields.custom.score": {"$type": "NUMBER"}}),
            "UNSUPPORTED_FILTER",
            "filter.info.extendedFields.custom.score.$type `$type`: expected one of `$eq`, `$ne`, \
             `$gt`, `$gte`, `$lt`, `$lte`",
        ),
    ] {
        let (given, said) = refused::<Filter>(&document);
        assert_eq!(said, format!("invalid {message}"), "{document}");
        assert_eq!(given, code, "{document}");
    }
}

#[test]
fn every_bad_node_is_reported() {
    let document = json!({
        "info.emials.email": "x",
        "$or": [{"id": 7}, {"$not": {"info.company": {"$gt": "x", "$like": "x"}}}],
        "info.name.first": {"$in": ["Ada", 1, [], "Mia"]},
    });
    let problems = asked::<Filter>(&document).unwrap_err();
    let mut places: Vec<&str> = problems.iter().map(Invalid::field).collect();
    places.sort_unstable();
    assert_eq!(
        places,
        [
            "filter.$or[0].id",
            "filter.$or[1].$not.info.company.$gt",
            "filter.$or[1].$not.info.company.$like",
            "filter.info.emials.email",
            "filter.info.name.first.$in[1]",
            "filter.info.name.first.$in[2]",
        ]
    );
    let many = Value::Array(vec![json!({"x": 1}); 1_000]);
    assert_eq!(asked::<Filter>(&json!({"$or": many})).unwrap_err().len(), 100);
}

#[test]
fn repeated_members_are_refused() {
    for (text, place) in [
        (r#"{"id": null, "id": null}"#, "filter.id"),
        (r#"{"$or": [{}], "$or": [{}]}"#, "filter.$or"),
        (r#"{"info.company": {"$ne": "x", "$ne": "y"}}"#, "filter.info.company.$ne"),
    ] {
        let Checked(read) = serde_json::from_str::<Checked<Filter>>(text).unwrap();
        let problems = read.unwrap_err();
        assert_eq!(problems[0].field(), place, "{text}");
        assert_eq!(problems[0].expected(), "each member once");
        assert_eq!(crate::book::Error::Invalid(problems).code(), "MALFORMED_FILTER");
    }
}
