//! Which rows a query can be narrowed to by indexes.

use std::borrow::Cow;
use std::cell::Cell;

use roaring::RoaringBitmap;

use super::explain::Notes;
use super::indexes::{Made, Needed};
use super::ordered::{KeyRange, Ordered};
use super::values::Values;
use crate::contact::{E164, MatchKey};
use crate::id::ContactId;
use crate::query::{
    Condition, ContactField, ContactQuery, Datum, FieldKind, Filter, MAX_SORT_TEXT, Search,
    SortKey, Test, Value, by,
};
use crate::store::memory::state::State;

/// Rows to which a filter is narrowed.
///
/// INVARIANT (within): where a filter was narrowed `within` other rows, this tells of those only; what
/// is outside may be here or not. Whoever gives `within` intersects.
#[derive(Debug)]
pub(super) struct Selected<'a> {
    /// At least those that meet it.
    pub(super) rows: Cow<'a, RoaringBitmap>,
    /// Whether all of them do; otherwise each must be checked.
    pub(super) exact: bool,
}

impl<'a> Selected<'a> {
    fn exactly(rows: RoaringBitmap) -> Self {
        Self { rows: Cow::Owned(rows), exact: true }
    }

    fn none() -> Self {
        Self::exactly(RoaringBitmap::new())
    }
}

/// Narrows filters by the indexes of a book.
pub(super) struct Selection<'a> {
    pub(super) state: &'a State,
    pub(super) made: &'a Made,
    pub(super) notes: &'a Notes,
    /// Whether all that meet the query must be known, and not only those of a page.
    pub(super) whole: bool,
    /// How many entries of indexes may still be looked at; beyond, it costs less to look at the
    /// contacts. So a filter of many parts never costs more than a walk or two through all of them.
    pub(super) left: Cell<u64>,
}

/// The index by which a test is answered.
enum Access<'t> {
    /// The postings that every write keeps right.
    Labels,
    Keys(Vec<MatchKey>),
    Ids(&'t [Value]),
    Values,
    Ordered,
    /// None: contacts are checked one by one.
    Unindexed,
}

fn access(test: &Test) -> Access<'_> {
    match (test.field(), test.field().kind(), test.condition()) {
        (ContactField::Labels, ..) => Access::Labels,
        (ContactField::Id, _, Condition::OneOf(ids)) => Access::Ids(ids),
        (ContactField::Id, ..) => Access::Unindexed,
        (ContactField::Emails, _, Condition::OneOf(emails)) => {
            Access::Keys(emails.iter().filter_map(email_key).collect())
        }
        (ContactField::E164s, _, Condition::OneOf(numbers)) => {
            Access::Keys(numbers.iter().filter_map(phone_key).collect())
        }
        (_, FieldKind::Status | FieldKind::Code | FieldKind::Id | FieldKind::Label, _) => {
            Access::Values
        }
        (_, kind, condition) => match condition {
            Condition::OneOf(_) | Condition::StartsWith(_) | Condition::Exists(_) => {
                Access::Ordered
            }
            // A field of several texts may have another one beside those that are looked up.
            Condition::Other(_) if !test.field().has_many() => Access::Ordered,
            // The keys of texts are folded: they do not tell what is greater.
            Condition::Compare(..) if !is_folded(kind) => Access::Ordered,
            _ => Access::Unindexed,
        },
    }
}

fn email_key(value: &Value) -> Option<MatchKey> {
    match value {
        Value::Text(email) => Some(MatchKey::Email(email.clone())),
        _ => None,
    }
}

fn phone_key(value: &Value) -> Option<MatchKey> {
    match value {
        Value::Text(number) => number.parse::<E164>().ok().map(MatchKey::Phone),
        _ => None,
    }
}

fn is_folded(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Text | FieldKind::Email)
}

/// An exact search, as the filter that it is.
fn as_filter(text: &str) -> Filter {
    Filter::any_of([
        by::FIRST_NAME.eq(text),
        by::LAST_NAME.eq(text),
        by::EMAILS.eq(text),
        by::PHONES.eq(text),
        by::E164S.eq(text),
    ])
}

/// The indexes that narrow a query, without those that would not pay.
pub(super) fn needed(state: &State, query: &ContactQuery) -> Vec<Needed> {
    let mut needed = vec![Needed::Live];
    if is_narrow(state, query) {
        return needed;
    }
    let few = few(state);
    collect(state, query.filter(), few, &mut needed);
    if let Some(search) = query.search() {
        match search.exact_text() {
            Some(text) => collect(state, &as_filter(text), few, &mut needed),
            None => needed.push(Needed::Words),
        }
    }
    needed
}

