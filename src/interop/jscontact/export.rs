use std::collections::{HashMap, HashSet};

use super::expand::{Expanded, USUAL};
use super::forward::{Forward, forward};
use super::lines::{self, keep, path};
use super::slots::{self, CARD, CONVERTED, PROPERTIES, Slot};
use crate::contact::{Contact, Parameter, Property};
use crate::id::ContactId;
use crate::interop::jcard;
use crate::interop::json::{self, Map, Value};
use crate::interop::vcard::{self, ExportOptions, Version, text};
use crate::interop::{Problem, References};
use crate::store::StoreError;

/// A contact as a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The card, as JSON without line breaks.
    pub text: String,
    /// What could not be written, such as media that are not there; their line is 0.
    pub problems: Vec<Problem>,
}

/// A contact as a card, to give to [`Writer::write`](super::Writer::write).
///
/// A member whose value is as it was read goes out as it came in; of one that was edited only what
/// differs is replaced. `id` becomes the `uid` of a contact that never was in a file.
///
/// # Errors
///
/// [`StoreError`] if the store that holds pictures fails.
pub fn export(
    contact: &Contact,
    id: Option<ContactId>,
    references: &dyn References,
) -> Result<Exported, StoreError> {
    let expanded = Expanded::new(contact.properties());
    let (slots, said, own) = match &expanded {
        Some(expanded) => (expanded.slots.clone(), &expanded.said[..], &expanded.lines[..]),
        None => (Vec::new(), &[][..], &[][..]),
    };
    let others = contact.properties().iter().filter(|p| p.format != super::FORMAT);
    let version = others.clone().find_map(|p| {
        [Version::V2_1, Version::V3_0].into_iter().find(|version| version.format() == p.format)
    });
    // Each line is known by its position afterwards; new lines have small ones.
    let tagged = |(at, line): (usize, &Property)| {
        let position = TAG.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        Property { position, ..line.clone() }
    };
    let before: Vec<Property> = own.iter().chain(others).enumerate().map(tagged).collect();
    let contact = contact.clone().with_properties(before);
    let options = ExportOptions::default().with_version(Version::V4_0);
    let vcard::Exported { properties: after, problems, .. } =
        vcard::export(&contact, id, references, &options)?;
    let problems = problems.into_iter().filter(|problem| problem.code != "vcard.other_version");

    let mut card = Assembly::new(slots);
    let mut stays: HashMap<usize, &Property> = HashMap::new();
    let mut rest = Vec::new();
    for line in &after {
        let tag =
            line.position.checked_sub(TAG).map(|tag| tag as usize).filter(|tag| *tag < own.len());
        match tag {
            Some(tag) if !stays.contains_key(&tag) => {
                stays.insert(tag, line);
            }
            _ => rest.push(line),
        }
    }
    let mut changed = Vec::new();
    for (tag, said) in said.iter().enumerate() {
        match stays.get(&tag) {
            Some(line) if is_as_before(&own[tag], line) => {
                card.put_content(said.slots[0], &own[tag], line);
            }
            Some(line) if !said.label => changed.push((tag, *line)),
            _ if said.label => {}
            _ => said.slots.iter().for_each(|at| card.remove(*at)),
        }
    }
    for (tag, line) in changed {
        card.edit(&said[tag].slots, &own[tag], line);
    }
    let rest = card.restore(rest);
    card.add(&rest);
    Ok(Exported { text: card.finish(version).to_string(), problems: problems.collect() })
}

/// The first position by which a line is known.
const TAG: u32 = 1 << 30;

/// Whether a line went through as it was; its content may have come into it.
fn is_as_before(before: &Property, after: &Property) -> bool {
    let content = before.media.is_some() && after.value.starts_with(&before.value);
    before.name == after.name
        && before.group == after.group
        && before.params == after.params
        && (before.value == after.value || content)
}

