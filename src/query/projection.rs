//! Which parts of a contact are shown.

use std::fmt;
use std::str::FromStr;

use crate::invalid::{Invalid, Rule};

/// How many parts a caller may name at once.
pub const MAX_PROJECTED: usize = 100;
/// How many sets of parts a caller may name at once.
pub const MAX_FIELDSETS: usize = 10;
/// How many characters the name of a part may have.
const MAX_NAME: usize = 100;

/// Which parts of a contact are shown; id and revision always are.
///
/// ```
/// # use contacts_core::query::{Part, Projection};
/// let short = Projection::basic().with(Part::LastActivity);
/// assert!(short.shows(Part::Name) && !short.shows(Part::Addresses));
/// // As the platform's `fields` and `fieldsets` name them.
/// let named = Projection::named(["lastActivity"], ["BASIC"]).map_err(|all| all[0].clone())?;
/// assert_eq!(named, short);
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Projection(Shown);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Shown {
    /// Also what cannot be asked for by name: membership, segments, assignees.
    Everything,
    /// Bits of parts.
    Parts(u32),
}

/// A part of a contact that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// `source`
    Source,
    /// `createdDate`
    Created,
    /// `updatedDate`
    Updated,
    /// `lastActivity`
    LastActivity,
    /// `primaryInfo`, and with it `primaryEmail` and `primaryPhone`, which say more of the same
    PrimaryInfo,
    /// `info.name`
    Name,
    /// `info.emails`
    Emails,
    /// `info.phones`
    Phones,
    /// `info.addresses`
    Addresses,
    /// `info.company`
    Company,
    /// `info.jobTitle`
    JobTitle,
    /// `info.picture`
    Picture,
    /// `info.birthdate`
    Birthdate,
    /// `info.locale`
    Locale,
    /// `info.labelKeys`
    Labels,
    /// `info.locations`
    Locations,
    /// `info.extendedFields`
    ExtendedFields,
}

impl Part {
    /// Every part, in the order of the platform's list.
    pub const ALL: [Self; 17] = [
        Self::Source,
        Self::Created,
        Self::Updated,
        Self::LastActivity,
        Self::PrimaryInfo,
        Self::Name,
        Self::Emails,
        Self::Phones,
        Self::Addresses,
        Self::Company,
        Self::JobTitle,
        Self::Picture,
        Self::Birthdate,
        Self::Locale,
        Self::Labels,
        Self::Locations,
        Self::ExtendedFields,
    ];

    /// Its path on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Created => "createdDate",
            Self::Updated => "updatedDate",
            Self::LastActivity => "lastActivity",
            Self::PrimaryInfo => "primaryInfo",
            Self::Name => "info.name",
            Self::Emails => "info.emails",
            Self::Phones => "info.phones",
            Self::Addresses => "info.addresses",
            Self::Company => "info.company",
            Self::JobTitle => "info.jobTitle",
            Self::Picture => "info.picture",
            Self::Birthdate => "info.birthdate",
            Self::Locale => "info.locale",
            Self::Labels => "info.labelKeys",
            Self::Locations => "info.locations",
            Self::ExtendedFields => "info.extendedFields",
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of parts that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fieldset {
    /// The name, and the primary e-mail address and phone number.
    Basic,
    /// Those of `Basic`, and all e-mail addresses, phone numbers and postal addresses.
    CommunicationDetails,
    /// Those of `Basic`, and the extended fields.
    Extended,
    /// Everything.
    Full,
}

impl Fieldset {
    /// Every set.
    pub const ALL: [Self; 4] =
        [Self::Basic, Self::CommunicationDetails, Self::Extended, Self::Full];

    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "BASIC",
            Self::CommunicationDetails => "COMMUNICATION_DETAILS",
            Self::Extended => "EXTENDED",
            Self::Full => "FULL",
        }
    }
}

impl Default for Projection {
    fn default() -> Self {
        Self::full()
    }
}

impl Projection {
    /// Everything.
    pub const fn full() -> Self {
        Self(Shown::Everything)
    }

