//! Every operation of a session, for the tests that hold for all of them.

use contacts_core::book::{Duplicates, Submission};
use contacts_core::query::{ContactField, FieldQuery, LabelQuery, Section};
use contacts_core::*;
use serde_json::json;
use std::fmt::Debug;
use std::ops::ControlFlow;

use super::support::*;

/// A book in which every operation succeeds and, if it writes, changes something.
pub(crate) struct Scene {
    pub(crate) book: Book,
    pub(crate) ada: Person,
    pub(crate) bob: Person,
    vip: LabelKey,
    given: LabelKey,
    size: FieldKey,
    kept: SegmentId,
    job: JobId,
    plan: MergePlan,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let book = book();
        let (vip, given) = (label(&book, "VIP"), label(&book, "Given"));
        let size = field(&book, "Size", DataType::Text);
        let ada = json!({
            "emails": {"items": [{"email": "ada@x.test"}]},
            "phones": {"items": [{"phone": "+49 30 23125001"}]},
            "labelKeys": {"items": [given]}
        });
        let ada = person(&book, ada);
        let bob = person(&book, json!({"name": {"first": "Bob"}}));
        let session = book.with(Caller::Host);
        let kept = session.save_segment("Kept".parse().unwrap(), ContactQuery::all()).unwrap();
        let (kept, plan) = (*kept.id(), session.preview_merge(ada.id(), &[*bob.id()]).unwrap());
        let job = session.bulk(BulkRequest::delete(given.clone().into())).unwrap().id();
        Self { book, ada, bob, vip, given, size, kept, job, plan }
    }

    /// A query that Ada meets.
    fn meant(&self) -> ContactQuery {
        self.given.clone().into()
    }

    /// The same book, opened by another program.
    pub(crate) fn twin(&self) -> Self {
        let store = self.book.store().clone();
        Self {
            book: ContactBook::new(store).with_environment(Ticking::from(1 << 40)),
            ada: self.ada.clone(),
            bob: self.bob.clone(),
            vip: self.vip.clone(),
            given: self.given.clone(),
            size: self.size.clone(),
            kept: self.kept,
            job: self.job,
            plan: self.plan.clone(),
        }
    }
}

/// What an operation answers, as text.
pub(crate) type Answer = Result<String, Error>;

pub(crate) struct Operation {
    pub(crate) name: &'static str,
    /// The permissions that it takes, as the platform names them.
    permissions: &'static [&'static str],
    pub(crate) writes: bool,
    pub(crate) run: fn(&Session<'_, Spy>, &Scene) -> Answer,
}

impl Operation {
    /// The first permission that it takes and that is not among these.
    pub(crate) fn lacks(&self, may: &[&str]) -> Option<&'static str> {
        self.permissions.iter().find(|permission| !may.contains(permission)).copied()
    }
}

fn said<T: Debug>(answer: Result<T, Error>) -> Answer {
    answer.map(|answer| format!("{answer:?}"))
}

fn company() -> ContactPatch {
    patch(json!({"company": "Acme"}))
}

fn new_name() -> ContactPatch {
    patch(json!({"name": {"first": "New"}}))
}

fn request(scene: &Scene) -> MergeRequest {
    MergeRequest::new(*scene.ada.id(), &[*scene.bob.id()])
        .with_revision(scene.ada.revision())
        .with_max_sources(wire::MAX_SOURCES)
}

/// What a job did.
fn bulk(on: &Session<'_, Spy>, request: BulkRequest) -> Result<(usize, usize), Error> {
    let mut job = on.bulk(request)?;
    let report = job.run(|_| ControlFlow::Continue(()))?;
    Ok((report.success_total, report.failed_total))
}

fn policy() -> MergePolicy {
    MergePolicy::default()
}

const VIEW: &str = "CONTACTS.VIEW";
const MODIFY: &str = "CONTACTS.MODIFY";
const MERGE: &str = "CONTACTS.MERGE";
const SUBMIT: &str = "CONTACTS.SUBMIT";
const OVERRIDE: &str = "CONTACTS.SUBMIT_WITH_OVERRIDES";
const LABELS_VIEW: &str = "CONTACTS_LABELS.VIEW";
const LABELS_MODIFY: &str = "CONTACTS_LABELS.MODIFY";
const SCHEMA_VIEW: &str = "CONTACTS_SCHEMA.VIEW";
const SCHEMA_MODIFY: &str = "CONTACTS_SCHEMA.MODIFY";
const HOST: &str = "CONTACTS.HOST";

