//! Lines for values that have none yet.

use smol_str::{SmolStr, ToSmolStr};

use super::super::{Version, text};
use super::kind::{ASSIGNEE, FIELD, Kind, LOCATION};
use super::singles::set_text;
use super::types::param;
use super::write::Writer;
use crate::contact::{Contact, Parameter, Property};
use crate::field::{FieldKey, FieldName, FieldValue};
use crate::id::ContactId;
use crate::interop::map::anchor;
use crate::interop::map::days::{Day, day};
use crate::interop::map::standard::{ANNIVERSARY, BIRTHDAY, NICKNAME, NOTE, Standard, WEBSITE};

impl Writer<'_> {
    /// A line for each extended field that has none.
    pub(super) fn fresh_fields(&mut self) {
        for (key, value) in &self.info.fields {
            let field = format!("{}{key}", anchor::FIELDS);
            if self.is_written(&field) || self.covered.contains(key) {
                continue;
            }
            match self.standard_line(key, value) {
                Some(line) => self.insert_first(line),
                None => {
                    let line = self.field_line(key, value);
                    self.insert(line);
                }
            }
        }
    }

    /// The line of a standard field, if a reader would take the value from it.
    fn standard_line(&self, key: &FieldKey, value: &FieldValue) -> Option<Property> {
        let FieldValue::Text(text) = value else { return None };
        let text = text.as_str();
        let anniversary = match self.version {
            Version::V4_0 => "ANNIVERSARY",
            _ => "X-ANNIVERSARY",
        };
        let lines: [(Standard, &str); 5] = [
            (NOTE, "NOTE"),
            (WEBSITE, "URL"),
            (NICKNAME, "NICKNAME"),
            (BIRTHDAY, "BDAY"),
            (ANNIVERSARY, anniversary),
        ];
        let is = |(standard, _): &&(Standard, &str)| {
            self.standard(*standard).is_some_and(|(known, _)| known == key)
        };
        let (_, name) = lines.iter().find(is)?;
        let fits = match Kind::of(name) {
            _ if text.trim() != text => false,
            Kind::Note => !text.contains('\r'),
            Kind::Url => !text.contains(['\r', '\n', '\\']),
            Kind::Nickname => {
                let mut names = text.split(super::fields::JOINT);
                !text.contains('\r') && names.all(|name| !name.is_empty() && name.trim() == name)
            }
            Kind::Birthday => {
                self.info.birthdate.is_none()
                    && !self.has("BDAY")
                    && day(text, None) == Day::Partial(text.to_owned())
            }
            _ => {
                let said = match day(text, None) {
                    Day::Full(date) => date.to_string(),
                    Day::Partial(part) => part,
                };
                said == text && !text.contains(['\r', '\n'])
            }
        };
        let mut line = self.fresh(name, String::new());
        set_text(&mut line, self.version, text);
        fits.then_some(line)
    }

    fn field_line(&self, key: &FieldKey, value: &FieldValue) -> Property {
        let text = text::escape(self.version, &value.to_string()).into_owned();
        let mut line = self.fresh(FIELD, text);
        line.params.push(param("KEY", key.as_str()));
        line.params.push(param("TYPE", &value.data_type().as_str().to_ascii_lowercase()));
        let name = self.references.field(key);
        line.params.extend(name.as_ref().map(|name| param("NAME", FieldName::as_str(name))));
        line
    }

    /// A line for the labels that have none; lines that hold others are cut down to theirs.
    pub(super) fn labels(&mut self) {
        let mut last = None;
        for at in std::mem::take(&mut self.categories) {
            if self.keep_labels(at) {
                last = Some(at);
            }
        }
        let version = super::convert::list_version(self.version);
        let rest = self.labels.iter().filter(|(_, written)| !written);
        let rest: Vec<String> = rest
            .map(|(name, _)| text::escape_part(version, name.as_str().trim()).into_owned())
            .collect();
        if rest.is_empty() {
            return;
        }
        let rest = rest.join(",");
        match last {
            Some(at) => self.edit(at, |line| {
                line.value.push(',');
                line.value.push_str(&rest);
            }),
            None => {
                let line = self.fresh("CATEGORIES", rest);
                self.insert(line);
            }
        }
    }

    /// Cuts a line down to the labels that the contact has and that no other line holds; whether
    /// anything of it is left.
    fn keep_labels(&mut self, at: usize) -> bool {
        let Some(line) = &self.out[at] else { return false };
        let anchored: Vec<SmolStr> = match &line.anchor {
            Some(anchor) => anchor.value.split(anchor::SEPARATOR).map(SmolStr::from).collect(),
            None => Vec::new(),
        };
        let mut all = true;
        for name in &anchored {
            let label =
                self.labels.iter_mut().find(|(label, written)| label.as_str() == name && !written);
            match label {
                Some((_, written)) => *written = true,
                None => all = false,
            }
        }
        if all {
            return true;
        }
        // Of those that are gone, and of those that another line holds, none stays.
        let mut free: Vec<&SmolStr> = Vec::new();
        for name in &anchored {
            let held = self.labels.iter().any(|(label, _)| label.as_str() == name);
            let before = self.out[..at].iter().flatten().any(|line| {
                let anchor = line.anchor.as_ref().filter(|a| a.field == anchor::LABELS);
                anchor.is_some_and(|a| a.value.split(anchor::SEPARATOR).any(|n| n == name))
            });
            if held && !before {
                free.push(name);
            }
        }
        let kept: Vec<String> = super::values::elements(self.version, &line.value)
            .filter(|(_, text)| {
                let is = |name: &SmolStr| name.as_str() == text;
                free.iter().any(|name| is(name)) || !anchored.iter().any(is)
            })
            .map(|(raw, _)| raw.to_owned())
            .collect();
        if kept.iter().all(|raw| raw.trim().is_empty()) {
            self.remove(at);
            return false;
        }
        self.edit(at, |line| line.value = kept.join(","));
        true
    }

    /// Lines for locations and assignees.
    pub(super) fn ids(&mut self) {
        let locations = self.info.locations.iter().map(|id| (LOCATION, id.to_smolstr()));
        let assignees = self.info.assignees.iter().map(|id| (ASSIGNEE, id.to_smolstr()));
        for (name, id) in locations.chain(assignees).collect::<Vec<_>>() {
            if !self.ids.contains(&id) {
                let line = self.fresh(name, id.into());
                self.insert(line);
            }
        }
    }

    /// The identity of a contact that never was a card: the one it has in a file, else its id.
    pub(super) fn uid(&mut self, contact: &Contact, id: Option<ContactId>) {
        let own = contact.properties().iter().find_map(Property::uid);
        let uid = own.map(String::from).or_else(|| id.map(|id| format!("urn:uuid:{id}")));
        if let Some(uid) = uid
            && !self.has("UID")
        {
            let mut line = self.fresh("UID", uid);
            if self.version == Version::V4_0 && !line.value.contains(':') {
                line.params.push(Parameter { ..param("VALUE", "text") });
            }
            self.insert(line);
        }
    }
}
