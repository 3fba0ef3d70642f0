//! Rules of single properties.

use super::*;
use crate::contact::{Image, Media};
use crate::interop::{Loose, StandardFields};

fn fields(record: &Imported) -> Vec<(String, String)> {
    let of = |f: &crate::interop::ImportedField| (f.key.to_string(), f.value.to_string());
    record.fields.iter().map(of).collect()
}

#[track_caller]
fn gives(lines: &str, expected: &[(&str, &str)]) {
    let record = imported(card(&format!("FN:Ada L\n{lines}")));
    let expected: Vec<_> =
        expected.iter().map(|(k, v)| (format!("custom.{k}"), (*v).to_owned())).collect();
    assert_eq!(fields(&record), expected, "{lines}");
}

#[test]
fn standard_fields_come_from_the_first_line_of_their_kind() {
    gives(
        "NOTE: a\\nb \nNOTE:c\nURL:http\\://x.example/a\nURL:y",
        &[("note", "a\nb"), ("website", "http://x.example/a")],
    );
    gives("NICKNAME:Jim,Jimmie\\, the", &[("nickname", "Jim, Jimmie, the")]);
    gives("BDAY:--0416", &[("birthday", "--04-16")]);
    gives("BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-16", &[("birthday", "--04-16")]);
    gives("BDAY:19723101", &[("birthday", "19723101")]);
    gives("BDAY:--0416\nBDAY:1990-04-16", &[]);
    gives("ANNIVERSARY:20090808T1430-0500", &[("anniversary", "2009-08-08")]);
    for name in ["X-ANNIVERSARY", "X-MS-ANNIVERSARY", "X-EVOLUTION-ANNIVERSARY"] {
        gives(
            &format!("{name}:2009-08-08\nANNIVERSARY:2010-01-01"),
            &[("anniversary", "2009-08-08")],
        );
    }
    gives(
        "item1.X-ABDATE:2009-08-08\nitem1.X-ABLabel:_$!<Anniversary>!$_",
        &[("anniversary", "2009-08-08")],
    );
    gives("item1.X-ABDATE:2009-08-08\nitem1.X-ABLabel:Moon", &[]);
    gives("NOTE:\nURL: ", &[]);
}

#[test]
fn options_say_which_values_become_fields() {
    let lines = "N:L;Ada;;Lady;PhD\nORG:E;Sums\nNOTE:x\nBDAY:--0416";
    let with = |fields| ImportOptions::default().with_fields(fields);
    let none = import(card(lines), &with(StandardFields::NONE)).unwrap();
    assert_eq!(fields(&none), []);
    let all = import(card(lines), &with(StandardFields::ALL)).unwrap();
    let keys: Vec<_> = all.fields.iter().map(|f| f.key.as_str()).collect();
    let expected = [
        "custom.department",
        "custom.name-prefix",
        "custom.name-suffix",
        "custom.note",
        "custom.birthday",
    ];
    assert_eq!(keys, expected);
    // Unedited, their lines are as they were; an edit changes its part alone.
    let before = contact(all);
    assert_eq!(
        lines_of(&before),
        card(lines)
            .properties
            .iter()
            .map(|p| format!("{}:{}", p.name, p.value))
            .collect::<Vec<_>>()
    );
    let patch = crate::ContactPatch::new()
        .with_field("custom.department".parse().unwrap(), "Looms")
        .with_field("custom.name-prefix".parse().unwrap(), Option::<String>::None);
    let info = patch
        .apply(before.info(), |_| Some(crate::DataType::Text), || EntryId::from_u128(9))
        .unwrap();
    let after = Contact { info, ..before };
    assert_eq!(lines_of(&after), ["N:L;Ada;;;PhD", "ORG:E;Looms", "NOTE:x", "BDAY:--0416"]);
}

fn lines_of(contact: &Contact) -> Vec<String> {
    let (_, lines) = exported(contact);
    lines.iter().map(|p| format!("{}:{}", p.name, p.value)).collect()
}