/// So many contacts are looked at more easily than an index is made.
fn few(state: &State) -> u64 {
    (state.len() as u64 / 64).max(256)
}

/// Whether the postings that every write keeps right leave few contacts.
pub(super) fn is_narrow(state: &State, query: &ContactQuery) -> bool {
    eager(state, query.filter()).is_some_and(|rows| rows <= few(state))
}

fn collect(state: &State, filter: &Filter, few: u64, needed: &mut Vec<Needed>) {
    match filter {
        Filter::Test(test) => {
            let field = || test.field().clone();
            needed.extend(match access(test) {
                Access::Values => Some(Needed::Values(field())),
                Access::Ordered => Some(Needed::Ordered(field())),
                _ => None,
            });
        }
        Filter::Holds(_) => {}
        Filter::And(_) if eager(state, filter).is_some_and(|rows| rows <= few) => {}
        Filter::And(parts) | Filter::Or(parts) => {
            parts.iter().for_each(|part| collect(state, part, few, needed));
        }
        Filter::Not(part) => collect(state, part, few, needed),
    }
}

/// How many rows a filter finds at most, as far as the postings tell that every write keeps right.
fn eager(state: &State, filter: &Filter) -> Option<u64> {
    match filter {
        Filter::Test(test) => match (access(test), test.condition()) {
            (Access::Labels, Condition::OneOf(labels)) => Some(
                labels
                    .iter()
                    .filter_map(|label| labelled(state, label))
                    .map(RoaringBitmap::len)
                    .sum(),
            ),
            (Access::Labels, Condition::HasAll(labels)) => {
                let rows = |label| labelled(state, label).map_or(0, RoaringBitmap::len);
                labels.iter().map(rows).min()
            }
            (Access::Ids(ids), _) => Some(ids.len() as u64),
            (Access::Keys(keys), _) => Some(keys.iter().map(|key| state.holding_count(key)).sum()),
            _ => None,
        },
        Filter::Holds(key) => Some(state.holding_count(key)),
        Filter::And(parts) => parts.iter().filter_map(|part| eager(state, part)).min(),
        Filter::Or(parts) => parts.iter().map(|part| eager(state, part)).sum(),
        Filter::Not(_) => None,
    }
}

/// The rows that have a label.
fn labelled<'a>(state: &'a State, label: &Value) -> Option<&'a RoaringBitmap> {
    match label {
        Value::Text(key) => state.labelled(key),
        _ => None,
    }
}

