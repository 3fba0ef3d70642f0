//! Bringing rows into order, as far as a page needs them.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::sync::Arc;

use smallvec::SmallVec;

use super::explain::Arranged;
use super::indexes::{Made, Needed};
use super::select::{self, Selected};
use crate::contact::Contact;
use crate::query::{ContactField, ContactQuery, Filter, Page, Position, Sort, Start, Window};
use crate::record::Stored;
use crate::store::memory::state::State;

/// What it costs to look at a contact, in steps of a walk through an index.
const LOOK: u64 = 8;

/// How a window of a query is answered.
#[derive(Debug)]
pub(super) struct Plan<'q> {
    query: &'q ContactQuery,
    window: &'q Window,
    /// The indexes that are used.
    pub(super) needed: Vec<Needed>,
    /// Whether the order has an index.
    ordered: bool,
}

/// Whether an order has an index: what the platform sorts by, and the last change.
fn is_indexed(sort: &Sort) -> bool {
    let field = sort.field();
    *field == ContactField::Updated
        || *field == ContactField::PrimaryPhone
        || field.is_sortable_at(&field.path())
}

impl<'q> Plan<'q> {
    pub(super) fn of(state: &State, query: &'q ContactQuery, window: &'q Window) -> Self {
        let mut needed = select::needed(state, query);
        // Where few are left whatever the order, they are sorted.
        let few = select::is_narrow(state, query);
        // Whoever goes on after a page goes on: then any order is worth an index.
        let goes_on = matches!(window.start, Start::After(_));
        let ordered = window.limit > 0 && !few && (goes_on || is_indexed(query.sort()));
        if ordered {
            needed.push(Needed::Ordered(query.sort().field().clone()));
        }
        Self { query, window, needed, ordered }
    }

    /// Whether a walk through the index of the order reaches the end of the page before all
    /// candidates are looked at.
    pub(super) fn arranged(&self, state: &State, selected: Option<&Selected<'_>>) -> Arranged {
        if !self.ordered {
            return Arranged::Best;
        }
        let Some(selected) = selected else { return Arranged::Walked };
        let (all, found) = (state.len() as u64, selected.rows.len());
        if found == 0 {
            return Arranged::Best;
        }
        let skipped = match self.window.start {
            Start::Offset(offset) => offset as u64,
            Start::First | Start::After(_) => 0,
        };
        let wanted = skipped.saturating_add(self.window.limit as u64);
        let check = if selected.exact { 1 } else { LOOK };
        let walk =
            wanted.min(found).saturating_mul(all / found).saturating_add(wanted.min(found) * check);
        match walk <= found * LOOK {
            true => Arranged::Walked,
            false => Arranged::Best,
        }
    }

    pub(super) fn carry_out(
        &self,
        state: &State,
        made: &Made,
        selected: Option<Selected<'_>>,
    ) -> Page {
        let Window { start, limit, total } = self.window;
        let counted = match &selected {
            _ if !total => None,
            None if self.query.is_all() => Some(state.len()),
            Some(Selected { rows, exact: true }) => usize::try_from(rows.len()).ok(),
            _ => None,
        };
        if *limit == 0 && (!total || counted.is_some()) {
            return Page { contacts: Vec::new(), total: counted };
        }
        let is_all = self.query.is_all();
        let is_wanted = |contact: &Stored<Contact>| match &selected {
            Some(selected) if selected.exact => true,
            _ => is_all || self.query.matches(contact),
        };
        let mut fields = Vec::new();
        if !selected.as_ref().is_some_and(|selected| selected.exact) {
            asked(self.query.filter(), &mut fields);
        }
        if self.arranged(state, selected.as_ref()) == Arranged::Walked
            && let Some(contacts) = self.walk(state, made, selected.as_ref(), is_wanted)
        {
            let total = total.then(|| {
                counted.unwrap_or_else(|| {
                    let mut count = 0;
                    each(state, selected.as_ref(), &fields, |contact| {
                        count += usize::from(is_wanted(contact));
                    });
                    count
                })
            });
            return Page { contacts, total };
        }
        if *limit > 0 {
            fields.push(self.query.sort().field());
        }
        let mut best = Best::new(self.query.sort(), start, *limit);
        let mut count = 0;
        each(state, selected.as_ref(), &fields, |contact| {
            if is_wanted(contact) {
                count += 1;
                best.offer(contact);
            }
        });
        Page { contacts: best.into_contacts(), total: total.then_some(counted.unwrap_or(count)) }
    }

