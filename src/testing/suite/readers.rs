//! Readers while somebody writes, with real threads.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use super::cast::{With, person};
use super::client::{Client, contact_id, holds, label_key, same};
use super::threads::join;
use super::{Shelf, Subject};
use crate::query::{ContactQuery, Window};
use crate::record::Slot;

/// Writes again and again, and reads meanwhile; goes on until enough reads met a write.
pub(super) fn watch(
    shelf: &dyn Shelf,
    rounds: u128,
    write: impl Fn(&Client, u128) + Send,
    read: impl Fn(&Client) + Send,
) {
    const MEETINGS: u64 = 20;
    // Odd while something is written.
    let writes = AtomicU64::new(0);
    let (done, meetings) = (AtomicBool::new(false), AtomicU64::new(0));
    let (writer, reader) = (Client::of(shelf, 11), Client::of(shelf, 12));
    std::thread::scope(|scope| {
        let (done, writes, meetings) = (&done, &writes, &meetings);
        let reading = scope.spawn(move || {
            let _stop = Stop(done);
            for at in 1u64.. {
                if done.load(Ordering::Acquire) {
                    break;
                }
                if at.is_multiple_of(4) {
                    // Who rests now and then is woken sooner on a busy machine.
                    std::thread::sleep(Duration::from_micros(50));
                }
                let before = writes.load(Ordering::Acquire);
                read(&reader);
                let after = writes.load(Ordering::Acquire);
                let met = before != after || !after.is_multiple_of(2);
                meetings.fetch_add(u64::from(met), Ordering::Release);
            }
            read(&reader);
        });
        let writing = scope.spawn(move || {
            let _stop = Stop(done);
            for round in 1..=rounds * 8 {
                writes.fetch_add(1, Ordering::Release);
                write(&writer, round);
                writes.fetch_add(1, Ordering::Release);
                let enough = round >= rounds && meetings.load(Ordering::Acquire) >= MEETINGS;
                if enough || done.load(Ordering::Acquire) {
                    break;
                }
                if round >= rounds {
                    // The reader waits for its turn.
                    std::thread::sleep(Duration::from_micros(100));
                }
            }
        });
        join([reading, writing]);
    });
}

/// Says that it is over when it goes, also if its thread panics.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Moves all contacts to a new company, in one commit.
pub(super) fn move_all(client: &Client, ids: &[u128], company: &str) {
    let mut changes = client.changes();
    for id in ids {
        let before = client.live(*id);
        let after = before.value().clone().company(company);
        changes.update(&before, after).expect("one edit");
    }
    client.must(&changes);
}

/// INV-7, INV-31: one read of several contacts sees a commit whole or not at all.
pub fn readers_see_a_commit_whole_or_not_at_all(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    for id in 1..=4 {
        client.create(id, person("Ada").company("0"));
    }
    let ids = [1, 2, 3, 4].map(contact_id);
    let write = |client: &Client, round| move_all(client, &[1, 2, 3, 4], &format!("{round}"));
    watch(&*shelf, 80, write, |reader| {
        let slots = reader.read(|store| store.slots(&ids));
        let contacts = slots.iter().flatten().filter_map(Slot::contact);
        let companies: Vec<_> = contacts.map(|c| c.info().company().map(str::to_owned)).collect();
        let whole = companies.iter().all(|company| *company == companies[0]);
        holds("INV-7, INV-31", whole, format_args!("half a commit: {companies:?}"));
    });
}

/// INV-7: a large commit is not seen in parts.
pub fn a_large_commit_is_seen_whole_or_not_at_all(subject: &dyn Subject) {
    let shelf = subject.open();
    let write = |client: &Client, round| {
        let mut changes = client.changes();
        for id in 1..=2_000 {
            changes.create(contact_id(round * 10_000 + id), person("Ada")).expect("one edit");
        }
        client.must(&changes);
    };
    watch(&*shelf, 4, write, |reader| {
        let count = reader.count(&ContactQuery::all());
        holds("INV-7", count % 2_000 == 0, format_args!("{count} contacts of commits of 2,000"));
    });
}

/// INV-31: all contacts of one page are of one moment.
pub fn a_page_shows_one_moment(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    let ids: Vec<u128> = (1..=12).collect();
    ids.iter().for_each(|id| drop(client.create(*id, person("Ada").company("0"))));
    let write = |client: &Client, round| move_all(client, &ids, &format!("{round}"));
    watch(&*shelf, 40, write, |reader| {
        let page = reader.contacts(&ContactQuery::all(), &Window::first(99));
        let companies: Vec<_> = page.iter().map(|contact| contact.info().company()).collect();
        let whole = companies.iter().all(|company| *company == companies[0]);
        holds("INV-31", whole, format_args!("two moments in one page: {companies:?}"));
    });
}

/// INV-31, INV-25: what a query finds meets it, in the moment in which it is found.
pub fn what_a_query_finds_meets_it(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    let (with, without) = (person("Ada").labelled("contacts.customers"), person("Ada"));
    client.create(1, with.clone());
    (2..=5).for_each(|id| drop(client.create(id, without.clone())));
    // The label goes round: in every moment exactly one has it.
    let write = |client: &Client, round: u128| {
        let mut changes = client.changes();
        let (has, has_not) = (round % 5 + 1, (round - 1) % 5 + 1);
        changes.update(&client.live(has), with.clone()).expect("one edit");
        changes.update(&client.live(has_not), without.clone()).expect("one edit");
        client.must(&changes);
    };
    let query = ContactQuery::from(label_key("contacts.customers"));
    watch(&*shelf, 80, write, |reader| {
        let page = reader.contacts(&query, &Window::first(9));
        let meet = page.iter().all(|contact| query.matches(contact));
        holds("INV-31", meet, "a contact that does not have the label");
        same("INV-31, INV-25", "members", page.len(), 1);
        same("INV-31, INV-30", "count", reader.count(&query), 1);
    });
}

/// INV-31, INV-40: the commits and the states that `commits_after` answers are of one moment.
pub fn the_journal_and_its_states_are_of_one_moment(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    client.create(1, person("Ada"));
    let write = |client: &Client, round| move_all(client, &[1], &format!("{round}"));
    watch(&*shelf, 80, write, |reader| {
        let commits = reader.read(|store| store.commits_after(None, usize::MAX));
        let Some(last) = commits.last() else { panic!("INV-33: no commit any more") };
        let event = last.events().first().map(|event| event.revision);
        let state = last.state(contact_id(1)).map(|state| state.revision());
        same("INV-31, INV-40", "revision of the state and of the last event", state, event);
    });
}