    /// Id and revision, nothing else.
    pub const fn bare() -> Self {
        Self(Shown::Parts(0))
    }

    /// The name, and the primary e-mail address and phone number.
    pub const fn basic() -> Self {
        Self::bare().with(Part::Name).with(Part::PrimaryInfo)
    }

    /// Those of [`basic`](Self::basic), and all ways to reach the person.
    pub const fn communication_details() -> Self {
        Self::basic().with(Part::Emails).with(Part::Phones).with(Part::Addresses)
    }

    /// Those of [`basic`](Self::basic), and the extended fields.
    pub const fn extended() -> Self {
        Self::basic().with(Part::ExtendedFields)
    }

    /// The same, and this part.
    #[must_use]
    pub const fn with(self, part: Part) -> Self {
        match self.0 {
            Shown::Everything => self,
            Shown::Parts(bits) => Self(Shown::Parts(bits | part.bit())),
        }
    }

    /// What either of them shows.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self.0, other.0) {
            (Shown::Parts(bits), Shown::Parts(more)) => Self(Shown::Parts(bits | more)),
            _ => Self::full(),
        }
    }

    /// The union of what a caller asks for; everything, if that is nothing.
    pub fn of(
        parts: impl IntoIterator<Item = Part>,
        fieldsets: impl IntoIterator<Item = Fieldset>,
    ) -> Self {
        let parts = parts.into_iter().map(|part| Self::bare().with(part));
        let fieldsets = fieldsets.into_iter().map(Self::from);
        parts.chain(fieldsets).reduce(Self::and).unwrap_or_default()
    }

    /// The union of what a caller asks for by the names of the wire; everything, if that is
    /// nothing.
    ///
    /// # Errors
    ///
    /// Every problem: more than [`MAX_PROJECTED`] fields or [`MAX_FIELDSETS`] sets, a name of more
    /// than 100 characters, a name that there is not; each at its path, such as `fields[3]`.
    pub fn named<F: AsRef<str>, S: AsRef<str>>(
        fields: impl IntoIterator<Item = F>,
        fieldsets: impl IntoIterator<Item = S>,
    ) -> Result<Self, Vec<Invalid>> {
        let mut problems = Vec::new();
        let parts = each::<Part, _>("fields", MAX_PROJECTED, fields, &mut problems);
        let sets = each::<Fieldset, _>("fieldsets", MAX_FIELDSETS, fieldsets, &mut problems);
        match problems.is_empty() {
            true => Ok(Self::of(parts, sets)),
            false => Err(problems),
        }
    }

    /// Whether everything is shown, also what cannot be asked for by name.
    pub const fn is_full(self) -> bool {
        matches!(self.0, Shown::Everything)
    }

    /// Whether this part is shown.
    pub const fn shows(self, part: Part) -> bool {
        match self.0 {
            Shown::Everything => true,
            Shown::Parts(bits) => bits & part.bit() != 0,
        }
    }

    /// Whether something of `info` is shown.
    pub(crate) fn shows_info(self) -> bool {
        Part::ALL.into_iter().any(|part| part.as_str().starts_with("info.") && self.shows(part))
    }
}

impl From<Fieldset> for Projection {
    fn from(fieldset: Fieldset) -> Self {
        match fieldset {
            Fieldset::Basic => Self::basic(),
            Fieldset::CommunicationDetails => Self::communication_details(),
            Fieldset::Extended => Self::extended(),
            Fieldset::Full => Self::full(),
        }
    }
}

impl fmt::Debug for Projection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Shown::Everything => f.write_str("everything"),
            Shown::Parts(_) => {
                let shown = Part::ALL.into_iter().filter(|part| self.shows(*part));
                f.debug_set().entries(shown.map(Part::as_str)).finish()
            }
        }
    }
}

