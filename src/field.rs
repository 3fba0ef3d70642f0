//! Extended fields: typed additional properties, defined in the book.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::invalid::{Invalid, Rule};
use crate::key::key;
use crate::text::{self, Text};
use crate::time::LocalDate;

key! {
    /// The key of an extended field: given once, never changed, not even by a rename.
    FieldKey, "extended field key"
}

/// The name that an extended field shows: 1 to 150 characters; unique within a book.
pub type FieldName = Text<150>;

/// Characters of a text value at most.
pub const MAX_FIELD_TEXT: usize = 65_536;
/// Characters of a URL value at most.
pub const MAX_FIELD_URL: usize = 4_096;

/// What an extended field is: its name and type. Its key is the id of the record that holds it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExtendedField {
    /// The name that is shown.
    pub name: FieldName,
    /// What kind of value it holds; fixed at creation.
    pub data_type: DataType,
}

/// What kind of value an extended field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DataType {
    /// Text.
    Text,
    /// A number.
    Number,
    /// A calendar day.
    Date,
    /// A web address.
    Url,
}

impl DataType {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::Number => "NUMBER",
            Self::Date => "DATE",
            Self::Url => "URL",
        }
    }

    /// Reads a value of this type from text; blank text is `None`, which clears.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if the text is no value of this type.
    pub fn read(self, text: &str) -> Result<Option<FieldValue>, Invalid> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        Ok(Some(match self {
            Self::Text => FieldValue::Text(FieldText::from_str(text)?),
            Self::Number => FieldValue::Number(text.trim().parse()?),
            Self::Date => FieldValue::Date(text.trim().parse()?),
            Self::Url => FieldValue::Url(text.trim().parse()?),
        }))
    }
}

/// The text of an extended field: 1 to 65,536 characters.
pub type FieldText = Text<MAX_FIELD_TEXT>;

/// A value of an extended field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FieldValue {
    /// Text.
    Text(FieldText),
    /// A number.
    Number(Number),
    /// A calendar day.
    Date(LocalDate),
    /// A web address.
    Url(Url),
}

impl FieldValue {
    /// The type that a field must have to hold it.
    pub fn data_type(&self) -> DataType {
        match self {
            Self::Text(_) => DataType::Text,
            Self::Number(_) => DataType::Number,
            Self::Date(_) => DataType::Date,
            Self::Url(_) => DataType::Url,
        }
    }
}

impl fmt::Display for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::Url(url) => url.fmt(f),
        }
    }
}

/// A finite number, as JSON has it: 64-bit floating point, without a negative zero.
#[derive(Clone, Copy)]
pub struct Number(f64);

impl Number {
    /// The least of all.
    pub(crate) const MIN: Self = Self(f64::MIN);

    /// The number.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if it is infinite or not a number.
    pub fn new(number: f64) -> Result<Self, Invalid> {
        if number.is_finite() {
            Ok(Self(number + 0.0))
        } else {
            Err(Invalid::format("number", &number.to_string(), "a finite number"))
        }
    }

    /// The value.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// # Errors
///
/// [`Invalid`] if the text is no decimal number, or one that 64-bit floating point cannot hold.
impl FromStr for Number {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let plain =
            text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
        match text.parse::<f64>() {
            Ok(number) if plain && number.is_finite() => Self::new(number),
            _ => Err(Invalid::format("number", text, "a decimal number such as 12.5")),
        }
    }
}

impl TryFrom<i64> for Number {
    type Error = Invalid;

