//! What goes in comes out.

use std::sync::Arc;

use super::Subject;
use super::cast::{With, person, text};
use super::client::{NOW, alone, contact_id, same};
use crate::change::{Cause, ChangeSet};
use crate::contact::{
    Activity, ActivityType, AddressTag, Channels, Consent, Contact, DeliverabilityStatus,
    EmailAddress, EmailTag, Encoding, Entry, MediaId, Origin, OriginKind, Parameter, PhoneNumber,
    PhoneTag, PostalAddress, Property, Standing, SubscriptionStatus,
};
use crate::field::DataType;
use crate::id::{BookId, EntryId, LocationId, UserId, VisitorId};
use crate::query::{ContactQuery, Window};
use crate::time::Timestamp;

/// INV-53: texts are kept code point for code point: blanks at the edges, case, composed and
/// decomposed letters, right-to-left marks, line ends, and long ones.
pub fn text_is_kept_code_point_for_code_point(subject: &dyn Subject) {
    let client = alone(subject);
    client.field("custom.f", "F", DataType::Text);
    let long = "x".repeat(1_000);
    let huge = "ab\u{301} ".repeat(16_384);
    let texts = [
        " blanks at both ends ",
        "tab\there",
        "lines\r\nand\nlines",
        "MiXeD",
        "e\u{301}",
        "\u{e9}",
        "\u{fb01}",
        "\u{212b}",
        "ß",
        "ſ",
        "İ",
        "\u{202e}abc\u{202c}",
        "\u{200d}x\u{200d}",
        "日本語",
        "👩\u{200d}👩\u{200d}👧",
        "\u{10ffff}",
        "'\"\\%_;--",
        "\u{feff}x",
        &long,
    ];
    for (id, given) in (1..).zip(texts) {
        let contact = person("X").first(given).company(given).value("custom.f", text(given));
        let contact = contact.phone("call\u{a0}me", None);
        let mut changes = client.changes();
        changes.create(contact_id(id), contact.clone()).expect("one edit");
        client.must(&changes);
        let seen = client.live(id);
        let first = seen.info().first_name();
        same("INV-53", "first name", first, Some(given));
        same("INV-53", "the whole contact", seen.value(), &contact);
    }
    let contact = person("X").value("custom.f", text(&huge));
    let seen = client.create(99, contact.clone());
    assert!(*seen.value() == contact, "INV-53: a text of 65,536 characters is not kept");
}

/// INV-53: times are kept to the microsecond, early and late ones too.
pub fn times_are_kept_to_the_microsecond(subject: &dyn Subject) {
    let client = alone(subject);
    let times = [0, 1, -1, 999_999, 1_617_104_167_683_123, i64::MIN, i64::MAX];
    for (id, micros) in (1..).zip(times) {
        let at = Timestamp::from_micros(micros);
        let mut contact = person("Ada");
        contact.last_activity = Activity::new(ActivityType::CONTACT_CREATED, at);
        let mut changes = ChangeSet::new(client.next_id(), at, Cause::Create);
        changes.create(contact_id(id), contact).expect("one edit");
        client.must(&changes);
        let seen = client.live(id);
        let dates = (seen.created(), seen.updated(), seen.last_activity().activity_date);
        same("INV-53", "dates", dates, (at, at, at));
        let commit = client.read(|store| store.committed(changes.id()));
        same("INV-53", "time of the commit", commit.map(|commit| commit.at()), Some(at));
    }
}

/// INV-53: numbers and days are kept exactly.
pub fn numbers_and_days_are_kept(subject: &dyn Subject) {
    let client = alone(subject);
    client.field("custom.n", "N", DataType::Number);
    client.field("custom.d", "D", DataType::Date);
    let numbers = ["0", "12.50", "-1e-300", "1.7976931348623157e308", "0.1", "9007199254740991"];
    let days = ["0001-01-01", "1815-12-10", "2024-02-29", "9999-12-31", "1970-01-01", "1582-10-15"];
    for ((id, number), day) in (1..).zip(numbers).zip(days) {
        let read =
            |data_type: DataType, text| data_type.read(text).ok().flatten().expect("a value");
        let mut contact = person("Ada").value("custom.n", read(DataType::Number, number));
        contact = contact.value("custom.d", read(DataType::Date, day));
        contact.info.birthdate = day.parse().ok();
        let seen = client.create(id, contact.clone());
        same("INV-53", format_args!("{number} and {day}"), seen.value(), &contact);
    }
}

