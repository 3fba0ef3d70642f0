//! L4: an edit changes the lines of what was edited, and no other.

use super::*;
use crate::contact::{AddressTag, ContactInfo};
use crate::edit::{ContactPatch, EntryPatch, FieldInput};
use crate::field::DataType;

fn edited(before: &Contact, patch: &ContactPatch) -> Contact {
    let mut next = 100;
    let id = || {
        next += 1;
        EntryId::from_u128(next)
    };
    let info = patch.apply(before.info(), |_| Some(DataType::Text), id).unwrap();
    Contact { info, ..before.clone() }
}

/// The lines of a card after an edit, of which `changed` are others than before.
#[track_caller]
fn check(card: &Card, edit: impl FnOnce(&ContactInfo) -> ContactPatch, changed: &[(&str, &str)]) {
    let before = contact(imported(card.clone()));
    let patch = edit(before.info());
    let after = edited(&before, &patch);
    let mut expected = lines(&before);
    for (old, new) in changed {
        if old.is_empty() {
            expected.push((*new).to_owned());
            continue;
        }
        let at = expected.iter().position(|line| line == old).expect(old);
        if new.is_empty() {
            expected.remove(at);
        } else {
            expected[at] = (*new).to_owned();
        }
    }
    let mut found = lines(&after);
    let new = changed.iter().filter(|(old, _)| old.is_empty());
    if new.count() > 0 {
        expected.sort();
        found.sort();
    }
    assert_eq!(found, expected);
    // What was written is what is read.
    let (version, properties) = exported(&after);
    let again = cards(written(version, &properties)).pop().unwrap();
    let again = contact(imported(again));
    let values = |info: &ContactInfo| {
        let emails: Vec<_> = info.emails().iter().map(|e| (e.tag, e.value.clone())).collect();
        let phones: Vec<_> = info.phones().iter().map(|e| (e.tag, e.value.clone())).collect();
        let addresses: Vec<_> = info.addresses().iter().map(|e| (e.tag, e.value.clone())).collect();
        let mut fields = info.fields().to_vec();
        fields.sort_by(|a, b| a.0.cmp(&b.0));
        let single = ContactInfo {
            emails: Default::default(),
            phones: Default::default(),
            addresses: Vec::new(),
            fields,
            ..info.clone()
        };
        (emails, phones, addresses, single)
    };
    assert_eq!(values(again.info()), values(after.info()));
}

fn sample() -> Card {
    card(
        "N:Lovelace;Ada;Augusta;Lady;PhD\nFN:Lady Ada\nNICKNAME:Countess\nORG;X-Q=2:Engines;Sums;Left\nTITLE;LANGUAGE=en:T\n\
         item1.EMAIL;X-P=1;type=INTERNET;type=WORK:a@x.example\nitem1.X-ABLabel:_$!<Work>!$_\nEMAIL;TYPE=home:b@x.example\n\
         TEL;type=CELL;type=VOICE;type=pref:+1 202 555 0100\nitem2.TEL:+1 202 555 0101\nitem2.X-ABLabel:Boat\n\
         ADR;TYPE=home:PO 1;Flat 2;3 Square;London;;N1;England\nBDAY;VALUE=date:1815-12-10\nCATEGORIES:A,B\nCATEGORIES:C\n\
         NOTE;X-R=1:n\\, m\nNOTE:second\nURL;TYPE=home:http://x.example\nX-ANNIVERSARY:1835-07-08\nX-FOO;X=y:z\\;\n\
         PHOTO;ENCODING=b;TYPE=GIF:R0lGODlh",
    )
}

fn emails(info: &ContactInfo) -> Vec<EntryPatch<crate::EmailAddress>> {
    let primary = info.emails().primary().unwrap().id;
    let of = |e: &crate::Entry<crate::EmailAddress>| EntryPatch {
        primary: e.id == primary,
        ..EntryPatch::from(e)
    };
    info.emails().iter().map(of).collect()
}

fn phones(info: &ContactInfo) -> Vec<EntryPatch<crate::PhoneNumber>> {
    let primary = info.phones().primary().unwrap().id;
    let of = |e: &crate::Entry<crate::PhoneNumber>| EntryPatch {
        primary: e.id == primary,
        ..EntryPatch::from(e)
    };
    info.phones().iter().map(of).collect()
}

