use std::sync::Arc;

use super::attempt::{Setback, first};
use super::{Error, Session, digest};
use crate::access::{Caller, Permission};
use crate::change::{Cause, Commit, EventKind};
use crate::contact::{Contact, ContactInfo, MatchKey};
use crate::edit::{ContactPatch, append};
use crate::id::{ContactId, VisitorId};
use crate::record::{RecordId, Slot, Stored};
use crate::store::Store;
use crate::text::Text;

/// How many visitors a contact remembers.
const MAX_VISITORS: usize = 50;

/// What somebody submits of themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Submission {
    /// The data.
    pub info: ContactPatch,
    /// The contact it is for, if the caller says; takes [`Permission::SubmitWithOverrides`].
    pub contact: Option<ContactId>,
    /// Handed back in [`Submitted`], for the host; not stored.
    pub pass_through_data: Option<Text<300>>,
}

impl From<ContactPatch> for Submission {
    fn from(info: ContactPatch) -> Self {
        Self { info, ..Self::default() }
    }
}

/// What became of a submission. It tells nothing of a contact but its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The contact that it was appended to, or that was created.
    pub contact: ContactId,
    /// Whose contact that is.
    pub identity: IdentityType,
    /// Whether it was created just now.
    pub is_new: bool,
    /// As submitted.
    pub pass_through_data: Option<Text<300>>,
}

/// Whose contact a submission met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdentityType {
    /// A plain contact.
    Contact,
    /// The contact of the member who is logged in.
    Member,
    /// A member who is not logged in: nothing was changed.
    NotAuthenticatedMember,
}

impl IdentityType {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "CONTACT",
            Self::Member => "MEMBER",
            Self::NotAuthenticatedMember => "NOT_AUTHENTICATED_MEMBER",
        }
    }
}

/// Whose a submission is, if it is somebody's, and what was asked before in vain.
type Whose = (Option<Arc<Stored<Contact>>>, Vec<MatchKey>);

