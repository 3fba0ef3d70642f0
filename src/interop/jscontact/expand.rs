//! What a contact kept of a JSContact card, as lines of a vCard.

use super::lines::{self, SlotLine};
use super::slots::{self, CARD, CONVERTED, Slot};
use crate::contact::{MediaId, Parameter, Property};
use crate::interop::json::Value;
use crate::interop::map::anchor;
use crate::interop::vcard::{Version, text};

/// The lines that stand for the members, and those of other formats; `None` if there are no
/// members. Also the version of the card that the members once were made of.
///
/// Each line is tied to what its member is tied to. A member that a line does not say, or not all
/// of it, has a `JSPROP` line of its own (RFC 9555).
pub(in crate::interop) fn expand(
    properties: &[Property],
) -> Option<(Option<Version>, Vec<Property>)> {
    let expanded = Expanded::new(properties)?;
    let version = lines::version(&expanded.slots);
    let mut out = Vec::new();
    let mut said = vec![false; expanded.slots.len()];
    for (line, said_line) in expanded.lines.iter().zip(&expanded.said) {
        for at in &said_line.slots {
            said[*at] |= said_line.exact;
        }
        out.push(line.clone());
    }
    for (at, slot) in expanded.slots.iter().enumerate() {
        // What only says how the members became lines is of no use to lines.
        let of_lines = slot.path == CARD
            || slot.path == CONVERTED
            || USUAL
                .iter()
                .any(|(path, value)| slot.path == *path && slot.value == Value::text(*value));
        if !said[at] && !of_lines {
            out.push(jsprop(slot, expanded.media[at]));
        }
    }
    let others = properties.iter().filter(|property| property.format != super::FORMAT);
    out.extend(others.cloned());
    for (at, line) in out.iter_mut().enumerate() {
        line.position = u32::try_from(at).unwrap_or(u32::MAX);
    }
    Some((version, out))
}

/// Members that every card has.
pub(super) const USUAL: [(&str, &str); 2] = [("version", "1.0"), ("@type", "Card")];

/// A member as a line.
fn jsprop(slot: &Slot, media: Option<MediaId>) -> Property {
    let pointer =
        Parameter { name: "JSPTR".into(), values: vec![(slot.path.as_str().into(), true)] };
    let mut value = slot.value.clone();
    // The line of the picture has its content.
    if let (Some(_), Value::Map(entry)) = (media, &mut value) {
        entry.remove("uri");
    }
    Property {
        format: Version::V4_0.format().into(),
        name: "JSPROP".into(),
        params: vec![pointer],
        value: text::escape(Version::V4_0, &value.to_string()).into_owned(),
        ..Property::default()
    }
}

/// The members of a contact and their lines.
pub(super) struct Expanded {
    pub(super) slots: Vec<Slot>,
    /// The content of a slot that is held beside the contact.
    pub(super) media: Vec<Option<MediaId>>,
    pub(super) said: Vec<SlotLine>,
    /// The line of each of `said`, tied to what the contact has of it.
    pub(super) lines: Vec<Property>,
}

impl Expanded {
    pub(super) fn new(properties: &[Property]) -> Option<Self> {
        let kept =
            properties.iter().filter_map(|property| Some((slots::slot(property)?, property)));
        let (kept, properties): (Vec<Slot>, Vec<&Property>) = kept.unzip();
        if kept.is_empty() {
            return None;
        }
        let said = lines::lines(&kept);
        let media: Vec<Option<MediaId>> =
            properties.iter().map(|property| property.media).collect();
        let lines = said.iter().map(|said| {
            let mut line = said.line.clone();
            let first = said.slots[0];
            if said.label {
                return line;
            }
            line.anchor.clone_from(&properties[first].anchor);
            line.media = media[first];
            if let Some(known) = &mut line.anchor
                && known.field == anchor::LABELS
            {
                let labels = said.slots.iter().filter_map(|at| properties[*at].anchor.as_ref());
                let labels: Vec<&str> = labels.map(|anchor| anchor.value.as_str()).collect();
                known.value = labels.join(anchor::SEPARATOR).into();
            }
            line
        });
        let lines = lines.collect();
        Some(Self { slots: kept, media, said, lines })
    }
}
