//! JSON in the shape of the REST API, through serde.
//!
//! A stored contact, a stored label and a stored extended field are written and read; what a
//! caller wants of a contact ([`ContactPatch`](crate::ContactPatch)) is read from the JSON of `info`, and written. So are
//! [`MemberInfo`](crate::MemberInfo) and [`Origin`](crate::Origin), which a host sets. What a commit
//! tells other systems is written as [`DomainEvent`]s. What is asked of a book is read, too: see
//! [Filters](#filters).
//! Labels, extended fields and facets are asked for by a [`DefinitionRequest`] and a
//! [`FacetsRequest`]; what was found is answered by a [`ContactsAnswer`], a [`QueryAnswer`] or a
//! [`ListAnswer`], contacts as far as they are [`Projected`].
//!
//! ```
//! use contacts_core::{Contact, ContactPatch, Stored};
//!
//! let contact: Stored<Contact> = serde_json::from_str(
//!     r#"{"id": "f46c5cbe-8d4a-4b4b-9a1b-0c9b8a7d6e5f", "revision": 1,
//!         "source": {"sourceType": "ADMIN"},
//!         "createdDate": "2024-01-02T03:04:05.678Z", "updatedDate": "2024-01-02T03:04:05.678Z",
//!         "lastActivity": {"activityDate": "2024-01-02T03:04:05.678Z",
//!                          "activityType": "CONTACT_CREATED"},
//!         "info": {"name": {"first": "Ada", "last": "Lovelace"}}}"#,
//! )?;
//! let json = serde_json::to_value(&contact)?;
//! let fields = &json["info"]["extendedFields"]["items"];
//! assert_eq!(fields["contacts.displayByLastName"], "Lovelace Ada");
//!
//! let error = serde_json::from_str::<ContactPatch>(r#"{"emials": {}}"#).unwrap_err();
//! assert!(error.to_string().starts_with("invalid info.emials `emials`: expected one of `name`,"));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # What is refused
//!
//! Everything that would otherwise be lost or guessed. All problems of a document are found in one
//! go (the first 100), each with the path at which it stands; [`Checked`] hands them out as
//! [`Invalid`](crate::Invalid) values.
//!
//! - A member that does not exist, at every level; the error names those that do.
//! - A member that is repeated, also among the extended fields.
//! - A value of another type, or that its own type refuses.
//! - Lists beyond their limits, nesting deeper than 16 levels.
//! - More than one primary e-mail or phone.
//! - `addressLine` beside `streetAddress`; an address without any part.
//! - Numbers from callers beyond 2^53 in whatever notation, integers beyond it everywhere:
//!   floating point does not hold them.
//! - Of a stored contact also: a missing id, revision, date, source or last activity; an entry
//!   without an id; ids, labels, locations or assignees that are repeated; a change before the
//!   creation; no name, e-mail or phone.
//!
//! # What is accepted and made anew
//!
//! What is derived may be sent back and is ignored: `primaryInfo`, `e164Phone`, `formattedPhone`
//! (the number as written), `formattedAddress`, `namespaceDisplayName`, and, of a stored contact,
//! `contacts.displayByFirstName` and `contacts.displayByLastName`, each of which is written where
//! the name has the part that it begins with. In a patch these two are left to the rule for all
//! read-only fields, which refuses them when the patch is applied.
//!
//! `null` is as good as a missing value where a stored record is read. In a patch it clears, as a
//! blank text does: first and last name each on its own, every other single value, a whole list;
//! a list without `items` clears, too. Extended fields are cleared one by one.
//!
//! `hint`, `geocode`, `countryFullname` and `subdivisions` of an address are kept: they are not
//! derived from anything else. The deprecated top-level `picture` becomes `info.picture`; beside
//! another picture there it is refused.
//!
//! # Statuses
//!
//! Statuses belong to an address or number. The wire shows those of the primary e-mail and phone
//! alone, in `primaryEmail` and `primaryPhone`, and, where something was said of the primary
//! e-mail, in the extended fields `emailSubscriptions.subscriptionStatus` and
//! `.deliverabilityStatus`. All of them are read back; where they differ, the more restrictive one
//! counts. Further fields of other services (`emailSubscriptions.effectiveEmail`, `members.*`,
//! `ecom.*`) are kept as they stand.
//!
//! # Filters
//!
//! A [`QueryRequest`] is read, or a [`Selector`], a [`ContactQuery`](crate::ContactQuery) or a
//! [`Filter`](crate::Filter) alone, in the filter language of the platform:
//!
//! | Form | Meaning |
//! |---|---|
//! | `{"info.name.first": "Ada"}` | equal; `null`: without a value |
//! | `{"createdDate": {"$gte": "…", "$lt": "…"}}` | several operators: all of them hold |
//! | `{"info.name.first": …, "info.company": …}` | several fields: all of them hold |
//! | `{"$and": […]}`, `{"$or": […]}`, `{"$not": {…}}` | lists of one filter at least; one filter |
//! | `{}` | every contact |
//!
//! The operators are `$eq $ne $in $nin $gt $gte $lt $lte $startsWith $exists $hasSome $hasAll
//! $isEmpty`; `$begins` is another name of `$startsWith`. Which of them a field has, and what its
//! values look like, says [`ContactField`](crate::query::ContactField); what they mean, the
//! [rules](crate::query#rules). Paths leave out `items`.
//!
//! Every mistake is reported where it stands, with what would be right there; the
//! [rule](crate::Rule) that it breaks has the code of the platform:
//!
//! ```
//! use contacts_core::wire::{Checked, QueryRequest};
//! use contacts_core::Error;
//!
//! let json = r#"{"query": {"filter": {"$or": [{"info.emails.items.email": "ada@example.com"},
//!                                             {"info.name.first": {"$gt": "A"}}]}}}"#;
//! let Checked(request) = serde_json::from_str::<Checked<QueryRequest>>(json)?;
//! let problems = request.unwrap_err();
//! assert_eq!(
//!     problems[0].expected(),
//!     "a field that can be filtered by; did you mean `info.emails.email`?",
//! );
//! assert_eq!(problems[1].field(), "query.filter.$or[1].info.name.first.$gt");
//! assert_eq!(problems[1].expected(), "one of `$eq`, `$ne`, `$in`, `$exists`, `$startsWith`");
//! assert_eq!(Error::Invalid(problems).code(), "UNSUPPORTED_FILTER_FIELD_UNKNOWN");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! Refused are also members that are repeated, numbers beyond 2^53, texts that are longer than the
//! field's can be, filters deeper than [`MAX_DEPTH`](crate::query::MAX_DEPTH) or of more than
//! [`MAX_VALUES`](crate::query::MAX_VALUES) conditions and values: in one pass over the document,
//! however deep or long it is.
//!
//! Filters and queries are written in the same language. [`Kept`] is the form in which a program
//! keeps them.
//!
//! # What is not on the wire
//!
//! - The statuses of addresses and numbers that are not primary.
//! - The properties that a contact keeps of the file it came from, but in a `WholeContact`, and the
//!   visitors who submitted something to it.
//! - Whether the person owns the site or works on it (except as the member's role), and whether
//!   they hold a billing subscription.
//! - The revisions of labels and fields: read back, they begin anew. Those that every book has are
//!   shown without dates.
//! - The types of extended fields: see [`WithFieldTypes`].
//!
//! `serde_json` reads numbers with fractions to the last digit only with its `float_roundtrip` on.
//!
//! So JSON is for callers, not for keeping a book; but for queries, which are [`Kept`].

