//! Facets of a contact list.

use serde::{Serialize, Serializer};

use super::filter::{FilterOut, Form};
use crate::query::ContactFacet;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FacetOut<'a> {
    facet_type: &'static str,
    namespace: &'a str,
    namespace_display_name: &'a str,
    facet_key: &'a str,
    facet_display_name: &'a str,
    count: usize,
    query_filter: FilterOut<'a>,
}

impl Serialize for ContactFacet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { facet_type, key, name, count, filter } = self;
        FacetOut {
            facet_type: facet_type.as_str(),
            namespace: self.namespace(),
            namespace_display_name: self.namespace_name(),
            facet_key: key,
            facet_display_name: name,
            count: *count,
            query_filter: FilterOut::new(filter, Form::Platform),
        }
        .serialize(serializer)
    }
}
