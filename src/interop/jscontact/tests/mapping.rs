//! Which member is which value.

use super::*;

#[test]
fn a_card_becomes_a_contact() {
    let record = record(
        r#"{"@type":"Card","version":"1.0","uid":"urn:uuid:1","kind":"individual",
        "name":{"components":[{"kind":"given","value":"Ada"},{"kind":"given2","value":"King"},
            {"kind":"surname","value":"Lovelace"},{"kind":"title","value":"Lady"}],"full":"Lady Ada"},
        "emails":{"e1":{"address":"a@x.example","contexts":{"private":true}},
            "e2":{"address":"b@x.example","contexts":{"work":true},"pref":1,"label":"desk"}},
        "phones":{"p":{"number":"tel:+1-202-555-0100","features":{"mobile":true}}},
        "organizations":{"o":{"name":"Engines, Ltd","units":[{"name":"Sums"}]}},
        "titles":{"t":{"name":"Countess"}},
        "anniversaries":{"b":{"kind":"birth","date":{"year":1815,"month":12,"day":10}},
            "w":{"kind":"wedding","date":{"month":7,"day":8}}},
        "addresses":{"h":{"components":[{"kind":"number","value":"12"},{"kind":"name","value":"Square"},
            {"kind":"apartment","value":"Flat 2"},{"kind":"locality","value":"London"},
            {"kind":"postcode","value":"N1"}],"countryCode":"GB","contexts":{"billing":true}}},
        "preferredLanguages":{"l":{"language":"en-GB"}},"keywords":{"Maths":true},
        "notes":{"n":{"note":"of note"}},"nicknames":{"n":{"name":"AAL"}},
        "links":{"l":{"uri":"https://ada.example"}},
        "contacts-core:fields":{"custom.size":{"type":"number","name":"Size","value":42}},
        "example.com:x":[1.50,{"z":1,"a":2}]}"#,
    )
    .unwrap();
    assert_eq!(record.uid.as_deref(), Some("urn:uuid:1"));
    assert_eq!(record.labels[0].as_str(), "Maths");
    let fields: Vec<String> =
        record.fields.iter().map(|f| format!("{}={}", f.key, f.value)).collect();
    assert_eq!(
        fields,
        [
            "custom.anniversary=--07-08",
            "custom.note=of note",
            "custom.nickname=AAL",
            "custom.website=https://ada.example",
            "custom.size=42",
        ]
    );
    assert!(record.problems.is_empty(), "{:?}", record.problems);
    let (contact, _) = contact(record);
    let info = contact.info();
    assert_eq!((info.first_name(), info.last_name()), (Some("Ada King"), Some("Lovelace")));
    assert_eq!((info.company(), info.job_title()), (Some("Engines, Ltd"), Some("Countess")));
    assert_eq!(info.birthdate().unwrap().to_string(), "1815-12-10");
    assert_eq!(info.locale().unwrap().as_str(), "en-GB");
    let emails: Vec<_> =
        info.emails().iter().map(|e| format!("{} {}", e.tag.as_str(), e.value)).collect();
    assert_eq!(emails, ["HOME a@x.example", "WORK b@x.example"]);
    assert_eq!(info.emails().primary().unwrap().value.as_str(), "b@x.example");
    assert_eq!(info.phones().as_slice()[0].tag.as_str(), "MOBILE");
    let address = &info.addresses()[0];
    assert_eq!(
        (address.tag.as_str(), address.value.formatted()),
        ("BILLING", "12 Square, Flat 2, N1 London, GB".into())
    );
    let anchored = |path: &str| {
        let property = contact.properties().iter().find(|p| p.name == path).unwrap();
        property.anchor.as_ref().map(|anchor| anchor.field.to_string())
    };
    assert_eq!(anchored("emails/e1").as_deref(), Some("emails"));
    assert_eq!(anchored("name/components").as_deref(), Some("name"));
    assert_eq!(anchored("name/full").as_deref(), Some("name"));
    assert_eq!(anchored("keywords/Maths").as_deref(), Some("labels"));
    assert_eq!(anchored("example.com:x"), None);
}

/// A contact whose record was edited before it was made, and what is written of it.
fn edited(text: &str, edit: impl FnOnce(&mut crate::edit::ContactPatch)) -> (Value, String) {
    let mut record = record(text).unwrap();
    edit(&mut record.patch);
    let contact = contact(record);
    (json(&as_json(&contact)), as_text(&contact, Some(Version::V4_0)))
}