/// A card that is put together.
struct Assembly {
    /// `None` where a member is gone.
    slots: Vec<Option<Slot>>,
    /// The places by path.
    index: HashMap<String, usize>,
    counts: HashMap<&'static str, usize>,
    converted: Vec<(String, Value)>,
    kept: Vec<Value>,
    /// New lines with the paths of what they became.
    lines: Vec<(Vec<String>, Property, &'static str)>,
    properties: usize,
}

impl Assembly {
    fn new(slots: Vec<Slot>) -> Self {
        let index =
            slots.iter().enumerate().rev().map(|(at, slot)| (slot.path.clone(), at)).collect();
        let properties = slots.iter().filter(|slot| slot.path.starts_with(PROPERTIES)).count();
        Self {
            slots: slots.into_iter().map(Some).collect(),
            index,
            counts: HashMap::new(),
            converted: Vec::new(),
            kept: Vec::new(),
            lines: Vec::new(),
            properties,
        }
    }

    fn remove(&mut self, at: usize) {
        if let Some(slot) = self.slots[at].take() {
            self.index.remove(&slot.path);
        }
    }

    /// Puts the content that a line got back into its member.
    fn put_content(&mut self, at: usize, before: &Property, line: &Property) {
        if before.media.is_some()
            && let Some(Slot { value: Value::Map(entry), .. }) = &mut self.slots[at]
        {
            entry.set("uri", Value::text(&line.value));
        }
    }

    /// Changes members whose line changed, in nothing but what differs.
    fn edit(&mut self, places: &[usize], before: &Property, after: &Property) {
        let first = self.slots[places[0]].clone();
        let Some(Slot { path, .. }) = first else { return };
        if path.starts_with(PROPERTIES) {
            if let Some(slot) = &mut self.slots[places[0]] {
                slot.value = jcard::property(Version::V4_0, after);
            }
            return;
        }
        let (old, new) = (forward(before), forward(after));
        let (Some(old), Some(new)) = (old, new) else {
            places.iter().for_each(|at| self.remove(*at));
            self.add(std::slice::from_ref(after));
            return;
        };
        let pairs = old.pieces.len() == 1 && new.pieces.len() == 1 && places.len() == 1;
        if pairs && old.pieces[0].map == new.pieces[0].map && old.pieces[0].map != "keywords" {
            if let Some(slot) = &mut self.slots[places[0]] {
                patch(&mut slot.value, &old.pieces[0].value, &new.pieces[0].value);
            }
            if old.left != new.left {
                self.leftover(&path, &new);
            }
            self.lines.push((vec![path], after.clone(), new.member));
            return;
        }
        if path.starts_with("name/") {
            // The other members of a name say how its old components stood together.
            for at in places {
                let components = ["name/components", "name/sortAs", "name/isOrdered"];
                if self.slots[*at]
                    .as_ref()
                    .is_some_and(|slot| components.contains(&slot.path.as_str()))
                {
                    self.remove(*at);
                }
            }
        } else {
            places.iter().for_each(|at| self.remove(*at));
        }
        self.add(std::slice::from_ref(after));
    }

    fn leftover(&mut self, path: &str, forward: &Forward) {
        if let Some(value) = parameters(&forward.left) {
            let path = match forward.member {
                "" => path.to_owned(),
                member => format!("{path}/{member}"),
            };
            self.converted.push((path, value));
        }
    }

