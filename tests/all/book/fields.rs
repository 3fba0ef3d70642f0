use contacts_core::book::Quotas;
use contacts_core::*;
use serde_json::json;

use super::support::*;

fn name(text: &str) -> FieldName {
    text.parse().unwrap()
}

#[test]
fn a_field_is_made_once_and_found_by_its_exact_name_whatever_its_type() {
    let book = book();
    let session = book.with(Caller::Host);
    let made = session.find_or_create_field(name("My Field"), DataType::Number).unwrap();
    assert_eq!((made.is_new, made.field.id().as_str()), (true, "custom.my-field"));
    assert_eq!(last_events(&book), ["extended-field_created"]);
    let head = head(&book);
    let found = session.find_or_create_field(name("My Field"), DataType::Date).unwrap();
    assert_eq!((found.is_new, &found.field), (false, &made.field));
    assert_eq!(found.field.data_type, DataType::Number);
    assert_eq!(session.get_field(made.field.id()).unwrap(), made.field);
    assert_eq!(commits(&book).len(), head);
    let other = session.find_or_create_field(name("my field"), DataType::Text).unwrap();
    assert_eq!((other.is_new, other.field.id().as_str()), (true, "custom.my-field-2"));
}

#[test]
fn fields_of_the_platform_are_found_listed_and_left_alone() {
    let book = book();
    let session = book.with(Caller::Host);
    let vat = session.find_or_create_field(name("VAT ID"), DataType::Date).unwrap();
    assert_eq!((vat.is_new, vat.field.id().as_str()), (false, "invoices.vatId"));
    assert_eq!(head(&book), 0);
    let size = field(&book, "Size", DataType::Text);
    let fields = session.fields().unwrap();
    assert_eq!(fields.len(), SYSTEM_FIELDS.len() + 1);
    assert_eq!(fields.last().unwrap().id(), &size);
    let message = "`invoices.vatId` belongs to the platform and can be neither renamed nor deleted";
    let key = vat.field.id();
    refused(session.rename_field(key, name("X")), (428, "FAILED_PRECONDITION"), message);
    refused(session.delete_field(key), (428, "FAILED_PRECONDITION"), message);
    refused(
        session.rename_field(&size, name("VAT ID")),
        (409, "ALREADY_EXISTS"),
        "extended field name `VAT ID` is taken by `invoices.vatId`",
    );
}

#[test]
fn a_renamed_field_keeps_its_key_type_and_values() {
    let book = book();
    let session = book.with(Caller::Host);
    let (size, note) =
        (field(&book, "Size", DataType::Number), field(&book, "Note", DataType::Text));
    let fields = json!({"items": {size.as_str(): 12.5}});
    let ada = person(&book, json!({"name": {"first": "Ada"}, "extendedFields": fields}));
    let renamed = session.rename_field(&size, name("Sizes")).unwrap();
    assert_eq!((renamed.id(), renamed.name.as_str()), (&size, "Sizes"));
    assert_eq!(renamed.data_type, DataType::Number);
    assert_eq!(last_events(&book), ["extended-field_updated"]);
    assert_eq!(now(&book, &ada), ada);
    let head = head(&book);
    assert_eq!(session.rename_field(&size, name("Sizes")).unwrap(), renamed);
    assert_eq!(commits(&book).len(), head);
    refused(
        session.rename_field(&note, name("Sizes")),
        (409, "ALREADY_EXISTS"),
        "extended field name `Sizes` is taken by `custom.size`",
    );
}

#[test]
fn a_deleted_field_takes_its_values_along_without_a_revision() {
    let book = book();
    let session = book.with(Caller::Host);
    let (size, note) = (field(&book, "Size", DataType::Text), field(&book, "Note", DataType::Text));
    let fields = json!({"items": {size.as_str(): "L", note.as_str(): "n"}});
    let ada = person(&book, json!({"name": {"first": "Ada"}, "extendedFields": fields}));
    session.delete_field(&size).unwrap();
    assert_eq!(last_events(&book), ["extended-field_deleted"]);
    let after = now(&book, &ada);
    assert_eq!(after.info().fields().len(), 1);
    assert_eq!((after.revision(), after.updated()), (ada.revision(), ada.updated()));
    for result in [
        session.get_field(&size).map(drop),
        session.delete_field(&size),
        session.rename_field(&size, name("Note")).map(drop),
        session.rename_field(&size, name("VAT ID")).map(drop),
    ] {
        refused(result, (404, "NOT_FOUND"), "there is no extended field `custom.size`");
    }
    let again = session.find_or_create_field(name("Size"), DataType::Number).unwrap();
    assert_eq!((again.is_new, again.field.id().as_str()), (true, "custom.size-2"));
}

#[test]
fn a_hundred_fields_fit_and_no_more() {
    let book = book();
    let session = book.with(Caller::Host);
    for at in 0..100 {
        field(&book, &format!("F{at}"), DataType::Text);
    }
    refused(
        session.find_or_create_field(name("More"), DataType::Text),
        (429, "FIELDS_QUOTA_EXCEEDED"),
        "the book has 100 of at most 100 extended fields",
    );
    session.delete_field(&FieldKey::from_static("custom.f0")).unwrap();
    assert!(session.find_or_create_field(name("More"), DataType::Text).unwrap().is_new);
    let larger = book.with_quotas(Quotas { fields: 101, ..Quotas::default() });
    let session = larger.with(Caller::Host);
    assert!(session.find_or_create_field(name("One more"), DataType::Text).unwrap().is_new);
}

#[test]
fn a_name_that_somebody_else_just_made_is_found() {
    let book = book();
    book.store().before_commit(|store| {
        elsewhere(store, |other| other.find_or_create_field(name("Size"), DataType::Text).unwrap());
    });
    let found =
        book.with(Caller::Host).find_or_create_field(name("Size"), DataType::Number).unwrap();
    assert_eq!((found.is_new, found.field.data_type), (false, DataType::Text));
}
