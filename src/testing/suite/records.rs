//! Contacts one by one: identity and revisions.

use super::Subject;
use super::cast::{With, person};
use super::client::{
    Client, NOW, alone, contact_id, email, holds, is_conflict, key_of, refused, revision, same,
    unchanged,
};
use crate::change::{Cause, ChangeSet, CommitError, Conflict, Expect, Found};
use crate::query::ContactQuery;
use crate::record::{RecordId, Slot};
use crate::time::Timestamp;

/// INV-1: nothing is in a book that was never written, and opening again opens another one.
pub fn a_new_book_is_empty(subject: &dyn Subject) {
    let before = alone(subject);
    before.create(1, person("Ada"));
    let client = alone(subject);
    same("INV-1", "contacts of a new book", client.all(), vec![]);
    same("INV-1", "slot of a new book", client.slot(1), None);
    same("INV-35", "commits of a new book", client.journal().len(), 0);
    let count = client.count(&ContactQuery::all());
    same("INV-30", "count of a new book", count, 0);
    same("INV-1", "labels of a new book", client.read(|store| store.labels()).len(), 0);
    same("INV-1", "fields of a new book", client.read(|store| store.fields()).len(), 0);
    let changes = client.changes();
    let committed = client.read(|store| store.committed(changes.id()));
    same("INV-1", "commit of a change set that was not committed", committed.is_some(), false);
}

/// INV-3, INV-9: a created contact is there, at revision 1, with what it was created with.
pub fn what_was_created_is_read_back(subject: &dyn Subject) {
    let client = alone(subject);
    for id in 1..=10 {
        let ada = person("Ada").email("ada").company("Engines");
        let stored = client.create(id, ada.clone());
        same("INV-1", "id", stored.id(), &contact_id(id));
        same("INV-3", "revision at creation", stored.revision(), revision(1));
        same("INV-53", "value", stored.value(), &ada);
        same("INV-6", "dates at creation", (stored.created(), stored.updated()), (NOW, NOW));
    }
    same("INV-25", "contacts", client.all(), (1..=10).collect());
}

/// INV-1: `slots` answers in the order of the ids, also for ids that are unknown or asked twice.
pub fn slots_come_in_the_order_of_the_ids(subject: &dyn Subject) {
    let client = alone(subject);
    let ada = client.create(1, person("Ada"));
    let grace = client.create(2, person("Grace"));
    let ids = [2, 99, 1, 2].map(contact_id);
    let slots = client.read(|store| store.slots(&ids));
    let (ada, grace) = (Some(Slot::Contact(ada)), Some(Slot::Contact(grace)));
    same("INV-1", "slots of 2, 99, 1, 2", slots, vec![grace.clone(), None, ada, grace]);
    same("INV-1", "slots of nothing", client.read(|store| store.slots(&[])), vec![]);
}

/// INV-1: `slot` answers for one id as `slots` does, whatever stands there.
pub fn one_id_is_answered_as_many_are(subject: &dyn Subject) {
    let client = alone(subject);
    for id in 1..=4 {
        client.create(id, person("Ada"));
    }
    client.delete(&client.live(2)).expect("a present revision");
    client.merge(&client.live(3), &[&client.live(4)]).expect("present revisions");
    for id in [1, 2, 3, 4, 99] {
        let slot = client.read(|store| store.slot(contact_id(id)));
        same("INV-1", format_args!("slot of {id}"), slot, client.slot(id));
    }
}

/// INV-5: an update that expects an older revision is refused, and nothing changes.
pub fn update_with_old_revision_is_refused_and_changes_nothing(subject: &dyn Subject) {
    let client = alone(subject);
    let first = client.create(1, person("Ada"));
    client.update(&first, person("Ada").email("ada")).expect("a present revision");
    let before = client.view();
    let refusal = client.update(&first, person("Lost"));
    refused("INV-5", "an update of an old revision", refusal, is_conflict);
    unchanged("INV-5", "a refused update", &client.view(), &before);
}

/// INV-5: a deletion that expects an older revision is refused, and nothing changes.
pub fn delete_with_old_revision_is_refused_and_changes_nothing(subject: &dyn Subject) {
    let client = alone(subject);
    let first = client.create(1, person("Ada"));
    client.update(&first, person("Ada").email("ada")).expect("a present revision");
    let before = client.view();
    refused("INV-5", "a deletion of an old revision", client.delete(&first), is_conflict);
    unchanged("INV-5", "a refused deletion", &client.view(), &before);
}

/// INV-5: a conflict names the record, what was expected and what is there.
pub fn a_conflict_says_what_was_expected_and_what_is_there(subject: &dyn Subject) {
    let client = alone(subject);
    let first = client.create(1, person("Ada"));
    client.update(&first, person("Ada Byron")).expect("a present revision");
    let gone = client.create(2, person("Gone"));
    client.delete(&gone).expect("a present revision");
    let (target, source) = (client.create(3, person("Target")), client.create(4, person("Source")));
    client.merge(&target, &[&source]).expect("present revisions");
    let made_up =
        crate::record::Stored::restored(contact_id(9), revision(3), NOW, NOW, person("Nobody"));
    let says = |before: &_, found: Found| {
        let refusal = client.update(before, person("X"));
        let before: &crate::record::Stored<_> = before;
        let record = RecordId::Contact(*before.id());
        let due = Conflict { record, expected: Expect::At(before.revision()), found };
        refused("INV-5", format_args!("expected {due:?}"), refusal, |error| {
            *error == CommitError::Conflict(due.clone())
        });
    };
    says(&first, Found::Live(revision(2)));
    says(&gone, Found::Deleted);
    says(&source, Found::Redirect { to: contact_id(3) });
    says(&made_up, Found::Unused);
}

