//! Who does what next.

use std::sync::Arc;

use super::action::{Action, Call, From, Old, Query, Rule, Wish};
use super::drawing::Values;
use super::model::reads_only;
use super::values::{FIELD_NAMES, LABEL_NAMES};
use super::world::State;
use crate::{
    AppId, Caller, ChangeSetId, Consent, ContactId, DataType, DeliverabilityStatus, FieldKey,
    LabelKey, MemberId, Permission, Permissions, SubscriptionStatus, UserId, VisitorId,
};

impl State {
    /// What is done next, and by whom.
    pub(super) fn choose(&mut self) -> Arc<Call> {
        self.now += match self.choices.below(40) {
            0 => 86_400_000_000,
            1 => -3_600_000_000,
            _ => i64::try_from(self.choices.below(2_000)).unwrap_or(0),
        };
        let client = self.choices.below(self.settings.clients);
        if self.pending[client].is_some() && self.choices.percent(60) {
            // The reply was lost: the same once more.
            return self.pending[client].take().expect("there is one");
        }
        let redelivered = self.choices.percent(self.settings.redelivered);
        let around = self.running.last().map(|running| Arc::clone(&running.call));
        let around = around.filter(|call| call.request.is_some() && redelivered);
        let old = match around {
            Some(around) if self.choices.percent(70) => Some(around),
            _ if redelivered && !self.past.is_empty() => {
                Some(Arc::clone(&self.past[self.choices.below(self.past.len())]))
            }
            _ => None,
        };
        match old {
            Some(old) if self.choices.percent(60) => old,
            Some(old) => Arc::new(Call { request: old.request, ..self.call(client) }),
            None => Arc::new(self.call(client)),
        }
    }

    fn call(&mut self, client: usize) -> Call {
        let action = self.action(client);
        let submits = matches!(action, Action::Submit { .. });
        let foreign = self.settings.foreign;
        let (caller, elevated) = if submits && self.choices.percent(70) {
            let person = 1 + self.choices.below(self.settings.people) as u128;
            match self.choices.below(2) {
                0 => (Caller::Visitor(VisitorId::from_u128(person)), false),
                _ => (Caller::Member(MemberId::from_u128(person)), false),
            }
        } else if self.choices.percent(foreign) {
            let some: Vec<Permission> =
                Permission::ALL.into_iter().filter(|_| self.choices.percent(70)).collect();
            let permissions = Permissions::from(some);
            let caller = match self.choices.below(4) {
                0 => Caller::Visitor(VisitorId::from_u128(1)),
                1 => Caller::SiteCode,
                2 => Caller::User { id: UserId::from_u128(1), permissions },
                _ => Caller::App { id: AppId::from_u128(1), permissions },
            };
            (caller, self.choices.percent(40))
        } else {
            (Caller::Host, self.choices.percent(5))
        };
        let request =
            (!reads_only(&action) && self.choices.percent(self.settings.requests)).then(|| {
                self.id += 1;
                ChangeSetId::from_u128(1 << 100 | self.id)
            });
        Call { client, caller, elevated, request, action }
    }

    fn action(&mut self, client: usize) -> Action {
        let mut kind = self.choices.weighted(&self.settings.weights);
        if kind == 0 && self.model.people.len() >= self.settings.contacts {
            kind = if self.choices.percent(50) { 1 } else { 4 };
        }
        match kind {
            0 => Action::Create {
                draft: self.values(|values| values.draft(35)),
                allow: self.choices.percent(50),
            },
            1 => Action::Merge {
                wish: self.wish(),
                revision: None,
                max: self.choices.percent(5).then_some(1),
            }
            .with_revision(self, client),
            2 => Action::Get(self.id()),
            3 => {
                let id = self.id();
                Action::Update {
                    id,
                    revision: self.revision(id, client),
                    draft: self.values(|values| values.draft(20)),
                    allow: self.choices.percent(50),
                }
            }
            4 => Action::Delete { id: self.id(), if_present: self.choices.percent(30) },
            5 => Action::Label(self.id(), self.label_keys()),
            6 => Action::Unlabel(self.id(), self.label_keys()),
            7 => {
                let (query, from) = match self.choices.below(10) {
                    0..4 if !self.marks.is_empty() => {
                        let mark = self.marks[self.choices.below(self.marks.len())].clone();
                        (mark.query.clone(), From::After(mark))
                    }
                    4 => (self.query(), From::Offset(self.choices.below(6))),
                    _ => (self.query(), From::First),
                };
                Action::Contacts { query, from, limit: self.choices.below(6) }
            }
            8 => Action::Count(self.query()),
            9 => Action::Preview(self.wish()),
            10 => match self.held.len() {
                0 => Action::Preview(self.wish()),
                count => {
                    let held = self.held[self.choices.below(count)].clone();
                    Action::CommitPlan { held, settle: self.choices.percent(70) }
                }
            },
            11 => {
                let member = self.values(|values| values.person());
                Action::SetMember(self.id(), self.choices.percent(50).then_some(member))
            }
            12 => Action::SetOwner(self.id(), self.choices.percent(30)),
            13 => Action::SetBilling(self.id(), self.choices.percent(30)),
            14 => {
                let mail = self.values(|values| values.mail());
                Action::SetMailConsent(self.id(), mail, self.consent())
            }
            15 => {
                let phone = self.values(|values| values.phone());
                Action::SetPhoneConsent(self.id(), phone, self.consent())
            }
            16 => {
                let segments = (0..self.choices.below(3)).map(|segment| segment as u128).collect();
                Action::SetSegments(self.id(), segments)
            }
            17 => {
                let back = i64::try_from(self.choices.below(4_000)).unwrap_or(0);
                Action::RecordActivity(self.id(), self.now - back * 1_000_000 + 1_000_000)
            }
            18 => Action::FindLabel(self.label_name()),
            19 if self.choices.percent(50) => Action::Labels,
            19 => Action::GetLabel(self.values(|values| values.label())),
            20 => Action::RenameLabel(self.values(|values| values.label()), self.label_name()),
            21 => Action::DeleteLabel(self.values(|values| values.label())),
            22 => {
                use DataType as D;
                let data_type = *self.choices.pick(&[D::Text, D::Number, D::Date, D::Url]);
                Action::FindField(self.field_name(), data_type)
            }
            23 if self.choices.percent(50) => Action::Fields,
            23 => Action::GetField(self.values(|values| values.field())),
            24 => Action::RenameField(self.values(|values| values.field()), self.field_name()),
            25 => Action::DeleteField(self.values(|values| values.field())),
            26 => {
                let draft = self.values(|values| values.draft(25));
                Action::Submit { draft, contact: self.choices.percent(15).then(|| self.id()) }
            }
            _ => {
                let old = match self.old.len() {
                    0 => None,
                    count => Some(Old(Arc::clone(&self.old[self.choices.below(count)]))),
                };
                match (self.choices.below(3), old) {
                    (0, Some(old)) => Action::CommitAgain(old),
                    (1, Some(old)) => Action::CommitOther(old),
                    _ => Action::CreateAt(self.id()),
                }
            }
        }
    }

