//! Reading what was written.

use super::*;
use crate::{Encoding, Parameter, Property};

pub(in crate::interop) fn read(bytes: &[u8]) -> Vec<Item> {
    Cards::new(bytes).unwrap().map(Result::unwrap).collect()
}

fn card(text: impl AsRef<[u8]>) -> Card {
    match read(text.as_ref()).as_slice() {
        [Item::Card(card)] => card.clone(),
        other => panic!("not one card: {other:?}"),
    }
}

/// What must be the same after writing and reading.
pub(in crate::interop) fn essence(card: &Card) -> Vec<String> {
    let of = |p: &Property| {
        let params: Vec<_> =
            p.params.iter().filter(|p| !p.name.eq_ignore_ascii_case("CHARSET")).collect();
        format!("{:?} {:?} {params:?} {:?} {:?}", p.group, p.name, p.value, p.encoding)
    };
    card.properties.iter().map(of).collect()
}

/// The same of lines whose charset was guessed: 2.1 then writes them in another encoding.
pub(in crate::interop) fn meaning(card: &Card) -> Vec<String> {
    card.properties.iter().map(|p| format!("{:?} {} {:?}", p.group, p.name, p.value)).collect()
}

pub(in crate::interop) fn written(version: Version, properties: &[Property]) -> Vec<u8> {
    let mut out = Vec::new();
    write_card(&mut out, version, properties).unwrap();
    out
}

fn property(name: &str, value: &str) -> Property {
    Property {
        format: "vcard4.0".into(),
        group: None,
        name: name.into(),
        params: Vec::new(),
        value: value.into(),
        encoding: Encoding::None,
        position: 0,
        bytes: None,
        media: None,
        anchor: None,
    }
}

fn param(name: &str, value: &str) -> Parameter {
    Parameter { name: name.into(), values: vec![(value.into(), false)] }
}

#[test]
fn a_property_is_kept_as_it_stood() {
    let card = card(
        "BEGIN:VCARD\nFN: Ada \nitem1.TEL;type=HOME,\"a,b\";PREF;X=^n:+1\\,2\nVERSION:3.0\nEND:VCARD\n",
    );
    assert_eq!(card.version, Version::V3_0);
    let [name, phone] = card.properties.as_slice() else { panic!() };
    assert_eq!((name.value.as_str(), name.position), (" Ada ", 0));
    assert_eq!(name.format, "vcard3.0");
    assert_eq!((phone.group.as_deref(), phone.name.as_str()), (Some("item1"), "TEL"));
    assert_eq!(phone.params[0].values, [("HOME".into(), false), ("a,b".into(), true)]);
    assert_eq!(phone.params[1], param("", "PREF"));
    assert_eq!(phone.params[2], param("X", "\n"));
    assert_eq!((phone.value.as_str(), phone.position), ("+1\\,2", 1));
}

#[test]
fn encodings_are_decoded_and_charsets_heeded() {
    let card = card(
        b"BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=Windows-1252;QUOTED-PRINTABLE:M=F6=\nller\nORG:Caf\xe9\nNOTE:\xc3\xa4\nPHOTO;BASE64:\n AA\n BB\n\nEND:VCARD\n",
    );
    let values: Vec<_> = card.properties.iter().map(|p| p.value.as_str()).collect();
    assert_eq!(values, ["Möller", "Café", "ä", "AABB"]);
    assert_eq!(card.properties[0].encoding, Encoding::QuotedPrintable);
    assert_eq!(card.properties[3].encoding, Encoding::Base64);
    assert!(card.problems.is_empty(), "the charset of the card is no guess");
}

#[test]
fn guesses_and_control_characters_are_reported_and_the_bytes_kept() {
    let card =
        card(b"BEGIN:VCARD\nVERSION:3.0\nFN:Caf\xe9\nNOTE:a\x07b\nX:\xef\xbf\xbd\nEND:VCARD\n");
    let said: Vec<_> = card.problems.iter().map(|p| (p.line, p.code)).collect();
    assert_eq!(said, [(3, "text.charset"), (4, "text.control"), (5, "text.replaced")]);
    assert_eq!(card.properties[0].bytes.as_deref(), Some(&b"Caf\xe9"[..]));
    assert_eq!(card.properties[1].value, "ab");
    assert_eq!(card.properties[1].bytes.as_deref(), Some(&b"a\x07b"[..]));
}

#[test]
fn damaged_lines_are_kept_and_survive_in_a_card_that_is_valid() {
    let first =
        card("BEGIN:VCARD\nVERSION:3.0\nADR:;;1 Test\nSesame \\Street;1\nEND:x\nEND:VCARD\n");
    let said: Vec<_> = first.problems.iter().map(|p| (p.line, p.code)).collect();
    assert_eq!(said, [(4, "vcard.no_colon"), (5, "vcard.bad_name")]);
    assert_eq!(first.properties[1].value, "Sesame \\Street;1");
    let out = written(Version::V3_0, &first.properties);
    assert!(String::from_utf8_lossy(&out).contains("\r\nX-CC-DAMAGED:Sesame \\Street;1\r\n"));
    let again = card(out);
    assert_eq!(essence(&again), essence(&first));
    assert!(again.problems.is_empty());
}

