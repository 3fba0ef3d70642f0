//! Values of extended fields.

use serde::{Serialize, Serializer};

use crate::contact::{Consent, Contact, DeliverabilityStatus, SubscriptionStatus};
use crate::edit::FieldInput;
use crate::field::{FieldKey, FieldValue, Number};
use crate::wire::MAX_EXACT;
use crate::wire::{BY_FIRST_NAME, BY_LAST_NAME, DELIVERABILITY, SUBSCRIPTION, is_derived};

/// The extended fields of a contact: its own and those that are derived from it.
pub(super) struct FieldsOut<'a>(pub(super) &'a Contact);

impl FieldsOut<'_> {
    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.entries().next().is_none()
    }

    fn entries(&self) -> impl Iterator<Item = (&str, ValueOut<'_>)> {
        let info = self.0.info();
        // Each form is shown where the name has the part that it begins with.
        let by_first = info.first_name().and_then(|_| info.full_name());
        let by_last = info.last_name().and_then(|_| info.last_name_first());
        let Consent { subscription, deliverability } = self.0.email_consent();
        let subscription = (subscription != SubscriptionStatus::default()).then_some(subscription);
        let deliverability =
            (deliverability != DeliverabilityStatus::default()).then_some(deliverability);
        let derived = [
            by_first.map(|name| (BY_FIRST_NAME, ValueOut::Name(name))),
            by_last.map(|name| (BY_LAST_NAME, ValueOut::Name(name))),
            subscription.map(|status| (SUBSCRIPTION, ValueOut::Subscription(status))),
            deliverability.map(|status| (DELIVERABILITY, ValueOut::Deliverability(status))),
        ];
        let own = info.fields().iter().filter(|(key, _)| !is_derived(key));
        let own = own.map(|(key, value)| (key.as_str(), ValueOut::Own(value)));
        derived.into_iter().flatten().chain(own)
    }
}

impl Serialize for FieldsOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.entries())
    }
}

/// The extended fields that a patch mentions; of one that is mentioned twice, the last value.
pub(super) struct InputsOut<'a>(pub(super) &'a [(FieldKey, FieldInput)]);

impl Serialize for InputsOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_last = |at: usize, key| !self.0[at + 1..].iter().any(|(later, _)| later == key);
        let entries = self.0.iter().enumerate().filter(|(at, (key, _))| is_last(*at, key));
        serializer.collect_map(entries.map(|(_, (key, input))| (key, InputOut(input))))
    }
}

enum ValueOut<'a> {
    Name(smol_str::SmolStr),
    Subscription(SubscriptionStatus),
    Deliverability(DeliverabilityStatus),
    Own(&'a FieldValue),
}

impl Serialize for ValueOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Name(name) => serializer.serialize_str(name),
            Self::Subscription(status) => status.serialize(serializer),
            Self::Deliverability(status) => status.serialize(serializer),
            Self::Own(FieldValue::Number(number)) => serialize_number(*number, serializer),
            Self::Own(value) => serializer.collect_str(value),
        }
    }
}

struct InputOut<'a>(&'a FieldInput);

impl Serialize for InputOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            FieldInput::Clear => serializer.serialize_unit(),
            FieldInput::Text(text) => serializer.serialize_str(text),
            FieldInput::Number(number) => serialize_number(*number, serializer),
            FieldInput::Bool(bool) => serializer.serialize_bool(*bool),
        }
    }
}

/// A whole number without a fraction, as callers write it.
pub(super) fn serialize_number<S: Serializer>(
    number: Number,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let float = number.get();
    let whole = float as i64;
    if float.abs() <= MAX_EXACT as f64 && whole as f64 == float {
        return serializer.serialize_i64(whole);
    }
    serializer.serialize_f64(float)
}
