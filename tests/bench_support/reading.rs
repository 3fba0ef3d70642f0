//! Both sides of the bench of files read the same from the same cards.

use calcard::vcard::{VCard, VCardProperty, VCardValue};
use calcard::{Entry, Parser};
use contacts_core::interop::vcard::{Card, Cards, Item, text};

use crate::support::cards::cards;

/// Values that both have as one text.
const PLAIN: [(&str, VCardProperty); 6] = [
    ("FN", VCardProperty::Fn),
    ("EMAIL", VCardProperty::Email),
    ("TITLE", VCardProperty::Title),
    ("NOTE", VCardProperty::Note),
    ("URL", VCardProperty::Url),
    ("UID", VCardProperty::Uid),
];

fn ours(file: &str) -> Vec<Card> {
    let card = |item| match item {
        Item::Card(card) => card,
        other => panic!("no card: {other:?}"),
    };
    Cards::new(file.as_bytes()).unwrap().map(|item| card(item.unwrap())).collect()
}

fn theirs(file: &str) -> Vec<VCard> {
    let mut parser = Parser::new(file);
    let mut all = Vec::new();
    loop {
        match parser.entry() {
            Entry::VCard(card) => all.push(card),
            Entry::Eof => return all,
            other => panic!("no card: {other:?}"),
        }
    }
}

/// The values of the properties of a name.
fn plain(card: &Card, name: &str) -> Vec<String> {
    let lines = card.properties.iter().filter(|p| p.name == name);
    lines.map(|line| text::unescape(card.version, &line.value).into_owned()).collect()
}

#[test]
fn the_cards_of_the_bench_are_read_alike() {
    let file = cards(3_000);
    let (ours, theirs) = (ours(&file), theirs(&file));
    assert_eq!((ours.len(), theirs.len()), (3_000, 3_000));
    for (card, other) in ours.iter().zip(&theirs) {
        assert_eq!(card.problems, []);
        // They have the version as a line.
        assert_eq!(card.properties.len() + 1, other.entries.len(), "{other:?}");
        for (name, property) in &PLAIN {
            let lines = other.entries.iter().filter(|entry| entry.name == *property);
            let values: Vec<&str> =
                lines.filter_map(|entry| entry.values.first()?.as_text()).collect();
            assert_eq!(plain(card, name), values, "{name}");
        }
        photo(card, other);
    }
}

/// A photo is as long for both.
fn photo(card: &Card, other: &VCard) {
    let Some(line) = card.properties.iter().find(|p| p.name == "PHOTO") else { return };
    let base64 = line.value.rsplit(',').next().unwrap().trim_end_matches('=');
    let photo = other.entries.iter().find(|entry| entry.name == VCardProperty::Photo).unwrap();
    let Some(VCardValue::Binary(data)) = photo.values.first() else { panic!("{photo:?}") };
    assert_eq!(data.data.len(), base64.len() * 3 / 4);
}
