//! What callers ask of a book in JSON.

use crate::invalid::Invalid;
use crate::query::{ContactQuery, DEFAULT_PAGE, Filter, Projection, Search};

/// A query as the platform's call has it.
///
/// ```json
/// {"query": {"filter": {"info.name.first": "Ada"},
///            "sort": [{"fieldName": "createdDate", "order": "DESC"}],
///            "paging": {"limit": 20, "offset": 40},
///            "fields": ["info.name"], "fieldsets": ["BASIC"]},
///  "search": "ada@example.com"}
/// ```
///
/// All of it may be left out. A [`Paging`](crate::Paging) is made from the page. `cursorPaging` in the place of `paging` is ours:
/// `{"limit": 20, "cursor": "…"}`, the first time without a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryRequest {
    /// Which contacts, in which order; the search is exact.
    pub query: ContactQuery,
    /// Which part of the answer.
    pub page: PageRequest,
    /// Which parts of the contacts.
    pub projection: Projection,
}

/// Which part of an answer a caller asks for; within [`MAX_PAGE`](crate::query::MAX_PAGE) and
/// [`MAX_OFFSET`](crate::query::MAX_OFFSET).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageRequest {
    /// So many, after so many others.
    Offset {
        /// How many at most.
        limit: usize,
        /// After how many others.
        offset: usize,
    },
    /// So many, after the page that gave this cursor.
    Cursor {
        /// How many at most.
        limit: usize,
        /// The cursor, as it was given; `None` for the first page.
        cursor: Option<String>,
    },
}

impl Default for PageRequest {
    /// The first [`DEFAULT_PAGE`].
    fn default() -> Self {
        Self::Offset { limit: DEFAULT_PAGE, offset: 0 }
    }
}

/// Which contacts a bulk call is about: `{"filter": {…}, "search": "…"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    /// The filter, if one is given, be it `{}`.
    pub filter: Option<Filter>,
    /// The exact search, if one is given that is not blank.
    pub search: Option<Search>,
}

impl Selector {
    /// The contacts that meet both, in the order of creation; all of them, if neither is given.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if the filter is too deep or too large, which one that was read is not.
    pub fn query(self) -> Result<ContactQuery, Invalid> {
        let Self { filter, search } = self;
        let query = ContactQuery::all().with_filter(filter.unwrap_or_default())?;
        Ok(search.into_iter().fold(query, ContactQuery::with_search))
    }
}

/// A filter or a query in the form in which it is kept: read without asking the book, whatever
/// became of its extended fields.
///
/// It is the language of callers, and beyond it
///
/// - `"$type"` beside the operators of an extended field, and in a sort by one: the type that it
///   had, such as `{"info.extendedFields.custom.size": {"$type": "NUMBER", "$gt": 40}}`;
/// - `{"$holds": {"email": "…"}}`: the contact holds this key; also `phone`, `digits`, `national`,
///   `member` and `visitor`;
/// - every operator on every field, lists without values and `$or` without filters;
/// - `"search": {"words": ["ada", "king"]}`: the words of [`Search::words`].
///
/// ```
/// use contacts_core::query::{ContactQuery, Search, by};
/// use contacts_core::wire::Kept;
///
/// let tall = by::number("custom.height".parse()?).gt("1.9".parse()?);
/// let query = ContactQuery::all().with_filter(tall)?.with_search(Search::words("Ada")?);
/// let json = serde_json::to_string(&Kept(&query))?;
/// assert_eq!(serde_json::from_str::<Kept<ContactQuery>>(&json)?.0, query);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept<T>(pub T);