#[test]
fn versions_are_found_anywhere_and_reported_if_odd() {
    for (lines, version, code) in [
        ("N:a\nversion : 4.0\n", Version::V4_0, None),
        ("N:a\n", Version::V3_0, Some("vcard.no_version")),
        ("VERSION:5.0\nN:a\n", Version::V3_0, Some("vcard.version")),
        ("VERSION:2.1\nVERSION:3.0\nN:a\n", Version::V2_1, Some("vcard.versions")),
        ("version;X=y:4.0\nN:a\n", Version::V4_0, None),
        ("VERSION:4.0\nitem1.VERSION:3.0\n", Version::V4_0, Some("vcard.bad_name")),
        ("AGENT:\nBEGIN:VCARD\nVERSION:2.1\nEND:VCARD\nVERSION:3.0\n", Version::V3_0, None),
    ] {
        let card = card(format!("BEGIN:VCARD\n{lines}END:VCARD\n"));
        assert_eq!(card.version, version, "{lines}");
        assert_eq!(card.problems.first().map(|p| p.code), code, "{lines}");
        assert_eq!(card.properties.len(), 1, "{lines}");
    }
}

#[test]
fn lines_are_folded_at_75_bytes_between_characters() {
    let value = "ä€🙂 ".repeat(60);
    for version in [Version::V2_1, Version::V3_0, Version::V4_0] {
        for encoding in [Encoding::None, Encoding::QuotedPrintable] {
            let mut note = property("NOTE", &value);
            note.encoding = encoding;
            let out = String::from_utf8(written(version, &[note])).unwrap();
            assert!(out.split("\r\n").all(|line| line.len() <= 75), "{out}");
            assert!(!out.contains("= \r\n") && !out.replace("\r\n", "").contains('\n'));
            let card = card(&out);
            assert_eq!(card.properties[0].value, value);
            assert_eq!(card.problems, []);
        }
    }
}

#[test]
fn vcard_2_1_writes_quoted_printable_where_it_must() {
    let out = |p: Property| String::from_utf8(written(Version::V2_1, &[p])).unwrap();
    assert!(
        out(property("N", "Ünal"))
            .contains("\r\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=9Cnal\r\n")
    );
    assert!(
        out(property("N", "a\r\nb ")).contains("\r\nN;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab=20\r\n")
    );
    let mut stood = property("N", "Ünal");
    stood.format = "vcard2.1".into();
    assert!(out(stood).contains("\r\nN:Ünal\r\n"));
    let mut stood = property("N", "Ünal");
    stood.params = vec![param("CHARSET", "windows-1252")];
    assert!(out(stood).contains("\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=9Cnal\r\n"));
}

#[test]
fn soft_breaks_put_no_text_at_the_begin_of_a_line() {
    for before in 0..90 {
        let mut note = property("NOTE", &format!("{}END:VCARD", "x".repeat(before)));
        note.encoding = Encoding::QuotedPrintable;
        let card = card(written(Version::V2_1, &[note.clone(), note.clone()]));
        assert_eq!(card.properties.len(), 2);
        assert_eq!(card.properties[0].value, note.value);
    }
}

#[test]
fn encodings_that_no_longer_hold_are_not_written() {
    let mut note = property("NOTE", "a=b");
    note.params = vec![param("ENCODING", "QUOTED-PRINTABLE"), param("TYPE", "x")];
    let out = String::from_utf8(written(Version::V3_0, &[note])).unwrap();
    assert!(out.contains("\r\nNOTE;TYPE=x:a=b\r\n"));
}

#[test]
fn nothing_makes_a_line_of_its_own() {
    let evil = "x\r\nEND:VCARD\r\nBEGIN:VCARD\nEMAIL:e@x.example\u{85}\u{0}";
    let mut all = vec![
        property("NOTE", evil),
        property(evil, evil),
        property("", evil),
        property("END", "VCARD"),
        property("VERSION", "2.1"),
        property("AGENT", ""),
        property("AGENT", "BEGIN:VCARD"),
        property("AGENT", " begin:vcard\r\n"),
        property("BEGIN", "VCARD"),
    ];
    for encoding in [Encoding::QuotedPrintable, Encoding::Base64] {
        all.push(Property { encoding, ..property("AGENT", "BEGIN:VCARD") });
        all.push(Property { encoding, ..property("NOTE", evil) });
    }
    all[0].group = Some(evil.into());
    all[0].params = vec![param(evil, evil), param("", evil), param("ENCODING", evil)];
    for version in [Version::V2_1, Version::V3_0, Version::V4_0] {
        let card = card(written(version, &all));
        assert_eq!(card.properties.len(), all.len(), "{version}");
        assert_eq!(card.problems, []);
        assert_eq!(card.version, version);
    }
}

