//! Which labels or extended fields are asked for.

use std::marker::PhantomData;

use super::filter::{Asked, FilterReader, Language};
use super::query::order;
use super::section::section;
use crate::invalid::Rule;
use crate::query::{
    Condition, DefinitionFilter, DefinitionQuery, DefinitionRow, DefinitionSort, Described,
    FieldKind, Operators, Order, Section,
};
use crate::wire::DefinitionRequest;
use crate::wire::json::Json;
use crate::wire::members::{Members, list, one_of, raw, text};
use crate::wire::place::Place;

/// How many characters a text may have that is compared with a field; none has more.
const MAX_TEXT: usize = 2_000;

/// By what can be sorted.
const SORTS: [(&str, DefinitionSort); 3] = [
    ("displayName", DefinitionSort::Name),
    ("createdDate", DefinitionSort::Created),
    ("updatedDate", DefinitionSort::Updated),
];

/// The rule that a problem breaks here: labels and extended fields have codes of their own, and
/// fewer.
pub(in crate::wire) fn rule(rule: Rule) -> Rule {
    match rule {
        Rule::FilterField => Rule::DefinitionField,
        Rule::FilterValueType => Rule::FilterValue,
        Rule::Sort => Rule::DefinitionSort,
        other => other,
    }
}

/// `{"query": {…}, "language": "en"}`
pub(in crate::wire) fn definition_query<T: Described>(
    json: Json,
    at: &Place<'_>,
) -> Option<DefinitionRequest<T>> {
    let mut members = Members::of(json, at)?;
    let query = members.with("query", query);
    let language = members.with("language", text);
    let query = match query {
        Some(query) => query,
        None => at.accept(DefinitionQuery::all().section(Section::default()))?,
    };
    Some(DefinitionRequest { query, language })
}

fn query<T: Described>(json: Json, at: &Place<'_>) -> Option<DefinitionQuery<T>> {
    let mut members = Members::of(json, at)?;
    let reader = FilterReader::of(Definitions(PhantomData));
    let filter = members.with("filter", |json, at| reader.filter(json, at));
    let sort = members.with("sort", sorts).flatten();
    let section = members.with("paging", |json, at| section(json, at, Rule::Limit));
    for name in ["fields", "fieldsets"] {
        members.with(name, nothing);
    }
    let mut query = DefinitionQuery::all();
    query = at.accept(query.section(section.unwrap_or_default()))?;
    query = match filter {
        Some(filter) => members.place("filter").accept(query.with_filter(filter))?,
        None => query,
    };
    Some(match sort {
        Some((by, order)) => query.sorted(by, order),
        None => query,
    })
}

/// The order, if one is given: a list of one at most.
fn sorts(json: Json, at: &Place<'_>) -> Option<Option<(DefinitionSort, Order)>> {
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
        Some(json) => sort(json, &at.item(0)).map(Some),
        None => Some(None),
    }
}

fn sort(json: Json, at: &Place<'_>) -> Option<(DefinitionSort, Order)> {
    let mut members = Members::of(json, at)?;
    let path = members.with("fieldName", raw).unwrap_or_default();
    let order = members.with("order", order).unwrap_or_default();
    match SORTS.into_iter().find(|(known, _)| *known == path) {
        Some((_, sort)) => Some((sort, order)),
        None => {
            let expected = one_of(&SORTS.map(|(known, _)| known));
            members.place("fieldName").refuse_as(Rule::Sort, &path, expected);
            None
        }
    }
}

/// An empty list: labels and extended fields are answered in full.
fn nothing(json: Json, at: &Place<'_>) -> Option<()> {
    let names = list(json, at, usize::MAX, raw)?;
    if let Some(name) = names.first() {
        at.refuse_as(Rule::Unknown, name, "no names: they are answered in full");
    }
    Some(())
}

/// The language of filters of labels or extended fields.
struct Definitions<T>(PhantomData<fn() -> T>);

impl<T: Described> Language for Definitions<T> {
    type Field = &'static DefinitionRow;
    type Filter = DefinitionFilter<T>;

    fn example(&self) -> String {
        "an object such as {\"displayName\": \"VIP\"}".into()
    }

    fn field(&self, path: &str, _json: &Json, at: &Place<'_>) -> Option<&'static DefinitionRow> {
        let row = T::rows().iter().find(|row| row.path == path);
        if row.is_none() {
            let paths: Vec<&str> = T::rows().iter().map(|row| row.path).collect();
            at.refuse_as(Rule::FilterField, path, one_of(&paths));
        }
        row
    }

    fn test(row: &'static DefinitionRow, condition: Condition) -> DefinitionFilter<T> {
        DefinitionFilter::test(row.field, condition)
    }

    fn and(parts: Vec<DefinitionFilter<T>>) -> DefinitionFilter<T> {
        DefinitionFilter::all_of(parts)
    }

    fn or(parts: Vec<DefinitionFilter<T>>) -> DefinitionFilter<T> {
        DefinitionFilter::any_of(parts)
    }

    fn not(filter: DefinitionFilter<T>) -> DefinitionFilter<T> {
        !filter
    }
}

impl Asked for &'static DefinitionRow {
    fn kind(&self) -> FieldKind {
        self.field.kind()
    }

    fn operators(&self) -> Operators {
        self.operators
    }

    fn statuses(&self) -> &'static [&'static str] {
        self.names
    }

    fn max_text(&self) -> usize {
        MAX_TEXT
    }
}
