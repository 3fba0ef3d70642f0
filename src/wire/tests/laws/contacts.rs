//! Contacts with every part that the wire shows.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use crate::contact::*;
use crate::field::{DataType, FieldKey, FieldValue, Number};
use crate::id::{AppId, ContactId, EntryId, LocationId, MemberId, UserId};
use crate::record::{Revision, Stored};
use crate::text::Text;
use crate::time::{LocalDate, Timestamp};

pub(super) fn types(key: &FieldKey) -> Option<DataType> {
    [DataType::Text, DataType::Number, DataType::Date, DataType::Url]
        .into_iter()
        .find(|data_type| key.as_str().starts_with(&custom(*data_type)))
}

pub(super) fn custom(data_type: DataType) -> String {
    format!("custom.{}-", data_type.as_str().to_lowercase())
}

pub(super) fn text<const MAX: usize>() -> impl Strategy<Value = Text<MAX>> + Clone {
    let words = ["A", "ada", "  x", "Łódź\t!", "\"{}\\", "👩‍👩‍👧", "e\u{301}", "1", "null"];
    prop::sample::select(words.map(|word| word.parse().unwrap()).to_vec())
}

pub(super) fn timestamp() -> impl Strategy<Value = Timestamp> {
    any::<i64>().prop_map(Timestamp::from_micros)
}

pub(super) fn date() -> impl Strategy<Value = LocalDate> {
    (1..=9999, 1u8..=12, 1u8..=28).prop_map(|(y, m, d)| LocalDate::new(y, m, d).unwrap())
}

pub(super) fn email() -> impl Strategy<Value = EmailAddress> {
    "[aA][bB]?@[a-c]\\.example".prop_map(|text| text.parse().unwrap())
}

pub(super) fn country() -> impl Strategy<Value = CountryCode> {
    "[A-Z]{2}|DE|US".prop_map(|text| text.parse().unwrap())
}

pub(super) fn phone() -> impl Strategy<Value = PhoneNumber> {
    ("[+]?[0-9]{1,12}|call me|\\(555\\) 010-019[0-9]", of(country()))
        .prop_map(|(text, country)| PhoneNumber::new(&text, country).unwrap())
}

pub(super) fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<f64>().prop_filter_map("finite", |number| Number::new(number).ok()),
        any::<i32>().prop_map(|number| Number::new(number.into()).unwrap()),
        Just(Number::new((1i64 << 53) as f64).unwrap()),
        Just(Number::new(1e300).unwrap()),
    ]
}

pub(super) fn address() -> impl Strategy<Value = PostalAddress> {
    let street = prop_oneof![
        text().prop_map(Street::Line),
        (of(text()), text(), of(text())).prop_map(|(number, name, apt)| Street::Parts {
            number,
            name: Some(name),
            apt
        }),
    ];
    let area = (of(text()), of(text()), of(text()), of(text()))
        .prop_map(|(code, name, level, type_info)| Subdivision { code, name, level, type_info });
    let geocode = (-90.0..=90.0, -180.0..=180.0).prop_map(|(latitude, longitude): (f64, f64)| {
        let latitude = latitude.try_into().unwrap();
        Geocode { latitude, longitude: longitude.try_into().unwrap() }
    });
    let extra = (of(text()), of(geocode), of(text()), vec(area, 0..3)).prop_map(
        |(hint, geocode, country_fullname, subdivisions)| {
            let extra = AddressExtra { hint, geocode, country_fullname, subdivisions };
            (extra != AddressExtra::default()).then(|| Box::new(extra))
        },
    );
    let parts = (of(street), of(text()), of(text()), of(text()), of(country()), of(text()), extra);
    parts
        .prop_map(|(street, line2, city, subdivision, country, postal_code, extra)| PostalAddress {
            street,
            line2,
            city,
            subdivision,
            country,
            postal_code,
            extra,
        })
        .prop_filter("some part", |address| !address.is_empty())
}