#[test]
fn a_photo_does_not_swallow_a_head_that_is_folded() {
    let mut photo = property("PHOTO", &"QUJD".repeat(40));
    photo.encoding = Encoding::Base64;
    let mut phone = property("TEL", "1");
    phone.params = vec![param("X", &"long".repeat(40))];
    for version in [Version::V2_1, Version::V3_0] {
        for encoding in [Encoding::QuotedPrintable, Encoding::Base64] {
            photo.encoding = encoding;
            let card = card(written(version, &[photo.clone(), phone.clone()]));
            assert_eq!(card.properties.len(), 2);
            assert_eq!(card.properties[0].value, photo.value);
        }
    }
}

#[test]
fn a_name_is_not_folded() {
    // Folded, it would look like more of the base64 before it.
    let mut photo = property("PHOTO", "QUJD");
    photo.encoding = Encoding::Base64;
    let long = property(&"v".repeat(100), "x");
    for version in [Version::V2_1, Version::V3_0, Version::V4_0] {
        let card = card(written(version, &[photo.clone(), long.clone()]));
        assert_eq!(card.properties.len(), 2, "{version}");
        assert_eq!(card.properties[1].name, long.name);
    }
}

#[test]
fn only_ascii_blanks_are_left_out_of_base64() {
    // What is not base64 is not ours to change, such as a no-break space.
    let mut photo = property("PHOTO", "\u{a0}QU\u{2003}JD");
    photo.encoding = Encoding::Base64;
    for version in [Version::V2_1, Version::V3_0, Version::V4_0] {
        assert_eq!(card(written(version, &[photo.clone()])).properties[0].value, photo.value);
    }
}

#[test]
fn time_is_linear() {
    let folds = "=\r\n ".repeat(300_000);
    let blanks = "\r\n  ".repeat(300_000);
    let limits = Limits { properties: 1_000_000, ..Limits::default() };
    for body in [
        format!("NOTE:{folds}"),
        format!("NOTE;QUOTED-PRINTABLE:{folds}"),
        format!("NOTE;QUOTED-PRINTABLE:{blanks}"),
        format!("NOTE;X=\"{folds}"),
        format!("NOTE{}:x", ";A=\"".repeat(30)),
        format!("NOTE;X={}", "\"".repeat(1_000_000)),
        "\n".repeat(1_000_000),
        "AGENT:\nBEGIN:VCARD\n".repeat(50_000),
        "x\n".repeat(500_000),
    ] {
        let text = format!("BEGIN:VCARD\nVERSION:2.1\n{body}\nEND:VCARD\n");
        let start = std::time::Instant::now();
        let items = Cards::with_limits(text.as_bytes(), limits.clone()).unwrap().count();
        assert!(items >= 1);
        assert!(start.elapsed().as_secs() < 20, "{}", &body[..20]);
    }
}

#[cfg(all(feature = "testing", feature = "csv"))]
mod damage;
#[cfg(feature = "testing")]
mod laws;

#[test]
fn a_card_within_the_card_comes_back_line_by_line() {
    for body in [
        "AGENT:\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nN:B;a\\;\r\nAGENT:BEGIN:VCARD\r\nEND:VCARD\r\nEND:VCARD\r\n",
        "item1.AGENT:BEGIN:VCARD\r\nNOTE:a\r\n b\\\\n\r\nEND:VCARD\r\n",
    ] {
        for version in ["2.1", "3.0"] {
            let file =
                format!("BEGIN:VCARD\r\nVERSION:{version}\r\nFN:x\r\n{body}TEL:1\r\nEND:VCARD\r\n");
            let items = read(file.as_bytes());
            let [Item::Card(card)] = &items[..] else { panic!("{file}") };
            assert_eq!(card.properties.len(), 3, "{file}");
            let out = written(card.version, &card.properties);
            assert_eq!(String::from_utf8(out).unwrap(), file);
        }
    }
    // What would be read as something else goes out as text.
    for evil in [
        "BEGIN:VCARD\\nEND:VCARD\\nFN:evil",
        "x\\nBEGIN:VCARD\\nEND:VCARD",
        "\\nBEGIN:VCARD",
        "\\nBEGIN:VCARD\\nBEGIN:VCARD\\nEND:VCARD",
    ] {
        let agent = Property { encoding: Encoding::Nested, ..property("AGENT", evil) };
        let out = written(Version::V2_1, &[agent, property("FN", "x")]);
        let items = read(&out);
        let [Item::Card(card)] = &items[..] else { panic!("{evil}") };
        assert_eq!(card.properties.len(), 2, "{evil}");
    }
}
