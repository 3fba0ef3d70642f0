//! What others do while a job runs, and the same job run twice at a time.

use contacts_core::testing::Dice;

use super::*;

fn titled(book: &Book) -> String {
    let people = everybody(book);
    let titled: Vec<Person> =
        people.into_iter().filter(|it| it.info().job_title() == Some("Engineer")).collect();
    names(&titled)
}

fn change(store: &MemoryStore, id: ContactId, change: ContactPatch) {
    elsewhere(store, |other| {
        let now = other.get(&id).unwrap().contact;
        other.update(&id, now.revision(), change).unwrap();
    });
}

#[test]
fn what_others_write_meanwhile_is_not_lost() {
    let book = book();
    let staff = staff(&book, 4);
    let (ada, bob, eve) = (*staff[0].id(), *staff[1].id(), *staff[2].id());
    book.store().before_commit(move |store| change(store, ada, patch(json!({"locale": "de"}))));
    book.store().before_commit(move |store| elsewhere(store, |other| other.delete(&bob).unwrap()));
    book.store().before_commit(move |store| change(store, eve, patch(json!({"company": "Other"}))));
    let report = run(&book.with(Caller::Host), BulkRequest::update(acme(), engineers()), 4);
    // Who is gone, or no longer meant, is neither a success nor a failure.
    assert_eq!((totals(&report), titled(&book).as_str()), ((2, 2, 0), "AD"));
    let ada = now(&book, &staff[0]);
    assert_eq!(
        (ada.info().locale().map(|it| it.as_str()), ada.revision()),
        (Some("de"), Revision::new(3))
    );
    assert_eq!(everybody(&book).len(), 3);
}

#[test]
fn who_is_merged_away_meanwhile_is_done_as_what_they_became() {
    let book = book();
    let staff = staff(&book, 3);
    let (ada, bob) = (*staff[0].id(), *staff[1].id());
    book.store().before_commit(move |store| {
        elsewhere(store, |other| other.merge(&ada, Revision::FIRST, &[bob]).unwrap());
    });
    let report = run(&book.with(Caller::Host), BulkRequest::update(acme(), engineers()), 9);
    assert_eq!((totals(&report), titled(&book).as_str()), ((2, 2, 0), "AC"));
}

#[test]
fn who_takes_the_address_first_has_it() {
    let book = book();
    at_acme(&book, "Ada");
    let address = || patch(json!({"emails": {"items": [{"email": "one@x.test"}]}}));
    book.store().before_commit(move |store| {
        elsewhere(store, |other| drop(other.create(address()).unwrap()));
    });
    let report = run(&book.with(Caller::Host), BulkRequest::update(acme(), address()), 9);
    assert_eq!(
        (totals(&report), codes(&report)),
        ((1, 0, 1), vec![(1, "DUPLICATE_CONTACT_EXISTS")])
    );
}

#[test]
fn a_label_that_goes_meanwhile_is_given_to_nobody_else() {
    let book = book();
    let vip = label(&book, "VIP");
    staff(&book, 5);
    let request = BulkRequest::label(acme(), [vip.clone()], []);
    let mut job = book.with(Caller::Host).bulk(request).unwrap().with_chunk(2);
    job.step().unwrap();
    book.store().before_commit(move |store| {
        elsewhere(store, |other| other.delete_label(&vip).unwrap());
    });
    let report = job.run(|_| ControlFlow::Continue(())).unwrap();
    assert_eq!((totals(report), codes(report)), ((5, 2, 3), vec![(3, "LABEL_NOT_FOUND")]));
    assert!(everybody(&book).iter().all(|it| it.info().labels().is_empty()));
}

#[test]
fn a_job_whose_label_is_gone_can_be_run_on() {
    let book = book();
    let host = book.with(Caller::Host);
    let vip = label(&book, "VIP");
    staff(&book, 5);
    let request = BulkRequest::update(acme(), engineers().with_labels([vip.clone()]));
    host.bulk_as(JOB, request.clone()).unwrap().with_chunk(2).step().unwrap();
    host.delete_label(&vip).unwrap();
    let report = run(&host, request.clone(), 2);
    assert_eq!((totals(&report), codes(&report)), ((5, 2, 3), vec![(3, "LABEL_NOT_FOUND")]));
    assert_eq!(titled(&book), "AB");
    // A new one is refused.
    assert_eq!(host.bulk(request).unwrap_err().code(), "LABEL_NOT_FOUND");
}

#[test]
fn a_field_that_goes_meanwhile_fails_for_the_rest() {
    let book = book();
    let size = field(&book, "Size", DataType::Text);
    staff(&book, 5);
    let request = BulkRequest::update(acme(), engineers().with_field(size.clone(), "XL"));
    let mut job = book.with(Caller::Host).bulk(request).unwrap().with_chunk(2);
    job.step().unwrap();
    book.store()
        .before_commit(move |store| elsewhere(store, |other| other.delete_field(&size).unwrap()));
    let report = job.run(|_| ControlFlow::Continue(())).unwrap().clone();
    assert_eq!(
        (totals(&report), codes(&report)),
        ((5, 2, 3), vec![(3, "INVALID_EXTENDED_FIELD_VALUE")])
    );
}