#[test]
fn names() {
    let n = "N:Lovelace;Ada;Augusta;Lady;PhD";
    check(
        &sample(),
        |_| ContactPatch::new().with_name("Ada Augusta", "King").unwrap(),
        &[(n, "N:King;Ada;Augusta;Lady;PhD"), ("FN:Lady Ada", "FN:Ada Augusta King")],
    );
    check(
        &sample(),
        |_| ContactPatch::new().with_name("Bea Augusta", "Lovelace").unwrap(),
        &[(n, "N:Lovelace;Bea;Augusta;Lady;PhD"), ("FN:Lady Ada", "FN:Bea Augusta Lovelace")],
    );
    check(
        &sample(),
        |_| ContactPatch::new().with_name("Bea", "Lovelace").unwrap(),
        &[(n, "N:Lovelace;Bea;;Lady;PhD"), ("FN:Lady Ada", "FN:Bea Lovelace")],
    );
}

#[test]
fn single_values() {
    check(
        &sample(),
        |_| ContactPatch::new().with_company(Some("Looms".parse().unwrap())),
        &[("ORG;X-Q=2:Engines;Sums;Left", "ORG;X-Q=2:Looms;Sums;Left")],
    );
    check(
        &sample(),
        |_| ContactPatch::new().with_job_title(Some("a, b".parse().unwrap())),
        &[("TITLE;LANGUAGE=en:T", "TITLE;LANGUAGE=en:a\\, b")],
    );
    check(&sample(), |_| ContactPatch::new().with_job_title(None), &[("TITLE;LANGUAGE=en:T", "")]);
    check(
        &sample(),
        |_| ContactPatch::new().with_birthdate(Some("1816-01-02".parse().unwrap())),
        &[("BDAY;VALUE=date:1815-12-10", "BDAY:1816-01-02")],
    );
    check(
        &sample(),
        |_| ContactPatch::new().with_locale(Some("en".parse().unwrap())),
        &[("", "X-LANG:en")],
    );
}

#[test]
fn pictures() {
    let photo = "PHOTO;ENCODING=b;TYPE=GIF:R0lGODlh";
    check(&sample(), |_| ContactPatch::new().with_picture(None), &[(photo, "")]);
    let url = crate::Picture::from_url("https://x.example/a.png".parse().unwrap());
    check(
        &sample(),
        |_| ContactPatch::new().with_picture(Some(url)),
        &[(photo, "PHOTO;VALUE=uri:https://x.example/a.png")],
    );
    let bytes: Arc<[u8]> = Arc::from(&b"\x89PNG\r\n\x1a\n"[..]);
    let id = MediaId::of(&bytes);
    PICTURES.lock().unwrap().insert(id, bytes);
    check(
        &sample(),
        |_| ContactPatch::new().with_picture(Some(crate::interop::map::pictures::picture(id))),
        &[(photo, "PHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo=")],
    );
}

#[test]
fn mailboxes() {
    let line = "item1.EMAIL;X-P=1;type=INTERNET;type=WORK:a@x.example";
    check(
        &sample(),
        |info| {
            let mut list = emails(info);
            list[0].value = "c@x.example".parse().unwrap();
            ContactPatch::new().with_emails(list)
        },
        &[(line, "item1.EMAIL;X-P=1;type=INTERNET;type=WORK:c@x.example")],
    );
    check(
        &sample(),
        |info| {
            let mut list = emails(info);
            list[0].tag = EmailTag::Home;
            ContactPatch::new().with_emails(list)
        },
        &[
            (line, "item1.EMAIL;X-P=1;type=INTERNET;TYPE=home:a@x.example"),
            ("item1.X-ABLabel:_$!<Work>!$_", "item1.X-ABLabel:_$!<Home>!$_"),
        ],
    );
    check(
        &sample(),
        |info| {
            let mut list = emails(info);
            list.remove(0);
            ContactPatch::new().with_emails(list)
        },
        &[(line, ""), ("item1.X-ABLabel:_$!<Work>!$_", "")],
    );
    check(
        &sample(),
        |info| ContactPatch::new().with_entries_of(info).with_email("d@x.example".parse().unwrap()),
        &[("", "EMAIL:d@x.example")],
    );
    check(
        &sample(),
        |info| {
            let mut list = emails(info);
            (list[0].primary, list[1].primary) = (false, true);
            ContactPatch::new().with_emails(list)
        },
        &[("EMAIL;TYPE=home:b@x.example", "EMAIL;TYPE=home;TYPE=pref:b@x.example")],
    );
}

