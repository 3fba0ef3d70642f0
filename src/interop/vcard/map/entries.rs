//! E-mails, phones and addresses.

use super::super::{Version, text};
use super::kind::Kind;
use super::read::folded;
use super::types::{self, Types, is_named, param};
use super::write::Writer;
use super::{address, was};
use crate::contact::{AddressTag, EmailTag, PhoneTag, Property};
use crate::interop::map::anchor;

const EMAILS: usize = 0;
const PHONES: usize = 1;
const ADDRESSES: usize = 2;

impl Writer<'_> {
    /// A line for each entry that has none: that of an entry that is gone, as far as one is to be
    /// found. What then is left of those goes.
    pub(super) fn entries(&mut self) {
        for kind in 0..self.lists.len() {
            let list = &mut self.lists[kind];
            let mut orphans = std::mem::take(&mut list.orphans);
            let new: Vec<usize> = (0..list.keys.len()).filter(|at| !list.written[*at]).collect();
            let mut taken: Vec<Option<usize>> = vec![None; new.len()];
            for alike in [same_value, same_tag, anything] {
                for (at, taken) in new.iter().zip(&mut taken).filter(|(_, taken)| taken.is_none()) {
                    let key = &self.lists[kind].keys[*at];
                    let fits = |place: &usize| {
                        let line = self.out[*place].as_ref();
                        let anchor = line.and_then(|line| line.anchor.as_ref());
                        anchor.is_some_and(|anchor| alike(&anchor.value, key))
                    };
                    if let Some(found) = orphans.iter().position(fits) {
                        *taken = Some(orphans.remove(found));
                    }
                }
            }
            for (at, place) in new.into_iter().zip(taken) {
                match place {
                    Some(place) => self.edit_entry(kind, at, place),
                    None => {
                        let mut line = self.entry(kind, at, None);
                        line.anchor = Some(self.entry_anchor(kind, at));
                        self.insert(line);
                    }
                }
            }
            for place in orphans {
                if !self.says_more(kind, place) {
                    self.remove(place);
                }
            }
        }
        self.envelopes();
    }

    /// Whether a line that says an entry again, in other letters, has a label of somebody's own, or
    /// may be what an envelope belongs to.
    fn says_more(&self, kind: usize, place: usize) -> bool {
        let Some(line) = &self.out[place] else { return false };
        let Some(anchor) = &line.anchor else { return false };
        let said = anchor.value.to_lowercase();
        if !self.lists[kind].keys.iter().any(|key| same_value(&key.to_lowercase(), &said)) {
            return false;
        }
        // Without its address the envelope beside it would be taken for one.
        kind == ADDRESSES
            || line.group.as_ref().is_some_and(|group| {
                self.out.iter().flatten().any(|line| {
                    line.name.eq_ignore_ascii_case("X-ABLabel")
                        && line.group.as_ref().is_some_and(|own| folded(own) == folded(group))
                        && types::said(types::unwrap(&line.value)) == 0
                })
            })
    }

    /// A `LABEL` beside an `ADR` of the same types would be taken for more of that: it becomes one.
    fn envelopes(&mut self) {
        let list = &self.lists[ADDRESSES];
        let (keys, field) = (list.keys.clone(), list.field);
        for (at, key) in keys.iter().enumerate() {
            let anchored = |line: &Property| {
                let anchor = line.anchor.as_ref().filter(|anchor| anchor.field == field);
                anchor.map(|anchor| anchor.value.clone())
            };
            let is_label = |line: &Property| Kind::of_line(line) == Kind::Label;
            let place = self.out.iter().position(|line| {
                line.as_ref().is_some_and(|l| is_label(l) && anchored(l).as_ref() == Some(key))
            });
            let Some(place) = place else { continue };
            let beside = self.out.iter().flatten().chain(self.new_lines()).any(|line| {
                Kind::of_line(line) == Kind::Adr
                    && anchored(line).is_some_and(|k| same_tag(&k, key))
            });
            if beside {
                let value = address::write(self.version, &self.info.addresses[at].value, None);
                self.edit(place, |line| {
                    line.name = "ADR".into();
                    line.value = value;
                    line.params.retain(|param| !is_named(param, &["ALTID"]));
                });
            }
        }
    }

    fn entry_anchor(&self, kind: usize, at: usize) -> crate::contact::Anchor {
        let list = &self.lists[kind];
        anchor::anchor(list.field, list.keys[at].clone())
    }

    /// Rewrites a line for an entry: its value, its tag, or both, whatever changed.
    fn edit_entry(&mut self, kind: usize, at: usize, place: usize) {
        let Some(mut line) = self.out[place].take() else { return };
        let before = line.anchor.take().map(|anchor| anchor.value).unwrap_or_default();
        let key = self.lists[kind].keys[at].clone();
        was::forget(&mut line);
        if !same_value(&before, &key) {
            let new = self.entry(kind, at, Some(&line));
            line.value = new.value;
            if !line.name.eq_ignore_ascii_case(&new.name) {
                line.name = new.name;
            }
            line.params.retain(|param| !is_named(param, &["LABEL", "GEO", "CC"]));
            let uri = line.value.starts_with("tel:");
            line.params.retain(|param| uri || !is_named(param, &["VALUE"]));
        }
        let group = line.group.as_ref().map(folded);
        self.out[place] = Some(line);
        if !same_tag(&before, &key) {
            self.retag(kind, at, place, group.as_deref());
        }
        let anchor = self.entry_anchor(kind, at);
        if let Some(line) = &mut self.out[place] {
            line.anchor = Some(anchor);
        }
    }

    /// Changes what a line says that its entry is for, and what the label of its group says of it.
    fn retag(&mut self, kind: usize, at: usize, place: usize, group: Option<&str>) {
        let version = self.version;
        let fax = kind == PHONES && self.info.phones.as_slice()[at].tag == PhoneTag::Fax;
        let label = group.and_then(|group| {
            self.out.iter().position(|line| {
                line.as_ref().is_some_and(|line| {
                    line.name.eq_ignore_ascii_case("X-ABLabel")
                        && line.group.as_ref().is_some_and(|g| folded(g) == group)
                        && types::said(types::unwrap(&line.value)) != 0
                })
            })
        });
        let word = self.word(kind, at);
        let tag = self.tag_param(kind, at);
        if let Some(line) = &mut self.out[place] {
            types::untype(line, if fax { Types::HOME | Types::WORK | Types::FAX } else { 0 });
            let said = Types::of(line, None);
            if !word.is_empty() && !said.has(types::said(word)) {
                line.params.push(types::type_param(version, word));
            }
            line.params.extend(tag);
        }
        if let Some(label) = label {
            let word = if word.is_empty() { "Other" } else { word };
            self.edit(label, |line| {
                let wrapped = line.value.trim().starts_with("_$!<");
                line.value = match wrapped {
                    true => format!("_$!<{}>!$_", apple(word)),
                    false => apple(word).to_owned(),
                };
            });
        }
    }

    /// The type of an entry; empty if there is none for its tag.
    fn word(&self, kind: usize, at: usize) -> &'static str {
        match kind {
            EMAILS => match self.info.emails.as_slice()[at].tag {
                EmailTag::Untagged => "",
                EmailTag::Main => "main",
                EmailTag::Home => "home",
                EmailTag::Work => "work",
            },
            PHONES => match self.info.phones.as_slice()[at].tag {
                PhoneTag::Untagged => "",
                PhoneTag::Main => "main",
                PhoneTag::Home => "home",
                PhoneTag::Mobile => "cell",
                PhoneTag::Work => "work",
                PhoneTag::Fax => "fax",
            },
            _ => match self.info.addresses[at].tag {
                AddressTag::Home => "home",
                AddressTag::Work => "work",
                _ => "",
            },
        }
    }

    fn tag_param(&self, kind: usize, at: usize) -> Option<crate::contact::Parameter> {
        let addresses = kind > PHONES;
        match addresses.then(|| self.info.addresses[at].tag)? {
            tag @ (AddressTag::Billing | AddressTag::Shipping) => {
                Some(param(types::TAG, tag.as_str()))
            }
            _ => None,
        }
    }

    /// A line for an entry, in place of the one that it had.
    fn entry(&self, kind: usize, at: usize, before: Option<&Property>) -> Property {
        let text = |text: &str| text::escape(self.version, text).into_owned();
        let (name, value) = match kind {
            EMAILS => ("EMAIL", text(self.info.emails.as_slice()[at].value.as_str())),
            PHONES => {
                let number = self.info.phones.as_slice()[at].value.as_str();
                let uri = before.filter(|line| line.value.trim().starts_with("tel:"));
                let uri =
                    uri.filter(|_| self.version == Version::V4_0).and_then(|_| uri_of(number));
                ("TEL", uri.unwrap_or_else(|| text(number)))
            }
            _ => {
                let entry = &self.info.addresses[at];
                ("ADR", address::write(self.version, &entry.value, before))
            }
        };
        let mut line = self.fresh(name, value);
        let word = self.word(kind, at);
        if !word.is_empty() {
            line.params.push(types::type_param(self.version, word));
        }
        line.params.extend(self.tag_param(kind, at));
        line
    }

    /// Sees to it that a reader finds the primary entry.
    pub(super) fn mark_primary(&mut self, name: &str, field: &str) {
        let Some(list) = self.lists.iter().find(|list| list.field == field) else { return };
        let Some(key) = list.primary.map(|at| list.keys[at].clone()) else { return };
        let (version, mut lines) = (self.version, self.lines_mut(name, field));
        let found = types::primary(lines.iter().map(|line| &**line));
        let is_key = |line: &Property| line.anchor.as_ref().is_some_and(|a| a.value == key);
        let wanted = lines.iter().position(|line| is_key(line));
        let Some(wanted) = wanted.filter(|wanted| *wanted != found) else { return };
        for line in &mut lines {
            if types::preference(line).is_some() {
                was::forget(line);
                types::unmark(line);
            }
        }
        was::forget(lines[wanted]);
        types::mark(lines[wanted], version);
    }
}

