//! Cursors: where the next page begins, for those who must not make one up.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use siphasher::sip128::{Hasher128, SipHasher24};
use smol_str::{SmolStr, SmolStrBuilder};
use uuid::Uuid;

use crate::field::Number;
use crate::id::ContactId;
use crate::invalid::{Invalid, Rule};
use crate::query::{ContactQuery, MAX_SORT_TEXT, Position, SortKey};
use crate::time::{LocalDate, Timestamp};

/// How many characters the text of a cursor has at most: 868. Most have less than 100.
pub const MAX_CURSOR: usize = 2 * (HEAD + MAX_KEY + TAG);

/// The version of the form, the id of a contact, the kind of a sort key.
const HEAD: usize = 1 + 16 + 1;
/// The longest sort key: characters of four bytes.
const MAX_KEY: usize = 4 * MAX_SORT_TEXT;
/// The signature.
const TAG: usize = 16;
/// The version of the form.
const FORM: u8 = 1;

/// Where the next page begins: a text without meaning for those who hold it.
///
/// It is good for the same query (filter, search and order) in the same book, and signed with a
/// [key](super::ContactBook::with_cursor_key) of the book: any other text is refused where it is
/// used. It names the contact after which the page begins and what that is sorted by, which are not
/// hidden: it is as private as the page that it came with.
///
/// ```
/// # use contacts_core::*;
/// # let book = ContactBook::new(MemoryStore::new());
/// # let session = book.with(Caller::Host);
/// # for name in ["Ada", "Bob", "Eve"] {
/// #     session.create(ContactPatch::new().with_name(name, "")?)?;
/// # }
/// let query = ContactQuery::all();
/// let page = session.query(&query, &Paging::first(2))?;
/// let sent = page.next.expect("there are three").to_string();
///
/// let cursor: Cursor = sent.parse()?;
/// let page = session.query(&query, &Paging::first(2).after(&cursor))?;
/// assert_eq!((page.contacts.len(), page.next), (1, None));
/// # Ok::<(), contacts_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor(SmolStr);

/// # Errors
///
/// [`Invalid`] ([`Rule::Cursor`]) if the text has not the form of a cursor. Whether it is one is
/// only known where it is used.
impl FromStr for Cursor {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let fits = (2 * (HEAD + TAG)..=MAX_CURSOR).contains(&text.len());
        // Capital letters would be another text for the same bytes.
        let is_hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        match fits && is_hex && text.len().is_multiple_of(2) {
            true => Ok(Self(text.into())),
            false => Err(refused(text)),
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What a book signs its cursors with.
pub(super) struct CursorKey([u8; 16]);

impl CursorKey {
    pub(super) fn new(key: [u8; 16]) -> Self {
        Self(key)
    }

    /// A key from new ids. Each has 32 bits that are random, at least: four are enough.
    pub(super) fn from_ids(new_id: impl Fn() -> Uuid) -> Self {
        let mut hasher = SipHasher24::new();
        for _ in 0..4 {
            hasher.write(new_id().as_bytes());
        }
        Self(hasher.finish128().as_bytes())
    }

    /// The cursor of the page after this position.
    pub(super) fn seal(&self, query: &ContactQuery, position: &Position) -> Cursor {
        let mut bytes = written(position);
        bytes.extend(self.signature(query, &bytes));
        let mut text = SmolStrBuilder::new();
        for byte in bytes {
            for digit in [byte >> 4, byte & 15] {
                text.push(char::from_digit(digit.into(), 16).expect("four bits are one digit"));
            }
        }
        Cursor(text.finish())
    }

    /// The position after which the page of this cursor begins.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if this key did not seal it for this query.
    pub(super) fn open(&self, query: &ContactQuery, cursor: &Cursor) -> Result<Position, Invalid> {
        let Cursor(text) = cursor;
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|it| u8::try_from(it).ok());
        let pairs = text.as_bytes().as_chunks::<2>().0.iter();
        let bytes: Option<Vec<u8>> =
            pairs.map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
        bytes
            .and_then(|bytes| {
                let (written, tag) = bytes.split_last_chunk::<TAG>()?;
                let signature = self.signature(query, written);
                // All of it is compared, so that the time does not tell how much was right.
                let wrong = signature.iter().zip(tag).fold(0, |wrong, (a, b)| wrong | (a ^ b));
                if wrong == 0 { read(written) } else { None }
            })
            .ok_or_else(|| refused(text))
    }

    /// INVARIANT (bound): the signature depends on the key of the book, on all of the query and on
    /// all that is written. It is the same in every process that runs the same version.
    fn signature(&self, query: &ContactQuery, written: &[u8]) -> [u8; TAG] {
        let mut asked = SipHasher24::new_with_key(&self.0);
        query.hash(&mut asked);
        let mut all = SipHasher24::new_with_key(&self.0);
        all.write(&asked.finish128().as_bytes());
        all.write(written);
        all.finish128().as_bytes()
    }
}

/// The key is not shown.
impl fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey(..)")
    }
}

fn written(position: &Position) -> Vec<u8> {
    let Position { key, id } = position;
    let mut bytes = Vec::with_capacity(HEAD + 16 + TAG);
    bytes.push(FORM);
    bytes.extend(id.as_uuid().as_bytes());
    match key {
        None => bytes.push(0),
        Some(SortKey::Text(text)) => {
            bytes.push(1);
            bytes.extend(text.as_bytes());
        }
        Some(SortKey::Time(time)) => {
            bytes.push(2);
            bytes.extend(time.as_micros().to_be_bytes());
        }
        Some(SortKey::Day(day)) => {
            bytes.push(3);
            bytes.extend(day.to_string().as_bytes());
        }
        Some(SortKey::Number(number)) => {
            bytes.push(4);
            bytes.extend(number.get().to_be_bytes());
        }
        Some(SortKey::Id(id)) => {
            bytes.push(5);
            bytes.extend(id.as_bytes());
        }
    }
    bytes
}

/// What was written; it trusts no byte of it.
fn read(bytes: &[u8]) -> Option<Position> {
    let (&FORM, rest) = bytes.split_first()? else { return None };
    let (id, rest) = rest.split_first_chunk::<16>()?;
    let (kind, rest) = rest.split_first()?;
    let key = match kind {
        0 if rest.is_empty() => None,
        1 if rest.len() <= MAX_KEY => Some(SortKey::Text(std::str::from_utf8(rest).ok()?.into())),
        2 => {
            let micros = i64::from_be_bytes(rest.try_into().ok()?);
            Some(SortKey::Time(Timestamp::from_micros(micros)))
        }
        3 => {
            let day: LocalDate = std::str::from_utf8(rest).ok()?.parse().ok()?;
            Some(SortKey::Day(day))
        }
        4 => {
            let number = f64::from_be_bytes(rest.try_into().ok()?);
            Some(SortKey::Number(Number::new(number).ok()?))
        }
        5 => Some(SortKey::Id(Uuid::from_bytes(rest.try_into().ok()?))),
        _ => return None,
    };
    Some(Position { key, id: ContactId::new(Uuid::from_bytes(*id)) })
}

fn refused(text: &str) -> Invalid {
    Invalid::new(Rule::Cursor, "paging.cursor", text, "the cursor of a page of this query")
}

#[cfg(test)]
mod tests;
