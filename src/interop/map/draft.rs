use std::sync::Arc;

use smol_str::SmolStr;

use super::anchor;
use super::imported::{Imported, ImportedField};
use crate::contact::{
    AddressTag, Anchor, EmailAddress, EmailTag, LanguageTag, Line, MAX_ENTRIES, MAX_LABELS,
    MediaId, PhoneNumber, PhoneTag, Picture, PostalAddress, Property,
};
use crate::edit::{ContactPatch, EntryPatch};
use crate::id::{LocationId, UserId};
use crate::interop::Problem;
use crate::label::LabelName;
use crate::time::LocalDate;

/// What a record has given so far.
#[derive(Debug, Default)]
pub(in crate::interop) struct Draft {
    pub(in crate::interop) first: Option<Line>,
    pub(in crate::interop) last: Option<Line>,
    pub(in crate::interop) company: Option<Line>,
    pub(in crate::interop) job_title: Option<Line>,
    pub(in crate::interop) birthdate: Option<LocalDate>,
    pub(in crate::interop) locale: Option<LanguageTag>,
    pub(in crate::interop) uid: Option<SmolStr>,
    pub(in crate::interop) emails: Vec<EntryPatch<EmailAddress>>,
    pub(in crate::interop) phones: Vec<EntryPatch<PhoneNumber>>,
    pub(in crate::interop) addresses: Vec<EntryPatch<PostalAddress>>,
    pub(in crate::interop) picture: Option<Picture>,
    pub(in crate::interop) labels: Vec<LabelName>,
    pub(in crate::interop) fields: Vec<ImportedField>,
    pub(in crate::interop) locations: Vec<LocationId>,
    pub(in crate::interop) assignees: Vec<UserId>,
    pub(in crate::interop) media: Vec<(MediaId, Arc<[u8]>)>,
    pub(in crate::interop) members: Option<Vec<SmolStr>>,
    pub(in crate::interop) problems: Vec<Problem>,
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::interop) enum Taken {
    /// It is in the list, under this anchor.
    New(SmolStr),
    /// One that is the same was there, under this anchor.
    Again(SmolStr),
    /// The list is full.
    Full,
}

impl Taken {
    /// The anchor of a line that holds nothing but this entry.
    pub(in crate::interop) fn anchor(self, field: &str) -> Option<Anchor> {
        match self {
            Self::New(value) => Some(anchor::anchor(field, value)),
            Self::Again(value) => Some(anchor::anchor(&format!("{field}{}", anchor::AGAIN), value)),
            Self::Full => None,
        }
    }
}

impl Draft {
    pub(in crate::interop) fn email(&mut self, tag: EmailTag, value: EmailAddress) -> Taken {
        let key = anchor::email(tag, &value);
        if let Some(known) = self.emails.iter().find(|known| known.value.same(&value)) {
            return Taken::Again(anchor::email(known.tag, &known.value));
        }
        push(&mut self.emails, EntryPatch::new(value).tagged(tag), key)
    }

    pub(in crate::interop) fn phone(&mut self, tag: PhoneTag, value: PhoneNumber) -> Taken {
        let key = anchor::phone(tag, &value);
        if let Some(known) = self.phones.iter().find(|known| known.value.same(&value)) {
            return Taken::Again(anchor::phone(known.tag, &known.value));
        }
        push(&mut self.phones, EntryPatch::new(value).tagged(tag), key)
    }

    pub(in crate::interop) fn address(&mut self, tag: AddressTag, value: PostalAddress) -> Taken {
        let key = anchor::address(tag, &value);
        let same =
            |known: &&EntryPatch<PostalAddress>| known.tag == tag && known.value.same(&value);
        if let Some(known) = self.addresses.iter().find(same) {
            return Taken::Again(anchor::address(known.tag, &known.value));
        }
        push(&mut self.addresses, EntryPatch::new(value).tagged(tag), key)
    }

    /// Adds a label; whether it is new and there is room.
    pub(in crate::interop) fn label(&mut self, name: &LabelName) -> bool {
        let new = !self.labels.contains(name) && self.labels.len() < MAX_LABELS;
        if new {
            self.labels.push(name.clone());
        }
        new
    }

    /// Whether there is enough to make a contact of it.
    pub(in crate::interop) fn identifies(&self) -> bool {
        let named = self.first.is_some() || self.last.is_some();
        named || !self.emails.is_empty() || !self.phones.is_empty()
    }

    /// What the record gave; the places of the primary entries are those in the lists.
    pub(in crate::interop) fn finish(
        self,
        properties: Vec<Property>,
        primary_email: usize,
        primary_phone: usize,
    ) -> Imported {
        let Self {
            first,
            last,
            company,
            job_title,
            birthdate,
            locale,
            uid,
            mut emails,
            mut phones,
            addresses,
            picture,
            labels,
            fields,
            locations,
            assignees,
            media,
            members,
            mut problems,
        } = self;
        if let Some(email) = emails.get_mut(primary_email) {
            email.primary = true;
        }
        if let Some(phone) = phones.get_mut(primary_phone) {
            phone.primary = true;
        }
        problems.sort_by_key(|problem| problem.line);
        let patch = ContactPatch::new()
            .with_first_name(first)
            .with_last_name(last)
            .with_company(company)
            .with_job_title(job_title)
            .with_birthdate(birthdate)
            .with_locale(locale)
            .with_emails(emails)
            .with_phones(phones)
            .with_addresses(addresses);
        let patch = match picture {
            Some(picture) => patch.with_picture(Some(picture)),
            None => patch,
        };
        let patch = if locations.is_empty() { patch } else { patch.with_locations(locations) };
        let patch = if assignees.is_empty() { patch } else { patch.with_assignees(assignees) };
        Imported {
            patch,
            labels,
            fields,
            properties,
            media,
            uid,
            members,
            problems,
            ..Imported::default()
        }
    }
}

fn push<T>(list: &mut Vec<T>, item: T, key: SmolStr) -> Taken {
    if list.len() >= MAX_ENTRIES {
        return Taken::Full;
    }
    list.push(item);
    Taken::New(key)
}
