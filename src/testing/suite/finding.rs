//! Look-ups, pages and counts.

use super::Subject;
use super::cast::{With, person};
use super::client::{
    Client, NOW, alone, contact_id, email, holds, key_of, label_key, numbers, same,
};
use crate::change::{Cause, ChangeSet};
use crate::contact::{Contact, MatchKey, MemberInfo};
use crate::id::{MemberId, VisitorId};
use crate::query::{ContactQuery, Filter, Position, SortKey, Window};
use crate::time::Timestamp;

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
        same("INV-25", format_args!("page of {query:?}"), client.found(&query), due);
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
    same("K3", "members at creation", client.found(&query), vec![1]);
    client.update(&first, without).expect("a present revision");
    same("K3", "members after removal", client.found(&query), vec![]);
    client.update(&second, with).expect("a present revision");
    same("K3", "members after an update", client.found(&query), vec![2]);
}

/// So many minutes after the tests take place.
fn later(minutes: i64) -> Timestamp {
    Timestamp::from_micros(NOW.as_micros() + minutes * 60_000_000)
}

/// Twelve contacts, in an order that is neither that of arrival nor of ids nor of names; four were
/// created at each of three times.
fn crowd(client: &Client) -> Vec<u128> {
    client.label("custom.a", "A");
    client.label("custom.b", "B");
    let ids = [7, 3, 12, 1, 9, 5, 11, 2, 8, 4, 10, 6];
    for (at, id) in ids.into_iter().enumerate() {
        let mut contact = person(&format!("No. {}", 99 - at));
        if at % 2 == 0 {
            contact = contact.labelled("custom.a");
        }
        if at % 5 == 0 {
            contact = contact.labelled("custom.b");
        }
        if at % 4 < 2 {
            contact = contact.email("shared");
        }
        client.create_at(later([2, 0, 1][at % 3]), id, contact);
    }
    vec![2, 3, 9, 10, 5, 6, 8, 12, 1, 4, 7, 11]
}

/// INV-27: contacts are listed by their creation, those of one time by id; the holders of a key in
/// the order in which the book got them.
pub fn contacts_are_listed_by_creation_then_id(subject: &dyn Subject) {
    let client = alone(subject);
    let ids = crowd(&client);
    client.update(&client.live(3), person("Changed")).expect("a present revision");
    same("INV-27", "all contacts", client.all(), ids);
    let mut changes = ChangeSet::new(client.next_id(), later(3), Cause::Create);
    for id in [30, 10_000, 20] {
        changes.create(contact_id(id), person("X").email("together")).expect("one edit");
    }
    client.must(&changes);
    let found = client.matching(&key_of(&email("together")));
    same("INV-27", "holders of a key, oldest first", found, vec![30, 10_000, 20]);
    let page = client.found(&ContactQuery::from(key_of(&email("together"))));
    same("INV-27", "page of a key", page, vec![20, 30, 10_000]);
    let all = ContactQuery::all();
    let after = all.sort().position(&client.live(11));
    let page = client.page(&all, &Window::after(after, 9));
    same("INV-27", "contacts of one commit", page, vec![20, 30, 10_000]);
}

/// The ids that pages in a row show.
fn walk(client: &Client, query: &ContactQuery, limit: usize) -> Vec<u128> {
    let (mut seen, mut window) = (Vec::new(), Window::first(limit));
    loop {
        let page = client.contacts(query, &window);
        holds("INV-29", page.len() <= limit, format_args!("{} of {limit}", page.len()));
        let Some(last) = page.last() else { return seen };
        window = Window::after(query.sort().position(last), limit);
        seen.extend(numbers(&page));
        holds("INV-28", seen.len() < 1_000, format_args!("pages never end: {seen:?}"));
    }
}

/// Those that have a label and hold a key.
fn both(label: &str, key: &str) -> ContactQuery {
    let query = ContactQuery::from(label_key(label));
    query.with_filter(Filter::Holds(key_of(&email(key)))).expect("a small filter")
}

/// INV-28, INV-29: pages in a row are the whole list, for every size of page and every query.
pub fn pages_in_a_row_are_the_whole_list(subject: &dyn Subject) {
    let client = alone(subject);
    crowd(&client);
    let (label, key) = (label_key("custom.a"), key_of(&email("shared")));
    for query in [
        ContactQuery::all(),
        ContactQuery::from(label),
        ContactQuery::from(key),
        both("custom.a", "shared"),
    ] {
        let whole = client.found(&query);
        for limit in [1, 2, 3, 5, 6, 11, 12, 13] {
            let what = format!("pages of {limit} of {query:?}");
            same("INV-28", what, walk(&client, &query, limit), whole.clone());
            for offset in [0, 1, 4, 12, 13] {
                let page = client.page(&query, &Window::offset(offset, limit));
                let due: Vec<_> = whole.iter().skip(offset).take(limit).copied().collect();
                same("INV-28", format_args!("{limit} after {offset} of {query:?}"), page, due);
            }
        }
        same("INV-29", "a page of none", client.page(&query, &Window::first(0)), vec![]);
    }
}

