use std::fmt;

use serde::{Serialize, Serializer};

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

    /// What differs.
    pub(crate) fn between(before: &Contact, after: &Contact) -> Self {
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
        let changes: [bool; NAMES.len()] = [
            *first != after.info.first,
            *last != after.info.last,
            *company != after.info.company,
            *job_title != after.info.job_title,
            *birthdate != after.info.birthdate,
            *locale != after.info.locale,
            *picture != after.info.picture,
            *emails != after.info.emails,
            *phones != after.info.phones,
            *addresses != after.info.addresses,
            *labels != after.info.labels,
            *fields != after.info.fields,
            *locations != after.info.locations,
            *assignees != after.info.assignees,
            *last_activity != after.last_activity,
            *consents != after.consents,
            *member != after.standing.member
                || *owner_or_contributor != after.standing.owner_or_contributor
                || *billing_subscription != after.standing.billing_subscription,
            *segments != after.standing.segments,
            *preserved != after.preserved,
            *visitors != after.visitors,
        ];
        Self(changes.iter().rev().fold(0, |bits, change| bits << 1 | u32::from(*change)))
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
