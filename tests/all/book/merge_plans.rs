//! Previews and plans: what they are bound to, and what a person settles.

use contacts_core::*;
use serde_json::json;

use super::merge::mia;
use super::support::*;

#[test]
fn a_preview_is_the_merge_and_changes_nothing() {
    let book = book();
    let session = book.with(Caller::Host);
    let [mia, first, second] = mia(&book);
    let sources = [*first.id(), *second.id()];
    let head = head(&book);
    let plan = session.preview_merge(mia.id(), &sources).unwrap();
    assert_eq!(commits(&book).len(), head);
    for contact in [&mia, &first, &second] {
        assert_eq!(now(&book, contact), *contact);
    }
    let shown = plan.preview();
    assert_eq!(shown.revision(), mia.revision());
    assert_eq!(shown.updated(), mia.updated());
    assert_eq!(shown.last_activity(), mia.last_activity());

    let after = session.merge(shown.id(), shown.revision(), &sources).unwrap();
    assert_eq!(after.info(), plan.outcome().info());
    assert_eq!(shown.info(), after.info());
}

#[test]
fn a_plan_is_bound_to_what_it_saw_of_target_and_every_source() {
    for edited in 0..3 {
        let book = book();
        let session = book.with(Caller::Host);
        let contacts = mia(&book);
        let sources = [*contacts[1].id(), *contacts[2].id()];
        let plan = session.preview_merge(contacts[0].id(), &sources).unwrap();
        let edited = &contacts[edited];
        let job = patch(json!({"jobTitle": "Other"}));
        session.update(edited.id(), edited.revision(), job).unwrap();
        let head = head(&book);
        refused(
            session.commit_merge(plan),
            (409, "CONTACT_ALREADY_CHANGED"),
            format!(
                "contact {} is at revision {}, not {}",
                edited.id(),
                edited.revision().next(),
                edited.revision()
            ),
        );
        assert_eq!(commits(&book).len(), head);
        let plan = session.preview_merge(contacts[0].id(), &sources).unwrap();
        let after = session.commit_merge(plan.clone()).unwrap();
        assert_eq!(after.info(), plan.outcome().info());
        let message = format!("contact {} was merged into {}", sources[0], contacts[0].id());
        assert!(
            [404, 409].contains(&session.commit_merge(plan.clone()).unwrap_err().http_status())
        );
        let alone = session.preview_merge(contacts[0].id(), &sources).unwrap_err();
        assert!(alone.to_string().contains(&message["contact ".len()..]), "{alone}");
    }
}

#[test]
fn labels_and_fields_that_were_deleted_meanwhile_are_left_out() {
    let book = book();
    let session = book.with(Caller::Host);
    let [mia, first, second] = mia(&book);
    let plan = session.preview_merge(mia.id(), &[*first.id(), *second.id()]).unwrap();
    session.delete_label(&"custom.b".parse().unwrap()).unwrap();
    book.store().before_commit(|store| {
        elsewhere(store, |other| other.delete_field(&"custom.size".parse().unwrap()).unwrap());
    });
    let after = session.commit_merge(plan).unwrap();
    let labels: Vec<_> = after.info().labels().iter().map(LabelKey::as_str).collect();
    assert_eq!(labels, ["custom.a", "contacts.customers"]);
    assert!(after.info().fields().is_empty());
}

#[test]
fn a_person_settles_what_the_policy_leaves_open() {
    let book = book();
    let session = book.with(Caller::Host);
    let [mia, _, second] = mia(&book);
    let request = MergeRequest::new(*mia.id(), &[*second.id()]).with_revision(mia.revision());
    let ask = MergePolicy::default().with_rule(MergeField::FirstName, MergeRule::Ask);
    refused(
        session.merge_by(&request, &ask),
        (400, "ILLEGAL_MERGE"),
        "a person has to choose: info.name.first",
    );
    let mut plan = session.preview_merge_by(&request, &ask).unwrap();
    assert_eq!(session.commit_merge(plan.clone()).unwrap_err().code(), "ILLEGAL_MERGE");
    plan.settle(&MergeField::FirstName, MergeRule::From(*second.id())).unwrap();
    // What was settled also holds when the plan is made again.
    session.delete_label(&"custom.b".parse().unwrap()).unwrap();
    assert_eq!(session.commit_merge(plan).unwrap().info().first_name(), Some("Maria"));
}

#[test]
fn a_chosen_value_must_fit_the_fields_of_the_book() {
    let book = book();
    let session = book.with(Caller::Host);
    let [mia, _, second] = mia(&book);
    let size = MergeField::Extended(FieldKey::from_static("custom.size"));
    let number = merge::MergeValue::Field(FieldValue::Number(Number::new(1.0).unwrap()));
    let policy = MergePolicy::default().with_rule(size, MergeRule::Value(number));
    let request = MergeRequest::new(*mia.id(), &[*second.id()]);
    refused(
        session.merge_by(&request, &policy),
        (400, "INVALID_EXTENDED_FIELD_VALUE"),
        "invalid info.extendedFields.custom.size `NUMBER`: \
         expected a field that is defined in the book",
    );
}
