//! Stores and surroundings that break a promise on purpose, to see that somebody notices.

use std::sync::Arc;

use crate::{
    ChangeSet, Commit, CommitError, CommitRecord, Contact, ContactId, ContactQuery, EventKind,
    LabelKey, MatchKey, MemoryStore, Revision, Slot, Store, StoreError, Stored, Timestamp, Write,
};

/// What a store or its surroundings do wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Defect {
    /// Nothing.
    #[default]
    None,
    /// A merged-away id is as good as deleted.
    DropsRedirects,
    /// A redirect leads to a contact that was merged away itself.
    ChainsRedirects,
    /// An update is carried out whatever the revision is.
    IgnoresRevisions,
    /// The last contact of a merge is left alone.
    TearsMerges,
    /// A contact that was merged away lives on.
    RevivesMerged,
    /// A change set that is delivered again enters the feed again.
    RepeatsEvents,
    /// The second event of a commit is not kept.
    LosesEvents,
    /// What was done under an id is forgotten, and done again.
    ForgetsRequests,
    /// A commit is carried out and reported as not available.
    FailsAfterCommit,
    /// A contact is found under a label that was taken from it.
    KeepsLabelInIndex,
    /// A contact is found under an address that it no longer has.
    KeepsAddressInIndex,
    /// The date of change goes back with the clock.
    TurnsTimeBack,
    /// What was changed last is read as it was before.
    ReadsStale,
    /// An id is given out twice.
    RepeatsIds,
    /// A primary entry is another one after reading.
    LosesPrimary,
}

impl Defect {
    /// Every one, but for [`None`](Self::None).
    pub const ALL: [Self; 15] = [
        Self::DropsRedirects,
        Self::ChainsRedirects,
        Self::IgnoresRevisions,
        Self::TearsMerges,
        Self::RevivesMerged,
        Self::RepeatsEvents,
        Self::LosesEvents,
        Self::ForgetsRequests,
        Self::FailsAfterCommit,
        Self::KeepsLabelInIndex,
        Self::KeepsAddressInIndex,
        Self::TurnsTimeBack,
        Self::ReadsStale,
        Self::RepeatsIds,
        Self::LosesPrimary,
    ];
}

/// A defect, and what it remembers.
#[derive(Debug, Default)]
pub(super) struct Broken {
    defect: Defect,
    /// A contact as it was, and perhaps what it had.
    was: Option<Arc<Stored<Contact>>>,
    label: Option<LabelKey>,
    /// A redirect as it was.
    redirect: Option<(ContactId, ContactId)>,
    /// A commit that is told twice.
    told: Option<Commit>,
}

/// What became of a commit, and what the caller is told of it.
pub(super) struct Outcome {
    pub(super) made: Result<(ChangeSet, Commit), CommitError>,
    pub(super) told: Result<Commit, CommitError>,
}

impl Broken {
    pub(super) fn new(defect: Defect) -> Self {
        Self { defect, ..Self::default() }
    }

    pub(super) fn commit(&mut self, store: &MemoryStore, changes: &ChangeSet) -> Outcome {
        let mut changes = changes.clone();
        let before = self.before(store, &changes);
        if self.defect == Defect::TearsMerges {
            changes = torn(store, &changes).unwrap_or(changes);
        }
        let known = store.committed(changes.id()).ok().flatten().is_some();
        let mut answer = store.commit(&changes);
        match (self.defect, &answer) {
            (Defect::IgnoresRevisions, Err(CommitError::Conflict(conflict)))
                if conflict.expected != crate::Expect::Absent =>
            {
                if let Some(forced) = forced(store, &changes) {
                    answer = store.commit(&forced);
                    changes = forced;
                }
            }
            (Defect::ForgetsRequests, Err(CommitError::KeyReuse(id))) => {
                let again = crate::ChangeSetId::from_u128(id.as_uuid().as_u128() | 1 << 120);
                changes = renamed(&changes, again).unwrap_or(changes);
                answer = store.commit(&changes);
            }
            (Defect::RepeatsEvents, Ok(commit)) if known => self.told = Some(commit.clone()),
            _ => {}
        }
        if let (Ok(commit), false) = (&answer, known) {
            self.remember(before, commit);
        }
        let told = match (self.defect, &answer) {
            (Defect::FailsAfterCommit, Ok(commit)) if commit.sequence().get() % 8 == 0 => {
                Err(StoreError::Unavailable("simulated".into()).into())
            }
            _ => answer.clone(),
        };
        Outcome { made: answer.map(|commit| (changes, commit)), told }
    }

