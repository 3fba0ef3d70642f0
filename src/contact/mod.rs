//! Contacts: what a book knows of a person or an organisation.

mod address;
mod consent;
mod country;
mod dialing;
mod email;
mod entry;
mod media_id;
mod member;
mod origin;
mod parameter_values;
mod phone;
mod property;

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

pub use address::{AddressExtra, Degrees, Geocode, PostalAddress, Street, Subdivision};
pub use consent::{Consent, DeliverabilityStatus, MatchKey, SubscriptionStatus};
pub use country::{CountryCode, LanguageTag};
pub(crate) use dialing::calling_code_length;
pub use email::EmailAddress;
pub use entry::{AddressTag, Channels, EmailTag, Entry, PhoneTag, Tagged};
pub use media_id::MediaId;
pub use member::{
    GroupInfo, Image, Media, MemberInfo, MemberStatus, Picture, PrivacyStatus, ProfileInfo,
    SessionInfo, UserInfo, UserRole,
};
pub use origin::{Activity, ActivityDetail, ActivityType, Icon, Origin, OriginKind};
pub use parameter_values::ParameterValues;
pub use phone::{E164, PhoneNumber};
pub use property::{Anchor, Encoding, Parameter, Property};

use crate::field::{FieldKey, FieldValue};
use crate::id::{LocationId, UserId, VisitorId};
use crate::invalid::{Invalid, Rule};
use crate::label::LabelKey;
use crate::text::Text;
use crate::time::{LocalDate, Timestamp};

/// How many e-mails, phones, addresses, locations or assignees a contact may have, each.
pub const MAX_ENTRIES: usize = 50;
/// How many labels a contact may have.
pub const MAX_LABELS: usize = 2_000;
/// How many segments a contact may be in.
pub(crate) const MAX_SEGMENTS: usize = 60;

/// A single text of a contact: a name, the company, the job title.
pub type Line = Text<1000>;

/// A person or an organisation: what a caller may edit ([`info`](Self::info)), and what the
/// platform keeps beside it.
///
/// Its id, revision and dates stand beside it, in [`Stored`](crate::Stored).
///
/// INVARIANT (identifiable): a contact has a name, an e-mail or a phone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Contact {
    pub(crate) info: ContactInfo,
    pub(crate) origin: Origin,
    pub(crate) last_activity: Activity,
    pub(crate) consents: Vec<(MatchKey, Consent)>,
    pub(crate) standing: Standing,
    pub(crate) visitors: Vec<VisitorId>,
    pub(crate) preserved: Option<Arc<Vec<Property>>>,
}

/// What a caller may edit of a contact.
///
/// Lists have at most 50 entries, labels at most 2,000; keys of labels and fields are unique.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ContactInfo {
    pub(crate) first: Option<Line>,
    pub(crate) last: Option<Line>,
    pub(crate) company: Option<Line>,
    pub(crate) job_title: Option<Line>,
    pub(crate) birthdate: Option<LocalDate>,
    pub(crate) locale: Option<LanguageTag>,
    pub(crate) picture: Option<Box<Picture>>,
    pub(crate) emails: Channels<EmailAddress>,
    pub(crate) phones: Channels<PhoneNumber>,
    pub(crate) addresses: Vec<Entry<PostalAddress>>,
    pub(crate) labels: Vec<LabelKey>,
    pub(crate) fields: Vec<(FieldKey, FieldValue)>,
    pub(crate) locations: Vec<LocationId>,
    pub(crate) assignees: Vec<UserId>,
}

/// What the host says of a contact's person; it decides what may be done with the contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Standing {
    /// The person's membership, if there is one.
    pub member: Option<Box<MemberInfo>>,
    /// Whether the person is the owner of the site or works on it.
    pub owner_or_contributor: bool,
    /// Whether the person holds a valid billing subscription.
    pub billing_subscription: bool,
    /// Segments that the host counts the contact among; at most 60.
    pub segments: Vec<uuid::Uuid>,
}

impl Standing {
    /// Whether the person is a member of the site.
    pub fn is_member(&self) -> bool {
        self.member.is_some()
    }

    /// Whether the person owns the site or works on it, by the mark or by the member's role.
    pub fn is_owner_or_contributor(&self) -> bool {
        let role = self.member.as_ref().and_then(|member| member.user_info.as_ref()?.role);
        self.owner_or_contributor || matches!(role, Some(UserRole::Owner | UserRole::Contributor))
    }

