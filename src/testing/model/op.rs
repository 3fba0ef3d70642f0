//! Steps of random runs: few contacts, few keys, few names, so that they collide.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::request::{Edit, Need, Request};
use super::view::{Universe, View};
use crate::change::{Cause, Definition};
use crate::contact::{
    Channels, Contact, ContactInfo, EmailAddress, Entry, Line, MatchKey, Origin, OriginKind,
    PhoneNumber,
};
use crate::field::{DataType, ExtendedField, FieldKey, FieldName, FieldValue};
use crate::id::{ChangeSetId, ContactId, EntryId};
use crate::label::{Label, LabelKey, LabelName};
use crate::merge;
use crate::record::{Record, RecordId, Revision, Slot, Stored};
use crate::testing::Dice;
use crate::time::Timestamp;

const CONTACTS: u8 = 7;
const FIRST_NAMES: [&str; 3] = ["Ada", "Grace", "e\u{301}ve "];
const EMAILS: [&str; 5] = ["a@x.test", "A@X.test", "b@x.test", "B@x.test", "c@x.test"];
const PHONES: [(&str, Option<&str>); 5] = [
    ("+49 30 23125001", None),
    ("030 23125001", Some("DE")),
    ("030 23125001", None),
    ("(030) 23125-001", None),
    ("555 0100", None),
];
const LABELS: [&str; 4] = ["custom.a", "custom.b", "custom.c", "contacts.customers"];
const NAMES: [&str; 4] = ["One", "Two", "Three", "one"];
const FIELDS: [&str; 3] = ["custom.f", "custom.g", "invoices.vatId"];
const VALUES: [(DataType, &str); 4] = [
    (DataType::Text, "x"),
    (DataType::Text, " y "),
    (DataType::Number, "12.50"),
    (DataType::Date, "2024-02-29"),
];

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

/// What a contact shall hold; 0 for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Draft {
    pub first: u8,
    pub email: u8,
    pub phone: u8,
    /// One bit for each.
    pub labels: u8,
    pub field: u8,
    pub value: u8,
}

/// Everything that may occur in a run of [`Op`]s.
pub fn universe() -> Universe {
    let emails = EMAILS.iter().map(|text| email(text).match_key());
    let phones = PHONES.iter().flat_map(|(text, country)| phone(text, *country).match_keys());
    let mut keys: Vec<MatchKey> = emails.chain(phones).collect();
    keys.sort();
    keys.dedup();
    let never = ContactId::from_u128(99);
    Universe {
        contacts: (0..CONTACTS).map(contact_id).chain([never]).collect(),
        keys,
        labels: LABELS.iter().map(|key| LabelKey::from_static(key)).collect(),
        label_names: NAMES.iter().map(|name| label_name(name)).collect(),
        fields: FIELDS.iter().map(|key| FieldKey::from_static(key)).collect(),
        field_names: NAMES.iter().map(|name| field_name(name)).collect(),
    }
}

/// What a client has read, older versions too.
#[derive(Clone, Debug, Default)]
pub struct Known {
    contacts: BTreeMap<ContactId, Vec<Arc<Stored<Contact>>>>,
    labels: BTreeMap<LabelKey, Vec<Arc<Stored<Label>>>>,
    fields: BTreeMap<FieldKey, Vec<Arc<Stored<ExtendedField>>>>,
}

impl Known {
    /// Notes what can be seen now.
    pub fn see(&mut self, view: &View) {
        for (_, slot) in &view.slots {
            if let Some(Slot::Contact(contact)) = slot {
                note(&mut self.contacts, contact);
            }
        }
        for (_, label) in &view.label {
            if let Some(Definition::Live(label)) = label {
                note(&mut self.labels, label);
            }
        }
        for (_, field) in &view.field {
            if let Some(Definition::Live(field)) = field {
                note(&mut self.fields, field);
            }
        }
    }

    fn contact(&self, who: u8, stale: bool) -> Arc<Stored<Contact>> {
        recall(&self.contacts, contact_id(who), stale, || Draft::NAMED.contact(Timestamp::EPOCH))
    }

    fn label(&self, label: u8, stale: bool) -> Arc<Stored<Label>> {
        recall(&self.labels, label_key(label), stale, || Label::new(label_name("Unknown")))
    }

    fn field(&self, field: u8) -> Arc<Stored<ExtendedField>> {
        let (name, data_type) = (field_name("Unknown"), DataType::Text);
        recall(&self.fields, field_key(field), false, || ExtendedField { name, data_type })
    }
}

fn note<T: Record>(known: &mut BTreeMap<T::Id, Vec<Arc<Stored<T>>>>, now: &Arc<Stored<T>>)
where
    T::Id: Ord,
{
    let versions = known.entry(now.id().clone()).or_default();
    if versions.last() != Some(now) {
        versions.push(Arc::clone(now));
    }
}

