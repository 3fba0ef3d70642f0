//! Contacts for examples, without a store.

use crate::contact::{Consent, Contact, MatchKey, Origin, OriginKind, Standing};
use crate::edit::{ContactPatch, FieldInput, With, apply};
use crate::field::{DataType, FieldKey};
use crate::id::EntryId;
use crate::time::Timestamp;

/// A contact of what the patch says, its entries numbered from `first_entry` on.
///
/// Every extended field counts as defined: of type number if its value is one, else text.
///
/// ```
/// # use contacts_core::{ContactPatch, testing::build};
/// let ada = build::contact(&ContactPatch::new().with_name("Ada", "")?, 1);
/// assert_eq!(ada.info().first_name(), Some("Ada"));
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
///
/// # Panics
///
/// If the patch makes no contact: for examples only.
pub fn contact(patch: &ContactPatch, first_entry: u128) -> Contact {
    let data_type = |key: &FieldKey| {
        let input = patch.fields.iter().find(|(known, _)| known == key);
        match input {
            Some((_, FieldInput::Number(_))) => Some(DataType::Number),
            _ => Some(DataType::Text),
        }
    };
    let mut next = first_entry;
    let entry_id = || {
        next += 1;
        EntryId::from_u128(next - 1)
    };
    let made = apply(&<_>::default(), patch, &mut With { data_type, entry_id });
    let info = match made {
        Ok(info) => info,
        Err(problems) => panic!("{problems:?}"),
    };
    let origin = Origin::new(OriginKind::ADMIN);
    match Contact::new(info, origin, Timestamp::EPOCH) {
        Ok(contact) => contact,
        Err(invalid) => panic!("{invalid}"),
    }
}

/// The same contact with these statuses of an address or number.
#[must_use]
pub fn with_consent(mut contact: Contact, key: MatchKey, consent: Consent) -> Contact {
    contact.set_consent(key, consent);
    contact
}

/// The same contact with this standing.
#[must_use]
pub fn with_standing(contact: Contact, standing: Standing) -> Contact {
    Contact { standing, ..contact }
}
