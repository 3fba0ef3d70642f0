//! What is told of a run.

use std::io;
use std::ops::ControlFlow;

use contacts_core::book::importing::{Action, ImportError, ImportPolicy, OnError, Told};
use contacts_core::interop::{Found, ImportOptions, vcard};
use contacts_core::*;

use super::{all, attempt, book, card, cards, run};

#[test]
fn every_record_and_every_line_between_is_told_in_order() {
    let book = book();
    let text = [
        card(&["FN:Ada", "EMAIL:ada@x.example"]),
        "what is this\n".to_owned(),
        card(&["NOTE:nobody"]),
        card(&["FN:Ada", "EMAIL:ada@x.example"]),
    ]
    .concat();
    let done = run(&book, &text, &ImportPolicy::default());
    assert_eq!(done.actions(), [Action::Created, Action::Rejected, Action::Unchanged]);
    let places: Vec<_> =
        done.outcomes.iter().map(|o| (o.index, o.first_line, o.last_line)).collect();
    assert_eq!(places, [(0, 1, 5), (1, 7, 10), (2, 11, 15)]);
    assert_eq!((done.outside.len(), done.report.lines), (1, 15));
    assert_eq!(done.outcomes[1].raw.as_deref(), Some(card(&["NOTE:nobody"]).as_bytes()));
    assert_eq!(done.outcomes[1].problems[0].code, "record.nothing");
    assert!(done.outcomes[0].raw.is_none());
    assert_eq!(done.report.bytes, (text.len() - "what is this\n".len()) as u64);
}

#[test]
fn a_run_can_be_told_to_stop() {
    let book = book();
    let text: String = (0..10).map(|at| card(&[&format!("FN:Ada {at}")])).collect();
    let policy = ImportPolicy::default().with_batch(2);
    let mut seen = 0;
    let session = book.with(Caller::Host);
    let report = session.import_records(cards(&text), &policy, |_| {
        seen += 1;
        if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let report = report.unwrap();
    assert!(report.stopped);
    assert_eq!((report.read, all(&book).len()), (4, 4), "the batch is whole");
    let rest = run(&book, &text, &policy);
    assert_eq!((rest.report.unchanged, rest.report.created), (4, 6));
}

#[test]
fn a_run_may_end_with_the_first_record_that_cannot_be_taken() {
    let book = book();
    let text = [card(&["FN:Ada"]), card(&["NOTE:nobody"]), card(&["FN:Bob"])].concat();
    let policy = ImportPolicy::default().with_on_error(OnError::Stop);
    let done = run(&book, &text, &policy);
    assert!(done.report.stopped);
    assert_eq!(done.actions(), [Action::Created, Action::Rejected]);
}

#[test]
fn a_file_that_cannot_be_read_on_leaves_what_was_read() {
    let book = book();
    let mut records = cards(&card(&["FN:Ada"]));
    records.push(Err(io::Error::other("the disk is gone")));
    let unfinished = attempt(&book, records, &ImportPolicy::default()).unwrap_err();
    assert!(matches!(unfinished.error, ImportError::Source(_)));
    assert_eq!(unfinished.to_string(), "the disk is gone");
    assert_eq!((unfinished.report.created, all(&book).len()), (1, 1));
}

#[test]
fn what_is_rejected_can_be_mended_and_imported() {
    let book = book();
    let text = [card(&["FN:Ada"]), card(&["TEL:", "NOTE:nobody"])].concat();
    let done = run(&book, &text, &ImportPolicy::default());
    let raw = done.outcomes[1].raw.clone().unwrap();
    let mended = String::from_utf8(raw).unwrap().replace("TEL:", "TEL:+49 30 23125001");
    assert_eq!(run(&book, &mended, &ImportPolicy::default()).actions(), [Action::Created]);
}

#[test]
fn every_permission_is_asked_for_before_anything_is_read() {
    let book = book();
    let read = std::cell::Cell::new(0);
    let records = || {
        std::iter::from_fn(|| {
            read.set(read.get() + 1);
            None::<io::Result<Found>>
        })
    };
    let manage = Permissions::manage_contacts();
    let policy = ImportPolicy::default();
    let plain = policy.clone().with_labels(None).with_fields(false);
    for (permissions, policy, lacking) in [
        (Permissions::read_contacts(), &plain, Some(Permission::ContactsModify)),
        (manage, &policy, Some(Permission::LabelsModify)),
        (manage.and(Permissions::manage_labels()), &policy, Some(Permission::SchemaModify)),
        (manage, &plain, None),
        (Permissions::all(), &policy, None),
    ] {
        let session = book.with(Caller::User { id: UserId::from_u128(1), permissions });
        read.set(0);
        let done = session.import_records(records(), policy, |_| ControlFlow::Continue(()));
        match (done, lacking) {
            (Ok(_), None) => assert_eq!(read.get(), 1),
            (Err(unfinished), Some(lacking)) => {
                assert_eq!(read.get(), 0);
                assert!(matches!(
                    unfinished.error,
                    ImportError::Book(Error::Forbidden(permission)) if permission == lacking
                ));
            }
            (done, lacking) => panic!("{done:?} {lacking:?}"),
        }
    }
}

#[test]
fn the_journal_says_that_it_was_an_import() {
    let book = book();
    let text = [card(&["FN:Ada", "EMAIL:a@x.example"]), card(&["FN:Bob", "EMAIL:b@x.example"])];
    run(&book, &text.concat(), &ImportPolicy::default());
    let commits = book.store().commits_after(None, 10).unwrap();
    assert_eq!(commits.len(), 1);
    assert_eq!((commits[0].cause(), commits[0].events().len()), (Cause::Import, 2));
    assert_eq!(all(&book)[0].origin().kind, OriginKind::IMPORT);
}

#[test]
fn a_million_outcomes_are_not_collected() {
    // A reader that never ends is told of every record while it runs.
    let book = book();
    let record = |at: u32| {
        let text = card(&[&format!("FN:Ada {at}")]);
        let item = vcard::Cards::new(text.as_bytes()).unwrap().next().unwrap().unwrap();
        let vcard::Item::Card(card) = item else { panic!() };
        Ok(Found::Record(vcard::import(card, &ImportOptions::default()).unwrap()))
    };
    let mut told = 0;
    let report = book.with(Caller::Host).import_records(
        (0..).map(record),
        &ImportPolicy::default().with_batch(10),
        |what| {
            told += u32::from(matches!(what, Told::Record(_)));
            if told == 500 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        },
    );
    assert_eq!(report.unwrap().created, 500);
}
