use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::contact::{Origin, OriginKind};
use crate::edit::ContactPatch;
use crate::id::EntryId;
use crate::record::Revision;
use crate::time::Timestamp;

fn stored(number: u128, patch: &ContactPatch, protected: bool) -> Arc<Stored<Contact>> {
    let mut next = 0;
    let id = || {
        next += 1;
        EntryId::from_u128(next)
    };
    let info = patch.apply(&Default::default(), |_| None, id).unwrap();
    let origin = Origin::new(OriginKind::OTHER);
    let mut contact = Contact::new(info, origin, Timestamp::EPOCH).unwrap();
    contact.standing.billing_subscription = protected;
    let (id, now) = (ContactId::from_u128(number), Timestamp::EPOCH);
    Arc::new(Stored::restored(id, Revision::FIRST, now, now, contact))
}

/// `first|last|company|birthdate`, all with one mailbox.
fn person(number: u128, text: &str) -> Arc<Stored<Contact>> {
    let mut parts = text.split('|');
    let mut part = || parts.next().filter(|part| !part.is_empty());
    let patch = ContactPatch::new()
        .with_first_name(part().map(|name| name.parse().unwrap()))
        .with_last_name(part().map(|name| name.parse().unwrap()))
        .with_company(part().map(|name| name.parse().unwrap()))
        .with_birthdate(part().map(|date| date.parse().unwrap()))
        .with_email("shared@x.example".parse().unwrap());
    stored(number, &patch, false)
}

#[test]
fn numbers_are_told_apart() {
    for (a, b) in [("Room|1", "Room|11"), ("Agent|007", "Agent|07"), ("Bob1|", "Bob11|")] {
        assert!(contradict(&person(1, a), &person(2, b)), "{a} {b}");
    }
}

#[test]
fn names_agree_or_contradict() {
    for (a, b) in [
        ("Ada|Lovelace", "ADA|LOVELACE"),
        ("José|Álvarez Ruiz", "Jose|Alvarez"),
        ("Jürgen|Müller", "Juergen|Mueller"),
        ("J.|Müller", "Jürgen|Müller"),
        ("William Amos|Thackery", "Bill|Thackery"),
        ("Lan|Nguyễn", "Nguyen|Lan"),
        ("Lan Thị|Nguyễn", "Nguyen|Lan"),
        ("Ravi (work)|", "Ravi|Subramanian"),
        ("Subramanian, Ravi|", "Ravi|Subramanian"),
        ("Ravi Subramanian|", "Ravi|Subramanian"),
        ("|Subramanian", "Ravi|Subramanian"),
        ("Дмитрий|Орлов", "Dmitri|Orlov"),
        ("さくら|田中", "Sakura|Tanaka"),
        ("Kathreine|Holt", "Katherine|Holt"),
        ("Dr. Ada|Lovelace", "Ada|Lovelace"),
        ("George|Harlow Jr.", "George|Harlow"),
        ("||Café Lumière", "||CAFE LUMIERE SARL"),
        ("", "Ada|Lovelace"),
        ("", "||Acme"),
        ("Ada|Lovelace|Acme", "Ada|Lovelace|Looms"),
        ("Ada|Lovelace||1815-12-10", "Ada|Lovelace"),
    ] {
        let (a, b) = (person(1, a), person(2, b));
        assert!(!contradict(&a, &b) && !contradict(&b, &a), "{:?} {:?}", a.info(), b.info());
    }
    for (a, b) in [
        ("Linus|Bergström", "Lovisa|Bergström"),
        ("Paul|Reid", "Paula|Reid"),
        ("Ada|Lovelace", "Ada|Byron"),
        ("Ann Lee|", "Ann|Smith"),
        ("John Richard|Smith", "John William|Smith"),
        ("George|Harlow||1948-02-11", "George|Harlow||1976-10-02"),
        ("George|Harlow Jr.", "George|Harlow Sr."),
        ("||Acme", "Ada|Lovelace|Acme"),
        ("||Acme", "||Looms"),
        ("さくら|田中", "花子|田中"),
    ] {
        let (a, b) = (person(1, a), person(2, b));
        assert!(contradict(&a, &b) && contradict(&b, &a), "{:?} {:?}", a.info(), b.info());
    }
}

