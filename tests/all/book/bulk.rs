//! Bulk jobs: what they do, what they refuse, and what they tell.

mod crashes;
mod meanwhile;
mod single;

use std::ops::ControlFlow;

use contacts_core::book::bulk::{BulkFailure, BulkStatus, MAX_FAILURES, MAX_JOBS};
use contacts_core::query::{Search, by};
use contacts_core::*;
use serde_json::{Value, json};

use super::support::*;

const JOB: JobId = JobId::from_u128(0x10b << 96);

/// All but those whom no test is about.
fn acme() -> ContactQuery {
    ContactQuery::all().with_filter(by::COMPANY.eq("Acme")).unwrap()
}

fn at_acme(book: &Book, name: &str) -> Person {
    person(book, json!({"name": {"first": name}, "company": "Acme"}))
}

/// Persons A, B, C, …
fn staff(book: &Book, count: u8) -> Vec<Person> {
    (0..count).map(|at| at_acme(book, &char::from(b'A' + at).to_string())).collect()
}

fn engineers() -> ContactPatch {
    patch(json!({"jobTitle": "Engineer"}))
}

/// The whole job, with chunks of so many.
#[track_caller]
fn run<S: Store>(session: &Session<'_, S>, request: BulkRequest, chunk: usize) -> BulkReport {
    let mut job = session.bulk_as(JOB, request).unwrap().with_chunk(chunk);
    job.run(|_| ControlFlow::Continue(())).unwrap().clone()
}

fn totals(report: &BulkReport) -> (usize, usize, usize) {
    (report.total_items, report.success_total, report.failed_total)
}

fn everybody<S: Store>(book: &ContactBook<S>) -> Vec<Person> {
    let session = book.with(Caller::Host);
    session.contacts(&ContactQuery::all()).unwrap().collect::<Result<_, _>>().unwrap()
}

fn names(people: &[Person]) -> String {
    people.iter().filter_map(|person| person.info().first_name()).collect()
}

fn codes(report: &BulkReport) -> Vec<(usize, &str)> {
    report.errors.iter().map(|error| (error.count, error.code)).collect()
}

#[test]
fn an_update_changes_everybody_once_a_chunk_at_a_time() {
    let book = book();
    let staff = staff(&book, 5);
    let other = person(&book, json!({"name": {"first": "Other"}}));
    let before = head(&book);
    let session = book.with(Caller::SiteCode).elevate("a campaign").unwrap();
    let report = run(&session, BulkRequest::update(acme(), engineers()), 2);
    assert_eq!(totals(&report), (5, 5, 0));

    let commits = commits(&book).split_off(before);
    assert_eq!(commits.iter().map(|commit| commit.events().len()).collect::<Vec<_>>(), [2, 2, 1]);
    let changed: Vec<_> = commits.iter().flat_map(|commit| commit.events().iter()).collect();
    for (person, event) in staff.iter().zip(changed) {
        let after = now(&book, person);
        assert_eq!(
            (after.info().job_title(), after.info().company()),
            (Some("Engineer"), Some("Acme"))
        );
        assert_eq!(
            (event.record(), event.revision),
            (RecordId::Contact(*person.id()), Revision::new(2))
        );
        assert_eq!(after.revision(), Revision::new(2));
    }
    for commit in &commits {
        assert_eq!(commit.cause(), Cause::BulkUpdate);
        assert_eq!(commit.audit().caller.as_deref(), Some("site code"));
        assert_eq!(commit.audit().elevated.as_deref(), Some("a campaign"));
    }
    assert_eq!(now(&book, &other), other);
}

