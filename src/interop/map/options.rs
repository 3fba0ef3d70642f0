use crate::contact::CountryCode;

/// What a caller knows or wants that a file does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportOptions {
    /// The country of phone numbers that are written without one.
    pub country: Option<CountryCode>,
    /// Which values without a place in the model become extended fields; the others are kept and
    /// written back, but not seen.
    pub fields: StandardFields,
    /// How many bytes a picture, a sound or a key may have, 10 MiB; larger ones are left out, with
    /// a warning. 0 leaves out all.
    pub media_limit: usize,
    /// How many bytes of lines or cells are kept of a record, media aside; 256 KiB. The longest
    /// foreign values beyond it are left out, with a warning.
    pub kept_limit: usize,
    /// The order of day and month in dates such as `03/04/1990`; without it they are not read as
    /// dates unless the format or the numbers tell.
    pub date_order: Option<DateOrder>,
}

/// Values that formats have and the model has not, as extended fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct StandardFields {
    /// The first note, in `custom.note`.
    pub note: bool,
    /// The first web address, in `custom.website`.
    pub website: bool,
    /// The nickname, in `custom.nickname`.
    pub nickname: bool,
    /// A birthday that is no full date, such as `--04-16`, in `custom.birthday`.
    pub birthday: bool,
    /// The anniversary, full date or not, in `custom.anniversary`.
    pub anniversary: bool,
    /// Prefix and suffix of the name, in `custom.name-prefix` and `custom.name-suffix`.
    pub affixes: bool,
    /// The department, in `custom.department`.
    pub department: bool,
}

/// The order of the parts of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// As in `31.12.1990`.
    DayMonthYear,
    /// As in `12/31/1990`.
    MonthDayYear,
    /// As in `1990/12/31`.
    YearMonthDay,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            country: None,
            fields: StandardFields::default(),
            media_limit: 10 * 1024 * 1024,
            kept_limit: 256 * 1024,
            date_order: None,
        }
    }
}

impl ImportOptions {
    /// Phone numbers that are written without a country are of this one.
    #[must_use]
    pub fn with_country(self, country: CountryCode) -> Self {
        Self { country: Some(country), ..self }
    }

    /// These values become extended fields.
    #[must_use]
    pub fn with_fields(self, fields: StandardFields) -> Self {
        Self { fields, ..self }
    }

    /// Another limit for pictures, sounds and keys.
    #[must_use]
    pub fn with_media_limit(self, bytes: usize) -> Self {
        Self { media_limit: bytes, ..self }
    }

    /// Another limit for what is kept of a record.
    #[must_use]
    pub fn with_kept_limit(self, bytes: usize) -> Self {
        Self { kept_limit: bytes, ..self }
    }

    /// Dates that could be read in two ways are written in this order.
    #[must_use]
    pub fn with_date_order(self, order: DateOrder) -> Self {
        Self { date_order: Some(order), ..self }
    }
}

/// Notes, web addresses, nicknames, birthdays and anniversaries; not the parts of names and of
/// companies.
impl Default for StandardFields {
    fn default() -> Self {
        Self { affixes: false, department: false, ..Self::ALL }
    }
}

impl StandardFields {
    /// All of them.
    pub const ALL: Self = Self {
        note: true,
        website: true,
        nickname: true,
        birthday: true,
        anniversary: true,
        affixes: true,
        department: true,
    };

    /// None of them.
    pub const NONE: Self = Self {
        note: false,
        website: false,
        nickname: false,
        birthday: false,
        anniversary: false,
        affixes: false,
        department: false,
    };

    /// With or without the department.
    #[must_use]
    pub fn with_department(self, department: bool) -> Self {
        Self { department, ..self }
    }

    /// With or without prefix and suffix of names.
    #[must_use]
    pub fn with_affixes(self, affixes: bool) -> Self {
        Self { affixes, ..self }
    }
}
