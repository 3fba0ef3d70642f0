//! Rows in the order of a field.

use std::collections::BTreeMap;
use std::ops::Bound::{self, Excluded, Included, Unbounded};

use smallvec::SmallVec;
use smol_str::SmolStr;
use uuid::Uuid;

use crate::contact::{Contact, EmailAddress};
use crate::field::Number;
use crate::id::ContactId;
use crate::query::{Comparison, ContactField, Datum, MAX_SORT_TEXT, Order, Position, SortKey};
use crate::record::Stored;
use crate::time::{LocalDate, Timestamp};

/// Runs of equal keys up to this length are turned round on the way.
const RUN: usize = 16;

const FIRST_ID: ContactId = ContactId::new(Uuid::nil());
const LAST_ID: ContactId = ContactId::new(Uuid::max());

/// The rows of live contacts by what they hold in a field, ties by id.
///
/// The keys are those of sorting, so a look-up by key finds every contact with the value that is
/// asked for, and perhaps others: texts are folded and cut.
#[derive(Debug)]
pub(super) struct Ordered {
    present: BTreeMap<(SortKey, ContactId), u32>,
    missing: BTreeMap<ContactId, u32>,
}

/// The keys of a contact, each once.
type Keys = SmallVec<[SortKey; 2]>;

fn keys(field: &ContactField, contact: &Stored<Contact>) -> Keys {
    let emails = contact.info().emails();
    let mut keys = Keys::new();
    match field {
        ContactField::PrimaryEmail => {
            keys.extend(emails.primary().map(|entry| email_key(&entry.value)));
        }
        ContactField::Emails => keys.extend(emails.iter().map(|entry| email_key(&entry.value))),
        field => {
            field.any(contact, &mut |datum| {
                keys.push(SortKey::of(datum));
                false
            });
        }
    }
    if keys.len() > 1 {
        keys.sort_unstable();
        keys.dedup();
    }
    keys
}

/// The key of an address, which shares its text: few are as short as what needs no memory of its own.
fn email_key(email: &EmailAddress) -> SortKey {
    let normal = email.normal_text();
    match normal.is_ascii() && normal.len() <= MAX_SORT_TEXT {
        true => SortKey::Text(normal.clone()),
        false => SortKey::of(Datum::Text(normal)),
    }
}

impl Ordered {
    /// The index of what is there.
    pub(super) fn new<'a>(
        field: &ContactField,
        contacts: impl Iterator<Item = (u32, &'a Stored<Contact>)>,
    ) -> Self {
        let (mut present, mut missing) = (Vec::new(), Vec::new());
        for (row, contact) in contacts {
            let keys = keys(field, contact);
            if keys.is_empty() {
                missing.push((contact.id, row));
            }
            present.extend(keys.into_iter().map(|key| ((key, contact.id), row)));
        }
        present.sort_unstable();
        missing.sort_unstable();
        // Built from what is sorted, the nodes are full.
        Self { present: present.into_iter().collect(), missing: missing.into_iter().collect() }
    }

    /// A row holds something else now.
    pub(super) fn change(
        &mut self,
        field: &ContactField,
        row: u32,
        before: Option<&Stored<Contact>>,
        after: Option<&Stored<Contact>>,
    ) {
        let (old, new) = (before.map(|c| keys(field, c)), after.map(|c| keys(field, c)));
        if old == new {
            return;
        }
        let Some(id) = before.or(after).map(|contact| contact.id) else { return };
        match old {
            Some(keys) if keys.is_empty() => {
                self.missing.remove(&id);
            }
            keys => {
                for key in keys.into_iter().flatten() {
                    self.present.remove(&(key, id));
                }
            }
        }
        match new {
            Some(keys) if keys.is_empty() => {
                self.missing.insert(id, row);
            }
            keys => {
                for key in keys.into_iter().flatten() {
                    self.present.insert((key, id), row);
                }
            }
        }
    }

    /// The rows without a value.
    pub(super) fn missing(&self) -> impl Iterator<Item = u32> {
        self.missing.values().copied()
    }

    /// How many rows have no value.
    pub(super) fn missing_len(&self) -> u64 {
        self.missing.len() as u64
    }

