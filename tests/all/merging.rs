//! The worked example of the merge rules, to the letter, as far as no store is needed.

use std::sync::Arc;

use contacts_core::testing::build;
use contacts_core::{
    Contact, ContactId, ContactPatch, EmailAddress, EmailTag, EntryPatch, FieldKey, LabelKey, Line,
    PhoneNumber, Revision, Stored, Timestamp,
};

/// When the merge happens.
const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn email(text: &str) -> EntryPatch<EmailAddress> {
    EntryPatch::new(text.parse().unwrap())
}

fn labels(keys: &[&'static str]) -> Vec<LabelKey> {
    keys.iter().map(|key| LabelKey::from_static(key)).collect()
}

fn stored(id: u128, revision: u64, created: i64, contact: Contact) -> Arc<Stored<Contact>> {
    let created = Timestamp::from_micros(created);
    let revision = Revision::new(revision);
    Arc::new(Stored::restored(ContactId::from_u128(id), revision, created, created, contact))
}

fn size() -> FieldKey {
    FieldKey::from_static("custom.size")
}

/// The target and the two sources of the example.
fn mia() -> [Arc<Stored<Contact>>; 3] {
    let target = ContactPatch::new()
        .with_name("Mia", "")
        .unwrap()
        .with_email_entry(email("mia@x.test").tagged(EmailTag::Home).primary())
        .with_labels(labels(&["custom.a"]));
    let first = ContactPatch::new()
        .with_name("", "Stone")
        .unwrap()
        .with_email_entry(email("MIA@x.test").tagged(EmailTag::Work).primary())
        .with_email_entry(email("m@y.test"))
        .with_phone_entry("030 1".parse::<PhoneNumber>().unwrap())
        .with_labels(labels(&["contacts.customers", "custom.a"]))
        .with_field(size(), "");
    let number = PhoneNumber::new("+49 30 1", "DE".parse().ok()).unwrap();
    let second = ContactPatch::new()
        .with_name("Maria", "Rock")
        .unwrap()
        .with_company("Acme".parse::<Line>().ok())
        .with_email_entry(email("m@y.test"))
        .with_email_entry(email("z@z.test"))
        .with_phone_entry(EntryPatch::new(number).primary())
        .with_labels(labels(&["custom.b"]))
        .with_field(size(), "L");
    [
        stored(1, 4, 1, build::contact(&target, 10)),
        stored(2, 1, 2, build::contact(&first, 20)),
        stored(3, 1, 3, build::contact(&second, 30)),
    ]
}

#[test]
fn the_worked_example_comes_out_to_the_letter() {
    let [target, first, second] = mia();
    let policy = contacts_core::MergePolicy::default();
    let sources = [first, second];
    let plan = contacts_core::merge::plan(&target, &sources, &policy, NOW).unwrap();

    let outcome = plan.outcome();
    let info = outcome.info();
    assert_eq!(info.full_name().as_deref(), Some("Mia Stone"));
    assert_eq!(info.company(), Some("Acme"));
    let emails: Vec<_> =
        info.emails().iter().map(|email| (email.value.as_str(), email.tag)).collect();
    assert_eq!(
        emails,
        [
            ("mia@x.test", EmailTag::Home),
            ("m@y.test", EmailTag::Untagged),
            ("z@z.test", EmailTag::Untagged)
        ]
    );
    assert_eq!(info.emails().primary().unwrap().value.as_str(), "mia@x.test");
    let phones: Vec<_> = info.phones().iter().map(|phone| phone.value.as_str()).collect();
    assert_eq!(phones, ["030 1", "+49 30 1"]);
    assert_eq!(info.phones().primary().unwrap().value.as_str(), "030 1");
    assert_eq!(info.labels(), labels(&["custom.a", "contacts.customers", "custom.b"]));
    assert_eq!(info.field(&size()).map(ToString::to_string).as_deref(), Some("L"));
    assert_eq!(outcome.last_activity().activity_type.as_str(), "CONTACT_MERGED");
    assert_eq!(outcome.last_activity().activity_date, NOW);
    assert_eq!(outcome.origin(), target.origin());

    let changes = plan.into_changes(contacts_core::ChangeSetId::from_u128(1), NOW).unwrap();
    let mut writes = changes.writes();
    let Some(contacts_core::Write::PutContact(after)) = writes.next() else {
        panic!("the target is put first")
    };
    assert_eq!((after.id(), after.created()), (target.id(), target.created()));
    assert_eq!(after.revision(), Revision::new(5));
    for source in sources {
        let removed = writes.next().unwrap();
        assert!(matches!(removed, contacts_core::Write::RemoveContact { id, into }
            if id == *source.id() && into == Some(*target.id())));
    }
}

#[test]
fn the_worked_example_says_what_it_set_aside() {
    let [target, first, second] = mia();
    let policy = contacts_core::MergePolicy::default();
    let plan = contacts_core::merge::plan(&target, &[first, second], &policy, NOW).unwrap();
    let disputes: Vec<_> = plan.disputes().iter().map(|it| it.field.to_string()).collect();
    assert_eq!(disputes, ["info.name.first", "info.name.last"]);
    let beaten: Vec<String> =
        plan.trace().into_iter().flat_map(|trace| trace.beat).map(|beaten| beaten.value).collect();
    assert_eq!(beaten, ["Maria", "Rock", "MIA@x.test (WORK)"]);
}
