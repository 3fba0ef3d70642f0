//! How laws look at contacts: keys, the order-free part, what differs.
//!
//! Sameness is told here by keys that are made independently of the code under test.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::contact::{
    Channels, Consent, Contact, ContactInfo, EmailAddress, Entry, MatchKey, PhoneNumber,
    PostalAddress, Property, Street, Tagged,
};
use crate::field::{FieldKey, system_field};
use crate::text::Text;

/// A path and what stands there, compared by key.
pub type Keyed = (&'static str, String);

/// An e-mail address: its ASCII letters in lower case.
pub fn email_key(email: &EmailAddress) -> String {
    email.as_str().to_ascii_lowercase()
}

/// A phone number: its international form, else its digits and its country.
pub fn phone_key(phone: &PhoneNumber) -> String {
    match phone.e164() {
        Some(e164) => e164.to_string(),
        None => {
            let country = phone.country().map(|country| country.to_string()).unwrap_or_default();
            format!("{}/{country}", phone.digits())
        }
    }
}

/// A postal address: its parts, trimmed and in lower case, and what it is for.
pub fn address_key(entry: &Entry<PostalAddress>) -> String {
    let PostalAddress { street, line2, city, subdivision, country, postal_code, extra: _ } =
        &entry.value;
    let street = match street {
        None => String::new(),
        Some(Street::Line(line)) => format!("line {}", folded(Some(line))),
        Some(Street::Parts { number, name, apt }) => {
            let [number, apt] = [number, apt].map(|part| folded(part.as_ref()));
            format!("parts {number}|{}|{apt}", folded(name.as_ref()))
        }
    };
    let [line2, city] = [line2, city].map(|part| folded(part.as_ref()));
    let [subdivision, code] = [subdivision, postal_code].map(|part| folded(part.as_ref()));
    let tag = entry.tag.as_str();
    format!("{tag} {street}|{line2}|{city}|{subdivision}|{code}|{country:?}")
}

fn folded<const MAX: usize>(text: Option<&Text<MAX>>) -> String {
    text.map(|text| text.as_str().trim().to_lowercase()).unwrap_or_default()
}

/// The place of the primary entry; 0 if there is none.
pub fn primary_place<T: Tagged>(channels: &Channels<T>) -> usize {
    let primary =
        |entry: &Entry<T>| channels.primary().is_some_and(|primary| std::ptr::eq(primary, entry));
    channels.iter().position(primary).unwrap_or(0)
}

/// The keys of all lists, in order, each with the path of its list.
pub fn keys(contact: &Contact) -> Vec<Keyed> {
    let info = contact.info();
    let emails = info.emails().iter().map(|entry| ("info.emails", email_key(&entry.value)));
    let phones = info.phones().iter().map(|entry| ("info.phones", phone_key(&entry.value)));
    let addresses = info.addresses().iter().map(|entry| ("info.addresses", address_key(entry)));
    let labels = info.labels().iter().map(|key| ("info.labelKeys", key.to_string()));
    let locations = info.locations().iter().map(|id| ("info.locations", id.to_string()));
    let lines = units(contact.properties()).into_iter().map(|unit| ("properties", unit));
    let visitors = contact.visitors().iter().map(|id| ("visitors", id.to_string()));
    (emails.chain(phones).chain(addresses).chain(labels))
        .chain(locations)
        .chain(visitors)
        .chain(lines)
        .collect()
}

/// Whether a merge takes the value of this extended field from a source (rule R4).
pub fn is_passed_on(key: &FieldKey) -> bool {
    system_field(key).is_none_or(|field| field.writable)
}

/// Lines of which a card has one (rule L5 of the interop rules).
pub fn is_single(line: &Property) -> bool {
    ["UID", "REV", "PRODID", "KIND", "GENDER", "N", "FN", "VERSION", "SORT-STRING"]
        .contains(&line.name.to_ascii_uppercase().as_str())
}

/// The lines that a merge passes on, those of a group together: what is united.
fn units(lines: &[Property]) -> Vec<String> {
    let mut units: Vec<(Option<String>, String)> = Vec::new();
    for line in lines.iter().filter(|line| !is_single(line)) {
        let group = line.group.as_ref().map(|group| group.to_ascii_lowercase());
        let text = format!("{} {:?} {}\n", line.name.to_ascii_uppercase(), line.params, line.value);
        match units.iter_mut().find(|(known, _)| group.is_some() && *known == group) {
            Some((_, unit)) => unit.push_str(&text),
            None => units.push((group, text)),
        }
    }
    units.into_iter().map(|(_, unit)| unit).collect()
}

/// The single values that a contact has, by path, those that a merge takes from a source.
pub fn singles(info: &ContactInfo) -> BTreeMap<String, String> {
    let text = |text: Option<&str>| text.map(str::to_owned);
    let fixed = [
        ("info.name.first", text(info.first_name())),
        ("info.name.last", text(info.last_name())),
        ("info.company", text(info.company())),
        ("info.jobTitle", text(info.job_title())),
        ("info.birthdate", info.birthdate().map(|date| date.to_string())),
        ("info.locale", info.locale().map(|tag| tag.to_string())),
        ("info.picture", info.picture().map(|picture| format!("{picture:?}"))),
        ("info.assignedUserIds", some(info.assignees())),
    ];
    let fixed = fixed.into_iter().filter_map(|(path, value)| Some((path.to_owned(), value?)));
    let passed_on = info.fields().iter().filter(|(key, _)| is_passed_on(key));
    let fields =
        passed_on.map(|(key, value)| (format!("info.extendedFields.{key}"), format!("{value:?}")));
    fixed.chain(fields).collect()
}

fn some<T: std::fmt::Debug>(list: &[T]) -> Option<String> {
    (!list.is_empty()).then(|| format!("{list:?}"))
}

/// The order-free part of a contact, `q` in the laws: key sets, which single values are filled,
/// consent. It forgets the order of lists and who won a single value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFree {
    keys: BTreeSet<Keyed>,
    filled: BTreeSet<String>,
    consents: BTreeMap<MatchKey, Consent>,
}

