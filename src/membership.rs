//! Who is in which segment, kept up from commit to commit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::change::{Commit, EventKind};
use crate::contact::Contact;
use crate::field::FieldKey;
use crate::id::{ContactId, SegmentId};
use crate::label::LabelKey;
use crate::query::{Condition, ContactField, ContactQuery, Filter, Sort, Test};
use crate::record::{Sequence, Stored};
use crate::segment::Segment;

/// The members of segments, all of a book or some.
///
/// A value without a store: it begins with what is read ([`restart`](Self::restart)), is told every
/// commit in order ([`follow`](Self::follow)), and says who joined and who left. Where a commit does
/// not tell whom it concerns (a segment got another query; a label or field that it asks for was
/// deleted, and is gone from its contacts without an event of each), the segment is
/// [`unsure`](Self::unsure) until its members were read again ([`settle`](Self::settle)).
/// [`Session::follow_segments`](crate::Session::follow_segments) does all of this.
///
/// ```
/// # use contacts_core::*;
/// # let book = ContactBook::new(MemoryStore::new());
/// let session = book.with(Caller::Host);
/// let everybody = session.save_segment("Everybody".parse()?, ContactQuery::all())?;
/// let mut membership = Membership::of([*everybody.id()]);
/// session.follow_segments(&mut membership, |_| {})?;
///
/// let ada = session.create(ContactPatch::new().with_name("Ada", "")?)?;
/// session.follow_segments(&mut membership, |told| {
///     assert_eq!(told, Move::Joined { segment: *everybody.id(), contact: *ada.id() });
/// })?;
/// assert_eq!(membership.members(everybody.id()).len(), 1);
/// # Ok::<(), Error>(())
/// ```
///
/// # Laws
///
/// - When every commit was followed and nothing is unsure, the members of a segment are those live
///   contacts that meet its query (G6), though the states that come with a commit may be newer than
///   the commit.
/// - A contact that joins was not a member, one that leaves was: who carries out the moves, in
///   order, has the members.
#[derive(Clone, Debug, Default)]
pub struct Membership {
    /// `None`: every segment of the book.
    only: Option<BTreeSet<SegmentId>>,
    seen: Option<Sequence>,
    segments: BTreeMap<SegmentId, Members>,
}

#[derive(Clone, Debug)]
struct Members {
    /// Without its order, which makes no member.
    query: ContactQuery,
    ids: BTreeSet<ContactId>,
    unsure: bool,
}

/// A contact that became a member of a segment, or is none any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Move {
    /// It is a member from now on.
    Joined { segment: SegmentId, contact: ContactId },
    /// It is no member any more, or there is no such segment any more.
    Left { segment: SegmentId, contact: ContactId },
}

/// A segment whose members have to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsure {
    segment: SegmentId,
    query: ContactQuery,
    at: Option<Sequence>,
}

impl Unsure {
    /// The segment.
    pub fn segment(&self) -> &SegmentId {
        &self.segment
    }

    /// The query that its members meet.
    pub fn query(&self) -> &ContactQuery {
        &self.query
    }
}

/// A commit that is not the next one: others were left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("commit {found} does not follow: {expected} is next")]
pub struct LeftOut {
    /// The commit that is next.
    pub expected: Sequence,
    /// The one that was given.
    pub found: Sequence,
}

impl Membership {
    /// Of every segment, also those that are made later.
    pub fn of_all() -> Self {
        Self::default()
    }

    /// Of these segments.
    pub fn of(segments: impl IntoIterator<Item = SegmentId>) -> Self {
        Self { only: Some(segments.into_iter().collect()), ..Self::default() }
    }

    /// The last commit that is accounted for; `None` at first.
    pub fn seen(&self) -> Option<Sequence> {
        self.seen
    }

    /// The members of a segment, by id; none if there is no such segment.
    pub fn members(&self, segment: &SegmentId) -> impl ExactSizeIterator<Item = &ContactId> {
        static NOBODY: BTreeSet<ContactId> = BTreeSet::new();
        self.segments.get(segment).map_or(&NOBODY, |members| &members.ids).iter()
    }

    /// The segments that a contact is a member of, by id.
    pub fn segments_of(&self, contact: &ContactId) -> impl Iterator<Item = &SegmentId> {
        let member = |(_, members): &(_, &Members)| members.ids.contains(contact);
        self.segments.iter().filter(member).map(|(id, _)| id)
    }