const CARD: &str = r#"{"@type":"Card","version":"1.0","example.com:top":{"b":1,"a":2},
    "emails":{"one":{"example.com:z":[1],"address":"a@x.example","contexts":{"work":true},"label":"desk"},
        "two":{"address":"b@x.example"}},
    "name":{"isOrdered":true,"components":[{"kind":"given","value":"Ada"},{"kind":"separator","value":" "},
        {"kind":"surname","value":"Lovelace"}],"full":"Ada Lovelace"},
    "organizations":{"o":{"name":"Engines","units":[{"name":"Sums","example.com:u":1}]}},
    "anniversaries":{"x":{"kind":"birth","date":{"year":1815,"month":12,"day":10},"place":{"full":"London"}}},
    "localizations":{"de":{"organizations/o/name":"Maschinen"}},
    "keywords":{"Maths":true,"Poets":true}}"#;

#[test]
fn an_edit_changes_its_member_and_nothing_else() {
    let (whole, lines) = edited(CARD, |_| {});
    assert_eq!(whole, json(CARD));
    assert!(lines.contains("JSPROP;JSPTR=\"localizations\":"), "{lines}");

    let email = |patch: &mut crate::edit::ContactPatch| {
        let mut emails = patch.emails.clone().unwrap();
        emails[0].value = "new@x.example".parse().unwrap();
        patch.emails = Some(emails);
    };
    let (out, _) = edited(CARD, email);
    assert_eq!(out, json(&CARD.replace("a@x.example", "new@x.example")));

    let (out, _) = edited(CARD, |patch| {
        *patch = patch.clone().with_company(Some("Steam".parse().unwrap()));
    });
    let expected = CARD.replace("\"name\":\"Engines\"", "\"name\":\"Steam\"");
    assert_eq!(out, json(&expected));

    let (out, _) = edited(CARD, |patch| *patch = patch.clone().with_birthdate(None));
    assert_eq!(out.as_map().unwrap().get("anniversaries"), None);

    let (out, _) = edited(CARD, |patch| {
        *patch = patch.clone().with_last_name(Some("King".parse().unwrap()));
    });
    let name = out.as_map().unwrap().get("name").unwrap().to_string();
    assert!(
        name.contains("King") && name.contains("Ada King") && !name.contains("Lovelace"),
        "{name}"
    );
}

#[test]
fn new_values_become_members() {
    let text = r#"{"name":{"full":"Ada"},"emails":{"k1":{"address":"a@x.example"}}}"#;
    let (out, _) = edited(text, |patch| {
        let mut emails = patch.emails.clone().unwrap();
        emails.push(crate::edit::EntryPatch::new("b@x.example".parse().unwrap()));
        *patch = patch.clone().with_job_title(Some("Countess".parse().unwrap()));
        patch.emails = Some(emails);
    });
    let card = out.as_map().unwrap();
    assert_eq!(
        card.get("titles").unwrap().to_string(),
        r#"{"k1":{"kind":"title","name":"Countess"}}"#
    );
    assert_eq!(
        card.get("emails").unwrap().to_string(),
        r#"{"k1":{"address":"a@x.example"},"k2":{"address":"b@x.example"}}"#,
    );
}

#[test]
fn what_another_program_edits_wins_over_the_line_that_was_kept() {
    let card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nN:Ada\nitem1.EMAIL;TYPE=INTERNET;TYPE=HOME:a@x.example\n\
                item1.X-ABLabel:desk\nTEL;TYPE=\"HOME\":1234\nEND:VCARD\n";
    let first = contact(import_card(cards(card).remove(0)).unwrap());
    let text = as_json(&first);
    assert!(text.contains("\"label\":\"desk\""), "{text}");
    let again = contact(record(&text).unwrap());
    assert_eq!(as_text(&again, None).to_uppercase(), card.to_uppercase());
    let edited = text
        .replace("\"address\":\"a@x.example\"", "\"address\":\"b@x.example\"")
        .replace("\"label\":\"desk\"", "\"label\":\"bench\"");
    let edited = contact(record(&edited).unwrap());
    let lines = as_text(&edited, None);
    assert!(
        lines.contains("EMAIL;TYPE=home,INTERNET:b@x.example") || lines.contains(":b@x.example"),
        "{lines}"
    );
    assert!(!lines.contains("a@x.example") && lines.contains("item1.X-ABLABEL:bench"), "{lines}");
    assert!(lines.contains("TEL;TYPE=\"HOME\":1234"), "{lines}");
}