#[test]
fn numbers() {
    check(
        &sample(),
        |info| {
            let mut list = phones(info);
            list[0].tag = PhoneTag::Work;
            ContactPatch::new().with_phones(list)
        },
        &[(
            "TEL;type=CELL;type=VOICE;type=pref:+1 202 555 0100",
            "TEL;type=VOICE;type=pref;TYPE=work:+1 202 555 0100",
        )],
    );
    check(
        &sample(),
        |info| {
            let mut list = phones(info);
            list[1].value = "+1 202 555 0199".parse().unwrap();
            ContactPatch::new().with_phones(list)
        },
        &[("item2.TEL:+1 202 555 0101", "item2.TEL:+1 202 555 0199")],
    );
    let uri = cards(
        "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nTEL;VALUE=uri;TYPE=work,fax:tel:+1-202-555-0101;ext=5\nEND:VCARD",
    );
    for (number, written) in [
        ("+1 202 555 0102", "TEL;VALUE=uri;TYPE=work,fax:tel:+1-202-555-0102"),
        ("call me", "TEL;TYPE=work,fax:call me"),
    ] {
        check(
            &uri[0],
            |info| {
                let mut list = phones(info);
                list[0].value =
                    number.replace("+1 202 555 0102", "+1-202-555-0102").parse().unwrap();
                ContactPatch::new().with_phones(list)
            },
            &[("TEL;VALUE=uri;TYPE=work,fax:tel:+1-202-555-0101;ext=5", written)],
        );
    }
}

#[test]
fn addresses() {
    let line = "ADR;TYPE=home:PO 1;Flat 2;3 Square;London;;N1;England";
    let edit = |change: &dyn Fn(&mut EntryPatch<crate::PostalAddress>), written: &str| {
        check(
            &sample(),
            |info| {
                let mut entry = EntryPatch::from(&info.addresses()[0]);
                change(&mut entry);
                ContactPatch::new().with_addresses(vec![entry])
            },
            &[(line, written)],
        );
    };
    edit(
        &|entry| entry.value.city = Some("Leeds".parse().unwrap()),
        "ADR;TYPE=home:PO 1;Flat 2;3 Square;Leeds;;N1;England",
    );
    edit(
        &|entry| entry.tag = AddressTag::Billing,
        "ADR;X-CC-TAG=BILLING:PO 1;Flat 2;3 Square;London;;N1;England",
    );
}

#[test]
fn labels() {
    let named = |names: &[&str]| {
        let keys = names.iter().map(|name| key(&name.parse().unwrap()));
        ContactPatch::new().with_labels(keys)
    };
    check(&sample(), |_| named(&["B", "C"]), &[("CATEGORIES:A,B", "CATEGORIES:B")]);
    check(&sample(), |_| named(&["A", "B"]), &[("CATEGORIES:C", "")]);
    check(&sample(), |_| named(&["A", "B", "C", "D"]), &[("CATEGORIES:C", "CATEGORIES:C,D")]);
}

#[test]
fn extended_fields() {
    let set = |key: &str, value: &str| {
        let value = match value {
            "" => FieldInput::Clear,
            text => FieldInput::from(text),
        };
        ContactPatch::new().with_field(key.parse().unwrap(), value)
    };
    for (key, value, old, new) in [
        ("custom.note", "other; note", "NOTE;X-R=1:n\\, m", "NOTE;X-R=1:other\\; note"),
        (
            "custom.website",
            "https://y.example",
            "URL;TYPE=home:http://x.example",
            "URL;TYPE=home:https://y.example",
        ),
        ("custom.nickname", "A, B", "NICKNAME:Countess", "NICKNAME:A,B"),
        ("custom.anniversary", "--07-09", "X-ANNIVERSARY:1835-07-08", "X-ANNIVERSARY:--07-09"),
        ("custom.website", "", "URL;TYPE=home:http://x.example", ""),
        ("custom.shoes", "42; 43", "", "X-CC-FIELD;KEY=custom.shoes;TYPE=text:42\\; 43"),
    ] {
        check(&sample(), |_| set(key, value), &[(old, new)]);
    }
}