    /// # Errors
    ///
    /// [`Invalid`] if floating point cannot hold the integer exactly.
    fn try_from(number: i64) -> Result<Self, Invalid> {
        let float = number as f64;
        if float as i128 == i128::from(number) {
            Ok(Self(float))
        } else {
            let expected = "an integer that 64-bit floating point holds exactly";
            Err(Invalid::new(Rule::Limit, "number", &number.to_string(), expected))
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A web address with a scheme, at most 4,096 characters, without white space.
///
/// A text without a scheme gets `https://` put in front.
///
/// ```
/// # use contacts_core::Url;
/// assert_eq!("example.com/a".parse::<Url>()?.as_str(), "https://example.com/a");
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Url(SmolStr);

impl Url {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// # Errors
///
/// [`Invalid`] if the text is empty, too long, or holds white space or control characters.
impl FromStr for Url {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let url = match text.split_once(':') {
            Some((scheme, rest))
                if scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                    && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
                    && !rest.is_empty()
                    // `example.com:8080/a` names a port, not a scheme.
                    && !(scheme.contains('.') && rest.starts_with(|c: char| c.is_ascii_digit())) =>
            {
                SmolStr::new(text)
            }
            _ => SmolStr::from(format!("https://{text}")),
        };
        let hidden = |c: char| c.is_whitespace() || c.is_control() || text::is_invisible(c);
        if text.is_empty() || url.chars().any(hidden) {
            return Err(Invalid::format("url", text, "a web address without blanks"));
        }
        text::check("url", &url, MAX_FIELD_URL)?;
        Ok(Self(url))
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A field that every book has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SystemField {
    /// The key.
    pub key: &'static str,
    /// The name that is shown.
    pub name: &'static str,
    /// The kind of value.
    pub data_type: DataType,
    /// Whether a caller may set it; the others are derived or belong to another service.
    pub writable: bool,
    /// What it holds.
    pub description: &'static str,
}

const fn system(
    key: &'static str,
    name: &'static str,
    data_type: DataType,
    writable: bool,
    description: &'static str,
) -> SystemField {
    SystemField { key, name, data_type, writable, description }
}

/// The fields that every book has without creating them.
pub const SYSTEM_FIELDS: [SystemField; 12] = [
    system(
        "contacts.displayByFirstName",
        "Display by first name",
        DataType::Text,
        false,
        "First and last name",
    ),
    system(
        "contacts.displayByLastName",
        "Display by last name",
        DataType::Text,
        false,
        "Last and first name",
    ),
    system("invoices.vatId", "VAT ID", DataType::Text, true, "Tax id"),
    system(
        "members.membershipStatus",
        "Membership status",
        DataType::Text,
        false,
        "APPROVED, DENIED, PENDING, INACTIVE or OFFLINE_ONLY",
    ),
    system(
        "members.mobile",
        "Uses the mobile app",
        DataType::Text,
        false,
        "true or false; deprecated",
    ),
    system(
        "emailSubscriptions.subscriptionStatus",
        "Email subscription status",
        DataType::Text,
        false,
        "Consent for the primary e-mail address",
    ),
    system(
        "emailSubscriptions.deliverabilityStatus",
        "Email deliverability status",
        DataType::Text,
        false,
        "Last delivery to the primary e-mail address",
    ),
    system(
        "emailSubscriptions.effectiveEmail",
        "Effective email",
        DataType::Text,
        false,
        "Address used for mailings",
    ),
    system("ecom.numOfPurchases", "Number of purchases", DataType::Number, false, "Deprecated"),
    system("ecom.totalSpentAmount", "Total amount spent", DataType::Number, false, "Deprecated"),
    system(
        "ecom.totalSpentCurrency",
        "Currency of the amount spent",
        DataType::Text,
        false,
        "Deprecated",
    ),
    system("ecom.lastPurchaseDate", "Last purchase date", DataType::Date, false, "Deprecated"),
];

/// The field that every book has under this key.
pub fn system_field(key: &FieldKey) -> Option<&'static SystemField> {
    SYSTEM_FIELDS.iter().find(|field| field.key == key.as_str())
}

/// Who defined a field, on the wire.
pub(crate) const fn field_type(is_system: bool) -> &'static str {
    if is_system { "SYSTEM" } else { "USER_DEFINED" }
}

/// The key of the field of this name that every book has.
pub fn system_field_named(name: &FieldName) -> Option<FieldKey> {
    let field = SYSTEM_FIELDS.iter().find(|field| field.name == name.as_str())?;
    Some(FieldKey::from_static(field.key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_get_a_scheme_and_keep_theirs() {
        let read = |text: &str| text.parse::<Url>().map(|url| url.to_string());
        assert_eq!(read("example.com:8080/a").unwrap(), "https://example.com:8080/a");
        assert_eq!(read("mailto:a@example.com").unwrap(), "mailto:a@example.com");
        assert!(read("a b").is_err());
        assert!(read("").is_err());
    }

    #[test]
    fn numbers_are_finite_and_have_one_zero() {
        assert!("inf".parse::<Number>().is_err());
        assert!("1e400".parse::<Number>().is_err());
        assert_eq!("-0".parse::<Number>().unwrap(), "0".parse().unwrap());
        assert!(Number::try_from((1i64 << 53) + 1).is_err());
        assert_eq!("12.50".parse::<Number>().unwrap().to_string(), "12.5");
    }

    #[test]
    fn a_value_fits_the_type_it_was_read_as() {
        for (data_type, text) in [
            (DataType::Text, "x"),
            (DataType::Number, "1"),
            (DataType::Date, "2024-02-29"),
            (DataType::Url, "x.example"),
        ] {
            assert_eq!(data_type.read(text).unwrap().unwrap().data_type(), data_type);
            assert_eq!(data_type.read("  ").unwrap(), None);
        }
        assert!(DataType::Date.read("tomorrow").is_err());
    }
}
