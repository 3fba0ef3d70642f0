//! A job that is interrupted, whenever that is, and run on.

use contacts_core::testing::fault::{Fault, FaultStore, Faults};

use super::*;

/// A book with all kinds of people, and a job for them.
struct Scene {
    store: MemoryStore,
    request: BulkRequest,
    chunk: usize,
}

type Faulty = ContactBook<FaultStore<MemoryStore>>;

/// Eight at Acme, of whom some fail, some are as they shall be, and some are to be changed.
fn people() -> MemoryStore {
    let book = book();
    let host = book.with(Caller::Host);
    let vip = label(&book, "VIP");
    let staff = staff(&book, 7);
    host.set_billing_subscription(staff[1].id(), true).unwrap();
    let bob = host.label(staff[2].id(), &[vip]).unwrap();
    host.update(bob.id(), bob.revision(), engineers()).unwrap();
    host.set_member(staff[3].id(), Some(MemberInfo::new(MemberId::from_u128(1)))).unwrap();
    let only = json!({"company": "Acme", "phones": {"items": [{"phone": "+49 30 23125001"}]}});
    person(&book, only);
    book.store().store.clone()
}

/// Every kind of job, with chunks of several sizes.
fn scenes() -> Vec<Scene> {
    let vip: LabelKey = "custom.vip".parse().unwrap();
    let address = patch(json!({"emails": {"items": [{"email": "one@x.test"}]}}));
    let away = engineers().with_company(None);
    let requests = [
        BulkRequest::delete(acme()),
        BulkRequest::update(acme(), engineers()),
        // Those who are done no longer meet the query.
        BulkRequest::update(acme(), away.with_phones(Vec::new())),
        BulkRequest::update(acme(), address),
        BulkRequest::label(acme(), [vip.clone()], []),
        BulkRequest::label(acme(), ["contacts.customers".parse().unwrap()], [vip]),
    ];
    let mut scenes = Vec::new();
    for request in requests {
        for chunk in [1, 2, 3, 8] {
            scenes.push(Scene { store: people(), request: request.clone(), chunk });
        }
    }
    scenes
}

impl Scene {
    fn book(&self, faults: Faults) -> Faulty {
        let store = FaultStore::new(self.store.clone(), faults);
        ContactBook::new(store).with_environment(Ticking::from(1 << 40))
    }

    /// The same, before anything was done.
    fn copy(&self) -> Self {
        Self { store: people(), request: self.request.clone(), chunk: self.chunk }
    }

    fn head(&self) -> usize {
        self.store.commits_after(None, usize::MAX).unwrap().len()
    }

    /// The job without interruption, or what is left of it.
    fn run(&self) -> Outcome {
        let book = self.book(Faults::none());
        let report = run(&book.with(Caller::Host), self.request.clone(), self.chunk);
        self.outcome(&book, report)
    }

    fn outcome(&self, book: &Faulty, report: BulkReport) -> Outcome {
        let people = everybody(book);
        let shown = people.iter().map(|it| (*it.id(), it.revision(), without_ids(it)));
        let report = BulkReport { started_date: Timestamp::EPOCH, finished_date: None, ..report };
        assert_eq!(report.total_items, report.success_total + report.failed_total);
        Outcome { people: shown.collect(), report }
    }
}

/// What is left, but for the ids of entries and the dates.
#[derive(Debug, PartialEq)]
struct Outcome {
    people: Vec<(ContactId, Revision, Value)>,
    report: BulkReport,
}

/// What a contact holds.
pub(super) fn without_ids(contact: &Stored<Contact>) -> Value {
    fn forget(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.remove("id");
                members.values_mut().for_each(forget);
            }
            Value::Array(items) => items.iter_mut().for_each(forget),
            _ => {}
        }
    }
    let mut shown = info(contact);
    forget(&mut shown);
    shown
}

/// Runs the job until it fails; whether it was completed.
fn attempt(book: &Faulty, scene: &Scene) -> bool {
    let host = book.with(Caller::Host);
    let Ok(job) = host.bulk_as(JOB, scene.request.clone()) else { return false };
    let mut job = job.with_chunk(scene.chunk);
    job.run(|_| ControlFlow::Continue(())).is_ok()
}

#[test]
fn a_job_that_crashes_at_any_call_of_the_store_is_run_on_as_if_it_had_not() {
    let mut crashes = 0;
    for scene in scenes() {
        let undisturbed = scene.copy().run();
        let dies = |calls| {
            std::iter::repeat_n(None, calls).chain(std::iter::repeat_n(Some(Fault::NotSent), 99))
        };
        let mutes = |calls| {
            std::iter::repeat_n(None, calls).chain(std::iter::repeat_n(Some(Fault::ReplyLost), 8))
        };
        let kinds: [&dyn Fn(usize) -> Faults; 3] = [
            &|calls| Faults::none().with_reads(dies(calls)),
            &|calls| Faults::commits(dies(calls)),
            &|calls| Faults::commits(mutes(calls)),
        ];
        for kind in kinds {
            for calls in 0.. {
                let scene = scene.copy();
                let before = scene.head();
                if attempt(&scene.book(kind(calls)), &scene) {
                    break;
                }
                crashes += 1;
                // Another process goes on.
                assert_eq!(scene.run(), undisturbed, "{:?}", scene.request);
                each_once(&scene.store, before);
            }
        }
    }
    assert!(crashes > 300, "{crashes}");
}

