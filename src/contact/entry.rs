use std::fmt;
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::{EmailAddress, PhoneNumber, PostalAddress};
use crate::id::EntryId;

/// An e-mail, phone or address of a contact: the value, what it is for, and its own identity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry<T: Tagged> {
    /// Its identity within the contact.
    pub id: EntryId,
    /// What it is for.
    pub tag: T::Tag,
    /// The value.
    pub value: T,
}

impl<T: Tagged> Entry<T> {
    /// Whether a merge takes both for the same entry.
    pub fn same(&self, other: &Self) -> bool {
        T::same(self, other)
    }
}

/// A value that stands in a list with a tag.
pub trait Tagged: Clone + fmt::Debug + Eq + Hash {
    /// What it can be for.
    type Tag: Copy + Default + fmt::Debug + Eq + Hash;
    /// Where the list stands, such as `info.emails`.
    const PATH: &'static str;

    /// Whether a merge takes both for the same entry.
    fn same(a: &Entry<Self>, b: &Entry<Self>) -> bool;
}

impl Tagged for EmailAddress {
    type Tag = EmailTag;
    const PATH: &'static str = "info.emails";

    fn same(a: &Entry<Self>, b: &Entry<Self>) -> bool {
        a.value.same(&b.value)
    }
}

impl Tagged for PhoneNumber {
    type Tag = PhoneTag;
    const PATH: &'static str = "info.phones";

    fn same(a: &Entry<Self>, b: &Entry<Self>) -> bool {
        a.value.same(&b.value)
    }
}

impl Tagged for PostalAddress {
    type Tag = AddressTag;
    const PATH: &'static str = "info.addresses";

    fn same(a: &Entry<Self>, b: &Entry<Self>) -> bool {
        a.tag == b.tag && a.value.same(&b.value)
    }
}

macro_rules! tags {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            /// Not said; shown as "Other".
            #[default]
            #[serde(rename = "UNTAGGED")]
            Untagged,
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// The name on the wire.
            pub fn as_str(self) -> &'static str {
                match self {
                    Self::Untagged => "UNTAGGED",
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}
tags! {
    /// What an e-mail address is for.
    EmailTag {
        /// The main one.
        Main = "MAIN",
        /// Private.
        Home = "HOME",
        /// Business.
        Work = "WORK",
    }
}
tags! {
    /// What a phone number is for.
    PhoneTag {
        /// The main one.
        Main = "MAIN",
        /// Private.
        Home = "HOME",
        /// A mobile phone.
        Mobile = "MOBILE",
        /// Business.
        Work = "WORK",
        /// A fax machine.
        Fax = "FAX",
    }
}
tags! {
    /// What a postal address is for.
    AddressTag {
        /// Private.
        Home = "HOME",
        /// Business.
        Work = "WORK",
        /// Where invoices go.
        Billing = "BILLING",
        /// Where parcels go.
        Shipping = "SHIPPING",
    }
}

/// E-mails or phones of a contact, in order, of which one is primary if there is any.
///
/// INVARIANT (one primary): the place of the primary entry is within the list, so there is
/// exactly one in a list that is not empty, and none in one that is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Channels<T: Tagged> {
    pub(crate) entries: Vec<Entry<T>>,
    primary: usize,
}

impl<T: Tagged> Channels<T> {
    /// The entries, of which the one at `primary` is the primary one; the first, if that place is
    /// not in the list.
    pub(crate) fn new(entries: Vec<Entry<T>>, primary: usize) -> Self {
        let primary = if primary < entries.len() { primary } else { 0 };
        Self { entries, primary }
    }

    /// The primary entry, if there is any entry.
    pub fn primary(&self) -> Option<&Entry<T>> {
        self.entries.get(self.primary)
    }

    /// The place of the primary entry.
    pub(crate) fn primary_at(&self) -> usize {
        self.primary
    }

    /// All entries, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry<T>> {
        self.entries.iter()
    }

    /// All entries, in order.
    pub fn as_slice(&self) -> &[Entry<T>] {
        &self.entries
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<T: Tagged> Default for Channels<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), primary: 0 }
    }
}

impl<'a, T: Tagged> IntoIterator for &'a Channels<T> {
    type Item = &'a Entry<T>;
    type IntoIter = std::slice::Iter<'a, Entry<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}
