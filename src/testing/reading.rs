//! What holds of every reading of a file of cards.

use crate::interop::vcard::{Cards, Item};

/// Each line is in exactly one card, skipped card or problem, blank ones outside of cards in none;
/// the bytes of a card are those of its lines; and alone it is read as among others.
///
/// # Panics
///
/// If it is not so.
pub(super) fn every_line_has_its_place(bytes: &[u8]) {
    let Some(lines) = lines(bytes) else { return };
    let mut taken = vec![0; lines.len()];
    for item in read(bytes) {
        let (first, last, raw) = match &item {
            Item::Card(card) => (card.first_line, card.last_line, Some(&card.raw)),
            Item::Skipped(skipped) => (skipped.first_line, skipped.last_line, skipped.raw.as_ref()),
            Item::Outside(problem) => (problem.line, problem.line, None),
        };
        let own = first as usize - 1..last as usize;
        taken[own.clone()].iter_mut().for_each(|times| *times += 1);
        if let Some(raw) = raw {
            assert_eq!(text(raw), text(&lines[own].concat()));
        }
        if let Item::Card(card) = item
            && !card.raw.contains(&0)
        {
            let alone = read(&card.raw);
            let [Item::Card(alone)] = &alone[..] else { panic!("{:?} alone", text(&card.raw)) };
            assert_eq!(alone.properties, card.properties);
            assert_eq!(alone.problems.len(), card.problems.len());
        }
    }
    for (line, times) in lines.iter().zip(taken) {
        let blank = line.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
        assert!(times == 1 || times == 0 && blank, "{times} times {:?}", text(line));
    }
}

fn read(bytes: &[u8]) -> Vec<Item> {
    let items = Cards::new(bytes).expect("memory does not fail");
    items.map(|item| item.expect("memory does not fail")).collect()
}

/// The lines of a file with their ends; `None` if it may be UTF-16.
fn lines(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.contains(&0) {
        return None;
    }
    let head = &bytes[..bytes.len().min(60_000)];
    let returns = head.contains(&b'\r') && !head.contains(&b'\n');
    if returns && bytes.len() > head.len() {
        return None;
    }
    Some(bytes.split_inclusive(|byte| *byte == b'\n' || returns && *byte == b'\r').collect())
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
