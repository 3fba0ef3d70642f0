//! A book that is written to, asked and scanned.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::Arc;

use super::script::Step;
use crate::change::{Cause, ChangeSet, Write};
use crate::contact::Contact;
use crate::field::FieldKey;
use crate::id::ContactId;
use crate::label::LabelKey;
use crate::merge;
use crate::query::{ContactField, ContactQuery, Facet, Page, Start, Value, Window};
use crate::record::{Revision, Slot, Stored};
use crate::testing::generate::{
    Dice, fields_from, person_fields, person_from, person_id, person_labels, query_from, time,
    window_from,
};
use crate::testing::suite::Shelf;
use crate::testing::suite::client::{Client, number, numbers};

/// How many states of contacts are remembered, for positions.
const REMEMBERED: usize = 200;

/// How many kinds of writes there are, less one.
const KINDS: u8 = 31;

/// What a run compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Queries, each of a book in one state.
    pub queries: usize,
    /// Those that found some contacts and left out others.
    pub some: usize,
    /// Those that were asked for a part in the middle.
    pub middles: usize,
    /// Facets that had more than one value.
    pub facets: usize,
    /// Commits.
    pub commits: usize,
}

impl AddAssign for Compared {
    fn add_assign(&mut self, other: Self) {
        let Self { queries, some, middles, facets, commits } = other;
        self.queries += queries;
        self.some += some;
        self.middles += middles;
        self.facets += facets;
        self.commits += commits;
    }
}

/// What is asked of a book.
struct Question {
    query: ContactQuery,
    window: Window,
    fields: Vec<ContactField>,
}

/// What is done to a book.
enum Deed {
    Nothing,
    Changes(Box<ChangeSet>, String),
}

/// A book that is compared with scans of it.
pub(super) struct ScannedBook {
    client: Client,
    ids: Vec<ContactId>,
    labels: Vec<LabelKey>,
    fields: Vec<FieldKey>,
    /// The live contacts.
    live: Vec<Arc<Stored<Contact>>>,
    /// These and those before them, and some that are gone.
    known: Vec<Arc<Stored<Contact>>>,
    /// Whether something was written since the live contacts were read, and whether it changed
    /// others than those that it names.
    written: bool,
    spread: bool,
    compared: Compared,
}

impl ScannedBook {
    /// An empty book with labels and fields.
    pub(super) fn new(shelf: &dyn Shelf) -> Self {
        let client = Client::of(shelf, 1);
        let mut changes = client.changes();
        let (mut labels, mut fields) = (vec![LabelKey::from_static("contacts.customers")], vec![]);
        for (key, label) in person_labels() {
            labels.push(key.clone());
            changes.create_label(key, label).expect("one edit");
        }
        for (key, field) in person_fields() {
            fields.push(key.clone());
            changes.create_field(key, field).expect("one edit");
        }
        client.must(&changes);
        let (live, known) = (Vec::new(), Vec::new());
        let compared = Compared::default();
        let (ids, written, spread) = (Vec::new(), false, false);
        Self { client, ids, labels, fields, live, known, written, spread, compared }
    }

    /// The live contacts.
    pub(super) fn live(&mut self) -> &[Arc<Stored<Contact>>] {
        self.read();
        &self.live
    }

    /// What the store shows.
    pub(super) fn page(&self, query: &ContactQuery, window: &Window) -> Vec<Arc<Stored<Contact>>> {
        self.client.contacts(query, window)
    }

    pub(super) fn compared(&self) -> Compared {
        self.compared
    }

