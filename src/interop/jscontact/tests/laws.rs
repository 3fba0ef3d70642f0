//! Nothing is lost on any way.

use super::*;

/// JSContact → contact → JSContact.
fn same_card(text: &str) -> Result<(), String> {
    let Some(record) = record(text) else { return Ok(()) };
    let out = as_json(&contact(record));
    let (mut before, after) = (json(text), json(&out));
    if let Value::Map(card) = &mut before {
        for (name, value) in [("@type", "Card"), ("version", "1.0")] {
            if card.get(name).is_none() {
                card.set(name, Value::text(value));
            }
        }
    }
    if before != after {
        return Err(format!("{after}\nof {before}"));
    }
    Ok(())
}

/// vCard → contact → JSContact → contact → vCard.
fn same_lines(card: &Card) -> Result<(), String> {
    let Some(first) = import_card(card.clone()) else { return Ok(()) };
    let first = contact(first);
    let text = as_json(&first);
    let again = record(&text).ok_or_else(|| format!("no contact: {text}"))?;
    let patch = again.patch.clone();
    let again = contact(again);
    let (version, lines) = as_lines(&again, None);
    let sorted = |lines: &[Property]| {
        let mut card = Card { properties: lines.to_vec(), ..card.clone() };
        // Letter case of names means nothing.
        for line in &mut card.properties {
            line.name = line.name.to_uppercase().into();
            line.params.iter_mut().for_each(|param| param.name = param.name.to_uppercase().into());
        }
        let mut lines = essence(&card);
        lines.sort();
        lines
    };
    let (before_version, before) = as_lines(&first, None);
    if !before.is_empty() && version != before_version {
        return Err(format!("{version} of {before_version}: {text}"));
    }
    if sorted(&lines) != sorted(&before) {
        return Err(format!("{:#?}\nof {:#?}\nby {text}", sorted(&lines), sorted(&before)));
    }
    let info = |contact: &Contact| {
        let info = contact.info();
        let emails: Vec<_> = info.emails().iter().map(|e| (e.tag, e.value.clone())).collect();
        let phones: Vec<_> = info.phones().iter().map(|e| (e.tag, e.value.clone())).collect();
        (
            emails,
            phones,
            info.first.clone(),
            info.last.clone(),
            info.company.clone(),
            info.birthdate,
        )
    };
    if info(&again.0) != info(&first.0) {
        return Err(format!("{patch:#?}\nof {:#?}\nby {text}", first.0.info()));
    }
    same_card(&text)
}

/// JSContact → contact → vCard → contact → JSContact.
fn same_by_lines(text: &str) -> Result<(), String> {
    let Some(first) = record(text) else { return Ok(()) };
    let first = contact(first);
    let before = as_json(&first);
    let lines = as_text(&first, Some(Version::V4_0));
    let card = cards(&lines).pop().ok_or("no card")?;
    let again = import_card(card).ok_or_else(|| format!("no contact: {lines}"))?;
    let after = as_json(&contact(again));
    // How lines became members is of no use to a card that came as members.
    let strip = |text: &str| {
        let mut card = json(text);
        if let Value::Map(card) = &mut card {
            card.remove("contacts-core:vCard");
            if let Some(Value::Map(card)) = card.get_mut("vCard") {
                card.remove("convertedProperties");
                if let Some(Value::List(list)) = card.get_mut("properties") {
                    // The type of a value that is not known may be.
                    list.iter_mut().for_each(|array| {
                        let line = crate::interop::jcard::line(array).unwrap();
                        *array = crate::interop::jcard::property(Version::V4_0, &line);
                    });
                }
            }
            if matches!(card.get("vCard"), Some(Value::Map(card)) if card.is_empty()) {
                card.remove("vCard");
            }
        }
        card
    };
    if strip(&after) != strip(&before) {
        return Err(format!("{}\nof {}\nby {lines}", strip(&after), strip(&before)));
    }
    Ok(())
}

