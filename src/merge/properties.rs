//! What becomes of the properties of the files that contacts came from.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use smallvec::SmallVec;
use smol_str::{SmolStr, format_smolstr};

use crate::contact::Property;

/// Properties of which a card has one and that identify it: the target's stay alone.
const OWN: [&str; 4] = ["UID", "REV", "PRODID", "VERSION"];
/// Properties of which a card has one: where the target has none, the first source fills it.
const FILLED: [&str; 5] = ["KIND", "GENDER", "N", "FN", "SORT-STRING"];

/// Appends the properties of the sources, in order, to the target's, unless the [`same`] is there.
///
/// Lines of a group belong together: they are there only if the target has a group of the same
/// lines, and they get another group name if the target uses theirs.
pub(crate) fn unite<'a>(
    target: Option<&'a Arc<Vec<Property>>>,
    sources: impl Iterator<Item = Option<&'a Arc<Vec<Property>>>>,
) -> Option<Arc<Vec<Property>>> {
    let mut sources = sources.flatten().peekable();
    if sources.peek().is_none() {
        return target.cloned();
    }
    let own = target.map_or(&[][..], |own| own.as_slice());
    let mut known = Known::new(own);
    let mut new = Vec::new();
    for source in sources {
        known.append(source, &mut new);
    }
    if new.is_empty() {
        return target.cloned();
    }
    let last = own.iter().map(|line| line.position).max();
    let mut position = last.map_or(0, |last| last.saturating_add(1));
    let mut merged = Vec::with_capacity(own.len() + new.len());
    merged.extend_from_slice(own);
    for (line, group) in new {
        merged.push(Property { group, position, ..line.clone() });
        position = position.saturating_add(1);
    }
    Some(Arc::new(merged))
}

/// Whether a card has one line of this name.
pub(crate) fn is_single(line: &Property) -> bool {
    filled_at(line).is_some() || OWN.iter().any(|name| line.name.eq_ignore_ascii_case(name))
}

fn filled_at(line: &Property) -> Option<usize> {
    FILLED.iter().position(|name| line.name.eq_ignore_ascii_case(name))
}

/// Whether both are the same line, wherever it stands.
pub(crate) fn same(a: &Property, b: &Property) -> bool {
    a.name.eq_ignore_ascii_case(&b.name)
        && (&a.params, &a.value, a.encoding, &a.bytes, a.media)
            == (&b.params, &b.value, b.encoding, &b.bytes, b.media)
}

/// A line that is compared by [`same`].
pub(super) struct Line<'a>(pub(super) &'a Property);

impl PartialEq for Line<'_> {
    fn eq(&self, other: &Self) -> bool {
        same(self.0, other.0)
    }
}

impl Eq for Line<'_> {}

impl Hash for Line<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Property { name, params, value, encoding, bytes, media, .. } = self.0;
        name.bytes().for_each(|byte| state.write_u8(byte.to_ascii_uppercase()));
        (params, value, encoding, bytes, media).hash(state);
    }
}

/// What stands and falls together: the lines of a group, or a line without one.
type Unit<'a> = SmallVec<[Line<'a>; 1]>;

/// What the outcome has so far.
struct Known<'a> {
    units: HashSet<Unit<'a>>,
    /// Which of [`FILLED`] there are.
    filled: [bool; FILLED.len()],
    groups: HashSet<SmolStr>,
    /// By group, the number from which on a free name is looked for.
    next: HashMap<SmolStr, u64>,
}

impl<'a> Known<'a> {
    fn new(lines: &'a [Property]) -> Self {
        let mut filled = [false; FILLED.len()];
        lines.iter().filter_map(filled_at).for_each(|at| filled[at] = true);
        let units = units(lines).0.into_iter().collect();
        Self { units, filled, groups: groups(lines).collect(), next: HashMap::new() }
    }

