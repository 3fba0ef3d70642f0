//! Values that collide, and what a caller asks for with them, in plain words.
//!
//! Everything that the rules compare stands here beside the text as a literal, so that the model
//! shares no reading of addresses and numbers with the library.

use smol_str::{SmolStr, format_smolstr};

use super::settings::Settings;
use crate::testing::choices::Choices;
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

const TEXTS: [&[&str]; 7] = [
    &["Ada", "Augusta", "ada"],
    &["Lovelace", "King"],
    &["Engines", "Engines Ltd", "Äther"],
    &["Countess"],
    &["1815-12-10", "1852-11-27"],
    &["en", "de"],
    &["https://example.com/a.png", "https://example.com/b.png"],
];

const MAILS: [(&str, &str); 8] = [
    ("a@x.test", "a@x.test"),
    ("A@X.test", "a@x.test"),
    ("b@x.test", "b@x.test"),
    ("B@x.TEST", "b@x.test"),
    ("c@x.test", "c@x.test"),
    ("d@x.test", "d@x.test"),
    ("ı@x.test", "ı@x.test"),
    ("I@x.test", "i@x.test"),
];

const PHONES: [(&str, &str, &str, &str); 9] = [
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
const SYSTEM_KEYS: [&str; 2] = ["contacts.customers", "contacts.contacted-me"];

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

/// Makes values, as far as the settings let them.
pub(super) struct Values<'a> {
    pub(super) choices: &'a mut Choices,
    pub(super) settings: &'a Settings,
    /// Keys of labels and fields that the book has or had.
    pub(super) labels: &'a [LabelKey],
    pub(super) fields: &'a [FieldKey],
    /// The number of the last token.
    pub(super) token: &'a mut u64,
}

impl Values<'_> {
    pub(super) fn mail(&mut self) -> Mail {
        let (text, normal) = *self.choices.pick(&MAILS[..self.settings.mails]);
        let tag = *self.choices.pick(&[EmailTag::Untagged, EmailTag::Work]);
        Mail { text: text.into(), normal: normal.into(), tag }
    }

    pub(super) fn phone(&mut self) -> Phone {
        let (text, country, e164, digits) = *self.choices.pick(&PHONES[..self.settings.phones]);
        let tag = *self.choices.pick(&[PhoneTag::Untagged, PhoneTag::Mobile]);
        Phone { text: text.into(), country, e164, digits: digits.into(), tag }
    }

    pub(super) fn find(&mut self) -> Find {
        match self.choices.below(8) {
            0 => Find::Member(self.person()),
            1 => Find::Visitor(self.person()),
            2..=4 => {
                let [first, second] = self.phone().finds();
                if self.choices.percent(70) { first } else { second }
            }
            _ => Find::Mail(self.mail().normal),
        }
    }

    /// A member, a visitor, a user.
    pub(super) fn person(&mut self) -> u128 {
        1 + self.choices.below(self.settings.people) as u128
    }

    /// A label key: one of the book's, one of the platform's, or one that never was.
    pub(super) fn label(&mut self) -> LabelKey {
        match self.choices.below(12) {
            0 => LabelKey::from_static("custom.unknown"),
            1 => LabelKey::from_static(SYSTEM_KEYS[self.choices.below(SYSTEM_KEYS.len())]),
            _ if self.labels.is_empty() => LabelKey::from_static(SYSTEM_KEYS[0]),
            _ => self.choices.pick(self.labels).clone(),
        }
    }

    pub(super) fn some_labels(&mut self) -> Vec<LabelKey> {
        (0..1 + self.choices.below(3)).map(|_| self.label()).collect()
    }

    pub(super) fn field(&mut self) -> FieldKey {
        match self.choices.below(12) {
            0 => FieldKey::from_static("custom.unknown"),
            1 => FieldKey::from_static("ecom.totalSpentAmount"),
            2 => FieldKey::from_static("invoices.vatId"),
            _ if self.fields.is_empty() => FieldKey::from_static("invoices.vatId"),
            _ => self.choices.pick(self.fields).clone(),
        }
    }

    fn input(&mut self) -> Input {
        match self.choices.below(7) {
            0 => Input::Clear,
            1 => Input::Text("note"),
            2 | 3 => Input::Text("2024-02-29"),
            4 => Input::Text(" "),
            5 => Input::Number(7),
            _ if self.choices.percent(80) => Input::Number(-1),
            _ => Input::Bool,
        }
    }

    /// What a caller wants of a contact; each part with this probability.
    pub(super) fn draft(&mut self, percent: usize) -> Draft {
        let mut draft = Draft::default();
        for (at, texts) in TEXTS.iter().enumerate() {
            if self.choices.percent(percent) {
                let clear = self.choices.percent(15);
                draft.singles[at] = Some((!clear).then(|| *self.choices.pick(texts)));
            }
        }
        if self.choices.percent(percent) {
            let count = self.choices.below(4);
            let mails = (0..count).map(|_| (self.mail(), self.choices.percent(20)));
            draft.mails = Some(mails.collect());
        }
        if self.choices.percent(percent) {
            let count = self.choices.below(3);
            let mut phones: Vec<(Phone, bool)> =
                (0..count).map(|_| (self.phone(), self.choices.percent(20))).collect();
            if self.choices.percent(70) {
                *self.token += 1;
                phones.push((Phone::token(*self.token), false));
            }
            draft.phones = Some(phones);
        }
        if self.choices.percent(percent / 2) {
            let count = self.choices.below(3);
            let city = |values: &mut Self| {
                let tag = *values.choices.pick(&[AddressTag::Home, AddressTag::Work]);
                (tag, *values.choices.pick(&["Bern", "BERN", "Köln"]))
            };
            draft.cities = Some((0..count).map(|_| city(self)).collect());
        }
        if self.choices.percent(percent / 2) {
            draft.labels = Some(self.some_labels());
        }
        if self.choices.percent(percent / 2) {
            let count = 1 + self.choices.below(2);
            draft.fields = (0..count).map(|_| (self.field(), self.input())).collect();
        }
        if self.choices.percent(percent / 3) {
            draft.locations = Some((0..self.choices.below(3)).map(|id| 900 + id as u128).collect());
        }
        if self.choices.percent(percent / 3) {
            draft.assignees = Some((0..self.choices.below(3)).map(|_| self.person()).collect());
        }
        draft
    }
}
