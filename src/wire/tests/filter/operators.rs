//! Which fields have which operators, as the platform's pages list them.

use serde_json::{Value, json};

use super::{asked, filter, refused};
use crate::query::{ContactQuery, Filter};

const ID: &str = "$eq $ne $in $exists";
const STR: &str = "$eq $ne $in $exists $startsWith";
const CMP: &str = "$eq $ne $gt $lt $gte $lte";
const ENUM: &str = "$eq $ne $in $nin";
/// With `$isEmpty`, which is of the next version.
const SET: &str = "$hasSome $hasAll $isEmpty";
const GUID: &str = "\"00000000-0000-4000-8000-000000000001\"";
const TIME: &str = "\"2024-01-02T03:04:05.678Z\"";
const DAY: &str = "\"1815-12-10\"";
const TEXT: &str = "\"Ada\"";

/// Path, operators, whether it can be sorted by, a value.
#[rustfmt::skip]
const FIELDS: [(&str, &str, bool, &str); 45] = [
    ("id", ID, false, GUID),
    ("createdDate", CMP, true, TIME),
    ("updatedDate", CMP, false, TIME),
    ("lastActivity.activityDate", CMP, true, TIME),
    ("primaryInfo.email", STR, true, TEXT),
    ("primaryInfo.phone", STR, false, TEXT),
    ("primaryEmail.email", STR, true, TEXT),
    ("primaryEmail.subscriptionStatus", ENUM, false, "\"SUBSCRIBED\""),
    ("primaryEmail.deliverabilityStatus", ENUM, false, "\"BOUNCED\""),
    ("primaryPhone.phone", STR, false, TEXT),
    ("primaryPhone.e164Phone", STR, false, TEXT),
    ("primaryPhone.formattedPhone", STR, true, TEXT),
    ("primaryPhone.countryCode", STR, true, TEXT),
    ("primaryPhone.subscriptionStatus", ENUM, false, "\"PENDING\""),
    ("info.name.first", STR, true, TEXT),
    ("info.name.last", STR, true, TEXT),
    ("info.emails.email", STR, false, TEXT),
    ("info.phones.phone", STR, false, TEXT),
    ("info.phones.e164Phone", STR, false, TEXT),
    ("info.addresses.street", STR, false, TEXT),
    ("info.addresses.city", STR, false, TEXT),
    ("info.addresses.subdivision", ID, false, TEXT),
    ("info.addresses.country", ID, false, TEXT),
    ("info.company", STR, true, TEXT),
    ("info.jobTitle", STR, true, TEXT),
    ("info.birthdate", CMP, true, DAY),
    ("info.locale", ID, false, TEXT),
    ("info.labelKeys", SET, false, "\"contacts.customers\""),
    ("info.locations", SET, false, GUID),
    ("info.assignedUserIds", SET, false, GUID),
    ("info.extendedFields.custom.note", "$eq $ne $in $startsWith", true, TEXT),
    ("info.extendedFields.custom.site", "$eq $ne $in $startsWith", true, TEXT),
    ("info.extendedFields.custom.score", CMP, true, "7"),
    ("info.extendedFields.custom.since", CMP, true, DAY),
    ("info.extendedFields.members.membershipStatus", ENUM, false, "\"APPROVED\""),
    ("info.extendedFields.emailSubscriptions.subscriptionStatus", ENUM, false, "\"NOT_SET\""),
    ("info.extendedFields.emailSubscriptions.deliverabilityStatus", ENUM, false, "\"VALID\""),
    ("info.extendedFields.emailSubscriptions.effectiveEmail", "$exists", true, TEXT),
    ("info.extendedFields.contacts.displayByFirstName", "$exists", true, TEXT),
    ("info.extendedFields.contacts.displayByLastName", "$exists", true, TEXT),
    ("info.extendedFields.ecom.numOfPurchases", CMP, true, "7"),
    ("info.extendedFields.ecom.totalSpentAmount", CMP, true, "7.5"),
    ("info.extendedFields.ecom.totalSpentCurrency", CMP, true, TEXT),
    ("info.extendedFields.ecom.lastPurchaseDate", CMP, true, DAY),
    ("info.extendedFields.members.mobile", "$eq $ne", false, TEXT),
];

const OPERATORS: &str = "$eq $ne $in $nin $gt $gte $lt $lte $startsWith $begins $exists $hasSome \
                         $hasAll $isEmpty";

/// What an operator is given, from a value of the field.
fn operand(operator: &str, value: &Value) -> Value {
    match operator {
        "$in" | "$nin" | "$hasSome" | "$hasAll" => json!([value]),
        "$exists" | "$isEmpty" => json!(true),
        _ => value.clone(),
    }
}