impl<'a> Selection<'a> {
    /// The rows to which a query is narrowed; `None` if it is not.
    pub(super) fn of_query(&self, query: &ContactQuery) -> Option<Selected<'a>> {
        let filter = self.of(query.filter(), None);
        let exact =
            filter.as_ref().is_some_and(|filter| filter.exact) || query.filter().is_everything();
        let Some(search) = query.search() else {
            return filter;
        };
        let within = filter.as_ref().map(|filter| &*filter.rows);
        let found = self.of_search(search, within);
        Some(match (filter, found) {
            (Some(filter), Some(found)) => {
                let rows = &*filter.rows & &*found.rows;
                Selected { rows: Cow::Owned(rows), exact: exact && found.exact }
            }
            (None, Some(found)) => Selected { exact: exact && found.exact, ..found },
            (Some(filter), None) => Selected { exact: false, ..filter },
            (None, None) => return None,
        })
    }

    fn of_search(&self, search: &Search, within: Option<&RoaringBitmap>) -> Option<Selected<'a>> {
        match (search.exact_text(), search.terms()) {
            (Some(text), _) => {
                let found = self.of(&as_filter(text), within)?;
                Some(Selected { exact: false, ..found })
            }
            (None, Some(terms)) => {
                let words = self.made.words.as_ref()?;
                let rows = words.find(terms, self.live());
                self.notes.used(|| format!("words `{}`", terms.join(" ")), rows.len());
                Some(Selected::exactly(rows))
            }
            (None, None) => None,
        }
    }

    /// Takes so many entries into account; `None` if that is too much.
    fn spend(&self, entries: u64) -> Option<()> {
        self.left.set(self.left.get().checked_sub(entries)?);
        Some(())
    }

    fn live(&self) -> &'a RoaringBitmap {
        self.made.live.as_ref().expect("every query needs the live rows")
    }

    /// The rows to which a filter is narrowed, of those `within`; `None` if it would not pay.
    fn of(&self, filter: &Filter, within: Option<&RoaringBitmap>) -> Option<Selected<'a>> {
        match filter {
            Filter::Test(test) => self.of_test(test, within),
            Filter::Holds(key) => {
                let rows = self.state.holding(key);
                self.notes.used(|| "a key".to_owned(), rows.len() as u64);
                Some(Selected::exactly(rows.into_iter().collect()))
            }
            Filter::And(parts) => self.of_all(parts, within),
            Filter::Or(parts) => {
                let mut rows = RoaringBitmap::new();
                let mut exact = true;
                for part in parts {
                    let found = self.of(part, within)?;
                    exact &= found.exact;
                    rows |= &*found.rows;
                }
                Some(Selected { rows: Cow::Owned(rows), exact })
            }
            Filter::Not(part) => {
                let found = self.of(part, within).filter(|found| found.exact)?;
                Some(Selected::exactly(within.unwrap_or(self.live()) - &*found.rows))
            }
        }
    }

    /// What costs little to find comes first and narrows the rest.
    fn of_all(&self, parts: &[Filter], within: Option<&RoaringBitmap>) -> Option<Selected<'a>> {
        let mut parts: Vec<(u64, &Filter)> =
            parts.iter().map(|part| (eager(self.state, part).unwrap_or(u64::MAX), part)).collect();
        parts.sort_by_key(|(rows, _)| *rows);
        let mut found: Option<Selected<'a>> = None;
        let mut exact = true;
        for (_, part) in parts {
            let within = found.as_ref().map(|found| &*found.rows).or(within);
            match self.of(part, within) {
                None => exact = false,
                Some(next) => {
                    exact &= next.exact;
                    found = Some(match found {
                        None => next,
                        Some(found) => {
                            Selected { rows: Cow::Owned(&*found.rows & &*next.rows), exact: true }
                        }
                    });
                }
            }
        }
        found.map(|found| Selected { exact, ..found })
    }

    fn of_test(&self, test: &Test, within: Option<&RoaringBitmap>) -> Option<Selected<'a>> {
        let found = match access(test) {
            Access::Labels => Some(self.of_labels(test.condition())),
            Access::Ids(ids) => {
                let row = |id: &Value| match id {
                    Value::Id(id) => self.state.row_of(ContactId::new(*id)),
                    _ => None,
                };
                Some(Selected::exactly(ids.iter().filter_map(row).collect()))
            }
            Access::Keys(keys) => {
                let rows = keys.iter().flat_map(|key| self.state.holding(key));
                Some(Selected::exactly(rows.collect()))
            }
            Access::Values => {
                let values = self.made.values.get(test.field())?;
                Some(Selected::exactly(self.of_values(values, test)))
            }
            Access::Ordered => {
                let ordered = self.made.ordered.get(test.field())?;
                self.of_ordered(ordered, test, within)
            }
            Access::Unindexed => None,
        }?;
        self.spend(found.rows.len() / 16 + 1)?;
        self.notes.used(|| test.to_string(), found.rows.len());
        Some(found)
    }

    fn of_labels(&self, condition: &Condition) -> Selected<'a> {
        let labelled = |label: &Value| labelled(self.state, label);
        match condition {
            Condition::OneOf(labels) => match labels.as_slice() {
                [label] => match labelled(label) {
                    Some(rows) => Selected { rows: Cow::Borrowed(rows), exact: true },
                    None => Selected::none(),
                },
                labels => {
                    let mut rows = RoaringBitmap::new();
                    labels.iter().filter_map(labelled).for_each(|label| rows |= label);
                    Selected::exactly(rows)
                }
            },
            Condition::HasAll(labels) => {
                let mut rows: Option<RoaringBitmap> = None;
                for label in labels {
                    let Some(label) = labelled(label) else { return Selected::none() };
                    rows = Some(rows.map_or_else(|| label.clone(), |rows| rows & label));
                }
                Selected::exactly(rows.unwrap_or_else(|| self.live().clone()))
            }
            condition => {
                let labels = self.state.all_labels();
                Selected::exactly(self.meeting(
                    condition,
                    labels.map(|(key, rows)| (Datum::Text(key.as_str()), rows)),
                ))
            }
        }
    }

    fn of_values(&self, values: &Values, test: &Test) -> RoaringBitmap {
        let mut rows = RoaringBitmap::new();
        match test.condition() {
            Condition::OneOf(wanted) => {
                wanted.iter().filter_map(|value| values.get(value)).for_each(|found| rows |= found);
            }
            Condition::HasAll(wanted) => {
                let mut all: Option<RoaringBitmap> = None;
                for value in wanted {
                    let Some(found) = values.get(value) else { return rows };
                    all = Some(all.map_or_else(|| found.clone(), |all| all & found));
                }
                rows = all.unwrap_or_else(|| self.live().clone());
            }
            condition => {
                let values = values.iter().map(|(value, rows)| (value.as_datum(), rows));
                rows = self.meeting(condition, values);
            }
        }
        rows
    }

    /// The rows that have a value which meets a condition, or have none if that meets it.
    fn meeting<'v>(
        &self,
        condition: &Condition,
        values: impl Iterator<Item = (Datum<'v>, &'v RoaringBitmap)>,
    ) -> RoaringBitmap {
        let (mut rows, mut any) = (RoaringBitmap::new(), RoaringBitmap::new());
        let without = holds_without(condition);
        for (value, found) in values {
            if holds(condition, value) {
                rows |= found;
            }
            if without {
                any |= found;
            }
        }
        match without {
            true => rows | (self.live() - any),
            false => rows,
        }
    }

    fn of_ordered(
        &self,
        ordered: &Ordered,
        test: &Test,
        within: Option<&RoaringBitmap>,
    ) -> Option<Selected<'a>> {
        let folded = is_folded(test.field().kind());
        let ranges = match test.condition() {
            Condition::Exists(false) => {
                self.spend(ordered.missing_len())?;
                return Some(Selected::exactly(sorted(ordered.missing().collect())));
            }
            Condition::Exists(true) => {
                self.spend(ordered.missing_len())?;
                let missing = sorted(ordered.missing().collect());
                return Some(Selected::exactly(within.unwrap_or(self.live()) - missing));
            }
            Condition::OneOf(values) | Condition::Other(values) => {
                // Values that differ may have one key.
                let mut keys: Vec<SortKey> =
                    values.iter().map(|value| SortKey::of(value.as_datum())).collect();
                keys.sort_unstable();
                keys.dedup();
                keys.into_iter().map(KeyRange::one).collect()
            }
            Condition::StartsWith(prefix) => {
                let cut = prefix.chars().take(MAX_SORT_TEXT).collect::<String>();
                vec![KeyRange::prefix(cut.into())]
            }
            Condition::Compare(comparison, value) => {
                vec![KeyRange::compared(*comparison, SortKey::of(value.as_datum()))]
            }
            Condition::HasAll(_) => return None,
        };
        // To look at many entries costs more than to check few contacts, and for a page there may be
        // no need to know all.
        let mut budget = match within {
            Some(within) => 4 * within.len() + 64,
            None if self.whole => u64::MAX,
            None => self.live().len() / 4 + 1_024,
        };
        let mut rows = Vec::new();
        for range in &ranges {
            for row in ordered.range(range) {
                budget = budget.checked_sub(1)?;
                self.spend(1)?;
                if within.is_none_or(|within| within.contains(row)) {
                    rows.push(row);
                }
            }
        }
        if folded && let Condition::Other(values) = test.condition() {
            // Those that are equal by their keys alone are not meant.
            let equal = Condition::OneOf(values.clone());
            rows.retain(|row| {
                let contact = self.state.contact_at(*row);
                contact.is_some_and(|contact| equal.holds(|is| test.field().any(contact, is)))
            });
        }
        let rows = sorted(rows);
        Some(match test.condition() {
            Condition::Other(_) => Selected::exactly(within.unwrap_or(self.live()) - rows),
            Condition::StartsWith(prefix) => {
                let exact = prefix.chars().count() <= MAX_SORT_TEXT;
                Selected { rows: Cow::Owned(rows), exact }
            }
            _ => Selected { rows: Cow::Owned(rows), exact: !folded },
        })
    }
}

/// A set of rows in any order.
fn sorted(mut rows: Vec<u32>) -> RoaringBitmap {
    rows.sort_unstable();
    rows.dedup();
    RoaringBitmap::from_sorted_iter(rows).expect("they are sorted, each once")
}

/// Whether one value of a field meets a condition.
fn holds(condition: &Condition, value: Datum<'_>) -> bool {
    condition.holds(|is| is(value))
}

/// Whether a field without a value meets a condition.
fn holds_without(condition: &Condition) -> bool {
    condition.holds(|_| false)
}
