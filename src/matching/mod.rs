//! Finding contacts that are the same person.
//!
//! [`groups`] proposes; it changes nothing. Contacts are put together if they share a normalised
//! e-mail address or an international phone number **and** no name contradicts.
//!
//! ```
//! # use contacts_core::*;
//! # let book = ContactBook::new(MemoryStore::new());
//! # let session = book.with(Caller::Host);
//! # let person = |first, last, mail: &str| -> Result<_, Error> {
//! #     let patch = ContactPatch::new().with_name(first, last)?.with_email(mail.parse()?);
//! #     session.create_with(patch, book::Duplicates::Allow)
//! # };
//! let bob = person("Robert", "Harlow", "harlow@example.com")?;
//! let again = person("Bob", "Harlow", "Harlow@Example.com")?;
//! let wife = person("Grace", "Harlow", "harlow@example.com")?;
//!
//! let found = matching::groups(&[wife, again.clone(), bob.clone()]);
//! assert_eq!(found.groups.len(), 1);
//! assert_eq!(found.groups[0].target, *bob.id());
//! assert_eq!(found.groups[0].sources, [*again.id()]);
//! # Ok::<(), Error>(())
//! ```
//!
//! # What contradicts
//!
//! - Birthdates that differ; generations that differ (Jr, Sr, III).
//! - An organisation (a company without a personal name) and a person; two organisations with
//!   different names, legal forms aside.
//! - Names that differ. These do not: case, accents and transcriptions (`Müller`, `Mueller`);
//!   initials; short forms (`Bob`, `Robert`); middle names that one side lacks; a double name of
//!   which one side has a part; first and last name swapped, or both in one field; a slip inside a
//!   word of five letters or more. A name that is missing, or in a script that cannot be told in the
//!   other's, never contradicts.
//!
//! # Promises
//!
//! - No group holds two contacts that contradict each other: what a shared mailbox or switchboard
//!   joins are compatible contacts, never a chain through a contradiction.
//! - A contact that fits two that contradict each other joins neither; it is reported as
//!   [`Ambiguous`].
//! - At most one contact of a group is protected, and it is the target.
//! - The answer is the same for every order of the contacts.
//! - Time is about linear: a value that very many share joins only those of the same name.

mod fold;
mod groups;
mod nicknames;
mod person;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::contact::{Contact, MatchKey};
use crate::id::ContactId;
use crate::record::Stored;

pub use groups::groups;

use person::Person;

/// What [`groups`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    /// Contacts to merge, in the order of their targets' ids.
    pub groups: Vec<Group>,
    /// Contacts that fit two others which cannot be the same, in the order of their ids.
    pub ambiguous: Vec<Ambiguous>,
}

/// Contacts that are taken for the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The one that stays: protected if one is, else the one with the most values, else the
    /// oldest, else the one with the smallest id.
    pub target: ContactId,
    /// The others, in the order of their ids.
    pub sources: Vec<ContactId>,
    /// The addresses and numbers that at least two of them share, in order.
    pub evidence: Vec<MatchKey>,
}

/// A contact that fits two others which cannot be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguous {
    /// The contact.
    pub contact: ContactId,
    /// Two contacts that share an address or a number with it and contradict each other.
    pub fits: [ContactId; 2],
}

/// Whether both contacts cannot be the same person. Symmetric; what they share is not asked here.
pub fn contradict(a: &Contact, b: &Contact) -> bool {
    Person::of(a).contradicts(&Person::of(b))
}

/// The keys under which contacts are put together: normalised e-mail addresses, and phone numbers
/// in international form.
///
/// A number that begins with `00` and whose country is not known is read as international.
pub fn keys(contact: &Contact) -> Vec<MatchKey> {
    let info = contact.info();
    let mut keys: Vec<MatchKey> =
        info.emails().iter().map(|entry| entry.value.match_key()).collect();
    keys.extend(info.phones().iter().filter_map(|entry| {
        let number = &entry.value;
        let international = || {
            let digits = number.digits();
            // No calling code begins with 0, and none of North America with 1.
            let rest = digits.strip_prefix("00").filter(|rest| !rest.starts_with("11"))?;
            let fits = number.country().is_none() && rest.len() >= 8;
            if fits { format!("+{rest}").parse().ok() } else { None }
        };
        number.e164().or_else(international).map(MatchKey::Phone)
    }));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// How many values a contact has.
fn filled(contact: &Stored<Contact>) -> usize {
    let info = contact.info();
    let singles = [
        info.first_name().is_some(),
        info.last_name().is_some(),
        info.company().is_some(),
        info.job_title().is_some(),
        info.birthdate().is_some(),
        info.locale().is_some(),
        info.picture().is_some(),
    ];
    singles.iter().filter(|is| **is).count()
        + info.emails().len()
        + info.phones().len()
        + info.addresses().len()
        + info.labels().len()
        + info.fields().len()
}

/// The order in which contacts are preferred as targets.
fn rank(contact: &Arc<Stored<Contact>>) -> impl Ord + use<> {
    let protected = contact.standing().is_protected();
    (!protected, std::cmp::Reverse(filled(contact)), contact.created(), contact.id)
}
