//! Law C6: getting a merged-away contact gets its target; every other operation fails and says
//! where it went.

use contacts_core::book::Submission;
use contacts_core::*;
use serde_json::json;

use super::support::*;

type Operation = fn(&Session<'_, Spy>, &ContactId, &Person) -> Result<(), Error>;

/// Every operation on a contact but `get`; `other` is a live contact.
fn operations() -> Vec<(&'static str, Operation)> {
    vec![
        ("update", |on, id, _| {
            on.update(id, Revision::FIRST, patch(json!({"company": "x"}))).map(drop)
        }),
        ("delete", |on, id, _| on.delete(id)),
        ("delete if present", |on, id, _| on.delete_if_present(id).map(drop)),
        ("label", |on, id, _| on.label(id, &["contacts.customers".parse().unwrap()]).map(drop)),
        ("unlabel", |on, id, _| on.unlabel(id, &["contacts.customers".parse().unwrap()]).map(drop)),
        ("merge into", |on, id, other| on.merge(id, Revision::FIRST, &[*other.id()]).map(drop)),
        ("merge from", |on, id, other| on.merge(other.id(), other.revision(), &[*id]).map(drop)),
        ("preview into", |on, id, other| on.preview_merge(id, &[*other.id()]).map(drop)),
        ("preview from", |on, id, other| on.preview_merge(other.id(), &[*id]).map(drop)),
        ("submit", |on, id, _| {
            let info = ContactPatch::new().with_name("A", "").unwrap();
            on.submit(Submission { contact: Some(*id), ..info.into() }).map(drop)
        }),
        ("member", |on, id, _| {
            on.set_member(id, Some(MemberInfo::new(MemberId::from_u128(9)))).map(drop)
        }),
        ("no member", |on, id, _| on.set_member(id, None).map(drop)),
        ("owner", |on, id, _| on.set_owner_or_contributor(id, true).map(drop)),
        ("subscription", |on, id, _| on.set_billing_subscription(id, true).map(drop)),
        ("email consent", |on, id, _| {
            let address = "a@x.test".parse().unwrap();
            on.set_email_consent(id, &address, Consent::default()).map(drop)
        }),
        ("phone consent", |on, id, _| {
            let number = "+49 30 23125001".parse().unwrap();
            on.set_phone_consent(id, &number, Consent::default()).map(drop)
        }),
        ("segments", |on, id, _| on.set_segments(id, &[]).map(drop)),
        ("activity", |on, id, _| {
            let activity = Activity::new(ActivityType::GENERAL, Timestamp::EPOCH);
            on.record_activity(id, activity).map(drop)
        }),
    ]
}

#[test]
fn every_operation_on_a_merged_away_contact_fails_and_names_the_target() {
    let book = book();
    let session = book.with(Caller::Host);
    let named = |name: &str| person(&book, json!({"name": {"first": name}}));
    let other = named("Other");
    let chain: Vec<Person> = (0..6).map(|at| named(&format!("N{at}"))).collect();
    for depth in 1..6 {
        let target = now(&book, &chain[depth]);
        session.merge(target.id(), target.revision(), &[*chain[depth - 1].id()]).unwrap();
        let target = now(&book, &target);
        for merged in &chain[..depth] {
            assert_eq!(session.get(merged.id()).unwrap().contact, target);
            for (name, operation) in operations() {
                let head = head(&book);
                let error = operation(&session, merged.id(), &other).expect_err(name);
                let text = error.to_string();
                let gone = format!("{} was merged into {}", merged.id(), target.id());
                assert!(text.contains(&gone), "{name}: {text}");
                assert_eq!((error.http_status(), error.code()), (404, "CONTACT_NOT_FOUND"));
                assert_eq!(error.data(), [("mergedInto", target.id().to_string())], "{name}");
                assert_eq!(commits(&book).len(), head, "{name}");
                assert_eq!(
                    (now(&book, &target), now(&book, &other)),
                    (target.clone(), other.clone())
                );
            }
        }
    }
}

#[test]
fn a_plan_whose_contacts_were_merged_away_names_the_target() {
    let book = book();
    let session = book.with(Caller::Host);
    let [a, b, c] = ["A", "B", "C"].map(|name| person(&book, json!({"name": {"first": name}})));
    let from = session.preview_merge(a.id(), &[*b.id()]).unwrap();
    let into = session.preview_merge(b.id(), &[*a.id()]).unwrap();
    session.merge(c.id(), c.revision(), &[*b.id()]).unwrap();
    for plan in [from, into] {
        refused(
            session.commit_merge(plan),
            (404, "CONTACT_NOT_FOUND"),
            format!("contact {} was merged into {}", b.id(), c.id()),
        );
    }
}
