//! `info` of a stored contact.

use serde::Serialize;

use super::entry::{self, AddressItem, EmailItem, PhoneItem, channels};
use super::field::FieldsOut;
use super::{Items, some_items};
use crate::contact::{Contact, ContactInfo, LanguageTag, Line, Picture};
use crate::id::{LocationId, UserId};
use crate::label::LabelKey;
use crate::query::{Part, Projection};
use crate::time::LocalDate;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InfoOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Name<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    emails: Option<Items<Vec<EmailItem<'a>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phones: Option<Items<Vec<PhoneItem<'a>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    addresses: Option<Items<Vec<AddressItem<'a>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<&'a Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_title: Option<&'a Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birthdate: Option<LocalDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label_keys: Option<Items<&'a [LabelKey]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extended_fields: Option<Items<FieldsOut<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<&'a Picture>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locations: Option<Items<&'a [LocationId]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assigned_user_ids: Option<Items<&'a [UserId]>>,
}

#[derive(Serialize)]
struct Name<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<&'a Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<&'a Line>,
}

impl<'a> InfoOut<'a> {
    pub(super) fn of(contact: &'a Contact, projection: Projection) -> Self {
        let ContactInfo {
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
            fields: _, // Beside those that are derived from the whole contact.
            locations,
            assignees,
        } = contact.info();
        /// The value, if the part is shown.
        macro_rules! if_shown {
            ($part:ident, $value:expr) => {
                if projection.shows(Part::$part) { $value } else { None }
            };
        }
        let named = first.is_some() || last.is_some();
        Self {
            name: if_shown!(
                Name,
                named.then_some(Name { first: first.as_ref(), last: last.as_ref() })
            ),
            emails: if_shown!(Emails, channels(emails)),
            phones: if_shown!(Phones, channels(phones)),
            addresses: if_shown!(Addresses, entry::addresses(addresses)),
            company: if_shown!(Company, company.as_ref()),
            job_title: if_shown!(JobTitle, job_title.as_ref()),
            birthdate: if_shown!(Birthdate, *birthdate),
            locale: if_shown!(Locale, locale.as_ref().map(LanguageTag::as_str)),
            label_keys: if_shown!(Labels, some_items(labels)),
            extended_fields: if_shown!(ExtendedFields, {
                let items = FieldsOut(contact);
                (!items.is_empty()).then_some(Items { items })
            }),
            picture: if_shown!(Picture, picture.as_deref()),
            locations: if_shown!(Locations, some_items(locations)),
            // They cannot be asked for by name.
            assigned_user_ids: projection.is_full().then(|| some_items(assignees)).flatten(),
        }
    }
}
