//! E-mails, phones and addresses in their lists.

use serde::Serialize;

use super::{Items, Shown};
use crate::contact::{
    AddressTag, Channels, CountryCode, E164, EmailAddress, EmailTag, Entry, Geocode, PhoneNumber,
    PhoneTag, PostalAddress, Street, Subdivision, Tagged,
};
use crate::edit::EntryPatch;
use crate::id::EntryId;
use crate::text::Text;

/// A value that is shown within its item.
pub(super) trait InItem: Tagged {
    /// The item.
    type Item<'a>: Serialize
    where
        Self: 'a;

    fn item<'a>(
        id: Option<&'a EntryId>,
        tag: Self::Tag,
        value: &'a Self,
        primary: bool,
    ) -> Self::Item<'a>;
}

/// The e-mails or phones of a contact; none, no collection.
pub(super) fn channels<T: InItem>(channels: &Channels<T>) -> Option<Items<Vec<T::Item<'_>>>> {
    let primary = channels.primary();
    let is_primary = |entry: &_| primary.is_some_and(|primary| std::ptr::eq(primary, entry));
    entries(channels.as_slice(), is_primary)
}

/// The addresses of a contact; none, no collection.
pub(super) fn addresses(addresses: &[Entry<PostalAddress>]) -> Option<Items<Vec<AddressItem<'_>>>> {
    entries(addresses, |_| false)
}

fn entries<T: InItem>(
    entries: &[Entry<T>],
    is_primary: impl Fn(&Entry<T>) -> bool,
) -> Option<Items<Vec<T::Item<'_>>>> {
    let items: Vec<_> = (entries.iter())
        .map(|entry| T::item(Some(&entry.id), entry.tag, &entry.value, is_primary(entry)))
        .collect();
    (!items.is_empty()).then_some(Items { items })
}

/// The entries that a patch mentions.
pub(super) fn patches<T: InItem>(patches: &[EntryPatch<T>]) -> Items<Vec<T::Item<'_>>> {
    let items = patches
        .iter()
        .map(|EntryPatch { id, tag, value, primary }| T::item(id.as_ref(), *tag, value, *primary));
    Items { items: items.collect() }
}

impl InItem for EmailAddress {
    type Item<'a> = EmailItem<'a>;

    fn item<'a>(
        id: Option<&'a EntryId>,
        tag: EmailTag,
        email: &'a Self,
        primary: bool,
    ) -> EmailItem<'a> {
        EmailItem { id, tag, email, primary }
    }
}

#[derive(Serialize)]
pub(super) struct EmailItem<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a EntryId>,
    tag: EmailTag,
    email: &'a EmailAddress,
    primary: bool,
}

impl InItem for PhoneNumber {
    type Item<'a> = PhoneItem<'a>;

    fn item<'a>(
        id: Option<&'a EntryId>,
        tag: PhoneTag,
        number: &'a Self,
        primary: bool,
    ) -> PhoneItem<'a> {
        PhoneItem {
            id,
            tag,
            country_code: number.country(),
            phone: number.as_str(),
            e164_phone: number.e164().map(Shown),
            formatted_phone: number.as_str(),
            primary,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhoneItem<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a EntryId>,
    tag: PhoneTag,
    #[serde(skip_serializing_if = "Option::is_none")]
    country_code: Option<CountryCode>,
    phone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    e164_phone: Option<Shown<E164>>,
    formatted_phone: &'a str,
    primary: bool,
}

impl InItem for PostalAddress {
    type Item<'a> = AddressItem<'a>;

    fn item<'a>(
        id: Option<&'a EntryId>,
        tag: AddressTag,
        address: &'a Self,
        _primary: bool, // Addresses have none.
    ) -> AddressItem<'a> {
        AddressItem { id, tag, address: AddressOut::of(address) }
    }
}

#[derive(Serialize)]
pub(super) struct AddressItem<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a EntryId>,
    tag: AddressTag,
    address: AddressOut<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AddressOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    street_address: Option<Parts<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address_line: Option<&'a Text<1000>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address_line2: Option<&'a Text<1000>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<&'a Text<1000>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subdivision: Option<&'a Text<100>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<CountryCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postal_code: Option<&'a Text<100>>,
    #[serde(skip_serializing_if = "String::is_empty")]
    formatted_address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a Text<200>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geocode: Option<Geocode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country_fullname: Option<&'a Text<100>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    subdivisions: &'a [Subdivision],
}

#[derive(Serialize)]
struct Parts<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a Text<100>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a Text<1000>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    apt: Option<&'a Text<100>>,
}

impl<'a> AddressOut<'a> {
    fn of(address: &'a PostalAddress) -> Self {
        let PostalAddress { street, line2, city, subdivision, country, postal_code, extra } =
            address;
        let (street_address, address_line) = match street {
            None => (None, None),
            Some(Street::Line(line)) => (None, Some(line)),
            Some(Street::Parts { number, name, apt }) => {
                let (number, name, apt) = (number.as_ref(), name.as_ref(), apt.as_ref());
                (Some(Parts { number, name, apt }), None)
            }
        };
        let extra = extra.as_deref();
        Self {
            street_address,
            address_line,
            address_line2: line2.as_ref(),
            city: city.as_ref(),
            subdivision: subdivision.as_ref(),
            country: *country,
            postal_code: postal_code.as_ref(),
            formatted_address: address.formatted(),
            hint: extra.and_then(|extra| extra.hint.as_ref()),
            geocode: extra.and_then(|extra| extra.geocode),
            country_fullname: extra.and_then(|extra| extra.country_fullname.as_ref()),
            subdivisions: extra.map_or(&[], |extra| &extra.subdivisions),
        }
    }
}
