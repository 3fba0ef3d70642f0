//! What is asked of a book: filter, search, order, page, and which parts of the contacts.

use super::filter::{Reader, meant};
use super::section::size;
use crate::invalid::{Invalid, Rule};
use crate::query::{
    ContactField, ContactQuery, DEFAULT_PAGE, Filter, MAX_FIELDSETS, MAX_OFFSET, MAX_PAGE,
    MAX_PROJECTED, Order, Projection, Search, Sort,
};
use crate::wire::json::Json;
use crate::wire::members::{Members, list, raw, text, word};
use crate::wire::place::Place;
use crate::wire::{PageRequest, QueryRequest, Selector};

/// How many characters a cursor may have.
const MAX_CURSOR: usize = 16_000;

/// `{"query": {…}, "search": "…"}`
pub(in crate::wire) fn request(
    json: Json,
    at: &Place<'_>,
    reader: &Reader<'_>,
) -> Option<QueryRequest> {
    let mut members = Members::of(json, at)?;
    let mut request = QueryRequest::default();
    let inner = members.with("query", |json, at| inner(json, at, reader, &mut request));
    if let Some((filter, sort)) = inner {
        request.query = joined(filter, sort, at)?;
    }
    if let Some(search) = members.with("search", |json, at| search(json, at, reader)) {
        request.query = request.query.with_search(search);
    }
    Some(request)
}

type Parts = (Option<Filter>, Option<Sort>);

fn inner(
    json: Json,
    at: &Place<'_>,
    reader: &Reader<'_>,
    request: &mut QueryRequest,
) -> Option<Parts> {
    let mut members = Members::of(json, at)?;
    let filter = members.with("filter", |json, at| reader.filter(json, at));
    let sort = members.with("sort", |json, at| sorts(json, at, reader)).flatten();
    let paging = members.with("paging", paging);
    let cursor = members.with("cursorPaging", cursor_paging);
    if paging.is_some() && cursor.is_some() {
        let expected = "either `paging` or `cursorPaging`, not both";
        members.place("cursorPaging").refuse_as(Rule::Format, "{…}", expected);
    }
    request.page = paging.or(cursor).unwrap_or_default();
    let parts = members.with("fields", |json, at| list(json, at, MAX_PROJECTED, text));
    let sets = members.with("fieldsets", |json, at| list(json, at, MAX_FIELDSETS, text));
    request.projection = Projection::of(parts.unwrap_or_default(), sets.unwrap_or_default());
    Some((filter, sort))
}

/// `{"filter": {…}, "search": "…", "sort": […]}`
pub(in crate::wire) fn query(
    json: Json,
    at: &Place<'_>,
    reader: &Reader<'_>,
) -> Option<ContactQuery> {
    let mut members = Members::of(json, at)?;
    let filter = members.with("filter", |json, at| reader.filter(json, at));
    let sort = members.with("sort", |json, at| sorts(json, at, reader)).flatten();
    let search = members.with("search", |json, at| search(json, at, reader));
    let query = joined(filter, sort, at)?;
    Some(match search {
        Some(search) => query.with_search(search),
        None => query,
    })
}

/// `{"filter": {…}, "search": "…"}`
pub(in crate::wire) fn selector(
    json: Json,
    at: &Place<'_>,
    reader: &Reader<'_>,
) -> Option<Selector> {
    let mut members = Members::of(json, at)?;
    Some(Selector {
        filter: members.with("filter", |json, at| reader.filter(json, at)),
        search: members.with("search", |json, at| search(json, at, reader)),
    })
}

fn joined(filter: Option<Filter>, sort: Option<Sort>, at: &Place<'_>) -> Option<ContactQuery> {
    let query = at.accept(ContactQuery::all().with_filter(filter.unwrap_or_default()))?;
    Some(query.sorted(sort.unwrap_or_default()))
}

