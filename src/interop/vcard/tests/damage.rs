//! What holds of damaged files: no card is lost, none takes its neighbours with it.

use std::time::{Duration, Instant};

use super::*;
use crate::interop::damage::Damaged;
use crate::interop::{ImportOptions, corpus};
use crate::testing::fuzzing;

/// Cards of old phones, of address books, and of those who stretch the format.
const SAMPLES: [&str; 4] = [
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=B6ller;Ann=\r\na\r\nTEL;CELL;VOICE:+49 30 901820\r\nPHOTO;JPEG;ENCODING=BASE64:\r\n /9j/4AAQSkZJRgABAQ\r\n AAAQABAAD/2wBDAA==\r\n\r\nNOTE;QUOTED-PRINTABLE:eins=0D=0Azwei=\r\n drei\r\nEND:VCARD\r\n",
    "BEGIN:VCARD\nVERSION:3.0\nN:Kov\u{e1}cs;Ilona;;Dr.;\nFN:Dr. Ilona Kov\u{e1}cs\nitem1.TEL;type=pref:+36 1 555 0100\nitem1.X-ABLabel:_$!<Mobile>!$_\nADR;TYPE=HOME,\"x;y:z\":;;1 F\u{151} utca\\, 2. em.;Budapest;;1011;HU\nPHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlE\n QVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==\nCATEGORIES:friends,choir\nEND:VCARD\n",
    "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:individual\r\nFN;ALTID=1;LANGUAGE=ja:\u{4f50}\u{3005}\u{6728} \u{5065}\u{592a}\u{90ce}\r\nN:\u{4f50}\u{3005}\u{6728};\u{5065}\u{592a}\u{90ce};;;\r\nEMAIL;TYPE=work;PREF=1;X-P=\"^n^^^'\":ken@mail.example\r\nTEL;VALUE=uri;TYPE=\"voice,cell\":tel:+81-3-5555-0100;ext=7\r\nBDAY:--0416\r\nUID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1\r\nEND:VCARD\r\n",
    "BEGIN:VCARD\nVERSION:2.1\nN:Outer;One\nAGENT:\nBEGIN:VCARD\nVERSION:2.1\nN:Inner;One\nTEL:2\nEND:VCARD\nLABEL,TYPE=HOME:a street\nno colon here\nEND:VCARD\n",
];

const TOKENS: [&[u8]; 46] = [
    b"BEGIN:VCARD\n",
    b"END:VCARD\r\n",
    b"BEGIN:VCARD",
    b"END:VCARD",
    b"\nAGENT:\n",
    b"\nAGENT:BEGIN:VCARD\n",
    b"VERSION:2.1\n",
    b"VERSION:3.0\n",
    b"VERSION:4.0\n",
    b"VERSION:9\n",
    b"\n",
    b"\r\n",
    b"\r",
    b"\r\r\n",
    b"\n ",
    b"\r\n\t",
    b"=\n",
    b"=\r\n ",
    b"=0A",
    b"=3D",
    b"=C3",
    b";",
    b":",
    b",",
    b"=",
    b"\"",
    b"^n",
    b"\\",
    b"\\n",
    b".",
    b";QUOTED-PRINTABLE",
    b";ENCODING=b",
    b";BASE64",
    b";CHARSET=ISO-8859-1",
    b";CHARSET=x",
    b";TYPE=home,",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xc3",
    b"\xc2\x85",
    b"\x00",
    b"\x07",
    b"\xef\xbf\xbd",
    b"X-CC-DAMAGED:",
    b"PHOTO;ENCODING=b:/9j/",
    b"TEL;x=1:2\n",
];

fn check(count: usize) {
    let mut samples: Vec<Vec<u8>> = SAMPLES.iter().map(|text| text.as_bytes().to_vec()).collect();
    samples.push(include_bytes!("../../../../tests/data/people.vcf")[..4000].to_vec());
    samples.extend(corpus::files("vcard").into_iter().map(|(_, bytes, _)| bytes));
    for (number, bytes) in Damaged::new(&samples, &TOKENS).take(count).enumerate() {
        let before = Instant::now();
        fuzzing::vcard_in(&bytes);
        let options = ImportOptions::default();
        for item in read(&bytes) {
            if let Item::Card(card) = item {
                let _ = import(card, &options);
            }
        }
        neighbours_survive(&bytes);
        // A hundred times what it takes without optimisation.
        let most = Duration::from_secs(2) + Duration::from_micros(20) * bytes.len() as u32;
        assert!(before.elapsed() < most, "file {number} took {:?}", before.elapsed());
    }
}

/// A card before and a card after whatever it is are what they are alone.
fn neighbours_survive(bytes: &[u8]) {
    let [first, last] = [SAMPLES[1].as_bytes(), SAMPLES[2].as_bytes()];
    // A line between, since an empty `AGENT` may take the card behind it, as it should.
    let items = read(&[first, bytes, b"\n--\n", last].concat());
    let is = |item: Option<&Item>, alone: &[u8]| {
        let Some(Item::Card(found)) = item else { return false };
        (&found.properties, &*found.raw) == (&card(alone).properties, alone)
    };
    assert!(is(items.first(), first), "the card before {:?}", String::from_utf8_lossy(bytes));
    assert!(is(items.last(), last), "the card after {:?}", String::from_utf8_lossy(bytes));
}

#[test]
fn a_damaged_file_loses_no_card() {
    check(500);
}

#[test]
#[ignore = "takes a minute"]
fn twenty_thousand_damaged_files_lose_no_card() {
    check(20_000);
}
