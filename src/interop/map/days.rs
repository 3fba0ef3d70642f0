//! Days of which a part may be unknown.

use crate::time::LocalDate;

/// What a text says of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::interop) enum Day {
    /// All of it.
    Full(LocalDate),
    /// Some of it, as `--04-16`, `1990-04` or `1990`; or a text that is no day, as it is.
    Partial(String),
}

/// The year that stands for none where a program demands one.
const NO_YEAR: u32 = 1604;

/// Reads `YYYYMMDD` or `YYYY-MM-DD`, alone or before a time, and what RFC 6350 has for parts of it.
/// `no_year` is the year that stands for none in this text.
pub(in crate::interop) fn day(text: &str, no_year: Option<u32>) -> Day {
    let text = text.trim();
    let day = text.split(['T', 't', ' ']).next().unwrap_or_default().as_bytes();
    let parts = match day {
        [b'-', b'-', b'-', rest @ ..] => number(rest, 2).map(|day| (None, None, Some(day))),
        [b'-', b'-', rest @ ..] => match rest {
            [m1, m2] => number(&[*m1, *m2], 2).map(|month| (None, Some(month), None)),
            [m1, m2, b'-', d1, d2] | [m1, m2, d1, d2] => number(&[*m1, *m2], 2)
                .zip(number(&[*d1, *d2], 2))
                .map(|(month, day)| (None, Some(month), Some(day))),
            _ => None,
        },
        _ => year_first(day),
    };
    let Some(parts) = parts else { return Day::Partial(text.to_owned()) };
    let parts = match parts {
        (Some(year), month, day) if year == NO_YEAR || Some(year) == no_year => (None, month, day),
        parts => parts,
    };
    if let (Some(year), Some(month), Some(day)) = parts {
        let date = || LocalDate::new(year.try_into().ok()?, month, day).ok();
        return date().map_or_else(|| Day::Partial(text.to_owned()), Day::Full);
    }
    Day::Partial(match parts {
        (None, Some(month), Some(day)) => format!("--{month:02}-{day:02}"),
        (None, Some(month), None) => format!("--{month:02}"),
        (None, None, Some(day)) => format!("---{day:02}"),
        (Some(year), Some(month), _) => format!("{year:04}-{month:02}"),
        (Some(year), None, _) => format!("{year:04}"),
        (None, None, None) => text.to_owned(),
    })
}

type Parts = (Option<u32>, Option<u8>, Option<u8>);

fn year_first(text: &[u8]) -> Option<Parts> {
    let (year, rest) = text.split_at_checked(4)?;
    let year = digits(year)?;
    let two = |text: &[u8]| number(text, 2);
    match *rest {
        [] => Some((Some(year), None, None)),
        [b'-', m1, m2] => Some((Some(year), Some(two(&[m1, m2])?), None)),
        [b'-', m1, m2, b'-', d1, d2] | [m1, m2, d1, d2] => {
            Some((Some(year), Some(two(&[m1, m2])?), Some(two(&[d1, d2])?)))
        }
        _ => None,
    }
}

fn number(text: &[u8], length: usize) -> Option<u8> {
    (text.len() == length).then(|| digits(text))??.try_into().ok()
}

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |number, byte| match byte {
        b'0'..=b'9' => Some(number * 10 + u32::from(byte - b'0')),
        _ => None,
    })
}

/// A text that [`day`] made, or that somebody wrote, in the form of vCard 4.0; `None` if it is no
/// day.
pub(in crate::interop) fn basic(text: &str) -> Option<String> {
    match day(text, None) {
        Day::Full(date) => Some(date.to_string().replace('-', "")),
        Day::Partial(part) => match part.as_bytes() {
            [b'-', b'-', m1, m2, b'-', d1, d2] if digits(&[*m1, *m2, *d1, *d2]).is_some() => {
                Some(part[..4].to_owned() + &part[5..])
            }
            [b'-', b'-', d1, d2] | [b'-', b'-', b'-', d1, d2] if digits(&[*d1, *d2]).is_some() => {
                Some(part)
            }
            year if matches!(year.len(), 4 | 7) && year_first(year).is_some() => Some(part),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_far_as_they_are_known() {
        let full = |text: &str| Day::Full(text.parse().unwrap());
        let partial = |text: &str| Day::Partial(text.to_owned());
        for (text, expected) in [
            ("19900416", full("1990-04-16")),
            (" 1990-04-16T00:00:00Z", full("1990-04-16")),
            ("1990-04-16 00:00", full("1990-04-16")),
            ("--0416", partial("--04-16")),
            ("--04-16", partial("--04-16")),
            ("1604-04-16", partial("--04-16")),
            ("--04", partial("--04")),
            ("---16", partial("---16")),
            ("1990-04", partial("1990-04")),
            ("1990", partial("1990")),
            ("19723101", partial("19723101")),
            ("circa 1800", partial("circa 1800")),
            ("", partial("")),
            ("١٩٩٠٠٤١٦", partial("١٩٩٠٠٤١٦")),
        ] {
            assert_eq!(day(text, None), expected, "{text}");
        }
        assert_eq!(day("1900-04-16", Some(1900)), partial("--04-16"));
    }

    #[test]
    fn days_are_written_as_4_0_has_them() {
        for (text, expected) in [
            ("--04-16", Some("--0416")),
            ("1990-04-16", Some("19900416")),
            ("1990-04", Some("1990-04")),
            ("---16", Some("---16")),
            ("circa 1800", None),
        ] {
            assert_eq!(basic(text).as_deref(), expected, "{text}");
        }
    }
}
