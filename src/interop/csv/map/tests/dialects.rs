//! Tables of the products that are known, with invented people.

use super::*;
use crate::interop::Found;
use crate::interop::csv::{UnknownColumns, read as open};
use crate::interop::{DateOrder, StandardFields};

fn found(text: &str, options: &Options, import: &ImportOptions) -> (Dialect, Vec<Found>) {
    let table = open(text.as_bytes(), options, import).unwrap();
    (table.dialect(), table.map(Result::unwrap).collect())
}

fn one(text: &str) -> (Dialect, Imported) {
    let (dialect, found) = found(text, &Options::default(), &ImportOptions::default());
    let Some(Found::Record(record)) = found.into_iter().next() else { panic!("{text}") };
    (dialect, record)
}

/// A record in short: the values of the contact, then the names of cells that are not seen.
fn said(record: &Imported) -> String {
    let contact = contact(record.clone());
    let info = contact.info();
    let mut said: Vec<String> = vec![info.full_name().unwrap_or_default().into()];
    said.extend(info.emails().iter().map(|e| format!("{} {}", e.tag.as_str(), e.value)));
    said.extend(info.phones().iter().map(|e| format!("{} {}", e.tag.as_str(), e.value)));
    said.extend(
        info.addresses().iter().map(|e| format!("{} {}", e.tag.as_str(), e.value.formatted())),
    );
    let singles = [
        info.company().map(str::to_owned),
        info.job_title().map(str::to_owned),
        info.birthdate().map(|date| date.to_string()),
        info.locale().map(|tag| tag.to_string()),
        record.uid.as_ref().map(|uid| uid.to_string()),
    ];
    said.extend(singles.into_iter().flatten());
    said.extend(record.labels.iter().map(|label| format!("#{label}")));
    said.extend(record.fields.iter().map(|field| format!("{}={}", field.key, field.value)));
    said.extend(record.problems.iter().map(|p| format!("!{}", p.code)));
    let foreign = record.properties.iter().filter(|cell| cell.anchor.is_none());
    said.extend(foreign.map(|cell| format!("~{}", cell.name)));
    said.join("|").replace('\n', "/")
}

