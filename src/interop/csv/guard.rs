//! Cells that a spreadsheet would run.

use std::borrow::Cow;

/// The cell with an apostrophe before it if a spreadsheet would take it for a formula.
///
/// Those are cells that begin with `=`, `+`, `-` or `@`, also in full width, with a tab or with a
/// line break, unless they are numbers or phone numbers. An apostrophe before such a beginning is
/// doubled, so that [`unguard`] gives back exactly what was there.
///
/// ```
/// use contacts_core::interop::csv::{guard, unguard};
///
/// assert_eq!(guard("=1+1"), "'=1+1");
/// assert_eq!(unguard("'=1+1"), "=1+1");
/// assert_eq!(guard("+1 555 0100"), "+1 555 0100");
/// ```
pub fn guard(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { format!("'{cell}").into() } else { cell.into() }
}

/// The cell without the apostrophe that [`guard`] puts before it.
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// Whether a cell, apostrophes aside, begins like a formula and is no number.
fn is_formula(cell: &str) -> bool {
    let cell = cell.trim_start_matches('\'');
    match cell.chars().next() {
        Some('=' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => true,
        Some('+' | '-') => !is_number(&cell[1..]),
        _ => false,
    }
}

/// Whether what follows a sign is a number or a phone number.
fn is_number(text: &str) -> bool {
    let part =
        |b: u8| b.is_ascii_digit() || matches!(b, b' ' | b'.' | b',' | b'(' | b')' | b'-' | b'/');
    text.bytes().any(|b| b.is_ascii_digit()) && text.bytes().all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for cell in
            ["=A1", "@x", "\tx", "\r", "\n=", "＝A1", "＋1", "－1", "＠x", "+A1", "-", "'=A1"]
        {
            assert_eq!(guard(cell), format!("'{cell}"));
            assert_eq!(unguard(&guard(cell)), cell);
        }
        for cell in ["", "a=1", "+1 (555) 01-0/1", "-5", "-1,5", "'", "'90s", "'+1 555"] {
            assert_eq!(guard(cell), cell);
            assert_eq!(unguard(cell), cell);
        }
    }
}
