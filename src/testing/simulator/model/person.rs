//! A contact in plain words.

use std::fmt::Debug;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::Wrong;
use crate::contact::Image;
use crate::testing::simulator::values::{Find, Mail, Phone, SINGLES};
use crate::{
    AddressTag, Consent, Contact, ContactId, DataType, FieldKey, LabelKey, MatchKey, PhoneNumber,
    Stored, Timestamp,
};

/// A contact, flat: everything that a store keeps of it, but for the ids of its entries.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::testing::simulator) struct Person {
    pub(super) id: ContactId,
    pub(super) revision: u64,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) singles: [Option<SmolStr>; 7],
    pub(super) mails: Vec<Mail>,
    pub(super) primary_mail: usize,
    pub(super) phones: Vec<Phone>,
    pub(super) primary_phone: usize,
    pub(super) cities: Vec<(AddressTag, SmolStr)>,
    pub(super) labels: Vec<LabelKey>,
    pub(super) fields: Vec<(FieldKey, DataType, SmolStr)>,
    pub(super) locations: Vec<u128>,
    pub(super) assignees: Vec<u128>,
    pub(super) activity: (&'static str, Timestamp),
    pub(super) consents: Vec<(SmolStr, Consent)>,
    pub(super) member: Option<u128>,
    pub(super) owner: bool,
    pub(super) billing: bool,
    pub(super) segments: Vec<u128>,
    pub(super) visitors: Vec<u128>,
    pub(super) origin: &'static str,
    /// How often each list of entries was replaced: those of a draft are new, even if they say the
    /// same.
    pub(super) renewed: [u32; 3],
}

impl Person {
    pub(super) fn new(origin: &'static str) -> Self {
        Self {
            id: ContactId::from_u128(0),
            revision: 1,
            created: Timestamp::EPOCH,
            updated: Timestamp::EPOCH,
            singles: Default::default(),
            mails: Vec::new(),
            primary_mail: 0,
            phones: Vec::new(),
            primary_phone: 0,
            cities: Vec::new(),
            labels: Vec::new(),
            fields: Vec::new(),
            locations: Vec::new(),
            assignees: Vec::new(),
            activity: ("CONTACT_CREATED", Timestamp::EPOCH),
            consents: Vec::new(),
            member: None,
            owner: false,
            billing: false,
            segments: Vec::new(),
            visitors: Vec::new(),
            origin,
            renewed: [0; 3],
        }
    }

    pub(in crate::testing::simulator) fn id(&self) -> ContactId {
        self.id
    }

    pub(in crate::testing::simulator) fn revision(&self) -> u64 {
        self.revision
    }

    /// The outcome of a plan that was made then.
    pub(in crate::testing::simulator) fn merged_at(&self, at: Timestamp) -> Arc<Self> {
        Arc::new(Self { activity: ("CONTACT_MERGED", at), ..self.clone() })
    }

    /// Whether it can be found so.
    pub(super) fn holds(&self, find: &Find) -> bool {
        match find {
            Find::Mail(normal) => self.mails.iter().any(|mail| mail.normal == *normal),
            Find::E164(e164) => self.phones.iter().any(|phone| phone.e164 == *e164),
            Find::Digits(digits) => {
                self.phones.iter().any(|phone| phone.e164.is_empty() && phone.digits == *digits)
            }
            Find::National(digits) => self.phones.iter().any(|phone| {
                !phone.e164.is_empty() && phone.e164 != digits.as_str() && phone.digits == *digits
            }),
            Find::Member(id) => self.member == Some(*id),
            Find::Visitor(id) => self.visitors.contains(id),
        }
    }

    /// The tokens that it holds.
    pub(super) fn tokens(&self) -> impl Iterator<Item = &SmolStr> {
        self.phones.iter().map(|phone| &phone.text).filter(|text| Phone::is_token(text))
    }

