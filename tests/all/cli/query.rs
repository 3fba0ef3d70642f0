//! `contacts query`.

use std::collections::BTreeSet;
use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{Folder, answer, ask, data, run, said};

/// The first names that are found.
fn firsts(conditions: &str) -> BTreeSet<String> {
    let text = answer(&format!("query people.csv {conditions} --format jsonl"));
    let contacts = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    contacts.map(|one| one["info"]["name"]["first"].as_str().unwrap_or("").to_owned()).collect()
}

fn names(all: &[&str]) -> BTreeSet<String> {
    all.iter().map(|name| (*name).to_owned()).collect()
}

fn count(conditions: &str) -> usize {
    answer(&format!("query people.csv {conditions} --count")).trim().parse().unwrap()
}

#[test]
fn conditions_find_what_they_say() {
    let all = count("");
    assert_eq!(all, 61);
    for conditions in [
        "label=Choir",
        "label=choir",
        "label=custom.choir",
        "label^=cho",
        "first=Ada city=London",
        "birthdate=1979-12-10",
        "birthdate=1979-12 last=Kingsley",
        "custom.loyalty-number=LN-1001",
        "email=ada.KINGSLEY@example.com",
        "email^=ada.k birthdate!=",
        "-s kingsley label!=",
        "--exact ada.kingsley@example.com birthdate=1979",
        "--filter {\"info.labelKeys\":{\"$hasSome\":[\"custom.choir\"]}}",
    ] {
        assert!(firsts(conditions).contains("Ada"), "{conditions}: {:?}", firsts(conditions));
    }
    assert_eq!(firsts("birthdate=1948"), names(&["George"]));
    assert_eq!(firsts("phone=030/23125-017 --country DE"), names(&["Jürgen"]));
    assert_eq!(firsts("phone=+493023125017 --country DE"), names(&["Jürgen"]));
    assert_eq!(firsts("phone^=+49-30-23125-017 --country DE"), names(&["Jürgen"]));
    assert_eq!(firsts("country=de title=Meister"), names(&["Jürgen"]));
    assert_eq!(firsts("-s muller"), firsts("-s MÜLLER"));
    assert!(firsts("-s muller").contains("Jürgen"));
    for field in ["email", "phone", "label", "birthdate", "custom.note", "info.company"] {
        let (with, without) = (count(&format!("{field}!=")), count(&format!("!{field}")));
        assert!(with > 0 && without > 0 && with + without == all, "{field}: {with} {without}");
        assert_eq!(count(&format!("{field}=")), without);
    }
    assert_eq!(count("birthdate>=1979") + count("birthdate<1979") + count("!birthdate"), all);
    assert_eq!(count("birthdate<=1979"), count("birthdate<1980"));
    assert_eq!(count("birthdate>1979"), count("birthdate>=1980"));
    assert_eq!(count("label=VIP") + count("label!=VIP"), all);
    assert_eq!(count("created>=2020"), all, "everything was made just now");
}