macro_rules! named {
    ($($type:ty: $what:literal),*) => {$(
        /// # Errors
        ///
        /// [`Invalid`] if there is no such name; it tells those that there are.
        impl FromStr for $type {
            type Err = Invalid;

            fn from_str(name: &str) -> Result<Self, Invalid> {
                if name.chars().nth(MAX_NAME).is_some() {
                    return Err(Invalid::limit($what, name, "at most 100 characters"));
                }
                Self::ALL.into_iter().find(|known| known.as_str() == name).ok_or_else(|| {
                    let all = Self::ALL.map(|known| format!("`{}`", known.as_str()));
                    Invalid::new(Rule::Unknown, $what, name, format!("one of {}", all.join(", ")))
                })
            }
        }
    )*};
}
named!(Part: "field", Fieldset: "fieldset");

/// The values that are named, each; what is wrong is noted with its path.
fn each<T: FromStr<Err = Invalid>, N: AsRef<str>>(
    list: &'static str,
    max: usize,
    names: impl IntoIterator<Item = N>,
    problems: &mut Vec<Invalid>,
) -> Vec<T> {
    let mut values = Vec::new();
    for (index, name) in names.into_iter().enumerate() {
        if index == max {
            let more = format!("more than {max} entries");
            problems.push(Invalid::limit(list, &more, format!("at most {max}")));
            break;
        }
        match T::from_str(name.as_ref()) {
            Ok(value) => values.push(value),
            Err(problem) => problems.push(problem.at(format!("{list}[{index}]"))),
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(fields: &[&str], fieldsets: &[&str]) -> Projection {
        Projection::named(fields, fieldsets).unwrap()
    }

    fn refused(fields: &[&str], fieldsets: &[&str]) -> Vec<(String, Rule)> {
        let problems = Projection::named(fields, fieldsets).unwrap_err();
        problems.iter().map(|problem| (problem.field().to_owned(), problem.rule())).collect()
    }

    #[test]
    fn the_union_is_shown_and_nothing_sent_is_everything() {
        assert_eq!(named(&[], &[]), Projection::full());
        assert_eq!(named(&["info.company"], &["FULL"]), Projection::full());
        let union = Projection::basic().with(Part::Company).with(Part::ExtendedFields);
        assert_eq!(named(&["info.company"], &["BASIC", "EXTENDED"]), union);
        // All that can be named is less than everything.
        assert!(!Projection::of(Part::ALL, []).is_full());
    }

    #[test]
    fn unknown_names_are_refused_where_they_stand_and_told_what_there_is() {
        let known = "info.name";
        assert_eq!(
            refused(&[known, "id", known, "info.emials"], &["BASIC", "basic"]),
            [
                ("fields[1]".into(), Rule::Unknown),
                ("fields[3]".into(), Rule::Unknown),
                ("fieldsets[1]".into(), Rule::Unknown)
            ]
        );
        let problems = Projection::named(["info"], [""; 0]).unwrap_err();
        assert!(problems[0].to_string().starts_with(
            "invalid fields[0] `info`: expected one of `source`, `createdDate`, `updatedDate`,"
        ));
    }

    #[test]
    fn what_is_asked_for_is_limited() {
        assert_eq!(named(&["source"; 100], &["BASIC"; 10]), Projection::basic().with(Part::Source));
        let limit = |path: &str| (path.to_owned(), Rule::Limit);
        assert_eq!(refused(&["source"; 101], &[]), [limit("fields")]);
        assert_eq!(refused(&[], &["BASIC"; 11]), [limit("fieldsets")]);
        assert_eq!(refused(&[&"é".repeat(101)], &[]), [limit("fields[0]")]);
        assert_eq!(refused(&[&"é".repeat(100)], &[])[0].1, Rule::Unknown);
    }

    #[test]
    fn every_part_has_its_own_bit() {
        for part in Part::ALL {
            let only = Projection::bare().with(part);
            let shown: Vec<_> = Part::ALL.into_iter().filter(|part| only.shows(*part)).collect();
            assert_eq!(shown, [part]);
            assert_eq!(only.shows_info(), part.as_str().starts_with("info."), "{part:?}");
        }
        assert!(!Projection::bare().shows_info());
    }
}
