//! Points in time and calendar days.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Date, OffsetDateTime};

use crate::invalid::Invalid;

/// A point in time, in whole microseconds, UTC.
///
/// Written as ISO 8601 with `Z`: with milliseconds, or with microseconds where they are needed.
///
/// ```
/// # use contacts_core::Timestamp;
/// let then: Timestamp = "2021-03-30T13:36:07.683+02:00".parse()?;
/// assert_eq!(then.to_string(), "2021-03-30T11:36:07.683Z");
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The start of 1970.
    pub const EPOCH: Self = Self(0);

    const YEAR_1: i64 = -62_135_596_800_000_000;
    const YEAR_9999_END: i64 = 253_402_300_799_999_999;

    /// So many microseconds after the start of 1970; held within the years 1 to 9999.
    pub const fn from_micros(micros: i64) -> Self {
        if micros < Self::YEAR_1 {
            Self(Self::YEAR_1)
        } else if micros > Self::YEAR_9999_END {
            Self(Self::YEAR_9999_END)
        } else {
            Self(micros)
        }
    }

    /// Microseconds since the start of 1970.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    fn as_date_time(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000)
            .expect("a timestamp is within the years 1 to 9999")
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let micros = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_micros()).unwrap_or(i64::MAX),
            Err(before) => {
                i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros)
            }
        };
        Self::from_micros(micros)
    }
}

/// # Errors
///
/// [`Invalid`] if the text is not a date and time with an offset.
impl FromStr for Timestamp {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let expected = "a time such as 2021-03-30T11:36:07.683Z";
        let time = OffsetDateTime::parse(text, &Rfc3339)
            .map_err(|_| Invalid::format("timestamp", text, expected))?;
        let micros = i64::try_from(time.unix_timestamp_nanos().div_euclid(1000))
            .map_err(|_| Invalid::format("timestamp", text, expected))?;
        Ok(Self::from_micros(micros))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.as_date_time();
        let (year, month, day) = time.to_calendar_date();
        let (hour, minute, second, micro) = time.to_hms_micro();
        let month = u8::from(month);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.")?;
        match micro % 1000 {
            0 => write!(f, "{:03}Z", micro / 1000),
            _ => write!(f, "{micro:06}Z"),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A day of the calendar, without a time zone: `YYYY-MM-DD`, years 1 to 9999.
///
/// ```
/// # use contacts_core::LocalDate;
/// let born: LocalDate = "1815-12-10".parse()?;
/// assert_eq!(born.to_string(), "1815-12-10");
/// assert!("1815-02-30".parse::<LocalDate>().is_err());
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalDate(Date);

impl LocalDate {
    /// The first day that there is.
    pub(crate) const MIN: Self = match Date::from_calendar_date(1, time::Month::January, 1) {
        Ok(date) => Self(date),
        Err(_) => panic!("the year 1 has a first day"),
    };

    /// The day, if the calendar has it.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if there is no such day, or its year is not within 1 to 9999.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, Invalid> {
        let invalid = || {
            let input = format!("{year:04}-{month:02}-{day:02}");
            Invalid::format("date", &input, "a day of the calendar such as 1815-12-10")
        };
        let month = time::Month::try_from(month).map_err(|_| invalid())?;
        match Date::from_calendar_date(year, month, day) {
            Ok(date) if (1..=9999).contains(&year) => Ok(Self(date)),
            _ => Err(invalid()),
        }
    }

    /// Year, month (1 to 12) and day (1 to 31).
    pub fn to_calendar(self) -> (i32, u8, u8) {
        let (year, month, day) = self.0.to_calendar_date();
        (year, u8::from(month), day)
    }
}

/// # Errors
///
/// [`Invalid`] if the text is not `YYYY-MM-DD` or the calendar has no such day.
impl FromStr for LocalDate {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        match Date::parse(text, &Iso8601::DATE) {
            Ok(date) if shape && date.year() >= 1 => Ok(Self(date)),
            _ => Err(Invalid::format("date", text, "a day such as 1815-12-10")),
        }
    }
}

impl fmt::Display for LocalDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.to_calendar();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for LocalDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }
    };
}
as_text!(Timestamp);
as_text!(LocalDate);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microseconds_are_written_only_where_they_are_needed() {
        assert_eq!(Timestamp::EPOCH.to_string(), "1970-01-01T00:00:00.000Z");
        assert_eq!(Timestamp::from_micros(1_500).to_string(), "1970-01-01T00:00:00.001500Z");
    }

    #[test]
    fn times_far_out_are_held_within_the_calendar() {
        assert_eq!(Timestamp::from_micros(i64::MAX).to_string(), "9999-12-31T23:59:59.999999Z");
        assert_eq!(Timestamp::from_micros(i64::MIN).to_string(), "0001-01-01T00:00:00.000Z");
    }

    #[test]
    fn a_time_is_read_back_as_written() {
        for micros in [0, 1, 999_999, -1, 1_617_104_167_683_000] {
            let time = Timestamp::from_micros(micros);
            assert_eq!(time.to_string().parse(), Ok(time));
        }
    }

    #[test]
    fn times_that_an_offset_carries_beyond_the_calendar_are_held_within_it() {
        for (text, held) in [
            ("9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59.999999Z"),
            ("0001-01-01T00:00:00+00:01", "0001-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), held);
        }
    }

    #[test]
    fn dates_are_whole_and_exist() {
        for text in
            ["2024-02-30", "2024-1-01", "20240101", "2024-01-01T00:00:00Z", "", "0000-01-01"]
        {
            assert!(text.parse::<LocalDate>().is_err(), "{text}");
        }
    }
}
