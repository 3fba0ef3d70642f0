//! Cards become contacts and cards again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::*;
use crate::contact::{Contact, EmailTag, MediaId, PhoneTag, Property};
use crate::field::{FieldKey, FieldName};
use crate::id::EntryId;
use crate::interop::vcard::tests::{essence, read, written};
use crate::interop::vcard::{Card, Item, Version};
use crate::interop::{ImportOptions, Imported, References};
use crate::label::{LabelKey, LabelName};
use crate::merge;
use crate::store::StoreError;
use crate::time::Timestamp;

#[cfg(feature = "csv")]
mod corpus;
mod edits;
mod laws;
mod rules;
mod versions;

fn cards(text: impl AsRef<[u8]>) -> Vec<Card> {
    let items = read(text.as_ref()).into_iter();
    items.filter_map(|item| if let Item::Card(card) = item { Some(card) } else { None }).collect()
}

fn card(lines: &str) -> Card {
    let text = format!("BEGIN:VCARD\nVERSION:3.0\n{lines}\nEND:VCARD\n");
    cards(text).pop().unwrap()
}

fn imported(card: Card) -> Imported {
    import(card, &ImportOptions::default()).unwrap()
}

/// Labels are found by their own names.
fn contact(record: Imported) -> Contact {
    PICTURES.lock().unwrap().extend(record.media.iter().cloned());
    let keys = record.labels.iter().map(key).collect();
    let fields = record.fields.iter().map(|f| (f.key.clone(), f.value.clone())).collect();
    let mut next = 0;
    let id = || {
        next += 1;
        EntryId::from_u128(next)
    };
    record.into_contact(keys, fields, Timestamp::EPOCH, id).unwrap()
}

fn key(name: &LabelName) -> LabelKey {
    let hex: String = name.as_str().bytes().map(|byte| format!("{byte:02x}")).collect();
    let hex = &hex[..hex.len().min(60)];
    format!("custom.x{hex}").parse().unwrap()
}

fn name(key: &LabelKey) -> Option<LabelName> {
    let hex = key.as_str().strip_prefix("custom.x")?;
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect();
    String::from_utf8(bytes).ok()?.parse().ok()
}

/// Labels have the names that their keys spell.
struct Spelled;

impl References for Spelled {
    fn label(&self, key: &LabelKey) -> Option<LabelName> {
        name(key)
    }

    fn field(&self, _: &FieldKey) -> Option<FieldName> {
        None
    }

    fn media(&self, id: MediaId) -> Result<Option<Arc<[u8]>>, StoreError> {
        Ok(PICTURES.lock().unwrap().get(&id).cloned())
    }
}

/// The pictures of all records of these tests.
static PICTURES: Mutex<BTreeMap<MediaId, Arc<[u8]>>> = Mutex::new(BTreeMap::new());

fn exported(contact: &Contact) -> (Version, Vec<Property>) {
    let card = export(contact, None, &Spelled, &ExportOptions::default()).unwrap();
    (card.version, card.properties)
}

fn lines(contact: &Contact) -> Vec<String> {
    let (version, properties) = exported(contact);
    let text = String::from_utf8(written(version, &properties)).unwrap().replace("\r\n ", "");
    let inner = text.lines().filter(|line| !line.starts_with("BEGIN") && !line.starts_with("END"));
    inner.map(str::to_owned).collect()
}

