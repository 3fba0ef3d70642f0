//! The contacts that a record could be.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use super::report::Reason;
use crate::book::Error;
use crate::contact::{Contact, MatchKey};
use crate::id::ContactId;
use crate::interop::normal_uid;
use crate::query::{ContactQuery, Filter, Start, Window, by};
use crate::record::{Slot, Stored};
use crate::store::Store;

/// A key that more contacts share tells nobody apart: then only equal names count.
const SHARED: usize = 100;
/// How many contacts of equal name are looked at.
const NAMESAKES: usize = 10_000;
/// How many of them at once.
const PAGE: usize = 200;
/// Fewer digits are no number of anybody.
const DIGITS: usize = 5;

/// A contact that a record could be, and by what.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) contact: Arc<Stored<Contact>>,
    pub(super) reason: Reason,
    pub(super) key: Option<MatchKey>,
}

/// What the contacts of a record are looked up by.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// The id that it names, if its identity can be one.
    pub(super) id: Option<ContactId>,
    /// In the order of their worth.
    pub(super) keys: Vec<(MatchKey, Reason)>,
    pub(super) name: Name,
}

/// First and last name, as they are.
pub(super) type Name = (Option<String>, Option<String>);

/// The names of a contact.
pub(super) fn name(contact: &Contact) -> Name {
    let text = |name: Option<&str>| name.map(str::to_owned);
    (text(contact.info().first_name()), text(contact.info().last_name()))
}

impl Wanted {
    pub(super) fn of(uid: Option<&str>, contact: &Contact) -> Self {
        let id = uid.and_then(normal_uid).and_then(|uid| Uuid::try_parse(&uid).ok());
        let info = contact.info();
        let primary = info.emails().primary().map(|entry| entry.value.match_key());
        let uids = contact.properties().iter().filter_map(crate::contact::Property::uid);
        let mut keys: Vec<(MatchKey, Reason)> =
            uids.map(|uid| (MatchKey::Uid(uid), Reason::Uid)).collect();
        keys.extend(primary.into_iter().map(|key| (key, Reason::PrimaryEmail)));
        let emails = info.emails().iter().map(|entry| entry.value.match_key());
        keys.extend(emails.map(|key| (key, Reason::Email)));
        let phones = info.phones().iter().map(|entry| &entry.value);
        keys.extend(phones.flat_map(|phone| {
            let keys = phone.match_keys().chain(phone.duplicate_keys());
            keys.map(|key| (key, Reason::Phone))
        }));
        let mut seen = HashSet::new();
        keys.retain(|(key, _)| seen.insert(key.clone()));
        Self { id: id.map(ContactId::new), keys, name: name(contact) }
    }

    /// Whether only the name can tell who it is.
    pub(super) fn is_keyless(&self) -> bool {
        self.keys.is_empty()
    }

    /// The contacts that the record could be, each once, with the surest reason; of equal ones the
    /// oldest first. `moved` tells where ids lead that the store does not know.
    pub(super) fn find<S: Store>(
        &self,
        store: &S,
        moved: &HashMap<ContactId, ContactId>,
    ) -> Result<Vec<Candidate>, Error> {
        let mut found: Vec<(ContactId, Reason, Option<MatchKey>)> = Vec::new();
        if let Some(id) = self.id {
            let id = moved.get(&id).copied().unwrap_or(id);
            found.push((id, Reason::Id, None));
        }
        let keys: Vec<MatchKey> = self.keys.iter().map(|(key, _)| key.clone()).collect();
        let mut namesakes: Option<HashSet<ContactId>> = None;
        let holders = if keys.is_empty() { Vec::new() } else { store.matching(&keys)? };
        for ((key, reason), mut ids) in self.keys.iter().zip(holders) {
            if ids.len() > SHARED {
                let namesakes = match &mut namesakes {
                    Some(known) => known,
                    new => {
                        let all = self.namesakes(store)?;
                        new.insert(all.iter().map(|contact| *contact.id()).collect())
                    }
                };
                ids.retain(|id| namesakes.contains(id));
            }
            found.extend(ids.into_iter().map(|id| (id, *reason, Some(key.clone()))));
        }
        let mut seen = HashSet::new();
        found.retain(|(id, _, _)| seen.insert(*id));
        let mut candidates = self.live(store, found)?;
        if self.is_keyless() {
            let known: HashSet<ContactId> =
                candidates.iter().map(|one| *one.contact.id()).collect();
            let namesakes = self.namesakes(store)?;
            let new = namesakes.into_iter().filter(|contact| !known.contains(contact.id()));
            candidates.extend(new.map(|contact| Candidate {
                contact,
                reason: Reason::Name,
                key: None,
            }));
        }
        Ok(candidates)
    }

    fn live<S: Store>(
        &self,
        store: &S,
        found: Vec<(ContactId, Reason, Option<MatchKey>)>,
    ) -> Result<Vec<Candidate>, Error> {
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<ContactId> = found.iter().map(|(id, _, _)| *id).collect();
        let mut candidates: Vec<Candidate> = Vec::with_capacity(ids.len());
        for (slot, (_, reason, key)) in store.slots(&ids)?.into_iter().zip(found) {
            let contact = match slot {
                Some(Slot::Contact(contact)) => contact,
                Some(Slot::Redirect { to }) => match store.slot(to)? {
                    Some(Slot::Contact(contact)) => contact,
                    _ => continue,
                },
                Some(Slot::Deleted) | None => continue,
            };
            if !candidates.iter().any(|known| known.contact.id() == contact.id()) {
                candidates.push(Candidate { contact, reason, key });
            }
        }
        Ok(candidates)
    }

    /// The contacts of exactly this name, the oldest first.
    pub(super) fn namesakes<S: Store>(
        &self,
        store: &S,
    ) -> Result<Vec<Arc<Stored<Contact>>>, Error> {
        let has = |field: by::Text, name: &Option<String>| match name {
            Some(name) => field.eq(name),
            None => field.is_empty(),
        };
        let (first, last) = &self.name;
        if first.is_none() && last.is_none() {
            return Ok(Vec::new());
        }
        let filter: Filter = has(by::FIRST_NAME, first) & has(by::LAST_NAME, last);
        let query = ContactQuery::all().with_filter(filter)?;
        let mut found = Vec::new();
        let mut start = Start::First;
        while found.len() < NAMESAKES {
            let page = store.page(&query, &Window { start, limit: PAGE, total: false })?.contacts;
            let (full, last) = (page.len() == PAGE, page.last().cloned());
            found.extend(page.into_iter().filter(|contact| name(contact) == self.name));
            match last {
                Some(last) if full => start = Start::After(query.sort().position(&last)),
                _ => break,
            }
        }
        Ok(found)
    }
}

/// Whether a key can tell who somebody is.
pub(super) fn tells(key: Option<&MatchKey>) -> bool {
    match key {
        Some(MatchKey::Digits(digits) | MatchKey::National(digits)) => digits.len() >= DIGITS,
        _ => true,
    }
}
