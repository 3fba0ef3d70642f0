use contacts_core::store::Store;
use contacts_core::wire::{Entity, domain_events};
use contacts_core::*;
use serde_json::{Value, json};

use super::support::*;

fn shown(commit: &Commit) -> Vec<Value> {
    domain_events(commit).map(|event| serde_json::to_value(event).unwrap()).collect()
}

#[test]
fn every_kind_of_event_has_the_names_of_the_platform() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let old = person(&book, json!({"name": {"first": "A."}}));
    session.merge(ada.id(), ada.revision(), &[*old.id()]).unwrap();
    session.delete(ada.id()).unwrap();
    let (vip, size) = (label(&book, "VIP"), field(&book, "Size", DataType::Text));
    session.rename_label(&vip, "Very".parse().unwrap()).unwrap();
    session.delete_label(&vip).unwrap();
    session.rename_field(&size, "Sizes".parse().unwrap()).unwrap();
    session.delete_field(&size).unwrap();
    let names: Vec<_> = commits(&book)
        .iter()
        .flat_map(domain_events)
        .map(|event| (event.event_type(), event.entity_fqdn(), event.slug()))
        .collect();
    let contact = "wix.contacts.v4.contact";
    let label = "wix.contacts.v4.label";
    let field = "wix.contacts.v4.extended_field";
    assert_eq!(
        names,
        [
            ("wix.contacts.v4.contact_created", contact, "created"),
            ("wix.contacts.v4.contact_created", contact, "created"),
            ("wix.contacts.v4.contact_merged", contact, "merged"),
            ("wix.contacts.v4.contact_updated", contact, "updated"),
            ("wix.contacts.v4.contact_deleted", contact, "deleted"),
            ("wix.contacts.v4.contact_deleted", contact, "deleted"),
            ("wix.contacts.v4.label_created", label, "created"),
            ("wix.contacts.v4.extended-field_created", field, "created"),
            ("wix.contacts.v4.label_updated", label, "updated"),
            ("wix.contacts.v4.label_deleted", label, "deleted"),
            ("wix.contacts.v4.extended-field_updated", field, "updated"),
            ("wix.contacts.v4.extended-field_deleted", field, "deleted"),
        ]
    );
}

#[test]
fn a_created_contact_is_told_in_full() {
    let book = book();
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let commit = last(&book);
    assert_eq!(
        shown(&commit),
        [json!({
            "id": commit.event_id(0).to_string(),
            "entityFqdn": "wix.contacts.v4.contact", "slug": "created",
            "entityId": ada.id().to_string(), "eventTime": commit.at().to_string(),
            "triggeredByAnonymizeRequest": false, "entityEventSequence": "2",
            "createdEvent": {"entity": serde_json::to_value(&*ada).unwrap()}
        })]
    );
}

#[test]
fn a_merge_tells_the_merge_the_target_and_each_source() {
    let book = book();
    let session = book.with(Caller::Host);
    let [ada, one, two] =
        ["Ada", "One", "Two"].map(|name| person(&book, json!({"name": {"first": name}})));
    let after = session.merge(ada.id(), ada.revision(), &[*two.id(), *one.id()]).unwrap();
    let after = serde_json::to_value(&*after).unwrap();
    let commit = last(&book);
    let at = commit.at().to_string();
    let event = |index: usize, slug: &str, contact: &Person, sequence: &str| {
        json!({
            "id": commit.event_id(index).to_string(), "slug": slug,
            "entityFqdn": "wix.contacts.v4.contact", "entityId": contact.id().to_string(),
            "eventTime": at, "triggeredByAnonymizeRequest": false, "entityEventSequence": sequence
        })
    };
    let with = |mut event: Value, name: &str, value: Value| {
        event[name] = value;
        event
    };
    let from_merge = |event: Value| with(event, "originatedFrom", json!("merge"));
    let body = json!({"body": {
        "targetContactId": ada.id().to_string(),
        "sourceContactIds": [two.id().to_string(), one.id().to_string()],
        "targetContact": after
    }});
    let updated =
        with(event(1, "updated", &ada, "9"), "updatedEvent", json!({"currentEntity": after}));
    let deleted =
        |index, contact| with(event(index, "deleted", contact, "8"), "deletedEvent", json!({}));
    assert_eq!(
        shown(&commit),
        [
            with(event(0, "merged", &ada, "8"), "actionEvent", body),
            from_merge(updated),
            from_merge(deleted(2, &two)),
            from_merge(deleted(3, &one)),
        ]
    );
}