    /// Puts members back that were written beside lines; gives the lines that are left.
    fn restore(&mut self, lines: Vec<&Property>) -> Vec<Property> {
        let is = |line: &&&Property| line.name.eq_ignore_ascii_case("JSPROP");
        if !lines.iter().any(|line| is(&line)) {
            return lines.into_iter().cloned().collect();
        }
        let mut members: Vec<Slot> = Vec::new();
        let mut rest: Vec<&Property> = Vec::new();
        for line in lines {
            match jsprop(line).filter(|slot| !self.index.contains_key(&slot.path)) {
                Some(slot) => members.push(slot),
                None if is(&&line) => {}
                None => rest.push(line),
            }
        }
        // Content stands in the line alone.
        let is_photo = |line: &&&Property| line.name.eq_ignore_ascii_case("PHOTO");
        for slot in members.iter_mut().filter(|slot| slot.path.starts_with("media/")) {
            if let (Value::Map(entry), Some(line)) = (&mut slot.value, rest.iter().find(is_photo))
                && entry.get("uri").is_none()
            {
                entry.set("uri", Value::text(&line.value));
            }
        }
        let mut gone = HashSet::new();
        let mut more = Vec::new();
        for said in lines::lines(&members) {
            let mut free = rest.iter().enumerate().filter(|(at, _)| !gone.contains(at));
            match free.find_map(|(at, line)| Some((at, beside(line, &said.line)?))) {
                Some((at, beside)) => {
                    gone.insert(at);
                    if !said.label {
                        more.push((members[said.slots[0]].path.clone(), beside));
                    }
                }
                None if said.label => {}
                None => said.slots.iter().for_each(|at| members[*at].path.clear()),
            }
        }
        for (path, beside) in &more {
            self.leftover(path, beside);
        }
        for slot in members.into_iter().filter(|slot| !slot.path.is_empty()) {
            self.insert(slot.path, slot.value);
        }
        let left = rest.into_iter().enumerate().filter(|(at, _)| !gone.contains(at));
        left.map(|(_, line)| line.clone()).collect()
    }

    fn insert(&mut self, path: String, value: Value) {
        self.index.insert(path.clone(), self.slots.len());
        self.slots.push(Some(Slot { path, value, line: 0 }));
    }

    /// Adds the members that lines say.
    fn add(&mut self, lines: &[Property]) {
        let mut alternatives = HashSet::new();
        let label = |line: &Property| line.name.eq_ignore_ascii_case("X-ABLabel");
        let labels: HashMap<String, &Property> = lines
            .iter()
            .filter(|line| label(line))
            .filter_map(|line| Some((line.group.as_ref()?.to_lowercase(), line)))
            .collect();
        // INVARIANT (keys stay): what has a key gets it, whatever comes before.
        let asked: HashSet<String> = (lines.iter().filter(|line| has_key(line)))
            .filter_map(forward)
            .flat_map(|members| members.pieces)
            .filter(|piece| piece.key.is_some())
            .map(|piece| path(&piece, 0))
            .collect();
        for line in lines {
            let altid = line.params.iter().find(|param| param.name.eq_ignore_ascii_case("ALTID"));
            let translated = line.params.iter().any(|p| p.name.eq_ignore_ascii_case("LANGUAGE"));
            let alternative = altid.filter(|_| translated).is_some_and(|param| {
                !alternatives
                    .insert((line.name.to_ascii_uppercase(), param.values.first().cloned()))
            });
            let text = line.group.as_ref().and_then(|group| labels.get(&group.to_lowercase()));
            let text = text.map(|line| text::unescape(Version::V4_0, &line.value).into_owned());
            let members = forward(line).filter(|_| !alternative);
            match members.and_then(|members| self.add_members(members, text, &asked)) {
                Some((paths, member)) => self.lines.push((paths, line.clone(), member)),
                None => {
                    let path = format!("{PROPERTIES}/{}", self.properties);
                    self.properties += 1;
                    self.insert(path.clone(), jcard::property(Version::V4_0, line));
                    self.lines.push((vec![path], line.clone(), ""));
                }
            }
        }
    }