impl<S: Store> Session<'_, S> {
    /// Appends what somebody submits to their contact, or creates one. Open to visitors.
    ///
    /// Whose it is: the contact that is named; else that of the member who is logged in; else the
    /// oldest one that has one of the e-mail addresses, else of the phone numbers; else the one
    /// that the visitor submitted to before; else a new one. If any of the addresses or numbers is
    /// that of a member who is not logged in, it is that member's.
    ///
    /// Appending fills empty single values and adds new entries and labels; it removes and
    /// replaces nothing, and what would go over a limit is left out. The contact of a member who
    /// is not logged in is not changed.
    ///
    /// # Errors
    ///
    /// - [`Error::Forbidden`] without [`Permission::Submit`], or, if a contact is named, without
    ///   [`Permission::SubmitWithOverrides`].
    /// - [`Error::ContactNotFound`] if the named contact does not exist or was merged away.
    /// - [`Error::InsufficientSubmission`] if nobody is met and no name, e-mail or phone is given.
    /// - [`Error::Invalid`] if the data does not fit.
    /// - [`Error::UnknownLabel`] if it has a label that does not exist.
    /// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
    pub fn submit(&self, submission: impl Into<Submission>) -> Result<Submitted, Error> {
        let submission = submission.into();
        self.allow(match submission.contact {
            Some(_) => Permission::SubmitWithOverrides,
            None => Permission::Submit,
        })?;
        let digest = digest(("submit", &submission));
        let answer =
            |session: &Self, commit: &Commit| session.submitted_before(commit, &submission);
        self.once(digest, answer, || {
            let (contact, nobodys) = self.whose(&submission)?;
            let result = match contact {
                Some(contact) if contact.standing().is_member() && !self.is_of_caller(&contact) => {
                    let identity = IdentityType::NotAuthenticatedMember;
                    return Ok(submitted(contact.id, identity, false, &submission));
                }
                Some(contact) => self.append(&contact, &submission, digest, nobodys),
                None => self.create_submitted(&submission, digest, nobodys),
            };
            result.map_err(|setback| match setback {
                // It became somebody's meanwhile. Two submissions of one person at the same time
                // make one contact.
                Setback::Refused(Error::DuplicateContact { contact, .. }) => {
                    Setback::Overtaken(RecordId::Contact(contact))
                }
                setback => setback,
            })
        })
    }

    fn append(
        &self,
        before: &Arc<Stored<Contact>>,
        submission: &Submission,
        digest: u64,
        nobodys: Vec<MatchKey>,
    ) -> Result<Submitted, Setback> {
        let submitted_info = self.submitted_info(&submission.info)?;
        let mut after = before.value().clone();
        after.info = append(before.info(), &submitted_info);
        remember(&mut after.visitors, self.visitor());
        let mut changes = self.changes(Cause::Submit, digest);
        if first(changes.update(before, after)) {
            nobodys.into_iter().for_each(|key| changes.require_free(key));
            self.commit(&changes)?;
        }
        Ok(submitted(before.id, self.identity(before), false, submission))
    }

    fn create_submitted(
        &self,
        submission: &Submission,
        digest: u64,
        nobodys: Vec<MatchKey>,
    ) -> Result<Submitted, Setback> {
        if !submission.info.identifies() {
            return Err(Error::InsufficientSubmission.into());
        }
        let info = self.submitted_info(&submission.info)?;
        let mut contact = Contact::new(info, self.caller.origin(), self.now())?;
        remember(&mut contact.visitors, self.visitor());
        let id = ContactId::new(self.new_id());
        let mut changes = self.changes(Cause::Submit, digest);
        first(changes.create(id, contact));
        nobodys.into_iter().for_each(|key| changes.require_free(key));
        let commit = self.commit(&changes)?;
        Ok(self.submitted_before(&commit, submission)?)
    }

    /// What the commit of a submission tells of it.
    fn submitted_before(
        &self,
        commit: &Commit,
        submission: &Submission,
    ) -> Result<Submitted, Error> {
        let event = commit.events().first().map(|event| &event.kind);
        match event {
            // A new contact is nobody's yet.
            Some(EventKind::ContactCreated(id)) => {
                Ok(submitted(*id, IdentityType::Contact, true, submission))
            }
            Some(EventKind::ContactUpdated { id, .. }) => {
                let contact = commit.state(*id);
                let identity = contact.map_or(IdentityType::Contact, |it| self.identity(it));
                Ok(submitted(*id, identity, false, submission))
            }
            _ => Err(Error::RequestReused(commit.id())),
        }
    }

    /// What is submitted, by itself: it need not identify anybody.
    fn submitted_info(&self, patch: &ContactPatch) -> Result<ContactInfo, Error> {
        let info = self.apply_part(&ContactInfo::default(), patch)?;
        // INVARIANT (visitors assign nobody): not theirs to say.
        Ok(ContactInfo { assignees: Vec::new(), ..info })
    }

    /// The contact that a submission is for, if there is one, and what was asked before in vain:
    /// it must be nobody's still when this is committed.
    fn whose(&self, submission: &Submission) -> Result<Whose, Setback> {
        if let Some(id) = submission.contact {
            return Ok((Some(self.live(id)?), Vec::new()));
        }
        let member = match self.caller {
            Caller::Member(member) => Some(MatchKey::Member(member)),
            _ => None,
        };
        let emails = submission.info.emails.iter().flatten().map(|email| email.value.match_key());
        let phones =
            submission.info.phones.iter().flatten().flat_map(|phone| phone.value.duplicate_keys());
        let visitor = self.visitor().map(MatchKey::Visitor);
        let mut keys: Vec<MatchKey> =
            member.into_iter().chain(emails).chain(phones).chain(visitor).collect();
        let holders = self.store().matching(&keys)?;
        let Some(place) = holders.iter().position(|holders| !holders.is_empty()) else {
            return Ok((None, keys));
        };
        if !matches!(keys[place], MatchKey::Member(_))
            && let Some(member) = self.other_member(&keys, &holders)?
        {
            return Ok((Some(member), Vec::new()));
        }
        let (id, held) = (holders[place][0], keys.swap_remove(place));
        keys.truncate(place);
        match self.slot(id)? {
            Some(Slot::Contact(contact)) if contact.match_keys().any(|key| key == held) => {
                Ok((Some(contact), keys))
            }
            // Gone between both reads, or somebody else's by now: look again.
            _ => Err(Setback::Overtaken(RecordId::Contact(id))),
        }
    }

    /// A member who is not logged in and has one of the addresses or numbers that are submitted:
    /// nobody may add these to a contact of their own.
    fn other_member(
        &self,
        keys: &[MatchKey],
        holders: &[Vec<ContactId>],
    ) -> Result<Option<Arc<Stored<Contact>>>, Setback> {
        let given = keys.iter().zip(holders);
        let given = given.filter(|(key, _)| !matches!(key, MatchKey::Visitor(_)));
        let ids: Vec<ContactId> = given.flat_map(|(_, holders)| holders).copied().collect();
        let contacts =
            self.store().slots(&ids)?.into_iter().flatten().filter_map(|slot| match slot {
                Slot::Contact(contact) => Some(contact),
                Slot::Redirect { .. } | Slot::Deleted => None,
            });
        let mut members = contacts.filter(|contact| contact.standing().is_member());
        Ok(members.find(|contact| !self.is_of_caller(contact)))
    }

    /// Whether the contact is that of the member who is logged in.
    fn is_of_caller(&self, contact: &Contact) -> bool {
        match &self.caller {
            Caller::Member(member) => {
                contact.standing().member.as_ref().is_some_and(|info| info.member_id == *member)
            }
            _ => false,
        }
    }

    fn identity(&self, contact: &Contact) -> IdentityType {
        match self.is_of_caller(contact) {
            true => IdentityType::Member,
            false => IdentityType::Contact,
        }
    }

    fn visitor(&self) -> Option<VisitorId> {
        match self.caller {
            Caller::Visitor(visitor) => Some(visitor),
            _ => None,
        }
    }
}

fn submitted(
    contact: ContactId,
    identity: IdentityType,
    is_new: bool,
    submission: &Submission,
) -> Submitted {
    let pass_through_data = submission.pass_through_data.clone();
    Submitted { contact, identity, is_new, pass_through_data }
}

fn remember(visitors: &mut Vec<VisitorId>, visitor: Option<VisitorId>) {
    let Some(visitor) = visitor.filter(|visitor| !visitors.contains(visitor)) else { return };
    if visitors.len() >= MAX_VISITORS {
        visitors.remove(0);
    }
    visitors.push(visitor);
}
