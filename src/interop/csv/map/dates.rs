//! Dates as tables write them.

use crate::interop::DateOrder;
use crate::time::LocalDate;

/// What a cell says that should be a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// A day.
    Day(LocalDate),
    /// A day without its year, or a year without its day, in ISO 8601.
    Part(String),
    /// That there is none, such as `0/0/00`.
    Nothing,
    /// Something that could be read in more than one way, or in none.
    Unclear,
}

/// Reads a date. `asked` is the order that the caller says, `usual` that of the product.
pub(super) fn read(text: &str, asked: Option<DateOrder>, usual: Option<DateOrder>) -> Said {
    let text = without_time(text.trim());
    if text.bytes().any(|byte| byte == b'0')
        && text.bytes().all(|byte| matches!(byte, b'0' | b'/' | b'.' | b'-' | b' '))
    {
        return Said::Nothing;
    }
    if let Some(rest) = text.strip_prefix("--") {
        return without_year(rest);
    }
    let separator = text.bytes().find(|byte| matches!(byte, b'/' | b'.' | b'-'));
    let Some(separator) = separator else {
        return undivided(text);
    };
    let parts: Vec<&str> = text.split(char::from(separator)).map(str::trim).collect();
    let parts = match parts.as_slice() {
        // `31.12.` and `1990. 12. 31.`
        [parts @ .., ""] if parts.len() > 1 => parts,
        parts => parts,
    };
    let digits = |part: &&str| !part.is_empty() && part.len() <= 4 && is_number(part);
    if !parts.iter().all(digits) {
        return Said::Unclear;
    }
    let order = asked.or(usual);
    match *parts {
        [year, month, day] if year.len() == 4 => day_of(year, month, day),
        [a, b, year] if year.len() == 4 && a.len() <= 2 && b.len() <= 2 => {
            match day_and_month(a, b, order, separator) {
                Some((day, month)) => day_of(year, month, day),
                None => Said::Unclear,
            }
        }
        [year, month] if year.len() == 4 && month.len() <= 2 => match number(month) {
            month @ 1..=12 => Said::Part(format!("{year}-{month:02}")),
            _ => Said::Unclear,
        },
        [a, b] if a.len() <= 2 && b.len() <= 2 => match day_and_month(a, b, order, separator) {
            Some((day, month)) => part(number(month), number(day)),
            None => Said::Unclear,
        },
        _ => Said::Unclear,
    }
}