    fn values<T>(&mut self, make: impl FnOnce(&mut Values<'_>) -> T) -> T {
        let labels: Vec<LabelKey> =
            self.model.labels.iter().rev().take(8).map(|l| l.key.clone()).collect();
        let fields: Vec<FieldKey> =
            self.model.fields.iter().rev().take(8).map(|f| f.key.clone()).collect();
        let Self { choices, settings, token, .. } = self;
        make(&mut Values { choices, settings, labels: &labels, fields: &fields, token })
    }

    fn label_keys(&mut self) -> Vec<LabelKey> {
        match self.choices.percent(3) {
            true => Vec::new(),
            false => self.values(|values| values.some_labels()),
        }
    }

    fn label_name(&mut self) -> &'static str {
        LABEL_NAMES[self.choices.below(self.settings.label_names)]
    }

    fn field_name(&mut self) -> &'static str {
        FIELD_NAMES[self.choices.below(self.settings.field_names)]
    }

    fn query(&mut self) -> Query {
        let label = self.choices.percent(50).then(|| self.values(|values| values.label()));
        Query { label, find: self.choices.percent(40).then(|| self.values(|values| values.find())) }
    }

    fn consent(&mut self) -> Consent {
        use {DeliverabilityStatus as D, SubscriptionStatus as S};
        Consent {
            subscription: *self.choices.pick(&[S::NotSet, S::Subscribed, S::Unsubscribed]),
            deliverability: *self.choices.pick(&[D::NotSet, D::Valid, D::Bounced]),
        }
    }

    /// A contact: mostly a live one, at times one that is gone or never was.
    fn id(&mut self) -> ContactId {
        let (people, ids) = (self.model.people.len(), self.model.ids.len());
        match self.choices.below(20) {
            0 => ContactId::from_u128(1 << 110),
            1..=4 if ids > 0 => {
                let recent = ids.min(2 * self.settings.contacts);
                self.model.ids[ids - 1 - self.choices.below(recent)]
            }
            _ if people > 0 => self.model.people[self.choices.below(people)].id(),
            _ => ContactId::from_u128(1 << 110),
        }
    }

    /// The revision that a client takes a contact to be at.
    fn revision(&mut self, id: ContactId, client: usize) -> u64 {
        let known = self.seen[client].iter().rev().find(|(seen, _)| *seen == id);
        match (self.choices.below(10), known, self.model.live(id)) {
            (0, ..) => 1 + self.choices.below(5) as u64,
            (1..=3, Some((_, revision)), _) => *revision,
            (_, _, Some(live)) => live.revision(),
            (_, Some((_, revision)), None) => *revision,
            (_, None, None) => 1,
        }
    }

    fn wish(&mut self) -> Wish {
        let target = self.id();
        let count = match self.choices.below(12) {
            0 => 0,
            1..=6 => 1,
            7..=9 => 2,
            _ => 4,
        };
        let sources: Vec<ContactId> = (0..count).map(|_| self.id()).collect();
        let rule = match self.choices.below(12) {
            0 => Rule::Newest,
            1 => Rule::MostComplete,
            2 => Rule::Ask,
            3 => Rule::From(sources.first().copied().unwrap_or(target)),
            _ => Rule::TargetFirst,
        };
        Wish { target, sources, rule, company: self.choices.percent(5).then_some("Given") }
    }
}

impl Action {
    /// A merge with the revision that the client takes its target to be at.
    fn with_revision(self, state: &mut State, client: usize) -> Self {
        match self {
            Self::Merge { wish, max, .. } => {
                let known = state.revision(wish.target, client);
                let revision = state.choices.percent(90).then_some(known);
                Self::Merge { wish, revision, max }
            }
            other => other,
        }
    }
}