    /// Begins, or begins again, with these segments of the book; all of them are unsure.
    ///
    /// INVARIANT (nothing is missed): `seen` is the number of a commit that was there before the
    /// segments were read; what follows it will be followed.
    pub fn restart(&mut self, seen: Sequence, segments: &[Arc<Stored<Segment>>]) -> Vec<Move> {
        self.seen = Some(seen);
        let mut moves = Vec::new();
        let live: BTreeSet<_> = segments.iter().map(|segment| segment.id).collect();
        let gone: Vec<_> = self.segments.keys().filter(|id| !live.contains(id)).copied().collect();
        gone.iter().for_each(|id| self.drop_segment(id, &mut moves));
        for segment in segments {
            self.define(segment);
        }
        self.segments.values_mut().for_each(|members| members.unsure = true);
        moves
    }

    /// Accounts for the next commit. One that is accounted for already changes nothing.
    ///
    /// # Errors
    ///
    /// [`LeftOut`] if there is another one before it; nothing is changed then.
    pub fn follow(&mut self, commit: &Commit) -> Result<Vec<Move>, LeftOut> {
        let expected = self.seen.unwrap_or(Sequence::START).next();
        let found = commit.sequence();
        if found < expected {
            return Ok(Vec::new());
        }
        if found > expected {
            return Err(LeftOut { expected, found });
        }
        self.seen = Some(found);
        let mut moves = Vec::new();
        for event in commit.events() {
            match &event.kind {
                // Without a state the contact is gone by now; its deletion follows.
                EventKind::ContactCreated(id) | EventKind::ContactUpdated { id, .. } => {
                    self.judge(*id, commit.state(*id), &mut moves);
                }
                EventKind::ContactDeleted { id, .. } => self.judge(*id, None, &mut moves),
                // The update of the target and the deletions of the sources say it all.
                EventKind::ContactsMerged { .. } => {}
                EventKind::SegmentCreated(id) | EventKind::SegmentUpdated(id) => {
                    match commit.segment(id) {
                        Some(segment) => self.define(segment),
                        None => self.drop_segment(id, &mut moves),
                    }
                }
                EventKind::SegmentDeleted(id) => self.drop_segment(id, &mut moves),
                // Gone from its contacts, without an event of each.
                EventKind::LabelDeleted(key) => self.doubt(|test| asks_for_label(test, key)),
                EventKind::FieldDeleted(key) => self.doubt(|test| asks_for_field(test, key)),
                EventKind::LabelCreated(_)
                | EventKind::LabelUpdated(_)
                | EventKind::FieldCreated(_)
                | EventKind::FieldUpdated(_) => {}
            }
        }
        Ok(moves)
    }

    /// The segments whose members have to be read, each with all who meet its query by then.
    pub fn unsure(&self) -> Vec<Unsure> {
        let unsure = self.segments.iter().filter(|(_, members)| members.unsure);
        unsure
            .map(|(id, members)| Unsure {
                segment: *id,
                query: members.query.clone(),
                at: self.seen,
            })
            .collect()
    }

    /// Accounts for members that were read after [`unsure`](Self::unsure) was asked.
    ///
    /// `None` if a commit was followed in between, which the reader may not have seen: nothing is
    /// changed then, and the segment stays unsure.
    pub fn settle(
        &mut self,
        unsure: &Unsure,
        members: impl IntoIterator<Item = ContactId>,
    ) -> Option<Vec<Move>> {
        let segment = unsure.segment;
        let known = self.segments.get_mut(&segment)?;
        if self.seen != unsure.at || known.query != unsure.query {
            return None;
        }
        let now: BTreeSet<_> = members.into_iter().collect();
        let left = known.ids.difference(&now).map(|id| Move::Left { segment, contact: *id });
        let joined = now.difference(&known.ids).map(|id| Move::Joined { segment, contact: *id });
        let moves = left.chain(joined).collect();
        (known.ids, known.unsure) = (now, false);
        Some(moves)
    }

    /// Whether a contact, as it is by now, belongs to each of the segments.
    fn judge(&mut self, id: ContactId, now: Option<&Arc<Stored<Contact>>>, moves: &mut Vec<Move>) {
        for (segment, members) in &mut self.segments {
            let (segment, contact) = (*segment, id);
            if now.is_some_and(|now| members.query.matches(now)) {
                if members.ids.insert(id) {
                    moves.push(Move::Joined { segment, contact });
                }
            } else if members.ids.remove(&id) {
                moves.push(Move::Left { segment, contact });
            }
        }
    }

    fn define(&mut self, segment: &Stored<Segment>) {
        let (id, query) = (segment.id, segment.query.clone().sorted(Sort::default()));
        if self.only.as_ref().is_some_and(|only| !only.contains(&id)) {
            return;
        }
        let new = || Members { query: query.clone(), ids: BTreeSet::new(), unsure: true };
        let members = self.segments.entry(id).or_insert_with(new);
        if members.query != query {
            (members.query, members.unsure) = (query, true);
        }
    }

