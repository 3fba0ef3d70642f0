use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Serialize, Serializer};

use super::fingerprint::Fingerprint;
use crate::contact::{Contact, ContactInfo, Standing};

/// Which parts of a contact a commit changed: their names, never their values.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Changed(u32);

const NAMES: [&str; 20] = [
    "info.name.first",
    "info.name.last",
    "info.company",
    "info.jobTitle",
    "info.birthdate",
    "info.locale",
    "info.picture",
    "info.emails",
    "info.phones",
    "info.addresses",
    "info.labelKeys",
    "info.extendedFields",
    "info.locations",
    "info.assignedUserIds",
    "lastActivity",
    "subscriptions",
    "memberInfo",
    "segments",
    "properties",
    "visitors",
];

impl Changed {
    /// All parts: the contact is new.
    pub(crate) const EVERYTHING: Self = Self((1 << NAMES.len()) - 1);

    /// What differs, and a digest of what is there in place of it.
    ///
    /// INVARIANT (a digest tells contents apart): together with the revision of `before` it stands
    /// for `after`; what both begin with need not be read again.
    pub(super) fn between(before: &Contact, after: &Contact) -> (Self, u64) {
        let Contact { info, origin: _, last_activity, consents, standing, visitors, preserved } =
            before;
        let ContactInfo {
            first,
            last,
            company,
            job_title,
            birthdate,
            locale,
            picture,
            emails,
            phones,
            addresses,
            labels,
            fields,
            locations,
            assignees,
        } = info;
        let Standing { member, owner_or_contributor, billing_subscription, segments } = standing;
        let new = &after.info;
        let digest = &mut Fingerprint::default();
        let changes: [bool; NAMES.len()] = [
            differs(first, &new.first, digest),
            differs(last, &new.last, digest),
            differs(company, &new.company, digest),
            differs(job_title, &new.job_title, digest),
            differs(birthdate, &new.birthdate, digest),
            differs(locale, &new.locale, digest),
            differs(picture, &new.picture, digest),
            list_differs(emails.as_slice(), new.emails.as_slice(), digest)
                | differs(&emails.primary_at(), &new.emails.primary_at(), digest),
            list_differs(phones.as_slice(), new.phones.as_slice(), digest)
                | differs(&phones.primary_at(), &new.phones.primary_at(), digest),
            list_differs(addresses, &new.addresses, digest),
            list_differs(labels, &new.labels, digest),
            list_differs(fields, &new.fields, digest),
            list_differs(locations, &new.locations, digest),
            list_differs(assignees, &new.assignees, digest),
            differs(last_activity, &after.last_activity, digest),
            list_differs(consents, &after.consents, digest),
            differs(member, &after.standing.member, digest)
                | differs(owner_or_contributor, &after.standing.owner_or_contributor, digest)
                | differs(billing_subscription, &after.standing.billing_subscription, digest),
            list_differs(segments, &after.standing.segments, digest),
            differs(preserved, &after.preserved, digest),
            list_differs(visitors, &after.visitors, digest),
        ];
        let bits = changes.iter().rev().fold(0, |bits, change| bits << 1 | u32::from(*change));
        (Self(bits), digest.finish())
    }

    /// Whether nothing changed.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The names of the parts, as on the wire where the wire has them.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        NAMES
            .iter()
            .enumerate()
            .filter(move |(at, _)| self.0 & (1 << at) != 0)
            .map(|(_, name)| *name)
    }
}

fn differs<T: PartialEq + Hash>(before: &T, after: &T, digest: &mut Fingerprint) -> bool {
    let differs = before != after;
    if differs {
        after.hash(digest);
    }
    differs
}

fn list_differs<T: PartialEq + Hash>(before: &[T], after: &[T], digest: &mut Fingerprint) -> bool {
    let shared = before.iter().zip(after).take_while(|(before, after)| before == after).count();
    if shared == before.len() && shared == after.len() {
        return false;
    }
    (shared, &after[shared..]).hash(digest);
    true
}

impl fmt::Debug for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

impl Serialize for Changed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_every_name() {
        assert_eq!(Changed::EVERYTHING.names().count(), NAMES.len());
        assert!(Changed::default().is_empty());
        assert_eq!(Changed(0b101).names().collect::<Vec<_>>(), ["info.name.first", "info.company"]);
    }
}
