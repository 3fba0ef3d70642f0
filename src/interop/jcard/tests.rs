//! Cards as JSON and back.

use proptest::prelude::*;

use super::*;
use crate::contact::Property;
use crate::interop::vcard::tests::{read as read_lines, written};
use crate::interop::vcard::{Card, Item, Limits, Version};
use crate::interop::{Found, ImportOptions};

fn cards(text: impl AsRef<[u8]>) -> Vec<Card> {
    let items = read_lines(text.as_ref()).into_iter();
    items.filter_map(|item| if let Item::Card(card) = item { Some(card) } else { None }).collect()
}

fn card(lines: &str) -> Card {
    cards(format!("BEGIN:VCARD\nVERSION:4.0\n{lines}\nEND:VCARD\n")).pop().unwrap()
}

fn json(version: Version, properties: &[Property]) -> String {
    let mut out = Vec::new();
    write_card(&mut out, version, properties).unwrap();
    String::from_utf8(out).unwrap()
}

/// The lines that a text has.
fn lines(text: &str) -> Vec<Property> {
    reader::card(1, 1, text.into(), &Limits::default()).unwrap().properties
}

fn found(text: &str) -> Vec<Found> {
    let options = ImportOptions::default();
    read(text.as_bytes(), &options).unwrap().map(Result::unwrap).collect()
}

/// What a line says, without letter case of names, spelling of values and order of parameters; a
/// parameter that is there twice counts as one with both values.
fn essence(version: Version, properties: &[Property]) -> Vec<String> {
    let mut all: Vec<String> = properties
        .iter()
        .map(|line| {
            let mut params: Vec<String> = line
                .params
                .iter()
                .flat_map(|p| {
                    let bare = |word: &str| match word {
                        "b" | "base64" => "ENCODING",
                        _ => "TYPE",
                    };
                    let first =
                        p.values.first().map_or_else(String::new, |(v, _)| v.to_lowercase());
                    let name = match p.name.to_ascii_uppercase() {
                        name if name.is_empty() => bare(&first).to_owned(),
                        name => name,
                    };
                    p.values.iter().map(move |(value, _)| match name.as_str() {
                        "VALUE" => format!("{name}={}", value.to_ascii_lowercase()),
                        _ => format!("{name}={value}"),
                    })
                })
                .collect();
            params.sort();
            let name = line.name.to_ascii_uppercase();
            let value = match version {
                _ if matches!(name.as_str(), "N" | "ADR") => {
                    let lists = vcard_text::components(&line.value).into_iter();
                    let lists = lists
                        .map(|part| format!("{:?}", unescaped(version, vcard_text::list(part))));
                    lists.collect::<Vec<_>>().join(";")
                }
                _ if name == "ORG" => {
                    format!("{:?}", unescaped(version, vcard_text::components(&line.value)))
                }
                _ => unescaped(version, vec![&line.value]).concat(),
            };
            format!("{:?} {name} {params:?} {value}", line.group)
        })
        .collect();
    all.sort();
    all
}

use crate::interop::vcard::text as vcard_text;

fn unescaped(version: Version, parts: Vec<&str>) -> Vec<String> {
    parts.into_iter().map(|part| vcard_text::unescape(version, part).into_owned()).collect()
}

