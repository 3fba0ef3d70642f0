//! Which cell each value of a contact goes to.

use std::collections::{HashMap, HashSet};

use smol_str::SmolStr;

use super::columns::{Kind, Part};
use super::read::{COLUMN, FORMAT, TYPE};
use super::sheet::{Sheet, part_name};
use crate::contact::{AddressTag, Contact, EmailTag, PhoneTag, PostalAddress, Property, Street};
use crate::interop::map::anchor;
use crate::label::{LabelKey, LabelName};
use crate::text::Text;

/// The cells of a contact: those of the sheet's columns, and those of further ones by their names.
pub(super) struct Placement<'s> {
    sheet: &'s Sheet,
    contact: &'s Contact,
    pub(super) cells: Vec<Option<String>>,
    pub(super) further: Vec<(String, String)>,
    /// Entries that have a cell, by field and anchor.
    written: HashSet<(&'static str, SmolStr)>,
    /// Single values that have a cell, and the last column of it.
    singles: HashMap<SmolStr, usize>,
    /// Whose address stands in the columns of a number.
    owners: HashMap<(u32, AddressTag), SmolStr>,
    /// Whose entries stand in a column.
    held: HashMap<usize, SmolStr>,
    labels: Vec<(LabelName, bool)>,
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
    fn single(&self, field: &str) -> Option<String> {
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
            self.put(place, &property.name, &property.value);
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
    /// something else than foreign values is not free for what was set aside.
    fn put(&mut self, place: Option<usize>, name: &str, value: &str) {
        let foreign = place.is_some_and(|at| self.sheet.columns()[at].kind == Kind::Foreign);
        let mut column = name.to_owned();
        let mut number = 1;
        if let Some(at) = place {
            match &self.cells[at] {
                None if foreign
                    || !matches!(self.sheet.columns()[at].kind, Kind::Company | Kind::JobTitle) =>
                {
                    self.cells[at] = Some(value.to_owned());
                    return;
                }
                Some(known) if known == value => return,
                _ => {}
            }
            number = 2;
            column = format!("{name} {number}");
        }
        loop {
            let taken = self.further.iter().find(|(known, _)| *known == column);
            let base = self.sheet.place(&column.as_str().into(), 0);
            match (taken, base) {
                (Some((_, known)), _) if known == value => return,
                (None, None) => break,
                _ => {
                    number += 1;
                    column = format!("{name} {number}");
                }
            }
        }
        self.further.push((column, value.to_owned()));
    }

    fn fresh_singles(&mut self) {
        if self.singles.contains_key(anchor::NAME) {
            self.singles.extend([(anchor::FIRST.into(), 0), (anchor::LAST.into(), 0)]);
        }
        let columns = self.sheet.columns();
        let has = |kind: Kind| columns.iter().position(|column| column.kind == kind);
        if let (None, None, Some(at)) = (has(Kind::First), has(Kind::Last), has(Kind::Full))
            && self.cells[at].is_none()
            && let Some(name) = self.contact.info().full_name()
        {
            self.cells[at] = Some(name.into());
            self.singles.extend([(anchor::FIRST.into(), at), (anchor::LAST.into(), at)]);
        }
        for (field, kind, name) in [
            (anchor::FIRST, Kind::First, "First Name"),
            (anchor::LAST, Kind::Last, "Last Name"),
            (anchor::COMPANY, Kind::Company, "Company"),
            (anchor::JOB_TITLE, Kind::JobTitle, "Job Title"),
            (anchor::BIRTHDATE, Kind::Birthdate, "Birthday"),
            (anchor::LOCALE, Kind::Locale, "Language"),
        ] {
            if self.singles.contains_key(field) {
                continue;
            }
            let Some(value) = self.single(field) else { continue };
            let place = has(kind).filter(|at| self.cells[*at].is_none());
            match place {
                Some(at) => self.cells[at] = Some(value),
                None => self.further.push((name.to_owned(), value)),
            }
        }
    }

    /// The first free column of entries with this tag, or with none.
    fn free(&self, fits: impl Fn(Kind) -> bool) -> Option<usize> {
        let columns = self.sheet.columns().iter().enumerate();
        let mut free =
            columns.filter(|(at, column)| self.cells[*at].is_none() && fits(column.kind));
        free.next().map(|(at, _)| at)
    }

    fn fresh_entries(&mut self) {
        let info = self.contact.info();
        let mut number = self.sheet.highest(|kind| match kind {
            Kind::Email(n, _) => Some(n),
            _ => None,
        });
        for entry in info.emails() {
            let key = anchor::email(entry.tag, &entry.value);
            if !self.written.insert((anchor::EMAILS, key.clone())) {
                continue;
            }
            let place = self.free(|kind| {
                matches!(kind, Kind::Email(_, tag) if tag == entry.tag || tag == EmailTag::Untagged)
            });
            let prefix = match entry.tag {
                EmailTag::Home => "Home ",
                EmailTag::Work => "Work ",
                _ => "",
            };
            self.entry(place, key, &mut number, &format!("{prefix}Email"), entry.value.to_string());
        }
        let mut number = self.sheet.highest(|kind| match kind {
            Kind::Phone(n, _) => Some(n),
            _ => None,
        });
        for entry in info.phones() {
            let key = anchor::phone(entry.tag, &entry.value);
            if !self.written.insert((anchor::PHONES, key.clone())) {
                continue;
            }
            let place = self.free(|kind| {
                matches!(kind, Kind::Phone(_, tag) if tag == entry.tag || tag == PhoneTag::Untagged)
            });
            let name = match entry.tag {
                PhoneTag::Home => "Home Phone",
                PhoneTag::Work => "Work Phone",
                PhoneTag::Mobile => "Mobile",
                PhoneTag::Fax => "Fax",
                _ => "Phone",
            };
            self.entry(place, key, &mut number, name, entry.value.to_string());
        }
        self.fresh_addresses();
    }

    fn entry(
        &mut self,
        place: Option<usize>,
        key: SmolStr,
        number: &mut u32,
        name: &str,
        value: String,
    ) {
        if let Some(at) = place {
            self.cells[at] = Some(value);
            self.held.insert(at, key);
            return;
        }
        *number += 1;
        self.further.push((format!("{name} {number}"), value));
    }

    fn fresh_addresses(&mut self) {
        let mut number = self.sheet.highest(|kind| match kind {
            Kind::Address(n, ..) => Some(n),
            _ => None,
        });
        for entry in self.contact.info().addresses() {
            let key = anchor::address(entry.tag, &entry.value);
            if !self.written.insert((anchor::ADDRESSES, key.clone())) {
                continue;
            }
            let parts = parts(&entry.value);
            let fits = |kind: Kind, wanted: Part| match kind {
                Kind::Address(n, tag, part) if part == wanted => {
                    let free = !self.owners.contains_key(&(n, tag));
                    (free && (tag == entry.tag || tag == AddressTag::Untagged)).then_some((n, tag))
                }
                _ => None,
            };
            let columns = self.sheet.columns();
            let room = columns.iter().find_map(|column| {
                let place = parts.first().and_then(|(part, _)| fits(column.kind, *part))?;
                let held = |part: &Part| {
                    columns.iter().any(|column| fits(column.kind, *part) == Some(place))
                };
                parts.iter().all(|(part, _)| held(part)).then_some(place)
            });
            if let Some((n, tag)) = room {
                for (part, value) in parts {
                    let place = self.free(|kind| kind == Kind::Address(n, tag, part));
                    place.into_iter().for_each(|at| self.cells[at] = Some(value.clone()));
                }
                self.owners.insert((n, tag), key);
                continue;
            }
            number += 1;
            let prefix = match entry.tag {
                AddressTag::Home => "Home ",
                AddressTag::Work => "Work ",
                AddressTag::Billing => "Billing ",
                AddressTag::Shipping => "Shipping ",
                AddressTag::Untagged => "",
            };
            for (part, value) in parts {
                self.further
                    .push((format!("{prefix}Address {number} - {}", part_name(part)), value));
            }
        }
    }

    fn fresh_labels(&mut self) {
        let rest = self.labels.iter().filter(|(_, written)| !written);
        let rest: Vec<&str> = rest.map(|(name, _)| name.as_str()).collect();
        if rest.is_empty() {
            return;
        }
        let at = self.sheet.columns().iter().position(|column| column.kind == Kind::Labels);
        let Some(at) = at else {
            self.further.push(("Labels".to_owned(), rest.join("; ")));
            return;
        };
        let cell = self.cells[at].get_or_insert_default();
        let separator = match () {
            () if cell.contains(":::") => " ::: ",
            () if cell.contains(',') && !cell.contains(';') => ", ",
            () => "; ",
        };
        for name in rest {
            if !cell.is_empty() {
                cell.push_str(separator);
            }
            cell.push_str(name);
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

/// The parts that an address has.
fn parts(address: &PostalAddress) -> Vec<(Part, String)> {
    let PostalAddress { street, line2, city, subdivision, country, postal_code, extra: _ } =
        address;
    let parts = [
        (Part::Street, street.as_ref().map(Street::line)),
        (Part::Line2, line2.as_ref().map(Text::to_string)),
        (Part::City, city.as_ref().map(Text::to_string)),
        (Part::Region, subdivision.as_ref().map(Text::to_string)),
        (Part::PostalCode, postal_code.as_ref().map(Text::to_string)),
        (Part::Country, country.map(|country| country.to_string())),
    ];
    parts.into_iter().filter_map(|(part, value)| Some((part, value?))).collect()
}
