//! Whose card it is: a person's name, or a company.

use std::borrow::Cow;

use super::super::Version;
use super::kind::{FIELD, Kind};
use super::read::Reader;
use super::{types, values};
use crate::contact::{Line, Property};
use crate::interop::Severity;
use crate::interop::map::Draft;
use crate::interop::map::anchor::{self, anchor};
use crate::interop::map::names;
use crate::interop::map::standard::{DEPARTMENT, PREFIX, SUFFIX, Standard, WEBSITE};

/// What a card is called that says something and gives nothing to call it by.
pub(super) const NAMELESS: &str = "No Name";

/// What a card without `FN` and `N` is called: by its company, else by a nickname or a title.
pub(super) fn stand_in<'l>(
    lines: impl Iterator<Item = (Kind, &'l Property)> + Clone,
    version: Version,
) -> Option<String> {
    let says = |kind: Kind| {
        let mut texts = lines.clone().filter(|(of, _)| *of == kind).map(|(_, line)| match kind {
            Kind::Org => values::first_component(version, &line.value),
            Kind::Nickname => {
                let mut names = values::elements(version, &line.value).map(|(_, text)| text);
                names.find(|text| !text.is_empty()).unwrap_or_default()
            }
            _ => values::plain(version, line),
        });
        texts.find(|text| !text.is_empty()).map(Cow::into_owned)
    };
    [Kind::Org, Kind::Nickname, Kind::Title, Kind::Role].into_iter().find_map(says)
}