#[test]
fn rows_of_each_product_are_understood() {
    for (dialect, text, expected) in [
        (
            Dialect::Google,
            "First Name,Middle Name,Last Name,Name Prefix,File As,Organization Name,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Event 1 - Label,Event 1 - Value\n\
             Rosa,Maria,Luna,Dr.,Luna,Luna & Co, --02-29,first,Choir ::: * myContacts,Home,r@home.example,* Work,r@work.example ::: R@home.example,Work Fax,+34 91 555 0100 ::: +34 91 555 0101,Anniversary,2010-06-05\n",
            "Rosa Maria Luna|HOME r@home.example|WORK r@work.example|FAX +34 91 555 0100|FAX +34 91 555 0101|Luna & Co|#Choir|custom.birthday=--02-29|custom.note=first|!field.again|~Name Prefix|~File As|~Event 1 - Label|~Event 1 - Value",
        ),
        (
            Dialect::GoogleOld,
            "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Address 1 - Type,Address 1 - Formatted,Website 1 - Value\n\
             Ida Berg,Ida,Berg,* My Contacts,* Other,i@berg.example,Mobile,+47 22 55 01 00,Home,\"Fjordveien 1\n0250 Oslo\",https://berg.example\n",
            "Ida Berg|UNTAGGED i@berg.example|MOBILE +47 22 55 01 00|HOME Fjordveien 1, 0250 Oslo|custom.website=https://berg.example|~Name|~Group Membership",
        ),
        (
            Dialect::Outlook,
            "Title,First Name,Last Name,Company,Department,Business Street,Business Street 2,Business City,Business Country/Region,Business Phone,Mobile Phone,Pager,Anniversary,Birthday,Categories,E-mail Address,E-mail Type,Sensitivity\n\
             Ms.,Nia,Cole,Cole Ltd,R&D,1 High St,Floor 2,Leeds,United Kingdom,0113 496 0100,07700 900100,1,0/0/00,3/7/1979,Red;Blue,nia@cole.example,SMTP,Normal\n",
            "Nia Cole|UNTAGGED nia@cole.example|WORK 0113 496 0100|MOBILE 07700 900100|UNTAGGED 1|WORK 1 High St/Floor 2, Leeds, GB|Cole Ltd|1979-03-07|#Red|#Blue|~Title|~Department|~Anniversary|~E-mail Type|~Sensitivity",
        ),
        (
            Dialect::Outlook,
            "Anrede,Vorname,Nachname,Position,Straße geschäftlich,Ort geschäftlich,Land/Region geschäftlich,Telefon (privat),Geburtstag,Kategorien,E-Mail-Adresse,E-Mail-Typ,Abrechnungsinformation\n\
             Frau,Jutta,Öhler,Leiterin,Markt 3,Jena,Deutschland,03641 555 01,7.3.1979,Kunden;Chor,j@oehler.example,SMTP,x\n",
            "Jutta Öhler|UNTAGGED j@oehler.example|HOME 03641 555 01|WORK Markt 3, Jena, DE|Leiterin|1979-03-07|#Kunden|#Chor|~Anrede|~E-Mail-Typ|~Abrechnungsinformation",
        ),
        (
            Dialect::Outlook,
            "Titre,Prénom,Nom,Titre,Rue (bureau),Ville (bureau),Adresse de messagerie,Tél. mobile\n\
             Mme,Zoé,Petit,Directrice,2 rue Basse,Lyon,zoe@petit.example,06 39 98 01 00\n",
            "Zoé Petit|UNTAGGED zoe@petit.example|MOBILE 06 39 98 01 00|WORK 2 rue Basse, Lyon|Directrice|~Titre",
        ),
        (
            Dialect::OutlookCom,
            "First Name,Last Name,Given Yomi,E-mail Address,Personal Web Page,Birthday,Notes\n\
             Kei,Ono,ケイ,kei@ono.example,ono.example,12/31/1990,hi\n",
            "Kei Ono|UNTAGGED kei@ono.example|1990-12-31|custom.note=hi|~Given Yomi|~Personal Web Page",
        ),
        (
            Dialect::Thunderbird,
            "First Name,Last Name,Display Name,Primary Email,Secondary Email,Screen Name,Home Address,Home Address 2,Birth Year,Birth Month,Birth Day\n\
             Ed,Fox,Ed Fox,ed@fox.example,e@fox.example,eddie,5 Lane,Flat 1,,4,16\n",
            "Ed Fox|UNTAGGED ed@fox.example|UNTAGGED e@fox.example|HOME 5 Lane, Flat 1|custom.birthday=--04-16|~Display Name|~Screen Name",
        ),
        (
            Dialect::HubSpot,
            "Record ID,First Name,Email,Additional email addresses,Contact owner,Lifecycle Stage,Preferred language,Shoe size\n\
             101,Lu,lu@x.example,lu2@x.example;lu3@x.example,Me,lead,pt_br,38\n",
            "Lu|UNTAGGED lu@x.example|UNTAGGED lu2@x.example|UNTAGGED lu3@x.example|pt-BR|hubspot:101|custom.shoe-size=38|~Contact owner|~Lifecycle Stage",
        ),
        (
            Dialect::Salesforce,
            "Id,FirstName,LastName,Phone,MailingStreet,MailingCity,OtherCity,HasOptedOutOfEmail,Loyalty__c\n\
             0031,Mo,Ali,+971 4 555 0100,\"Tower 2\nFloor 9\",Dubai,Sharjah,1,Gold\n",
            "Mo Ali|WORK +971 4 555 0100|UNTAGGED Tower 2/Floor 9, Dubai|UNTAGGED Sharjah|salesforce:0031|custom.loyalty-c=Gold|!csv.consent|~HasOptedOutOfEmail",
        ),
        (
            Dialect::Salesforce,
            "Contact ID,First Name,Last Name,Account Name,Mailing Street,Mailing State/Province,Email\n\
             0032,An,Le,Le Co,1 Rd,NY,an@le.example\n",
            "An Le|UNTAGGED an@le.example|UNTAGGED 1 Rd, NY|Le Co|salesforce:0032",
        ),
        (
            Dialect::Mailchimp,
            "Email Address,First Name,Birthday,MEMBER_RATING,LEID,EUID,TAGS\n\
             v@x.example,Vi,07/04,4,9,aa11,\"\"\"A, B\"\",\"\"C\"\"\"\n",
            "Vi|UNTAGGED v@x.example|mailchimp:aa11|#A, B|#C|custom.birthday=--07-04|~MEMBER_RATING|~LEID",
        ),
        (
            Dialect::Wix,
            "First Name,Email 1,Phone 1,Address 1 - Type,Address 1 - Street,Address 1 - State/Region,Labels,Email subscriber status,Created At (UTC+0),Shoe size\n\
             Tal,tal@x.example,'+972 3-555-0100,Shipping,Herzl 5,,\"A,B\",Subscribed,2022-01-10 16:35,38\n",
            "Tal|UNTAGGED tal@x.example|UNTAGGED +972 3-555-0100|SHIPPING Herzl 5|#A|#B|custom.shoe-size=38|!csv.consent|~Email subscriber status|~Created At (UTC+0)",
        ),
        (
            Dialect::WixSheet,
            "First Name,Last Name,Email,Phone,Position,Labels,Birthdate,Tier\n\
             Tom,Roe,t@roe.example,+1 212 555 0100,Chef,Leads;Bread,1975-05-05,2\n",
            "Tom Roe|UNTAGGED t@roe.example|UNTAGGED +1 212 555 0100|Chef|1975-05-05|#Leads|#Bread|custom.tier=2",
        ),
        (
            Dialect::Generic,
            "id;Name;E-Mail (privat);Handy;PLZ;Ort;Geburtstag;Farbe\n\
             7;Jo Kern;j@kern.example;0151 555 01;07743;Jena;31.12.1980;rot\n",
            "Jo Kern|HOME j@kern.example|MOBILE 0151 555 01|UNTAGGED 07743 Jena|1980-12-31|~id|~Farbe",
        ),
    ] {
        let (detected, record) = one(text);
        assert_eq!((detected, said(&record).as_str()), (dialect, expected), "{text}");
        for cell in &record.properties {
            assert_eq!(cell.format, format!("csv:{dialect}"));
        }
    }
}

