use std::collections::BTreeSet;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;
use crate::contact::{EmailAddress, MemberInfo, Origin, OriginKind, ProfileInfo};
use crate::edit::ContactPatch;
use crate::id::{EntryId, MemberId};
use crate::query::Search;
use crate::time::Timestamp;

fn contact(patch: &ContactPatch) -> Contact {
    let mut next = 0;
    let id = || {
        next += 1;
        EntryId::from_u128(next)
    };
    let info = patch.apply(&Default::default(), |_| None, id).unwrap();
    Contact::new(info, Origin::new(OriginKind::OTHER), Timestamp::EPOCH).unwrap()
}

fn named(first: &str, last: &str) -> Contact {
    contact(&ContactPatch::new().with_name(first, last).unwrap())
}

fn with_phone(number: &str, country: &str) -> Contact {
    let number = PhoneNumber::new(number, country.parse().ok()).unwrap();
    contact(&ContactPatch::new().with_phone(number))
}

fn finds(contact: &Contact, text: &str) -> bool {
    Search::words(text).unwrap().matches(contact)
}

fn words(contact: &Contact) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    of_contact(contact, &mut |word| {
        found.insert(word.to_owned());
    });
    found
}

#[test]
fn names_of_all_scripts_are_found() {
    for (first, last, found, missed) in [
        (
            "Ada",
            "Lovelace",
            &["ada", "LOVE", "lovel ada", "a l", ""][..],
            &["dal", "ada x", "lace"][..],
        ),
        ("José", "Núñez", &["jose nunez", "JOSE\u{301}", "josé", "nu"], &["jozef"]),
        ("Jürgen", "Groß", &["jurgen GROSS", "groß", "ju\u{308}rgen", "juergen"], &["grosz"]),
        ("Bjo\u{308}rn", "Meier-Müller", &["bjoern", "mueller", "muller", "meiermue"], &["mler"]),
        ("Åse", "Øster", &["ase", "aase", "oster", "oester", "ÅS"], &["aes"]),
        ("Зоя", "Чаё", &["чае"], &["чаее"]),
        ("Søren", "Ærø", &["soren aero", "SØREN"], &["seren"]),
        ("Łukasz", "Đorđević", &["lukasz dordevic", "ŁUKASZ"], &[]),
        ("Þóra", "Œuvrard", &["thora oeuvrard"], &[]),
        ("İpek", "Işık", &["ipek isik", "IPEK ISIK", "ıpek", "işık"], &[]),
        ("Nguyễn", "Thị Ánh", &["anh nguyen thi"], &[]),
        ("Sean", "O’Brien", &["o'brien", "obrien", "O`Brien", "brien", "o brien"], &["rien"]),
        ("Jean-Luc", "d'Arc", &["jean luc", "jean-luc", "jeanluc", "luc", "arc", "DARC"], &["uc"]),
        ("Αλέξανδρος", "Παπαδόπουλος", &["αλεξανδρος", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "παπαδοπουλοσ"], &[]),
        ("Пётр", "Йовович", &["петр", "ПЁТР", "иовович", "йов"], &["pyotr"]),
        ("أحمد", "مُحَمَّد", &["احمد", "محمد", "أحمـد"], &["حمد"]),
        ("علی", "کریمی", &["علي كريمي"], &[]),
        ("שָׁלוֹם", "כהן", &["שלום", "שלומ", "כהן", "כהנ"], &["לום"]),
        ("अनिल", "शर्मा", &["अनिल", "शर्मा", "शर"], &["अनल", "मा"]),
        ("தமிழ்", "செல்வன்", &["தமி", "செல்வன்"], &["செலவன்"]),
        ("สมชาย", "ใจดี", &["สมชาย", "ชาย", "ใจดี", "ดี", "ใจ สม"], &["ดา"]),
        ("小明", "王", &["王小明", "小明", "明", "王 小明", "小明 王", "王"], &["小王"]),
        ("王小明", "", &["王小明", "小明", "明", "王 小明"], &["王明"]),
        ("太郎", "山田", &["山田太郎", "太郎", "山田"], &[]),
        ("スズキ", "タナカ", &["すずき", "ｽｽﾞｷ", "たなか"], &["すすぎ"]),
        ("ジョン・スミス", "", &["ジョンスミス", "スミス", "ジョン スミス"], &[]),
        ("민수", "김", &["김민수", "민수", "김 민수", "기", "ㄱ"], &["밍"]),
        ("삼성전자", "", &["전자", "삼성 전자"], &["성자"]),
        ("Ｆｕｌｌ", "Ｗｉｄｔｈ １２", &["full width", "12", "１２"], &["2"]),
        ("A\u{200b}d\u{ad}a", "Love\u{200d}lace", &["ada lovelace", "a\u{2060}da"], &[]),
        ("Zoë", "Ng 007", &["007", "7", "0", "00", "zoe 007"], &["1"]),
        ("24/7", "Fitness 2.0", &["24/7", "24/7 fitness", "7", "2.0", "247"], &["27"]),
    ] {
        let contact = named(first, last);
        for text in found {
            assert!(finds(&contact, text), "{text} in {first} {last}: {:?}", words(&contact));
        }
        for text in missed {
            assert!(!finds(&contact, text), "{text} in {first} {last}: {:?}", words(&contact));
        }
    }
}