#[test]
fn who_is_as_they_shall_be_succeeds_without_an_edit() {
    let book = book();
    let vip = label(&book, "VIP");
    let staff = staff(&book, 3);
    book.with(Caller::Host).label(staff[1].id(), std::slice::from_ref(&vip)).unwrap();
    let request = || BulkRequest::label(acme(), [vip.clone()], []);
    assert_eq!(totals(&run(&book.with(Caller::Host), request(), 2)), (3, 3, 0));
    let (before, revisions) =
        (head(&book), everybody(&book).iter().map(|it| it.revision().get()).collect::<Vec<_>>());
    assert_eq!(revisions, [2, 2, 2]);
    // Another job that finds nothing to do: chunks that commit nothing.
    let mut again = book.with(Caller::Host).bulk(request()).unwrap().with_chunk(1);
    assert_eq!(totals(again.run(|_| ControlFlow::Continue(())).unwrap()), (3, 3, 0));
    assert_eq!(head(&book), before);
}

#[test]
fn a_delete_leaves_those_who_are_protected_and_says_why() {
    let book = book();
    let host = book.with(Caller::Host);
    let staff = staff(&book, 6);
    host.set_member(staff[0].id(), Some(MemberInfo::new(MemberId::from_u128(1)))).unwrap();
    host.set_billing_subscription(staff[1].id(), true).unwrap();
    host.set_owner_or_contributor(staff[3].id(), true).unwrap();
    host.set_member(staff[4].id(), Some(MemberInfo::new(MemberId::from_u128(2)))).unwrap();
    let report = run(&host, BulkRequest::delete(acme()), 4);
    assert_eq!(names(&everybody(&book)), "ABDE");
    assert_eq!(last_events(&book), ["contact_deleted"]);
    assert_eq!(last(&book).cause(), Cause::BulkDelete);
    assert_eq!(
        serde_json::to_value(&report).unwrap(),
        json!({
            "id": JOB.to_string(), "type": "DELETE", "status": "COMPLETED",
            "startedDate": report.started_date.to_string(),
            "finishedDate": report.finished_date.unwrap().to_string(),
            "totalItems": 6, "successTotal": 2, "failedTotal": 4,
            "errors": [
                {"count": 2, "code": "CANNOT_DELETE_SITE_MEMBERS", "message": "site members cannot be deleted"},
                {"count": 1, "code": "CANNOT_DELETE_CONTACT_WITH_BILLING_SUBSCRIPTION",
                 "message": "contacts with a valid billing subscription cannot be deleted"},
                {"count": 1, "code": "CANNOT_DELETE_MEMBER_OWNER_OR_CONTRIBUTOR",
                 "message": "owners and contributors of the site cannot be deleted"}
            ],
            "failures": [
                {"contactId": staff[0].id().to_string(), "code": "CANNOT_DELETE_SITE_MEMBERS",
                 "message": format!("contact {} cannot be deleted: it is a site member", staff[0].id())},
                {"contactId": staff[1].id().to_string(), "code": "CANNOT_DELETE_CONTACT_WITH_BILLING_SUBSCRIPTION",
                 "message": format!("contact {} cannot be deleted: it has a valid billing subscription", staff[1].id())},
                {"contactId": staff[3].id().to_string(), "code": "CANNOT_DELETE_MEMBER_OWNER_OR_CONTRIBUTOR",
                 "message": format!("contact {} cannot be deleted: it is an owner or contributor", staff[3].id())},
                {"contactId": staff[4].id().to_string(), "code": "CANNOT_DELETE_SITE_MEMBERS",
                 "message": format!("contact {} cannot be deleted: it is a site member", staff[4].id())}
            ]
        })
    );
}

#[test]
fn labels_are_taken_and_given_and_given_wins() {
    let book = book();
    let host = book.with(Caller::Host);
    let [a, b, c, d] = ["A", "B", "C", "D"].map(|name| label(&book, name));
    let ada = at_acme(&book, "Ada");
    host.label(ada.id(), &[a.clone(), b.clone(), c.clone()]).unwrap();
    let unknown: LabelKey = "custom.never".parse().unwrap();
    let request = BulkRequest::label(acme(), [d.clone(), c.clone()], [c.clone(), a, unknown]);
    assert_eq!(totals(&run(&host, request, 9)), (1, 1, 0));
    assert_eq!(now(&book, &ada).info().labels(), [b, c, d]);
    assert_eq!(last(&book).cause(), Cause::BulkLabel);
    assert_eq!(last_events(&book), ["contact_updated"]);
}

