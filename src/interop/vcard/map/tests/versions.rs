//! L3: a card goes through another version and comes back as it was.

use proptest::prelude::*;

use super::laws::any_card;
use super::*;
use crate::interop::Loose;

/// The card as it would be read back after it was written in this version.
pub(super) fn through(card: Card, version: Version) -> Option<Card> {
    let record = import(card, &ImportOptions::default()).ok()?;
    let loose = Loose::new(record, Timestamp::EPOCH).unwrap();
    let options = ExportOptions::default().with_version(version);
    let card = export(loose.contact(), None, &loose, &options).unwrap();
    assert_eq!(card.version, version);
    cards(written(card.version, &card.properties)).pop()
}

/// What must be the same after all: the charset is that of what is written, and names are compared
/// without case.
pub(super) fn content(card: &Card) -> Vec<String> {
    let of = |p: &Property| {
        let params = p.params.iter().filter(|p| !p.name.eq_ignore_ascii_case("CHARSET"));
        let params: Vec<_> =
            params.map(|p| (p.name.to_ascii_uppercase(), p.values.clone())).collect();
        let name = p.name.to_ascii_uppercase();
        format!("{:?} {name} {params:?} {:?} {:?}", p.group, p.value, p.encoding)
    };
    let mut lines: Vec<_> = card.properties.iter().map(of).collect();
    lines.sort();
    lines
}

/// What is lost and what is new after a card went through another version.
pub(super) fn difference(card: &Card, by: Version) -> (Vec<String>, Vec<String>) {
    let Some(there) = through(card.clone(), by) else { return Default::default() };
    let back = through(there, card.version).unwrap();
    let (before, after) = (content(card), content(&back));
    let less = |a: &[String], b: &[String]| {
        let mut b = b.to_vec();
        let missing = a.iter().filter(|line| match b.iter().position(|known| known == *line) {
            Some(at) => {
                b.remove(at);
                false
            }
            None => true,
        });
        missing.cloned().collect::<Vec<_>>()
    };
    (less(&before, &after), less(&after, &before))
}

#[track_caller]
fn comes_back(version: &str, lines: &str) {
    let card =
        cards(format!("BEGIN:VCARD\nVERSION:{version}\n{lines}\nEND:VCARD\n")).pop().unwrap();
    for by in [Version::V2_1, Version::V3_0, Version::V4_0] {
        let (lost, new) = difference(&card, by);
        assert!(lost.is_empty() && new.is_empty(), "by {by}: {lost:#?}\n{new:#?}");
    }
}

#[test]
fn a_card_of_3_0_comes_back_from_every_version() {
    comes_back(
        "3.0",
        "N:Lovelace;Ada;Augusta,King;Lady;\nFN:Lady Ada\nitem1.EMAIL;type=INTERNET;type=pref:ada@x.example\n\
         item1.X-ABLabel:_$!<Work>!$_\nEMAIL;TYPE=HOME,pref:b@x.example\nTEL;HOME:+1 202 555 0100\n\
         TEL;TYPE=\"voice,home\";PREF=3:1\nORG:Engines\\, Ltd;Sums\nBDAY:1815-12-10\nX-ANNIVERSARY:1835-07-08\n\
         BDAY;VALUE=date:18151210\nADR;TYPE=home:PO 1;Flat 2;3 Square\\nLeft;London;;N1;England\n\
         CATEGORIES:Friends,Maths\\, pure\nNOTE:a, b\\; c; d\\nnext\\:\\x\nLABEL;TYPE=home:3 Square\\nLondon\n\
         PHOTO;TYPE=JPEG;ENCODING=b:/9j/4AAQ\nLOGO;ENCODING=BASE64;TYPE=PNG:/9j/4AAQ\nPHOTO:/9j/4AAQ\n\
         SOUND;ENCODING=b;TYPE=WAVE:UklGRgAAAABXQVZF\nKEY;TYPE=PGP;ENCODING=b:AAEC\nGEO:37.386013;-122.082932\n\
         SORT-STRING:Ada\nCLASS:PRIVATE\nMAILER:x\nAGENT:BEGIN:VCARD\\nFN:x\\nEND:VCARD\nX-KIND:org\nX-GENDER:F\n\
         X-ADDRESSBOOKSERVER-KIND:group\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1\nUID:u-1\nREV:2020-01-01T00:00:00Z\n\
         PHOTO;VALUE=uri:http://x.example/a.jpg\nPHOTO;VALUE=binary;ENCODING=b;TYPE=GIF:R0lGODlh\nURL:http\\://x.example\n\
         IMPP;X-SERVICE-TYPE=Jabber:xmpp:ada@x.example\nX-ABDATE;TYPE=pref:1835-07-08\nX-P;X-Q=\"a^nb\":c;d,e\\;f",
    );
}

