//! What a stranger may not do with a submission or a request id.

use contacts_core::book::IdentityType;
use contacts_core::*;

fn email(text: &str) -> ContactPatch {
    ContactPatch::new().with_email(text.parse().unwrap())
}

#[test]
fn a_members_address_beside_ones_own_is_added_to_nobody() {
    let book = ContactBook::new(MemoryStore::new());
    let host = book.with(Caller::Host);
    let member = host.create(email("member@x.test")).unwrap();
    let info = MemberInfo::new(MemberId::from_u128(5));
    host.set_member(member.id(), Some(info)).unwrap();
    let own = host.create(email("evil@x.test")).unwrap();

    let visitor = book.with(Caller::Visitor(VisitorId::from_u128(1)));
    let both = email("evil@x.test").with_email("member@x.test".parse().unwrap());
    let submitted = visitor.submit(both).unwrap();
    assert_eq!(submitted.identity, IdentityType::NotAuthenticatedMember);
    assert_eq!(submitted.contact, *member.id());
    assert_eq!(host.get(own.id()).unwrap().contact.info().emails().len(), 1);
}

#[test]
fn another_callers_request_is_not_answered() {
    let book = ContactBook::new(MemoryStore::new());
    let modify = Permissions::from([Permission::ContactsModify]);
    let user = |id| book.with(Caller::User { id: UserId::from_u128(id), permissions: modify });
    let id = ChangeSetId::from_u128(78);
    user(1).with_request(id).create(email("a@x.test")).unwrap();
    assert!(user(1).with_request(id).create(email("a@x.test")).is_ok());
    let stolen = user(2).with_request(id).create(email("a@x.test"));
    assert_eq!(stolen.unwrap_err().code(), "REQUEST_ID_REUSED");
}

#[test]
fn what_a_caller_got_may_be_sent_back() {
    let book = ContactBook::new(MemoryStore::new());
    let host = book.with(Caller::Host);
    let ada = host.create(ContactPatch::new().with_name("Ada", "King").unwrap()).unwrap();
    let mut info = serde_json::to_value(&*ada).unwrap()["info"].take();
    info["company"] = "Engines".into();
    let patch: ContactPatch = serde_json::from_value(info.clone()).unwrap();
    let ada = host.update(ada.id(), ada.revision(), patch).unwrap();
    assert_eq!(ada.info().company(), Some("Engines"));

    info["extendedFields"]["items"]["contacts.displayByFirstName"] = "Eve".into();
    let patch: ContactPatch = serde_json::from_value(info).unwrap();
    let refused = host.update(ada.id(), ada.revision(), patch).unwrap_err();
    assert_eq!(refused.code(), "INVALID_EXTENDED_FIELD_VALUE");
}