impl Reader<'_> {
    pub(super) fn name_and_company(&mut self) {
        let (n, full) = (self.find(Kind::Name), self.find(Kind::FormattedName));
        let full_text = full.map_or_else(String::new, |at| self.plain(at).into_owned());
        let company = self.company();
        let organisation = self.company_card || company.is_some_and(|text| text == full_text);
        if let Some(at) = n {
            let line = &self.properties[at];
            let wanted =
                self.options.fields.affixes || is_asked(line, PREFIX) || is_asked(line, SUFFIX);
            let [last, given, affixes @ ..] = parts(line, self.version);
            self.draft.first = self.line(at, &given);
            self.draft.last = self.line(at, &last);
            let affixes = if wanted { self.affixes(affixes) } else { String::new() };
            let name = anchor::name(self.draft.first.as_ref(), self.draft.last.as_ref());
            self.anchor(at, anchor(anchor::NAME, name.to_string() + &affixes));
        }
        let no_name = self.draft.first.is_none() && self.draft.last.is_none();
        if let (true, Some(at)) = (no_name, full) {
            if self.draft.members.is_some() {
                self.draft.first = self.line(at, &full_text);
            } else if organisation && self.draft.company.is_none() {
                self.draft.company = self.line(at, &full_text);
                if let Some(line) = &self.draft.company {
                    let value = anchor(anchor::COMPANY, line.as_str());
                    self.anchor(at, value);
                }
            } else if !organisation && !names::is_no_name(&full_text) {
                let (first, last) = names::split_name(&full_text);
                self.draft.first = self.line(at, &first);
                self.draft.last = self.line(at, &last);
            }
        }
        self.anchor_name(n, full);
    }

    /// Ties `N` and `FN` to the name, also blank ones.
    fn anchor_name(&mut self, n: Option<usize>, full: Option<usize>) {
        let name = anchor::name(self.draft.first.as_ref(), self.draft.last.as_ref());
        let n = n.or_else(|| self.any(Kind::Name));
        let full = full.or_else(|| self.any(Kind::FormattedName));
        for at in [n, full].into_iter().flatten() {
            match &mut self.properties[at].anchor {
                None => self.anchor(at, anchor(anchor::NAME, name.clone())),
                Some(known) if known.field == anchor::NAME => {
                    let affixes = known.value.split_once(anchor::SEPARATOR);
                    let affixes = affixes.map_or_else(String::new, |(_, affixes)| {
                        anchor::SEPARATOR.to_owned() + affixes
                    });
                    known.value = (name.to_string() + &affixes).into();
                }
                Some(_) => {}
            }
        }
    }

    /// Takes prefix and suffix; what an anchor holds of them.
    fn affixes(&mut self, affixes: [String; 2]) -> String {
        let mut taken = String::new();
        for (standard, text) in [PREFIX, SUFFIX].into_iter().zip(affixes) {
            taken += anchor::SEPARATOR;
            if let Some(field) = standard.with(&text)
                && self.push_field(field)
            {
                taken += &text;
            }
        }
        taken
    }

    /// The first company, in the contact and as it is called.
    fn company(&mut self) -> Option<String> {
        let is = |at: &usize| self.kinds[*at] == Kind::Org && !self.is_alternative(*at);
        let named = |at: &usize| {
            let value = &self.properties[*at].value;
            !values::first_component(self.version, value).is_empty()
        };
        let all = (0..self.properties.len()).filter(is);
        let at = all.clone().find(named).or_else(|| self.find(Kind::Org))?;
        let line = &self.properties[at];
        let company = values::first_component(self.version, &line.value).into_owned();
        let department = (self.options.fields.department || is_asked(line, DEPARTMENT))
            .then(|| values::components(&line.value).get(1).copied().unwrap_or_default())
            .map(|raw| values::component(self.version, raw, ", ").into_owned());
        self.draft.company = self.line(at, &company);
        let mut value = self.draft.company.as_ref().map_or_else(String::new, Line::to_string);
        if let Some(field) = department.as_deref().and_then(|text| DEPARTMENT.with(text))
            && self.push_field(field)
        {
            value += anchor::SEPARATOR;
            value += &department.unwrap_or_default();
        }
        if !value.is_empty() {
            self.anchor(at, anchor(anchor::COMPANY, value));
        }
        (!company.is_empty()).then_some(company)
    }

    /// Without a mailbox or a number, what stands for a name has to do for one.
    pub(super) fn last_resort(&mut self) {
        if self.draft.identifies() {
            return;
        }
        let Some(at) = self.find(Kind::FormattedName) else {
            self.draft.first = self.nameless();
            return self.anchor_name(None, None);
        };
        let text = self.plain(at).into_owned();
        self.draft.first = self.line(at, &text);
        if self.draft.first.is_none() {
            return;
        }
        if self.properties[at].anchor.take().is_some_and(|a| a.field == anchor::COMPANY) {
            self.draft.company = None;
        }
        let n = self.find(Kind::Name);
        self.anchor_name(n, Some(at));
    }

    /// A name for a card that has none, but something else to know it by.
    fn nameless(&mut self) -> Option<Line> {
        let lines = self.kinds.iter().copied().zip(&self.properties);
        if let Some(name) = stand_in(lines, self.version) {
            return Line::read("text", &name).ok().flatten();
        }
        let Draft { picture, addresses, birthdate, media, fields, .. } = &self.draft;
        let site = fields.iter().any(|field| field.key.as_str() == WEBSITE.key);
        let something = picture.is_some() || birthdate.is_some() || site;
        if !something && addresses.is_empty() && media.is_empty() {
            return None;
        }
        self.warn(0, Severity::Info, "record.nameless");
        NAMELESS.parse().ok()
    }

    /// Whether it says that it is a company, and whether that it is a group.
    pub(super) fn what_it_is(&self) -> (bool, bool) {
        let says = |kind: Kind, value: &str| {
            let line = self.kinds.iter().position(|known| *known == kind);
            line.is_some_and(|at| self.properties[at].value.trim().eq_ignore_ascii_case(value))
        };
        let company = says(Kind::What, "org") || says(Kind::ShowAs, "COMPANY");
        let group = (self.kinds.iter().zip(&self.properties)).any(|(kind, line)| {
            *kind == Kind::What && line.value.trim().eq_ignore_ascii_case("group")
        });
        (company, group)
    }
}

/// Last name, first names, prefix and suffix.
fn parts(line: &Property, version: Version) -> [String; 4] {
    let parts = values::components(&line.value);
    let part = |at: usize| {
        let raw = parts.get(at).copied().unwrap_or_default();
        values::component(version, raw, " ")
    };
    [part(0), joined(part(1), part(2)), part(3), part(4)].map(Cow::into_owned)
}

/// Whether a line says itself that parts of it are an extended field.
fn is_asked(line: &Property, standard: Standard) -> bool {
    let named = line.params.iter().filter(|param| types::is_named(param, &[FIELD]));
    let mut values = named.flat_map(|param| &param.values);
    values.any(|(value, _)| value == standard.key)
}

fn joined<'t>(first: Cow<'t, str>, second: Cow<'t, str>) -> Cow<'t, str> {
    match (first.is_empty(), second.is_empty()) {
        (_, true) => first,
        (true, false) => second,
        (false, false) => format!("{first} {second}").into(),
    }
}