    fn drop_segment(&mut self, id: &SegmentId, moves: &mut Vec<Move>) {
        let members = self.segments.remove(id).into_iter().flat_map(|members| members.ids);
        moves.extend(members.map(|contact| Move::Left { segment: *id, contact }));
    }

    /// Those whose query has such a test are unsure from now on.
    fn doubt(&mut self, such: impl Fn(&Test) -> bool) {
        for members in self.segments.values_mut() {
            members.unsure |= has_test(members.query.filter(), &such);
        }
    }
}

/// Whether a filter has such a test, wherever it stands. A search looks at neither labels nor
/// extended fields.
fn has_test(filter: &Filter, such: &impl Fn(&Test) -> bool) -> bool {
    match filter {
        Filter::Test(test) => such(test),
        Filter::Holds(_) => false,
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(|part| has_test(part, such)),
        Filter::Not(part) => has_test(part, such),
    }
}

/// Whether a contact may meet it differently once it has this label no more.
fn asks_for_label(test: &Test, key: &LabelKey) -> bool {
    *test.field() == ContactField::Labels
        && match test.condition() {
            Condition::OneOf(keys) | Condition::HasAll(keys) => keys.contains(&key.clone().into()),
            // Other labels count, too.
            _ => true,
        }
}

/// Whether a contact may meet it differently once it has no value of this field.
fn asks_for_field(test: &Test, key: &FieldKey) -> bool {
    matches!(test.field(), ContactField::Extended(known, _) if known == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{Audit, Cause, CommitRecord, Event};
    use crate::id::ChangeSetId;
    use crate::record::Revision;
    use crate::time::Timestamp;

    const SEGMENT: SegmentId = SegmentId::from_u128(1);

    fn commit(number: u64, kinds: Vec<EventKind>) -> Commit {
        let id = ChangeSetId::from_u128(u128::from(number));
        let events = kinds.into_iter().map(|kind| Event { kind, revision: Revision::FIRST });
        let (told, at) = ((Cause::Update, Audit::default()), Timestamp::EPOCH);
        let record =
            CommitRecord::restored((id, 0), Sequence::new(number), at, told, events.collect());
        Commit::new(Arc::new(record), Vec::new())
    }

    fn everybody() -> Arc<Stored<Segment>> {
        let segment = Segment::new("All".parse().unwrap(), ContactQuery::all());
        let (revision, at) = (Revision::FIRST, Timestamp::EPOCH);
        Arc::new(Stored::restored(SEGMENT, revision, at, at, segment))
    }

    #[test]
    fn commits_are_followed_in_order_and_once() {
        let mut membership = Membership::of_all();
        let early = membership.follow(&commit(2, vec![]));
        let (expected, found) = (Sequence::new(1), Sequence::new(2));
        assert_eq!(early, Err(LeftOut { expected, found }));
        assert_eq!(early.unwrap_err().to_string(), "commit 2 does not follow: 1 is next");
        assert_eq!(membership.seen(), None);

        membership.restart(Sequence::new(4), &[everybody()]);
        let ada = ContactId::from_u128(7);
        membership.settle(&membership.unsure()[0].clone(), [ada]).unwrap();
        let deleted = EventKind::ContactDeleted { id: ada, merged_into: None };
        // Accounted for when the members were read.
        let old = membership.follow(&commit(4, vec![deleted.clone()]));
        assert_eq!(old, Ok(vec![]));
        let left = Move::Left { segment: SEGMENT, contact: ada };
        assert_eq!(membership.follow(&commit(5, vec![deleted])), Ok(vec![left]));
    }

    #[test]
    fn members_that_were_read_before_a_commit_do_not_count_after_it() {
        let mut membership = Membership::of_all();
        membership.restart(Sequence::START, &[everybody()]);
        let unsure = membership.unsure();
        membership.follow(&commit(1, vec![])).unwrap();
        assert_eq!(membership.settle(&unsure[0], [ContactId::from_u128(7)]), None);
        assert_eq!(membership.members(&SEGMENT).len(), 0);
        assert_eq!(membership.unsure().len(), 1);
    }

    #[test]
    fn only_the_segments_that_were_asked_for_are_followed() {
        let mut membership = Membership::of([SegmentId::from_u128(2)]);
        membership.restart(Sequence::START, &[everybody()]);
        assert_eq!(membership.unsure(), []);
        let mut membership = Membership::of([SEGMENT]);
        membership.restart(Sequence::START, &[everybody()]);
        assert_eq!(membership.unsure().len(), 1);
        // Begun again when it is gone.
        let ada = ContactId::from_u128(7);
        membership.settle(&membership.unsure()[0].clone(), [ada]).unwrap();
        let left = Move::Left { segment: SEGMENT, contact: ada };
        assert_eq!(membership.restart(Sequence::new(9), &[]), [left]);
    }
}
