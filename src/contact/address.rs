use serde::Serialize;

use super::country::CountryCode;
use crate::text::{Text, same_folded};

/// A postal address. At least one part is present; [`PostalAddress::is_empty`] tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PostalAddress {
    /// Street and house number, in parts or in one line.
    pub street: Option<Street>,
    /// Further text: flat, floor, care of.
    pub line2: Option<Text<1000>>,
    /// City.
    pub city: Option<Text<1000>>,
    /// State or region, preferably as ISO 3166-2, such as `US-NY`.
    pub subdivision: Option<Text<100>>,
    /// Country.
    pub country: Option<CountryCode>,
    /// Postal code.
    pub postal_code: Option<Text<100>>,
    /// What is rarely there.
    pub extra: Option<Box<AddressExtra>>,
}

/// The street of an address: one of two forms.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Street {
    /// One line as somebody wrote it.
    Line(Text<1000>),
    /// In parts; at least one is present.
    Parts {
        /// House number.
        number: Option<Text<100>>,
        /// Name of the street.
        name: Option<Text<1000>>,
        /// Flat.
        apt: Option<Text<100>>,
    },
}

/// Parts of an address that are rarely there and never compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AddressExtra {
    /// How to find the door.
    pub hint: Option<Text<200>>,
    /// Where on the globe.
    pub geocode: Option<Geocode>,
    /// The country's name.
    pub country_fullname: Option<Text<100>>,
    /// Administrative areas, from the largest.
    pub subdivisions: Vec<Subdivision>,
}

/// A place on the globe, in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Geocode {
    /// From -90 to 90.
    pub latitude: Degrees<90>,
    /// From -180 to 180.
    pub longitude: Degrees<180>,
}

/// An angle of at most `MAX` degrees to either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "f64")]
pub struct Degrees<const MAX: u16>(crate::field::Number);

impl<const MAX: u16> TryFrom<f64> for Degrees<MAX> {
    type Error = crate::Invalid;

    /// # Errors
    ///
    /// [`Invalid`](crate::Invalid) if the angle is beyond the limit.
    fn try_from(degrees: f64) -> Result<Self, crate::Invalid> {
        if degrees.abs() <= f64::from(MAX) {
            return Ok(Self(crate::field::Number::new(degrees)?));
        }
        let expected = format!("degrees from -{MAX} to {MAX}");
        Err(crate::Invalid::limit("geocode", &degrees.to_string(), expected))
    }
}

impl<const MAX: u16> From<Degrees<MAX>> for f64 {
    fn from(degrees: Degrees<MAX>) -> Self {
        degrees.0.get()
    }
}

/// An administrative area.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Subdivision {
    /// Its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Text<100>>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<1000>>,
    /// Its level: `COUNTRY`, `ADMINISTRATIVE_AREA_LEVEL_1` (state) to `_5` (block).
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub level: Option<Text<100>>,
    /// The level in the country's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub type_info: Option<Text<100>>,
}

impl PostalAddress {
    /// An address that has nothing but a street line.
    pub fn from_line(line: Text<1000>) -> Self {
        Self { street: Some(Street::Line(line)), ..Self::default() }
    }

    /// Whether no part is present.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether all parts are equal after trimming and lower-casing; what is rarely there is not
    /// compared.
    pub fn same(&self, other: &Self) -> bool {
        let Self { street, line2, city, subdivision, country, postal_code, extra: _ } = self;
        *country == other.country
            && same_text(postal_code.as_ref(), other.postal_code.as_ref())
            && same_text(city.as_ref(), other.city.as_ref())
            && same_street(street.as_ref(), other.street.as_ref())
            && same_text(line2.as_ref(), other.line2.as_ref())
            && same_text(subdivision.as_ref(), other.subdivision.as_ref())
    }

    /// The address in one line, its parts joined by commas, at most 2,000 characters.
    pub fn formatted(&self) -> String {
        let country = self.country.map(|country| country.to_string());
        let place =
            [self.postal_code.as_ref().map(Text::as_str), self.city.as_ref().map(Text::as_str)];
        let place = place.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let parts = [
            self.street.as_ref().map(Street::line).unwrap_or_default(),
            self.line2.as_ref().map(Text::to_string).unwrap_or_default(),
            place,
            self.subdivision.as_ref().map(Text::to_string).unwrap_or_default(),
            country.unwrap_or_default(),
        ];
        let present: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        present.join(", ").chars().take(2000).collect()
    }
}

impl Street {
    /// The street in one line: the line itself, or number, name and flat.
    pub fn line(&self) -> String {
        match self {
            Self::Line(line) => line.to_string(),
            Self::Parts { number, name, apt } => {
                let parts = [
                    number.as_ref().map(Text::as_str),
                    name.as_ref().map(Text::as_str),
                    apt.as_ref().map(Text::as_str),
                ];
                parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
        }
    }
}

fn same_text<const MAX: usize>(a: Option<&Text<MAX>>, b: Option<&Text<MAX>>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => same_folded(a.as_str(), b.as_str()),
        _ => false,
    }
}

fn same_street(a: Option<&Street>, b: Option<&Street>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(Street::Line(a)), Some(Street::Line(b))) => same_folded(a.as_str(), b.as_str()),
        (
            Some(Street::Parts { number, name, apt }),
            Some(Street::Parts { number: number_b, name: name_b, apt: apt_b }),
        ) => {
            same_text(number.as_ref(), number_b.as_ref())
                && same_text(name.as_ref(), name_b.as_ref())
                && same_text(apt.as_ref(), apt_b.as_ref())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(line: &str, city: &str) -> PostalAddress {
        PostalAddress { city: city.parse().ok(), ..PostalAddress::from_line(line.parse().unwrap()) }
    }

    #[test]
    fn addresses_are_compared_by_their_parts_without_case() {
        assert!(address("12 Park Ave", "London").same(&address(" 12 PARK ave ", "london")));
        assert!(!address("12 Park Ave", "London").same(&address("12 Park Ave", "")));
    }

    #[test]
    fn the_formatted_address_holds_every_part_once() {
        assert_eq!(address("12 Park Ave", "London").formatted(), "12 Park Ave, London");
    }

    #[test]
    fn places_are_on_the_globe() {
        assert!(Degrees::<90>::try_from(90.5).is_err());
        assert!(Degrees::<90>::try_from(f64::NAN).is_err());
    }
}
