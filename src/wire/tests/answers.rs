use std::sync::Arc;

use serde_json::{json, to_value};

use super::{minimal, read};
use crate::field::{ExtendedField, FieldKey};
use crate::label::{Label, LabelKey};
use crate::query::{Excerpt, Part, Projection};
use crate::record::Stored;
use crate::wire::{ContactsAnswer, ListAnswer, QueryAnswer};

#[test]
fn contacts_are_answered_with_what_is_known_of_the_list() {
    let contacts = [Arc::new(read(minimal()))];
    let answer = ContactsAnswer {
        contacts: &contacts,
        projection: Projection::bare().with(Part::Name),
        offset: Some(50),
        total: Some(51),
        next: None,
    };
    let shown = json!({
        "id": minimal()["id"], "revision": 1, "info": {"name": {"first": "A"}}
    });
    let metadata = json!({"count": 1, "offset": 50, "total": 51, "tooManyToCount": false});
    let expected = json!({"contacts": [shown], "pagingMetadata": metadata});
    assert_eq!(to_value(&answer).unwrap(), expected);
    let full = ContactsAnswer { projection: Projection::full(), ..answer };
    assert_eq!(to_value(&full).unwrap()["contacts"], json!([minimal()]));
}

#[test]
fn what_was_not_counted_is_said_to_be_too_many() {
    let answer = ContactsAnswer {
        contacts: &[],
        projection: Projection::full(),
        offset: None,
        total: None,
        next: Some("abc"),
    };
    let metadata = json!({"count": 0, "tooManyToCount": true, "cursors": {"next": "abc"}});
    assert_eq!(to_value(&answer).unwrap()["pagingMetadata"], metadata);
}

#[test]
fn labels_and_fields_are_answered_under_their_names() {
    let label = Stored::<Label>::system(&LabelKey::from_static("contacts.customers")).unwrap();
    let page = Excerpt { items: vec![Arc::new(label.clone())], offset: 1, total: 2 };
    let metadata = json!({"count": 1, "offset": 1, "total": 2, "tooManyToCount": false});
    assert_eq!(
        to_value(QueryAnswer(&page)).unwrap(),
        json!({"labels": [label], "pagingMetadata": metadata})
    );
    assert_eq!(
        to_value(ListAnswer(&page)).unwrap(),
        json!({"labels": [label], "metadata": metadata})
    );
    let key = FieldKey::from_static("invoices.vatId");
    let field = Stored::<ExtendedField>::system(&key).unwrap();
    let page = Excerpt { items: vec![Arc::new(field.clone())], offset: 1, total: 2 };
    assert_eq!(
        to_value(QueryAnswer(&page)).unwrap(),
        json!({"fields": [field], "pagingMetadata": metadata})
    );
    assert_eq!(
        to_value(ListAnswer(&page)).unwrap(),
        json!({"fields": [field], "metadata": metadata})
    );
}
