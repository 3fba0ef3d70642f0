//! Committing again.

use super::Subject;
use super::cast::{With, person};
use super::client::{
    NOW, alone, contact_id, email, field, field_key, is_conflict, key_of, label, label_key,
    merging, refused, same, unchanged,
};
use crate::change::{Audit, Cause, ChangeSet, CommitError};
use crate::field::DataType;
use crate::record::RecordId;
use crate::time::Timestamp;

/// INV-41, INV-10, B11: committing a change set again gives the first commit and no second effect,
/// also after others.
pub fn committing_again_gives_the_first_commit(subject: &dyn Subject) {
    let client = alone(subject);
    let mut changes = client.changes();
    changes.create(contact_id(1), person("Ada")).expect("one edit");
    let create = changes;
    let first = client.must(&create);
    client.create(2, person("Grace"));
    let mut changes = client.changes();
    changes.update(&client.live(1), person("Ada B.")).expect("one edit");
    let update = changes;
    let second = client.must(&update);
    let merge = merging(client.next_id(), &client.live(1), &[&client.live(2)]);
    let third = client.must(&merge);
    let before = client.view();
    for (changes, first) in [(&create, first), (&update, second), (&merge, third)] {
        for round in 0..2 {
            let again = match client.commit(changes) {
                Ok(commit) => commit,
                Err(error) => panic!("INV-41, B11: retry {round} was refused with `{error:?}`"),
            };
            same("INV-41, B11", "record of a retry", again.record(), first.record());
            unchanged("INV-41, INV-37, B11", "a retry", &client.view(), &before);
        }
    }
    same(
        "INV-41",
        "states of a retry",
        client.must(&create).states().to_vec(),
        vec![client.live(1)],
    );
}

/// INV-42: the id of a committed change set with other content is refused and does nothing,
/// whatever differs.
pub fn an_id_with_other_content_is_refused(subject: &dyn Subject) {
    let client = alone(subject);
    client.label("custom.a", "A");
    client.field("custom.a", "A", DataType::Text);
    let ada = client.create(1, person("Ada"));
    let id = client.next_id();
    let new = |at: Timestamp, cause| ChangeSet::new(id, at, cause);
    let first = || {
        let mut changes = new(NOW, Cause::Update);
        changes.create(contact_id(2), person("Grace")).expect("one edit");
        changes
    };
    client.must(&first());
    let before = client.view();
    let mut others = vec![new(NOW, Cause::Update)];
    let mut other = |mut changes: ChangeSet, add: &dyn Fn(&mut ChangeSet)| {
        add(&mut changes);
        others.push(changes);
    };
    let create = |changes: &mut ChangeSet| {
        changes.create(contact_id(2), person("Grace")).expect("one edit");
    };
    other(new(NOW, Cause::Update), &|changes| {
        changes.create(contact_id(3), person("Grace")).expect("one edit");
    });
    other(new(NOW, Cause::Update), &|changes| {
        changes.create(contact_id(2), person("Grace").company("X")).expect("one edit");
    });
    other(new(Timestamp::EPOCH, Cause::Update), &create);
    other(new(NOW, Cause::Import), &create);
    let audit = Audit { caller: Some("somebody".into()), ..Audit::default() };
    other(new(NOW, Cause::Update).with_audit(audit), &create);
    other(first(), &|changes| changes.require(RecordId::Contact(*ada.id()), ada.revision()));
    other(first(), &|changes| changes.require_free(key_of(&email("nobody"))));
    other(first(), &|changes| changes.delete(&ada).expect("one edit"));
    for changes in others {
        let reuse = |error: &CommitError| *error == CommitError::KeyReuse(id);
        refused("INV-42", format_args!("{changes:?}"), client.commit(&changes), reuse);
        unchanged("INV-42", "a refused reuse", &client.view(), &before);
    }

    // A label and a field of the same key are not the same edit.
    let id = client.next_id();
    let mut one = ChangeSet::new(id, NOW, Cause::Delete);
    one.delete_label(&client.stored_label("custom.a")).expect("one edit");
    let mut other = ChangeSet::new(id, NOW, Cause::Delete);
    other.delete_field(&client.stored_field("custom.a")).expect("one edit");
    client.must(&one);
    let reuse = |error: &CommitError| *error == CommitError::KeyReuse(id);
    refused("INV-42", "a field instead of a label", client.commit(&other), reuse);
    let there = client.read(|store| store.field(&field_key("custom.a")));
    same("INV-42", "the field", there.and_then(crate::change::Definition::live).is_some(), true);
}

/// INV-44: a refusal is not kept: the same change set is committed when it fits.
pub fn a_refused_change_set_may_succeed_later(subject: &dyn Subject) {
    let client = alone(subject);
    let ada = client.create(1, person("Ada"));
    let mut changes = client.changes();
    changes.create(contact_id(2), person("Grace").labelled("custom.a")).expect("one edit");
    for _ in 0..2 {
        let unknown = |error: &CommitError| matches!(error, CommitError::UnknownLabel(_));
        refused("INV-44", "an unknown label", client.commit(&changes), unknown);
    }
    client.label("custom.a", "A");
    let commit = client.commit(&changes);
    assert!(commit.is_ok(), "INV-44: refused once, refused for ever: saw {commit:?}");

    let mut changes = client.changes();
    changes.create(contact_id(3), person("X").email("ada")).expect("one edit");
    changes.require_free(key_of(&email("ada")));
    client.update(&ada, person("Ada").email("ada")).expect("a present revision");
    let taken = |error: &CommitError| matches!(error, CommitError::Taken { .. });
    refused("INV-44", "a key that is held", client.commit(&changes), taken);
    client.update(&client.live(1), person("Ada")).expect("a present revision");
    let commit = client.commit(&changes);
    assert!(commit.is_ok(), "INV-44: refused once, refused for ever: saw {commit:?}");

    // Under the same id something else may be tried after a refusal.
    let id = client.next_id();
    let mut wrong = ChangeSet::new(id, NOW, Cause::Update);
    wrong.update(&ada, person("Lost")).expect("one edit");
    refused("INV-44", "an old revision", client.commit(&wrong), is_conflict);
    let mut right = ChangeSet::new(id, NOW, Cause::Update);
    right.update(&client.live(1), person("Kept")).expect("one edit");
    right.create_label(label_key("custom.b"), label("B")).expect("one edit");
    right.create_field(field_key("custom.f"), field("F", DataType::Url)).expect("one edit");
    let commit = client.commit(&right);
    assert!(commit.is_ok(), "INV-44: the id of a refused change set is lost: saw {commit:?}");
}