    /// Appends what a source has and the outcome has not, each line with the name of its group.
    fn append(&mut self, source: &'a [Property], new: &mut Vec<(&'a Property, Option<SmolStr>)>) {
        let (units, places) = units(source);
        let missing: Vec<bool> = units.iter().map(|unit| !self.units.contains(unit)).collect();
        let (fills, before) = (self.fill(source), new.len());
        let mut own: Option<HashSet<SmolStr>> = None;
        let mut renamed: HashMap<SmolStr, SmolStr> = HashMap::new();
        for (at, (line, place)) in source.iter().zip(places).enumerate() {
            if !place.map_or_else(|| fills.contains(&Some(at)), |place| missing[place]) {
                continue;
            }
            let group = line.group.as_ref().map(|group| {
                let key = folded(group);
                if let Some(name) = renamed.get(&key) {
                    return name.clone();
                }
                if !self.groups.contains(&key) {
                    return group.clone();
                }
                let own = own.get_or_insert_with(|| groups(source).collect());
                let name = self.free_name(&key, own);
                renamed.insert(key, name.clone());
                name
            });
            new.push((line, group));
        }
        let taken = new[before..].iter().filter_map(|(_, group)| group.as_deref());
        self.groups.extend(taken.map(folded));
        self.units.extend(units);
    }

    /// The lines of a source that fill what the outcome lacks, by place; anchored ones first.
    fn fill(&mut self, source: &[Property]) -> [Option<usize>; FILLED.len()] {
        let mut fills = [None; FILLED.len()];
        for (at, line) in source.iter().enumerate() {
            let Some(name) = filled_at(line).filter(|name| !self.filled[*name]) else { continue };
            let fill = fills[name].get_or_insert(at);
            if source[*fill].anchor.is_none() && line.anchor.is_some() {
                *fill = at;
            }
        }
        fills.iter().zip(&mut self.filled).for_each(|(fill, filled)| *filled |= fill.is_some());
        fills
    }

    /// What a group of a source is called where its name is used.
    ///
    /// INVARIANT (groups stay apart): no two groups get the same name.
    fn free_name(&mut self, group: &SmolStr, own: &HashSet<SmolStr>) -> SmolStr {
        let next = self.next.entry(group.clone()).or_insert(2);
        loop {
            let name = format_smolstr!("{group}-{next}");
            *next += 1;
            if !self.groups.contains(&name) && !own.contains(&name) {
                return name;
            }
        }
    }
}

/// The units of a card, and for each line that is no single one which of them it belongs to.
fn units(lines: &[Property]) -> (Vec<Unit<'_>>, Vec<Option<usize>>) {
    let mut units: Vec<Unit<'_>> = Vec::new();
    let mut groups: HashMap<SmolStr, usize> = HashMap::new();
    let places = lines.iter().map(|line| {
        if is_single(line) {
            return None;
        }
        let new = units.len();
        let group = line.group.as_deref().map(folded);
        let place = group.map_or(new, |group| *groups.entry(group).or_insert(new));
        if place == new {
            units.push(Unit::new());
        }
        units[place].push(Line(line));
        Some(place)
    });
    let places = places.collect();
    (units, places)
}

fn groups(lines: &[Property]) -> impl Iterator<Item = SmolStr> {
    lines.iter().filter_map(|line| line.group.as_deref().map(folded))
}

