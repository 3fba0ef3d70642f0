use serde::de::DeserializeSeed;
use serde_json::json;

use super::{full, minimal, read, refused, types, with};
use crate::contact::{Contact, SubscriptionStatus};
use crate::field::{FieldKey, FieldValue};
use crate::record::{Revision, Stored};
use crate::wire::WithFieldTypes;

#[test]
fn the_minimal_contact_goes_in_and_comes_out_equal() {
    assert_eq!(serde_json::to_value(read(minimal())).unwrap(), minimal());
}

#[test]
fn every_part_of_the_model_goes_in_and_comes_out_equal() {
    assert_eq!(serde_json::to_value(read(full())).unwrap(), full());
    let typed = WithFieldTypes(types).deserialize(full()).unwrap();
    assert_eq!(serde_json::to_value(&typed).unwrap(), full());
    assert_eq!(typed.email_consent().subscription, SubscriptionStatus::Subscribed);
    assert_eq!(typed.phone_consent().subscription, SubscriptionStatus::Pending);
    let field = |key: &'static str| typed.info().field(&FieldKey::from_static(key)).unwrap();
    assert!(matches!(field("custom.since"), FieldValue::Date(_)));
    assert!(matches!(field("custom.site"), FieldValue::Url(_)));
    assert!(matches!(field("ecom.lastPurchaseDate"), FieldValue::Date(_)));
}

#[test]
fn without_types_texts_are_texts() {
    let contact = read(full());
    let key = FieldKey::from_static("custom.since");
    assert!(matches!(contact.info().field(&key), Some(FieldValue::Text(_))));
}

#[test]
fn empty_collections_may_stand_without_items() {
    let document = with(minimal(), "/info/phones", json!({}));
    assert_eq!(serde_json::to_value(read(document)).unwrap(), minimal());
}

#[test]
fn derived_values_are_made_anew() {
    let mut document = with(full(), "/info/phones/items/0/e164Phone", json!("+1"));
    document = with(document, "/info/extendedFields/items/contacts.displayByLastName", json!("x"));
    document = with(document, "/primaryInfo/email", json!("x"));
    assert_eq!(serde_json::to_value(read(document)).unwrap(), full());
    let wrong = with(full(), "/info/phones/items/0/e164Phone", json!(1));
    assert_eq!(refused(wrong), "invalid info.phones.items[0].e164Phone `1`: expected a text");
}

#[test]
fn the_more_restrictive_status_counts() {
    let field = "/info/extendedFields/items/emailSubscriptions.subscriptionStatus";
    let contact = read(with(full(), field, json!("UNSUBSCRIBED")));
    assert_eq!(contact.email_consent().subscription, SubscriptionStatus::Unsubscribed);
    let contact = read(with(full(), field, json!("NOT_SET")));
    assert_eq!(contact.email_consent().subscription, SubscriptionStatus::Subscribed);
    assert!(refused(with(full(), field, json!("YES"))).contains("expected one of `NO_SUB"));
}

#[test]
fn a_status_stays_with_the_address_it_was_given_to() {
    let document = with(full(), "/primaryEmail/email", json!("other@x.example"));
    let document = with(
        document,
        "/info/extendedFields/items/emailSubscriptions.subscriptionStatus",
        json!(null),
    );
    let contact = read(document);
    assert_eq!(contact.email_consent().subscription, SubscriptionStatus::NotSet);
    let other = "other@x.example".parse::<crate::EmailAddress>().unwrap();
    assert_eq!(contact.consent(&other.match_key()).subscription, SubscriptionStatus::Subscribed);

    let nobody = with(minimal(), "/primaryPhone", json!({"subscriptionStatus": "SUBSCRIBED"}));
    assert_eq!(
        refused(nobody),
        "invalid primaryPhone ``: expected an address or number that has the statuses"
    );
}

#[test]
fn a_number_without_an_international_form_can_have_no_status() {
    let phone =
        json!({"items": [{"id": "00000000-0000-4000-8000-000000000003", "phone": "030 1"}]});
    let contact = read(with(minimal(), "/info/phones", phone));
    let json = serde_json::to_value(&contact).unwrap();
    assert_eq!(
        json["primaryPhone"],
        json!({
            "phone": "030 1", "formattedPhone": "030 1",
            "subscriptionStatus": "NO_SUBSCRIPTION_STATUS",
            "deliverabilityStatus": "NO_PHONE_DELIVERABILITY_STATUS"
        })
    );
    assert_eq!(serde_json::from_value::<Stored<Contact>>(json).unwrap(), contact);
}

#[test]
fn the_old_picture_becomes_the_present_one_or_is_refused() {
    let image =
        json!({"id": "media/1", "url": "https://example.com/ada.png", "height": 200, "width": 100});
    let contact = read(with(minimal(), "/picture", image.clone()));
    assert_eq!(serde_json::to_value(&contact).unwrap()["info"]["picture"], json!({"image": image}));
    read(with(full(), "/picture", image));
    let other = with(full(), "/picture", json!({"id": "media/2"}));
    assert!(refused(other).starts_with("invalid picture `{…}`: expected no other picture"));
}

#[test]
fn a_revision_that_no_reader_could_hold_is_not_written() {
    let mut contact = read(minimal());
    contact.revision = Revision::new((1 << 53) + 1);
    let error = serde_json::to_value(&contact).unwrap_err();
    assert_eq!(error.to_string(), "revision 9007199254740993 is beyond 2^53");
}
