//! Who may do what: every operation for every kind of caller, elevated or not.

use contacts_core::*;

use super::operations::{OPERATIONS, Scene};
use super::support::*;

const VISITOR: VisitorId = VisitorId::from_u128(0xf1);
const MEMBER: MemberId = MemberId::from_u128(0xe1);
const USER: UserId = UserId::from_u128(0xd1);
const APP: AppId = AppId::from_u128(0xa1);

/// Every kind of caller: who it is, how the journal names it, what it may do.
fn callers() -> Vec<(Caller, String, Vec<&'static str>)> {
    let everything: Vec<&str> = Permission::ALL.iter().map(|it| it.as_str()).collect();
    let own = vec!["CONTACTS.SUBMIT"];
    let mut callers = vec![
        (Caller::Visitor(VISITOR), format!("visitor {VISITOR}"), own.clone()),
        (Caller::Member(MEMBER), format!("member {MEMBER}"), own.clone()),
        (Caller::SiteCode, "site code".to_owned(), own),
        (Caller::Host, "host".to_owned(), everything),
    ];
    let single = Permission::ALL.iter().map(|it| (Permissions::from([*it]), vec![it.as_str()]));
    let none = std::iter::once((Permissions::NONE, Vec::new()));
    let scopes = [
        (Permissions::read_contacts(), vec!["CONTACTS.VIEW"]),
        (
            Permissions::manage_contacts(),
            vec![
                "CONTACTS.VIEW",
                "CONTACTS.MODIFY",
                "CONTACTS.MERGE",
                "CONTACTS.SUBMIT",
                "CONTACTS.SUBMIT_WITH_OVERRIDES",
            ],
        ),
        (Permissions::manage_labels(), vec!["CONTACTS_LABELS.VIEW", "CONTACTS_LABELS.MODIFY"]),
        (Permissions::manage_fields(), vec!["CONTACTS_SCHEMA.VIEW", "CONTACTS_SCHEMA.MODIFY"]),
    ];
    for (permissions, names) in single.chain(none).chain(scopes) {
        let user = Caller::User { id: USER, permissions };
        let app = Caller::App { id: APP, permissions };
        callers.push((user, format!("user {USER}"), names.clone()));
        callers.push((app, format!("app {APP}"), names));
    }
    callers
}

#[test]
fn an_operation_is_allowed_by_its_permission_alone_and_refused_before_the_store_is_asked() {
    let mut allowed = 0;
    for (caller, described, may) in callers() {
        for operation in OPERATIONS {
            let scene = Scene::new();
            let session = scene.book.with(caller.clone());
            let (calls, before) = (scene.book.store().calls(), head(&scene.book));
            let answer = (operation.run)(&session, &scene);
            let Some(lacking) = operation.lacks(&may) else {
                allowed += 1;
                assert!(answer.is_ok(), "{described} {}: {answer:?}", operation.name);
                assert_eq!(head(&scene.book) > before, operation.writes, "{}", operation.name);
                let journal = last(&scene.book);
                if operation.writes {
                    assert_eq!(journal.audit().caller.as_deref(), Some(described.as_str()));
                    assert_eq!(journal.audit().elevated, None);
                }
                continue;
            };
            let code = match lacking {
                "CONTACTS.SUBMIT_WITH_OVERRIDES" => "INSUFFICIENT_PERMISSION",
                _ => "PERMISSION_DENIED",
            };
            let message = format!("the caller lacks permission {lacking}");
            refused(answer, (403, code), message);
            assert_eq!(scene.book.store().calls(), calls, "{described} {}", operation.name);
        }
    }
    assert_eq!(allowed, 272);
}

#[test]
fn an_elevated_session_may_do_everything_and_the_journal_says_why() {
    for (caller, described, may) in callers() {
        for operation in OPERATIONS {
            let scene = Scene::new();
            let session = scene.book.with(caller.clone());
            let elevated = session.elevate("a form of the site").unwrap();
            assert_eq!(elevated.caller(), &caller);
            // Only the session that was returned is elevated.
            if operation.lacks(&may).is_some() {
                let calls = scene.book.store().calls();
                assert_eq!((operation.run)(&session, &scene).unwrap_err().http_status(), 403);
                assert_eq!(scene.book.store().calls(), calls);
            }
            let before = head(&scene.book);
            let answer = (operation.run)(&elevated, &scene);
            assert!(answer.is_ok(), "{described} {}: {answer:?}", operation.name);
            assert_eq!(head(&scene.book) > before, operation.writes, "{}", operation.name);
            if operation.writes {
                let audit = last(&scene.book).audit().clone();
                assert_eq!(audit.caller.as_deref(), Some(described.as_str()));
                assert_eq!(audit.elevated.as_deref(), Some("a form of the site"));
            }
            let plain = scene.book.with(caller.clone());
            if !may.contains(&"CONTACTS.VIEW") {
                assert_eq!(plain.get(scene.bob.id()).unwrap_err().http_status(), 403);
            }
        }
    }
}

#[test]
fn elevation_takes_a_reason() {
    let scene = Scene::new();
    let session = scene.book.with(Caller::SiteCode);
    for (reason, message) in [
        ("", "invalid reason ``: expected a reason for the journal".to_owned()),
        (" ", "invalid reason ` `: expected a reason for the journal".to_owned()),
        (
            &"x".repeat(201),
            format!("invalid reason `{}…`: expected at most 200 characters", "x".repeat(80)),
        ),
    ] {
        refused(session.elevate(reason), (400, "VALIDATION_ERROR"), message);
    }
}

#[test]
fn a_session_keeps_elevation_and_request_in_any_order() {
    let scene = Scene::new();
    let id = ChangeSetId::from_u128(0x77);
    let session = scene.book.with(Caller::SiteCode);
    let one = session.with_request(id).elevate("why").unwrap();
    let other = session.elevate("why").unwrap().with_request(id);
    for session in [one, other] {
        session.delete(scene.ada.id()).unwrap();
        assert_eq!(last(&scene.book).id(), id);
        assert_eq!(last(&scene.book).audit().elevated.as_deref(), Some("why"));
    }
}
