use smol_str::{SmolStr, format_smolstr};

use super::super::Row;
use super::dates::{self, Said};
use super::kept;
use super::plan::Plan;
use crate::contact::{Anchor, Encoding, Line, Parameter, Picture, Property};
use crate::field::DataType;
use crate::interop::csv::{Dialect, full};
use crate::interop::map::anchor::{self, anchor};
use crate::interop::map::standard::{self, Standard};
use crate::interop::map::{Draft, ImportOptions, Imported, ImportedField, language, names, uid};
use crate::interop::{Problem, Severity, Skipped};
use crate::text::Text;

/// The parameter that tells columns of one name apart.
pub(super) const COLUMN: &str = "column";
/// Ends the field of a cell that says what another cell is for.
pub(super) const TYPE: &str = ".type";

impl Plan {
    /// What a row says of a contact. Every cell that is not blank is kept, unless its column is to
    /// be left out: those that became a value of the contact are anchored to it, the others are
    /// foreign.
    ///
    /// # Errors
    ///
    /// The row as [`Skipped`] if it holds no name, e-mail address or phone number.
    pub fn import(&self, row: Row, options: &ImportOptions) -> Result<Imported, Skipped> {
        if self.dialect == Dialect::Full {
            let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
            return full::import(&names, row);
        }
        let Row { line, cells, mut bytes, problems, raw } = row;
        let anchors = vec![None; cells.len()];
        let draft = Draft { problems, ..Draft::default() };
        let mut reader = Reader {
            plan: self,
            cells: &cells,
            line,
            anchors,
            draft,
            options,
            primary_email: 0,
            primary_phone: 0,
        };
        reader.read();
        reader.last_resort();
        let Reader { anchors, draft, primary_email, primary_phone, .. } = reader;
        let breaks = raw.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1);
        let last_line = line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        if !draft.identifies() {
            let shown = cells.iter().find(|cell| !cell.trim().is_empty());
            let shown = shown.map_or("", String::as_str);
            let problem = Problem::new(Severity::Error, "record.nothing", line, shown);
            return Err(Skipped { first_line: line, last_line, problem, raw: Some(raw) });
        }
        let filled = cells.into_iter().zip(anchors).enumerate();
        let filled = filled
            .filter(|(at, (cell, _))| !cell.trim().is_empty() && !self.steps.dropped.contains(at));
        let properties = filled
            .map(|(at, (cell, anchor))| {
                let place = bytes.iter().position(|(column, _)| *column == at);
                let bytes = place.map(|place| bytes.swap_remove(place).1);
                Property { bytes, ..self.property(at, cell, anchor) }
            })
            .collect();
        let mut imported = draft.finish(properties, primary_email, primary_phone);
        kept::keep(&mut imported, line, options.kept_limit);
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
            format: SmolStr::new_static(self.dialect.format()),
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
    pub(super) anchors: Vec<Option<Anchor>>,
    pub(super) draft: Draft,
    pub(super) options: &'r ImportOptions,
    pub(super) primary_email: usize,
    pub(super) primary_phone: usize,
}

