//! Labels and extended fields.

use std::sync::Arc;

use super::Subject;
use super::cast::{With, person, text};
use super::client::{
    Client, alone, contact_id, field, field_key, is_conflict, label, label_key, refused, revision,
    same, unchanged,
};
use crate::change::{CommitError, Definition};
use crate::field::DataType;
use crate::query::ContactQuery;
use crate::record::Stored;

fn rename(client: &Client, before: &Stored<crate::label::Label>, name: &str) {
    let mut changes = client.changes();
    changes.update_label(before, label(name)).expect("one edit");
    client.must(&changes);
}

fn name_taken(error: &CommitError) -> bool {
    matches!(error, CommitError::LabelNameTaken { .. } | CommitError::FieldNameTaken { .. })
}

/// INV-3, INV-22, G3: a renamed label keeps key and members, is found by its new name only, and is
/// one revision on.
pub fn a_renamed_label_keeps_its_key_and_members(subject: &dyn Subject) {
    let client = alone(subject);
    client.label("custom.a", "A");
    client.create(1, person("Ada").labelled("custom.a"));
    rename(&client, &client.stored_label("custom.a"), "B");
    let stored = client.stored_label("custom.a");
    same("INV-3", "revision", stored.revision(), revision(2));
    same("G3", "name", stored.name.as_str(), "B");
    let named = |name: &str| {
        let found = client.read(|store| store.label_named(&label(name).name));
        found.map(|label| label.id().clone())
    };
    same("INV-22", "label of the old name", named("A"), None);
    same("INV-22", "label of the new name", named("B"), Some(label_key("custom.a")));
    let members = client.found(&ContactQuery::from(label_key("custom.a")));
    same("G3", "members", members, vec![1]);
}

/// INV-22, G3: the key of a label is used once, also after the label was deleted.
pub fn a_label_key_is_never_used_again(subject: &dyn Subject) {
    let client = alone(subject);
    client.label("custom.a", "A");
    let create = || {
        let mut changes = client.changes();
        changes.create_label(label_key("custom.a"), label("Another")).expect("one edit");
        client.commit(&changes)
    };
    refused("INV-22", "a used key", create(), is_conflict);
    let mut changes = client.changes();
    changes.delete_label(&client.stored_label("custom.a")).expect("one edit");
    client.must(&changes);
    let there = client.read(|store| store.label(&label_key("custom.a")));
    same("INV-22", "deleted label", there, Some(Definition::Deleted));
    refused("INV-22, G3", "the key of a deleted label", create(), is_conflict);
}

/// INV-22: the name of a label belongs to one label; a deleted or renamed label gives it up.
pub fn a_label_name_belongs_to_one_label(subject: &dyn Subject) {
    let client = alone(subject);
    client.label("custom.a", "A");
    let create = |key: &str, name: &str| {
        let mut changes = client.changes();
        changes.create_label(label_key(key), label(name)).expect("one edit");
        client.commit(&changes)
    };
    refused("INV-22", "a taken name", create("custom.b", "A"), name_taken);
    rename(&client, &client.stored_label("custom.a"), "B");
    create("custom.c", "A").expect("a name that was given up");
    let mut changes = client.changes();
    changes.update_label(&client.stored_label("custom.c"), label("B")).expect("one edit");
    refused("INV-22", "renaming to a taken name", client.commit(&changes), name_taken);
    let mut changes = client.changes();
    changes.delete_label(&client.stored_label("custom.a")).expect("one edit");
    client.must(&changes);
    create("custom.d", "B").expect("the name of a deleted label");
}

/// INV-22, INV-53: names are compared code point for code point.
pub fn names_are_compared_exactly(subject: &dyn Subject) {
    let client = alone(subject);
    let names = ["VIP", "vip", "Straße", "STRASSE", "\u{e9}", "e\u{301}", "a b", "a  b"];
    for (at, name) in names.iter().enumerate() {
        client.label(&format!("custom.l{at}"), name);
    }
    for (at, name) in names.iter().enumerate() {
        let found = client.read(|store| store.label_named(&label(name).name));
        let found = found.map(|label| label.id().clone());
        let due = Some(label_key(&format!("custom.l{at}")));
        same("INV-22, INV-53", format_args!("label named {name:?}"), found, due);
    }
    same("INV-22", "labels", client.read(|store| store.labels()).len(), names.len());
}