#[test]
fn what_google_marks_comes_first() {
    let (_, record) = one(
        "First Name,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value\n\
         A,,Home,a@x.example,* Work,b@x.example\n",
    );
    let contact = contact(record);
    assert_eq!(contact.info().emails().primary().unwrap().value.as_str(), "b@x.example");
}

#[test]
fn ids_are_known_where_they_mean_something() {
    let guid = "4FBE8971-0BC3-424C-9C26-36C3E1EFF6B1";
    let (_, record) = one(&format!("ID,Name\n{guid},Ada\n"));
    assert_eq!(record.uid.as_deref(), Some(guid.to_lowercase().as_str()));
    assert_eq!(record.properties[0].uid(), record.uid);
    let (_, record) = one("ID,Name\n1,Ada\n");
    assert_eq!((record.uid, record.properties[0].uid()), (None, None));
}

#[test]
fn what_is_wrong_with_a_row_is_told_and_kept() {
    let text = "Name,Email,Phone,Birthday,Tags\n\
        Ada,not a mail,,03/04/1990,x\n\
        ,nobody,,,\n\
        Bob,b@x.example; oops,,1/1/77,\n";
    let (_, found) = found(text, &Options::default(), &ImportOptions::default());
    let [Found::Record(ada), Found::Skipped(nobody), Found::Record(bob)] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(said(ada), "Ada|#x|!field.bad_date|!field.bad_email|~Email|~Birthday");
    assert_eq!((nobody.first_line, nobody.problem.code), (3, "record.nothing"));
    assert_eq!(nobody.raw.as_deref(), Some(&b",nobody,,,\n"[..]));
    assert_eq!(said(bob), "Bob|UNTAGGED b@x.example|!field.bad_date|!field.bad_email|~Birthday");
    let order = ImportOptions::default().with_date_order(DateOrder::DayMonthYear);
    let (_, found) = super::dialects::found(text, &Options::default(), &order);
    let Found::Record(ada) = &found[0] else { panic!() };
    assert_eq!(contact(ada.clone()).info().birthdate().unwrap().to_string(), "1990-04-03");
}