#[test]
fn numbers_are_found_as_written_nationally_and_internationally() {
    let german =
        &["030 231", "30231", "+49 30", "0049 (30) 23125", "4930", "23125-001", "0", "001"];
    for (number, country, found, missed) in [
        ("(030) 23125-001", "DE", &german[..], &["231251", "+4930 1", "3125"][..]),
        ("+49 30 23125-001", "", &["030 231", "30231", "+49 30", "0049 30231", "23125"], &["+48"]),
        ("(030) 23125-001", "", &["030 231", "23125"], &["+49 30"]),
        ("+44 (0)20 7946 0018", "", &["020 7946", "+44 20 79", "7946 0018", "0018"], &[]),
        ("(555) 010-0199", "US", &["+1 555", "1-555-010", "555 010 0199", "0199"], &["2"]),
        ("+39 06 698 12345", "", &["06 698", "0039 06"], &[]),
        ("٠٣٠ ١٢٣٤٥٦", "", &["030 123", "٠٣٠", "123456"], &[]),
        ("+1 555 010 0199 ext. 5", "", &["5550100199", "ext", "ext 5"], &[]),
        ("call me", "", &["call", "me"], &[]),
    ] {
        let contact = with_phone(number, country);
        for text in found {
            assert!(finds(&contact, text), "{text} in {number}: {:?}", words(&contact));
        }
        for text in missed {
            assert!(!finds(&contact, text), "{text} in {number}: {:?}", words(&contact));
        }
    }
}

#[test]
fn addresses_companies_and_memberships_are_found() {
    let patch = ContactPatch::new()
        .with_email(EmailAddress::from_static("ada.king-noel+news@mail.example.com"))
        .with_company("Analytical Engines (UK) Ltd.".parse().ok());
    let mut contact = contact(&patch);
    let mut member = MemberInfo::new(MemberId::from_u128(1));
    member.email = Some(EmailAddress::from_static("countess@login.example"));
    let nickname = Some("Enchantress of № 1".parse().unwrap());
    member.profile_info = Some(ProfileInfo { nickname, ..ProfileInfo::default() });
    contact.standing.member = Some(Box::new(member));
    for text in [
        "ada.king-noel+news@mail.example.com",
        "noel@example.com",
        "Example ADA",
        "uk engines",
        "countess@login",
        "enchantress no 1",
    ] {
        assert!(finds(&contact, text), "{text}");
    }
}

#[test]
fn a_blank_text_finds_all_and_one_without_words_none() {
    for contact in [named("Ada", "!!!"), named("0", "+"), with_phone("+49 30 23125001", "")] {
        for text in ["", "  ", "\t\u{200b}", "\u{3000}"] {
            assert!(finds(&contact, text), "{text:?}");
        }
        for text in ["!!!", "+", "'", "🎉", "- -", "\u{301}"] {
            assert!(!finds(&contact, text), "{text:?}");
        }
    }
}