    pub(super) fn take(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Write(bytes) => self.write(bytes),
            Step::Ask(bytes) => {
                self.read();
                self.ask(bytes)
            }
        }
    }

    /// What a step would do now.
    pub(super) fn describe(&mut self, step: &Step) -> String {
        self.read();
        match step {
            Step::Write(bytes) => match self.deed(&mut Dice::new(bytes)) {
                Deed::Nothing => "nothing".to_owned(),
                Deed::Changes(_, what) => what,
            },
            Step::Ask(bytes) => {
                let Question { query, window, fields } = self.question(bytes);
                format!("ask for {query:?}, {window:?}, by {fields:?}")
            }
        }
    }

    fn question(&self, bytes: &[u8]) -> Question {
        let dice = &mut Dice::new(bytes);
        let query = query_from(dice);
        let window = window_from(dice, query.sort(), &self.known);
        let fields = if dice.once_in(3) { fields_from(dice) } else { Vec::new() };
        Question { query, window, fields }
    }

    fn ask(&mut self, bytes: &[u8]) -> Result<(), String> {
        let Question { query, window, fields } = self.question(bytes);
        let due = scan(&self.live, &query, &window);
        let seen = self.client.read(|store| store.page(&query, &window));
        let what = || format!("{window:?} of {query:?}");
        if seen.contacts != due.contacts {
            let (seen, due) = (numbers(&seen.contacts), numbers(&due.contacts));
            let how = if seen == due { " in an old state" } else { "" };
            return Err(format!("INV-25: {}: saw {seen:?}{how}, due {due:?}", what()));
        }
        if seen.total != due.total {
            let (seen, due) = (seen.total, due.total);
            return Err(format!("INV-30: total of {}: saw {seen:?}, due {due:?}", what()));
        }
        self.compared.queries += 1;
        let found = self.live.iter().filter(|contact| query.matches(contact)).count();
        self.compared.some += usize::from(found > 0 && found < self.live.len());
        let middle = window.start != Start::First && !due.contacts.is_empty();
        self.compared.middles += usize::from(middle);
        if !fields.is_empty() {
            let seen = self.client.read(|store| store.facets(&query, &fields));
            let due: Vec<Facet> =
                fields.iter().map(|field| tally(&self.live, &query, field)).collect();
            self.compared.facets += due.iter().filter(|facet| facet.counts.len() > 1).count();
            if seen != due {
                return Err(format!("INV-25: {fields:?} of {query:?}: saw {seen:?}, due {due:?}"));
            }
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        if self.spread {
            self.read();
        }
        let Deed::Changes(changes, what) = self.deed(&mut Dice::new(bytes)) else {
            return Ok(());
        };
        if let Err(error) = self.client.commit(&changes) {
            return Err(format!("INV-7: {what} was refused: {error:?}"));
        }
        self.compared.commits += 1;
        self.written = true;
        for write in changes.writes() {
            match write {
                Write::PutContact(contact) => self.put(contact),
                Write::RemoveContact { id, .. } => self.live.retain(|live| *live.id() != id),
                Write::RemoveLabel(key) => {
                    self.labels.retain(|known| known != key);
                    self.spread = true;
                }
                Write::RemoveField(key) => {
                    self.fields.retain(|known| known != key);
                    self.spread = true;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Notes what was written, until it is read.
    fn put(&mut self, contact: &Arc<Stored<Contact>>) {
        match self.live.iter_mut().find(|live| live.id() == contact.id()) {
            Some(live) => *live = Arc::clone(contact),
            None => {
                self.ids.push(*contact.id());
                self.live.push(Arc::clone(contact));
            }
        }
        self.remember(contact);
    }

    fn remember(&mut self, contact: &Arc<Stored<Contact>>) {
        self.known.push(Arc::clone(contact));
        if self.known.len() > 2 * REMEMBERED {
            self.known.drain(..REMEMBERED);
        }
    }

    /// Reads the live contacts by their ids, if somebody wrote.
    fn read(&mut self) {
        if !std::mem::take(&mut self.written) {
            return;
        }
        self.spread = false;
        let slots = self.client.read(|store| store.slots(&self.ids));
        let live = slots.into_iter().flatten().filter_map(|slot| match slot {
            Slot::Contact(contact) => Some(contact),
            _ => None,
        });
        let live: Vec<_> = live.collect();
        self.live = live;
    }

    /// A contact without labels and fields that are gone.
    fn person(&self, dice: &mut Dice<'_>) -> Contact {
        let mut person = person_from(dice);
        person.info.labels.retain(|key| self.labels.contains(key));
        let own = |key: &FieldKey| key.as_str().starts_with("custom.");
        person.info.fields.retain(|(key, _)| !own(key) || self.fields.contains(key));
        person
    }

    /// What the bytes do to the book as it is.
    fn deed(&self, dice: &mut Dice<'_>) -> Deed {
        let kind = dice.up_to(KINDS);
        let at = time(dice.up_to(4));
        let mut changes = ChangeSet::new(self.client.next_id(), at, Cause::Update);
        let said = match kind {
            1..=8 => {
                let mut said = String::new();
                for next in 0..if kind == 8 { 3 } else { 1 } {
                    let (id, person) = (person_id(self.ids.len() + next), self.person(dice));
                    said += &format!("create {}: {} ", number(id), sketch(&person));
                    changes.create(id, person).expect("one edit");
                }
                Some(format!("{said}at {at}"))
            }
            9..=14 => self.update(dice, &mut changes, |_, after| after),
            15..=19 => self.update(dice, &mut changes, part),
            20..=22 => self.relabel(dice, &mut changes),
            23..=25 => self.pick(dice).map(|contact| {
                changes.delete(contact).expect("one edit");
                format!("delete {}", number(*contact.id()))
            }),
            26..=28 => self.merge(dice, &mut changes),
            29 => self.definition(&self.labels[1..], dice).and_then(|key| {
                let found = self.client.read(|store| store.label(key));
                changes.delete_label(&*found?.live()?).expect("one edit");
                Some(format!("delete label {key}"))
            }),
            30 => self.definition(&self.fields, dice).and_then(|key| {
                let found = self.client.read(|store| store.field(key));
                changes.delete_field(&*found?.live()?).expect("one edit");
                Some(format!("delete field {key}"))
            }),
            _ => None,
        };
        match said {
            Some(said) if !changes.is_empty() => Deed::Changes(Box::new(changes), said),
            _ => Deed::Nothing,
        }
    }

    fn pick(&self, dice: &mut Dice<'_>) -> Option<&Arc<Stored<Contact>>> {
        let at = dice.up_to(255);
        self.live.get(at % self.live.len().max(1))
    }

    fn definition<'a, T>(&self, keys: &'a [T], dice: &mut Dice<'_>) -> Option<&'a T> {
        let at = dice.up_to(7);
        keys.get(at % keys.len().max(1))
    }

    fn update(
        &self,
        dice: &mut Dice<'_>,
        changes: &mut ChangeSet,
        change: impl Fn((&mut Dice<'_>, &Contact), Contact) -> Contact,
    ) -> Option<String> {
        let before = self.pick(dice)?;
        let person = self.person(dice);
        let after = change((dice, before.value()), person);
        let said = format!("update {}: {}", number(*before.id()), sketch(&after));
        changes.update(before, after).expect("one edit");
        Some(said)
    }

    fn relabel(&self, dice: &mut Dice<'_>, changes: &mut ChangeSet) -> Option<String> {
        let before = self.pick(dice)?;
        let key = self.definition(&self.labels, dice)?;
        let mut after = before.value().clone();
        match after.info.labels.iter().position(|known| known == key) {
            Some(at) => drop(after.info.labels.remove(at)),
            None => after.info.labels.push(key.clone()),
        }
        let verb = if after.info.has_label(key) { "label" } else { "unlabel" };
        changes.update(before, after).expect("one edit");
        Some(format!("{verb} {} {key}", number(*before.id())))
    }

    fn merge(&self, dice: &mut Dice<'_>, changes: &mut ChangeSet) -> Option<String> {
        let (target, source) = (self.pick(dice)?, self.pick(dice)?);
        if target.id() == source.id() {
            return None;
        }
        let sources = [Arc::clone(source)];
        let policy = merge::MergePolicy::default();
        let plan = merge::plan(target, &sources, &policy, changes.at()).ok()?;
        *changes = plan.into_changes(changes.id(), changes.at()).ok()?;
        Some(format!("merge {} into {}", number(*source.id()), number(*target.id())))
    }
}

/// The contact with one part of another.
fn part((dice, before): (&mut Dice<'_>, &Contact), other: Contact) -> Contact {
    let mut after = before.clone();
    match dice.up_to(15) {
        0 => after.info.first = other.info.first,
        1 => after.info.last = other.info.last,
        2 => after.info.company = other.info.company,
        3 => after.info.job_title = other.info.job_title,
        4 => after.info.birthdate = other.info.birthdate,
        5 => after.info.locale = other.info.locale,
        6 => after.info.emails = other.info.emails,
        7 => after.info.phones = other.info.phones,
        8 => after.info.addresses = other.info.addresses,
        9 => after.info.fields = other.info.fields,
        10 => after.info.locations = other.info.locations,
        11 => after.info.assignees = other.info.assignees,
        12 => after.consents = other.consents,
        13 => after.standing = other.standing,
        14 => after.visitors = other.visitors,
        _ => after.last_activity = other.last_activity,
    }
    if after.info.identifiable().is_err() {
        return before.clone();
    }
    after
}

/// What is there of a contact, in few words.
fn sketch(contact: &Contact) -> String {
    let (id, at) = (ContactId::from_u128(0), contact.last_activity.activity_date);
    let stored = Stored::restored(id, Revision::FIRST, at, at, contact.clone());
    let info = serde_json::to_value(&stored).map(|stored| stored["info"].to_string());
    let info = info.unwrap_or_default();
    let member = contact.standing.member.as_ref().map(|member| member.status);
    let mut said = format!("{info} active {at}");
    if let Some(status) = member {
        said += &format!(" member {status:?}");
    }
    for (key, consent) in &contact.consents {
        said += &format!(" {key:?} {consent:?}");
    }
    for visitor in &contact.visitors {
        said += &format!(" visitor {visitor}");
    }
    said
}

/// What a window of a query shows, by looking at every contact.
fn scan(live: &[Arc<Stored<Contact>>], query: &ContactQuery, window: &Window) -> Page {
    let sort = query.sort();
    let mut found: Vec<_> = live
        .iter()
        .filter(|contact| query.matches(contact))
        .map(|contact| (sort.position(contact), contact))
        .collect();
    found.sort_by(|(a, _), (b, _)| sort.compare(a, b));
    let total = window.total.then_some(found.len());
    let contacts = found.into_iter().filter(|(position, _)| match &window.start {
        Start::After(after) => sort.compare(position, after).is_gt(),
        Start::First | Start::Offset(_) => true,
    });
    let skip = match window.start {
        Start::Offset(offset) => offset,
        Start::First | Start::After(_) => 0,
    };
    let contacts = contacts.skip(skip).take(window.limit);
    Page { contacts: contacts.map(|(_, contact)| Arc::clone(contact)).collect(), total }
}

/// How many have each value, by looking at every contact.
fn tally(live: &[Arc<Stored<Contact>>], query: &ContactQuery, field: &ContactField) -> Facet {
    let (mut counts, mut missing) = (BTreeMap::<Value, usize>::new(), 0);
    for contact in live.iter().filter(|contact| query.matches(contact)) {
        let mut values = std::collections::BTreeSet::new();
        field.any(contact, &mut |datum| {
            values.insert(datum.to_value());
            false
        });
        missing += usize::from(values.is_empty());
        values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
    }
    Facet { counts: counts.into_iter().collect(), missing }
}
