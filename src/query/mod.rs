//! Which contacts to find, in which order.
//!
//! A [`ContactQuery`] is a [`Filter`], a [`Search`] and a [`Sort`]; all of them are values, and
//! [`matches`](ContactQuery::matches) is what they mean. Stores answer from indexes, and never
//! otherwise than this says.
//!
//! ```
//! use contacts_core::query::{Order, Search, by};
//! use contacts_core::{ContactQuery, LabelKey, Timestamp};
//!
//! let vip: LabelKey = "custom.vip".parse()?;
//! let since: Timestamp = "2024-01-01T00:00:00Z".parse()?;
//! let query = ContactQuery::all()
//!     .with_filter(by::LABELS.has_some([vip]) & (by::CREATED.ge(since) | !by::COMPANY.exists()))?
//!     .with_search(Search::words("ada king")?)
//!     .sorted(by::LAST_NAME.descending());
//! # assert_eq!(query.sort().order(), Order::Descending);
//! # Ok::<(), contacts_core::Invalid>(())
//! ```
//!
//! # Rules
//!
//! Those of the platform, and where it is silent:
//!
//! - A field with several values (e-mails, phones, addresses) meets a condition if **any** of them
//!   does, `ne` too. What must hold for none is `!`: `!by::EMAILS.eq(..)`.
//! - A field without a value is not equal to anything: it meets `ne`, and no comparison.
//! - Texts are equal exactly, e-mail addresses after lower-casing; a prefix may be in other case.
//! - Texts are sorted by their first [`MAX_SORT_TEXT`] characters in lower case; ties by id, ascending in either
//!   order. What has no value comes last ascending and first descending.
//! - Without a sort, by creation, ascending.

pub mod by;
mod data;
mod definitions;
mod facets;
mod field;
mod filter;
mod page;
mod projection;
mod search;
mod section;
mod sort;
mod value;
pub(crate) mod words;

pub(crate) use definitions::DefinitionRow;
pub use definitions::{
    DefinitionFilter, DefinitionQuery, DefinitionSort, Described, FieldQuery, LabelQuery,
};
pub(crate) use facets::{COUNTED, facets};
pub use facets::{ContactFacet, FacetType};
pub use field::{ContactField, FieldKind, Operators};
pub use filter::{Comparison, Condition, Filter, MAX_DEPTH, MAX_VALUES, Test};
pub use page::{DEFAULT_PAGE, Facet, MAX_OFFSET, MAX_PAGE, Page, Position, Start, Window};
pub use projection::{Fieldset, MAX_FIELDSETS, MAX_PROJECTED, Part, Projection};
pub use search::{MAX_SEARCH, Search};
pub use section::{Excerpt, Section};
pub use sort::{MAX_SORT_TEXT, Order, Sort, SortKey};
pub use value::{Datum, Value};

use crate::contact::{Contact, MatchKey};
use crate::invalid::Invalid;
use crate::label::LabelKey;
use crate::record::Stored;

/// Contacts to find: all, or those that meet a filter and a search, in some order. See the
/// [module](self).
///
/// ```
/// # use contacts_core::{ContactQuery, LabelKey};
/// let all = ContactQuery::all();
/// let customers = ContactQuery::from("contacts.customers".parse::<LabelKey>()?);
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
///
/// INVARIANT (bounded): its filter is at most [`MAX_DEPTH`] deep and holds at most [`MAX_VALUES`]
/// values and conditions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ContactQuery {
    filter: Filter,
    search: Option<Search>,
    sort: Sort,
}

impl ContactQuery {
    /// Every contact, in the order of creation.
    pub fn all() -> Self {
        Self::default()
    }

    /// Only those that also meet this filter.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if the filter, with what is there already, is too deep or too large.
    pub fn with_filter(self, filter: Filter) -> Result<Self, Invalid> {
        // Alone it stays as it was given, so that what is read is what was written.
        let filter = if self.filter.is_everything() { filter } else { self.filter & filter };
        filter.check()?;
        Ok(Self { filter, ..self })
    }

    /// Only those that this search finds.
    #[must_use]
    pub fn with_search(self, search: Search) -> Self {
        Self { search: Some(search), ..self }
    }

    /// In this order.
    #[must_use]
    pub fn sorted(self, sort: Sort) -> Self {
        Self { sort, ..self }
    }

    /// The filter.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The search.
    pub fn search(&self) -> Option<&Search> {
        self.search.as_ref()
    }

    /// The order.
    pub fn sort(&self) -> &Sort {
        &self.sort
    }

    /// Whether every contact is asked for, as far as the form tells: without a filter that asks for
    /// something, and without a search, or with a blank one.
    pub fn is_all(&self) -> bool {
        self.filter.is_everything() && self.search.as_ref().is_none_or(Search::finds_all)
    }

    /// Whether a contact is asked for: the reference for every store.
    pub fn matches(&self, contact: &Stored<Contact>) -> bool {
        let Self { filter, search, sort: _ } = self;
        filter.matches(contact) && search.as_ref().is_none_or(|search| search.matches(contact))
    }
}

impl From<LabelKey> for ContactQuery {
    fn from(label: LabelKey) -> Self {
        Self { filter: by::LABELS.has_some([label]), ..Self::all() }
    }
}

impl From<MatchKey> for ContactQuery {
    fn from(key: MatchKey) -> Self {
        Self { filter: Filter::Holds(key), ..Self::all() }
    }
}
