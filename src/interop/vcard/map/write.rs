use smol_str::SmolStr;

use super::super::{Version, text};
use super::convert::{convert, list_version, version_of};
use super::types::{self, param};
use super::values;
use crate::contact::{
    AddressTag, Contact, ContactInfo, EmailTag, PhoneTag, PostalAddress, Property, Street,
};
use crate::interop::map::anchor;
use crate::label::{LabelKey, LabelName};
use crate::text::Text;

/// The lines of a contact as a card, and the version to write them in.
///
/// A value that is as it was read goes out on its own line, also after a merge; one that was edited
/// gets its line rewritten, and a new one gets a line after the last of its kind. Foreign lines
/// stand where they stood. The version is that of the first line that the contact kept, or
/// `otherwise` if it kept none; lines of other versions are converted. `label` gives the name of a
/// label.
///
/// Lines of sources that a merge set aside are written as further `ORG`, `TITLE` and `LANG`, of
/// which a card may have several. Extended fields, locations and assignees have no line yet.
pub fn export(
    contact: &Contact,
    label: impl Fn(&LabelKey) -> Option<LabelName>,
    otherwise: Version,
) -> (Version, Vec<Property>) {
    let version = contact.properties().iter().find_map(version_of).unwrap_or(otherwise);
    let labels = contact.info().labels().iter().filter_map(label).collect();
    let mut writer = Writer::new(version, contact.info(), labels);
    for property in contact.properties() {
        writer.line(property);
    }
    writer.name();
    writer.singles();
    writer.entries();
    writer.labels();
    writer.mark_primary("EMAIL", anchor::EMAILS);
    writer.mark_primary("TEL", anchor::PHONES);
    (version, writer.out)
}

/// A list of the contact: the anchors of its entries, and which of them have a line.
struct List {
    field: &'static str,
    keys: Vec<SmolStr>,
    written: Vec<bool>,
    primary: Option<usize>,
    /// Lines whose entry is not there any more, and where they stood.
    orphans: Vec<(usize, Property)>,
}

struct Writer<'c> {
    version: Version,
    info: &'c ContactInfo,
    out: Vec<Property>,
    name: SmolStr,
    lists: [List; 3],
    labels: Vec<(LabelName, bool)>,
    /// Single values that have a line: the field, and the lines.
    singles: Vec<(&'static str, Vec<Property>)>,
}

const SINGLES: [(&str, &str); 4] = [
    (anchor::COMPANY, "ORG"),
    (anchor::JOB_TITLE, "TITLE"),
    (anchor::BIRTHDATE, "BDAY"),
    (anchor::LOCALE, "LANG"),
];

impl<'c> Writer<'c> {
    fn new(version: Version, info: &'c ContactInfo, labels: Vec<LabelName>) -> Self {
        let list = |field, keys: Vec<SmolStr>, primary| {
            let written = vec![false; keys.len()];
            List { field, keys, written, primary, orphans: Vec::new() }
        };
        let primary_email = info.emails.primary().map(|entry| entry.id);
        let primary_phone = info.phones.primary().map(|entry| entry.id);
        let lists = [
            list(
                anchor::EMAILS,
                info.emails.iter().map(|e| anchor::email(e.tag, &e.value)).collect(),
                info.emails.iter().position(|e| Some(e.id) == primary_email),
            ),
            list(
                anchor::PHONES,
                info.phones.iter().map(|e| anchor::phone(e.tag, &e.value)).collect(),
                info.phones.iter().position(|e| Some(e.id) == primary_phone),
            ),
            list(
                anchor::ADDRESSES,
                info.addresses.iter().map(|e| anchor::address(e.tag, &e.value)).collect(),
                None,
            ),
        ];
        Self {
            version,
            info,
            out: Vec::new(),
            name: anchor::name(info.first.as_ref(), info.last.as_ref()),
            lists,
            labels: labels.into_iter().map(|name| (name, false)).collect(),
            singles: Vec::new(),
        }
    }

    /// The value of a single field, as an anchor has it.
    fn single(&self, field: &str) -> Option<String> {
        let info = self.info;
        match field {
            anchor::COMPANY => info.company.as_ref().map(Text::to_string),
            anchor::JOB_TITLE => info.job_title.as_ref().map(Text::to_string),
            anchor::BIRTHDATE => info.birthdate.map(|date| date.to_string()),
            _ => info.locale.as_ref().map(|tag| tag.to_string()),
        }
    }

