//! Segments: queries that a book keeps under a name.

use super::cast::{With, person};
use super::client::{
    BOOK, Client, alone, email, is_conflict, key_of, label_key, refused, revision, same, segment,
    segment_id, unchanged,
};
use super::{Shelf, Subject};
use crate::change::{Cause, ChangeSet, Commit, CommitError, Definition};
use crate::id::BookId;
use crate::query::{ContactQuery, Filter};
use crate::record::RecordId;
use crate::segment::Segment;
use crate::testing::model::{Entry, Happened};

/// Queries that differ.
fn queries() -> [ContactQuery; 4] {
    let (label, key) = (label_key("custom.a"), key_of(&email("ada")));
    [
        ContactQuery::all(),
        ContactQuery::from(label.clone()),
        ContactQuery::from(key.clone()),
        ContactQuery::from(label).with_filter(Filter::Holds(key)).expect("a small filter"),
    ]
}

fn update(client: &Client, id: u128, after: Segment) -> Commit {
    let mut changes = client.changes();
    let changed = changes.update_segment(&client.stored_segment(id), after);
    same("INV-4", "an update that changes something", changed, Ok(true));
    client.must(&changes)
}

fn delete(client: &Client, id: u128) -> Commit {
    let mut changes = client.changes();
    changes.delete_segment(&client.stored_segment(id)).expect("one edit");
    client.must(&changes)
}

fn listed(client: &Client) -> Vec<u128> {
    let segments = client.read(|store| store.segments());
    segments.iter().map(|segment| segment.id().as_uuid().as_u128()).collect()
}

/// INV-1, INV-3, INV-4, INV-27, INV-53: a segment is what was put last, name and query, and one
/// revision on; it is listed where the book got it, until it is deleted. Contacts stay as they are.
pub fn a_segment_is_read_back_as_it_was_put(subject: &dyn Subject) {
    let client = alone(subject);
    client.label("custom.a", "A");
    let ada = client.create(1, person("Ada").email("ada").labelled("custom.a"));
    same("INV-1", "an unused id", client.read(|store| store.segment(&segment_id(1))), None);
    for (id, query) in (1..).zip(queries()) {
        client.segment(5 - id, &format!("e\u{301} {id}"), query);
    }
    for (id, query) in (1..).zip(queries()) {
        let stored = client.stored_segment(5 - id);
        same("INV-53", "segment", stored.value(), &segment(&format!("e\u{301} {id}"), query));
        same("INV-3", "revision", stored.revision(), revision(1));
    }
    for (number, query) in (2..).zip(queries()) {
        let before = client.stored_segment(3);
        let after = segment(&format!("No. {number}"), query);
        update(&client, 3, after.clone());
        let stored = client.stored_segment(3);
        same("INV-53", "updated segment", stored.value(), &after);
        same("INV-3", "revision", stored.revision(), revision(number));
        same("INV-1", "date of creation", stored.created(), before.created());
        let mut changes = client.changes();
        same("INV-4", "no change", changes.update_segment(&stored, after), Ok(false));
        refused("INV-4", "no edit", client.commit(&changes), |error| *error == CommitError::Empty);
    }
    same("INV-27", "segments", listed(&client), vec![4, 3, 2, 1]);
    delete(&client, 2);
    same("INV-27", "segments", listed(&client), vec![4, 3, 1]);
    let there = client.read(|store| store.segment(&segment_id(2)));
    same("INV-1", "deleted segment", there, Some(Definition::Deleted));
    same("INV-3", "a member", client.live(1), ada);
}

/// INV-2, INV-22: the id of a segment is used once, also after it was deleted.
pub fn a_segment_id_is_never_used_again(subject: &dyn Subject) {
    let client = alone(subject);
    client.segment(1, "One", ContactQuery::all());
    let create = || {
        let mut changes = client.changes();
        let another = segment("Another", ContactQuery::all());
        changes.create_segment(segment_id(1), another).expect("one edit");
        client.commit(&changes)
    };
    refused("INV-2", "a used id", create(), is_conflict);
    delete(&client, 1);
    refused("INV-2, INV-22", "the id of a deleted segment", create(), is_conflict);
    same("INV-2", "segments", listed(&client), vec![]);
}

/// INV-5, INV-12: segments are changed at the revision that was read, or not at all; and required
/// revisions of them are checked.
pub fn segments_with_old_revision_are_not_changed(subject: &dyn Subject) {
    let client = alone(subject);
    client.segment(1, "One", ContactQuery::all());
    let old = client.stored_segment(1);
    update(&client, 1, segment("Two", ContactQuery::all()));
    let before = client.view();
    for edit in 0..3 {
        let mut changes = client.changes();
        match edit {
            0 => drop(changes.update_segment(&old, segment("Lost", ContactQuery::all()))),
            1 => changes.delete_segment(&old).expect("one edit"),
            _ => {
                let other = segment("Lost", ContactQuery::all());
                changes.create_segment(segment_id(2), other).expect("one edit");
                changes.require(RecordId::Segment(segment_id(1)), old.revision());
            }
        }
        refused("INV-5, INV-12", format_args!("edit {edit}"), client.commit(&changes), is_conflict);
        unchanged("INV-5", "a refused edit", &client.view(), &before);
    }
}

/// INV-1: names of segments need not differ.
pub fn segments_may_share_a_name(subject: &dyn Subject) {
    let client = alone(subject);
    for (id, query) in (1..).zip(queries()) {
        client.segment(id, "Same", query);
    }
    same("INV-1", "segments of one name", listed(&client), vec![1, 2, 3, 4]);
    for (id, query) in (1..).zip(queries()) {
        same("INV-1", "segment", client.stored_segment(id).value(), &segment("Same", query));
    }
}

