//! All edits or none; what a change set requires.

use super::Subject;
use super::cast::{With, person, text};
use super::client::{
    Client, alone, contact_id, email, field, is_conflict, key_of, label, label_key, refused,
    revision, same, unchanged,
};
use crate::change::{ChangeSet, CommitError};
use crate::field::DataType;
use crate::query::ContactQuery;
use crate::record::{RecordId, Revision};

/// A change set with edits of every kind that all fit. Needs contacts 1 to 4, label and field.
fn many_edits(client: &Client) -> ChangeSet {
    let mut changes = client.changes();
    changes.create_label(label_key("custom.b"), label("B")).expect("one edit");
    let key = super::client::field_key("custom.g");
    changes.create_field(key, field("G", DataType::Text)).expect("one edit");
    let new = person("New").labelled("custom.b").value("custom.g", text("x"));
    changes.create(contact_id(5), new).expect("one edit");
    changes.update(&client.live(1), person("Changed").email("ada")).expect("one edit");
    changes.delete(&client.live(2)).expect("one edit");
    let (target, source) = (client.live(3), client.live(4));
    changes.merge(&target, person("Merged"), &[source]).expect("one edit");
    changes.create(contact_id(6), person("Last")).expect("one edit");
    changes
}

fn prepared(subject: &dyn Subject) -> Client {
    let client = alone(subject);
    client.label("custom.a", "A");
    client.field("custom.f", "F", DataType::Text);
    for (id, name) in [(1, "One"), (2, "Two"), (3, "Three"), (4, "Four")] {
        client.create(id, person(name).email("old"));
    }
    client
}

/// INV-7: every edit of a commit is carried out, the last one too.
pub fn every_edit_of_a_commit_is_carried_out(subject: &dyn Subject) {
    let client = prepared(subject);
    let commit = client.must(&many_edits(&client));
    same("INV-37", "events", commit.events().len(), 9);
    client.stored_label("custom.b");
    client.stored_field("custom.g");
    same("INV-7", "contacts", client.all(), vec![1, 3, 5, 6]);
    same("INV-7", "name", client.live(1).info().first_name(), Some("Changed"));
    same("INV-7", "name", client.live(3).info().first_name(), Some("Merged"));
    let found = client.found(&ContactQuery::from(label_key("custom.b")));
    same("INV-7", "contacts of the new label", found, vec![5]);
    same("INV-7", "holders", client.matching(&key_of(&email("old"))), vec![]);
}

/// INV-7, INV-8, B4: one edit or guard that does not fit, and nothing is done.
pub fn a_commit_is_all_or_nothing(subject: &dyn Subject) {
    let client = prepared(subject);
    client.create(9, person("Nine").email("grace"));
    let before = client.view();
    type Spoil = fn(&mut ChangeSet);
    let spoils: [(&str, Spoil); 7] = [
        ("a used id", |changes| {
            changes.create(contact_id(9), person("Used")).expect("one edit");
        }),
        ("an unknown label", |changes| {
            let contact = person("X").labelled("custom.unknown");
            changes.create(contact_id(8), contact).expect("one edit");
        }),
        ("an unknown field", |changes| {
            let contact = person("X").value("custom.unknown", text("x"));
            changes.create(contact_id(8), contact).expect("one edit");
        }),
        ("a taken label name", |changes| {
            changes.create_label(label_key("custom.c"), label("A")).expect("one edit");
        }),
        ("an old revision required", |changes| {
            changes.require(RecordId::Contact(contact_id(9)), revision(5));
        }),
        ("a key that is not free", |changes| changes.require_free(key_of(&email("grace")))),
        ("no room", |changes| changes.require_label_room(1)),
    ];
    for (what, spoil) in spoils {
        let mut changes = many_edits(&client);
        spoil(&mut changes);
        refused("INV-7, B4", what, client.commit(&changes), |error| {
            !matches!(error, CommitError::Store(_) | CommitError::KeyReuse(_) | CommitError::Empty)
        });
        unchanged("INV-8, B4", what, &client.view(), &before);
    }
}

/// INV-8, INV-44: a refusal leaves no number, event, key or index entry behind, and the
/// next commit is as if it had not been.
pub fn a_failed_commit_leaves_no_trace(subject: &dyn Subject) {
    let client = alone(subject);
    let stale = client.create(1, person("Ada"));
    client.update(&stale, person("Ada B.")).expect("a present revision");
    for round in 0..6u32 {
        let before = client.view();
        let id = contact_id(2 + u128::from(round));
        let mut changes = client.changes();
        changes.create(id, person("Never").email("grace")).expect("one edit");
        changes.update(&stale, person("Lost")).expect("one edit");
        refused("INV-8", "an old revision", client.commit(&changes), is_conflict);
        unchanged("INV-8", "a refusal", &client.view(), &before);
        let committed = client.read(|store| store.committed(changes.id()));
        same("INV-44", "commit of a refused change set", committed.is_some(), false);
        let commit = client.update(&client.live(1), person(&format!("Ada {round}")));
        let sequence = commit.expect("a present revision").sequence().get();
        same("INV-8, INV-35", "the next number", sequence, u64::from(round) + 3);
    }
    same("INV-8", "contacts", client.all(), vec![1]);
}

