//! What is checked after every step and at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;
use std::sync::Arc;

use super::door::Door;
use super::drawing::Values;
use super::model::{Folded, Model, Wrong};
use super::world::{State, World};
use crate::query::{Page, Window};
use crate::store::{ContactStore, LabelStore};
use crate::{
    Commit, Contact, ContactId, ContactQuery, Definition, LabelKey, SYSTEM_FIELDS, SYSTEM_LABELS,
    Sequence, Slot, Store, StoreError, Stored,
};

impl From<StoreError> for Wrong {
    fn from(error: StoreError) -> Self {
        Self("INV-51", error.to_string())
    }
}

/// After a step: two contacts, one address or number, the labels, the end of the feed.
pub(super) fn after_step(world: &Arc<World>) -> Result<(), Wrong> {
    let door = Door(Arc::clone(world));
    let (ids, find) = {
        let mut state = world.state();
        state.quiet = true;
        let State { choices, model, settings, token, .. } = &mut *state;
        let mut id = || match model.ids.len() {
            0 => ContactId::from_u128(1 << 110),
            count => model.ids[choices.below(count)],
        };
        let ids = [id(), id()];
        let mut values = Values { choices, settings, labels: &[], fields: &[], token };
        (ids, values.find())
    };
    let slots = door.slots(&ids)?;
    let holders = door.matching(&[find.key()])?;
    let labels = door.labels()?;
    let mut state = world.state();
    let head = state.model.feed.len() as u64;
    state.quiet = false;
    for (id, slot) in ids.iter().zip(&slots) {
        check_slot(&state.model, *id, slot.as_ref())?;
    }
    if !state.model.holders(&find).eq(holders.into_iter().flatten()) {
        return Err(Wrong("INV-25", format!("{find:?} is not found where it is")));
    }
    let names = labels.iter().map(|label| (label.id().clone(), label.name.as_str().into()));
    if !state.model.live_labels().eq(names) {
        return Err(Wrong("INV-20", format!("the labels are {labels:?}")));
    }
    state.quiet = true;
    drop(state);
    let seen = Sequence::new(head.saturating_sub(2));
    let tail = door.commits_after(Some(seen), 4)?;
    let mut state = world.state();
    state.quiet = false;
    check_feed(&state.model, seen, &tail)
}

/// What stands at an id.
fn check_slot(model: &Model, id: ContactId, slot: Option<&Slot>) -> Result<(), Wrong> {
    let differs = |invariant, expected: &str| {
        let found = match slot {
            None => "nothing".to_owned(),
            Some(Slot::Contact(contact)) => format!("a contact at {}", contact.revision()),
            Some(Slot::Redirect { to }) => format!("a redirect to {to}"),
            Some(Slot::Deleted) => "a deleted contact".to_owned(),
        };
        Err(Wrong(invariant, format!("at {id} should be {expected}, but is {found}")))
    };
    match (model.live(id), model.gone.get(&id), slot) {
        (Some(person), _, Some(Slot::Contact(contact))) => person.check(contact),
        (Some(_), ..) => differs("INV-1", "a live contact"),
        (None, Some(Some(_)), Some(Slot::Contact(_))) => differs("INV-15", "a redirect"),
        (None, Some(Some(into)), Some(Slot::Redirect { to })) => match into == to {
            true => Ok(()),
            false => differs("INV-14", &format!("a redirect to {into}")),
        },
        (None, Some(Some(_)), _) => differs("INV-17", "a redirect"),
        (None, Some(None), Some(Slot::Deleted)) => Ok(()),
        (None, Some(None), _) => differs("INV-2", "a deleted contact"),
        (None, None, None) => Ok(()),
        (None, None, _) => differs("INV-1", "nothing"),
    }
}

/// A piece of the feed.
fn check_feed(model: &Model, seen: Sequence, commits: &[Commit]) -> Result<(), Wrong> {
    let expected = &model.feed[usize::try_from(seen.get()).unwrap_or(usize::MAX)..];
    if commits.len() != expected.len() {
        let (expected, found) = (expected.len(), commits.len());
        return Err(Wrong("INV-35", format!("{found} commits after {seen}, not {expected}")));
    }
    for (commit, expected) in commits.iter().zip(expected) {
        if *commit.record() != *expected {
            return Err(Wrong("INV-37", format!("{commit:?} in the feed, not {expected:?}")));
        }
        for state in commit.states() {
            match model.live(*state.id()) {
                Some(person) => person.check(state)?,
                None => return Err(Wrong("INV-15", format!("{} comes with the feed", state.id()))),
            }
        }
    }
    Ok(())
}