    /// The rows with a key in this range; a row of several values may come several times.
    pub(super) fn range(&self, range: &KeyRange) -> impl Iterator<Item = u32> {
        let KeyRange { from, to } = range;
        let from = match from {
            Unbounded => Unbounded,
            Included(key) => Included((key.clone(), FIRST_ID)),
            Excluded(key) => Excluded((key.clone(), LAST_ID)),
        };
        let to = match to {
            Unbounded => Unbounded,
            Included(key) => Included((key.clone(), LAST_ID)),
            Excluded(key) => Excluded((key.clone(), FIRST_ID)),
        };
        self.present.range((from, to)).map(|(_, row)| *row)
    }

    /// The rows in order, from what comes after a position.
    ///
    /// Of a field with one value at most.
    pub(super) fn walk<'a>(
        &'a self,
        order: Order,
        after: Option<&Position>,
    ) -> Box<dyn Iterator<Item = u32> + 'a> {
        match order {
            Order::Ascending => self.forward(after),
            Order::Descending => self.backward(after),
        }
    }

    fn forward<'a>(&'a self, after: Option<&Position>) -> Box<dyn Iterator<Item = u32> + 'a> {
        let rows = |(_, row): (&_, &u32)| *row;
        match after {
            None => Box::new(self.present.values().chain(self.missing.values()).copied()),
            Some(Position { key: Some(key), id }) => {
                let rest = self.present.range((Excluded((key.clone(), *id)), Unbounded));
                Box::new(rest.map(rows).chain(self.missing.values().copied()))
            }
            Some(Position { key: None, id }) => {
                Box::new(self.missing.range((Excluded(*id), Unbounded)).map(|(_, row)| *row))
            }
        }
    }

    fn backward<'a>(&'a self, after: Option<&Position>) -> Box<dyn Iterator<Item = u32> + 'a> {
        match after {
            None => {
                let present = Backward::before(&self.present, Unbounded);
                Box::new(self.missing.values().copied().chain(present))
            }
            Some(Position { key: None, id }) => {
                let missing = self.missing.range((Excluded(*id), Unbounded)).map(|(_, row)| *row);
                Box::new(missing.chain(Backward::before(&self.present, Unbounded)))
            }
            Some(Position { key: Some(key), id }) => {
                let (from, to) = (Excluded((key.clone(), *id)), Included((key.clone(), LAST_ID)));
                // Where the position is the last possible one, nothing shares its key.
                let tied = (*id < LAST_ID).then(|| self.present.range((from, to)));
                let tied = tied.into_iter().flatten().map(|(_, row)| *row);
                let below = Excluded((key.clone(), FIRST_ID));
                Box::new(tied.chain(Backward::before(&self.present, below)))
            }
        }
    }
}

/// Keys between two bounds.
#[derive(Clone, Debug)]
pub(super) struct KeyRange {
    pub(super) from: Bound<SortKey>,
    pub(super) to: Bound<SortKey>,
}

impl KeyRange {
    /// This key alone.
    pub(super) fn one(key: SortKey) -> Self {
        Self { from: Included(key.clone()), to: Included(key) }
    }

    /// The keys of its kind that compare so with a key.
    pub(super) fn compared(comparison: Comparison, key: SortKey) -> Self {
        let (least, end) = kind(&key);
        match comparison {
            Comparison::Below => Self { from: Included(least), to: Excluded(key) },
            Comparison::AtMost => Self { from: Included(least), to: Included(key) },
            Comparison::AtLeast => Self { from: Included(key), to: end },
            Comparison::Above => Self { from: Excluded(key), to: end },
        }
    }

    /// The texts that begin so.
    pub(super) fn prefix(prefix: SmolStr) -> Self {
        let end = after_all(&prefix).map(|end| Excluded(SortKey::Text(end)));
        let prefix = SortKey::Text(prefix);
        let to = end.unwrap_or_else(|| kind(&prefix).1);
        Self { from: Included(prefix), to }
    }
}

/// The least key of the kind of a key, and where its kind ends.
fn kind(key: &SortKey) -> (SortKey, Bound<SortKey>) {
    let time = SortKey::Time(Timestamp::from_micros(i64::MIN));
    let day = SortKey::Day(LocalDate::MIN);
    let number = SortKey::Number(Number::MIN);
    let id = SortKey::Id(Uuid::nil());
    match key {
        SortKey::Text(_) => (SortKey::Text(SmolStr::default()), Excluded(time)),
        SortKey::Time(_) => (time, Excluded(day)),
        SortKey::Day(_) => (day, Excluded(number)),
        SortKey::Number(_) => (number, Excluded(id)),
        SortKey::Id(_) => (id, Unbounded),
    }
}