impl<'r> Reader<'r> {
    /// The cell of a column, without blanks around it; `None` if it is blank.
    pub(super) fn cell(&self, at: usize) -> Option<&'r str> {
        self.cells.get(at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    /// The place and the cell of a column that there may be.
    pub(super) fn of(&self, at: Option<usize>) -> Option<(usize, &'r str)> {
        let at = at?;
        Some((at, self.cell(at)?))
    }

    pub(super) fn tie(&mut self, at: usize, anchor: Anchor) {
        if let Some(place) = self.anchors.get_mut(at) {
            *place = Some(anchor);
        }
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
        let steps = &self.plan.steps;
        self.names();
        self.draft.company = self.line(steps.company, anchor::COMPANY);
        self.draft.job_title = self.line(steps.job_title, anchor::JOB_TITLE);
        self.birthdate();
        self.locale();
        self.picture();
        self.id();
        for step in &steps.emails {
            self.email(step);
        }
        for step in &steps.phones {
            self.phone(step);
        }
        for step in &steps.addresses {
            self.address(step);
        }
        for at in &steps.labels {
            self.labels(*at);
        }
        self.standard_fields();
        for at in &steps.fields {
            self.field(*at);
        }
        if let Some(at) = steps.consents.iter().copied().find(|at| self.cell(*at).is_some()) {
            self.warn(at, Severity::Info, "csv.consent");
        }
    }

    fn names(&mut self) {
        let steps = &self.plan.steps;
        let (first, middle) = (self.of(steps.first), self.of(steps.middle));
        let last = self.of(steps.last);
        let full = self.of(steps.full).filter(|(_, name)| !names::is_no_name(name));
        if let (None, None, None, Some((at, name))) = (first, middle, last, full) {
            let (first, last) = names::split_name(name);
            self.draft.first = self.text(at, &first);
            self.draft.last = self.text(at, &last);
            let name = anchor::name(self.draft.first.as_ref(), self.draft.last.as_ref());
            self.tie(at, anchor(anchor::NAME, name));
            return;
        }
        self.draft.first = match (first, middle) {
            (Some((at, first)), Some((_, middle))) => self.text(at, &format!("{first} {middle}")),
            (Some((at, text)), None) | (None, Some((at, text))) => self.text(at, text),
            (None, None) => None,
        };
        if let Some(line) = self.draft.first.as_ref() {
            let value = anchor(anchor::FIRST, line.as_str());
            for (at, _) in [first, middle].into_iter().flatten() {
                self.tie(at, value.clone());
            }
        }
        self.draft.last = self.line(steps.last, anchor::LAST);
    }

    /// Without a mailbox or a number, a company has to do for a name.
    fn last_resort(&mut self) {
        if self.draft.identifies() {
            return;
        }
        let Some(at) = self.plan.steps.company else { return };
        if let Some(company) = self.draft.company.take() {
            self.tie(at, anchor(anchor::FIRST, company.as_str()));
            self.draft.first = Some(company);
        }
    }

    fn line(&mut self, at: Option<usize>, field: &str) -> Option<Line> {
        let (at, cell) = self.of(at)?;
        let line = self.text(at, cell)?;
        self.tie(at, anchor(field, line.as_str()));
        Some(line)
    }

    fn date(&self, text: &str) -> Said {
        dates::read(text, self.options.date_order, self.plan.dates)
    }

    fn birthdate(&mut self) {
        let steps = &self.plan.steps;
        let (said, places) = match self.of(steps.birthdate) {
            Some((at, cell)) => (self.date(cell), vec![at]),
            None => {
                let filled = steps.birth.iter().filter_map(|at| self.of(*at));
                let places: Vec<usize> = filled.map(|(at, _)| at).collect();
                let [year, month, day] = steps.birth.map(|at| self.of(at).map_or("", |(_, c)| c));
                (dates::of_parts(year, month, day), places)
            }
        };
        let Some(at) = places.first().copied() else { return };
        let value = match said {
            Said::Nothing => return,
            Said::Day(date) => {
                self.draft.birthdate = Some(date);
                anchor(anchor::BIRTHDATE, date.to_string())
            }
            Said::Part(part) if self.options.fields.birthday => {
                let Some(value) = self.keep(standard::BIRTHDAY, &part) else { return };
                value
            }
            Said::Part(_) => return self.warn(at, Severity::Info, "field.bad_date"),
            Said::Unclear => return self.warn(at, Severity::Warning, "field.bad_date"),
        };
        places.into_iter().for_each(|at| self.tie(at, value.clone()));
    }

    fn locale(&mut self) {
        let Some((at, cell)) = self.of(self.plan.steps.locale) else { return };
        if let Some(tag) = language(cell) {
            self.tie(at, anchor(anchor::LOCALE, tag.as_str()));
            self.draft.locale = Some(tag);
        }
    }

    fn picture(&mut self) {
        let Some((at, cell)) = self.of(self.plan.steps.picture) else { return };
        let web = ["https://", "http://"].iter().any(|scheme| {
            cell.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme))
        });
        if let (true, Ok(Some(url))) = (web, Text::read("picture", cell)) {
            self.tie(at, anchor(anchor::PICTURE, url.as_str()));
            self.draft.picture = Some(Picture::from_url(url));
        }
    }

    /// The identity of the row, which means nothing outside of its product.
    fn id(&mut self) {
        let Some((at, cell)) = self.of(self.plan.steps.id) else { return };
        let Some(normal) = uid::normal(cell) else { return };
        let value = match self.plan.dialect {
            // Two files may both count 1, 2, 3.
            Dialect::Generic if uuid::Uuid::try_parse(&normal).is_err() => return,
            Dialect::Generic => normal,
            dialect => format_smolstr!("{dialect}:{normal}"),
        };
        self.tie(at, anchor(Property::UID, value.clone()));
        self.draft.uid = Some(value);
    }

    fn standard_fields(&mut self) {
        let (steps, fields) = (&self.plan.steps, &self.options.fields);
        for (wanted, at, standard) in [
            (fields.note, steps.note, standard::NOTE),
            (fields.website, steps.website, standard::WEBSITE),
            (fields.nickname, steps.nickname, standard::NICKNAME),
            (fields.department, steps.department, standard::DEPARTMENT),
            (fields.affixes, steps.prefix, standard::PREFIX),
            (fields.affixes, steps.suffix, standard::SUFFIX),
        ] {
            if let (true, Some((at, cell))) = (wanted, self.of(at)) {
                self.give(at, standard, cell);
            }
        }
        if let (true, Some((at, cell))) = (fields.anniversary, self.of(steps.anniversary)) {
            match self.date(cell) {
                Said::Nothing => {}
                Said::Day(day) => self.give(at, standard::ANNIVERSARY, &day.to_string()),
                Said::Part(part) => self.give(at, standard::ANNIVERSARY, &part),
                Said::Unclear => self.give(at, standard::ANNIVERSARY, cell),
            }
        }
    }

    fn give(&mut self, at: usize, standard: Standard, text: &str) {
        match self.keep(standard, text) {
            Some(value) => self.tie(at, value),
            None => self.warn(at, Severity::Warning, "field.too_long"),
        }
    }

    /// Adds a standard field, unless it has a value; `None` if it does not fit.
    fn keep(&mut self, standard: Standard, text: &str) -> Option<Anchor> {
        let field = standard.with(text)?;
        Some(self.add(field))
    }

    fn add(&mut self, field: ImportedField) -> Anchor {
        let name = standard::anchor_field(&field.key);
        let value = anchor(&name, standard::anchor_value(&field.value));
        self.draft.fields.push(field);
        value
    }

    /// A cell of a column that is an extended field.
    fn field(&mut self, at: usize) {
        let Some(cell) = self.cell(at) else { return };
        let column = &self.plan.columns[at];
        let (Some(key), super::Target::Field(name)) = (&column.key, &column.target) else { return };
        if self.draft.fields.iter().any(|field| field.key == *key) {
            return self.warn(at, Severity::Info, "field.again");
        }
        match DataType::Text.read(cell) {
            Ok(Some(value)) => {
                let field = ImportedField { key: key.clone(), name: name.clone(), value };
                let value = self.add(field);
                self.tie(at, value);
            }
            _ => self.warn(at, Severity::Warning, "field.too_long"),
        }
    }
}
