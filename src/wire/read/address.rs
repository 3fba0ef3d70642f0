//! Postal addresses.

use super::entry::number;
use crate::contact::{
    AddressExtra, Degrees, Geocode, MAX_ENTRIES, PostalAddress, Street, Subdivision,
};
use crate::invalid::Rule;
use crate::text::Text;
use crate::wire::json::Json;
use crate::wire::members::{Members, list};
use crate::wire::place::Place;

pub(super) fn address(json: Json, at: &Place<'_>) -> Option<PostalAddress> {
    let before = at.problems();
    let mut members = Members::of(json, at)?;
    let parts = members.with("streetAddress", parts);
    let line: Option<Text<1000>> = members.text("addressLine");
    let line2 = members.text("addressLine2");
    let city = members.text("city");
    let subdivision = members.text("subdivision");
    let country = members.text("country");
    let postal_code = members.text("postalCode");
    members.derived("formattedAddress");
    let extra = AddressExtra {
        hint: members.text("hint"),
        geocode: members.with("geocode", geocode),
        country_fullname: members.text("countryFullname"),
        subdivisions: members
            .with("subdivisions", |json, at| list(json, at, MAX_ENTRIES, area))
            .unwrap_or_default(),
    };
    if parts.is_some()
        && let Some(line) = &line
    {
        let expected = "either `addressLine` or `streetAddress`, not both";
        members.place("addressLine").refuse_as(Rule::Format, &line.to_string(), expected);
    }
    let extra = (extra != AddressExtra::default()).then(|| Box::new(extra));
    let street = parts.or(line.map(Street::Line));
    let address = PostalAddress { street, line2, city, subdivision, country, postal_code, extra };
    drop(members);
    if address.is_empty() {
        if at.problems() == before {
            at.refuse_as(Rule::Required, "", "at least one part of an address");
        }
        return None;
    }
    Some(address)
}

fn parts(json: Json, at: &Place<'_>) -> Option<Street> {
    let mut members = Members::of(json, at)?;
    let number = members.text("number");
    let name = members.text("name");
    let apt = members.text("apt");
    let some = number.is_some() || name.is_some() || apt.is_some();
    some.then_some(Street::Parts { number, name, apt })
}

fn geocode(json: Json, at: &Place<'_>) -> Option<Geocode> {
    let mut members = Members::of(json, at)?;
    let latitude = members.required("latitude", degrees);
    let longitude = members.required("longitude", degrees);
    Some(Geocode { latitude: latitude?, longitude: longitude? })
}

fn degrees<const MAX: u16>(json: Json, at: &Place<'_>) -> Option<Degrees<MAX>> {
    at.accept(number(json, at)?.try_into())
}

fn area(json: Json, at: &Place<'_>) -> Option<Subdivision> {
    let mut members = Members::of(json, at)?;
    Some(Subdivision {
        code: members.text("code"),
        name: members.text("name"),
        level: members.text("type"),
        type_info: members.text("typeInfo"),
    })
}