mod checked;
mod event;
mod json;
mod members;
mod place;
mod query;
mod read;
mod request;
#[cfg(feature = "media")]
mod whole;
mod write;

pub use checked::{Checked, CheckedWithFieldTypes, OfFields, WithFieldTypes};
pub use event::{DomainEvent, Entity, domain_events};
pub use query::{Kept, PageRequest, QueryRequest, Selector};
pub use request::{DefinitionRequest, FacetsRequest};
#[cfg(feature = "media")]
pub use whole::WholeContact;
pub use write::{Collected, ContactsAnswer, ListAnswer, Projected, QueryAnswer};

use crate::field::FieldKey;

/// How many sources a call of the platform's merge or preview may name; a book has no limit of its
/// own. See [`MergeRequest::max_sources`](crate::MergeRequest).
pub const MAX_SOURCES: usize = 5;
/// The largest number up to which floating point holds every integer. Readers of JSON take
/// numbers for floating point, so nothing larger is exact.
const MAX_EXACT: u64 = 1 << 53;

/// "First Last".
const BY_FIRST_NAME: &str = "contacts.displayByFirstName";
/// "Last First".
const BY_LAST_NAME: &str = "contacts.displayByLastName";
/// Whether mail may be sent to the primary e-mail address.
const SUBSCRIPTION: &str = "emailSubscriptions.subscriptionStatus";
/// What became of the last mail to it.
const DELIVERABILITY: &str = "emailSubscriptions.deliverabilityStatus";

/// Whether the value of this extended field is made when a contact is written.
fn is_derived(key: &FieldKey) -> bool {
    [BY_FIRST_NAME, BY_LAST_NAME, SUBSCRIPTION, DELIVERABILITY].contains(&key.as_str())
}

#[cfg(test)]
mod tests;
