//! The facets of a contact list: its parts by label and status, as the platform shows them beside
//! the list.

use std::borrow::Cow;
use std::sync::Arc;

use super::field::ContactField;
use super::filter::{Condition, Filter, Test};
use super::page::Facet;
use super::value::Value;
use crate::label::{Label, namespace_display_name};
use crate::record::Stored;

/// A part of a contact list that has a name: how many contacts are in it, and how to find them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactFacet {
    /// What the contacts have in common.
    pub facet_type: FacetType,
    /// `<namespace>.<name>`; of a label its key.
    pub key: Cow<'static, str>,
    /// The name that is shown, in English; of a label its own.
    pub name: Cow<'static, str>,
    /// How many there are.
    pub count: usize,
    /// Finds them, together with the query of which the facets were asked for.
    pub filter: Filter,
}

impl ContactFacet {
    /// Who owns the key: the part before the first dot.
    pub fn namespace(&self) -> &str {
        self.key.split_once('.').map_or("", |(namespace, _)| namespace)
    }

    /// How the namespace is headed.
    pub fn namespace_name(&self) -> &str {
        match self.namespace() {
            EMAIL => "Email subscriptions",
            MEMBERS => "Member statuses",
            namespace => namespace_display_name(namespace),
        }
    }
}

/// What the contacts of a facet have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FacetType {
    /// Nothing: all of them.
    AllContacts,
    /// No label.
    NotLabelled,
    /// A label.
    Label,
    /// What is known of their primary e-mail address.
    SubscriptionStatus,
    /// Where their membership stands.
    MembershipStatus,
}

impl FacetType {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AllContacts => "ALL_CONTACTS",
            Self::NotLabelled => "NOT_LABELED",
            Self::Label => "LABEL",
            Self::SubscriptionStatus => "SUBSCRIPTION_STATUS",
            Self::MembershipStatus => "MEMBERSHIP_STATUS",
        }
    }
}

const EMAIL: &str = "emailSubscriptions";
const MEMBERS: &str = "membershipStatus";

/// The fields that facets are made of.
const LABELS: ContactField = ContactField::Labels;
const SUBSCRIPTION: ContactField = ContactField::EmailSubscription;
const DELIVERABILITY: ContactField = ContactField::EmailDeliverability;
const MEMBERSHIP: ContactField = ContactField::MemberStatus;
/// What is to be counted.
pub(crate) const COUNTED: [ContactField; 4] = [LABELS, SUBSCRIPTION, DELIVERABILITY, MEMBERSHIP];

/// A facet of a status: its key and name, and which status of which field it stands for.
struct Row(FacetType, &'static str, &'static str, ContactField, &'static str);

static STATUSES: [Row; 10] = {
    use FacetType::{MembershipStatus as M, SubscriptionStatus as S};
    [
        Row(S, "emailSubscriptions.subscribed", "Subscribed", SUBSCRIPTION, "SUBSCRIBED"),
        Row(S, "emailSubscriptions.unsubscribed", "Unsubscribed", SUBSCRIPTION, "UNSUBSCRIBED"),
        Row(S, "emailSubscriptions.pending", "Pending", SUBSCRIPTION, "PENDING"),
        Row(S, "emailSubscriptions.bounced", "Bounced", DELIVERABILITY, "BOUNCED"),
        Row(S, "emailSubscriptions.spam", "Spam", DELIVERABILITY, "SPAM_COMPLAINT"),
        Row(S, "emailSubscriptions.inactive", "Inactive", DELIVERABILITY, "INACTIVE"),
        Row(M, "membershipStatus.approved", "Approved", MEMBERSHIP, "APPROVED"),
        Row(M, "membershipStatus.denied", "Blocked", MEMBERSHIP, "DENIED"),
        Row(M, "membershipStatus.pending", "Pending", MEMBERSHIP, "PENDING"),
        Row(M, "membershipStatus.inactive", "Inactive", MEMBERSHIP, "INACTIVE"),
    ]
};

/// The facets, from the counts of the fields [`COUNTED`], in their order, and the labels of a
/// book.
pub(crate) fn facets(counts: &[Facet], labels: &[Arc<Stored<Label>>]) -> Vec<ContactFacet> {
    let counts = Counts(counts);
    let all = ContactFacet {
        facet_type: FacetType::AllContacts,
        key: "contacts.all".into(),
        name: "All contacts".into(),
        count: counts.all(),
        filter: Filter::everything(),
    };
    let not_labelled = ContactFacet {
        facet_type: FacetType::NotLabelled,
        key: "contacts.not-labeled".into(),
        name: "Not labeled".into(),
        count: counts.of(&LABELS).map_or(0, |labels| labels.missing),
        filter: Filter::Test(Test::new(LABELS, Condition::Exists(false))),
    };
    let labels = labels.iter().map(|label| {
        let key = label.id().as_str();
        ContactFacet {
            facet_type: FacetType::Label,
            key: key.to_owned().into(),
            name: label.name.as_str().to_owned().into(),
            count: counts.with(&LABELS, key),
            filter: one(LABELS, key),
        }
    });
    let statuses = STATUSES.iter().map(|Row(facet_type, key, name, field, status)| ContactFacet {
        facet_type: *facet_type,
        key: (*key).into(),
        name: (*name).into(),
        count: counts.with(field, status),
        filter: one(field.clone(), status),
    });
    [all, not_labelled].into_iter().chain(labels).chain(statuses).collect()
}

fn one(field: ContactField, value: &str) -> Filter {
    Filter::Test(Test::new(field, Condition::OneOf(vec![Value::from(value)])))
}

/// What was counted of each field.
struct Counts<'a>(&'a [Facet]);

impl Counts<'_> {
    fn of(&self, field: &ContactField) -> Option<&Facet> {
        let place = COUNTED.iter().position(|counted| counted == field)?;
        self.0.get(place)
    }

    /// How many have this value.
    fn with(&self, field: &ContactField, value: &str) -> usize {
        let Some(Facet { counts, missing: _ }) = self.of(field) else { return 0 };
        let value = Value::from(value);
        match counts.binary_search_by(|(known, _)| known.cmp(&value)) {
            Ok(place) => counts[place].1,
            Err(_) => 0,
        }
    }

    /// How many there are: each has one membership status or none.
    fn all(&self) -> usize {
        let Some(Facet { counts, missing }) = self.of(&MEMBERSHIP) else { return 0 };
        counts.iter().map(|(_, count)| count).sum::<usize>() + missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_facet_of_a_status_names_one_that_its_field_has() {
        for Row(_, key, _, field, status) in &STATUSES {
            assert!(field.statuses().contains(status), "{key}");
            assert!(COUNTED.contains(field) && !field.has_many(), "{key}");
        }
    }
}
