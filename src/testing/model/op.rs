//! Steps of random runs: few contacts, few keys, few names, so that they collide.

use super::draft::{
    CONTACTS, Draft, SEGMENTS, contact_id, field_key, field_name, label_key, label_name, name_of,
    segment, segment_id, universe,
};
use super::known::Known;
use super::request::{Edit, Need, Request};
use crate::change::Cause;
use crate::field::{DataType, ExtendedField};
use crate::id::ChangeSetId;
use crate::label::Label;
use crate::merge;
use crate::record::RecordId;
use crate::testing::Dice;
use crate::time::Timestamp;

/// A step. The numbers choose from a short list each.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Op {
    Create {
        who: u8,
        draft: Draft,
    },
    Update {
        who: u8,
        draft: Draft,
        stale: bool,
    },
    Rewrite {
        who: u8,
    },
    Delete {
        who: u8,
        stale: bool,
    },
    Merge {
        target: u8,
        sources: Vec<u8>,
        stale: Option<u8>,
    },
    CreateLabel {
        label: u8,
        name: u8,
    },
    RenameLabel {
        label: u8,
        name: u8,
        stale: bool,
    },
    DeleteLabel {
        label: u8,
        stale: bool,
    },
    CreateField {
        field: u8,
        name: u8,
        number: bool,
    },
    RenameField {
        field: u8,
        name: u8,
    },
    DeleteField {
        field: u8,
    },
    CreateSegment {
        segment: u8,
        name: u8,
        query: u8,
    },
    UpdateSegment {
        segment: u8,
        name: u8,
        query: u8,
        stale: bool,
    },
    DeleteSegment {
        segment: u8,
        stale: bool,
    },
    /// Several at once.
    Together(Vec<Op>),
    RequireContact {
        step: Box<Op>,
        who: u8,
        stale: bool,
    },
    RequireLabel {
        step: Box<Op>,
        label: u8,
    },
    RequireFree {
        step: Box<Op>,
        key: u8,
    },
    RequireRoom {
        step: Box<Op>,
        labels: u8,
        fields: u8,
        segments: u8,
    },
    /// Commits what was asked so many steps ago once more.
    Again {
        back: u8,
    },
    /// Commits something else under the identity of what was asked so many steps ago.
    Reuse {
        step: Box<Op>,
        back: u8,
    },
}

impl Op {
    /// A step. `weights` says how often each kind comes, so that every seed has its own mixture.
    pub fn roll(dice: &mut Dice, weights: &[u8; 15]) -> Self {
        let total: usize = weights.iter().map(|weight| usize::from(*weight)).sum();
        let mut left = dice.below(total.max(1));
        let kind = weights.iter().position(|weight| {
            let here = left < usize::from(*weight);
            left = left.saturating_sub(usize::from(*weight));
            here
        });
        match kind.unwrap_or(0) {
            0 | 1 => Self::roll_simple(dice),
            2 => Self::Delete { who: dice.small(CONTACTS), stale: dice.chance(20) },
            3 | 4 => Self::roll_merge(dice),
            5 => Self::CreateLabel { label: dice.small(3), name: dice.small(4) },
            6 => Self::RenameLabel {
                label: dice.small(3),
                name: dice.small(4),
                stale: dice.chance(20),
            },
            7 => Self::DeleteLabel { label: dice.small(3), stale: dice.chance(20) },
            8 => Self::CreateField {
                field: dice.small(2),
                name: dice.small(4),
                number: dice.chance(30),
            },
            9 => Self::RenameField { field: dice.small(2), name: dice.small(4) },
            10 => Self::DeleteField { field: dice.small(2) },
            11 => {
                let most = dice.below(4) + 2;
                Self::Together((0..most).map(|_| Self::roll_flat(dice)).collect())
            }
            12 => {
                let step = Box::new(Self::roll_flat(dice));
                match dice.below(4) {
                    0 => Self::RequireContact {
                        step,
                        who: dice.small(CONTACTS),
                        stale: dice.chance(30),
                    },
                    1 => Self::RequireLabel { step, label: dice.small(3) },
                    2 => Self::RequireFree { step, key: dice.small(9) },
                    _ => Self::RequireRoom {
                        step,
                        labels: dice.small(4),
                        fields: dice.small(3),
                        segments: dice.small(4),
                    },
                }
            }
            14 => Self::roll_segment(dice),
            _ if dice.chance(70) => Self::Again { back: dice.small(6) },
            _ => Self::Reuse { step: Box::new(Self::roll_flat(dice)), back: dice.small(6) },
        }
    }

    fn roll_simple(dice: &mut Dice) -> Self {
        let (who, draft) = (dice.small(CONTACTS), Draft::roll(dice));
        match dice.below(5) {
            0 | 1 => Self::Create { who, draft },
            2 | 3 => Self::Update { who, draft, stale: dice.chance(20) },
            _ => Self::Rewrite { who },
        }
    }

    fn roll_merge(dice: &mut Dice) -> Self {
        let sources = (0..=dice.below(3)).map(|_| dice.small(CONTACTS)).collect();
        let stale = dice.chance(20).then(|| dice.small(4));
        Self::Merge { target: dice.small(CONTACTS), sources, stale }
    }

    fn roll_segment(dice: &mut Dice) -> Self {
        let (segment, name, query) = (dice.small(SEGMENTS), dice.small(4), dice.small(4));
        match dice.below(6) {
            0..3 => Self::CreateSegment { segment, name, query },
            3 | 4 => Self::UpdateSegment { segment, name, query, stale: dice.chance(20) },
            // An id is used once.
            _ => Self::DeleteSegment { segment, stale: dice.chance(40) },
        }
    }

