use std::borrow::Cow;

use smol_str::SmolStr;

use super::super::Version;
use super::convert::{Marks, convert, is_renamed, version_of};
use super::export::ExportOptions;
use super::kind::Kind;
use super::name::{NAMELESS, stand_in};
use super::read::folded;
use super::singles::Single;
use super::types;
use super::was;
use crate::contact::{Contact, ContactInfo, Property};
use crate::field::{FieldKey, FieldValue};
use crate::id::ContactId;
use crate::interop::map::anchor;
use crate::interop::map::standard::Standard;
use crate::interop::{Problem, References, Severity};
use crate::label::LabelName;
use crate::store::StoreError;

/// The lines of a contact, media not yet in their values, and the version to write them in.
pub(super) fn lines(
    contact: &Contact,
    id: Option<ContactId>,
    references: &dyn References,
    options: &ExportOptions,
) -> Result<(Version, Vec<Property>, Vec<Problem>), StoreError> {
    let (own, properties) = kept(contact);
    let version = options.version.or(own).unwrap_or(Version::V4_0);
    let mut writer = Writer::new(version, contact, references);
    for property in properties.iter() {
        writer.line(property)?;
    }
    writer.name(own.is_none());
    writer.singles()?;
    writer.entries();
    writer.labels();
    writer.ids();
    writer.mark_primary("EMAIL", anchor::EMAILS);
    writer.mark_primary("TEL", anchor::PHONES);
    if own.is_none() {
        writer.uid(contact, id);
    }
    let problems = std::mem::take(&mut writer.problems);
    Ok((version, writer.finish(), problems))
}

/// What a contact kept, its members of JSContact as lines, and the version of the card it came as.
fn kept(contact: &Contact) -> (Option<Version>, Cow<'_, [Property]>) {
    let properties = contact.properties();
    #[cfg(feature = "jscontact")]
    if let Some((version, lines)) = crate::interop::jscontact::expand(properties) {
        return (version.or_else(|| lines.iter().find_map(version_of)), lines.into());
    }
    (properties.iter().find_map(version_of), properties.into())
}

/// A list of the contact: the anchors of its entries, and which of them have a line.
pub(super) struct List {
    pub(super) field: &'static str,
    pub(super) keys: Vec<SmolStr>,
    pub(super) written: Vec<bool>,
    pub(super) primary: Option<usize>,
    /// The places of lines whose entry is not there any more.
    pub(super) orphans: Vec<usize>,
}

pub(super) struct Writer<'c> {
    pub(super) version: Version,
    pub(super) info: &'c ContactInfo,
    pub(super) references: &'c dyn References,
    marks: Marks,
    /// The lines that the contact kept; `None` where one is gone. Places stay what they are.
    pub(super) out: Vec<Option<Property>>,
    /// New lines, each with the place before which it stands.
    fresh: Vec<(usize, Property)>,
    pub(super) name: SmolStr,
    /// Whether `N` was written with another name than it had.
    pub(super) renamed: bool,
    pub(super) lists: [List; 3],
    pub(super) labels: Vec<(LabelName, bool)>,
    /// The places of lines that hold labels.
    pub(super) categories: Vec<usize>,
    pub(super) singles: Vec<Single>,
    /// Whether the formatted name is that of the company.
    pub(super) named_by_company: bool,
    /// Fields that stand in the lines of the name and the company.
    pub(super) covered: Vec<FieldKey>,
    pub(super) ids: Vec<SmolStr>,
    pub(super) problems: Vec<Problem>,
}

