//! Merging contacts.
//!
//! [`plan`] looks at a target, its sources and a policy and proposes an outcome; it changes
//! nothing. A preview is that plan; a merge commits it.
//!
//! ```
//! # use contacts_core::*;
//! # let now = Timestamp::EPOCH;
//! # let store = MemoryStore::new();
//! # let book = ContactBook::new(store);
//! # let session = book.with(Caller::Host);
//! let ada = session.create(ContactPatch::new().with_name("Ada", "")?)?;
//! let old = session.create(ContactPatch::new().with_name("A.", "Lovelace")?)?;
//!
//! let plan = merge::plan(&ada, &[old], &MergePolicy::default(), now)?;
//! assert_eq!(plan.outcome().info().full_name().as_deref(), Some("Ada Lovelace"));
//! assert_eq!(plan.disputes().len(), 1); // two first names; the target's stays
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What comes out
//!
//! Nothing of the target is overwritten or removed. E-mails, phones, addresses, labels and
//! locations of the sources are appended to the target's, in order, each once. A single value that
//! the target lacks is filled by the first source that has it, unless the policy says otherwise.
//! Consent belongs to the address and gets the most restrictive of its statuses. Lines of the files
//! that the contacts came from are appended, each once; of those that a card has once, the target's
//! stays, and one that it lacks is filled, but for those that identify the card (`UID`, `REV`,
//! `PRODID`).
//!
//! # Laws
//!
//! - Merging a contact with a copy of itself changes nothing of what it holds but its last
//!   activity.
//! - Merging is associative, order included: how the calls are grouped does not matter.
//!   Only an entry whose id is taken by another one gets a new id, which may depend on it.
//! - The order of the sources decides only the order of appended entries and who fills an empty
//!   single value.
//! - Every value that went in is in the outcome or in [`MergePlan::trace`].
//! - Over a limit the merge is refused; nothing is cut.

mod aside;
mod decide;
mod field;
#[cfg(any(feature = "vcard", feature = "csv", feature = "jscontact"))]
mod holds;
mod plan;
mod policy;
mod properties;
mod refusal;
mod trace;
mod unite;

pub use field::{MergeField, MergeValue};
#[cfg(any(feature = "vcard", feature = "csv", feature = "jscontact"))]
pub(crate) use holds::holds;
pub use plan::{MergePlan, MergeRequest, Unfit, Unsettled, plan, plan_request};
pub use policy::{MergePolicy, MergeRule};
#[cfg(any(feature = "vcard", feature = "csv", feature = "jscontact"))]
pub(crate) use properties::{is_single, same as same_line, unite as unite_lines};
pub use refusal::{Refusal, Refused};
pub use trace::{Beaten, Contributor, Dispute, Trace};
pub use unite::join;
