//! Pages and cursors: INV-27 to INV-30, B-20, B-66.

use contacts_core::book::{MAX_CURSOR, MAX_OFFSET, MAX_PAGE};
use contacts_core::query::{Search, Sort, by};
use contacts_core::*;
use serde_json::json;

use super::support::*;

const KEY: [u8; 16] = *b"0123456789abcdef";

/// Twelve people: ties, no values, long names.
fn people(book: &Book) {
    for at in 0..12_u32 {
        let last = ["", "king", "King", "Lovelace"][at as usize % 4];
        let long = "ſ".repeat(200 + at as usize);
        let company = if at % 3 == 0 { long.as_str() } else { "Acme" };
        let birthdate = (at % 5 > 0).then(|| format!("1990-01-0{}", 1 + at % 5));
        let info = json!({
            "name": {"first": format!("P{at}"), "last": last}, "company": company,
            "birthdate": birthdate
        });
        person(book, info);
    }
}

fn sorts() -> Vec<Sort> {
    let mut sorts = vec![
        by::CREATED.ascending(),
        by::CREATED.descending(),
        by::BIRTHDATE.ascending(),
        by::BIRTHDATE.descending(),
    ];
    for field in [by::LAST_NAME, by::COMPANY, by::FULL_NAME] {
        sorts.extend([field.ascending(), field.descending()]);
    }
    sorts
}

fn everybody(book: &Book, query: &ContactQuery) -> Vec<Person> {
    let session = book.with(Caller::Host);
    session.contacts(query).unwrap().collect::<Result<_, _>>().unwrap()
}

/// The first page of a query that has two, and the cursor of the second.
fn first(book: &Book, query: &ContactQuery) -> Cursor {
    book.with(Caller::Host).query(query, &Paging::first(2)).unwrap().next.unwrap()
}

#[track_caller]
fn is_refused<S: Store>(book: &ContactBook<S>, query: &ContactQuery, cursor: &Cursor) {
    let answer = book.with(Caller::Host).query(query, &Paging::first(2).after(cursor));
    let shown: String = cursor.to_string().chars().take(80).collect();
    let more = if cursor.to_string().len() > 80 { "…" } else { "" };
    let message = format!(
        "invalid paging.cursor `{shown}{more}`: expected the cursor of a page of this query"
    );
    refused(answer, (400, "INVALID_CURSOR"), message);
}

#[test]
fn pages_put_together_are_the_whole_answer_and_none_follows_the_last() {
    let book = book();
    people(&book);
    let session = book.with(Caller::Host);
    for sort in sorts() {
        let query = ContactQuery::all().sorted(sort);
        let all = everybody(&book, &query);
        assert_eq!(all.len(), 12);
        for limit in 1..=13 {
            let (mut seen, mut pages, mut paging) = (Vec::new(), 0, Paging::first(limit));
            loop {
                let page = session.query(&query, &paging.clone().with_total()).unwrap();
                assert_eq!(page.total, Some(12));
                seen.extend(page.contacts);
                pages += 1;
                let Some(next) = page.next else { break };
                // As text, by way of JSON, as a client sends it.
                let sent = serde_json::to_string(&next).unwrap();
                assert!(sent.len() <= MAX_CURSOR + 2, "{}", sent.len());
                let next: Cursor = serde_json::from_str(&sent).unwrap();
                paging = Paging::first(limit).after(&next);
            }
            assert_eq!((seen, pages), (all.clone(), 12_usize.div_ceil(limit)), "{query:?}");
        }
        for offset in 0..14 {
            let page = session.query(&query, &Paging::first(3).skipping(offset)).unwrap();
            let expected: Vec<_> = all.iter().skip(offset).take(3).cloned().collect();
            assert_eq!((page.contacts, page.next.is_some()), (expected, offset + 3 < 12));
        }
    }
}

#[test]
fn what_stays_comes_once_whatever_is_written_between_pages() {
    let book = book();
    people(&book);
    let session = book.with(Caller::Host);
    let query = ContactQuery::all().sorted(by::FIRST_NAME.descending());
    let all = everybody(&book, &query);
    let (mut seen, mut paging) = (Vec::new(), Paging::first(3));
    for round in 0.. {
        let page = session.query(&query, &paging).unwrap();
        let last = page.contacts.last().cloned();
        seen.extend(page.contacts);
        let Some(next) = page.next else { break };
        // The one at which the page ended goes, one comes before it and one after it.
        session.delete(last.unwrap().id()).unwrap();
        person(&book, json!({"name": {"first": format!("ZZ{round}")}}));
        person(&book, json!({"name": {"first": format!("A{round}")}}));
        paging = Paging::first(3).after(&next);
    }
    let old: Vec<Person> = seen.into_iter().filter(|it| all.contains(it)).collect();
    assert_eq!(old, all);
}

