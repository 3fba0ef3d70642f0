use serde_json::{Value, json, to_value};

use crate::invalid::{Invalid, Rule};
use crate::query::{ContactField, Excerpt, Filter, Section, by, facets};
use crate::wire::{Checked, FacetsRequest, QueryAnswer};

fn request(json: Value) -> Result<FacetsRequest, Vec<Invalid>> {
    serde_json::from_value::<Checked<FacetsRequest>>(json).unwrap().0
}

fn refused(json: Value) -> (String, Rule) {
    let problems = request(json.clone()).unwrap_err();
    assert_eq!(problems.len(), 1, "{json}: {problems:?}");
    (problems[0].field().to_owned(), problems[0].rule())
}

const EMAIL: &str = "info.extendedFields.emailSubscriptions.effectiveEmail";
const STATUS: &str = "info.extendedFields.emailSubscriptions.subscriptionStatus";
const DELIVERABILITY: &str = "info.extendedFields.emailSubscriptions.deliverabilityStatus";

#[test]
fn facets_can_be_asked_of_what_is_known_of_the_email_address() {
    let filter = |json| request(json!({"filter": json})).unwrap().filter;
    assert_eq!(request(json!({})).unwrap(), FacetsRequest::default());
    let field = by::text("emailSubscriptions.effectiveEmail".parse().unwrap());
    assert_eq!(filter(json!({EMAIL: {"$exists": true}})), field.exists());
    let test = |filter| match filter {
        Filter::Test(test) => test,
        other => panic!("{other:?}"),
    };
    for operator in ["$eq", "$ne"] {
        let subscribed = test(filter(json!({STATUS: {operator: "SUBSCRIBED"}})));
        assert_eq!(*subscribed.field(), ContactField::EmailSubscription);
        let bounced = test(filter(json!({DELIVERABILITY: {operator: "BOUNCED"}})));
        assert_eq!(*bounced.field(), ContactField::EmailDeliverability);
    }
    for operator in ["$in", "$nin"] {
        test(filter(json!({STATUS: {operator: ["SUBSCRIBED", "PENDING"]}})));
    }
    let joined = filter(json!({"$and": [{STATUS: "SUBSCRIBED"}, {EMAIL: {"$exists": true}}]}));
    assert!(matches!(joined, Filter::And(parts) if parts.len() == 2));
}

#[test]
fn facets_can_be_asked_of_nothing_else() {
    let at = |path: &str, rule| (format!("filter.{path}"), rule);
    let filter = |json| refused(json!({"filter": json}));
    // Not even by another path of the same field.
    for path in ["primaryEmail.subscriptionStatus", "info.name.first", "info.labelKeys"] {
        assert_eq!(filter(json!({path: "SUBSCRIBED"})), at(path, Rule::FilterField));
    }
    let status = json!({STATUS: "SUBSCRIBED"});
    assert_eq!(filter(json!({"$or": [status]})), at("$or", Rule::UnsupportedFilter));
    assert_eq!(filter(json!({"$not": status})), at("$not", Rule::UnsupportedFilter));
    let inner = json!({"$and": [{"$or": [status]}]});
    assert_eq!(filter(inner), at("$and[0].$or", Rule::UnsupportedFilter));
    let operator = at(&format!("{EMAIL}.$eq"), Rule::FilterOperator);
    assert_eq!(filter(json!({EMAIL: {"$eq": "a@x.test"}})), operator);
    assert_eq!(filter(json!({STATUS: {"$gt": "A"}})).1, Rule::FilterOperator);
    assert_eq!(filter(json!({STATUS: "MAYBE"})).1, Rule::FilterValue);
    assert_eq!(filter(json!({STATUS: 1})).1, Rule::FilterValueType);
    assert_eq!(filter(json!([])).1, Rule::MalformedFilter);
}

#[test]
fn facets_come_in_pages() {
    let section = |json| request(json!({"paging": json})).unwrap().section;
    assert_eq!(section(json!({})), Section::first(50));
    assert_eq!(section(json!({"limit": 1000, "offset": 7})), Section::first(1_000).skipping(7));
    for (paging, at) in [
        (json!({"limit": 1001}), "paging.limit"),
        (json!({"limit": -1}), "paging.limit"),
        (json!({"offset": -1}), "paging.offset"),
    ] {
        assert_eq!(refused(json!({"paging": paging})), (at.into(), Rule::PageLimit));
    }
    assert_eq!(refused(json!({"search": "x"})), ("search".into(), Rule::Unknown));
    let german = request(json!({"language": "de"})).unwrap().language;
    assert_eq!(german.unwrap().as_str(), "de");
    assert_eq!(refused(json!({"language": "!"})), ("language".into(), Rule::Format));
}

#[test]
fn facets_are_answered_in_the_shape_of_the_platform() {
    let label = crate::record::Stored::<crate::label::Label>::system(
        &crate::label::LabelKey::from_static("contacts.customers"),
    );
    let all = facets(&[], &[label.unwrap().into()]);
    let page = Excerpt { offset: 0, total: all.len(), items: all };
    let answer = to_value(QueryAnswer(&page)).unwrap();
    let metadata = json!({"count": 13, "offset": 0, "total": 13, "tooManyToCount": false});
    assert_eq!(answer["pagingMetadata"], metadata);
    let shown = |at: usize| answer["facets"][at].clone();
    let facet = |key: &str| {
        let all = answer["facets"].as_array().unwrap();
        all.iter().find(|facet| facet["facetKey"] == *key).unwrap().clone()
    };
    assert_eq!(
        shown(0),
        json!({
            "facetType": "ALL_CONTACTS", "namespace": "contacts",
            "namespaceDisplayName": "Contacts", "facetKey": "contacts.all",
            "facetDisplayName": "All contacts", "count": 0, "queryFilter": {}
        })
    );
    assert_eq!(shown(1)["facetType"], "NOT_LABELED");
    assert_eq!(shown(1)["queryFilter"], json!({"info.labelKeys": {"$isEmpty": true}}));
    assert_eq!(
        shown(2),
        json!({
            "facetType": "LABEL", "namespace": "contacts",
            "namespaceDisplayName": "Contacts", "facetKey": "contacts.customers",
            "facetDisplayName": "Customers", "count": 0,
            "queryFilter": {"info.labelKeys": {"$hasSome": ["contacts.customers"]}}
        })
    );
    assert_eq!(
        facet("emailSubscriptions.spam"),
        json!({
            "facetType": "SUBSCRIPTION_STATUS", "namespace": "emailSubscriptions",
            "namespaceDisplayName": "Email subscriptions",
            "facetKey": "emailSubscriptions.spam", "facetDisplayName": "Spam", "count": 0,
            "queryFilter": {"primaryEmail.deliverabilityStatus": {"$eq": "SPAM_COMPLAINT"}}
        })
    );
    assert_eq!(
        facet("membershipStatus.denied"),
        json!({
            "facetType": "MEMBERSHIP_STATUS", "namespace": "membershipStatus",
            "namespaceDisplayName": "Member statuses",
            "facetKey": "membershipStatus.denied", "facetDisplayName": "Blocked", "count": 0,
            "queryFilter": {
                "info.extendedFields.members.membershipStatus": {"$eq": "DENIED"}
            }
        })
    );
}

#[test]
fn the_filter_of_a_facet_is_read_again_as_it_was() {
    for facet in facets(&[], &[]) {
        let json = to_value(&facet).unwrap()["queryFilter"].clone();
        assert_eq!(serde_json::from_value::<Filter>(json).unwrap(), facet.filter);
    }
}