fn create_again(client: &Client, id: u128, what: &str) {
    let before = client.view();
    let mut changes = client.changes();
    changes.create(contact_id(id), person("Another")).expect("one edit");
    let refusal = client.commit(&changes);
    refused("INV-2", format_args!("creating at the id of {what}"), refusal, is_conflict);
    unchanged("INV-2", "a refused creation", &client.view(), &before);
}

/// INV-2, C7: nothing is created at the id of a live contact.
pub fn the_id_of_a_live_contact_is_not_used_again(subject: &dyn Subject) {
    let client = alone(subject);
    client.create(1, person("Ada"));
    create_again(&client, 1, "a live contact");
}

/// INV-2, INV-3, C7: nothing is created at the id of a deleted contact.
pub fn the_id_of_a_deleted_contact_is_not_used_again(subject: &dyn Subject) {
    let client = alone(subject);
    let ada = client.create(1, person("Ada"));
    client.delete(&ada).expect("a present revision");
    create_again(&client, 1, "a deleted contact");
}

/// INV-1: a deleted contact is `Deleted` and in no list, under no key and in no count.
pub fn a_deleted_contact_is_gone_from_every_read(subject: &dyn Subject) {
    let client = alone(subject);
    client.create(1, person("Grace").email("grace"));
    let ada = client.create(2, person("Ada").email("ada").labelled("contacts.customers"));
    client.delete(&ada).expect("a present revision");
    let key = key_of(&email("ada"));
    let label = super::client::label_key("contacts.customers");
    same("INV-1", "slot", client.slot(2), Some(Slot::Deleted));
    same("INV-25", "all contacts", client.all(), vec![1]);
    same("K3", "holders of its e-mail", client.matching(&key), vec![]);
    for query in [ContactQuery::from(key), ContactQuery::from(label)] {
        let page = client.found(&query);
        same("INV-25", format_args!("page of {query:?}"), page, vec![]);
        let count = client.count(&query);
        same("INV-30", format_args!("count of {query:?}"), count, 0);
    }
    let count = client.count(&ContactQuery::all());
    same("INV-30", "count of all", count, 1);
}

/// INV-3, INV-4, B10: every commit that changes a contact raises its revision by one, no other.
pub fn a_revision_grows_by_one_for_every_change(subject: &dyn Subject) {
    let client = alone(subject);
    client.create(1, person("Grace"));
    let mut ada = client.create(2, person("Ada"));
    for round in 2..=5 {
        let mut changes = client.changes();
        changes.update(&ada, person("Ada").company(&format!("No. {round}"))).expect("one edit");
        changes.create(contact_id(10 + u128::from(round)), person("Other")).expect("one edit");
        client.must(&changes);
        ada = client.live(2);
        same("INV-3", "revision after a change", ada.revision(), revision(round));
    }
    same("B5", "revision of another contact", client.live(1).revision(), revision(1));
}

/// INV-6, F7: the time of a change set is taken, but the date of a change never goes back.
pub fn dates_of_change_never_go_back(subject: &dyn Subject) {
    let client = alone(subject);
    let at = |micros| Timestamp::from_micros(NOW.as_micros() + micros);
    let ada = client.create(1, person("Ada"));
    for (time, first, due) in [(50, "A", 50), (-7, "B", 50), (60, "C", 60)] {
        let mut changes = ChangeSet::new(client.next_id(), at(time), Cause::Update);
        let before = client.live(1);
        changes.update(&before, person(first)).expect("one edit");
        let commit = client.must(&changes);
        let seen = client.live(1);
        same("INV-6", "date of change", seen.updated(), at(due));
        same("INV-6", "date of creation", seen.created(), ada.created());
        same("F7", "time of the commit", commit.at(), at(time));
    }
    let times: Vec<_> = client.read(|store| store.commits_after(None, 9));
    let times: Vec<_> = times.iter().map(|commit| commit.at()).collect();
    same("F7", "times in the journal", times, vec![at(0), at(50), at(-7), at(60)]);
}

/// INV-4: a change set without an edit makes no commit and no event.
pub fn a_change_set_without_an_edit_makes_no_commit(subject: &dyn Subject) {
    let client = alone(subject);
    let ada = client.create(1, person("Ada"));
    let before = client.view();
    let mut changes = client.changes();
    let added = changes.update(&ada, ada.value().clone()).expect("one edit");
    holds("INV-4", !added, "an update that changes nothing was added");
    let refusal = client.commit(&changes);
    refused("INV-4", "an empty change set", refusal, |error| *error == CommitError::Empty);
    unchanged("INV-4", "an empty change set", &client.view(), &before);
}
