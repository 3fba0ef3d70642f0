use contacts_core::book::ResponseType;
use contacts_core::*;
use serde_json::json;

use super::support::*;

/// Target and sources of the worked example; the target is at revision 4.
pub(crate) fn mia(book: &Book) -> [Person; 3] {
    let session = book.with(Caller::Host);
    for name in ["A", "B"] {
        label(book, name);
    }
    field(book, "Size", DataType::Text);
    let target = person(
        book,
        json!({
            "name": {"first": "Mia"}, "labelKeys": {"items": ["custom.a"]},
            "emails": {"items": [{"email": "mia@x.test", "tag": "HOME", "primary": true}]}
        }),
    );
    let mut current = target;
    for company in ["one", "two", ""] {
        let change = patch(json!({"company": company}));
        current = session.update(current.id(), current.revision(), change).unwrap();
    }
    let first = person(
        book,
        json!({
            "name": {"last": "Stone"},
            "emails": {"items": [
                {"email": "MIA@x.test", "tag": "WORK", "primary": true}, {"email": "m@y.test"}
            ]},
            "phones": {"items": [{"phone": "030 1"}]},
            "labelKeys": {"items": ["contacts.customers", "custom.a"]},
            "extendedFields": {"items": {"custom.size": ""}}
        }),
    );
    let second = person(
        book,
        json!({
            "name": {"first": "Maria", "last": "Rock"}, "company": "Acme",
            "emails": {"items": [{"email": "m@y.test"}, {"email": "z@z.test"}]},
            "phones": {"items": [{"phone": "+49 30 1", "countryCode": "DE", "primary": true}]},
            "labelKeys": {"items": ["custom.b"]},
            "extendedFields": {"items": {"custom.size": "L"}}
        }),
    );
    assert_eq!(current.revision(), Revision::new(4));
    [current, first, second]
}

#[test]
fn the_worked_example_comes_out_to_the_letter() {
    let book = book();
    let session = book.with(Caller::Host);
    let [mia, first, second] = mia(&book);
    let sources = [*first.id(), *second.id()];
    let after = session.merge(mia.id(), Revision::new(4), &sources).unwrap();

    assert_eq!((after.id(), after.revision()), (mia.id(), Revision::new(5)));
    assert_eq!((after.created(), after.origin()), (mia.created(), mia.origin()));
    assert!(after.updated() > mia.updated());
    assert_eq!(after.last_activity().activity_type, ActivityType::CONTACT_MERGED);
    assert!(after.last_activity().activity_date > mia.updated());
    let ids =
        |contact: &Person| contact.info().emails().iter().map(|entry| entry.id).collect::<Vec<_>>();
    let phone_ids = [&first, &second].map(|contact| contact.info().phones().as_slice()[0].id);
    assert_eq!(
        info(&after),
        json!({
            "name": {"first": "Mia", "last": "Stone"}, "company": "Acme",
            "emails": {"items": [
                {"id": ids(&mia)[0], "tag": "HOME", "email": "mia@x.test", "primary": true},
                {"id": ids(&first)[1], "tag": "UNTAGGED", "email": "m@y.test", "primary": false},
                {"id": ids(&second)[1], "tag": "UNTAGGED", "email": "z@z.test", "primary": false}
            ]},
            "phones": {"items": [
                {"id": phone_ids[0], "tag": "UNTAGGED", "phone": "030 1",
                 "formattedPhone": "030 1", "primary": true},
                {"id": phone_ids[1], "tag": "UNTAGGED", "countryCode": "DE", "phone": "+49 30 1",
                 "formattedPhone": "+49 30 1", "primary": false}
            ]},
            "labelKeys": {"items": ["custom.a", "contacts.customers", "custom.b"]},
            "extendedFields": {"items": {
                "custom.size": "L", "contacts.displayByFirstName": "Mia Stone",
                "contacts.displayByLastName": "Stone Mia"
            }}
        })
    );
    for source in &sources {
        let got = session.get(source).unwrap();
        assert_eq!((got.contact, got.response_type), (after.clone(), ResponseType::Merged));
    }
    let kinds: Vec<EventKind> =
        last(&book).events().iter().map(|event| event.kind.clone()).collect();
    let [merged, EventKind::ContactUpdated { id, changed, originated_from }, one, two] = &kinds[..]
    else {
        panic!("{kinds:?}")
    };
    assert_eq!(*merged, EventKind::ContactsMerged { target: *mia.id(), sources: sources.to_vec() });
    assert_eq!((id, *originated_from), (mia.id(), Some(Origination::Merge)));
    assert_eq!(
        changed.names().collect::<Vec<_>>(),
        [
            "info.name.last",
            "info.company",
            "info.emails",
            "info.phones",
            "info.labelKeys",
            "info.extendedFields",
            "lastActivity"
        ]
    );
    for (event, id) in [one, two].into_iter().zip(sources) {
        assert_eq!(*event, EventKind::ContactDeleted { id, merged_into: Some(*mia.id()) });
    }

    let error = refused(
        session.merge(mia.id(), Revision::new(5), &sources),
        (404, "CONTACT_NOT_FOUND"),
        format!(
            "the contacts cannot be merged: source {} was merged into {mia}; \
             source {} was merged into {mia}",
            sources[0],
            sources[1],
            mia = mia.id()
        ),
    );
    assert_eq!(error.data(), [("mergedInto", mia.id().to_string())]);
}

