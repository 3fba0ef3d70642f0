use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::phone::E164;
use crate::id::{MemberId, VisitorId};

/// Whether mail or messages may be sent to an address.
///
/// Ordered from what restricts least to what restricts most. Silence restricts nothing; a
/// statement restricts more than silence, an unconfirmed one more than a confirmed one, and a
/// refusal most. [`Consent::join`] takes the larger.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SubscriptionStatus {
    /// No status can exist: a phone number without an international form.
    NoSubscriptionStatus,
    /// Nothing was ever said.
    #[default]
    NotSet,
    /// Opted in.
    Subscribed,
    /// Confirmation was asked for and not yet given.
    Pending,
    /// Opted out.
    Unsubscribed,
}

/// What became of the last message to an address; ordered from best to worst.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeliverabilityStatus {
    /// No status can exist: a phone number without an international form.
    NoPhoneDeliverabilityStatus,
    /// Nothing was reported.
    #[default]
    NotSet,
    /// It arrived.
    Valid,
    /// Several arrived, nobody reacted.
    Inactive,
    /// It came back.
    Bounced,
    /// The recipient called it spam.
    SpamComplaint,
}

impl SubscriptionStatus {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoSubscriptionStatus => "NO_SUBSCRIPTION_STATUS",
            Self::NotSet => "NOT_SET",
            Self::Subscribed => "SUBSCRIBED",
            Self::Pending => "PENDING",
            Self::Unsubscribed => "UNSUBSCRIBED",
        }
    }
}

impl DeliverabilityStatus {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoPhoneDeliverabilityStatus => "NO_PHONE_DELIVERABILITY_STATUS",
            Self::NotSet => "NOT_SET",
            Self::Valid => "VALID",
            Self::Inactive => "INACTIVE",
            Self::Bounced => "BOUNCED",
            Self::SpamComplaint => "SPAM_COMPLAINT",
        }
    }
}

/// The two statuses of one address or number. They belong to the address, not to the contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Consent {
    /// Whether messages may be sent.
    pub subscription: SubscriptionStatus,
    /// What became of the last one.
    pub deliverability: DeliverabilityStatus,
}

impl Consent {
    /// The more restrictive of both, status by status: associative, commutative, idempotent.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            subscription: self.subscription.max(other.subscription),
            deliverability: self.deliverability.max(other.deliverability),
        }
    }
}

/// What a contact is looked up by: the normal form of an e-mail address or a phone number, or an
/// identity of the host's.
///
/// Equal keys of the first three kinds are the same address or number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MatchKey {
    /// A normal e-mail address.
    Email(SmolStr),
    /// A phone number in its international form.
    Phone(E164),
    /// The digits of a phone number that has no international form.
    Digits(SmolStr),
    /// The digits, as written, of a phone number that has an international form: what a number
    /// without a country can be compared with.
    National(SmolStr),
    /// A membership.
    Member(MemberId),
    /// The session of a visitor who submitted something.
    Visitor(VisitorId),
    /// The identity that its record has in the file it came from, such as the `UID` of a card.
    Uid(SmolStr),
}
