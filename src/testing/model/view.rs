//! Everything that a reader can see of a small book, to compare.

use std::fmt::Debug;
use std::sync::Arc;

use crate::change::{Audit, Cause, Commit, Definition, Event, EventKind, StoreError};
use crate::contact::{Contact, MatchKey};
use crate::field::{ExtendedField, FieldKey, FieldName};
use crate::id::{ChangeSetId, ContactId, SegmentId};
use crate::label::{Label, LabelKey, LabelName};
use crate::query::{ContactField, ContactQuery, Facet, Filter, Window};
use crate::record::{RecordId, Sequence, Slot, Stored};
use crate::segment::Segment;
use crate::store::Store;
use crate::time::Timestamp;

/// What is asked of a book: every id, key and name that may occur in it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Universe {
    pub contacts: Vec<ContactId>,
    pub keys: Vec<MatchKey>,
    pub labels: Vec<LabelKey>,
    pub label_names: Vec<LabelName>,
    pub fields: Vec<FieldKey>,
    pub field_names: Vec<FieldName>,
    pub segments: Vec<SegmentId>,
}

/// Which contacts are asked for: those with a label, those that hold a key, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Asked {
    pub label: Option<LabelKey>,
    pub key: Option<MatchKey>,
}

/// Every answer of a book.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub(super) slot: Vec<(ContactId, Option<Slot>)>,
    pub(super) slots: Vec<(ContactId, Option<Slot>)>,
    pub(super) contacts: Vec<Arc<Stored<Contact>>>,
    pub(super) count: usize,
    pub(super) facet: Vec<Facet>,
    pub(super) matching: Vec<(MatchKey, Vec<ContactId>)>,
    pub(super) found: Vec<(Asked, Vec<ContactId>, Option<usize>)>,
    pub(super) labels: Vec<Arc<Stored<Label>>>,
    pub(super) label: Vec<(LabelKey, Option<Definition<Label>>)>,
    pub(super) label_named: Vec<(LabelName, Option<LabelKey>)>,
    pub(super) fields: Vec<Arc<Stored<ExtendedField>>>,
    pub(super) field: Vec<(FieldKey, Option<Definition<ExtendedField>>)>,
    pub(super) field_named: Vec<(FieldName, Option<FieldKey>)>,
    pub(super) segments: Vec<Arc<Stored<Segment>>>,
    pub(super) segment: Vec<(SegmentId, Option<Definition<Segment>>)>,
    pub(super) journal: Vec<Entry>,
}

/// A commit of the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub(super) sequence: Sequence,
    pub(super) id: ChangeSetId,
    pub(super) at: Timestamp,
    pub(super) cause: Cause,
    pub(super) audit: Audit,
    pub(super) events: Vec<Happened>,
    pub(super) states: Vec<Arc<Stored<Contact>>>,
    pub(super) labels: Vec<Arc<Stored<Label>>>,
    pub(super) fields: Vec<Arc<Stored<ExtendedField>>>,
    pub(super) segments: Vec<Arc<Stored<Segment>>>,
}

/// An event in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// What, such as `contact updated`.
    pub what: &'static str,
    /// To which record.
    pub record: RecordId,
    /// Its revision.
    pub revision: u64,
    /// The sources of a merge, or the target of a contact that was merged away.
    pub others: Vec<ContactId>,
    /// The parts that changed.
    pub changed: Vec<&'static str>,
    /// Whether a merge is behind it.
    pub by_merge: bool,
}

impl Universe {
    /// Every question that can be asked about these labels and keys.
    pub fn questions(&self) -> Vec<Asked> {
        let labels =
            self.labels.iter().map(|label| Asked { label: Some(label.clone()), key: None });
        let keys = self.keys.iter().map(|key| Asked { label: None, key: Some(key.clone()) });
        let both = self.labels.iter().zip(&self.keys);
        let both =
            both.map(|(label, key)| Asked { label: Some(label.clone()), key: Some(key.clone()) });
        labels.chain(keys).chain(both).collect()
    }
}

