mod answers;
mod contact;
mod definition;
mod definition_query;
mod facets;
mod filter;
#[cfg(feature = "testing")]
pub(in crate::wire) mod laws;
mod patch;
mod projection;
#[cfg(feature = "media")]
mod property;
mod refused;

use serde_json::{Value, json};

use crate::contact::Contact;
use crate::field::{DataType, FieldKey};
use crate::record::Stored;

/// The contact that shows every part of the model.
fn full() -> Value {
    serde_json::from_str(include_str!("full_contact.json")).unwrap()
}

/// The least that the wire shows of a contact.
fn minimal() -> Value {
    json!({
        "id": "00000000-0000-4000-8000-000000000001", "revision": 1,
        "source": {"sourceType": "ADMIN"},
        "createdDate": "2024-01-02T03:04:05.678Z", "updatedDate": "2024-01-02T03:04:05.678Z",
        "lastActivity": {
            "activityDate": "2024-01-02T03:04:05.678Z", "activityType": "CONTACT_CREATED"
        },
        "primaryInfo": {"email": "a@example.com"},
        "primaryEmail": {
            "email": "a@example.com",
            "subscriptionStatus": "NOT_SET", "deliverabilityStatus": "NOT_SET"
        },
        "info": {
            "name": {"first": "A"},
            "emails": {"items": [{
                "id": "00000000-0000-4000-8000-000000000002",
                "tag": "UNTAGGED", "email": "a@example.com", "primary": true
            }]},
            "extendedFields": {"items": {"contacts.displayByFirstName": "A"}}
        }
    })
}

/// A document with another value at this place.
fn with(mut document: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(members) => {
            members.insert(name.into(), value);
        }
        Value::Array(items) => items.push(value),
        other => panic!("{other} has no members"),
    }
    document
}

fn read(document: Value) -> Stored<Contact> {
    serde_json::from_value(document).unwrap()
}

fn refused(document: Value) -> String {
    serde_json::from_value::<Stored<Contact>>(document).unwrap_err().to_string()
}

/// The types of the fields of the full contact.
fn types(key: &FieldKey) -> Option<DataType> {
    match key.as_str() {
        "custom.note" => Some(DataType::Text),
        "custom.score" => Some(DataType::Number),
        "custom.since" => Some(DataType::Date),
        "custom.site" => Some(DataType::Url),
        _ => None,
    }
}