    /// What differs from what a store has.
    pub(in crate::testing::simulator) fn check(
        &self,
        stored: &Stored<Contact>,
    ) -> Result<(), Wrong> {
        let id = self.id;
        let same = |inv, what: &str, here: &dyn Debug, there: &dyn Debug, equal: bool| match equal {
            true => Ok(()),
            false => Err(Wrong(inv, format!("{what} of {id}: expected {here:?}, found {there:?}"))),
        };
        macro_rules! same {
            ($inv:literal, $what:literal, $here:expr, $there:expr) => {
                same($inv, $what, &$here, &$there, $here == $there)?
            };
        }
        let (info, standing) = (stored.info(), stored.standing());
        same!("INV-7", "id", self.id, *stored.id());
        same!("INV-3", "revision", self.revision, stored.revision().get());
        same!("INV-6", "creation", self.created, stored.created());
        same!("INV-6", "change", self.updated, stored.updated());
        let texts = [&info.first, &info.last, &info.company, &info.job_title];
        for (at, text) in texts.into_iter().enumerate() {
            let text = text.as_ref().map(|text| text.as_str());
            same("INV-53", SINGLES[at], &self.singles[at], &text, self.single(at) == text)?;
        }
        let birthdate = info.birthdate().map(|date| format_smolstr!("{date}"));
        same!("INV-53", "birthdate", self.singles[4], birthdate);
        let locale = info.locale().map(|locale| format_smolstr!("{locale}"));
        same!("INV-53", "locale", self.singles[5], locale);
        let picture = info.picture().and_then(|picture| match &picture.image {
            Image::Url(url) => Some(url.as_str()),
            Image::Media(_) => None,
        });
        same!("INV-53", "picture", self.single(6), picture);
        let phone = |phone: &Phone, value: &PhoneNumber| {
            phone.text == value.as_str()
                && phone.country == value.country().as_ref().map_or("", |c| c.as_str())
        };
        let phones = self.phones.len() == info.phones().len()
            && (self.phones.iter().zip(info.phones()))
                .all(|(here, there)| phone(here, &there.value) && here.tag == there.tag);
        same("INV-16", "phones", &self.phones, &info.phones(), phones)?;
        let mails = self.mails.len() == info.emails().len()
            && (self.mails.iter().zip(info.emails()))
                .all(|(here, there)| here.text == there.value.as_str() && here.tag == there.tag);
        same("INV-16", "e-mails", &self.mails, &info.emails(), mails)?;
        let primary = |entries: usize, at| (entries > 0).then_some(at);
        let place = info.emails().primary().and_then(|primary| {
            info.emails().iter().position(|entry| std::ptr::eq(entry, primary))
        });
        same!("INV-24", "primary e-mail", primary(self.mails.len(), self.primary_mail), place);
        let place = info.phones().primary().and_then(|primary| {
            info.phones().iter().position(|entry| std::ptr::eq(entry, primary))
        });
        same!("INV-24", "primary phone", primary(self.phones.len(), self.primary_phone), place);
        let city = |city: &Option<crate::Text<1000>>| city.as_ref().map(|c| c.to_string());
        let cities = self.cities.len() == info.addresses().len()
            && (self.cities.iter().zip(info.addresses())).all(|((tag, here), there)| {
                *tag == there.tag && city(&there.value.city).as_deref() == Some(here.as_str())
            });
        same("INV-16", "addresses", &self.cities, &info.addresses(), cities)?;
        same!("INV-20", "labels", self.labels, info.labels());
        let fields = self.fields.len() == info.fields().len()
            && self.fields.iter().zip(info.fields()).all(|((key, data_type, here), there)| {
                *key == there.0
                    && *data_type == there.1.data_type()
                    && *here == format_smolstr!("{}", there.1)
            });
        same("INV-23", "extended fields", &self.fields, &info.fields(), fields)?;
        let locations = self.locations.iter().copied();
        let locations = locations.eq(info.locations().iter().map(|id| id.as_uuid().as_u128()));
        same("INV-53", "locations", &self.locations, &info.locations(), locations)?;
        let assignees = self.assignees.iter().copied();
        let assignees = assignees.eq(info.assignees().iter().map(|id| id.as_uuid().as_u128()));
        same("INV-53", "assignees", &self.assignees, &info.assignees(), assignees)?;
        let activity = stored.last_activity();
        let activity = (activity.activity_type.as_str(), activity.activity_date);
        same!("INV-53", "last activity", self.activity, activity);
        let consents = self.consents.len() == stored.consents().len()
            && (self.consents.iter().zip(stored.consents()))
                .all(|(here, there)| here.0 == consent_key(&there.0) && here.1 == there.1);
        same("INV-53", "consents", &self.consents, &stored.consents(), consents)?;
        let member = standing.member.as_ref().map(|member| member.member_id.as_uuid().as_u128());
        same!("INV-18", "member", self.member, member);
        same!("INV-18", "owner", self.owner, standing.owner_or_contributor);
        same!("INV-18", "billing", self.billing, standing.billing_subscription);
        let segments = self.segments.iter().copied();
        let segments = segments.eq(standing.segments.iter().map(uuid::Uuid::as_u128));
        same("INV-53", "segments", &self.segments, &standing.segments, segments)?;
        let visitors = self.visitors.iter().copied();
        let visitors = visitors.eq(stored.visitors().iter().map(|id| id.as_uuid().as_u128()));
        same("INV-53", "visitors", &self.visitors, &stored.visitors(), visitors)?;
        same!("INV-53", "origin", self.origin, stored.origin().kind.as_str());
        Ok(())
    }

    fn single(&self, at: usize) -> Option<&str> {
        self.singles[at].as_deref()
    }

    /// Which parts differ, by the names that events use.
    pub(super) fn changed(&self, after: &Self) -> Vec<&'static str> {
        let mut changed = Vec::new();
        let mut note = |differs: bool, name: &'static str| {
            if differs {
                changed.push(name);
            }
        };
        for (at, name) in SINGLES.iter().enumerate() {
            note(self.singles[at] != after.singles[at], name);
        }
        let renewed = |at: usize| self.renewed[at] != after.renewed[at];
        let mails = self.mails == after.mails && self.primary_mail == after.primary_mail;
        note(!mails || renewed(0), "info.emails");
        let phones = self.phones == after.phones && self.primary_phone == after.primary_phone;
        note(!phones || renewed(1), "info.phones");
        note(self.cities != after.cities || renewed(2), "info.addresses");
        note(self.labels != after.labels, "info.labelKeys");
        note(self.fields != after.fields, "info.extendedFields");
        note(self.locations != after.locations, "info.locations");
        note(self.assignees != after.assignees, "info.assignedUserIds");
        note(self.activity != after.activity, "lastActivity");
        note(self.consents != after.consents, "subscriptions");
        let standing = |person: &Self| (person.member, person.owner, person.billing);
        note(standing(self) != standing(after), "memberInfo");
        note(self.segments != after.segments, "segments");
        note(self.visitors != after.visitors, "visitors");
        changed
    }
}

/// An address or number to which a statement belongs.
fn consent_key(key: &MatchKey) -> SmolStr {
    match key {
        MatchKey::Email(normal) => format_smolstr!("mail {normal}"),
        MatchKey::Phone(e164) => format_smolstr!("phone {e164}"),
        MatchKey::Digits(digits) => format_smolstr!("phone {digits}"),
        other => format_smolstr!("{other:?}"),
    }
}
