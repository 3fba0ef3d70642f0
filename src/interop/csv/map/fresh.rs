//! Cells for values that have none yet.

use smol_str::SmolStr;

use super::columns::{Kind, Part};
use super::place::Placement;
use super::sheet::part_name;
use crate::contact::{AddressTag, EmailTag, PhoneTag, PostalAddress, Street};
use crate::interop::map::anchor;
use crate::text::Text;

impl Placement<'_> {
    pub(super) fn fresh_singles(&mut self) {
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

    pub(super) fn fresh_entries(&mut self) {
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

    pub(super) fn fresh_labels(&mut self) {
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
