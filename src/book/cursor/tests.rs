use super::*;
use crate::query::{Filter, Search, by};

const KEY: [u8; 16] = *b"the key of a tes";

fn positions() -> Vec<Position> {
    let id = ContactId::from_u128(0x0123_4567_89ab_cdef_0011_2233_4455_6677);
    let long: String = std::iter::repeat_n('𝄞', MAX_SORT_TEXT).collect();
    let keys = [
        None,
        Some(SortKey::Text("".into())),
        Some(SortKey::Text("lovelace".into())),
        Some(SortKey::Text(long.into())),
        Some(SortKey::Time(Timestamp::from_micros(i64::MIN))),
        Some(SortKey::Time(Timestamp::from_micros(-1))),
        Some(SortKey::Time(Timestamp::from_micros(i64::MAX))),
        Some(SortKey::Day("0001-01-01".parse().unwrap())),
        Some(SortKey::Day("9999-12-31".parse().unwrap())),
        Some(SortKey::Number(Number::new(-1.5e300).unwrap())),
        Some(SortKey::Number(Number::new(0.0).unwrap())),
        Some(SortKey::Id(Uuid::from_u128(u128::MAX))),
    ];
    keys.into_iter().map(|key| Position { key, id }).collect()
}

fn queries() -> Vec<ContactQuery> {
    let all = ContactQuery::all();
    let filtered = |filter: Filter| ContactQuery::all().with_filter(filter).unwrap();
    vec![
        all.clone(),
        all.clone().sorted(by::CREATED.descending()),
        all.clone().sorted(by::UPDATED.ascending()),
        all.clone().with_search(Search::words("ada").unwrap()),
        all.clone().with_search(Search::words("adab").unwrap()),
        all.with_search(Search::exact("ada").unwrap()),
        filtered(by::FIRST_NAME.eq("ada")),
        filtered(!by::FIRST_NAME.eq("ada")),
        filtered(by::LAST_NAME.eq("ada")),
        filtered(by::FIRST_NAME.starts_with("ada")),
        filtered(by::FIRST_NAME.eq("ada") & by::LAST_NAME.eq("king")),
        filtered(by::FIRST_NAME.eq("ada") | by::LAST_NAME.eq("king")),
        filtered(Filter::nothing()),
    ]
}

fn is_refused(key: &CursorKey, query: &ContactQuery, text: &str) -> bool {
    let opened = text.parse().and_then(|cursor| key.open(query, &cursor));
    opened.is_err_and(|error| error.rule() == Rule::Cursor)
}

#[test]
fn a_cursor_is_read_as_it_was_written_by_whoever_has_the_key() {
    for position in positions() {
        for query in queries() {
            let cursor = CursorKey::new(KEY).seal(&query, &position);
            let text = cursor.to_string();
            assert!(text.len() <= MAX_CURSOR, "{}", text.len());
            assert_eq!(text.parse(), Ok(cursor.clone()));
            assert_eq!(CursorKey::new(KEY).open(&query, &cursor), Ok(position.clone()));
        }
    }
}

#[test]
fn the_longest_cursor_is_as_long_as_is_said() {
    let query = ContactQuery::all();
    let longest = |position: &Position| CursorKey::new(KEY).seal(&query, position).0.len();
    assert_eq!(positions().iter().map(longest).max(), Some(MAX_CURSOR));
    assert_eq!(MAX_CURSOR, 868);
}

#[test]
fn a_cursor_of_another_query_or_another_book_is_refused() {
    let key = CursorKey::new(KEY);
    for position in positions() {
        for (of, query) in queries().iter().enumerate() {
            let cursor = key.seal(query, &position).to_string();
            for (at, other) in queries().iter().enumerate() {
                assert_eq!(is_refused(&key, other, &cursor), of != at, "{query:?} {other:?}");
            }
            for bit in 0..128 {
                let mut other = KEY;
                other[bit / 8] ^= 1 << (bit % 8);
                assert!(is_refused(&CursorKey::new(other), query, &cursor));
            }
        }
    }
}

#[test]
fn a_cursor_that_was_altered_anywhere_is_refused() {
    let (key, query) = (CursorKey::new(KEY), ContactQuery::all());
    for position in positions() {
        let text = key.seal(&query, &position).to_string();
        assert!(!is_refused(&key, &query, &text));
        for at in 0..text.len() {
            for with in "0123456789abcdefABCDEFg- é".chars() {
                let mut altered = text.clone();
                altered.replace_range(at..=at, with.encode_utf8(&mut [0; 4]));
                assert_eq!(is_refused(&key, &query, &altered), altered != text, "{altered}");
            }
            let mut shorter = text.clone();
            shorter.remove(at);
            assert!(is_refused(&key, &query, &shorter), "{shorter}");
            assert!(is_refused(&key, &query, &text[..at]));
            assert!(is_refused(&key, &query, &text[at + 1..]));
        }
        for longer in [format!("{text}00"), format!("00{text}"), format!("{text}{text}")] {
            assert!(is_refused(&key, &query, &longer));
        }
    }
}

#[test]
fn what_a_key_signed_is_still_read_with_care() {
    let (key, query) = (CursorKey::new(KEY), ContactQuery::all());
    let head = [&[FORM][..], &[7; 16]].concat();
    let bodies: [&[u8]; 12] = [
        &[0, 0],
        &[1, 0xff],
        &[2, 1, 2, 3],
        &[2, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        b"\x032024-02-30",
        b"\x03",
        &[3, 0xc3, 0x28],
        &[4, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0],
        &[4, 0],
        &[5, 1],
        &[6],
        &[],
    ];
    let written = bodies.iter().map(|body| [&head, *body].concat());
    let other = [[2; 18].to_vec(), [FORM; 5].to_vec(), Vec::new()];
    for mut bytes in written.chain(other) {
        bytes.extend(key.signature(&query, &bytes));
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(key.open(&query, &Cursor(text.as_str().into())).is_err(), "{text}");
    }
}

#[test]
fn a_key_from_ids_depends_on_each_of_them() {
    let key = |ids: [u128; 4]| {
        let ids = std::cell::RefCell::new(ids.into_iter());
        CursorKey::from_ids(|| Uuid::from_u128(ids.borrow_mut().next().unwrap())).0
    };
    let keys = [key([1, 2, 3, 4]), key([9, 2, 3, 4]), key([1, 2, 9, 4]), key([1, 2, 3, 9])];
    assert_eq!(key([1, 2, 3, 4]), keys[0]);
    for (at, key) in keys.iter().enumerate() {
        assert!(!keys[..at].contains(key));
    }
    assert_eq!(format!("{:?}", CursorKey::new(KEY)), "CursorKey(..)");
}

#[cfg(feature = "testing")]
mod hostile {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_is_taken_for_a_cursor(text in "[0-9a-f]{0,900}|.{0,80}") {
            for query in queries() {
                prop_assert!(is_refused(&CursorKey::new(KEY), &query, &text));
            }
        }

        #[test]
        fn a_signed_body_is_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..420)) {
            let read = read(&body);
            // What is read is written again as it was, but for values that have several forms.
            if let Some(position) = read {
                prop_assert_eq!(super::read(&written(&position)), Some(position));
            }
        }
    }
}
