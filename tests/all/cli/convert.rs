//! `contacts convert`.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{Folder, cards, data, run, said};

const CARDS: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lovelace;Ada;King;;\r\nFN:Ada Lovelace\r\n\
    item1.EMAIL;TYPE=WORK,pref:ada@x.example\r\nitem1.X-ABLabel:Engine room\r\n\
    NOTE:one\\, two\\nthree\r\nCATEGORIES:Maths,Poets\r\nBDAY:1815-12-10\r\nX-SHOE;size=EU:38\r\n\
    PHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgoAAAA=\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:nobody\r\nEND:VCARD\r\n";

fn lines(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn values(bytes: &[u8]) -> Vec<Vec<(Option<String>, String, String)>> {
    let line = |line: &contacts_core::Property| {
        (line.group.as_ref().map(ToString::to_string), line.name.to_string(), line.value.clone())
    };
    cards(bytes).iter().map(|card| card.properties.iter().map(line).collect()).collect()
}

#[test]
fn a_file_in_its_own_format_stays_what_it_is() {
    let folder = Folder::new("convert-same");
    let file = folder.with("a.vcf", CARDS);
    let out = folder.file("b.vcf");
    let output = run(["convert".as_ref(), file.as_os_str(), out.as_os_str()]);
    let (code, told) = said(&output);
    assert_eq!(code, Some(3), "{told}");
    assert!(told.contains("a.vcf: line 13: error: no name, e-mail or phone `nobody`"), "{told}");
    assert_eq!(values(&fs::read(&out).unwrap()), values(CARDS.as_bytes()));
}

#[test]
fn what_goes_through_another_version_or_lines_of_json_comes_back() {
    let folder = Folder::new("convert-back");
    let person = CARDS.split_inclusive("END:VCARD\r\n").next().unwrap();
    let file = folder.with("a.vcf", person);
    for (name, to) in [("b.vcf", "vcard4"), ("c.jsonl", "jsonl")] {
        let (there, back) = (folder.file(name), folder.file("back.vcf"));
        let output = run(["convert", file.to_str().unwrap(), there.to_str().unwrap(), "--to", to]);
        assert_eq!(said(&output), (Some(0), String::new()), "{to}");
        let there = there.to_str().unwrap();
        let output = run(["convert", there, back.to_str().unwrap(), "--to", "vcard3"]);
        assert_eq!(said(&output), (Some(0), String::new()), "{to}");
        let sorted = |bytes: &[u8]| {
            let mut values = values(bytes);
            values.iter_mut().for_each(|card| card.sort());
            values
        };
        assert_eq!(sorted(&fs::read(&back).unwrap()), sorted(person.as_bytes()), "{to}");
    }
}

#[test]
fn lines_of_json_have_the_shape_of_the_api_and_what_is_kept() {
    let folder = Folder::new("convert-jsonl");
    let file = folder.with("a.vcf", CARDS);
    let output = run(["convert", file.to_str().unwrap(), "--to", "jsonl"]);
    let contacts = lines(&output.stdout);
    assert_eq!(contacts.len(), 1);
    let contact = &contacts[0];
    assert_eq!(contact["info"]["name"]["last"], "Lovelace");
    assert_eq!(contact["info"]["emails"]["items"][0]["email"], "ada@x.example");
    assert_eq!(contact["labels"][0]["displayName"], "Maths");
    let kept = contact["preservedProperties"].as_array().unwrap();
    assert!(kept.iter().any(|line| line["name"] == "X-SHOE" && line["value"] == "38"));
    assert_eq!(contact["media"].as_object().unwrap().len(), 1);
    // The same record has the same id again.
    let again = run(["convert", file.to_str().unwrap(), "--to", "jsonl"]);
    assert_eq!(again.stdout, output.stdout);
}

#[test]
fn a_table_is_read_twice_also_from_standard_input() {
    let folder = Folder::new("convert-csv");
    let text = "First Name,Last Name,Email,Shoe size\r\nAda,Lovelace,ada@x.example,38\r\n\
                Bob,Harlow,bob@x.example,\r\n";
    let file = folder.with("a.csv", text);
    let output = run(["convert", file.to_str().unwrap(), "--to", "csv"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
    let mut child = Command::new(env!("CARGO_BIN_EXE_contacts"))
        .args(["convert", "-", "--to", "csv:google"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(CARDS.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.starts_with("First Name,"), "{table}");
    assert!(table.contains("ada@x.example") && table.contains("Maths ::: Poets"), "{table}");
}

#[test]
fn formulas_are_guarded_where_that_is_asked_for() {
    let folder = Folder::new("convert-guard");
    let file = folder.with("a.csv", "Name,Email\r\n=1+1,ada@x.example\r\n");
    let path = file.to_str().unwrap();
    let plain = run(["convert", path, "--to", "csv"]).stdout;
    let guarded = run(["convert", path, "--to", "csv", "--guard", "--bom"]).stdout;
    assert!(String::from_utf8(plain).unwrap().contains("\r\n=1+1,"));
    let guarded = String::from_utf8(guarded).unwrap();
    assert!(guarded.starts_with('\u{feff}') && guarded.contains("\r\n'=1+1,"), "{guarded}");
}

#[test]
fn what_was_understood_is_shown_in_a_shape_of_no_format() {
    let folder = Folder::new("convert-debug");
    let file = folder.with("a.vcf", CARDS);
    let records = lines(&run(["convert", file.to_str().unwrap(), "--to", "debug-jsonl"]).stdout);
    let ada = &records[0];
    assert_eq!(
        (&ada["card"], &ada["line"], &ada["version"]),
        (&0.into(), &1.into(), &"3.0".into())
    );
    assert_eq!(ada["name"]["additional"], "King");
    assert_eq!(
        ada["emails"][0],
        serde_json::json!({
            "value": "ada@x.example", "types": ["work"], "pref": 1, "label": "Engine room"
        })
    );
    assert_eq!(ada["note"], "one, two\nthree");
    assert_eq!(ada["bday"], serde_json::json!({"year": 1815, "month": 12, "day": 10}));
    assert_eq!(ada["categories"], serde_json::json!(["Maths", "Poets"]));
    assert_eq!(
        (&ada["photos"][0]["bytes"], &ada["photos"][0]["mime"]),
        (&11.into(), &"image/png".into())
    );
    assert_eq!((&records[1]["card"], &records[1]["note"]), (&1.into(), &"nobody".into()));
    assert_eq!(records[1]["rejected"], true);
}

#[test]
fn the_expectations_of_the_corpus_are_met() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = folder.ancestors().map(|folder| folder.join("shared/data/interop"));
    let Some(corpus) = corpus.into_iter().find(|folder| folder.is_dir()) else { return };
    let expected = fs::read_to_string(corpus.join("expected.json")).unwrap();
    let expected: Vec<Value> = serde_json::from_str(&expected).unwrap();
    let (mut values, mut missed) = (0, Vec::new());
    let mut found: std::collections::HashMap<String, Vec<Value>> = Default::default();
    for record in &expected {
        let file = record["file"].as_str().unwrap();
        let records = found.entry(file.into()).or_insert_with(|| {
            let path = corpus.join(file);
            lines(
                &run([
                    "convert".as_ref(),
                    path.as_os_str(),
                    "--to".as_ref(),
                    "debug-jsonl".as_ref(),
                ])
                .stdout,
            )
        });
        let same = |one: &&Value| one["card"] == record["card"] && one["row"] == record["row"];
        let got = records.iter().find(same).unwrap_or(&Value::Null);
        for (key, value) in record.as_object().unwrap() {
            if ["file", "verified", "remark", "preserved"].contains(&key.as_str()) {
                continue;
            }
            values += 1;
            if plain(key, value) != plain(key, &got[key]) {
                missed.push(format!("{file} {key}: {value} is {}", got[key]));
            }
        }
        for value in record["preserved"].as_object().into_iter().flat_map(|kept| kept.values()) {
            values += 1;
            if !got["preserved"].as_object().is_some_and(|kept| kept.values().any(|v| v == value)) {
                missed.push(format!("{file} preserved: {value}"));
            }
        }
    }
    assert!(missed.len() * 200 <= values, "{} of {values}:\n{}", missed.len(), missed.join("\n"));
}

/// A value as it is compared.
fn plain(key: &str, value: &Value) -> Value {
    match value {
        Value::String(text) if key == "additional" => {
            text.split(',').map(str::trim).collect::<Vec<_>>().join(",").into()
        }
        Value::String(text) => text.trim().replace("\r\n", "\n").into(),
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| plain(key, item)).collect();
            if key == "types" {
                items.sort_by_key(Value::to_string);
            }
            items.into()
        }
        Value::Object(members) => {
            // How a picture calls itself is not always known to both.
            let members = members.iter().filter(|(key, _)| *key != "mime");
            members
                .map(|(key, value)| (key.clone(), plain(key, value)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        other => other.clone(),
    }
}

#[test]
fn what_cannot_be_meant_is_refused_and_nothing_is_written() {
    let folder = Folder::new("convert-wrong");
    let file = folder.with("a.vcf", CARDS);
    let file = file.to_str().unwrap();
    for (args, message) in [
        (&["convert", file][..], "say with --to how the result is written"),
        (&["convert", file, "--to", "docx"], "expected one of vcard, vcard2.1"),
        (&["convert", "nowhere.vcf", "--to", "csv"], "nowhere.vcf: "),
        (&["convert", file, "--to", "csv", "--from", "csv"], "no column is called like a name"),
        (&["convert", file, "--to", "csv", "--date-order", "x"], "expected dmy, mdy or ymd"),
    ] {
        let (code, told) = said(&run(args));
        assert!(matches!(code, Some(1 | 2)) && told.contains(message), "{args:?}: {told}");
    }
    assert_eq!(folder.names(), ["a.vcf"]);
    assert!(data("people.vcf").exists());
}
