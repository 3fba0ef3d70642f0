//! Days, months and years as people write them.

use contacts_core::{LocalDate, Timestamp};

/// A stretch of time: a day, a month, a year; or a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    /// From the first day on, and before the second one.
    Days(LocalDate, LocalDate),
    Moment(Timestamp),
}

/// What dates look like.
pub(crate) const EXPECTED: &str = "a date such as 2024, 2024-05 or 2024-05-17";

impl Span {
    /// Reads `2024`, `2024-05`, `2024-05-17` or a time stamp.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        let parts: Vec<&str> = text.split('-').collect();
        let days = match parts[..] {
            [year] if digits(year, 4) => {
                let year = year.parse().ok()?;
                (day(year, 1, 1), day(year + 1, 1, 1))
            }
            [year, month] if digits(year, 4) && digits(month, 2) => {
                let (year, month) = (year.parse().ok()?, month.parse().ok()?);
                (day(year, month, 1), day(year, month + 1, 1).or_else(|| day(year + 1, 1, 1)))
            }
            _ => match text.parse::<LocalDate>() {
                Ok(first) => {
                    let (year, month, number) = first.to_calendar();
                    let next = day(year, month, number + 1);
                    let next = next.or_else(|| day(year, month + 1, 1));
                    (Some(first), next.or_else(|| day(year + 1, 1, 1)))
                }
                Err(_) => return text.parse().ok().map(Self::Moment),
            },
        };
        Some(Self::Days(days.0?, days.1?))
    }
}

fn day(year: i32, month: u8, number: u8) -> Option<LocalDate> {
    LocalDate::new(year, month, number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_years_end_where_the_next_begins() {
        for (text, from, to) in [
            ("2024", "2024-01-01", "2025-01-01"),
            ("2024-02", "2024-02-01", "2024-03-01"),
            ("2024-12", "2024-12-01", "2025-01-01"),
            ("2024-02-28", "2024-02-28", "2024-02-29"),
            ("2023-02-28", "2023-02-28", "2023-03-01"),
            ("2023-12-31", "2023-12-31", "2024-01-01"),
        ] {
            let expected = Span::Days(from.parse().unwrap(), to.parse().unwrap());
            assert_eq!(Span::read(text), Some(expected), "{text}");
        }
        assert!(matches!(Span::read("2024-01-01T00:00:00Z"), Some(Span::Moment(_))));
        for text in ["", "24", "2024-13", "2024-1", "2023-02-29", "tomorrow", "9999"] {
            assert_eq!(Span::read(text), None, "{text}");
        }
    }
}
