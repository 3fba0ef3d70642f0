//! `contacts import` and `contacts export`.

use std::fs;

use serde_json::Value;

use super::{Folder, cards, data, run, said};

const ADA: &str = "BEGIN:VCARD\nVERSION:3.0\nN:Lovelace;Ada\nEMAIL:ada@x.example\nEND:VCARD\n";
const TABLE: &str = "First Name;Last Name;Email;Tags\nAda;Lovelace;ada@x.example;Maths\n\
                     Bob;Harlow;bob@x.example;\n;;;nobody\n";

fn totals(output: &std::process::Output) -> Value {
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {:?}", said(output)));
    report["totals"].clone()
}

#[test]
fn a_book_grows_in_a_file_and_a_second_import_changes_nothing() {
    let folder = Folder::new("import-twice");
    let (cards, table) = (folder.with("a.vcf", ADA), folder.with("b.csv", TABLE));
    let store = folder.file("people.jsonl");
    let args = |more: &[&str]| {
        let mut args = vec!["import", cards.to_str().unwrap(), table.to_str().unwrap(), "--json"];
        args.extend(["--store", store.to_str().unwrap()]);
        args.extend(more);
        run(args)
    };
    let dry = args(&["--dry-run", "--label", "New"]);
    assert!(!store.exists(), "a dry run writes nothing");
    let first = args(&["--label", "New"]);
    assert_eq!(first.status.code(), Some(3), "one row is rejected: {:?}", said(&first));
    for done in [&dry, &first] {
        let totals = totals(done);
        assert_eq!((&totals["read"], &totals["rejected"]), (&4.into(), &1.into()));
        assert_eq!((&totals["created"], &totals["merged"]), (&2.into(), &1.into()));
        assert_eq!(totals["labelsMade"], 2);
    }
    let kept = fs::read(&store).unwrap();
    for policy in ["merge-fill", "merge_fill", "update", "skip"] {
        let again = totals(&args(&["--label", "New", "--on-match", policy]));
        assert_eq!((&again["created"], &again["merged"]), (&0.into(), &0.into()), "{policy}");
        assert_eq!(again["updated"], 0, "{policy}");
        assert_eq!(fs::read(&store).unwrap(), kept, "{policy}");
    }
}

#[test]
fn rejects_can_be_mended_and_fed_back() {
    let folder = Folder::new("import-rejects");
    let table = folder.with("b.csv", TABLE);
    let (rejects, report) = (folder.file("rejects.csv"), folder.file("report.jsonl"));
    let store = folder.file("people.jsonl");
    let output = run([
        "import",
        table.to_str().unwrap(),
        "--store",
        store.to_str().unwrap(),
        "--rejects",
        rejects.to_str().unwrap(),
        "--report",
        report.to_str().unwrap(),
    ]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("b.csv: line 4: error: no name, e-mail or phone"), "{told}");
    assert!(told.contains("3 records: 2 created"), "{told}");
    let text = fs::read_to_string(&rejects).unwrap();
    assert_eq!(text, "First Name;Last Name;Email;Tags\n;;;nobody\n");
    let report = fs::read_to_string(&report).unwrap();
    let report: Vec<Value> =
        report.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let actions: Vec<Option<&str>> = report.iter().map(|one| one["action"].as_str()).collect();
    assert_eq!(actions, [Some("created"), Some("created"), Some("rejected"), None]);
    assert_eq!((&report[2]["firstLine"], &report[3]["totals"]["read"]), (&4.into(), &3.into()));
    fs::write(&rejects, text.replace(";;;nobody", "Eve;;;nobody")).unwrap();
    let mended =
        run(["import", rejects.to_str().unwrap(), "--store", store.to_str().unwrap(), "--json"]);
    assert_eq!((mended.status.code(), &totals(&mended)["created"]), (Some(0), &1.into()));
}

#[test]
fn columns_are_mapped_and_kept_as_the_caller_says() {
    let folder = Folder::new("import-map");
    let table = folder.with("a.csv", "Who,Mail me,Shoe\nAda Lovelace,ada@x.example,38\n");
    let store = folder.file("people.jsonl");
    let mut args = vec!["import", table.to_str().unwrap(), "--store", store.to_str().unwrap()];
    args.extend(["--map", "Who=name.full", "--map", "Mail me=email"]);
    args.extend(["--unknown-columns", "extended"]);
    assert_eq!(said(&run(&args)), (Some(0), String::new()));
    let contact: Value = serde_json::from_str(&fs::read_to_string(&store).unwrap()).unwrap();
    assert_eq!(contact["info"]["name"]["last"], "Lovelace");
    assert_eq!(contact["info"]["extendedFields"]["items"]["custom.shoe"], "38");
    args.extend(["--map", "Whom=email"]);
    let (code, told) = said(&run(&args));
    assert!(code == Some(2) && told.contains("--map: invalid column `Whom`"), "{told}");
}

