use std::borrow::Cow;
use std::collections::HashMap;
use std::str::FromStr;

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::super::{Card, Version};
use super::address::{self, Adr};
use super::alternatives::Alternatives;
use super::kind::Kind;
use super::types::{self, Types};
use super::{kept, values};
use crate::contact::{Anchor, Line, MAX_ENTRIES, MAX_LABELS, PhoneNumber, Property};
use crate::interop::map;
use crate::interop::map::anchor::{self, anchor};
use crate::interop::map::days::Day;
use crate::interop::map::{Draft, ImportOptions, Imported, Taken, uid};
use crate::interop::{Problem, Severity, Skipped};
use crate::label::LabelName;
use crate::text::Text;

/// What a card says of a contact.
///
/// Every line is kept: those that became a value of the contact are anchored to it, all others are
/// foreign, and so is what does not fit the model. Pictures, sounds and keys are taken out of
/// their lines, into [`Imported::media`].
///
/// Only what is over a limit of the options is left out, each time with a problem: media that are
/// too large, and the longest foreign lines of a card that is all too long.
///
/// # Errors
///
/// The card as [`Skipped`] if it holds no name, e-mail address or phone number.
pub fn import(card: Card, options: &ImportOptions) -> Result<Imported, Skipped> {
    let Card { first_line, last_line, version, properties, lines, problems, raw } = card;
    let mut reader = Reader::new(version, properties, lines, problems, options);
    reader.name_and_company();
    reader.lines();
    reader.last_resort();
    if !reader.draft.identifies() {
        let problem =
            Problem::new(Severity::Error, "record.nothing", first_line, &shown(&reader.properties));
        return Err(Skipped { first_line, last_line, problem, raw: Some(raw) });
    }
    reader.preferred();
    kept::limit(&mut reader, raw.len());
    let Reader { properties, draft, email, phone, .. } = reader;
    let imported = draft.finish(properties, email.at, phone.at);
    Ok(Imported { first_line, last_line, raw, ..imported })
}

/// The first value of a card, to know it by.
fn shown(properties: &[Property]) -> String {
    let mut values = properties.iter().map(|property| property.value.trim());
    values.find(|value| !value.is_empty()).unwrap_or_default().chars().take(80).collect()
}

pub(super) struct Reader<'o> {
    pub(super) version: Version,
    pub(super) properties: Vec<Property>,
    pub(super) kinds: SmallVec<[Kind; 64]>,
    pub(super) lines: Vec<u32>,
    /// The places of the labels of groups, by the group in lower case.
    labels: HashMap<SmolStr, usize>,
    alternatives: Alternatives,
    pub(super) draft: Draft,
    pub(super) options: &'o ImportOptions,
    /// Whether it says that it is the card of a company.
    pub(super) company_card: bool,
    email: Preferred,
    phone: Preferred,
    /// Lines that are left out.
    pub(super) left_out: Vec<usize>,
}

/// The preferred entry of a list.
#[derive(Clone, Copy, Debug, Default)]
struct Preferred {
    at: usize,
    rank: Option<u32>,
    /// The line that says the same of another entry.
    other: Option<usize>,
}

impl Preferred {
    /// Takes the entry that came to stand at `at`, from this line.
    fn take(&mut self, at: usize, line: usize, rank: Option<u32>) {
        let Some(rank) = rank else { return };
        match self.rank {
            Some(best) if rank > best => {}
            Some(best) if rank == best => self.other = self.other.or(Some(line)),
            _ => *self = Self { at, rank: Some(rank), other: None },
        }
    }
}

impl<'o> Reader<'o> {
    fn new(
        version: Version,
        properties: Vec<Property>,
        lines: Vec<u32>,
        problems: Vec<Problem>,
        options: &'o ImportOptions,
    ) -> Self {
        let kinds: SmallVec<[Kind; 64]> = properties.iter().map(Kind::of_line).collect();
        let labels = (kinds.iter().enumerate())
            .filter(|(_, kind)| **kind == Kind::GroupLabel)
            .filter_map(|(at, _)| Some((folded(properties[at].group.as_ref()?), at)))
            .collect();
        let alternatives = Alternatives::of(&properties, &kinds);
        let draft = Draft { problems, ..Draft::default() };
        let mut reader = Self {
            version,
            properties,
            kinds,
            lines,
            labels,
            alternatives,
            draft,
            options,
            company_card: false,
            email: Preferred::default(),
            phone: Preferred::default(),
            left_out: Vec::new(),
        };
        let (company, group) = reader.what_it_is();
        reader.company_card = company;
        reader.draft.members = group.then(Vec::new);
        reader
    }

    /// The place of the first line of this kind that says something.
    pub(super) fn find(&self, kind: Kind) -> Option<usize> {
        let blank = |c: char| c == ';' || c.is_whitespace();
        (0..self.kinds.len()).find(|at| {
            self.kinds[*at] == kind
                && !self.is_alternative(*at)
                && !self.properties[*at].value.trim_matches(blank).is_empty()
        })
    }

    /// The place of the first line of this kind.
    pub(super) fn any(&self, kind: Kind) -> Option<usize> {
        self.kinds.iter().position(|known| *known == kind)
    }