    /// Whether the contact may be neither deleted nor a source of a merge.
    pub fn is_protected(&self) -> bool {
        self.is_member() || self.is_owner_or_contributor() || self.billing_subscription
    }
}

impl Contact {
    /// A new contact of this origin.
    ///
    /// # Errors
    ///
    /// [`Invalid`] with [`Rule::Required`] if `info` has no name, e-mail or phone.
    pub fn new(info: ContactInfo, origin: Origin, now: Timestamp) -> Result<Self, Invalid> {
        info.identifiable()?;
        Ok(Self {
            info,
            origin,
            last_activity: Activity::new(ActivityType::CONTACT_CREATED, now),
            consents: Vec::new(),
            standing: Standing::default(),
            visitors: Vec::new(),
            preserved: None,
        })
    }

    /// What a caller may edit.
    pub fn info(&self) -> &ContactInfo {
        &self.info
    }

    /// How it came to exist.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The most recent thing that happened.
    pub fn last_activity(&self) -> &Activity {
        &self.last_activity
    }

    /// What the host says of the person.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The properties of the file that it came from: those that became a value (anchored) and
    /// those that the model has no place for (foreign).
    pub fn properties(&self) -> &[Property] {
        self.preserved.as_deref().map_or(&[], Vec::as_slice)
    }

    /// The same contact with these properties preserved beside it.
    #[must_use]
    pub fn with_properties(mut self, properties: Vec<Property>) -> Self {
        self.preserved = if properties.is_empty() { None } else { Some(Arc::new(properties)) };
        self
    }

    /// The statuses of an address or number, as they were last set for it.
    pub fn consent(&self, key: &MatchKey) -> Consent {
        let found = self.consents.iter().find(|(consent_key, _)| consent_key == key);
        found.map_or_else(Consent::default, |(_, consent)| *consent)
    }

    /// The statuses of all addresses and numbers for which one was ever set.
    pub fn consents(&self) -> &[(MatchKey, Consent)] {
        &self.consents
    }

    /// The statuses of the primary e-mail address.
    pub fn email_consent(&self) -> Consent {
        let primary = self.info.emails.primary();
        primary.map_or_else(Consent::default, |entry| self.consent(&entry.value.match_key()))
    }

    /// The statuses of the primary phone number.
    pub fn phone_consent(&self) -> Consent {
        let Some(entry) = self.info.phones.primary() else { return Consent::default() };
        match entry.value.e164() {
            Some(_) => self.consent(&entry.value.match_key()),
            None => Consent {
                subscription: SubscriptionStatus::NoSubscriptionStatus,
                deliverability: DeliverabilityStatus::NoPhoneDeliverabilityStatus,
            },
        }
    }

    /// Sets the statuses of an address or number.
    pub(crate) fn set_consent(&mut self, key: MatchKey, consent: Consent) {
        match self.consents.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => *known = consent,
            None => self.consents.push((key, consent)),
        }
    }

    /// The keys under which stores find the contact: its e-mail addresses, its phone numbers, its
    /// membership, the visitors who submitted something to it, and the identity that it has in the
    /// file it came from.
    pub fn match_keys(&self) -> impl Iterator<Item = MatchKey> + '_ {
        let emails = self.info.emails.iter().map(|entry| entry.value.match_key());
        let phones = self.info.phones.iter().flat_map(|entry| entry.value.match_keys());
        emails.chain(phones).chain(self.identities())
    }

    /// The keys that are identities of the host's or of a file's.
    pub(crate) fn identities(&self) -> impl Iterator<Item = MatchKey> + '_ {
        let member = self.standing.member.iter().map(|member| MatchKey::Member(member.member_id));
        let uids = self.properties().iter().filter_map(Property::uid).map(MatchKey::Uid);
        member.chain(self.visitors.iter().copied().map(MatchKey::Visitor)).chain(uids)
    }

    /// The visitors who submitted something to this contact: the last 50, and those of the
    /// contacts that were merged into it.
    pub fn visitors(&self) -> &[VisitorId] {
        &self.visitors
    }
}

impl EmailAddress {
    /// The key under which stores find it.
    pub fn match_key(&self) -> MatchKey {
        MatchKey::Email(self.normal_text().clone())
    }
}

impl PhoneNumber {
    /// The key that stands for it: its international form, else its digits.
    pub fn match_key(&self) -> MatchKey {
        self.e164().map_or_else(|| MatchKey::Digits(self.digits()), MatchKey::Phone)
    }

