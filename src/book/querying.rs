//! Finding contacts.

use std::sync::Arc;

use super::{Cursor, Error, Session};
use crate::access::Permission;
use crate::contact::Contact;
use crate::invalid::{Invalid, Rule};
use crate::query::{ContactField, ContactQuery, DEFAULT_PAGE, Facet, Start, Window};
pub use crate::query::{MAX_OFFSET, MAX_PAGE};
use crate::record::Stored;
use crate::store::Store;
use crate::wire::PageRequest;

/// Which page of an answer is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    from: Beginning,
    limit: usize,
    total: bool,
}

/// Where a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Beginning {
    First,
    Offset(usize),
    After(Cursor),
}

impl Default for Paging {
    /// The first [`DEFAULT_PAGE`].
    fn default() -> Self {
        Self::first(DEFAULT_PAGE)
    }
}

impl Paging {
    /// The first so many, at most [`MAX_PAGE`].
    pub fn first(limit: usize) -> Self {
        Self { from: Beginning::First, limit, total: false }
    }

    /// As many, after so many others, at most [`MAX_OFFSET`].
    #[must_use]
    pub fn skipping(self, offset: usize) -> Self {
        Self { from: Beginning::Offset(offset), ..self }
    }

    /// As many, after the page of the same query that gave this cursor.
    #[must_use]
    pub fn after(self, cursor: &Cursor) -> Self {
        Self { from: Beginning::After(cursor.clone()), ..self }
    }

    /// The same, with the number of all contacts that meet the query.
    #[must_use]
    pub fn with_total(self) -> Self {
        Self { total: true, ..self }
    }
}

/// # Errors
///
/// [`Invalid`] (`INVALID_CURSOR`) if the cursor has not the form of one.
impl TryFrom<&PageRequest> for Paging {
    type Error = Invalid;

    fn try_from(page: &PageRequest) -> Result<Self, Invalid> {
        Ok(match page {
            PageRequest::Offset { limit, offset } => Self::first(*limit).skipping(*offset),
            PageRequest::Cursor { limit, cursor: None } => Self::first(*limit),
            PageRequest::Cursor { limit, cursor: Some(cursor) } => {
                let cursor = cursor.parse::<Cursor>();
                Self::first(*limit)
                    .after(&cursor.map_err(|problem| problem.at("query.cursorPaging.cursor"))?)
            }
        })
    }
}

/// A page of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The contacts, in order.
    pub contacts: Vec<Arc<Stored<Contact>>>,
    /// How many meet the query, if that was asked for.
    pub total: Option<usize>,
    /// What the next page comes after; `None` at the end.
    pub next: Option<Cursor>,
}

impl<'a, S: Store> Session<'a, S> {
    /// A page of the contacts that meet a query, in its order.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`].
    /// - [`Error::Invalid`] (`ILLEGAL_LIMIT`) if the page is larger, or lies deeper, than allowed.
    /// - [`Error::Invalid`] (`INVALID_CURSOR`) if the cursor was not given for this query in this
    ///   book.
    /// - [`Error::Store`].
    pub fn query(&self, query: &ContactQuery, paging: &Paging) -> Result<Listing, Error> {
        self.allow(Permission::ContactsView)?;
        let Paging { from, limit, total } = paging;
        within("paging.limit", *limit, MAX_PAGE)?;
        let start = match from {
            Beginning::First => Start::First,
            Beginning::Offset(offset) => {
                within("paging.offset", *offset, MAX_OFFSET)?;
                Start::Offset(*offset)
            }
            Beginning::After(cursor) => Start::After(self.book.cursor_key().open(query, cursor)?),
        };
        // One more tells whether there is a next page.
        let window = Window { start, limit: limit + 1, total: *total };
        let mut page = self.store().page(query, &window)?;
        let more = page.contacts.len() > *limit;
        page.contacts.truncate(*limit);
        let last = page.contacts.last().filter(|_| more);
        let next =
            last.map(|last| self.book.cursor_key().seal(query, &query.sort().position(last)));
        Ok(Listing { contacts: page.contacts, total: page.total, next })
    }

    /// All contacts that meet a query, in its order, read page by page as they are asked for.
    ///
    /// What is there all the while comes exactly once, as long as what it is sorted by stays;
    /// what is written in the meantime may come or not.
    ///
    /// ```
    /// # use contacts_core::*;
    /// # let book = ContactBook::new(MemoryStore::new());
    /// # let session = book.with(Caller::Host);
    /// # session.create(ContactPatch::new().with_name("Ada", "")?)?;
    /// use contacts_core::query::by;
    ///
    /// let query = ContactQuery::all().sorted(by::LAST_NAME.ascending());
    /// for contact in session.contacts(&query)? {
    ///     println!("{}", contact?.info().full_name().unwrap_or_default());
    /// }
    /// # Ok::<(), contacts_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] without [`Permission::ContactsView`]. The items: [`Error::Store`],
    /// after which there are no more.
    pub fn contacts<'q>(&self, query: &'q ContactQuery) -> Result<Contacts<'a, 'q, S>, Error> {
        self.allow(Permission::ContactsView)?;
        Ok(Contacts {
            store: self.store(),
            query,
            page: Vec::new().into_iter(),
            start: Some(Start::First),
        })
    }

    /// How many contacts meet a query.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`].
    /// - [`Error::Store`].
    pub fn count(&self, query: &ContactQuery) -> Result<usize, Error> {
        self.allow(Permission::ContactsView)?;
        Ok(self.store().page(query, &Window::count())?.total.unwrap_or_default())
    }

    /// How many contacts that meet a query have each value of these fields.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`].
    /// - [`Error::Store`].
    pub fn tally(
        &self,
        query: &ContactQuery,
        fields: &[ContactField],
    ) -> Result<Vec<Facet>, Error> {
        self.allow(Permission::ContactsView)?;
        Ok(self.store().facets(query, fields)?)
    }
}

/// Contacts that meet a query, read a page at a time. Made by [`Session::contacts`].
#[derive(Debug)]
pub struct Contacts<'a, 'q, S> {
    store: &'a S,
    query: &'q ContactQuery,
    page: std::vec::IntoIter<Arc<Stored<Contact>>>,
    /// Where the next page begins; `None` after the last one.
    start: Option<Start>,
}

impl<S: Store> Iterator for Contacts<'_, '_, S> {
    type Item = Result<Arc<Stored<Contact>>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(contact) = self.page.next() {
            return Some(Ok(contact));
        }
        let window = Window { start: self.start.take()?, limit: MAX_PAGE, total: false };
        let page = match self.store.page(self.query, &window) {
            Ok(page) => page.contacts,
            Err(error) => return Some(Err(error.into())),
        };
        if page.len() == MAX_PAGE {
            let last = page.last().map(|last| self.query.sort().position(last));
            self.start = last.map(Start::After);
        }
        self.page = page.into_iter();
        self.page.next().map(Ok)
    }
}

pub(super) fn within(field: &'static str, number: usize, max: usize) -> Result<(), Invalid> {
    match number <= max {
        true => Ok(()),
        false => {
            Err(Invalid::new(Rule::PageLimit, field, &number.to_string(), format!("at most {max}")))
        }
    }
}