    /// Whether the line says in another language what another line says.
    pub(super) fn is_alternative(&self, at: usize) -> bool {
        self.alternatives.has(at)
    }

    pub(super) fn plain(&self, at: usize) -> Cow<'_, str> {
        values::plain(self.version, &self.properties[at])
    }

    pub(super) fn anchor(&mut self, at: usize, anchor: Anchor) {
        self.properties[at].anchor = Some(anchor);
    }

    pub(super) fn warn(&mut self, at: usize, severity: Severity, code: &'static str) {
        let property = &self.properties[at];
        let line = self.lines.get(at).copied().unwrap_or_default();
        // Nothing of a picture is shown.
        let shown = if code.starts_with("media.") { "" } else { property.value.as_str() };
        let shown: String = shown.chars().take(80).collect();
        let problem = Problem::new(severity, code, line, &shown).about(property.name.clone());
        self.draft.problems.push(problem);
    }

    /// A text of the contact; what is too long for it stays foreign.
    pub(super) fn line(&mut self, at: usize, text: &str) -> Option<Line> {
        match Line::read("text", text) {
            Ok(line) => line,
            Err(_) => {
                self.warn(at, Severity::Warning, "field.too_long");
                None
            }
        }
    }

    /// The label of the group of a line.
    pub(super) fn label(&self, at: usize) -> Option<Cow<'_, str>> {
        if self.labels.is_empty() {
            return None;
        }
        let label = self.labels.get(&folded(self.properties[at].group.as_ref()?))?;
        Some(self.plain(*label))
    }

    fn lines(&mut self) {
        let title = self.find(Kind::Title).or_else(|| self.find(Kind::Role));
        let birthday = self.birthday_line();
        let language = self.language();
        for at in 0..self.kinds.len() {
            let kind = self.kinds[at];
            if self.is_alternative(at) {
                continue;
            }
            match kind {
                Kind::Email => self.email(at),
                Kind::Tel => self.phone(at),
                Kind::Adr => self.address(at, address::read),
                Kind::Categories => self.categories(at),
                Kind::Uid => self.uid(at),
                Kind::Title | Kind::Role if title == Some(at) => {
                    let text = self.plain(at).into_owned();
                    self.draft.job_title = self.line(at, &text);
                    let value = self.draft.job_title.as_ref().map(Text::shared);
                    value.into_iter().for_each(|v| self.anchor(at, anchor(anchor::JOB_TITLE, v)));
                }
                Kind::Birthday if birthday == Some(at) => {
                    match values::date(self.version, &self.properties[at]) {
                        Day::Full(date) => {
                            self.draft.birthdate = Some(date);
                            self.anchor(at, anchor(anchor::BIRTHDATE, date.to_string()));
                        }
                        Day::Partial(part) => self.birthday(at, &part),
                    }
                }
                Kind::Lang if language == Some(at) => {
                    if let Some(tag) = map::language(&self.properties[at].value) {
                        let value = tag.to_string();
                        self.draft.locale = Some(tag);
                        self.anchor(at, anchor(anchor::LOCALE, value));
                    }
                }
                Kind::Note | Kind::Url | Kind::Nickname => self.text(at, kind),
                Kind::Anniversary => self.anniversary(at),
                Kind::LabelledDate => self.labelled_date(at),
                Kind::Photo | Kind::Media => self.media(at),
                Kind::Member => self.member(at),
                Kind::Field => self.own_field(at),
                Kind::Location => {
                    let value = parsed(&self.properties[at]);
                    self.id(at, value, anchor::LOCATIONS, |draft| &mut draft.locations);
                }
                Kind::Assignee => {
                    let value = parsed(&self.properties[at]);
                    self.id(at, value, anchor::ASSIGNEES, |draft| &mut draft.assignees);
                }
                _ => {}
            }
        }
        self.labels_without_address();
    }

    /// The place of the birthday: the first that is a full date, else the first.
    fn birthday_line(&self) -> Option<usize> {
        let full = |at: &usize| {
            self.kinds[*at] == Kind::Birthday
                && !self.is_alternative(*at)
                && matches!(values::date(self.version, &self.properties[*at]), Day::Full(_))
        };
        (0..self.kinds.len()).find(full).or_else(|| self.find(Kind::Birthday))
    }

    /// The place of the preferred language.
    fn language(&self) -> Option<usize> {
        let languages = self.properties.iter().enumerate().filter(|(at, property)| {
            self.kinds[*at] == Kind::Lang && map::language(&property.value).is_some()
        });
        let rank = |p: &Property| types::preference(p).unwrap_or(u32::MAX);
        languages.min_by_key(|(_, property)| rank(property)).map(|(at, _)| at)
    }

    fn uid(&mut self, at: usize) {
        if self.draft.uid.is_some() {
            return;
        }
        let uid = SmolStr::from(self.plain(at));
        if let Some(normal) = uid::normal(&uid) {
            self.anchor(at, anchor(Property::UID, normal));
        }
        self.draft.uid = Some(uid);
    }

    fn types(&self, at: usize) -> Types {
        Types::of(&self.properties[at], self.label(at).as_deref())
    }

    fn email(&mut self, at: usize) {
        let Ok(address) = values::email(self.version, &self.properties[at]).parse() else {
            self.warn(at, Severity::Warning, "field.bad_email");
            return;
        };
        let taken = self.draft.email(types::email_tag(self.types(at)), address);
        if matches!(taken, Taken::New(_)) {
            let rank = types::preference(&self.properties[at]);
            self.email.take(self.draft.emails.len() - 1, at, rank);
        }
        self.take(at, taken.anchor(anchor::EMAILS));
    }

    fn phone(&mut self, at: usize) {
        let text = values::phone(self.version, &self.properties[at]);
        let country = self.options.country.filter(|_| !text.trim_start().starts_with('+'));
        let Ok(number) = PhoneNumber::new(&text, country) else {
            self.warn(at, Severity::Warning, "field.bad_phone");
            return;
        };
        let taken = self.draft.phone(types::phone_tag(self.types(at), self.company_card), number);
        if matches!(taken, Taken::New(_)) {
            let rank = types::preference(&self.properties[at]);
            self.phone.take(self.draft.phones.len() - 1, at, rank);
        }
        self.take(at, taken.anchor(anchor::PHONES));
    }

    fn address(&mut self, at: usize, read: impl Fn(Version, &Property) -> Adr) {
        match read(self.version, &self.properties[at]) {
            Adr::Empty => {}
            Adr::TooLong => self.warn(at, Severity::Warning, "field.too_long"),
            Adr::Read(address) => {
                let tag = types::address_tag(&self.properties[at], self.types(at));
                let taken = self.draft.address(tag, address);
                self.take(at, taken.anchor(anchor::ADDRESSES));
            }
        }
    }

    /// A `LABEL` is the address of the same types as it would be on an envelope; one that has no
    /// such address is an address itself.
    fn labels_without_address(&mut self) {
        let others = self.draft.addresses.len();
        for at in 0..self.kinds.len() {
            if self.kinds[at] != Kind::Label || self.is_alternative(at) {
                continue;
            }
            let tag = types::address_tag(&self.properties[at], self.types(at));
            if !self.draft.addresses[..others].iter().any(|known| known.tag == tag) {
                self.address(at, address::label);
            }
        }
    }

    fn take(&mut self, at: usize, anchor: Option<Anchor>) {
        match anchor {
            Some(anchor) => {
                if anchor.field.ends_with(anchor::AGAIN) {
                    self.warn(at, Severity::Info, "field.again");
                }
                self.anchor(at, anchor);
            }
            None => self.warn(at, Severity::Warning, "field.too_many"),
        }
    }

    /// Says if more than one entry of a list is preferred alike.
    fn preferred(&mut self) {
        for other in [self.email.other, self.phone.other].into_iter().flatten() {
            self.warn(other, Severity::Info, "field.preferred");
        }
    }

    /// The labels of a line; it is anchored to those that it is the first to name.
    fn categories(&mut self, at: usize) {
        let value = std::mem::take(&mut self.properties[at].value);
        let mut new = String::new();
        let (mut long, mut many) = (false, false);
        for (_, part) in values::elements(self.version, &value) {
            match LabelName::read("label name", &part) {
                Ok(Some(name)) if self.draft.label(&name) => {
                    new += if new.is_empty() { "" } else { anchor::SEPARATOR };
                    new += &part;
                }
                Ok(Some(_)) => many |= self.draft.labels.len() >= MAX_LABELS,
                Ok(None) => {}
                Err(_) => long = true,
            }
        }
        self.properties[at].value = value;
        if !new.is_empty() {
            self.anchor(at, anchor(anchor::LABELS, new));
        }
        for (_, code) in
            [(long, "field.too_long"), (many, "field.too_many")].into_iter().filter(|(is, _)| *is)
        {
            self.warn(at, Severity::Warning, code);
        }
    }

    /// The identity of a member, if this is a group.
    fn member(&mut self, at: usize) {
        if self.draft.members.is_none() {
            return;
        }
        let member = uid::normal(&self.plain(at));
        if let (Some(members), Some(member)) = (&mut self.draft.members, member) {
            members.push(member);
        }
    }

    /// An id of the host's.
    fn id<T: Copy + PartialEq + std::fmt::Display>(
        &mut self,
        at: usize,
        id: Option<T>,
        field: &str,
        list: impl Fn(&mut Draft) -> &mut Vec<T>,
    ) {
        let list = list(&mut self.draft);
        match id {
            Some(id) if !list.contains(&id) && list.len() < MAX_ENTRIES => {
                list.push(id);
                self.anchor(at, anchor(field, id.to_string()));
            }
            Some(_) => self.warn(at, Severity::Info, "field.again"),
            None => self.warn(at, Severity::Warning, "field.unreadable"),
        }
    }
}

fn parsed<T: FromStr>(line: &Property) -> Option<T> {
    line.value.trim().parse().ok()
}

/// A group as it is compared.
pub(super) fn folded(group: &SmolStr) -> SmolStr {
    match group.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => group.to_ascii_lowercase().into(),
        false => group.clone(),
    }
}
