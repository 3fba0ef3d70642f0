//! What becomes of the properties of the files that contacts came from.

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::contact::Property;

/// Properties of which a card has one: the target's stay alone.
const SINGLE: [&str; 9] =
    ["UID", "REV", "PRODID", "KIND", "GENDER", "N", "FN", "VERSION", "SORT-STRING"];

/// Appends the source's properties to the target's, unless an equal one (name, parameters, value)
/// is there.
///
/// Lines of a group belong together: they are there only if the target has a group of the same
/// lines, and they get another group name if the target uses theirs.
pub(super) fn unite(
    target: Option<Arc<Vec<Property>>>,
    source: Option<&Arc<Vec<Property>>>,
) -> Option<Arc<Vec<Property>>> {
    let Some(source) = source else { return target };
    let known = target.as_ref().map_or(&[][..], |known| known.as_slice());
    let missing = |line: &&Property| is_passed_on(line) && !has_unit_of(known, source, line);
    let missing: Vec<&Property> = source.iter().filter(missing).collect();
    if missing.is_empty() {
        return target;
    }
    let renamed = renamed_groups(known, source);
    let mut position =
        known.iter().map(|line| line.position).max().map_or(0, |max| max.saturating_add(1));
    let mut merged = known.to_vec();
    for line in missing {
        let new = |group: &SmolStr| renamed.get(&folded(group)).unwrap_or(group).clone();
        let group = line.group.as_ref().map(new);
        merged.push(Property { group, position, ..line.clone() });
        position = position.saturating_add(1);
    }
    Some(Arc::new(merged))
}

/// Whether a merge takes this line from a source.
pub(super) fn is_passed_on(line: &Property) -> bool {
    !SINGLE.iter().any(|name| line.name.eq_ignore_ascii_case(name))
}

/// Whether `known` has the unit that a line of `source` belongs to.
fn has_unit_of(known: &[Property], source: &[Property], line: &Property) -> bool {
    let first = unit(source, line).next().unwrap_or(line);
    known.iter().filter(|other| same(other, first)).any(|other| {
        let (mut ours, mut theirs) = (unit(source, line), unit(known, other));
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return true,
                (Some(a), Some(b)) if same(a, b) => {}
                _ => return false,
            }
        }
    })
}

/// What stands and falls together: the lines of a group, or a line without one.
fn unit<'a>(lines: &'a [Property], line: &'a Property) -> impl Iterator<Item = &'a Property> {
    let group = line.group.as_ref();
    let alone = group.is_none().then_some(line);
    let grouped = lines.iter().filter(move |other| {
        let both = other.group.as_ref().zip(group);
        both.is_some_and(|(a, b)| a.eq_ignore_ascii_case(b)) && is_passed_on(other)
    });
    alone.into_iter().chain(grouped)
}

/// Whether both are the same line, wherever it stands.
pub(super) fn same(a: &Property, b: &Property) -> bool {
    a.name.eq_ignore_ascii_case(&b.name) && a.params == b.params && a.value == b.value
}

/// What the groups of the source are called in the target whose names are used there.
///
/// INVARIANT (groups stay apart): no two groups get the same name.
fn renamed_groups(known: &[Property], source: &[Property]) -> HashMap<SmolStr, SmolStr> {
    let groups = |lines: &[Property]| -> Vec<SmolStr> {
        lines.iter().filter_map(|line| line.group.as_deref().map(folded)).collect()
    };
    let (used, own) = (groups(known), groups(source));
    let mut renamed: HashMap<SmolStr, SmolStr> = HashMap::new();
    for group in &own {
        if !used.contains(group) || renamed.contains_key(group) {
            continue;
        }
        let is_free = |name: &SmolStr| {
            let given = renamed.values().any(|given| given == name);
            !used.contains(name) && !own.contains(name) && !given
        };
        let mut names = (2u64..).map(|number| format_smolstr!("{group}-{number}"));
        let name = names.find(is_free).expect("a card has fewer groups than there are numbers");
        renamed.insert(group.clone(), name);
    }
    renamed
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
                anchor: None,
            }
        };
        lines.iter().enumerate().map(read).collect()
    }

    fn united(target: &[&str], source: &[&str]) -> Vec<String> {
        let merged = unite(Some(Arc::new(card(target))), Some(&Arc::new(card(source))));
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
}
