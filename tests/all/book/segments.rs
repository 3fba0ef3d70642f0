//! Segments: queries that a book keeps under a name.

use contacts_core::book::Quotas;
use contacts_core::*;
use serde_json::json;

use super::support::*;

fn name(text: &str) -> SegmentName {
    text.parse().unwrap()
}

#[test]
fn a_segment_keeps_its_query_and_finds_who_meets_it_by_now() {
    let book = book();
    let session = book.with(Caller::Host);
    let vip = label(&book, "VIP");
    let segment = session.save_segment(name("Regulars"), vip.clone().into()).unwrap();
    assert_eq!((segment.name.as_str(), segment.revision()), ("Regulars", Revision::FIRST));
    assert_eq!(last(&book).cause(), Cause::Create);
    let kind = last(&book).events()[0].kind.clone();
    assert_eq!(kind, EventKind::SegmentCreated(*segment.id()));
    // The platform has no events of segments.
    assert!(last_events(&book).is_empty());

    assert_eq!(session.count(&segment.query).unwrap(), 0);
    let ada = person(&book, json!({"name": {"first": "Ada"}, "labelKeys": {"items": [vip]}}));
    let bob = person(&book, json!({"name": {"first": "Bob"}}));
    assert_eq!(listed(&book, &segment.query), std::slice::from_ref(&ada));
    let all = session.save_segment(name("Regulars"), ContactQuery::all()).unwrap();
    assert_eq!(session.segments_of(ada.id()).unwrap(), [*segment.id(), *all.id()]);
    assert_eq!(session.segments_of(bob.id()).unwrap(), [*all.id()]);
    // What the host says of a contact is another matter.
    session.set_segments(bob.id(), &[*segment.id().as_uuid()]).unwrap();
    assert_eq!(session.segments_of(bob.id()).unwrap(), [*all.id()]);
    assert_eq!(session.segments().unwrap(), [segment, all]);
}

#[test]
fn a_segment_is_renamed_redefined_and_deleted() {
    let book = book();
    let session = book.with(Caller::Host);
    let vip = label(&book, "VIP");
    let made = session.save_segment(name("A"), ContactQuery::all()).unwrap();
    let renamed = session.rename_segment(made.id(), name("B")).unwrap();
    assert_eq!((renamed.name.as_str(), &renamed.query), ("B", &made.query));
    let changed = session.change_segment(made.id(), vip.clone().into()).unwrap();
    assert_eq!((changed.name.as_str(), &changed.query), ("B", &vip.clone().into()));
    assert_eq!(changed.revision(), Revision::new(3));
    assert_eq!(session.segment(made.id()).unwrap(), changed);
    // What changes nothing makes no commit.
    let before = head(&book);
    assert_eq!(session.rename_segment(made.id(), name("B")).unwrap(), changed);
    assert_eq!(session.change_segment(made.id(), vip.into()).unwrap(), changed);
    assert_eq!(head(&book), before);

    session.delete_segment(made.id()).unwrap();
    assert_eq!(session.segments().unwrap(), []);
    let never = SegmentId::from_u128(0xdead);
    for id in [made.id(), &never] {
        for result in [
            session.segment(id).map(drop),
            session.rename_segment(id, name("C")).map(drop),
            session.change_segment(id, ContactQuery::all()).map(drop),
            session.delete_segment(id),
        ] {
            refused(result, (404, "NOT_FOUND"), format!("there is no segment {id}"));
        }
    }
}

#[test]
fn a_full_book_says_how_many_segments_it_may_have() {
    let book = book().with_quotas(Quotas { segments: 2, ..Quotas::default() });
    let session = book.with(Caller::Host);
    let save = || session.save_segment(name("Same"), ContactQuery::all());
    let first = save().unwrap();
    save().unwrap();
    let message = "the book has 2 of at most 2 segments";
    refused(save(), (429, "RESOURCE_EXHAUSTED"), message);
    session.rename_segment(first.id(), name("B")).unwrap();
    session.delete_segment(first.id()).unwrap();
    save().unwrap();
}

#[test]
fn an_id_that_somebody_else_just_used_is_not_used_again() {
    let book = book();
    book.store().before_commit(|store| {
        let book = ContactBook::new(store.clone()).with_environment(Ticking::default());
        // It draws the same ids, for segments only.
        for request in [0xabc, 0xabd] {
            let session = book.with(Caller::Host).with_request(ChangeSetId::from_u128(request));
            session.save_segment(name("Theirs"), ContactQuery::all()).unwrap();
        }
    });
    let ours = book.with(Caller::Host).save_segment(name("Ours"), ContactQuery::all()).unwrap();
    assert_eq!((ours.name.as_str(), *ours.id()), ("Ours", SegmentId::from_u128(4)));
    let ids = book.with(Caller::Host).segments().unwrap();
    let ids: Vec<_> = ids.iter().map(|segment| segment.id().as_uuid().as_u128()).collect();
    assert_eq!(ids, [1, 2, 4]);
}

#[test]
fn only_those_who_may_see_and_change_contacts_see_and_change_segments() {
    let book = book();
    let kept = book.with(Caller::Host).save_segment(name("A"), ContactQuery::all()).unwrap();
    let reader = Caller::App {
        id: AppId::from_u128(1),
        permissions: Permissions::read_contacts().and(Permissions::manage_labels()),
    };
    let reader = book.with(reader);
    assert_eq!(reader.segment(kept.id()).unwrap(), kept);
    let forbidden = (403, "PERMISSION_DENIED");
    let message = "the caller lacks permission CONTACTS.MODIFY";
    refused(reader.save_segment(name("B"), ContactQuery::all()), forbidden, message);
    refused(reader.delete_segment(kept.id()), forbidden, message);
    let code = book.with(Caller::SiteCode);
    let message = "the caller lacks permission CONTACTS.VIEW";
    refused(code.segments(), forbidden, message);
}

#[test]
fn a_contact_that_is_gone_is_in_no_segment() {
    let book = book();
    let session = book.with(Caller::Host);
    session.save_segment(name("All"), ContactQuery::all()).unwrap();
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let bob = person(&book, json!({"name": {"first": "Bob"}}));
    session.merge(ada.id(), ada.revision(), &[*bob.id()]).unwrap();
    let (into, gone) = (ada.id(), bob.id());
    let message = format!("contact {gone} was merged into {into}");
    refused(session.segments_of(gone), (404, "CONTACT_NOT_FOUND"), message);
    let message = format!("contact {} does not exist", nobody());
    refused(session.segments_of(&nobody()), (404, "CONTACT_NOT_FOUND"), message);
}