#[test]
fn columns_that_no_contact_has_are_fields_of_their_own_types() {
    let folder = Folder::new("columns");
    let text = "Name,Email,Shoe size,Since,Code\nAda,a@x.example,38,2020-05-01,007\n\
                Bob,b@x.example,41.5,2024-02-29,x\nEve,e@x.example,,,\n";
    let book = folder.with("book.csv", text);
    let found = |condition: &str| {
        let output = run(["query".into(), book.clone(), condition.into(), "--count".into()]);
        assert_eq!(output.status.code(), Some(0), "{:?}", said(&output));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    for (condition, count) in [
        ("custom.shoe-size>38", "1"),
        ("custom.shoe-size>=38", "2"),
        ("custom.shoe-size=41.50", "1"),
        ("!custom.shoe-size", "1"),
        ("custom.since=2024-02", "1"),
        ("custom.since<2024", "1"),
        ("custom.code=007", "1"),
        ("custom.code^=X", "1"),
    ] {
        assert_eq!(found(condition), count, "{condition}");
    }
    let output = run(["fields".into(), book, "--format".into(), "json".into()]);
    let fields: Value = serde_json::from_slice(&output.stdout).unwrap();
    let fields = fields["fields"].as_array().unwrap().iter();
    let own: Vec<_> = fields
        .filter(|field| field["fieldType"] == "USER_DEFINED")
        .map(|field| (field["key"].clone(), field["dataType"].clone(), field["count"].clone()))
        .collect();
    let expected = [
        (json!("custom.shoe-size"), json!("NUMBER"), json!(2)),
        (json!("custom.since"), json!("DATE"), json!(2)),
        (json!("custom.code"), json!("TEXT"), json!(2)),
    ];
    assert_eq!(own, expected);
}

#[test]
fn answers_are_sorted_and_cut_where_asked() {
    let column = |text: &str| -> Vec<String> {
        text.lines().skip(1).map(|line| line.trim().to_lowercase()).collect()
    };
    let all = column(&answer("query people.vcf last!= --fields last --sort last"));
    assert!(all.is_sorted() && all.len() > 250);
    let part = answer("query people.vcf last!= --fields last --sort last --offset 10 --limit 20");
    assert_eq!(column(&part), all[10..30]);
    let last = column(&answer("query people.vcf last!= --fields last --sort -last --limit 1"));
    assert_eq!(last[0], all[all.len() - 1]);
    assert_eq!(column(&answer("query people.vcf --limit 0")), [""; 0]);
}

#[test]
fn tables_are_aligned_and_json_has_the_shape_of_the_api() {
    let output = ask("query people.csv city=London");
    let expected = "\
NAME          EMAIL                     PHONE         COMPANY            LABELS
Ada Kingsley  ada.kingsley@example.com  07700 900101  Difference & Sons  Choir, Friends
";
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("1 found among 61 contacts\n"), "{told}");
    assert!(told.contains("1 record could not be read and is left out"), "{told}");
    assert_eq!(output.status.code(), Some(3));
    let fields = answer("query people.csv city=London --fields first,label,country,custom.note");
    assert_eq!(fields.lines().nth(1), Some("Ada    Choir, Friends  GB       Sings alto"));

    let text =
        answer("query people.csv label=VIP --limit 2 --offset 1 --format json --fields name");
    let answer: Value = serde_json::from_str(&text).unwrap();
    let total = count("label=VIP");
    let paging = json!({"count": 2, "offset": 1, "total": total, "tooManyToCount": false});
    assert_eq!(answer["pagingMetadata"], paging);
    let contact = answer["contacts"][0].as_object().unwrap();
    let members: Vec<&str> = contact.keys().map(String::as_str).collect();
    assert_eq!(members, ["id", "info", "revision"]);
    assert!(contact["info"]["name"].is_object());
}

#[test]
fn counts_facets_and_the_query_itself_are_shown_alone() {
    assert_eq!(
        answer("query people.csv label=VIP --count --format json"),
        "{\n  \"count\": 17\n}\n"
    );
    let facets = answer("query people.csv country=GB --facets");
    let counts = |key: &str| {
        let line = facets.lines().find(|line| line.contains(key)).unwrap();
        line.rsplit(' ').next().unwrap().parse::<usize>().unwrap()
    };
    assert_eq!(counts("contacts.all"), count("country=GB"));
    assert_eq!(counts("custom.vip"), count("country=GB label=VIP"));
    let facets: Value =
        serde_json::from_str(&answer("query people.csv --facets --format json")).unwrap();
    let filter = facets["facets"][2]["queryFilter"].to_string();
    assert_eq!(count(&format!("--filter {filter}")), facets["facets"][2]["count"]);
    let explained = answer("query people.csv !email birthdate=1979 --sort -first --explain");
    let explained: Value = serde_json::from_str(&explained).unwrap();
    assert_eq!(explained["sort"], json!([{"fieldName": "info.name.first", "order": "DESC"}]));
    let filter = explained["filter"].to_string();
    assert!(filter.contains("1980-01-01") && filter.contains("info.emails.email"), "{filter}");
}

