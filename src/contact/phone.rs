use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use smol_str::{SmolStr, SmolStrBuilder, format_smolstr};

use super::country::CountryCode;
use super::dialing::{self, Plan};
use crate::invalid::Invalid;
use crate::text::{self, is_invisible};

/// A phone number as somebody wrote it, with the country it belongs to, if known.
///
/// 1 to 50 characters, kept as written less the blanks around it; even "call me" is kept. Where
/// the digits and the country allow it, [`e164`](Self::e164) has the international form; numbers
/// are compared by [`same`](Self::same).
///
/// ```
/// # use contacts_core::PhoneNumber;
/// let number = PhoneNumber::new("(030) 23125 001", Some("DE".parse()?))?;
/// assert_eq!(number.as_str(), "(030) 23125 001");
/// assert_eq!(number.e164().unwrap().to_string(), "+493023125001");
/// # Ok::<(), contacts_core::Invalid>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber {
    text: SmolStr,
    country: Option<CountryCode>,
    e164: Option<E164>,
    /// The digits as written, where they are not the international form.
    digits: Option<SmolStr>,
}

impl PhoneNumber {
    /// Characters at most.
    pub const MAX: usize = 50;

    /// The number, of this country if one is given.
    ///
    /// # Errors
    ///
    /// [`Invalid`] if the text is blank, longer than 50 characters, or holds control characters.
    pub fn new(input: &str, country: Option<CountryCode>) -> Result<Self, Invalid> {
        let text = input.trim();
        if text.is_empty() {
            return Err(Invalid::format("phone number", input, "a number"));
        }
        text::check("phone number", text, Self::MAX)?;
        let e164 = derive(text, country);
        let is_international =
            e164.is_some_and(|e164| folded(text).eq(e164.write(&mut [0; E164::MAX]).chars()));
        let digits = (!is_international).then(|| {
            let mut digits = SmolStrBuilder::new();
            folded(text).for_each(|char| digits.push(char));
            digits.finish()
        });
        Ok(Self { text: text.into(), country, e164, digits })
    }

    /// The number as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The country it was said to belong to.
    pub fn country(&self) -> Option<CountryCode> {
        self.country
    }

    /// The international form, if the number has a plausible one.
    ///
    /// A number that begins with `+` is international already. Otherwise its country tells the
    /// calling code and which leading digits are left out: by the numbering plan of the country
    /// with the feature `phone`, else by a short table, which is right for most. A number with anything but digits and
    /// separators (an extension, for example) has none, since it is more than a number.
    pub fn e164(&self) -> Option<E164> {
        self.e164
    }

    /// The number without blanks, dots, dashes, brackets and slashes; letters in lower case.
    pub fn digits(&self) -> SmolStr {
        match (&self.digits, self.e164) {
            (None, Some(e164)) => format_smolstr!("{e164}"),
            // INVARIANT (digits are known): a number without an international form has them.
            (digits, _) => digits.clone().unwrap_or_default(),
        }
    }

    /// The digits as written, where they are not the international form.
    pub(crate) fn written_digits(&self) -> Option<&SmolStr> {
        self.digits.as_ref()
    }

    /// Whether both are the same number: equal in their international forms, or, if neither has
    /// one, equal in digits and country.
    ///
    /// INVARIANT (sameness is a function): equal keys, nothing else, so that a merge does not
    /// depend on how it is grouped.
    pub fn same(&self, other: &Self) -> bool {
        match (self.e164, other.e164) {
            (Some(a), Some(b)) => a == b,
            (None, None) => self.country == other.country && self.digits == other.digits,
            _ => false,
        }
    }

    /// A number that stands in the source.
    ///
    /// # Panics
    ///
    /// If the text is no number: for literals only, use [`str::parse`] for data.
    pub fn from_static(text: &'static str) -> Self {
        match text.parse() {
            Ok(number) => number,
            Err(error) => panic!("{error}"),
        }
    }
}

/// A number of no known country.
///
/// # Errors
///
/// [`Invalid`] as for [`PhoneNumber::new`].
impl FromStr for PhoneNumber {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::new(text, None)
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.country {
            Some(country) => write!(f, "{:?} ({country})", self.text.as_str()),
            None => write!(f, "{:?}", self.text.as_str()),
        }
    }
}

/// An international phone number: `+` and 7 to 15 digits, the first not zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct E164(NonZeroU64);

impl E164 {
    fn from_digits(digits: &str) -> Option<Self> {
        let fits = (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        match fits {
            true => digits.parse().ok().map(Self),
            false => None,
        }
    }
}

impl E164 {
    /// Bytes of its text at most: the sign and 20 digits.
    pub(crate) const MAX: usize = 21;

    /// Its text, written to the end of the buffer.
    pub(crate) fn write(self, buffer: &mut [u8; Self::MAX]) -> &str {
        let (mut rest, mut at) = (self.0.get(), Self::MAX);
        while rest > 0 {
            at -= 1;
            buffer[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        at -= 1;
        buffer[at] = b'+';
        std::str::from_utf8(&buffer[at..]).expect("a sign and digits are ASCII")
    }
}

/// # Errors
///
/// [`Invalid`] if the text is not of this form.
impl FromStr for E164 {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        text.strip_prefix('+').and_then(Self::from_digits).ok_or_else(|| {
            Invalid::format("international phone number", text, "`+` and 7 to 15 digits")
        })
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.0)
    }
}

impl fmt::Debug for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text without separators, its letters in lower case.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|char| !is_separator(*char)).map(|char| char.to_ascii_lowercase())
}

