use std::collections::HashMap;

use smol_str::SmolStr;

use super::columns::{Column, Kind, Part, Plan};
use super::place::Placement;
use crate::contact::Contact;
use crate::label::{LabelKey, LabelName};

/// A table to write contacts to: the columns that they came with, and more where they need them.
///
/// Every row has a cell for every column. What a merge brought from another row goes to a free
/// column of its kind, else to a further one: `Email 3`, `Notes 2`. Names that were set aside are
/// not written.
#[derive(Clone, Debug)]
pub struct Sheet {
    columns: Vec<Column>,
    index: HashMap<(SmolStr, usize), usize>,
    further: Vec<String>,
    places: HashMap<String, usize>,
}

impl Sheet {
    /// A table with the columns of these plans, each once, and no others yet.
    pub fn new<'p>(plans: impl IntoIterator<Item = &'p Plan>) -> Self {
        let mut sheet = Self {
            columns: Vec::new(),
            index: HashMap::new(),
            further: Vec::new(),
            places: HashMap::new(),
        };
        for column in plans.into_iter().flat_map(|plan| &plan.columns) {
            let key = (column.name.clone(), column.repeat);
            if sheet.index.contains_key(&key) {
                continue;
            }
            sheet.index.insert(key, sheet.columns.len());
            sheet.columns.push(column.clone());
        }
        sheet
    }

    /// Makes room for what a contact has. Every contact must be shown before the header is written.
    pub fn fit(&mut self, contact: &Contact, label: impl Fn(&LabelKey) -> Option<LabelName>) {
        for (name, _) in Placement::of(self, contact, label).further {
            if !self.places.contains_key(&name) {
                self.places.insert(name.clone(), self.further.len());
                self.further.push(name);
            }
        }
    }

    /// The names of the columns.
    pub fn header(&self) -> Vec<String> {
        let columns = self.columns.iter().map(|column| column.name.to_string());
        columns.chain(self.further.iter().cloned()).collect()
    }

    /// The cells of a contact.
    pub fn row(
        &self,
        contact: &Contact,
        label: impl Fn(&LabelKey) -> Option<LabelName>,
    ) -> Vec<String> {
        let placed = Placement::of(self, contact, label);
        let mut cells: Vec<String> =
            placed.cells.into_iter().map(Option::unwrap_or_default).collect();
        cells.resize(self.columns.len() + self.further.len(), String::new());
        for (name, value) in placed.further {
            if let Some(place) = self.places.get(&name) {
                cells[self.columns.len() + place] = value;
            }
        }
        cells
    }

    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The place of the column of this name.
    pub(super) fn place(&self, name: &SmolStr, repeat: usize) -> Option<usize> {
        self.index.get(&(name.clone(), repeat)).copied()
    }

    /// How many numbered entries of a kind the columns have room for.
    pub(super) fn highest(&self, number: impl Fn(Kind) -> Option<u32>) -> u32 {
        self.columns.iter().filter_map(|column| number(column.kind)).max().unwrap_or(0)
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
    }
}