    /// Walks the index of the order until the page is full; `None` if those that are looked for lie
    /// so far apart that it is less to look at them all.
    fn walk(
        &self,
        state: &State,
        made: &Made,
        selected: Option<&Selected<'_>>,
        is_wanted: impl Fn(&Stored<Contact>) -> bool,
    ) -> Option<Vec<Arc<Stored<Contact>>>> {
        let sort = self.query.sort();
        let ordered = made.ordered.get(sort.field()).expect("the plan needs it");
        let (skip, after) = match &self.window.start {
            Start::First => (0, None),
            Start::Offset(offset) => (*offset, None),
            Start::After(position) => (0, Some(position)),
        };
        let rows = ordered.walk(sort.order(), after);
        let contact = |row: u32| state.contact_at(row);
        let limit = self.window.limit;
        if self.query.is_all() {
            let page = rows.skip(skip).take(limit).filter_map(contact);
            return Some(page.map(Arc::clone).collect());
        }
        let Some(selected) = selected else {
            let found = rows.filter_map(contact).filter(|contact| is_wanted(contact));
            return Some(found.skip(skip).take(limit).map(Arc::clone).collect());
        };
        let mut steps = 2 * selected.rows.len().saturating_mul(LOOK) + 1_024;
        let (mut skip, mut page) = (skip, Vec::new());
        for row in rows {
            steps = steps.checked_sub(1)?;
            if !selected.rows.contains(row) {
                continue;
            }
            let Some(contact) = contact(row).filter(|contact| is_wanted(contact)) else { continue };
            if skip > 0 {
                skip -= 1;
                continue;
            }
            page.push(Arc::clone(contact));
            if page.len() == limit {
                break;
            }
        }
        Some(page)
    }
}

/// How many contacts are fetched from memory at the same time.
const BLOCK: usize = 16;

/// Looks at the contacts that may meet a query, a block of them after the other: these fields are
/// what `look` asks for.
#[inline]
fn each<'a>(
    state: &'a State,
    selected: Option<&Selected<'_>>,
    fields: &[&ContactField],
    mut look: impl FnMut(&'a Arc<Stored<Contact>>),
) {
    let mut block: SmallVec<[&'a Arc<Stored<Contact>>; BLOCK]> = SmallVec::new();
    let mut look_at = |block: &mut SmallVec<[&'a Arc<Stored<Contact>>; BLOCK]>| {
        let touched =
            block.iter().flat_map(|contact| fields.iter().map(|field| field.touch(contact)));
        black_box(touched.sum::<usize>());
        block.drain(..).for_each(&mut look);
    };
    let mut push = |contact| {
        block.push(contact);
        if block.len() == BLOCK {
            look_at(&mut block);
        }
    };
    match selected {
        Some(selected) => {
            selected.rows.iter().filter_map(|row| state.contact_at(row)).for_each(&mut push);
        }
        None => state.contacts().for_each(|(_, contact)| push(contact)),
    }
    look_at(&mut block);
}

/// The fields that a filter asks for, a few of them.
fn asked<'f>(filter: &'f Filter, fields: &mut Vec<&'f ContactField>) {
    const FEW: usize = 4;
    match filter {
        Filter::Test(test) if fields.len() < FEW && !fields.contains(&test.field()) => {
            fields.push(test.field());
        }
        Filter::Test(_) | Filter::Holds(_) => {}
        Filter::And(parts) | Filter::Or(parts) => {
            parts.iter().take(FEW).for_each(|part| asked(part, fields));
        }
        Filter::Not(part) => asked(part, fields),
    }
}

/// The first contacts of an order, out of more.
struct Best<'a> {
    sort: &'a Sort,
    after: Option<&'a Position>,
    skip: usize,
    /// How many are kept.
    keep: usize,
    /// The last of those that are kept is on top.
    kept: BinaryHeap<Kept<'a>>,
}

struct Kept<'a> {
    sort: &'a Sort,
    position: Position,
    contact: &'a Arc<Stored<Contact>>,
}

impl<'a> Best<'a> {
    fn new(sort: &'a Sort, start: &'a Start, limit: usize) -> Self {
        let (skip, after) = match start {
            Start::First => (0, None),
            Start::Offset(offset) => (*offset, None),
            Start::After(position) => (0, Some(position)),
        };
        Self { sort, after, skip, keep: skip.saturating_add(limit), kept: BinaryHeap::new() }
    }

    fn offer(&mut self, contact: &'a Arc<Stored<Contact>>) {
        if self.keep == 0 {
            return;
        }
        let is_behind = |known: &Position| self.sort.compare_contact(contact, known).is_gt();
        if self.after.is_some_and(|after| !is_behind(after)) {
            return;
        }
        if self.kept.len() == self.keep {
            if self.kept.peek().is_none_or(|last| is_behind(&last.position)) {
                return;
            }
            self.kept.pop();
        }
        let position = self.sort.position(contact);
        self.kept.push(Kept { sort: self.sort, position, contact });
    }

    fn into_contacts(self) -> Vec<Arc<Stored<Contact>>> {
        let sorted = self.kept.into_sorted_vec().into_iter();
        sorted.skip(self.skip).map(|kept| Arc::clone(kept.contact)).collect()
    }
}

impl Ord for Kept<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sort.compare(&self.position, &other.position)
    }
}

impl PartialOrd for Kept<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Kept<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position
    }
}

impl Eq for Kept<'_> {}