#[test]
fn a_source_is_taken_as_it_is_at_the_commit() {
    let book = book();
    let [mia, first, _] = mia(&book);
    let (id, revision) = (*first.id(), first.revision());
    book.store().before_commit(move |store| {
        let job = patch(json!({"jobTitle": "Baker"}));
        elsewhere(store, |other| other.update(&id, revision, job).unwrap());
    });
    let after = book.with(Caller::Host).merge(mia.id(), mia.revision(), &[id]).unwrap();
    assert_eq!(after.info().job_title(), Some("Baker"));
}

#[test]
fn a_merge_that_adds_nothing_still_takes_the_sources() {
    let book = book();
    let session = book.with(Caller::Host);
    let [ada, copy] = ["", ""].map(|_| person(&book, json!({"name": {"first": "Ada"}})));
    let after = session.merge(ada.id(), ada.revision(), &[*copy.id()]).unwrap();
    assert_eq!(after.info(), ada.info());
    assert_eq!(after.revision(), ada.revision().next());
    assert_eq!(last_events(&book), ["contact_merged", "contact_updated", "contact_deleted"]);
    assert_eq!(session.get(copy.id()).unwrap().contact, after);
}

#[test]
fn protected_contacts_are_taken_as_target() {
    let book = book();
    let session = book.with(Caller::Host);
    let [ada, old] = ["Ada", "A."].map(|name| person(&book, json!({"name": {"first": name}})));
    session.set_member(ada.id(), Some(MemberInfo::new(MemberId::from_u128(1)))).unwrap();
    session.set_owner_or_contributor(ada.id(), true).unwrap();
    let ada = session.set_billing_subscription(ada.id(), true).unwrap();
    let after = session.merge(ada.id(), ada.revision(), &[*old.id()]).unwrap();
    assert_eq!(after.standing(), ada.standing());
}

#[test]
fn all_of_the_merged_find_the_target_and_others_are_left_alone() {
    let book = book();
    let session = book.with(Caller::Host);
    let [mia, first, second] = mia(&book);
    let other = person(&book, json!({"emails": {"items": [{"email": "m@y.test"}]}}));
    let target = session.merge(mia.id(), mia.revision(), &[*first.id(), *second.id()]).unwrap();
    assert_eq!(now(&book, &other), other);
    let again = patch(json!({"emails": {"items": [{"email": "z@z.test"}]}}));
    let message = format!("contact {} has the same e-mail address", target.id());
    refused(session.create(again), (409, "DUPLICATE_CONTACT_EXISTS"), message);
    let query = ContactQuery::from("z@z.test".parse::<EmailAddress>().unwrap().match_key());
    let ids: Vec<_> = listed(&book, &query).iter().map(|it| *it.id()).collect();
    assert_eq!(ids, [*target.id()]);
}

#[test]
fn many_sources_are_merged_at_once_where_the_call_sets_no_limit() {
    let book = book();
    let session = book.with(Caller::Host);
    let ada = person(&book, json!({"name": {"first": "Ada"}}));
    let sources: Vec<ContactId> =
        (0..6).map(|at| *person(&book, json!({"name": {"last": format!("L{at}")}})).id()).collect();
    let request = MergeRequest::new(*ada.id(), &sources)
        .with_revision(ada.revision())
        .with_max_sources(wire::MAX_SOURCES);
    refused(
        session.merge_by(&request, &MergePolicy::default()),
        (400, "VALIDATION_ERROR"),
        "the contacts cannot be merged: 6 sources are given, at most 5 are allowed",
    );
    let after = session.merge(ada.id(), ada.revision(), &sources).unwrap();
    assert_eq!(after.info().full_name().as_deref(), Some("Ada L0"));
    assert_eq!(after.revision(), Revision::new(2));
}