/// The least text that is greater than all which begin so; `None` if there is none.
fn after_all(prefix: &str) -> Option<SmolStr> {
    let mut chars: Vec<char> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        let next = (last as u32 + 1..=char::MAX as u32).find_map(char::from_u32);
        if let Some(next) = next {
            chars.push(next);
            return Some(chars.into_iter().collect::<String>().into());
        }
    }
    None
}

/// Keys descending, and the ids of one key ascending.
struct Backward<'a> {
    map: &'a BTreeMap<(SortKey, ContactId), u32>,
    /// What is still to come, descending.
    rest: std::collections::btree_map::Range<'a, (SortKey, ContactId), u32>,
    /// The rows of a short run, in reverse.
    run: SmallVec<[u32; RUN]>,
    /// The rows of a long run.
    long: Option<std::collections::btree_map::Range<'a, (SortKey, ContactId), u32>>,
}

impl<'a> Backward<'a> {
    fn before(
        map: &'a BTreeMap<(SortKey, ContactId), u32>,
        end: Bound<(SortKey, ContactId)>,
    ) -> Self {
        let rest = map.range((Unbounded, end));
        Self { map, rest, run: SmallVec::new(), long: None }
    }

    /// Takes up the next run.
    fn fill(&mut self) -> Option<()> {
        let ((key, _), row) = self.rest.next_back()?;
        self.run.push(*row);
        loop {
            let mut peek = self.rest.clone();
            match peek.next_back() {
                Some(((next, _), row)) if next == key => {
                    if self.run.len() == RUN {
                        self.run.clear();
                        let (first, last) = ((key.clone(), FIRST_ID), (key.clone(), LAST_ID));
                        self.rest = self.map.range((Unbounded, Excluded(first.clone())));
                        self.long = Some(self.map.range(first..=last));
                        return Some(());
                    }
                    self.run.push(*row);
                    self.rest = peek;
                }
                _ => return Some(()),
            }
        }
    }
}

impl Iterator for Backward<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        loop {
            if let Some(row) = self.run.pop() {
                return Some(row);
            }
            if let Some(long) = &mut self.long {
                match long.next() {
                    Some((_, row)) => return Some(*row),
                    None => self.long = None,
                }
            }
            self.fill()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_a_prefix_ends_before_its_successor() {
        assert_eq!(after_all("ab").as_deref(), Some("ac"));
        assert_eq!(after_all("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(after_all("\u{d7ff}").as_deref(), Some("\u{e000}"));
        assert_eq!(after_all("\u{10ffff}"), None);
        assert_eq!(after_all(""), None);
    }

    #[test]
    fn what_is_of_another_kind_is_in_no_range() {
        let keys = [
            SortKey::Text("b".into()),
            SortKey::Time(Timestamp::EPOCH),
            SortKey::Day("2000-01-01".parse().unwrap()),
            SortKey::Number("5".parse().unwrap()),
            SortKey::Id(Uuid::from_u128(5)),
        ];
        let id = ContactId::from_u128(1);
        let all = Ordered {
            present: keys.iter().zip(0..).map(|(key, row)| ((key.clone(), id), row)).collect(),
            missing: BTreeMap::new(),
        };
        let found = |range: KeyRange| all.range(&range).collect::<Vec<_>>();
        for (key, row) in keys.iter().zip(0..) {
            for comparison in [Comparison::AtMost, Comparison::AtLeast] {
                assert_eq!(found(KeyRange::compared(comparison, key.clone())), [row]);
            }
        }
        assert_eq!(found(KeyRange::prefix("".into())), [0]);
    }

    #[test]
    fn runs_of_any_length_go_up_while_keys_go_down() {
        let key = |n: u32| SortKey::Number(f64::from(n).to_string().parse().unwrap());
        let mut map = BTreeMap::new();
        let mut due = Vec::new();
        for (n, length) in [(5, 40), (4, 1), (3, RUN), (2, RUN + 1), (1, 2)] {
            for id in 0..length {
                let row = n * 100 + id as u32;
                map.insert((key(n), ContactId::from_u128(id as u128)), row);
                due.push(row);
            }
        }
        let walked: Vec<u32> = Backward::before(&map, Unbounded).collect();
        assert_eq!(walked, due);
    }
}