/// INV-22: two labels swap their names in one commit.
pub fn labels_swap_names_in_one_commit(subject: &dyn Subject) {
    let client = alone(subject);
    client.label("custom.a", "A");
    client.label("custom.b", "B");
    let mut changes = client.changes();
    changes.update_label(&client.stored_label("custom.a"), label("B")).expect("one edit");
    changes.update_label(&client.stored_label("custom.b"), label("A")).expect("one edit");
    client.must(&changes);
    for (name, key) in [("A", "custom.b"), ("B", "custom.a")] {
        let found = client.read(|store| store.label_named(&label(name).name));
        let found = found.map(|label| label.id().clone());
        same("INV-22", format_args!("label named {name}"), found, Some(label_key(key)));
    }
}

/// INV-21, G1: a deleted label is gone from every contact, under every query, in the same commit.
pub fn a_deleted_label_is_gone_from_every_contact(subject: &dyn Subject) {
    let client = alone(subject);
    client.label("custom.a", "A");
    client.label("custom.b", "B");
    for id in 1..=3 {
        client.create(id, person("Ada").labelled("custom.a").labelled("custom.b"));
    }
    let mut changes = client.changes();
    changes.delete_label(&client.stored_label("custom.a")).expect("one edit");
    let commit = client.must(&changes);
    same("INV-21", "events", commit.events().len(), 1);
    for id in 1..=3 {
        let labels = client.live(id).info().labels().to_vec();
        same("INV-20, INV-21, G1", "labels left", labels, vec![label_key("custom.b")]);
    }
    let query = ContactQuery::from(label_key("custom.a"));
    same("INV-21", "its members", client.found(&query), vec![]);
    same("INV-21", "count of its members", client.count(&query), 0);
    let query = ContactQuery::from(label_key("custom.b"));
    same("INV-21, B5", "members of the other", client.found(&query), vec![1, 2, 3]);
}

/// INV-21: deleting a label or a field leaves the revisions and dates of its contacts.
pub fn deleting_a_definition_leaves_revisions(subject: &dyn Subject) {
    let client = alone(subject);
    client.label("custom.a", "A");
    client.field("custom.f", "F", DataType::Text);
    let ada = person("Ada").labelled("custom.a").value("custom.f", text("x"));
    let before = client.create(1, ada);
    let mut changes = client.changes();
    changes.delete_label(&client.stored_label("custom.a")).expect("one edit");
    changes.delete_field(&client.stored_field("custom.f")).expect("one edit");
    client.must(&changes);
    let after = client.live(1);
    same("INV-21", "revision", after.revision(), before.revision());
    same("INV-21", "date of change", after.updated(), before.updated());
    client.update(&after, person("Ada B.")).expect("a present revision");
}

/// INV-20, G1: a contact has only labels that exist; system labels do, and those that the same
/// commit creates.
pub fn a_contact_has_only_labels_that_exist(subject: &dyn Subject) {
    let client = alone(subject);
    client.label("custom.a", "A");
    let mut changes = client.changes();
    changes.create(contact_id(1), person("X").labelled("custom.unknown")).expect("one edit");
    let unknown = |error: &CommitError| matches!(error, CommitError::UnknownLabel(_));
    refused("INV-20", "an unknown label", client.commit(&changes), unknown);

    let mut changes = client.changes();
    changes.create_label(label_key("custom.b"), label("B")).expect("one edit");
    let ada = person("Ada").labelled("custom.b").labelled("contacts.customers");
    changes.create(contact_id(2), ada.labelled("custom.a")).expect("one edit");
    client.must(&changes);

    let stale = client.live(2);
    let mut changes = client.changes();
    changes.delete_label(&client.stored_label("custom.a")).expect("one edit");
    let with = stale.value().clone().company("Engines");
    changes.update(&stale, with.clone()).expect("one edit");
    refused("INV-20", "a label deleted in the same commit", client.commit(&changes), unknown);
    let mut changes = client.changes();
    changes.delete_label(&client.stored_label("custom.a")).expect("one edit");
    client.must(&changes);
    refused("INV-20", "a deleted label", client.update(&stale, with), unknown);
}

/// INV-23, G7: a value has the type of its field, and the field exists.
pub fn a_value_has_the_type_of_its_field(subject: &dyn Subject) {
    let client = alone(subject);
    client.field("custom.f", "F", DataType::Text);
    client.field("custom.g", "G", DataType::Number);
    let number = || DataType::Number.read("12.5").ok().flatten().expect("a number");
    let unfit = |error: &CommitError| matches!(error, CommitError::UnknownField { .. });
    for (id, contact) in [
        (1, person("X").value("custom.f", number())),
        (2, person("X").value("custom.g", text("x"))),
        (3, person("X").value("custom.unknown", text("x"))),
        (4, person("X").value("invoices.vatId", number())),
    ] {
        let what = format!("{:?}", contact.info().fields());
        let mut changes = client.changes();
        changes.create(contact_id(id), contact).expect("one edit");
        refused("INV-23", what, client.commit(&changes), unfit);
    }
    let fit = person("Ada").value("custom.f", text("x")).value("custom.g", number());
    client.create(5, fit.value("invoices.vatId", text("DE1")));
}

