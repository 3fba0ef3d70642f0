//! Whose card it is: a person's name, or a company.

use super::read::Reader;
use super::values;
use crate::contact::Property;
use crate::interop::map::anchor::{self, anchor};
use crate::interop::map::names;

impl Reader<'_> {
    pub(super) fn name_and_company(&mut self) {
        let (n, full) = (self.find("N"), self.find("FN"));
        let full_text =
            full.map(|at| values::plain(self.version, &self.properties[at])).unwrap_or_default();
        let mut company = String::new();
        let named = |p: &Property| {
            p.name.eq_ignore_ascii_case("ORG")
                && !values::first_component(self.version, &p.value).is_empty()
        };
        if let Some(at) = self.properties.iter().position(named) {
            company = values::first_component(self.version, &self.properties[at].value);
            self.draft.company = self.line(at, &company);
            if let Some(line) = &self.draft.company {
                let value = anchor(anchor::COMPANY, line.as_str());
                self.anchor(at, value);
            }
        }
        let organisation = self.is_organisation() || !company.is_empty() && full_text == company;
        if let Some(at) = n {
            let mut parts =
                values::components(self.version, &self.properties[at].value, " ").into_iter();
            let last = parts.next().unwrap_or_default();
            let given: Vec<String> = parts.take(2).filter(|part| !part.is_empty()).collect();
            self.draft.first = self.line(at, &given.join(" "));
            self.draft.last = self.line(at, &last);
        }
        let no_name = self.draft.first.is_none() && self.draft.last.is_none();
        if let (true, Some(at)) = (no_name, full) {
            if organisation && self.draft.company.is_none() {
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
        let name = anchor::name(self.draft.first.as_ref(), self.draft.last.as_ref());
        let any =
            |name: &str| self.properties.iter().position(|p| p.name.eq_ignore_ascii_case(name));
        for at in [n.or_else(|| any("N")), full.or_else(|| any("FN"))].into_iter().flatten() {
            if self.properties[at].anchor.is_none() {
                self.anchor(at, anchor(anchor::NAME, name.clone()));
            }
        }
    }

    /// Without a mailbox or a number, what stands for a name has to do for one.
    pub(super) fn last_resort(&mut self) {
        let Some(at) = self.find("FN").filter(|_| !self.draft.identifies()) else { return };
        let text = values::plain(self.version, &self.properties[at]);
        self.draft.first = self.line(at, &text);
        if self.draft.first.is_none() {
            return;
        }
        if self.properties[at].anchor.take().is_some_and(|a| a.field == anchor::COMPANY) {
            self.draft.company = None;
        }
        let name = anchor::name(self.draft.first.as_ref(), None);
        self.anchor(at, anchor(anchor::NAME, name.clone()));
        for property in &mut self.properties {
            if let Some(anchor) = property.anchor.as_mut().filter(|a| a.field == anchor::NAME) {
                anchor.value = name.clone();
            }
        }
    }

    fn is_organisation(&self) -> bool {
        let says = |name: &str, values: &[&str]| {
            let property = values::first_of(&self.properties, name);
            property.is_some_and(|p| values.iter().any(|v| p.value.trim().eq_ignore_ascii_case(v)))
        };
        says("KIND", &["org", "group"])
            || says("X-ABShowAs", &["COMPANY"])
            || says("X-ADDRESSBOOKSERVER-KIND", &["group"])
    }
}
