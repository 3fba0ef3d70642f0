//! What a column holds.

use std::fmt;
use std::str::FromStr;

use crate::contact::{AddressTag, EmailTag, PhoneTag};
use crate::field::FieldName;
use crate::invalid::Invalid;

/// What a column of a table holds.
///
/// Written and read as text, as in `contacts import --map "Column=name.first"`; see
/// [`Target::names`]. Numbers count from 1 and tell the values of one row apart.
///
/// ```
/// use contacts_core::interop::csv::Target;
///
/// let target: Target = "address.2.work.city".parse()?;
/// assert_eq!(target.to_string(), "address.2.work.city");
/// let error = "adress.city".parse::<Target>().unwrap_err();
/// assert!(error.to_string().starts_with("invalid target `adress.city`: expected name.first,"));
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// The first name.
    First,
    /// Middle names; they follow the first name.
    Middle,
    /// The last name.
    Last,
    /// What stands before a name, such as `Dr.`.
    Prefix,
    /// What stands behind a name, such as `Jr.`.
    Suffix,
    /// A whole name; read only if its parts are empty.
    FullName,
    /// The company.
    Company,
    /// The department of the company.
    Department,
    /// The job title.
    JobTitle,
    /// The e-mail addresses of a number.
    Email(u32, EmailTag),
    /// What the e-mail addresses of a number are for.
    EmailLabel(u32),
    /// The phone numbers of a number.
    Phone(u32, PhoneTag),
    /// What the phone numbers of a number are for.
    PhoneLabel(u32),
    /// A part of the postal address of a number and tag.
    Address(u32, AddressTag, Part),
    /// What the postal address of a number is for.
    AddressLabel(u32),
    /// The birthdate.
    Birthdate,
    /// The year of the birthdate.
    BirthYear,
    /// The month of the birthdate.
    BirthMonth,
    /// The day of the birthdate.
    BirthDay,
    /// The anniversary.
    Anniversary,
    /// The preferred language.
    Locale,
    /// Labels.
    Labels,
    /// A note.
    Note,
    /// The address of a web site.
    Website,
    /// The nickname.
    Nickname,
    /// The address of a picture.
    Picture,
    /// The identity that the row has where it comes from.
    Id,
    /// An extended field of this name, a text.
    Field(FieldName),
    /// Whether somebody may be written to: kept and never obeyed.
    Consent,
    /// Kept and written back, but not seen.
    Foreign,
    /// Left out.
    Drop,
}

/// A part of a postal address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Part {
    /// Street and number; several columns are its lines.
    Street,
    /// What follows the street.
    Line2,
    /// The city.
    City,
    /// State, province or region.
    Region,
    /// The postal code.
    PostalCode,
    /// The country.
    Country,
    /// The post office box.
    Box,
    /// All of it; read only if its parts are empty.
    Whole,
}

/// Targets without a number.
const PLAIN: &[(&str, Target)] = &[
    ("name.first", Target::First),
    ("name.middle", Target::Middle),
    ("name.last", Target::Last),
    ("name.prefix", Target::Prefix),
    ("name.suffix", Target::Suffix),
    ("name.full", Target::FullName),
    ("company", Target::Company),
    ("department", Target::Department),
    ("jobTitle", Target::JobTitle),
    ("birthdate", Target::Birthdate),
    ("birthdate.year", Target::BirthYear),
    ("birthdate.month", Target::BirthMonth),
    ("birthdate.day", Target::BirthDay),
    ("anniversary", Target::Anniversary),
    ("locale", Target::Locale),
    ("labels", Target::Labels),
    ("note", Target::Note),
    ("website", Target::Website),
    ("nickname", Target::Nickname),
    ("picture", Target::Picture),
    ("id", Target::Id),
    ("consent", Target::Consent),
    ("foreign", Target::Foreign),
    ("drop", Target::Drop),
];

/// Targets with a number, as they are listed.
const NUMBERED: &[&str] = &[
    "email[.n][.main|.home|.work]",
    "email[.n].label",
    "phone[.n][.main|.home|.work|.mobile|.fax]",
    "phone[.n].label",
    "address[.n][.home|.work|.billing|.shipping].street|line2|city|region|postalCode|country|box|whole",
    "address[.n].label",
    "extended:<name>",
];

const FIELD: &str = "extended:";
const LABEL: &str = "label";

const EMAIL_TAGS: &[(&str, EmailTag)] =
    &[("main", EmailTag::Main), ("home", EmailTag::Home), ("work", EmailTag::Work)];
const PHONE_TAGS: &[(&str, PhoneTag)] = &[
    ("main", PhoneTag::Main),
    ("home", PhoneTag::Home),
    ("work", PhoneTag::Work),
    ("mobile", PhoneTag::Mobile),
    ("fax", PhoneTag::Fax),
];
const ADDRESS_TAGS: &[(&str, AddressTag)] = &[
    ("home", AddressTag::Home),
    ("work", AddressTag::Work),
    ("billing", AddressTag::Billing),
    ("shipping", AddressTag::Shipping),
];
const PARTS: &[(&str, Part)] = &[
    ("street", Part::Street),
    ("line2", Part::Line2),
    ("city", Part::City),
    ("region", Part::Region),
    ("postalCode", Part::PostalCode),
    ("country", Part::Country),
    ("box", Part::Box),
    ("whole", Part::Whole),
];

