use std::collections::HashMap;

use smol_str::SmolStr;

use super::place::Placement;
use super::plan::{self, Column, Plan};
use super::target::{Part, Target};
use crate::contact::{Contact, Property};
use crate::field::FieldName;
use crate::interop::csv::dialect::{self, Dialect, Known, Numbered, UnknownColumns};
use crate::interop::{Problem, References};

/// How many numbered columns of a kind a table has at most: as many as a contact has entries.
const MOST: u32 = 50;

/// A table to write contacts to: the columns that they came with, or those of a product, and more
/// where they need them.
///
/// It is made in two passes, because columns are named before rows are written: every contact is
/// shown to [`fit`](Self::fit), then written by [`row`](Self::row). A value that is as it was read
/// from a cell of such a table goes out in that cell as it was.
///
/// In a table of no product, what a merge brought from another row goes to a free column of its
/// kind, else to a further one: `Email 3`, `Notes 2`. Names that were set aside are not written.
#[derive(Clone, Debug)]
pub struct Sheet {
    columns: Vec<Column>,
    index: HashMap<(SmolStr, usize), usize>,
    /// The product, if further columns have to be named as it does.
    known: Option<&'static Known>,
    /// Where the columns of a product belong: the group of numbered ones, the number, the line.
    ranks: Vec<(usize, u32, usize)>,
    /// The columns in the order in which they are written.
    order: Vec<usize>,
    further: Vec<String>,
    places: HashMap<String, usize>,
}

/// What a contact has and the columns have no room for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Want {
    Email,
    Phone,
    Address,
    Field(FieldName),
}