fn is_separator(char: char) -> bool {
    // Most are digits.
    if char.is_ascii_alphanumeric() {
        return false;
    }
    char.is_whitespace()
        || is_invisible(char)
        || matches!(
            char,
            '.' | '-' | '/' | '(' | ')' | '[' | ']' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
}

fn derive(text: &str, country: Option<CountryCode>) -> Option<E164> {
    // The trunk prefix in brackets, as in `+44 (0)20 …`, is for those who call at home.
    let trunk = text.starts_with('+') && text.contains("(0)");
    let without_trunk = trunk.then(|| text.replacen("(0)", "", 1));
    // Where that leaves too little, it is no trunk prefix: what has an international form by its
    // digits alone has one in every spelling.
    let without_trunk = without_trunk.and_then(|text| derive_plain(&text, country));
    without_trunk.or_else(|| derive_plain(text, country))
}

fn derive_plain(text: &str, country: Option<CountryCode>) -> Option<E164> {
    let digits = dialled(text)?;
    if let Some(international) = digits.strip_prefix('+') {
        return E164::from_digits(international);
    }
    let country = country?;
    by_numbering_plan(&digits, country).or_else(|| by_calling_code(&digits, country))
}

/// What is dialled: digits, perhaps after a `+`; `None` if the text says more than that.
fn dialled(text: &str) -> Option<String> {
    let mut digits = String::with_capacity(text.len());
    for char in text.chars().filter(|char| !is_separator(*char)) {
        match char {
            '0'..='9' => digits.push(char),
            '+' if digits.is_empty() => digits.push(char),
            _ => return None,
        }
    }
    Some(digits)
}

/// The form that the plan of the country gives, if the number is possible there.
#[cfg(feature = "phone")]
fn by_numbering_plan(digits: &str, country: CountryCode) -> Option<E164> {
    use rlibphonenumber::enums::Region;
    use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumberFormat};

    let region = country.as_str().parse::<Region>().ok()?;
    let number = PHONE_NUMBER_UTIL.parse(digits, Some(region)).ok()?;
    if !matches!(number.is_possible_with_reason(), Ok(NumberLengthType::IsPossible)) {
        return None;
    }
    let written = number.format_as(PhoneNumberFormat::E164);
    E164::from_digits(written.strip_prefix('+')?)
}

#[cfg(not(feature = "phone"))]
fn by_numbering_plan(_: &str, _: CountryCode) -> Option<E164> {
    None
}

/// A plausible form by calling code and trunk prefix alone.
fn by_calling_code(digits: &str, country: CountryCode) -> Option<E164> {
    let Plan { code, trunk } = dialing::plan(country)?;
    if code == "1" {
        // North America: ten digits, of which the first is neither 0 nor 1.
        let national = digits.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(digits);
        let fits = national.len() == 10 && !national.starts_with(['0', '1']);
        return if fits { E164::from_digits(&format!("1{national}")) } else { None };
    }
    if let Some(international) = digits.strip_prefix("00") {
        return E164::from_digits(international);
    }
    let national = digits.strip_prefix(trunk).unwrap_or(digits);
    match national.len() {
        5.. => E164::from_digits(&format!("{code}{national}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str, country: &str) -> PhoneNumber {
        PhoneNumber::new(text, country.parse().ok()).unwrap()
    }

    fn e164(text: &str, country: &str) -> String {
        number(text, country).e164().map_or(String::new(), |e164| e164.to_string())
    }

    #[test]
    fn the_international_form_is_derived_where_it_is_plausible() {
        for (text, country, expected) in [
            ("+49 30 23125-001", "", "+493023125001"),
            ("+44 (0)20 7946 0018", "", "+442079460018"),
            ("030 23125001", "DE", "+493023125001"),
            ("0049 30 23125001", "DE", "+493023125001"),
            ("(555) 010-0199", "US", "+15550100199"),
            ("1-555-010-0199", "US", "+15550100199"),
            ("06 698 12345", "IT", "+390669812345"),
            ("06 1 234 5678", "HU", "+3612345678"),
            ("030 1", "", ""),
            ("030 1", "DE", ""),
            ("call me", "US", ""),
            ("+1 555 010 0199 ext. 5", "US", ""),
            ("555 0100", "US", ""),
            ("++49 30 23125001", "", ""),
            ("+12345 (0)6", "", "+1234506"),
            ("0301234567", "", ""),
        ] {
            assert_eq!(e164(text, country), expected, "{text} {country}");
        }
    }

    #[test]
    fn numbers_are_the_same_by_key_and_by_nothing_else() {
        assert!(number("+49 30 23125001", "").same(&number("030/23125001", "DE")));
        assert!(number("030 1", "").same(&number("0301", "")));
        assert!(!number("030 1", "").same(&number("+49 30 1", "DE")));
        assert!(!number("030 1", "DE").same(&number("030 1", "")));
        assert!(number("Call me", "").same(&number("call ME", "")));
    }

    #[cfg(feature = "phone")]
    #[test]
    fn the_numbering_plan_of_a_country_is_known() {
        for (text, country, expected) in [
            ("126-446 12345", "AI", "+12644612345"),
            ("8 (912) 345-67-89", "RU", "+79123456789"),
            ("011 44 20 7946 0018", "US", "+442079460018"),
            ("0011 49 30 23125001", "AU", "+493023125001"),
            ("02 1234 5678", "IT", "+390212345678"),
        ] {
            let found = e164(text, country);
            assert_eq!(found, expected, "{text} {country}");
        }
    }

    #[test]
    fn what_is_written_is_kept() {
        assert_eq!(number(" (030) 1 ", "").as_str(), "(030) 1");
        assert!(PhoneNumber::new("  ", None).is_err());
        assert!(PhoneNumber::new(&"1".repeat(51), None).is_err());
    }
}
