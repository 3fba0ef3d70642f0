//! How a broken store looks at its book while it seals.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Flaw;
use super::book::{Book, Place};
use crate::change::{
    ChangeSet, CommitError, CommitRecord, Conflict, Definition, Expect, Found, Ground, Sealed,
    Write,
};
use crate::contact::MatchKey;
use crate::field::{DataType, FieldKey, FieldName};
use crate::id::{BookId, ChangeSetId, ContactId, SegmentId};
use crate::label::{LabelKey, LabelName};
use crate::record::{RecordId, Sequence};

/// When a store looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// While it holds the lock under which it writes.
    Locked,
    /// Before.
    Before,
}

/// Seals, and again without what the flaw looks away from.
pub(super) fn seal(
    books: &BTreeMap<BookId, Book>,
    book: BookId,
    changes: &ChangeSet,
    flaw: Flaw,
    moment: Moment,
) -> Result<Sealed, CommitError> {
    let empty = Book::default();
    let mut ignored = Vec::new();
    loop {
        let own = books.get(&book).unwrap_or(&empty);
        let ground = Looking { books, book: own, flaw, moment, ignored: &ignored };
        match changes.seal(&ground) {
            Err(error)
                if looks_away(flaw, moment, &error, changes) && !ignored.contains(&error) =>
            {
                ignored.push(error);
            }
            answer => return answer,
        }
    }
}

fn looks_away(flaw: Flaw, moment: Moment, error: &CommitError, changes: &ChangeSet) -> bool {
    if flaw.looks_first() && moment == Moment::Before {
        return false;
    }
    match error {
        CommitError::Conflict(conflict) => looks_away_from(flaw, conflict, changes),
        CommitError::Taken { .. } => {
            matches!(flaw, Flaw::SeesNoHolders | Flaw::LooksAtHoldersFirst)
        }
        CommitError::UnknownLabel(_) => {
            matches!(flaw, Flaw::AcceptsUnknownLabels | Flaw::LooksAtLabelsFirst)
        }
        CommitError::UnknownField { .. } => flaw == Flaw::AcceptsAnyField,
        CommitError::LabelNameTaken { .. } => flaw == Flaw::ForgetsLabelNames,
        CommitError::TooManyLabels { .. }
        | CommitError::TooManyFields { .. }
        | CommitError::TooManySegments { .. } => flaw == Flaw::MiscountsDefinitions,
        CommitError::KeyReuse(_) => flaw == Flaw::AcceptsReuse,
        _ => false,
    }
}

fn looks_away_from(flaw: Flaw, conflict: &Conflict, changes: &ChangeSet) -> bool {
    let Conflict { record, expected, found } = conflict;
    let id = match record {
        RecordId::Contact(id) => *id,
        RecordId::Label(_) | RecordId::Field(_) | RecordId::Segment(_) => {
            let edited = changes.writes().any(|write| write.record() == *record);
            let create = *expected == Expect::Absent;
            return match flaw {
                Flaw::IgnoresRequirements => !edited,
                Flaw::ReusesLabelKeys => create && matches!(record, RecordId::Label(_)),
                Flaw::ReusesFieldKeys => create && matches!(record, RecordId::Field(_)),
                Flaw::ReusesSegmentIds => create && matches!(record, RecordId::Segment(_)),
                Flaw::ChangesOldDefinitions => edited && matches!(found, Found::Live(_)),
                _ => false,
            };
        }
    };
    let mut edit = None;
    let mut target = false;
    for write in changes.writes() {
        match write {
            Write::PutContact(contact) if contact.id == id => edit = Some((true, None)),
            Write::RemoveContact { id: source, into } => {
                target |= into == Some(id);
                if source == id {
                    edit = Some((false, into));
                }
            }
            _ => {}
        }
    }
    let source = matches!(edit, Some((false, Some(_))));
    let (put, live) = (matches!(edit, Some((true, _))), matches!(found, Found::Live(_)));
    let create = *expected == Expect::Absent;
    let redirect = matches!(found, Found::Redirect { .. });
    match flaw {
        Flaw::IgnoresRevisions => put && live && !create,
        Flaw::IgnoresRevisionsOfDeletions => live && edit == Some((false, None)),
        Flaw::GuardsNoSource => live && source,
        Flaw::GuardsNoTarget => live && target,
        Flaw::OverwritesLive => create && live,
        Flaw::RevivesMerged => create && redirect,
        Flaw::RevivesDeleted => create && *found == Found::Deleted,
        Flaw::WritesMerged => !create && redirect && !source && !target,
        Flaw::MergesMerged => redirect && (source || target),
        Flaw::IgnoresRequirements => edit.is_none(),
        Flaw::LooksAtRevisionsFirst => put && !create,
        Flaw::LooksAtIdsFirst => create,
        Flaw::LooksAtMergesFirst => source || target,
        _ => false,
    }
}