#[test]
fn labels_and_fields_are_told_in_full_by_their_keys() {
    let book = book();
    let session = book.with(Caller::Host);
    let vip = label(&book, "VIP");
    let event = &shown(&last(&book))[0];
    assert_eq!(event["entityId"], "custom.vip");
    assert_eq!(event["createdEvent"]["entity"]["displayName"], "VIP");
    session.rename_label(&vip, "Very".parse().unwrap()).unwrap();
    let event = &shown(&last(&book))[0];
    assert_eq!(event["updatedEvent"]["currentEntity"]["displayName"], "Very");
    session.delete_label(&vip).unwrap();
    assert_eq!(shown(&last(&book))[0]["deletedEvent"], json!({}));

    let size = field(&book, "Size", DataType::Number);
    let event = domain_events(&last(&book)).next().unwrap();
    assert_eq!(event.record(), RecordId::Field(size.clone()));
    assert!(matches!(event.entity(), Some(Entity::ExtendedField(field)) if *field.id() == size));
    assert_eq!(
        serde_json::to_value(&event).unwrap()["createdEvent"]["entity"]["dataType"],
        "NUMBER"
    );
}

#[test]
fn what_was_read_later_is_as_it_is_now_or_missing() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let vip = label(&book, "VIP");
    session.update(ada.id(), ada.revision(), patch(json!({"company": "Acme"}))).unwrap();
    session.rename_label(&vip, "Very".parse().unwrap()).unwrap();
    let first = &shown(&commits(&book)[0])[0];
    assert_eq!(first["createdEvent"]["entity"]["revision"], 2);
    let second = &shown(&commits(&book)[1])[0];
    assert_eq!(second["createdEvent"]["entity"]["displayName"], "Very");
    session.delete(ada.id()).unwrap();
    session.delete_label(&vip).unwrap();
    for commit in &commits(&book)[..2] {
        assert_eq!(shown(commit)[0]["createdEvent"], json!({}));
    }
}

#[test]
fn sequences_grow_for_each_record_and_ids_are_stable() {
    let book = book();
    let session = book.with(Caller::Host);
    let [ada, one] = ["Ada", "One"].map(|name| person(&book, json!({"name": {"first": name}})));
    let ada = session.merge(ada.id(), ada.revision(), &[*one.id()]).unwrap();
    session.update(ada.id(), ada.revision(), patch(json!({"company": "Acme"}))).unwrap();
    session.delete(ada.id()).unwrap();
    for contact in [ada.id(), one.id()] {
        let record = RecordId::Contact(*contact);
        let sequences: Vec<u128> = commits(&book)
            .iter()
            .flat_map(domain_events)
            .filter(|event| event.record() == record)
            .map(|event| event.entity_event_sequence())
            .collect();
        assert!(sequences.is_sorted_by(|a, b| a < b), "{sequences:?}");
    }
    let ids = |commits: Vec<Commit>| {
        commits.iter().flat_map(domain_events).map(|event| event.id()).collect::<Vec<_>>()
    };
    let read = ids(commits(&book));
    assert_eq!(ids(book.store().commits_after(None, 100).unwrap()), read);
    let unique: std::collections::HashSet<_> = read.iter().collect();
    assert_eq!(unique.len(), read.len());
}

#[test]
fn events_are_told_after_the_change_and_only_then() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let head = head(&book);
    let _ = session.delete(&nobody()).unwrap_err();
    let _ = session.update(ada.id(), Revision::new(9), patch(json!({"company": "x"}))).unwrap_err();
    let _ = session.preview_merge(ada.id(), &[*ada.id()]).unwrap_err();
    let _ = session.get(ada.id()).unwrap();
    assert_eq!(commits(&book).len(), head);
}