    /// A step that is one edit.
    fn roll_flat(dice: &mut Dice) -> Self {
        const FLAT: [u8; 15] = [3, 3, 2, 2, 1, 2, 1, 1, 1, 1, 1, 0, 0, 0, 2];
        Self::roll(dice, &FLAT)
    }

    /// The request of this step, of a client that knows this. `asked` are its earlier requests.
    pub fn request(
        &self,
        id: ChangeSetId,
        at: Timestamp,
        known: &Known,
        asked: &[Request],
    ) -> Request {
        let earlier = |back: u8| {
            asked.len().checked_sub(usize::from(back) + 1).and_then(|place| asked.get(place))
        };
        let mut request = Request::new(id, at, self.cause());
        match self {
            Self::Again { back } => return earlier(*back).cloned().unwrap_or(request),
            Self::Reuse { back, .. } => request.id = earlier(*back).map_or(id, |asked| asked.id),
            _ => {}
        }
        self.add(&mut request, known);
        request
    }

    fn cause(&self) -> Cause {
        match self {
            Self::Merge { .. } => Cause::Merge,
            Self::Delete { .. } => Cause::Delete,
            Self::Create { .. } => Cause::Create,
            _ => Cause::Update,
        }
    }

    fn add(&self, request: &mut Request, known: &Known) {
        let at = request.at;
        match self {
            Self::Create { who, draft } => {
                let contact = Box::new(draft.contact(at));
                request.push(Edit::Create { id: contact_id(*who), contact });
            }
            Self::Update { who, draft, stale } => {
                let before = known.contact(*who, *stale);
                let mut after = Box::new(before.value().clone());
                after.info = draft.contact(at).info;
                request.push(Edit::Update { before, after });
            }
            Self::Rewrite { who } => {
                let before = known.contact(*who, false);
                let after = Box::new(before.value().clone());
                request.push(Edit::Update { before, after });
            }
            Self::Delete { who, stale } => {
                request.push(Edit::Delete { before: known.contact(*who, *stale) });
            }
            Self::Merge { target, sources, stale } => {
                let target = known.contact(*target, *stale == Some(0));
                let mut distinct = Vec::new();
                for (place, source) in sources.iter().enumerate() {
                    let old = stale.is_some_and(|stale| usize::from(stale) == place + 1);
                    let source = known.contact(*source, old);
                    if source.id() != target.id() && !distinct.contains(&source) {
                        distinct.push(source);
                    }
                }
                let values = distinct.iter().map(|source| source.value());
                if let Ok(after) = merge::join(target.value(), values)
                    && !distinct.is_empty()
                {
                    let after = Box::new(after);
                    request.push(Edit::Merge { target, after, sources: distinct });
                }
            }
            Self::CreateLabel { label, name } => {
                let (key, label) = (label_key(*label), Label::new(label_name(name_of(*name))));
                request.push(Edit::CreateLabel { key, label });
            }
            Self::RenameLabel { label, name, stale } => {
                let before = known.label(*label, *stale);
                let label = Label { name: label_name(name_of(*name)), ..before.value().clone() };
                request.push(Edit::UpdateLabel { before, label });
            }
            Self::DeleteLabel { label, stale } => {
                request.push(Edit::DeleteLabel { before: known.label(*label, *stale) });
            }
            Self::CreateField { field, name, number } => {
                let data_type = if *number { DataType::Number } else { DataType::Text };
                let field_ = ExtendedField { name: field_name(name_of(*name)), data_type };
                request.push(Edit::CreateField { key: field_key(*field), field: field_ });
            }
            Self::RenameField { field, name } => {
                let (before, name) = (known.field(*field), field_name(name_of(*name)));
                request.push(Edit::RenameField { before, name });
            }
            Self::DeleteField { field } => {
                request.push(Edit::DeleteField { before: known.field(*field) });
            }
            Self::CreateSegment { segment: at, name, query } => {
                let (id, segment) = (segment_id(*at), segment(*name, *query));
                request.push(Edit::CreateSegment { id, segment });
            }
            Self::UpdateSegment { segment: at, name, query, stale } => {
                let (before, segment) = (known.segment(*at, *stale), segment(*name, *query));
                request.push(Edit::UpdateSegment { before, segment });
            }
            Self::DeleteSegment { segment, stale } => {
                request.push(Edit::DeleteSegment { before: known.segment(*segment, *stale) });
            }
            Self::Together(steps) => steps.iter().for_each(|step| step.add(request, known)),
            Self::RequireContact { step, who, stale } => {
                step.add(request, known);
                let contact = known.contact(*who, *stale);
                let record = RecordId::Contact(*contact.id());
                request.needs.push(Need::At(record, contact.revision()));
            }
            Self::RequireLabel { step, label } => {
                step.add(request, known);
                let label = known.label(*label, false);
                let record = RecordId::Label(label.id().clone());
                request.needs.push(Need::At(record, label.revision()));
            }
            Self::RequireFree { step, key } => {
                step.add(request, known);
                let keys = universe().keys;
                request.needs.push(Need::Free(keys[usize::from(*key) % keys.len()].clone()));
            }
            Self::RequireRoom { step, labels, fields, segments } => {
                step.add(request, known);
                request.needs.push(Need::LabelRoom(usize::from(*labels)));
                request.needs.push(Need::FieldRoom(usize::from(*fields)));
                request.needs.push(Need::SegmentRoom(usize::from(*segments)));
            }
            Self::Reuse { step, .. } => step.add(request, known),
            Self::Again { .. } => {}
        }
    }
}
