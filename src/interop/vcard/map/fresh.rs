//! Lines for values that have none yet.

use super::super::{Version, text};
use super::convert::list_version;
use super::types::{self, param};
use super::write::{SINGLES, Writer};
use crate::contact::Property;
use crate::interop::map::anchor;

impl Writer<'_> {
    /// Puts a line after the last of its kind.
    fn insert(&mut self, line: Property) {
        let last = self.out.iter().rposition(|known| known.name.eq_ignore_ascii_case(&line.name));
        let at = last.map_or(self.out.len(), |last| last + 1);
        self.out.insert(at, line);
    }

    /// Lines for the name where there are none. A card that came without them and whose name did not
    /// change goes out without them.
    pub(super) fn name(&mut self) {
        let new = self.out.is_empty();
        let named = self.name != ";";
        let missing = new || named && !self.has("N") && !self.has("FN");
        if missing && (named || self.version != Version::V4_0) {
            let line = self.fresh("N", self.n(""));
            self.out.insert(0, line);
        }
        if missing || self.renamed && !self.has("FN") {
            let line = self.fresh("FN", self.full_name());
            self.out.insert(0, line);
        }
    }

    /// A line for each single value that has none, in the place of one that holds another.
    pub(super) fn singles(&mut self) {
        for (field, name) in SINGLES {
            let Some(value) = self.single(field) else { continue };
            let lines = self.singles.iter().find(|(known, _)| *known == field);
            let lines = lines.map_or(&[][..], |(_, lines)| lines);
            let is = |line: &Property| line.anchor.as_ref().is_some_and(|a| a.value == value);
            let by_name = field == anchor::COMPANY
                && self.name == ";"
                && !self.has("ORG")
                && self.out.iter().any(|line| {
                    line.name.eq_ignore_ascii_case("FN")
                        && line
                            .anchor
                            .as_ref()
                            .is_some_and(|a| a.field == field && a.value == value)
                });
            if by_name || lines.iter().any(is) {
                continue;
            }
            let written = match field {
                anchor::COMPANY => text::escape_part(self.version, &value).into_owned(),
                anchor::BIRTHDATE if self.version == Version::V4_0 => value.replace('-', ""),
                anchor::JOB_TITLE => text::escape(self.version, &value).into_owned(),
                _ => value,
            };
            let first = lines.first().map(|line| line.position);
            let place = first.and_then(|position| {
                self.out.iter().position(|line| {
                    line.position == position
                        && line.anchor.as_ref().is_some_and(|a| a.field == field)
                })
            });
            match place {
                Some(at) => self.out[at].value = written,
                None => {
                    let line = self.fresh(name, written);
                    self.insert(line);
                }
            }
        }
    }

    /// A line for each entry that has none, in the place of one whose entry is gone.
    pub(super) fn entries(&mut self) {
        for kind in 0..self.lists.len() {
            let mut orphans = std::mem::take(&mut self.lists[kind].orphans).into_iter();
            let mut moved = 0;
            for at in 0..self.lists[kind].keys.len() {
                if self.lists[kind].written[at] {
                    continue;
                }
                let mut line = self.entry(kind, at);
                line.anchor =
                    Some(anchor::anchor(self.lists[kind].field, self.lists[kind].keys[at].clone()));
                match orphans.next() {
                    Some((place, orphan)) => {
                        line.group = orphan.group;
                        line.params.extend(orphan.params.into_iter().filter(|param| {
                            !types::is_type(param)
                                && !["PREF", "VALUE", types::TAG]
                                    .iter()
                                    .any(|name| param.name.eq_ignore_ascii_case(name))
                        }));
                        let place = (place + moved).min(self.out.len());
                        self.out.insert(place, line);
                        moved += 1;
                    }
                    None => self.insert(line),
                }
            }
        }
    }

    /// A line for the labels that have none.
    pub(super) fn labels(&mut self) {
        let rest = self.labels.iter().filter(|(_, written)| !written);
        let rest: Vec<String> = rest
            .map(|(name, _)| {
                text::escape_part(list_version(self.version), name.as_str()).into_owned()
            })
            .collect();
        if !rest.is_empty() {
            let line = self.fresh("CATEGORIES", rest.join(","));
            self.insert(line);
        }
    }

    /// Sees to it that a reader finds the primary entry.
    pub(super) fn mark_primary(&mut self, name: &str, field: &str) {
        let Some(list) = self.lists.iter().find(|list| list.field == field) else { return };
        let Some(key) = list.primary.map(|at| list.keys[at].clone()) else { return };
        let is_entry = |line: &Property| {
            line.name.eq_ignore_ascii_case(name)
                && line.anchor.as_ref().is_some_and(|a| a.field == field)
        };
        let places: Vec<usize> =
            (0..self.out.len()).filter(|at| is_entry(&self.out[*at])).collect();
        let found = types::primary(places.iter().map(|at| &self.out[*at]));
        let wanted = places
            .iter()
            .position(|at| self.out[*at].anchor.as_ref().is_some_and(|anchor| anchor.value == key));
        let Some(wanted) = wanted.filter(|wanted| *wanted != found) else { return };
        for at in &places {
            types::unmark(&mut self.out[*at]);
        }
        let mark = match self.version {
            Version::V4_0 => param("PREF", "1"),
            _ => param("TYPE", "pref"),
        };
        self.out[places[wanted]].params.push(mark);
    }
}