pub(super) fn entries<T: Tagged>(
    value: impl Strategy<Value = T>,
    tags: &'static [T::Tag],
) -> impl Strategy<Value = Vec<Entry<T>>> {
    vec((prop::sample::select(tags), value), 0..4).prop_map(|entries| {
        let entry = |(at, (tag, value))| Entry { id: EntryId::from_u128(at as u128), tag, value };
        entries.into_iter().enumerate().map(entry).collect()
    })
}

pub(super) const EMAIL_TAGS: &[EmailTag] =
    &[EmailTag::Untagged, EmailTag::Main, EmailTag::Home, EmailTag::Work];
pub(super) const PHONE_TAGS: &[PhoneTag] =
    &[PhoneTag::Untagged, PhoneTag::Mobile, PhoneTag::Fax, PhoneTag::Main];
pub(super) const ADDRESS_TAGS: &[AddressTag] =
    &[AddressTag::Untagged, AddressTag::Home, AddressTag::Billing, AddressTag::Shipping];

pub(super) fn fields() -> impl Strategy<Value = Vec<(FieldKey, FieldValue)>> {
    let value = prop_oneof![
        text().prop_map(FieldValue::Text),
        number().prop_map(FieldValue::Number),
        date().prop_map(FieldValue::Date),
        "[a-z]{1,5}\\.example".prop_map(|text| FieldValue::Url(text.parse().unwrap())),
    ];
    vec(value, 0..6).prop_map(|values| {
        let field = |(at, value): (usize, FieldValue)| {
            let key = format!("{}{at}", custom(value.data_type()));
            (key.parse().unwrap(), value)
        };
        values.into_iter().enumerate().map(field).collect()
    })
}

pub(super) fn image() -> impl Strategy<Value = Image> {
    let media = (of(text()), of(text()), any::<Option<u32>>(), any::<Option<u32>>())
        .prop_map(|(id, url, height, width)| Image::Media(Media { id, url, height, width }));
    prop_oneof![text().prop_map(Image::Url), media]
}

pub(super) fn picture() -> impl Strategy<Value = Picture> {
    (image(), of(text())).prop_map(|(image, image_provider)| Picture { image, image_provider })
}

pub(super) fn info() -> impl Strategy<Value = ContactInfo> {
    let single = (
        text(),
        of(text()),
        of(text()),
        of(text()),
        of(date()),
        of(prop::sample::select(vec!["de", "en-US"])),
        of(picture()),
    );
    let lists = (
        (entries(email(), EMAIL_TAGS), 0usize..4),
        (entries(phone(), PHONE_TAGS), 0usize..4),
        entries(address(), ADDRESS_TAGS),
        0u8..4,
        fields(),
        0u128..3,
        0u128..3,
    );
    (single, lists).prop_map(|(single, lists)| {
        let (first, last, company, job_title, birthdate, locale, picture) = single;
        let (emails, phones, addresses, labels, fields, locations, assignees) = lists;
        ContactInfo {
            first: Some(first),
            last,
            company,
            job_title,
            birthdate,
            locale: locale.map(|tag| tag.parse().unwrap()),
            picture: picture.map(Box::new),
            emails: Channels::new(emails.0, emails.1),
            phones: Channels::new(phones.0, phones.1),
            addresses,
            labels: (0..labels).map(|at| format!("custom.{at}").parse().unwrap()).collect(),
            fields,
            locations: (0..locations).map(LocationId::from_u128).collect(),
            assignees: (0..assignees).map(UserId::from_u128).collect(),
        }
    })
}

pub(super) fn member() -> impl Strategy<Value = MemberInfo> {
    let profile =
        (of(text()), any::<Option<bool>>(), of(image())).prop_map(|(nickname, reported, photo)| {
            ProfileInfo {
                nickname,
                privacy_status: reported.map(|_| PrivacyStatus::Private),
                reported,
                muted: reported,
                photo,
            }
        });
    let session = (of(timestamp()), vec(text(), 0..3)).prop_map(|(last_web_login, names)| {
        SessionInfo { last_web_login, last_mobile_login: last_web_login, mobile_app_names: names }
    });
    let flags = (any::<Option<bool>>(), any::<Option<bool>>(), any::<Option<bool>>());
    (of(timestamp()), of(email()), flags, of(profile), of(session), of(0u128..4)).prop_map(
        |(signup_date, email, flags, profile_info, session_info, groups)| MemberInfo {
            member_id: MemberId::from_u128(1),
            signup_date,
            email,
            email_verified: flags.0,
            email_verification_required: flags.1,
            require_profile_completion: flags.2,
            status: flags.0.map(|_| MemberStatus::Blocked),
            profile_info,
            user_info: groups.map(|id| UserInfo {
                user_id: Some(UserId::from_u128(id)),
                role: flags.1.map(|_| UserRole::Owner),
            }),
            session_info,
            group_info: groups.map(|count| GroupInfo {
                group_ids: (0..count).map(uuid::Uuid::from_u128).collect(),
            }),
        },
    )
}