/// A search; a blank text is none.
fn search(json: Json, at: &Place<'_>, reader: &Reader<'_>) -> Option<Search> {
    if let (Json::Object(..), true) = (&json, reader.is_kept()) {
        let mut members = Members::of(json, at)?;
        let word = |json, at: &Place<'_>| raw(json, at).map(Into::into);
        let words = members
            .required("words", |json, at| list(json, at, crate::wire::json::MAX_PARTS, word));
        return words.map(Search::of_terms);
    }
    let text = raw(json, at)?;
    if text.trim().is_empty() && !reader.is_kept() {
        return None;
    }
    at.accept(Search::exact(&text))
}

/// The order, if one is given: a list of one at most.
fn sorts(json: Json, at: &Place<'_>, reader: &Reader<'_>) -> Option<Option<Sort>> {
    let (items, count) = match json {
        Json::List(items, count) => (items, count),
        other => {
            at.refuse_type(&other, "a list");
            return None;
        }
    };
    if count > 1 {
        at.refuse_as(Rule::Sort, &format!("{count} orders"), "at most one");
        return None;
    }
    match items.into_iter().next() {
        Some(json) => sort(json, &at.item(0), reader).map(Some),
        None => Some(None),
    }
}

fn sort(json: Json, at: &Place<'_>, reader: &Reader<'_>) -> Option<Sort> {
    let mut members = Members::of(json, at)?;
    let data_type = match reader.is_kept() {
        true => members.with("$type", word),
        false => None,
    };
    let path = members.with("fieldName", raw);
    let order = members.with("order", order).unwrap_or_default();
    let place = members.place("fieldName");
    let Some(path) = path else {
        place.refuse_as(Rule::Sort, "", "a field that can be sorted by");
        return None;
    };
    let key = path.strip_prefix("info.extendedFields.");
    if let (Some(key), Some(data_type)) = (key, data_type) {
        let key = place.accept(key.parse())?;
        return Some(Sort::new(ContactField::Extended(key, data_type), order));
    }
    let is_sortable = |path: &str, field: &ContactField| match reader.is_kept() {
        true => !field.has_many(),
        false => field.is_sortable_at(path),
    };
    match reader.field_at(&path).filter(|field| is_sortable(&path, field)) {
        Some(field) => Some(Sort::new(field, order)),
        None => {
            place.refuse_as(Rule::Sort, &path, sortable_near(&path, reader));
            None
        }
    }
}

fn sortable_near(path: &str, reader: &Reader<'_>) -> String {
    let near = reader.nearest(path, |path, field| field.is_sortable_at(path));
    let meant = meant(&near).unwrap_or(", such as `info.name.last`".into());
    format!("a field that can be sorted by{meant}")
}

pub(super) fn order(json: Json, at: &Place<'_>) -> Option<Order> {
    match raw(json, at)?.as_str() {
        "ASC" => Some(Order::Ascending),
        "DESC" => Some(Order::Descending),
        other => {
            at.refuse_as(Rule::Format, other, "one of `ASC`, `DESC`");
            None
        }
    }
}

fn paging(json: Json, at: &Place<'_>) -> Option<PageRequest> {
    let mut members = Members::of(json, at)?;
    let limit = members.with("limit", |json, at| size(json, at, MAX_PAGE, Rule::PageLimit));
    let offset = members.with("offset", |json, at| size(json, at, MAX_OFFSET, Rule::PageLimit));
    Some(PageRequest::Offset {
        limit: limit.unwrap_or(DEFAULT_PAGE),
        offset: offset.unwrap_or_default(),
    })
}

fn cursor_paging(json: Json, at: &Place<'_>) -> Option<PageRequest> {
    let mut members = Members::of(json, at)?;
    let limit = members.with("limit", |json, at| size(json, at, MAX_PAGE, Rule::PageLimit));
    let cursor = members.with("cursor", |json, at| short(json, at, MAX_CURSOR));
    Some(PageRequest::Cursor { limit: limit.unwrap_or(DEFAULT_PAGE), cursor })
}

fn short(json: Json, at: &Place<'_>, max: usize) -> Option<String> {
    let text = raw(json, at)?;
    if text.len() > max && text.chars().count() > max {
        at.refuse(Invalid::limit("text", &text, format!("at most {max} characters")));
        return None;
    }
    Some(text)
}
