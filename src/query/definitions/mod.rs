//! Which labels or extended fields to find, in which order.
//!
//! A book has some hundreds of them, so a query is answered by going through all, those of the
//! platform included.

mod field;
mod filter;

use std::sync::Arc;

use field::DefinitionField;
pub(crate) use field::DefinitionRow;
pub use field::Described;
pub use filter::DefinitionFilter;

use super::section::{Excerpt, Section};
use super::sort::{Order, SortKey};
use crate::field::ExtendedField;
use crate::invalid::Invalid;
use crate::label::Label;
use crate::record::Stored;

/// Labels to find.
pub type LabelQuery = DefinitionQuery<Label>;
/// Extended fields to find.
pub type FieldQuery = DefinitionQuery<ExtendedField>;

/// Labels or extended fields to find: all, or those that meet a filter, in some order, and which
/// part of the list.
///
/// Without a sort, those of the platform come first; among them, and among the others, by
/// creation. Ties by key.
///
/// ```
/// # use contacts_core::*;
/// # let book = ContactBook::new(MemoryStore::new());
/// # let session = book.with(Caller::Host);
/// use contacts_core::query::{DefinitionFilter, DefinitionSort, LabelQuery, Order};
///
/// session.find_or_create_label("VIP".parse()?)?;
/// let query = LabelQuery::all()
///     .with_filter(DefinitionFilter::kind(LabelKind::UserDefined))?
///     .sorted(DefinitionSort::Name, Order::Ascending);
/// let found = session.query_labels(&query)?;
/// assert_eq!((found.items[0].name.as_str(), found.total), ("VIP", 1));
/// # Ok::<(), contacts_core::Error>(())
/// ```
///
/// INVARIANT (bounded): the filter is as deep and as large as that of a
/// [`ContactQuery`](super::ContactQuery) at most, and the section no longer than
/// [`Described::MAX_LIMIT`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DefinitionQuery<T> {
    filter: DefinitionFilter<T>,
    sort: Option<(DefinitionSort, Order)>,
    section: Section,
}

/// By what labels and extended fields are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefinitionSort {
    /// The name that is shown, in lower case.
    Name,
    /// When it was made; those of the platform have no date.
    Created,
    /// When it was last changed; those of the platform have no date.
    Updated,
}

impl DefinitionSort {
    fn field(self) -> DefinitionField {
        match self {
            Self::Name => DefinitionField::Name,
            Self::Created => DefinitionField::Created,
            Self::Updated => DefinitionField::Updated,
        }
    }
}

impl<T: Described> Default for DefinitionQuery<T> {
    fn default() -> Self {
        Self::all()
    }
}

impl<T: Described> DefinitionQuery<T> {
    /// All of them, in the order of creation; of the list the first 1,000 labels or 100 fields.
    pub fn all() -> Self {
        let section = Section::first(T::LIST_LIMIT);
        Self { filter: DefinitionFilter::everything(), sort: None, section }
    }

    /// Only those that also meet this filter.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if the filter, with what is there already, is too deep or too large.
    pub fn with_filter(self, filter: DefinitionFilter<T>) -> Result<Self, Invalid> {
        let filter = self.filter & filter;
        filter.check()?;
        Ok(Self { filter, ..self })
    }

    /// In this order; what has no value comes last ascending and first descending.
    #[must_use]
    pub fn sorted(self, by: DefinitionSort, order: Order) -> Self {
        Self { sort: Some((by, order)), ..self }
    }

    /// This part of the list.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if it is longer than [`Described::MAX_LIMIT`].
    pub fn section(self, section: Section) -> Result<Self, Invalid> {
        match section.limit <= T::MAX_LIMIT {
            true => Ok(Self { section, ..self }),
            false => {
                let (limit, max) = (section.limit.to_string(), T::MAX_LIMIT);
                Err(Invalid::limit("paging.limit", &limit, format!("at most {max}")))
            }
        }
    }

    /// Whether it is asked for.
    pub fn matches(&self, definition: &Stored<T>) -> bool {
        self.filter.matches(definition)
    }

    /// The answer, from all labels or fields that there are.
    pub fn answer(&self, mut all: Vec<Arc<Stored<T>>>) -> Excerpt<Arc<Stored<T>>> {
        all.retain(|definition| self.matches(definition));
        // Made once for each, not for each comparison.
        let mut all: Vec<_> =
            all.into_iter().map(|definition| (self.key(&definition), definition)).collect();
        let (_, order) = self.sort.unwrap_or((DefinitionSort::Created, Order::Ascending));
        all.sort_by(|(a, x), (b, y)| {
            let first = match self.sort {
                Some(_) => std::cmp::Ordering::Equal,
                None => T::is_system(y).cmp(&T::is_system(x)),
            };
            (first.then_with(|| order.compare(a.as_ref(), b.as_ref())))
                .then_with(|| T::key(x).cmp(T::key(y)))
        });
        self.section.of(all.into_iter().map(|(_, definition)| definition).collect())
    }

