//! Which cell each value of a contact goes to.

use std::collections::{HashMap, HashSet};

use smol_str::SmolStr;

use super::columns::Kind;
use super::read::{COLUMN, FORMAT, TYPE};
use super::sheet::Sheet;
use crate::contact::{AddressTag, Contact, Property};
use crate::interop::map::anchor;
use crate::label::{LabelKey, LabelName};
use crate::text::Text;

/// The cells of a contact: those of the sheet's columns, and those of further ones by their names.
pub(super) struct Placement<'s> {
    pub(super) sheet: &'s Sheet,
    pub(super) contact: &'s Contact,
    pub(super) cells: Vec<Option<String>>,
    pub(super) further: Vec<(String, String)>,
    /// Entries that have a cell, by field and anchor.
    pub(super) written: HashSet<(&'static str, SmolStr)>,
    /// Single values that have a cell, and the last column of it.
    pub(super) singles: HashMap<SmolStr, usize>,
    /// Whose address stands in the columns of a number.
    pub(super) owners: HashMap<(u32, AddressTag), SmolStr>,
    /// Whose entries stand in a column.
    pub(super) held: HashMap<usize, SmolStr>,
    pub(super) labels: Vec<(LabelName, bool)>,
    /// Cells that say what others are for: they wait until those have their places.
    types: Vec<(usize, SmolStr, String)>,
}

impl<'s> Placement<'s> {
    pub(super) fn of(
        sheet: &'s Sheet,
        contact: &'s Contact,
        label: impl Fn(&LabelKey) -> Option<LabelName>,
    ) -> Self {
        let labels = contact.info().labels().iter().filter_map(label);
        let mut placement = Self {
            sheet,
            contact,
            cells: vec![None; sheet.columns().len()],
            further: Vec::new(),
            written: HashSet::new(),
            singles: HashMap::new(),
            owners: HashMap::new(),
            held: HashMap::new(),
            labels: labels.map(|name| (name, false)).collect(),
            types: Vec::new(),
        };
        contact.properties().iter().for_each(|property| placement.kept(property));
        placement.fresh_singles();
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
            _ => None,
        }
    }

    /// Takes a cell, or a line of a card, that the contact kept.
    fn kept(&mut self, property: &Property) {
        let repeat = property.params.iter().find(|param| param.name == COLUMN);
        let repeat = repeat.and_then(|param| param.values.first()?.0.parse::<usize>().ok());
        let repeat = repeat.map_or(0, |number| number.saturating_sub(1));
        let cell = property.format == FORMAT;
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
            anchor::LABELS => {
                let named: Vec<&str> = anchor.value.split(anchor::SEPARATOR).collect();
                let left = |name: &&str| {
                    self.labels.iter().any(|(known, written)| known.as_str() == *name && !written)
                };
                if free && named.iter().all(left) {
                    for (name, written) in &mut self.labels {
                        *written |= named.contains(&name.as_str());
                    }
                    self.cells[at] = Some(property.value.clone());
                }
            }
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
        let field = match place.map(|at| self.sheet.columns()[at].kind) {
            Some(Kind::Birthdate) => anchor::BIRTHDATE,
            Some(Kind::Locale) => anchor::LOCALE,
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
        if self.cells[at].is_none() && named.iter().all(left) {
            self.cells[at] = Some(property.value.clone());
            self.held.insert(at, value.into());
            self.written.extend(named.into_iter().map(|key| (field, key)));
        }
    }

    fn kept_address(&mut self, at: usize, value: &SmolStr, property: &Property) {
        let Kind::Address(n, tag, _) = self.sheet.columns()[at].kind else { return };
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

    fn kept_single(&mut self, at: usize, field: &str, value: &str, property: &Property) {
        let Some(present) = self.single(field) else { return };
        let last = self.singles.get(field).copied();
        if present == value {
            // A first name may stand in two cells; those of another row begin again.
            if self.cells[at].is_none() && last.is_none_or(|last| last < at) {
                self.cells[at] = Some(property.value.clone());
                self.singles.insert(field.into(), at);
            }
        } else if matches!(field, anchor::COMPANY | anchor::JOB_TITLE) {
            self.put(Some(at), &property.name, &property.value);
        }
    }

    /// A value that belongs to a column: there if it is free, else in a further one. A column of
    /// companies or job titles is not free for what was set aside.
    fn put(&mut self, place: Option<usize>, name: &str, value: &str) {
        let Some(at) = place else { return self.further(name, 1, value) };
        let kind = self.sheet.columns()[at].kind;
        match &self.cells[at] {
            None if !matches!(kind, Kind::Company | Kind::JobTitle) => {
                self.cells[at] = Some(value.to_owned());
            }
            Some(known) if known == value => {}
            _ => self.further(name, 2, value),
        }
    }

    /// A value in the first free column that is called like this and numbered from `number`.
    fn further(&mut self, name: &str, mut number: u32, value: &str) {
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

    /// What an entry is for stands beside the entry, or nowhere.
    fn place_types(&mut self) {
        for (at, key, value) in std::mem::take(&mut self.types) {
            let columns = self.sheet.columns();
            let holds = |at: usize| self.held.get(&at) == Some(&key);
            let beside = columns.iter().enumerate().any(|(place, column)| {
                let same = match (columns[at].kind, column.kind) {
                    (Kind::EmailType(n), Kind::Email(m, _))
                    | (Kind::PhoneType(n), Kind::Phone(m, _))
                    | (Kind::AddressType(n), Kind::Address(m, ..)) => n == m,
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
