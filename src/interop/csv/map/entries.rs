//! Cells that hold entries of lists: addresses, numbers, labels.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::read::{Reader, TYPE};
use super::steps::{self, Channel};
use super::target::Part;
use crate::contact::{
    AddressTag, Anchor, EmailAddress, EmailTag, PhoneNumber, PhoneTag, PostalAddress, Street,
};
use crate::interop::Severity;
use crate::interop::csv::Dialect;
use crate::interop::csv::dialect::uses;
use crate::interop::map::anchor::{self, anchor};
use crate::interop::map::{Taken, country};
use crate::label::LabelName;
use crate::text::Text;

/// What separates the values of a cell of Google's.
const MANY: &str = ":::";
/// What Google puts before the label of the value that is meant first, and before its own groups.
pub(super) const MARK: &str = "* ";

/// The e-mail addresses of a cell.
pub(super) fn emails(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split(MANY).flat_map(|part| part.split([';', '\n', '\r']));
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// The phone numbers of a cell, without what spreadsheets put before what would be a formula.
pub(super) fn phones(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split(MANY).flat_map(|part| part.split(['\n', '\r'])).map(str::trim);
    let bare =
        |part: &str| part.starts_with(|c: char| matches!(c, '+' | '=') || c.is_ascii_digit());
    let parts = parts.map(move |part| {
        part.strip_prefix('\'').map(str::trim).filter(|rest| bare(rest)).unwrap_or(part)
    });
    parts.filter(|part| !part.is_empty())
}

/// The labels of a cell.
pub(super) fn labels(cell: &str, dialect: Dialect) -> Vec<Cow<'_, str>> {
    let parts: Vec<Cow<'_, str>> = match dialect {
        Dialect::Google | Dialect::GoogleOld => cell.split(MANY).map(Cow::Borrowed).collect(),
        Dialect::Mailchimp => quoted(cell),
        Dialect::Outlook | Dialect::OutlookCom => {
            cell.split([';', '\n', '\r']).map(Cow::Borrowed).collect()
        }
        _ => {
            let parts = cell.split(MANY).flat_map(|part| part.split([';', ',', '\n', '\r']));
            parts.map(Cow::Borrowed).collect()
        }
    };
    let trimmed = parts.into_iter().map(|part| match part {
        Cow::Borrowed(part) => Cow::Borrowed(part.trim()),
        Cow::Owned(part) => Cow::Owned(part.trim().to_owned()),
    });
    trimmed.filter(|part| !part.is_empty()).collect()
}

/// The parts of a list with commas, of which some stand in quotes.
fn quoted(cell: &str) -> Vec<Cow<'_, str>> {
    let (mut parts, mut part, mut inside) = (Vec::new(), String::new(), false);
    let mut chars = cell.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if inside && chars.peek() == Some(&'"') => {
                part.push('"');
                chars.next();
            }
            '"' => inside = !inside,
            ',' | '\n' | '\r' if !inside => parts.push(Cow::Owned(std::mem::take(&mut part))),
            c => part.push(c),
        }
    }
    parts.push(Cow::Owned(part));
    parts
}

/// What a label says of an e-mail address.
pub(super) fn email_tag(label: &str) -> Option<EmailTag> {
    let uses = uses(label);
    match () {
        () if uses.main => Some(EmailTag::Main),
        () if uses.work => Some(EmailTag::Work),
        () if uses.home => Some(EmailTag::Home),
        () => None,
    }
}

/// What a label says of a phone number.
pub(super) fn phone_tag(label: &str) -> Option<PhoneTag> {
    let uses = uses(label);
    match () {
        () if uses.fax => Some(PhoneTag::Fax),
        () if uses.mobile => Some(PhoneTag::Mobile),
        () if uses.main => Some(PhoneTag::Main),
        () if uses.work => Some(PhoneTag::Work),
        () if uses.home => Some(PhoneTag::Home),
        () => None,
    }
}

/// What a label says of an address.
pub(super) fn address_tag(label: &str) -> Option<AddressTag> {
    let uses = uses(label);
    match () {
        () if uses.billing => Some(AddressTag::Billing),
        () if uses.shipping => Some(AddressTag::Shipping),
        () if uses.work => Some(AddressTag::Work),
        () if uses.home => Some(AddressTag::Home),
        () => None,
    }
}

impl<'r> Reader<'r> {
    /// A label, with the column that it stands in and whether it marks what is meant first.
    fn label(&self, at: Option<usize>) -> Option<(usize, &'r str, bool)> {
        let (at, cell) = self.of(at)?;
        let bare = cell.strip_prefix(MARK);
        Some((at, bare.unwrap_or(cell).trim(), bare.is_some()))
    }

    pub(super) fn email(&mut self, step: &Channel<EmailTag>) {
        let Some(cell) = self.cell(step.at) else { return };
        let label = self.label(step.label);
        let tag = label.and_then(|(_, text, _)| email_tag(text)).unwrap_or(step.tag);
        let (mut taken, mut bad) = (Vec::new(), false);
        let before = self.draft.emails.len();
        for part in emails(cell) {
            match part.parse::<EmailAddress>() {
                Ok(email) => taken.push(self.draft.email(tag, email)),
                Err(_) => bad = true,
            }
        }
        if bad {
            self.warn(step.at, Severity::Warning, "field.bad_email");
        }
        let marked = label.is_some_and(|(.., mark)| mark) && self.draft.emails.len() > before;
        if marked && self.primary_email == 0 {
            self.primary_email = before;
        }
        self.take(step.at, anchor::EMAILS, taken, label);
    }

