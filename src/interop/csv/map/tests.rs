use std::sync::Arc;

use super::*;
use crate::contact::{Contact, MediaId};
use crate::field::{FieldKey, FieldName};
use crate::id::EntryId;
use crate::interop::csv::{Dialect, Item, Layout, Options, Table, Writer};
use crate::interop::{ImportOptions, Imported, References};
use crate::label::{LabelKey, LabelName};
use crate::merge;
use crate::store::StoreError;
use crate::time::Timestamp;

mod dialects;
mod expected;
mod mutations;

/// Labels are found by their own names, fields by their keys.
pub(super) struct Names;

/// Labels are found by their own names.
fn key(name: &LabelName) -> LabelKey {
    let hex: String = name.as_str().bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("custom.x{hex}").parse().unwrap()
}

impl References for Names {
    fn label(&self, key: &LabelKey) -> Option<LabelName> {
        let hex = key.as_str().strip_prefix("custom.x")?;
        let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect();
        String::from_utf8(bytes).ok()?.parse().ok()
    }

    fn field(&self, key: &FieldKey) -> Option<FieldName> {
        // As they are named in the tests: `custom.shoe-size` is `Shoe size`.
        let name = key.as_str().strip_prefix("custom.")?.replace('-', " ");
        let (first, rest) = name.split_at(1);
        format!("{}{rest}", first.to_uppercase()).parse().ok()
    }

    fn media(&self, _: MediaId) -> Result<Option<Arc<[u8]>>, StoreError> {
        Ok(None)
    }
}

/// The contact of a record.
pub(super) fn contact(mut record: Imported) -> Contact {
    let keys = record.labels.iter().map(key).collect();
    let fields = std::mem::take(&mut record.fields);
    let fields = fields.into_iter().map(|field| (field.key, field.value)).collect();
    let mut next = 0;
    let id = || {
        next += 1;
        EntryId::from_u128(next)
    };
    record.into_contact(keys, fields, Timestamp::EPOCH, id).unwrap()
}

/// The plan, and the contacts with the lines on which those that have nothing to identify stand.
pub(super) fn read(text: &str) -> (Plan, Vec<Contact>, Vec<u32>) {
    let table = Table::open(text.as_bytes(), &Options::default()).unwrap();
    let plan = Plan::of(table.header().unwrap()).unwrap();
    let (mut contacts, mut rejected) = (Vec::new(), Vec::new());
    for item in table {
        let Item::Row(row) = item.unwrap() else { continue };
        match plan.import(row, &ImportOptions::default()) {
            Ok(record) => contacts.push(contact(record)),
            Err(skipped) => rejected.push(skipped.first_line),
        }
    }
    (plan, contacts, rejected)
}

fn write(plan: &Plan, contacts: &[Contact]) -> String {
    write_to(Sheet::new([plan]), contacts).0
}

/// The table of a sheet, and what it has no place for.
pub(super) fn write_to(mut sheet: Sheet, contacts: &[Contact]) -> (String, Vec<String>) {
    let mut problems = Vec::new();
    contacts.iter().for_each(|contact| sheet.fit(contact, &Names));
    let mut writer = Writer::new(Vec::new(), &Layout::default()).unwrap();
    writer.write_row(sheet.header()).unwrap();
    for contact in contacts {
        writer.write_row(sheet.row(contact, &Names, &mut problems)).unwrap();
    }
    let lost = problems
        .iter()
        .map(|p| format!("{} {}", p.subject.as_deref().unwrap_or_default(), p.excerpt));
    (String::from_utf8(writer.finish().unwrap()).unwrap(), lost.collect())
}

#[test]
fn columns_are_known_by_general_names() {
    let header = |names: &str| names.split(',').map(str::to_owned).collect::<Vec<_>>();
    assert!(Plan::of(&header("Colour,Size")).is_none());
    let plan = Plan::of(&header("Colour,E-mail 1 - Value,Notes")).unwrap();
    assert_eq!(plan.unknown().collect::<Vec<_>>(), ["Colour"]);
    let google = "Given Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Value,\
                  Address 1 - City,Organization 1 - Name,Organization Title,Labels";
    assert_eq!(Plan::of(&header(google)).unwrap().unknown().count(), 0);
    let till = "first,last,email2,Home Phone,Mobile,Fax Number,Work Street,City,Zip Code,DOB,Tags";
    assert_eq!(Plan::of(&header(till)).unwrap().unknown().count(), 0);
}

#[test]
fn a_row_becomes_a_contact_and_a_row_again() {
    let text = "First Name,Middle,Last Name,Email,Email,Work Phone,Street,City,Country,Birthday,Labels,Notes,X\r\n\
        Ada,King,Lovelace,ada@x.example; b@x.example,ADA@x.example,'+44 20 7946 0018,3 Square,London,UK,1815-12-10,\"Maths, Friends\",hello,1\r\n\
        Bob,,,not a mail,,,,,Atlantis,10/12/1815,,,\r\n";
    let (plan, contacts, rejected) = read(text);
    assert_eq!((contacts.len(), rejected.len()), (2, 0));
    let info = contacts[0].info();
    assert_eq!(info.full_name().as_deref(), Some("Ada King Lovelace"));
    assert_eq!(info.emails().len(), 2);
    assert_eq!(info.phones().as_slice()[0].value.e164().unwrap().to_string(), "+442079460018");
    assert_eq!(info.addresses()[0].value.formatted(), "3 Square, London, GB");
    assert_eq!(info.birthdate().unwrap().to_string(), "1815-12-10");
    assert_eq!(info.labels().len(), 2);
    assert_eq!(contacts[1].info().birthdate(), None);
    assert_eq!(write(&plan, &contacts), text);
}

#[test]
fn merged_rows_get_more_columns_where_they_need_them() {
    let text = "Name,Email,Phone,City,Country,Company,Tags,Notes,No\n\
        Ada Lovelace,a@x.example,1,London,GB,Engines,x,one,17\n\
        Ada L.,A@x.example,2,Paris,FR,Looms,x;y,two,18\n\
        Ada,b@x.example,3,,,,,,\n";
    let (plan, contacts, _) = read(text);
    let merged = merge::join(&contacts[0], &contacts[1..]).unwrap();
    let out = write(&plan, &[merged]);
    let (again, contacts, _) = read(&out);
    assert_eq!(
        out.lines().collect::<Vec<_>>(),
        [
            "Name,Email,Phone,City,Country,Company,Tags,Notes,No,Company 2,Notes 2,No 2,Email 2,Phone 2,Phone 3,Address 2 - City,Address 2 - Country",
            "Ada Lovelace,a@x.example,1,London,GB,Engines,x; y,one,17,Looms,two,18,b@x.example,2,3,Paris,FR",
        ]
    );
    assert_eq!(contacts[0].info().addresses().len(), 2);
    assert_eq!(contacts[0].info().phones().len(), 3);
    assert_eq!(write(&again, &contacts), out);
}

#[test]
fn the_sample_comes_back_cell_by_cell() {
    let text = include_str!("../../../../tests/data/people.csv");
    let (plan, contacts, rejected) = read(text);
    assert_eq!((contacts.len(), rejected.len()), (61, 1));
    let cells = |text: &str| {
        let table = Table::open(text.as_bytes(), &Options::default()).unwrap();
        let cells = |item| match item {
            Ok(Item::Row(row)) => Some(row.cells),
            _ => None,
        };
        table.filter_map(cells).collect::<Vec<_>>()
    };
    let mut expected = cells(text);
    expected.retain(|row| !row[..15].iter().all(String::is_empty));
    assert!(cells(&write(&plan, &contacts)) == expected);
}
