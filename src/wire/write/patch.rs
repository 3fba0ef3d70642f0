//! `info` as a caller sends it: what is mentioned, `null` where it is cleared.

use serde::{Serialize, Serializer};

use super::Items;
use super::entry::{AddressItem, EmailItem, PhoneItem, patches};
use super::field::InputsOut;
use crate::contact::{LanguageTag, Line, Picture};
use crate::edit::ContactPatch;
use crate::id::{LocationId, UserId};
use crate::label::LabelKey;
use crate::time::LocalDate;

/// What may be mentioned, and may be mentioned as cleared.
type Mentioned<T> = Option<Option<T>>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PatchOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Name<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    emails: Option<Items<Vec<EmailItem<'a>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phones: Option<Items<Vec<PhoneItem<'a>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    addresses: Option<Items<Vec<AddressItem<'a>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Mentioned<&'a Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_title: Mentioned<&'a Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birthdate: Mentioned<LocalDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Mentioned<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label_keys: Option<Items<&'a [LabelKey]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extended_fields: Option<Items<InputsOut<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Mentioned<&'a Picture>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locations: Option<Items<&'a [LocationId]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assigned_user_ids: Option<Items<&'a [UserId]>>,
}

#[derive(Serialize)]
struct Name<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Mentioned<&'a Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Mentioned<&'a Line>,
}

/// The JSON of `info` that reads back as this patch.
impl Serialize for ContactPatch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            first,
            last,
            company,
            job_title,
            birthdate,
            locale,
            picture,
            emails,
            phones,
            addresses,
            labels,
            fields,
            locations,
            assignees,
        } = self;
        let named = first.is_some() || last.is_some();
        PatchOut {
            name: named.then_some(Name { first: borrowed(first), last: borrowed(last) }),
            emails: emails.as_deref().map(patches),
            phones: phones.as_deref().map(patches),
            addresses: addresses.as_deref().map(patches),
            company: borrowed(company),
            job_title: borrowed(job_title),
            birthdate: *birthdate,
            locale: borrowed(locale).map(|tag| tag.map(LanguageTag::as_str)),
            label_keys: items(labels.as_deref()),
            extended_fields: (!fields.is_empty()).then_some(Items { items: InputsOut(fields) }),
            picture: borrowed(picture),
            locations: items(locations.as_deref()),
            assigned_user_ids: items(assignees.as_deref()),
        }
        .serialize(serializer)
    }
}

fn borrowed<T>(value: &Mentioned<T>) -> Mentioned<&T> {
    value.as_ref().map(Option::as_ref)
}

/// An empty collection is mentioned, too: it clears.
fn items<T>(items: Option<&[T]>) -> Option<Items<&[T]>> {
    items.map(|items| Items { items })
}
