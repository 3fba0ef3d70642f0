//! What clients do.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::door::Door;
use super::model::Person;
use super::values::{Draft, Find, Mail, Phone};
use crate::book::{Got, IdentityType, ResponseType};
use crate::store::Store;
use crate::{
    Caller, Cause, ChangeSet, ChangeSetId, Commit, CommitError, Contact, ContactId, Cursor,
    DataType, ExtendedField, FieldKey, Label, LabelKey, Listing, MergePlan, Origin, Stored,
    Timestamp,
};

/// How many kinds of actions there are; see [`choosing`](super::choosing).
pub(super) const KINDS: usize = 28;

/// One call of a book or, the last three, of its store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Action {
    Create {
        draft: Draft,
        allow: bool,
    },
    Get(ContactId),
    Update {
        id: ContactId,
        revision: u64,
        draft: Draft,
        allow: bool,
    },
    Delete {
        id: ContactId,
        if_present: bool,
    },
    Label(ContactId, Vec<LabelKey>),
    Unlabel(ContactId, Vec<LabelKey>),
    Contacts {
        query: Query,
        from: From,
        limit: usize,
    },
    Count(Query),
    Merge {
        wish: Wish,
        revision: Option<u64>,
        max: Option<usize>,
    },
    Preview(Wish),
    CommitPlan {
        held: Held,
        settle: bool,
    },
    SetMember(ContactId, Option<u128>),
    SetOwner(ContactId, bool),
    SetBilling(ContactId, bool),
    SetMailConsent(ContactId, Mail, crate::Consent),
    SetPhoneConsent(ContactId, Phone, crate::Consent),
    SetSegments(ContactId, Vec<u128>),
    RecordActivity(ContactId, i64),
    FindLabel(&'static str),
    GetLabel(LabelKey),
    RenameLabel(LabelKey, &'static str),
    DeleteLabel(LabelKey),
    Labels,
    FindField(&'static str, DataType),
    GetField(FieldKey),
    RenameField(FieldKey, &'static str),
    DeleteField(FieldKey),
    Fields,
    Submit {
        draft: Draft,
        contact: Option<ContactId>,
    },
    /// Creating at an id that was used before, as an import might.
    CreateAt(ContactId),
    /// The delivery of a change set that was committed before.
    CommitAgain(Old),
    /// Another change set under the id of one that was committed before.
    CommitOther(Old),
}

/// Contacts that are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Query {
    pub(super) label: Option<LabelKey>,
    pub(super) find: Option<Find>,
}

/// Where a page begins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum From {
    First,
    Offset(usize),
    After(Mark),
}

/// The end of a page that somebody got, to go on there later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) query: Query,
    pub(super) cursor: Cursor,
    /// The last contact of the page.
    pub(super) last: (Timestamp, ContactId),
}

impl Hash for Mark {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.query, self.last).hash(state);
    }
}

/// A merge that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Wish {
    pub(super) target: ContactId,
    pub(super) sources: Vec<ContactId>,
    pub(super) rule: Rule,
    pub(super) company: Option<&'static str>,
}

/// The rule for all single values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Rule {
    TargetFirst,
    Newest,
    MostComplete,
    From(ContactId),
    Ask,
}

/// A preview that somebody keeps, to commit it later.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) wish: Wish,
    pub(super) plan: Arc<MergePlan>,
    /// What the model made of it: the target afterwards, and the revisions that were seen.
    pub(super) outcome: Arc<Person>,
    pub(super) seen: Arc<[(ContactId, u64)]>,
    pub(super) open: bool,
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { wish, seen, open, .. } = self;
        write!(f, "{wish:?}, seen at {seen:?}, open: {open}")
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        self.seen == other.seen && self.outcome == other.outcome
    }
}

impl Eq for Held {}

impl Hash for Held {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.seen.hash(state);
    }
}

/// A change set that was committed before.
#[derive(Clone)]
pub(super) struct Old(pub(super) Arc<ChangeSet>);

impl fmt::Debug for Old {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.id().fmt(f)
    }
}

impl PartialEq for Old {
    fn eq(&self, other: &Self) -> bool {
        self.0.id() == other.0.id()
    }
}

impl Eq for Old {}

impl Hash for Old {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id().hash(state);
    }
}

/// An action of somebody, perhaps under an id of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Call {
    pub(super) client: usize,
    pub(super) caller: Caller,
    pub(super) elevated: bool,
    pub(super) request: Option<ChangeSetId>,
    pub(super) action: Action,
}

/// Why [`Call::elevated`].
pub(super) const REASON: &str = "simulated";

/// What came back.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    Contact(Arc<Stored<Contact>>),
    Got(Got),
    Contacts(Listing),
    Count(usize),
    Plan(Box<MergePlan>),
    Label(Arc<Stored<Label>>, bool),
    Labels(Vec<Arc<Stored<Label>>>),
    Field(Arc<Stored<ExtendedField>>, bool),
    Fields(Vec<Arc<Stored<ExtendedField>>>),
    Submitted(ContactId, IdentityType, bool),
    Done,
    Was(bool),
    Commit(Commit),
}