#[test]
fn unknown_columns_become_what_the_caller_wants() {
    let text = "Name,Colour\nAda,red\n";
    for (unknown, expected) in [
        (UnknownColumns::Extended, "Ada|custom.colour=red"),
        (UnknownColumns::Foreign, "Ada|~Colour"),
        (UnknownColumns::Drop, "Ada"),
    ] {
        let options = Options::default().with_unknown(unknown);
        let (_, found) = found(text, &options, &ImportOptions::default());
        let Found::Record(record) = &found[0] else { panic!() };
        assert_eq!(said(record), expected);
        let kept = if unknown == UnknownColumns::Drop { 1 } else { 2 };
        assert_eq!(record.properties.len(), kept);
    }
}

#[test]
fn standard_fields_are_made_as_far_as_they_are_wanted() {
    let text = "Name,Notes,Website,Nickname,Department,Name Prefix,Birthday\n\
        Ada,n,w.example,Nick,D,Dr.,--12-10\n";
    for (fields, expected) in [
        (
            StandardFields::NONE,
            "Ada|!field.bad_date|~Notes|~Website|~Nickname|~Department|~Name Prefix|~Birthday",
        ),
        (
            StandardFields::ALL,
            "Ada|custom.birthday=--12-10|custom.note=n|custom.website=w.example|custom.nickname=Nick|custom.department=D|custom.name-prefix=Dr.",
        ),
    ] {
        let import = ImportOptions::default().with_fields(fields);
        let (_, found) = found(text, &Options::default(), &import);
        let Found::Record(record) = &found[0] else { panic!() };
        assert_eq!(said(record), expected);
    }
}

#[test]
fn a_table_without_a_header_is_known_by_its_cells() {
    let (dialect, record) = one("Ada,a@x.example,+44 20 7946 0018\nBob,b@x.example,\n");
    assert_eq!(dialect, Dialect::Generic);
    assert_eq!(said(&record), "|UNTAGGED a@x.example|UNTAGGED +44 20 7946 0018|~Column 1");
}

#[test]
fn plans_are_changed_by_text() {
    let header = ["Who", "a=b", "E-mail", "E-mail"].map(str::to_owned);
    let mut plan = Plan::new(&header, None);
    plan.map("Who=name.full").unwrap();
    plan.map("a=b=extended:A=B").unwrap();
    plan.map("#4=email.2.home").unwrap();
    plan.map("who = name.last").unwrap();
    let shown = "Who=name.last\na=b=extended:A=B\nE-mail=email\nE-mail=email.2.home\n";
    assert_eq!(plan.to_string(), shown);
    plan.set("#2", Target::Last).unwrap();
    assert!(plan.to_string().starts_with("Who=foreign\na=b=name.last\n"));
    for (text, error) in [
        ("What=email", "invalid column `What`: expected `Who`, `a=b`, `E-mail`, `E-mail`"),
        ("#5=email", "invalid column `#5`: expected `Who`, `a=b`, `E-mail`, `E-mail`"),
        ("Who", "invalid mapping `Who`: expected column=target"),
    ] {
        assert_eq!(plan.map(text).unwrap_err().to_string(), error);
    }
    assert!(
        plan.map("Who=nam")
            .unwrap_err()
            .to_string()
            .starts_with("invalid target `nam`: expected name.first,")
    );
}

#[test]
fn what_is_kept_of_a_row_is_bounded() {
    let text = format!("Name,Colour,Size\nAda,{},{}\n", "x".repeat(300), "y".repeat(200));
    let import = ImportOptions::default().with_kept_limit(250);
    let (_, found) = found(&text, &Options::default(), &import);
    let Found::Record(record) = &found[0] else { panic!() };
    let kept: Vec<&str> = record.properties.iter().map(|cell| cell.name.as_str()).collect();
    assert_eq!(kept, ["Name", "Size"]);
    assert_eq!(record.problems[0].code, "record.too_much");
}