    /// Adds the members of a line, if there is room for all of them.
    fn add_members(
        &mut self,
        members: Forward,
        label: Option<String>,
        asked: &HashSet<String>,
    ) -> Option<(Vec<String>, &'static str)> {
        let mut paths: Vec<String> = Vec::new();
        let mut counts = self.counts.clone();
        for piece in &members.pieces {
            let count = counts.entry(piece.map).or_default();
            *count += 1;
            let mut path = path(piece, *count);
            let taken = |path: &String| self.index.contains_key(path) || asked.contains(path);
            while piece.key.is_none() && taken(&path) {
                *count += 1;
                path = self::path(piece, *count);
            }
            if self.index.contains_key(&path) || paths.contains(&path) {
                return None;
            }
            paths.push(path);
        }
        self.counts = counts;
        for (path, piece) in paths.iter().zip(&members.pieces) {
            let mut value = piece.value.clone();
            if let (Value::Map(entry), Some(label)) = (&mut value, &label) {
                entry.set("label", Value::text(label));
            }
            self.insert(path.clone(), value);
        }
        self.leftover(&paths.first()?.clone(), &members);
        Some((paths, members.member))
    }

    fn finish(mut self, version: Option<Version>) -> Value {
        let mut slots: Vec<Slot> = std::mem::take(&mut self.slots).into_iter().flatten().collect();
        for (path, value) in USUAL {
            if !slots.iter().any(|slot| slot.path == path) {
                slots.insert(0, Slot { path: path.into(), value: Value::text(value), line: 0 });
            }
        }
        merge_into(&mut slots, CONVERTED, std::mem::take(&mut self.converted));
        let version = version.filter(|_| lines::version(&slots).is_none());
        if let Some(version) = version {
            merge_into(&mut slots, CARD, vec![("version".into(), Value::text(version.as_str()))]);
        }
        self.keep_what_is_not_said(&mut slots);
        Value::Map(slots::join(&slots))
    }