    /// Takes a line that the contact kept.
    fn line(&mut self, property: &Property) {
        let Some(line) = convert(property, self.version) else { return };
        let Some(anchor) = &property.anchor else {
            self.out.push(line);
            return;
        };
        match anchor.field.as_str() {
            anchor::NAME => self.name_line(line, &anchor.value),
            anchor::LABELS => {
                let named: Vec<&str> = anchor.value.split(anchor::SEPARATOR).collect();
                let free = |name: &&str| {
                    self.labels.iter().any(|(known, written)| known.as_str() == *name && !written)
                };
                if named.iter().all(free) {
                    for (name, written) in &mut self.labels {
                        *written |= named.contains(&name.as_str());
                    }
                    self.out.push(line);
                }
            }
            field if SINGLES.iter().any(|(known, _)| *known == field) => {
                self.single_line(line, property);
            }
            _ => self.entry_line(line, property),
        }
    }

    /// Another value under an `ALTID` that is taken would be read as a translation of the first.
    fn without_taken_altid(&self, mut line: Property) -> Property {
        let altid = |line: &Property| {
            let param = line.params.iter().find(|p| p.name.eq_ignore_ascii_case("ALTID"));
            param.and_then(|p| Some(p.values.first()?.0.clone()))
        };
        if let Some(id) = altid(&line) {
            let mut known = self.out.iter().filter(|l| l.name.eq_ignore_ascii_case(&line.name));
            if known.any(|known| altid(known).as_ref() == Some(&id)) {
                line.params.retain(|p| !p.name.eq_ignore_ascii_case("ALTID"));
            }
        }
        line
    }

    fn name_line(&mut self, line: Property, value: &SmolStr) {
        if *value == self.name {
            self.out.push(line);
        } else if self.has(&line.name) {
            // The first one says it.
        } else if line.name.eq_ignore_ascii_case("N") {
            let value = self.n(&line.value);
            self.out.push(Property { value, ..line });
        } else {
            let value = self.full_name();
            self.out.push(Property { value, ..line });
        }
    }

    fn single_line(&mut self, line: Property, property: &Property) {
        let Some(anchor) = &property.anchor else { return };
        let Some((field, _)) = SINGLES.iter().find(|(known, _)| *known == anchor.field) else {
            return;
        };
        let Some(value) = self.single(field) else {
            // Cleared. A formatted name that was the company's has to stay.
            if line.name.eq_ignore_ascii_case("FN") {
                let value = self.full_name();
                self.out.push(Property { value, ..line });
            }
            return;
        };
        let repeats = self.out.iter().any(|known| {
            known.anchor.is_some()
                && known.name.eq_ignore_ascii_case(&line.name)
                && known.value == line.value
        });
        if repeats {
            return;
        }
        let fn_line = line.name.eq_ignore_ascii_case("FN");
        if fn_line && (anchor.value != value || self.name != ";") {
            if !self.has("FN") {
                let value = self.full_name();
                self.out.push(Property { value, ..line });
            }
            return;
        }
        let further = self.singles.iter_mut().find(|(known, _)| known == field);
        match further {
            Some((_, lines)) => lines.push(property.clone()),
            None => self.singles.push((field, vec![property.clone()])),
        }
        let mut line = line;
        if anchor.value != value {
            // A value that a merge set aside must not be read as the contact's.
            match *field {
                anchor::BIRTHDATE => return,
                anchor::LOCALE => types::unmark(&mut line),
                anchor::JOB_TITLE if !self.has("TITLE") => line.name = "ROLE".into(),
                _ => {}
            }
        }
        self.out.push(line);
    }

    fn entry_line(&mut self, line: Property, property: &Property) {
        let Some(anchor) = &property.anchor else { return };
        let line = self.without_taken_altid(line);
        let field = anchor.field.strip_suffix(anchor::AGAIN);
        let list = self.lists.iter_mut().find(|list| list.field == field.unwrap_or(&anchor.field));
        let Some(list) = list else {
            // Anchored by another format, whose cells are no lines.
            return;
        };
        if field.is_some() {
            if list.keys.contains(&anchor.value) {
                self.out.push(line);
            }
            return;
        }
        let known = |at: &usize| list.keys[*at] == anchor.value && !list.written[*at];
        match (0..list.keys.len()).find(known) {
            Some(at) => {
                list.written[at] = true;
                self.out.push(line);
            }
            None if list.keys.contains(&anchor.value) => {}
            None => list.orphans.push((self.out.len(), line)),
        }
    }

    fn has(&self, name: &str) -> bool {
        values::first_of(&self.out, name).is_some()
    }

