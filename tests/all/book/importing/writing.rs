//! Labels, fields, groups and media of records, and others who write at the same time.

use std::ops::ControlFlow;
use std::sync::Arc;

use contacts_core::book::Quotas;
use contacts_core::book::importing::{Action, ImportPolicy};
use contacts_core::interop::{Found, Imported, ImportedField};
use contacts_core::*;

use super::super::support::Spy;
use super::{all, attempt, book, card, cards, run};

fn labels<S: Store>(book: &ContactBook<S>, contact: &Contact) -> Vec<String> {
    let session = book.with(Caller::Host);
    let name = |key| session.get_label(key).unwrap().name.to_string();
    contact.info().labels().iter().map(name).collect()
}

fn line<'c>(contact: &'c Contact, name: &str) -> &'c Property {
    contact.properties().iter().find(|line| line.name == name).unwrap()
}

#[test]
fn labels_are_found_or_made_and_every_contact_gets_those_of_the_run() {
    let book = book();
    let session = book.with(Caller::Host);
    let vip = session.find_or_create_label("VIP".parse().unwrap()).unwrap().label;
    let policy = ImportPolicy::default().with_label("Imported 2026-09-01".parse().unwrap());
    let text = [card(&["FN:Ada", "CATEGORIES:VIP,Choir"]), card(&["FN:Bob"])].concat();
    let done = run(&book, &text, &policy);
    assert_eq!((done.report.labels_made, done.report.labels_left_out), (2, 0));
    let contacts = all(&book);
    assert_eq!(labels(&book, &contacts[0]), ["VIP", "Choir", "Imported 2026-09-01"]);
    assert!(contacts[0].info().has_label(vip.id()));
    assert_eq!(labels(&book, &contacts[1]), ["Imported 2026-09-01"]);
    assert_eq!(run(&book, &text, &policy).changed(), 0);
}

#[test]
fn labels_beyond_the_cap_stay_on_their_line_and_are_told() {
    let text = [
        card(&["FN:Ada", "EMAIL:a@x.example", "CATEGORIES:One,Two"]),
        card(&["FN:Bob", "EMAIL:b@x.example", "CATEGORIES:Two"]),
    ]
    .concat();
    for (policy, quota) in
        [(ImportPolicy::default().with_labels(Some(1)), 10), (ImportPolicy::default(), 1)]
    {
        let quotas = Quotas { labels: quota, ..Quotas::default() };
        let book = book().with_quotas(quotas);
        let done = run(&book, &text, &policy);
        assert_eq!((done.report.labels_made, done.report.labels_left_out), (1, 2));
        assert_eq!(done.codes(), ["label.limit"; 2]);
        let contacts = all(&book);
        assert_eq!(labels(&book, &contacts[0]), ["One"]);
        let kept = line(&contacts[0], "CATEGORIES");
        assert_eq!((&*kept.value, &*kept.anchor.as_ref().unwrap().value), ("One,Two", "One"));
        assert_eq!(line(&contacts[1], "CATEGORIES").anchor, None);
        assert_eq!(run(&book, &text, &policy).changed(), 0);
    }
    let book = book();
    let off = ImportPolicy::default().with_labels(None);
    run(&book, &text, &off);
    assert!(all(&book).iter().all(|contact| contact.info().labels().is_empty()));
}

/// A record with a value of an extended field and the line that it came from.
fn noted(name: &str, key: &str, field: &str, value: FieldValue) -> Imported {
    let anchor = Anchor { field: format!("extendedFields.{key}").into(), value: "".into() };
    let line = Property {
        format: "csv".into(),
        name: "Size".into(),
        anchor: Some(anchor),
        ..Property::default()
    };
    let field = ImportedField { key: key.parse().unwrap(), name: field.parse().unwrap(), value };
    Imported {
        patch: ContactPatch::new().with_name(name, "").unwrap(),
        fields: vec![field],
        properties: vec![line],
        ..Imported::default()
    }
}

fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.parse().unwrap())
}

fn import(book: &ContactBook<MemoryStore>, record: Imported, policy: &ImportPolicy) -> super::Done {
    attempt(book, [Ok(Found::Record(record))], policy).unwrap()
}

