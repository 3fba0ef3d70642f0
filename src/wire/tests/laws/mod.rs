//! What holds for any contact and any JSON.

mod contacts;
pub(in crate::wire) mod documents;
mod patches;

use proptest::collection::vec;
use proptest::prelude::*;
use serde::de::DeserializeSeed;
use serde_json::Value;

use self::contacts::{as_the_wire_has_it, stored, types};
use self::documents::{apply, change, count, json};
use self::patches::patch;
use super::{full, minimal};
use crate::contact::Contact;
use crate::edit::ContactPatch;
use crate::field::ExtendedField;
use crate::label::Label;
use crate::record::Stored;
use crate::wire::{Checked, WithFieldTypes};

proptest! {
    #[test]
    fn what_is_written_is_read_back(contact in stored()) {
        let json = serde_json::to_string(&contact).unwrap();
        let mut source = serde_json::Deserializer::from_str(&json);
        let back = WithFieldTypes(types).deserialize(&mut source).unwrap();
        prop_assert_eq!(serde_json::to_string(&back).unwrap(), json);
        prop_assert_eq!(&back, &as_the_wire_has_it(contact));
    }

    #[test]
    fn what_is_read_without_types_is_written_the_same(contact in stored()) {
        let json = serde_json::to_value(&contact).unwrap();
        let back: Stored<Contact> = serde_json::from_value(json.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(&back).unwrap(), json);
    }

    #[test]
    fn the_info_of_any_contact_can_be_sent_back(contact in stored()) {
        let mut json = serde_json::to_value(&contact).unwrap();
        // A stored number may be one that no caller may send.
        json["info"]["extendedFields"] = serde_json::json!({});
        let patch: ContactPatch = serde_json::from_value(json["info"].clone()).unwrap();
        prop_assert_eq!(patch.emails.map_or(0, |list| list.len()), contact.info.emails.len());
        prop_assert_eq!(patch.addresses.map_or(0, |list| list.len()), contact.info.addresses.len());
    }

    #[test]
    fn a_patch_is_read_back(patch in patch()) {
        let json = serde_json::to_string(&patch).unwrap();
        prop_assert_eq!(serde_json::from_str::<ContactPatch>(&json).unwrap(), patch);
    }

    #[test]
    fn no_json_makes_it_panic(json in json()) {
        survives(&json)?;
    }

    #[test]
    fn no_change_of_a_good_document_makes_it_panic(
        document in prop_oneof![Just(full()), Just(minimal()), Just(full()["info"].clone())],
        changes in vec((any::<prop::sample::Index>(), change()), 1..4),
    ) {
        let mut document = document;
        for (at, change) in changes {
            let place = at.index(count(&document));
            apply(&mut document, &mut { place }, &change);
        }
        survives(&document)?;
    }
}

/// Reads it as everything; what is accepted can be written, and comes out the same from then on.
fn survives(json: &Value) -> Result<(), TestCaseError> {
    if let Ok(contact) = serde_json::from_value::<Stored<Contact>>(json.clone()) {
        let again = serde_json::to_value(&contact).unwrap();
        let back = serde_json::from_value::<Stored<Contact>>(again.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(&back).unwrap(), again);
    }
    if let Ok(patch) = serde_json::from_value::<ContactPatch>(json.clone()) {
        let again = serde_json::to_value(&patch).unwrap();
        let back = serde_json::from_value::<ContactPatch>(again.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(&back).unwrap(), again);
    }
    let Checked(label) = serde_json::from_value::<Checked<Stored<Label>>>(json.clone()).unwrap();
    let Checked(field) =
        serde_json::from_value::<Checked<Stored<ExtendedField>>>(json.clone()).unwrap();
    for problems in [label.err(), field.err()].into_iter().flatten() {
        prop_assert!(!problems.is_empty(), "a refusal has its reasons");
    }
    Ok(())
}