impl Write<'_> {
    /// The record that is written.
    fn record(&self) -> RecordId {
        match self {
            Self::PutContact(contact) => RecordId::Contact(contact.id),
            Self::RemoveContact { id, .. } => RecordId::Contact(*id),
            Self::PutLabel(label) => RecordId::Label(label.id.clone()),
            Self::RemoveLabel(key) => RecordId::Label((*key).clone()),
            Self::PutField(field) => RecordId::Field(field.id.clone()),
            Self::RemoveField(key) => RecordId::Field((*key).clone()),
            Self::PutSegment(segment) => RecordId::Segment(segment.id),
            Self::RemoveSegment(id) => RecordId::Segment(**id),
        }
    }
}

/// A book, seen through a flaw.
struct Looking<'a> {
    books: &'a BTreeMap<BookId, Book>,
    book: &'a Book,
    flaw: Flaw,
    moment: Moment,
    /// What it said before and shall not say again.
    ignored: &'a [CommitError],
}

impl Looking<'_> {
    /// What is expected of a record whose conflict is ignored.
    fn pretended(&self, record: &RecordId) -> Option<Found> {
        self.ignored.iter().find_map(|error| match error {
            CommitError::Conflict(conflict) if conflict.record == *record => {
                Some(match conflict.expected {
                    Expect::Absent => Found::Unused,
                    Expect::At(revision) => Found::Live(revision),
                })
            }
            _ => None,
        })
    }
}

fn found<T: crate::record::Record>(definition: Option<Definition<T>>) -> Found {
    match definition {
        None => Found::Unused,
        Some(Definition::Live(definition)) => Found::Live(definition.revision()),
        Some(Definition::Deleted) => Found::Deleted,
    }
}

impl Ground for Looking<'_> {
    fn head(&self) -> Sequence {
        Sequence::new(self.book.head)
    }

    fn committed(&self, id: ChangeSetId) -> Option<Arc<CommitRecord>> {
        let late = self.flaw == Flaw::LooksAtRetriesFirst && self.moment == Moment::Locked;
        let reused = self.ignored.contains(&CommitError::KeyReuse(id));
        if late || reused || self.flaw == Flaw::ForgetsIds {
            return None;
        }
        match self.flaw {
            Flaw::SharesIds => self.books.values().find_map(|book| book.done.get(&id).cloned()),
            _ => self.book.done.get(&id).cloned(),
        }
    }

    fn contact(&self, id: ContactId) -> Found {
        self.pretended(&RecordId::Contact(id)).unwrap_or_else(|| match self.book.place(id) {
            None => Found::Unused,
            Some(Place::Live(contact)) => Found::Live(contact.revision()),
            Some(Place::Merged(to)) => Found::Redirect { to: *to },
            Some(Place::Deleted) => Found::Deleted,
        })
    }

    fn label(&self, key: &LabelKey) -> Found {
        if self.ignored.contains(&CommitError::UnknownLabel(key.clone())) {
            return Found::Live(crate::record::Revision::FIRST);
        }
        let pretended = self.pretended(&RecordId::Label(key.clone()));
        pretended.unwrap_or_else(|| found(self.book.labels.get(key)))
    }

    fn label_named(&self, name: &LabelName) -> Option<LabelKey> {
        let ignored = |error: &CommitError| matches!(error, CommitError::LabelNameTaken { name: taken, .. } if taken == name);
        let label = self.book.label_named(name, self.flaw)?;
        (!self.ignored.iter().any(ignored)).then(|| label.id().clone())
    }

    fn label_count(&self) -> usize {
        if self.flaw == Flaw::MiscountsDefinitions { 0 } else { self.book.labels.live().count() }
    }

    fn field(&self, key: &FieldKey) -> Found {
        let pretended = self.pretended(&RecordId::Field(key.clone()));
        pretended.unwrap_or_else(|| found(self.book.fields.get(key)))
    }

    fn field_type(&self, key: &FieldKey) -> Option<DataType> {
        let ignored = self.ignored.iter().find_map(|error| match error {
            CommitError::UnknownField { key: unknown, data_type } if unknown == key => {
                Some(*data_type)
            }
            _ => None,
        });
        let field = self.book.fields.get(key).and_then(Definition::live);
        ignored.or(field.map(|field| field.data_type))
    }

    fn field_named(&self, name: &FieldName) -> Option<FieldKey> {
        self.book.field_named(name).map(|field| field.id().clone())
    }

    fn field_count(&self) -> usize {
        if self.flaw == Flaw::MiscountsDefinitions { 0 } else { self.book.fields.live().count() }
    }

    fn segment(&self, id: &SegmentId) -> Found {
        let pretended = self.pretended(&RecordId::Segment(*id));
        pretended.unwrap_or_else(|| found(self.book.segments.get(id)))
    }

    fn segment_count(&self) -> usize {
        if self.flaw == Flaw::MiscountsDefinitions { 0 } else { self.book.segments.live().count() }
    }

    fn holders(&self, key: &MatchKey) -> Vec<ContactId> {
        let ignored = |error: &CommitError| matches!(error, CommitError::Taken { key: taken, .. } if taken == key);
        match self.ignored.iter().any(ignored) {
            true => Vec::new(),
            false => self.book.holders(key),
        }
    }
}