/// INV-28: who goes on after the last contact of a page skips and repeats nobody, whatever is
/// created, changed, deleted or merged meanwhile.
pub fn pages_neither_skip_nor_repeat_under_writes(subject: &dyn Subject) {
    let client = alone(subject);
    let ids = crowd(&client);
    let all = ContactQuery::all();
    let (mut seen, mut gone): (Vec<u128>, Vec<u128>) = (Vec::new(), Vec::new());
    let mut window = Window::first(2);
    for round in 0..30u128 {
        let contacts = client.contacts(&all, &window);
        let Some(last) = contacts.last() else { break };
        window = Window::after(all.sort().position(last), 2);
        let page = numbers(&contacts);
        seen.extend(&page);
        // Delete one already seen, merge another one away, delete one to come, create one before
        // and one behind.
        match round {
            0 => {
                client.delete(&client.live(page[0])).expect("a present revision");
                client.delete(&client.live(6)).expect("a present revision");
                gone.push(6);
            }
            1 => {
                let last = client.live(page[1]);
                client.merge(&client.live(4), &[&last]).expect("present revisions");
            }
            2 => {
                let seen = client.live(page[0]);
                client.update(&seen, person("0")).expect("a present revision");
                client.create(50, person("New"));
                client.create_at(later(9), 100, person("New"));
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

/// INV-28: a page goes on after a place, whether the contact that stood there was deleted, merged
/// away or left the query, or nobody ever stood there.
pub fn a_page_goes_on_after_a_contact_that_is_gone(subject: &dyn Subject) {
    let client = alone(subject);
    crowd(&client);
    let (all, labelled) = (ContactQuery::all(), ContactQuery::from(label_key("custom.a")));
    let place = |id| all.sort().position(&client.live(id));
    let [deleted, merged, left] = [9, 12, 8].map(place);
    client.delete(&client.live(9)).expect("a present revision");
    client.merge(&client.live(7), &[&client.live(12)]).expect("present revisions");
    client.update(&client.live(8), person("Out")).expect("a present revision");
    let nobody = |at, id| Position { key: Some(SortKey::Time(at)), id: contact_id(id) };
    for (what, query, after, due) in [
        ("a deleted one", &all, deleted, vec![10, 5, 6]),
        ("a merged one", &all, merged, vec![1, 4, 7]),
        ("one that left", &labelled, left, vec![7, 11]),
        ("nobody", &all, nobody(later(1), 7), vec![8, 1, 4]),
        ("nobody at the beginning", &all, nobody(later(-1), 7), vec![2, 3, 10]),
        ("nobody at the end", &all, nobody(later(5), 0), vec![]),
    ] {
        same(
            "INV-28",
            format_args!("after {what}"),
            client.page(query, &Window::after(after, 3)),
            due,
        );
    }
}

/// INV-25, INV-26, INV-30: a query finds what a scan finds, and counts as many.
pub fn a_query_finds_what_a_scan_finds(subject: &dyn Subject) {
    let client = alone(subject);
    crowd(&client);
    client.update(&client.live(12), person("Bare")).expect("a present revision");
    client.delete(&client.live(1)).expect("a present revision");
    client.merge(&client.live(2), &[&client.live(3)]).expect("present revisions");
    let people = client.contacts(&ContactQuery::all(), &Window::all());
    same("INV-25", "all contacts", people.len(), 10);
    let labels = [None, Some("custom.a"), Some("custom.b"), Some("contacts.customers")];
    let keys = [None, Some("shared"), Some("nobody")];
    for (label, key) in labels.iter().flat_map(|label| keys.iter().map(move |key| (label, key))) {
        let query = match (label, key) {
            (None, None) => ContactQuery::all(),
            (Some(label), None) => ContactQuery::from(label_key(label)),
            (None, Some(key)) => ContactQuery::from(key_of(&email(key))),
            (Some(label), Some(key)) => both(label, key),
        };
        let scan: Vec<_> = people.iter().filter(|contact| query.matches(contact)).collect();
        let found = client.contacts(&query, &Window::all());
        same("INV-25", format_args!("{query:?}"), found.iter().collect::<Vec<_>>(), scan.clone());
        for limit in [0, 1, 3] {
            let window = Window::first(limit).with_total();
            let page = client.read(|store| store.page(&query, &window));
            let due: Vec<_> = scan.iter().copied().take(limit).collect();
            let what = format!("first {limit} of {query:?}");
            same("INV-25, INV-29", what, page.contacts.iter().collect::<Vec<_>>(), due);
            let what = format!("total with {limit} of {query:?}");
            same("INV-30", what, page.total, Some(scan.len()));
        }
    }
}
