//! The crate's side of the query bench: the questions, and asking them through its API.

use contacts_core::query::{ContactField, Facet, Page, Position, Search, Window, by};
use contacts_core::store::ContactStore;
use contacts_core::{ContactQuery, Filter, MemoryStore};

use super::crowd::{CITIES, CITY, CUSTOMERS, PREFIX, SUBSCRIBERS, TITLES, WORDS};

/// Everybody, in an order that has an index.
pub(crate) fn by_last_name() -> ContactQuery {
    ContactQuery::all().sorted(by::LAST_NAME.ascending())
}

/// Everybody, in an order that has none, of keys that are at hand.
pub(crate) fn by_id() -> ContactQuery {
    ContactQuery::all().sorted(by::ID.ascending())
}

/// Everybody, in an order that has none, of keys that are made of what is there.
pub(crate) fn by_e164() -> ContactQuery {
    ContactQuery::all().sorted(by::PRIMARY_E164.ascending())
}

/// What has an index once it was asked: the usual orders, and e-mails by their beginning.
pub(crate) fn usual() -> Vec<ContactQuery> {
    let orders = [
        by::CREATED.ascending(),
        by::FIRST_NAME.ascending(),
        by::LAST_NAME.ascending(),
        by::COMPANY.ascending(),
        by::PRIMARY_EMAIL.ascending(),
    ];
    let sorted = orders.map(|order| ContactQuery::all().sorted(order));
    sorted.into_iter().chain([filtered(by::EMAILS.starts_with(PREFIX))]).collect()
}

/// One of twenty, in an order that has an index.
pub(crate) fn customers_by_last_name() -> ContactQuery {
    filtered(labelled(CUSTOMERS)).sorted(by::LAST_NAME.ascending())
}

/// Who has a label, and an e-mail address that begins so.
pub(crate) fn label_and_email() -> ContactQuery {
    filtered(labelled(CUSTOMERS) & by::EMAILS.starts_with(PREFIX))
}

/// Who has another job title than these, or none.
pub(crate) fn other_titles() -> ContactQuery {
    filtered(by::JOB_TITLE.not_in(TITLES))
}

/// Who has an address in another city than these, or none: there may be others beside, so that no index
/// tells.
pub(crate) fn other_cities() -> ContactQuery {
    filtered(by::CITIES.not_in(CITIES))
}

/// Who has an address in a city that begins so, or another job title: half an index does not help.
pub(crate) fn city_or_other_title() -> ContactQuery {
    filtered(by::CITIES.starts_with(CITY) | by::JOB_TITLE.not_in(TITLES))
}

/// One of ten.
pub(crate) fn subscribers() -> ContactQuery {
    filtered(labelled(SUBSCRIBERS))
}

/// Who has two words.
pub(crate) fn words() -> ContactQuery {
    let search = Search::words(&WORDS.join(" ")).expect("it is short");
    ContactQuery::all().with_search(search)
}

fn labelled(label: &str) -> Filter {
    by::LABELS.has_some([label.parse().expect("a key")])
}

fn filtered(filter: Filter) -> ContactQuery {
    ContactQuery::all().with_filter(filter).expect("it is small")
}

pub(crate) fn page(store: &MemoryStore, query: &ContactQuery, window: &Window) -> Page {
    store.page(query, window).expect("memory does not fail")
}

pub(crate) fn count(store: &MemoryStore, query: &ContactQuery) -> usize {
    page(store, query, &Window::count()).total.expect("it was asked for")
}

/// How many of those that meet the query have each label.
pub(crate) fn label_facet(store: &MemoryStore, query: &ContactQuery) -> Facet {
    let facets = store.facets(query, &[ContactField::Labels]).expect("memory does not fail");
    facets.into_iter().next().expect("one for each field")
}

/// Where the contact stands that comes after `offset` others.
pub(crate) fn position(store: &MemoryStore, query: &ContactQuery, offset: usize) -> Position {
    let page = page(store, query, &Window::offset(offset, 1));
    query.sort().position(page.contacts.first().expect("there are more"))
}
