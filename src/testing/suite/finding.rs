//! Look-ups, pages and counts.

use super::Subject;
use super::cast::{With, person};
use super::client::{BOOK, Client, alone, contact_id, email, holds, key_of, label_key, same};
use crate::change::StoreError;
use crate::contact::{Contact, MatchKey, MemberInfo};
use crate::id::{BookId, MemberId, VisitorId};
use crate::query::ContactQuery;

/// INV-25, K3: an e-mail address is found in any case, a phone number by its international form
/// and by its digits, a visitor and a member by their ids.
pub fn every_match_key_finds_its_contact(subject: &dyn Subject) {
    let client = alone(subject);
    let mut submitter = person("F");
    submitter.visitors = vec![VisitorId::from_u128(1), VisitorId::from_u128(2)];
    let mut member = person("G");
    member.standing.member = Some(Box::new(MemberInfo::new(MemberId::from_u128(1))));
    let people: [Contact; 7] = [
        submitter,
        member,
        person("A").email("Ada").email("ADA").email("grace"),
        person("B").phone("+49 30 23125001", None),
        person("C").phone("030 23125001", Some("DE")),
        person("D").phone("030 23125-001", None),
        person("E").phone("call me", None).phone("(call) ME", None),
    ];
    for (id, contact) in (1..).zip(people.clone()) {
        client.create(id, contact);
    }
    let keys: Vec<MatchKey> = people.iter().flat_map(Contact::match_keys).collect();
    let found = client.read(|store| store.matching(&keys));
    same("K3", "keys asked and answered", found.len(), keys.len());
    for (key, found) in keys.iter().zip(found) {
        let due = (1..).zip(&people).filter(|(_, contact)| contact.match_keys().any(|k| k == *key));
        let due: Vec<_> = due.map(|(id, _)| contact_id(id)).collect();
        same("INV-25, K3", format_args!("holders of {key:?}"), found, due);
    }
    let unknown = key_of(&email("nobody"));
    same("INV-25", "holders of an unknown key", client.matching(&unknown), vec![]);
}

/// INV-25, K3: an address that was replaced no longer finds the contact, one that stayed does.
pub fn a_replaced_address_no_longer_finds_the_contact(subject: &dyn Subject) {
    let client = alone(subject);
    let ada = client.create(1, person("Ada").email("old").email("ada").phone("555 0100", None));
    client.update(&ada, person("Ada").email("ada").email("grace")).expect("a present revision");
    let phone = ada.info().phones().as_slice()[0].value.match_key();
    for (key, due) in [
        (key_of(&email("old")), vec![]),
        (phone, vec![]),
        (key_of(&email("ada")), vec![1]),
        (key_of(&email("grace")), vec![1]),
    ] {
        same("INV-25, K3", format_args!("holders of {key:?}"), client.matching(&key), due.clone());
        let query = ContactQuery::from(key);
        same("INV-25", format_args!("page of {query:?}"), client.page(&query, None, 9), due);
    }
}

/// INV-25, K3: a label finds those who have it now, not those who had it.
pub fn a_label_finds_those_who_have_it_now(subject: &dyn Subject) {
    let client = alone(subject);
    client.label("custom.a", "A");
    let query = ContactQuery::from(label_key("custom.a"));
    let (with, without) = (person("Ada").labelled("custom.a"), person("Ada"));
    let first = client.create(1, with.clone());
    let second = client.create(2, without.clone());
    same("K3", "members at creation", client.page(&query, None, 9), vec![1]);
    client.update(&first, without).expect("a present revision");
    same("K3", "members after removal", client.page(&query, None, 9), vec![]);
    client.update(&second, with).expect("a present revision");
    same("K3", "members after an update", client.page(&query, None, 9), vec![2]);
}