macro_rules! operations {
    ($($permission:ident $(+ $more:ident)* $does:ident $name:literal: |$on:ident, $scene:ident| $run:expr;)*) => {
        /// Every operation there is.
        pub(crate) const OPERATIONS: &[Operation] = &[$(Operation {
            name: $name,
            permissions: &[$permission $(, $more)*],
            writes: operations!(@ $does),
            run: |$on, $scene| said($run),
        }),*];
    };
    (@ reads) => { false };
    (@ writes) => { true };
}
operations! {
    MODIFY writes "create": |on, _scene| on.create(new_name());
    MODIFY writes "create with": |on, _scene| on.create_with(new_name(), Duplicates::Allow);
    MODIFY writes "update": |on, scene| on.update(scene.ada.id(), scene.ada.revision(), company());
    MODIFY writes "update with": |on, scene| {
        on.update_with(scene.ada.id(), scene.ada.revision(), company(), Duplicates::Allow)
    };
    MODIFY writes "delete": |on, scene| on.delete(scene.ada.id());
    MODIFY writes "delete if present": |on, scene| on.delete_if_present(scene.ada.id());
    MODIFY writes "label": |on, scene| on.label(scene.ada.id(), std::slice::from_ref(&scene.vip));
    MODIFY writes "unlabel": |on, scene| {
        on.unlabel(scene.ada.id(), std::slice::from_ref(&scene.given))
    };
    VIEW reads "get": |on, scene| on.get(scene.ada.id());
    VIEW reads "query": |on, _scene| on.query(&ContactQuery::all(), &Paging::default());
    VIEW reads "contacts": |on, _scene| {
        on.contacts(&ContactQuery::all())?.collect::<Result<Vec<_>, _>>()
    };
    VIEW reads "count": |on, _scene| on.count(&ContactQuery::all());
    VIEW reads "tally": |on, _scene| on.tally(&ContactQuery::all(), &[ContactField::Labels]);
    VIEW reads "facets": |on, _scene| on.facets(&ContactQuery::all(), Section::default());
    MERGE writes "merge": |on, scene| {
        on.merge(scene.ada.id(), scene.ada.revision(), &[*scene.bob.id()])
    };
    MERGE writes "merge by": |on, scene| on.merge_by(&request(scene), &policy());
    MERGE reads "preview merge": |on, scene| on.preview_merge(scene.ada.id(), &[*scene.bob.id()]);
    MERGE reads "preview merge by": |on, scene| on.preview_merge_by(&request(scene), &policy());
    MERGE writes "commit merge": |on, scene| on.commit_merge(scene.plan.clone());
    SUBMIT writes "submit": |on, _scene| on.submit(new_name());
    OVERRIDE writes "submit to": |on, scene| {
        on.submit(Submission { contact: Some(*scene.ada.id()), ..company().into() })
    };
    LABELS_MODIFY writes "find or create label": |on, _scene| {
        on.find_or_create_label("New".parse().unwrap())
    };
    LABELS_VIEW reads "get label": |on, scene| on.get_label(&scene.vip);
    LABELS_VIEW reads "labels": |on, _scene| on.labels();
    LABELS_VIEW reads "query labels": |on, _scene| on.query_labels(&LabelQuery::all());
    LABELS_MODIFY writes "rename label": |on, scene| {
        on.rename_label(&scene.vip, "New".parse().unwrap())
    };
    LABELS_MODIFY writes "delete label": |on, scene| on.delete_label(&scene.vip);
    SCHEMA_MODIFY writes "find or create field": |on, _scene| {
        on.find_or_create_field("New".parse().unwrap(), DataType::Text)
    };
    SCHEMA_VIEW reads "get field": |on, scene| on.get_field(&scene.size);
    SCHEMA_VIEW reads "fields": |on, _scene| on.fields();
    SCHEMA_VIEW reads "query fields": |on, _scene| on.query_fields(&FieldQuery::all());
    SCHEMA_MODIFY writes "rename field": |on, scene| {
        on.rename_field(&scene.size, "New".parse().unwrap())
    };
    SCHEMA_MODIFY writes "delete field": |on, scene| on.delete_field(&scene.size);
    VIEW + MODIFY writes "bulk delete": |on, scene| bulk(on, BulkRequest::delete(scene.meant()));
    VIEW + MODIFY writes "bulk update": |on, scene| {
        bulk(on, BulkRequest::update(scene.meant(), company()))
    };
    VIEW + MODIFY writes "bulk label": |on, scene| {
        bulk(on, BulkRequest::label(scene.meant(), [scene.vip.clone()], []))
    };
    VIEW reads "jobs": |on, _scene| on.jobs();
    VIEW reads "job": |on, scene| on.job(scene.job);
    MODIFY writes "save segment": |on, scene| {
        on.save_segment("New".parse().unwrap(), scene.vip.clone().into())
    };
    MODIFY writes "rename segment": |on, scene| {
        on.rename_segment(&scene.kept, "New".parse().unwrap())
    };
    MODIFY writes "change segment": |on, scene| {
        on.change_segment(&scene.kept, scene.vip.clone().into())
    };
    MODIFY writes "delete segment": |on, scene| on.delete_segment(&scene.kept);
    VIEW reads "segment": |on, scene| on.segment(&scene.kept);
    VIEW reads "segments": |on, _scene| on.segments();
    VIEW reads "segments of": |on, scene| on.segments_of(scene.ada.id());
    VIEW reads "follow segments": |on, _scene| {
        on.follow_segments(&mut Membership::of_all(), |_| {})
    };
    HOST writes "set member": |on, scene| {
        on.set_member(scene.ada.id(), Some(MemberInfo::new(MemberId::from_u128(1))))
    };
    HOST writes "set owner": |on, scene| on.set_owner_or_contributor(scene.ada.id(), true);
    HOST writes "set subscription": |on, scene| on.set_billing_subscription(scene.ada.id(), true);
    HOST writes "set email consent": |on, scene| {
        on.set_email_consent(scene.ada.id(), &"ada@x.test".parse().unwrap(), consent())
    };
    HOST writes "set phone consent": |on, scene| {
        on.set_phone_consent(scene.ada.id(), &"+49 30 23125001".parse().unwrap(), consent())
    };
    HOST writes "set segments": |on, scene| {
        on.set_segments(scene.ada.id(), &[uuid::Uuid::from_u128(1)])
    };
    HOST writes "record activity": |on, scene| {
        let later = "2030-01-01T00:00:00Z".parse().unwrap();
        on.record_activity(scene.ada.id(), Activity::new(ActivityType::GENERAL, later))
    };
}

fn consent() -> Consent {
    Consent {
        subscription: SubscriptionStatus::Subscribed,
        deliverability: DeliverabilityStatus::Valid,
    }
}
