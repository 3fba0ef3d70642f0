//! What callers ask of labels, extended fields and facets in JSON.

use crate::contact::LanguageTag;
use crate::query::{DefinitionQuery, Filter, Section};

/// A query of labels or extended fields as the platform's call has it:
///
/// ```json
/// {"query": {"filter": {"displayName": {"$startsWith": "vip"}},
///            "sort": [{"fieldName": "displayName", "order": "ASC"}],
///            "paging": {"limit": 20, "offset": 40}},
///  "language": "en"}
/// ```
///
/// All of it may be left out; then it is the first 50. A page has 1,000 at most. `$startsWith`
/// takes upper and lower case for the same.
///
/// ```
/// # use contacts_core::{Label, query::LabelQuery, wire::DefinitionRequest};
/// let json = r#"{"query": {"filter": {"labelType": "USER_DEFINED"}}}"#;
/// let request: DefinitionRequest<Label> = serde_json::from_str(json)?;
/// # let _: LabelQuery = request.query;
///
/// let json = r#"{"query": {"filter": {"name": "VIP"}}}"#;
/// let error = serde_json::from_str::<DefinitionRequest<Label>>(json).unwrap_err();
/// assert!(error.to_string().starts_with("invalid query.filter.name `name`: expected one of `key`"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionRequest<T> {
    /// Which ones, in which order, and which part of the list.
    pub query: DefinitionQuery<T>,
    /// In which language the platform's names are wanted. Here they are in English.
    pub language: Option<LanguageTag>,
}

/// A query of facets as the platform's call has it:
/// `{"filter": {…}, "paging": {"limit": 50, "offset": 0}, "language": "en"}`.
///
/// The filter may ask for what is known of the primary e-mail address, the fields
/// `info.extendedFields.emailSubscriptions.effectiveEmail`, `.subscriptionStatus` and
/// `.deliverabilityStatus`, joined by `$and`; nothing else. A book answers the facets of any
/// [`ContactQuery`](crate::ContactQuery).
///
/// ```
/// # use contacts_core::wire::FacetsRequest;
/// let request: FacetsRequest = serde_json::from_str(
///     r#"{"filter": {"info.extendedFields.emailSubscriptions.subscriptionStatus": "PENDING"}}"#,
/// )?;
/// assert_eq!(request.section.limit, 50);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FacetsRequest {
    /// Which contacts are counted.
    pub filter: Filter,
    /// Which part of the facets.
    pub section: Section,
    /// In which language names are wanted. Here they are in English.
    pub language: Option<LanguageTag>,
}
