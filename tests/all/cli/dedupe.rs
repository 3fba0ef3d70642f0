//! `contacts dedupe`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use contacts_core::interop::vcard::{Card, import};
use contacts_core::{ContactPatch, EntryId, Property};
use serde_json::Value;

use super::{Folder, cards, data, said};

pub(super) fn contacts(args: &[&str], files: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contacts"));
    command.arg("dedupe").args(args).args(files).stdin(Stdio::null()).output().unwrap()
}

fn json(args: &[&str], files: &[&Path]) -> Value {
    let output = contacts(&[&["--json"], args].concat(), files);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The values of a card by which nothing may be lost.
fn values(card: Card) -> BTreeSet<String> {
    let record = import(card, &Default::default()).unwrap();
    let labels: Vec<String> = record.labels.iter().map(|label| format!("label {label}")).collect();
    let foreign = |p: &&Property| {
        let single = ["UID", "REV", "PRODID", "KIND", "GENDER", "N", "FN", "SORT-STRING"];
        // A company that was set aside is a further line.
        let many = ["ORG", "TITLE"].contains(&&*p.name.to_uppercase());
        let foreign = p.anchor.is_none();
        (foreign || many) && !single.iter().any(|name| p.name.eq_ignore_ascii_case(name))
    };
    // Versions write a photo in different ways; the data is the same.
    let data = |value: &str| value.rsplit("base64,").next().unwrap_or(value).replace('\\', "");
    let foreign: Vec<String> = (record.properties.iter().filter(foreign))
        .map(|p| format!("{} {}", p.name.to_uppercase(), data(&p.value)))
        .collect();
    let mut next = 0;
    let id = || {
        next += 1;
        EntryId::from_u128(next)
    };
    let info = ContactPatch::apply(&record.patch, &Default::default(), |_| None, id).unwrap();
    let emails = info.emails().iter().map(|entry| entry.value.normal().to_owned());
    let phones = info.phones().iter().map(|entry| format!("{:?}", entry.value.match_key()));
    let addresses = info.addresses().iter();
    let addresses = addresses
        .map(|entry| format!("{:?} {}", entry.tag, entry.value.formatted().to_lowercase()));
    let birthdate = info.birthdate().map(|date| format!("born {date}"));
    emails.chain(phones).chain(addresses).chain(labels).chain(foreign).chain(birthdate).collect()
}

#[test]
fn a_preview_changes_nothing_and_writes_nothing() {
    let folder = Folder::new("preview");
    let book = folder.with("people.vcf", fs::read(data("people.vcf")).unwrap());
    let out = folder.file("out.vcf");
    let args = ["--preview", "-o", out.to_str().unwrap()];
    let output = contacts(&args, &[&book]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(folder.names(), ["people.vcf"]);
    assert_eq!(fs::read(&book).unwrap(), fs::read(data("people.vcf")).unwrap());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("66 would be merged into others, in 58 groups"), "{text}");
    let (preview, real) = (json(&["--preview"], &[&book]), json(&[], &[&book]));
    assert_eq!((&preview["groups"], &preview["totals"]), (&real["groups"], &real["totals"]));
}

#[test]
fn every_value_of_every_card_is_in_the_result_and_a_second_run_merges_nothing() {
    let folder = Folder::new("values");
    let out = folder.file("out.vcf");
    let report = json(&["-o", out.to_str().unwrap()], &[&data("people.vcf")]);
    assert_eq!(folder.names(), ["out.vcf"], "nothing is left beside it");

    let mut merged_into: BTreeMap<String, String> = BTreeMap::new();
    for group in report["groups"].as_array().unwrap() {
        for source in group["sources"].as_array().unwrap() {
            let uid = |record: &Value| record["uid"].as_str().unwrap().to_owned();
            merged_into.insert(uid(source), uid(&group["target"]));
        }
    }
    let uid = |card: &Card| {
        let uid = card.properties.iter().find(|p| p.name == "UID");
        uid.map(|p| p.value.clone()).unwrap_or_default()
    };
    let after = cards(&fs::read(&out).unwrap());
    let read = report["totals"]["read"].as_u64().unwrap();
    let merged = report["totals"]["merged"].as_u64().unwrap();
    assert_eq!((read, after.len() as u64), (300, 300 - merged));
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for card in after {
        let once = |name: &str| card.properties.iter().filter(|p| p.name == name).count();
        assert!(once("FN") == 1 && once("N") <= 1 && once("UID") == 1, "{}", uid(&card));
        let problems: Vec<_> = card.problems.iter().map(|p| p.code).collect();
        assert_eq!(problems, Vec::<&str>::new());
        found.insert(uid(&card), values(card));
    }
    for card in cards(&fs::read(data("people.vcf")).unwrap()) {
        let own = uid(&card);
        let place = merged_into.get(&own).unwrap_or(&own);
        let lost: Vec<_> = values(card).difference(&found[place]).cloned().collect();
        assert_eq!(lost, Vec::<String>::new(), "{own} in {place}");
    }

    let again = json(&[], &[&out]);
    assert_eq!(again["totals"]["merged"], 0);
    assert_eq!(again["totals"]["left"], again["totals"]["read"]);
}

#[test]
fn nobody_is_merged_into_another_person() {
    for (book, truth, least) in
        [("people.vcf", "people.truth.csv", 66), ("people.csv", "people.csv.truth.csv", 7)]
    {
        let report = json(&[], &[&data(book)]);
        let text = fs::read_to_string(data(truth)).unwrap();
        let entities: BTreeMap<&str, &str> =
            text.lines().skip(1).map(|line| line.split_once(',').unwrap()).collect();
        // Cards are known by their UID, rows by their number; only one row has a line break.
        let entity = |record: &Value| match record["uid"].as_str() {
            Some(uid) => entities[uid],
            None => {
                let line = record["line"].as_u64().unwrap();
                entities[(line - if line > 9 { 2 } else { 1 }).to_string().as_str()]
            }
        };
        let mut merged = 0;
        for group in report["groups"].as_array().unwrap() {
            for source in group["sources"].as_array().unwrap() {
                assert_eq!(entity(source), entity(&group["target"]), "{group:#}");
                merged += 1;
            }
        }
        assert!(merged >= least, "{book}: {merged}");
    }
}

#[test]
fn the_report_fits_eighty_columns_and_says_what_became_of_each_value() {
    let output = contacts(&["--preview"], &[&data("people.vcf"), &data("people.vcf")]);
    let text = String::from_utf8(output.stdout).unwrap();
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let one = contacts(&["--preview"], &[&data("people.vcf")]);
    let one = String::from_utf8(one.stdout).unwrap();
    let group = one.split("\n\n").find(|group| group.contains("Ada Maria Kingsley")).unwrap();
    for part in ["share ada.kingsley@example.com", " kept", "added from line", "set aside, line"] {
        assert!(group.contains(part), "{part} in {group}");
    }
    assert!(one.ends_with("A preview: nothing was changed or written.\n"));
    assert!(text.contains("people.vcf:"), "files are named where there are several");
}

#[test]
fn tables_are_read_merged_and_written_in_their_columns() {
    let folder = Folder::new("csv");
    let (out, rejects) = (folder.file("out.csv"), folder.file("rejects.csv"));
    let args = ["-o", out.to_str().unwrap(), "--rejects", rejects.to_str().unwrap()];
    let output = contacts(&args, &[&data("people.csv")]);
    assert_eq!(output.status.code(), Some(3), "a row that names nobody was rejected");
    let rejects = fs::read_to_string(rejects).unwrap();
    assert!(rejects.starts_with("First Name,") && rejects.contains("nobody knows"), "{rejects}");
    let before = fs::read_to_string(data("people.csv")).unwrap();
    let after = fs::read_to_string(&out).unwrap();
    let header = before.lines().next().unwrap();
    assert!(after.starts_with(header));
    for number in 2000..2043 {
        assert_eq!(after.matches(&format!("LN-{number}")).count(), 1);
    }
    assert!(after.contains("She said: \"\"call first\"\""));
    let again = json(&[], &[&out]);
    assert_eq!(again["totals"]["merged"], 0);
    assert_eq!(again["totals"]["read"], 54);
}

#[test]
fn damaged_records_come_in_or_are_rejected_with_their_lines() {
    let folder = Folder::new("damaged");
    let book = folder.with(
        "book.vcf",
        "BEGIN:VCARD\nVERSION:3.0\nNOTE:nobody\nEND:VCARD\njunk\nBEGIN:VCARD\nVERSION:3.0\n\
         FN:Ada Lovelace\nno colon\nEMAIL:ada@x.example\nBEGIN:VCARD\nVERSION:4.0\nFN:Ada Lovelace\n\
         EMAIL:ADA@x.example\nEND:VCARD\n",
    );
    let (out, rejects) = (folder.file("out.vcf"), folder.file("rejects.vcf"));
    let args = ["-o", out.to_str().unwrap(), "--rejects", rejects.to_str().unwrap()];
    let report = json(&args, &[&book]);
    assert_eq!(report["totals"]["read"], 2);
    assert_eq!(report["totals"]["merged"], 1);
    assert_eq!(report["rejected"][0]["line"], 1);
    assert_eq!(report["rejected"][0]["last_line"], 4);
    let problems = report["problems"].as_array().unwrap().iter();
    let problems: Vec<_> =
        problems.map(|p| (p["line"].as_u64().unwrap(), p["code"].as_str().unwrap())).collect();
    let expected = [(5, "vcard.outside"), (9, "vcard.no_colon"), (11, "vcard.unterminated")];
    assert_eq!(problems, expected);
    let nobody = "BEGIN:VCARD\nVERSION:3.0\nNOTE:nobody\nEND:VCARD\n";
    assert_eq!(fs::read_to_string(rejects).unwrap(), nobody);
    assert!(fs::read_to_string(out).unwrap().contains("X-CC-DAMAGED:no colon"));
}

#[test]
fn exit_codes_and_messages_tell_what_is_wrong() {
    let folder = Folder::new("codes");
    let missing = folder.file("missing.vcf");
    let (code, text) = said(&contacts(&[], &[&missing]));
    assert!(code == Some(1) && text.contains("missing.vcf: "), "{text}");
    let mixed = contacts(&["-o", "-"], &[&data("people.vcf"), &data("people.csv")]);
    let (code, text) = said(&mixed);
    assert!(code == Some(2) && text.contains("say with --to how the result is written"), "{text}");
    let (code, text) = said(&contacts(&[], &[&folder.with("a.csv", "Colour,Size\nred,1\n")]));
    assert!(code == Some(2) && text.contains("no column is called"), "{text}");
    let (code, _) = said(&contacts(&[], &[]));
    assert_eq!(code, Some(2));
    let nowhere = folder.file("no/such/folder/out.vcf");
    let (code, _) = said(&contacts(&["-o", nowhere.to_str().unwrap()], &[&data("people.vcf")]));
    assert_eq!(code, Some(1));
    let empty = folder.with("empty.vcf", "");
    assert_eq!(said(&contacts(&[], &[&empty])).0, Some(0));
    let junk = folder.with("junk.vcf", "nothing of a card\n");
    assert_eq!(said(&contacts(&[], &[&junk])).0, Some(3));
    let help = contacts(&["--help"], &[]);
    assert!(String::from_utf8(help.stdout).unwrap().contains("Exit codes: 0 done"));
}

#[test]
fn several_files_are_one_book() {
    let folder = Folder::new("several");
    let a = folder.with("a.csv", "Name,Email,Shoe\nAda Lovelace,ada@x.example,38\n");
    let b = folder.with("b.csv", "E-mail;Phone;Surname\nADA@x.example;+44 20 7946 0018;Lovelace\n");
    let out = folder.file("out.csv");
    let report = json(&["-o", out.to_str().unwrap()], &[&a, &b]);
    assert_eq!(report["totals"]["merged"], 1);
    assert_eq!(report["groups"][0]["sources"].as_array().unwrap().len(), 1);
    let text = fs::read_to_string(out).unwrap();
    assert!(text.starts_with("Name,Email,Shoe,E-mail,Phone,Surname"), "{text}");
    assert!(text.contains("38") && text.contains("+44 20 7946 0018"));
}