/// At the end: everything.
pub(super) fn at_end(world: &Arc<World>) -> Result<u64, Wrong> {
    world.state().quiet = true;
    let door = Door(Arc::clone(world));
    let ids = world.state().model.ids.clone();
    let slots = door.slots(&ids)?;
    let Page { contacts: all, total } =
        door.page(&ContactQuery::all(), &Window::all().with_total())?;
    let feed = door.commits_after(None, usize::MAX)?;
    let labels = door.labels()?;
    let fields = door.fields()?;
    let state = world.state();
    for (id, slot) in ids.iter().zip(&slots) {
        check_slot(&state.model, *id, slot.as_ref())?;
    }
    let live: Vec<&Arc<Stored<Contact>>> =
        slots.iter().flatten().filter_map(Slot::contact).collect();
    let mut sorted = live.clone();
    sorted.sort_by_key(|contact| (contact.created(), *contact.id()));
    if total != Some(live.len()) || !all.iter().eq(sorted) {
        return Err(Wrong("INV-25", format!("{total:?} contacts, {} of them live", live.len())));
    }
    check_feed(&state.model, Sequence::START, &feed)?;
    check_folded(&feed, &ids, &slots, labels.iter().map(|label| label.id()))?;
    check_redirects(&ids, &slots)?;
    check_tokens(&state.model, &live)?;
    let known: BTreeSet<&LabelKey> = labels.iter().map(|label| label.id()).collect();
    let types: BTreeMap<_, _> = fields.iter().map(|field| (field.id(), field.data_type)).collect();
    for contact in &live {
        check_contact(contact, &known, &types)?;
    }
    drop(state);
    check_indexes(&door, &live)?;
    check_definitions(&door)?;
    let mut state = world.state();
    for contact in live {
        contact.hash(&mut state.trace);
    }
    feed.iter().for_each(|commit| state.note(&commit.fingerprint()));
    Ok(std::hash::Hasher::finish(&state.trace))
}

/// The feed tells the live ids, revisions, redirects and labels.
fn check_folded<'a>(
    feed: &[Commit],
    ids: &[ContactId],
    slots: &[Option<Slot>],
    labels: impl Iterator<Item = &'a LabelKey>,
) -> Result<(), Wrong> {
    let mut folded = Folded::default();
    feed.iter().try_for_each(|commit| folded.take(commit.record()))?;
    for (id, slot) in ids.iter().zip(slots) {
        let told = match slot {
            Some(Slot::Contact(c)) => folded.live.get(id) == Some(&c.revision().get()),
            Some(Slot::Redirect { to }) => folded.gone.get(id) == Some(&Some(*to)),
            Some(Slot::Deleted) => folded.gone.get(id) == Some(&None),
            None => false,
        };
        if !told {
            return Err(Wrong("INV-38", format!("the feed does not tell of {id} as it is")));
        }
    }
    let labels: BTreeSet<&LabelKey> = labels.collect();
    match labels.iter().copied().eq(folded.labels.keys()) {
        true => Ok(()),
        false => Err(Wrong("INV-38", "the feed does not tell the labels".into())),
    }
}

/// No redirect leads to a merged-away id.
fn check_redirects(ids: &[ContactId], slots: &[Option<Slot>]) -> Result<(), Wrong> {
    let at: BTreeMap<_, _> = ids.iter().zip(slots).collect();
    for (id, slot) in &at {
        if let Some(Slot::Redirect { to }) = slot
            && matches!(at.get(to), None | Some(None | Some(Slot::Redirect { .. })))
        {
            return Err(Wrong("INV-14", format!("{id} leads to {to}, which leads elsewhere")));
        }
    }
    Ok(())
}

/// Every token is where it should be, once.
fn check_tokens(model: &Model, live: &[&Arc<Stored<Contact>>]) -> Result<(), Wrong> {
    let mut found = BTreeMap::new();
    for contact in live {
        for phone in contact.info().phones() {
            let text = phone.value.as_str();
            if super::values::Phone::is_token(text) && found.insert(text, *contact.id()).is_some() {
                return Err(Wrong("INV-16", format!("{text} is there twice")));
            }
        }
    }
    let expected: BTreeMap<_, _> =
        model.tokens.iter().map(|(text, id)| (text.as_str(), *id)).collect();
    match found == expected {
        true => Ok(()),
        false => Err(Wrong("INV-16", "a value is lost or in the wrong place".into())),
    }
}

