use super::querying::{MAX_OFFSET, MAX_PAGE, within};
use super::{Error, Session};
use crate::access::Permission;
use crate::query::{self, ContactFacet, ContactQuery, Excerpt, Section};
use crate::store::Store;

impl<S: Store> Session<'_, S> {
    /// The facets of the contacts that meet a query: by label and by status, each with its count
    /// and the filter that finds them.
    ///
    /// In this order: all; those without a label; one for every label, as [`labels`](Self::labels)
    /// has them; e-mail subscribed, unsubscribed, pending, bounced, spam, inactive; membership
    /// approved, denied, pending, inactive. One that no contact is in has the count 0.
    ///
    /// All counts are from one state of the book. Labels are read after that: one that was deleted
    /// in between is missing, one that was made in between has no contact yet.
    ///
    /// ```
    /// # use contacts_core::*;
    /// # let book = ContactBook::new(MemoryStore::new());
    /// # let session = book.with(Caller::Host);
    /// # session.create(ContactPatch::new().with_name("Ada", "")?)?;
    /// use contacts_core::query::Section;
    ///
    /// for facet in session.facets(&ContactQuery::all(), Section::first(100))?.items {
    ///     println!("{}: {}", facet.name, facet.count);
    ///     let found = session.count(&ContactQuery::all().with_filter(facet.filter)?)?;
    ///     assert_eq!(found, facet.count);
    /// }
    /// # Ok::<(), contacts_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::ContactsView`].
    /// - [`Error::Invalid`] (`ILLEGAL_LIMIT`) if the section is longer than
    ///   [`MAX_PAGE`], or begins after [`MAX_OFFSET`].
    /// - [`Error::Store`].
    pub fn facets(
        &self,
        query: &ContactQuery,
        section: Section,
    ) -> Result<Excerpt<ContactFacet>, Error> {
        self.allow(Permission::ContactsView)?;
        within("paging.limit", section.limit, MAX_PAGE)?;
        within("paging.offset", section.offset, MAX_OFFSET)?;
        let counts = self.store().facets(query, &query::COUNTED)?;
        let labels = self.all_labels()?;
        Ok(section.of(query::facets(&counts, &labels)))
    }
}
