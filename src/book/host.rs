//! What the host knows of a person and the rules depend on.

use std::sync::Arc;

use super::attempt::first;
use super::{Error, Session, digest};
use crate::access::Permission;
use crate::change::Cause;
use crate::contact::{Activity, Consent, Contact, EmailAddress, MatchKey, MemberInfo, PhoneNumber};
use crate::id::ContactId;
use crate::record::Stored;
use crate::store::Store;

/// Every operation here changes nothing if it says what the book knows already.
///
/// # Errors
///
/// Each fails with
/// - [`Error::Forbidden`] without [`Permission::Host`];
/// - [`Error::ContactNotFound`] if there is no such contact, or it was merged away;
/// - [`Error::RequestReused`], [`Error::Busy`], [`Error::Store`].
impl<S: Store> Session<'_, S> {
    /// Says that the contact's person is a member of the site, or no longer one.
    ///
    /// # Errors
    ///
    /// [`Error::DuplicateContact`] if another contact has the same membership, and those of the
    /// block.
    pub fn set_member(
        &self,
        id: &ContactId,
        member: Option<MemberInfo>,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        let key = member.as_ref().map(|member| MatchKey::Member(member.member_id));
        self.say(id, ("set_member", &member), key, |contact| {
            contact.standing.member = member.clone().map(Box::new);
        })
    }

    /// Says whether the person owns the site or works on it.
    ///
    /// # Errors
    ///
    /// Those of the block.
    pub fn set_owner_or_contributor(
        &self,
        id: &ContactId,
        is: bool,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        self.say(id, ("set_owner_or_contributor", is), None, |contact| {
            contact.standing.owner_or_contributor = is;
        })
    }

    /// Says whether the person holds a valid billing subscription.
    ///
    /// # Errors
    ///
    /// Those of the block.
    pub fn set_billing_subscription(
        &self,
        id: &ContactId,
        holds: bool,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        self.say(id, ("set_billing_subscription", holds), None, |contact| {
            contact.standing.billing_subscription = holds;
        })
    }

    /// Sets the statuses of an e-mail address. They stay with the address, primary or not.
    ///
    /// # Errors
    ///
    /// Those of the block.
    pub fn set_email_consent(
        &self,
        id: &ContactId,
        address: &EmailAddress,
        consent: Consent,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        let key = address.match_key();
        self.say(id, ("set_consent", &key, consent), None, |contact| {
            contact.set_consent(key.clone(), consent);
        })
    }

    /// Sets the statuses of a phone number. They are shown only where it has an international
    /// form.
    ///
    /// # Errors
    ///
    /// Those of the block.
    pub fn set_phone_consent(
        &self,
        id: &ContactId,
        number: &PhoneNumber,
        consent: Consent,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        let key = number.match_key();
        self.say(id, ("set_consent", &key, consent), None, |contact| {
            contact.set_consent(key.clone(), consent);
        })
    }

    /// Sets the segments that the contact is counted among; the first 60 are kept.
    ///
    /// # Errors
    ///
    /// Those of the block.
    pub fn set_segments(
        &self,
        id: &ContactId,
        segments: &[uuid::Uuid],
    ) -> Result<Arc<Stored<Contact>>, Error> {
        self.say(id, ("set_segments", segments), None, |contact| {
            contact.standing.segments = segments.iter().take(60).copied().collect();
        })
    }

    /// Records the most recent thing that the person did. An older one than is known is of no
    /// effect.
    ///
    /// # Errors
    ///
    /// Those of the block.
    pub fn record_activity(
        &self,
        id: &ContactId,
        activity: Activity,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        self.say(id, ("record_activity", &activity), None, |contact| {
            if activity.activity_date >= contact.last_activity.activity_date {
                contact.last_activity = activity.clone();
            }
        })
    }

    fn say(
        &self,
        id: &ContactId,
        what: impl std::hash::Hash,
        unique: Option<MatchKey>,
        edit: impl Fn(&mut Contact),
    ) -> Result<Arc<Stored<Contact>>, Error> {
        self.allow(Permission::Host)?;
        let digest = digest((id, what));
        self.once(
            digest,
            |commit| self.contact_of(commit),
            || {
                let before = self.live(*id)?;
                let mut after = before.value().clone();
                edit(&mut after);
                let mut changes = self.changes(Cause::Host, digest);
                if !first(changes.update(&before, after)) {
                    return Ok(before);
                }
                unique.iter().cloned().for_each(|key| changes.require_free(key));
                Ok(self.contact_of(&self.commit(&changes)?)?)
            },
        )
    }
}