impl<'c> Writer<'c> {
    fn new(version: Version, contact: &'c Contact, references: &'c dyn References) -> Self {
        let info = contact.info();
        let list = |field, keys: Vec<SmolStr>, primary| {
            let written = vec![false; keys.len()];
            List { field, keys, written, primary, orphans: Vec::new() }
        };
        let primary_email = info.emails.primary().map(|entry| entry.id);
        let primary_phone = info.phones.primary().map(|entry| entry.id);
        let lists = [
            list(
                anchor::EMAILS,
                info.emails.iter().map(|e| anchor::email(e.tag, &e.value)).collect(),
                info.emails.iter().position(|e| Some(e.id) == primary_email),
            ),
            list(
                anchor::PHONES,
                info.phones.iter().map(|e| anchor::phone(e.tag, &e.value)).collect(),
                info.phones.iter().position(|e| Some(e.id) == primary_phone),
            ),
            list(
                anchor::ADDRESSES,
                info.addresses.iter().map(|e| anchor::address(e.tag, &e.value)).collect(),
                None,
            ),
        ];
        let labels = info.labels().iter().filter_map(|key| references.label(key));
        let labels = labels.map(|name| (name, false)).collect();
        Self {
            version,
            info,
            references,
            marks: Marks::of(contact.properties()),
            out: Vec::with_capacity(contact.properties().len() + 4),
            fresh: Vec::new(),
            name: anchor::name(info.first.as_ref(), info.last.as_ref()),
            renamed: false,
            lists,
            labels,
            categories: Vec::new(),
            singles: Vec::new(),
            named_by_company: false,
            covered: Vec::new(),
            ids: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Takes a line that the contact kept.
    fn line(&mut self, property: &Property) -> Result<(), StoreError> {
        let Some(line) = convert(property, self.version, self.marks, self.references)? else {
            return Ok(());
        };
        if is_renamed(property, &line) && version_of(property).is_some() {
            self.warn("vcard.other_version", &property.name);
        }
        let Some(anchor) = &property.anchor else {
            self.out.push(Some(line));
            return Ok(());
        };
        let line = self.without_taken_altid(line);
        let field = anchor.field.as_str();
        match field {
            anchor::NAME => self.name_line(line, &anchor.value),
            anchor::LABELS => {
                self.categories.push(self.out.len());
                self.out.push(Some(line));
            }
            anchor::LOCATIONS | anchor::ASSIGNEES => {
                let ids = self.info.locations.iter().map(ToString::to_string);
                let mut ids = ids.chain(self.info.assignees.iter().map(ToString::to_string));
                if ids.any(|id| id == anchor.value) && !self.ids.contains(&anchor.value) {
                    self.ids.push(anchor.value.clone());
                    self.out.push(Some(line));
                }
            }
            anchor::COMPANY
            | anchor::JOB_TITLE
            | anchor::BIRTHDATE
            | anchor::LOCALE
            | anchor::PICTURE => self.single_line(line, &anchor.value, field),
            _ if field.starts_with(anchor::FIELDS) => {
                self.single_line(line, &anchor.value, field);
            }
            _ => self.entry_line(line, &anchor.field, &anchor.value),
        }
        Ok(())
    }

    /// Another value under an `ALTID` that is taken would be read as a translation of the first.
    /// Only one in the language of the card may stand after another one of its own card.
    fn without_taken_altid(&self, mut line: Property) -> Property {
        if let Some(id) = types::value(&line, "ALTID") {
            let of_card = types::value(&line, "LANGUAGE").is_some();
            let mut known = self.out.iter().flatten().filter(|known| {
                (known.anchor.is_some() || !of_card) && known.name.eq_ignore_ascii_case(&line.name)
            });
            if known.any(|known| types::value(known, "ALTID") == Some(id)) {
                line.params.retain(|p| !p.name.eq_ignore_ascii_case("ALTID"));
            }
        }
        line
    }

    fn entry_line(&mut self, line: Property, field: &str, value: &SmolStr) {
        let again = field.strip_suffix(anchor::AGAIN);
        let name = again.unwrap_or(field);
        let Some(at) = self.lists.iter().position(|list| list.field == name) else {
            // Tied to something that only another version of this crate knows.
            self.out.push(Some(line));
            return;
        };
        let list = &mut self.lists[at];
        if again.is_some() {
            if list.keys.contains(value) {
                self.out.push(Some(line));
            }
            return;
        }
        let known = |at: &usize| list.keys[*at] == *value && !list.written[*at];
        match (0..list.keys.len()).find(known) {
            Some(at) => {
                list.written[at] = true;
                self.out.push(Some(line));
            }
            // Without its address the envelope beside it would be taken for one.
            None if list.keys.contains(value) && Kind::of_line(&line) != Kind::Adr => {}
            None if list.keys.contains(value) => self.out.push(Some(line)),
            None => {
                list.orphans.push(self.out.len());
                self.out.push(Some(line));
            }
        }
    }

    pub(super) fn new_lines(&self) -> impl Iterator<Item = &Property> {
        self.fresh.iter().map(|(_, line)| line)
    }

    /// Whether there is a line of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.out
            .iter()
            .flatten()
            .chain(self.new_lines())
            .any(|line| line.name.eq_ignore_ascii_case(name))
    }

    /// Whether a card without `FN` and `N` is called as the contact is.
    pub(super) fn is_stand_in(&self) -> bool {
        let Some(name) = self.name.strip_prefix(';') else { return false };
        let lines = self.out.iter().flatten().map(|line| (Kind::of_line(line), line));
        name == stand_in(lines, self.version).as_deref().unwrap_or(NAMELESS)
    }

    /// Puts a line after the last of its kind, and after what belongs to that.
    pub(super) fn insert(&mut self, line: Property) {
        let same = |known: &Option<Property>| {
            known.as_ref().is_some_and(|known| known.name.eq_ignore_ascii_case(&line.name))
        };
        let Some(last) = self.out.iter().rposition(same) else {
            self.fresh.push((self.out.len(), line));
            return;
        };
        let group = self.out[last].as_ref().and_then(|line| line.group.as_ref().map(folded));
        let in_group = |line: &&Option<Property>| match line {
            Some(line) => group.is_some() && line.group.as_ref().map(folded) == group,
            None => true,
        };
        let after = self.out[last + 1..].iter().take_while(in_group).count();
        self.fresh.push((last + 1 + after, line));
    }

    /// Puts a line before the first of its kind, so that it is the first one.
    pub(super) fn insert_first(&mut self, line: Property) {
        let same = |known: &Option<Property>| {
            known.as_ref().is_some_and(|known| known.name.eq_ignore_ascii_case(&line.name))
        };
        let at = self.out.iter().position(same).unwrap_or(self.out.len());
        self.fresh.push((at, line));
    }

    /// Puts a line before all others.
    pub(super) fn insert_top(&mut self, line: Property) {
        let top = self.fresh.iter().take_while(|(at, _)| *at == 0).count();
        self.fresh.insert(top, (0, line));
    }

    /// The lines of this name that are anchored to this field, in the order in which they stand.
    pub(super) fn lines_mut(&mut self, name: &str, field: &str) -> Vec<&mut Property> {
        let is = |line: &Property| {
            line.name.eq_ignore_ascii_case(name)
                && line.anchor.as_ref().is_some_and(|a| a.field == field)
        };
        let kept = self.out.iter_mut().enumerate();
        let kept = kept.filter_map(|(at, line)| Some((at, true, line.as_mut()?)));
        let fresh = self.fresh.iter_mut().map(|(at, line)| (*at, false, line));
        let mut lines: Vec<_> = kept.chain(fresh).filter(|(.., line)| is(line)).collect();
        lines.sort_by_key(|(at, kept, _)| (*at, *kept));
        lines.into_iter().map(|(.., line)| line).collect()
    }

    /// Takes a line out, and the label of its group if nothing else is left there.
    pub(super) fn remove(&mut self, at: usize) {
        let Some(line) = self.out[at].take() else { return };
        let Some(group) = line.group.as_ref().map(folded) else { return };
        let in_group = |line: &Property| line.group.as_ref().is_some_and(|g| folded(g) == group);
        let describes = |line: &Property| {
            ["X-ABLabel", "X-ABADR"].iter().any(|name| line.name.eq_ignore_ascii_case(name))
        };
        let mut left = self.out.iter().flatten();
        if left.any(|line| in_group(line) && !describes(line)) {
            return;
        }
        for line in &mut self.out {
            if line.as_ref().is_some_and(in_group) {
                *line = None;
            }
        }
    }

    /// A line as it is changed.
    pub(super) fn edit(&mut self, at: usize, change: impl FnOnce(&mut Property)) {
        if let Some(line) = &mut self.out[at] {
            was::forget(line);
            change(line);
        }
    }

    pub(super) fn fresh(&self, name: &str, value: String) -> Property {
        Property {
            format: self.version.format().into(),
            name: name.into(),
            value,
            position: u32::try_from(self.out.len()).unwrap_or(u32::MAX),
            ..Property::default()
        }
    }

    /// The value that the contact has for a standard field, by its key or by its name.
    pub(super) fn standard(&self, standard: Standard) -> Option<(&'c FieldKey, &'c FieldValue)> {
        let mut fields = self.info.fields.iter().map(|(key, value)| (key, value));
        let by_key = fields.clone().find(|(key, _)| key.as_str() == standard.key);
        by_key.or_else(|| {
            fields.find(|(key, _)| {
                self.references.field(key).is_some_and(|name| name.as_str() == standard.name)
            })
        })
    }

    pub(super) fn warn(&mut self, code: &'static str, subject: &str) {
        let problem = Problem::new(Severity::Info, code, 0, "");
        self.problems.push(problem.about(subject));
    }

    fn finish(self) -> Vec<Property> {
        let Self { out, mut fresh, .. } = self;
        if fresh.is_empty() {
            return out.into_iter().flatten().collect();
        }
        fresh.sort_by_key(|(at, _)| *at);
        let mut lines = Vec::with_capacity(out.len() + fresh.len());
        let mut fresh = fresh.into_iter().peekable();
        for (at, line) in out.into_iter().enumerate() {
            while let Some((_, new)) = fresh.next_if(|(place, _)| *place <= at) {
                lines.push(new);
            }
            lines.extend(line);
        }
        lines.extend(fresh.map(|(_, line)| line));
        lines
    }
}
