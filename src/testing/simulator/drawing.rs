//! Values, as far as the settings of a run let them.

use super::settings::Settings;
use super::values::{Draft, Find, Input, MAILS, Mail, PHONES, Phone, SYSTEM_KEYS, TEXTS};
use crate::testing::choices::Choices;
use crate::{AddressTag, EmailTag, FieldKey, LabelKey, PhoneTag};

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