impl Sheet {
    /// A table with the columns of these plans, each once, and no others yet.
    pub fn new<'p>(plans: impl IntoIterator<Item = &'p Plan>) -> Self {
        let mut sheet = Self::empty(None);
        for column in plans.into_iter().flat_map(|plan| &plan.columns) {
            sheet.add(column.clone(), (0, 0, 0));
        }
        sheet
    }

    /// A table with the columns of a product, numbered ones as they are needed.
    pub fn of(dialect: Dialect) -> Self {
        let known = dialect::table(dialect);
        let mut sheet = Self::empty(known);
        let Some(known) = known else { return sheet };
        for (line, (target, name)) in known.table.columns().enumerate() {
            // Other spellings of a column that is there already are for reading.
            let fresh = target.parse().is_ok_and(|target: Target| {
                let lines = matches!(target, Target::Address(_, _, Part::Street | Part::Line2));
                lines
                    || target == Target::Foreign
                    || target == Target::Consent
                    || !sheet.columns.iter().any(|column| column.target == target)
            });
            if !name.contains('#') && fresh {
                sheet.add_named(name, (line, 0, line));
            }
        }
        for want in [Want::Email, Want::Phone, Want::Address] {
            sheet.grow(&want);
        }
        sheet.arrange();
        sheet
    }

    fn empty(known: Option<&'static Known>) -> Self {
        Self {
            columns: Vec::new(),
            index: HashMap::new(),
            known,
            ranks: Vec::new(),
            order: Vec::new(),
            further: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// Makes room for what a contact has. Every contact must be shown before the header is written.
    pub fn fit(&mut self, contact: &Contact, references: &dyn References) {
        if self.known.is_some() {
            contact.properties().iter().for_each(|property| self.fit_cell(property));
            loop {
                let wants = Placement::of(self, contact, references).wants;
                // As long as each round makes room for something.
                if wants.iter().filter(|want| self.grow(want)).count() == 0 {
                    break;
                }
            }
            self.arrange();
            return;
        }
        for (name, _) in Placement::of(self, contact, references).further {
            if !self.places.contains_key(&name) {
                self.places.insert(name.clone(), self.further.len());
                self.further.push(name);
            }
        }
    }

    /// The names of the columns.
    pub fn header(&self) -> Vec<String> {
        let columns = self.order.iter().map(|at| self.columns[*at].name.to_string());
        columns.chain(self.further.iter().cloned()).collect()
    }

    /// The cells of a contact. What the columns have no room for is told in `problems`.
    pub fn row(
        &self,
        contact: &Contact,
        references: &dyn References,
        problems: &mut Vec<Problem>,
    ) -> Vec<String> {
        let placed = Placement::of(self, contact, references);
        problems.extend(placed.problems);
        let mut cells = placed.cells;
        let mut row: Vec<String> =
            self.order.iter().map(|at| cells[*at].take().unwrap_or_default()).collect();
        row.resize(self.columns.len() + self.further.len(), String::new());
        for (name, value) in placed.further {
            if let Some(place) = self.places.get(&name) {
                row[self.columns.len() + place] = value;
            }
        }
        row
    }

    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The product whose columns these are.
    pub(super) fn product(&self) -> Option<&'static dialect::Table> {
        self.known.map(|known| known.table)
    }

    /// The place of the column of this name.
    pub(super) fn place(&self, name: &SmolStr, repeat: usize) -> Option<usize> {
        self.index.get(&(name.clone(), repeat)).copied()
    }

    /// How many numbered entries of a kind the columns have room for.
    pub(super) fn highest(&self, number: impl Fn(&Target) -> Option<u32>) -> u32 {
        self.columns.iter().filter_map(|column| number(&column.target)).max().unwrap_or(0)
    }

    fn add(&mut self, column: Column, rank: (usize, u32, usize)) {
        let key = (column.name.clone(), column.repeat);
        if !self.index.contains_key(&key) {
            self.index.insert(key, self.columns.len());
            self.order.push(self.columns.len());
            self.columns.push(column);
            self.ranks.push(rank);
        }
    }

    /// Adds a column of the product.
    fn add_named(&mut self, name: &str, rank: (usize, u32, usize)) {
        let repeat = self.columns.iter().filter(|column| column.name == name).count();
        let Some(target) = plan::target(self.known, name, repeat) else { return };
        let taken = target.is_single() && self.columns.iter().any(|c| c.target == target);
        let target = if taken { Target::Foreign } else { target };
        self.add(Column::new(name.into(), repeat, target), rank);
    }

    fn arrange(&mut self) {
        if self.order.len() == self.columns.len()
            && self.order.is_sorted_by_key(|at| self.ranks[*at])
        {
            return;
        }
        self.order = (0..self.columns.len()).collect();
        self.order.sort_by_key(|at| self.ranks[*at]);
    }

    /// Makes room for a cell that came with such a table.
    fn fit_cell(&mut self, property: &Property) {
        let Some(known) = self.known.filter(|k| property.format == k.table.dialect.format()) else {
            return;
        };
        let repeat = super::place::repeat(property);
        if self.place(&property.name, repeat).is_some() {
            return;
        }
        let name = Numbered::new(&property.name);
        let line = known.line(&name);
        if let (0, Some((line, number))) = (repeat, line.filter(|(_, number)| *number > 0))
            && number <= MOST
        {
            self.grow_group(line, number);
        }
        if self.place(&property.name, repeat).is_none() {
            let target = plan::target(self.known, &property.name, repeat);
            if line.is_none() && target.is_some() && property.anchor.is_some() {
                // A column of the same product in another language: its value gets ours.
                return;
            }
            let target =
                target.unwrap_or_else(|| plan::unknown(known.table.unknown, &property.name));
            let taken = target.is_single() && self.columns.iter().any(|c| c.target == target);
            let target = if taken { Target::Foreign } else { target };
            let rank = match line {
                Some((line, _)) => (line, 0, line),
                None => (usize::MAX, 0, self.columns.len()),
            };
            self.add(Column::new(property.name.clone(), repeat, target), rank);
        }
    }

    /// Adds columns for what is wanted; whether the product has such columns.
    fn grow(&mut self, want: &Want) -> bool {
        let Some(known) = self.known else { return false };
        let (kind, number) = match want {
            Want::Email => (
                "email.#",
                self.highest(|t| if let Target::Email(n, _) = t { Some(*n) } else { None }),
            ),
            Want::Phone => (
                "phone.#",
                self.highest(|t| if let Target::Phone(n, _) = t { Some(*n) } else { None }),
            ),
            Want::Address => (
                "address.#.",
                self.highest(|t| if let Target::Address(n, ..) = t { Some(*n) } else { None }),
            ),
            Want::Field(name) => {
                let new = known.table.unknown == UnknownColumns::Extended
                    && self.place(&name.as_str().into(), 0).is_none();
                if new {
                    let column = Column::new(name.as_str().into(), 0, Target::Field(name.clone()));
                    self.add(column, (usize::MAX, 0, self.columns.len()));
                }
                return new;
            }
        };
        let mut lines = known.table.columns().enumerate();
        let Some((line, _)) = lines.find(|(_, (target, _))| target.starts_with(kind)) else {
            return false;
        };
        if number >= MOST {
            return false;
        }
        self.grow_group(line, number + 1);
        true
    }

    /// Adds the columns of a number, and of the numbers before it, of the group of a line.
    fn grow_group(&mut self, line: usize, number: u32) {
        let Some(known) = self.known else { return };
        let lines: Vec<&str> = known.table.columns().map(|(_, name)| name).collect();
        let Some((prefix, _)) = lines.get(line).and_then(|name| name.split_once('#')) else {
            return;
        };
        let same = |name: &&str| name.split_once('#').is_some_and(|(other, _)| other == prefix);
        let group = lines.iter().position(|name| same(name)).unwrap_or(line);
        for n in 1..=number {
            for (line, name) in lines.iter().enumerate().filter(|(_, name)| same(name)) {
                let name = name.replace('#', &n.to_string());
                if self.place(&name.as_str().into(), 0).is_none() {
                    self.add_named(&name, (group, n, line));
                }
            }
        }
    }
}

/// How the column of a part of a further address is called.
pub(super) fn part_name(part: Part) -> &'static str {
    match part {
        Part::Street => "Street",
        Part::Line2 => "Street Line",
        Part::City => "City",
        Part::Region => "Region",
        Part::PostalCode => "Postal Code",
        Part::Country => "Country",
        Part::Box => "PO Box",
        Part::Whole => "Formatted",
    }
}
