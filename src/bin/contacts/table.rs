//! Tables for people.

use std::io::{self, IsTerminal, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands between two columns.
const GAP: usize = 2;
/// No column is made narrower than this, or than it is.
const LEAST: usize = 8;

/// Rows of cells under headings.
#[derive(Debug, Default)]
pub(crate) struct Table {
    headings: Vec<String>,
    /// Columns of numbers stand to the right.
    numbers: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(headings: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let headings: Vec<String> = headings.into_iter().map(Into::into).collect();
        let headings: Vec<String> = headings.iter().map(|text| clean(text)).collect();
        Self { numbers: vec![false; headings.len()], headings, rows: Vec::new() }
    }

    /// The last column holds numbers.
    #[must_use]
    pub(crate) fn ending_in_numbers(mut self) -> Self {
        if let Some(last) = self.numbers.last_mut() {
            *last = true;
        }
        self
    }

    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = String>) {
        self.rows.push(row.into_iter().map(|cell| clean(&cell)).collect());
    }

    /// Leaves out the columns, but for the first one, in which no row has anything.
    pub(crate) fn drop_empty_columns(&mut self) {
        for column in (1..self.headings.len()).rev() {
            if self.rows.iter().all(|row| row[column].is_empty()) {
                self.headings.remove(column);
                self.numbers.remove(column);
                self.rows.iter_mut().for_each(|row| drop(row.remove(column)));
            }
        }
    }

    /// Writes it; what is too long for `width` is cut.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub(crate) fn write(&self, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
        let lines = || std::iter::once(&self.headings).chain(&self.rows);
        let mut widths: Vec<usize> = (0..self.headings.len())
            .map(|column| lines().map(|line| line[column].width()).max().unwrap_or(0))
            .collect();
        if let Some(width) = width {
            narrow(&mut widths, width);
        }
        for line in lines() {
            let mut shown = String::new();
            for ((cell, width), number) in line.iter().zip(&widths).zip(&self.numbers) {
                let cell = cut(cell, *width);
                let blanks = " ".repeat(width.saturating_sub(cell.width()));
                match number {
                    true => shown.extend([blanks, cell]),
                    false => shown.extend([cell, blanks]),
                }
                shown.push_str(&" ".repeat(GAP));
            }
            writeln!(out, "{}", shown.trim_end())?;
        }
        Ok(())
    }
}

/// The width of the terminal that standard output is; `None` if it is none.
pub(crate) fn terminal() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let (_, columns) = console::Term::stdout().size();
    Some(usize::from(columns))
}

/// Makes the widest columns narrower until all fit.
fn narrow(widths: &mut [usize], width: usize) {
    let gaps = GAP * widths.len().saturating_sub(1);
    loop {
        let all: usize = widths.iter().sum();
        let over = (all + gaps).saturating_sub(width);
        let widest = widths.iter().copied().max().unwrap_or(0);
        if over == 0 || widest <= LEAST {
            return;
        }
        let count = widths.iter().filter(|width| **width == widest).count();
        let next = widths.iter().copied().filter(|width| *width < widest).max().unwrap_or(0);
        // Down to the next one, or as far as it takes.
        let to = next.max(LEAST).max(widest - over.div_ceil(count).min(widest));
        widths.iter_mut().filter(|width| **width == widest).for_each(|width| *width = to);
    }
}

/// As much of a cell as fits, with `…` if that is not all.
fn cut(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return cell.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let fits = |c: &char| {
        let wide = c.width().unwrap_or(0);
        let fits = wide <= left;
        left = left.saturating_sub(wide);
        fits
    };
    let mut shown: String = cell.chars().take_while(fits).collect();
    shown.push('…');
    shown
}

/// A text on one line that moves nothing else on the terminal.
fn clean(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let seen = text.chars().filter(|c| !turns(*c));
    seen.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(table: &Table, width: Option<usize>) -> String {
        let mut out = Vec::new();
        table.write(width, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn table() -> Table {
        let mut table = Table::new(["NAME", "NOTE", "COMPANY", "COUNT"]).ending_in_numbers();
        table.push(["王小明", "", "北京科技有限公司", "7"].map(String::from));
        table.push(["Ada", "", "Analytical\nEngines\u{202e}", "1000"].map(String::from));
        table
    }

    #[test]
    fn columns_are_aligned_by_what_is_seen() {
        let mut table = table();
        table.drop_empty_columns();
        let expected = "\
NAME    COMPANY             COUNT
王小明  北京科技有限公司        7
Ada     Analytical Engines   1000
";
        assert_eq!(shown(&table, None), expected);
        assert_eq!(shown(&table, Some(33)), expected);
    }

    #[test]
    fn what_is_too_long_for_the_terminal_is_cut() {
        let mut table = table();
        table.drop_empty_columns();
        let expected = "\
NAME    COMPANY    COUNT
王小明  北京科技…      7
Ada     Analytic…   1000
";
        assert_eq!(shown(&table, Some(24)), expected);
        for width in 0..40 {
            let shown = shown(&table, Some(width));
            let most = shown.lines().map(|line| line.width()).max().unwrap();
            assert!(most <= width.max(6 + 8 + 5 + 4), "{width}: {shown}");
        }
    }
}
