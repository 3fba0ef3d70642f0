//! What can be wrong with a merge, each by itself and in pairs.

use contacts_core::*;
use serde_json::json;

use super::support::*;

/// The mistakes in the order in which they are reported, with status and code.
const MISTAKES: [(Mistake, u16, &str); 15] = [
    (Mistake::NoSource, 400, "VALIDATION_ERROR"),
    (Mistake::TooManySources, 400, "VALIDATION_ERROR"),
    (Mistake::TargetAmongSources, 400, "ILLEGAL_MERGE"),
    (Mistake::RepeatedSource, 400, "ILLEGAL_MERGE"),
    (Mistake::UnknownTarget, 404, "CONTACT_NOT_FOUND"),
    (Mistake::DeletedTarget, 404, "CONTACT_NOT_FOUND"),
    (Mistake::MergedTarget, 404, "CONTACT_NOT_FOUND"),
    (Mistake::UnknownSource, 404, "CONTACT_NOT_FOUND"),
    (Mistake::DeletedSource, 404, "CONTACT_NOT_FOUND"),
    (Mistake::MergedSource, 404, "CONTACT_NOT_FOUND"),
    (Mistake::OldRevision, 409, "CONTACT_ALREADY_CHANGED"),
    (Mistake::MemberSource, 428, "FAILED_PRECONDITION"),
    (Mistake::OwnerSource, 428, "FAILED_PRECONDITION"),
    (Mistake::SubscribedSource, 428, "FAILED_PRECONDITION"),
    (Mistake::OverLimit, 400, "ILLEGAL_MERGE"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mistake {
    NoSource,
    TooManySources,
    TargetAmongSources,
    RepeatedSource,
    UnknownTarget,
    DeletedTarget,
    MergedTarget,
    UnknownSource,
    DeletedSource,
    MergedSource,
    OldRevision,
    MemberSource,
    OwnerSource,
    SubscribedSource,
    OverLimit,
}
use Mistake::*;

impl Mistake {
    fn is_of_target(self) -> bool {
        matches!(self, UnknownTarget | DeletedTarget | MergedTarget)
    }

    /// Whether both can be made in one call and both show.
    fn goes_with(self, other: Self) -> bool {
        let pair = [self, other];
        let has = |mistakes: &[Self]| pair.iter().any(|it| mistakes.contains(it));
        let of_target = pair.iter().filter(|it| it.is_of_target()).count();
        self != other
            && of_target < 2
            // Without sources nothing is wrong with one.
            && (!has(&[NoSource]) || of_target == 1 || has(&[OldRevision]))
            // Without a target there is no revision and no outcome, nor is it there as a source.
            && (of_target == 0 || !has(&[OldRevision, OverLimit, TargetAmongSources]))
    }
}

/// A merge of `target` at `revision` with `sources`, and what is wrong with it.
struct Call {
    request: MergeRequest,
    reasons: Vec<String>,
}

impl Call {
    fn new(book: &Book) -> Self {
        let target = crowded(book);
        let source = named(book, "Source");
        let request = MergeRequest::new(*target.id(), &[*source.id()])
            .with_revision(target.revision())
            .with_max_sources(6);
        Self { request, reasons: Vec::new() }
    }

    fn make(&mut self, book: &Book, mistake: Mistake) {
        let session = book.with(Caller::Host);
        let Self { request, reasons } = self;
        let gone = || {
            let contact = named(book, "Gone");
            session.delete(contact.id()).unwrap();
            *contact.id()
        };
        let merged = || {
            let [contact, into] = ["Away", "Into"].map(|name| named(book, name));
            session.merge(into.id(), into.revision(), &[*contact.id()]).unwrap();
            (*contact.id(), *into.id())
        };
        let protect = |say: &dyn Fn(&ContactId)| {
            let contact = named(book, "Protected");
            say(contact.id());
            *contact.id()
        };
        let source = match mistake {
            NoSource => {
                request.sources.clear();
                reasons.push("no source is given".into());
                return;
            }
            TooManySources => {
                request.sources.extend((0..6).map(|_| *named(book, "Many").id()));
                return;
            }
            TargetAmongSources => request.target,
            RepeatedSource => request.sources[0],
            UnknownTarget | DeletedTarget | MergedTarget => {
                let old = request.target;
                match mistake {
                    UnknownTarget => request.target = nobody(),
                    DeletedTarget => request.target = gone(),
                    _ => {
                        let (id, into) = merged();
                        request.target = id;
                        reasons.push(format!("target {id} was merged into {into}"));
                    }
                }
                if mistake != MergedTarget {
                    reasons.push(format!("target {} does not exist", request.target));
                }
                let new = request.target;
                request.sources.iter_mut().filter(|it| **it == old).for_each(|it| *it = new);
                reasons
                    .iter_mut()
                    .for_each(|it| *it = it.replace(&old.to_string(), &new.to_string()));
                return;
            }
            UnknownSource => ContactId::from_u128(0xbeef),
            DeletedSource => gone(),
            MergedSource => {
                let (id, into) = merged();
                reasons.push(format!("source {id} was merged into {into}"));
                request.sources.push(id);
                return;
            }
            OldRevision => {
                request.target_revision = Some(Revision::new(7));
                reasons.push("the target is at revision 1, not 7".into());
                return;
            }
            MemberSource => protect(&|id| {
                session.set_member(id, Some(MemberInfo::new(MemberId::from_u128(1)))).unwrap();
            }),
            OwnerSource => protect(&|id| {
                session.set_owner_or_contributor(id, true).unwrap();
            }),
            SubscribedSource => protect(&|id| {
                session.set_billing_subscription(id, true).unwrap();
            }),
            OverLimit => *crowded(book).id(),
        };
        request.sources.push(source);
        reasons.push(match mistake {
            TargetAmongSources => format!("target {source} is among the sources"),
            RepeatedSource => format!("source {source} is given twice"),
            MemberSource => format!("source {source} is a site member"),
            OwnerSource => format!("source {source} is an owner or contributor"),
            SubscribedSource => format!("source {source} has a valid billing subscription"),
            OverLimit => {
                "the result would have 60 entries in info.emails, at most 50 are allowed".into()
            }
            _ => format!("source {source} does not exist"),
        });
    }
}

fn named(book: &Book, name: &str) -> Person {
    person(book, json!({"name": {"first": name}}))
}

/// A contact with thirty addresses of its own.
fn crowded(book: &Book) -> Person {
    let seed = head(book);
    let emails: Vec<_> =
        (0..30).map(|at| json!({"email": format!("{at}.{seed}@x.test")})).collect();
    person(book, json!({"emails": {"items": emails}}))
}

/// Merge and preview are refused for these reasons, in this order, and nothing changes.
fn check(book: &Book, call: &Call, expected: (u16, &str)) {
    let session = book.with(Caller::Host);
    let head = head(book);
    let message =
        |reasons: &[String]| format!("the contacts cannot be merged: {}", reasons.join("; "));
    let policy = MergePolicy::default();
    refused(session.merge_by(&call.request, &policy), expected, message(&call.reasons));
    let error = session.preview_merge_by(&call.request, &policy).unwrap_err();
    assert_eq!(error.to_string(), message(&call.reasons), "a preview fails alike");

    // A call that gives no revision, as the wire's preview does, has all the other reasons.
    let request = MergeRequest { target_revision: None, ..call.request.clone() };
    let others: Vec<String> =
        call.reasons.iter().filter(|it| !it.starts_with("the target is at")).cloned().collect();
    match session.preview_merge_by(&request, &policy) {
        Ok(_) => assert_eq!(others, [""; 0]),
        Err(error) => assert_eq!(error.to_string(), message(&others)),
    }
    assert_eq!(commits(book).len(), head, "nothing was changed");
}

#[test]
fn every_mistake_is_refused_with_its_code_and_message() {
    for (mistake, status, code) in MISTAKES {
        let book = book();
        let mut call = Call::new(&book);
        call.make(&book, mistake);
        if mistake == TooManySources {
            call.reasons.push("7 sources are given, at most 6 are allowed".into());
        }
        check(&book, &call, (status, code));
    }
}

#[test]
fn every_pair_of_mistakes_is_reported_together_and_the_first_decides_the_code() {
    let mut pairs = 0;
    for (at, (first, status, code)) in MISTAKES.into_iter().enumerate() {
        for (second, ..) in MISTAKES.into_iter().skip(at).filter(|it| first.goes_with(it.0)) {
            let book = book();
            let mut call = Call::new(&book);
            for mistake in [first, second] {
                call.make(&book, mistake);
            }
            if first == TooManySources || second == TooManySources {
                let count = call.request.sources.len();
                let reason = format!("{count} sources are given, at most 6 are allowed");
                call.reasons.insert(0, reason);
            }
            call.reasons.sort_by_key(|reason| (order(reason), reason.clone()));
            check(&book, &call, (status, code));
            pairs += 1;
        }
    }
    assert_eq!(pairs, 83);
}

/// The place of a reason in the order of the checks.
fn order(reason: &str) -> usize {
    let (target, source) = (reason.starts_with("target"), reason.starts_with("source"));
    let place = [
        reason.starts_with("no source"),
        reason.contains("are given"),
        reason.contains("among"),
        reason.contains("given twice"),
        target && reason.contains("not exist"),
        target && reason.contains("merged into"),
        source && reason.contains("not exist"),
        source && reason.contains("merged into"),
        reason.starts_with("the target is at"),
        reason.contains("member"),
        reason.contains("contributor"),
        reason.contains("subscription"),
        reason.contains("at most 50"),
    ];
    place.iter().position(|it| *it).unwrap()
}