#[test]
fn the_type_of_a_job_is_that_of_its_request() {
    let key: LabelKey = "contacts.customers".parse().unwrap();
    for (add, remove, name) in [
        (vec![&key], vec![], "ADD_LABELS"),
        (vec![], vec![&key], "REMOVE_LABELS"),
        (vec![&key], vec![&key], "ADD_LABELS"),
    ] {
        let request =
            BulkRequest::label(acme(), add.into_iter().cloned(), remove.into_iter().cloned());
        assert_eq!(serde_json::to_value(request.job_type()).unwrap(), json!(name));
    }
    let other = "contacts.contacted-me".parse().unwrap();
    let both = BulkRequest::label(acme(), [key], [other]).job_type();
    assert_eq!(serde_json::to_value(both).unwrap(), json!("ADD_REMOVE_LABELS"));
    let update = BulkRequest::update(acme(), engineers()).job_type();
    assert_eq!(serde_json::to_value(update).unwrap(), json!("UPDATE"));
}

#[test]
fn what_cannot_be_done_to_a_contact_is_its_failure() {
    let book = book();
    let host = book.with(Caller::Host);
    let nameless = |info: Value| person(&book, info);
    let (_ada, bob) = (at_acme(&book, "Ada"), at_acme(&book, "Bob"));
    let only =
        nameless(json!({"company": "Acme", "emails": {"items": [{"email": "only@x.test"}]}}));
    host.set_member(bob.id(), Some(MemberInfo::new(MemberId::from_u128(1)))).unwrap();

    // Nobody but Ada has a name that is left, or none to lose.
    let report =
        run(&host, BulkRequest::update(acme(), patch(json!({"emails": {"items": []}}))), 9);
    assert_eq!(
        (totals(&report), codes(&report)),
        ((3, 2, 1), vec![(1, "INSUFFICIENT_CONTACT_DATA")])
    );
    assert_eq!(report.failures[0].contact_id, *only.id());

    // One can have the address, and only if nobody has it; a member's is not for us to change.
    let address = || patch(json!({"emails": {"items": [{"email": "one@x.test"}]}}));
    let mut job = host.bulk(BulkRequest::update(acme(), address())).unwrap();
    let report = job.run(|_| ControlFlow::Continue(())).unwrap().clone();
    assert_eq!(totals(&report), (3, 1, 2));
    assert_eq!(
        codes(&report),
        [(1, "CANNOT_UPDATE_MEMBER_EMAIL"), (1, "DUPLICATE_CONTACT_EXISTS")]
    );
    let with_it = ContactQuery::from("one@x.test".parse::<EmailAddress>().unwrap().match_key());
    assert_eq!(host.count(&with_it).unwrap(), 1);
    let mut job = host.bulk(BulkRequest::update(acme(), address())).unwrap();
    let report = job.run(|_| ControlFlow::Continue(())).unwrap().clone();
    assert_eq!(
        codes(&report),
        [(1, "CANNOT_UPDATE_MEMBER_EMAIL"), (1, "DUPLICATE_CONTACT_EXISTS")]
    );
}

#[test]
fn a_contact_with_too_many_labels_fails_and_keeps_them() {
    let book = book();
    let host = book.with(Caller::Host);
    let ada = at_acme(&book, "Ada");
    let bob = at_acme(&book, "Bob");
    let keys: Vec<LabelKey> = (0..2_000).map(|at| label(&book, &format!("L{at}"))).collect();
    for some in keys.chunks(100) {
        host.label(ada.id(), some).unwrap();
    }
    let customers: LabelKey = "contacts.customers".parse().unwrap();
    let report = run(&host, BulkRequest::label(acme(), [customers.clone()], []), 9);
    assert_eq!((totals(&report), codes(&report)), ((2, 1, 1), vec![(1, "VALIDATION_ERROR")]));
    assert_eq!(now(&book, &ada).info().labels().len(), 2_000);
    assert!(now(&book, &bob).info().has_label(&customers));
    // Where one goes there is room for one.
    let request = BulkRequest::label(acme(), [customers.clone()], [keys[7].clone()]);
    let mut job = host.bulk(request).unwrap();
    assert_eq!(totals(job.run(|_| ControlFlow::Continue(())).unwrap()), (2, 2, 0));
    assert!(now(&book, &ada).info().has_label(&customers));
}

