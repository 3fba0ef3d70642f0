//! Carrying out what clients do, by the sessions of a book.

use super::action::{Action, From, Query, Reply, Rule, Wish};
use super::door::Door;
use crate::book::{Duplicates, Submission};
use crate::contact::{Activity, ActivityType};
use crate::merge::MergeValue;
use crate::{
    ContactQuery, Error, Filter, MemberId, MemberInfo, MergeField, MergePlan, MergePolicy,
    MergeRequest, MergeRule, Paging, Revision, Session, Timestamp,
};

impl Query {
    pub(super) fn value(&self) -> ContactQuery {
        let query = self.label.clone().map_or_else(ContactQuery::all, ContactQuery::from);
        match &self.find {
            Some(find) => {
                query.with_filter(Filter::Holds(find.key())).expect("it is a small filter")
            }
            None => query,
        }
    }
}

impl Wish {
    fn policy(&self) -> MergePolicy {
        let rule = match self.rule {
            Rule::TargetFirst => MergeRule::TargetFirst,
            Rule::Newest => MergeRule::Newest,
            Rule::MostComplete => MergeRule::MostComplete,
            Rule::From(id) => MergeRule::From(id),
            Rule::Ask => MergeRule::Ask,
        };
        let policy = MergePolicy::default().with_rule_otherwise(rule);
        match self.company {
            Some(company) => {
                let company = MergeValue::Line(company.parse().expect("it is a line"));
                policy.with_rule(MergeField::Company, MergeRule::Value(company))
            }
            None => policy,
        }
    }

    fn request(&self, revision: Option<u64>, max: Option<usize>) -> MergeRequest {
        MergeRequest {
            target: self.target,
            sources: self.sources.clone(),
            target_revision: revision.map(Revision::new),
            max_sources: max,
        }
    }
}

impl Action {
    /// Carries it out.
    pub(super) fn perform(&self, session: &Session<'_, Door>) -> Result<Reply, Error> {
        let duplicates = |allow: &bool| if *allow { Duplicates::Allow } else { Duplicates::Refuse };
        Ok(match self {
            Self::Create { draft, allow } => {
                Reply::Contact(session.create_with(draft.patch(), duplicates(allow))?)
            }
            Self::Get(id) => Reply::Got(session.get(id)?),
            Self::Update { id, revision, draft, allow } => {
                let revision = Revision::new(*revision);
                let duplicates = duplicates(allow);
                Reply::Contact(session.update_with(id, revision, draft.patch(), duplicates)?)
            }
            Self::Delete { id, if_present: false } => {
                session.delete(id)?;
                Reply::Done
            }
            Self::Delete { id, if_present: true } => Reply::Was(session.delete_if_present(id)?),
            Self::Label(id, keys) => Reply::Contact(session.label(id, keys)?),
            Self::Unlabel(id, keys) => Reply::Contact(session.unlabel(id, keys)?),
            Self::Contacts { query, from, limit } => {
                let paging = Paging::first(*limit).with_total();
                let paging = match from {
                    From::First => paging,
                    From::Offset(offset) => paging.skipping(*offset),
                    From::After(mark) => paging.after(&mark.cursor),
                };
                Reply::Contacts(session.query(&query.value(), &paging)?)
            }
            Self::Count(query) => Reply::Count(session.count(&query.value())?),
            Self::Merge { wish, revision, max } => {
                let request = wish.request(*revision, *max);
                Reply::Contact(session.merge_by(&request, &wish.policy())?)
            }
            Self::Preview(wish) => {
                let request = wish.request(None, None);
                Reply::Plan(Box::new(session.preview_merge_by(&request, &wish.policy())?))
            }
            Self::CommitPlan { held, settle } => {
                let mut plan = MergePlan::clone(&held.plan);
                if *settle {
                    for field in plan.open().to_vec() {
                        plan.settle(&field, MergeRule::TargetFirst)
                            .expect("an open field has values");
                    }
                }
                Reply::Contact(session.commit_merge(plan)?)
            }
            Self::SetMember(id, member) => {
                let member = member.map(|id| MemberInfo::new(MemberId::from_u128(id)));
                Reply::Contact(session.set_member(id, member)?)
            }
            Self::SetOwner(id, is) => Reply::Contact(session.set_owner_or_contributor(id, *is)?),
            Self::SetBilling(id, is) => Reply::Contact(session.set_billing_subscription(id, *is)?),
            Self::SetMailConsent(id, mail, consent) => {
                let address = mail.text.parse().expect("the texts are addresses");
                Reply::Contact(session.set_email_consent(id, &address, *consent)?)
            }
            Self::SetPhoneConsent(id, phone, consent) => {
                Reply::Contact(session.set_phone_consent(id, &phone.value(), *consent)?)
            }
            Self::SetSegments(id, segments) => {
                let segments: Vec<_> =
                    segments.iter().copied().map(uuid::Uuid::from_u128).collect();
                Reply::Contact(session.set_segments(id, &segments)?)
            }
            Self::RecordActivity(id, at) => {
                let at = Timestamp::from_micros(*at);
                let activity = Activity::new(ActivityType::MEMBER_LOGIN, at);
                Reply::Contact(session.record_activity(id, activity)?)
            }
            Self::FindLabel(name) => {
                let found = session.find_or_create_label(name.parse()?)?;
                Reply::Label(found.label, found.is_new)
            }
            Self::GetLabel(key) => Reply::Label(session.get_label(key)?, false),
            Self::RenameLabel(key, name) => {
                Reply::Label(session.rename_label(key, name.parse()?)?, false)
            }
            Self::DeleteLabel(key) => {
                session.delete_label(key)?;
                Reply::Done
            }
            Self::Labels => Reply::Labels(session.labels()?),
            Self::FindField(name, data_type) => {
                let found = session.find_or_create_field(name.parse()?, *data_type)?;
                Reply::Field(found.field, found.is_new)
            }
            Self::GetField(key) => Reply::Field(session.get_field(key)?, false),
            Self::RenameField(key, name) => {
                Reply::Field(session.rename_field(key, name.parse()?)?, false)
            }
            Self::DeleteField(key) => {
                session.delete_field(key)?;
                Reply::Done
            }
            Self::Fields => Reply::Fields(session.fields()?),
            Self::Submit { draft, contact } => {
                let info = draft.patch();
                let submission = Submission { info, contact: *contact, pass_through_data: None };
                let submitted = session.submit(submission)?;
                Reply::Submitted(submitted.contact, submitted.identity, submitted.is_new)
            }
            Self::CreateAt(_) | Self::CommitAgain(_) | Self::CommitOther(_) => {
                unreachable!("these are calls of the store")
            }
        })
    }
}
