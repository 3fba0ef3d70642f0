//! Merges that are wrong in ways in which merges were wrong elsewhere.
//!
//! A law counts only if a wrong merge breaks it. Each mutant names the laws that must catch it;
//! others may catch it too. Two primary entries, a list with an empty text, or a value of no type
//! cannot be seeded: the types have no place for them.
//!
//! ```
//! # use contacts_core::testing::{laws::{self, LAWS}, mutants::MUTANTS};
//! let mutant = &MUTANTS[0];
//! assert_eq!(mutant.name, "later value wins");
//! assert!(mutant.caught_by.iter().all(|id| laws::Law::of(id).is_some()));
//! # assert!(LAWS.len() > 10);
//! ```

mod lists;
mod values;

use super::laws::{Join, REAL};
use crate::contact::Contact;
use crate::merge::Refusal;

/// A wrong merge.
#[derive(Clone, Copy, Debug)]
pub struct Mutant {
    /// What is wrong with it.
    pub name: &'static str,
    /// The merge.
    pub join: Join,
    /// Ids of the laws that must catch it.
    pub caught_by: &'static [&'static str],
}

const fn mutant(name: &'static str, join: Join, caught_by: &'static [&'static str]) -> Mutant {
    Mutant { name, join, caught_by }
}

/// All of them.
pub const MUTANTS: [Mutant; 43] = [
    mutant("later value wins", values::later_value_wins, &["A2", "A11"]),
    mutant("empties are filled from the last source", values::last_source_fills, &["A11"]),
    mutant("a name is filled only as a whole", values::name_as_a_whole, &["A3"]),
    mutant("texts are concatenated", values::texts_concatenated, &["A4", "A6", "A9"]),
    mutant("numbers are summed", values::numbers_summed, &["A4", "A6", "A9"]),
    mutant("the longer text wins", values::longer_text_wins, &["A2"]),
    mutant("a newer contact's birthdate wins", values::newer_birthdate_wins, &["A2"]),
    mutant("an extended field of the source overwrites", values::source_field_wins, &["A2", "A9"]),
    mutant("values of other services are copied", values::others_values_copied, &["R4", "A8"]),
    mutant("the source's picture is lost", values::picture_lost, &["A3", "A8", "A12"]),
    mutant("the picture is taken from the source", values::picture_replaced, &["A2", "A9"]),
    mutant("assignees are united", values::assignees_united, &["A2", "A4"]),
    mutant("the older origin wins", values::older_origin_wins, &["A2"]),
    mutant("a membership is handed on", values::source_standing, &["A2"]),
    mutant("the most permissive consent", values::most_permissive, &["A12", "H1"]),
    mutant("the target's consent stays", values::target_consent_stays, &["A10", "A13", "H1"]),
    mutant("the source's consent is lost", values::source_consent_lost, &["A10", "A12", "H1"]),
    mutant("the later consent wins", values::later_consent_wins, &["A10", "A13", "H1"]),
    mutant("subscription is joined, deliverability not", values::half_consent, &["A13", "H1"]),
    mutant("sources are chained, then merged", values::sources_chained, &["A11"]),
    mutant("the second source is dropped", values::second_source_dropped, &["A11"]),
    mutant("e-mails are compared as raw texts", lists::emails_raw, &["A5"]),
    mutant("e-mails with another tag are others", lists::emails_with_tag, &["A5"]),
    mutant(
        "a spelling of the source replaces the target's",
        lists::spelling_replaced,
        &["A2", "A9"],
    ),
    mutant("a better tag is taken over", lists::better_tag, &["A2"]),
    mutant("the source's entries come first", lists::source_first, &["A2", "A9"]),
    mutant("entries are sorted", lists::sorted, &["A2", "A8"]),
    mutant("the primary is taken from the source", lists::primary_of_source, &["A9", "A15"]),
    mutant("a target without primary gets the first", lists::first_is_primary, &["A8", "A15"]),
    mutant("phones by their last seven digits", lists::phones_by_tail, &["A3", "A12"]),
    mutant("phones with one digit of difference", lists::phones_alike, &["A3", "A7"]),
    mutant("phones without country are dropped", lists::phones_without_e164, &["A3", "A8"]),
    mutant("addresses are compared without tag", lists::addresses_without_tag, &["A3"]),
    mutant("locations are appended again", lists::locations_again, &["A5", "A6", "A9"]),
    mutant("every appended entry gets a new id", lists::new_ids, &["A8", "R7"]),
    mutant("an id may be there twice", lists::ids_twice, &["R7"]),
    mutant("the source's labels are lost", lists::labels_lost, &["A3", "A8", "A12"]),
    mutant("the source's labels are reversed", lists::labels_reversed, &["A7", "A8"]),
    mutant("labels come in the order of a hash set", lists::labels_hashed, &["A1", "A8"]),
    mutant("the source's visitors are forgotten", lists::visitors_forgotten, &["A3", "A8", "A12"]),
    mutant("groups of lines get mixed", lists::groups_mixed, &["A3"]),
    mutant("over the limit is cut", lists::over_limit_cut, &["A16"]),
    mutant("the limit counts before duplicates are dropped", lists::limit_before, &["A16"]),
];

/// The right merge, then a mistake for each source.
fn then(
    target: &Contact,
    sources: &[&Contact],
    mistake: impl Fn(&mut Contact, &Contact),
) -> Result<Contact, Vec<Refusal>> {
    instead(target, sources, |merged, _, source| mistake(merged, source))
}

/// A mistake for each source that also sees the contact as it was before that source.
fn instead(
    target: &Contact,
    sources: &[&Contact],
    mistake: impl Fn(&mut Contact, &Contact, &Contact),
) -> Result<Contact, Vec<Refusal>> {
    sources.iter().try_fold(target.clone(), |before, source| {
        let mut merged = REAL(&before, &[source])?;
        mistake(&mut merged, &before, source);
        Ok(merged)
    })
}
