//! Nothing is lost on any way.

use proptest::prelude::*;

use super::*;
use crate::interop::json::Value;

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
                    // The label of an entry stands in it.
                    list.retain(|array| !array.to_string().starts_with("[\"x-ablabel\""));
                    // The type of a value that is not known may be.
                    list.iter_mut().for_each(|array| {
                        let line = crate::interop::jcard::line(array).unwrap();
                        *array = crate::interop::jcard::property(Version::V4_0, &line);
                    });
                }
            }
            if let Some(Value::Map(card)) = card.get_mut("vCard")
                && card.get("properties").and_then(Value::as_list).is_some_and(|l| l.is_empty())
            {
                card.remove("properties");
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
            // The first of several languages counts here, the default one there; and of several
            // nicknames in a line the field has all.
            if card.contains("JSCOMPS") || card.contains("ALTID") || card.contains("NICKNAME:Jim,")
            {
                continue;
            }
            let of = |record: Imported| {
                let Imported { patch, labels, mut fields, members, .. } = record;
                fields.sort_by(|a, b| a.key.as_str().cmp(b.key.as_str()));
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

fn any_card() -> impl Strategy<Value = String> {
    const MEMBERS: &[&str] = &[
        r#""uid":"urn:uuid:1""#,
        r#""kind":"org""#,
        r#""kind":"group","members":{"a":true,"b":true}"#,
        r#""name":{"full":"Ada Lovelace"}"#,
        r#""name":{"components":[{"kind":"given","value":"Ada"},{"kind":"surname","value":"King, L"}],"sortAs":{"surname":"K"}}"#,
        r#""name":{"isOrdered":true,"components":[{"kind":"surname","value":"S"},{"kind":"separator","value":" "},{"kind":"surname2","value":"T"}],"full":"S T"}"#,
        r#""emails":{"k1":{"address":"a@x.example","pref":2},"x/y~":{"address":"b@x.example","contexts":{"work":true,"z":true}}}"#,
        r#""emails":{"k2":{"address":"c@x.example","label":"desk","example.com:q":[{}]},"k1":{"address":"no mail"}}"#,
        r#""phones":{"k1":{"number":"+1 202 555 0100","features":{"fax":true}},"k2":{"number":"tel:+12025550101;ext=2"},"k3":7}"#,
        r#""addresses":{"k1":{"full":"1 Road\nTown","countryCode":"DE"},"k2":{"components":[{"kind":"name","value":"1, Road"},{"kind":"room","value":"5"}],"isOrdered":true}}"#,
        r#""organizations":{"k1":{"name":"A; B","units":[{"name":"C"}],"contexts":{"work":true}},"k2":{"units":[]}}"#,
        r#""titles":{"k1":{"name":"T"},"k2":{"kind":"role","name":"R","organizationId":"k1"}}"#,
        r#""anniversaries":{"k1":{"kind":"birth","date":{"year":1900,"month":2,"day":3}},"k2":{"kind":"birth","date":{"month":2}},"k3":{"kind":"wedding","date":{"@type":"Timestamp","utc":"2009-08-08T19:30:00Z"}}}"#,
        r#""keywords":{"A":true,"B, C":true,"D":false}"#,
        r#""notes":{"n":{"note":"a;b,c\\\nd","author":{"name":"x"}}}"#,
        r#""nicknames":{"k1":{"name":"N"},"k2":{"name":"M, O"}}"#,
        r#""links":{"k1":{"uri":"https://x.example/?a,b;c"},"k2":{"kind":"contact","uri":"mailto:a@x.example"}}"#,
        r#""media":{"k1":{"kind":"photo","uri":"data:image/gif;base64,R0lGODlhAQABAIAAAAEAWv///ywAAAAAAQABAAACAkQBADs="},"k2":{"kind":"logo","uri":"cid:1"}}"#,
        r#""relatedTo":{"urn:x":{"relation":{"friend":true}},"Jane":{}}"#,
        r#""onlineServices":{"k1":{"service":"S","user":"u"},"k2":{"vCardName":"impp","uri":"xmpp:a"}}"#,
        r#""preferredLanguages":{"k1":{"language":"de","pref":1}},"language":"en""#,
        r#""localizations":{"de":{"name/full":"X"}}"#,
        r#""vCard":{"properties":[["x-a",{"group":"g"},"unknown","v"],["note",{},"text","n"]],"convertedProperties":{"emails/k1/address":{"parameters":{"x-p":["1","2"]}}},"o":1}"#,
        r#""contacts-core:fields":{"custom.size":{"type":"number","value":1.5},"custom.x":{"type":"text","value":"t"}}"#,
        r#""contacts-core:vCard":{"lines":[{"at":["emails/k1"],"line":"EMAIL;X=\"y\":a@x.example"},7]}"#,
        r#""example.com:x":{"a":[1.0,null,"\u0000"]},"empty":{},"prodId":"p","updated":"1995-10-31T22:27:10Z","created":"x""#,
        r#""version":"2.0","speakToAs":{"grammaticalGender":"feminine","pronouns":{"k1":{"pronouns":"they"}}}"#,
    ];
    proptest::sample::subsequence(MEMBERS, 0..=8).prop_map(|members| {
        // Of several of one name only the first is taken.
        let mut names = std::collections::HashSet::new();
        let name = |member: &str| member.split(':').next().unwrap_or_default().to_owned();
        let members: Vec<&str> =
            members.into_iter().filter(|member| names.insert(name(member))).collect();
        format!("{{{}}}", members.join(","))
    })
}

fn any_lines() -> impl Strategy<Value = String> {
    const LINES: &[&str] = &[
        "FN:Ada Lovelace",
        "FN;X-A=1:Ada",
        "N:Lovelace;Ada;;;",
        "N;ALTID=1;LANGUAGE=de:A;B",
        "N;ALTID=1;LANGUAGE=en:C;D",
        "EMAIL:a@x.example",
        "EMAIL;TYPE=HOME,pref:b@x.example",
        "item1.EMAIL;PREF=1;PROP-ID=k2:c@x.example",
        "item1.X-ABLabel:_$!<Work>!$_",
        "item2.X-ABLabel:alone",
        "item1.TEL:1234",
        "TEL;VALUE=uri;TYPE=\"work,cell\":tel:+1",
        "TEL;TYPE=work;TYPE=fax:+1 202",
        "ADR;TYPE=home:;;1 Road\\;2;Town;;1;DE",
        "ADR;LABEL=\"a^nb\";X-CC-TAG=BILLING:;;;;;;",
        "ORG:A;B",
        "ORG:",
        "TITLE:x",
        "ROLE:y",
        "BDAY:18151210",
        "BDAY:1815-12-10",
        "BDAY;VALUE=text:circa",
        "ANNIVERSARY:--0708",
        "CATEGORIES:A,B,A",
        "CATEGORIES:B",
        "NICKNAME:a,b",
        "NOTE:x\\, y\\nz",
        "NOTE:x, y; z",
        "URL:http\\://x.example",
        "UID:1",
        "UID:2",
        "REV:20200101T000000Z",
        "REV:2020",
        "KIND:org",
        "KIND:INDIVIDUAL",
        "MEMBER:a",
        "RELATED;TYPE=friend:urn:x",
        "RELATED;VALUE=text:Jane",
        "LANG;PREF=1:fr",
        "IMPP:xmpp:a",
        "SOCIALPROFILE;SERVICE-TYPE=M:https://m.example",
        "PHOTO:data:image/gif;base64,R0lGODlhAQABAIAAAAEAWv///ywAAAAAAQABAAACAkQBADs=",
        "PHOTO:https://x.example/p.gif",
        "X-CC-FIELD;KEY=custom.size;TYPE=number;NAME=Size:42",
        "X-Y;Z=\"a:b\":c",
        "no colon",
        "GENDER:F",
        "TZ:-0500",
        "JSPROP;JSPTR=\"example.com:x\":[1]",
    ];
    let version = proptest::sample::select(&["3.0", "4.0", "2.1"][..]);
    let lines = proptest::collection::vec(proptest::sample::select(LINES), 0..10);
    (version, lines).prop_map(|(version, mut lines)| {
        // Only 4.0 has them.
        lines
            .retain(|line| version == "4.0" || !line.contains("JSPROP") && !line.contains("PREF="));
        format!("BEGIN:VCARD\nVERSION:{version}\n{}\nEND:VCARD\n", lines.join("\n"))
    })
}

proptest! {
    #[test]
    fn a_card_comes_back_as_it_was(card in any_card()) {
        same_card(&card).map_err(TestCaseError::fail)?;
    }

    #[test]
    #[ignore = "open: a line with a key said twice, and translations of names below 4.0"]
    fn lines_come_back_line_by_line(card in any_lines()) {
        same_lines(&cards(card).remove(0)).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn damaged_text_never_stops_the_reader(
        card in any_card(),
        at in any::<proptest::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<proptest::sample::Index>(),
    ) {
        let mut text = format!("[{card},\n{card}]").into_bytes();
        let place = at.index(text.len());
        text[place] = byte;
        text.truncate(cut.index(text.len()) + 1);
        for found in read(text.as_slice(), &ImportOptions::default()).unwrap() {
            if let Found::Record(record) = found.unwrap() {
                let contact = contact(record);
                as_lines(&contact, None);
                export(&contact.0, None, &contact.1).unwrap();
            }
        }
    }
}