#[test]
fn a_contact_that_was_never_a_card_comes_back_with_all_it_has() {
    let text = |key: &str, value: &str| {
        (key.parse().unwrap(), crate::FieldValue::Text(value.parse().unwrap()))
    };
    let mut info = crate::ContactPatch::new()
        .with_name("Ada", "Lovelace")
        .unwrap()
        .with_company(Some("Engines".parse().unwrap()))
        .with_phone_entry((PhoneTag::Fax, "1".parse().unwrap()))
        .with_locale(Some("en".parse().unwrap()))
        .with_locations(vec![crate::LocationId::from_u128(1)])
        .with_assignees(vec![crate::UserId::from_u128(2)])
        .apply(&Default::default(), |_| None, || EntryId::from_u128(9))
        .unwrap();
    info.fields = vec![
        text("custom.note", "a; b\nc"),
        text("custom.birthday", "--12-10"),
        text("custom.anniversary", "1835-07-08"),
        text("custom.nickname", " Countess"),
        text("custom.website", "x.example"),
        text("custom.department", "Sums"),
        text("custom.name-prefix", "Lady"),
        text("custom.shoes", " 4\\2 "),
        ("custom.size".parse().unwrap(), crate::FieldValue::Number(42.try_into().unwrap())),
        ("custom.since".parse().unwrap(), crate::FieldValue::Date("1990-01-02".parse().unwrap())),
        (
            "custom.site".parse().unwrap(),
            crate::FieldValue::Url("https://x.example/?a=b,c;d".parse().unwrap()),
        ),
    ];
    let origin = crate::Origin::new(crate::OriginKind::OTHER);
    let before = Contact::new(info, origin, Timestamp::EPOCH).unwrap();
    let id = crate::ContactId::from_u128(7);
    for version in [Version::V2_1, Version::V3_0, Version::V4_0] {
        let options = ExportOptions::default().with_version(version);
        let card = export(&before, Some(id), &Spelled, &options).unwrap();
        assert_eq!(card.problems, []);
        let again = cards(written(version, &card.properties)).pop().unwrap();
        let record = imported(again);
        assert_eq!(
            record.problems.iter().map(|p| p.code).collect::<Vec<_>>(),
            ["field.bad_date"],
            "{version}"
        );
        assert_eq!(record.uid.as_deref(), Some(format!("urn:uuid:{id}").as_str()));
        let again = contact(record);
        let sorted = |contact: &Contact| {
            let mut fields = contact.info().fields().to_vec();
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            fields
        };
        assert_eq!(sorted(&again), sorted(&before), "{version}");
        let without = |contact: &Contact| crate::ContactInfo {
            fields: Vec::new(),
            phones: Default::default(),
            ..contact.info().clone()
        };
        assert_eq!(without(&again), without(&before));
        assert_eq!(again.info().phones().primary().unwrap().tag, PhoneTag::Fax);
    }
}

#[test]
fn pictures_are_taken_out_of_their_lines_in_every_form() {
    let gif = "R0lGODlh";
    for (line, rest) in [
        (format!("PHOTO;ENCODING=b;TYPE=GIF:{gif}"), Some("")),
        (format!("PHOTO;VALUE=uri:data:image/gif;base64,{gif}"), Some("data:image/gif;base64,")),
        (format!("PHOTO;ENCODING=b:data:image/gif;base64,{gif}"), Some("data:image/gif;base64,")),
        (format!("PHOTO:data:image/gif\\;base64\\,{gif}"), Some("data:image/gif\\;base64\\,")),
        (format!("PHOTO:{gif}"), Some("")),
        ("PHOTO;ENCODING=b:R0lGODlhYQ".to_owned(), None),
    ] {
        let record = imported(card(&format!("FN:Ada L\n{line}")));
        let held = &record.properties[1];
        assert_eq!(held.media.map(|_| held.value.as_str()), rest, "{line}");
        let [(id, bytes)] = &record.media[..] else { panic!("{line}") };
        assert!(bytes.starts_with(b"GIF89a"));
        let id = id.to_string();
        let contact = contact(record);
        let picture = &contact.info().picture().unwrap().image;
        assert!(
            matches!(picture, Image::Media(Media { id: Some(known), .. }) if known.as_str() == id)
        );
        assert_eq!(lines(&contact)[2], line);
    }
}

