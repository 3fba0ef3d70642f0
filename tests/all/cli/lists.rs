//! `contacts labels`, `contacts fields`, and the help of all commands.

use serde_json::Value;

use super::{answer, ask};

#[test]
fn labels_are_listed_with_the_number_of_their_contacts() {
    let text = answer("labels people.csv");
    assert!(text.starts_with("LABEL            KEY                     CONTACTS\n"), "{text}");
    assert!(text.contains("\nVIP              custom.vip                    17\n"), "{text}");
    let json: Value = serde_json::from_str(&answer("labels people.csv --format json")).unwrap();
    let labels = json["labels"].as_array().unwrap();
    for label in labels {
        let condition =
            format!("query people.csv label={} --count", label["key"].as_str().unwrap());
        assert_eq!(answer(&condition).trim(), label["count"].to_string(), "{label}");
    }
    assert_eq!(labels.len(), text.lines().count() - 1);
}

#[test]
fn fields_are_listed_with_their_types() {
    let text = answer("fields people.csv");
    let line = |key: &str| {
        let line = text.lines().find(|line| line.contains(key)).unwrap();
        line.split_whitespace().rev().take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(line("custom.loyalty-number")[1], "TEXT");
    assert_eq!(line("ecom.numOfPurchases"), ["0", "NUMBER"]);
    let count = answer("query people.csv custom.loyalty-number!= --count");
    assert_eq!(line("custom.loyalty-number")[0], count.trim());
}

#[test]
fn every_command_says_how_it_is_used() {
    for (command, text) in [
        ("query --help", "A word is a condition if it is FIELD OPERATOR VALUE"),
        ("label --help", "Labels of vCard are its CATEGORIES"),
        ("labels --help", "Exit codes: 0 done"),
        ("fields --help", "Exit codes: 0 done"),
        ("--help", "Find contacts and show them"),
    ] {
        let output = ask(command);
        let help = String::from_utf8(output.stdout).unwrap();
        assert!(help.contains(text), "{command}: {help}");
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{command}: {help}");
    }
}
