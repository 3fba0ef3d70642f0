//! Cells that hold entries of lists: addresses, numbers, labels.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::columns::{Kind, Part};
use super::read::{Reader, TYPE};
use crate::contact::{
    AddressTag, Anchor, EmailAddress, EmailTag, PhoneNumber, PhoneTag, PostalAddress, Street,
};
use crate::interop::Severity;
use crate::interop::map::anchor::{self, anchor};
use crate::interop::map::{Taken, country};
use crate::label::LabelName;
use crate::text::Text;

impl Reader<'_> {
    /// The tag that a column of types gives, and that column.
    fn type_of(&self, kind: Kind) -> Option<(usize, String)> {
        self.of(kind).map(|(at, cell)| (at, cell.trim_start_matches("* ").to_lowercase()))
    }

    pub(super) fn email(&mut self, at: usize, n: u32, tag: EmailTag) {
        let Some(cell) = self.cell(at) else { return };
        let parts = cell.split(":::").flat_map(|part| part.split([';', '\n', '\r']));
        let parts = parts.map(str::trim).filter(|part| !part.is_empty());
        let parts: Result<Vec<EmailAddress>, _> = parts.map(str::parse).collect();
        let Ok(parts) = parts else {
            self.warn(at, Severity::Warning, "field.bad_email");
            return;
        };
        let kind = self.type_of(Kind::EmailType(n));
        let tag = match kind.as_ref().map(|(_, text)| text.as_str()) {
            Some("home" | "private") => EmailTag::Home,
            Some("work" | "business") => EmailTag::Work,
            _ => tag,
        };
        let taken: Vec<_> = parts.into_iter().map(|part| self.draft.email(tag, part)).collect();
        self.take(at, anchor::EMAILS, taken, kind);
    }

    pub(super) fn phone(&mut self, at: usize, n: u32, tag: PhoneTag) {
        let Some(cell) = self.cell(at) else { return };
        let mut parts = Vec::new();
        for part in cell.split(":::").flat_map(|part| part.split(['\n', '\r'])) {
            let part = part.trim();
            // What spreadsheets put before what would be a formula.
            let part = part.strip_prefix('\'').map_or(part, str::trim);
            if part.is_empty() {
                continue;
            }
            let country = self.options.country.filter(|_| !part.starts_with('+'));
            match PhoneNumber::new(part, country) {
                Ok(number) => parts.push(number),
                Err(_) => {
                    self.warn(at, Severity::Warning, "field.bad_phone");
                    return;
                }
            }
        }
        let kind = self.type_of(Kind::PhoneType(n));
        let tag = match kind.as_ref().map(|(_, text)| text.as_str()) {
            Some("home" | "private") => PhoneTag::Home,
            Some("work" | "business") => PhoneTag::Work,
            Some("mobile" | "cell") => PhoneTag::Mobile,
            Some("main") => PhoneTag::Main,
            Some(text) if text.contains("fax") => PhoneTag::Fax,
            _ => tag,
        };
        let taken: Vec<_> = parts.into_iter().map(|part| self.draft.phone(tag, part)).collect();
        self.take(at, anchor::PHONES, taken, kind);
    }

    /// Anchors a cell to the entries that it gave, and the cell that says what they are for.
    fn take(&mut self, at: usize, field: &str, taken: Vec<Taken>, kind: Option<(usize, String)>) {
        let new: Vec<&str> = (taken.iter())
            .filter_map(|taken| if let Taken::New(key) = taken { Some(key.as_str()) } else { None })
            .collect();
        if new.is_empty() {
            let first = taken.into_iter().next();
            let anchor = first.and_then(|taken| taken.anchor(field));
            let code = if anchor.is_some() { "field.again" } else { "field.too_many" };
            self.warn(at, Severity::Info, code);
            anchor.into_iter().for_each(|anchor| drop(self.anchors.insert(at, anchor)));
            return;
        }
        let value: SmolStr = new.join(anchor::SEPARATOR).into();
        if let Some((kind, _)) = kind {
            self.anchors.insert(kind, anchor(&format!("{field}{TYPE}"), value.clone()));
        }
        self.anchors.insert(at, anchor(field, value));
    }

    pub(super) fn labels(&mut self, at: usize) {
        let Some(cell) = self.cell(at).map(str::to_owned) else { return };
        let mut new: Vec<&str> = Vec::new();
        for part in cell.split(":::").flat_map(|part| part.split([';', ',', '\n', '\r'])) {
            let part = part.trim();
            match LabelName::read("label name", part) {
                Ok(Some(name)) if !part.starts_with("* ") && self.draft.label(&name) => {
                    new.push(part);
                }
                Ok(_) => {}
                Err(_) => self.warn(at, Severity::Warning, "field.too_long"),
            }
        }
        if !new.is_empty() {
            self.anchors.insert(at, anchor(anchor::LABELS, new.join(anchor::SEPARATOR)));
        }
    }

    pub(super) fn addresses(&mut self) {
        let mut found: BTreeMap<(u32, AddressTag), Vec<(Part, usize)>> = BTreeMap::new();
        for (at, column) in self.plan.columns.iter().enumerate() {
            if let Kind::Address(n, tag, part) = column.kind
                && self.cell(at).is_some()
            {
                found.entry((n, tag)).or_default().push((part, at));
            }
        }
        for ((n, tag), parts) in found {
            let kind = self.type_of(Kind::AddressType(n));
            let tag = match kind.as_ref().map(|(_, text)| text.as_str()) {
                Some("home") => AddressTag::Home,
                Some("work") => AddressTag::Work,
                Some("billing") => AddressTag::Billing,
                Some("shipping") => AddressTag::Shipping,
                _ => tag,
            };
            let first = parts[0].1;
            let address = match self.address(&parts) {
                Some(address) if !address.is_empty() => address,
                Some(_) => continue,
                None => {
                    self.warn(first, Severity::Warning, "field.too_long");
                    continue;
                }
            };
            let taken = self.draft.address(tag, address);
            let Some(anchor) = taken.anchor(anchor::ADDRESSES) else {
                self.warn(first, Severity::Warning, "field.too_many");
                continue;
            };
            parts.iter().for_each(|(_, at)| drop(self.anchors.insert(*at, anchor.clone())));
            if let Some((kind, _)) = kind {
                let field = format!("{}{TYPE}", anchor.field).into();
                self.anchors.insert(kind, Anchor { field, ..anchor });
            }
        }
    }

    fn address(&self, parts: &[(Part, usize)]) -> Option<PostalAddress> {
        let text = |wanted: Part| {
            let cells = parts.iter().filter(|(part, _)| *part == wanted);
            cells.filter_map(|(_, at)| self.cell(*at)).collect::<Vec<_>>().join(", ")
        };
        Some(PostalAddress {
            street: Text::read("street", &text(Part::Street)).ok()?.map(Street::Line),
            line2: Text::read("street", &text(Part::Line2)).ok()?,
            city: Text::read("city", &text(Part::City)).ok()?,
            subdivision: Text::read("subdivision", &text(Part::Region)).ok()?,
            country: country(&text(Part::Country)),
            postal_code: Text::read("postal code", &text(Part::PostalCode)).ok()?,
            extra: None,
        })
    }
}
