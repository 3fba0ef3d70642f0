//! Which facets are asked for.

use super::filter::{FilterReader, Language};
use super::section::section;
use crate::invalid::Rule;
use crate::query::{Condition, ContactField, Filter, Test};
use crate::wire::FacetsRequest;
use crate::wire::json::Json;
use crate::wire::members::{Members, one_of, text};
use crate::wire::place::Place;

/// What the platform's facets can be filtered by.
const FILTERABLE: [&str; 3] = [
    "info.extendedFields.emailSubscriptions.effectiveEmail",
    "info.extendedFields.emailSubscriptions.subscriptionStatus",
    "info.extendedFields.emailSubscriptions.deliverabilityStatus",
];

/// `{"filter": {…}, "paging": {…}, "language": "en"}`
pub(in crate::wire) fn facets(json: Json, at: &Place<'_>) -> Option<FacetsRequest> {
    let mut members = Members::of(json, at)?;
    let reader = FilterReader::of(OfFacets);
    let filter = members.with("filter", |json, at| reader.filter(json, at));
    let section = members.with("paging", |json, at| section(json, at, Rule::PageLimit));
    Some(FacetsRequest {
        filter: filter.unwrap_or_default(),
        section: section.unwrap_or_default(),
        language: members.with("language", text),
    })
}

/// The language of filters of facets: some words of that of contacts.
struct OfFacets;

impl Language for OfFacets {
    type Field = ContactField;
    type Filter = Filter;

    const JOINS: &'static [&'static str] = &["$and"];

    fn example(&self) -> String {
        format!("an object such as {{\"{}\": \"SUBSCRIBED\"}}", FILTERABLE[1])
    }

    fn field(&self, path: &str, _json: &Json, at: &Place<'_>) -> Option<ContactField> {
        let field = FILTERABLE.contains(&path).then(|| ContactField::at(path, |_| None));
        if field.is_none() {
            at.refuse_as(Rule::FilterField, path, one_of(&FILTERABLE));
        }
        field.flatten()
    }

    fn test(field: ContactField, condition: Condition) -> Filter {
        Filter::Test(Test::new(field, condition))
    }

    fn and(parts: Vec<Filter>) -> Filter {
        Filter::And(parts)
    }

    fn or(parts: Vec<Filter>) -> Filter {
        Filter::Or(parts)
    }

    fn not(filter: Filter) -> Filter {
        Filter::Not(Box::new(filter))
    }
}