#[test]
fn hostile_values_have_few_and_short_words() {
    let long = |text: &str| text.chars().cycle().take(1_000).collect::<String>();
    let patch = ContactPatch::new()
        .with_name(&long("ﷺ"), &long("王小"))
        .unwrap()
        .with_company(long("a ").parse().ok())
        .with_job_title(long("0'").parse().ok());
    let patch = (0..50).fold(patch, |patch, number| {
        let address = format!("{}{number}@{}", "a.".repeat(90), "b.".repeat(60) + "c");
        let number = format!("{}{number}", "1 ".repeat(20));
        patch.with_email(address.parse().unwrap()).with_phone(number.parse().unwrap())
    });
    let mut count = 0;
    of_contact(&contact(&patch), &mut |word| {
        count += 1;
        assert!(word.chars().count() <= MAX_WORD, "{word}");
    });
    assert!((500..=MAX_OF_CONTACT + MAX_OF_VALUE).contains(&count), "{count}");
    let word = long("abc");
    let (short, contact) = (&word[..100], named(&word, ""));
    assert!(finds(&contact, short) && !finds(&contact, &word[1..90]));
}

/// Letters of a word, and what may stand between words.
fn texts() -> impl Strategy<Value = String> {
    let words = prop_oneof![
        "[a-zA-Z0-9]{1,6}",
        "[äöüßéèøłđæœþıİñŞşǄ]{1,4}[a-z]{0,3}",
        "[αβγάέήςΣσΩ]{1,5}",
        "[Ѐ-ӿ]{1,5}",
        "[א-ת\u{5b0}-\u{5bc}]{1,5}",
        "[ء-ي٠-٩\u{64b}-\u{652}]{1,5}",
        "[अ-ह\u{93e}-\u{94d}]{1,5}",
        "[ก-ฮะ-ู\u{e48}]{1,5}",
        "[一-龥]{1,4}",
        "[ぁ-ゖァ-ヺー]{1,5}",
        "[가-힣]{1,4}",
        "[Ａ-Ｚ０-９]{1,4}",
        "\\PC{1,4}",
    ];
    let gaps = ["", " ", " ", " ", "-", "'", "’", ".", "/", "\u{200b}", "・", ", ", "_"];
    let gaps = prop::sample::select(gaps.to_vec());
    let texts = prop::collection::vec((words, gaps), 1..5).prop_map(|parts| -> String {
        parts.into_iter().flat_map(|(word, gap)| [word, gap.to_owned()]).collect()
    });
    // Letters whose capitals are others, see the tests of letters.
    texts.prop_filter("capitals", |text| {
        !text.nfd().any(|c| matches!(c, '\u{345}' | '\u{1c80}'..='\u{1c88}'))
    })
}

fn has_word(text: &str) -> bool {
    let mut found = false;
    text.chars().for_each(|c| letters::plain(c, &mut |c| found |= letters::is_of_word(c)));
    found
}

proptest! {
    #[test]
    fn a_contact_is_found_by_each_of_its_words_and_their_beginnings(
        first in texts(), last in texts(),
    ) {
        let patch = ContactPatch::new().with_name(&first, &last);
        prop_assume!(patch.is_ok());
        let Ok(patch) = patch else { return Ok(()) };
        prop_assume!(has_word(&first));
        let contact = contact(&patch);
        for word in words(&contact) {
            for (end, c) in word.char_indices() {
                let begin = &word[..end + c.len_utf8()];
                prop_assert!(finds(&contact, begin), "{begin:?} of {word:?}");
            }
        }
    }

    #[test]
    fn a_contact_is_found_by_what_is_written_in_any_order_case_and_form(
        first in texts(), last in texts(), cut in 0..20_usize, turn in 0..8_usize,
    ) {
        let patch = ContactPatch::new().with_name(&first, &last);
        prop_assume!(patch.is_ok());
        let Ok(patch) = patch else { return Ok(()) };
        let contact = contact(&patch);
        let mut parts: Vec<&str> = first.split(' ').chain(last.split(' ')).collect();
        for part in &parts {
            let begin: String = part.chars().take(1 + cut).collect();
            let forms = [
                begin.clone(),
                begin.to_uppercase(),
                begin.to_lowercase(),
                begin.nfd().collect(),
                begin.nfc().collect(),
                begin.nfkc().collect(),
            ];
            for form in forms.iter().filter(|form| has_word(form)) {
                prop_assert!(finds(&contact, form), "{form:?} of {part:?} {:?}", words(&contact));
            }
        }
        let places = parts.len();
        parts.rotate_left(turn % places);
        let text = parts.join(" ");
        // Numbers alone are one number, in their order.
        if text.chars().count() <= 100 && number(&text).is_none() && has_word(&text) {
            prop_assert!(finds(&contact, &text), "{text:?} {:?}", words(&contact));
        }
    }
}
