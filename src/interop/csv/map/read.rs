use std::collections::BTreeMap;

use smol_str::{SmolStr, format_smolstr};

use super::super::Row;
use super::columns::{Kind, Part, Plan};
use crate::contact::{
    AddressTag, Anchor, EmailAddress, EmailTag, Encoding, LanguageTag, Line, Parameter,
    PhoneNumber, PhoneTag, PostalAddress, Property, Street,
};
use crate::interop::map::anchor::{self, anchor};
use crate::interop::map::{Draft, ImportOptions, Imported, country, names};
use crate::interop::{Problem, Severity, Skipped};
use crate::label::LabelName;
use crate::text::Text;
use crate::time::LocalDate;

/// The format of cells whose columns are known by general names.
pub(super) const FORMAT: &str = "csv:generic";
/// The parameter that tells columns of one name apart.
pub(super) const COLUMN: &str = "column";
/// Ends the field of a cell that says what another cell is for.
pub(super) const TYPE: &str = ".type";

impl Plan {
    /// What a row says of a contact. Every cell that is not blank is kept: those that became a
    /// value of the contact are anchored to it, the others are foreign.
    ///
    /// # Errors
    ///
    /// The row as [`Skipped`] if it holds no name, e-mail address or phone number.
    pub fn import(&self, row: Row, options: &ImportOptions) -> Result<Imported, Skipped> {
        let Row { line, cells, problems, raw } = row;
        let draft = Draft { problems, ..Draft::default() };
        let mut reader =
            Reader { plan: self, cells: &cells, line, anchors: BTreeMap::new(), draft, options };
        reader.read();
        let Reader { anchors, draft, .. } = reader;
        if !draft.identifies() {
            let shown = cells.iter().find(|cell| !cell.trim().is_empty());
            let shown = shown.map_or("", String::as_str);
            let problem = Problem::new(Severity::Error, "record.nothing", line, shown);
            let breaks = raw.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1);
            let last_line = line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
            return Err(Skipped { first_line: line, last_line, problem, raw: Some(raw) });
        }
        let filled = cells.into_iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        let properties =
            filled.map(|(at, cell)| self.property(at, cell, anchors.get(&at).cloned()));
        Ok(draft.finish(properties.collect(), 0, 0))
    }

    fn property(&self, at: usize, value: String, anchor: Option<Anchor>) -> Property {
        let (name, repeat) = match self.columns.get(at) {
            Some(column) => (column.name.clone(), column.repeat),
            None => (format_smolstr!("Column {}", at + 1), 0),
        };
        let repeat = (repeat > 0).then(|| Parameter {
            name: COLUMN.into(),
            values: vec![(format_smolstr!("{}", repeat + 1), false)],
        });
        Property {
            format: FORMAT.into(),
            group: None,
            name,
            params: repeat.into_iter().collect(),
            value,
            encoding: Encoding::None,
            position: u32::try_from(at).unwrap_or(u32::MAX),
            bytes: None,
            anchor,
        }
    }
}

struct Reader<'r> {
    plan: &'r Plan,
    cells: &'r [String],
    line: u32,
    anchors: BTreeMap<usize, Anchor>,
    draft: Draft,
    options: &'r ImportOptions,
}

