//! How much is kept of a row beside what became of it.

use crate::interop::{Imported, Problem, Severity};

/// Leaves out the longest cells until the others are within the limit, foreign ones first.
pub(super) fn keep(record: &mut Imported, line: u32, limit: usize) {
    let mut kept: usize = record.properties.iter().map(|cell| cell.value.len()).sum();
    if kept <= limit {
        return;
    }
    let mut order: Vec<usize> = (0..record.properties.len()).collect();
    order.sort_by_key(|at| {
        let cell = &record.properties[*at];
        (cell.anchor.is_some(), std::cmp::Reverse(cell.value.len()))
    });
    let mut left_out = vec![false; record.properties.len()];
    for at in order {
        if kept <= limit {
            break;
        }
        let cell = &record.properties[at];
        kept -= cell.value.len();
        left_out[at] = true;
        let problem = Problem::new(Severity::Warning, "record.too_much", line, &cell.value);
        record.problems.push(problem.about(cell.name.clone()));
    }
    let mut left_out = left_out.into_iter();
    record.properties.retain(|_| !left_out.next().unwrap_or(false));
}