#[test]
fn only_the_first_picture_is_that_of_the_contact() {
    let record = imported(card(
        "FN:Ada L\nPHOTO;ENCODING=b:***\nLOGO;ENCODING=b:AAEC\nPHOTO;VALUE=uri:http://x.example/a.gif\nPHOTO;ENCODING=b:R0lGODlh",
    ));
    assert_eq!(record.problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["media.corrupt"]);
    assert_eq!(record.media.len(), 2);
    let contact = contact(record);
    let picture = &contact.info().picture().unwrap().image;
    assert!(matches!(picture, Image::Url(url) if url.as_str() == "http://x.example/a.gif"));
    assert_eq!(lines(&contact).len(), 6);
}

#[test]
fn media_over_the_limit_are_left_out_with_a_warning() {
    for (limit, left) in [(6, 1), (5, 0), (0, 0)] {
        let options = ImportOptions::default().with_media_limit(limit);
        let record = import(card("FN:Ada L\nPHOTO;ENCODING=b:R0lGODlh"), &options).unwrap();
        assert_eq!((record.media.len(), record.properties.len()), (left, 1 + left));
        let said: Vec<_> = record.problems.iter().map(|p| (p.code, p.excerpt.as_str())).collect();
        assert_eq!(said, [("media.too_large", "")][..1 - left]);
    }
}

#[test]
fn the_longest_foreign_lines_of_a_long_card_are_left_out() {
    let lines = format!(
        "FN:Ada L\nX-A:{}\nX-B:{}\nNOTE:{}\nX-C:c",
        "a".repeat(50),
        "b".repeat(90),
        "n".repeat(100)
    );
    for (limit, kept) in [(1000, 5), (210, 4), (150, 3), (10, 2)] {
        let options = ImportOptions::default().with_kept_limit(limit);
        let record = import(card(&lines), &options).unwrap();
        assert_eq!(record.properties.len(), kept, "{limit}");
        assert_eq!(record.problems.len(), 5 - kept);
        assert!(record.problems.iter().all(|p| p.code == "kept.too_long"));
    }
}

#[test]
fn a_media_id_that_is_unknown_leaves_a_line_without_it() {
    let mut loose = contact(imported(card("FN:Ada L\nLOGO;ENCODING=b:AAEC")));
    let mut lines = loose.properties().to_vec();
    lines[1].media = Some(MediaId::of(b"nowhere"));
    loose = loose.with_properties(lines);
    let card = export(&loose, None, &Spelled, &ExportOptions::default()).unwrap();
    assert_eq!((card.properties.len(), card.problems[0].code), (2, "media.missing"));
}

#[test]
fn groups_are_records_with_members() {
    for lines in [
        "KIND:group\nFN:The Band\nMEMBER:urn:uuid:4FBE8971-0BC3-424C-9C26-36C3E1EFF6B1\nMEMBER:mailto:a@x.example",
        "FN:The Band\nN:The Band;;;;\nX-ADDRESSBOOKSERVER-KIND:group\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1\n\
         X-ADDRESSBOOKSERVER-MEMBER:mailto:a@x.example",
    ] {
        let record = imported(card(lines));
        let members = record.members.clone().unwrap();
        assert_eq!(members, ["4fbe8971-0bc3-424c-9c26-36c3e1eff6b1", "mailto:a@x.example"]);
        let contact = contact(record);
        assert_eq!(contact.info().full_name().as_deref(), Some("The Band"));
        assert_eq!(lines_of(&contact).len(), lines.lines().count());
    }
    assert_eq!(imported(card("FN:Ada L\nMEMBER:x")).members, None);
}

#[test]
fn labels_come_from_lists_of_every_kind_and_have_limits() {
    let names = |record: &Imported| record.labels.iter().map(|l| l.to_string()).collect::<Vec<_>>();
    let old = cards("BEGIN:VCARD\nVERSION:2.1\nFN:Ada L\nCATEGORIES:a;b,c\nEND:VCARD").remove(0);
    assert_eq!(names(&imported(old)), ["a", "b", "c"]);
    let long = "x".repeat(181);
    let record = imported(card(&format!("FN:Ada L\nCATEGORIES:a,{long},b\\, c,a")));
    assert_eq!(names(&record), ["a", "b, c"]);
    assert_eq!(record.problems[0].code, "field.too_long");
    assert_eq!(lines_of(&contact(record))[1], format!("CATEGORIES:a,{long},b\\, c,a"));
    let many: Vec<String> = (0..2_100).map(|n| n.to_string()).collect();
    let record = imported(card(&format!("FN:Ada L\nCATEGORIES:{}", many.join(","))));
    assert_eq!((record.labels.len(), record.problems[0].code), (2_000, "field.too_many"));
    assert_eq!(lines_of(&contact(record))[1].len(), many.join(",").len() + "CATEGORIES:".len());
}

