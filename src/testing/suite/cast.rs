//! Contacts to put into a book.

use super::client::{NOW, email, field_key, label_key};
use crate::contact::{
    Channels, Contact, ContactInfo, Entry, Origin, OriginKind, PhoneNumber, Tagged,
};
use crate::field::{DataType, FieldValue};
use crate::id::EntryId;

/// A contact of this first name.
pub(super) fn person(first: &str) -> Contact {
    let info = ContactInfo { first: first.parse().ok(), ..ContactInfo::default() };
    Contact::new(info, Origin::new(OriginKind::OTHER), NOW).expect("it has a name")
}

/// Contacts, part by part.
pub(super) trait With: Sized {
    fn first(self, name: &str) -> Self;
    fn company(self, name: &str) -> Self;
    fn email(self, who: &str) -> Self;
    fn phone(self, text: &str, country: Option<&str>) -> Self;
    fn labelled(self, key: &str) -> Self;
    fn value(self, key: &str, value: FieldValue) -> Self;
}

impl With for Contact {
    fn first(mut self, name: &str) -> Self {
        self.info.first = Some(name.parse().expect("a literal that is a name"));
        self
    }

    fn company(mut self, name: &str) -> Self {
        self.info.company = Some(name.parse().expect("a literal that is a name"));
        self
    }

    fn email(mut self, who: &str) -> Self {
        push(&mut self.info.emails, email(who));
        self
    }

    fn phone(mut self, text: &str, country: Option<&str>) -> Self {
        let country = country.map(|country| country.parse().expect("a literal that is a country"));
        let number = PhoneNumber::new(text, country).expect("a literal that is a number");
        push(&mut self.info.phones, number);
        self
    }

    fn labelled(mut self, key: &str) -> Self {
        self.info.labels.push(label_key(key));
        self
    }

    fn value(mut self, key: &str, value: FieldValue) -> Self {
        self.info.fields.push((field_key(key), value));
        self
    }
}

fn push<T: Tagged>(channels: &mut Channels<T>, value: T) {
    let id = EntryId::from_u128(channels.len() as u128 + 1);
    channels.entries.push(Entry { id, tag: T::Tag::default(), value });
}

/// The value of a text field.
pub(super) fn text(text: &str) -> FieldValue {
    DataType::Text.read(text).ok().flatten().expect("a literal that is a text")
}