    /// The contacts that a change set is about to change.
    fn before(&self, store: &MemoryStore, changes: &ChangeSet) -> Vec<Arc<Stored<Contact>>> {
        if self.defect == Defect::None {
            return Vec::new();
        }
        let ids: Vec<ContactId> = changes
            .writes()
            .filter_map(|write| match write {
                Write::PutContact(contact) => Some(*contact.id()),
                Write::RemoveContact { id, .. } => Some(id),
                _ => None,
            })
            .collect();
        let slots = crate::store::ContactStore::slots(store, &ids).unwrap_or_default();
        slots.into_iter().flatten().filter_map(|slot| slot.contact().cloned()).collect()
    }

    fn remember(&mut self, before: Vec<Arc<Stored<Contact>>>, commit: &Commit) {
        for before in before {
            let after = commit.state(*before.id());
            let merged = commit.events().iter().find_map(|event| match event.kind {
                EventKind::ContactDeleted { id, merged_into } if id == *before.id() => merged_into,
                _ => None,
            });
            let lost_label = after.and_then(|after| {
                let mut labels = before.info().labels().iter();
                labels.find(|label| !after.info().has_label(label)).cloned()
            });
            let lost_address = after.is_some_and(|after| {
                before.match_keys().any(|key| after.match_keys().all(|kept| kept != key))
            });
            match self.defect {
                Defect::RevivesMerged if merged.is_some() => self.was = Some(before),
                Defect::ChainsRedirects => {
                    if let Some(into) = merged {
                        self.redirect.get_or_insert((*before.id(), into));
                    }
                }
                Defect::KeepsLabelInIndex if lost_label.is_some() => {
                    self.label = lost_label;
                    self.was = after.cloned();
                }
                Defect::KeepsAddressInIndex if lost_address => self.was = Some(before),
                Defect::ReadsStale if after.is_some() => self.was = Some(before),
                _ => {}
            }
        }
    }

    pub(super) fn slots(&self, ids: &[ContactId], slots: &mut [Option<Slot>]) {
        for (id, slot) in ids.iter().zip(slots) {
            let replaced = match (self.defect, slot.as_ref()) {
                (Defect::DropsRedirects, Some(Slot::Redirect { .. })) => Some(Slot::Deleted),
                (Defect::ChainsRedirects, Some(Slot::Redirect { .. })) => self
                    .redirect
                    .filter(|(from, _)| from == id)
                    .map(|(_, to)| Slot::Redirect { to }),
                (Defect::RevivesMerged | Defect::ReadsStale, Some(_)) => {
                    let was = self.was.as_ref().filter(|was| was.id() == id);
                    was.map(|was| Slot::Contact(Arc::clone(was)))
                }
                (Defect::TurnsTimeBack, Some(Slot::Contact(contact))) => {
                    Some(Slot::Contact(older(contact)))
                }
                (Defect::LosesPrimary, Some(Slot::Contact(contact))) => {
                    Some(Slot::Contact(without_primary(contact)))
                }
                _ => None,
            };
            if replaced.is_some() {
                *slot = replaced;
            }
        }
    }

    pub(super) fn matching(&self, keys: &[MatchKey], matching: &mut [Vec<ContactId>]) {
        if self.defect != Defect::KeepsAddressInIndex {
            return;
        }
        let Some(was) = &self.was else { return };
        for (key, ids) in keys.iter().zip(matching) {
            if was.match_keys().any(|known| known == *key) && !ids.contains(was.id()) {
                ids.push(*was.id());
            }
        }
    }