#[test]
fn a_record_that_fits_two_people_joins_neither() {
    let contacts = [person(1, "Ada|Lovelace"), person(2, "Bob|Lovelace"), person(3, "")];
    let found = groups(&contacts);
    assert_eq!(found.groups, []);
    let [ambiguous] = found.ambiguous.as_slice() else { panic!("{found:?}") };
    assert_eq!(ambiguous.contact, ContactId::from_u128(3));
    assert_eq!(ambiguous.fits, [1, 2].map(ContactId::from_u128));
}

#[test]
fn the_target_is_protected_else_the_fullest_else_the_first() {
    let full = person(3, "Ada|Lovelace|Acme|1815-12-10");
    let found = groups(&[person(1, "Ada|Lovelace"), Arc::clone(&full)]);
    assert_eq!(found.groups[0].target, full.id);
    let mail = |patch: ContactPatch| patch.with_email("shared@x.example".parse().unwrap());
    let bare = stored(4, &mail(ContactPatch::new()), true);
    let found = groups(&[full, Arc::clone(&bare)]);
    assert_eq!(found.groups[0].target, bare.id);
    let other = stored(5, &mail(ContactPatch::new()), true);
    assert_eq!(groups(&[bare, other]).groups, []);
}

#[test]
fn a_value_that_very_many_share_joins_those_of_one_name_in_linear_time() {
    let many: Vec<_> = (0..20_000)
        .map(|number| {
            person(number, &format!("Ada|Lovelace{}", if number < 200 { number / 2 } else { 7 }))
        })
        .collect();
    let found = groups(&many);
    assert!(found.groups.iter().any(|group| group.sources.len() > 19_000));
}

#[test]
fn numbers_with_the_international_prefix_are_international() {
    let phone =
        |text: &str| stored(1, &ContactPatch::new().with_phone(text.parse().unwrap()), false);
    assert_eq!(keys(&phone("0049 30 23125017")), keys(&phone("+49 30 23125017")));
    assert_eq!(keys(&phone("0011 49 30 23125017")), []);
    assert_eq!(keys(&phone("020 7946 0018")), []);
}

fn any_contact() -> impl Strategy<Value = (ContactPatch, bool)> {
    let pick = |words: &'static [&'static str]| prop::sample::select(words);
    let first =
        pick(&["", "Ada", "A.", "Bob", "Robert", "Ada King", "Lovelace", "さくら", "Ada Lovelace"]);
    let last = pick(&["", "Lovelace", "King Lovelace", "Byron", "Ada", "Lovelace Jr."]);
    let company = pick(&["", "", "Acme", "Acme Ltd", "Looms"]);
    let birthdate = pick(&["", "", "1815-12-10", "1816-12-10"]);
    let emails = proptest::collection::vec(
        pick(&["a@x.example", "A@X.example", "b@x.example", "c@x.example"]),
        1..3,
    );
    let phones =
        proptest::collection::vec(pick(&["+12025550100", "0012025550100", "+12025550101"]), 0..3);
    (first, last, company, birthdate, emails, phones, prop::bool::weighted(0.1)).prop_map(
        |(first, last, company, birthdate, emails, phones, protected)| {
            let mut patch = ContactPatch::new()
                .with_name(first, last)
                .unwrap()
                .with_company(company.parse().ok())
                .with_birthdate(birthdate.parse().ok());
            for email in emails {
                patch = patch.with_email(email.parse().unwrap());
            }
            for phone in phones {
                patch = patch.with_phone(phone.parse().unwrap());
            }
            (patch, protected)
        },
    )
}