#[test]
fn a_job_that_fails_goes_on_where_it_was() {
    for scene in scenes() {
        let undisturbed = scene.copy().run();
        for seed in 0..12 {
            let scene = scene.copy();
            let before = scene.head();
            let book = scene.book(Faults::none());
            let host = book.with(Caller::Host);
            let mut job = host.bulk_as(JOB, scene.request.clone()).unwrap().with_chunk(scene.chunk);
            // The same job, run on; or one that takes its place.
            book.store().set(Faults::seeded(seed, 40));
            let mut left = 400;
            while job.run(|_| ControlFlow::Continue(())).is_err() && left > 0 {
                left -= 1;
                if left % 9 == 0
                    && let Ok(other) = host.bulk_as(JOB, scene.request.clone())
                {
                    job = other.with_chunk(scene.chunk);
                }
            }
            assert!(left > 0);
            book.store().set(Faults::none());
            assert_eq!(scene.outcome(&book, job.report().clone()), undisturbed, "{seed}");
            each_once(&scene.store, before);
        }
    }
}

/// Nobody was edited twice since so many commits.
fn each_once(store: &MemoryStore, before: usize) {
    let mut edited: Vec<RecordId> = Vec::new();
    for commit in &store.commits_after(None, usize::MAX).unwrap()[before..] {
        for event in commit.events() {
            assert!(!edited.contains(&event.record()), "{} twice", event.record());
            edited.push(event.record());
        }
    }
}

#[test]
fn a_job_that_was_completed_is_told_again() {
    for scene in scenes() {
        let undisturbed = scene.run();
        let head = scene.head();
        assert_eq!(scene.run(), undisturbed);
        assert_eq!(scene.head(), head);
    }
}

#[test]
fn who_goes_on_knows_when_the_job_began_and_how_much_there_is() {
    let scene = &scenes()[4 + 1];
    let book = scene.book(Faults::none());
    let host = book.with(Caller::Host);
    let mut job = host.bulk_as(JOB, scene.request.clone()).unwrap().with_chunk(2);
    job.step().unwrap();
    let begun = job.report().started_date;
    elsewhere(&scene.store, |other| {
        other.create(patch(json!({"name": {"first": "New"}, "company": "Acme"}))).unwrap()
    });
    let mut again = host.bulk_as(JOB, scene.request.clone()).unwrap();
    assert_eq!(again.report().started_date, begun);
    assert_eq!((again.report().success_total, again.report().total_items), (2, 8));
    // The new one is left alone.
    assert_eq!(totals(again.run(|_| ControlFlow::Continue(())).unwrap()), (8, 8, 0));
}

#[test]
fn a_job_began_when_it_was_begun_and_not_when_it_first_did_something() {
    let book = book();
    let host = book.with(Caller::Host);
    staff(&book, 3);
    let request = || BulkRequest::update(acme(), engineers());
    let mut job = host.bulk_as(JOB, request()).unwrap().with_chunk(2);
    at_acme(&book, "Between");
    let begun = job.step().unwrap().started_date;
    let again = host.bulk_as(JOB, request()).unwrap();
    assert_eq!(again.report().started_date, begun);
    assert_eq!(totals(&run(&host, request(), 9)), (3, 3, 0));
    assert_eq!(last(&book).at() > begun, last(&book).id() != ChangeSetId::new(*JOB.as_uuid()));
}

#[test]
fn an_id_is_good_for_one_request_of_one_caller() {
    let scene = &scenes()[4];
    let book = scene.book(Faults::none());
    let message = format!("request {JOB} was made before with other content");
    run(&book.with(Caller::Host), scene.request.clone(), 2);
    let other = BulkRequest::update(acme(), patch(json!({"jobTitle": "Manager"})));
    for request in [other, BulkRequest::delete(acme())] {
        let again = book.with(Caller::Host).bulk_as(JOB, request);
        refused(again, (409, "REQUEST_ID_REUSED"), &message);
    }
    let app = Caller::App { id: AppId::from_u128(1), permissions: Permissions::all() };
    let again = book.with(app).bulk_as(JOB, scene.request.clone());
    refused(again, (409, "REQUEST_ID_REUSED"), &message);
    // Nor for a job and another operation.
    let host = book.with(Caller::Host).with_request(ChangeSetId::new(*JOB.as_uuid()));
    let create = host.create(patch(json!({"name": {"first": "New"}})));
    refused(create, (409, "REQUEST_ID_REUSED"), &message);
    assert_eq!(host.bulk(scene.request.clone()).unwrap().id(), JOB);
}