#[test]
fn every_kind_of_value_has_its_place() {
    for (line, array) in [
        ("FN:Doe\\, J.\\nX;y", r#"["fn",{},"text","Doe, J.\nX;y"]"#),
        (
            "item1.TEL;TYPE=home,\"a,b\";PREF=1;VALUE=uri:tel:+1",
            r#"["tel",{"group":"item1","type":["home","a,b"],"pref":"1"},"uri","tel:+1"]"#,
        ),
        ("N:S;J;P,Q;Dr.;Jr\\,X", r#"["n",{},"text",["S","J",["P","Q"],"Dr.","Jr,X"]]"#),
        ("ADR:;;1\\;2 Road;;;;", r#"["adr",{},"text",["","","1;2 Road","","","",""]]"#),
        ("ORG:ABC\\, Inc.", r#"["org",{},"text","ABC, Inc."]"#),
        ("ORG:A;B", r#"["org",{},"text",["A","B"]]"#),
        ("CATEGORIES:a,b\\,c", r#"["categories",{},"text","a","b,c"]"#),
        ("BDAY:19960415T1430Z", r#"["bday",{},"date-and-or-time","1996-04-15T14:30Z"]"#),
        (
            "BDAY:1996-04-15",
            r#"["bday",{"x-cc-raw":"1996-04-15"},"date-and-or-time","1996-04-15"]"#,
        ),
        ("BDAY;VALUE=text:circa 1800", r#"["bday",{},"text","circa 1800"]"#),
        ("TZ;VALUE=utc-offset:-0500", r#"["tz",{},"utc-offset","-05:00"]"#),
        ("REV:19951031T222710Z", r#"["rev",{},"timestamp","1995-10-31T22:27:10Z"]"#),
        ("LANG:fr", r#"["lang",{},"language-tag","fr"]"#),
        ("X-ABLABEL:a\\,b;c", r#"["x-ablabel",{},"unknown","a\\,b;c"]"#),
        ("X-N;VALUE=integer:5", r#"["x-n",{},"integer",5]"#),
        ("X-N;VALUE=integer:05", r#"["x-n",{},"integer","05"]"#),
        ("X-N;VALUE=boolean:true", r#"["x-n",{},"boolean",true]"#),
        ("X-N;VALUE=text:a,b\\,c", r#"["x-n",{},"text","a","b,c"]"#),
        ("X-N;VALUE=text:a,b;c\\;", r#"["x-n",{},"text",[["a","b"],"c;"]]"#),
        ("GENDER:M;Fellow", r#"["gender",{},"text",["M","Fellow"]]"#),
        ("URL:https://x.example/?a,b;c", r#"["url",{},"uri","https://x.example/?a,b;c"]"#),
    ] {
        let read = card(line);
        let text = json(Version::V4_0, &read.properties);
        let expected = format!(r#"["vcard",[["version",{{}},"text","4.0"],{array}]]"#);
        assert_eq!(text, expected);
        let again = lines(&text);
        let whole = written(Version::V4_0, &again);
        let whole = String::from_utf8(whole).unwrap().replace("\r\n ", "");
        assert_eq!(whole.split("\r\n").nth(2).unwrap().replace("ITEM1", "item1"), ordered(line));
        assert_eq!(json(Version::V4_0, &again), text);
    }
}

/// `VALUE` comes last.
fn ordered(line: &str) -> String {
    line.to_owned()
}

#[test]
fn odd_arrays_come_back_as_they_mean() {
    for (array, value) in [
        (r#"["fn",{},"unknown","a\\,b"]"#, "a\\,b"),
        (r#"["note",{},"text","a","b,c"]"#, "a,b\\,c"),
        (r#"["x-a",{},"unknown",null]"#, ""),
        (r#"["x-a",{},"unknown",1.50,true]"#, "1.50,true"),
        (r#"["org",{},"text",["a"]]"#, "a"),
        (r#"["BDAY",{},"date","--04-16"]"#, "--0416"),
        (r#"["bday",{"x-cc-raw":"1996-04-15"},"date-and-or-time","1997-04-15"]"#, "19970415"),
    ] {
        assert_eq!(lines(&format!(r#"["vcard",[{array}]]"#))[0].value, value, "{array}");
    }
    // What is no property is kept as it is, and comes back as such.
    for array in [r#"["fn",{},"text"]"#, "7", r#"[1,{},"text","x"]"#, r#"["",{},"text","x"]"#] {
        let first =
            reader::card(1, 1, format!("[\"vcard\",\n[{array}]]").into(), &Limits::default());
        let first = first.unwrap();
        assert_eq!((first.properties[0].name.as_str(), &*first.properties[0].value), ("", array));
        assert_eq!((first.problems[0].code, first.problems[0].line), ("jcard.no_property", 2));
        let again = lines(&json(Version::V4_0, &first.properties));
        assert_eq!(again[0].value, array);
    }
}

#[test]
fn files_are_one_card_an_array_or_lines() {
    let card = |name: &str| format!(r#"["vcard",[["fn",{{}},"text","{name}"]],[]]"#);
    let (a, b) = (card("Ada"), card("Bob"));
    for file in [format!("[{a},\n{b}]"), format!("{a}\n{b}\n"), format!(" [ {a} , {b} ] ")] {
        let found = found(&file);
        assert_eq!(found.len(), 2);
        for (found, name) in found.iter().zip(["Ada", "Bob"]) {
            let Found::Record(record) = found else { panic!("{found:?}") };
            assert_eq!(record.properties[0].value, name);
            assert_eq!(record.properties[0].format, "jcard");
            assert!(record.problems.is_empty());
        }
    }
}

#[test]
fn damage_is_said_with_its_line_and_spares_the_neighbours() {
    let whole = r#"["vcard",[["fn",{},"text","Bob"]]]"#;
    for (damaged, code, line) in [
        ("[\"vcard\",\n[[\"fn\",{},\"text\",\"x]]]", "json.unterminated", 4),
        ("[\"vcard\",\n[[\"fn\",{},\"text\",x]]]", "json.damaged", 3),
        ("[\"vcard\",\n{}]", "jcard.no_card", 2),
        ("[\"vcalendar\",\n[]]", "jcard.no_card", 2),
        ("[\"vcard\",\n[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]", "json.too_deep", 3),
        ("[\"vcard\",\n[]]", "record.nothing", 2),
    ] {
        let found = found(&format!("[\n{damaged},\n{whole}]"));
        let Found::Skipped(skipped) = &found[0] else { panic!("{found:?}") };
        assert_eq!((skipped.problem.code, skipped.problem.line), (code, line), "{damaged}");
        assert!(matches!(found.last(), Some(Found::Record(_))), "{damaged}: {found:?}");
    }
    let limits = Limits::default().with_properties(2).with_parameters(2).with_bytes(50, 5000);
    for (properties, code) in [
        (
            r#"["fn",{},"text","x"],["fn",{},"text","x"],["fn",{},"text","x"]"#,
            "vcard.too_many_properties",
        ),
        (r#"["fn",{"a":"","b":"","c":""},"text","x"]"#, "vcard.too_many_parameters"),
        (&*format!(r#"["fn",{{}},"text","{}"]"#, "x".repeat(60)), "vcard.line_too_long"),
        (&*format!(r#"["fn",{{}},"text","{}"]"#, "x".repeat(6000)), "json.too_large"),
    ] {
        let text = format!("[[\"vcard\",[{properties}]],\n{whole}]");
        let found: Vec<_> =
            Reader::with_limits(text.as_bytes(), &ImportOptions::default(), limits.clone())
                .unwrap()
                .map(Result::unwrap)
                .collect();
        let Found::Skipped(skipped) = &found[0] else { panic!("{code} {found:?}") };
        assert_eq!(skipped.problem.code, code);
        assert!(matches!(&found[1..], [Found::Record(_)]), "{code}");
    }
}

#[cfg(feature = "csv")]
mod corpus {
    use super::*;
    use crate::interop::corpus::files;

    #[test]
    fn cards_of_real_programs_come_back() {
        for (name, bytes, _) in files("vcard") {
            for card in cards(&bytes).iter().filter(|card| card.version != Version::V2_1) {
                let again = lines(&json(card.version, &card.properties));
                // A card of 3.0 comes back in the spelling of 4.0, which is the same to the eye.
                let (before, after) =
                    (essence(card.version, &card.properties), essence(Version::V4_0, &again));
                assert_eq!(after, before, "{name}:{}", card.first_line);
            }
        }
    }

    #[test]
    fn a_card_and_its_jcard_mean_the_same() {
        let of = |kind: &str, end: &str| {
            let mut all = files(kind).into_iter();
            all.find(|(name, ..)| name.ends_with(end)).map(|(_, bytes, _)| bytes)
        };
        for (card, text) in
            [("vcard.vcf", "vcard.json"), ("vcard_grouped.vcf", "vcard_grouped.json")]
        {
            let path = |name: &str| format!("kewisch-ical.js/{name}");
            let Some(text) = of("jcard", &path(text)) else { continue };
            let Some(lines_of) = of("vcard", &path(card)) else { continue };
            let read = cards(&lines_of).remove(0);
            let strip = |lines: Vec<Property>| {
                essence(Version::V4_0, &lines)
                    .into_iter()
                    .map(|l| l.to_lowercase())
                    .collect::<Vec<_>>()
            };
            let again = lines(std::str::from_utf8(&text).unwrap());
            assert_eq!(strip(again), strip(lines(&json(Version::V4_0, &read.properties))));
        }
    }
}

fn any_value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[ -~]{0,8}".prop_map(|text| format!("{text:?}").replace("\\'", "'")),
        Just("null".to_owned()),
        Just("17".to_owned()),
        Just("\"1996-04-15\"".to_owned()),
        Just("\"\\ud800\"".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        proptest::collection::vec(inner, 0..4).prop_map(|list| format!("[{}]", list.join(",")))
    })
}

fn any_array() -> impl Strategy<Value = String> {
    const NAMES: &[&str] =
        &["fn", "n", "adr", "org", "bday", "categories", "x-a", "tel", "rev", "Note"];
    const TYPES: &[&str] =
        &["text", "unknown", "date-and-or-time", "uri", "integer", "X-T", "date"];
    const PARAMS: &[&str] = &[
        "",
        "\"group\":\"g\"",
        "\"type\":[\"a\",\"b\"]",
        "\"value\":\"x\"",
        "\"x-cc-raw\":\"19960415\"",
    ];
    let parts =
        (prop::sample::select(NAMES), prop::sample::select(PARAMS), prop::sample::select(TYPES));
    (parts, proptest::collection::vec(any_value(), 0..3)).prop_map(
        |((name, params, kind), values)| {
            let head = format!("\"{name}\",{{{params}}},\"{kind}\"");
            format!("[{}]", std::iter::once(head).chain(values).collect::<Vec<_>>().join(","))
        },
    )
}

proptest! {
    #[test]
    fn lines_of_arrays_come_back(arrays in proptest::collection::vec(any_array(), 0..5)) {
        let first = lines(&format!("[\"vcard\",[{}]]", arrays.join(",")));
        let again = lines(&json(Version::V4_0, &first));
        prop_assert_eq!(essence(Version::V4_0, &again), essence(Version::V4_0, &first));
        prop_assert_eq!(json(Version::V4_0, &again), json(Version::V4_0, &lines(&json(Version::V4_0, &again))));
    }

    #[test]
    fn damaged_text_never_stops_the_reader(
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut text = br#"[["vcard",[["fn",{"type":["a"]},"text","A\u00e9"],["n",{},"text",["b",["c","d"]]]]],["vcard",[["fn",{},"text","B"]]]]"#.to_vec();
        let place = at.index(text.len());
        text[place] = byte;
        text.truncate(cut.index(text.len()) + 1);
        for found in read(text.as_slice(), &ImportOptions::default()).unwrap() {
            found.unwrap();
        }
    }
}
