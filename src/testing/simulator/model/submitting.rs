//! What people submit of themselves.

use super::decide::{Answer, Change, Decided, Decision, No, answer, is_of, origin};
use super::{Model, Person};
use crate::book::IdentityType;
use crate::testing::simulator::action::Call;
use crate::testing::simulator::values::{Draft, Find};
use crate::{Caller, ContactId};

impl Model {
    pub(super) fn submit(&self, call: &Call, draft: &Draft, contact: Option<ContactId>) -> Decided {
        let visitor = match call.caller {
            Caller::Visitor(id) => Some(id.as_uuid().as_u128()),
            _ => None,
        };
        let whose = match contact {
            Some(id) => Some(id),
            None => self.whose(call, draft, visitor),
        };
        let Some(id) = whose else {
            if !draft.identifies() {
                return Err(No::Insufficient);
            }
            let person = Person::new(origin(&call.caller));
            let mut person = self.filled(&person, draft, true)?;
            person.assignees.clear();
            person.visitors.extend(visitor);
            self.check_labels(&person)?;
            return Ok(Decision::Change(Change::Create(Box::new(person))));
        };
        let before = self.found(id)?;
        let own = is_of(&call.caller, before);
        if before.member.is_some() && !own {
            let identity = IdentityType::NotAuthenticatedMember;
            return Ok(answer(Answer::Submitted(id, identity, false)));
        }
        let submitted = self.filled(&Person::new(""), draft, false)?;
        let mut after = Person::clone(before);
        for (here, there) in after.singles.iter_mut().zip(submitted.singles) {
            *here = here.take().or(there);
        }
        for mail in submitted.mails {
            let known = after.mails.iter().any(|known| known.normal == mail.normal);
            if !known && after.mails.len() < 50 {
                after.mails.push(mail);
            }
        }
        for phone in submitted.phones {
            let known = after.phones.iter().any(|known| known.same(&phone));
            if !known && after.phones.len() < 50 {
                after.phones.push(phone);
            }
        }
        for city in submitted.cities {
            let known = after.cities.iter().any(|known| super::merging::same_city(known, &city));
            if !known && after.cities.len() < 50 {
                after.cities.push(city);
            }
        }
        for label in submitted.labels {
            if !after.labels.contains(&label) {
                after.labels.push(label);
            }
        }
        for location in submitted.locations {
            if !after.locations.contains(&location) {
                after.locations.push(location);
            }
        }
        for field in submitted.fields {
            if !after.fields.iter().any(|known| known.0 == field.0) {
                after.fields.push(field);
            }
        }
        if let Some(visitor) = visitor.filter(|visitor| !after.visitors.contains(visitor)) {
            after.visitors.push(visitor);
        }
        let identity = if own { IdentityType::Member } else { IdentityType::Contact };
        match self.put(after) {
            Decision::Change(Change::Put(after)) => {
                self.check_labels(&after)?;
                Ok(Decision::Change(Change::Put(after)))
            }
            _ => Ok(answer(Answer::Submitted(id, identity, false))),
        }
    }

    /// Whose it is, if it is somebody's who is known.
    fn whose(&self, call: &Call, draft: &Draft, visitor: Option<u128>) -> Option<ContactId> {
        let member = match call.caller {
            Caller::Member(id) => Some(Find::Member(id.as_uuid().as_u128())),
            _ => None,
        };
        let mails = draft.mails.iter().flatten().map(|(mail, _)| Find::Mail(mail.normal.clone()));
        let phones = draft.phones.iter().flatten().flat_map(|(phone, _)| phone.finds());
        let visitor = visitor.map(Find::Visitor);
        if member.as_ref().and_then(|member| self.holders(member).next()).is_none() {
            let given: Vec<Find> = mails.clone().chain(phones.clone()).collect();
            let holders = given.iter().flat_map(|find| self.holders(find));
            let stranger = |id: &ContactId| {
                self.found(*id).is_ok_and(|it| it.member.is_some() && !is_of(&call.caller, it))
            };
            if let Some(id) = holders.into_iter().find(stranger) {
                return Some(id);
            }
        }
        let mut finds = member.into_iter().chain(mails).chain(phones).chain(visitor);
        finds.find_map(|find| self.holders(&find).next())
    }
}