#[test]
fn a_request_that_makes_no_sense_is_refused_before_anything_is_done() {
    let book = book();
    let host = book.with(Caller::Host);
    at_acme(&book, "Ada");
    let vip = label(&book, "VIP");
    let many = |count| (0..count).map(|at| format!("custom.l{at}").parse().unwrap());
    let head = head(&book);
    let everything = ContactQuery::all;
    for request in [
        BulkRequest::delete(everything()),
        BulkRequest::update(everything(), engineers()),
        BulkRequest::label(everything(), [vip.clone()], []),
        BulkRequest::delete(everything().sorted(by::LAST_NAME.ascending())),
        BulkRequest::delete(everything().with_filter(Filter::everything()).unwrap()),
    ] {
        let code = (400, "NEITHER_FILTER_NOR_SEARCH");
        refused(host.bulk(request), code, "a bulk job takes a filter or a search");
    }
    for (request, code, message) in [
        (
            BulkRequest::update(acme(), ContactPatch::new()),
            "INSUFFICIENT_UPDATE_CONTACT_DATA",
            "the update mentions nothing to update",
        ),
        (
            BulkRequest::label(acme(), [], []),
            "VALIDATION_ERROR",
            "invalid labelKeysToAdd `no keys`: expected a key to add or to remove",
        ),
        (
            BulkRequest::label(acme(), many(101), many(200).skip(99)),
            "VALIDATION_ERROR",
            "invalid labelKeysToAdd `101 keys`: expected at most 100 keys",
        ),
        (
            BulkRequest::label(acme(), [], many(101)),
            "VALIDATION_ERROR",
            "invalid labelKeysToRemove `101 keys`: expected at most 100 keys",
        ),
        (
            BulkRequest::label(acme(), [vip, "custom.never".parse().unwrap()], []),
            "LABEL_NOT_FOUND",
            "there is no label `custom.never` to give to a contact",
        ),
        (
            BulkRequest::update(acme(), engineers().with_labels(["custom.never".parse().unwrap()])),
            "LABEL_NOT_FOUND",
            "there is no label `custom.never` to give to a contact",
        ),
        (
            BulkRequest::update(
                acme(),
                engineers().with_field("custom.never".parse().unwrap(), "x"),
            ),
            "INVALID_EXTENDED_FIELD_VALUE",
            "invalid info.extendedFields.custom.never `x`: expected a field that is defined in the book",
        ),
    ] {
        refused(host.bulk(request), (400, code), message);
    }
    assert_eq!((commits(&book).len(), host.jobs().unwrap()), (head, vec![]));
    // A search is a selection.
    let ada = ContactQuery::all().with_search(Search::exact("Ada").unwrap());
    assert_eq!(totals(&run(&host, BulkRequest::delete(ada), 9)), (1, 1, 0));
}

#[test]
fn who_comes_after_the_job_began_is_left_alone() {
    let book = book();
    let host = book.with(Caller::Host);
    staff(&book, 3);
    // Of another program, whose clock is years ahead.
    let ahead = elsewhere(&book.store().store, |other| {
        other.create(patch(json!({"name": {"first": "Z"}, "company": "Acme"}))).unwrap()
    });
    let mut job = host.bulk(BulkRequest::update(acme(), engineers())).unwrap().with_chunk(2);
    assert_eq!(job.report().started_date, ahead.created());
    elsewhere(&book.store().store, |other| {
        other.create(patch(json!({"name": {"first": "Y"}, "company": "Acme"}))).unwrap()
    });
    assert_eq!(totals(job.run(|_| ControlFlow::Continue(())).unwrap()), (4, 4, 0));
    let titled: Vec<Person> =
        everybody(&book).into_iter().filter(|it| it.info().job_title().is_some()).collect();
    assert_eq!(names(&titled), "ABCZ");
}