/// INV-8, INV-51: a commit that says it was not carried out, was not, and leaves nothing for those
/// that follow; after a failure the store goes on working.
pub fn a_store_that_fails_says_the_truth(subject: &dyn Subject) {
    let client = alone(subject);
    let (mut there, mut others) = (Vec::new(), Vec::new());
    let mut failures = 0;
    for id in 1..20 {
        let mut changes = client.changes();
        changes.create(contact_id(id), person("Ada")).expect("one edit");
        changes.create(contact_id(100 + id), person("Grace")).expect("one edit");
        match client.store.commit(&changes) {
            Ok(_) => {
                there.push(id);
                others.push(100 + id);
            }
            Err(CommitError::Store(error)) if error.is_retryable() => failures += 1,
            Err(error) => panic!("INV-51: a change set that fits was refused with `{error:?}`"),
        }
    }
    there.extend(others);
    same("INV-8, INV-51", "contacts after failures", client.all(), there);
    assert!(failures < 10, "INV-51: {failures} of 19 commits failed");
}

/// INV-7, INV-55: tens of thousands of edits are one commit like any other.
pub fn a_large_change_set_is_carried_out_whole(subject: &dyn Subject) {
    const MANY: u128 = 70_001;
    let client = alone(subject);
    let person = person("Ada");
    let mut changes = client.changes();
    for id in 1..=MANY {
        changes.create(contact_id(id), person.clone()).expect("one edit");
    }
    let commit = client.must(&changes);
    same("INV-37", "events of a large commit", commit.events().len() as u128, MANY);
    let count = client.count(&ContactQuery::all());
    same("INV-7", "contacts of a large commit", count as u128, MANY);
    let ids: Vec<_> = (1..=MANY).map(contact_id).collect();
    let slots = client.read(|store| store.slots(&ids));
    same("INV-1", "slots asked and answered", slots.len(), ids.len());
    let missing = slots.iter().filter(|slot| slot.is_none()).count();
    same("INV-1", "contacts that many ids do not find", missing, 0);
}

/// INV-12, INV-45: what a change set requires of records that it only read is checked.
pub fn required_revisions_are_checked(subject: &dyn Subject) {
    let client = prepared(subject);
    let gone = client.create(7, person("Gone"));
    client.delete(&gone).expect("a present revision");
    let (contact, label, field) = (
        RecordId::Contact(contact_id(1)),
        RecordId::Label(label_key("custom.a")),
        RecordId::Field(super::client::field_key("custom.f")),
    );
    let cases = [
        (contact.clone(), revision(1), true),
        (contact, revision(2), false),
        (RecordId::Contact(contact_id(7)), revision(1), false),
        (RecordId::Contact(contact_id(99)), Revision::FIRST, false),
        (label.clone(), revision(1), true),
        (label, revision(2), false),
        (RecordId::Label(label_key("custom.unknown")), revision(1), false),
        (field.clone(), revision(1), true),
        (field, revision(2), false),
    ];
    for (at, (record, revision, fits)) in cases.into_iter().enumerate() {
        let mut changes = client.changes();
        changes.create(contact_id(10 + at as u128), person("X")).expect("one edit");
        changes.require(record.clone(), revision);
        let what = format!("{record} required at {revision}");
        match fits {
            true => drop(client.must(&changes)),
            false => refused("INV-12", what, client.commit(&changes), is_conflict),
        }
    }
}

/// INV-12, INV-45: a key that must be free is: of live contacts other than those edited here.
pub fn a_required_key_is_free_of_others(subject: &dyn Subject) {
    let client = alone(subject);
    let key = key_of(&email("ada"));
    let create = |id, free: bool| {
        let mut changes = client.changes();
        changes.create(contact_id(id), person("X").email("ada")).expect("one edit");
        if free {
            changes.require_free(key.clone());
        }
        client.commit(&changes)
    };
    let taken = |error: &CommitError| matches!(error, CommitError::Taken { .. });
    create(1, true).expect("nobody holds it");
    refused("INV-12", "a key that is held", create(2, true), taken);
    create(3, false).expect("nothing is required");
    let mut changes = client.changes();
    for id in [1, 3] {
        changes.update(&client.live(id), person("Y").email("ada")).expect("one edit");
    }
    changes.require_free(key.clone());
    client.must(&changes);
    for id in [1, 3] {
        refused("INV-12", "a key that is held", create(4, true), taken);
        client.delete(&client.live(id)).expect("a present revision");
    }
    create(5, true).expect("those who held it are gone");
}

/// INV-12: room that a change set requires for labels and fields is there afterwards.
pub fn required_room_is_checked(subject: &dyn Subject) {
    let client = prepared(subject);
    let room = |labels: usize, fields: usize| {
        let mut changes = client.changes();
        let (labelled, number) = (labels == 1, changes.id().as_uuid().as_u128());
        if labelled {
            let key = label_key(&format!("custom.l{number}"));
            changes.create_label(key, label(&format!("L{number}"))).expect("one edit");
        } else {
            let key = super::client::field_key(&format!("custom.f{number}"));
            let field = field(&format!("F{number}"), DataType::Url);
            changes.create_field(key, field).expect("one edit");
        }
        changes.require_label_room(labels);
        changes.require_field_room(fields);
        client.commit(&changes)
    };
    let labels = |error: &CommitError| matches!(error, CommitError::TooManyLabels { .. });
    let fields = |error: &CommitError| matches!(error, CommitError::TooManyFields { .. });
    refused("INV-12", "a second label, room for one", room(1, 9), labels);
    refused("INV-12", "a second field, room for one", room(9, 1), fields);
    room(9, 2).expect("room for two fields");
    client
        .commit(&{
            let mut changes = client.changes();
            changes.delete_label(&client.stored_label("custom.a")).expect("one edit");
            changes.create_label(label_key("custom.b"), label("B")).expect("one edit");
            changes.require_label_room(1);
            changes
        })
        .expect("one label goes, one comes");
}