/// The last version, or the one before it; if none was ever seen, one that never was.
fn recall<T: Record>(
    known: &BTreeMap<T::Id, Vec<Arc<Stored<T>>>>,
    id: T::Id,
    stale: bool,
    otherwise: impl FnOnce() -> T,
) -> Arc<Stored<T>>
where
    T::Id: Ord,
{
    let versions = known.get(&id).map_or(&[][..], Vec::as_slice);
    let older = versions.len().checked_sub(2).filter(|_| stale).map(|at| &versions[at]);
    older.or(versions.last()).cloned().unwrap_or_else(|| {
        let (revision, at) = (Revision::FIRST, Timestamp::EPOCH);
        Arc::new(Stored::restored(id, revision, at, at, otherwise()))
    })
}

impl Op {
    /// A step. `weights` says how often each kind comes, so that every seed has its own mixture.
    pub fn roll(dice: &mut Dice, weights: &[u8; 14]) -> Self {
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
                    _ => Self::RequireRoom { step, labels: dice.small(4), fields: dice.small(3) },
                }
            }
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

    /// A step that is one edit.
    fn roll_flat(dice: &mut Dice) -> Self {
        const FLAT: [u8; 14] = [3, 3, 2, 2, 1, 2, 1, 1, 1, 1, 1, 0, 0, 0];
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
                if let Ok(after) = merge::join(target.value().clone(), values)
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
            Self::RequireRoom { step, labels, fields } => {
                step.add(request, known);
                request.needs.push(Need::LabelRoom(usize::from(*labels)));
                request.needs.push(Need::FieldRoom(usize::from(*fields)));
            }
            Self::Reuse { step, .. } => step.add(request, known),
            Self::Again { .. } => {}
        }
    }
}

impl Draft {
    const NAMED: Self = Self { first: 1, email: 0, phone: 0, labels: 0, field: 0, value: 0 };

    fn roll(dice: &mut Dice) -> Self {
        Self {
            first: dice.small(4),
            email: dice.small(6),
            phone: dice.small(6),
            labels: if dice.chance(50) { dice.small(16) & dice.small(16) } else { 0 },
            field: if dice.chance(30) { dice.small(4) } else { 0 },
            value: dice.small(4),
        }
    }

    /// The contact, made at this time.
    ///
    /// # Panics
    ///
    /// Never: it has a name if it has nothing else.
    pub fn contact(self, now: Timestamp) -> Contact {
        let pick = |place: u8| usize::from(place).checked_sub(1);
        let mut info = ContactInfo::default();
        info.first = pick(self.first).and_then(|at| line(FIRST_NAMES[at % FIRST_NAMES.len()]));
        if let Some(at) = pick(self.email) {
            info.emails = channels(email(EMAILS[at % EMAILS.len()]));
        }
        if let Some(at) = pick(self.phone) {
            let (text, country) = PHONES[at % PHONES.len()];
            info.phones = channels(phone(text, country));
        }
        let bits = (0..4).filter(|bit| self.labels & (1 << bit) != 0);
        info.labels = bits.map(label_key).collect();
        if let Some(at) = pick(self.field) {
            let (data_type, text) = VALUES[usize::from(self.value) % VALUES.len()];
            let value: Option<FieldValue> = data_type.read(text).ok().flatten();
            let key = FieldKey::from_static(FIELDS[at % FIELDS.len()]);
            info.fields.extend(value.map(|value| (key, value)));
        }
        if info.identifiable().is_err() {
            info.first = line("Nobody");
        }
        Contact::new(info, Origin::new(OriginKind::OTHER), now).expect("it has a name")
    }
}

fn channels<T: crate::contact::Tagged>(value: T) -> Channels<T> {
    Channels::new(vec![Entry { id: EntryId::from_u128(1), tag: T::Tag::default(), value }], 0)
}

fn contact_id(who: u8) -> ContactId {
    ContactId::from_u128(u128::from(who) + 1)
}

fn label_key(label: u8) -> LabelKey {
    LabelKey::from_static(LABELS[usize::from(label) % LABELS.len()])
}

fn field_key(field: u8) -> FieldKey {
    FieldKey::from_static(FIELDS[usize::from(field) % FIELDS.len()])
}

fn name_of(name: u8) -> &'static str {
    NAMES[usize::from(name) % NAMES.len()]
}

fn line(text: &str) -> Option<Line> {
    text.parse().ok()
}

fn label_name(text: &str) -> LabelName {
    text.parse().expect("a literal that is a name")
}

fn field_name(text: &str) -> FieldName {
    text.parse().expect("a literal that is a name")
}

fn email(text: &'static str) -> EmailAddress {
    EmailAddress::from_static(text)
}

fn phone(text: &str, country: Option<&str>) -> PhoneNumber {
    let country = country.map(|country| country.parse().expect("a literal that is a country"));
    PhoneNumber::new(text, country).expect("a literal that is a number")
}
