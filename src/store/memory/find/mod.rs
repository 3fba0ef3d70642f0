//! Finding contacts in memory.
//!
//! A query is narrowed to rows by indexes (`select`), brought into order (`arrange`), and counted
//! by the values of fields (`facets`). Whatever the way, the answer is that of
//! [`ContactQuery::matches`] and [`Sort`](crate::query::Sort) over all contacts.

mod arrange;
mod column;
mod explain;
mod facets;
mod indexes;
mod ordered;
mod select;
mod values;
mod words;

pub use explain::{Arranged, Explanation, Used};

pub(super) use self::indexes::Indexes;

use std::sync::RwLockReadGuard;

use self::explain::Notes;
use self::indexes::{Made, Needed};
use self::select::{Selected, Selection};
use super::state::State;
use crate::contact::Contact;
use crate::query::{ContactField, ContactQuery, Facet, Page, Window};
use crate::record::Stored;

impl State {
    /// A part of the contacts that meet a query, in its order.
    pub(super) fn page(&self, query: &ContactQuery, window: &Window) -> Page {
        let plan = arrange::Plan::of(self, query, window);
        let made = self.indexes(&plan.needed);
        let notes = Notes::none();
        let selected = self.selection(&made, &notes, window.total).of_query(query);
        plan.carry_out(self, &made, selected)
    }

    /// How many contacts that meet a query have each value of the fields.
    pub(super) fn facets(&self, query: &ContactQuery, fields: &[ContactField]) -> Vec<Facet> {
        let mut needed = select::needed(self, query);
        needed.extend(fields.iter().filter_map(facets::needed));
        let made = self.indexes(&needed);
        let notes = Notes::none();
        let selected = self.selection(&made, &notes, true).of_query(query);
        let rows = self.exact(query, &made, selected);
        fields.iter().map(|field| facets::count(self, &made, &rows, field)).collect()
    }

    /// How a query is answered.
    pub(super) fn explain(&self, query: &ContactQuery, window: &Window) -> Explanation {
        let plan = arrange::Plan::of(self, query, window);
        let made = self.indexes(&plan.needed);
        let notes = Notes::new();
        let selected = self.selection(&made, &notes, window.total).of_query(query);
        let arranged = plan.arranged(self, selected.as_ref());
        let candidates =
            selected.as_ref().map_or(self.len() as u64, |selected| selected.rows.len());
        Explanation {
            contacts: self.len(),
            candidates: usize::try_from(candidates).unwrap_or(usize::MAX),
            checked: selected.map_or(!query.is_all(), |selected| !selected.exact),
            arranged,
            used: notes.into_used(),
        }
    }

    fn selection<'a>(&'a self, made: &'a Made, notes: &'a Notes, whole: bool) -> Selection<'a> {
        let left = std::cell::Cell::new(4 * self.len() as u64 + 4_096);
        Selection { state: self, made, notes, whole, left }
    }

    fn indexes(&self, needed: &[Needed]) -> RwLockReadGuard<'_, Made> {
        self.found_by().with(
            needed,
            |row| self.contact_at(row).map(|contact| &**contact),
            || self.contacts().map(|(row, contact)| (row, &**contact)),
        )
    }

    /// Exactly the rows that meet a query.
    fn exact<'a>(
        &self,
        query: &ContactQuery,
        made: &'a Made,
        selected: Option<Selected<'a>>,
    ) -> std::borrow::Cow<'a, roaring::RoaringBitmap> {
        use std::borrow::Cow;
        let live = || made.live.as_ref().expect("every query needs the live rows");
        let meets = |contact: &Stored<Contact>| query.matches(contact);
        match selected {
            Some(Selected { rows, exact: true }) => rows,
            Some(Selected { rows, exact: false }) => {
                let meets = |row: &u32| self.contact_at(*row).is_some_and(|contact| meets(contact));
                Cow::Owned(rows.iter().filter(meets).collect())
            }
            None if query.is_all() => Cow::Borrowed(live()),
            None => {
                let found = self.contacts().filter(|(_, contact)| meets(contact));
                Cow::Owned(found.map(|(row, _)| row).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests;
