//! How records find their contacts.

use contacts_core::book::importing::{Action, ImportPolicy, InFile, MatchBy, OnMatch, Reason};
use contacts_core::*;

use super::{all, book, card, run};

fn fill() -> ImportPolicy {
    ImportPolicy::default()
}

#[test]
fn a_mailbox_of_a_family_stays_several_people() {
    let book = book();
    let file = [
        card(&["N:Harlow;Bob", "EMAIL:harlow@x.example"]),
        card(&["N:Harlow;Grace", "EMAIL:harlow@x.example"]),
        card(&["N:Harlow;Robert", "EMAIL:HARLOW@x.example", "NOTE:the same as Bob"]),
    ];
    let done = run(&book, &file.concat(), &fill());
    assert_eq!(done.actions(), [Action::Created, Action::Created, Action::Merged]);
    assert_eq!(done.outcomes[2].contact, done.outcomes[0].contact);
    assert_eq!(all(&book).len(), 2);
}

#[test]
fn an_identity_is_surer_than_an_address_and_a_name() {
    let book = book();
    run(&book, &card(&["UID:a-1", "N:Lovelace;Ada", "EMAIL:ada@x.example"]), &fill());
    run(&book, &card(&["UID:b-2", "N:Byron;Augusta", "EMAIL:byron@x.example"]), &fill());
    let done = run(&book, &card(&["UID:a-1", "N:King;A", "EMAIL:byron@x.example"]), &fill());
    let matched = done.outcomes[0].matched.clone().unwrap();
    assert_eq!((matched.reason, matched.key), (Reason::Uid, Some(MatchKey::Uid("a-1".into()))));
    assert_eq!(matched.contact, *all(&book)[0].id());
}

#[test]
fn the_id_of_a_contact_finds_it_also_after_a_merge() {
    let book = book();
    let session = book.with(Caller::Host);
    let person =
        |name| session.create(ContactPatch::new().with_name(name, "Lovelace").unwrap()).unwrap();
    let (ada, old) = (person("Ada"), person("A"));
    let text = card(&[&format!("UID:urn:uuid:{}", old.id()), "FN:Somebody Else", "NOTE:x"]);
    let dry = run(&book, &text, &fill().as_dry_run());
    assert_eq!(dry.outcomes[0].contact, Some(*old.id()));
    session.merge(ada.id(), ada.revision(), &[*old.id()]).unwrap();
    let dry = run(&book, &text, &fill().as_dry_run());
    let done = run(&book, &text, &fill());
    for done in [dry, done] {
        let matched = done.outcomes[0].matched.clone().unwrap();
        assert_eq!((matched.contact, matched.reason), (*ada.id(), Reason::Id));
        assert_eq!(done.actions(), [Action::Merged]);
    }
}

#[test]
fn a_phone_number_needs_a_name_that_agrees_and_digits_that_tell() {
    let book = book();
    run(&book, &card(&["N:Lovelace;Ada", "TEL:+49 30 23125001"]), &fill());
    run(&book, &card(&["N:Harlow;Bob", "TEL:call me"]), &fill());
    let file = [
        card(&["N:Lovelace;A.", "TEL:+49 30 23125001", "NOTE:x"]),
        card(&["N:Harlow;Bob", "TEL:+49 30 23125001"]),
        card(&["N:Harlow;B", "TEL:call me later"]),
    ];
    let done = run(&book, &file.concat(), &fill());
    assert_eq!(done.actions(), [Action::Merged, Action::Created, Action::Created]);
    assert_eq!(done.outcomes[0].matched.clone().unwrap().reason, Reason::Phone);
}

#[test]
fn who_fits_several_is_a_contact_of_their_own_and_told() {
    let book = book();
    let file = [
        card(&["N:Harlow;Bob", "EMAIL:harlow@x.example"]),
        card(&["N:Harlow;Grace", "EMAIL:harlow@x.example"]),
    ];
    run(&book, &file.concat(), &fill());
    let unclear = card(&["N:Harlow;", "EMAIL:harlow@x.example", "NOTE:who?"]);
    let skipped = run(&book, &unclear, &fill().with_on_match(OnMatch::Skip));
    assert_eq!(skipped.actions(), [Action::Skipped]);
    let done = run(&book, &unclear, &fill());
    assert_eq!((done.actions(), done.codes()), (vec![Action::Created], vec!["match.ambiguous"]));
    assert_eq!(run(&book, &unclear, &fill()).actions(), [Action::Unchanged]);
}