/// A date in three cells, any of which may be blank.
pub(super) fn of_parts(year: &str, month: &str, day: &str) -> Said {
    let parts = [year, month, day].map(str::trim);
    if !parts.iter().all(|part| is_number(part) && part.len() <= 4) {
        return Said::Unclear;
    }
    let [y, m, d] = parts.map(number);
    match (y, m, d) {
        (0, 0, 0) => Said::Nothing,
        (0, month, day) => part(month, day),
        (year, 0, 0) => Said::Part(format!("{year:04}")),
        (year, month @ 1..=12, 0) => Said::Part(format!("{year:04}-{month:02}")),
        (year, month, day) => whole(year, month, day),
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number of a text of at most four digits.
fn number(text: &str) -> u16 {
    text.parse().unwrap_or(0)
}

fn without_time(text: &str) -> &str {
    match text.split_once(['T', ' ']) {
        Some((date, rest))
            if rest.contains(':') && date.bytes().any(|byte| byte.is_ascii_digit()) =>
        {
            date
        }
        _ => text,
    }
}

/// `0416` or `04-16`.
fn without_year(text: &str) -> Said {
    let (month, day) = match text.split_once('-') {
        Some(parts) => parts,
        None if text.len() == 4 && text.is_ascii() => text.split_at(2),
        None => return Said::Unclear,
    };
    let fits = |part: &str| (1..=2).contains(&part.len()) && is_number(part);
    if fits(month) && fits(day) { part(number(month), number(day)) } else { Said::Unclear }
}

fn undivided(text: &str) -> Said {
    if !is_number(text) {
        return Said::Unclear;
    }
    match text.len() {
        4 => Said::Part(text.to_owned()),
        8 => day_of(&text[..4], &text[4..6], &text[6..]),
        _ => Said::Unclear,
    }
}

fn day_of(year: &str, month: &str, day: &str) -> Said {
    whole(number(year), number(month), number(day))
}

fn whole(year: u16, month: u16, day: u16) -> Said {
    // Apple writes this year where there is none.
    if year == 1604 {
        return part(month, day);
    }
    let small = |number: u16| u8::try_from(number).unwrap_or(0);
    match LocalDate::new(year.into(), small(month), small(day)) {
        Ok(date) => Said::Day(date),
        Err(_) => Said::Unclear,
    }
}

fn part(month: u16, day: u16) -> Said {
    // A year that has every day.
    match whole(2000, month, day) {
        Said::Day(_) => Said::Part(format!("--{month:02}-{day:02}")),
        _ => Said::Unclear,
    }
}

/// Which of two numbers is the day, if the order or the numbers tell.
fn day_and_month<'t>(
    a: &'t str,
    b: &'t str,
    order: Option<DateOrder>,
    separator: u8,
) -> Option<(&'t str, &'t str)> {
    let (first, second) = (number(a), number(b));
    if first > 12 && second <= 12 || first == second {
        return Some((a, b));
    }
    if second > 12 && first <= 12 {
        return Some((b, a));
    }
    match order {
        Some(DateOrder::DayMonthYear) => Some((a, b)),
        Some(DateOrder::MonthDayYear) => Some((b, a)),
        // Nobody writes the month first and puts dots.
        _ if separator == b'.' => Some((a, b)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use DateOrder::{DayMonthYear, MonthDayYear, YearMonthDay};

    use super::*;

    fn said(text: &str, order: Option<DateOrder>) -> String {
        match read(text, None, order) {
            Said::Day(day) => day.to_string(),
            Said::Part(part) => part,
            Said::Nothing => "nothing".into(),
            Said::Unclear => "unclear".into(),
        }
    }

    #[test]
    fn dates_are_read_and_never_guessed() {
        for (text, order, expected) in [
            ("1984-02-29", None, "1984-02-29"),
            ("1984-2-9", None, "1984-02-09"),
            ("1984/02/29", Some(MonthDayYear), "1984-02-29"),
            ("19840229", None, "1984-02-29"),
            ("1984-02-29T00:00:00Z", None, "1984-02-29"),
            ("2/29/1984 12:00", None, "1984-02-29"),
            ("3/7/1979", Some(MonthDayYear), "1979-03-07"),
            ("3/7/1979", Some(DayMonthYear), "1979-07-03"),
            ("3/7/1979", Some(YearMonthDay), "unclear"),
            ("3/7/1979", None, "unclear"),
            ("7/7/1979", None, "1979-07-07"),
            ("31/12/1979", Some(MonthDayYear), "1979-12-31"),
            ("12/31/1979", Some(DayMonthYear), "1979-12-31"),
            ("3.7.1979", None, "1979-07-03"),
            ("03.07.1979", Some(MonthDayYear), "1979-03-07"),
            ("3/7/79", Some(MonthDayYear), "unclear"),
            ("--03-14", None, "--03-14"),
            (" --0314", None, "--03-14"),
            ("07/04", Some(MonthDayYear), "--07-04"),
            ("07/04", None, "unclear"),
            ("31.12.", None, "--12-31"),
            ("1604-04-16", None, "--04-16"),
            ("1990", None, "1990"),
            ("1990-05", None, "1990-05"),
            ("0/0/00", Some(MonthDayYear), "nothing"),
            ("0.0.00", None, "nothing"),
            ("0000-00-00", None, "nothing"),
            ("1972-31-01", None, "unclear"),
            ("19723101", None, "unclear"),
            ("2023-02-29", None, "unclear"),
            ("--02-30", None, "unclear"),
            ("June 1815", None, "unclear"),
            ("1/2/3/4", None, "unclear"),
            ("/", None, "unclear"),
            ("٣/٤/١٩٩٠", None, "unclear"),
        ] {
            assert_eq!(said(text, order), expected, "{text}");
        }
        assert_eq!(
            read("3/7/1979", Some(DayMonthYear), Some(MonthDayYear)),
            read("3.7.1979", None, None)
        );
    }

    #[test]
    fn dates_may_stand_in_three_cells() {
        let said = |year, month, day| match of_parts(year, month, day) {
            Said::Day(day) => day.to_string(),
            Said::Part(part) => part,
            Said::Nothing => "nothing".into(),
            Said::Unclear => "unclear".into(),
        };
        assert_eq!(said("1815", "12", "10"), "1815-12-10");
        assert_eq!(said("", "4", "16"), "--04-16");
        assert_eq!(said("1815", "", ""), "1815");
        assert_eq!(said("0", "0", ""), "nothing");
        assert_eq!(said("1815", "", "3"), "unclear");
        assert_eq!(said("x", "1", "3"), "unclear");
    }
}