#[test]
fn a_card_of_4_0_comes_back_from_every_version() {
    comes_back(
        "4.0",
        "KIND:individual\nFN;PREF=1:Ada\nN;SORT-AS=\"a,b\":Lovelace;Ada,Augusta;;Lady;Jr.,M.D.\nGENDER:F;x\nLANG;PREF=1:en\nLANG:de-DE\n\
         TEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+1-202-555-0101;ext=5\nTEL;PREF=50:2\nTEL;PREF=60:3\n\
         EMAIL;PREF=7:a@x.example\nEMAIL;TYPE=pref;PREF=2:b@x.example\nBDAY:--0416\nANNIVERSARY:18350708\nANNIVERSARY;VALUE=text:soon\n\
         ADR;GEO=\"geo:1,2\";LABEL=\"3 Square^nLondon\":;;3 Square;London;;N1;GB\nGEO:geo:37.386013,-122.082932\n\
         PHOTO:data:image/jpeg;base64,/9j/4AAQ\nLOGO;MEDIATYPE=image/gif:data:image/png;x=y;base64,R0lGODlh\nKEY:data:application/pgp-keys;base64,AAEC\n\
         RELATED;TYPE=friend:urn:uuid:2\nCLIENTPIDMAP:1;urn:uuid:3\nXML:<a/>\nNOTE;LANGUAGE=en;ALTID=1:a;b\\, c\nNOTE;LANGUAGE=de;ALTID=1:d\\;e, f\n\
         ORG:A;B\nTITLE:T\nCATEGORIES:a,b\nUID:urn:uuid:4\nX-P:q;r\nPRONOUNS:she/her\nBIRTHPLACE:London\nREV:20200101T000000Z",
    );
}

#[test]
fn a_card_of_2_1_comes_back_from_every_version() {
    comes_back(
        "2.1",
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=B6ller;Ada, B.;;;\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Ada M=C3=B6ller\n\
         TEL;HOME;VOICE:1\nTEL;TYPE=WORK;PREF:2\nTEL;PREF;CELL:3\nEMAIL;INTERNET:a@x.example\nADR;WORK;PREF:;;1 Road, left;Town;;1;Germany\n\
         LABEL;WORK;ENCODING=QUOTED-PRINTABLE:1 Road=0D=0ATown\nNOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab\nNOTE:C:\\temp, x\\; y\\nz\n\
         PHOTO;JPEG;BASE64:/9j/4AAQ\n\nPHOTO;TYPE=JPEG;ENCODING=BASE64:/9j/4AAQ\n\nLOGO;VALUE=URL:http://x.example/a.gif\nSOUND;X-IRMC-N:a;b\n\
         BDAY:1815-12-10\nREV:20200101\nUID:x\nX-P;Q=r;S:t\\u;v,w\nCATEGORIES:a;b,c\nGEO:1.0,2.0",
    );
}

#[test]
fn what_is_changed_in_another_version_stays_changed() {
    let before = card("FN:Ada\nTEL;TYPE=HOME,pref:1\nNOTE:a; b");
    let mut there = through(before, Version::V4_0).unwrap();
    for line in &mut there.properties {
        match line.name.as_str() {
            "TEL" => line.value = "2".into(),
            "NOTE" => line.value = "c; d".into(),
            _ => {}
        }
    }
    let back = through(there, Version::V3_0).unwrap();
    let value = |name: &str| back.properties.iter().find(|p| p.name == name).unwrap().value.clone();
    assert_eq!((value("TEL").as_str(), value("NOTE").as_str()), ("2", "c\\; d"));
}

#[test]
fn what_a_version_has_no_name_for_is_reported() {
    let card = cards("BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nGENDER:F\nEND:VCARD").pop().unwrap();
    let options = ExportOptions::default().with_version(Version::V3_0);
    let card = export(&contact(imported(card)), None, &Spelled, &options).unwrap();
    assert_eq!(card.properties[1].name, "X-GENDER");
    let said: Vec<_> = card.problems.iter().map(|p| (p.code, p.subject.as_deref())).collect();
    assert_eq!(said, [("vcard.other_version", Some("GENDER"))]);
}

#[test]
fn the_preferred_entry_is_so_in_every_version() {
    let card = cards(
        "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nEMAIL;PREF=60:a@x.example\nEMAIL;PREF=50:b@x.example\nEND:VCARD",
    );
    for version in [Version::V2_1, Version::V3_0] {
        let card = through(card[0].clone(), version).unwrap();
        let contact = contact(imported(card));
        assert_eq!(contact.info().emails().primary().unwrap().value.as_str(), "b@x.example");
    }
}

proptest! {
    #[test]
    fn every_card_comes_back_from_every_version(card in any_card()) {
        let card = cards(card).remove(0);
        for by in [Version::V2_1, Version::V3_0, Version::V4_0] {
            let (lost, new) = difference(&card, by);
            prop_assert!(lost.is_empty() && new.is_empty(), "by {by}: {lost:#?}\n{new:#?}");
        }
    }
}