    pub(super) fn page(&self, query: &ContactQuery, page: &mut Vec<Arc<Stored<Contact>>>) {
        if let (Defect::KeepsLabelInIndex, Some(was)) = (self.defect, &self.was)
            && self.label.clone().is_some_and(|label| *query == ContactQuery::from(label))
            && page.iter().all(|contact| contact.id() != was.id())
        {
            page.push(Arc::clone(was));
        }
    }

    pub(super) fn commits(&self, commits: &mut Vec<Commit>) {
        match self.defect {
            Defect::RepeatsEvents => commits.extend(self.told.clone()),
            Defect::LosesEvents => {
                for commit in commits {
                    if commit.events().len() > 1 {
                        let record = commit.record();
                        let mut events = record.events().to_vec();
                        events.remove(1);
                        let (id, at) = (record.id(), record.at());
                        let why = (record.cause(), record.audit().clone());
                        let (sequence, fingerprint) = (record.sequence(), record.fingerprint());
                        let restored =
                            CommitRecord::restored((id, fingerprint), sequence, at, why, events);
                        *commit = Commit::new(Arc::new(restored), commit.states().to_vec());
                    }
                }
            }
            _ => {}
        }
    }

    pub(super) fn forgets_requests(&self) -> bool {
        self.defect == Defect::ForgetsRequests
    }

    pub(super) fn id(&self, id: u128) -> u128 {
        match self.defect {
            Defect::RepeatsIds if id.is_multiple_of(16) => id - 8,
            _ => id,
        }
    }
}

/// The merge without its last source.
fn torn(store: &MemoryStore, changes: &ChangeSet) -> Option<ChangeSet> {
    let mut target = None;
    let mut sources = Vec::new();
    for write in changes.writes() {
        match write {
            Write::PutContact(contact) => target = Some(contact),
            Write::RemoveContact { id, into: Some(_) } => sources.push(live(store, id)?),
            _ => return None,
        }
    }
    let target = target?;
    let live_target = live(store, *target.id())?;
    (live_target.revision().next() == target.revision()).then_some(())?;
    sources.pop().filter(|_| !sources.is_empty())?;
    let mut torn = ChangeSet::new(changes.id(), changes.at(), crate::Cause::Merge);
    torn.merge(&live_target, target.value().clone(), &sources).ok()?;
    Some(torn)
}

/// The update of whatever is there.
fn forced(store: &MemoryStore, changes: &ChangeSet) -> Option<ChangeSet> {
    let mut writes = changes.writes();
    let (Some(Write::PutContact(after)), None) = (writes.next(), writes.next()) else {
        return None;
    };
    let mut forced = ChangeSet::new(changes.id(), changes.at(), crate::Cause::Update);
    let before = live(store, *after.id())?;
    let changed = forced.update(&before, after.value().clone()).ok()?;
    changed.then_some(forced)
}

/// The same creation or update under another id.
fn renamed(changes: &ChangeSet, id: crate::ChangeSetId) -> Option<ChangeSet> {
    let mut writes = changes.writes();
    let (Some(Write::PutContact(after)), None) = (writes.next(), writes.next()) else {
        return None;
    };
    let mut renamed = ChangeSet::new(id, changes.at(), crate::Cause::Create);
    renamed.create(*after.id(), after.value().clone()).ok()?;
    Some(renamed)
}

fn live(store: &MemoryStore, id: ContactId) -> Option<Arc<Stored<Contact>>> {
    let slot = crate::store::ContactStore::slots(store, &[id]).ok()?.pop().flatten()?;
    slot.contact().cloned()
}

fn older(contact: &Stored<Contact>) -> Arc<Stored<Contact>> {
    let value = contact.value().clone();
    let updated = match contact.revision() {
        Revision::FIRST => contact.updated(),
        _ => Timestamp::EPOCH,
    };
    Arc::new(Stored::restored(*contact.id(), contact.revision(), contact.created(), updated, value))
}

fn without_primary(contact: &Stored<Contact>) -> Arc<Stored<Contact>> {
    let mut value = contact.value().clone();
    let entries = value.info.emails.as_slice().to_vec();
    value.info.emails = crate::Channels::new(entries, 0);
    let (created, updated) = (contact.created(), contact.updated());
    Arc::new(Stored::restored(*contact.id(), contact.revision(), created, updated, value))
}
