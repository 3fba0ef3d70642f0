use std::ops::Range;
use std::sync::LazyLock;

use proptest::prelude::Strategy;
use proptest::prop_oneof;

use super::empty;
use crate::contact::{Channels, Contact, Entry, MAX_ENTRIES, MAX_LABELS, PostalAddress, Tagged};
use crate::id::{EntryId, LocationId};
use crate::label::LabelKey;

/// More labels than a contact may have.
static LABELS: LazyLock<Vec<LabelKey>> = LazyLock::new(|| {
    let key = |number| format!("custom.l{number}").parse().expect("this is a label key");
    (0..MAX_LABELS + 3).map(key).collect()
});

/// Two contacts whose lists together come close to the limits of 50 entries and 2,000 labels,
/// below and above; each alone is within them.
///
/// Many labels are also united by another algorithm than few.
pub fn sized() -> impl Strategy<Value = (Contact, Contact)> + Clone {
    let few = || spans(MAX_ENTRIES);
    (few(), few(), few(), few(), spans(MAX_LABELS)).prop_map(|spans| {
        let (emails, phones, addresses, locations, labels) = spans;
        let of = |at: usize| {
            let mut contact = empty();
            contact.info.first = "Mia".parse().ok();
            contact.info.emails = Channels::new(list(&emails[at], email), 0);
            contact.info.phones = Channels::new(list(&phones[at], phone), 0);
            contact.info.addresses = list(&addresses[at], address);
            contact.info.locations =
                locations[at].clone().map(|n| LocationId::from_u128(n as u128)).collect();
            contact.info.labels = LABELS[labels[at].clone()].to_vec();
            contact
        };
        (of(0), of(1))
    })
}

/// What two contacts have of things that are numbered from 0: the first begins with 0, the second
/// often ends close to the limit.
fn spans(max: usize) -> impl Strategy<Value = [Range<usize>; 2]> + Clone {
    let end = prop_oneof![0..=max / 2, max - 2..=max + 2];
    (0..=max, end, 0..=max).prop_map(move |(first, end, count)| {
        let start = end.saturating_sub(count).min(first);
        [0..first, start.max(end.saturating_sub(max))..end]
    })
}

fn list<T: Tagged>(numbers: &Range<usize>, value: impl Fn(usize) -> T) -> Vec<Entry<T>> {
    let entry = |number: usize| Entry {
        id: EntryId::from_u128(1 + number as u128),
        tag: T::Tag::default(),
        value: value(number),
    };
    numbers.clone().map(entry).collect()
}

fn email(number: usize) -> crate::EmailAddress {
    format!("e{number}@x.test").parse().expect("this is an e-mail address")
}

fn phone(number: usize) -> crate::PhoneNumber {
    format!("+49 30 231250{number:02}").parse().expect("this is a phone number")
}

fn address(number: usize) -> PostalAddress {
    PostalAddress::from_line(format!("Street {number}").parse().expect("this is a line"))
}
