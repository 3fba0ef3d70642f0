//! Which cell each value of a contact goes to.

use std::collections::{HashMap, HashSet};

use smol_str::SmolStr;

use super::entries;
use super::read::{COLUMN, TYPE};
use super::sheet::{Sheet, Want};
use super::target::Target;
use crate::contact::{AddressTag, Contact, EmailAddress, Image, PhoneNumber, Property};
use crate::field::FieldName;
use crate::interop::map::{anchor, standard};
use crate::interop::{Problem, References, Severity};
use crate::label::LabelName;
use crate::text::Text;

/// The cells of a contact: those of the sheet's columns, and those of further ones by their names.
pub(super) struct Placement<'s> {
    pub(super) sheet: &'s Sheet,
    pub(super) contact: &'s Contact,
    pub(super) cells: Vec<Option<String>>,
    pub(super) further: Vec<(String, String)>,
    /// What columns of the product are missing for.
    pub(super) wants: Vec<Want>,
    /// What the product has no place for.
    pub(super) problems: Vec<Problem>,
    /// Entries that have a cell, by field and anchor.
    pub(super) written: HashSet<(&'static str, SmolStr)>,
    /// Single values that have a cell, and the last column of it.
    pub(super) singles: HashMap<SmolStr, usize>,
    /// Whose address stands in the columns of a number.
    pub(super) owners: HashMap<(u32, AddressTag), SmolStr>,
    /// Whose entries stand in a column.
    pub(super) held: HashMap<usize, SmolStr>,
    pub(super) labels: Vec<(LabelName, bool)>,
    /// The extended fields with their names.
    pub(super) fields: Vec<(SmolStr, FieldName, String)>,
    /// Cells that say what others are for: they wait until those have their places.
    types: Vec<(usize, SmolStr, String)>,
    /// The single values that cells were read as, to tell what is of another row.
    seen: HashSet<(SmolStr, SmolStr, usize)>,
}

/// How many columns of the same name stood before that of a cell.
pub(super) fn repeat(property: &Property) -> usize {
    let repeat = property.params.iter().find(|param| param.name == COLUMN);
    let repeat = repeat.and_then(|param| param.values.first()?.0.parse::<usize>().ok());
    repeat.map_or(0, |number| number.saturating_sub(1))
}

impl<'s> Placement<'s> {
    pub(super) fn of(sheet: &'s Sheet, contact: &'s Contact, references: &dyn References) -> Self {
        let info = contact.info();
        let labels = info.labels().iter().filter_map(|key| references.label(key));
        let field = |(key, value): &(_, crate::field::FieldValue)| {
            let name = references.field(key).or_else(|| key_name(key))?;
            Some((standard::anchor_field(key).into(), name, standard::anchor_value(value)))
        };
        let mut placement = Self {
            sheet,
            contact,
            cells: vec![None; sheet.columns().len()],
            further: Vec::new(),
            wants: Vec::new(),
            problems: Vec::new(),
            written: HashSet::new(),
            singles: HashMap::new(),
            owners: HashMap::new(),
            held: HashMap::new(),
            labels: labels.map(|name| (name, false)).collect(),
            fields: info.fields().iter().filter_map(field).collect(),
            types: Vec::new(),
            seen: HashSet::new(),
        };
        contact.properties().iter().for_each(|property| placement.kept(property));
        placement.fresh_singles();
        placement.fresh_fields();
        placement.fresh_entries();
        placement.fresh_labels();
        placement.place_types();
        placement
    }

    /// The entries of a list, as anchors.
    fn keys(&self, field: &str) -> Vec<SmolStr> {
        let info = self.contact.info();
        match field {
            anchor::EMAILS => {
                info.emails().iter().map(|e| anchor::email(e.tag, &e.value)).collect()
            }
            anchor::PHONES => {
                info.phones().iter().map(|e| anchor::phone(e.tag, &e.value)).collect()
            }
            _ => info.addresses().iter().map(|e| anchor::address(e.tag, &e.value)).collect(),
        }
    }

    /// The single value of a field, as an anchor has it.
    pub(super) fn single(&self, field: &str) -> Option<String> {
        let info = self.contact.info();
        match field {
            anchor::NAME => Some(anchor::name(info.first.as_ref(), info.last.as_ref()).to_string()),
            anchor::FIRST => info.first.as_ref().map(Text::to_string),
            anchor::LAST => info.last.as_ref().map(Text::to_string),
            anchor::COMPANY => info.company.as_ref().map(Text::to_string),
            anchor::JOB_TITLE => info.job_title.as_ref().map(Text::to_string),
            anchor::BIRTHDATE => info.birthdate.map(|date| date.to_string()),
            anchor::LOCALE => info.locale.as_ref().map(|tag| tag.to_string()),
            anchor::PICTURE => match &info.picture.as_ref()?.image {
                Image::Url(url) => Some(url.to_string()),
                Image::Media(media) => media.url.as_ref().map(Text::to_string),
            },
            field => {
                let found = self.fields.iter().find(|(known, ..)| known == field);
                found.map(|(_, _, value)| value.clone())
            }
        }
    }