impl Asked {
    /// The question to a store.
    pub fn query(&self) -> ContactQuery {
        let query = self.label.clone().map_or_else(ContactQuery::all, ContactQuery::from);
        match &self.key {
            Some(key) => query.with_filter(Filter::Holds(key.clone())).expect("a small filter"),
            None => query,
        }
    }
}

impl View {
    /// What `store` answers; of its journal only what follows `seen`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if a read fails, and goes on failing when it is tried again.
    pub fn of(store: &dyn Store, universe: &Universe, seen: Sequence) -> Result<Self, StoreError> {
        let ids = |contacts: Vec<Arc<Stored<Contact>>>| {
            contacts.iter().map(|contact| *contact.id()).collect::<Vec<_>>()
        };
        let slots = patiently(|| store.slots(&universe.contacts))?;
        let mut slot = Vec::new();
        for id in &universe.contacts {
            slot.push((*id, patiently(|| store.slot(*id))?));
        }
        let mut found = Vec::new();
        for asked in universe.questions() {
            let query = asked.query();
            let page = patiently(|| store.page(&query, &Window::all().with_total()))?;
            found.push((asked, ids(page.contacts), page.total));
        }
        let mut label = Vec::new();
        for key in &universe.labels {
            label.push((key.clone(), patiently(|| store.label(key))?));
        }
        let mut label_named = Vec::new();
        for name in &universe.label_names {
            let key = patiently(|| store.label_named(name))?.map(|label| label.id().clone());
            label_named.push((name.clone(), key));
        }
        let mut field = Vec::new();
        for key in &universe.fields {
            field.push((key.clone(), patiently(|| store.field(key))?));
        }
        let mut field_named = Vec::new();
        for name in &universe.field_names {
            let key = patiently(|| store.field_named(name))?.map(|field| field.id().clone());
            field_named.push((name.clone(), key));
        }
        let mut segment = Vec::new();
        for id in &universe.segments {
            segment.push((*id, patiently(|| store.segment(id))?));
        }
        let matching = patiently(|| store.matching(&universe.keys))?;
        Ok(Self {
            slot,
            slots: universe.contacts.iter().copied().zip(slots).collect(),
            contacts: patiently(|| store.page(&ContactQuery::all(), &Window::all()))?.contacts,
            count: patiently(|| store.page(&ContactQuery::all(), &Window::count()))?
                .total
                .unwrap_or(usize::MAX),
            facet: patiently(|| store.facets(&ContactQuery::all(), &[ContactField::Labels]))?,
            matching: universe.keys.iter().cloned().zip(matching).collect(),
            found,
            labels: patiently(|| store.labels())?,
            label,
            label_named,
            fields: patiently(|| store.fields())?,
            field,
            field_named,
            segments: patiently(|| store.segments())?,
            segment,
            journal: patiently(|| store.commits_after(Some(seen), usize::MAX))?
                .iter()
                .map(Entry::of)
                .collect(),
        })
    }

    /// The commits, in order.
    pub fn journal(&self) -> &[Entry] {
        &self.journal
    }

    /// Where this differs first from what it should be: the promise, what was seen, what was due.
    pub fn difference(&self, due: &Self) -> Option<String> {
        let Self {
            slot,
            slots,
            contacts,
            count,
            facet,
            matching,
            found,
            labels,
            label,
            label_named,
            fields,
            field,
            field_named,
            segments,
            segment,
            journal,
        } = self;
        None.or_else(|| list("INV-1: `slots`", slots, &due.slots))
            .or_else(|| list("INV-1: `slot`", slot, &due.slot))
            .or_else(|| list("INV-25: `page` of all", contacts, &due.contacts))
            .or_else(|| one("INV-30: total of all", count, &due.count))
            .or_else(|| one("INV-25: `facets` of labels", facet, &due.facet))
            .or_else(|| list("INV-25, K3: `matching`", matching, &due.matching))
            .or_else(|| list("INV-25, INV-30: `page` and its total", found, &due.found))
            .or_else(|| list("INV-22: `labels`", labels, &due.labels))
            .or_else(|| list("INV-22: `label`", label, &due.label))
            .or_else(|| list("INV-22: `label_named`", label_named, &due.label_named))
            .or_else(|| list("INV-22: `fields`", fields, &due.fields))
            .or_else(|| list("INV-22: `field`", field, &due.field))
            .or_else(|| list("INV-22: `field_named`", field_named, &due.field_named))
            .or_else(|| list("INV-1, INV-27: `segments`", segments, &due.segments))
            .or_else(|| list("INV-1: `segment`", segment, &due.segment))
            .or_else(|| list("INV-35, INV-37: `commits_after`", journal, &due.journal))
    }
}

