use contacts_core::*;
use serde_json::json;

use super::support::*;

#[test]
fn a_deleted_contact_is_gone_and_its_labels_and_fields_stay() {
    let book = book();
    let session = book.with(Caller::Host);
    let (vip, size) = (label(&book, "VIP"), field(&book, "Size", DataType::Text));
    let info = json!({
        "name": {"first": "Ada"}, "labelKeys": {"items": [vip]},
        "extendedFields": {"items": {size.as_str(): "L"}}
    });
    let ada = person(&book, info);
    session.delete(ada.id()).unwrap();
    assert_eq!(last_events(&book), ["contact_deleted"]);
    assert!(last(&book).state(*ada.id()).is_none());
    let message = format!("contact {} does not exist", ada.id());
    refused(session.delete(ada.id()), (404, "CONTACT_NOT_FOUND"), message);
    assert!(session.get_label(&vip).is_ok() && session.get_field(&size).is_ok());
}

#[test]
fn protected_contacts_are_not_deleted_until_the_reason_is_gone() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let id = ada.id();
    session.set_member(id, Some(MemberInfo::new(MemberId::from_u128(1)))).unwrap();
    session.set_owner_or_contributor(id, true).unwrap();
    session.set_billing_subscription(id, true).unwrap();
    let head = head(&book);
    let not = |why| format!("contact {id} cannot be deleted: {why}");

    refused(session.delete(id), (428, "CANNOT_DELETE_MEMBER"), not("it is a site member"));
    assert_eq!(commits(&book).len(), head, "nothing was changed");
    session.set_member(id, None).unwrap();
    refused(
        session.delete_if_present(id),
        (428, "CANNOT_DELETE_MEMBER_OWNER_OR_CONTRIBUTOR"),
        not("it is an owner or contributor"),
    );
    session.set_owner_or_contributor(id, false).unwrap();
    refused(
        session.delete(id),
        (428, "CANNOT_DELETE_CONTACT_WITH_BILLING_SUBSCRIPTION"),
        not("it has a valid billing subscription"),
    );
    session.set_billing_subscription(id, false).unwrap();
    session.delete(id).unwrap();
}

#[test]
fn the_role_of_a_member_protects_as_the_mark_does() {
    let book = book();
    let session = book.with(Caller::Host);
    for (role, protected) in
        [(UserRole::Owner, true), (UserRole::Contributor, true), (UserRole::Member, false)]
    {
        let ada = person(&book, json!({"name": {"first": "Ada"}}));
        let user_info = Some(UserInfo { user_id: None, role: Some(role) });
        let member = MemberInfo { user_info, ..MemberInfo::new(MemberId::from_u128(1)) };
        let ada = session.set_member(ada.id(), Some(member)).unwrap();
        assert_eq!(ada.standing().is_owner_or_contributor(), protected);
        session.set_member(ada.id(), None).unwrap();
    }
}

#[test]
fn deleting_if_present_says_whether_there_was_one() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    assert!(session.delete_if_present(ada.id()).unwrap());
    assert!(!session.delete_if_present(ada.id()).unwrap());
    assert!(!session.delete_if_present(&nobody()).unwrap());
}

#[test]
fn deleting_wins_over_a_change_at_the_same_time() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let (id, revision) = (*ada.id(), ada.revision());
    book.store().before_commit(move |store| {
        let rename = patch(json!({"name": {"first": "A"}}));
        elsewhere(store, |other| other.update(&id, revision, rename).unwrap());
    });
    session.delete(&id).unwrap();

    // But not over one that protects it.
    let bob = *person(&book, json!({"name": {"first": "Bob"}})).id();
    book.store().before_commit(move |store| {
        elsewhere(store, |other| other.set_billing_subscription(&bob, true).unwrap());
    });
    let code = session.delete(&bob).unwrap_err().code();
    assert_eq!(code, "CANNOT_DELETE_CONTACT_WITH_BILLING_SUBSCRIPTION");
}