/// Twelve contacts of the same time, in an order that is neither that of ids nor of names.
fn crowd(client: &Client) -> Vec<u128> {
    client.label("custom.a", "A");
    client.label("custom.b", "B");
    let ids = vec![7, 3, 12, 1, 9, 5, 11, 2, 8, 4, 10, 6];
    for (at, id) in ids.iter().enumerate() {
        let mut contact = person(&format!("No. {}", 99 - at));
        if at % 2 == 0 {
            contact = contact.labelled("custom.a");
        }
        if at % 3 == 0 {
            contact = contact.labelled("custom.b");
        }
        if at % 4 < 2 {
            contact = contact.email("shared");
        }
        client.create(*id, contact);
    }
    ids
}

/// INV-27: contacts are listed in the order in which the book got them, whatever their times are.
pub fn contacts_are_listed_in_the_order_in_which_they_came(subject: &dyn Subject) {
    let client = alone(subject);
    let ids = crowd(&client);
    client.update(&client.live(3), person("Changed")).expect("a present revision");
    same("INV-27", "all contacts", client.all(), ids);
    let mut changes = client.changes();
    for id in [30, 10_000, 20] {
        changes.create(contact_id(id), person("X").email("together")).expect("one edit");
    }
    client.must(&changes);
    let found = client.matching(&key_of(&email("together")));
    same("INV-27", "holders of a key, oldest first", found, vec![30, 10_000, 20]);
    let page = client.page(&ContactQuery::from(key_of(&email("together"))), None, 9);
    same("INV-27", "page of a key", page, vec![30, 10_000, 20]);
    let page = client.page(&ContactQuery::all(), Some(6), 9);
    same("INV-27", "contacts of one commit", page, vec![30, 10_000, 20]);
}

fn walk(client: &Client, query: &ContactQuery, limit: usize) -> Vec<u128> {
    let mut seen: Vec<u128> = Vec::new();
    loop {
        let page = client.page(query, seen.last().copied(), limit);
        holds("INV-29", page.len() <= limit, format_args!("{} of {limit}", page.len()));
        if page.is_empty() {
            return seen;
        }
        seen.extend(page);
        holds("INV-28", seen.len() < 1_000, format_args!("pages never end: {seen:?}"));
    }
}

/// INV-28, INV-29: pages in a row are the whole list, for every size of page and every query.
pub fn pages_in_a_row_are_the_whole_list(subject: &dyn Subject) {
    let client = alone(subject);
    crowd(&client);
    let (label, key) = (label_key("custom.a"), key_of(&email("shared")));
    for query in [
        ContactQuery::all(),
        ContactQuery::from(label.clone()),
        ContactQuery::from(key.clone()),
        ContactQuery::from(label).with_key(key),
    ] {
        let whole = client.page(&query, None, usize::MAX);
        for limit in [1, 2, 3, 5, 6, 11, 12, 13] {
            let what = format!("pages of {limit} of {query:?}");
            same("INV-28", what, walk(&client, &query, limit), whole.clone());
        }
        same("INV-29", "a page of none", client.page(&query, None, 0), vec![]);
    }
}

/// INV-28: who goes on after the last contact of a page skips and repeats nobody, whatever is
/// created, changed, deleted or merged meanwhile.
pub fn pages_neither_skip_nor_repeat_under_writes(subject: &dyn Subject) {
    let client = alone(subject);
    let ids = crowd(&client);
    let (mut seen, mut gone): (Vec<u128>, Vec<u128>) = (Vec::new(), Vec::new());
    for round in 0..30u128 {
        let page = client.page(&ContactQuery::all(), seen.last().copied(), 2);
        if page.is_empty() {
            break;
        }
        seen.extend(&page);
        // Delete one already seen, merge another one away, delete one to come, create one.
        match round {
            0 => {
                client.delete(&client.live(page[0])).expect("a present revision");
                client.delete(&client.live(6)).expect("a present revision");
                gone.push(6);
            }
            1 => {
                let last = client.live(page[1]);
                client.merge(&client.live(10), &[&last]).expect("present revisions");
            }
            2 => {
                let seen = client.live(page[0]);
                client.update(&seen, person("0")).expect("a present revision");
                client.create(100, person("New"));
            }
            _ => {}
        }
    }
    let mut once = seen.clone();
    once.sort_unstable();
    once.dedup();
    same("INV-28", "repeated", seen.len(), once.len());
    let due: Vec<_> = ids.into_iter().chain([100]).filter(|id| !gone.contains(id)).collect();
    same("INV-28", "contacts seen", seen, due);
}

