//! Law B11: a request happens once, however often and whenever it is made under one id.

use contacts_core::*;
use serde_json::json;

use super::operations::{OPERATIONS, Operation, Scene};
use super::support::*;

const REQUEST: ChangeSetId = ChangeSetId::from_u128(0x77);

fn writing() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().filter(|operation| operation.writes)
}

#[test]
fn the_same_request_again_has_one_effect_and_the_same_answer() {
    for operation in writing() {
        let scene = Scene::new();
        let session = scene.book.with(Caller::Host).with_request(REQUEST);
        let first = (operation.run)(&session, &scene).unwrap();
        let head = head(&scene.book);
        assert_eq!(last(&scene.book).id(), REQUEST, "{}", operation.name);
        for _ in 0..2 {
            assert_eq!((operation.run)(&session, &scene).unwrap(), first, "{}", operation.name);
        }
        assert_eq!(commits(&scene.book).len(), head, "{}", operation.name);
    }
}

#[test]
fn the_same_request_at_the_same_time_has_one_effect_and_the_same_answer() {
    for operation in writing() {
        // The other is faster before this one reads, or before it commits.
        for before_reading in [true, false] {
            let scene = Scene::new();
            let before = head(&scene.book);
            let (run, twin) = (operation.run, scene.twin());
            let (tell, told) = std::sync::mpsc::channel();
            let other = move |_: &MemoryStore| {
                let session = twin.book.with(Caller::Host).with_request(REQUEST);
                tell.send(run(&session, &twin).unwrap()).unwrap();
            };
            match before_reading {
                true => scene.book.store().after_look(other),
                false => scene.book.store().before_commit(other),
            }
            let session = scene.book.with(Caller::Host).with_request(REQUEST);
            let answer = (operation.run)(&session, &scene).unwrap();
            assert_eq!(answer, told.recv().unwrap(), "{}", operation.name);
            assert_eq!(head(&scene.book), before + 1, "{}", operation.name);
        }
    }
}

#[test]
fn a_lost_answer_is_asked_for_again() {
    for operation in writing() {
        for lost in [1, 3] {
            let scene = Scene::new();
            let before = head(&scene.book);
            scene.book.store().lose_answers(lost);
            let answer = (operation.run)(&scene.book.with(Caller::Host), &scene);
            assert!(answer.is_ok(), "{}: {answer:?}", operation.name);
            assert_eq!(head(&scene.book), before + 1, "{}", operation.name);
        }
        // Who gives up says so, and may ask again under the same id.
        let scene = Scene::new();
        let before = head(&scene.book);
        scene.book.store().lose_answers(8);
        let session = scene.book.with(Caller::Host);
        refused(
            (operation.run)(&session, &scene),
            (503, "UNAVAILABLE"),
            "the store did not say whether it committed: the answer was lost",
        );
        assert_eq!(head(&scene.book), before + 1);
    }
}

#[test]
fn another_request_under_the_same_id_is_refused() {
    let message = format!("request {REQUEST} was made before with other content");
    for operation in writing() {
        let scene = Scene::new();
        let session = scene.book.with(Caller::Host).with_request(REQUEST);
        session.create(patch(json!({"name": {"first": "Other"}}))).unwrap();
        let head = head(&scene.book);
        refused((operation.run)(&session, &scene), (409, "REQUEST_ID_REUSED"), &message);
        assert_eq!(commits(&scene.book).len(), head, "{}", operation.name);
    }
}

#[test]
fn a_repeated_request_answers_with_the_record_as_it_is_by_then() {
    let scene = Scene::new();
    let host = scene.book.with(Caller::Host);
    let session = host.with_request(REQUEST);
    let create = || session.create(patch(json!({"name": {"first": "New"}})));
    let new = create().unwrap();
    let newer = host.update(new.id(), new.revision(), patch(json!({"company": "Acme"}))).unwrap();
    assert_eq!(create().unwrap(), newer);
    host.merge(scene.bob.id(), scene.bob.revision(), &[*new.id()]).unwrap();
    refused(
        create(),
        (404, "CONTACT_NOT_FOUND"),
        format!("contact {} was merged into {}", new.id(), scene.bob.id()),
    );
}

#[test]
fn what_changed_nothing_leaves_no_trace_and_is_decided_anew() {
    let scene = Scene::new();
    let host = scene.book.with(Caller::Host);
    let session = host.with_request(REQUEST);
    let customers = ["contacts.customers".parse().unwrap()];
    let ada = host.label(scene.ada.id(), &customers).unwrap();
    assert_eq!(session.label(scene.ada.id(), &customers).unwrap(), ada);
    host.unlabel(scene.ada.id(), &customers).unwrap();
    assert!(session.label(scene.ada.id(), &customers).unwrap().info().has_label(&customers[0]));
    assert_eq!(last(&scene.book).id(), REQUEST);
}
