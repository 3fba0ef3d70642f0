//! What is written is read as the same.

use std::sync::Arc;

use super::*;
use crate::contact::{Contact, MediaId};
use crate::field::{FieldKey, FieldName};
use crate::interop::csv::{Dialect, Layout, Options, Writer, read};
use crate::interop::{Found, ImportOptions, Imported, References};
use crate::label::{LabelKey, LabelName};
use crate::store::StoreError;
use crate::time::Timestamp;

/// Labels and fields are called as their keys.
struct Keys;

impl References for Keys {
    fn label(&self, key: &LabelKey) -> Option<LabelName> {
        key.as_str().parse().ok()
    }

    fn field(&self, key: &FieldKey) -> Option<FieldName> {
        key.as_str().parse().ok()
    }

    fn media(&self, _: MediaId) -> Result<Option<Arc<[u8]>>, StoreError> {
        Ok(None)
    }
}

fn table(contacts: &[Contact]) -> Vec<u8> {
    let mut sheet = FullSheet::new();
    contacts.iter().for_each(|contact| sheet.fit(contact, &Keys));
    let mut out = Writer::new(Vec::new(), &Layout::default()).unwrap();
    out.write_row(sheet.header()).unwrap();
    for contact in contacts {
        out.write_row(sheet.row(contact, None, &Keys)).unwrap();
    }
    out.finish().unwrap()
}

fn records(bytes: &[u8]) -> Vec<Imported> {
    let table = read(bytes, &Options::default(), &ImportOptions::default()).unwrap();
    assert_eq!(table.dialect(), Dialect::Full);
    let records = table.map(|found| match found.unwrap() {
        Found::Record(record) => record,
        other => panic!("{other:?}"),
    });
    records.collect()
}

fn contact(record: Imported, like: &Contact) -> Contact {
    let keys = record.labels.iter().map(|name| name.as_str().parse().unwrap()).collect();
    let fields = record.fields.iter().map(|f| (f.key.clone(), f.value.clone())).collect();
    let info = like.info();
    // Entries of a file have no ids of their own: those of the first contact tell nothing.
    let ids = info.emails().iter().map(|e| e.id);
    let ids = ids.chain(info.phones().iter().map(|e| e.id));
    let mut ids = ids.chain(info.addresses().iter().map(|e| e.id)).collect::<Vec<_>>().into_iter();
    record.into_contact(keys, fields, Timestamp::EPOCH, || ids.next().unwrap()).unwrap()
}

#[cfg(feature = "testing")]
mod laws {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::generate;

    proptest! {
        #[test]
        fn contacts_come_back_whole(contact in generate::contact()) {
            let again = records(&table(std::slice::from_ref(&contact)));
            prop_assert_eq!(again.len(), 1);
            prop_assert_eq!(&again[0].problems, &[]);
            let again = super::contact(again[0].clone(), &contact);
            // Fields have no order in a contact: that of the columns is as good.
            let sorted = |contact: &Contact| {
                let mut info = contact.info().clone();
                info.fields.sort_by(|(a, _), (b, _)| a.cmp(b));
                info
            };
            prop_assert_eq!(sorted(&again), sorted(&contact));
            prop_assert_eq!(again.properties(), contact.properties());
        }
    }
}

#[test]
fn a_cell_that_does_not_fit_is_kept() {
    let text = "id,revision,name.first,emails.1.email,emails.1.tag,birthdate,labels,extended:custom.size:NUMBER:Size,mine,foreign\n\
                x,1,Ada,a@x.example,NOWHERE,1815,VIP,big,1,oops\n\
                ,,,,,,,,,\n\
                y,1,,not a mail,,,,,,\n";
    let table = read(text.as_bytes(), &Options::default(), &ImportOptions::default()).unwrap();
    let found: Vec<Found> = table.map(Result::unwrap).collect();
    let [Found::Record(ada), Found::Skipped(nobody)] = &found[..] else { panic!("{found:?}") };
    let kept: Vec<_> = ada.properties.iter().map(|p| (p.name.as_str(), p.value.as_str())).collect();
    for cell in [
        ("labels", "VIP"),
        ("extended:custom.size:NUMBER:Size", "big"),
        ("foreign", "oops"),
        ("emails.1.email", "a@x.example"),
        ("emails.1.tag", "NOWHERE"),
        ("birthdate", "1815"),
        ("mine", "1"),
    ] {
        assert!(kept.contains(&cell), "{cell:?} {kept:?}");
    }
    assert_eq!(kept.len(), ada.problems.len());
    assert_eq!(nobody.problem.code, "record.nothing");
}
