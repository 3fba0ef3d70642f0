//! Orders of contacts.

use std::cmp::Ordering;

use smol_str::SmolStr;
use uuid::Uuid;

use super::data::Single;
use super::field::ContactField;
use super::page::Position;
use super::value::Datum;
use crate::contact::Contact;
use crate::field::Number;
use crate::record::Stored;
use crate::text;
use crate::time::{LocalDate, Timestamp};

/// By how many characters, in lower case, texts are sorted.
pub const MAX_SORT_TEXT: usize = 100;

/// An order of contacts: by a field that has one value at most, ties by id.
///
/// Made by the fields of [`by`](super::by); the default is by creation, ascending.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    field: ContactField,
    order: Order,
}

/// Which end comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// The least; what has no value comes last.
    #[default]
    Ascending,
    /// The greatest; what has no value comes first. Ties by id, ascending still.
    Descending,
}

/// By what a contact is sorted; of one kind for all contacts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SortKey {
    /// The first [`MAX_SORT_TEXT`] characters of a text, in lower case.
    Text(SmolStr),
    /// A point in time.
    Time(Timestamp),
    /// A calendar day.
    Day(LocalDate),
    /// A number.
    Number(Number),
    /// An identity.
    Id(Uuid),
}

impl Default for Sort {
    fn default() -> Self {
        Self { field: ContactField::Created, order: Order::Ascending }
    }
}

impl Sort {
    /// The order by this field, which has one value at most.
    ///
    /// INVARIANT (one key): callers know that the field cannot have several.
    pub(crate) fn new(field: ContactField, order: Order) -> Self {
        Self { field, order }
    }

    /// By what is sorted.
    pub fn field(&self) -> &ContactField {
        &self.field
    }

    /// Which end comes first.
    pub fn order(&self) -> Order {
        self.order
    }

    /// By what a contact is sorted; `None` if it has no value.
    pub fn key(&self, contact: &Stored<Contact>) -> Option<SortKey> {
        if let Single::Value(value) = self.field.single(contact) {
            return value.map(SortKey::of);
        }
        let mut key = None;
        self.field.any(contact, &mut |datum| {
            key = Some(SortKey::of(datum));
            true
        });
        key
    }

    /// Where a contact stands.
    pub fn position(&self, contact: &Stored<Contact>) -> Position {
        Position { key: self.key(contact), id: *contact.id() }
    }

    /// Which of two positions comes first.
    pub fn compare(&self, a: &Position, b: &Position) -> Ordering {
        self.compare_keys(a.key.as_ref(), b.key.as_ref()).then_with(|| a.id.cmp(&b.id))
    }

    /// Whether a contact comes before or after a position; its own is not made for that.
    #[inline]
    pub(crate) fn compare_contact(&self, contact: &Stored<Contact>, with: &Position) -> Ordering {
        let with_key = with.key.as_ref();
        let keys = match self.field.single(contact) {
            Single::Value(value) => self.compare_value(value, with_key),
            Single::Other => {
                let mut keys = None;
                self.field.any(contact, &mut |value| {
                    keys = Some(self.compare_value(Some(value), with_key));
                    true
                });
                keys.unwrap_or_else(|| self.compare_value(None, with_key))
            }
        };
        keys.then_with(|| contact.id().cmp(&with.id))
    }

    /// Which comes first, a value or a key.
    #[inline]
    fn compare_value(&self, value: Option<Datum<'_>>, key: Option<&SortKey>) -> Ordering {
        let ascending = match (value, key) {
            (Some(value), Some(key)) => key.compare(value),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        match self.order {
            Order::Ascending => ascending,
            Order::Descending => ascending.reverse(),
        }
    }

    /// Which of two keys comes first.
    pub fn compare_keys(&self, a: Option<&SortKey>, b: Option<&SortKey>) -> Ordering {
        self.order.compare(a, b)
    }
}

impl Order {
    /// Which of two keys comes first.
    pub(super) fn compare(self, a: Option<&SortKey>, b: Option<&SortKey>) -> Ordering {
        let ascending = match (a, b) {
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        match self {
            Self::Ascending => ascending,
            Self::Descending => ascending.reverse(),
        }
    }
}

impl SortKey {
    /// How a value compares with this.
    #[inline]
    fn compare(&self, datum: Datum<'_>) -> Ordering {
        match (datum, self) {
            (Datum::Text(text), Self::Text(key)) => text::compare_folded(text, MAX_SORT_TEXT, key),
            (Datum::Time(time), Self::Time(key)) => time.cmp(key),
            (Datum::Day(day), Self::Day(key)) => day.cmp(key),
            (Datum::Number(number), Self::Number(key)) => number.cmp(key),
            (Datum::Id(id), Self::Id(key)) => id.cmp(key),
            (datum, key) => Self::of(datum).cmp(key),
        }
    }

    /// The key of a value.
    pub fn of(datum: Datum<'_>) -> Self {
        match datum {
            Datum::Text(text) => Self::Text(text::fold_up_to(text, MAX_SORT_TEXT)),
            Datum::Time(time) => Self::Time(time),
            Datum::Day(day) => Self::Day(day),
            Datum::Number(number) => Self::Number(number),
            Datum::Id(id) => Self::Id(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ContactId;
    use crate::query::by;

    #[test]
    fn what_has_no_value_stands_at_the_end_of_the_greatest_and_ties_by_id() {
        let at = |key: Option<&str>, id| Position {
            key: key.map(|key| SortKey::of(Datum::Text(key))),
            id: ContactId::from_u128(id),
        };
        let (none, a, b, other_b) =
            (at(None, 1), at(Some("a"), 9), at(Some("B"), 2), at(Some("b"), 3));
        let sorted = |sort: Sort| {
            let mut all = [other_b.clone(), none.clone(), b.clone(), a.clone()];
            all.sort_by(|x, y| sort.compare(x, y));
            all
        };
        let ascending = [a.clone(), b.clone(), other_b.clone(), none.clone()];
        assert_eq!(sorted(by::COMPANY.ascending()), ascending);
        assert_eq!(sorted(by::COMPANY.descending()), [none, b, other_b, a]);
    }
}
