use contacts_core::*;
use serde_json::json;
use uuid::Uuid;

use super::support::*;

fn ada(book: &Book) -> Person {
    person(
        book,
        json!({
            "emails": {"items": [{"email": "ada@x.test"}, {"email": "b@x.test"}]},
            "phones": {"items": [{"phone": "030 23125001", "countryCode": "DE"}, {"phone": "030 1"}]}
        }),
    )
}

fn said(subscription: SubscriptionStatus) -> Consent {
    Consent { subscription, deliverability: DeliverabilityStatus::Valid }
}

#[test]
fn what_the_host_says_is_kept_counted_and_told_once() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = ada(&book);
    let id = ada.id();
    let member = MemberInfo::new(MemberId::from_u128(1));
    let activity =
        Activity::new(ActivityType::MEMBER_LOGIN, "2030-01-01T00:00:00Z".parse().unwrap());
    let email = "ADA@x.test".parse().unwrap();
    let phone = "+49 30 23125001".parse().unwrap();
    let pending = said(SubscriptionStatus::Pending);
    for (at, changed) in [
        "memberInfo",
        "memberInfo",
        "memberInfo",
        "subscriptions",
        "subscriptions",
        "segments",
        "lastActivity",
    ]
    .into_iter()
    .enumerate()
    {
        let say = || match at {
            0 => session.set_member(id, Some(member.clone())),
            1 => session.set_owner_or_contributor(id, true),
            2 => session.set_billing_subscription(id, true),
            3 => session.set_email_consent(id, &email, pending),
            4 => session.set_phone_consent(id, &phone, pending),
            5 => session.set_segments(id, &[Uuid::from_u128(1), Uuid::from_u128(1)]),
            _ => session.record_activity(id, activity.clone()),
        };
        let before = now(&book, &ada);
        let after = say().unwrap();
        assert_eq!(after.revision(), before.revision().next());
        let EventKind::ContactUpdated { changed: names, .. } = last(&book).events()[0].kind else {
            panic!("an update")
        };
        assert_eq!(names.names().collect::<Vec<_>>(), [changed]);
        assert_eq!(last(&book).cause(), Cause::Host);
        let head = head(&book);
        assert_eq!(say().unwrap(), after, "said again it changes nothing");
        assert_eq!(commits(&book).len(), head);
    }
    let ada = now(&book, &ada);
    assert_eq!(ada.standing().member.as_deref(), Some(&member));
    assert_eq!((ada.email_consent(), ada.phone_consent()), (pending, pending));
    assert_eq!(ada.standing().segments, [Uuid::from_u128(1)]);
    assert_eq!(ada.last_activity(), &activity);
    let older = Activity::new(ActivityType::GENERAL, Timestamp::EPOCH);
    assert_eq!(session.record_activity(id, older).unwrap(), ada);
}

#[test]
fn statuses_stay_with_the_address() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = ada(&book);
    let no = said(SubscriptionStatus::Unsubscribed);
    let ada = session.set_email_consent(ada.id(), &"b@x.test".parse().unwrap(), no).unwrap();
    assert_eq!(ada.email_consent(), Consent::default());
    let emails = |address: &str| patch(json!({"emails": {"items": [{"email": address}]}}));
    let ada = session.update(ada.id(), ada.revision(), emails("other@x.test")).unwrap();
    let ada = session.update(ada.id(), ada.revision(), emails("B@x.test")).unwrap();
    assert_eq!(ada.email_consent(), no);
}

#[test]
fn statuses_are_set_only_for_what_the_contact_has() {
    let book = book();
    let session = book.with(Caller::Host);
    let id = *ada(&book).id();
    let yes = said(SubscriptionStatus::Subscribed);
    refused(
        session.set_email_consent(&id, &"c@x.test".parse().unwrap(), yes),
        (400, "VALIDATION_ERROR"),
        "invalid email address `c@x.test`: expected an address that the contact has",
    );
    for number in ["+49 30 23125002", "030 1", "030 2"] {
        refused(
            session.set_phone_consent(&id, &number.parse().unwrap(), yes),
            (400, "VALIDATION_ERROR"),
            format!(
                "invalid phone number `{number}`: \
                 expected a number that the contact has, of an international form"
            ),
        );
    }
    assert_eq!(head(&book), 1);
}

#[test]
fn a_membership_belongs_to_one_contact() {
    let book = book();
    let session = book.with(Caller::Host);
    let [ada, bob] = ["Ada", "Bob"].map(|name| person(&book, json!({"name": {"first": name}})));
    let member = Some(MemberInfo::new(MemberId::from_u128(1)));
    session.set_member(ada.id(), member.clone()).unwrap();
    let error = refused(
        session.set_member(bob.id(), member.clone()),
        (409, "DUPLICATE_CONTACT_EXISTS"),
        format!("contact {} has the same membership", ada.id()),
    );
    assert_eq!(error.data(), [("duplicateContactId", ada.id().to_string())]);
    session.set_member(ada.id(), None).unwrap();
    session.set_member(bob.id(), member).unwrap();
}

#[test]
fn more_segments_than_sixty_are_refused_not_cut() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = ada(&book);
    let segments: Vec<Uuid> = (0..61).map(Uuid::from_u128).collect();
    refused(
        session.set_segments(ada.id(), &segments),
        (400, "VALIDATION_ERROR"),
        "invalid segments `61 segments`: expected at most 60",
    );
    assert_eq!(
        session.set_segments(ada.id(), &segments[..60]).unwrap().standing().segments.len(),
        60
    );
}

#[test]
fn of_an_unknown_contact_nothing_is_said() {
    let book = book();
    let session = book.with(Caller::Host);
    let message = format!("contact {} does not exist", nobody());
    refused(session.set_member(&nobody(), None), (404, "CONTACT_NOT_FOUND"), &message);
    refused(session.set_segments(&nobody(), &[]), (404, "CONTACT_NOT_FOUND"), &message);
}
