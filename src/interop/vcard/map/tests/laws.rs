//! Import and export undo each other.

use proptest::prelude::*;

use super::*;

/// L1 and L2: unedited, a card goes out with the same lines, and comes in as the same contact.
fn check(card: &Card) -> Result<(), String> {
    let Ok(first) = import(card.clone(), &ImportOptions::default()) else { return Ok(()) };
    let contact = contact(first.clone());
    let (version, properties) = exported(&contact);
    if version != card.version && !card.properties.is_empty() {
        return Err(format!("version {version} of {}", card.version));
    }
    let out = written(version, &properties);
    let again = cards(&out).pop().ok_or("no card")?;
    let sorted = |card: &Card| {
        let mut lines = essence(card);
        lines.sort();
        lines
    };
    let guessed = card.problems.iter().any(|p| p.code == "text.charset");
    if !guessed && sorted(&again) != sorted(card) {
        return Err(format!("lines {:#?}\nof {:#?}", sorted(&again), sorted(card)));
    }
    let second = import(again, &ImportOptions::default()).map_err(|_| "no contact")?;
    if !guessed && (&second.patch, &second.labels) != (&first.patch, &first.labels) {
        return Err(format!("{:#?}\nof {:#?}", second.patch, first.patch));
    }
    Ok(())
}

fn check_file(name: &str, bytes: &[u8]) -> usize {
    let cards = cards(bytes);
    for card in &cards {
        if let Err(difference) = check(card) {
            panic!("{name}:{}: {difference}", card.first_line);
        }
    }
    cards.len()
}

#[test]
fn the_sample_comes_back_line_by_line() {
    let bytes = include_bytes!("../../../../../tests/data/people.vcf");
    assert_eq!(check_file("people.vcf", bytes), 300);
}

#[cfg(feature = "csv")]
#[test]
fn cards_of_real_programs_come_back_line_by_line() {
    for (name, bytes, _) in crate::interop::corpus::files("vcard") {
        check_file(&name, &bytes);
    }
}

fn any_line() -> impl Strategy<Value = String> {
    const NAMES: &[&str] = &[
        "FN",
        "N",
        "EMAIL",
        "EMAIL",
        "TEL",
        "TEL",
        "ADR",
        "ORG",
        "TITLE",
        "ROLE",
        "BDAY",
        "CATEGORIES",
        "LANG",
        "NOTE",
        "KIND",
        "UID",
        "X-ABLabel",
        "X-ABShowAs",
        "URL",
        "NICKNAME",
    ];
    let names = prop::sample::select(NAMES);
    const VALUES: &[&str] = &[
        "Ada",
        "Ada Lovelace",
        "Lovelace;Ada;;;",
        ";;;;",
        "a@x.example",
        "A@X.example",
        "b@x.example",
        "+1 202 555 0100",
        "+12025550100",
        "tel:+1-202-555-0100;ext=1",
        ";;1 Road;Town;;1;DE",
        ";;1 ROAD;town;;1;de",
        "Acme",
        "Acme;Sales",
        "1815-12-10",
        "--1210",
        "A,B",
        "B,C",
        "A",
        "en",
        "de-DE",
        "org",
        "COMPANY",
        "",
        " ",
        "x\\,y\\;z",
        "_$!<Home>!$_",
    ];
    let values = prop_oneof![
        9 => prop::sample::select(VALUES).prop_map(str::to_owned),
        1 => "[ -~]{0,12}",
    ];
    const PARAMS: &[&str] = &[
        "",
        "",
        ";TYPE=home",
        ";TYPE=work,pref",
        ";PREF=1",
        ";PREF=2",
        ";TYPE=fax",
        ";VALUE=uri",
        ";ALTID=1",
        ";X-CC-TAG=BILLING",
        ";HOME",
        ";X-P=\"a:b\"",
    ];
    let params = prop::sample::select(PARAMS);
    let groups = prop_oneof![3 => Just(""), 1 => Just("item1."), 1 => Just("item2.")];
    (groups, names, params, values)
        .prop_map(|(group, name, params, value)| format!("{group}{name}{params}:{value}\r\n"))
}

pub(super) fn any_card() -> impl Strategy<Value = String> {
    let version = prop_oneof![Just("3.0"), Just("4.0"), Just("2.1")];
    (version, proptest::collection::vec(any_line(), 0..14)).prop_map(|(version, lines)| {
        let lines = lines.concat();
        format!("BEGIN:VCARD\r\nVERSION:{version}\r\n{lines}END:VCARD\r\n")
    })
}

proptest! {
    #[test]
    fn a_card_comes_back_line_by_line(card in any_card()) {
        check(&cards(card)[0]).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn a_merge_of_cards_is_one_valid_card_with_every_value(
        target in any_card(),
        source in any_card(),
    ) {
        // A person and an organisation are no duplicates: what their name is has no answer.
        let person = |card: String| card.replace("KIND", "X-K").replace("X-ABShowAs", "X-S");
        let (target, source) = (person(target), person(source));
        let options = ImportOptions::default();
        let import = |text: &str| super::import(cards(text).remove(0), &options);
        let (Ok(target), Ok(source)) = (import(&target), import(&source)) else { return Ok(()) };
        let Ok(merged) = merge::join(&contact(target), [&contact(source)]) else { return Ok(()) };
        let (version, properties) = exported(&merged);
        let again = String::from_utf8(written(version, &properties)).unwrap();
        let again = contact(import(&again).unwrap());
        let values = |contact: &Contact| {
            let info = contact.info();
            let mut emails: Vec<_> = info.emails().iter().map(|e| e.value.normal().to_owned()).collect();
            let mut phones: Vec<_> = info.phones().iter().map(|e| e.value.match_key()).collect();
            let mut labels = info.labels().to_vec();
            emails.sort();
            phones.sort();
            labels.sort();
            (emails, phones, info.addresses().len(), labels, info.company.clone(), info.birthdate)
        };
        prop_assert_eq!(values(&again), values(&merged));
        let primary = |contact: &Contact| contact.info().emails().primary().map(|e| e.value.clone());
        prop_assert_eq!(primary(&again), primary(&merged));
    }
}