#[test]
fn each_field_has_its_operators_and_no_other() {
    for (path, allowed, _, value) in FIELDS {
        let value: Value = serde_json::from_str(value).unwrap();
        for operator in OPERATORS.split(' ') {
            let document = json!({path: {operator: operand(operator, &value)}});
            let canonical = if operator == "$begins" { "$startsWith" } else { operator };
            if allowed.split(' ').any(|allowed| allowed == canonical) {
                filter(&document);
                continue;
            }
            let (code, message) = refused::<Filter>(&document);
            assert_eq!(code, "UNSUPPORTED_FILTER_OPERATOR", "{document}");
            let at = format!("invalid filter.{path}.{operator} `{operator}`: expected one of `");
            assert!(message.starts_with(&at), "{message}");
            for allowed in allowed.split(' ') {
                assert!(message.contains(&format!("`{allowed}`")), "{message}");
            }
        }
    }
}

#[test]
fn a_bare_value_is_equality_where_the_field_has_it() {
    for (path, allowed, _, value) in FIELDS {
        let value: Value = serde_json::from_str(value).unwrap();
        let bare = json!({path: value});
        if allowed.contains("$eq") {
            assert_eq!(filter(&bare), filter(&json!({path: {"$eq": value}})), "{path}");
            assert_eq!(filter(&json!({path: null})), filter(&json!({path: {"$eq": null}})));
            let (none, some) = (json!({path: {"$eq": null}}), json!({path: {"$ne": null}}));
            assert_ne!(filter(&none), filter(&some));
            if allowed.contains("$exists") {
                assert_eq!(filter(&none), filter(&json!({path: {"$exists": false}})));
                assert_eq!(filter(&some), filter(&json!({path: {"$exists": true}})));
            }
        } else {
            assert_eq!(refused::<Filter>(&bare).0, "UNSUPPORTED_FILTER_OPERATOR", "{path}");
        }
    }
}

#[test]
fn each_field_takes_values_of_its_type_alone() {
    for (path, allowed, _, value) in FIELDS {
        let value: Value = serde_json::from_str(value).unwrap();
        for operator in allowed.split(' ') {
            for other in [json!(true), json!(7), json!("Ada"), json!({}), json!([["x"]])] {
                let given = operand(operator, &other);
                let is_bool = matches!(operator, "$exists" | "$isEmpty");
                let given = if is_bool { other.clone() } else { given };
                let fits = match is_bool {
                    true => other.is_boolean(),
                    false => {
                        (other.is_number(), other.is_string())
                            == (value.is_number(), value.is_string())
                    }
                };
                let document = json!({path: {operator: given}});
                match asked::<Filter>(&document) {
                    Ok(_) => assert!(fits, "{document}"),
                    // A text in the wrong form, such as a day, is a value that is no use.
                    Err(problems) => {
                        let code = crate::book::Error::Invalid(problems).code();
                        let expected = match fits {
                            true => "UNSUPPORTED_FILTER_VALUE",
                            false => "UNSUPPORTED_FILTER_VALUE_TYPE",
                        };
                        assert_eq!(code, expected, "{document}");
                        assert!(!fits || value.as_str() != Some("Ada"), "{document}");
                    }
                }
            }
        }
    }
}

#[test]
fn each_field_that_can_be_sorted_by_can() {
    for (path, _, is_sortable, _) in FIELDS {
        let document = json!({"sort": [{"fieldName": path}]});
        if is_sortable {
            asked::<ContactQuery>(&document).unwrap();
        } else {
            let (code, message) = refused::<ContactQuery>(&document);
            assert_eq!(code, "UNSUPPORTED_SORT_FIELD", "{path}");
            let at = format!("invalid sort[0].fieldName `{path}`: expected a field that can be");
            assert!(message.starts_with(&at), "{message}");
        }
    }
}

#[test]
fn a_tax_number_cannot_be_filtered_by_and_other_paths_lead_nowhere() {
    for (path, message) in [
        ("info.extendedFields.invoices.vatId", "another field: this one cannot be filtered by"),
        (
            "info.emails.items.email",
            "a field that can be filtered by; did you mean `info.emails.email`?",
        ),
        ("info.emails.tag", "a field that can be filtered by, such as `info.name.first`"),
        (
            "info.extendedFields.custom.other",
            "a field that can be filtered by, such as `info.name.first`",
        ),
        (
            "custom.score",
            "a field that can be filtered by; did you mean \
             `info.extendedFields.custom.score`?",
        ),
        (
            "phone",
            "a field that can be filtered by; did you mean `primaryInfo.phone` or \
             `primaryPhone.phone` or `info.phones.phone`?",
        ),
    ] {
        for document in [json!({path: "x"}), json!({path: {"$eq": "x"}}), json!({path: null})] {
            let (code, said) = refused::<Filter>(&document);
            assert_eq!(code, "UNSUPPORTED_FILTER_FIELD_UNKNOWN", "{document}");
            assert_eq!(said, format!("invalid filter.{path} `{path}`: expected {message}"));
        }
    }
}