#[test]
fn fields_are_found_by_key_or_name_and_values_read_as_their_type() {
    let book = book();
    let session = book.with(Caller::Host);
    let size = session.find_or_create_field("Shoe Size".parse().unwrap(), DataType::Number);
    let size = size.unwrap().field;
    let policy = ImportPolicy::default();
    let done = import(&book, noted("Ada", "custom.size", "Shoe Size", text("38")), &policy);
    assert_eq!((done.report.fields_made, done.codes().len()), (0, 0));
    let done = import(&book, noted("Bob", "custom.size", "Shoe Size", text("large")), &policy);
    assert_eq!(done.codes(), ["field.other_type"]);
    let done = import(&book, noted("Eve", "custom.shirt", "Shirt", text("M")), &policy);
    assert_eq!(done.report.fields_made, 1);
    let contacts = all(&book);
    let number = FieldValue::Number("38".parse().unwrap());
    assert_eq!(contacts[0].info().field(size.id()), Some(&number));
    let anchor = contacts[0].properties()[0].anchor.clone().unwrap();
    assert_eq!((&*anchor.field, &*anchor.value), ("extendedFields.custom.shoe-size", "38"));
    assert_eq!(
        (contacts[1].info().fields(), &contacts[1].properties()[0].anchor),
        (&[][..], &None)
    );
    assert_eq!(contacts[2].info().fields().len(), 1);
}

#[test]
fn no_field_is_made_where_that_is_off_or_there_is_no_room() {
    for (policy, quota) in
        [(ImportPolicy::default().with_fields(false), 10), (ImportPolicy::default(), 0)]
    {
        let quotas = Quotas { fields: quota, ..Quotas::default() };
        let book = book().with_quotas(quotas);
        let done = import(&book, noted("Ada", "custom.size", "Size", text("38")), &policy);
        assert_eq!((done.actions(), done.codes()), (vec![Action::Created], vec!["field.no_room"]));
        assert_eq!(all(&book)[0].properties()[0].anchor, None);
        let again = import(&book, noted("Ada", "custom.size", "Size", text("38")), &policy);
        assert_eq!(again.actions(), [Action::Unchanged]);
    }
}

#[test]
fn fields_of_other_services_are_left_to_them() {
    let book = book();
    let record = noted("Ada", "ecom.numOfPurchases", "Purchases", text("3"));
    let done = import(&book, record, &ImportPolicy::default());
    assert_eq!((done.actions(), done.codes()), (vec![Action::Created], vec!["field.read_only"]));
}

#[test]
fn a_group_becomes_a_label_of_its_members() {
    let book = book();
    let group = |name: &str, members: &[&str]| {
        Ok(Found::Record(Imported {
            patch: ContactPatch::new().with_name(name, "").unwrap(),
            members: Some(members.iter().map(|uid| (*uid).into()).collect()),
            raw: name.as_bytes().to_vec(),
            ..Imported::default()
        }))
    };
    let file = || {
        let mut file = vec![group("Choir", &["a", "B", "nobody"]), group("Empty", &["x"])];
        file.extend(cards(&[card(&["FN:Ada", "UID:a"]), card(&["FN:Bob", "UID:B"])].concat()));
        file
    };
    let before = card(&["FN:Old", "UID:x"]);
    run(&book, &before, &ImportPolicy::default());
    let policy = ImportPolicy::default();
    let dry = attempt(&book, file(), &policy.clone().as_dry_run()).unwrap();
    let done = attempt(&book, file(), &policy).unwrap();
    assert_eq!((dry.actions(), dry.codes()), (done.actions(), done.codes()));
    assert_eq!(done.report.groups, 2);
    assert_eq!(done.outcomes[3].index, 1);
    assert_eq!(done.outcomes[3].raw.as_deref(), Some(&b"Empty"[..]), "no member is in the file");
    let contacts = all(&book);
    let given: Vec<_> = contacts.iter().map(|contact| labels(&book, contact)).collect();
    assert_eq!(given, [vec![], vec!["Choir"], vec!["Choir"]]);
    let sequence = super::commits(&book);
    attempt(&book, file(), &policy).unwrap();
    assert_eq!(super::commits(&book), sequence);
}