#[test]
fn lists_that_are_too_long_stay_foreign_from_there_on() {
    let emails: String = (0..60).map(|n| format!("EMAIL:a{n}@x.example\n")).collect();
    let record = imported(card(&format!("FN:Ada L\n{}", emails.trim_end())));
    assert_eq!(record.problems.len(), 10);
    assert!(record.problems.iter().all(|p| p.code == "field.too_many"));
    let contact = contact(record);
    assert_eq!((contact.info().emails().len(), lines_of(&contact).len()), (50, 61));
}

#[test]
fn envelopes_are_addresses_where_there_is_no_other_of_their_type() {
    let record = imported(card(
        "FN:Ada L\nADR;TYPE=home:;;1 Road;Town;;;\nLABEL;TYPE=home:1 Road\\nTown\nLABEL;TYPE=work:2 Road\\nTown",
    ));
    let contact = contact(record);
    let lines: Vec<_> = contact
        .info()
        .addresses()
        .iter()
        .map(|e| e.value.street.as_ref().unwrap().line())
        .collect();
    assert_eq!(lines, ["1 Road", "2 Road\nTown"]);
}

#[test]
fn of_translations_that_of_the_default_language_counts() {
    let record = imported(card(
        "LANGUAGE:de\nFN:Ada L\nTITLE;ALTID=1;LANGUAGE=en:Countess\nTITLE;ALTID=1;LANGUAGE=DE:Gräfin\nEMAIL;ALTID=1:a@x.example\n\
         EMAIL;ALTID=1:b@x.example\nTEL;ALTID=1:1",
    ));
    let contact = contact(record);
    let info = contact.info();
    assert_eq!(
        (info.job_title(), info.emails().len(), info.phones().len()),
        (Some("Gräfin"), 1, 1)
    );
    assert_eq!(lines_of(&contact).len(), 7);
}

#[test]
fn what_is_preferred_twice_is_told() {
    let record = imported(card(
        "FN:Ada L\nEMAIL;TYPE=pref:a@x.example\nEMAIL;TYPE=pref:b@x.example\nTEL;PREF=2:1\nTEL;TYPE=pref:2",
    ));
    let said: Vec<_> = record.problems.iter().map(|p| (p.line, p.code)).collect();
    assert_eq!(said, [(5, "field.preferred")]);
    let contact = contact(record);
    assert_eq!(contact.info().emails().primary().unwrap().value.as_str(), "a@x.example");
    assert_eq!(contact.info().phones().primary().unwrap().value.as_str(), "1");
}

#[test]
fn a_card_that_names_nobody_is_called_by_its_company_or_nickname() {
    for (lines, name) in
        [("ORG:Acme;Sales", "Acme"), ("NICKNAME:Jim,J", "Jim"), ("N:;;;;\nFN:\nORG:Acme", "Acme")]
    {
        let contact = contact(imported(card(lines)));
        assert_eq!(
            contact.info().full_name().as_deref().map(|n| n.split(',').next().unwrap()),
            Some(name)
        );
        assert_eq!(lines_of(&contact), lines.lines().collect::<Vec<_>>());
    }
}

#[test]
fn a_record_without_a_book_has_what_it_refers_to() {
    let record = imported(card("FN:Ada L\nCATEGORIES:A,a,Customers\nNOTE:x\nLOGO;ENCODING=b:AAEC"));
    let loose = Loose::new(record, Timestamp::EPOCH).unwrap();
    let info = loose.contact().info();
    let labels: Vec<_> =
        info.labels().iter().map(|key| loose.label(key).unwrap().to_string()).collect();
    assert_eq!(labels, ["A", "a", "Customers"]);
    assert_eq!(loose.field(&info.fields()[0].0).unwrap().as_str(), "Note");
    assert_eq!(loose.media(MediaId::of(&[0, 1, 2])).unwrap().unwrap()[..], [0, 1, 2]);
}