/// INV-28: the place of a contact is kept when it is deleted, merged away, or leaves the query.
pub fn a_page_goes_on_after_a_contact_that_is_gone(subject: &dyn Subject) {
    let client = alone(subject);
    crowd(&client);
    client.delete(&client.live(9)).expect("a present revision");
    client.merge(&client.live(7), &[&client.live(11)]).expect("present revisions");
    client.update(&client.live(8), person("Out")).expect("a present revision");
    let all = ContactQuery::all();
    same("INV-28", "after a deleted one", client.page(&all, Some(9), 3), vec![5, 2, 8]);
    same("INV-28", "after a merged one", client.page(&all, Some(11), 3), vec![2, 8, 4]);
    let query = ContactQuery::from(label_key("custom.a"));
    same("INV-28", "after one that left", client.page(&query, Some(8), 9), vec![10]);
}

/// INV-25, INV-26, INV-30: a query finds what a scan finds, and counts as many.
pub fn a_query_finds_what_a_scan_finds(subject: &dyn Subject) {
    let client = alone(subject);
    crowd(&client);
    client.update(&client.live(12), person("Bare")).expect("a present revision");
    client.delete(&client.live(1)).expect("a present revision");
    client.merge(&client.live(2), &[&client.live(3)]).expect("present revisions");
    let people = client.read(|store| store.page(&ContactQuery::all(), None, usize::MAX));
    same("INV-25", "all contacts", people.len(), 10);
    let labels = [None, Some("custom.a"), Some("custom.b"), Some("contacts.customers")];
    let keys = [None, Some("shared"), Some("nobody")];
    for (label, key) in labels.iter().flat_map(|label| keys.iter().map(move |key| (label, key))) {
        let mut query = ContactQuery::all();
        query = label.map_or(query.clone(), |label| query.with_label(label_key(label)));
        query = key.map_or(query.clone(), |key| query.with_key(key_of(&email(key))));
        let scan: Vec<_> = people.iter().filter(|contact| query.matches(contact)).collect();
        let found = client.read(|store| store.page(&query, None, usize::MAX));
        same("INV-25", format_args!("{query:?}"), found.iter().collect::<Vec<_>>(), scan.clone());
        for limit in [1, 3] {
            let page = client.read(|store| store.page(&query, None, limit));
            let due: Vec<_> = scan.iter().copied().take(limit).collect();
            let what = format!("first {limit} of {query:?}");
            same("INV-25, INV-29", what, page.iter().collect::<Vec<_>>(), due);
        }
        let count = client.read(|store| store.count(&query));
        same("INV-30", format_args!("count of {query:?}"), count, scan.len());
    }
}

/// INV-29, INV-48: a page after an id that this book never used is refused, also if another book
/// of the same shelf used it.
pub fn a_cursor_of_another_book_is_refused(subject: &dyn Subject) {
    let shelf = subject.open();
    let client = Client::of(&*shelf, 1);
    let other = Client::new(shelf.book(BookId::from_u128(2)), 2);
    client.create(1, person("Ada"));
    other.create(2, person("Grace"));
    for query in [ContactQuery::all(), ContactQuery::from(label_key("contacts.customers"))] {
        for id in [2, 99] {
            let page = shelf.book(BOOK).page(&query, Some(contact_id(id)), 9);
            let what = format!("a page of {query:?} after {id}");
            same("INV-29, INV-48", what, page.err(), Some(StoreError::UnknownCursor));
        }
    }
}