impl Reader<'_> {
    /// The cell of a column, without blanks around it; `None` if it is blank.
    fn cell(&self, at: usize) -> Option<&str> {
        self.cells.get(at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    fn column(&self, kind: Kind) -> Option<usize> {
        self.plan.columns.iter().position(|column| column.kind == kind)
    }

    fn of(&self, kind: Kind) -> Option<(usize, &str)> {
        let at = self.column(kind)?;
        Some((at, self.cell(at)?))
    }

    fn warn(&mut self, at: usize, severity: Severity, code: &'static str) {
        let cell = self.cells.get(at).map_or("", |cell| cell.trim());
        let problem = Problem::new(severity, code, self.line, cell);
        let name = self.plan.columns.get(at).map(|column| column.name.clone());
        self.draft.problems.push(name.into_iter().fold(problem, Problem::about));
    }

    fn text(&mut self, at: usize, text: &str) -> Option<Line> {
        let line = Line::read("text", text);
        if line.is_err() {
            self.warn(at, Severity::Warning, "field.too_long");
        }
        line.ok().flatten()
    }

    fn read(&mut self) {
        self.names();
        self.single(Kind::Company, anchor::COMPANY);
        self.single(Kind::JobTitle, anchor::JOB_TITLE);
        if let Some((at, cell)) = self.of(Kind::Birthdate) {
            match cell.parse::<LocalDate>() {
                Ok(date) => {
                    self.draft.birthdate = Some(date);
                    self.anchors.insert(at, anchor(anchor::BIRTHDATE, date.to_string()));
                }
                Err(_) => self.warn(at, Severity::Info, "field.bad_date"),
            }
        }
        if let Some((at, cell)) = self.of(Kind::Locale)
            && let Ok(tag) = cell.parse::<LanguageTag>()
        {
            let value = anchor(anchor::LOCALE, tag.as_str());
            self.draft.locale = Some(tag);
            self.anchors.insert(at, value);
        }
        self.draft.uid = self.of(Kind::Uid).map(|(_, cell)| cell.into());
        for at in 0..self.plan.columns.len() {
            match self.plan.columns[at].kind {
                Kind::Email(n, tag) => self.email(at, n, tag),
                Kind::Phone(n, tag) => self.phone(at, n, tag),
                Kind::Labels => self.labels(at),
                _ => {}
            }
        }
        self.addresses();
    }

    fn names(&mut self) {
        let cell = |kind| self.of(kind).map(|(at, cell)| (at, cell.to_owned()));
        let (first, middle, last) = (cell(Kind::First), cell(Kind::Middle), cell(Kind::Last));
        let full = cell(Kind::Full).filter(|(_, name)| !names::is_no_name(name));
        let given: Vec<(usize, String)> = first.into_iter().chain(middle).collect();
        if let (true, None, Some((at, name))) = (given.is_empty(), &last, full) {
            let (first, last) = names::split_name(&name);
            self.draft.first = self.text(at, &first);
            self.draft.last = self.text(at, &last);
            let name = anchor::name(self.draft.first.as_ref(), self.draft.last.as_ref());
            self.anchors.insert(at, anchor(anchor::NAME, name));
            return;
        }
        if let Some((at, _)) = given.first() {
            let text: Vec<&str> = given.iter().map(|(_, text)| text.as_str()).collect();
            self.draft.first = self.text(*at, &text.join(" "));
        }
        if let Some(line) = self.draft.first.as_ref() {
            let value = anchor(anchor::FIRST, line.as_str());
            given.iter().for_each(|(at, _)| drop(self.anchors.insert(*at, value.clone())));
        }
        if let Some((at, text)) = last {
            self.draft.last = self.text(at, &text);
            if let Some(line) = self.draft.last.as_ref() {
                self.anchors.insert(at, anchor(anchor::LAST, line.as_str()));
            }
        }
    }

    fn single(&mut self, kind: Kind, field: &str) {
        let Some((at, cell)) = self.of(kind).map(|(at, cell)| (at, cell.to_owned())) else {
            return;
        };
        let Some(line) = self.text(at, &cell) else { return };
        self.anchors.insert(at, anchor(field, line.as_str()));
        match kind {
            Kind::Company => self.draft.company = Some(line),
            _ => self.draft.job_title = Some(line),
        }
    }

    /// The tag that a column of types gives, and that column.
    fn type_of(&self, kind: Kind) -> Option<(usize, String)> {
        self.of(kind).map(|(at, cell)| (at, cell.trim_start_matches("* ").to_lowercase()))
    }

    fn email(&mut self, at: usize, n: u32, tag: EmailTag) {
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

    fn phone(&mut self, at: usize, n: u32, tag: PhoneTag) {
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
    fn take(
        &mut self,
        at: usize,
        field: &str,
        taken: Vec<crate::interop::map::Taken>,
        kind: Option<(usize, String)>,
    ) {
        use crate::interop::map::Taken;
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

    fn labels(&mut self, at: usize) {
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

    fn addresses(&mut self) {
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