#[test]
fn what_is_wrong_is_named_with_what_is_allowed() {
    for (command, message) in [
        ("emial", "`emial` is neither a file nor a condition; did you mean `email`?"),
        ("people.csv emial=x", "`emial=x`: there is no field `emial`; did you mean `email`?"),
        ("people.csv weather=x", "there is no field `weather`; fields are first, last,"),
        (
            "people.csv label=chior",
            "`label=chior`: there is no label `chior`; did you mean `Choir`?",
        ),
        ("people.csv label=nix", "labels are Customers, Contacted Me, Choir"),
        ("people.csv birthdate=soon", "expected a date such as 2024, 2024-05 or 2024-05-17"),
        ("people.csv company>m", "only dates and numbers are greater or less"),
        ("people.csv country=Germany", "`country=Germany`: expected "),
        ("people.csv status=happy", "expected one of NO_SUBSCRIPTION_STATUS, NOT_SET"),
        ("people.csv id=7", "`id=7`: expected an id"),
        ("people.csv created", "a condition with `>` or `<` goes in quotes: 'created>2024'"),
        ("people.csv --filter {", "--filter: EOF while parsing"),
        ("people.csv --filter {\"info.nam.first\":1}", "`info.name.first`?"),
        ("people.csv --filter {\"info.company\":{\"$gt\":1}}", "expected one of `$eq`, `$ne`"),
        ("people.csv --sort label", "--sort: `label` can have several values"),
        ("people.csv --sort lsat", "--sort: there is no field `lsat`; did you mean `last`?"),
        ("people.csv --fields nam", "--fields: there is no field `nam`; did you mean `name`?"),
        ("city=London", "no file is given"),
        ("people.csv --count --facets", "cannot be used with"),
        ("- -", "standard input can be read only once"),
    ] {
        let (code, text) = said(&ask(&format!("query {command}")));
        assert!(code == Some(2) && text.contains(message), "{command}: {text}");
    }
    let (code, text) = said(&run(["query", "people.csv", "-s", &"a".repeat(101)]));
    assert!(code == Some(1) || code == Some(2), "{text}");
    let (code, text) = said(&ask("query missing.vcf"));
    assert!(code == Some(1) && text.contains("missing.vcf: "), "{text}");
}

#[test]
fn a_file_is_told_from_a_condition_by_its_form() {
    let folder = Folder::new("forms");
    for name in ["city=London", "email"] {
        folder.with(name, "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nEND:VCARD\n");
        let mut command = Command::new(env!("CARGO_BIN_EXE_contacts"));
        command.current_dir(folder.file(".")).args(["query", &format!("./{name}"), "--count"]);
        assert_eq!(command.output().unwrap().stdout, b"1\n", "{name}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_contacts"));
        let output = command.current_dir(folder.file(".")).args(["query", name]).output().unwrap();
        let (code, text) = said(&output);
        assert!(code == Some(2) && text.contains("no file is given"), "{text}");
    }
}

#[test]
fn whoever_closes_the_pipe_has_seen_enough() {
    let folder = Folder::new("closed");
    let card = |n: usize| format!("BEGIN:VCARD\nVERSION:4.0\nFN:Person Number{n}\nEND:VCARD\n");
    let book = folder.with("book.vcf", (0..5_000).map(card).collect::<String>());
    for format in ["table", "json", "jsonl"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_contacts"));
        command.arg("query").arg(&book).args(["--format", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut some = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut some).unwrap();
        let (code, text) = said(&child.wait_with_output().unwrap());
        assert!(code == Some(0) && !text.contains("roken"), "{format}: {text}");
    }
    assert!(data("people.vcf").exists());
}