/// What holds for every contact by itself.
fn check_contact(
    contact: &Stored<Contact>,
    labels: &BTreeSet<&LabelKey>,
    types: &BTreeMap<&crate::FieldKey, crate::DataType>,
) -> Result<(), Wrong> {
    let wrong = |invariant, what: &str| Err(Wrong(invariant, format!("{} {what}", contact.id())));
    let info = contact.info();
    let system = |key: &LabelKey| SYSTEM_LABELS.iter().any(|(known, _)| *known == key.as_str());
    if !info.labels().iter().all(|key| labels.contains(key) || system(key)) {
        return wrong("INV-20", "has a label that does not exist");
    }
    for (key, value) in info.fields() {
        let system = SYSTEM_FIELDS.iter().find(|field| field.key == key.as_str());
        let expected = system.map(|field| field.data_type).or(types.get(key).copied());
        if expected != Some(value.data_type()) {
            return wrong("INV-23", "has a value that fits no field");
        }
    }
    if contact.updated() < contact.created() {
        return wrong("INV-6", "was changed before it was made");
    }
    let ids = |ids: Vec<crate::EntryId>| ids.iter().collect::<BTreeSet<_>>().len() == ids.len();
    if !ids(info.emails().iter().map(|entry| entry.id).collect())
        || !ids(info.phones().iter().map(|entry| entry.id).collect())
        || !ids(info.addresses().iter().map(|entry| entry.id).collect())
    {
        return wrong("INV-24", "has two entries of one id");
    }
    if (info.emails().primary().is_none() != info.emails().is_empty())
        || (info.phones().primary().is_none() != info.phones().is_empty())
    {
        return wrong("INV-24", "has no primary entry");
    }
    Ok(())
}

/// Every index tells what a walk through all contacts tells.
fn check_indexes(door: &Door, live: &[&Arc<Stored<Contact>>]) -> Result<(), Wrong> {
    let keys: BTreeSet<_> = live.iter().flat_map(|contact| contact.match_keys()).collect();
    let keys: Vec<_> = keys.into_iter().collect();
    for (key, holders) in keys.iter().zip(door.matching(&keys)?) {
        let walked = live.iter().filter(|contact| contact.match_keys().any(|own| own == *key));
        if !walked.map(|contact| *contact.id()).eq(holders) {
            return Err(Wrong("INV-25", format!("{key:?} is not found where it is")));
        }
    }
    let labels: BTreeSet<_> = live.iter().flat_map(|contact| contact.info().labels()).collect();
    let defined = door.labels()?;
    for label in labels.into_iter().chain(defined.iter().map(|label| label.id())) {
        let page = door.page(&ContactQuery::from(label.clone()), &Window::all())?;
        let walked = live.iter().copied().filter(|contact| contact.info().has_label(label));
        let mut walked: Vec<_> = walked.collect();
        walked.sort_by_key(|contact| (contact.created(), *contact.id()));
        if !page.contacts.iter().eq(walked) {
            return Err(Wrong("INV-25", format!("{label} is not found where it is")));
        }
    }
    Ok(())
}

/// Labels and fields stand under their keys and names, those that are gone under none.
fn check_definitions(door: &Door) -> Result<(), Wrong> {
    let (labels, fields) = {
        let state = door.0.state();
        let labels: Vec<_> = state.model.labels.iter().map(|l| (l.key.clone(), l.live)).collect();
        let fields: Vec<_> = state.model.fields.iter().map(|f| (f.key.clone(), f.live)).collect();
        (labels, fields)
    };
    for (key, live) in labels {
        let found = door.label(&key)?;
        let fits = match (&live, &found) {
            (None, Some(Definition::Deleted)) => true,
            (Some((name, revision)), Some(Definition::Live(label))) => {
                let named = door.label_named(&label.name)?;
                label.name.as_str() == *name
                    && label.revision().get() == *revision
                    && named.is_some_and(|named| *named.id() == key)
            }
            _ => false,
        };
        if !fits {
            return Err(Wrong("INV-22", format!("label {key}: expected {live:?}, is {found:?}")));
        }
    }
    for (key, live) in fields {
        let found = door.field(&key)?;
        let fits = match (&live, &found) {
            (None, Some(Definition::Deleted)) => true,
            (Some((name, data_type, revision)), Some(Definition::Live(field))) => {
                let named = door.field_named(&field.name)?;
                field.name.as_str() == *name
                    && field.data_type == *data_type
                    && field.revision().get() == *revision
                    && named.is_some_and(|named| *named.id() == key)
            }
            _ => false,
        };
        if !fits {
            return Err(Wrong("INV-22", format!("field {key}: expected {live:?}, is {found:?}")));
        }
    }
    Ok(())
}
