//! The lines of the name.

use smol_str::SmolStr;

use super::super::{Version, text};
use super::kind::FIELD;
use super::types::param;
use super::values;
use super::write::Writer;
use crate::contact::{Parameter, Property};
use crate::interop::map::anchor;
use crate::interop::map::standard::{PREFIX, SUFFIX};
use crate::text::Text;

impl Writer<'_> {
    pub(super) fn name_line(&mut self, line: Property, value: &SmolStr) {
        let (name, affixes) = match value.split_once(anchor::SEPARATOR) {
            Some((name, affixes)) => (name, Some(affixes)),
            None => (value.as_str(), None),
        };
        let same_affixes =
            affixes.is_none_or(|affixes| affixes == self.affixes().join(anchor::SEPARATOR));
        if affixes.is_some() {
            let fields = [PREFIX, SUFFIX].into_iter().filter_map(|s| self.standard(s));
            let keys: Vec<_> = fields.map(|(key, _)| key.clone()).collect();
            self.covered.extend(keys);
        }
        let at = self.out.len();
        let is_n = line.name.eq_ignore_ascii_case("N");
        self.out.push(Some(line));
        if name == self.name && same_affixes {
            return;
        }
        if is_n {
            self.renamed |= name != self.name;
            let before = self.out[at].as_ref().map_or_else(String::new, |line| line.value.clone());
            let value = self.n(&before, affixes.is_some() && !same_affixes);
            self.edit(at, |line| {
                line.value = value;
                line.params.retain(|param| !param.name.eq_ignore_ascii_case("SORT-AS"));
            });
        } else {
            let value = self.full_name();
            self.edit(at, |line| line.value = value);
        }
    }

    /// Prefix and suffix as the contact has them.
    fn affixes(&self) -> [String; 2] {
        [PREFIX, SUFFIX].map(|standard| {
            let value = self.standard(standard).map(|(_, value)| value.to_string());
            value.map_or_else(String::new, |text| text.trim().to_owned())
        })
    }

    /// The components of a name: those that say the same in `before` are kept as they stand there.
    fn n(&self, before: &str, affixes: bool) -> String {
        let before = values::components(before);
        let kept = |at: usize| before.get(at).copied().unwrap_or_default();
        let old = |at: usize| values::component(self.version, kept(at), " ");
        let text = |text: Option<&Text<1000>>| text.map_or("", Text::as_str).trim().to_owned();
        let escape = |text: &str| text::escape_part(self.version, text).into_owned();
        let (last, first) = (text(self.info.last.as_ref()), text(self.info.first.as_ref()));
        let last = if old(0) == last { kept(0).to_owned() } else { escape(&last) };
        let additional = old(2);
        let [given, middle] = match first.strip_suffix(&*additional) {
            // Unless all of it is new, the middle name stays one.
            Some(given) if !additional.is_empty() && given.ends_with(' ') => {
                let given = given.trim_end();
                let raw = if old(1) == given { kept(1).to_owned() } else { escape(given) };
                [raw, kept(2).to_owned()]
            }
            _ if old(1) == first => [kept(1).to_owned(), String::new()],
            _ => [escape(&first), String::new()],
        };
        let [prefix, suffix] = match affixes {
            true => self.affixes().map(|text| escape(&text)),
            false => [3, 4].map(|at| kept(at).to_owned()),
        };
        [last, given, middle, prefix, suffix].join(";")
    }

    /// What a card shows for a name.
    pub(super) fn full_name(&self) -> String {
        let info = self.info;
        let name = info.full_name().map(String::from);
        let company = || info.company.as_ref().map(Text::to_string);
        let email = || info.emails.primary().map(|entry| entry.value.to_string());
        let phone = || info.phones.primary().map(|entry| entry.value.to_string());
        let text = name.or_else(company).or_else(email).or_else(phone).unwrap_or_default();
        text::escape(self.version, &text).into_owned()
    }

    /// Lines for the name where there are none. A card that came without them and whose name did not
    /// change goes out without them.
    pub(super) fn name(&mut self, new: bool) {
        let named = self.name != ";";
        let nameless = !self.has("N") && !self.has("FN");
        let missing = new || named && nameless && !self.is_stand_in();
        if missing || self.renamed && !self.has("FN") {
            let line = self.fresh("FN", self.full_name());
            self.insert_top(line);
        }
        if missing && (named || self.version != Version::V4_0) {
            let fields = [PREFIX, SUFFIX].into_iter().filter_map(|standard| {
                let (key, _) = self.standard(standard)?;
                (key.as_str() == standard.key).then(|| key.clone())
            });
            let fields: Vec<_> = fields.collect();
            let mut line = self.fresh("N", self.n("", true));
            if !fields.is_empty() {
                let values = fields.iter().map(|key| (key.as_str().into(), false)).collect();
                line.params.push(Parameter { values, ..param(FIELD, "") });
            }
            self.covered.extend(fields);
            self.insert_top(line);
        }
    }
}