    pub(super) fn phone(&mut self, step: &Channel<PhoneTag>) {
        let Some(cell) = self.cell(step.at) else { return };
        let label = self.label(step.label);
        let tag = label.and_then(|(_, text, _)| phone_tag(text)).unwrap_or(step.tag);
        let (mut taken, mut bad) = (Vec::new(), false);
        let before = self.draft.phones.len();
        for part in phones(cell) {
            let country = self.options.country.filter(|_| !part.starts_with('+'));
            match PhoneNumber::new(part, country) {
                Ok(number) => taken.push(self.draft.phone(tag, number)),
                Err(_) => bad = true,
            }
        }
        if bad {
            self.warn(step.at, Severity::Warning, "field.bad_phone");
        }
        let marked = label.is_some_and(|(.., mark)| mark) && self.draft.phones.len() > before;
        if marked && self.primary_phone == 0 {
            self.primary_phone = before;
        }
        self.take(step.at, anchor::PHONES, taken, label);
    }

    /// Anchors a cell to the entries that it gave, and the cell that says what they are for.
    fn take(
        &mut self,
        at: usize,
        field: &str,
        taken: Vec<Taken>,
        label: Option<(usize, &str, bool)>,
    ) {
        let mut value = SmolStr::default();
        for taken in &taken {
            match taken {
                Taken::New(key) if value.is_empty() => value = key.clone(),
                Taken::New(key) => value = [&value, anchor::SEPARATOR, key].concat().into(),
                Taken::Again(_) => self.warn(at, Severity::Info, "field.again"),
                Taken::Full => self.warn(at, Severity::Warning, "field.too_many"),
            }
        }
        if value.is_empty() {
            let again = taken.into_iter().find_map(|taken| taken.anchor(field));
            if let Some(again) = again {
                self.tie(at, again);
            }
            return;
        }
        if let Some((label, ..)) = label {
            self.tie(label, anchor(&[field, TYPE].concat(), value.clone()));
        }
        self.tie(at, anchor(field, value));
    }

    pub(super) fn labels(&mut self, at: usize) {
        let Some(cell) = self.cell(at) else { return };
        let mut new: Vec<Cow<'_, str>> = Vec::new();
        for part in labels(cell, self.plan.dialect) {
            match LabelName::read("label name", &part) {
                Ok(Some(name)) if !part.starts_with(MARK) && self.draft.label(&name) => {
                    new.push(part);
                }
                Ok(_) => {}
                Err(_) => self.warn(at, Severity::Warning, "field.too_long"),
            }
        }
        if !new.is_empty() {
            self.tie(at, anchor(anchor::LABELS, new.join(anchor::SEPARATOR)));
        }
    }

    pub(super) fn address(&mut self, step: &steps::Address) {
        let Some(first) = step.parts.iter().find(|(_, at)| self.cell(*at).is_some()) else {
            return;
        };
        let first = first.1;
        let label = self.label(step.label);
        let tag = label.and_then(|(_, text, _)| address_tag(text)).unwrap_or(step.tag);
        let address = match self.parts(&step.parts) {
            Some(address) if !address.is_empty() => address,
            Some(_) => return,
            None => return self.warn(first, Severity::Warning, "field.too_long"),
        };
        let taken = self.draft.address(tag, address);
        if matches!(taken, Taken::Again(_)) {
            self.warn(first, Severity::Info, "field.again");
        }
        let Some(anchor) = taken.anchor(anchor::ADDRESSES) else {
            return self.warn(first, Severity::Warning, "field.too_many");
        };
        for (_, at) in &step.parts {
            if self.cell(*at).is_some() {
                self.tie(*at, anchor.clone());
            }
        }
        if let Some((label, ..)) = label {
            let field = [&anchor.field, TYPE].concat().into();
            self.tie(label, Anchor { field, ..anchor });
        }
    }

    /// The address of these cells; `None` if one of them is too long.
    fn parts(&self, parts: &[(Part, usize)]) -> Option<PostalAddress> {
        let text = |wanted: Part, between: &str| -> Cow<'r, str> {
            let mut joined = Cow::Borrowed("");
            for (_, at) in parts.iter().filter(|(part, _)| *part == wanted) {
                match self.cell(*at) {
                    None => {}
                    Some(cell) if joined.is_empty() => joined = Cow::Borrowed(cell),
                    Some(cell) => joined = Cow::Owned([&joined, between, cell].concat()),
                }
            }
            joined
        };
        let mut street = text(Part::Street, "\n");
        let mut line2 = text(Part::Line2, ", ");
        if street.is_empty() {
            street = text(Part::Box, ", ");
        }
        let address = PostalAddress {
            street: None,
            line2: None,
            city: Text::read("city", &text(Part::City, ", ")).ok()?,
            subdivision: Text::read("subdivision", &text(Part::Region, ", ")).ok()?,
            country: country(&text(Part::Country, ", ")),
            postal_code: Text::read("postal code", &text(Part::PostalCode, ", ")).ok()?,
            extra: None,
        };
        let whole = text(Part::Whole, "\n");
        if street.is_empty() && line2.is_empty() && address.is_empty() && !whole.is_empty() {
            let (first, rest) = whole.split_once('\n').unwrap_or((&whole, ""));
            line2 = Cow::Owned(rest.trim().to_owned());
            street = Cow::Owned(first.trim().to_owned());
        }
        Some(PostalAddress {
            street: Text::read("street", &street).ok()?.map(Street::Line),
            line2: Text::read("street", &line2).ok()?,
            ..address
        })
    }
}