impl Target {
    /// How targets are written: each as it is, or its form, in which `[]` may be left out, `n` is a
    /// number and `|` separates what may stand there.
    pub fn names() -> impl Iterator<Item = &'static str> {
        PLAIN.iter().map(|(name, _)| *name).chain(NUMBERED.iter().copied())
    }

    /// Whether one column of a table at most can hold it.
    pub(super) fn is_single(&self) -> bool {
        !matches!(
            self,
            Self::Email(..)
                | Self::Phone(..)
                | Self::Address(..)
                | Self::Labels
                | Self::Field(_)
                | Self::Consent
                | Self::Foreign
                | Self::Drop
        )
    }

    /// Whether it is enough to make a contact of a row.
    pub(super) fn identifies(&self) -> bool {
        matches!(
            self,
            Self::First | Self::Last | Self::FullName | Self::Email(..) | Self::Phone(..)
        )
    }
}

/// # Errors
///
/// [`Invalid`] if the text is no target; it says which there are.
impl FromStr for Target {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if let Some(name) = text.strip_prefix(FIELD) {
            return match FieldName::read("field name", name.trim())? {
                Some(name) => Ok(Self::Field(name)),
                None => Err(Invalid::format("target", text, "extended:<name>")),
            };
        }
        let plain = PLAIN.iter().find(|(name, _)| *name == text);
        let target = plain.map(|(_, target)| target.clone()).or_else(|| numbered(text));
        target.ok_or_else(|| {
            let names: Vec<&str> = Self::names().collect();
            Invalid::format("target", text, names.join(", "))
        })
    }
}

fn numbered(text: &str) -> Option<Target> {
    let (kind, rest) = text.split_once('.').unwrap_or((text, ""));
    let mut words = rest.split('.').filter(|word| !word.is_empty()).peekable();
    if text.ends_with('.') || text.contains("..") {
        return None;
    }
    let number = words.peek().and_then(|word| word.parse::<u32>().ok());
    if number.is_some() {
        words.next();
    }
    let number = number.unwrap_or(1);
    let words: Vec<&str> = words.collect();
    let target = match (kind, words.as_slice()) {
        ("email", []) => Target::Email(number, EmailTag::Untagged),
        ("email", [word]) if *word == LABEL => Target::EmailLabel(number),
        ("email", [tag]) => Target::Email(number, named(EMAIL_TAGS, tag)?),
        ("phone", []) => Target::Phone(number, PhoneTag::Untagged),
        ("phone", [word]) if *word == LABEL => Target::PhoneLabel(number),
        ("phone", [tag]) => Target::Phone(number, named(PHONE_TAGS, tag)?),
        ("address", [word]) if *word == LABEL => Target::AddressLabel(number),
        ("address", [part]) => Target::Address(number, AddressTag::Untagged, named(PARTS, part)?),
        ("address", [tag, part]) => {
            Target::Address(number, named(ADDRESS_TAGS, tag)?, named(PARTS, part)?)
        }
        _ => return None,
    };
    (number > 0).then_some(target)
}

fn named<T: Copy>(names: &[(&str, T)], name: &str) -> Option<T> {
    names.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |kind: &str, number: u32, words: &[Option<&str>]| {
            let mut text = kind.to_owned();
            if number != 1 {
                text.push_str(&format!(".{number}"));
            }
            words.iter().flatten().for_each(|word| text.extend([".", word]));
            text
        };
        match self {
            Self::Email(n, tag) => f.write_str(&of("email", *n, &[name_of(EMAIL_TAGS, *tag)])),
            Self::EmailLabel(n) => f.write_str(&of("email", *n, &[Some(LABEL)])),
            Self::Phone(n, tag) => f.write_str(&of("phone", *n, &[name_of(PHONE_TAGS, *tag)])),
            Self::PhoneLabel(n) => f.write_str(&of("phone", *n, &[Some(LABEL)])),
            Self::Address(n, tag, part) => {
                let words = [name_of(ADDRESS_TAGS, *tag), name_of(PARTS, *part)];
                f.write_str(&of("address", *n, &words))
            }
            Self::AddressLabel(n) => f.write_str(&of("address", *n, &[Some(LABEL)])),
            Self::Field(name) => write!(f, "{FIELD}{name}"),
            plain => {
                let name = PLAIN.iter().find(|(_, target)| target == plain);
                f.write_str(name.map_or("", |(name, _)| name))
            }
        }
    }
}

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: T) -> Option<&'static str> {
    names.iter().find(|(_, known)| *known == value).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_read_as_it_is_written() {
        for text in [
            "email",
            "email.2",
            "email.home",
            "email.3.label",
            "phone.2.fax",
            "address.city",
            "address.2.whole",
            "address.shipping.line2",
            "address.2.label",
            "extended:Shoe size = 1",
        ] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
        for (name, target) in PLAIN {
            assert_eq!(name.parse::<Target>().unwrap(), *target);
            assert_eq!(target.to_string(), *name);
        }
        assert_eq!("email.1".parse::<Target>().unwrap().to_string(), "email");
    }

    #[test]
    fn what_is_no_target_is_refused_with_all_that_are() {
        for text in
            ["", "name", "email.0", "email.fax", "email..2", "phone.", "address", "extended: "]
        {
            assert!(text.parse::<Target>().is_err(), "{text}");
        }
        let error = "mail".parse::<Target>().unwrap_err().to_string();
        for name in Target::names() {
            assert!(error.contains(name), "{name}");
        }
    }
}