/// INV-21, G7: a deleted field takes its values along.
pub fn a_deleted_field_takes_its_values_along(subject: &dyn Subject) {
    let client = alone(subject);
    client.field("custom.f", "F", DataType::Text);
    client.field("custom.g", "G", DataType::Text);
    let ada = person("Ada").value("custom.f", text("x")).value("custom.g", text("y"));
    client.create(1, ada);
    let mut changes = client.changes();
    changes.delete_field(&client.stored_field("custom.f")).expect("one edit");
    client.must(&changes);
    let left: Vec<_> = client.live(1).info().fields().to_vec();
    same("INV-21, G7", "values left", left, vec![(field_key("custom.g"), text("y"))]);
    let there = client.read(|store| store.field(&field_key("custom.f")));
    same("INV-22", "deleted field", there, Some(Definition::Deleted));
}

/// INV-22, G3: keys and names of fields are used once; a renamed field keeps key, type and values.
pub fn field_keys_and_names_are_unique(subject: &dyn Subject) {
    let client = alone(subject);
    client.field("custom.f", "F", DataType::Number);
    let create = |key: &str, name: &str| {
        let mut changes = client.changes();
        changes.create_field(field_key(key), field(name, DataType::Text)).expect("one edit");
        client.commit(&changes)
    };
    refused("INV-22", "a used key", create("custom.f", "Another"), is_conflict);
    refused("INV-22", "a taken name", create("custom.g", "F"), name_taken);
    let mut changes = client.changes();
    let renamed = field("G", DataType::Number).name;
    changes.update_field(&client.stored_field("custom.f"), renamed.clone()).expect("one edit");
    client.must(&changes);
    let stored = client.stored_field("custom.f");
    same("INV-3", "revision", stored.revision(), revision(2));
    same("G3", "type", stored.data_type, DataType::Number);
    let found = client.read(|store| store.field_named(&renamed));
    same("INV-22", "field of the new name", found, Some(Arc::clone(&stored)));
    create("custom.g", "F").expect("a name that was given up");
    let mut changes = client.changes();
    changes.delete_field(&stored).expect("one edit");
    client.must(&changes);
    refused("INV-22, G3", "the key of a deleted field", create("custom.f", "New"), is_conflict);
}

/// INV-5: labels and fields are changed at the revision that was read, or not at all.
pub fn definitions_with_old_revision_are_not_changed(subject: &dyn Subject) {
    let client = alone(subject);
    client.label("custom.a", "A");
    client.field("custom.f", "F", DataType::Text);
    let (old_label, old_field) = (client.stored_label("custom.a"), client.stored_field("custom.f"));
    rename(&client, &old_label, "B");
    let mut changes = client.changes();
    changes.update_field(&old_field, field("G", DataType::Text).name).expect("one edit");
    client.must(&changes);
    let before = client.view();
    for edit in 0..4 {
        let mut changes = client.changes();
        match edit {
            0 => changes.update_label(&old_label, label("Lost")).map(drop),
            1 => changes.delete_label(&old_label),
            2 => changes.update_field(&old_field, field("Lost", DataType::Text).name).map(drop),
            _ => changes.delete_field(&old_field),
        }
        .expect("one edit");
        refused("INV-5", format_args!("edit {edit}"), client.commit(&changes), is_conflict);
        unchanged("INV-5", "a refused edit", &client.view(), &before);
    }
}

/// INV-27: labels and fields are listed in the order in which the book got them.
pub fn definitions_are_listed_in_order(subject: &dyn Subject) {
    let client = alone(subject);
    let keys = ["custom.m", "custom.z", "custom.a", "custom.k"];
    for key in keys {
        client.label(key, key);
        client.field(key, key, DataType::Url);
    }
    rename(&client, &client.stored_label("custom.z"), "0");
    let mut changes = client.changes();
    changes.delete_label(&client.stored_label("custom.a")).expect("one edit");
    client.must(&changes);
    let labels = client.read(|store| store.labels());
    let labels: Vec<_> = labels.iter().map(|label| label.id().as_str()).collect();
    same("INV-27", "labels", labels, vec!["custom.m", "custom.z", "custom.k"]);
    let fields = client.read(|store| store.fields());
    let fields: Vec<_> = fields.iter().map(|field| field.id().as_str()).collect();
    same("INV-27", "fields", fields, keys.to_vec());
}