/// Tries again what is worth it, for a while.
fn patiently<T>(read: impl Fn() -> Result<T, StoreError>) -> Result<T, StoreError> {
    const TIMES: usize = 30;
    let worth =
        |answer: &Result<T, StoreError>| !answer.as_ref().is_err_and(StoreError::is_retryable);
    (1..TIMES).map(|_| read()).find(worth).unwrap_or_else(read)
}

fn one<T: PartialEq + Debug>(what: &str, seen: &T, due: &T) -> Option<String> {
    (seen != due).then(|| format!("{what}: saw {seen:?}, due {due:?}"))
}

fn list<T: PartialEq + Debug>(what: &str, seen: &[T], due: &[T]) -> Option<String> {
    if seen == due {
        return None;
    }
    let at = seen.iter().zip(due).take_while(|(seen, due)| seen == due).count();
    let (seen_len, due_len) = (seen.len(), due.len());
    Some(format!(
        "{what}, item {at} (of {seen_len}, due {due_len}): saw {:?}, due {:?}",
        seen.get(at),
        due.get(at)
    ))
}

impl Entry {
    /// The number of the commit.
    pub fn sequence(&self) -> Sequence {
        self.sequence
    }

    /// What happened, in order.
    pub fn events(&self) -> &[Happened] {
        &self.events
    }

    /// A commit as it is compared.
    pub fn of(commit: &Commit) -> Self {
        let mut states = commit.states().to_vec();
        states.sort_by_key(|state| *state.id());
        let records = commit.events().iter().map(Event::record);
        let label = |record| match record {
            RecordId::Label(key) => commit.label(&key),
            _ => None,
        };
        let field = |record| match record {
            RecordId::Field(key) => commit.field(&key),
            _ => None,
        };
        let segment = |record| match record {
            RecordId::Segment(id) => commit.segment(&id),
            _ => None,
        };
        Self {
            sequence: commit.sequence(),
            id: commit.id(),
            at: commit.at(),
            cause: commit.cause(),
            audit: commit.audit().clone(),
            events: commit.events().iter().map(Happened::of).collect(),
            states,
            labels: records.clone().filter_map(label).cloned().collect(),
            fields: records.clone().filter_map(field).cloned().collect(),
            segments: records.filter_map(segment).cloned().collect(),
        }
    }
}

impl Happened {
    /// An event in plain words.
    pub fn of(event: &Event) -> Self {
        let mut happened = Self {
            what: "",
            record: event.record(),
            revision: event.revision.get(),
            others: Vec::new(),
            changed: Vec::new(),
            by_merge: false,
        };
        happened.what = match &event.kind {
            EventKind::ContactCreated(_) => "contact created",
            EventKind::ContactUpdated { changed, originated_from, .. } => {
                happened.changed = changed.names().collect();
                happened.by_merge = originated_from.is_some();
                "contact updated"
            }
            EventKind::ContactDeleted { merged_into, .. } => {
                happened.others.extend(*merged_into);
                happened.by_merge = merged_into.is_some();
                "contact deleted"
            }
            EventKind::ContactsMerged { sources, .. } => {
                happened.others.clone_from(sources);
                happened.by_merge = true;
                "contacts merged"
            }
            EventKind::LabelCreated(_) => "label created",
            EventKind::LabelUpdated(_) => "label updated",
            EventKind::LabelDeleted(_) => "label deleted",
            EventKind::FieldCreated(_) => "field created",
            EventKind::FieldUpdated(_) => "field updated",
            EventKind::FieldDeleted(_) => "field deleted",
            EventKind::SegmentCreated(_) => "segment created",
            EventKind::SegmentUpdated(_) => "segment updated",
            EventKind::SegmentDeleted(_) => "segment deleted",
        };
        happened
    }
}
