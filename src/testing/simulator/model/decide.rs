//! What should come of a call.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::allowed::{may, permissions, reads_only};
use super::filling::once;
use super::{Model, Person};
use crate::book::IdentityType;
use crate::merge::Refusal;
use crate::testing::simulator::action::{Action, Call, From, Query};
use crate::testing::simulator::values::{Draft, Find};
use crate::{
    Caller, ContactId, DataType, FieldKey, LabelKey, Permission, SYSTEM_FIELDS, SYSTEM_LABELS,
};

/// What should come of a call in a state of the book.
#[derive(Clone, Debug)]
pub(in crate::testing::simulator) enum Decision {
    /// This answer, and no commit.
    Answer(Answer),
    /// A commit of this.
    Change(Change),
}

/// What a commit changes.
#[derive(Clone, Debug)]
pub(in crate::testing::simulator) enum Change {
    Create(Box<Person>),
    /// A contact as it is afterwards, but for its revision and dates.
    Put(Box<Person>),
    Remove(ContactId),
    Merge {
        after: Box<Person>,
        sources: Vec<ContactId>,
    },
    NewLabel(&'static str),
    RenameLabel(LabelKey, &'static str),
    DropLabel(LabelKey),
    NewField(&'static str, DataType),
    RenameField(FieldKey, &'static str),
    DropField(FieldKey),
}

/// An answer without a commit, or after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::testing::simulator) enum Answer {
    Contact(Arc<Person>),
    Got(Arc<Person>, bool),
    /// A page, how many contacts meet its query, and whether some come after it.
    Contacts {
        people: Vec<Arc<Person>>,
        total: usize,
        more: bool,
    },
    Count(usize),
    /// The outcome of a plan, and whether something is open.
    Plan(Arc<Person>, bool),
    Label(LabelKey, SmolStr, bool),
    Labels(Vec<(LabelKey, SmolStr)>),
    Field(FieldKey, SmolStr, DataType, bool),
    Fields(Vec<(FieldKey, SmolStr, DataType)>),
    Submitted(ContactId, IdentityType, bool),
    Done,
    Was(bool),
    /// The commit of this number, once more.
    Again(u64),
    /// The answer of a request that was carried out before.
    Replayed(Box<Answer>),
    No(No),
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::testing::simulator) enum No {
    Invalid(&'static str),
    NothingToUpdate,
    NotFound(ContactId, Option<ContactId>),
    Changed(ContactId, u64, u64),
    Duplicate(ContactId),
    MemberMail(ContactId),
    CannotDelete(ContactId, &'static str),
    Refused(Vec<Refusal>),
    Unsettled,
    UnknownLabel(LabelKey),
    LabelNotFound(LabelKey),
    FieldNotFound(FieldKey),
    NameTaken(SmolStr),
    OfPlatform,
    Full(usize),
    Insufficient,
    Forbidden(Permission),
    Reused,
    /// Of the store: the id was used before.
    IdUsed,
    /// Of the store: the change set was another one.
    KeyReuse,
    /// The store failed; whether it may have committed.
    Store(bool),
    Other(String),
}

pub(super) type Decided<T = Decision> = Result<T, No>;

impl Model {
    /// What should come of a call now.
    pub(in crate::testing::simulator) fn decide(&self, call: &Call) -> Decision {
        self.decided(call).unwrap_or_else(|no| Decision::Answer(Answer::No(no)))
    }

    fn decided(&self, call: &Call) -> Decided {
        for permission in permissions(&call.action) {
            if !call.elevated && !may(&call.caller, *permission) {
                return Err(No::Forbidden(*permission));
            }
        }
        self.check_input(&call.action)?;
        if let Some(before) = call.request.and_then(|id| self.requests.get(&id)) {
            if reads_only(&call.action) {
                // Reading asks for no id.
            } else if before.caller == call.caller && before.action.same_request(&call.action) {
                return Ok(Decision::Answer(Answer::Replayed(Box::new(self.replayed(call)?))));
            } else {
                return Err(No::Reused);
            }
        }
        match &call.action {
            Action::Create { draft, allow } => {
                let person = self.filled(&Person::new(origin(&call.caller)), draft, true)?;
                self.check_labels(&person)?;
                self.check_free(draft, *allow, None)?;
                Ok(Decision::Change(Change::Create(Box::new(person))))
            }
            Action::Get(id) => {
                let (id, merged) = match self.gone.get(id) {
                    Some(Some(target)) => (*target, true),
                    _ => (*id, false),
                };
                match self.live(id) {
                    Some(person) => Ok(answer(Answer::Got(Arc::clone(person), merged))),
                    None => {
                        let Action::Get(id) = call.action else { unreachable!() };
                        Err(No::NotFound(id, None))
                    }
                }
            }
            Action::Update { id, revision, draft, allow } => {
                let before = self.found(*id)?;
                if before.revision != *revision {
                    return Err(No::Changed(*id, *revision, before.revision));
                }
                let after = self.filled(before, draft, true)?;
                let primary = |person: &Person| {
                    person.mails.get(person.primary_mail).map(|mail| mail.normal.clone())
                };
                if before.member.is_some() && primary(before) != primary(&after) {
                    return Err(No::MemberMail(*id));
                }
                if after == **before {
                    return Ok(answer(Answer::Contact(Arc::clone(before))));
                }
                self.check_labels(&after)?;
                self.check_free(draft, *allow, Some(*id))?;
                Ok(Decision::Change(Change::Put(Box::new(after))))
            }
            Action::Delete { id, if_present } => match self.found(*id) {
                Err(No::NotFound(_, None)) if *if_present => Ok(answer(Answer::Was(false))),
                Err(no) => Err(no),
                Ok(person) => match protection(person) {
                    Some(protection) => Err(No::CannotDelete(*id, protection)),
                    None => Ok(Decision::Change(Change::Remove(*id))),
                },
            },
            Action::Label(id, keys) => {
                let mut after = Person::clone(self.found(*id)?);
                for key in keys {
                    if !after.labels.contains(key) {
                        after.labels.push(key.clone());
                    }
                }
                let decision = self.put(after);
                if let Decision::Change(Change::Put(after)) = &decision {
                    self.check_labels(after)?;
                }
                Ok(decision)
            }
            Action::Unlabel(id, keys) => {
                let mut after = Person::clone(self.found(*id)?);
                after.labels.retain(|key| !keys.contains(key));
                Ok(self.put(after))
            }
            Action::Contacts { query, from, limit } => {
                let found = self.people.iter().filter(|person| meets(person, query));
                let mut found: Vec<_> = found.cloned().collect();
                found.sort_by_key(|person| (person.created, person.id));
                let total = found.len();
                let skipped = match from {
                    From::First => 0,
                    From::Offset(offset) => *offset,
                    From::After(mark) => {
                        let seen = found.iter();
                        seen.take_while(|person| (person.created, person.id) <= mark.last).count()
                    }
                };
                let more = *limit > 0 && total > skipped + limit;
                let people = found.into_iter().skip(skipped).take(*limit).collect();
                Ok(answer(Answer::Contacts { people, total, more }))
            }
            Action::Count(query) => {
                let count = self.people.iter().filter(|person| meets(person, query)).count();
                Ok(answer(Answer::Count(count)))
            }
            Action::Merge { wish, revision, max } => self.merge(wish, *revision, *max),
            Action::Preview(wish) => {
                let (outcome, open) = self.plan(wish, None, None).map_err(No::Refused)?;
                Ok(answer(Answer::Plan(Arc::new(outcome), open)))
            }
            Action::CommitPlan { held, settle } => self.commit_plan(held, *settle),
            Action::SetMember(id, member) => {
                let before = self.found(*id)?;
                let holder = member.and_then(|member| {
                    self.holders(&Find::Member(member)).find(|holder| holder != id)
                });
                let decision = self.put(Person { member: *member, ..Person::clone(before) });
                match holder {
                    Some(holder) if matches!(decision, Decision::Change(_)) => {
                        Err(No::Duplicate(holder))
                    }
                    _ => Ok(decision),
                }
            }
            Action::SetOwner(id, owner) => {
                Ok(self.put(Person { owner: *owner, ..Person::clone(self.found(*id)?) }))
            }
            Action::SetBilling(id, billing) => {
                Ok(self.put(Person { billing: *billing, ..Person::clone(self.found(*id)?) }))
            }
            Action::SetMailConsent(id, mail, consent) => {
                let mut after = Person::clone(self.found(*id)?);
                if !after.mails.iter().any(|known| known.normal == mail.normal) {
                    return Err(No::Invalid("VALIDATION_ERROR"));
                }
                let key = format_smolstr!("mail {}", mail.normal);
                set(&mut after.consents, key, *consent);
                Ok(self.put(after))
            }
            Action::SetPhoneConsent(id, phone, consent) => {
                let mut after = Person::clone(self.found(*id)?);
                let has = after.phones.iter().any(|known| known.same(phone));
                if !has || phone.e164.is_empty() {
                    return Err(No::Invalid("VALIDATION_ERROR"));
                }
                set(&mut after.consents, format_smolstr!("phone {}", phone.e164), *consent);
                Ok(self.put(after))
            }
            Action::SetSegments(id, segments) => {
                let segments = once(segments);
                Ok(self.put(Person { segments, ..Person::clone(self.found(*id)?) }))
            }
            Action::RecordActivity(id, at) => {
                let mut after = Person::clone(self.found(*id)?);
                let at = crate::Timestamp::from_micros(*at);
                if at >= after.activity.1 {
                    after.activity = ("MEMBER_LOGIN", at);
                }
                Ok(self.put(after))
            }
            Action::Submit { draft, contact } => self.submit(call, draft, *contact),
            Action::CreateAt(id) => match self.places.contains_key(id) {
                true => Err(No::IdUsed),
                false => {
                    let mut person = Person::new("IMPORT");
                    person.singles[0] = Some("imported".into());
                    Ok(Decision::Change(Change::Create(Box::new(person))))
                }
            },
            Action::CommitAgain(old) => {
                let place = self.committed.get(&old.0.id()).map_or(0, |place| place + 1);
                Ok(answer(Answer::Again(place as u64)))
            }
            Action::CommitOther(_) => Err(No::KeyReuse),
            other => self.define(other),
        }
    }

    /// What is wrong before anything is read.
    fn check_input(&self, action: &Action) -> Decided<()> {
        match action {
            Action::Update { draft, .. } if *draft == Draft::default() => Err(No::NothingToUpdate),
            Action::Label(_, keys) | Action::Unlabel(_, keys) if keys.is_empty() => {
                Err(No::Invalid("VALIDATION_ERROR"))
            }
            Action::RenameLabel(key, _) | Action::DeleteLabel(key)
                if SYSTEM_LABELS.iter().any(|(system, _)| *system == key.as_str()) =>
            {
                Err(No::OfPlatform)
            }
            Action::RenameField(key, _) | Action::DeleteField(key)
                if SYSTEM_FIELDS.iter().any(|system| system.key == key.as_str()) =>
            {
                Err(No::OfPlatform)
            }
            _ => Ok(()),
        }
    }

    /// What a request answers that was carried out before.
    fn replayed(&self, call: &Call) -> Decided<Answer> {
        let id = call.request.expect("only requests are replayed");
        let record = &self.feed[self.committed[&id]];
        let subject = record.events()[0].record();
        Ok(match (&call.action, subject) {
            (Action::Delete { if_present: true, .. }, _) => Answer::Was(true),
            (Action::Delete { .. } | Action::DeleteLabel(_) | Action::DeleteField(_), _) => {
                Answer::Done
            }
            (Action::Submit { .. }, crate::RecordId::Contact(id)) => {
                let is_new = matches!(record.events()[0].kind, crate::EventKind::ContactCreated(_));
                // A new contact is nobody's yet.
                let own = self.live(id).is_some_and(|live| is_of(&call.caller, live));
                let identity = match own && !is_new {
                    true => IdentityType::Member,
                    false => IdentityType::Contact,
                };
                Answer::Submitted(id, identity, is_new)
            }
            (action, crate::RecordId::Label(key)) => {
                self.label_answer(&key, matches!(action, Action::FindLabel(_)))?
            }
            (action, crate::RecordId::Field(key)) => {
                self.field_answer(&key, matches!(action, Action::FindField(..)))?
            }
            (_, crate::RecordId::Contact(id)) => Answer::Contact(Arc::clone(self.found(id)?)),
            (_, crate::RecordId::Segment(_)) => unreachable!("no action makes a segment"),
        })
    }

    /// The live contact at an id.
    pub(super) fn found(&self, id: ContactId) -> Decided<&Arc<Person>> {
        self.live(id).ok_or_else(|| No::NotFound(id, self.gone.get(&id).copied().flatten()))
    }

    /// A change to this, if it is one.
    pub(super) fn put(&self, after: Person) -> Decision {
        match self.live(after.id) {
            Some(before) if **before == after => answer(Answer::Contact(Arc::clone(before))),
            _ => Decision::Change(Change::Put(Box::new(after))),
        }
    }

    /// Every label of a contact must be there.
    pub(super) fn check_labels(&self, person: &Person) -> Decided<()> {
        match person.labels.iter().find(|key| !self.has_label(key)) {
            Some(key) => Err(No::UnknownLabel(key.clone())),
            None => Ok(()),
        }
    }

    fn check_free(&self, draft: &Draft, allow: bool, own: Option<ContactId>) -> Decided<()> {
        if allow {
            return Ok(());
        }
        for find in draft.finds() {
            if let Some(holder) = self.holders(&find).find(|holder| Some(*holder) != own) {
                return Err(No::Duplicate(holder));
            }
        }
        Ok(())
    }
}

pub(super) fn answer(answer: Answer) -> Decision {
    Decision::Answer(answer)
}

/// Whether the contact is that of the member who asks.
pub(super) fn is_of(caller: &Caller, person: &Person) -> bool {
    match caller {
        Caller::Member(id) => person.member == Some(id.as_uuid().as_u128()),
        _ => false,
    }
}

fn meets(person: &Person, query: &Query) -> bool {
    query.label.as_ref().is_none_or(|label| person.labels.contains(label))
        && query.find.as_ref().is_none_or(|find| person.holds(find))
}

fn set<V>(list: &mut Vec<(SmolStr, V)>, key: SmolStr, value: V) {
    match list.iter_mut().find(|(known, _)| *known == key) {
        Some((_, known)) => *known = value,
        None => list.push((key, value)),
    }
}

fn protection(person: &Person) -> Option<&'static str> {
    match person {
        Person { member: Some(_), .. } => Some("CANNOT_DELETE_MEMBER"),
        Person { owner: true, .. } => Some("CANNOT_DELETE_MEMBER_OWNER_OR_CONTRIBUTOR"),
        Person { billing: true, .. } => Some("CANNOT_DELETE_CONTACT_WITH_BILLING_SUBSCRIPTION"),
        _ => None,
    }
}

pub(super) fn origin(caller: &Caller) -> &'static str {
    match caller {
        Caller::Member(_) => "WIX_SITE_MEMBERS",
        Caller::User { .. } => "ADMIN",
        Caller::App { .. } => "WIX_APP",
        Caller::SiteCode => "WIX_CODE",
        Caller::Visitor(_) | Caller::Host => "OTHER",
    }
}