impl Action {
    /// Whether a request of both under one id is the same request.
    pub(super) fn same_request(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Delete { id: a, .. }, Self::Delete { id: b, .. }) => a == b,
            (Self::CommitPlan { held: a, .. }, Self::CommitPlan { held: b, .. }) => a == b,
            (Self::SetMailConsent(a, mail, said), Self::SetMailConsent(b, other, again)) => {
                (a, &mail.normal, said) == (b, &other.normal, again)
            }
            (Self::SetPhoneConsent(a, phone, said), Self::SetPhoneConsent(b, other, again)) => {
                (a, phone.finds(), said) == (b, other.finds(), again)
                    || phone.e164 == other.e164 && !phone.e164.is_empty() && (a, said) == (b, again)
            }
            (a, b) => a == b,
        }
    }

    /// Why it commits, if it does.
    pub(super) fn cause(&self) -> Option<Cause> {
        Some(match self {
            Self::Create { .. } | Self::FindLabel(_) | Self::FindField(..) | Self::CreateAt(_) => {
                Cause::Create
            }
            Self::Update { .. } | Self::RenameLabel(..) | Self::RenameField(..) => Cause::Update,
            Self::Delete { .. } | Self::DeleteLabel(_) | Self::DeleteField(_) => Cause::Delete,
            Self::Label(..) | Self::Unlabel(..) => Cause::Label,
            Self::Merge { .. } | Self::CommitPlan { .. } => Cause::Merge,
            Self::Submit { .. } => Cause::Submit,
            Self::SetMember(..)
            | Self::SetOwner(..)
            | Self::SetBilling(..)
            | Self::SetMailConsent(..)
            | Self::SetPhoneConsent(..)
            | Self::SetSegments(..)
            | Self::RecordActivity(..) => Cause::Host,
            Self::Get(_)
            | Self::Contacts { .. }
            | Self::Count(_)
            | Self::Preview(_)
            | Self::GetLabel(_)
            | Self::Labels
            | Self::GetField(_)
            | Self::Fields
            | Self::CommitAgain(_)
            | Self::CommitOther(_) => return None,
        })
    }

    /// Carries it out, if it is a call of the store: the change set that it commits.
    pub(super) fn change_set(&self, new: ChangeSetId, now: Timestamp) -> Option<ChangeSet> {
        match self {
            Self::CreateAt(id) => Some(creation(new, now, *id)),
            Self::CommitAgain(old) => Some(ChangeSet::clone(&old.0)),
            Self::CommitOther(old) => {
                Some(creation(old.0.id(), now, ContactId::new(*new.as_uuid())))
            }
            _ => None,
        }
    }
}

fn creation(id: ChangeSetId, now: Timestamp, contact: ContactId) -> ChangeSet {
    let info = crate::ContactInfo {
        first: Some("imported".parse().expect("it is a line")),
        ..crate::ContactInfo::default()
    };
    let origin = Origin::new(crate::OriginKind::IMPORT);
    let imported = Contact::new(info, origin, now).expect("it has a name");
    let mut changes = ChangeSet::new(id, now, Cause::Create);
    changes.create(contact, imported).expect("the change set was empty");
    changes
}

/// Commits to the store itself, as often as a book would.
pub(super) fn commit(store: &Door, changes: &ChangeSet) -> Result<Reply, CommitError> {
    store.commit(changes).map(Reply::Commit)
}

impl Reply {
    /// A word or two for the trace.
    pub(super) fn digest(&self, state: &mut impl Hasher) {
        let contact = |contact: &Stored<Contact>| (*contact.id(), contact.revision());
        match self {
            Self::Contact(stored) => contact(stored).hash(state),
            Self::Got(got) => {
                contact(&got.contact).hash(state);
                (got.response_type == ResponseType::Merged).hash(state);
            }
            Self::Contacts(listing) => {
                listing.contacts.iter().for_each(|stored| contact(stored).hash(state));
                (listing.total, listing.next.is_some()).hash(state);
            }
            Self::Count(count) => count.hash(state),
            Self::Plan(plan) => plan.outcome().hash(state),
            Self::Label(label, is_new) => (label.id(), label.name.as_str(), is_new).hash(state),
            Self::Labels(labels) => labels.len().hash(state),
            Self::Field(field, is_new) => (field.id(), field.name.as_str(), is_new).hash(state),
            Self::Fields(fields) => fields.len().hash(state),
            Self::Submitted(id, identity, is_new) => (id, identity, is_new).hash(state),
            Self::Done => 1u8.hash(state),
            Self::Was(was) => was.hash(state),
            Self::Commit(commit) => commit.sequence().hash(state),
        }
    }
}
