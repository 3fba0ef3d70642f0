use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use smol_str::SmolStr;

use crate::invalid::Invalid;
use crate::text::Text;
use crate::time::Timestamp;

macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$const_doc:meta])* $const:ident),* $(,)? }) => {
        $(#[$doc])*
        ///
        /// Open: a value that is not named here is kept. Capital letters, digits and `_`, at most
        /// 100.
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(SmolStr);

        #[expect(missing_docs, reason = "the names say it")]
        impl $name {
            $($(#[$const_doc])* pub const $const: Self = Self(SmolStr::new_static(stringify!($const)));)*
        }

        impl $name {
            /// The name on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        /// # Errors
        ///
        /// [`Invalid`] if the text is not of this form.
        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                let fits = (1..=100).contains(&text.len())
                    && text.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'_'));
                match fits {
                    true => Ok(Self(text.into())),
                    false => Err(Invalid::format($what, text, "capital letters, digits and `_`")),
                }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// How a contact came to exist (`source` on the wire); fixed at creation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// The kind of origin.
    #[serde(rename = "sourceType")]
    pub kind: OriginKind,
    /// The app that made it: a GUID, or the literal `manual` in old data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<Text<100>>,
    /// The former name of `appId`; kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wix_app_id: Option<Text<100>>,
}

impl Origin {
    /// An origin of this kind, without an app.
    pub fn new(kind: OriginKind) -> Self {
        Self { kind, app_id: None, wix_app_id: None }
    }
}

open_enum! {
    /// What kind of thing made a contact.
    OriginKind, "source type" {
        OTHER, ADMIN, WIX_APP, IMPORT, THIRD_PARTY, WIX_BOOKINGS, WIX_CHAT, WIX_EMAIL_MARKETING,
        WIX_EVENTS, WIX_FORMS, WIX_GROUPS, WIX_HOTELS, WIX_MARKET_PLACE, WIX_MUSIC,
        WIX_RESTAURANTS, WIX_SITE_MEMBERS, WIX_STORES, WIX_CODE, HOPP,
    }
}

/// The most recent thing that a contact did or that was done to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Activity {
    /// When.
    pub activity_date: Timestamp,
    /// What.
    pub activity_type: ActivityType,
    /// What a dashboard shows about it; kept, not interpreted.
    pub detail: Option<Box<ActivityDetail>>,
}

impl Activity {
    /// This happened then.
    pub fn new(activity_type: ActivityType, activity_date: Timestamp) -> Self {
        Self { activity_date, activity_type, detail: None }
    }
}

open_enum! {
    /// What kind of thing happened.
    ActivityType, "activity type" {
        GENERAL, CONTACT_CREATED, CONTACT_MERGED, MEMBER_LOGIN, MEMBER_REGISTER,
        MEMBER_STATUS_CHANGED, FORM_SUBMITTED, INBOX_FORM_SUBMITTED, INBOX_PAYMENT_REQUEST_PAID,
        INBOX_MESSAGE_TO_CUSTOMER, INBOX_MESSAGE_FROM_CUSTOMER,
        NEWSLETTER_SUBSCRIPTION_FORM_SUBMITTED, NEWSLETTER_SUBSCRIPTION_SUBSCRIBE,
        NEWSLETTER_SUBSCRIPTION_UNSUBSCRIBE, NEWSLETTER_SUBSCRIPTION_PENDING,
        NEWSLETTER_SUBSCRIPTION_NOT_SET, PHONE_SUBSCRIPTION_SUBSCRIBE, PHONE_SUBSCRIPTION_PENDING,
        PHONE_SUBSCRIPTION_NOT_SET, PHONE_SUBSCRIPTION_UNSUBSCRIBE, ECOM_PURCHASE,
        ECOM_CART_ABANDON, ECOM_CHECKOUT_BUYER, CASHIER_BUTTON_PURCHASE, BOOKINGS_APPOINTMENT,
        HOTELS_RESERVATION, HOTELS_PURCHASE, HOTELS_CONFIRMATION, HOTELS_CANCEL, VIDEO_PURCHASE,
        VIDEO_RENT, ARENA_NEW_LEAD, EVENTS_RSVP, INVOICE_PAY, INVOICE_OVERDUE, PRICE_QUOTE_ACCEPT,
        PRICE_QUOTE_EXPIRE, RESTAURANTS_ORDER, RESTAURANTS_RESERVATION, SHOUTOUT_OPEN,
        SHOUTOUT_CLICK, CONTACT_UPDATED,
    }
}

/// Display data of an [`Activity`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ActivityDetail {
    /// `date`.
    pub date: Option<Timestamp>,
    /// `description`, at most 1,000 characters.
    pub description: Option<Text<1000>>,
    /// `icon`.
    pub icon: Option<Icon>,
}

/// A picture that stands for an activity.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Icon {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<50>>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Text<4096>>,
}
