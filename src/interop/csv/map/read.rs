use std::collections::BTreeMap;

use smol_str::format_smolstr;

use super::super::Row;
use super::columns::{Kind, Plan};
use crate::contact::{Anchor, Encoding, Line, Parameter, Property};
use crate::interop::map;
use crate::interop::map::anchor::{self, anchor};
use crate::interop::map::{Draft, ImportOptions, Imported, names};
use crate::interop::{Problem, Severity, Skipped};
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
        reader.last_resort();
        let Reader { anchors, draft, .. } = reader;
        let breaks = raw.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1);
        let last_line = line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        if !draft.identifies() {
            let shown = cells.iter().find(|cell| !cell.trim().is_empty());
            let shown = shown.map_or("", String::as_str);
            let problem = Problem::new(Severity::Error, "record.nothing", line, shown);
            return Err(Skipped { first_line: line, last_line, problem, raw: Some(raw) });
        }
        let filled = cells.into_iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        let properties =
            filled.map(|(at, cell)| self.property(at, cell, anchors.get(&at).cloned()));
        let imported = draft.finish(properties.collect(), 0, 0);
        Ok(Imported { first_line: line, last_line, raw, ..imported })
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
            media: None,
            anchor,
        }
    }
}

pub(super) struct Reader<'r> {
    pub(super) plan: &'r Plan,
    pub(super) cells: &'r [String],
    pub(super) line: u32,
    pub(super) anchors: BTreeMap<usize, Anchor>,
    pub(super) draft: Draft,
    pub(super) options: &'r ImportOptions,
}

impl Reader<'_> {
    /// The cell of a column, without blanks around it; `None` if it is blank.
    pub(super) fn cell(&self, at: usize) -> Option<&str> {
        self.cells.get(at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    fn column(&self, kind: Kind) -> Option<usize> {
        self.plan.columns.iter().position(|column| column.kind == kind)
    }

    pub(super) fn of(&self, kind: Kind) -> Option<(usize, &str)> {
        let at = self.column(kind)?;
        Some((at, self.cell(at)?))
    }

    pub(super) fn warn(&mut self, at: usize, severity: Severity, code: &'static str) {
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
            && let Some(tag) = map::language(cell)
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

    /// Without a mailbox or a number, a company has to do for a name.
    fn last_resort(&mut self) {
        if self.draft.identifies() {
            return;
        }
        let Some(at) = self.column(Kind::Company) else { return };
        if let Some(company) = self.draft.company.take() {
            self.anchors.insert(at, anchor(anchor::FIRST, company.as_str()));
            self.draft.first = Some(company);
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
}