    /// The keys under which stores find it: [`match_key`](Self::match_key), and its digits as
    /// written if it has an international form that is written otherwise.
    pub fn match_keys(&self) -> impl Iterator<Item = MatchKey> + use<> {
        let national = self.e164().and(self.written_digits());
        std::iter::once(self.match_key()).chain(national.cloned().map(MatchKey::National))
    }

    /// The keys under which the numbers stand that count as the same when a duplicate is looked
    /// for: those with an equal international form if both have one, else those with equal
    /// digits.
    pub fn duplicate_keys(&self) -> impl Iterator<Item = MatchKey> + use<> {
        let digits = self.digits();
        let other = match self.e164() {
            Some(_) => MatchKey::Digits(digits),
            None => MatchKey::National(digits),
        };
        [self.match_key(), other].into_iter()
    }
}

impl ContactInfo {
    /// First name, with middle names.
    pub fn first_name(&self) -> Option<&str> {
        self.first.as_ref().map(Text::as_str)
    }

    /// Last name.
    pub fn last_name(&self) -> Option<&str> {
        self.last.as_ref().map(Text::as_str)
    }

    /// First and last name, as far as they are there.
    pub fn full_name(&self) -> Option<SmolStr> {
        join(self.first_name(), self.last_name())
    }

    /// Last and first name, as far as they are there.
    pub fn last_name_first(&self) -> Option<SmolStr> {
        join(self.last_name(), self.first_name())
    }

    /// Company.
    pub fn company(&self) -> Option<&str> {
        self.company.as_ref().map(Text::as_str)
    }

    /// Job title.
    pub fn job_title(&self) -> Option<&str> {
        self.job_title.as_ref().map(Text::as_str)
    }

    /// Birthdate; its year is always part of it.
    pub fn birthdate(&self) -> Option<LocalDate> {
        self.birthdate
    }

    /// Preferred language.
    pub fn locale(&self) -> Option<&LanguageTag> {
        self.locale.as_ref()
    }

    /// Picture.
    pub fn picture(&self) -> Option<&Picture> {
        self.picture.as_deref()
    }

    /// E-mail addresses.
    pub fn emails(&self) -> &Channels<EmailAddress> {
        &self.emails
    }

    /// Phone numbers.
    pub fn phones(&self) -> &Channels<PhoneNumber> {
        &self.phones
    }

    /// Postal addresses.
    pub fn addresses(&self) -> &[Entry<PostalAddress>] {
        &self.addresses
    }

    /// Keys of the labels, each once, in the order in which they were given.
    pub fn labels(&self) -> &[LabelKey] {
        &self.labels
    }

    /// Whether it has this label.
    pub fn has_label(&self, key: &LabelKey) -> bool {
        self.labels.contains(key)
    }

    /// Values of extended fields, each key once; those that are derived are not among them.
    pub fn fields(&self) -> &[(FieldKey, FieldValue)] {
        &self.fields
    }

    /// The value of an extended field.
    pub fn field(&self, key: &FieldKey) -> Option<&FieldValue> {
        self.fields.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// Sets or clears the value of an extended field.
    pub(crate) fn set_field(&mut self, key: &FieldKey, value: Option<FieldValue>) {
        let place = self.fields.iter().position(|(known, _)| known == key);
        match (place, value) {
            (Some(place), Some(value)) => self.fields[place].1 = value,
            (Some(place), None) => {
                self.fields.remove(place);
            }
            (None, Some(value)) => self.fields.push((key.clone(), value)),
            (None, None) => {}
        }
    }

    /// Locations of the host's business.
    pub fn locations(&self) -> &[LocationId] {
        &self.locations
    }

    /// The users in charge.
    pub fn assignees(&self) -> &[UserId] {
        &self.assignees
    }

    /// Checks that there is a name, an e-mail or a phone.
    pub(crate) fn identifiable(&self) -> Result<(), Invalid> {
        let named = self.first.is_some() || self.last.is_some();
        if named || !self.emails.is_empty() || !self.phones.is_empty() {
            return Ok(());
        }
        Err(Invalid::new(Rule::Required, "info", "", "a name, an e-mail or a phone"))
    }
}

fn join(first: Option<&str>, second: Option<&str>) -> Option<SmolStr> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format_smolstr!("{first} {second}")),
        (one, other) => one.or(other).map(SmolStr::new),
    }
}