    /// The components of a name: those that the model does not hold are taken from `before`.
    fn n(&self, before: &str) -> String {
        let escape = |text: Option<&Text<1000>>| {
            text.map(|t| text::escape_part(self.version, t.as_str()).into_owned())
        };
        let before = text::components(before);
        let kept = |at: usize| before.get(at).copied().unwrap_or_default().to_owned();
        let [last, first] =
            [&self.info.last, &self.info.first].map(|t| escape(t.as_ref()).unwrap_or_default());
        [last, first, String::new(), kept(3), kept(4)].join(";")
    }

    /// What a card shows for a name.
    fn full_name(&self) -> String {
        let info = self.info;
        let name = info.full_name().map(String::from);
        let company = || info.company.as_ref().map(Text::to_string);
        let email = || info.emails.primary().map(|entry| entry.value.to_string());
        let phone = || info.phones.primary().map(|entry| entry.value.to_string());
        let text = name.or_else(company).or_else(email).or_else(phone).unwrap_or_default();
        text::escape(self.version, &text).into_owned()
    }

    fn fresh(&self, name: &str, value: String) -> Property {
        Property {
            format: self.version.format().into(),
            group: None,
            name: name.into(),
            params: Vec::new(),
            value,
            encoding: crate::Encoding::None,
            position: u32::try_from(self.out.len()).unwrap_or(u32::MAX),
            bytes: None,
            anchor: None,
        }
    }

    /// Puts a line after the last of its kind.
    fn insert(&mut self, line: Property) {
        let last = self.out.iter().rposition(|known| known.name.eq_ignore_ascii_case(&line.name));
        let at = last.map_or(self.out.len(), |last| last + 1);
        self.out.insert(at, line);
    }

    fn name(&mut self) {
        let kept = !self.out.is_empty();
        let named = self.name != ";";
        if !self.has("N") && (named && !self.has("FN") || !kept && self.version != Version::V4_0) {
            let line = self.fresh("N", self.n(""));
            self.out.insert(0, line);
        }
        if !self.has("FN") && (named && !self.has("N") || !kept) || !kept && !self.has("FN") {
            let line = self.fresh("FN", self.full_name());
            self.out.insert(0, line);
        }
    }

    /// A line for each single value that has none, in the place of one that holds another.
    fn singles(&mut self) {
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
    fn entries(&mut self) {
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

    fn entry(&self, kind: usize, at: usize) -> Property {
        let (name, value, tag) = match kind {
            0 => {
                let entry = &self.info.emails.as_slice()[at];
                let tag = match entry.tag {
                    EmailTag::Untagged => "",
                    EmailTag::Main => "main",
                    EmailTag::Home => "home",
                    EmailTag::Work => "work",
                };
                ("EMAIL", text::escape(self.version, entry.value.as_str()).into_owned(), tag)
            }
            1 => {
                let entry = &self.info.phones.as_slice()[at];
                let tag = match entry.tag {
                    PhoneTag::Untagged => "",
                    PhoneTag::Main => "main",
                    PhoneTag::Home => "home",
                    PhoneTag::Mobile => "cell",
                    PhoneTag::Work => "work",
                    PhoneTag::Fax => "fax",
                };
                ("TEL", text::escape(self.version, entry.value.as_str()).into_owned(), tag)
            }
            _ => {
                let entry = &self.info.addresses[at];
                let tag = match entry.tag {
                    AddressTag::Home => "home",
                    AddressTag::Work => "work",
                    _ => "",
                };
                ("ADR", self.adr(&entry.value), tag)
            }
        };
        let mut line = self.fresh(name, value);
        if !tag.is_empty() {
            line.params.push(param("TYPE", tag));
        }
        if kind == 2
            && let tag @ (AddressTag::Billing | AddressTag::Shipping) = self.info.addresses[at].tag
        {
            line.params.push(param(types::TAG, tag.as_str()));
        }
        line
    }

    fn adr(&self, address: &PostalAddress) -> String {
        let PostalAddress { street, line2, city, subdivision, country, postal_code, extra: _ } =
            address;
        let text = |text: Option<&str>| {
            text::escape_part(self.version, text.unwrap_or_default()).into_owned()
        };
        let parts = [
            String::new(),
            text(line2.as_ref().map(Text::as_str)),
            text(street.as_ref().map(Street::line).as_deref()),
            text(city.as_ref().map(Text::as_str)),
            text(subdivision.as_ref().map(Text::as_str)),
            text(postal_code.as_ref().map(Text::as_str)),
            text(country.as_ref().map(|country| country.as_str())),
        ];
        parts.join(";")
    }

    /// A line for the labels that have none.
    fn labels(&mut self) {
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
    fn mark_primary(&mut self, name: &str, field: &str) {
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