#[test]
fn the_sample_comes_back_line_by_line() {
    let cards = cards(include_bytes!("../../../../tests/data/people.vcf"));
    assert_eq!(cards.len(), 300);
    for card in &cards {
        same_lines(card).unwrap_or_else(|difference| panic!("{}: {difference}", card.first_line));
    }
}

#[cfg(feature = "csv")]
mod corpus {
    use super::*;
    use crate::interop::corpus::files;

    #[test]
    fn cards_of_real_programs_come_back_line_by_line() {
        let mut wrong = Vec::new();
        for (name, bytes, _) in files("vcard") {
            for card in &cards(&bytes) {
                if let Err(difference) = same_lines(card) {
                    wrong.push(format!("{name}:{}: {difference}", card.first_line));
                }
            }
        }
        assert!(
            wrong.is_empty(),
            "{} wrong\n{}",
            wrong.len(),
            wrong[..wrong.len().min(3)].join("\n\n")
        );
    }

    /// Cards of both kinds that say the same; enough of a name is added to make a contact of each.
    fn pairs() -> Vec<(String, String, String)> {
        let Some((_, bytes, _)) = files("jscontact pairs").pop() else { return Vec::new() };
        let pairs: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let pairs = pairs.as_array().unwrap().iter().map(|pair| {
            let card = pair["vcard"].as_str().unwrap().to_owned();
            let mut object = pair["jscontact"].clone();
            let mut card = card
                .replace("BEGIN:VCARD\n", "")
                .replace("END:VCARD\n", "")
                .replace("END:VCARD", "");
            if !card.ends_with('\n') {
                card.push('\n');
            }
            card.push_str("EMAIL;PROP-ID=z:z@x.example\n");
            if !card.contains("VERSION:") {
                card.insert_str(0, "VERSION:4.0\n");
            }
            object["emails"]["z"] = serde_json::json!({"address": "z@x.example"});
            (
                pair["name"].to_string(),
                format!("BEGIN:VCARD\n{card}END:VCARD\n"),
                object.to_string(),
            )
        });
        pairs.collect()
    }

    #[test]
    fn pairs_come_back_on_every_way() {
        let mut wrong = Vec::new();
        for (name, card, object) in pairs() {
            assert!(record(&object).is_some(), "{name}: {:?}", found(&object));
            let mut check = |way: &str, result: Result<(), String>| {
                if let Err(difference) = result {
                    wrong.push(format!("{name} {way}: {difference}"));
                }
            };
            check("lines", same_lines(&cards(&card).remove(0)));
            check("card", same_card(&object));
            check("by lines", same_by_lines(&object));
        }
        assert!(
            wrong.is_empty(),
            "{} wrong\n{}",
            wrong.len(),
            wrong[..wrong.len().min(8)].join("\n\n")
        );
    }

    /// The fields of both cards of a pair are the same.
    #[test]
    fn pairs_mean_the_same() {
        let mut wrong = Vec::new();
        for (name, card, object) in pairs() {
            // Lists in the street are joined in another way where the card says how.
            if card.contains("JSCOMPS") {
                continue;
            }
            let of = |record: Imported| {
                let Imported { patch, labels, fields, members, .. } = record;
                (
                    format!("{patch:#?}"),
                    labels.into_iter().collect::<std::collections::BTreeSet<_>>(),
                    fields,
                    members,
                )
            };
            let one = of(import_card(cards(&card).remove(0)).unwrap());
            let two = of(record(&object).unwrap());
            if one != two {
                wrong.push(format!("{name}\n{one:#?}\n{two:#?}\n{card}\n{object}"));
            }
        }
        println!("{} differ", wrong.len());
        assert!(
            wrong.is_empty(),
            "{} wrong\n{}",
            wrong.len(),
            wrong[..wrong.len().min(8)].join("\n\n")
        );
    }
}