#[test]
fn a_record_without_any_address_is_the_contact_that_says_the_same() {
    let book = book();
    let file = card(&["FN:Ada Lovelace", "NOTE:one"]);
    run(&book, &file, &fill());
    assert_eq!(run(&book, &file, &fill()).actions(), [Action::Unchanged]);
    let other = card(&["FN:Ada Lovelace", "NOTE:two"]);
    assert_eq!(run(&book, &other, &fill()).actions(), [Action::Created]);
}

#[test]
fn contacts_are_found_only_by_what_the_policy_allows() {
    let book = book();
    run(&book, &card(&["N:Lovelace;Ada", "EMAIL:a@x.example", "EMAIL:b@x.example"]), &fill());
    let text = card(&["N:Lovelace;Ada", "EMAIL:c@x.example", "EMAIL:b@x.example"]);
    let by = |by: &[MatchBy]| fill().with_match_by(by.iter().copied()).as_dry_run();
    let actions = |policy| run(&book, &text, &policy).actions();
    assert_eq!(
        actions(by(&[MatchBy::Uid, MatchBy::PrimaryEmail, MatchBy::Phone])),
        [Action::Created]
    );
    assert_eq!(actions(by(&[MatchBy::Email])), [Action::Merged]);
}

#[test]
fn later_records_of_a_file_are_filled_in_made_or_skipped() {
    let file = [
        card(&["N:Lovelace;Ada", "EMAIL:ada@x.example"]),
        card(&["N:Lovelace;Ada", "EMAIL:ada@x.example", "NOTE:x"]),
    ];
    for (in_file, action) in [
        (InFile::MergeFill, Action::Merged),
        (InFile::Create, Action::Created),
        (InFile::Skip, Action::Skipped),
    ] {
        let book = book();
        let done = run(&book, &file.concat(), &fill().with_in_file(in_file));
        assert_eq!(done.actions(), [Action::Created, action]);
    }
}

#[test]
fn the_file_wins_in_an_update_and_nothing_else_is_lost() {
    let book = book();
    let old = card(&[
        "N:Lovelace;Ada",
        "EMAIL;TYPE=HOME:ada@x.example",
        "TEL:+49 30 23125001",
        "ORG:ACME",
        "TITLE:Clerk",
        "NOTE:old",
        "NICKNAME:Countess",
        "REV:20240101T000000Z",
        "UID:a",
    ]);
    let new = card(&[
        "N:King;Ada",
        "EMAIL;TYPE=WORK:new@x.example",
        "EMAIL:Ada@X.example",
        "ORG:Engines",
        "NOTE:new",
        "REV:20240201T000000Z",
        "UID:a",
    ]);
    run(&book, &old, &fill());
    let update = fill().with_on_match(OnMatch::Update);
    assert_eq!(run(&book, &new, &update).actions(), [Action::Updated]);
    let contacts = all(&book);
    let [contact] = contacts.as_slice() else { panic!("{contacts:?}") };
    let info = contact.info();
    assert_eq!(info.full_name().unwrap(), "Ada King");
    assert_eq!((info.company(), info.job_title()), (Some("Engines"), Some("Clerk")));
    let emails: Vec<_> = info.emails().iter().map(|e| (e.value.as_str(), e.tag)).collect();
    assert_eq!(emails, [("new@x.example", EmailTag::Work), ("Ada@X.example", EmailTag::Home)]);
    assert_eq!(info.emails().primary().unwrap().value.as_str(), "new@x.example");
    assert_eq!(info.phones().len(), 1);
    let values: Vec<&str> = contact.properties().iter().map(|line| line.value.as_str()).collect();
    assert!(values.contains(&"new") && values.contains(&"Countess"), "{values:?}");
    assert!(!values.contains(&"old") && !values.contains(&"ACME"), "{values:?}");
    // What is older than that changes nothing.
    let older = run(&book, &old, &update);
    assert_eq!((older.actions(), older.codes()), (vec![Action::Skipped], vec!["match.older"]));
    assert_eq!(run(&book, &new, &update).actions(), [Action::Unchanged]);
}

#[test]
fn what_is_there_may_be_left_alone_or_made_again() {
    let book = book();
    run(&book, &card(&["N:Lovelace;Ada", "EMAIL:ada@x.example"]), &fill());
    let text = card(&["N:Lovelace;Ada", "EMAIL:ada@x.example", "NOTE:x"]);
    let skip = run(&book, &text, &fill().with_on_match(OnMatch::Skip));
    assert_eq!(skip.actions(), [Action::Skipped]);
    let create = fill().with_on_match(OnMatch::Create);
    assert_eq!(run(&book, &text, &create).actions(), [Action::Created]);
    assert_eq!(run(&book, &text, &create).actions(), [Action::Created]);
    assert_eq!(all(&book).len(), 3);
}
