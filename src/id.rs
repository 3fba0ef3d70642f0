//! Identities.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::invalid::Invalid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        ///
        /// A GUID, written `8-4-4-4-12` in lower-case hex.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id with this value.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The id with this number as its 128 bits; for tests and samples.
            pub const fn from_u128(id: u128) -> Self {
                Self(Uuid::from_u128(id))
            }

            /// The value.
            pub const fn as_uuid(&self) -> &Uuid {
                &self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        /// # Errors
        ///
        /// [`Invalid`] if the text is not a GUID.
        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                match Uuid::try_parse(text) {
                    Ok(id) if text.len() == 36 => Ok(Self(id)),
                    _ => Err(Invalid::format($what, text, "a GUID of the form 8-4-4-4-12 in hex")),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

id! {
    /// A contact's identity: given at creation, never changed, never used again.
    ///
    /// Ids of different things do not mix:
    ///
    /// ```compile_fail
    /// # use contacts_core::{ChangeSetId, ContactId};
    /// let id: ContactId = ChangeSetId::from_u128(1);
    /// ```
    ContactId, "contact id"
}
id! {
    /// The identity of an e-mail, phone or address within its contact.
    EntryId, "entry id"
}
id! {
    /// The identity of a [`ChangeSet`](crate::ChangeSet); committing it again is harmless.
    ChangeSetId, "change set id"
}
id! {
    /// The identity of an [`Event`](crate::Event), for dropping repeats.
    EventId, "event id"
}
id! {
    /// A bulk job.
    JobId, "job id"
}
id! {
    /// A [`Segment`](crate::Segment)'s identity: given at creation, never changed, never used again.
    SegmentId, "segment id"
}
id! {
    /// One tenant's contacts, labels, fields, segments, redirects and journal.
    BookId, "book id"
}
id! {
    /// A membership of the host's site; not a contact id.
    MemberId, "member id"
}
id! {
    /// A location of the host's business.
    LocationId, "location id"
}
id! {
    /// A user of the host: an owner or collaborator.
    UserId, "user id"
}
id! {
    /// An app of the host.
    AppId, "app id"
}
id! {
    /// A visitor's session.
    VisitorId, "visitor id"
}

/// A new id that depends on `seed` and `salt` alone (UUID version 8).
///
/// INVARIANT (ids derived, not drawn): the same input gives the same id in every process and
/// version, so a commit that is sealed again carries the same event ids.
pub(crate) fn derived(seed: Uuid, salt: u64) -> Uuid {
    let (high, low) = seed.as_u64_pair();
    let a = mix(high ^ mix(salt));
    let b = mix(low ^ a.rotate_left(32));
    uuid::Builder::from_custom_bytes(((u128::from(a) << 64) | u128::from(b)).to_be_bytes())
        .into_uuid()
}

/// A fixed 64-bit mixing function (the finaliser of SplitMix64).
pub(crate) const fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_written_as_they_are_read() {
        let text = "f46c5cbe-8d4a-4b4b-9a1b-0c9b8a7d6e5f";
        assert_eq!(text.parse::<ContactId>().unwrap().to_string(), text);
    }

    #[test]
    fn what_is_not_a_guid_is_refused_with_what_was_given() {
        let error = "42".parse::<ContactId>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid contact id `42`: expected a GUID of the form 8-4-4-4-12 in hex"
        );
        assert!("f46c5cbe8d4a4b4b9a1b0c9b8a7d6e5f".parse::<ContactId>().is_err());
    }

    #[test]
    fn derived_ids_depend_on_seed_and_salt() {
        let seed = Uuid::from_u128(7);
        assert_eq!(derived(seed, 1), derived(seed, 1));
        assert_ne!(derived(seed, 1), derived(seed, 2));
        assert_ne!(derived(seed, 1), derived(Uuid::from_u128(8), 1));
    }
}