/// Whether two anchors are of the same value, whatever it is for.
fn same_value(a: &str, b: &str) -> bool {
    let value = |text: &str| text.split_once(' ').map(|(_, value)| value.to_owned());
    value(a) == value(b)
}

/// Whether two anchors are of values for the same purpose.
fn same_tag(a: &str, b: &str) -> bool {
    a.split(' ').next() == b.split(' ').next()
}

fn anything(_: &str, _: &str) -> bool {
    true
}

/// A word as labels have it.
fn apple(word: &str) -> &str {
    match word {
        "home" => "Home",
        "work" => "Work",
        "cell" => "Mobile",
        "main" => "Main",
        "fax" => "WorkFAX",
        other => other,
    }
}

/// A number as a URI, if it is nothing but a number and an extension.
fn uri_of(number: &str) -> Option<String> {
    let (number, extension) = match number.split_once(" ext. ") {
        Some((number, extension)) => (number, Some(extension)),
        None => (number, None),
    };
    let plain = |text: &str, also: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || also.contains(c))
    };
    let number = number.replace(' ', "-");
    if !plain(&number, "+-.()") || !extension.is_none_or(|text| plain(text, "-.")) {
        return None;
    }
    Some(match extension {
        Some(extension) => format!("tel:{number};ext={extension}"),
        None => format!("tel:{number}"),
    })
}
