use smol_str::SmolStr;

use super::super::Version;
use super::convert::{convert, version_of};
use super::export::ExportOptions;
use super::types::{self};
use super::values;
use crate::contact::{Contact, ContactInfo, Property};
use crate::id::ContactId;
use crate::interop::References;
use crate::interop::map::anchor;
use crate::label::LabelName;
use crate::text::Text;

/// The lines of a contact, media not yet in their values, and the version to write them in.
pub(super) fn lines(
    contact: &Contact,
    _id: Option<ContactId>,
    references: &dyn References,
    options: &ExportOptions,
) -> (Version, Vec<Property>) {
    let own = || contact.properties().iter().find_map(version_of);
    let version = options.version.or_else(own).unwrap_or(Version::V4_0);
    let labels = contact.info().labels().iter().filter_map(|key| references.label(key)).collect();
    let mut writer = Writer::new(version, contact.info(), labels);
    for property in contact.properties() {
        writer.line(property);
    }
    writer.name();
    writer.singles();
    writer.entries();
    writer.labels();
    writer.mark_primary("EMAIL", anchor::EMAILS);
    writer.mark_primary("TEL", anchor::PHONES);
    (version, writer.out)
}

/// A list of the contact: the anchors of its entries, and which of them have a line.
pub(super) struct List {
    pub(super) field: &'static str,
    pub(super) keys: Vec<SmolStr>,
    pub(super) written: Vec<bool>,
    pub(super) primary: Option<usize>,
    /// Lines whose entry is not there any more, and where they stood.
    pub(super) orphans: Vec<(usize, Property)>,
}

pub(super) struct Writer<'c> {
    pub(super) version: Version,
    pub(super) info: &'c ContactInfo,
    pub(super) out: Vec<Property>,
    pub(super) name: SmolStr,
    /// Whether `N` was written with another name than it had.
    pub(super) renamed: bool,
    pub(super) lists: [List; 3],
    pub(super) labels: Vec<(LabelName, bool)>,
    /// Single values that have a line: the field, and the lines.
    pub(super) singles: Vec<(&'static str, Vec<Property>)>,
}

pub(super) const SINGLES: [(&str, &str); 4] = [
    (anchor::COMPANY, "ORG"),
    (anchor::JOB_TITLE, "TITLE"),
    (anchor::BIRTHDATE, "BDAY"),
    (anchor::LOCALE, "LANG"),
];

impl<'c> Writer<'c> {
    fn new(version: Version, info: &'c ContactInfo, labels: Vec<LabelName>) -> Self {
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
        Self {
            version,
            info,
            out: Vec::new(),
            name: anchor::name(info.first.as_ref(), info.last.as_ref()),
            renamed: false,
            lists,
            labels: labels.into_iter().map(|name| (name, false)).collect(),
            singles: Vec::new(),
        }
    }

    /// The value of a single field, as an anchor has it.
    pub(super) fn single(&self, field: &str) -> Option<String> {
        let info = self.info;
        match field {
            anchor::COMPANY => info.company.as_ref().map(Text::to_string),
            anchor::JOB_TITLE => info.job_title.as_ref().map(Text::to_string),
            anchor::BIRTHDATE => info.birthdate.map(|date| date.to_string()),
            _ => info.locale.as_ref().map(|tag| tag.to_string()),
        }
    }

    /// Takes a line that the contact kept.
    fn line(&mut self, property: &Property) {
        let Some(line) = convert(property, self.version) else { return };
        let Some(anchor) = &property.anchor else {
            self.out.push(line);
            return;
        };
        match anchor.field.as_str() {
            anchor::NAME => self.name_line(line, &anchor.value),
            Property::UID => self.out.push(line),
            anchor::LABELS => {
                let named: Vec<&str> = anchor.value.split(anchor::SEPARATOR).collect();
                let free = |name: &&str| {
                    self.labels.iter().any(|(known, written)| known.as_str() == *name && !written)
                };
                if named.iter().all(free) {
                    for (name, written) in &mut self.labels {
                        *written |= named.contains(&name.as_str());
                    }
                    self.out.push(line);
                }
            }
            field if SINGLES.iter().any(|(known, _)| *known == field) => {
                self.single_line(line, property);
            }
            _ => self.entry_line(line, property),
        }
    }

