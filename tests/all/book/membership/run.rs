//! Random writes in a book, and a follower that is at times behind, or wrong.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use contacts_core::book::Duplicates;
use contacts_core::query::{Search, Window, by};
use contacts_core::store::{ContactStore, LabelStore};
use contacts_core::testing::Dice;
use contacts_core::*;
use serde_json::json;

use super::super::support::*;

const EMAILS: [&str; 3] = ["a@x.test", "b@x.test", "c@x.test"];

/// What a wrong follower leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Defect {
    None,
    Creations,
    Updates,
    Deletions,
    LabelDeletions,
    FieldDeletions,
    Redefinitions,
    SegmentDeletions,
    /// It never reads the members of a segment that is unsure.
    Settling,
    /// It takes what it read before it followed more commits.
    SettlesLate,
}

pub(super) const DEFECTS: [Defect; 9] = [
    Defect::Creations,
    Defect::Updates,
    Defect::Deletions,
    Defect::LabelDeletions,
    Defect::FieldDeletions,
    Defect::Redefinitions,
    Defect::SegmentDeletions,
    Defect::Settling,
    Defect::SettlesLate,
];

impl Defect {
    fn leaves_out(self, event: &Event) -> bool {
        match event.kind {
            EventKind::ContactCreated(_) => self == Self::Creations,
            EventKind::ContactUpdated { .. } => self == Self::Updates,
            EventKind::ContactDeleted { .. } => self == Self::Deletions,
            EventKind::LabelDeleted(_) => self == Self::LabelDeletions,
            EventKind::FieldDeleted(_) => self == Self::FieldDeletions,
            EventKind::SegmentUpdated(_) => self == Self::Redefinitions,
            EventKind::SegmentDeleted(_) => self == Self::SegmentDeletions,
            _ => false,
        }
    }

    /// The commit as the follower sees it.
    fn seen(self, commit: &Commit) -> Commit {
        let events = commit.events().iter().filter(|event| !self.leaves_out(event)).cloned();
        let record = CommitRecord::restored(
            (commit.id(), commit.fingerprint()),
            commit.sequence(),
            commit.at(),
            (commit.cause(), commit.audit().clone()),
            events.collect(),
        );
        let segments = commit.events().iter().filter_map(|event| match event.record() {
            RecordId::Segment(id) => commit.segment(&id).cloned(),
            _ => None,
        });
        Commit::new(Arc::new(record), commit.states().to_vec()).with_segments(segments.collect())
    }
}

pub(super) type Members = BTreeMap<SegmentId, BTreeSet<ContactId>>;

/// A book under random writes, and a follower that is at times behind.
pub(super) struct Run {
    dice: Dice,
    pub(super) book: ContactBook<MemoryStore>,
    pub(super) membership: Membership,
    /// What the moves that were told make, from nothing.
    pub(super) told: Members,
    /// Commits that were read and not yet followed: their states are of when they were read.
    read: VecDeque<Commit>,
    /// Members that were read and not yet accounted for.
    found: Option<(Unsure, Vec<ContactId>)>,
    defect: Defect,
}

impl Run {
    pub(super) fn new(seed: u64, defect: Defect) -> Self {
        let book = ContactBook::new(MemoryStore::new()).with_environment(Ticking::default());
        let (dice, membership) = (Dice::new(seed), Membership::of_all());
        let (told, read, found) = (Members::new(), VecDeque::new(), None);
        Self { dice, book, membership, told, read, found, defect }
    }