#[test]
fn media_are_kept_before_what_refers_to_them_and_not_in_a_dry_run() {
    let book = book();
    let bytes: Arc<[u8]> = Arc::from(&b"picture"[..]);
    let id = MediaId::of(&bytes);
    let record = || Imported {
        patch: ContactPatch::new().with_name("Ada", "").unwrap(),
        media: vec![(id, Arc::clone(&bytes))],
        ..Imported::default()
    };
    import(&book, record(), &ImportPolicy::default().as_dry_run());
    assert_eq!(book.store().media(id).unwrap(), None);
    import(&book, record(), &ImportPolicy::default());
    assert_eq!(book.store().media(id).unwrap(), Some(bytes));
}

#[test]
fn whoever_writes_at_the_same_time_is_not_overwritten() {
    let spy = Spy::default();
    let book = ContactBook::new(spy.clone());
    let text = |note: &str| {
        [
            card(&["FN:Ada", "EMAIL:a@x.example", note]),
            card(&["FN:Bob", "EMAIL:b@x.example", note]),
            card(&["FN:Eve", "EMAIL:e@x.example", note]),
        ]
        .concat()
    };
    run(&book, &text("NOTE:one"), &ImportPolicy::default());
    let bob = *all(&book)[1].id();
    spy.before_commit(move |store| {
        let other = ContactBook::new(store.clone());
        let session = other.with(Caller::Host);
        let company = ContactPatch::new().with_company(Some("ACME".parse().unwrap()));
        session.update(&bob, Revision::FIRST, company).unwrap();
    });
    let done = run(&book, &text("NOTE:two"), &ImportPolicy::default());
    assert_eq!(done.actions(), [Action::Merged; 3]);
    let contacts = all(&book);
    assert_eq!(contacts.len(), 3);
    assert_eq!(contacts[1].info().company(), Some("ACME"));
    for contact in &contacts {
        let notes = contact.properties().iter().filter(|line| line.name == "NOTE");
        assert_eq!(notes.count(), 2);
    }
}

#[test]
fn a_label_that_is_deleted_meanwhile_is_made_again() {
    let spy = Spy::default();
    let book = ContactBook::new(spy.clone());
    run(&book, &card(&["FN:Ada", "CATEGORIES:VIP"]), &ImportPolicy::default());
    spy.before_commit(|store| {
        let other = ContactBook::new(store.clone());
        other.with(Caller::Host).delete_label(&"custom.vip".parse().unwrap()).unwrap();
    });
    let done = run(&book, &card(&["FN:Bob", "CATEGORIES:VIP"]), &ImportPolicy::default());
    assert_eq!(done.actions(), [Action::Created]);
    assert_eq!(labels(&book, &all(&book)[1]), ["VIP"]);
}

#[test]
fn a_contact_that_would_hold_too_much_is_left_as_it_is() {
    let book = book();
    let mails = |from: usize| -> Vec<String> {
        let own = (from..from + 40).map(|at| format!("EMAIL:{at}@x.example"));
        own.chain(["UID:a".to_owned(), "FN:Ada".to_owned()]).collect()
    };
    let text = |from| card(&mails(from).iter().map(String::as_str).collect::<Vec<_>>());
    run(&book, &text(0), &ImportPolicy::default());
    let done = run(&book, &text(40), &ImportPolicy::default());
    assert_eq!((done.actions(), done.codes()), (vec![Action::Rejected], vec!["match.limit"]));
    assert_eq!(done.outcomes[0].raw.as_deref(), Some(text(40).as_bytes()));
    assert_eq!(all(&book)[0].info().emails().len(), 40);
}

#[test]
fn the_caller_may_write_between_two_records() {
    let book = book();
    let session = book.with(Caller::Host);
    let text: String = (0..20)
        .map(|at| card(&[&format!("FN:Ada {at}"), &format!("EMAIL:{at}@x.example")]))
        .collect();
    let report =
        session.import_records(cards(&text), &ImportPolicy::default().with_batch(3), |_| {
            session.find_or_create_label("Busy".parse().unwrap()).unwrap();
            ControlFlow::Continue(())
        });
    assert_eq!(report.unwrap().created, 20);
}
