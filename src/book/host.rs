//! What the host knows of a person and the rules depend on.

use std::sync::Arc;

use super::attempt::first;
use super::{Error, Session, digest};
use crate::access::Permission;
use crate::change::Cause;
use crate::contact::{
    Activity, Consent, Contact, EmailAddress, MAX_SEGMENTS, MatchKey, MemberInfo, PhoneNumber,
};
use crate::edit;
use crate::id::ContactId;
use crate::invalid::Invalid;
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
            Ok(())
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
            Ok(())
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
            Ok(())
        })
    }

    /// Sets the statuses of an e-mail address that the contact has. They stay with the address,
    /// primary or not, also when it goes from the contact and comes back.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the contact has no such address, and those of the block.
    pub fn set_email_consent(
        &self,
        id: &ContactId,
        address: &EmailAddress,
        consent: Consent,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        let key = address.match_key();
        self.say(id, ("set_consent", &key, consent), None, |contact| {
            if !contact.info.emails.iter().any(|entry| entry.value.same(address)) {
                let expected = "an address that the contact has";
                return Err(Invalid::format("email address", address.as_str(), expected));
            }
            contact.set_consent(key.clone(), consent);
            Ok(())
        })
    }

    /// Sets the statuses of a phone number that the contact has, which must have an international
    /// form: others can have no status.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the contact has no such number, and those of the block.
    pub fn set_phone_consent(
        &self,
        id: &ContactId,
        number: &PhoneNumber,
        consent: Consent,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        let key = number.match_key();
        self.say(id, ("set_consent", &key, consent), None, |contact| {
            let has = contact.info.phones.iter().any(|entry| entry.value.same(number));
            if !has || number.e164().is_none() {
                let expected = "a number that the contact has, of an international form";
                return Err(Invalid::format("phone number", number.as_str(), expected));
            }
            contact.set_consent(key.clone(), consent);
            Ok(())
        })
    }

    /// Sets the segments that the contact is counted among, each once.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if there are more than 60, and those of the block.
    pub fn set_segments(
        &self,
        id: &ContactId,
        segments: &[uuid::Uuid],
    ) -> Result<Arc<Stored<Contact>>, Error> {
        self.allow(Permission::Host)?;
        let each = edit::unique(segments);
        if each.len() > MAX_SEGMENTS {
            let given = format!("{} segments", each.len());
            return Err(Invalid::limit("segments", &given, "at most 60").into());
        }
        self.say(id, ("set_segments", segments), None, |contact| {
            contact.standing.segments.clone_from(&each);
            Ok(())
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
            Ok(())
        })
    }

    fn say(
        &self,
        id: &ContactId,
        what: impl std::hash::Hash,
        unique: Option<MatchKey>,
        edit: impl Fn(&mut Contact) -> Result<(), Invalid>,
    ) -> Result<Arc<Stored<Contact>>, Error> {
        self.allow(Permission::Host)?;
        let digest = digest((id, what));
        self.once(digest, Self::contact_of, || {
            let before = self.live(*id)?;
            let mut after = before.value().clone();
            edit(&mut after)?;
            let mut changes = self.changes(Cause::Host, digest);
            if !first(changes.update(&before, after)) {
                return Ok(before);
            }
            unique.iter().cloned().for_each(|key| changes.require_free(key));
            Ok(self.contact_of(&self.commit(&changes)?)?)
        })
    }
}
