//! The definitions that every book has.

use contacts_core::*;

fn changes() -> ChangeSet {
    ChangeSet::new(ChangeSetId::from_u128(1), Timestamp::EPOCH, Cause::Create)
}

#[test]
fn a_store_commits_no_definition_of_the_platform_by_key_or_by_name() {
    let store = MemoryStore::new();
    for (key, name) in [("contacts.customers", "Mine"), ("custom.mine", "Customers")] {
        let key: LabelKey = key.parse().unwrap();
        let mut changes = changes();
        changes.create_label(key.clone(), Label::new(name.parse().unwrap())).unwrap();
        let refused = store.commit(&changes).unwrap_err();
        assert_eq!(refused, CommitError::SystemDefinition(RecordId::Label(key)));
    }
    for (key, name) in [("invoices.vatId", "Mine"), ("custom.mine", "VAT ID")] {
        let key: FieldKey = key.parse().unwrap();
        let (name, data_type) = (name.parse().unwrap(), DataType::Text);
        let mut changes = changes();
        changes.create_field(key.clone(), ExtendedField { name, data_type }).unwrap();
        let refused = store.commit(&changes).unwrap_err();
        assert_eq!(refused, CommitError::SystemDefinition(RecordId::Field(key)));
    }
    assert_eq!(store.commits_after(None, 9).unwrap().len(), 0);
}
