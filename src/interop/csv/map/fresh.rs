//! Cells for values that have none yet.

use smol_str::SmolStr;

use super::place::Placement;
use super::sheet::{Want, part_name};
use super::target::{Part, Target};
use crate::contact::{AddressTag, EmailTag, PhoneTag, PostalAddress, Street};
use crate::interop::csv::dialect::Dialect;
use crate::interop::map::anchor;
use crate::interop::{DateOrder, Problem, Severity};
use crate::text::Text;
use crate::time::LocalDate;

/// Of the columns for numbers that are for nothing in particular, those that are it in truth: the
/// others are pagers and assistants.
const PLAIN_PHONES: u32 = 2;

impl Placement<'_> {
    pub(super) fn fresh_singles(&mut self) {
        if self.singles.contains_key(anchor::NAME) {
            self.singles.extend([(anchor::FIRST.into(), 0), (anchor::LAST.into(), 0)]);
        }
        let columns = self.sheet.columns();
        let has = |target: Target| columns.iter().position(|column| column.target == target);
        if let (None, None, Some(at)) =
            (has(Target::First), has(Target::Last), has(Target::FullName))
            && self.cells[at].is_none()
            && let Some(name) = self.contact.info().full_name()
        {
            self.cells[at] = Some(name.into());
            self.singles.extend([(anchor::FIRST.into(), at), (anchor::LAST.into(), at)]);
        }
        self.fresh_birthdate();
        for (field, target, name) in [
            (anchor::FIRST, Target::First, "First Name"),
            (anchor::LAST, Target::Last, "Last Name"),
            (anchor::COMPANY, Target::Company, "Company"),
            (anchor::JOB_TITLE, Target::JobTitle, "Job Title"),
            (anchor::LOCALE, Target::Locale, "Language"),
            (anchor::PICTURE, Target::Picture, "Picture"),
        ] {
            if self.singles.contains_key(field) {
                continue;
            }
            let Some(value) = self.single(field) else { continue };
            match has(target).filter(|at| self.cells[*at].is_none()) {
                Some(at) => self.cells[at] = Some(value),
                None => self.further(name, 1, &value),
            }
        }
    }

    fn fresh_birthdate(&mut self) {
        let Some(date) = self.contact.info().birthdate() else { return };
        if self.singles.contains_key(anchor::BIRTHDATE) {
            return;
        }
        let columns = self.sheet.columns();
        let free = |target: Target| {
            let at = columns.iter().position(|column| column.target == target)?;
            self.cells[at].is_none().then_some(at)
        };
        if let Some(at) = free(Target::Birthdate) {
            let order = self.sheet.product().and_then(|table| table.dates);
            self.cells[at] = Some(written(date, order));
            return;
        }
        let places = [Target::BirthYear, Target::BirthMonth, Target::BirthDay].map(free);
        let (year, month, day) = date.to_calendar();
        match places {
            [Some(y), Some(m), Some(d)] => {
                self.cells[y] = Some(year.to_string());
                self.cells[m] = Some(month.to_string());
                self.cells[d] = Some(day.to_string());
            }
            _ => self.further("Birthday", 1, &date.to_string()),
        }
    }

    pub(super) fn fresh_fields(&mut self) {
        for (field, name, value) in self.fields.clone() {
            if self.singles.contains_key(&field) {
                continue;
            }
            let fits = |at: &usize| self.field_of(*at).as_ref() == Some(&field);
            let place = (0..self.sheet.columns().len()).find(fits);
            match (place, self.sheet.product()) {
                (Some(at), _) if self.cells[at].is_none() => self.cells[at] = Some(value),
                (None, Some(_)) => {
                    self.wants.push(Want::Field(name.clone()));
                    self.lose(name.as_str(), &value);
                }
                _ => self.further(name.as_str(), 1, &value),
            }
        }
    }

    /// The first free column of entries with this tag; else of those for nothing in particular.
    /// A product says beside such a column what its entry is for, or it has no place for it.
    fn free(&self, tag: impl Fn(&Target) -> Option<(u32, Fit)>) -> Option<usize> {
        let columns = self.sheet.columns().iter().enumerate();
        let free = columns.filter_map(|(at, column)| {
            let (n, fit) = tag(&column.target)?;
            self.cells[at].is_none().then_some((fit, n, at))
        });
        let best = match self.sheet.product() {
            Some(_) => free.min(),
            None => free.min_by_key(|(.., at)| *at),
        };
        best.map(|(.., at)| at)
    }

    pub(super) fn fresh_entries(&mut self) {
        let info = self.contact.info();
        let mut number = self.sheet.highest(|target| match target {
            Target::Email(n, _) => Some(*n),
            _ => None,
        });
        let first = info.emails().primary().map(|entry| entry.id);
        for entry in info.emails() {
            let key = anchor::email(entry.tag, &entry.value);
            if !self.written.insert((anchor::EMAILS, key.clone())) {
                continue;
            }
            let place = self.free(|target| match target {
                Target::Email(n, tag) if *tag == entry.tag => Some((*n, Fit::Same)),
                Target::Email(n, EmailTag::Untagged) => Some((*n, Fit::Any)),
                _ => None,
            });
            let prefix = match entry.tag {
                EmailTag::Home => "Home ",
                EmailTag::Work => "Work ",
                _ => "",
            };
            let label = match entry.tag {
                EmailTag::Untagged => "",
                EmailTag::Home => "Home",
                EmailTag::Work => "Work",
                EmailTag::Main => "Main",
            };
            let mark = first == Some(entry.id) && info.emails().len() > 1;
            let value = entry.value.to_string();
            let at =
                self.entry(place, key, &mut number, &format!("{prefix}Email"), value, Want::Email);
            self.label(at, label, mark);
        }
        let mut number = self.sheet.highest(|target| match target {
            Target::Phone(n, _) => Some(*n),
            _ => None,
        });
        let labelled = self
            .sheet
            .columns()
            .iter()
            .any(|column| matches!(column.target, Target::PhoneLabel(_)));
        let most = if self.sheet.product().is_some() && !labelled && !self.numbered() {
            PLAIN_PHONES
        } else {
            u32::MAX
        };
        let first = info.phones().primary().map(|entry| entry.id);
        for entry in info.phones() {
            let key = anchor::phone(entry.tag, &entry.value);
            if !self.written.insert((anchor::PHONES, key.clone())) {
                continue;
            }
            let place = self.free(|target| match target {
                Target::Phone(n, PhoneTag::Untagged) if *n > most => None,
                Target::Phone(n, tag) if *tag == entry.tag => Some((*n, Fit::Same)),
                Target::Phone(n, PhoneTag::Untagged) => Some((*n, Fit::Any)),
                _ => None,
            });
            let name = match entry.tag {
                PhoneTag::Home => "Home Phone",
                PhoneTag::Work => "Work Phone",
                PhoneTag::Mobile => "Mobile",
                PhoneTag::Fax => "Fax",
                _ => "Phone",
            };
            let label = match entry.tag {
                PhoneTag::Untagged => "",
                PhoneTag::Home => "Home",
                PhoneTag::Work => "Work",
                PhoneTag::Mobile => "Mobile",
                PhoneTag::Fax => "Work Fax",
                PhoneTag::Main => "Main",
            };
            let mark = first == Some(entry.id) && info.phones().len() > 1;
            let value = entry.value.to_string();
            let at = self.entry(place, key, &mut number, name, value, Want::Phone);
            self.label(at, label, mark);
        }
        self.fresh_addresses();
    }

    /// Whether the product numbers its phones, so that they are all alike.
    fn numbered(&self) -> bool {
        let columns = self.sheet.product().into_iter().flat_map(|table| table.columns());
        columns.into_iter().any(|(target, _)| target == "phone.#")
    }

    /// Puts an entry into a column, or makes one; where it went.
    fn entry(
        &mut self,
        place: Option<usize>,
        key: SmolStr,
        number: &mut u32,
        name: &str,
        value: String,
        want: Want,
    ) -> Option<usize> {
        if let Some(at) = place {
            self.cells[at] = Some(value);
            self.held.insert(at, key);
            return Some(at);
        }
        if self.sheet.product().is_some() {
            self.wants.push(want);
            self.lose(name, &value);
            return None;
        }
        *number += 1;
        self.further.push((format!("{name} {number}"), value));
        None
    }

    /// Says beside an entry what it is for, as a product does.
    fn label(&mut self, at: Option<usize>, label: &str, mark: bool) {
        let (Some(at), Some(table)) = (at, self.sheet.product()) else { return };
        let columns = self.sheet.columns();
        let beside = |target: &Target| match columns[at].target {
            Target::Email(n, _) => *target == Target::EmailLabel(n),
            Target::Phone(n, _) => *target == Target::PhoneLabel(n),
            Target::Address(n, ..) => *target == Target::AddressLabel(n),
            _ => false,
        };
        let untagged = matches!(
            columns[at].target,
            Target::Email(_, EmailTag::Untagged)
                | Target::Phone(_, PhoneTag::Untagged)
                | Target::Address(_, AddressTag::Untagged, _)
        );
        let google = matches!(table.dialect, Dialect::Google | Dialect::GoogleOld);
        match columns.iter().position(|column| beside(&column.target)) {
            Some(place) if self.cells[place].is_none() => {
                let label = if google && label.is_empty() { "Other" } else { label };
                let mark = if google && mark { super::entries::MARK } else { "" };
                self.cells[place] = Some([mark, label].concat()).filter(|label| !label.is_empty());
            }
            None if untagged && !label.is_empty() => {
                let problem = Problem::new(Severity::Info, "csv.no_label", 0, label);
                self.problems.push(problem.about(columns[at].name.clone()));
            }
            _ => {}
        }
    }

    fn fresh_addresses(&mut self) {
        let mut number = self.sheet.highest(|target| match target {
            Target::Address(n, ..) => Some(*n),
            _ => None,
        });
        for entry in self.contact.info().addresses() {
            let key = anchor::address(entry.tag, &entry.value);
            if !self.written.insert((anchor::ADDRESSES, key.clone())) {
                continue;
            }
            let mut parts = parts(&entry.value);
            if let Some((n, tag)) = self.room(entry.tag, &mut parts) {
                let first = self.put_parts(n, tag, parts);
                self.owners.insert((n, tag), key);
                let label = match entry.tag {
                    AddressTag::Untagged => "",
                    AddressTag::Home => "Home",
                    AddressTag::Work => "Work",
                    AddressTag::Billing => "Billing",
                    AddressTag::Shipping => "Shipping",
                };
                self.label(first, label, false);
                continue;
            }
            if self.sheet.product().is_some() {
                self.wants.push(Want::Address);
                self.lose("Address", &entry.value.formatted());
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

    /// The free columns for an address with these parts. If there are none for its second line,
    /// that becomes a line of its street.
    fn room(
        &self,
        wanted: AddressTag,
        parts: &mut Vec<(Part, String)>,
    ) -> Option<(u32, AddressTag)> {
        let columns = self.sheet.columns();
        let fits = |target: &Target, part: Part| match target {
            Target::Address(n, tag, known) if *known == part => {
                let free = !self.owners.contains_key(&(*n, *tag));
                let like = *tag == wanted || *tag == AddressTag::Untagged;
                (free && like).then_some((*n, *tag))
            }
            _ => None,
        };
        let of = |place: (u32, AddressTag), part: Part| {
            columns.iter().any(|column| fits(&column.target, part) == Some(place))
        };
        let mut places: Vec<(bool, (u32, AddressTag))> = Vec::new();
        for column in columns {
            let Target::Address(n, tag, part) = column.target else { continue };
            let product = self.sheet.product().is_some();
            if fits(&column.target, part).is_some() && !places.iter().any(|(_, p)| *p == (n, tag)) {
                places.push((product && tag != wanted, (n, tag)));
            }
        }
        places.sort_by_key(|(unlike, _)| *unlike);
        for (_, place) in places {
            let missing: Vec<Part> =
                parts.iter().map(|(part, _)| *part).filter(|part| !of(place, *part)).collect();
            match missing.as_slice() {
                [] => return Some(place),
                [Part::Line2] if self.sheet.product().is_some() && of(place, Part::Street) => {
                    let line = parts.iter().position(|(part, _)| *part == Part::Line2)?;
                    let (_, line) = parts.remove(line);
                    match parts.iter_mut().find(|(part, _)| *part == Part::Street) {
                        Some((_, street)) => {
                            street.push('\n');
                            street.push_str(&line);
                        }
                        None => parts.push((Part::Street, line)),
                    }
                    return Some(place);
                }
                _ => {}
            }
        }
        None
    }

    /// Puts the parts of an address into its columns; where the first one went.
    fn put_parts(&mut self, n: u32, tag: AddressTag, parts: Vec<(Part, String)>) -> Option<usize> {
        let mut first = None;
        for (part, value) in parts {
            let wanted = Target::Address(n, tag, part);
            let columns = self.sheet.columns().iter().enumerate();
            let places: Vec<usize> = columns
                .filter(|(at, column)| column.target == wanted && self.cells[*at].is_none())
                .map(|(at, _)| at)
                .collect();
            let lines: Vec<&str> = value.lines().collect();
            let single = places.len() < 2 || lines.len() > places.len();
            let lines = if single { vec![value.as_str()] } else { lines };
            for (at, line) in places.iter().zip(lines) {
                self.cells[*at] = Some(line.to_owned());
            }
            first = first.or_else(|| places.first().copied());
        }
        first
    }

    pub(super) fn fresh_labels(&mut self) {
        let rest = self.labels.iter().filter(|(_, written)| !written);
        let rest: Vec<String> = rest.map(|(name, _)| name.to_string()).collect();
        if rest.is_empty() {
            return;
        }
        let at = self.sheet.columns().iter().position(|column| column.target == Target::Labels);
        let Some(at) = at else {
            return self.further("Labels", 1, &rest.join("; "));
        };
        let dialect = self.sheet.product().map(|table| table.dialect);
        let cell = self.cells[at].get_or_insert_default();
        let separator = match dialect {
            Some(Dialect::Google | Dialect::GoogleOld) => " ::: ",
            Some(Dialect::Mailchimp | Dialect::Wix) => ",",
            Some(Dialect::Outlook | Dialect::OutlookCom) => ";",
            _ if cell.contains(":::") => " ::: ",
            _ if cell.contains(',') && !cell.contains(';') => ", ",
            _ => "; ",
        };
        for name in rest {
            if !cell.is_empty() {
                cell.push_str(separator);
            }
            match dialect {
                Some(Dialect::Mailchimp) => {
                    cell.push_str(&format!("\"{}\"", name.replace('"', "\"\"")));
                }
                _ => cell.push_str(&name),
            }
        }
    }
}

/// How well a column fits an entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is for what the entry is for.
    Same,
    /// It is for nothing in particular.
    Any,
}

/// A date as a product writes it.
fn written(date: LocalDate, order: Option<DateOrder>) -> String {
    let (year, month, day) = date.to_calendar();
    match order {
        Some(DateOrder::MonthDayYear) => format!("{month}/{day}/{year:04}"),
        Some(DateOrder::DayMonthYear) => format!("{day}.{month}.{year:04}"),
        _ => date.to_string(),
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