#[test]
fn a_card_becomes_a_contact() {
    let record = imported(card(
        "N:Lovelace;Ada;Augusta,King;Lady;\nFN:Lady Ada\nitem1.EMAIL;type=pref:ada@x.example\n\
         item1.X-ABLabel:_$!<Work>!$_\nEMAIL:mailto:b@x.example\nTEL;TYPE=CELL,VOICE:+1 202 555 0100\n\
         TEL;VALUE=uri;TYPE=work,fax:tel:+1-202-555-0101;ext=5\nORG:Engines\\, Ltd;Sums\nTITLE:Countess\n\
         BDAY:18151210T000000Z\nADR;TYPE=home:PO 1;Flat 2;3 Square;London;;N1;England\n\
         CATEGORIES:Friends, Maths ,,Friends\nNOTE:x\nUID:u-1\nLANG:en-GB",
    ));
    assert_eq!(record.uid.as_deref(), Some("u-1"));
    assert_eq!(record.labels.iter().map(|l| l.as_str()).collect::<Vec<_>>(), ["Friends", "Maths"]);
    let contact = contact(record);
    let info = contact.info();
    assert_eq!(info.full_name().as_deref(), Some("Ada Augusta King Lovelace"));
    assert_eq!((info.company(), info.job_title()), (Some("Engines, Ltd"), Some("Countess")));
    assert_eq!(info.birthdate().unwrap().to_string(), "1815-12-10");
    assert_eq!(info.locale().unwrap().as_str(), "en-GB");
    let emails: Vec<_> = info.emails().iter().map(|e| (e.tag, e.value.as_str())).collect();
    assert_eq!(emails, [(EmailTag::Work, "ada@x.example"), (EmailTag::Untagged, "b@x.example")]);
    let phones: Vec<_> = info.phones().iter().map(|e| (e.tag, e.value.as_str())).collect();
    let extension = "+1-202-555-0101 ext. 5";
    assert_eq!(phones, [(PhoneTag::Mobile, "+1 202 555 0100"), (PhoneTag::Fax, extension)]);
    assert_eq!(info.addresses()[0].value.formatted(), "3 Square, Flat 2, N1 London, GB");
}

#[test]
fn names_come_from_what_there_is() {
    for (lines, first, last, company) in [
        ("FN:Ada King Lovelace", Some("Ada King"), Some("Lovelace"), None),
        ("N:;;;;\nFN:Ada", Some("Ada"), None, None),
        ("FN:George Harlow Jr.", Some("George"), Some("Harlow Jr."), None),
        ("FN:a@x.example\nEMAIL:a@x.example", None, None, None),
        ("FN:Acme\nKIND:org\nTEL:1", None, None, Some("Acme")),
        ("FN:Acme\nORG:Acme;Sales\nTEL:1", None, None, Some("Acme")),
        ("N:;;;;\nFN:Acme\nX-ABShowAs:COMPANY\nORG:Acme\nTEL:1", None, None, Some("Acme")),
        ("FN:Acme\nKIND:org", Some("Acme"), None, None),
    ] {
        let contact = contact(imported(card(lines)));
        let info = contact.info();
        assert_eq!((info.first_name(), info.last_name()), (first, last), "{lines}");
        assert_eq!(info.company(), company, "{lines}");
    }
    let nobody = import(card("NOTE:who?"), &ImportOptions::default()).unwrap_err();
    assert_eq!((nobody.problem.code, nobody.first_line), ("record.nothing", 1));
    assert!(nobody.raw.unwrap().starts_with(b"BEGIN:VCARD"));
}

#[test]
fn what_does_not_fit_is_kept_and_reported_with_its_line() {
    let record = imported(card(
        "FN:Ada\nEMAIL:no mail\nBDAY:--0416\nTEL:\nPHOTO;ENCODING=b:***\nEMAIL:a@x.example\nEMAIL:A@X.example",
    ));
    let said: Vec<_> = record.problems.iter().map(|p| (p.line, p.code)).collect();
    let expected = [
        (4, "field.bad_email"),
        (5, "field.bad_date"),
        (6, "field.bad_phone"),
        (7, "media.corrupt"),
        (9, "field.again"),
    ];
    assert_eq!(said, expected);
    let contact = contact(record);
    assert_eq!(contact.info().emails().len(), 1);
    assert_eq!(lines(&contact).len(), 8, "VERSION and the seven lines");
}

