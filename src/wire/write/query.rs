//! Queries of contacts.

use serde::{Serialize, Serializer};
use smol_str::SmolStr;

use super::filter::{FilterOut, Form};
use crate::field::DataType;
use crate::query::{ContactField, ContactQuery, Filter, Order, Search, Sort};

/// As `{"filter", "search", "sort"}`, each where it asks for something; read again as the same
/// query.
impl Serialize for ContactQuery {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        QueryOut::new(self, Form::Platform).serialize(serializer)
    }
}

#[derive(Serialize)]
pub(in crate::wire) struct QueryOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<FilterOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    search: Option<SearchOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sort: Option<[SortOut<'a>; 1]>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum SearchOut<'a> {
    Exact(&'a str),
    Words { words: Vec<&'a str> },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SortOut<'a> {
    field_name: std::borrow::Cow<'a, str>,
    order: &'static str,
    #[serde(rename = "$type", skip_serializing_if = "Option::is_none")]
    data_type: Option<DataType>,
}

impl<'a> QueryOut<'a> {
    pub(in crate::wire) fn new(query: &'a ContactQuery, form: Form) -> Self {
        let (filter, sort) = (query.filter(), query.sort());
        Self {
            filter: (*filter != Filter::everything()).then(|| FilterOut::new(filter, form)),
            search: query.search().map(search),
            sort: (*sort != Sort::default()).then(|| [sort_out(sort, form)]),
        }
    }
}

fn search(search: &Search) -> SearchOut<'_> {
    match search.terms() {
        Some(words) => SearchOut::Words { words: words.iter().map(SmolStr::as_str).collect() },
        None => SearchOut::Exact(search.exact_text().unwrap_or_default()),
    }
}

fn sort_out(sort: &Sort, form: Form) -> SortOut<'_> {
    let field = sort.field();
    // Of several paths of a field, some cannot be sorted by.
    let sortable = ContactField::paths().find(|path| {
        field.is_sortable_at(path) && ContactField::at(path, |_| None).as_ref() == Some(field)
    });
    let data_type = match field {
        ContactField::Extended(_, data_type) if form == Form::Kept => Some(*data_type),
        _ => None,
    };
    SortOut {
        field_name: sortable.map_or_else(|| field.path(), Into::into),
        order: match sort.order() {
            Order::Ascending => "ASC",
            Order::Descending => "DESC",
        },
        data_type,
    }
}