#[test]
fn a_cursor_goes_on_with_its_query_alone() {
    let book = book();
    people(&book);
    let query = ContactQuery::all().sorted(by::LAST_NAME.ascending());
    let cursor = first(&book, &query);
    let session = book.with(Caller::Host);
    assert!(session.query(&query, &Paging::first(9).after(&cursor)).is_ok());
    for other in [
        ContactQuery::all(),
        query.clone().sorted(by::LAST_NAME.descending()),
        query.clone().sorted(by::FIRST_NAME.ascending()),
        query.clone().with_filter(by::COMPANY.eq("Acme")).unwrap(),
        query.clone().with_search(Search::words("p").unwrap()),
    ] {
        is_refused(&book, &other, &cursor);
        let own = first(&book, &other);
        is_refused(&book, &query, &own);
    }
}

#[test]
fn a_cursor_goes_on_in_its_book_alone() {
    let (one, other) = (book(), book());
    people(&one);
    people(&other);
    let query = ContactQuery::all();
    // Even if the books are the same and their ids are the same.
    let other = ContactBook::new(other.store().clone()).with_environment(Ticking::from(500));
    let cursor = first(&one, &query);
    is_refused(&other, &query, &cursor);

    // What is opened again takes its cursors only with the key.
    let store = one.store().clone();
    is_refused(&ContactBook::new(store.clone()), &query, &cursor);
    let open = |key| ContactBook::new(store.clone()).with_cursor_key(key);
    let kept = open(KEY);
    let cursor = kept.with(Caller::Host).query(&query, &Paging::first(2)).unwrap().next.unwrap();
    let again = open(KEY);
    let page = again.with(Caller::Host).query(&query, &Paging::first(2).after(&cursor)).unwrap();
    assert_eq!(page.contacts, everybody(&one, &query)[2..4]);
    is_refused(&open([7; 16]), &query, &cursor);
}

#[test]
fn a_cursor_that_was_altered_is_refused_and_never_a_panic() {
    let book = book();
    people(&book);
    for sort in sorts() {
        let query = ContactQuery::all().sorted(sort);
        let text = first(&book, &query).to_string();
        for at in 0..text.len() {
            let mut altered = text.clone();
            let with = if text.as_bytes()[at] == b'0' { "1" } else { "0" };
            altered.replace_range(at..=at, with);
            is_refused(&book, &query, &altered.parse().unwrap());
            if let Ok(shorter) = text[..at].parse() {
                is_refused(&book, &query, &shorter);
            }
        }
    }
    for text in ["", "x", "é", "0000", &"0".repeat(MAX_CURSOR + 2)] {
        let error = text.parse::<Cursor>().unwrap_err();
        assert_eq!(Error::from(error).code(), "INVALID_CURSOR");
        assert!(serde_json::from_value::<Cursor>(json!(text)).is_err());
    }
    assert!(serde_json::from_value::<Cursor>(json!(7)).is_err());
}

#[test]
fn pages_are_as_large_and_as_deep_as_is_allowed() {
    let book = book();
    people(&book);
    let session = book.with(Caller::Host);
    let query = ContactQuery::all();
    let page = |paging| session.query(&query, &paging);
    assert_eq!(page(Paging::first(MAX_PAGE)).unwrap().contacts.len(), 12);
    assert!(page(Paging::first(1).skipping(MAX_OFFSET)).unwrap().contacts.is_empty());
    refused(
        page(Paging::first(MAX_PAGE + 1)),
        (400, "ILLEGAL_LIMIT"),
        "invalid paging.limit `1001`: expected at most 1000",
    );
    refused(
        page(Paging::first(1).skipping(MAX_OFFSET + 1)),
        (400, "ILLEGAL_LIMIT"),
        "invalid paging.offset `1000001`: expected at most 1000000",
    );
    assert!(page(Paging::first(usize::MAX)).is_err());
    assert!(page(Paging::first(usize::MAX).skipping(usize::MAX)).is_err());
    // None is a page, too; it has no end to go on after.
    let none = page(Paging::first(0).with_total()).unwrap();
    assert_eq!((none.contacts.len(), none.total, none.next), (0, Some(12), None));
    assert_eq!(page(Paging::default()).unwrap().contacts.len(), 12);
}
