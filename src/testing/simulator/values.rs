//! Values that collide, and what a caller asks for with them, in plain words.
//!
//! Everything that the rules compare stands here beside the text as a literal, so that the model
//! shares no reading of addresses and numbers with the library.

use smol_str::{SmolStr, format_smolstr};

use crate::{
    AddressTag, ContactPatch, EmailTag, EntryPatch, FieldInput, FieldKey, LabelKey, LocationId,
    MatchKey, Number, PhoneNumber, PhoneTag, Picture, PostalAddress, UserId,
};

/// Where each single value stands in [`Draft::singles`] and in a person, and its path.
pub(super) const SINGLES: [&str; 7] = [
    "info.name.first",
    "info.name.last",
    "info.company",
    "info.jobTitle",
    "info.birthdate",
    "info.locale",
    "info.picture",
];
pub(super) const COMPANY: usize = 2;

pub(super) const TEXTS: [&[&str]; 7] = [
    &["Ada", "Augusta", "ada"],
    &["Lovelace", "King"],
    &["Engines", "Engines Ltd", "Äther"],
    &["Countess"],
    &["1815-12-10", "1852-11-27"],
    &["en", "de"],
    &["https://example.com/a.png", "https://example.com/b.png"],
];

pub(super) const MAILS: [(&str, &str); 8] = [
    ("a@x.test", "a@x.test"),
    ("A@X.test", "a@x.test"),
    ("b@x.test", "b@x.test"),
    ("B@x.TEST", "b@x.test"),
    ("c@x.test", "c@x.test"),
    ("d@x.test", "d@x.test"),
    ("ı@x.test", "ı@x.test"),
    ("I@x.test", "i@x.test"),
];

pub(super) const PHONES: [(&str, &str, &str, &str); 9] = [
    ("+49 30 23125001", "", "+493023125001", "+493023125001"),
    ("030 23125001", "DE", "+493023125001", "03023125001"),
    ("030/23125-001", "", "", "03023125001"),
    ("(555) 010-0199", "US", "+15550100199", "5550100199"),
    ("555 010 0199", "", "", "5550100199"),
    ("+1 555 010 0199", "", "+15550100199", "+15550100199"),
    ("call me", "", "", "callme"),
    ("Call-Me", "DE", "", "callme"),
    ("CALL ME", "", "", "callme"),
];

pub(super) const LABEL_NAMES: [&str; 7] =
    ["At Risk", "At risk!", "VIP", "vip", "Customers", "日本", "!!!"];
pub(super) const FIELD_NAMES: [&str; 6] = ["Size", "size", "Since", "VAT ID", "Site", "Note"];
pub(super) const SYSTEM_KEYS: [&str; 2] = ["contacts.customers", "contacts.contacted-me"];

/// An e-mail address, with the form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Mail {
    pub(super) text: SmolStr,
    pub(super) normal: SmolStr,
    pub(super) tag: EmailTag,
}

/// A phone number, with the forms in which it is compared; empty where it has none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Phone {
    pub(super) text: SmolStr,
    pub(super) country: &'static str,
    pub(super) e164: &'static str,
    pub(super) digits: SmolStr,
    pub(super) tag: PhoneTag,
}

/// A value for an extended field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Input {
    Clear,
    Text(&'static str),
    Number(i32),
    Bool,
}

/// What a caller wants a contact to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Draft {
    pub(super) singles: [Option<Option<&'static str>>; 7],
    /// Each with whether it is marked as primary.
    pub(super) mails: Option<Vec<(Mail, bool)>>,
    pub(super) phones: Option<Vec<(Phone, bool)>>,
    pub(super) cities: Option<Vec<(AddressTag, &'static str)>>,
    pub(super) labels: Option<Vec<LabelKey>>,
    pub(super) fields: Vec<(FieldKey, Input)>,
    pub(super) locations: Option<Vec<u128>>,
    pub(super) assignees: Option<Vec<u128>>,
}

/// What contacts can be found by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Find {
    Mail(SmolStr),
    E164(&'static str),
    Digits(SmolStr),
    /// The digits as written of a number that has an international form.
    National(SmolStr),
    Member(u128),
    Visitor(u128),
}

impl Phone {
    /// The number that every person who is created or updated may get once: it tells where that
    /// person's values went.
    pub(super) fn token(number: u64) -> Self {
        let text = format_smolstr!("t{number}");
        Self { digits: text.clone(), text, country: "", e164: "", tag: PhoneTag::Untagged }
    }

    pub(super) fn is_token(text: &str) -> bool {
        text.strip_prefix('t').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// Whether a merge takes both for one.
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self.e164, other.e164) {
            ("", "") => self.country == other.country && self.digits == other.digits,
            (a, b) => a == b,
        }
    }

    /// What tells whether another contact has the number, in the order of asking.
    pub(super) fn finds(&self) -> [Find; 2] {
        let digits = self.digits.clone();
        match self.e164 {
            "" => [Find::Digits(digits.clone()), Find::National(digits)],
            e164 => [Find::E164(e164), Find::Digits(digits)],
        }
    }

    pub(super) fn value(&self) -> PhoneNumber {
        PhoneNumber::new(&self.text, self.country.parse().ok()).expect("the texts are numbers")
    }
}