    /// Keeps the new lines of which the members do not say all.
    fn keep_what_is_not_said(&mut self, slots: &mut Vec<Slot>) {
        let mut said: HashMap<String, Property> = HashMap::new();
        for line in lines::lines(slots).into_iter().filter(|line| !line.label) {
            said.insert(slots[line.slots[0]].path.clone(), line.line);
        }
        let index: HashMap<&str, &Slot> =
            slots.iter().map(|slot| (slot.path.as_str(), slot)).collect();
        for (paths, line, member) in &self.lines {
            let Some(first) = paths.first() else { continue };
            if said.get(first).is_some_and(|said| paths.len() == 1 && is_same(said, line)) {
                continue;
            }
            let entry = index.get(first.as_str()).and_then(|slot| slot.value.as_map());
            let more = entry.and_then(|entry| entry.str(member)).map(|text| (*member, text));
            self.kept.push(keep(paths, line, more));
        }
        if self.kept.is_empty() {
            return;
        }
        let mut all = std::mem::take(&mut self.kept);
        let known =
            slots.iter().find(|slot| slot.path == CARD).and_then(|slot| slot.value.as_map());
        let known = known.and_then(|card| card.get("lines")).and_then(Value::as_list);
        // The newer one comes first: it counts.
        all.extend(known.unwrap_or_default().iter().cloned());
        merge_into(slots, CARD, vec![("lines".into(), Value::List(all))]);
    }
}

/// Sets members of a slot that is a map.
fn merge_into(slots: &mut Vec<Slot>, path: &str, members: Vec<(String, Value)>) {
    if members.is_empty() {
        return;
    }
    let at = slots.iter().position(|slot| slot.path == path && slot.value.as_map().is_some());
    let at = at.unwrap_or_else(|| {
        slots.push(Slot { path: path.into(), value: Value::Map(Map::default()), line: 0 });
        slots.len() - 1
    });
    if let Value::Map(map) = &mut slots[at].value {
        let fresh = map.is_empty();
        for (name, value) in members {
            if fresh { map.push(&name, value, 0) } else { map.set(&name, value) }
        }
    }
}

/// Parameters as RFC 9555 has them beside the members.
fn parameters(left: &[Parameter]) -> Option<Value> {
    let mut all = Map::default();
    for param in left.iter().filter(|param| !param.name.is_empty()) {
        let name = param.name.to_ascii_lowercase();
        let mut values: Vec<Value> =
            param.values.iter().map(|(value, _)| Value::text(value.as_str())).collect();
        if let Some(known) = all.get(&name) {
            let known = known.as_list().map_or_else(|| vec![known.clone()], <[Value]>::to_vec);
            values.splice(0..0, known);
        }
        all.set(&name, if values.len() == 1 { values.remove(0) } else { Value::List(values) });
    }
    let converted = [("parameters", Value::Map(all.clone()))];
    (!all.is_empty()).then(|| Value::Map(converted.into_iter().collect()))
}

/// Replaces what differs between `old` and `new`.
fn patch(value: &mut Value, old: &Value, new: &Value) {
    let (Value::Map(entry), Value::Map(old), Value::Map(new)) = (&mut *value, old, new) else {
        *value = new.clone();
        return;
    };
    for (name, after) in new.iter() {
        match (old.get(name), entry.get_mut(name)) {
            (Some(before), _) if before == after => {}
            (Some(before @ Value::Map(_)), Some(known)) => patch(known, before, after),
            _ => entry.set(name, after.clone()),
        }
    }
    for (name, _) in old.iter() {
        if new.get(name).is_none() {
            entry.remove(name);
        }
    }
}

/// Whether both are the same line, letter case of names aside.
fn is_same(a: &Property, b: &Property) -> bool {
    let same = |(a, b): (&Parameter, &Parameter)| {
        a.name.eq_ignore_ascii_case(&b.name) && a.values == b.values
    };
    a.name.eq_ignore_ascii_case(&b.name)
        && a.group == b.group
        && a.value == b.value
        && a.encoding == b.encoding
        && a.params.len() == b.params.len()
        && a.params.iter().zip(&b.params).all(same)
}

/// What `line` says beside all that `said` says; `None` if it does not say that.
fn beside(line: &Property, said: &Property) -> Option<Forward> {
    let online = |line: &Property| ["IMPP", "SOCIALPROFILE"].contains(&line.name.as_str());
    let named = line.name.eq_ignore_ascii_case(&said.name) || online(line) && online(said);
    if !named || line.value != said.value {
        return None;
    }
    let same = |a: &Parameter, b: &Parameter| {
        let values = a.values.iter().map(|(value, _)| value);
        a.name.eq_ignore_ascii_case(&b.name) && values.eq(b.values.iter().map(|(value, _)| value))
    };
    let mut left: Vec<Parameter> = line.params.clone();
    for param in said.params.iter().filter(|param| param.name != "PROP-ID") {
        let loose = |known: &Parameter| {
            same(known, param) || param.name == "VALUE" && known.name.eq_ignore_ascii_case("VALUE")
        };
        let at = left.iter().position(loose)?;
        left.remove(at);
    }
    left.retain(|param| !param.name.eq_ignore_ascii_case("PROP-ID"));
    if let Some(group) = line.group.as_ref().filter(|_| said.group.is_none()) {
        let values = vec![(group.clone(), false)];
        left.push(Parameter { name: "GROUP".into(), values: values.into() });
    }
    let member = forward(said).map_or("", |forward| forward.member);
    Some(Forward { pieces: Vec::new(), left, member })
}

/// The member that a line holds.
fn jsprop(line: &Property) -> Option<Slot> {
    if !line.name.eq_ignore_ascii_case("JSPROP") {
        return None;
    }
    let pointer = line.params.iter().find(|param| param.name.eq_ignore_ascii_case("JSPTR"))?;
    let path = pointer.values.first()?.0.trim_start_matches('/').to_owned();
    let value = json::parse(&text::unescape(Version::V4_0, &line.value)).ok()?.value;
    (!path.is_empty() && path.split('/').count() <= 2).then_some(Slot { path, value, line: 0 })
}

fn has_key(line: &Property) -> bool {
    line.params.iter().any(|param| param.name.eq_ignore_ascii_case("PROP-ID"))
}