#[test]
fn who_is_overtaken_again_and_again_is_told_so_and_can_go_on() {
    let book = book();
    let staff = staff(&book, 16);
    let first = *staff[0].id();
    let mut job = book.with(Caller::Host).bulk(BulkRequest::update(acme(), engineers())).unwrap();
    for at in 0..64 {
        book.store().before_commit(move |store| {
            change(store, first, patch(json!({"locale": if at % 2 == 0 { "de" } else { "en" }})));
        });
    }
    let message = format!("others kept changing contact {first}");
    refused(job.step().map(drop), (409, "ABORTED"), message);
    assert_eq!((job.report().processed(), titled(&book).as_str()), (0, ""));
    assert_eq!(totals(job.run(|_| ControlFlow::Continue(())).unwrap()), (16, 16, 0));
}

#[test]
fn who_is_overtaken_tries_with_fewer() {
    let book = book();
    let staff = staff(&book, 16);
    let last = *staff[15].id();
    let job = book.with(Caller::Host).bulk(BulkRequest::update(acme(), engineers())).unwrap();
    let mut job = job.with_chunk(16);
    for at in 1..=2 {
        book.store().before_commit(move |store| {
            change(store, last, patch(json!({"birthdate": format!("2000-01-0{at}")})));
        });
    }
    // Of 16 and of 8 the last is the one that is disturbed; the first 8 are not.
    assert_eq!(job.step().unwrap().processed(), 8);
    assert_eq!(job.step().unwrap().processed(), 16);
}

/// The same job, run on for a chunk by another process.
fn a_chunk(request: &BulkRequest, chunk: usize) -> impl FnOnce(&MemoryStore) + Send + 'static {
    let request = request.clone();
    move |store| {
        elsewhere(store, |other| {
            other.bulk_as(JOB, request).unwrap().with_chunk(chunk).step().unwrap();
        });
    }
}

#[test]
fn the_same_job_in_several_processes_does_everybody_once() {
    for seed in 0..200 {
        let dice = &mut Dice::new(seed);
        let book = book();
        let host = book.with(Caller::Host);
        let staff = staff(&book, 9);
        host.set_billing_subscription(staff[2].id(), true).unwrap();
        host.update(staff[4].id(), Revision::FIRST, engineers()).unwrap();
        let away = engineers().with_company(None);
        let (request, expected) = match dice.below(3) {
            0 => (BulkRequest::update(acme(), engineers()), (9, 9, 0)),
            1 => (BulkRequest::update(acme(), away), (9, 9, 0)),
            _ => (BulkRequest::delete(acme()), (9, 8, 1)),
        };
        let twin = ContactBook::new(book.store().store.clone());
        let (before, twin) = (head(&book), twin.with(Caller::Host));
        let begin = |chunk| host.bulk_as(JOB, request.clone()).unwrap().with_chunk(chunk);
        let mut one = begin(1 + dice.below(4));
        let mut other = twin.bulk_as(JOB, request.clone()).unwrap().with_chunk(1 + dice.below(4));
        while !(one.report().is_completed() && other.report().is_completed()) {
            match dice.below(4) {
                0 => drop(other.step().unwrap()),
                1 => drop(one.step().unwrap()),
                2 => book.store().before_commit(a_chunk(&request, 1 + dice.below(4))),
                _ => book.store().after_look(a_chunk(&request, 1 + dice.below(4))),
            }
        }
        let journal = commits(&book).split_off(before);
        let events = journal.iter().flat_map(|commit| commit.events().iter());
        let mut edited: Vec<RecordId> = events.map(Event::record).collect();
        let count = edited.len();
        edited.sort();
        edited.dedup();
        assert_eq!(edited.len(), count, "seed {seed}");
        assert_eq!(totals(one.report()), expected, "seed {seed}");
        assert_eq!(totals(other.report()), expected, "seed {seed}");
    }
}

#[test]
fn a_job_among_writers_loses_nothing() {
    let store = MemoryStore::new();
    let book = ContactBook::new(store.clone());
    let host = book.with(Caller::Host);
    let people: Vec<Person> = (0..200)
        .map(|at| {
            host.create(patch(json!({"name": {"first": format!("P{at}")}, "company": "Acme"})))
                .unwrap()
        })
        .collect();
    std::thread::scope(|scope| {
        for writer in 0..2 {
            let (store, people) = (store.clone(), &people);
            scope.spawn(move || {
                let book = ContactBook::new(store);
                let host = book.with(Caller::Host);
                let dice = &mut Dice::new(writer);
                for round in 0..300_u32 {
                    let id = people[dice.below(people.len())].id();
                    let now = host.get(id).unwrap().contact;
                    let change =
                        patch(json!({"birthdate": format!("2000-01-{:02}", 1 + round % 28)}));
                    drop(host.update(id, now.revision(), change));
                }
            });
        }
        let mut job = host.bulk(BulkRequest::update(acme(), engineers())).unwrap().with_chunk(20);
        while job.run(|_| ControlFlow::Continue(())).is_err_and(|error| error.code() == "ABORTED") {
        }
        assert_eq!(totals(job.report()), (200, 200, 0));
    });
    let journal = store.commits_after(None, usize::MAX).unwrap();
    for person in &people {
        let after = host.get(person.id()).unwrap().contact;
        assert_eq!(after.info().job_title(), Some("Engineer"));
        // Every commit of the contact is one revision, and the last one of a writer is there.
        let events = journal.iter().flat_map(|commit| commit.events().iter());
        let own = events.filter(|event| event.record() == RecordId::Contact(*person.id()));
        assert_eq!(u64::try_from(own.count()).unwrap(), after.revision().get());
        if after.revision() > Revision::new(2) {
            assert!(after.info().birthdate().is_some());
        }
    }
}