#[test]
fn a_book_may_be_a_file_of_cards_but_no_table() {
    let folder = Folder::new("import-vcf");
    let cards_file = folder.with("a.vcf", ADA);
    let store = folder.file("people.vcf");
    let import = |store: &str| run(["import", cards_file.to_str().unwrap(), "--store", store]);
    assert_eq!(import(store.to_str().unwrap()).status.code(), Some(0));
    assert_eq!(cards(&fs::read(&store).unwrap()).len(), 1);
    let told = String::from_utf8(import(store.to_str().unwrap()).stdout).unwrap();
    assert!(told.contains("1 unchanged"), "{told}");
    let (code, told) = said(&import(folder.file("people.csv").to_str().unwrap()));
    assert!(code == Some(2) && told.contains("a table cannot hold all of a book"), "{told}");
    let told = String::from_utf8(import("memory:").stdout).unwrap();
    assert!(told.contains("Kept nowhere"), "{told}");
    // What cannot be read would be lost.
    let broken = folder.with("broken.jsonl", "{\"id\": 1, \"info\": {}}\n");
    let (code, told) = said(&import(broken.to_str().unwrap()));
    assert!(code == Some(2) && told.contains("broken.jsonl: line 1: invalid id `1`"), "{told}");
    assert_eq!(fs::read_to_string(&broken).unwrap(), "{\"id\": 1, \"info\": {}}\n");
}

#[test]
fn contacts_keep_their_ids_in_a_file() {
    let folder = Folder::new("import-ids");
    let file = folder.with("a.vcf", ADA);
    let store = folder.file("people.jsonl");
    let ids = || -> Vec<Value> {
        let text = fs::read_to_string(&store).unwrap();
        text.lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone())
            .collect()
    };
    run(["import", file.to_str().unwrap(), "--store", store.to_str().unwrap()]);
    let before = ids();
    let more = folder.with("b.vcf", ADA.replace("END:", "NOTE:x\nEND:").replace("Ada", "A."));
    let output = run(["import", more.to_str().unwrap(), "--store", store.to_str().unwrap()]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("1 merged"));
    assert_eq!(ids(), before);
}

#[test]
fn what_is_exported_is_what_was_asked_for() {
    let folder = Folder::new("export");
    let store = folder.file("people.jsonl");
    let people = data("people.vcf");
    run(["import", people.to_str().unwrap(), "--store", store.to_str().unwrap()]);
    let out = folder.file("choir.vcf");
    let store = store.to_str().unwrap();
    let export = |more: &[&str]| {
        let mut args = vec!["export", "--store", store, "-o", out.to_str().unwrap()];
        args.extend(more);
        run(args)
    };
    let output = export(&["--label", "Choir", "--to", "vcard4"]);
    assert_eq!(output.status.code(), Some(0), "{:?}", said(&output));
    let choir = cards(&fs::read(&out).unwrap());
    assert_eq!(choir.len(), 7);
    assert!(choir.iter().all(|card| card.properties.iter().any(|line| line.name == "CATEGORIES")));
    let filter = r#"{"info.labelKeys": {"$hasSome": ["custom.choir"]}}"#;
    export(&["--filter", filter, "--to", "csv:google"]);
    let table = fs::read_to_string(&out).unwrap();
    assert!(table.starts_with("First Name,"), "{table}");
    export(&["--filter", filter, "--to", "csv:outlook"]);
    assert!(fs::read(&out).unwrap().starts_with("\u{feff}".as_bytes()));
    for (more, message) in [
        (&["--label", "Chior", "--to", "vcard4"][..], "did you mean `Choir`?"),
        (&["--filter", "{", "--to", "vcard4"], "--filter: "),
    ] {
        let (code, told) = said(&export(more));
        assert!(code == Some(2) && told.contains(message), "{told}");
    }
    let (code, told) =
        said(&run(["export", "--store", "nowhere.jsonl", "-o", "-", "--to", "jsonl"]));
    assert!(code == Some(1) && told.contains("nowhere.jsonl"), "{told}");
}

#[test]
fn files_of_several_formats_go_together() {
    let folder = Folder::new("mixed");
    let (cards_file, table) = (folder.with("a.vcf", ADA), folder.with("b.csv", TABLE));
    let (cards_file, table) = (cards_file.to_str().unwrap(), table.to_str().unwrap());
    let out = folder.file("out");
    let output = run(["query", cards_file, table, "last=Lovelace", "--count"]);
    assert_eq!(output.stdout, b"2\n", "{:?}", said(&output));
    let dedupe = ["dedupe", cards_file, table, "-o", out.to_str().unwrap()];
    let (code, told) = said(&run(dedupe));
    assert!(code == Some(2) && told.contains("say with --to how the result is written"), "{told}");
    let output = run(dedupe.iter().chain(&["--to", "vcard3"]));
    assert_eq!(output.status.code(), Some(3), "{:?}", said(&output));
    assert_eq!(cards(&fs::read(&out).unwrap()).len(), 2);
}