    /// By what it is sorted.
    fn key(&self, definition: &Stored<T>) -> Option<SortKey> {
        let (by, _) = self.sort.unwrap_or((DefinitionSort::Created, Order::Ascending));
        T::datum(definition, by.field()).map(SortKey::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::DataType;
    use crate::label::{LabelKey, LabelKind};
    use crate::query::Comparison;
    use crate::record::Revision;
    use crate::time::Timestamp;

    fn label(key: &'static str, name: &str, second: i64) -> Arc<Stored<Label>> {
        let at = Timestamp::from_micros(second * 1_000_000);
        let key = LabelKey::from_static(key);
        let value = Label::new(name.parse().unwrap());
        Arc::new(Stored::restored(key, Revision::FIRST, at, at, value))
    }

    fn system(key: &'static str) -> Arc<Stored<Label>> {
        Arc::new(Stored::<Label>::system(&LabelKey::from_static(key)).unwrap())
    }

    fn all() -> Vec<Arc<Stored<Label>>> {
        vec![
            label("custom.b", "beta", 5),
            label("custom.a", "Beta", 5),
            system("contacts.customers"),
            label("custom.old", "Älter", 1),
            system("contacts.contacted-me"),
        ]
    }

    fn keys(query: &LabelQuery) -> Vec<String> {
        query.answer(all()).items.iter().map(|label| label.id().to_string()).collect()
    }

    const SYSTEM: [&str; 2] = ["contacts.contacted-me", "contacts.customers"];

    #[test]
    fn the_platforms_come_first_then_by_creation_and_ties_by_key() {
        let expected = [&SYSTEM[..], &["custom.old", "custom.a", "custom.b"]].concat();
        assert_eq!(keys(&LabelQuery::all()), expected);
    }

    #[test]
    fn a_sort_mixes_them_and_what_has_no_date_stands_at_the_end_of_the_newest() {
        let sorted = |by, order| keys(&LabelQuery::all().sorted(by, order));
        let custom = ["custom.old", "custom.a", "custom.b"];
        for by in [DefinitionSort::Created, DefinitionSort::Updated] {
            assert_eq!(sorted(by, Order::Ascending), [&custom[..], &SYSTEM].concat());
            let newest_first = ["custom.a", "custom.b", "custom.old"];
            assert_eq!(sorted(by, Order::Descending), [&SYSTEM[..], &newest_first].concat());
        }
        assert_eq!(
            sorted(DefinitionSort::Name, Order::Ascending),
            ["custom.a", "custom.b", SYSTEM[0], SYSTEM[1], "custom.old"]
        );
    }

    #[test]
    fn filters_select() {
        type F = DefinitionFilter<Label>;
        let at = Timestamp::from_micros(5_000_000);
        let key = LabelKey::from_static;
        let table: [(F, &[&str]); 9] = [
            (F::key_in([key("custom.a"), key("custom.none")]), &["custom.a"]),
            (F::name_is("beta"), &["custom.b"]),
            (F::name_starts_with("BE"), &["custom.a", "custom.b"]),
            (F::name_begins("Be").unwrap(), &["custom.a"]),
            (F::namespace("contacts").unwrap(), &SYSTEM),
            (F::kind(LabelKind::System), &SYSTEM),
            (F::created(Comparison::AtLeast, at), &["custom.a", "custom.b"]),
            // What has no date meets no comparison.
            (F::updated(Comparison::Below, at), &["custom.old"]),
            (!F::name_starts_with("c") & !F::name_is("beta"), &["custom.old", "custom.a"]),
        ];
        for (filter, expected) in table {
            let query = LabelQuery::all().with_filter(filter).unwrap();
            assert_eq!(keys(&query), expected, "{query:?}");
        }
        let nothing = F::name_is("Beta") & F::name_is("beta");
        assert_eq!(keys(&LabelQuery::all().with_filter(nothing).unwrap()), [""; 0]);
        let either = F::name_is("Beta") | F::name_is("beta");
        assert_eq!(keys(&LabelQuery::all().with_filter(either).unwrap()).len(), 2);
    }

    #[test]
    fn fields_are_told_apart_by_type() {
        let all = || {
            let keys = ["ecom.numOfPurchases", "invoices.vatId", "ecom.lastPurchaseDate"];
            let keys = keys.map(crate::field::FieldKey::from_static);
            keys.map(|key| Arc::new(Stored::<ExtendedField>::system(&key).unwrap())).to_vec()
        };
        let count = |filter| FieldQuery::all().with_filter(filter).unwrap().answer(all()).total;
        assert_eq!(count(DefinitionFilter::data_type(DataType::Date)), 1);
        assert_eq!(count(DefinitionFilter::is_system(true)), 3);
        assert_eq!(count(DefinitionFilter::is_system(false)), 0);
    }

    #[test]
    fn what_is_asked_for_is_limited() {
        assert!(LabelQuery::all().section(Section::first(2_000)).is_ok());
        let error = LabelQuery::all().section(Section::first(2_001)).unwrap_err();
        assert_eq!(error.to_string(), "invalid paging.limit `2001`: expected at most 2000");
        assert!(FieldQuery::all().section(Section::first(1_001)).is_err());

        type F = DefinitionFilter<Label>;
        assert!(F::namespace("ab").is_err() && F::namespace(&"a".repeat(26)).is_err());
        assert!(F::name_begins("").is_err() && F::name_begins(&"é".repeat(181)).is_err());
        assert!(F::name_begins(&"é".repeat(180)).is_ok());
        assert!(DefinitionFilter::<ExtendedField>::name_begins(&"é".repeat(151)).is_err());

        let deep = (0..40).fold(F::name_is("x"), |deep, _| !(deep & F::name_is("y")));
        let error = LabelQuery::all().with_filter(deep).unwrap_err();
        assert!(error.to_string().ends_with("expected nesting of at most 32 levels"));
        let many = F::key_in(vec![LabelKey::from_static("custom.a"); 10_000]);
        assert!(LabelQuery::all().with_filter(many).is_ok(), "each counts once");
    }

    #[test]
    fn a_section_tells_how_long_the_list_is() {
        let query = LabelQuery::all().section(Section::first(2).skipping(4)).unwrap();
        let part = query.answer(all());
        assert_eq!((part.items.len(), part.offset, part.total), (1, 4, 5));
    }
}