pub(super) fn consent() -> impl Strategy<Value = Consent> {
    use {DeliverabilityStatus as D, SubscriptionStatus as S};
    let subscription = prop::sample::select(vec![
        S::NoSubscriptionStatus,
        S::NotSet,
        S::Subscribed,
        S::Pending,
        S::Unsubscribed,
    ]);
    let deliverability = prop::sample::select(vec![D::NotSet, D::Valid, D::Bounced]);
    (subscription, deliverability)
        .prop_map(|(subscription, deliverability)| Consent { subscription, deliverability })
}

pub(super) fn stored() -> impl Strategy<Value = Stored<Contact>> {
    let origin = (any::<bool>(), of(1u128..3)).prop_map(|(open, app)| Origin {
        kind: if open { "NEW_ONE".parse().unwrap() } else { OriginKind::WIX_FORMS },
        app_id: app.map(|id| AppId::from_u128(id).to_string().parse().unwrap()),
        wix_app_id: app.map(|_| "manual".parse().unwrap()),
    });
    let icon = (of(text()), of(text())).prop_map(|(name, url)| Icon { name, url });
    let activity = (timestamp(), of(timestamp()), of(text()), of(icon)).prop_map(
        |(activity_date, date, description, icon)| {
            let detail = ActivityDetail { date, description, icon };
            Activity {
                activity_date,
                activity_type: ActivityType::FORM_SUBMITTED,
                detail: (detail != ActivityDetail::default()).then(|| Box::new(detail)),
            }
        },
    );
    let around = (origin, activity, of(member()), 0u128..4, of(consent()), of(consent()));
    (info(), around, 1u64..=1 << 53, timestamp(), timestamp()).prop_map(
        |(info, around, revision, one, other)| {
            let (origin, last_activity, member, segments, email, phone) = around;
            let segments = (0..segments).map(uuid::Uuid::from_u128).collect();
            let standing =
                Standing { member: member.map(Box::new), segments, ..Standing::default() };
            let (consents, visitors, preserved) = (Vec::new(), Vec::new(), None);
            let mut value =
                Contact { info, origin, last_activity, consents, standing, visitors, preserved };
            // Statuses of every address; those that are not primary get lost.
            for key in value.match_keys().collect::<Vec<_>>() {
                let consent = if matches!(key, MatchKey::Email(_)) { email } else { phone };
                if let Some(consent) = consent {
                    value.set_consent(key, consent);
                }
            }
            Stored {
                id: ContactId::from_u128(revision.into()),
                revision: Revision::new(revision),
                created: one.min(other),
                updated: one.max(other),
                value,
            }
        },
    )
}

/// The contact without what the wire does not show: statuses of what is not primary, and those
/// that a number without an international form cannot have.
pub(super) fn as_the_wire_has_it(mut stored: Stored<Contact>) -> Stored<Contact> {
    let contact = &mut stored.value;
    let (email, phone) = (contact.email_consent(), contact.phone_consent());
    contact.consents.clear();
    if let Some(entry) = contact.info.emails.primary().cloned()
        && email != Consent::default()
    {
        contact.set_consent(entry.value.match_key(), email);
    }
    if let Some(entry) = contact.info.phones.primary().cloned()
        && entry.value.e164().is_some()
        && phone != Consent::default()
    {
        contact.set_consent(entry.value.match_key(), phone);
    }
    stored
}
