//! Where the cells stand that a row is read from, found out once for all rows.

use super::plan::Column;
use super::target::{Part, Target};
use crate::contact::{AddressTag, EmailTag, PhoneTag};

/// The columns of a table, sorted by what they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Steps {
    pub(super) first: Option<usize>,
    pub(super) middle: Option<usize>,
    pub(super) last: Option<usize>,
    pub(super) full: Option<usize>,
    pub(super) prefix: Option<usize>,
    pub(super) suffix: Option<usize>,
    pub(super) company: Option<usize>,
    pub(super) department: Option<usize>,
    pub(super) job_title: Option<usize>,
    pub(super) birthdate: Option<usize>,
    /// Year, month and day.
    pub(super) birth: [Option<usize>; 3],
    pub(super) anniversary: Option<usize>,
    pub(super) locale: Option<usize>,
    pub(super) note: Option<usize>,
    pub(super) website: Option<usize>,
    pub(super) nickname: Option<usize>,
    pub(super) picture: Option<usize>,
    pub(super) id: Option<usize>,
    pub(super) emails: Vec<Channel<EmailTag>>,
    pub(super) phones: Vec<Channel<PhoneTag>>,
    pub(super) addresses: Vec<Address>,
    pub(super) labels: Vec<usize>,
    pub(super) fields: Vec<usize>,
    pub(super) consents: Vec<usize>,
    pub(super) dropped: Vec<usize>,
}

/// A column of e-mail addresses or phone numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Channel<T> {
    pub(super) at: usize,
    pub(super) tag: T,
    /// The column that says what they are for.
    pub(super) label: Option<usize>,
}

/// The columns of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) number: u32,
    pub(super) tag: AddressTag,
    /// The column that says what it is for.
    pub(super) label: Option<usize>,
    pub(super) parts: Vec<(Part, usize)>,
}

impl Steps {
    pub(super) fn new(columns: &[Column]) -> Self {
        let place = |wanted: Target| columns.iter().position(|column| column.target == wanted);
        let all = |fits: fn(&Target) -> bool| {
            let columns = columns.iter().enumerate().filter(|(_, column)| fits(&column.target));
            columns.map(|(at, _)| at).collect::<Vec<_>>()
        };
        let mut steps = Self {
            first: place(Target::First),
            middle: place(Target::Middle),
            last: place(Target::Last),
            full: place(Target::FullName),
            prefix: place(Target::Prefix),
            suffix: place(Target::Suffix),
            company: place(Target::Company),
            department: place(Target::Department),
            job_title: place(Target::JobTitle),
            birthdate: place(Target::Birthdate),
            birth: [Target::BirthYear, Target::BirthMonth, Target::BirthDay].map(place),
            anniversary: place(Target::Anniversary),
            locale: place(Target::Locale),
            note: place(Target::Note),
            website: place(Target::Website),
            nickname: place(Target::Nickname),
            picture: place(Target::Picture),
            id: place(Target::Id),
            labels: all(|target| *target == Target::Labels),
            fields: all(|target| matches!(target, Target::Field(_))),
            consents: all(|target| *target == Target::Consent),
            dropped: all(|target| *target == Target::Drop),
            ..Self::default()
        };
        for (at, column) in columns.iter().enumerate() {
            match column.target {
                Target::Email(n, tag) => {
                    let label = place(Target::EmailLabel(n));
                    steps.emails.push(Channel { at, tag, label });
                }
                Target::Phone(n, tag) => {
                    let label = place(Target::PhoneLabel(n));
                    steps.phones.push(Channel { at, tag, label });
                }
                Target::Address(number, tag, part) => {
                    let mut known = steps.addresses.iter_mut();
                    match known.find(|known| known.number == number && known.tag == tag) {
                        Some(known) => known.parts.push((part, at)),
                        None => steps.addresses.push(Address {
                            number,
                            tag,
                            label: place(Target::AddressLabel(number)),
                            parts: vec![(part, at)],
                        }),
                    }
                }
                _ => {}
            }
        }
        steps
    }
}
