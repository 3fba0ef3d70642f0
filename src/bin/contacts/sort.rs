//! Orders by the names of fields.

use contacts_core::ContactQuery;
use contacts_core::query::{ContactField, Sort};
use contacts_core::wire::Kept;
use serde_json::json;

use crate::Failure;
use crate::select::Names;

/// Reads `FIELD` or `-FIELD`.
///
/// # Errors
///
/// [`Failure::Usage`] if there is no such field, or contacts can have several values of it.
pub(crate) fn read(text: &str, names: &Names) -> Result<Sort, Failure> {
    let wrong = |why: String| Failure::Usage(format!("--sort: {why}"));
    let (name, order) = match text.strip_prefix('-') {
        Some(name) => (name, "DESC"),
        None => (text, "ASC"),
    };
    // Of several, the primary one.
    let field = match names.need(name).map_err(wrong)? {
        ContactField::Emails => ContactField::PrimaryEmail,
        ContactField::Phones => ContactField::PrimaryPhone,
        ContactField::E164s => ContactField::PrimaryE164,
        field => field,
    };
    if field.has_many() {
        return Err(wrong(format!(
            "`{name}` can have several values; sort by one that has one, such as `last` or `email`"
        )));
    }
    let mut sort = json!({ "fieldName": field.path(), "order": order });
    if let ContactField::Extended(_, data_type) = &field {
        sort["$type"] = data_type.as_str().into();
    }
    let query = serde_json::from_value::<Kept<ContactQuery>>(json!({ "sort": [sort] }));
    query.map(|Kept(query)| query.sort().clone()).map_err(|error| wrong(error.to_string()))
}