#[test]
fn a_job_tells_how_far_it_is_and_can_be_stopped_and_run_on() {
    let book = book();
    let host = book.with(Caller::Host);
    staff(&book, 5);
    let mut job = host.bulk(BulkRequest::update(acme(), engineers())).unwrap().with_chunk(2);
    let told = |report: &BulkReport| (report.status, report.processed(), report.total_items);
    assert_eq!(told(job.report()), (BulkStatus::New, 0, 5));
    assert_eq!(told(&host.job(job.id()).unwrap()), (BulkStatus::New, 0, 5));

    let stopped = job.run(|_| ControlFlow::Break(())).unwrap();
    assert_eq!(told(stopped), (BulkStatus::Running, 2, 5));
    assert_eq!(told(&host.job(job.id()).unwrap()), (BulkStatus::Running, 2, 5));
    assert_eq!(everybody(&book).iter().filter(|it| it.info().job_title().is_some()).count(), 2);

    let mut seen = Vec::new();
    job.run(|report| {
        seen.push(told(report));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(seen, [(BulkStatus::Running, 4, 5), (BulkStatus::Completed, 5, 5)]);
    let (head, report) = (head(&book), job.report().clone());
    assert!(report.finished_date > Some(report.started_date));
    // What is done is not done again.
    assert_eq!(job.step().unwrap(), &report);
    assert_eq!(job.run(|_| unreachable!()).unwrap(), &report);
    assert_eq!(commits(&book).len(), head);
    assert_eq!(host.job(job.id()).unwrap(), report);
}

#[test]
fn a_book_remembers_its_latest_jobs() {
    let book = book();
    let host = book.with(Caller::Host);
    at_acme(&book, "Ada");
    let ids: Vec<JobId> = (0..MAX_JOBS + 5)
        .map(|_| {
            let mut job = host.bulk(BulkRequest::update(acme(), engineers())).unwrap();
            job.step().unwrap();
            job.id()
        })
        .collect();
    let known: Vec<JobId> = host.jobs().unwrap().iter().map(|report| report.id).collect();
    assert!(known.iter().eq(ids.iter().rev().take(MAX_JOBS)));
    assert!(host.jobs().unwrap().iter().all(BulkReport::is_completed));
    let message = format!("there is no bulk job {}", ids[4]);
    refused(host.job(ids[4]), (404, "NOT_FOUND"), message);
    assert_eq!(host.job(ids[5]).unwrap().id, ids[5]);
    refused(
        book.with(Caller::SiteCode).job(ids[5]),
        (403, "PERMISSION_DENIED"),
        "the caller lacks permission CONTACTS.VIEW",
    );
}

#[test]
fn a_report_counts_every_failure_and_holds_the_first() {
    let book = book();
    let host = book.with(Caller::Host);
    for at in 0..MAX_FAILURES + 3 {
        let person = at_acme(&book, &format!("P{at}"));
        host.set_billing_subscription(person.id(), true).unwrap();
    }
    let report = run(&host, BulkRequest::delete(acme()), 400);
    assert_eq!((report.failed_total, report.failures.len()), (MAX_FAILURES + 3, MAX_FAILURES));
    assert_eq!(
        codes(&report),
        [(MAX_FAILURES + 3, "CANNOT_DELETE_CONTACT_WITH_BILLING_SUBSCRIPTION")]
    );
    let first = everybody(&book)[0].clone();
    let BulkFailure { contact_id, .. } = report.failures[0].clone();
    assert_eq!(contact_id, *first.id());
}
