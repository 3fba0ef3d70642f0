//! What outlives the process.

use super::cast::{With, person};
use super::client::{
    BOOK, Client, contact_id, email, is_conflict, key_of, refused, same, unchanged,
};
use super::{Shelf, Subject};
use crate::field::DataType;
use crate::record::{Sequence, Slot};

fn reopened(shelf: Box<dyn Shelf>) -> Box<dyn Shelf> {
    shelf.reopen().expect("INV-9: this needs a store that can be reopened")
}

/// INV-9, INV-49: after reopening there is every commit that was answered and nothing else.
pub fn reopening_keeps_every_commit(subject: &dyn Subject) {
    let mut shelf = subject.open();
    for round in 1..=6 {
        let client = Client::of(&*shelf, round);
        if round == 1 {
            client.label("custom.a", "A");
            client.field("custom.f", "F", DataType::Text);
        }
        let id = u128::from(round);
        client.create(id, person("Ada").email("ada").labelled("custom.a"));
        client.update(&client.live(id), person("Ada").email("grace")).expect("present");
        if round == 3 {
            client.delete(&client.live(1)).expect("present");
        }
        let before = client.view();
        drop(client);
        shelf = reopened(shelf);
        let after = Client::of(&*shelf, 99).view();
        unchanged("INV-9, INV-49", "reopening", &after, &before);
    }
}

/// INV-49, INV-17: redirects outlive the process.
pub fn reopening_keeps_redirects(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    for id in 1..=3 {
        client.create(id, person("Ada"));
    }
    client.merge(&client.live(2), &[&client.live(1)]).expect("present revisions");
    client.merge(&client.live(3), &[&client.live(2)]).expect("present revisions");
    drop(client);
    let shelf = reopened(shelf);
    let client = Client::of(&*shelf, 2);
    for id in [1, 2] {
        let to = contact_id(3);
        same("INV-49, INV-17", "slot", client.slot(id), Some(Slot::Redirect { to }));
    }
    let mut changes = client.changes();
    changes.create(contact_id(1), person("Back")).expect("one edit");
    refused("INV-15", "creating at a merged id", client.commit(&changes), is_conflict);
}

/// INV-35, INV-3: numbers of commits and revisions go on where they were.
pub fn reopening_goes_on_counting(subject: &dyn Subject) {
    let mut shelf = subject.open();
    for round in 1..=4u64 {
        let client = Client::of(&*shelf, round);
        let ada = match round {
            1 => client.create(1, person("Ada")),
            _ => client.live(1),
        };
        let commit = client.update(&ada, person(&format!("Ada {round}"))).expect("present");
        same("INV-35", "number", commit.sequence(), Sequence::new(round + 1));
        same("INV-3", "revision", client.live(1).revision().get(), round + 1);
        drop(client);
        shelf = reopened(shelf);
    }
    let numbers: Vec<_> =
        Client::of(&*shelf, 9).journal().iter().map(|entry| entry.sequence().get()).collect();
    same("INV-35", "numbers in the journal", numbers, vec![1, 2, 3, 4, 5]);
}

/// INV-41, INV-10, B11: a retry after a restart gives the first commit.
pub fn reopening_keeps_the_ids_of_change_sets(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    let mut changes = client.changes();
    changes.create(contact_id(1), person("Ada").email("ada")).expect("one edit");
    changes.require_free(key_of(&email("ada")));
    let first = client.must(&changes);
    client.create(2, person("Grace"));
    drop(client);
    let shelf = reopened(shelf);
    let again = match shelf.book(BOOK).commit(&changes) {
        Ok(commit) => commit,
        Err(error) => panic!("INV-41, B11: a retry after a restart was refused: `{error:?}`"),
    };
    same("INV-41, B11", "record", again.record(), first.record());
    same("INV-41", "last commit", Client::of(&*shelf, 2).head(), Sequence::new(2));
}