impl OrderFree {
    /// That of this contact.
    pub fn of(contact: &Contact) -> Self {
        Self {
            keys: keys(contact).into_iter().collect(),
            filled: singles(contact.info()).into_keys().collect(),
            consents: contact.consents().iter().cloned().collect(),
        }
    }

    /// Whether all this is also in `other`; consent at least as restrictive.
    pub fn is_within(&self, other: &Self) -> bool {
        self.keys.is_subset(&other.keys)
            && self.filled.is_subset(&other.filled)
            && self.consents.iter().all(|(key, consent)| {
                other.consents.get(key).is_some_and(|theirs| theirs.join(*consent) == *theirs)
            })
    }
}

/// What is not compared when two contacts are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leniency {
    /// Ids of entries.
    pub ids: bool,
    /// Names of groups of lines, as long as the same lines stand together.
    pub groups: bool,
    /// Places of lines, as long as they are in the same order.
    pub places: bool,
}

impl Leniency {
    /// Everything is compared.
    pub const NONE: Self = Self { ids: false, groups: false, places: false };
}

/// Where two contacts differ, with both values; `None` if they do not.
pub fn difference(left: &Contact, right: &Contact, leniency: Leniency) -> Option<String> {
    let (left, right) = (lenient(left, leniency), lenient(right, leniency));
    if left == right {
        return None;
    }
    let mut text = String::new();
    let (Contact { info: a, .. }, Contact { info: b, .. }) = (&left, &right);
    let mut compare = |path: &str, left: &dyn std::fmt::Debug, right: &dyn std::fmt::Debug| {
        let (left, right) = (format!("{left:?}"), format!("{right:?}"));
        if left != right {
            let _ = write!(text, "{path}: {left} is not {right}; ");
        }
    };
    compare("single values", &singles(a), &singles(b));
    compare("info.emails", &a.emails, &b.emails);
    compare("info.phones", &a.phones, &b.phones);
    compare("info.addresses", &a.addresses, &b.addresses);
    compare("info.labelKeys", &a.labels, &b.labels);
    compare("info.extendedFields", &a.fields, &b.fields);
    compare("info.locations", &a.locations, &b.locations);
    compare("info.assignedUserIds", &a.assignees, &b.assignees);
    compare("visitors", &left.visitors, &right.visitors);
    compare("subscriptions", &left.consents, &right.consents);
    compare("properties", &left.preserved, &right.preserved);
    compare("origin", &left.origin, &right.origin);
    compare("last activity", &left.last_activity, &right.last_activity);
    compare("standing", &left.standing, &right.standing);
    Some(text)
}

fn lenient(contact: &Contact, leniency: Leniency) -> Contact {
    let mut contact = contact.clone();
    if leniency.ids {
        forget_ids(&mut contact.info.emails.entries);
        forget_ids(&mut contact.info.phones.entries);
        forget_ids(&mut contact.info.addresses);
    }
    if leniency.groups || leniency.places {
        let mut lines = contact.properties().to_vec();
        let mut groups = Vec::new();
        for (at, line) in lines.iter_mut().enumerate() {
            if leniency.places {
                line.position = at as u32;
            }
            let Some(group) = line.group.as_mut().filter(|_| leniency.groups) else { continue };
            let key = group.to_ascii_lowercase();
            let number = groups.iter().position(|known| *known == key).unwrap_or(groups.len());
            if number == groups.len() {
                groups.push(key);
            }
            *group = format!("{number}").into();
        }
        contact = contact.with_properties(lines);
    }
    contact
}

fn forget_ids<T: Tagged>(entries: &mut [Entry<T>]) {
    for entry in entries {
        entry.id = crate::id::EntryId::from_u128(0);
    }
}