/// A contact that has something in every part.
fn full() -> Contact {
    let id = EntryId::from_u128;
    let mut contact = person("Ada").company("Engines").labelled("contacts.customers");
    let address = |text: &'static str| EmailAddress::from_static(text);
    let emails = vec![
        Entry { id: id(31), tag: EmailTag::Work, value: address("Z@x.test") },
        Entry { id: id(12), tag: EmailTag::Home, value: address("a@x.test") },
        Entry { id: id(23), tag: EmailTag::Untagged, value: address("m@x.test") },
    ];
    let number = |text, country: Option<&str>| {
        let country = country.and_then(|country| country.parse().ok());
        PhoneNumber::new(text, country).expect("a literal that is a number")
    };
    let phones = vec![
        Entry { id: id(5), tag: PhoneTag::Fax, value: number("030 23125001", Some("DE")) },
        Entry { id: id(4), tag: PhoneTag::Mobile, value: number("call me", None) },
    ];
    contact.info.last = "Lovelace".parse().ok();
    contact.info.job_title = "Analyst".parse().ok();
    contact.info.birthdate = "1815-12-10".parse().ok();
    contact.info.locale = "en-gb".parse().ok();
    contact.info.emails = Channels::new(emails, 2);
    contact.info.phones = Channels::new(phones, 1);
    let place = PostalAddress { city: "London".parse().ok(), ..PostalAddress::default() };
    contact.info.addresses = vec![
        Entry { id: id(7), tag: AddressTag::Billing, value: place.clone() },
        Entry { id: id(6), tag: AddressTag::Home, value: place },
    ];
    contact.info.locations = vec![LocationId::from_u128(2), LocationId::from_u128(1)];
    contact.info.assignees = vec![UserId::from_u128(9), UserId::from_u128(8)];
    contact.origin = Origin::new(OriginKind::IMPORT);
    contact.origin.app_id = "manual".parse().ok();
    contact.last_activity = Activity::new(ActivityType::CONTACT_UPDATED, NOW);
    let consent = Consent {
        subscription: SubscriptionStatus::Pending,
        deliverability: DeliverabilityStatus::Bounced,
    };
    contact.consents = vec![(address("m@x.test").match_key(), consent)];
    contact.standing = Standing {
        member: None,
        owner_or_contributor: true,
        billing_subscription: true,
        segments: vec![uuid::Uuid::from_u128(3), uuid::Uuid::from_u128(1)],
    };
    contact.visitors = vec![VisitorId::from_u128(4), VisitorId::from_u128(2)];
    contact.preserved = Some(Arc::new(vec![property()]));
    contact
}

fn property() -> Property {
    Property {
        format: "vcard4.0".into(),
        group: Some("item1".into()),
        name: "X-ABLabel".into(),
        params: vec![Parameter { name: "TYPE".into(), values: vec![("home".into(), true)].into() }],
        value: "_$!<HomePage>!$_".into(),
        encoding: Encoding::QuotedPrintable,
        position: 7,
        bytes: Some(vec![0xff, 0]),
        media: Some(MediaId::new([7; 32])),
        anchor: None,
    }
}

/// INV-53: every part of a contact is kept, that which nobody asks for too.
pub fn every_part_of_a_contact_is_kept(subject: &dyn Subject) {
    let client = alone(subject);
    let full = full();
    let seen = client.create(1, full.clone());
    let Contact { info, origin, last_activity, consents, standing, visitors, preserved } =
        seen.value();
    same("INV-53", "info", info, &full.info);
    same("INV-53", "origin", origin, &full.origin);
    same("INV-53", "last activity", last_activity, &full.last_activity);
    same("INV-53", "consents", consents, &full.consents);
    same("INV-53", "standing", standing, &full.standing);
    same("INV-53", "visitors", visitors, &full.visitors);
    same("INV-53", "properties", preserved, &full.preserved);
}

/// INV-53, INV-24: lists keep their order, their ids and which entry is primary.
pub fn lists_keep_order_ids_and_primary(subject: &dyn Subject) {
    let client = alone(subject);
    let seen = client.create(1, full());
    let ids: Vec<_> = seen.info().emails().iter().map(|entry| entry.id).collect();
    same("INV-53", "e-mails", ids, [31, 12, 23].map(EntryId::from_u128).to_vec());
    let primary = seen.info().emails().primary().map(|entry| entry.id);
    same("INV-24", "primary e-mail", primary, Some(EntryId::from_u128(23)));
    let primary = seen.info().phones().primary().map(|entry| entry.id);
    same("INV-24", "primary phone", primary, Some(EntryId::from_u128(4)));
    let found = client.contacts(&ContactQuery::all(), &Window::first(1));
    same("INV-53", "the same in a page", found, vec![seen]);
}

/// What is put beside contacts comes back byte by byte, once however often it was put, and in no
/// other book.
pub fn media_come_back_and_stay_in_their_book(subject: &dyn Subject) {
    let shelf = subject.open();
    let (book, other) = (shelf.book(BookId::from_u128(1)), shelf.book(BookId::from_u128(2)));
    let all: Vec<(MediaId, Vec<u8>)> = [0, 1, 255, 70_000]
        .map(|len: usize| (0..len).map(|at| (at * 31 % 256) as u8).collect::<Vec<u8>>())
        .into_iter()
        .map(|bytes| (MediaId::of(&bytes), bytes))
        .collect();
    for (id, bytes) in all.iter().chain(&all) {
        book.put_media(*id, bytes).expect("nothing fails here");
    }
    for (id, bytes) in &all {
        let seen = book.media(*id).expect("nothing fails here");
        assert!(seen.as_deref() == Some(bytes.as_slice()), "INV-53: a picture is not kept");
        let elsewhere = other.media(*id).expect("nothing fails here");
        assert!(elsewhere.is_none(), "INV-48: a picture of another book is seen");
    }
    let unknown = book.media(MediaId::new([1; 32])).expect("nothing fails here");
    assert!(unknown.is_none(), "a picture that was never put is there");
}