#[test]
fn a_merged_card_holds_every_value_once() {
    let target = contact(imported(card(
        "UID:1\nN:Lovelace;Ada;;Lady;\nFN:Ada Lovelace\nEMAIL:ada@x.example\nORG:Engines\n\
         CATEGORIES:A,B\nitem1.TEL:+1 202 555 0100\nitem1.X-ABLabel:desk",
    )));
    let source = cards(
        "BEGIN:VCARD\nVERSION:4.0\nUID:2\nN:L;A;;;\nFN:A L\nEMAIL;PREF=1:ADA@x.example\n\
         EMAIL;PREF=2:b@x.example\nORG:Looms\nTITLE:Countess\nCATEGORIES:B,C\nNOTE:semi;colon\n\
         item1.TEL;VALUE=uri:tel:+1-202-555-0101\nitem1.X-ABLabel:home\nBDAY:18151210\n\
         PHOTO:data:image/gif;base64,R0lGODlh\nEND:VCARD\n",
    );
    let source = contact(imported(source.into_iter().next().unwrap()));
    let merged = merge::join(&target, [&source]).unwrap();
    let expected = [
        "VERSION:3.0",
        "UID:1",
        "N:Lovelace;Ada;;Lady;",
        "FN:Ada Lovelace",
        "EMAIL:ada@x.example",
        "ORG:Engines",
        "CATEGORIES:A,B",
        "item1.TEL:+1 202 555 0100",
        "item1.X-ABLabel:desk",
        "EMAIL;PREF=2:b@x.example",
        "ORG:Looms",
        "TITLE:Countess",
        "CATEGORIES:C",
        "NOTE:semi\\;colon",
        "item1-2.TEL;X-CC-WAS=4.0|PVALUE+uri|Vtel%3A%2B1-202-555-0101:+1-202-555-0101",
        "item1-2.X-ABLabel:home",
        "BDAY:1815-12-10",
        "PHOTO;ENCODING=b;TYPE=GIF:R0lGODlh",
    ];
    let mut found = lines(&merged);
    // The only preferred mailbox of the card would be the source's.
    let primary = found.iter().position(|line| line.starts_with("EMAIL;TYPE=pref")).unwrap();
    found[primary] = "EMAIL:ada@x.example".into();
    let second = found.iter().position(|line| line == "EMAIL:b@x.example").unwrap();
    found[second] = "EMAIL;PREF=2:b@x.example".into();
    assert_eq!(found, expected);
}

#[test]
fn a_target_without_a_name_takes_that_of_its_source() {
    let target = contact(imported(card("EMAIL:a@x.example\nN:;;;;\nFN:a@x.example")));
    let source = contact(imported(card("N:Lovelace;Ada;;Lady;\nFN:Ada L.\nEMAIL:a@x.example")));
    let merged = merge::join(&target, [&source]).unwrap();
    let lines = lines(&merged);
    assert_eq!(lines[1..], ["EMAIL:a@x.example", "N:Lovelace;Ada;;;", "FN:Ada Lovelace"]);
    let bare = contact(imported(card("EMAIL:a@x.example")));
    let merged = merge::join(&bare, [&source]).unwrap();
    let lines = super::tests::lines(&merged);
    assert_eq!(lines[1..], ["EMAIL:a@x.example", "N:Lovelace;Ada;;Lady;", "FN:Ada L."]);
}

#[test]
fn an_edit_changes_only_its_own_line() {
    let before = contact(imported(card(
        "N:Lovelace;Ada;;Lady;\nFN:Ada\nitem1.EMAIL;X-P=1;TYPE=work:a@x.example\n\
         item1.X-ABLabel:desk\nORG;X-Q=2:Old;Sums\nTITLE:T\nNOTE:n",
    )));
    let patch = crate::ContactPatch::new()
        .with_company(Some("New".parse().unwrap()))
        .with_job_title(None)
        .with_email("b@x.example".parse().unwrap());
    let info = patch.apply(before.info(), |_| None, || EntryId::from_u128(9)).unwrap();
    let after = Contact { info, ..before };
    assert_eq!(
        lines(&after)[1..],
        [
            "N:Lovelace;Ada;;Lady;",
            "FN:Ada",
            "item1.EMAIL;X-P=1:b@x.example",
            "item1.X-ABLabel:desk",
            "ORG;X-Q=2:New;Sums",
            "NOTE:n"
        ]
    );
}

#[test]
fn a_contact_that_was_never_a_card_gets_a_valid_one() {
    let patch = crate::ContactPatch::new()
        .with_name("Ada", "Love;lace")
        .unwrap()
        .with_email("a@x.example".parse().unwrap())
        .with_birthdate(Some("1815-12-10".parse().unwrap()));
    let info = patch.apply(&Default::default(), |_| None, || EntryId::from_u128(9)).unwrap();
    let origin = crate::Origin::new(crate::OriginKind::OTHER);
    let contact = Contact::new(info, origin, Timestamp::EPOCH).unwrap();
    let expected = [
        "VERSION:4.0",
        "FN:Ada Love;lace",
        "N:Love\\;lace;Ada;;;",
        "BDAY:18151210",
        "EMAIL:a@x.example",
    ];
    assert_eq!(lines(&contact), expected);
}