#[test]
fn pictures_are_held_beside_the_contact() {
    let text = r#"{"name":{"full":"Ada"},"media":{"p":{"kind":"photo","mediaType":"image/gif",
        "uri":"data:image/gif;base64,R0lGODlhAQABAIAAAAEAWv///ywAAAAAAQABAAACAkQBADs="}}}"#;
    let record = record(text).unwrap();
    assert_eq!(record.media.len(), 1);
    let photo = record.properties.iter().find(|p| p.name == "media/p").unwrap();
    assert!(photo.media.is_some() && !photo.value.contains("R0lG"), "{}", photo.value);
    assert_eq!(photo.anchor.as_ref().unwrap().field, "picture");
    let contact = contact(record);
    let whole = as_json(&contact);
    assert!(whole.contains("base64,R0lGODlhAQABAIAAAAEAWv///ywAAAAAAQABAAACAkQBADs="), "{whole}");
    let lines = as_text(&contact, Some(Version::V3_0));
    assert!(lines.contains(":R0lGODlhAQABAIAAAAEAWv///ywAAAAAAQABAAACAkQBADs="), "{lines}");
    let options = ImportOptions::default().with_media_limit(0);
    let Some(Ok(Found::Record(record))) = read(text.as_bytes(), &options).unwrap().next() else {
        panic!()
    };
    assert_eq!((record.media.len(), record.properties.len()), (0, 1));
    assert_eq!(record.problems[0].code, "media.too_large");
}

#[test]
fn a_group_names_its_members() {
    let record = record(
        r#"{"kind":"group","name":{"full":"Poets"},"members":{"urn:uuid:1":true,"b":true}}"#,
    );
    assert_eq!(record.unwrap().members.unwrap(), ["urn:uuid:1", "b"]);
}

#[test]
fn files_are_one_card_an_array_lines_or_a_list() {
    let card = |name: &str| format!(r#"{{"name":{{"full":"{name}"}}}}"#);
    let (a, b) = (card("Ada"), card("Bob"));
    for file in [
        format!("[{a},\n{b}]"),
        format!("{a}\n{b}\n"),
        format!(r#"{{"accountId":"x","list":[{a},{b}],"notFound":[]}}"#),
    ] {
        let found = found(&file);
        assert_eq!(found.len(), 2, "{file}");
        assert!(found.iter().all(|found| matches!(found, Found::Record(_))), "{found:?}");
    }
}

#[test]
fn damage_is_said_with_its_line_and_spares_the_neighbours() {
    let whole = r#"{"name":{"full":"Bob"}}"#;
    for (damaged, code, line) in [
        ("{\"name\":\n{\"full\":\"x}}", "json.unterminated", 4),
        ("{\"name\":\n{full:1}}", "json.damaged", 3),
        ("{\"@type\":\n\"Event\"}", "jscontact.no_card", 2),
        ("{\"x\":\n{}}", "record.nothing", 2),
        (&format!("{{\"x\":\n{}{}}}", "[".repeat(16), "]".repeat(16)), "json.too_deep", 3),
    ] {
        let found = found(&format!("[\n{damaged},\n{whole}]"));
        let Found::Skipped(skipped) = &found[0] else { panic!("{found:?}") };
        assert_eq!((skipped.problem.code, skipped.problem.line), (code, line), "{damaged}");
        assert!(skipped.raw.is_some());
        assert!(matches!(&found[1..], [Found::Record(_)]), "{damaged}: {found:?}");
    }
    let odd = r#"{"name":{"full":"A\ud800"},"uid":"a","uid":"b","x":1e999}"#;
    let record = record(odd).unwrap();
    let said: Vec<_> = record.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(said, ["text.replaced", "json.repeated"]);
    assert!(record.properties.iter().any(|property| property.value == "1e999"));
}

#[test]
fn long_members_that_became_nothing_are_left_out_over_the_limit() {
    let long = "x".repeat(3000);
    let text = format!(r#"{{"name":{{"full":"Ada"}},"a.example:b":"{long}","c.example:d":1}}"#);
    let options = ImportOptions::default().with_kept_limit(1000);
    let Some(Ok(Found::Record(record))) = read(text.as_bytes(), &options).unwrap().next() else {
        panic!()
    };
    let names: Vec<_> = record.properties.iter().map(|property| property.name.as_str()).collect();
    assert_eq!(names, ["name/full", "c.example:d"]);
    assert_eq!(record.problems[0].code, "kept.too_long");
}