impl Find {
    pub(super) fn key(&self) -> MatchKey {
        match self {
            Self::Mail(normal) => MatchKey::Email(normal.clone()),
            Self::E164(e164) => MatchKey::Phone(e164.parse().expect("the texts are numbers")),
            Self::Digits(digits) => MatchKey::Digits(digits.clone()),
            Self::National(digits) => MatchKey::National(digits.clone()),
            Self::Member(id) => MatchKey::Member(crate::MemberId::from_u128(*id)),
            Self::Visitor(id) => MatchKey::Visitor(crate::VisitorId::from_u128(*id)),
        }
    }
}

impl Draft {
    /// Whether it names somebody.
    pub(super) fn identifies(&self) -> bool {
        let listed = |count: Option<usize>| count.is_some_and(|count| count > 0);
        self.singles[..2].iter().any(|name| matches!(name, Some(Some(_))))
            || listed(self.mails.as_ref().map(Vec::len))
            || listed(self.phones.as_ref().map(Vec::len))
    }

    /// What tells whether it makes a duplicate.
    pub(super) fn finds(&self) -> Vec<Find> {
        match &self.mails {
            Some(mails) if !mails.is_empty() => {
                mails.iter().map(|(mail, _)| Find::Mail(mail.normal.clone())).collect()
            }
            _ => self.phones.iter().flatten().flat_map(|(phone, _)| phone.finds()).collect(),
        }
    }

    pub(super) fn patch(&self) -> ContactPatch {
        let Self { singles, mails, phones, cities, labels, fields, locations, assignees } = self;
        let mut patch = ContactPatch::new();
        let [first, last, company, job_title, birthdate, locale, picture] = singles;
        patch.first = first.map(read);
        patch.last = last.map(read);
        patch.company = company.map(read);
        patch.job_title = job_title.map(read);
        patch.birthdate = birthdate.map(read);
        patch.locale = locale.map(read);
        patch.picture = picture.map(|url| read(url).map(Picture::from_url));
        patch.emails = mails.as_ref().map(|mails| {
            let entry = |(mail, primary): &(Mail, bool)| EntryPatch {
                id: None,
                tag: mail.tag,
                value: mail.text.parse().expect("the texts are addresses"),
                primary: *primary,
            };
            mails.iter().map(entry).collect()
        });
        patch.phones = phones.as_ref().map(|phones| {
            let entry = |(phone, primary): &(Phone, bool)| EntryPatch {
                id: None,
                tag: phone.tag,
                value: phone.value(),
                primary: *primary,
            };
            phones.iter().map(entry).collect()
        });
        patch.addresses = cities.as_ref().map(|cities| {
            let entry = |(tag, city): &(AddressTag, &'static str)| {
                let city = read(Some(city));
                EntryPatch::new(PostalAddress { city, ..PostalAddress::default() }).tagged(*tag)
            };
            cities.iter().map(entry).collect()
        });
        patch.labels.clone_from(labels);
        patch.fields = fields.iter().map(|(key, input)| (key.clone(), input.value())).collect();
        patch.locations = (locations.as_ref())
            .map(|ids| ids.iter().copied().map(LocationId::from_u128).collect());
        patch.assignees =
            (assignees.as_ref()).map(|ids| ids.iter().copied().map(UserId::from_u128).collect());
        patch
    }
}

impl Input {
    fn value(&self) -> FieldInput {
        match self {
            Self::Clear => FieldInput::Clear,
            Self::Text(text) => FieldInput::Text((*text).to_owned()),
            Self::Number(number) => FieldInput::Number(
                Number::new(f64::from(*number)).expect("an integer of 32 bits is finite"),
            ),
            Self::Bool => FieldInput::Bool(true),
        }
    }
}

fn read<T: std::str::FromStr<Err: std::fmt::Debug>>(text: Option<&'static str>) -> Option<T> {
    text.map(|text| text.parse().expect("the texts fit their fields"))
}