    fn session(&self) -> Session<'_, MemoryStore> {
        self.book.with(Caller::Host)
    }

    fn pick<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        (!items.is_empty()).then(|| items[self.dice.below(items.len())].clone())
    }

    fn contacts(&self) -> Vec<Arc<Stored<Contact>>> {
        self.book.store().page(&ContactQuery::all(), &Window::all()).unwrap().contacts
    }

    fn info(&mut self) -> ContactPatch {
        let labels: Vec<_> =
            self.book.store().labels().unwrap().iter().map(|label| label.id().clone()).collect();
        let labels: Vec<_> = labels.into_iter().filter(|_| self.dice.chance(40)).collect();
        let email = EMAILS[self.dice.below(EMAILS.len())];
        let emails = if self.dice.chance(70) { vec![json!({"email": email})] } else { Vec::new() };
        let fields: serde_json::Map<_, _> = self
            .book
            .store()
            .fields()
            .unwrap()
            .iter()
            .filter(|_| self.dice.chance(50))
            .map(|field| (field.id().to_string(), json!("x")))
            .collect();
        patch(json!({
            "name": {"first": "N"},
            "emails": {"items": emails},
            "labelKeys": {"items": labels},
            "extendedFields": {"items": fields}
        }))
    }

    fn query(&mut self) -> ContactQuery {
        let labels: Vec<_> =
            self.book.store().labels().unwrap().iter().map(|label| label.id().clone()).collect();
        let fields: Vec<_> =
            self.book.store().fields().unwrap().iter().map(|field| field.id().clone()).collect();
        let (one, other) = (self.pick(&labels), self.pick(&labels));
        let mut filter = self.test(one, &fields);
        if self.dice.chance(40) {
            let more = self.test(other, &fields);
            filter = if self.dice.chance(50) { filter & more } else { filter | more };
        }
        let query = ContactQuery::all();
        let query = query.with_filter(if self.dice.chance(25) { !filter } else { filter }).unwrap();
        match self.dice.below(10) {
            0 => query.with_search(Search::words("N b").unwrap()),
            1 => query.sorted(by::UPDATED.descending()),
            _ => query,
        }
    }

    fn test(&mut self, label: Option<LabelKey>, fields: &[FieldKey]) -> Filter {
        let email: EmailAddress = EMAILS[self.dice.below(EMAILS.len())].parse().unwrap();
        let field = self.pick(fields).map(by::text);
        match (self.dice.below(100), label, field) {
            (0..25, Some(label), _) => by::LABELS.has_some([label]),
            (25..35, Some(label), _) => {
                by::LABELS.has_all([label, LabelKey::from_static("contacts.customers")])
            }
            (35..45, ..) => by::LABELS.is_empty(),
            (45..55, _, Some(field)) => field.eq("x"),
            (55..65, _, Some(field)) => field.ne("x"),
            (65..70, _, Some(field)) => field.is_empty(),
            (70..85, ..) => by::EMAILS.eq(email.as_str()),
            (85..95, ..) => Filter::Holds(email.match_key()),
            _ => Filter::everything(),
        }
    }

    /// One random write; some are refused.
    pub(super) fn write(&mut self) {
        let contacts = self.contacts();
        let (one, other) = (self.pick(&contacts), self.pick(&contacts));
        let labels: Vec<_> =
            self.book.store().labels().unwrap().iter().map(|label| label.id().clone()).collect();
        let label = self.pick(&labels);
        let fields: Vec<_> =
            self.book.store().fields().unwrap().iter().map(|field| field.id().clone()).collect();
        let segments: Vec<_> = self.book.store().segments().unwrap();
        let (field, segment) = (self.pick(&fields), self.pick(&segments));
        let (info, query) = (self.info(), self.query());
        let (kind, coin) = (self.dice.below(20), self.dice.chance(40));
        let session = self.session();
        match (kind, one) {
            (0..5, _) if contacts.len() < 6 => {
                drop(session.create_with(info, Duplicates::Allow).unwrap());
            }
            (5..8, Some(one)) => {
                let (id, revision) = (one.id(), one.revision());
                drop(session.update_with(id, revision, info, Duplicates::Allow).unwrap());
            }
            (8, Some(one)) => session.delete(one.id()).unwrap(),
            (9 | 10, Some(one)) => drop(label.map(|label| session.label(one.id(), &[label]))),
            (11, Some(one)) => drop(label.map(|label| session.unlabel(one.id(), &[label]))),
            (12 | 13, Some(one)) => {
                let sources = other.map(|other| *other.id());
                drop(session.merge(one.id(), one.revision(), sources.as_slice()));
            }
            (14, _) if labels.len() < 3 => {
                drop(session.find_or_create_label("L".parse().unwrap()).unwrap());
                drop(session.find_or_create_label("M".parse().unwrap()).unwrap());
            }
            (15, _) => {
                let name = "F".parse().unwrap();
                drop(session.find_or_create_field(name, DataType::Text).unwrap());
            }
            (16, _) => match (label, field) {
                (_, Some(field)) if coin => {
                    session.delete_field(&field).unwrap();
                }
                (Some(label), _) => session.delete_label(&label).unwrap(),
                _ => {}
            },
            (17, _) if segments.len() < 4 => {
                drop(session.save_segment("S".parse().unwrap(), query).unwrap());
            }
            (18, _) => drop(segment.map(|segment| session.change_segment(segment.id(), query))),
            (19, _) => {
                if let Some(segment) = segment.filter(|_| coin) {
                    session.delete_segment(segment.id()).unwrap();
                }
            }
            _ => {}
        }
    }

    /// Reads, follows or settles a bit.
    fn follow_a_bit(&mut self) {
        match self.dice.below(4) {
            0 if self.read.is_empty() => self.read_commits(),
            0 | 1 => self.follow_one(),
            2 => {
                let unsure = self.membership.unsure();
                self.found = self.pick(&unsure).map(|unsure| {
                    let found = self.find(unsure.query());
                    (unsure, found)
                });
            }
            _ => self.settle(),
        }
    }

    fn read_commits(&mut self) {
        let limit = self.dice.below(4) + 1;
        let read = self.book.store().commits_after(self.membership.seen(), limit).unwrap();
        self.read.extend(read);
    }

    fn follow_one(&mut self) {
        let Some(commit) = self.read.pop_front() else { return };
        let moves = self.membership.follow(&self.defect.seen(&commit)).unwrap();
        self.told(moves);
    }

    fn settle(&mut self) {
        let Some((unsure, found)) = self.found.take() else { return };
        if self.defect == Defect::Settling {
            return;
        }
        let late = || {
            // As if nothing had been followed since the members were read.
            let now = self.membership.unsure();
            now.into_iter().find(|now| now.segment() == unsure.segment())
        };
        let ticket = if self.defect == Defect::SettlesLate { late() } else { Some(unsure) };
        let moves = ticket.and_then(|ticket| self.membership.settle(&ticket, found));
        self.told(moves.unwrap_or_default());
    }

    fn find(&self, query: &ContactQuery) -> Vec<ContactId> {
        let found = self.book.store().page(query, &Window::all()).unwrap();
        found.contacts.iter().map(|contact| *contact.id()).collect()
    }

    fn told(&mut self, moves: Vec<Move>) {
        for told in moves {
            match told {
                Move::Joined { segment, contact } => {
                    assert!(self.told.entry(segment).or_default().insert(contact), "{told:?}");
                }
                Move::Left { segment, contact } => {
                    assert!(self.told.entry(segment).or_default().remove(&contact), "{told:?}");
                }
            }
        }
    }

    /// Follows everything, and compares with a full pass over the contacts.
    pub(super) fn agree(&mut self) -> Result<(), String> {
        loop {
            while !self.read.is_empty() {
                self.follow_one();
            }
            self.read_commits();
            if self.read.is_empty() {
                break;
            }
        }
        self.settle();
        for unsure in self.membership.unsure() {
            let found = self.find(unsure.query());
            self.found = Some((unsure, found));
            self.settle();
        }
        let segments = self.book.store().segments().unwrap();
        let contacts = self.contacts();
        let mut due = Members::new();
        for segment in &segments {
            let met = contacts.iter().filter(|contact| segment.query.matches(contact));
            due.insert(*segment.id(), met.map(|contact| *contact.id()).collect());
        }
        for (id, members) in &due {
            let seen: BTreeSet<_> = self.membership.members(id).copied().collect();
            if seen != *members {
                return Err(format!("G6: {id} has {seen:?}, due {members:?}"));
            }
        }
        for contact in &contacts {
            let seen: BTreeSet<_> = self.membership.segments_of(contact.id()).copied().collect();
            let met = self.session().segments_of(contact.id()).unwrap();
            if seen != met.into_iter().collect() {
                return Err(format!("G6: {} is in {seen:?}", contact.id()));
            }
        }
        due.retain(|_, members| !members.is_empty());
        self.told.retain(|_, members| !members.is_empty());
        match self.told == due {
            true => Ok(()),
            false => Err(format!("G6: told {:?}, due {due:?}", self.told)),
        }
    }
}

pub(super) fn script(seed: u64, defect: Defect) -> Result<(), String> {
    let mut run = Run::new(seed, defect);
    for _ in 0..60 {
        match run.dice.chance(60) {
            true => run.write(),
            false => run.follow_a_bit(),
        }
        if run.dice.chance(5) {
            run.agree()?;
        }
    }
    run.agree()
}
