//! Several books and several handles.

use super::Subject;
use super::cast::{With, person};
use super::client::{
    BOOK, Client, contact_id, email, field, holds, key_of, label, label_key, same, unchanged,
};
use crate::change::{Cause, ChangeSet};
use crate::field::DataType;
use crate::id::{BookId, ChangeSetId};
use crate::query::{ContactQuery, Window};
use crate::record::Sequence;

const OTHER: BookId = BookId::from_u128(2);

/// INV-48, H5: nothing done in one book is seen in another: the same ids, keys and names are free
/// there, nothing is found, counted or numbered across.
pub fn books_do_not_see_each_other(subject: &dyn Subject) {
    let shelf = subject.open();
    let (one, other) = (Client::of(&*shelf, 1), Client::new(shelf.book(OTHER), 2));
    let empty = other.view();
    one.label("custom.a", "A");
    one.field("custom.f", "F", DataType::Text);
    one.create(1, person("Ada").email("ada").labelled("custom.a"));
    one.create(2, person("Ada").email("ada"));
    one.merge(&one.live(1), &[&one.live(2)]).expect("present revisions");
    unchanged("INV-48, H5", "another book", &other.view(), &empty);
    let before = one.view();

    let mut changes = other.changes();
    changes.create_label(label_key("custom.a"), label("A")).expect("one edit");
    let key = super::client::field_key("custom.f");
    changes.create_field(key, field("F", DataType::Number)).expect("one edit");
    changes.create(contact_id(1), person("Grace").email("ada")).expect("one edit");
    changes.create(contact_id(2), person("Grace").labelled("custom.a")).expect("one edit");
    changes.require_free(key_of(&email("ada")));
    changes.require_label_room(1);
    let commit = match other.commit(&changes) {
        Ok(commit) => commit,
        Err(error) => panic!("INV-48: another book is in the way: `{error:?}`"),
    };
    same("INV-35, INV-48", "number in the other book", commit.sequence(), Sequence::new(1));
    unchanged("INV-48, H5", "another book", &one.view(), &before);
    same("INV-48", "holders", other.matching(&key_of(&email("ada"))), vec![1]);
    let labelled = ContactQuery::from(label_key("custom.a"));
    same("INV-48", "members", other.found(&labelled), vec![2]);
    let mut changes = other.changes();
    changes.delete_label(&other.stored_label("custom.a")).expect("one edit");
    other.must(&changes);
    unchanged("INV-48, H5", "deleting a label of another book", &one.view(), &before);
}

/// INV-43: change sets of different books may have the same id.
pub fn books_share_no_change_set_ids(subject: &dyn Subject) {
    let shelf = subject.open();
    let id = ChangeSetId::from_u128(7);
    for (book, at) in [(BOOK, 1), (OTHER, 1), (BookId::from_u128(3), 2)] {
        let client = Client::new(shelf.book(book), 1);
        if at == 2 {
            client.label("custom.a", "A");
        }
        let mut changes = ChangeSet::new(id, super::client::NOW, Cause::Create);
        let name = format!("{book}");
        changes.create(contact_id(1), person(&name)).expect("one edit");
        match client.commit(&changes) {
            Ok(commit) => same("INV-43", "number", commit.sequence(), Sequence::new(at)),
            Err(error) => panic!("INV-43: the id of another book is in the way: `{error:?}`"),
        }
        same("INV-43", "name", client.live(1).info().first_name(), Some(name.as_str()));
        let found = client.read(|store| store.committed(id)).map(|commit| commit.sequence());
        same("INV-43", "commit of this id", found, Some(Sequence::new(at)));
    }
}

/// INV-48: books that are used at the same time do not get into each other.
pub fn books_used_at_once_do_not_mix(subject: &dyn Subject) {
    let shelf = subject.open();
    let books = [1, 2].map(BookId::from_u128);
    std::thread::scope(|scope| {
        let threads = books.map(|book| {
            let client = Client::new(shelf.book(book), 1);
            scope.spawn(move || {
                let name = format!("{book}");
                for id in 1..=40 {
                    client.create(id, person(&name));
                    let page = client.contacts(&ContactQuery::all(), &Window::first(99));
                    let foreign = page.iter().find(|c| c.info().first_name() != Some(&name));
                    holds("INV-48", foreign.is_none(), format_args!("{book} has {foreign:?}"));
                    same("INV-48", "contacts", page.len() as u128, id);
                }
            })
        });
        super::threads::join(threads);
    });
}

/// INV-32, INV-33: what one handle committed, every other sees from then on.
pub fn another_handle_sees_every_commit_at_once(subject: &dyn Subject) {
    let shelf = subject.open();
    let (one, other) = (Client::of(&*shelf, 1), Client::of(&*shelf, 2));
    let key = key_of(&email("ada"));
    for id in 1..=5 {
        for client in [&one, &other] {
            same("INV-1", "an unused id", client.slot(id), None);
        }
        one.create(id, person("Ada").email("ada"));
        let seen = other.slot(id).is_some();
        holds("INV-32", seen, format_args!("the other handle does not see contact {id}"));
        let found = other.matching(&key).len() as u128;
        same("INV-32", "holders that the other handle sees", found, id);
        other.update(&other.live(id), person("Ada").email("ada").company("X")).expect("present");
        let company = one.live(id);
        same("INV-32", "company that this handle sees", company.info().company(), Some("X"));
        let head = u64::try_from(id).unwrap_or(0) * 2;
        same("INV-33", "last commit", one.head(), Sequence::new(head));
        same("INV-32", "contacts", other.all(), (1..=id).collect());
    }
}
