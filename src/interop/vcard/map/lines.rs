//! Lines that are written anew.

use super::super::text;
use super::types::{self, param};
use super::write::Writer;
use crate::contact::{AddressTag, EmailTag, Encoding, PhoneTag, PostalAddress, Property, Street};
use crate::text::Text;

impl Writer<'_> {
    /// The components of a name: those that the model does not hold are taken from `before`.
    pub(super) fn n(&self, before: &str) -> String {
        let escape = |text: Option<&Text<1000>>| {
            text.map(|t| text::escape_part(self.version, t.as_str()).into_owned())
        };
        let before = text::components(before);
        let kept = |at: usize| before.get(at).copied().unwrap_or_default().to_owned();
        let [last, first] =
            [&self.info.last, &self.info.first].map(|t| escape(t.as_ref()).unwrap_or_default());
        [last, first, String::new(), kept(3), kept(4)].join(";")
    }

    /// What a card shows for a name.
    pub(super) fn full_name(&self) -> String {
        let info = self.info;
        let name = info.full_name().map(String::from);
        let company = || info.company.as_ref().map(Text::to_string);
        let email = || info.emails.primary().map(|entry| entry.value.to_string());
        let phone = || info.phones.primary().map(|entry| entry.value.to_string());
        let text = name.or_else(company).or_else(email).or_else(phone).unwrap_or_default();
        text::escape(self.version, &text).into_owned()
    }

    pub(super) fn fresh(&self, name: &str, value: String) -> Property {
        Property {
            format: self.version.format().into(),
            group: None,
            name: name.into(),
            params: Vec::new(),
            value,
            encoding: Encoding::None,
            position: u32::try_from(self.out.len()).unwrap_or(u32::MAX),
            bytes: None,
            media: None,
            anchor: None,
        }
    }

    pub(super) fn entry(&self, kind: usize, at: usize) -> Property {
        let (name, value, tag) = match kind {
            0 => {
                let entry = &self.info.emails.as_slice()[at];
                let tag = match entry.tag {
                    EmailTag::Untagged => "",
                    EmailTag::Main => "main",
                    EmailTag::Home => "home",
                    EmailTag::Work => "work",
                };
                ("EMAIL", text::escape(self.version, entry.value.as_str()).into_owned(), tag)
            }
            1 => {
                let entry = &self.info.phones.as_slice()[at];
                let tag = match entry.tag {
                    PhoneTag::Untagged => "",
                    PhoneTag::Main => "main",
                    PhoneTag::Home => "home",
                    PhoneTag::Mobile => "cell",
                    PhoneTag::Work => "work",
                    PhoneTag::Fax => "fax",
                };
                ("TEL", text::escape(self.version, entry.value.as_str()).into_owned(), tag)
            }
            _ => {
                let entry = &self.info.addresses[at];
                let tag = match entry.tag {
                    AddressTag::Home => "home",
                    AddressTag::Work => "work",
                    _ => "",
                };
                ("ADR", self.adr(&entry.value), tag)
            }
        };
        let mut line = self.fresh(name, value);
        if !tag.is_empty() {
            line.params.push(param("TYPE", tag));
        }
        if kind == 2
            && let tag @ (AddressTag::Billing | AddressTag::Shipping) = self.info.addresses[at].tag
        {
            line.params.push(param(types::TAG, tag.as_str()));
        }
        line
    }

    fn adr(&self, address: &PostalAddress) -> String {
        let PostalAddress { street, line2, city, subdivision, country, postal_code, extra: _ } =
            address;
        let text = |text: Option<&str>| {
            text::escape_part(self.version, text.unwrap_or_default()).into_owned()
        };
        let parts = [
            String::new(),
            text(line2.as_ref().map(Text::as_str)),
            text(street.as_ref().map(Street::line).as_deref()),
            text(city.as_ref().map(Text::as_str)),
            text(subdivision.as_ref().map(Text::as_str)),
            text(postal_code.as_ref().map(Text::as_str)),
            text(country.as_ref().map(|country| country.as_str())),
        ];
        parts.join(";")
    }
}