    /// Another value under an `ALTID` that is taken would be read as a translation of the first.
    fn without_taken_altid(&self, mut line: Property) -> Property {
        let altid = |line: &Property| {
            let param = line.params.iter().find(|p| p.name.eq_ignore_ascii_case("ALTID"));
            param.and_then(|p| Some(p.values.first()?.0.clone()))
        };
        if let Some(id) = altid(&line) {
            let mut known = self.out.iter().filter(|l| l.name.eq_ignore_ascii_case(&line.name));
            if known.any(|known| altid(known).as_ref() == Some(&id)) {
                line.params.retain(|p| !p.name.eq_ignore_ascii_case("ALTID"));
            }
        }
        line
    }

    fn name_line(&mut self, line: Property, value: &SmolStr) {
        if *value == self.name {
            self.out.push(line);
        } else if line.name.eq_ignore_ascii_case("N") {
            self.renamed = true;
            let value = self.n(&line.value);
            self.out.push(Property { value, ..line });
        } else {
            let value = self.full_name();
            self.out.push(Property { value, ..line });
        }
    }

    fn single_line(&mut self, line: Property, property: &Property) {
        let Some(anchor) = &property.anchor else { return };
        let Some((field, _)) = SINGLES.iter().find(|(known, _)| *known == anchor.field) else {
            return;
        };
        let Some(value) = self.single(field) else {
            // Cleared. A formatted name that was the company's has to stay.
            if line.name.eq_ignore_ascii_case("FN") {
                let value = self.full_name();
                self.out.push(Property { value, ..line });
            }
            return;
        };
        let repeats = self.out.iter().any(|known| {
            known.anchor.is_some()
                && known.name.eq_ignore_ascii_case(&line.name)
                && known.value == line.value
        });
        if repeats {
            return;
        }
        let fn_line = line.name.eq_ignore_ascii_case("FN");
        if fn_line && (anchor.value != value || self.name != ";") {
            if !self.has("FN") {
                let value = self.full_name();
                self.out.push(Property { value, ..line });
            }
            return;
        }
        let further = self.singles.iter_mut().find(|(known, _)| known == field);
        match further {
            Some((_, lines)) => lines.push(property.clone()),
            None => self.singles.push((field, vec![property.clone()])),
        }
        let mut line = line;
        if anchor.value != value {
            // A value that a merge set aside must not be read as the contact's.
            match *field {
                anchor::BIRTHDATE => return,
                anchor::LOCALE => types::unmark(&mut line),
                anchor::JOB_TITLE if !self.has("TITLE") => line.name = "ROLE".into(),
                _ => {}
            }
        }
        self.out.push(line);
    }

    fn entry_line(&mut self, line: Property, property: &Property) {
        let Some(anchor) = &property.anchor else { return };
        let line = self.without_taken_altid(line);
        let field = anchor.field.strip_suffix(anchor::AGAIN);
        let list = self.lists.iter_mut().find(|list| list.field == field.unwrap_or(&anchor.field));
        let Some(list) = list else {
            // Anchored by another format, whose cells are no lines.
            return;
        };
        if field.is_some() {
            if list.keys.contains(&anchor.value) {
                self.out.push(line);
            }
            return;
        }
        let known = |at: &usize| list.keys[*at] == anchor.value && !list.written[*at];
        match (0..list.keys.len()).find(known) {
            Some(at) => {
                list.written[at] = true;
                self.out.push(line);
            }
            None if list.keys.contains(&anchor.value) => {}
            None => list.orphans.push((self.out.len(), line)),
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        values::first_of(&self.out, name).is_some()
    }
}