proptest! {
    #[test]
    fn contradiction_is_symmetric_and_never_with_oneself(a in any_contact(), b in any_contact()) {
        let (a, b) = (stored(1, &a.0, a.1), stored(2, &b.0, b.1));
        prop_assert_eq!(contradict(&a, &b), contradict(&b, &a));
        prop_assert!(!contradict(&a, &a));
    }

    #[test]
    fn groups_hold_no_contradiction_and_do_not_depend_on_the_order(
        patches in proptest::collection::vec(any_contact(), 0..14),
        turn in 0..14_usize,
    ) {
        let contacts: Vec<_> =
            patches.iter().zip(1..).map(|((patch, protected), id)| stored(id, patch, *protected)).collect();
        let found = groups(&contacts);
        let mut other: Vec<_> = contacts.iter().rev().cloned().collect();
        other.rotate_left(turn.min(contacts.len()));
        prop_assert_eq!(&groups(&other), &found);

        let by_id: BTreeMap<ContactId, &Arc<Stored<Contact>>> =
            contacts.iter().map(|contact| (contact.id, contact)).collect();
        let mut seen = BTreeSet::new();
        for group in &found.groups {
            let members: Vec<_> =
                std::iter::once(&group.target).chain(&group.sources).map(|id| by_id[id]).collect();
            prop_assert!(members.len() > 1 && !group.evidence.is_empty());
            for (at, a) in members.iter().enumerate() {
                prop_assert!(seen.insert(a.id), "in two groups");
                prop_assert!(members[at + 1..].iter().all(|b| !contradict(a, b)));
                prop_assert!(at == 0 || !a.standing().is_protected());
                let shared = members.iter().any(|b| {
                    b.id != a.id && keys(a).iter().any(|key| keys(b).contains(key))
                });
                prop_assert!(shared, "shares nothing with any of its group");
            }
        }
        for ambiguous in &found.ambiguous {
            prop_assert!(!seen.contains(&ambiguous.contact));
            let [a, b] = ambiguous.fits.map(|id| by_id[&id]);
            prop_assert!(contradict(a, b));
        }
    }
}

#[cfg(feature = "vcard")]
mod truth {
    use super::*;
    use crate::interop::vcard::{Cards, Item, import};

    /// Who is who in the sample, by the order of the cards; contacts have it as their id.
    pub(super) fn sample() -> (Vec<Arc<Stored<Contact>>>, Vec<String>) {
        let cards = include_bytes!("../../tests/data/people.vcf");
        let truth = include_str!("../../tests/data/people.truth.csv");
        let entities: BTreeMap<&str, &str> =
            truth.lines().skip(1).map(|line| line.split_once(',').unwrap()).collect();
        let mut contacts = Vec::new();
        let mut entity = Vec::new();
        for item in Cards::new(cards.as_slice()).unwrap() {
            let Item::Card(card) = item.unwrap() else { continue };
            let record = import(card, &Default::default()).unwrap();
            entity.push(entities[record.uid.as_deref().unwrap()].to_owned());
            let number = contacts.len() as u128;
            let contact = stored(number, &record.patch, false);
            let value = contact.value.clone().with_properties(record.properties);
            contacts.push(Arc::new(Stored { value, ..(*contact).clone() }));
        }
        (contacts, entity)
    }

    #[test]
    fn nobody_of_the_sample_is_taken_for_another() {
        let (contacts, entity) = sample();
        let at = |id: &ContactId| usize::try_from(id.as_uuid().as_u128()).unwrap();
        let found = groups(&contacts);
        let mut joined = BTreeSet::new();
        for group in &found.groups {
            let members: Vec<usize> =
                std::iter::once(&group.target).chain(&group.sources).map(at).collect();
            for (i, a) in members.iter().enumerate() {
                joined.extend(members[i + 1..].iter().map(|b| (*a.min(b), *a.max(b))));
            }
        }
        let mut shared = BTreeSet::new();
        for a in 0..contacts.len() {
            for b in a + 1..contacts.len() {
                let same = entity[a] == entity[b];
                let keys_a = keys(&contacts[a]);
                if same && keys(&contacts[b]).iter().any(|key| keys_a.contains(key)) {
                    shared.insert((a, b));
                }
            }
        }
        let wrong: Vec<_> = joined.iter().filter(|(a, b)| entity[*a] != entity[*b]).collect();
        let show = |at: usize| format!("{} {:?}", entity[at], contacts[at].info().full_name());
        let wrong: Vec<_> = wrong.iter().map(|(a, b)| (show(*a), show(*b))).collect();
        assert_eq!(wrong, []);
        // The one that is missed changed her family name.
        assert_eq!((shared.len(), shared.intersection(&joined).count()), (69, 68));
        assert_eq!(found.groups.len(), 58);
    }
}