/// Group names are compared without case.
fn folded(group: &str) -> SmolStr {
    group.chars().map(|char| char.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::Encoding;

    /// Lines such as `item1.URL:x`.
    fn card(lines: &[&str]) -> Vec<Property> {
        let read = |(position, line): (usize, &&str)| {
            let (name, value) = line.split_once(':').unwrap();
            let (group, name) = name.split_once('.').map_or((None, name), |(g, n)| (Some(g), n));
            Property {
                format: "vcard4.0".into(),
                group: group.map(SmolStr::new),
                name: name.into(),
                params: Vec::new(),
                value: value.into(),
                encoding: Encoding::None,
                position: position as u32,
                bytes: None,
                media: None,
                anchor: None,
            }
        };
        lines.iter().enumerate().map(read).collect()
    }

    fn united(target: &[&str], source: &[&str]) -> Vec<String> {
        let (target, source) = (Arc::new(card(target)), Arc::new(card(source)));
        let merged = unite(Some(&target), std::iter::once(Some(&source)));
        let show = |line: &Property| match &line.group {
            Some(group) => format!("{group}.{}:{}", line.name, line.value),
            None => format!("{}:{}", line.name, line.value),
        };
        merged.unwrap().iter().map(show).collect()
    }

    #[test]
    fn equal_lines_stand_once_and_single_ones_are_the_targets() {
        assert_eq!(
            united(&["NOTE:a", "UID:1"], &["note:a", "UID:2", "NOTE:b"]),
            ["NOTE:a", "UID:1", "NOTE:b"]
        );
    }

    #[test]
    fn a_label_stays_with_the_line_that_it_labels() {
        assert_eq!(
            united(
                &["item1.TEL:1", "item1.X-ABLabel:Boat"],
                &["item1.TEL:2", "item1.X-ABLabel:Boat"]
            ),
            ["item1.TEL:1", "item1.X-ABLabel:Boat", "item1-2.TEL:2", "item1-2.X-ABLabel:Boat"]
        );
    }

    #[test]
    fn a_group_that_is_there_is_not_added_again() {
        let lines = ["item1.TEL:1", "item1.X-ABLabel:Boat"];
        assert_eq!(united(&lines, &["ITEM7.TEL:1", "item7.X-ABLabel:Boat"]), lines);
    }

    #[test]
    fn a_group_whose_name_is_free_keeps_its_spelling() {
        let lines = ["ITEM1.TEL:1", "item1.X-ABLabel:Boat"];
        assert_eq!(united(&[], &lines), lines);
    }

    #[test]
    fn two_groups_of_a_source_never_become_one() {
        assert_eq!(
            united(&["item1.TEL:1"], &["item1.TEL:2", "item1-2.TEL:3"]),
            ["item1.TEL:1", "item1-3.TEL:2", "item1-2.TEL:3"]
        );
    }

    #[test]
    fn what_identifies_a_card_is_its_own_and_other_single_lines_are_filled() {
        let source = ["UID:2", "REV:3", "N:Lovelace;Ada;King;;", "GENDER:F", "KIND:individual"];
        assert_eq!(
            united(&["UID:1", "GENDER:O"], &source),
            ["UID:1", "GENDER:O", "N:Lovelace;Ada;King;;", "KIND:individual"]
        );
    }

    #[test]
    fn the_first_source_fills_a_single_line_once() {
        let [one, two] = [["FN:a", "FN:b"], ["FN:c", "fn:d"]].map(|lines| Arc::new(card(&lines)));
        let merged = unite(None, [Some(&one), Some(&two)].into_iter()).unwrap();
        assert_eq!(*merged, card(&["FN:a"]));
    }

    #[test]
    fn lines_that_are_encoded_otherwise_are_not_the_same() {
        let mut cards = [(); 3].map(|()| card(&["NOTE:YQ=="]));
        cards[1][0].encoding = Encoding::Base64;
        cards[2][0].bytes = Some(vec![0xff]);
        let cards = cards.map(Arc::new);
        let merged = unite(None, cards.iter().map(Some)).unwrap();
        assert_eq!(merged.len(), 3);
    }

    #[test]
    fn many_sources_that_share_a_group_get_a_name_each() {
        let lines = |at| card(&[&format!("item1.TEL:{at}"), "item1.X-ABLabel:Boat"]);
        let cards: Vec<_> = (0..2_000).map(|at| Arc::new(lines(at))).collect();
        let merged = unite(None, cards.iter().map(Some)).unwrap();
        let names: HashSet<_> = merged.iter().map(|line| line.group.clone()).collect();
        assert_eq!((merged.len(), names.len()), (4_000, 2_000));
    }
}
