//! Values that become extended fields.

use super::super::Version;
use super::kind::Kind;
use super::read::Reader;
use super::types;
use super::values;
use crate::contact::Property;
use crate::field::{DataType, FieldKey, FieldName};
use crate::interop::Severity;
use crate::interop::map::ImportedField;
use crate::interop::map::anchor::anchor;
use crate::interop::map::days::Day;
use crate::interop::map::standard::{
    ANNIVERSARY, BIRTHDAY, NICKNAME, NOTE, Standard, WEBSITE, anchor_field, anchor_value,
};

/// What separates nicknames in one text.
pub(super) const JOINT: &str = ", ";

impl Reader<'_> {
    /// The value of a field, unless it has one.
    pub(super) fn push_field(&mut self, field: ImportedField) -> bool {
        let new = self.draft.fields.iter().all(|known| known.key != field.key);
        if new {
            self.draft.fields.push(field);
        }
        new
    }

    fn field(&mut self, at: usize, field: ImportedField) {
        let value = anchor(&anchor_field(&field.key), anchor_value(&field.value));
        if self.push_field(field) {
            self.anchor(at, value);
        }
    }

    fn standard(&mut self, at: usize, standard: Standard, text: &str) {
        match standard.with(text) {
            Some(field) => self.field(at, field),
            None if text.trim().is_empty() => {}
            None => self.warn(at, Severity::Warning, "field.too_long"),
        }
    }

    fn lacks(&self, standard: Standard) -> bool {
        self.draft.fields.iter().all(|known| known.key.as_str() != standard.key)
    }

    pub(super) fn text(&mut self, at: usize, kind: Kind) {
        let fields = self.options.fields;
        let (standard, wanted) = match kind {
            Kind::Note => (NOTE, fields.note),
            Kind::Url => (WEBSITE, fields.website),
            _ => (NICKNAME, fields.nickname),
        };
        if !wanted || !self.lacks(standard) {
            return;
        }
        let text = match kind {
            Kind::Nickname => {
                let line = &self.properties[at];
                let names = values::elements(self.version, &line.value).map(|(_, text)| text);
                names.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(JOINT)
            }
            _ => self.plain(at).into_owned(),
        };
        self.standard(at, standard, &text);
    }

    /// A birthday that is no full date.
    pub(super) fn birthday(&mut self, at: usize, part: &str) {
        if part.is_empty() {
            return;
        }
        self.warn(at, Severity::Info, "field.bad_date");
        if self.options.fields.birthday {
            self.standard(at, BIRTHDAY, part);
        }
    }

    pub(super) fn anniversary(&mut self, at: usize) {
        if !self.options.fields.anniversary || !self.lacks(ANNIVERSARY) {
            return;
        }
        let text = match values::date(self.version, &self.properties[at]) {
            Day::Full(date) => date.to_string(),
            Day::Partial(part) => part,
        };
        self.standard(at, ANNIVERSARY, &text);
    }

    pub(super) fn labelled_date(&mut self, at: usize) {
        if self.label(at).is_some_and(|label| is_anniversary(&label)) {
            self.anniversary(at);
        }
    }

    pub(super) fn own_field(&mut self, at: usize) {
        match read(self.version, &self.properties[at]) {
            Some(field) => self.field(at, field),
            None => self.warn(at, Severity::Warning, "field.unreadable"),
        }
    }
}

pub(super) fn is_anniversary(label: &str) -> bool {
    types::unwrap(label).eq_ignore_ascii_case("anniversary")
}

/// The extended field of a line that is written for one.
fn read(version: Version, line: &Property) -> Option<ImportedField> {
    let key: FieldKey = types::value(line, "KEY")?.parse().ok()?;
    let kind = types::value(line, "TYPE").map_or("text", |kind| kind.as_str());
    let kinds = [DataType::Text, DataType::Number, DataType::Date, DataType::Url];
    let data_type = kinds.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(kind))?;
    // A text is itself, blanks around it included.
    let text = values::whole(version, line);
    let value = data_type.read(&text).ok().flatten()?;
    let named = types::value(line, "NAME").and_then(|name| name.parse::<FieldName>().ok());
    let name = named.or_else(|| {
        let slug = key.as_str().split_once('.').map(|(_, slug)| slug)?;
        slug.parse().ok()
    })?;
    Some(ImportedField { key, name, value })
}