/// A contact of no table, with something for each kind of column.
fn ada() -> Contact {
    let (_, mut record) = one(
        "First Name,Last Name,Work Email,Home Email,Email 3,Email 4,Mobile,Work Phone,Fax,Other Phone,Phone 5,Home Street,Home City,Work Street,Address 2 - City,Company,Title,Birthday,Tags,Notes,Nickname,Shoe size\n\
        Ada,Lovelace,w@x.example,h@x.example,3@x.example,4@x.example,07700 900100,0113 496 0100,0113 496 0101,0113 496 0102,0113 496 0103,\"1 Home\nRear\",London,2 Work,Paris,Engines,Countess,1815-12-10,\"Maths, Friends\",hello,Addie,38\n",
    );
    record.properties.clear();
    record.fields.push(crate::interop::ImportedField {
        key: "custom.shoe-size".parse().unwrap(),
        name: "Shoe size".parse().unwrap(),
        value: crate::field::FieldValue::Text("38".parse().unwrap()),
    });
    contact(record)
}

#[test]
fn any_contact_is_written_in_the_words_of_a_product() {
    for (dialect, lost) in [
        (Dialect::Google, &["Shoe size 38"][..]),
        (Dialect::Outlook, &["Nickname Addie", "Shoe size 38", "Email 4@x.example"]),
        (Dialect::Wix, &[]),
    ] {
        let (text, told) = write_to(Sheet::of(dialect), &[ada()]);
        let losses: Vec<&str> =
            told.iter().map(String::as_str).filter(|told| lost.contains(told)).collect();
        assert_eq!(losses.len(), lost.len(), "{dialect}: {told:?}");
        let (detected, again) = one(&text);
        assert_eq!(detected, dialect);
        let (again, ada) = (contact(again), ada());
        assert_eq!(again.info().full_name(), ada.info().full_name());
        assert_eq!(again.info().birthdate(), ada.info().birthdate());
        assert_eq!(again.info().company(), ada.info().company());
        assert_eq!(again.info().job_title(), ada.info().job_title());
        assert_eq!(again.info().labels(), ada.info().labels());
        let phones = |contact: &Contact| {
            let mut phones: Vec<String> =
                contact.info().phones().iter().map(|e| e.value.to_string()).collect();
            phones.sort();
            phones
        };
        assert_eq!(phones(&again), phones(&ada), "{dialect}\n{text}");
        assert_eq!(again.info().addresses().len(), ada.info().addresses().len(), "{dialect}");
        if dialect == Dialect::Google {
            assert_eq!(again.info().emails().as_slice(), ada.info().emails().as_slice());
            assert_eq!(again.info().phones().as_slice(), ada.info().phones().as_slice());
        }
        // Written once more it is the same table, whatever the order of its fields.
        let cells = |text: &str| {
            let table = Table::open(text.as_bytes(), &Options::default()).unwrap();
            let header = table.header().unwrap().to_vec();
            let rows = table.filter_map(|item| match item.unwrap() {
                Item::Row(row) => Some(row.cells),
                Item::Skipped(_) => None,
            });
            let mut cells: Vec<(String, String)> =
                rows.flat_map(|row| header.clone().into_iter().zip(row)).collect();
            cells.sort();
            cells
        };
        assert_eq!(cells(&write_to(Sheet::of(dialect), &[again]).0), cells(&text));
    }
}

#[test]
fn an_edit_changes_the_cells_of_what_was_edited_alone() {
    let text = "First Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Notes,Relation 1 - Label,Relation 1 - Value\r\n\
        Ada,Maths ::: * myContacts,* Home,a@x.example ::: b@x.example ::: oops,old,Spouse,William\r\n";
    let (plan, contacts, _) = read(text);
    let patch = crate::ContactPatch::new()
        .with_emails(vec![
            crate::EntryPatch::new("b@x.example".parse().unwrap())
                .tagged(crate::contact::EmailTag::Home),
        ])
        .with_labels(Vec::new());
    let id = || EntryId::from_u128(9);
    let mut info = patch.apply(contacts[0].info(), |_| None, id).unwrap();
    let note = FieldKey::from_static("custom.note");
    info.set_field(&note, crate::field::DataType::Text.read("new").unwrap());
    let edited = Contact { info, ..contacts[0].clone() };
    let (out, _) = write_to(Sheet::new([&plan]), std::slice::from_ref(&edited));
    assert_eq!(
        out.lines().nth(1).unwrap(),
        "Ada,* myContacts,* Home,b@x.example ::: oops,new,Spouse,William"
    );
}