    /// Takes a cell, or a line of a card, that the contact kept.
    fn kept(&mut self, property: &Property) {
        let cell = match self.sheet.product() {
            None => property.format.starts_with("csv:"),
            Some(table) => property.format == table.dialect.format(),
        };
        let repeat = repeat(property);
        let place = if cell { self.sheet.place(&property.name, repeat) } else { None };
        let Some(anchor) = &property.anchor else {
            self.foreign(place, property);
            return;
        };
        let Some(at) = place else { return };
        let free = self.cells[at].is_none();
        match anchor.field.as_str() {
            anchor::EMAILS => self.kept_entries(at, anchor::EMAILS, &anchor.value, property),
            anchor::PHONES => self.kept_entries(at, anchor::PHONES, &anchor.value, property),
            anchor::ADDRESSES => self.kept_address(at, &anchor.value, property),
            anchor::LABELS => self.kept_labels(at, &anchor.value, property),
            Property::UID if free => self.cells[at] = Some(property.value.clone()),
            Property::UID => {}
            field if field.ends_with(TYPE) => {
                self.types.push((at, anchor.value.clone(), property.value.clone()));
            }
            field if field.ends_with(anchor::AGAIN) => {
                let field = field.trim_end_matches(anchor::AGAIN);
                if free && self.keys(field).contains(&anchor.value) {
                    self.cells[at] = Some(property.value.clone());
                }
            }
            field => self.kept_single(at, field, &anchor.value, property),
        }
    }

    /// A cell that no value was made of. One that is no date gives way to a date that a merge
    /// brought.
    fn foreign(&mut self, place: Option<usize>, property: &Property) {
        let field = match place.map(|at| &self.sheet.columns()[at].target) {
            Some(Target::Birthdate) => anchor::BIRTHDATE,
            Some(Target::Locale) => anchor::LOCALE,
            _ => "",
        };
        if self.single(field).is_some() {
            self.further(&property.name, 2, &property.value);
        } else {
            self.put(place, &property.name, &property.value);
        }
    }

    fn kept_entries(&mut self, at: usize, field: &'static str, value: &str, property: &Property) {
        let keys = self.keys(field);
        let named: Vec<SmolStr> = value.split(anchor::SEPARATOR).map(SmolStr::from).collect();
        let left =
            |key: &SmolStr| keys.contains(key) && !self.written.contains(&(field, key.clone()));
        if self.cells[at].is_some() {
            return;
        }
        let there: Vec<SmolStr> = named.iter().filter(|key| left(key)).cloned().collect();
        if there.len() == named.len() {
            self.cells[at] = Some(property.value.clone());
        } else {
            // Some of them are gone: the others stay, as does what could not be read.
            let stays = |text: &str| match field {
                anchor::EMAILS => text.parse::<EmailAddress>().is_err(),
                _ => text.parse::<PhoneNumber>().is_err(),
            };
            let parts: Vec<&str> = match field {
                anchor::EMAILS => entries::emails(&property.value).collect(),
                _ => entries::phones(&property.value).collect(),
            };
            let kept = |part: &&str| {
                let end = format!(" {part}");
                stays(part) || there.iter().any(|key| key.ends_with(&end))
            };
            let parts: Vec<&str> = parts.into_iter().filter(kept).collect();
            if parts.is_empty() {
                return;
            }
            self.cells[at] = Some(parts.join(" ::: "));
        }
        self.held.insert(at, value.into());
        self.written.extend(there.into_iter().map(|key| (field, key)));
    }

    fn kept_address(&mut self, at: usize, value: &SmolStr, property: &Property) {
        let Target::Address(n, tag, _) = self.sheet.columns()[at].target else { return };
        let known = self.keys(anchor::ADDRESSES).contains(value);
        let owner = self.owners.get(&(n, tag));
        let other = self.owners.iter().any(|(place, key)| *place != (n, tag) && key == value);
        if known && !other && owner.is_none_or(|owner| owner == value) && self.cells[at].is_none() {
            self.cells[at] = Some(property.value.clone());
            self.held.insert(at, value.clone());
            self.owners.insert((n, tag), value.clone());
            self.written.insert((anchor::ADDRESSES, value.clone()));
        }
    }

    fn kept_labels(&mut self, at: usize, value: &str, property: &Property) {
        if self.cells[at].is_some() {
            return;
        }
        let named: Vec<&str> = value.split(anchor::SEPARATOR).collect();
        let labels = &mut self.labels;
        let left = |name: &str| {
            labels.iter().position(|(known, written)| known.as_str() == name && !written)
        };
        let there: Vec<Option<usize>> = named.iter().map(|name| left(name)).collect();
        let mut cell = property.value.clone();
        if there.contains(&None) {
            // Groups of Google's own stay beside what is left.
            let parts = cell.split(":::").map(str::trim);
            let marks: Vec<&str> = parts.filter(|part| part.starts_with(entries::MARK)).collect();
            if marks.is_empty() {
                return;
            }
            cell = marks.join(" ::: ");
        } else {
            there.iter().flatten().for_each(|place| labels[*place].1 = true);
        }
        self.cells[at] = Some(cell);
    }

