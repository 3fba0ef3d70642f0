//! R6 and R7: which entries are the same, and what ids they have.

use contacts_core::testing::build;
use contacts_core::{AddressTag, EntryId, PhoneTag, PostalAddress, merge};

use super::{email, merged, named, phone};

#[test]
fn r6_emails_are_the_same_without_case_and_tag() {
    for (a, b, same) in [
        ("a@x.test", "A@X.test", true),
        (" a@x.test", "a@x.test ", true),
        ("a@x.test", "b@x.test", false),
        ("a.b@x.test", "ab@x.test", false),
        ("a+b@x.test", "a@x.test", false),
    ] {
        let [a, b] = [a, b].map(|text| named().with_email_entry(email(text)));
        assert_eq!(merged(&[a, b]).info().emails().len() == 1, same);
    }
}

#[test]
fn r6_phones_are_the_same_by_international_form_else_by_digits_and_country() {
    for (a, b, same) in [
        (("+49 30 23125001", ""), ("030/23125001", "DE"), true),
        (("0049 30 23125001", "DE"), ("+49 (30) 23125-001", ""), true),
        (("030 1", ""), ("(030)-1", ""), true),
        // No international form: the country is part of the key, so that sameness is a function.
        (("030 1", "DE"), ("030 1", ""), false),
        (("030 1", ""), ("+49 30 1", "DE"), false),
        (("030 23125001", ""), ("030 23125001", "DE"), false),
        (("+49 30 23125001", ""), ("+49 30 23125002", ""), false),
    ] {
        let [a, b] = [a, b].map(|(text, country)| named().with_phone_entry(phone(text, country)));
        assert_eq!(merged(&[a, b]).info().phones().len() == 1, same);
    }
    let [home, fax] = [PhoneTag::Home, PhoneTag::Fax];
    let tagged = |tag| named().with_phone_entry(phone("030 1", "").tagged(tag));
    let merged = merged(&[tagged(home), tagged(fax)]);
    assert_eq!(merged.info().phones().as_slice()[0].tag, home);
    assert_eq!(merged.info().phones().len(), 1);
}

#[test]
fn r6_addresses_are_the_same_by_all_parts_and_tag() {
    let address = |street: &str, city: &str, tag| {
        let street = street.parse().unwrap();
        let city = city.parse().ok();
        let address = PostalAddress { city, ..PostalAddress::from_line(street) };
        named().with_address_entry((tag, address))
    };
    let [home, work] = [AddressTag::Home, AddressTag::Work];
    for (a, b, same) in [
        (("12 Park Ave", "London", home), (" 12 PARK ave ", "london", home), true),
        (("12 Park Ave", "London", home), ("12 Park Ave", "London", work), false),
        (("12 Park Ave", "London", home), ("12 Park Ave", "", home), false),
    ] {
        let [a, b] = [a, b].map(|(street, city, tag)| address(street, city, tag));
        assert_eq!(merged(&[a, b]).info().addresses().len() == 1, same);
    }
}

#[test]
fn r6_an_entry_that_the_target_has_twice_is_left_alone() {
    let twice = named().with_email_entry(email("a@x.test")).with_email_entry(email("A@x.test"));
    assert_eq!(merged(&[twice.clone(), named()]).info().emails().len(), 2);
    assert_eq!(merged(&[named(), twice]).info().emails().len(), 1);
}

#[test]
fn r7_appended_entries_keep_their_ids_unless_they_collide() {
    let target = build::contact(&named().with_email_entry(email("a@x.test")), 1);
    let source = named().with_email_entry(email("b@x.test")).with_email_entry(email("c@x.test"));
    let source = build::contact(&source, 1);
    let merged = merge::join(&target, [&source]).unwrap();
    let ids: Vec<_> = merged.info().emails().iter().map(|entry| entry.id).collect();
    let [one, two] = [1, 2].map(EntryId::from_u128);
    assert_eq!((ids[0], ids[2]), (one, two));
    assert!(ids[1] != one && ids[1] != two);
    assert_eq!(merge::join(&target, [&source]).unwrap(), merged, "the new id is no accident");
}