/// INV-12: room that a change set requires for segments is there afterwards.
pub fn required_room_for_segments_is_checked(subject: &dyn Subject) {
    let client = alone(subject);
    client.segment(1, "One", ContactQuery::all());
    let create = |id: u128, room: usize, instead: Option<u128>| {
        let mut changes = client.changes();
        let new = segment("New", ContactQuery::all());
        changes.create_segment(segment_id(id), new).expect("one edit");
        if let Some(gone) = instead {
            changes.delete_segment(&client.stored_segment(gone)).expect("one edit");
        }
        changes.require_segment_room(room);
        client.commit(&changes)
    };
    let full = |error: &CommitError| *error == CommitError::TooManySegments { count: 1, max: 1 };
    refused("INV-12", "a second segment, room for one", create(2, 1, None), full);
    create(2, 1, Some(1)).expect("the one instead of the other");
    create(3, 2, None).expect("room for two");
}

/// INV-37, INV-38, INV-40: the journal tells when segments come, change and go, and attaches those
/// that are live as they are by now; the commit that was just made has them as it left them.
pub fn the_journal_tells_of_segments(subject: &dyn Subject) {
    let client = alone(subject);
    let mut changes = client.changes();
    for id in 1..=2 {
        let new = segment("New", ContactQuery::all());
        changes.create_segment(segment_id(id), new).expect("one edit");
    }
    let created = client.must(&changes);
    let left = created.segment(&segment_id(1)).map(|left| left.revision());
    same("INV-40", "what the commit left", left, Some(revision(1)));
    let updated = update(&client, 1, segment("Renamed", ContactQuery::all()));
    let deleted = delete(&client, 2);
    let told = |commit: &Commit| -> Vec<_> {
        let events = commit.events().iter().map(Happened::of);
        events.map(|event| (event.what, event.record, event.revision)).collect()
    };
    let record = |id| RecordId::Segment(segment_id(id));
    let due = [
        vec![("segment created", record(1), 1), ("segment created", record(2), 1)],
        vec![("segment updated", record(1), 2)],
        vec![("segment deleted", record(2), 1)],
    ];
    let made = [created, updated, deleted].map(|commit| told(&commit));
    same("INV-37", "events of the commits", made.to_vec(), due.to_vec());
    let read = client.read(|store| store.commits_after(None, usize::MAX));
    same("INV-37", "events in the journal", read.iter().map(told).collect(), due.to_vec());
    for commit in &read[..2] {
        let seen = commit.segment(&segment_id(1));
        same("INV-40", "the present state", seen, Some(&client.stored_segment(1)));
    }
    same("INV-40", "a deleted segment", read[0].segment(&segment_id(2)), None);
}

/// INV-41, INV-42: a segment is made once, however often the change set is committed; with another
/// query it is another change set.
pub fn a_segment_is_made_once(subject: &dyn Subject) {
    let client = alone(subject);
    let id = client.next_id();
    let create = |query: ContactQuery| {
        let mut changes = ChangeSet::new(id, super::client::NOW, Cause::Create);
        changes.create_segment(segment_id(1), segment("One", query)).expect("one edit");
        changes
    };
    let [all, labelled, ..] = queries();
    let first = client.must(&create(all.clone()));
    update(&client, 1, segment("Two", all.clone()));
    let before = client.view();
    match client.commit(&create(all)) {
        Ok(again) => same("INV-41", "record of a retry", again.record(), first.record()),
        Err(error) => panic!("INV-41: a retry was refused with `{error:?}`"),
    }
    let reuse = |error: &CommitError| *error == CommitError::KeyReuse(id);
    refused("INV-42", "another query", client.commit(&create(labelled)), reuse);
    unchanged("INV-41, INV-42", "a retry", &client.view(), &before);
}

/// INV-48: segments of one book are not in another, where their ids are free.
pub fn books_share_no_segments(subject: &dyn Subject) {
    let shelf = subject.open();
    let (one, other) = (Client::of(&*shelf, 1), Client::new(shelf.book(BookId::from_u128(2)), 2));
    let empty = other.view();
    one.segment(1, "One", ContactQuery::all());
    unchanged("INV-48", "another book", &other.view(), &empty);
    let before = one.view();
    other.segment(1, "Other", ContactQuery::all());
    delete(&other, 1);
    unchanged("INV-48", "another book", &one.view(), &before);
}

/// INV-9, INV-49, INV-2: segments and their queries outlive the process, and so does the use of
/// their ids.
pub fn reopening_keeps_segments(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    client.label("custom.a", "A");
    for (id, query) in (0..).zip(queries()) {
        client.segment(id, "Kept", query);
    }
    update(&client, 1, segment("Changed", ContactQuery::all()));
    delete(&client, 2);
    let (before, journal) = (client.view(), client.journal());
    drop(client);
    let shelf: Box<dyn Shelf> =
        shelf.reopen().expect("INV-9: this needs a store that can be reopened");
    let client = Client::of(&*shelf, 2);
    unchanged("INV-9, INV-49", "reopening", &client.view(), &before);
    let read = shelf.book(BOOK).commits_after(None, usize::MAX);
    let read: Vec<_> = read.iter().flatten().map(Entry::of).collect();
    same("INV-49", "the journal", read, journal);
    let mut changes = client.changes();
    changes.create_segment(segment_id(2), segment("Back", ContactQuery::all())).expect("one edit");
    refused("INV-2", "the id of a deleted segment", client.commit(&changes), is_conflict);
}