    fn kept_single(&mut self, at: usize, field: &str, value: &str, property: &Property) {
        let first = self.seen.insert((field.into(), property.name.clone(), repeat(property)));
        let present = self.single(field);
        let last = self.singles.get(field).copied();
        if present.as_deref() == Some(value) {
            // A first name may stand in two cells; those of another row begin again.
            if self.cells[at].is_none() && last.is_none_or(|last| last < at) {
                self.cells[at] = Some(property.value.clone());
                self.singles.insert(field.into(), at);
            }
            return;
        }
        // The first one was edited; what follows is of rows that were merged into it.
        let spare = matches!(field, anchor::COMPANY | anchor::JOB_TITLE)
            || field.starts_with(anchor::FIELDS);
        let other = self.contact.properties().iter().any(|other| {
            let tied = other.anchor.as_ref();
            other.name == property.name
                && tied.is_some_and(|tied| tied.field == field && tied.value != value)
        });
        if spare && (!first || other && present.is_some()) {
            self.put(Some(at), &property.name, &property.value);
        }
    }

    /// A value that belongs to a column: there if it is free, else in a further one. A column of
    /// companies or job titles is not free for what was set aside.
    fn put(&mut self, place: Option<usize>, name: &str, value: &str) {
        let Some(at) = place else { return self.further(name, 1, value) };
        let target = &self.sheet.columns()[at].target;
        let taken = match target {
            Target::Company => self.single(anchor::COMPANY).is_some(),
            Target::JobTitle => self.single(anchor::JOB_TITLE).is_some(),
            Target::Note | Target::Website | Target::Nickname | Target::Field(_) => {
                let field = self.field_of(at);
                field.is_some_and(|field| self.single(&field).is_some())
            }
            _ => false,
        };
        match &self.cells[at] {
            None if !taken => self.cells[at] = Some(value.to_owned()),
            Some(known) if known == value => {}
            _ => self.further(name, 2, value),
        }
    }

    /// The extended field that a column holds, as an anchor has it.
    pub(super) fn field_of(&self, at: usize) -> Option<SmolStr> {
        let column = &self.sheet.columns()[at];
        let key = match column.target {
            Target::Note => standard::NOTE.key,
            Target::Website => standard::WEBSITE.key,
            Target::Nickname => standard::NICKNAME.key,
            Target::Department => standard::DEPARTMENT.key,
            Target::Prefix => standard::PREFIX.key,
            Target::Suffix => standard::SUFFIX.key,
            Target::Anniversary => standard::ANNIVERSARY.key,
            Target::Birthdate => standard::BIRTHDAY.key,
            _ => return column.key.as_ref().map(|key| standard::anchor_field(key).into()),
        };
        Some([anchor::FIELDS, key].concat().into())
    }

    /// A value in the first free column that is called like this and numbered from `number`; a
    /// product has none.
    pub(super) fn further(&mut self, name: &str, mut number: usize, value: &str) {
        if self.sheet.product().is_some() {
            return self.lose(name, value);
        }
        loop {
            let column = if number == 1 { name.to_owned() } else { format!("{name} {number}") };
            let taken = self.further.iter().find(|(known, _)| *known == column);
            if taken.is_some_and(|(_, known)| known == value) {
                return;
            }
            if taken.is_none() && self.sheet.place(&column.as_str().into(), 0).is_none() {
                self.further.push((column, value.to_owned()));
                return;
            }
            number += 1;
        }
    }

    /// Tells that there is no place for a value.
    pub(super) fn lose(&mut self, name: &str, value: &str) {
        let problem = Problem::new(Severity::Warning, "csv.no_column", 0, value);
        self.problems.push(problem.about(name));
    }

    /// What an entry is for stands beside the entry, or nowhere.
    fn place_types(&mut self) {
        for (at, key, value) in std::mem::take(&mut self.types) {
            let columns = self.sheet.columns();
            let holds = |at: usize| self.held.get(&at) == Some(&key);
            let beside = columns.iter().enumerate().any(|(place, column)| {
                let same = match (&columns[at].target, &column.target) {
                    (Target::EmailLabel(n), Target::Email(m, _))
                    | (Target::PhoneLabel(n), Target::Phone(m, _))
                    | (Target::AddressLabel(n), Target::Address(m, ..)) => n == m,
                    _ => false,
                };
                same && holds(place)
            });
            if beside && self.cells[at].is_none() {
                self.cells[at] = Some(value);
            }
        }
    }
}

/// A name for a field that has none.
fn key_name(key: &crate::field::FieldKey) -> Option<FieldName> {
    key.as_str().parse().ok()
}
