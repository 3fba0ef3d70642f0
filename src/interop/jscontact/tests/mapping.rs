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
