//! `contacts label`.

use std::ffi::OsString;
use std::fs;

use serde_json::Value;

use super::{Folder, cards, data, run, said};

fn words(text: &str) -> Vec<OsString> {
    text.split(' ').map(OsString::from).collect()
}

#[test]
fn labels_are_given_and_taken_and_everything_else_is_as_it_was() {
    let folder = Folder::new("label-csv");
    let out = folder.file("out.csv");
    let mut args = words("label label=VIP --add Guests --remove vip -o");
    args.extend([out.clone().into(), data("people.csv").into()]);
    let output = run(&args);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("17 of 61 contacts selected"), "{text}");
    assert!(text.contains("17 have the labels they shall have, 0 could not be done"), "{text}");
    assert_eq!(output.status.code(), Some(3), "a row that names nobody was left out");

    let (before, after) =
        (fs::read_to_string(data("people.csv")).unwrap(), fs::read_to_string(&out).unwrap());
    let vip = before.matches("VIP").count();
    assert_eq!((after.matches("VIP").count(), after.matches("Guests").count()), (vip - 17, 17));
    let as_before: Vec<&str> = before.lines().filter(|line| !line.contains("VIP")).collect();
    let same = as_before.iter().filter(|line| after.contains(**line)).count();
    assert!(same >= as_before.len() - 2, "{same} of {}", as_before.len());
    let args = ["query".into(), out.into(), OsString::from("label=Guests"), "--count".into()];
    assert_eq!(run(args).stdout, b"17\n");
}

#[test]
fn cards_have_labels_as_categories() {
    let folder = Folder::new("label-vcf");
    let text = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nX-SHOE:38\nEND:VCARD\n\
                BEGIN:VCARD\nVERSION:3.0\nFN:Bob\nCATEGORIES:Old,Choir\nEND:VCARD\n";
    let book = folder.with("book.vcf", text);
    let mut args = words("label --all --add New --remove Old --json -o");
    args.extend([book.clone().into(), book.clone().into()]);
    let output = run(&args);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["type"], "ADD_REMOVE_LABELS");
    assert_eq!((&report["totalItems"], &report["successTotal"]), (&2.into(), &2.into()));
    let categories: Vec<Vec<String>> = cards(&fs::read(&book).unwrap())
        .iter()
        .map(|card| {
            let lines = card.properties.iter().filter(|line| line.name == "CATEGORIES");
            lines.map(|line| line.value.clone()).collect()
        })
        .collect();
    assert_eq!(categories[0], ["New"]);
    assert_eq!(categories[1].join(","), "Choir,New");
    assert!(fs::read_to_string(&book).unwrap().contains("X-SHOE:38"));
    assert_eq!(folder.names(), ["book.vcf"]);
}

#[test]
fn a_dry_run_tells_and_writes_nothing() {
    let folder = Folder::new("label-dry");
    let book = folder.with("people.vcf", fs::read(data("people.vcf")).unwrap());
    let mut args = words("label label=Choir --add Singers --dry-run");
    args.push(book.clone().into());
    let output = run(&args);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("7 of 300 contacts selected"), "{text}");
    assert!(text.ends_with("A dry run: nothing was written.\n"), "{text}");
    assert_eq!(fs::read(&book).unwrap(), fs::read(data("people.vcf")).unwrap());
}

#[test]
fn the_result_may_go_to_standard_output() {
    let mut args = words("label --all --add New -o -");
    args.push(data("people.vcf").into());
    let output = run(&args);
    assert_eq!(cards(&output.stdout).len(), 300);
    let (code, text) = said(&output);
    assert!(code == Some(0) && text.contains("300 of 300 contacts selected"), "{text}");
}

#[test]
fn what_cannot_be_meant_is_refused_and_nothing_is_written() {
    let folder = Folder::new("label-wrong");
    let book = folder.with("people.vcf", fs::read(data("people.vcf")).unwrap());
    for (text, message) in [
        ("label --add x -o OUT", "which contacts? Give a condition"),
        ("label --all -o OUT", "no label is given"),
        ("label --all --add x label=Choir -o OUT", "--all does not go together"),
        ("label --all --remove nix -o OUT", "--remove: there is no label `nix`"),
        ("label --all --add custom.nix -o OUT", "--add: there is no label `custom.nix`"),
        ("label --all --add x", "required arguments were not provided"),
        ("label chior --add x -o OUT", "chior: "),
        ("label label=chior --add x -o OUT", "did you mean `Choir`?"),
    ] {
        let out = folder.file("out.vcf");
        let mut args = words(text);
        args.iter_mut().filter(|arg| *arg == "OUT").for_each(|arg| *arg = out.clone().into());
        args.push(book.clone().into());
        let (code, said) = said(&run(&args));
        assert!(matches!(code, Some(1 | 2)) && said.contains(message), "{text}: {said}");
        assert_eq!(folder.names(), ["people.vcf"], "{text}");
    }
}
